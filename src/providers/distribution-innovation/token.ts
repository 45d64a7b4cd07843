/**
 * The token of a connection: got by one login, used until shortly before it runs out, shared by calls that run at the same
 * time, and replaced when the vendor refuses it.
 */
import type { Clock } from '../../model/ports.ts'

export interface Login {
  readonly token: string
  /** The vendor's own clock, where its answer says it. */
  readonly date?: string
}

export interface TokenSource {
  readonly clock: Pick<Clock, 'now'>
  /** How long a token was asked to last. */
  readonly lifetimeMs: number
  login(signal: AbortSignal): Promise<Login>
}

/** A token is not used this close to its end: the call has yet to travel, and the clocks need not agree. */
const marginMs = 30_000

interface Underway {
  readonly login: Promise<Login>
  readonly stop: AbortController
  waiting: number
}

export class TokenKeeper {
  readonly #source: TokenSource
  /** Every token there ever was: an old one is still a secret. */
  readonly #known = new Set<string>()
  #held: { readonly token: string; readonly until: number } | undefined
  #underway: Underway | undefined

  constructor(source: TokenSource) {
    this.#source = source
  }

  /** A token that is good for some time yet. */
  async current(signal: AbortSignal): Promise<string> {
    signal.throwIfAborted()
    const held = this.#held
    if (held !== undefined && this.#source.clock.now().getTime() < held.until) return held.token
    return (await this.#shared(signal)).token
  }

  /** Another token than the one that was refused: one that somebody got meanwhile will do. */
  async after(refused: string, signal: AbortSignal): Promise<string> {
    if (this.#held?.token === refused) this.#held = undefined
    return await this.current(signal)
  }

  /** A login even where a token is held: for finding out whether the credentials are good. */
  async fresh(signal: AbortSignal): Promise<Login> {
    this.#held = undefined
    return await this.#shared(signal)
  }

  /** A secret that came by another way, to be masked like the tokens. */
  learn(secret: string): void {
    this.#known.add(secret)
  }

  secrets(): readonly string[] {
    return [...this.#known]
  }

  /** Joins the login that is under way, or starts one. It ends with the last caller that wants it. */
  async #shared(signal: AbortSignal): Promise<Login> {
    signal.throwIfAborted()
    const underway = this.#underway ?? this.#start()
    underway.waiting += 1
    try {
      return await whileWanted(underway.login, signal)
    } finally {
      underway.waiting -= 1
      if (underway.waiting === 0) underway.stop.abort()
    }
  }

  #start(): Underway {
    const stop = new AbortController()
    const underway: Underway = { login: this.#login(stop.signal), stop, waiting: 0 }
    this.#underway = underway
    const done = () => {
      if (this.#underway === underway) this.#underway = undefined
    }
    underway.login.then(done, done)
    // One that everybody left may still take a moment to end: nobody joins it any more.
    stop.signal.addEventListener('abort', done, { once: true })
    return underway
  }

  async #login(signal: AbortSignal): Promise<Login> {
    const { clock, lifetimeMs } = this.#source
    const askedAt = clock.now().getTime()
    const login = await this.#source.login(signal)
    this.#known.add(login.token)
    this.#held = { token: login.token, until: askedAt + lifetimeMs - marginMs }
    return login
  }
}

/** The promise, or the signal's reason where the signal is first. */
async function whileWanted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return await new Promise<T>((resolve, reject) => {
    const leave = () => reject(signal.reason)
    signal.addEventListener('abort', leave, { once: true })
    const done = () => signal.removeEventListener('abort', leave)
    promise.then(
      (value) => {
        done()
        resolve(value)
      },
      (error: unknown) => {
        done()
        reject(error)
      },
    )
  })
}
