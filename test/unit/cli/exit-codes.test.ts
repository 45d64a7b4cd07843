/** What the shell is told. */
import { describe, expect, it } from 'vitest'
import { isYes, namesAll } from '../../../src/cli/consent.ts'
import { exitOfError, exitOfOutcomes, exitOfPlan } from '../../../src/cli/exit-codes.ts'
import { DiagnosticsError, LockedError, ReconcilerError } from '../../../src/model/errors.ts'
import { at, change, planOf } from '../render/plans.ts'

const guard = (acked: boolean) => ({ name: 'delete', addresses: [], acked, message: '' })
const changes = [change({ address: at('product', 'a'), action: 'manual' })]

describe('exitOfPlan', () => {
  it.each([
    ['nothing to do', planOf(), true, 0],
    ['changes, not asked for', planOf({ changes }), false, 0],
    ['changes, asked for, by hand too', planOf({ changes }), true, 2],
    ['a guard beats changes', planOf({ changes, guards: [guard(false)] }), true, 4],
    ['an acknowledged guard does not', planOf({ changes, guards: [guard(true)] }), true, 2],
    ['an incomplete plan', planOf({ complete: false }), false, 4],
    ['an error', planOf({ diagnostics: [{ severity: 'error', code: 'E3007', summary: 's' }] }), true, 1],
  ])('%s', (_what, plan, detailed, exit) => {
    expect(exitOfPlan(plan, detailed)).toBe(exit)
  })
})

describe('exitOfError', () => {
  it.each([
    [new LockedError('m', 'h'), 5],
    [new ReconcilerError('E3002', 'stale'), 4],
    [new ReconcilerError('E3003', 'no plan'), 1],
    [new ReconcilerError('E3009', 'edited'), 4],
    [new ReconcilerError('E3004', 'incomplete'), 4],
    [new ReconcilerError('E3002', 'stale'), 4],
    [new ReconcilerError('E5002', 'nobody to ask'), 1],
    [new DiagnosticsError([{ severity: 'error', code: 'E1101', summary: 's' }]), 1],
    [new TypeError('oh'), 1],
  ])('%s', (error, exit) => {
    expect(exitOfError(error)).toBe(exit)
  })
})

it('an apply that did not do everything stopped part way', () => {
  const outcome = { address: at('product', 'a'), action: 'create' } as const
  expect(exitOfOutcomes([{ ...outcome, outcome: 'succeeded' }])).toBe(0)
  for (const word of ['failed', 'skipped', 'in-doubt'] as const)
    expect(exitOfOutcomes([{ ...outcome, outcome: word }])).toBe(3)
})

it('takes only a yes as yes, and only all names as consent to destroy', () => {
  expect(['yes', 'y', 'Yes'].every(isYes)).toBe(true)
  expect(['', 'n', 'yess', 'ok'].some(isYes)).toBe(false)
  expect(namesAll('delivery, shop', ['shop', 'delivery'])).toBe(true)
  expect(namesAll('shop', ['shop', 'delivery'])).toBe(false)
  expect(namesAll('shop delivery other', ['shop', 'delivery'])).toBe(false)
})
