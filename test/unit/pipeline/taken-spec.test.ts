// What pull and accept take of the shop into what is written: only what is written, in its shape, and only where the shop alone moved.
import { expect, test } from 'vitest'
import type { Json } from '../../../src/model/json.ts'
import type { FieldChange } from '../../../src/model/plan.ts'
import { defaultPolicy, type Resource, type Spec } from '../../../src/model/resource.ts'
import type { StateEntry } from '../../../src/model/state.ts'
import { type Taken, takenSpec } from '../../../src/pipeline/taken-spec.ts'
import { product } from '../../../src/providers/shoporama/resources/product.ts'

interface Given {
  readonly written: Spec
  readonly seen: Spec
  readonly cause?: FieldChange['cause']
  readonly applied?: Spec
}

const address = 'shop/product/a'
const source = { file: 'a.yaml', line: 1, column: 1, endLine: 1, endColumn: 1 }
const ids: Readonly<Record<string, string>> = { 'shop/category/chairs': '7', 'shop/category/tables': '8' }

/** Each field that is written is told as one that differs. */
function taken({ written, seen, cause = 'drift', applied = {} }: Given): Taken {
  const resource = {
    address,
    connection: 'shop',
    kind: 'product',
    key: 'a',
    spec: written,
    source,
  } as unknown as Resource
  const observed = { kind: 'product', remoteId: '1', spec: seen }
  const entry: StateEntry = { remoteId: '1', applied, stored: {}, policy: defaultPolicy, needs: [] }
  const diff = Object.keys(written).map((path): FieldChange => ({ path, cause, sensitive: false, meaning: 'other' }))
  const bound = { remoteId: '1', by: 'state', observed } as const
  const one = { resource, kind: product, verdict: 'update', bound, diff, write: {}, entry, diagnostics: [] } as const
  return takenSpec(one, entry, { idOf: (to) => ids[to] })
}

const ref = (key: string) => ({ ref: `shop/category/${key}` })
const oak = { attribute: { id: '1' }, value: { id: '2' } }
const black = { attribute: { id: '1' }, value: { id: '3' } }

test.each<[what: string, field: string, written: Json, seen: Json | undefined, now: Json]>([
  ['a text', 'name', 'Stol', 'Ny', 'Ny'],
  ['what the shop has no more is cleared', 'sale_price', '5', undefined, null],
  ['a reference to another', 'main_category', ref('chairs'), { id: '8' }, { id: '8' }],
  ['a reference to the same stays as it is written', 'main_category', ref('chairs'), { id: '7' }, ref('chairs')],
  [
    'of a set what is still there stays in its order, and what came stands behind it',
    'categories',
    [ref('tables'), ref('chairs')],
    [{ id: '7' }, { id: '9' }],
    [ref('chairs'), { id: '9' }],
  ],
  [
    'an ordered list is in the order of the shop',
    'bundle',
    [{ id: '1' }, { id: '2' }],
    [{ id: '2' }, { id: '1' }, { id: '1' }],
    [{ id: '2' }, { id: '1' }, { id: '1' }],
  ],
  [
    'of an element what is written, and of a new one what it has',
    'stock_settings',
    [{ ...oak, price: '5' }],
    [
      { ...black, own_id: 'B', gtin: null },
      { ...oak, own_id: 'A', price: '6' },
    ],
    [
      { ...oak, price: '6' },
      { ...black, own_id: 'B' },
    ],
  ],
  ['parts of a mapping that are written', 'bulk_discount', { over: '5' }, { over: '6', discount: '1' }, { over: '6' }],
  ['a mapping that the shop has no more', 'bulk_discount', { over: '5' }, null, null],
])('%s', (_what, field, written, seen, now) => {
  const made = taken({ written: { [field]: written }, seen: seen === undefined ? {} : { [field]: seen } })
  expect(made).toEqual({ spec: { [field]: now }, fields: [field], kept: [] })
})

test('only written attributes are taken, and one without a value keeps its name', () => {
  const one = (id: string, value: Json) => ({ attribute: { id }, value })
  const made = taken({
    written: { attributes: [one('1', '4'), one('2', '5')] },
    seen: { attributes: [one('1', '6'), one('3', '7')] },
  })
  expect(made.spec['attributes']).toEqual([one('1', '6'), one('2', null)])
})

test('a picture that was written by its file stays so for as long as the shop has it', () => {
  const file = { asset: { path: 'images/a.png', sha256: 'd' }, description: 'Forfra' }
  const made = taken({
    written: { images: [file, { image_id: '2', description: 'Bag' }, { image_id: '3' }] },
    seen: {
      images: [
        { image_id: '2', description: null, weight: '10' },
        { image_id: '1', description: 'Forfra', weight: '20' },
        { image_id: '9', description: 'Ny', weight: '30' },
      ],
    },
    applied: { images: [{ ...file, image_id: '1' }] },
  })
  expect(made.spec['images']).toEqual([
    { image_id: '2', description: null },
    file,
    { image_id: '9', description: 'Ny' },
  ])
})

test.each<[why: string, Partial<Given>]>([
  ['the files say otherwise than was applied: butik plan shows it', { cause: 'config' }],
  ['both the files and the shop have moved: write which of the two is meant', { cause: 'both' }],
  ['it is !env: the value is kept where the variable is set', { written: { name: { env: 'X', digest: 'd' } } }],
])('left, because %s', (why, given) => {
  const written = { name: 'Stol' }
  const made = taken({ written, seen: { name: 'Ny' }, ...given })
  expect(made).toEqual({ spec: given.written ?? written, fields: [], kept: [{ field: 'name', why }] })
})

test('what is not written is not taken', () => {
  const made = taken({ written: { name: 'Stol' }, seen: { name: 'Ny', price: '7' } })
  expect(made.spec).toEqual({ name: 'Ny' })
})
