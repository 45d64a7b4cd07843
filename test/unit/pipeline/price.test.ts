import { expect, test } from 'vitest'
import type { Change } from '../../../src/model/plan.ts'
import type { Kind } from '../../../src/model/provider.ts'
import { checkedOf, parentsOf, priceOf, touchedOf } from '../../../src/pipeline/price.ts'
import { attribute, connectedTo, product, stock, supplier, to } from './toy-vendor.ts'

function change(action: Change['action'], place: string, more: Partial<Change> = {}): Change {
  const there = action === 'create' ? {} : { remoteId: '1' }
  return {
    address: to(place),
    action,
    class: 'managed',
    reason: '',
    risk: 'low',
    needs: [],
    diff: [],
    ...there,
    ...more,
  }
}
const many = (action: Change['action'], kind: string, count: number, more: Partial<Change> = {}) =>
  Array.from({ length: count }, (_, index) => change(action, `${kind}/k${index}`, more))
const write = { name: 'x' }
const below = (parent: string) => ({ precondition: { naturalKey: 'k', parent } })
const mute: Kind = { ...supplier, reading: { by: 'nothing' } }
const unsorted: Kind = {
  ...product,
  reading: { by: 'paged-list', pageSize: () => 100, list: async function* () {}, lookUp: async function* () {} },
}

test.each([
  ['nothing', [supplier, product], [], 0],
  [
    'one list for an unpaged kind, however many',
    [supplier],
    [...many('update', 'supplier', 5, { write }), ...many('delete', 'supplier', 2)],
    1,
  ],
  ['the list for a create too: it must still be absent', [supplier], many('create', 'supplier', 1), 1],
  [
    'one list for each parent',
    [attribute],
    [
      change('update', 'attribute/a', { write, ...below('1') }),
      change('create', 'attribute/b', below('2')),
      change('create', 'attribute/c', below('2')),
    ],
    2,
  ],
  ['none below a parent that is yet to be made', [attribute], many('create', 'attribute', 3), 0],
  ['⌈W/100⌉ to look and ⌈W/100⌉ to check', [product], many('update', 'product', 150, { write }), 4],
  ['what is deleted is looked at and not checked', [product], many('delete', 'product', 150), 2],
  ['what is set offline and forgotten likewise', [product], many('forget', 'product', 1, { write }), 1],
  ['one page of the newest for creates, and their check', [product], many('create', 'product', 150), 3],
  ['where there is no such order, the check alone', [unsorted], many('create', 'product', 150), 2],
  [
    'what is written by nobody costs nothing',
    [product],
    [...many('forget', 'product', 3), ...many('adopt', 'product', 3)],
    0,
  ],
  ['what is never read', [mute], many('update', 'supplier', 3, { write }), 0],
  ['stock is set, not merged', [stock], many('update', 'stock', 300, { write }), 0],
] satisfies readonly (readonly [string, readonly Kind[], readonly Change[], number])[])(
  'the reads of an apply: %s',
  (_what, kinds, changes, calls) => {
    expect(priceOf(connectedTo(kinds), { changes, views: [] })).toBe(calls)
  },
)

test.each([
  [0, 1],
  [100, 1],
  [250, 3],
])('beside a view that is taken as it was all that changed since is listed: %i of it', (recent, pages) => {
  const views = [{ connection: 'shop', kind: 'product', age: 60, reach: 'complete', recent }] as const
  // And one to check.
  expect(priceOf(connectedTo([product]), { changes: many('create', 'product', 1), views })).toBe(pages + 1)
})

test('what is touched is told by kind', () => {
  const changes = [
    change('update', 'product/a', { write }),
    change('create', 'product/b'),
    change('create', 'supplier/b'),
  ]
  expect(touchedOf('shop', product, changes)).toEqual({ present: [changes[0]], absent: [changes[1]] })
  expect(checkedOf('shop', product, changes)).toEqual([changes[0], changes[1]])
})

test('parents are named once, sorted', () => {
  expect(
    parentsOf([
      change('create', 'attribute/a', below('9')),
      change('create', 'attribute/b', below('10')),
      change('create', 'attribute/c', below('9')),
      change('create', 'attribute/d'),
    ]),
  ).toEqual(['10', '9'])
})
