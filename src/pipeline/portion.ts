/**
 * Which operations of a plan a run carries out: all of them, or those that a budget is enough for. Decided before the first
 * call, and again where the look turns out longer than it was priced. Pure but for the standing of the accounts.
 */
import type { Diagnostic } from '../model/diagnostic.ts'
import { DiagnosticsError, ReconcilerError } from '../model/errors.ts'
import type { Plan } from '../model/plan.ts'
import type { QuotaSettings, Today } from '../model/quota.ts'
import { Budget, type Portion } from './budget.ts'
import { orderIn } from './importance.ts'
import { checkPriceOf } from './price.ts'
import { tooFewFor } from './shortfall.ts'
import { accountName, byAccount, numberOf, orAsk, renewal, standing } from './today.ts'
import type { Connected } from './world.ts'

export interface ShareInput {
  readonly plan: Plan
  readonly connected: readonly Connected[]
  /** Of butik.yaml, by connection. */
  readonly quota: ReadonlyMap<string, QuotaSettings>
  /** Calls that the run may make; without it the plan is carried out whole or not at all. */
  readonly budget?: number | undefined
}

/** A look that is under way, and has found more pages than were priced. */
export interface LongerLook {
  /** By account: what it was to take. It is paid, whatever of the plan is carried out then. */
  readonly priced: ReadonlyMap<string, number>
  /** By account: the pages on top. */
  readonly further: ReadonlyMap<string, number>
}

export interface Calls {
  /** By account, as the run began; of the accounts that are written to and have a quota. */
  readonly left: ReadonlyMap<string, number>
  readonly longer?: LongerLook
}

/** Of the accounts that are written to. */
export function leftIn({ plan, connected }: ShareInput): Map<string, number> {
  const writing = new Set(plan.operations.map(({ connection }) => connection))
  return new Map(
    connected.flatMap(({ config, account, today }) =>
      today === undefined || !writing.has(config.name) ? [] : [[account, today().left] as const],
    ),
  )
}

export function sumOf(calls: ReadonlyMap<string, number>): number {
  return [...calls.values()].reduce((sum, one) => sum + one, 0)
}

/** All of it, where that fits. Throws E3012 otherwise. */
export function wholeOf({ plan, connected, quota }: ShareInput, { left, longer }: Calls): Portion {
  const problems =
    longer === undefined ? tooFewFor(connected, plan, quota) : longerThan({ plan, connected }, left, longer.further)
  if (problems.length > 0) throw new DiagnosticsError(problems)
  const names = [...new Set(plan.operations.map(({ connection }) => connection))]
  const cost = names.map((name) => {
    const one = connected.find(({ config }) => config.name === name)
    const { applyReads = 0, writes = 0 } = plan.cost[name] ?? {}
    return [
      name,
      { reads: applyReads, checks: one === undefined ? 0 : checkPriceOf(one, plan.changes), writes },
    ] as const
  })
  return { operations: new Set(plan.operations.map(({ id }) => id)), changes: plan.changes, cost: new Map(cost) }
}

/** The plan did fit before the look turned out to be longer. */
function longerThan(
  { plan, connected }: Pick<ShareInput, 'plan' | 'connected'>,
  left: Calls['left'],
  further: LongerLook['further'],
): Diagnostic[] {
  return byAccount(connected).flatMap((sharing): Diagnostic[] => {
    const [first] = sharing
    const [had, more] = [left.get(first?.account ?? ''), further.get(first?.account ?? '') ?? 0]
    const priced = sharing.reduce((sum, { config: { name } }) => {
      const { applyReads = 0, writes = 0 } = plan.cost[name] ?? {}
      return sum + applyReads + writes
    }, 0)
    if (had === undefined || more === 0 || priced + more <= had) return []
    const summary = `${accountName(sharing)}: ${takesMore(more)}: apply takes ${priced + more} calls then, and ${had} were left`
    return [{ severity: 'error', code: 'E3012', summary, hint: `nothing was written; ${newPlan}` }]
  })
}

function takesMore(more: number): string {
  return `the look before the writes takes ${numberOf(more, 'call')} more than planned, as the shop has changed since`
}

const newPlan = 'a new plan reads that itself, and says what is left'

/** What matters most of it. Throws E3012 where that is nothing. */
export function partOf({ plan, connected, quota }: ShareInput, budget: number, { left, longer }: Calls): Portion {
  const paid = (account: string) => (longer?.priced.get(account) ?? 0) + (longer?.further.get(account) ?? 0)
  const remaining = new Map([...left].map(([account, calls]) => [account, calls - paid(account)]))
  const more = longer === undefined ? 0 : sumOf(longer.further)
  const shares = new Budget({ plan, connected, orderAt: orderIn(quota), isLooked: longer !== undefined })
  const total = budget - (longer === undefined ? 0 : sumOf(longer.priced) + more)
  const portion = shares.portion({ left: remaining, total })
  if (portion.operations.size > 0 || plan.operations.length === 0) return portion
  const todays = byAccount(connected).flatMap((sharing) => {
    const [first] = sharing
    const today = left.has(first?.account ?? '') ? first?.today?.() : undefined
    return today === undefined ? [] : [{ name: accountName(sharing), ...today }]
  })
  const short = `a budget of ${budget} does not do for the first operation with the reads around it`
  const told = [
    ...(more === 0 ? [] : [takesMore(more)]),
    ...todays.map(({ name, ...today }) => `${name}: ${standing(today)}`),
  ]
  const least = shares.least({ left: remaining })
  throw new ReconcilerError('E3012', [short, ...told].join('; '), {
    hint: `nothing was written; ${more === 0 ? wayOut(least, todays) : newPlan}`,
  })
}

function wayOut(least: number | undefined, todays: readonly Today[]): string {
  if (least !== undefined) return `--budget ${least} is the least that does`
  const [soonest] = todays.toSorted((one, other) => one.renews.getTime() - other.renews.getTime())
  return soonest === undefined ? 'make a new plan' : `wait until ${renewal(soonest)}${orAsk(soonest)}`
}
