/** Pings: what tells a receiver on this machine that a feed has moved, signed, and repeated until it says ok. */
import { createHmac } from 'node:crypto'
import { keyByAlias, keyText } from './keys.ts'
import { checkPingUrl } from './ping-url.ts'
import type { Store } from './store.ts'
import type { ScanpaySwitches } from './switches.ts'

/** One feed that one key's receiver is told about. */
export interface PingTarget {
  readonly alias: string
  readonly signingKey: string
  readonly url: string
  readonly shopid: number
  /** The last number that the feed shows. */
  readonly seq: number
}

/** What the dashboard shows of a ping. */
export interface PingLogEntry {
  readonly at: string
  readonly key: string
  readonly shopid: number
  readonly seq: number
  /** `null` where no answer came. */
  readonly status: number | null
  /** The first line of the answer, or why there is none. */
  readonly line: string
  readonly acknowledged: boolean
}

interface World {
  readonly now: () => number
  readonly switches: () => ScanpaySwitches
  readonly targets: () => readonly PingTarget[]
}

interface Told {
  readonly url: string
  readonly seq: number
  readonly at: number
  acknowledged: boolean
}

/** Changes within one beat share a ping. Real time: it goes on while the sandbox's clock stands still. */
const beatMs = 40
const fiveMinutes = 300_000
const keptEntries = 1000
const keptLine = 512

/** A shop key is told of its shop, user and partner keys of every shop that they reach. */
export function pingTargets(store: Store, now: number, form: ScanpaySwitches['key_form']): PingTarget[] {
  return store.pings.flatMap(({ alias, url }) => {
    const key = keyByAlias(alias)
    if (key === undefined) return []
    const signingKey = keyText(key, form)
    return key.shops.map((shopid) => {
      const seq = store.shop(shopid)?.visibleFeed(now).length ?? 0
      return { alias, signingKey, url, shopid, seq }
    })
  })
}

/** Base64 of HMAC-SHA256 over the body as it is sent; the key is the whole API key. */
export function signatureOf(body: string, key: string): string {
  return createHmac('sha256', key).update(body).digest('base64')
}

/** `ok` or `ok: free text`. The page speaks of a single line, and of the first line only where it is logged. */
function isOk(text: string, line: ScanpaySwitches['ping_ack_line']): boolean {
  const seen = line === 'first' ? (text.split('\n', 1)[0] ?? '') : text
  return /^ok(?:: [^\r\n]*)?\r?\n?$/.test(seen)
}

export class PingSender {
  readonly #world: World
  readonly #log: PingLogEntry[] = []
  readonly #told = new Map<string, Told>()
  readonly #closing = new AbortController()
  readonly #flying = new Set<Promise<void>>()
  #timer: NodeJS.Timeout | undefined

  constructor(world: World) {
    this.#world = world
  }

  get log(): readonly PingLogEntry[] {
    return this.#log
  }

  start(): void {
    if (this.#closing.signal.aborted) return
    this.#timer ??= setInterval(() => this.#beat(), beatMs).unref()
  }

  /** Nothing is sent afterwards, and nothing that was sent is still waited for. */
  async close(): Promise<void> {
    clearInterval(this.#timer)
    this.#closing.abort()
    await Promise.all(this.#flying)
  }

  /** One after the other, each once the one before is answered: so a receiver can be told an old number last. */
  deliver(target: PingTarget, seqs: readonly number[]): void {
    this.#told.set(nameOf(target), { url: target.url, seq: target.seq, at: this.#world.now(), acknowledged: false })
    this.#fly(async () => {
      for (const seq of seqs) await this.#ping({ ...target, seq })
    })
  }

  #beat(): void {
    const targets = this.#world.targets()
    const names = new Set(targets.map(nameOf))
    for (const name of this.#told.keys()) if (!names.has(name)) this.#told.delete(name)
    for (const target of targets) {
      if (!this.#isDue(target)) continue
      this.#told.set(nameOf(target), { url: target.url, seq: target.seq, at: this.#world.now(), acknowledged: false })
      this.#fly(() => this.#ping(target))
    }
  }

  #isDue({ url, seq, ...target }: PingTarget): boolean {
    const told = this.#told.get(nameOf(target))
    if (told === undefined || told.url !== url || told.seq !== seq) return true
    const { ping_rhythm, ping_interval_s } = this.#world.switches()
    const untilOk = ping_rhythm === 'until_ok'
    if (untilOk && told.acknowledged) return false
    // A clock that is set back counts as well, or nothing would come for a long time.
    return Math.abs(this.#world.now() - told.at) >= (untilOk ? ping_interval_s * 1000 : fiveMinutes)
  }

  /** Not waited for: a slow receiver gets the next ping all the same. */
  #fly(work: () => Promise<void>): void {
    const flight = work().finally(() => this.#flying.delete(flight))
    this.#flying.add(flight)
  }

  async #ping(target: PingTarget): Promise<void> {
    const { alias, shopid, seq } = target
    const at = new Date(this.#world.now()).toISOString()
    const answer = await this.#send(target)
    if (this.#closing.signal.aborted) return
    this.#log.push({ at, key: alias, shopid, seq, ...answer })
    if (this.#log.length > keptEntries) this.#log.shift()
    const told = this.#told.get(nameOf(target))
    if (answer.acknowledged && told?.seq === seq && told.url === target.url) told.acknowledged = true
  }

  async #send({
    url,
    signingKey,
    shopid,
    seq,
  }: PingTarget): Promise<Pick<PingLogEntry, 'status' | 'line' | 'acknowledged'>> {
    const { ping_answer_ms, ping_ack_line, ping_ack_status } = this.#world.switches()
    const body = JSON.stringify({ shopid, seq })
    const patience = AbortSignal.timeout(ping_answer_ms)
    try {
      checkPingUrl(url)
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-signature': signatureOf(body, signingKey),
          connection: 'close',
        },
        body,
        // Another address could lie beyond this machine.
        redirect: 'manual',
        signal: AbortSignal.any([patience, this.#closing.signal]),
      })
      const text = await response.text()
      const acknowledged = isOk(text, ping_ack_line) && (response.ok || ping_ack_status === 'any')
      return { status: response.status, line: (text.split(/\r?\n/, 1)[0] ?? '').slice(0, keptLine), acknowledged }
    } catch {
      return { status: null, line: patience.aborted ? 'no answer in time' : 'not reachable', acknowledged: false }
    }
  }
}

function nameOf({ alias, shopid }: Pick<PingTarget, 'alias' | 'shopid'>): string {
  return `${alias} ${shopid}`
}
