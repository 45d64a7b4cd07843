// The vendors' rooms without sockets: the sandbox's own exchange, log and faults behind a `fetch`. A call costs a tenth of
// one over HTTP, and what breaks breaks as it would there; what only a socket can do is tested in test/unit/http.
import type { ServerResponse } from 'node:http'
import { Clock } from '../../../src/sandbox/clock.ts'
import { DistributionInnovationRoom } from '../../../src/sandbox/distribution-innovation/room.ts'
import type { StoreSnapshot as Delivery } from '../../../src/sandbox/distribution-innovation/store.ts'
import { exchangeOne, type Hooks } from '../../../src/sandbox/exchange.ts'
import { Faults } from '../../../src/sandbox/faults.ts'
import { RequestLog, type RequestLogEntry } from '../../../src/sandbox/request-log.ts'
import { ShoporamaRoom } from '../../../src/sandbox/shoporama/room.ts'
import type { StoreSnapshot as Shop } from '../../../src/sandbox/shoporama/store.ts'
import type { VendorRoom } from '../../../src/sandbox/vendor.ts'
import { Network } from './network.ts'

const origin = 'http://127.0.0.1:9'

/** As strict as the vendors' switches make them: an id that is not there is refused. */
const strict = {
  unknown_reference: 'reject',
  unknown_sku: 'reject',
  unknown_field: 'reject',
  duplicate_own_id: 'reject',
} as const

export interface Stores {
  readonly shop: Shop
  readonly delivery: Delivery
}

export class Rooms {
  readonly clock: Clock = new Clock('2026-03-01T12:00:00Z')
  readonly faults: Faults = new Faults()
  readonly network: Network = new Network()
  readonly log: RequestLog = new RequestLog()
  readonly hooks: Hooks = {}
  readonly shop: ShoporamaRoom = new ShoporamaRoom(this.clock, strict)
  readonly delivery: DistributionInnovationRoom = new DistributionInnovationRoom(this.clock, {})
  readonly #empty: Stores
  readonly #closing = new AbortController().signal

  constructor() {
    this.clock.freeze()
    this.#empty = this.stores()
  }

  /** The variables that butik.yaml names. */
  get environment(): Readonly<Record<string, string>> {
    const [shop, delivery] = [this.shop.ready(origin), this.delivery.ready(origin)]
    return {
      SHOPORAMA_URL: shop.url,
      SHOPORAMA_TOKEN: String(shop.token),
      DI_URL: delivery.url,
      DI_USERNAME: delivery.username,
      DI_PASSWORD: delivery.password,
    }
  }

  stores(): Stores {
    return { shop: this.shop.snapshot(), delivery: this.delivery.snapshot() }
  }

  /** Empty rooms, no faults. */
  fresh(): void {
    this.calm()
    this.shop.restore(this.#empty.shop)
    this.delivery.restore(this.#empty.delivery)
    this.refill()
  }

  /** Nothing goes wrong from here on. */
  calm(): void {
    this.faults.clear()
    this.network.script([])
  }

  /** A whole quota unless so many calls are left, and no call counted yet. */
  refill(limit = 1000): void {
    this.shop.changeCalls({ limit, used: { token: 0, otherToken: 0 } })
    this.log.clear()
  }

  /** Calls by butik since the last refill, by connection. */
  calls(): { readonly shop: readonly RequestLogEntry[]; readonly delivery: readonly RequestLogEntry[] } {
    return { shop: this.log.of(this.shop.name), delivery: this.log.of(this.delivery.name) }
  }

  readonly fetch = async (input: unknown, init: RequestInit = {}): Promise<Response> => {
    const url = new URL(String(input))
    const vendor = [this.shop, this.delivery].find(({ apiPath }) => url.pathname.startsWith(`${apiPath}/`))
    if (vendor === undefined) return this.#shown(url)
    return await this.network.carry(() => this.#exchange(vendor, url, init))
  }

  /** What visitors of the shop see: no call, and no fault strikes it. */
  #shown(url: URL): Response {
    const { shopPath = '' } = this.shop
    if (!url.pathname.startsWith(`${shopPath}/`)) throw new Error(`no vendor has ${url.href}`)
    const answer = this.shop.download({ path: url.pathname.slice(shopPath.length) })
    const body = new Uint8Array(Buffer.from(answer.body))
    return new Response(body, { status: answer.status })
  }

  #exchange(vendor: VendorRoom, url: URL, init: RequestInit): Promise<Response> {
    const method = init.method ?? 'GET'
    const path = url.pathname.slice(vendor.apiPath.length)
    const headers = Object.fromEntries(
      Object.entries(init.headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]),
    )
    const body = Buffer.from(typeof init.body === 'string' ? init.body : '')
    const token = vendor.tokenAlias({ headers, query: url.searchParams })
    const facts = { vendor: vendor.name, method, path, token }
    return new Promise((resolve, reject) => {
      const answering = new Answering(resolve, reject)
      exchangeOne({
        vendor,
        request: { method, path, query: url.searchParams, headers, body, origin },
        response: answering as unknown as ServerResponse,
        entry: this.log.open(facts, url.searchParams, body, vendor.secretArguments),
        fault: this.faults.strike({ vendor: vendor.name, method, path, pathAndQuery: `${path}${url.search}` }),
        hooks: this.hooks,
        latencyMs: 0,
        now: () => this.clock.now(),
        closing: this.#closing,
        save: () => undefined,
      }).catch(reject)
    })
  }

  /** A call by the shop's owner, whom no fault strikes. Undefined where the vendor refuses it. */
  async owner(method: string, path: string, content?: unknown): Promise<unknown> {
    const { otherToken } = this.shop.ready(origin)
    const url = new URL(path, origin)
    const answer = await this.shop.answer({
      method,
      path: url.pathname,
      query: url.searchParams,
      headers: { authorization: `Shoporama ${String(otherToken)}` },
      body: Buffer.from(content === undefined ? '' : JSON.stringify(content)),
      origin,
    })
    return answer.status < 300 ? (answer.json ?? {}) : undefined
  }
}

/** What the exchange writes to in place of a response, and what fetch makes of it. */
class Answering {
  readonly #resolve: (response: Response) => void
  readonly #reject: (error: Error) => void
  readonly #chunks: Buffer[] = []
  #head: { status: number; headers: Headers } | undefined
  readonly socket = { resetAndDestroy: (): void => this.#break('ECONNRESET') }

  constructor(resolve: (response: Response) => void, reject: (error: Error) => void) {
    this.#resolve = resolve
    this.#reject = reject
  }

  writeHead(status: number, reason: string | Record<string, string>, headers?: Record<string, string>): void {
    this.#head = { status, headers: new Headers(typeof reason === 'string' ? headers : reason) }
  }

  write(chunk: Buffer, done?: () => void): void {
    this.#chunks.push(chunk)
    done?.()
  }

  end(chunk?: Buffer): void {
    if (chunk !== undefined) this.#chunks.push(chunk)
    this.#answer(undefined)
  }

  destroy(): void {
    if (this.#head === undefined) this.#break('UND_ERR_SOCKET')
    else this.#answer(broken('UND_ERR_SOCKET'))
  }

  #break(code: string): void {
    this.#reject(broken(code))
  }

  #answer(end: Error | undefined): void {
    const { status = 599, headers = new Headers() } = this.#head ?? {}
    const chunks = [...this.#chunks]
    const read = async (): Promise<{ done: boolean; value?: Buffer }> => {
      const value = chunks.shift()
      if (value !== undefined) return { done: false, value }
      if (end !== undefined) throw end
      return { done: true }
    }
    const body = { getReader: () => ({ read, cancel: async () => undefined }) }
    this.#resolve({ status, ok: status >= 200 && status < 300, headers, body } as unknown as Response)
  }
}

function broken(code: string): Error {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) })
}
