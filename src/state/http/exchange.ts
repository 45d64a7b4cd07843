/**
 * One request to the server of the state and its whole answer, with a limit of time. What does not answer, or says that it
 * cannot now, is asked again only where nothing can come of it twice.
 */
import { createHash } from 'node:crypto'
import { isJsonObject, type Json } from '../../model/json.ts'
import type { Clock } from '../../model/ports.ts'
import { parseRetryAfter } from '../../model/retry-after.ts'

export interface ExchangeOptions {
  readonly fetch: typeof fetch
  readonly clock: Clock
  readonly username?: string | undefined
  readonly password?: string | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Milliseconds that one attempt may take, besides what its size takes. */
  readonly patienceMs?: number | undefined
}

export interface Request {
  readonly method: string
  readonly url: string
  readonly body?: string
}

export interface Answer {
  readonly status: number
  readonly text: string
  /** Retry-After, in milliseconds; absent where the server asks for no wait. */
  readonly waitMs?: number
}

/** No answer, or none that is whole. What was asked for may have been done. */
export class Unanswered extends Error {
  constructor(why: string, cause?: unknown) {
    super(why, { cause })
    this.name = 'Unanswered'
  }
}

export const attempts = 3
const usualPatienceMs = 30_000
/** A wait that the server asks for; more is told to a person instead. Two of them are over before a lock expires. */
export const longestWaitMs = 60_000
/** Of a line that is slow: 250 kB a second. */
const bytesPerMs = 250

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'it refused the connection',
  ENOTFOUND: 'its name is not known',
  EAI_AGAIN: 'its name could not be looked up (DNS)',
  UND_ERR_CONNECT_TIMEOUT: 'it did not accept a connection in time',
  ECONNRESET: 'the connection broke',
  EPIPE: 'the connection broke',
  UND_ERR_SOCKET: 'the connection broke',
}

export class Exchange {
  readonly #options: ExchangeOptions
  readonly #secrets: readonly string[]

  constructor(options: ExchangeOptions) {
    this.#options = options
    const { password, headers = {} } = options
    this.#secrets = [...Object.values(headers), ...(password === undefined ? [] : [password, this.#basic()])]
      .flatMap((secret) => [secret, encodeURIComponent(secret), ...secret.split(/\s+/)])
      .filter((secret) => secret.length >= 4)
      .sort((a, b) => b.length - a.length)
  }

  /** For what changes nothing. Throws Unanswered. */
  async look(url: string): Promise<Answer> {
    for (let count = 1; ; count += 1) {
      const answer = await this.once({ method: 'GET', url }).catch((error: unknown) => {
        if (count >= attempts || !(error instanceof Unanswered)) throw error
        return undefined
      })
      if (answer !== undefined && (count >= attempts || !isWorthwhile(answer))) return answer
      await this.pause(count, answer)
    }
  }

  /** One attempt. Throws Unanswered. */
  async once({ method, url, body }: Request): Promise<Answer> {
    const { fetch: send, headers = {}, patienceMs = usualPatienceMs } = this.#options
    const signal = AbortSignal.timeout(patienceMs + Math.ceil((body?.length ?? 0) / bytesPerMs))
    try {
      const response = await send(url, {
        method,
        // Followed, a write would become a read, and what is said to one host would be said to another.
        redirect: 'manual',
        headers: {
          accept: 'application/json',
          'cache-control': 'no-cache',
          ...(body === undefined ? {} : { 'content-type': 'application/json', 'content-md5': md5(body) }),
          ...(this.#options.username === undefined ? {} : { authorization: `Basic ${this.#basic()}` }),
          ...headers,
        },
        ...(body === undefined ? {} : { body }),
        signal,
      })
      const bytes = Buffer.from(await response.arrayBuffer())
      const told = response.headers.get('content-md5')
      if (told !== null && told !== md5(bytes))
        throw new Unanswered('its answer is not what it says it is (Content-MD5)')
      const waitMs = parseRetryAfter(response.headers.get('retry-after'), this.#options.clock.now())
      return {
        status: response.status,
        text: bytes.toString('utf8'),
        ...(waitMs === undefined ? {} : { waitMs }),
      }
    } catch (error) {
      if (error instanceof Unanswered) throw error
      throw new Unanswered(signal.aborted ? 'it did not answer in time' : whyOf(error), this.#clean(error))
    }
  }

  /** Before the next attempt, as long as the server asks for where that is longer. */
  async pause(count: number, answer?: Answer | Unanswered): Promise<void> {
    const asked = answer instanceof Unanswered ? 0 : (answer?.waitMs ?? 0)
    await this.#options.clock.sleep(Math.max(500 * 4 ** (count - 1), Math.min(asked, longestWaitMs)))
  }

  /** What the server says, in one short line, for people. */
  saying(text: string): string {
    let line = messageIn(text)
    for (const secret of this.#secrets) line = line.replaceAll(secret, '***')
    line = line
      .replace(/<[^>]*>/g, ' ')
      .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
      .trim()
    return line.length <= 160 ? line : `${line.slice(0, 159)}…`
  }

  #basic(): string {
    return Buffer.from(`${this.#options.username ?? ''}:${this.#options.password ?? ''}`).toString('base64')
  }

  #clean(error: unknown): Error | undefined {
    return error instanceof Error ? new Error(this.saying(error.message)) : undefined
  }
}

/** It may go better in a moment. */
export function isPassing(status: number): boolean {
  return status === 408 || status === 429 || (status >= 500 && status !== 501)
}

/** As isPassing, and soon enough to wait for. */
export function isWorthwhile({ status, waitMs = 0 }: Answer): boolean {
  return isPassing(status) && waitMs <= longestWaitMs
}

export function isDone({ status }: Answer): boolean {
  return status === 200 || status === 201 || status === 204
}

/** Of JSON only what is meant for people. */
function messageIn(text: string): string {
  if (!/^\s*[{[]/.test(text)) return text
  try {
    const value: Json = JSON.parse(text)
    const message = isJsonObject(value) ? (value['message'] ?? value['error']) : undefined
    return typeof message === 'string' ? message : ''
  } catch {
    return ''
  }
}

function md5(content: string | Uint8Array): string {
  return createHash('md5').update(content).digest('base64')
}

function whyOf(error: unknown): string {
  for (let one = error; one instanceof Error; one = one.cause) {
    const code: unknown = Reflect.get(one, 'code')
    if (typeof code !== 'string') continue
    if (/^(?:CERT_|ERR_TLS_CERT|UNABLE_TO_|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED)/.test(code))
      return `its certificate is not trusted (${code})`
    return `${words[code] ?? 'it could not be talked to'} (${code})`
  }
  return 'it could not be talked to'
}
