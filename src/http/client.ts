/**
 * The one door to the network: sends a request, retries what may be retried, and resolves with a readable 2xx or throws
 * a VendorError that says what is known of the write. Secrets never pass into its messages and traces.
 */
import { VendorError } from '../model/errors.ts'
import type { Json } from '../model/json.ts'
import type { Ports } from '../model/ports.ts'
import type { Repeat } from '../model/provider.ts'
import { asksForLess, Circuit, type Visit } from './circuit.ts'
import { type Answer, type Exchange, exchange } from './exchange.ts'
import {
  describe,
  type Failure,
  isRead,
  judged,
  pausedError,
  quotaWords,
  type VendorWords,
  vendorError,
} from './failure.ts'
import { type Attempt, defaultConcurrency, Pace } from './pace.ts'
import { createGate, type Turn } from './rate-limit.ts'
import { credentialsIn, type Redact, redactorMaker } from './redact.ts'
import { classOf, classWords } from './repeat.ts'
import { type Decision, decide, type Fault, mayHaveHappened } from './retry.ts'
import { parseBase, staysOn, urlOf } from './url.ts'

export interface HttpOptions extends VendorWords {
  readonly connection: string
  /** May have a path, which every request's path is put behind. */
  readonly baseUrl: string
  readonly ports: Ports
  /** For every attempt, so that a renewed session counts at once. */
  headers(): Record<string, string>
  /** Read anew for every call. What headers() carries as authorization is masked without being listed here. */
  readonly secrets: readonly string[]
  /** Of one attempt; 30,000 unless said otherwise. */
  readonly timeoutMs?: number
  /** The first one included; 4 unless said otherwise. */
  readonly attempts?: number
  /** Of one call with all its attempts and waits; 120,000 unless said otherwise. */
  readonly totalMs?: number
  /** Of a decoded 2xx body; 64 MB unless said otherwise. */
  readonly maxBodyBytes?: number
  /** Calls in flight at most; how many there are within that is for pace.ts. */
  readonly concurrency?: number
  /** Milliseconds between the starts of two calls. */
  readonly spacingMs?: number
}

export interface HttpRequest {
  readonly method: string
  /** Relative to baseUrl; parts of it are encoded by the caller. */
  readonly path: string
  readonly query?: Readonly<Record<string, string | number | undefined>>
  /** Besides those of the connection, and before them where both have one. */
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Json
  /** Credentials that this request alone carries: masked like those of the connection. */
  readonly secrets?: readonly string[]
  /** The class of this call, by its contract. */
  readonly repeat: Repeat
  readonly signal: AbortSignal
  /** `anything`: a 2xx counts whatever its body (the answer to a delete); otherwise it must be JSON, or a 204. */
  readonly expect?: 'json' | 'anything'
}

export interface HttpReply {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** Throws E2004 where there is none, which only `expect: 'anything'` and a 204 let through. */
  json(): unknown
}

export interface HttpClient {
  /** Resolves for a 2xx with a readable body only; rejects with a VendorError, or with the signal's abort reason. */
  send(request: HttpRequest): Promise<HttpReply>
  /** Calls that may be under way at once now: no more than are left today, where that is known. */
  atOnce(): number
}

/** Throws E1301 where baseUrl cannot be used. No I/O. */
export function createHttpClient(options: HttpOptions): HttpClient {
  const base = parseBase(options)
  const { clock, trace } = options.ports
  const pace = new Pace({
    ceiling: options.concurrency ?? defaultConcurrency,
    now: () => clock.now().getTime(),
    trace: (line) => trace(`${options.connection}: ${line}`),
  })
  const gate = createGate({
    clock,
    width: () => pace.width,
    ...(options.spacingMs !== undefined && { spacingMs: options.spacingMs }),
  })
  const begin = () => pace.begin(gate.isFull())
  // The place is kept while a call waits to be retried: a vendor in trouble gets fewer calls, not more.
  const createRedactor = redactorMaker()
  return {
    send: (request) =>
      gate.run(({ again }) => new Call(options, base, request, { begin, again, createRedactor }).run(), request.signal),
    atOnce: () => Math.min(pace.width, options.ports.callsLeft?.() ?? Number.POSITIVE_INFINITY),
  }
}

/** Of one call among those of its session. */
interface Place extends Turn {
  begin(): Attempt
  createRedactor(secrets: readonly string[]): Redact
}

/** One request with all its attempts. */
class Call {
  readonly #options: HttpOptions
  readonly #base: URL
  readonly #request: HttpRequest
  readonly #method: string
  readonly #repeat: Repeat
  readonly #circuit: Circuit
  readonly #place: Place
  readonly #startedAt: number
  readonly #faults: Fault[] = []
  /** Those of earlier attempts too: a session may be renewed in between. */
  readonly #secrets: Set<string>
  #redact: Redact

  constructor(options: HttpOptions, base: URL, request: HttpRequest, place: Place) {
    this.#options = options
    this.#base = base
    this.#request = request
    this.#place = place
    this.#method = request.method.toUpperCase()
    this.#repeat = classOf(request.repeat, request.headers)
    const { hosts, clock } = options.ports
    const trace = (line: string) => options.ports.trace(this.#redact(`${options.connection}: ${line}`))
    this.#circuit = new Circuit({ host: base.host, hosts, clock, trace })
    this.#startedAt = options.ports.clock.now().getTime()
    this.#secrets = new Set([...options.secrets, ...(request.secrets ?? [])])
    this.#redact = place.createRedactor([...this.#secrets])
  }

  async run(): Promise<HttpReply> {
    const url = urlOf(this.#base, this.#request)
    this.#request.signal.throwIfAborted()
    const entrance = this.#circuit.enter(!isRead(this.#method))
    if (!entrance.open) {
      const error = pausedError(this.#told(), entrance.pause)
      this.#trace(`${this.#request.path}: ${error.message.replace(`${this.#options.connection}: `, '')}`)
      throw error
    }
    return await this.#visit(url, entrance.visit)
  }

  /** Attempts until one is answered, or none may follow. */
  async #visit(url: URL, visit: Visit): Promise<HttpReply> {
    let how: Parameters<Visit['end']>[0] = 'broken off'
    try {
      for (;;) {
        this.#request.signal.throwIfAborted()
        const { mayWrite } = this.#options.ports
        if (mayWrite !== undefined && !isRead(this.#method)) await this.#askLeave(mayWrite)
        const attempt = this.#place.begin()
        const outcome = await this.#attempt(url)
        if (outcome.kind === 'answer') {
          attempt.answered()
          how = 'answered'
          return this.#reply(outcome)
        }
        const fault = judged(outcome, this.#options)
        if (asksForLess(fault)) attempt.troubled(this.#redact(describe(fault)))
        const decision = this.#decide(fault)
        this.#faults.push(fault)
        if (!decision.again) {
          how = { fault, why: this.#redact(describe(fault)) }
          this.#trace(`given up: ${describe(fault)}; ${decision.why}`)
          throw vendorError(this.#told())
        }
        await this.#wait(decision, fault)
        await this.#place.again()
      }
    } finally {
      visit.end(how)
    }
  }

  async #wait({ waitMs, asked }: Decision & { again: true }, fault: Fault): Promise<void> {
    const { signal } = this.#request
    const reason = mayHaveHappened(fault) ? classWords[this.#repeat] : 'it was not carried out'
    const why = isRead(this.#method) ? '' : ` (${reason})`
    this.#trace(`again in ${waitMs} ms${asked ? ', as the vendor asks' : ''}: ${describe(fault)}${why}`)
    if (asked) this.#circuit.waited(waitMs)
    // However the clock tells of an abort, the caller gets the signal's own reason.
    await this.#options.ports.clock.sleep(waitMs, signal).catch((error: unknown) => {
      signal.throwIfAborted()
      throw error
    })
  }

  async #askLeave(mayWrite: () => Promise<void>): Promise<void> {
    try {
      await mayWrite()
    } catch (error) {
      throw this.#endedBy(error)
    }
  }

  /** The one place where a day's calls end: each attempt and each redirect is a call. */
  #takeCall(): void {
    try {
      this.#options.ports.takeCall?.()
    } catch (error) {
      throw this.#endedBy(error)
    }
  }

  /** What may not be sent again ends as the attempts before it did: they may have done the work. */
  #endedBy(error: unknown): unknown {
    return this.#faults.length === 0 ? error : vendorError(this.#told())
  }

  /** One attempt, along redirects that stay on the host. */
  async #attempt(start: URL): Promise<Answer | Fault> {
    let url = start
    for (let hops = 0; ; hops += 1) {
      const { outcome } = await this.#exchange(url)
      if (outcome.kind !== 'redirect' || hops === 3 || !isRead(this.#method)) return outcome
      if (outcome.target === undefined || !staysOn(url, outcome.target)) return outcome
      url = outcome.target
    }
  }

  async #exchange(url: URL): Promise<Exchange> {
    const { ports, connection } = this.#options
    const headers = this.#headers()
    this.#takeCall()
    const startedAt = ports.clock.now().getTime()
    const attempt = this.#faults.length + 1
    let done: Exchange | undefined
    try {
      done = await exchange({
        fetch: ports.fetch,
        url,
        method: this.#method,
        headers,
        signal: this.#request.signal,
        timeoutMs: Math.max(1, Math.min(this.#options.timeoutMs ?? 30_000, this.#remainingMs())),
        maxBodyBytes: this.#options.maxBodyBytes ?? 64_000_000,
        wantsJson: this.#request.expect !== 'anything',
        now: () => ports.clock.now(),
        ...(this.#request.body !== undefined && { body: JSON.stringify(this.#request.body) }),
      })
      return done
    } finally {
      // Counted even where the call was aborted: it left the machine, and the vendor counts it too.
      const path = this.#redact(this.#request.path)
      const quota = done === undefined ? undefined : quotaWords(done, this.#options)
      const call = { connection, method: this.#method, path, status: done?.status, attempt }
      ports.meter(quota === undefined ? call : { ...call, quota })
      const ms = ports.clock.now().getTime() - startedAt
      this.#trace(`${url.pathname}${url.search}: ${done?.status ?? 'no answer'}, ${ms} ms, ${done?.bytes ?? 0} bytes`)
    }
  }

  #headers(): Record<string, string> {
    const { headers, secrets, connection } = this.#options
    const own = { accept: 'application/json', ...headers(), ...this.#request.headers }
    for (const secret of [...secrets, ...credentialsIn(own)]) this.#secrets.add(secret)
    this.#redact = this.#place.createRedactor([...this.#secrets])
    const all = this.#request.body === undefined ? own : { ...own, 'content-type': 'application/json' }
    try {
      return Object.fromEntries(new Headers(all))
    } catch (error) {
      // The library's message quotes the value, so it is not passed on.
      const name = Object.keys(all).find((key) => !isHeader(key, all)) ?? 'a header'
      throw new VendorError('E1301', `${connection}: the header ${name} cannot be sent`, {
        effect: 'none',
        hint: 'a secret may hold a line break or a letter that no header can carry',
        cause: error instanceof Error ? error.name : undefined,
      })
    }
  }

  #decide(fault: Fault): Decision {
    return decide({
      fault,
      before: this.#faults,
      repeat: this.#repeat,
      attempts: this.#options.attempts ?? 4,
      remainingMs: this.#remainingMs(),
      patienceMs: this.#circuit.patienceMs,
      random: this.#options.ports.random(),
    })
  }

  #remainingMs(): number {
    const passed = this.#options.ports.clock.now().getTime() - this.#startedAt
    return (this.#options.totalMs ?? 120_000) - Math.max(0, passed)
  }

  #reply({ status, headers, text, value }: Answer): HttpReply {
    const json = () => {
      if (value !== undefined) return value
      throw new VendorError('E2004', `${this.#label()}: there is no JSON in the answer (status ${status})`, {
        status,
        effect: 'unknown',
      })
    }
    return { status, headers, text, json }
  }

  /** What is known of this call, for the error that tells of its end. */
  #told(): Failure {
    const options = this.#options
    return {
      connection: options.connection,
      host: this.#base.host,
      method: this.#method,
      path: this.#request.path,
      repeat: this.#repeat,
      faults: this.#faults,
      now: options.ports.clock.now(),
      redact: this.#redact,
      words: options,
    }
  }

  #label(): string {
    return this.#redact(`${this.#options.connection}: ${this.#method} ${this.#request.path}`)
  }

  #trace(line: string): void {
    this.#options.ports.trace(this.#redact(`${this.#options.connection}: ${this.#method} ${line}`))
  }
}

function isHeader(name: string, all: Readonly<Record<string, string>>): boolean {
  try {
    new Headers({ [name]: all[name] ?? '' })
    return true
  } catch {
    return false
  }
}
