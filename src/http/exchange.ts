/** One request and its answer: sends, reads the body within a limit, and says what came of it. Never retries. */
import { TextDecoder } from 'node:util'
import type { CallsLeft } from '../model/quota.ts'
import { parseRetryAfter } from '../model/retry-after.ts'
import { callsLeft } from './calls-left.ts'
import { jsonOf } from './json-text.ts'
import { networkFault } from './network-error.ts'
import type { Fault } from './retry.ts'

export interface ExchangeOptions {
  readonly fetch: typeof fetch
  readonly url: URL
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly signal: AbortSignal
  readonly timeoutMs: number
  readonly maxBodyBytes: number
  /** False: any body of a 2xx is as good as another. */
  readonly wantsJson: boolean
  /** The body of a 2xx as it came, whatever it is: not told into text. */
  readonly raw?: true
  /** For Retry-After given as a date. */
  readonly now: () => Date
}

export interface Answer {
  readonly kind: 'answer'
  readonly status: number
  readonly headers: Headers
  /** Empty where the body was asked for as it came. */
  readonly text: string
  /** Where it was. */
  readonly bytes?: Uint8Array
  /** The body parsed; undefined where it is not JSON. */
  readonly value: unknown
}

export interface Exchange {
  readonly outcome: Answer | Fault
  /** Undefined where no answer came. */
  readonly status: number | undefined
  readonly bytes: number
  /** By the headers of the answer; absent where they say nothing. */
  readonly left?: CallsLeft
}

/** More of an error's body than this is never shown. */
const errorBodyBytes = 64_000

/** Rejects with the abort reason only; everything else that can go wrong is an outcome. */
export async function exchange(options: ExchangeOptions): Promise<Exchange> {
  const { signal, timeoutMs, url } = options
  signal.throwIfAborted()
  // Not AbortSignal.any: on Node 20 it keeps a trace of every call on a signal that lives as long as the run.
  const stop = new AbortController()
  const late = new Error(`no whole answer within ${timeoutMs / 1000} s`)
  const timer = setTimeout(() => stop.abort(late), timeoutMs)
  const onAbort = () => stop.abort(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  const stopped = new Promise<never>((_, reject) => {
    stop.signal.addEventListener('abort', () => reject(stop.signal.reason), { once: true })
  })
  const seen: { status: number | undefined } = { status: undefined }
  try {
    return await Promise.race([talk(options, stop.signal, seen), stopped])
  } catch (error) {
    signal.throwIfAborted()
    const { status } = seen
    const fault: Fault = stop.signal.aborted
      ? { kind: 'lost', why: late.message, cause: late }
      : networkFault(error, url.host)
    return { outcome: fault.kind === 'lost' && status !== undefined ? { ...fault, status } : fault, status, bytes: 0 }
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
    // Lets go of a body that nobody reads to its end.
    stop.abort(late)
    stopped.catch(() => undefined)
  }
}

async function talk(
  options: ExchangeOptions,
  signal: AbortSignal,
  seen: { status: number | undefined },
): Promise<Exchange> {
  const { url, method, headers, body } = options
  const init: RequestInit = { method, headers: { ...headers }, signal, redirect: 'manual' }
  const response = await options.fetch(url, body === undefined ? init : { ...init, body })
  const { status } = response
  seen.status = status
  const limit = status >= 200 && status < 300 ? options.maxBodyBytes : errorBodyBytes
  const { content, whole } = await readBody(response, limit)
  const left = callsLeft(response.headers)
  const done = (outcome: Answer | Fault): Exchange => ({
    outcome,
    status,
    bytes: content.length,
    ...(left === undefined ? {} : { left }),
  })
  if (status >= 300 && status < 400) return done({ kind: 'redirect', status, target: targetOf(response, url) })
  if (status < 200 || status >= 400) return done(refusal(response, decode(content, response) ?? '', options.now()))
  if (!whole) {
    const why = `answered with a body of more than ${limit} bytes`
    return done({ kind: 'unreadable', status, why, body: '', permanent: true })
  }
  // A HEAD promises the body that a GET would have, and has none.
  if (method !== 'HEAD' && shorterThanPromised(content, response)) {
    return done({ kind: 'lost', status, why: `the answer broke off after ${content.length} bytes` })
  }
  if (options.raw)
    return done({ kind: 'answer', status, headers: response.headers, text: '', bytes: content, value: undefined })
  return done(read(response, content, options.wantsJson))
}

/** A 2xx with its body → the answer, or why it cannot be used. */
function read(response: Response, content: Uint8Array, wantsJson: boolean): Answer | Fault {
  const { status, headers } = response
  const text = decode(content, response)
  const unreadable = (why: string, body = ''): Fault => ({
    kind: 'unreadable',
    status,
    why,
    body: body.slice(0, errorBodyBytes),
    permanent: false,
  })
  if (text === undefined) return unreadable('answered with bytes that are not text')
  const value = jsonOf(text)
  const answer: Answer = { kind: 'answer', status, headers, text, value }
  if (!wantsJson || value !== undefined || status === 204 || status === 205) return answer
  if (text.trim() === '') return unreadable('answered with an empty body')
  if (/^\s*<(?:!doctype|html|\?xml|head|body|br|b>)/i.test(text)) return unreadable('answered with a web page', text)
  return unreadable('answered with something that is not JSON, or not all of it', text)
}

function refusal(response: Response, body: string, now: Date): Fault {
  const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'), now)
  const fault = { kind: 'status', status: response.status, body } as const
  return retryAfterMs === undefined ? fault : { ...fault, retryAfterMs }
}

async function readBody(response: Response, limit: number): Promise<{ content: Uint8Array; whole: boolean }> {
  const reader = response.body?.getReader()
  if (reader === undefined) return { content: new Uint8Array(), whole: true }
  const parts: Uint8Array[] = []
  let size = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return { content: Buffer.concat(parts), whole: true }
    parts.push(value)
    size += value.length
    if (size > limit) {
      reader.cancel().catch(() => undefined)
      return { content: Buffer.concat(parts).subarray(0, limit), whole: false }
    }
  }
}

/** undici checks this itself; another fetch may not. */
function shorterThanPromised(content: Uint8Array, response: Response): boolean {
  const promised = Number(response.headers.get('content-length') ?? '0')
  return !response.headers.has('content-encoding') && content.length < promised
}

/** Undefined where the bytes are not text in their charset: replacement characters would show up as changes later. */
function decode(content: Uint8Array, response: Response): string | undefined {
  const charset = /charset="?([^\s;"]+)/i.exec(response.headers.get('content-type') ?? '')?.[1] ?? 'utf-8'
  try {
    return decoder(charset, response.ok).decode(content)
  } catch {
    return undefined
  }
}

function decoder(charset: string, fatal: boolean): TextDecoder {
  try {
    return new TextDecoder(charset, { fatal })
  } catch {
    return new TextDecoder('utf-8', { fatal })
  }
}

function targetOf(response: Response, from: URL): URL | undefined {
  const location = response.headers.get('location')
  return location !== null && URL.canParse(location, from.href) ? new URL(location, from) : undefined
}
