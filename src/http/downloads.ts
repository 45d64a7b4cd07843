/**
 * Files that a vendor shows to everybody, such as the pictures of a shop: fetched from whatever host has them, without credentials,
 * within a limit of bytes and time. They are no calls of the vendor's API, and count as none.
 */
import type { Ports } from '../model/ports.ts'
import { exchange } from './exchange.ts'
import { decide, type Fault } from './retry.ts'

export interface DownloadOptions {
  readonly ports: Pick<Ports, 'fetch' | 'clock' | 'random'>
  /** Bytes that a file may have. */
  readonly most: number
  /** What the host is told of us. */
  readonly agent: string
  /** Milliseconds for one answer; half a minute unless given. */
  readonly timeoutMs?: number
}

export type Downloaded =
  | { readonly bytes: Uint8Array; readonly type: string | undefined }
  /** Why there are none, as a sentence goes on behind a colon. */
  | { readonly why: string }

export type Download = (url: string, signal: AbortSignal) => Promise<Downloaded>

const attempts = 3
const hops = 5
/** A host of which so many files in a row could not be had is not asked again. */
const enough = 5
const totalMs = 90_000

/** Rejects with the abort reason only. */
export function createDownloads(options: DownloadOptions): Download {
  const failed = new Map<string, number>()
  return async (url, signal) => {
    const from = addressOf(url)
    if (from === undefined) return { why: 'what the vendor gives as its address is none' }
    const before = failed.get(from.host) ?? 0
    if (before >= enough) return { why: `${from.host} failed ${enough} times in a row and was not asked again` }
    const { file, isHost } = await new Fetching(options, from, signal).run()
    failed.set(from.host, isHost ? before + 1 : 0)
    return file
  }
}

interface Ended {
  readonly file: Downloaded
  /** True where it is the host that is to blame, and the next file would fare no better. */
  readonly isHost: boolean
}

class Fetching {
  readonly #options: DownloadOptions
  readonly #signal: AbortSignal
  readonly #startedAt: number
  #url: URL
  #hops = 0
  #faults: Fault[] = []

  constructor(options: DownloadOptions, from: URL, signal: AbortSignal) {
    this.#options = options
    this.#url = from
    this.#signal = signal
    this.#startedAt = options.ports.clock.now().getTime()
  }

  async run(): Promise<Ended> {
    for (;;) {
      const { fetch, clock } = this.#options.ports
      const { outcome } = await exchange({
        fetch,
        url: this.#url,
        method: 'GET',
        headers: { accept: 'image/*', 'user-agent': this.#options.agent },
        signal: this.#signal,
        timeoutMs: this.#options.timeoutMs ?? 30_000,
        maxBodyBytes: this.#options.most,
        wantsJson: false,
        raw: true,
        now: () => clock.now(),
      })
      if (outcome.kind === 'answer') {
        const type = outcome.headers.get('content-type')?.split(';')[0]?.trim()
        return { file: { bytes: outcome.bytes ?? new Uint8Array(), type }, isHost: false }
      }
      if (outcome.kind === 'redirect') {
        const why = this.#follow(outcome.target)
        if (why !== undefined) return { file: { why }, isHost: false }
        continue
      }
      const decision = this.#decide(outcome)
      if (!decision.again) return { file: { why: whyOf(outcome, this.#url.host) }, isHost: isHostly(outcome) }
      this.#faults.push(outcome)
      await clock.sleep(decision.waitMs, this.#signal)
    }
  }

  /** Why it is not gone after. */
  #follow(target: URL | undefined): string | undefined {
    if (target === undefined || addressOf(target.href) === undefined) return 'it leads to what is no address'
    if (this.#url.protocol === 'https:' && target.protocol !== 'https:')
      return `it leads to an address that is not encrypted, at ${target.host}`
    this.#hops += 1
    if (this.#hops > hops) return `it leads on more than ${hops} times`
    this.#url = target
    this.#faults = []
    return undefined
  }

  #decide(fault: Fault) {
    const { clock, random } = this.#options.ports
    const remainingMs = totalMs - (clock.now().getTime() - this.#startedAt)
    return decide({
      fault,
      before: this.#faults,
      repeat: 'safe',
      attempts,
      remainingMs,
      patienceMs: remainingMs,
      random: random(),
    })
  }
}

function addressOf(url: string): URL | undefined {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (parsed === undefined || (parsed.protocol !== 'https:' && parsed.protocol !== 'http:')) return undefined
  // What is written before the @ would be sent as a password.
  parsed.username = ''
  parsed.password = ''
  return parsed
}

function whyOf(fault: Fault, host: string): string {
  switch (fault.kind) {
    case 'unsent':
    case 'lost':
      return fault.why
    case 'status':
      return `${host} answered with status ${fault.status}`
    case 'unreadable':
      return `${host} ${fault.why}`
    case 'redirect':
      return `${host} sends it elsewhere`
  }
}

function isHostly(fault: Fault): boolean {
  switch (fault.kind) {
    case 'unsent':
    case 'lost':
      return true
    case 'status':
      return fault.status >= 500 || fault.status === 429
    case 'unreadable':
    case 'redirect':
      return false
  }
}
