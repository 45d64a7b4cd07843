import { expect, test } from 'vitest'
import type { Observed } from '../../../src/model/resource.ts'
import { keyOf, keysFor } from '../../../src/pipeline/keys.ts'
import { category } from '../../../src/providers/shoporama/resources/category.ts'
import { product } from '../../../src/providers/shoporama/resources/product.ts'
import { profileAttributeValue } from '../../../src/providers/shoporama/resources/profile-attribute-value.ts'

test.each([
  ['Møbler & Stole', 'moebler-stole'],
  ['Blå sofa', 'blaa-sofa'],
  ['ÆBLER', 'aebler'],
  ['Köln Größe', 'koeln-groesse'],
  ['Barnens våning', 'barnens-vaaning'],
  ['iPhone 12/64 "Grå"', 'iphone-12-64-graa'],
  ['  --  ', ''],
  ['日本', ''],
  ['Å\u030a', 'aa'],
  [`${'ab '.repeat(30)}`, `${'ab-'.repeat(19)}ab`],
])('the letters of a key: %s', (name, key) => {
  expect(keyOf(name)).toBe(key)
})

const named = (kind: string, rows: Readonly<Record<string, readonly [string | null, string?]>>): Observed[] =>
  Object.entries(rows).map(([remoteId, [name, parent]]) => ({
    kind,
    remoteId,
    spec: { name, ...(parent === undefined ? {} : { parent: { id: parent } }) },
  }))
const entries = (keys: ReadonlyMap<string, string>) => Object.fromEntries(keys)

test('of two products with one name the lower id has the bare key', () => {
  const list = named('product', { '10': ['Stol'], '9': ['Stol'], '11': ['stol'] })
  const keys = { '9': 'stol', '10': 'stol-10', '11': 'stol-11' }
  expect(entries(keysFor(product, list))).toEqual(keys)
  expect(entries(keysFor(product, list.toReversed()))).toEqual(keys)
})

test('one that is called as the key of another is told apart too', () => {
  const list = named('product', { '1': ['Stol'], '2': ['Stol'], '3': ['Stol 2'] })
  expect(entries(keysFor(product, list))).toEqual({ '1': 'stol', '2': 'stol-2-2', '3': 'stol-2' })
})

test('a category is told from its namesake by what it lies below', () => {
  const list = named('category', {
    '1': ['Møbler'],
    '2': ['Have'],
    '3': ['Stole', '1'],
    '4': ['Stole', '2'],
    '5': ['Stole', '4'],
    '6': ['Stole', '99'],
  })
  const keys = { '1': 'moebler', '2': 'have', '3': 'stole', '4': 'have-stole', '5': 'have-stole-stole', '6': 'stole-6' }
  expect(entries(keysFor(category, list))).toEqual(keys)
})

test('what has no name is called by its kind and id, and a value by its val', () => {
  expect(entries(keysFor(product, named('product', { '7': [null], '8': ['日本'] })))).toEqual({
    '7': 'product-7',
    '8': 'product-8',
  })
  const value: Observed = { kind: 'profile_attribute_value', remoteId: '5', spec: { val: 'Sort/hvid', weight: '1' } }
  expect(entries(keysFor(profileAttributeValue, [value]))).toEqual({ '5': 'sort-hvid' })
  expect(entries(keysFor(profileAttributeValue, [{ ...value, spec: { val: '!' } }]))).toEqual({
    '5': 'profile-attribute-value-5',
  })
})

test('a product without a readable name is called by its SKU', () => {
  const one: Observed = { kind: 'product', remoteId: '7', spec: { name: '椅子', own_id: 'CH 001' } }
  expect(keysFor(product, [one]).get('7')).toBe('ch-001')
})

test('ids that are texts are put into the letters of a key', () => {
  const list: Observed[] = ['3', '3/en', '3/nb-NO'].map((remoteId) => ({
    kind: 'product',
    remoteId,
    spec: { name: 'Årskort' },
  }))
  expect(entries(keysFor(product, list))).toEqual({
    '3': 'aarskort',
    '3/en': 'aarskort-3-en',
    '3/nb-NO': 'aarskort-3-nb-NO',
  })
})

test('keys of others are not taken', () => {
  expect(keysFor(product, named('product', { '1': ['Stol'] }), new Map(), ['stol']).get('1')).toBe('stol-1')
})
