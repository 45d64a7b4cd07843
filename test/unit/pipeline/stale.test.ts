import { expect, test } from 'vitest'
import type { Plan } from '../../../src/model/plan.ts'
import type { JournalEntry, StateSnapshot } from '../../../src/model/state.ts'
import { checkBasis, checkLooked, checkShops, type Now, stateBasis } from '../../../src/pipeline/stale.ts'
import { basis, entryOf, planned, to } from './toy-vendor.ts'

const made: Plan = planned({})
const now: Now = { ...basis }

test('a plan that stands on the same files and state stands', () => {
  expect(() => checkBasis(made, now)).not.toThrow()
})

test.each([
  [{ butik: '0.2.0' }, 'it was made by butik 0.1.0, this is 0.2.0'],
  [{ environment: 'staging' }, 'it was made for the environment default, this is staging'],
  [{ lineage: 'other' }, 'it was made from another state'],
  [{ serial: 2 }, 'the state has moved on (from 1 to 2): something was applied since, perhaps this plan'],
  [{ journal: 'more' }, 'a run was interrupted since it was made'],
  [{ config: 'other' }, 'the files have changed since it was made'],
])('a stale plan says why: %j', (moved, why) => {
  expect(() => checkBasis(made, { ...now, ...moved })).toThrow(
    expect.objectContaining({ code: 'E3002', message: `the plan is stale: ${why}` }),
  )
})

test.each([
  ['0.1.0', '0.1.9', true],
  ['0.1.0', '0.2.0', false],
  ['1.2.0', '1.9.3', true],
  ['1.2.0', '2.0.0', false],
  ['0', '0.0.1', true],
])('a plan of butik %s may be applied by %s: %s', (by, here, may) => {
  const plan = { ...made, basis: { ...basis, butik: by } }
  const check = () => checkBasis(plan, { ...now, butik: here })
  if (may) expect(check).not.toThrow()
  else expect(check).toThrow('the plan is stale')
})

test('the journal counts by what it did, not by when runs began', () => {
  const snapshot: StateSnapshot = { formatVersion: 1, lineage: 'l', serial: 3, identities: {}, entries: {} }
  const run = { run: 'r', at: 't' }
  const lines: JournalEntry[] = [{ phase: 'begun', ...run, plan: 'p', serial: 3 }]
  expect(stateBasis(snapshot, lines)).toEqual(stateBasis(snapshot, []))
  const entry: JournalEntry = { phase: 'entry', ...run, address: to('product/p'), entry: entryOf({ id: '1' }) }
  expect(stateBasis(snapshot, [...lines, entry])).not.toEqual(stateBasis(snapshot, []))
  expect(stateBasis(snapshot, [])).toMatchObject({ lineage: 'l', serial: 3 })
})

test.each([
  ['shoporama http://x shop.example', 'shoporama http://x shop.example', true],
  ['shoporama http://x shop.example', 'shoporama http://x ', true],
  ['shoporama http://x ', 'shoporama http://x shop.example', true],
  ['shoporama http://x shop.example', 'shoporama http://x staging.example', false],
  ['shoporama http://x shop.example', 'shoporama http://y shop.example', false],
])('a plan for %j is carried out in %j: %s', (known, found, may) => {
  const plan = { ...made, basis: { ...basis, identities: { shop: known } } }
  const check = () => checkShops(plan, new Map([['shop', found]]))
  if (may) expect(check).not.toThrow()
  else expect(check).toThrow('shop is another shop than it was made for')
})

test('a plan that was made offline writes nothing that apply does not look at', () => {
  const change = { address: to('stock/s'), write: { stock: '1' } }
  const plan = (by: 'saved' | 'changes', kind = 'stock'): Plan => ({
    ...made,
    changes: [change as unknown as Plan['changes'][number]],
    views: [
      {
        connection: 'shop',
        kind,
        age: 60,
        reach: 'complete',
        proof: { by, readAt: '2026-03-01T12:00:00Z', objects: 1 },
      },
    ],
  })
  expect(() => checkLooked(plan('saved'), () => false)).toThrow(
    expect.objectContaining({
      code: 'E3002',
      message: 'the plan is stale: it was made offline, and shop/stock/s is written without being looked at again',
    }),
  )
  expect(() => checkLooked(plan('saved'), () => true)).not.toThrow()
  expect(() => checkLooked(plan('changes'), () => false)).not.toThrow()
  expect(() => checkLooked(plan('saved', 'product'), () => false)).not.toThrow()
})
