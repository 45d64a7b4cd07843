/**
 * The vendor's errors: a status, and where it says more an errorKey, in plain words with a code. What is retried and what
 * is in doubt follows from the row and from whether the call may be repeated; the http room sees to it.
 */
import type { Sure } from '../../http/operation.ts'
import type { DiagnosticCode } from '../../model/codes.ts'

/** Which calls: the login, or those that carry a token. */
export type Place = 'login' | 'shop'

export interface ErrorRow {
  readonly at: Place
  readonly status: number
  /** Absent: of any errorKey that has no row of its own. */
  readonly key?: string
  /** Of a write that may not be repeated and is in doubt it is E2009, whatever stands here. */
  readonly code: DiagnosticCode
  /** Put behind the vendor's own words. */
  readonly words: string
  readonly hint?: string
  /**
   * `new login`: once more, with a new token. `once more`: after a while, or when the vendor says. `repeatable`: up to 4
   * attempts, where the call may be repeated.
   */
  readonly retry: 'never' | 'new login' | 'once more' | 'repeatable'
  /** Whether a write may have been carried out all the same. */
  readonly doubt: boolean
  readonly sure: Sure
}

type More = Partial<Pick<ErrorRow, 'key' | 'hint' | 'retry' | 'doubt'>>

function row(at: Place, status: number, code: DiagnosticCode, sure: Sure, words: string, more: More = {}): ErrorRow {
  return { at, status, code, words, retry: 'never', doubt: false, sure, ...more }
}

const login = {
  hint: 'check the variables of username and password, and that they belong to the environment of the connection',
}
const access = {
  hint: 'ask Distribution Innovation for the role of the Shop API, and for access to the owner party and its shops',
}
const form = { hint: 'the other patch_form may be the one that this account takes' }
const path = {
  hint: 'is the url of the connection that of the API? The path of an update is assumed: assume.patch_path sets another',
}
const vendor = { hint: 'try again later; if it stays so, tell your contact at Distribution Innovation' }
const renew = { retry: 'new login' } as const
const later = { retry: 'once more' } as const
const fault = { retry: 'repeatable', doubt: true } as const

/** The page does not say how a login is refused. Keys without `seed` are those of the vendor's neighbouring APIs. */
export const errorTable: readonly ErrorRow[] = [
  row('login', 400, 'E2002', 'assumed', 'the user name or the password cannot be right', login),
  row('login', 401, 'E2002', 'assumed', 'the user name or the password is wrong', login),
  row('login', 403, 'E2002', 'assumed', 'this user may not log in here', login),
  row('login', 404, 'E2003', 'assumed', 'there is no login at this address', {
    hint: 'is the url of the connection that of the API?',
  }),
  row('login', 429, 'E2005', 'assumed', 'too many calls', later),
  row('login', 500, 'E2003', 'assumed', 'a fault at the vendor', { retry: 'repeatable', ...vendor }),

  row('shop', 400, 'E2003', 'seed', 'the vendor does not take a value, or misses one'),
  row('shop', 400, 'E2003', 'seen', 'the shop holds this already', { key: 'no.changes.in.patch' }),
  row('shop', 400, 'E2003', 'seen', 'the vendor cannot read the body', { key: 'failed.to.parse.request', ...form }),
  row('shop', 400, 'E2003', 'seen', 'this is no JSON Patch', { key: 'JsonPatch.format.invalid', ...form }),
  row('shop', 400, 'E2003', 'seen', 'the patch does not fit the shop', { key: 'failed.to.map.JsonPatch', ...form }),
  row('shop', 401, 'E2002', 'seed', 'the token is refused, and it is a new one', { ...renew, ...access }),
  row('shop', 401, 'E2002', 'seed', 'the token did not arrive', {
    key: 'authentication.missing',
    hint: 'does a proxy between here and the vendor take the Authorization header away?',
    ...renew,
  }),
  row('shop', 403, 'E2002', 'seed', 'no role for the Shop API, or no access to the owner party or the shop', access),
  row('shop', 403, 'E2002', 'seen', 'this user has no role for the Shop API', { key: 'no.access.api', ...access }),
  // About one shop: E2002 would end the writing of all others.
  row('shop', 403, 'E2003', 'seen', 'this user has no access to this shop', { key: 'no.access.shop.id', ...access }),
  row('shop', 403, 'E2003', 'assumed', 'this user has no access to this owner party', {
    key: 'no.access.owner.party',
    ...access,
  }),
  row('shop', 404, 'E2003', 'seed', 'the vendor has no such shop', path),
  row('shop', 405, 'E2003', 'seed', 'the vendor does not take this method here', path),
  row('shop', 408, 'E2003', 'assumed', 'the vendor gave up waiting', fault),
  row('shop', 429, 'E2005', 'assumed', 'too many calls', later),
  row('shop', 500, 'E2003', 'seed', 'a fault at the vendor', { ...fault, ...vendor }),
]

/** Undefined for a status that nobody documents: it speaks alone. */
export function rowOf(at: Place, status: number, key: string): ErrorRow | undefined {
  const rows = errorTable.filter((one) => one.at === at && one.status === status)
  return rows.find((one) => one.key === key) ?? rows.find((one) => one.key === undefined)
}

/** The row whose errorKey a message names, or the one of the status alone. */
export function rowToldIn(message: string, at: Place, status: number): ErrorRow | undefined {
  const named = errorTable.find(
    (one) => one.at === at && one.status === status && one.key !== undefined && message.includes(one.key),
  )
  return named ?? rowOf(at, status, '')
}
