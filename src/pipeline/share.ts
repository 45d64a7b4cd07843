/**
 * The share of a plan that a run carries out with the calls that it may make: all of it, or with `--budget` what matters
 * most. Looked at again before each operation, as others may use the same token meanwhile.
 */
import type { AddressId } from '../model/address.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import { DiagnosticsError, ReconcilerError } from '../model/errors.ts'
import type { Change, Operation, Plan } from '../model/plan.ts'
import type { QuotaSettings, Today } from '../model/quota.ts'
import { Budget, callsOf, type Portion } from './budget.ts'
import { orderIn } from './importance.ts'
import { checkPriceOf } from './price.ts'
import { tooFewFor } from './shortfall.ts'
import { accountName, byAccount, numberOf, orAsk, perDayOf, renewal, standing } from './today.ts'
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
  /** By account: calls that were left as the run began. One without a quota is not in it. */
  readonly #left: ReadonlyMap<string, number>
  #portion: Portion
  /** By account: pages of the look that were in no price. */
  readonly #further = new Map<string, number>()
  /** Accounts that have no more calls, and why. */
  readonly #stopped = new Map<string, string>()
  readonly #waiting = new Set<string>()
  readonly #replaced: ReadonlySet<AddressId>

  /** Throws E3012 where the calls that are left do not do: nothing was sent by then. */
  constructor(input: ShareInput) {
    this.#input = input
    this.#replaced = new Set(
      input.plan.changes.flatMap(({ action, address }) => (action === 'replace' ? [address] : [])),
    )
    this.#left = leftIn(input)
    this.#portion = this.#chosen()
  }

  /** Touched by what is carried out: what is looked at before the writes. */
  get changes(): readonly Change[] {
    return this.#portion.changes
  }

  /**
   * The look finds so many pages more than it was to take: with a budget there are fewer calls for the operations. Throws
   * E3012 where there are too few then. Nothing was written by then.
   */
  further({ account }: Connected, pages: number): void {
    if (pages <= 0) return
    this.#further.set(account, (this.#further.get(account) ?? 0) + pages)
    this.#portion = this.#chosen()
  }

  #chosen(): Portion {
    const { budget } = this.#input
    const spare = { left: this.#left, further: this.#further }
    return budget === undefined ? wholeOf(this.#input, spare) : partOf(this.#input, { ...spare, budget })
  }

  /** Why an operation is not carried out in this run; undefined where it may be. */
  waits(operation: Operation): string | undefined {
    const why = this.#whyNot(operation)
    if (why !== undefined) this.#waiting.add(operation.id)
    return why
  }

  #whyNot(operation: Operation): string | undefined {
    const { id, connection: name } = operation
    if (!this.#portion.operations.has(id)) return 'it waits for calls: those of this run went to what comes first'
    const account = this.#input.connected.find(({ config }) => config.name === name)?.account ?? name
    // What is deleted is made again by the call after it, of the same run.
    const calls = this.#isFirstHalf(operation) ? 2 : 1
    const why = this.#stopped.get(account) ?? this.#short(account, calls)
    if (why !== undefined && calls === 1) this.#stopped.set(account, why)
    return why
  }

  #isFirstHalf({ role, addresses }: Operation): boolean {
    return role === 'delete' && addresses.some((address) => this.#replaced.has(address))
  }

  /** With the checks put by that are still to come: of an account those of all its connections. */
  #short(account: string, calls: number): string | undefined {
    const { connected, budget } = this.#input
    const checks = (of: readonly Connected[]) =>
      of.reduce((sum, { config }) => sum + (this.#portion.cost.get(config.name)?.checks ?? 0), 0)
    const sharing = connected.filter((one) => one.account === account)
    const today = sharing[0]?.today?.()
    const spent = (of: readonly Connected[]) => of.reduce((sum, one) => sum + one.calls(), 0)
    if (today !== undefined && today.left < calls + checks(sharing)) {
      const byOthers = (this.#left.get(account) ?? 0) - spent(sharing) > today.left
      const why = byOthers ? 'others made some meanwhile' : this.#whyMore()
      return `it waits for calls: ${why}, and ${standing(today)}`
    }
    if (budget !== undefined && spent(connected) + calls + checks(connected) > budget)
      return `it waits for calls: ${this.#whyMore()}, and the budget was ${budget}`
    return undefined
  }

  /** Why the run has made more calls than were priced. */
  #whyMore(): string {
    const further = sumOf(this.#further)
    return further === 0 ? 'some had to be made again' : `the look before the writes took ${further} more than planned`
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

interface Spare {
  /** By account, as the run began. */
  readonly left: ReadonlyMap<string, number>
  /** By account: calls of the look that were in no price. */
  readonly further: ReadonlyMap<string, number>
}

/** Of the accounts that are written to. */
function leftIn({ plan, connected }: ShareInput): Map<string, number> {
  const writing = new Set(plan.operations.map(({ connection }) => connection))
  return new Map(
    connected.flatMap(({ config, account, today }) =>
      today === undefined || !writing.has(config.name) ? [] : [[account, today().left] as const],
    ),
  )
}

function sumOf(further: Spare['further']): number {
  return [...further.values()].reduce((sum, calls) => sum + calls, 0)
}

/** All of it, where that fits. */
function wholeOf({ plan, connected, quota }: ShareInput, { left, further }: Spare): Portion {
  const problems =
    further.size === 0 ? tooFewFor(connected, plan, quota) : longerThan({ plan, connected, left, further })
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
function longerThan({ plan, connected, left, further }: Pick<ShareInput, 'plan' | 'connected'> & Spare): Diagnostic[] {
  return byAccount(connected).flatMap((sharing): Diagnostic[] => {
    const [first] = sharing
    const [had, more] = [left.get(first?.account ?? ''), further.get(first?.account ?? '') ?? 0]
    const priced = sharing.reduce((sum, { config: { name } }) => {
      const { applyReads = 0, writes = 0 } = plan.cost[name] ?? {}
      return sum + applyReads + writes
    }, 0)
    if (had === undefined || more === 0 || priced + more <= had) return []
    const summary = `${accountName(sharing)}: ${longer(more)}: apply takes ${priced + more} calls then, and ${had} were left`
    return [{ severity: 'error', code: 'E3012', summary, hint: `nothing was written; ${newPlan}` }]
  })
}

function longer(more: number): string {
  return `the look before the writes takes ${numberOf(more, 'call')} more than planned, as so much was made or edited in the shop meanwhile`
}

const newPlan = 'a new plan reads that itself, and says what is left'

function partOf(
  { plan, connected, quota }: ShareInput,
  { budget, left, further }: Spare & { budget: number },
): Portion {
  const remaining = new Map([...left].map(([account, calls]) => [account, calls - (further.get(account) ?? 0)]))
  const shares = new Budget({ plan, connected, orderAt: orderIn(quota) })
  const more = sumOf(further)
  const portion = shares.portion({ left: remaining, total: budget - more })
  if (portion.operations.size > 0 || plan.operations.length === 0) return portion
  const todays = byAccount(connected).flatMap((sharing) => {
    const [first] = sharing
    const today = left.has(first?.account ?? '') ? first?.today?.() : undefined
    return today === undefined ? [] : [{ name: accountName(sharing), ...today }]
  })
  const short = `a budget of ${budget} does not do for the first operation with the reads around it`
  const told = [
    ...(more === 0 ? [] : [longer(more)]),
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
