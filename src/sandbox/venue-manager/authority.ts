/** Who makes a call: the shop's API user by Basic, a customer or guest by a token that still holds, or nobody known. */
import type { IncomingHttpHeaders } from 'node:http'
import { basicCredential } from '../basic.ts'
import { readJwt } from '../jwt.ts'
import { credentials, signingKey } from './accounts.ts'
import { wholeNumber } from './arguments.ts'
import { type Call, type Caller, notLoggedIn, type Operation, type Reply } from './context.ts'
import { ApiError, described } from './errors.ts'
import type { Store } from './store.ts'

export function isApiUser(headers: IncomingHttpHeaders): boolean {
  return basicCredential(headers) === `${credentials.apiUsername}:${credentials.apiPassword}`
}

/** Whose the token is: one that the shop signed, did not revoke, and whose customer is still there. */
export function callerOfToken(store: Store, token: string): Caller | undefined {
  const id = wholeNumber(readJwt(token, signingKey)?.['jti'])
  const row = id === undefined ? undefined : store.get('tokens', id)
  if (row === undefined || row.revoked) return undefined
  const customer = store.get('customers', row.customerId)
  return customer === undefined || customer.anonymized !== null ? undefined : { customer, token: row }
}

export function callerOf(store: Store, headers: IncomingHttpHeaders): Caller | undefined {
  const token = /^Bearer\s+(\S+)$/i.exec(headers.authorization?.trim() ?? '')?.[1]
  return token === undefined ? undefined : callerOfToken(store, token)
}

/** Runs the operation for who may call it. Where no authorization is asked for, a wrong one does not matter. */
export function runFor(call: Call, operation: Operation): Reply {
  if (operation.needs === 'nothing') return operation.run(call)
  if (operation.needs === 'apiUser') {
    if (!isApiUser(call.headers)) throw described(401, 'Unauthorized.')
    return operation.run(call)
  }
  const caller = callerOf(call.store, call.headers)
  if (caller === undefined) throw new ApiError(401, operation.refusal ?? 'Invalid token')
  if (operation.needs === 'customer' && caller.customer.kind === 'guest') {
    throw new ApiError(call.switches.guest_status, notLoggedIn)
  }
  return operation.run(call, caller)
}
