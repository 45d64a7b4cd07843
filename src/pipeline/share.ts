/**
 * The share of a plan that a run carries out with the calls that it may make: all of it, or with `--budget` what matters
 * most. Looked at again before each operation, as others may use the same token meanwhile.
 */
import type { AddressId } from '../model/address.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { Change, Operation } from '../model/plan.ts'
import type { Today } from '../model/quota.ts'
import { Budget, callsOf, type Portion } from './budget.ts'
import { orderIn } from './importance.ts'
import { leftIn, partOf, type ShareInput, sumOf, wholeOf } from './portion.ts'
import { accountName, byAccount, perDayOf, renewal, standing } from './today.ts'
import { type DoneOperations, leftOf } from './unfinished.ts'
import type { Connected } from './world.ts'

export class Share {
  readonly #input: ShareInput
  /** By account: calls that were left as the run began. One without a quota is not in it. */
  readonly #left: ReadonlyMap<string, number>
  #portion: Portion
  /** By account: calls of the look before the writes, as it was priced. */
  readonly #looked: ReadonlyMap<string, number>
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
    this.#looked = new Map(
      byAccount(input.connected).map((sharing) => [sharing[0]?.account ?? '', lookOf(this.#portion, sharing)]),
    )
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
    const longer = this.#further.size === 0 ? {} : { longer: { priced: this.#looked, further: this.#further } }
    const calls = { left: this.#left, ...longer }
    return budget === undefined ? wholeOf(this.#input, calls) : partOf(this.#input, budget, calls)
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
      const operations = plan.operations.filter(({ id, connection }) => names.has(connection) && left.has(id))
      // What failed for another reason is gone on with by the same run, and paid by it.
      const isWaiting = operations.length > 0 && (isSpent || operations.some(({ id }) => this.#waiting.has(id)))
      return isWaiting ? [this.#saidOf(sharing, operations, today)] : []
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

function lookOf({ cost }: Portion, sharing: readonly Connected[]): number {
  return sharing.reduce((sum, { config }) => {
    const { reads = 0, checks = 0 } = cost.get(config.name) ?? {}
    return sum + reads - checks
  }, 0)
}
