import { expect, test } from 'vitest'
import { addressGlob, addressId, isAddressId, keyPattern, parseAddress, partsOf } from '../../../src/model/address.ts'

test.each([
  ['shop/product/oak-chair', { connection: 'shop', kind: 'product', key: 'oak-chair' }],
  [
    'shop/profile_attribute_value/furniture.colour.oak',
    { connection: 'shop', kind: 'profile_attribute_value', key: 'furniture.colour.oak' },
  ],
  ['my.shop-2/stock/A_1', { connection: 'my.shop-2', kind: 'stock', key: 'A_1' }],
])('%s is an address and comes back in parts', (text, parts) => {
  expect(parseAddress(text)).toEqual(parts)
  expect(isAddressId(text)).toBe(true)
  const address = addressId(parts.connection, parts.kind, parts.key)
  expect(address).toBe(text)
  expect(partsOf(address)).toEqual(parts)
})

test.each([
  '',
  'shop',
  'shop/product',
  'shop/product/',
  '/product/a',
  'shop/Product/a',
  'shop/product/-a',
  'shop/product/a b',
  'shop/product/a/b',
  'shop/product/æble',
])('%j is no address', (text) => {
  expect(parseAddress(text)).toBeUndefined()
  expect(isAddressId(text)).toBe(false)
})

test('the parts of something shorter are empty, never undefined', () => {
  expect(partsOf('' as ReturnType<typeof addressId>)).toEqual({ connection: '', kind: '', key: '' })
  expect(partsOf('shop' as ReturnType<typeof addressId>)).toEqual({ connection: 'shop', kind: '', key: '' })
})

test.each([
  ['oak', true],
  ['1', true],
  ['A-b_C', true],
  ['', false],
  ['-a', false],
  ['_a', false],
  ['a.b', false],
  ['a b', false],
  ['ø', false],
  ['a\n', false],
])('%j as a key: %s', (key, fits) => {
  expect(keyPattern.test(key)).toBe(fits)
})

test.each([
  ['shop/product/oak-*', 'shop/product/oak-chair', true],
  ['shop/product/oak-*', 'shop/product/oak', false],
  ['shop/product/oak-?', 'shop/product/oak-1', true],
  ['shop/product/oak-?', 'shop/product/oak-12', false],
  ['shop/*', 'shop/product/oak', true],
  ['*/product/*', 'shop/product/oak', true],
  ['shop/product/oak', 'shop/product/oak-chair', false],
  ['shop/value/f.colour.*', 'shop/value/f.colour.oak', true],
  ['shop/value/f.colour', 'shop/value/fxcolour', false],
  ['shop/product/(a|b)[c]+$', 'shop/product/a', false],
])('%s selects %s: %s', (glob, address, selects) => {
  const { connection, kind, key } = partsOf(address as ReturnType<typeof addressId>)
  expect(addressGlob(glob)(addressId(connection, kind, key))).toBe(selects)
})
