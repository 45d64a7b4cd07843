import { describe, expect, test } from 'vitest'
import type { AddressId } from '../../../src/model/address.ts'
import type { Field } from '../../../src/model/field.ts'
import type { Json } from '../../../src/model/json.ts'
import type { Cause } from '../../../src/model/plan.ts'
import { type Naming, describe as said } from '../../../src/pipeline/describe.ts'
import { localise } from '../../../src/pipeline/spec.ts'
import { productFields, ref, secretKey, to } from './toy-vendor.ts'

const known: { readonly [place: string]: AddressId } = {
  'attribute/1': to('attribute/furniture.colour'),
  'attribute/2': to('attribute/furniture.width'),
  'value/11': to('value/furniture.colour.oak'),
  'value/12': to('value/furniture.colour.black'),
  'supplier/7': to('supplier/acme'),
  'category/5': to('category/chairs'),
}
const naming: Naming = { secretKey, addressOf: (kind, id) => known[`${kind}/${id}`] }
const fields: { readonly [name: string]: Field } = productFields

/** What the files write, by the ids that are known. */
const localised = (written: Json | undefined): Json | undefined =>
  written === undefined ? undefined : localise(written, (address) => ids[address])

const ids: { readonly [address: string]: string } = Object.fromEntries(
  Object.entries(known).map(([place, address]) => [address, place.split('/')[1] ?? '']),
)

function told(
  name: string,
  field: Field,
  written: Json | undefined,
  observed: Json | undefined,
  cause: Cause = 'config',
) {
  return said(name, field, { local: localised(written), written }, observed, cause, naming)
}

/** `path: before → after`, one line a difference. */
function lines(name: string, desired: Json | undefined, observed: Json | undefined, field = fields[name]): string[] {
  if (field === undefined) throw new Error(name)
  return told(name, field, desired, observed).map(
    ({ path, before, after }) => `${path}: ${JSON.stringify(before)} → ${JSON.stringify(after)}`,
  )
}

const id = (text: string) => ({ id: text })
const oak = { attribute: id('1'), value: id('11') }
const black = { attribute: id('1'), value: id('12') }

test.each([
  ['a value', 'price', '129', '99', ['price: "99" → "129"']],
  ['what was not there has no before', 'price', '129', null, ['price: undefined → "129"']],
  ['what is cleared says so', 'price', null, '99', ['price: "99" → null']],
  [
    'a part of an object',
    'bulk',
    { over: '5', discount: '10' },
    { over: '5', discount: '9' },
    ['bulk.discount: "9" → "10"'],
  ],
  ['an object where there was none', 'bulk', { over: '5' }, null, ['bulk.over: undefined → "5"']],
  ['a cleared object', 'bulk', null, { over: '5' }, ['bulk: {"over":"5"} → null']],
  ['parts the kind does not know stay out of it', 'bulk', { odd: true, over: '5' }, {}, ['bulk.over: undefined → "5"']],
  ['a list without names is shown whole', 'categories', [id('5')], [], ['categories: [] → ["shop/category/chairs"]']],
  [
    'a part of a named element',
    'settings',
    [{ ...oak, price: '9', sku: 'A' }],
    [{ ...oak, price: '8', sku: 'A' }],
    ['settings[colour.oak].price: "8" → "9"'],
  ],
  [
    'a new element and one that goes',
    'settings',
    [{ ...oak, price: '9', sku: null }],
    [{ ...black, price: '8', sku: 'B' }],
    ['settings[colour.oak]: undefined → {"price":"9"}', 'settings[colour.black]: {"price":"8","sku":"B"} → undefined'],
  ],
  [
    'elements that are declared but not made yet',
    'settings',
    [{ attribute: ref('attribute/furniture.colour'), value: ref('value/furniture.colour.new'), price: '9' }],
    [],
    ['settings[colour.new]: undefined → {"price":"9"}'],
  ],
  [
    'elements outside the files',
    'settings',
    [{ attribute: id('88'), value: id('99'), price: '9' }],
    [],
    ['settings[#88.#99]: undefined → {"price":"9"}'],
  ],
  [
    'an element that is one value is that value',
    'attributes',
    [{ attribute: id('2'), value: '40' }],
    [{ attribute: id('2'), value: '35' }],
    ['attributes[width]: "35" → "40"'],
  ],
  [
    'a new element of one value',
    'attributes',
    [{ attribute: id('2'), value: '40' }],
    [],
    ['attributes[width]: undefined → "40"'],
  ],
  [
    'a cleared element of a map, with those beside it left out',
    'attributes',
    [{ attribute: id('2'), value: null }],
    [
      { attribute: id('2'), value: '35' },
      { attribute: id('1'), value: '11' },
    ],
    ['attributes[width]: "35" → null'],
  ],
  [
    'an element that is cleared already is not mentioned beside another',
    'attributes',
    [
      { attribute: id('2'), value: null },
      { attribute: id('1'), value: '11' },
    ],
    [],
    ['attributes[colour]: undefined → "11"'],
  ],
  [
    'values of an attribute read as their addresses, before and after',
    'attributes',
    [{ attribute: id('1'), value: [ref('value/furniture.colour.oak'), id('12')] }],
    [{ attribute: id('1'), value: ['12', '77'] }],
    ['attributes[colour]: ["shop/value/furniture.colour.black","77"] → ["shop/value/furniture.colour.oak","id:12"]'],
  ],
  [
    'and where all of them are made already',
    'attributes',
    [{ attribute: ref('attribute/furniture.colour'), value: [ref('value/furniture.colour.oak')] }],
    [{ attribute: id('1'), value: ['12'] }],
    ['attributes[colour]: ["shop/value/furniture.colour.black"] → ["shop/value/furniture.colour.oak"]'],
  ],
  [
    'a reference reads as its address',
    'supplier',
    ref('supplier/new'),
    id('7'),
    ['supplier: "shop/supplier/acme" → "shop/supplier/new"'],
  ],
  ['one outside the files by its id', 'supplier', id('7'), id('12'), ['supplier: "id:12" → "shop/supplier/acme"']],
  ['a kind that has no resources', 'brand', id('4'), id('3'), ['brand: "id:3" → "id:4"']],
] satisfies readonly (readonly [string, string, Json, Json, readonly string[]])[])(
  '%s',
  (_what, name, desired, observed, differences) => {
    expect(lines(name, desired, observed)).toEqual(differences)
  },
)

test('an order that differs while no element does is shown as the whole list', () => {
  const ordered: Field = { ...productFields.settings, order: 'ordered' }
  expect(lines('settings', [oak, black], [black, oak], ordered)).toEqual([
    'settings: [{"attribute":"shop/attribute/furniture.colour","value":"shop/value/furniture.colour.black"},{"attribute":"shop/attribute/furniture.colour","value":"shop/value/furniture.colour.oak"}] → [{"attribute":"shop/attribute/furniture.colour","value":"shop/value/furniture.colour.oak"},{"attribute":"shop/attribute/furniture.colour","value":"shop/value/furniture.colour.black"}]',
  ])
})

test('elements named by plain texts', () => {
  const words: Field = {
    shape: 'list',
    order: 'set',
    identity: ['word'],
    unlisted: 'removed',
    of: { shape: 'object', fields: {} },
  }
  expect(lines('words', [{ word: 'a', weight: '1' }], [{ word: 'b', weight: '2' }], words)).toEqual([
    'words[a]: undefined → {"weight":"1"}',
    'words[b]: {"weight":"2"} → undefined',
  ])
})

test('an element without its name says so', () => {
  expect(lines('settings', [{ attribute: id('1'), price: '9' }], [])).toEqual([
    'settings[colour.null]: undefined → {"price":"9"}',
  ])
})

test('several parts of one element are several lines', () => {
  expect(lines('settings', [{ ...oak, price: '9', sku: 'B' }], [{ ...oak, price: '8', sku: 'A' }])).toEqual([
    'settings[colour.oak].price: "8" → "9"',
    'settings[colour.oak].sku: "A" → "B"',
  ])
})

test('plain elements are their own names', () => {
  const words: Field = {
    shape: 'list',
    order: 'set',
    identity: [],
    unlisted: 'removed',
    of: { shape: 'scalar', type: 'text' },
  }
  expect(lines('words', ['a', 'b'], ['c', 'b'], words)).toEqual([
    'words[a]: undefined → "a"',
    'words[c]: "c" → undefined',
  ])
})

test('objects in a list without names show their parts', () => {
  expect(lines('html', [{ html: '<p>' }], [])).toEqual(['html: [] → [{"html":"<p>"}]'])
})

describe('what must not be seen', () => {
  test('of a sensitive field neither side is shown', () => {
    expect(told('code', productFields.code, 'new', 'old', 'drift')).toEqual([
      { path: 'code', cause: 'drift', sensitive: true, meaning: 'other' },
    ])
  })

  test('of a secret the name of its variable and its digest', () => {
    const secret = { env: 'CODE', digest: 'd1' }
    for (const field of [productFields.code, productFields.name]) {
      expect(told('name', field, secret, 'old')).toMatchObject([{ sensitive: true, after: secret }])
      expect(JSON.stringify(told('name', field, secret, 'old'))).not.toContain('old')
    }
  })
})

test.each([
  ['price', '2', '1', 'price'],
  ['weight', '2', '1', 'other'],
  ['settings', [{ ...oak, price: '9' }], [{ ...oak, price: '8' }], 'price'],
  ['settings', [{ ...oak, sku: 'B' }], [{ ...oak, sku: 'A' }], 'structure'],
  ['settings', [oak], [], 'structure'],
] satisfies readonly (readonly [string, Json, Json, string])[])(
  'a change of %s to %j means what that part means',
  (name, desired, observed, meaning) => {
    const field = fields[name]
    expect(field && told(name, field, desired, observed, 'both')).toMatchObject([{ meaning, cause: 'both' }])
  },
)
