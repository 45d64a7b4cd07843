/** The vendor's refusals → the VendorErrors that a person reads, by error-table.ts. Told here, found by the http room. */
import { retold } from '../../http/failure.ts'
import type { Operation } from '../../http/operation.ts'
import type { DiagnosticCode } from '../../model/codes.ts'
import { VendorError } from '../../model/errors.ts'
import type { Repeat } from '../../model/provider.ts'
import { create } from './contract.ts'
import { type ErrorRow, type Place, rowOf, rowToldIn } from './error-table.ts'
import { errorIn } from './replies.ts'

/** What to do where nobody can look whether a write was carried out. */
export const askTheVendor =
  'the vendor shows no shops: ask Distribution Innovation whether it was made, and with which id'
const sentAgain = 'the vendor shows no shops, and the same update may be sent again'
/** What takes away, or adds to a list, is not the same twice. */
const askOfUpdate =
  'the vendor shows no shops, and the same update twice is not the same as once: ask Distribution Innovation whether it was carried out'

/** The vendor's own words, then ours: `no.access.api (this user has no role for the Shop API)`. */
export function vendorMessage(at: Place): (status: number, body: string) => string | undefined {
  return (status, body) => {
    const said = errorIn(body)
    // A web page or another server's JSON: the http room finds its words.
    if (said === undefined && body.trim() !== '') return undefined
    const words = rowOf(at, status, said?.key ?? '')?.words
    const own = [said?.key ?? '', said?.details ?? ''].filter((part) => part !== '').join(': ')
    if (own === '') return words
    return words === undefined ? own : `${own} (${words})`
  }
}

export function statusCode(at: Place): (status: number, body: string) => DiagnosticCode | undefined {
  return (status, body) => rowOf(at, status, errorIn(body)?.key ?? '')?.code
}

/** The update changed nothing, because all of it is there: after an answer that was lost, for example. */
export function isUnchanged(error: unknown): boolean {
  return error instanceof VendorError && rowOfError(error, 'shop')?.key === 'no.changes.in.patch'
}

/** A token that the vendor does not take, or not any more. Nothing was carried out. */
export function isUnauthorised(error: unknown): boolean {
  return error instanceof VendorError && error.status === 401
}

export interface Sent {
  readonly operation: Pick<Operation, 'id'>
  /** Of this call: a body may be stricter than its operation. */
  readonly repeat: Repeat
}

/**
 * The error with what a user of this vendor can do; the http room knows only what helps everywhere. It would have the next
 * run look, and here there is nothing to look at.
 */
export function shopError(error: unknown, { operation, repeat }: Sent): unknown {
  if (!(error instanceof VendorError)) return error
  if (error.effect === 'none') return retold(error, { hint: rowOfError(error, 'shop')?.hint ?? error.hint })
  if (repeat === 'safe') return retold(error, { hint: sentAgain })
  return retold(error, { hint: operation.id === create.id ? askTheVendor : askOfUpdate })
}

/**
 * Nothing but the login was sent, so no write is in doubt, whatever became of it. The http room cannot know that a login
 * is no write.
 */
export function loginError(error: unknown, connection: string): unknown {
  if (!(error instanceof VendorError)) return error
  const detail = error.message.replace(`${connection}: `, '').replace(/; it is not known whether .*$/, '')
  const what = error.code === 'E2002' ? 'the login was refused' : 'the login failed, so nothing else was sent'
  const hint = rowOfError(error, 'login')?.hint ?? error.hint
  return retold(error, { message: `${connection}: ${what}: ${detail}`, hint, effect: 'none' })
}

/** The errorKey is in the message, where vendorMessage put it: the error itself has the status only. */
function rowOfError(error: VendorError, at: Place): ErrorRow | undefined {
  return error.status === undefined ? undefined : rowToldIn(error.message, at, error.status)
}
