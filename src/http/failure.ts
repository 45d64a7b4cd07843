/** A failed call → the VendorError that a person reads: where, what, the vendor's own words, what is known, what to do. */
import type { DiagnosticCode } from '../model/codes.ts'
import { VendorError } from '../model/errors.ts'
import type { HostPause } from '../model/ports.ts'
import type { Repeat } from '../model/provider.ts'
import type { QuotaWords } from '../model/quota.ts'
import type { Exchange } from './exchange.ts'
import { oneLine, type Redact, redactedCause } from './redact.ts'
import { maySendTwice } from './repeat.ts'
import { type Fault, isQuota, mayHaveHappened } from './retry.ts'

/** What a vendor's room knows of the bodies of its refusals. */
export interface VendorWords {
  /** The vendor's own words out of an error body. */
  vendorMessage?(status: number, body: string): string | undefined
  statusCode?(status: number, body: string): DiagnosticCode | undefined
  /** True where the body says that nothing was done, whatever the status: such a call is not sent again, nor in doubt. */
  isRefusal?(status: number, body: string): boolean
}

export interface Failure {
  readonly connection: string
  /** The host that was meant: `www.shoporama.dk`. */
  readonly host: string
  readonly method: string
  readonly path: string
  readonly repeat: Repeat
  /** In order; the last one ended the call. */
  readonly faults: readonly Fault[]
  readonly now: Date
  readonly redact: Redact
  readonly words: VendorWords
}

/** True of a write of a plan: what it wrote down, the next run settles. */
export const nextRunLooks = 'the next run looks in the shop before it writes this again'
/** Of what no run settles. */
export const lookYourself = 'look at the vendor before you send it again'

export function isRead(method: string): boolean {
  return method === 'GET' || method === 'HEAD'
}

export function vendorError(failure: Failure): VendorError {
  const { faults, redact, method } = failure
  const fault = faults.at(-1) ?? { kind: 'lost', why: 'nothing was tried' }
  const effect = !isRead(method) && faults.some(mayHaveHappened) ? 'unknown' : 'none'
  const code = codeOf(failure, fault)
  const hint = hintOf(failure, fault, code)
  const status = statusOf(fault)
  const retryAfterMs = fault.kind === 'status' ? fault.retryAfterMs : undefined
  const cause = 'cause' in fault ? redactedCause(fault.cause, redact) : undefined
  return new VendorError(code, messageOf(failure, fault, effect), {
    effect,
    ...(status !== undefined && { status }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(hint !== undefined && { hint }),
    ...(cause !== undefined && { cause }),
  })
}

/** Of a call that was not sent. It names no operation: the same holds of every further one. */
export function pausedError({ connection, host, redact }: Failure, pause: HostPause): VendorError {
  const what = pause.writesOnly ? 'no write is sent' : 'nothing is sent'
  const until = `${new Date(pause.until).toISOString().slice(0, 19)}Z`
  const said = `${connection}: not sent: three calls in a row failed, the last: ${pause.why}; ${what} to ${host} before ${until}`
  return new VendorError('E2011', oneLine(said, redact, 600), {
    effect: 'none',
    hint: 'run again once the vendor answers; -v shows what failed',
  })
}

/** The same failure, where somebody knows more of it than this room. */
export function retold(
  error: VendorError,
  {
    message = error.message,
    hint,
    effect = error.effect,
  }: { readonly message?: string; readonly hint: string | undefined; readonly effect?: VendorError['effect'] },
): VendorError {
  const { code, status, retryAfterMs, cause } = error
  return new VendorError(code, message, {
    effect,
    ...(status === undefined ? {} : { status }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(hint === undefined ? {} : { hint }),
    ...(cause === undefined ? {} : { cause }),
  })
}

/** The fault as the vendor's words have it. */
export function judged(fault: Fault, words: VendorWords): Fault {
  if (fault.kind !== 'status') return fault
  return asked(fault, (status, body) => words.isRefusal?.(status, body)) === true ? { ...fault, refused: true } : fault
}

/** A fault in half a line, for traces and messages. Not yet masked. */
export function describe(fault: Fault): string {
  switch (fault.kind) {
    case 'unsent':
    case 'lost':
      return fault.why
    case 'status':
      return `answered ${fault.status}`
    case 'unreadable':
      return `${fault.why} (status ${fault.status})`
    case 'redirect':
      return `answered ${fault.status}, a redirect to ${fault.target?.host ?? 'nowhere'}`
  }
}

function statusOf(fault: Fault): number | undefined {
  return fault.kind === 'unsent' ? undefined : fault.status
}

function codeOf(failure: Failure, fault: Fault): DiagnosticCode {
  if (fault.kind === 'redirect') return 'E2004'
  if (!maySendTwice(failure.repeat) && mayHaveHappened(fault)) return 'E2009'
  switch (fault.kind) {
    case 'unsent':
    case 'lost':
      return 'E2001'
    case 'unreadable':
      return 'E2004'
    case 'status':
      return statusCodeOf(failure.words, fault)
  }
}

/** What an exchange says of the vendor's count of calls; undefined where it says nothing. */
export function quotaWords(
  { outcome, left }: Pick<Exchange, 'outcome' | 'left'>,
  words: VendorWords,
): QuotaWords | undefined {
  const isSpent = outcome.kind === 'status' && statusCodeOf(words, outcome) === 'E2005'
  if (!isSpent) return left === undefined ? undefined : { left }
  const { retryAfterMs } = outcome
  return { spent: retryAfterMs === undefined ? {} : { waitMs: retryAfterMs }, ...(left === undefined ? {} : { left }) }
}

function statusCodeOf(words: VendorWords, fault: Fault & { kind: 'status' }): DiagnosticCode {
  return asked(fault, (status, body) => words.statusCode?.(status, body)) ?? defaultCode(fault.status)
}

function defaultCode(status: number): DiagnosticCode {
  if (status === 401 || status === 403) return 'E2002'
  return status === 429 ? 'E2005' : 'E2003'
}

function messageOf(failure: Failure, fault: Fault, effect: 'none' | 'unknown'): string {
  const { connection, method, path, faults, redact, now } = failure
  const words = wordsOf(failure, fault)
  const tried = faults.length > 1 ? `, after ${faults.length} attempts` : ''
  const again =
    isQuota(fault) && fault.kind === 'status' && fault.retryAfterMs !== undefined
      ? `; it asks to come back at ${new Date(now.getTime() + fault.retryAfterMs).toISOString()}`
      : ''
  const doubt = effect === 'unknown' ? '; it is not known whether the vendor carried it out' : ''
  const head = oneLine(`${connection}: ${method} ${path}: ${describe(fault)}`, redact, 500)
  return `${head}${tried}${words === '' ? '' : `: "${words}"`}${again}${doubt}`
}

/** What the vendor says of it, masked and cut, or nothing. */
function wordsOf(failure: Failure, fault: Fault): string {
  if (fault.kind !== 'status' && fault.kind !== 'unreadable') return ''
  return oneLine(
    asked(fault, (status, body) => failure.words.vendorMessage?.(status, body)) ?? plainWords(fault.body),
    failure.redact,
  )
}

function asked<T>(
  { status, body }: { readonly status: number; readonly body: string },
  hook: (status: number, body: string) => T | undefined,
): T | undefined {
  try {
    return hook(status, body)
  } catch {
    // A body that surprises the vendor's room must not hide the failure that is being told here.
    return undefined
  }
}

/** The words of a body of unknown make: the title of a web page, the message of a JSON object, or the text itself. */
function plainWords(body: string): string {
  const title = /<(title|h1)[^>]*>([^<]*)/i.exec(body)?.[2]
  if (title !== undefined) return title
  if (/^\s*</.test(body)) return body.replace(/<(style|script)\b.*?<\/\1>|<[^>]*>/gis, ' ')
  try {
    const value: unknown = JSON.parse(body)
    if (typeof value !== 'object' || value === null) return body
    const found = ['message', 'error', 'detail', 'error_description'].map((name): unknown => Reflect.get(value, name))
    return found.find((text) => typeof text === 'string' && text !== '')?.toString() ?? body
  } catch {
    return body
  }
}

function hintOf(failure: Failure, fault: Fault, code: DiagnosticCode): string | undefined {
  const { connection, method } = failure
  if (code === 'E2009') return failure.repeat === 'never' ? lookYourself : nextRunLooks
  if (code === 'E2005') {
    if (fault.kind === 'status' && fault.retryAfterMs !== undefined)
      return 'nothing was written by this call; run again then'
    return 'the vendor does not say when to come back; a daily quota starts over when its day does'
  }
  if (code === 'E2002') {
    if (fault.kind === 'status' && fault.status === 403 && !isRead(method)) {
      return `this token may be read-only: check what the credentials of connection ${connection} may write`
    }
    return `check the credentials of connection ${connection}`
  }
  return placeHint(fault, connection)
}

function placeHint(fault: Fault, connection: string): string | undefined {
  switch (fault.kind) {
    case 'unsent':
      if (fault.why.startsWith('the certificate')) return 'a company proxy? name its certificate in NODE_EXTRA_CA_CERTS'
      return fault.permanent
        ? `check the settings of connection ${connection}: a secret may hold a line break or a letter that no header can carry`
        : `check the network and the url of connection ${connection}`
    case 'lost':
      return 'try again; if it stays so, the vendor or the network between is in trouble'
    case 'redirect':
      return `redirects are not followed with credentials; if the API has moved, set the url of connection ${connection}`
    case 'unreadable':
      return `is the url of connection ${connection} that of the API? A login page, a proxy or maintenance answers like this`
    case 'status':
      return fault.status >= 500 ? 'the fault is at the vendor; try again later' : undefined
  }
}
