/**
 * The vendor's errors. Bodies are plain text like `410 Gone` (seen), not reliably JSON. The statuses of a bad token and of a
 * bad body are assumed to be the usual ones, which the http room knows: 401/403 → E2002, 429 → E2005, others → E2003.
 */
import type { DiagnosticCode } from '../../model/codes.ts'
import { VendorError } from '../../model/errors.ts'

/** The vendor's words, where they add to the status; undefined leaves it to the http room to find them. */
export function vendorMessage(status: number, body: string): string | undefined {
  // The whole body is the status line again.
  return new RegExp(`^${status}( [A-Z][A-Za-z ]*)?$`).test(body.trim()) ? '' : undefined
}

/** How a used-up quota is told is not known: words for it count under any refusal. */
export function statusCode(status: number, body: string): DiagnosticCode | undefined {
  const refusal = status === 402 || status === 403 || status === 503
  return refusal && /\b(quota|rate limit|too many (requests|calls)|kvote|for mange kald)\b/i.test(body)
    ? 'E2005'
    : undefined
}

/** 404: never there or not any more; 410: soft-deleted (seen). For a delete both mean done. */
export function isGone(error: unknown): boolean {
  return error instanceof VendorError && (error.status === 404 || error.status === 410)
}
