/**
 * The vendor's errors as a table: which answer means what, and what a person can do about it. An error is one line of text;
 * the reason phrase may repeat it and is not read, as HTTP/2 has none.
 */
import { retold } from '../../http/failure.ts'
import type { Sure } from '../../http/operation.ts'
import type { DiagnosticCode } from '../../model/codes.ts'
import { VendorError } from '../../model/errors.ts'

export interface ErrorRow {
  /** Absent where the page does not say, so that any counts. */
  readonly status?: number
  /** How the line begins; absent where any does. */
  readonly line?: string
  /** When it is answered. */
  readonly says: string
  /** An answer as the vendor gives it. */
  readonly example: string
  /** Of a call that may be repeated; E2009 stands for it where `doubt` and the call may not. */
  readonly code: DiagnosticCode
  /** Tried again by itself, where the call may be repeated. */
  readonly again: boolean
  /** A write may have been carried out all the same. */
  readonly doubt: boolean
  readonly hint?: string
  readonly sure: Sure
}

const refused = { code: 'E2003', again: false, doubt: false } as const

export const errorRows: readonly ErrorRow[] = [
  {
    line: 'permanent ',
    says: 'a charge failed for good',
    example: 'permanent clearhaus error: card lost or stolen\n',
    ...refused,
    hint: 'never try this charge again, acquirers fine that: the subscriber has to renew (sub.renew)',
    sure: 'seen',
  },
  {
    line: 'transient ',
    says: 'a charge failed for now',
    example: 'transient nets error: kir (nets host) timeout\n',
    ...refused,
    hint: 'wait 24 hours, then try with a new idempotency key, five times at most',
    sure: 'seen',
  },
  {
    status: 400,
    line: 'invalid json',
    says: 'the body is no JSON object',
    example: 'invalid json\n',
    ...refused,
    sure: 'seen',
  },
  {
    status: 400,
    line: 'missing ',
    says: 'a required field is not there',
    example: 'missing items\n',
    ...refused,
    sure: 'seen',
  },
  {
    status: 400,
    line: 'invalid ',
    says: 'a required field is wrong',
    example: 'invalid items.total\n',
    ...refused,
    sure: 'seen',
  },
  {
    status: 400,
    says: 'the request is wrong, or its headers are over 4 kB',
    example: 'bad request\n',
    ...refused,
    sure: 'seen',
  },
  {
    status: 401,
    says: 'the key is refused',
    example: 'unauthorized\n',
    code: 'E2002',
    again: false,
    doubt: false,
    sure: 'assumed',
  },
  {
    status: 403,
    says: 'the key is refused',
    example: 'invalid apikey\n',
    code: 'E2002',
    again: false,
    doubt: false,
    hint: 'check api_key: is it of this shop and of this environment, and is it still in the dashboard?',
    sure: 'seed',
  },
  {
    status: 404,
    says: 'there is no such object, or no such operation',
    example: 'not found\n',
    ...refused,
    hint: 'an id that is not there; or v2 is not live for this account: butik probe tells, and dialect: v1 settles it',
    sure: 'assumed',
  },
  {
    status: 408,
    says: 'the request took over 8 seconds to arrive',
    example: 'request timeout\n',
    code: 'E2003',
    again: true,
    doubt: true,
    sure: 'seen',
  },
  {
    status: 413,
    says: 'the body is over 32 kB',
    example: 'request entity too large\n',
    ...refused,
    hint: 'the vendor takes 32 kB: send fewer items',
    sure: 'seen',
  },
  {
    status: 429,
    says: 'too many calls',
    example: 'too many requests\n',
    code: 'E2005',
    again: true,
    doubt: false,
    sure: 'assumed',
  },
  {
    status: 500,
    says: 'the fault is at the vendor',
    example: 'internal server error\n',
    code: 'E2003',
    again: true,
    doubt: true,
    sure: 'seen',
  },
]

/** More than this is a page of some server in between, not the vendor's line (seen in its WooCommerce module). */
const longestLine = 512

/** The vendor's line; undefined for a body of any other make. */
export function lineOf(body: string): string | undefined {
  if (Buffer.byteLength(body) > longestLine || /^\s*[<{[]/.test(body)) return undefined
  const line = body.replace(/\r?\n$/, '')
  return line.trim() === '' || /[\r\n]/.test(line) ? undefined : line.trim()
}

function rowOf(status: number | undefined, line: string | undefined): ErrorRow | undefined {
  return errorRows.find(
    (row) =>
      (row.status === undefined || row.status === status) &&
      (row.line === undefined || line?.startsWith(row.line) === true),
  )
}

/** `line`: what has another form is a plain server error, and its text is kept out of messages. `other`: any text counts. */
export function vendorMessage(form: 'line' | 'other', body: string): string | undefined {
  return lineOf(body) ?? (form === 'line' ? '' : undefined)
}

/** A proxy that forbids is not the vendor that refuses the key: only an error in the vendor's form is. */
export function statusCode(form: 'line' | 'other', status: number, body: string): DiagnosticCode | undefined {
  const line = lineOf(body)
  const isForeign = line === undefined && (form === 'line' || /^\s*(<|$)/.test(body))
  return refusesKey(status) && isForeign ? 'E2004' : rowOf(status, line)?.code
}

function refusesKey(status: number | undefined): boolean {
  return status === 401 || status === 403
}

/** Whatever the status: the acquirer's no is the outcome of a charge, and acquirers fine who asks again. */
export function saysNo(body: string): boolean {
  const row = rowOf(undefined, lineOf(body))
  return row !== undefined && row.status === undefined
}

/** The key was refused, in the vendor's own form: known for certain, unlike everything else that can go wrong. */
export function isRefusal(error: unknown): error is VendorError {
  return error instanceof VendorError && error.code === 'E2002'
}

/** What was sent, as far as it says what to do after a failure. */
export interface Sent {
  /** The operation knows idempotency keys. */
  readonly takesKey: boolean
  readonly hasKey: boolean
}

/** The error with what to do about it, where that is known here; the vendor's words stand in quotes in its message. */
export function explained(error: unknown, sent: Sent): unknown {
  if (!(error instanceof VendorError)) return error
  const hint = hintOf(error, sent)
  return hint === undefined ? error : retold(error, { hint })
}

function hintOf(error: VendorError, { takesKey, hasKey }: Sent): string | undefined {
  const row = rowOf(error.status, /: "([^"]*)/.exec(error.message)?.[1])
  const isLost = error.code === 'E2009'
  if (error.code === 'E2004' && refusesKey(error.status))
    return 'what answered has not the form of an error of Scanpay: a proxy or firewall in between? or the url of something else?'
  if (row?.hint !== undefined && (isLost || error.code === row.code)) return row.hint
  if (hasKey && error.effect === 'unknown')
    return 'send the same again with the same idempotency-key: nothing is done twice'
  if (!isLost) return undefined
  const look = 'look in the dashboard before you send it again'
  return takesKey ? `${look}; sent with an idempotency-key it can be repeated safely` : look
}
