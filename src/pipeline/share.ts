/**
 * The share of a plan that a run carries out with the calls that it may make: all of it, or with `--budget` what matters
 * most. Looked at again before each operation, as others may use the same token meanwhile.
 */
import type { Diagnostic } from '../model/diagnostic.ts'
import { DiagnosticsError, ReconcilerError } from '../model/errors.ts'
import type { Change, Operation, Plan } from '../model/plan.ts'
import type { QuotaSettings, Today } from '../model/quota.ts'
import { Budget, callsOf, type Portion } from './budget.ts'
import { orderIn } from './importance.ts'
import { checkPriceOf } from './price.ts'
import { tooFewFor } from './shortfall.ts'
import { accountName, byAccount, perDayOf, renewal, standing } from './today.ts'
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

export class Share {
  readonly #input: ShareInput
  readonly #portion: Portion
  /** Accounts that have no more calls, and why. */
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
    const account = connected.find(({ config }) => config.name === name)?.account ?? name
    const why = this.#stopped.get(account) ?? this.#short(connected, account, budget)
    if (why !== undefined) this.#stopped.set(account, why)
    return why
  }

  /** With the checks put by that are still to come: of an account those of all its connections. */
  #short(connected: readonly Connected[], account: string, budget: number | undefined): string | undefined {
    const checks = (of: readonly Connected[]) =>
      of.reduce((sum, { config }) => sum + (this.#portion.cost.get(config.name)?.checks ?? 0), 0)
    const sharing = connected.filter((one) => one.account === account)
    const today = sharing[0]?.today?.()
    if (today !== undefined && today.left < 1 + checks(sharing))
      return `it waits for calls: others made some meanwhile, and ${standing(today)}`
    const spent = connected.reduce((sum, one) => sum + one.calls(), 0)
    if (budget !== undefined && spent + 1 + checks(connected) > budget)
      return `it waits for calls: some had to be made again, and the budget was ${budget}`
    return undefined
  }

  /** What still waits for calls, and when to go on. */
  said(done: DoneOperations): Diagnostic[] {
    const { plan, connected } = this.#input
    const left = new Set(leftOf(plan.operations, done).map(({ operation }) => operation))
    return byAccount(connected).flatMap((sharing): Diagnostic[] => {
      const today = sharing[0]?.today?.()
      const isSpent = today?.left === 0
      const names = new Set(sharing.map(({ config }) => config.name))
      const operations = plan.operations.filter(
        ({ id, connection }) => names.has(connection) && left.has(id) && (isSpent || this.#waiting.has(id)),
      )
      return operations.length === 0 ? [] : [this.#saidOf(sharing, operations, today)]
    })
  }

  #saidOf(sharing: readonly Connected[], operations: readonly Operation[], today: Today | undefined): Diagnostic {
    const { plan, quota } = this.#input
    const rest = new Budget({ plan: { ...plan, operations }, connected: sharing, orderAt: orderIn(quota) })
    const calls = callsOf(rest.portion({ left: new Map() }))
    const waiting = operations.length === 1 ? '1 operation waits' : `${operations.length} operations wait`
    const summary = `${accountName(sharing)}: ${waiting} for calls and ${operations.length === 1 ? 'takes' : 'take'} ${calls} with the reads`
    const shared = { severity: 'warning', code: 'N1041' } as const
    if (today === undefined) return { ...shared, summary, hint: 'butik apply --resume goes on at any time' }
    const hint = calls <= today.left ? 'butik apply --resume goes on at any time' : goingOnFrom(sharing, rest, today)
    return { ...shared, summary: `${summary}; ${standing(today)}`, hint }
  }
}

/** Of what the rest of the day does not do for: with a part of it now, where that does for anything. */
function goingOnFrom(sharing: readonly Connected[], rest: Budget, today: Today): string {
  const perDay = sharing[0] === undefined ? 0 : perDayOf(sharing[0])
  const calls = callsOf(rest.portion({ left: new Map() }))
  const then = calls > perDay ? `butik apply --resume --budget ${perDay}` : 'butik apply --resume'
  const now = rest.portion({ left: new Map(sharing.map(({ account }) => [account, today.left])) })
  return now.operations.size === 0
    ? `${then} goes on from ${renewal(today)}`
    : `butik apply --resume --budget ${today.left} goes on now, and ${then} with the rest from ${renewal(today)}`
}

/** All of it, where that fits. */
function wholeOf({ plan, connected, quota }: ShareInput): Portion {
  const problems = tooFewFor(connected, plan, quota)
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
  const writing = new Set(plan.operations.map(({ connection }) => connection))
  const todays = new Map(
    byAccount(connected.filter(({ config }) => writing.has(config.name))).flatMap((sharing) => {
      const today = sharing[0]?.today?.()
      return today === undefined ? [] : [[sharing[0]?.account ?? '', { name: accountName(sharing), ...today }] as const]
    }),
  )
  const left = new Map([...todays].map(([account, today]) => [account, today.left]))
  const shares = new Budget({ plan, connected, orderAt: orderIn(quota) })
  const portion = shares.portion({ left, total: budget })
  if (portion.operations.size > 0 || plan.operations.length === 0) return portion
  const told = [...todays.values()].map(({ name, ...today }) => `${name}: ${standing(today)}`)
  throw new ReconcilerError(
    'E3012',
    [`a budget of ${budget} does not do for the first operation with the reads around it`, ...told].join('; '),
    { hint: `nothing was written; ${wayOut(shares.least({ left }), [...todays.values()])}` },
  )
}

function wayOut(least: number | undefined, todays: readonly Today[]): string {
  if (least !== undefined) return `--budget ${least} is the least that does`
  const [soonest] = todays.toSorted((one, other) => one.renews.getTime() - other.renews.getTime())
  return soonest === undefined ? 'make a new plan' : `wait until ${renewal(soonest)}`
}
