/** Shoporama as one room of the sandbox: who may call, what it costs, and what comes back. */
import type { Clock } from '../clock.ts'
import { parseJson } from '../json.ts'
import { nextMidnight, type Zone } from '../local-time.ts'
import { RoomBase } from '../room-base.ts'
import type { VendorSandbox } from '../side.ts'
import type { Answer, VendorRequest } from '../vendor.ts'
import { fetchAssets } from './assets.ts'
import type { Call, Context } from './context.ts'
import { disturbProducts, shortenList } from './disturb.ts'
import { download } from './downloads.ts'
import { encodeJson } from './encode.ts'
import { ApiError, badRequest } from './errors.ts'
import { findOperation, type Operation } from './routes.ts'
import { seedFurnitureShop } from './seed.ts'
import { Store, type StoreSnapshot } from './store.ts'
import { type ShoporamaSwitches, shoporamaSwitches } from './switches.ts'

/** Of the vendor's length, and nothing that could be taken for a real one. */
export const shoporamaTokens = {
  token: 'sandbox-token-full-0000000000001',
  readOnlyToken: 'sandbox-token-read-0000000000002',
  /** A second full token with calls of its own: the shop owner who edits by hand. */
  otherToken: 'sandbox-token-other-000000000003',
} as const

/** This room for those who steer it, with the tokens at hand. */
export type ShoporamaSandbox = VendorSandbox<StoreSnapshot, ShoporamaSwitches> & typeof shoporamaTokens

/** 1,000 calls per token and day are the vendor's; it raises them on request. */
export const dailyCalls = 1000
const defaultShopUrl = 'https://sandbox-shop.example'

export class ShoporamaRoom extends RoomBase<typeof shoporamaSwitches> {
  readonly name = 'shoporama'
  readonly apiPath = '/shoporama/REST'
  readonly shopPath = '/shoporama'
  readonly store: Store = new Store(defaultShopUrl)

  constructor(clock: Clock, switches: Readonly<Record<string, unknown>>) {
    super({ clock, table: shoporamaSwitches, aliases: Object.keys(shoporamaTokens), dailyCalls }, switches)
  }

  ready(origin: string): { readonly url: string } & typeof shoporamaTokens {
    return { url: `${origin}${this.apiPath}`, ...shoporamaTokens }
  }

  tokenAlias({ headers }: Pick<VendorRequest, 'headers'>): string {
    const header = headers.authorization?.trim() ?? ''
    if (header === '') return 'none'
    const token = /^(?:Shoporama|Bearer)\s+(\S+)$/i.exec(header)?.[1] ?? header
    return Object.entries(shoporamaTokens).find(([, known]) => known === token)?.[0] ?? 'unknown'
  }

  seed(name: string): void {
    if (name === 'furniture-shop' && this.store.revision === 0) seedFurnitureShop(this.store, this.clock)
  }

  async answer(request: VendorRequest): Promise<Answer> {
    try {
      const alias = this.#admit(request)
      const operation = findOperation(request.method, request.path)
      if (operation.writes && alias === 'readOnlyToken') throw new ApiError(this.switches().read_only_status)
      return await this.#run(operation, request)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      return textAnswer(error.status, error.message, error.headers)
    }
  }

  refuse(status: number, reason: string): Answer {
    return textAnswer(status, `${status} ${reason}`)
  }

  /** Who calls, and whether the day's calls allow it. A call counts whatever becomes of it. */
  #admit(request: VendorRequest): string {
    const alias = this.tokenAlias(request)
    if (alias === 'none' || alias === 'unknown') throw new ApiError(this.switches().bad_token_status)
    const now = this.clock.now()
    if (this.ledgerOfCalls.spend(alias, this.today())) return alias
    const { quota_retry_after, quota_status } = this.switches()
    const wait = String(Math.ceil((nextMidnight(now, this.zone()) - now) / 1000))
    throw new ApiError(quota_status, undefined, quota_retry_after === 'seconds' ? { 'retry-after': wait } : {})
  }

  async #run(operation: Operation, request: VendorRequest): Promise<Answer> {
    const body = request.body.length === 0 ? undefined : parseJson(request.body.toString('utf8'))
    if (body === undefined && request.body.length > 0) throw badRequest('the body is not JSON')
    const assets = operation.writes ? await fetchAssets(body) : new Map<string, Buffer>()
    const call: Call = { ...this.#context(request.origin), query: request.query, body, assets }
    const before = this.store.revision
    const json = this.store.atomic(() => operation.run(call))
    const committed = this.store.revision !== before
    const headers = { 'content-type': 'application/json' }
    if (operation.effect === 'deleted' && this.switches().delete_reply === 'empty') {
      return { status: 200, headers, body: '', committed }
    }
    const status = operation.effect === 'created' ? this.switches().create_status : 200
    return { status, headers, body: encodeJson(json), json, committed }
  }

  #context(origin: string): Context {
    return { store: this.store, clock: this.clock, switches: this.switches(), downloads: `${origin}${this.shopPath}` }
  }

  protected override zone(): Zone {
    return this.switches().quota_reset === 'utc' ? 'UTC' : 'Europe/Copenhagen'
  }

  download({ path }: Pick<VendorRequest, 'path'>): Answer {
    return download(this.store, path)
  }

  disturb(kind: 'shrink' | 'grow', rows: number): boolean {
    const before = this.store.revision
    const context = this.#context('')
    const call: Call = { ...context, query: new URLSearchParams(), body: undefined, assets: new Map() }
    this.store.atomic(() => disturbProducts(call, kind, rows))
    return this.store.revision !== before
  }

  shorten(answer: Answer, rows: number): Answer {
    const json = shortenList(answer.json, rows)
    return json === undefined ? answer : { ...answer, json, body: encodeJson(json) }
  }

  snapshot(): StoreSnapshot {
    return this.store.snapshot()
  }

  override snapshotText(): string {
    return this.store.snapshotText()
  }

  restore(snapshot: unknown): void {
    this.store.restore(snapshot)
  }
}

function textAnswer(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, body, committed: false }
}
