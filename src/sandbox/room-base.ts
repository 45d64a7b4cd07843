/** What the rooms of all vendors do alike: switches that are checked, calls that are counted, a store that is saved. */
import type { Clock } from './clock.ts'
import { isRecord } from './json.ts'
import { Ledger, type LedgerState } from './ledger.ts'
import { dayOf, type Zone } from './local-time.ts'
import { changeSwitches, defaultSwitches, type SwitchTable, type SwitchValues } from './switches.ts'
import type { Answer, VendorRequest, VendorRoom } from './vendor.ts'

export interface RoomFacts<Table extends SwitchTable> {
  readonly clock: Clock
  readonly table: Table
  /** Whose calls are counted: the aliases of the fake credentials. */
  readonly aliases: readonly string[]
  /** Calls that each may make a day; null where no limit is known. */
  readonly dailyCalls: number | null
}

export abstract class RoomBase<Table extends SwitchTable> implements VendorRoom {
  abstract readonly name: string
  abstract readonly apiPath: string
  protected readonly clock: Clock
  protected readonly ledgerOfCalls: Ledger
  readonly #table: Table
  readonly #aliases: readonly string[]
  #switches: SwitchValues<Table>

  constructor({ clock, table, aliases, dailyCalls }: RoomFacts<Table>, switches: Readonly<Record<string, unknown>>) {
    this.clock = clock
    this.ledgerOfCalls = new Ledger(dailyCalls)
    this.#table = table
    this.#aliases = aliases
    this.#switches = changeSwitches(table, defaultSwitches(table), switches)
  }

  abstract ready(origin: string): { readonly url: string } & Readonly<Record<string, unknown>>
  abstract tokenAlias(request: Pick<VendorRequest, 'headers' | 'query'>): string
  abstract answer(request: VendorRequest): Promise<Answer>
  abstract refuse(status: number, reason: string): Answer
  abstract seed(name: string): void
  abstract snapshot(): unknown
  abstract restore(snapshot: unknown): void

  /** The zone whose midnight ends a day of calls. */
  protected zone(): Zone {
    return 'UTC'
  }

  protected today(): string {
    return dayOf(this.clock.now(), this.zone())
  }

  switches(): SwitchValues<Table> {
    return this.#switches
  }

  changeSwitches(changes: Readonly<Record<string, unknown>>): void {
    this.#switches = changeSwitches(this.#table, this.#switches, changes)
  }

  /** Calls of today by alias, and how many each has. */
  calls(): { readonly limit: number | null; readonly used: Readonly<Record<string, number>> } {
    const day = this.today()
    const used = this.#aliases.map((alias) => [alias, this.ledgerOfCalls.used(alias, day)])
    return { limit: this.ledgerOfCalls.limit, used: Object.fromEntries(used) }
  }

  /** `{limit?, used?: {<alias>: n}}`: a raised quota, or a day that is nearly spent. */
  changeCalls(changes: Readonly<Record<string, unknown>>): void {
    const { limit, used = {} } = changes
    if (!isRecord(used)) throw new Error('used is {<token>: calls}')
    const day = this.today()
    for (const [alias, calls] of Object.entries(used)) {
      if (!this.#aliases.includes(alias)) throw new Error(`no token is called ${alias}`)
      this.ledgerOfCalls.setUsed(alias, day, Number(calls))
    }
    if (limit !== undefined) this.ledgerOfCalls.setLimit(limit === null ? null : Number(limit))
  }

  snapshotText(): string {
    return JSON.stringify(this.snapshot())
  }

  ledger(): LedgerState {
    return this.ledgerOfCalls.state()
  }

  restoreLedger(state: LedgerState): void {
    this.ledgerOfCalls.restore(state)
  }
}
