/**
 * What of a plan can be carried out with so many calls: the most important operations with the look before them and the
 * check after them, and nothing that a run could not end in order. Pure.
 */
import type { AddressId } from '../model/address.ts'
import type { Change, Operation, Plan } from '../model/plan.ts'
import { mostImportantFirst, type OrderAt } from './importance.ts'
import { checkPriceOf, priceOf } from './price.ts'
import type { Connected } from './world.ts'

export interface BudgetInput {
  readonly plan: Pick<Plan, 'operations' | 'changes' | 'views'>
  readonly connected: readonly Connected[]
  readonly orderAt: OrderAt
  /** The look before the writes is under way, and paid by now. */
  readonly isLooked?: boolean
}

/** What is carried out of a plan, and the calls that it takes. */
export interface Portion {
  /** Ids of operations. */
  readonly operations: ReadonlySet<string>
  /** Touched by them. */
  readonly changes: readonly Change[]
  /** By connection. */
  readonly cost: ReadonlyMap<string, PortionCost>
}

export interface PortionCost {
  readonly reads: number
  /** Of the reads: those that come after the writes. */
  readonly checks: number
  readonly writes: number
}

export interface CallLimits {
  /** By account; one that is not named has no limit of its own. */
  readonly left: ReadonlyMap<string, number>
  /** Of all connections together; no limit where it is absent. */
  readonly total?: number
}

export class Budget {
  readonly #connected: ReadonlyMap<string, Connected>
  readonly #changes: ReadonlyMap<AddressId, Change>
  readonly #ordered: readonly Operation[]
  readonly #views: Plan['views']
  readonly #isLooked: boolean

  constructor({ plan, connected, orderAt, isLooked = false }: BudgetInput) {
    this.#connected = new Map(connected.map((one) => [one.config.name, one]))
    this.#changes = new Map(plan.changes.map((change) => [change.address, change]))
    this.#ordered = mostImportantFirst(plan, connected, orderAt)
    this.#views = plan.views
    this.#isLooked = isLooked
  }

  portion({ left, total }: CallLimits): Portion {
    const fitting = new Set<Operation>()
    for (const account of new Set([...this.#connected.values()].map((one) => one.account))) {
      const mine = this.#of(account)
      const count = this.#fits(mine, left.get(account))
      for (const operation of mine.slice(0, count)) fitting.add(operation)
    }
    const chosen = this.#ordered.filter((operation) => fitting.has(operation))
    return this.#portionOf(chosen.slice(0, this.#fits(chosen, total)))
  }

  /** Calls of the smallest portion with anything in it; undefined where what is left does not do for one. */
  least(limits: Pick<CallLimits, 'left'>): number | undefined {
    const { operations } = this.portion(limits)
    const chosen = this.#ordered.filter(({ id }) => operations.has(id))
    for (let count = 1; count <= chosen.length; count += 1) {
      const portion = this.#portionOf(chosen.slice(0, count))
      if (portion.operations.size > 0) return callsOf(portion)
    }
    return undefined
  }

  /**
   * Days that the operations of an account take: the first with so many calls, each further one with a whole day's.
   * Undefined where a whole day is too short for the next of them.
   */
  days(account: string, today: number, perDay: number): number | undefined {
    let rest = this.#of(account)
    for (let [days, calls] = [0, today]; ; [days, calls] = [days + 1, perDay]) {
      if (rest.length === 0) return days
      const count = this.#fits(rest, calls)
      if (count === 0 && days > 0) return undefined
      rest = rest.slice(count)
    }
  }

  #of(account: string): readonly Operation[] {
    return this.#ordered.filter(({ connection }) => this.#connected.get(connection)?.account === account)
  }

  /** How many of these, from the first on, so many calls are enough for. */
  #fits(operations: readonly Operation[], calls: number | undefined): number {
    if (calls === undefined) return operations.length
    // Each takes a call at least.
    let [enough, tooMany] = [0, Math.min(operations.length, calls) + 1]
    while (tooMany - enough > 1) {
      const middle = Math.floor((enough + tooMany) / 2)
      if (callsOf(this.#portionOf(operations.slice(0, middle))) <= calls) enough = middle
      else tooMany = middle
    }
    return enough
  }

  #portionOf(wanted: readonly Operation[]): Portion {
    const operations = this.#withoutHalves(wanted)
    const touched = new Set(operations.flatMap(({ addresses }) => addresses))
    const changes = [...touched].flatMap((address) => this.#changes.get(address) ?? [])
    const names = new Set(operations.map(({ connection }) => connection))
    const cost = new Map([...names].map((name) => [name, this.#costOf(name, operations, changes)]))
    return { operations: new Set(operations.map(({ id }) => id)), changes, cost }
  }

  /** What is replaced is not left deleted overnight. */
  #withoutHalves(wanted: readonly Operation[]): readonly Operation[] {
    const made = new Set(wanted.flatMap(({ role, addresses }) => (role === 'create' ? addresses : [])))
    return wanted.filter(({ role, addresses }) => {
      const isHalf = (address: AddressId) => this.#changes.get(address)?.action === 'replace' && !made.has(address)
      return role !== 'delete' || !addresses.some(isHalf)
    })
  }

  #costOf(name: string, operations: readonly Operation[], changes: readonly Change[]): PortionCost {
    const one = this.#connected.get(name)
    const writes = operations.filter(({ connection }) => connection === name).length
    if (one === undefined) return { reads: 0, checks: 0, writes }
    const checks = checkPriceOf(one, changes)
    if (this.#isLooked) return { reads: checks, checks, writes }
    const opening = writes === 0 ? 0 : (one.provider.opening ?? 0)
    return { reads: priceOf(one, { changes, views: this.#views }) + opening, checks, writes }
  }
}

export function callsOf({ cost }: Portion): number {
  return [...cost.values()].reduce((sum, { reads, writes }) => sum + reads + writes, 0)
}
