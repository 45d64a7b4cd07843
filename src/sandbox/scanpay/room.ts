/** Scanpay as one room of the sandbox: two environments, who may call which shop, and what comes back. */
import { runAct } from '../acts.ts'
import { basicCredential } from '../basic.ts'
import type { Clock } from '../clock.ts'
import { isRecord, type JsonRecord, parseJson } from '../json.ts'
import { RoomBase } from '../room-base.ts'
import type { Answer, VendorRequest } from '../vendor.ts'
import { scanpayActs } from './acts.ts'
import type { Call } from './context.ts'
import { ApiError, reasonPhrase, refusal } from './errors.ts'
import { readIp } from './fields.ts'
import { digestOfRequest, type KeptOutcome, type Outcome, withIdempotency } from './idempotency.ts'
import { type ApiKey, findKey, keyAliases, otherShopId, readyKeys, shopId, testShopId } from './keys.ts'
import { requireHeaders, requireSize } from './limits.ts'
import { PingSender, type PingTarget, pingTargets } from './pings.ts'
import { findRoute, type Operation, type Route } from './routes.ts'
import { seedNordicGroup } from './seed.ts'
import { type Shop, Store, type StoreSnapshot } from './store.ts'
import { scanpaySwitches } from './switches.ts'
import { showWindow } from './window.ts'

const minute = 60_000

export class ScanpayRoom extends RoomBase<typeof scanpaySwitches> {
  readonly name = 'scanpay'
  readonly apiPath = '/scanpay'
  readonly shopPath = '/scanpay-window'
  readonly store: Store = new Store()
  readonly #pings: PingSender
  readonly #callsOfMinute = new Map<string, { readonly minute: number; readonly calls: number }>()

  constructor(clock: Clock, switches: Readonly<Record<string, unknown>>) {
    super({ clock, table: scanpaySwitches, aliases: keyAliases, dailyCalls: null }, switches)
    this.#pings = new PingSender({
      now: () => clock.now(),
      switches: () => this.switches(),
      targets: () => this.#targets(),
    })
  }

  /** Pings begin here: there is nobody to read a feed before the room is served. */
  ready(origin: string): { readonly url: string } & Readonly<Record<string, unknown>> {
    this.#pings.start()
    return {
      url: `${origin}${this.apiPath}/production`,
      testUrl: `${origin}${this.apiPath}/test`,
      shopId,
      otherShopId,
      testShopId,
      ...readyKeys(this.switches().key_form),
    }
  }

  /** The credential is the whole key: what others read as user and password is one text here. */
  tokenAlias({ headers }: Pick<VendorRequest, 'headers'>): string {
    const text = basicCredential(headers)
    if (text === undefined) return headers.authorization === undefined ? 'none' : 'unknown'
    return findKey(text)?.alias ?? 'unknown'
  }

  seed(name: string): void {
    if (name === 'nordic-group' && this.store.revision === 0) seedNordicGroup(this.store, this.clock.now())
  }

  async answer(request: VendorRequest): Promise<Answer> {
    const before = this.store.revision
    const outcome = this.#outcomeOf(request)
    return this.#answerOf(outcome, this.store.revision !== before)
  }

  refuse(status: number, reason: string): Answer {
    return this.#answerOf({ status, text: reason, idempotencyStatus: undefined }, false)
  }

  #outcomeOf(request: VendorRequest): KeptOutcome {
    try {
      requireHeaders(request)
      requireSize(request)
      return this.#admitted(request)
    } catch (error) {
      return { ...outcomeOfError(error), idempotencyStatus: undefined }
    }
  }

  #admitted(request: VendorRequest): KeptOutcome {
    const [, environment = '', path = ''] = /^\/([^/]*)(.*)$/.exec(request.path) ?? []
    const key = this.#authenticate(request, environment)
    const route = findRoute(request.method, path)
    const { dialect, idempotent, name } = route.operation
    const { dialects, dialect_keys } = this.switches()
    if (dialect === 'v2' && dialects === 'v1') throw refusal('404 not found')
    if (dialect_keys === 'own' && (key.kind === 'v1') !== (dialect === 'v1')) throw refusal('403 invalid apikey')
    const call = this.#callOf(request, environment, key, route)
    const run = (): Outcome => runOperation(call, route)
    const idempotencyKey = request.headers['idempotency-key']
    if (!idempotent || typeof idempotencyKey !== 'string' || idempotencyKey === '')
      return { ...run(), idempotencyStatus: undefined }
    return withIdempotency(call, idempotencyKey, digestOfRequest(name, route.id, request.body), run)
  }

  /** The key has to be of this environment: the two are not connected. */
  #authenticate({ headers }: VendorRequest, environment: string): ApiKey {
    const text = basicCredential(headers)
    const key = text === undefined ? undefined : findKey(text)
    if (key === undefined || key.environment !== environment) throw refusal('403 invalid apikey')
    const now = this.clock.now()
    const spent = this.ledgerOfCalls.spend(key.alias, this.today())
    const { rate_limit } = this.switches()
    const before = this.#callsOfMinute.get(key.alias)
    const calls = before?.minute === Math.floor(now / minute) ? before.calls + 1 : 1
    this.#callsOfMinute.set(key.alias, { minute: Math.floor(now / minute), calls })
    if (!spent || (rate_limit !== 'none' && calls > rate_limit)) throw refusal('429 too many requests')
    return key
  }

  #shopOf(key: ApiKey, shopid: number | undefined): Shop {
    const wanted = shopid ?? (key.kind === 'shop' || key.kind === 'v1' ? key.owner : undefined)
    const shop = wanted !== undefined && key.shops.includes(wanted) ? this.store.shop(wanted) : undefined
    if (shop === undefined) throw refusal(this.switches().foreign_shop)
    return shop
  }

  #callOf(request: VendorRequest, environment: string, key: ApiKey, { operation, shopid, id }: Route): Call {
    const address = request.headers['x-cardholder-ip']
    return {
      shop: this.#shopOf(key, shopid),
      switches: this.switches(),
      now: this.clock.now(),
      dialect: operation.dialect,
      key,
      id,
      body: parseBody(request, operation.body),
      cardholderIp: readIp(typeof address === 'string' ? address : undefined),
      window: `${request.origin}${this.shopPath}/${environment}`,
    }
  }

  #answerOf({ status, text, idempotencyStatus }: KeptOutcome, committed: boolean): Answer {
    const kept = idempotencyStatus === undefined ? {} : { 'idempotency-status': idempotencyStatus }
    if (status === 200) {
      const headers = { 'content-type': 'application/json', ...kept }
      return { status, headers, body: text, json: parseJson(text), committed }
    }
    const headers = { 'content-type': 'text/plain; charset=utf-8', ...kept }
    const reason = this.switches().reason_phrase === 'message' ? { reason: reasonPhrase(text) } : {}
    return { status, ...reason, headers, body: `${text}\n`, committed }
  }

  #targets(): readonly PingTarget[] {
    return pingTargets(this.store, this.clock.now(), this.switches().key_form)
  }

  act(act: Readonly<Record<string, unknown>>): unknown {
    const context = { store: this.store, now: this.clock.now(), switches: this.switches() }
    return runAct(scanpayActs, { ...context, pings: this.#pings, targets: () => this.#targets() }, act)
  }

  download(request: Pick<VendorRequest, 'method' | 'path'>): Answer {
    return showWindow(this.store, request, this.clock.now())
  }

  snapshot(): StoreSnapshot {
    return this.store.snapshot()
  }

  restore(snapshot: unknown): void {
    this.store.restore(snapshot)
  }

  close(): Promise<void> {
    return this.#pings.close()
  }
}

function outcomeOfError(error: unknown): Outcome {
  if (!(error instanceof ApiError)) throw error
  return { status: error.status, text: error.message }
}

/** A refusal is an outcome too: with an idempotency key it is stored as a success is. */
function runOperation(call: Call, { operation }: Route): Outcome {
  try {
    return { status: 200, text: JSON.stringify(operation.run(call)) }
  } catch (error) {
    return outcomeOfError(error)
  }
}

function parseBody(request: VendorRequest, need: Operation['body']): JsonRecord {
  const text = request.body.toString('utf8')
  if (need === 'none' || (need === 'optional' && text === '')) return {}
  const body = parseJson(text)
  if (!isRecord(body)) throw refusal('400 invalid json')
  return body
}
