import { describe, expect, test } from 'vitest'
import type { AddressId } from '../../../src/model/address.ts'
import type { Operation } from '../../../src/model/plan.ts'
import type { JournalEntry, StateSnapshot } from '../../../src/model/state.ts'
import { doneIn, leftOf, stoppedRun } from '../../../src/pipeline/unfinished.ts'
import { to } from './toy-vendor.ts'

const a = to('product/a')
const b = to('product/b')
const at = '2026-01-01T00:00:00.000Z'

const begun = (run: string): JournalEntry => ({ phase: 'begun', run, at, plan: `plan of ${run}`, serial: 1 })
const outcome = (run: string, operation: string, address: AddressId, how: 'succeeded' | 'failed'): JournalEntry => ({
  phase: 'outcome',
  run,
  at,
  operation,
  outcome: { address, action: 'create', outcome: how },
})
const operation = (id: string, addresses: AddressId[]): Operation => ({
  id,
  connection: 'shop',
  operation: 'POST /product',
  role: 'create',
  addresses,
})
const snapshot: StateSnapshot = { formatVersion: 1, lineage: 'x', serial: 1, identities: {}, entries: {} }

describe('stoppedRun', () => {
  test('none where the journal is empty and the state knows of none', () => {
    expect(stoppedRun(snapshot, [])).toBeUndefined()
  })

  test('the one that the state names', () => {
    const unfinished = { run: 'r1', plan: 'h', left: [{ operation: 'op-1', addresses: [a] }] }
    expect(stoppedRun({ ...snapshot, unfinished }, [])).toEqual({ ...unfinished, lines: [] })
  })

  test('a run that was killed comes before what the state names, the last one of several, with its own lines', () => {
    const lines = [begun('r1'), outcome('r1', 'op-1', a, 'succeeded'), begun('r2'), outcome('r2', 'op-1', b, 'failed')]
    const unfinished = { run: 'r0', plan: 'h', left: [] }
    expect(stoppedRun({ ...snapshot, unfinished }, lines)).toEqual({
      run: 'r2',
      plan: 'plan of r2',
      lines: lines.slice(2),
    })
  })
})

test('what is done is what succeeded, by operation and address', () => {
  const done = doneIn([
    outcome('r', 'op-1', a, 'succeeded'),
    outcome('r', 'op-1', b, 'failed'),
    outcome('r', 'op-2', a, 'succeeded'),
  ])
  expect(leftOf([operation('op-1', [a, b]), operation('op-2', [a]), operation('op-3', [b])], done)).toEqual([
    { operation: 'op-1', addresses: [b] },
    { operation: 'op-3', addresses: [b] },
  ])
})
