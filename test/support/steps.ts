// The two steps of every story, with what must hold in each: a plan is pure and costs what it says, an apply makes the
// calls that were foretold, and no object is ever read by its id.
import { expect } from 'vitest'
import type { Plan } from '../../src/model/plan.ts'
import type { Applied, Engine, PlanWishes } from './engine.ts'

/** A plan, made as always: its price is what the sandbox counted, and neither shop nor state has changed. */
export async function planned(shop: Engine, wishes?: PlanWishes): Promise<Plan> {
  const before = await world(shop)
  shop.forgetCalls()
  const made = await shop.plan(wishes)
  const calls = shop.calls()
  expect.soft(calls, 'calls of the plan').toHaveLength(made.cost['shop']?.planReads ?? 0)
  expect
    .soft(
      calls.filter((call) => !call.startsWith('GET ')),
      'a plan only reads',
    )
    .toEqual([])
  expectNoReadById(calls)
  expect.soft((await world(shop)) === before, 'a plan changes neither the shop nor the state').toBe(true)
  return made
}

/** Carries a plan out and expects every outcome to succeed, at exactly the price named (and `moreReads` beyond it). */
export async function applied(shop: Engine, made: Plan, moreReads = 0): Promise<Applied> {
  const report = await carriedOut(shop, made, moreReads)
  expect
    .soft(
      report.outcomes.filter(({ outcome }) => outcome !== 'succeeded'),
      'outcomes',
    )
    .toEqual([])
  return report
}

/** A vendor that leaves offline products out of its lists is asked for them where one is missing: the one read that has no price. */
function hiddenReads(shop: Engine, calls: readonly string[]): number {
  if (shop.sandbox.shoporama.switches.offline_listed === 'yes') return 0
  return calls.filter((call) => call.includes('is_online=no')).length
}

/** As `applied`, whatever the outcomes. */
export async function carriedOut(shop: Engine, made: Plan, moreReads = 0): Promise<Applied> {
  shop.forgetCalls()
  const report = await shop.apply(made)
  const calls = shop.calls()
  const { applyReads = 0, writes = 0 } = made.cost['shop'] ?? {}
  expect
    .soft(
      calls.filter((call) => call.startsWith('GET ')),
      'reads of the apply',
    )
    .toHaveLength(applyReads + moreReads + hiddenReads(shop, calls))
  expect
    .soft(
      calls.filter((call) => !call.startsWith('GET ')),
      'writes of the apply',
    )
    .toHaveLength(writes)
  expect.soft(report.calls, 'calls reported').toEqual({ shop: calls.length })
  expectNoReadById(calls)
  return report
}

export function expectNoReadById(calls: readonly string[]): void {
  expect
    .soft(
      calls.filter((call) => /^GET \/[a-z-]+\/./.test(call)),
      'no object is read by its id',
    )
    .toEqual([])
}

/** Nothing to do, not even for the state. Gives what is said all the same: one line a diagnostic. */
export function expectNothingToDo(made: Plan): string[] {
  const { none: _none, ...counts } = made.summary
  expect
    .soft(
      made.changes.map(({ address, action, diff }) => ({ address, action, diff })),
      'changes',
    )
    .toEqual([])
  expect
    .soft(
      Object.values(counts).every((count) => count === 0),
      'summary',
    )
    .toBe(true)
  expect.soft(made.operations, 'operations').toEqual([])
  expect.soft(made.stateUpdates, 'state updates').toEqual([])
  expect.soft(made.complete, 'complete').toBe(true)
  return made.diagnostics.map(({ code, summary }) => `${code} ${summary}`)
}

async function world(shop: Engine): Promise<string> {
  return `${JSON.stringify(shop.sandbox.shoporama.snapshot())}\n${await shop.state()}`
}
