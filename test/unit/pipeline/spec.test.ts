import { describe, expect, test } from 'vitest'
import type { AddressId } from '../../../src/model/address.ts'
import {
  edgesOf,
  isBelow,
  isDeferrable,
  localise,
  localiseSpec,
  naturalKeyOf,
  refsIn,
} from '../../../src/pipeline/spec.ts'
import { productFields, ref, to } from './toy-vendor.ts'

const ids = new Map([
  [to('supplier/acme'), '7'],
  [to('category/chairs'), '12'],
])
const idOf = (address: AddressId) => ids.get(address)

test.each([
  ['a known reference', ref('supplier/acme'), { id: '7' }],
  ['an unknown reference', ref('supplier/other'), ref('supplier/other')],
  ['a list', [ref('category/chairs'), { id: '3' }], [{ id: '12' }, { id: '3' }]],
  ['a part of an element', [{ value: ref('category/chairs'), sku: 'A' }], [{ value: { id: '12' }, sku: 'A' }]],
  ['a text', 'shop/supplier/acme', 'shop/supplier/acme'],
  ['null', null, null],
])('ids stand where references stood: %s', (_what, value, local) => {
  expect(localise(value, idOf)).toEqual(local)
})

test('a spec is localised field by field and keeps its fields', () => {
  const spec = { name: 'Chair', supplier: ref('supplier/acme'), brand: null }
  expect(localiseSpec(spec, idOf)).toEqual({ name: 'Chair', supplier: { id: '7' }, brand: null })
})

test('every address that a value points at is found, however deep, in order', () => {
  const value = [{ value: ref('value/b'), more: [ref('value/a')] }, 'x', null, { id: '3' }]
  expect(refsIn(value)).toEqual([to('value/b'), to('value/a')])
  expect(refsIn(undefined)).toEqual([])
})

test('references that may be linked afterwards are told from those that must be there first', () => {
  const spec = {
    supplier: ref('supplier/acme'),
    categories: [ref('category/b'), ref('category/a'), ref('category/b')],
    related: [ref('product/z'), ref('product/y')],
    bundle: [ref('product/z')],
    unknown: ref('supplier/acme'),
  }
  expect(edgesOf(spec, productFields)).toEqual({
    hard: [to('category/a'), to('category/b'), to('supplier/acme')],
    soft: [to('product/y'), to('product/z')],
  })
})

test.each([
  ['related', true],
  ['bundle', true],
  ['categories', false],
  ['supplier', false],
] as const)('%s may point round in a circle: %s', (name, may) => {
  expect(isDeferrable(productFields[name])).toBe(may)
})

test('a field that is not known may not', () => {
  expect(isDeferrable(undefined)).toBe(false)
})

describe('natural keys', () => {
  test('spaces around a text do not make another object', () => {
    expect(naturalKeyOf({ name: ' Chair ' }, ['name'])).toBe(naturalKeyOf({ name: 'Chair' }, ['name']))
  })

  test('no parent and an absent parent are one', () => {
    expect(naturalKeyOf({ parent: null, name: 'A' }, ['parent', 'name'])).toBe(
      naturalKeyOf({ name: 'A' }, ['parent', 'name']),
    )
  })

  test('what is joined is never mistaken for another pair', () => {
    expect(naturalKeyOf({ a: 'x y', b: 'z' }, ['a', 'b'])).not.toBe(naturalKeyOf({ a: 'x', b: 'y z' }, ['a', 'b']))
  })

  test('the declared parent and the id that the shop answers give one key', () => {
    const declared = { parent: ref('category/chairs'), name: 'Bar' }
    expect(naturalKeyOf(declared, ['parent', 'name'], idOf)).toBe(
      naturalKeyOf({ parent: { id: '12' }, name: 'Bar' }, ['parent', 'name']),
    )
  })

  test('below a parent without an id there is no key yet', () => {
    expect(naturalKeyOf({ parent: ref('category/new'), name: 'Bar' }, ['parent', 'name'], idOf)).toBeUndefined()
  })
})

test.each([
  ['f.colour', 'profile/f', true],
  ['f.colour.oak', 'attribute/f.colour', true],
  ['chair', 'product/chair', true],
  ['f2.colour', 'profile/f', false],
  ['colour', 'attribute/f.colour', false],
])('%s is written nested in %s: %s', (key, host, is) => {
  expect(isBelow(key, to(host), {})).toBe(is)
  expect(isBelow(key, to(host), { section: 'products' })).toBe(false)
})
