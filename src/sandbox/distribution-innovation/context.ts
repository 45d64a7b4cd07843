/** What every operation works with, and what it gives back. */
import type { Clock } from '../clock.ts'
import type { Account } from './accounts.ts'
import type { Store } from './store.ts'
import type { DiSwitches } from './switches.ts'

export interface Context {
  readonly store: Store
  readonly clock: Clock
  readonly switches: DiSwitches
}

/** One API call, its body parsed. */
export interface Call extends Context {
  /** What stands in the path in place of `{minutes}` or `{shopId}`; empty where the path names nothing. */
  readonly argument: string
  readonly body: unknown
}

/** A call by somebody whose token holds and who has the role for the Shop API. */
export interface ShopCall extends Call {
  readonly account: Account
}

export interface Result {
  readonly status: number
  /** Nothing is sent where it is absent. */
  readonly json?: unknown
  /** Whose call it was, where only the operation itself can tell. */
  readonly account?: Account
}
