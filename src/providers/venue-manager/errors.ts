/**
 * The vendor's errors: `{ error, errorCode? }`, the code a number and in the loyalty part a text (seed). A 403 speaks of a
 * voucher or a barcode, not of rights, so it is no refusal of the credentials; 401 is.
 */
import { jsonOf } from '../../http/json-text.ts'
import type { DiagnosticCode } from '../../model/codes.ts'
import { isJsonObject } from '../../model/json.ts'

/** The vendor's words with their code; undefined leaves a body of another make to the http room. */
export function vendorMessage(_status: number, body: string): string | undefined {
  const value = jsonOf(body)
  if (!isJsonObject(value) || typeof value['error'] !== 'string') return undefined
  const code = value['errorCode']
  // The code is "often 0", and then says nothing (seed).
  const tells = (typeof code === 'number' && code !== 0) || (typeof code === 'string' && code !== '' && code !== '0')
  return tells ? `${value['error']} (code ${String(code)})` : value['error']
}

export function statusCode(status: number, body: string): DiagnosticCode | undefined {
  if (status !== 403) return undefined
  const value = jsonOf(body)
  return isJsonObject(value) && typeof value['error'] === 'string' ? 'E2003' : undefined
}
