/**
 * The share of a plan that a run carries out with the calls that it may make: all of it, or with `--budget` what matters
 * most. Looked at again before each operation, as others may use the same token meanwhile.
 */
import type { Diagnostic } from '../model/diagnostic.ts'
import { DiagnosticsError, ReconcilerError } from '../model/errors.ts'
import type { Change, Operation, Plan } from '../model/plan.ts'
import { importances, type QuotaSettings, type Today } from '../model/quota.ts'
import { Budget, callsOf, type Portion } from './budget.ts'
import type { OrderAt } from './importance.ts'
import { checkPriceOf } from './price.ts'
import { renewal, standing } from './today.ts'
import { type DoneOperations, leftOf } from './unfinished.ts'
import type { Connected } from './world.ts'

export interface ShareInput {
  readonly plan: Plan
  readonly connected: readonly Connected[]
  /** Of butik.yaml, by connection. */
  readonly quota: ReadonlyMap<string, QuotaSettings>
  /** Calls that the run may make; without it the plan is carried out whole or not at all. */
  readonly budget?: number | undefined
}

export function orderIn(quota: ReadonlyMap<string, QuotaSettings>): OrderAt {
  return (connection) => quota.get(connection)?.order ?? importances
}

export class Share {
  readonly #input: ShareInput
  readonly #portion: Portion
  /** Connections that have no more calls, and why. */
  readonly #stopped = new Map<string, string>()
  readonly #waiting = new Set<string>()

  /** Throws E3012 where the calls that are left do not do: nothing was sent by then. */
  constructor(input: ShareInput) {
    this.#input = input
    this.#portion = input.budget === undefined ? wholeOf(input) : partOf(input, input.budget)
  }

  /** Touched by what is carried out: what is looked at before the writes. */
  get changes(): readonly Change[] {
    return this.#portion.changes
  }

  /** Why an operation is not carried out in this run; undefined where it may be. */
  waits(operation: Operation): string | undefined {
    const why = this.#whyNot(operation)
    if (why !== undefined) this.#waiting.add(operation.id)
    return why
  }

  #whyNot({ id, connection: name }: Operation): string | undefined {
    if (!this.#portion.operations.has(id)) return 'it waits for calls: those of this run went to what comes first'
    const { connected, budget } = this.#input
    const checks = (connection: string) => this.#portion.cost.get(connection)?.checks ?? 0
    const today = connected.find(({ config }) => config.name === name)?.today?.()
    if (today !== undefined && today.left < 1 + checks(name) && !this.#stopped.has(name))
      this.#stopped.set(name, `it waits for calls: others made some meanwhile, and ${standing(today)}`)
    const spent = connected.reduce((sum, one) => sum + one.calls(), 0)
    const still = connected.reduce((sum, { config }) => sum + checks(config.name), 0)
    if (budget !== undefined && spent + 1 + still > budget && !this.#stopped.has(name))
      this.#stopped.set(name, `it waits for calls: some had to be made again, and the budget was ${budget}`)
    return this.#stopped.get(name)
  }

  /** What still waits for calls, and when to go on. */
  said(done: DoneOperations): Diagnostic[] {
    const { plan, connected } = this.#input
    const left = new Set(leftOf(plan.operations, done).map(({ operation }) => operation))
    return connected.flatMap((one): Diagnostic[] => {
      const today = one.today?.()
      const isSpent = today !== undefined && today.used >= today.calls
      const operations = plan.operations.filter(
        ({ id, connection }) => connection === one.config.name && left.has(id) && (isSpent || this.#waiting.has(id)),
      )
      return operations.length === 0 ? [] : [this.#saidOf(one, operations, today)]
    })
  }

  #saidOf(one: Connected, operations: readonly Operation[], today: Today | undefined): Diagnostic {
    const { name } = one.config
    const { plan, quota } = this.#input
    const rest = new Budget({ plan: { ...plan, operations }, connected: [one], orderAt: orderIn(quota) })
    const calls = callsOf(rest.portion({ left: new Map() }))
    const waiting = operations.length === 1 ? '1 operation waits' : `${operations.length} operations wait`
    const summary = `${name}: ${waiting} for calls and ${operations.length === 1 ? 'takes' : 'take'} ${calls} with the reads`
    const shared = { severity: 'warning', code: 'N1041' } as const
    if (today === undefined) return { ...shared, summary, hint: 'butik apply --resume goes on at any time' }
    const perDay = today.calls - today.reserve
    const budget = calls > perDay ? ` --budget ${perDay}` : ''
    const hint =
      calls <= today.left
        ? 'butik apply --resume goes on at any time'
        : `butik apply --resume${budget} goes on from ${renewal(today)}`
    return { ...shared, summary: `${summary}; ${standing(today)}`, hint }
  }
}

/** All of it, where that fits. */
function wholeOf({ plan, connected, quota }: ShareInput): Portion {
  const problems = connected.flatMap((one) => tooFewFor(one, plan, quota) ?? [])
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

function partOf({ plan, connected, quota }: ShareInput, budget: number): Portion {
  const todays = new Map(
    connected.flatMap(({ config, today }) => (today === undefined ? [] : [[config.name, today()]])),
  )
  const left = new Map([...todays].map(([name, today]) => [name, today.left]))
  const portion = new Budget({ plan, connected, orderAt: orderIn(quota) }).portion({ left, total: budget })
  if (portion.operations.size > 0 || plan.operations.length === 0) return portion
  const told = [...todays].map(([name, today]) => `${name}: ${standing(today)}`)
  const soonest = [...todays.values()].find((today) => today.left < budget)
  throw new ReconcilerError(
    'E3012',
    [`a budget of ${budget} does not do for the first operation with the reads around it`, ...told].join('; '),
    {
      hint: `nothing was written; ${soonest === undefined ? 'give a larger budget' : `wait until ${renewal(soonest)}`}`,
    },
  )
}

/** The error where the rest of the day is too short for this plan; undefined where it is not, or there is no quota. */
export function tooFewFor(
  one: Connected,
  plan: Plan,
  quota: ReadonlyMap<string, QuotaSettings>,
): Diagnostic | undefined {
  const short = shortfallOf(one, plan, quota)
  if (short === undefined) return undefined
  const { today, takes, inDays } = short
  return {
    severity: 'error',
    code: 'E3012',
    summary: `${takes}, and ${standing(today)}`,
    hint: `nothing was written; ${inDays}`,
  }
}

/** The same for who only plans. */
export function quotaNote(
  one: Connected,
  plan: Plan,
  quota: ReadonlyMap<string, QuotaSettings>,
): Diagnostic | undefined {
  const short = shortfallOf(one, plan, quota)
  if (short === undefined) return undefined
  const { today, takes, days, inDays } = short
  const shared = { severity: 'warning', code: 'N1040', hint: inDays } as const
  return {
    ...shared,
    summary: `${takes}, and ${standing(today)}: apply stops before its first call, and in parts ${days}`,
  }
}

interface Shortfall {
  readonly today: Today
  /** `shop: apply takes 1428 calls (28 reads + 1400 writes)`. */
  readonly takes: string
  /** `it takes 2 days`. */
  readonly days: string
  /** What to do. */
  readonly inDays: string
}

function shortfallOf(one: Connected, plan: Plan, quota: ReadonlyMap<string, QuotaSettings>): Shortfall | undefined {
  const { name } = one.config
  const { applyReads = 0, writes = 0 } = plan.cost[name] ?? {}
  const today = one.today?.()
  if (today === undefined || writes === 0 || applyReads + writes <= today.left) return undefined
  const perDay = today.calls - today.reserve
  const budget = new Budget({ plan, connected: [one], orderAt: orderIn(quota) })
  const days = budget.days(name, today.left, perDay)
  const isBegunToday = budget.portion({ left: new Map([[name, today.left]]) }).operations.size > 0
  const first = isBegunToday
    ? `butik apply --budget ${today.left} does the most important first today`
    : `butik apply${applyReads + writes > perDay ? ` --budget ${perDay}` : ''} can begin at ${renewal(today)}`
  const more =
    days === undefined || days < 2 || !isBegunToday ? '' : `, and butik apply --resume goes on from ${renewal(today)}`
  return {
    today,
    takes: `${name}: apply takes ${applyReads + writes} calls (${applyReads} reads + ${writes} writes)`,
    days:
      days === undefined
        ? 'it never ends: one operation takes more than a day has'
        : `it takes ${dayCount(days, isBegunToday)}`,
    inDays: `${first}${more}`,
  }
}

function dayCount(days: number, isBegunToday: boolean): string {
  // The first day of the count is today, with or without calls for it.
  const counted = isBegunToday ? days : days - 1
  return counted === 1 ? '1 day' : `${counted} days`
}
