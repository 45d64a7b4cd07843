/** What every operation works with: the call that came in, who makes it, and the answers that most of them give. */
import type { IncomingHttpHeaders } from 'node:http'
import type { Clock } from '../clock.ts'
import type { CustomerRow, TokenRow } from './records.ts'
import type { Store } from './store.ts'
import type { VenueManagerSwitches } from './switches.ts'

export interface Context {
  readonly store: Store
  readonly clock: Clock
  readonly switches: VenueManagerSwitches
}

export interface Call extends Context {
  /** The API's base, which begins the Location of an order. */
  readonly apiUrl: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  /** Not parsed before an operation asks for it: a call may be refused without its body being looked at. */
  readonly body: Buffer
  /** What stands in the path for each placeholder. */
  readonly placeholders: Readonly<Record<string, string>>
}

/** The customer or guest whose token a call carries. */
export interface Caller {
  readonly customer: CustomerRow
  readonly token: TokenRow
}

export interface Reply {
  readonly status: number
  readonly json?: unknown
  readonly xml?: string
  readonly headers?: Readonly<Record<string, string>>
}

interface Named {
  readonly method: 'GET' | 'POST' | 'PUT'
  /** As the page prints it, without its query. */
  readonly path: string
  /** Where a switch has the operation at another path. */
  readonly pathFor?: (switches: VenueManagerSwitches) => string
}

interface Open extends Named {
  readonly needs: 'nothing'
  readonly run: (call: Call) => Reply
}

/** Basic. */
interface ForApiUser extends Named {
  readonly needs: 'apiUser'
  readonly run: (call: Call) => Reply
}

interface ForToken extends Named {
  /** A customer's or a guest's token, or a customer's. */
  readonly needs: 'token' | 'customer'
  /** The text of the 401 for a missing or bad token, where it is another than "Invalid token". */
  readonly refusal?: string
  readonly run: (call: Call, caller: Caller) => Reply
}

export type Operation = Open | ForApiUser | ForToken

export const notLoggedIn = 'No customer logged in.'

export function ok(json: unknown): Reply {
  return { status: 200, json }
}

export function noContent(): Reply {
  return { status: 204 }
}

/** The page prints a Content-Type with some of its empty answers. */
export function emptyJson(): Reply {
  return { status: 204, headers: { 'content-type': 'application/json' } }
}
