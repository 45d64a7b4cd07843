import { expect, test } from 'vitest'
import type { Change, Plan } from '../../../src/model/plan.ts'
import { planHash } from '../../../src/pipeline/plan-hash.ts'
import { type RemainderInput, remainderOf } from '../../../src/pipeline/remainder.ts'
import { connectedTo, entriesOf, planned, to } from './toy-vendor.ts'

const a = to('product/a')
const b = to('product/b')
const s = to('supplier/s')

const change = (address: typeof a, action: Change['action'], more: Partial<Change> = {}): Change => ({
  address,
  action,
  class: 'managed',
  reason: 'r',
  risk: 'low',
  needs: [],
  diff: [],
  ...more,
})
const operation = (id: string, role: 'create' | 'update' | 'link' | 'delete', addresses: (typeof a)[]) => ({
  id,
  connection: 'shop',
  operation: role,
  role,
  addresses,
})
const made = (changes: readonly Change[], operations: Plan['operations']): Plan => ({
  ...planned({}),
  changes,
  operations,
})

function rest(plan: Plan, more: Partial<RemainderInput>): Plan {
  return remainderOf({
    made: plan,
    run: 'r1',
    left: [],
    entries: new Map(),
    stateUpdates: [],
    killed: false,
    doubts: [],
    connected: [connectedTo()],
    planReads: () => 2,
    basis: plan.basis,
    diagnostics: [],
    ...more,
  })
}

test('of a call that carries several, those that are left', () => {
  const plan = made(
    [change(a, 'create', { write: { own_id: 'A' } }), change(b, 'create', { write: { own_id: 'B' } })],
    [operation('op-1', 'create', [a, b])],
  )
  const left = rest(plan, { left: [{ operation: 'op-1', addresses: [b] }] })
  expect(left.operations).toEqual([operation('op-1', 'create', [b])])
  expect(left.changes.map(({ address }) => address)).toEqual([b])
  expect(left.summary.create).toBe(1)
  expect(left.cost['shop']).toMatchObject({ planReads: 2, writes: 1 })
  expect(left.hash).toBe(planHash(left))
})

test('a create of which the object is there keeps its links, and is not looked for among the absent', () => {
  const plan = made(
    [change(a, 'create', { write: { own_id: 'A' }, links: { related: [] }, precondition: { naturalKey: 'k' } })],
    [operation('op-1', 'create', [a]), operation('op-2', 'link', [a])],
  )
  const left = rest(plan, {
    left: [{ operation: 'op-2', addresses: [a] }],
    entries: entriesOf({ 'product/a': { id: '7' } }),
  })
  expect(left.changes).toEqual([
    expect.objectContaining({
      action: 'update',
      remoteId: '7',
      links: { related: [] },
      reason: 'made; its links are left',
    }),
  ])
  expect(left.changes[0]).not.toHaveProperty('write')
  expect(left.changes[0]).not.toHaveProperty('precondition')
})

test('a replace of which the old object is gone is a create, where nothing has appeared', () => {
  const plan = made(
    [change(a, 'replace', { remoteId: '7', write: { own_id: 'A' }, precondition: { remoteId: '7', naturalKey: 'k' } })],
    [operation('op-1', 'delete', [a]), operation('op-2', 'create', [a])],
  )
  const [left] = rest(plan, { left: [{ operation: 'op-2', addresses: [a] }] }).changes
  expect(left).toMatchObject({ action: 'create', reason: 'deleted; it has to be made again' })
  expect(left).not.toHaveProperty('remoteId')
  expect(left?.precondition).not.toHaveProperty('remoteId')
})

test('what costs no call is done once: again only where the run was killed before it wrote the state', () => {
  const plan = made([change(s, 'forget'), change(b, 'manual')], [])
  expect(rest(plan, { killed: false }).changes).toEqual([])
  expect(rest(plan, { killed: true }).changes.map(({ address }) => address)).toEqual([s, b])
})

test('what the plan had seen is older, and what proved it then is no proof of now', () => {
  const plan = made([change(a, 'update', { write: { price: '1' } })], [operation('op-1', 'update', [a])])
  const view = { connection: 'shop', kind: 'product', age: 60, reach: 'complete' } as const
  const readAt = '2026-11-30T08:00:00Z'
  const views: Plan['views'] = [
    { ...view, proof: { by: 'changes', readAt, provedAt: readAt, objects: 7, changed: 3, vanished: 1 } },
    { ...view, kind: 'stock', proof: { by: 'saved', readAt, objects: 2, clock: 'c' } },
    { ...view, kind: 'supplier' },
  ]
  const madeAt = new Date(Date.parse(plan.basis.madeAt) + 3_600_000).toISOString()
  const left = rest({ ...plan, views }, { basis: { ...plan.basis, madeAt } })
  expect(left.views).toEqual([
    { ...view, age: 3660, proof: { by: 'saved', readAt, provedAt: readAt, objects: 7 } },
    { ...view, age: 3660, kind: 'stock', proof: { by: 'saved', readAt, objects: 2, clock: 'c' } },
    { ...view, age: 3660, kind: 'supplier' },
  ])
})
