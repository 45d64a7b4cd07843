/** 24Nettbutikk as one room of the sandbox: who may call, and what comes back. Its API only reads. */
import type { Clock } from '../clock.ts'
import type { Zone } from '../local-time.ts'
import { RoomBase } from '../room-base.ts'
import type { Answer, VendorRequest } from '../vendor.ts'
import { carryOut, parseAct } from './acts.ts'
import { type Call, type Found, showRow, zoneOf } from './context.ts'
import { nettbutikkTokens, tokenAliasOf, tokenArgument } from './credentials.ts'
import { callbackIn, callbackOf, encode } from './encode.ts'
import { Refusal } from './errors.ts'
import { withoutLast } from './lists.ts'
import { findOperation, lastModified } from './routes.ts'
import { seedNordicGroup } from './seed.ts'
import { Store, type StoreSnapshot } from './store.ts'
import { nettbutikkSwitches } from './switches.ts'
import { Appointments, disturb } from './while-paging.ts'

/** RFC 2617, which the page names, wants it with every 401. */
const challenge = { 'www-authenticate': 'Basic realm="24Nettbutikk API"' }

export class NettbutikkRoom extends RoomBase<typeof nettbutikkSwitches> {
  readonly name = '24nettbutikk'
  readonly apiPath = '/24nettbutikk/api/v1'
  readonly secretArguments: readonly string[] = [tokenArgument]
  readonly store: Store = new Store()
  readonly #appointments = new Appointments()

  constructor(clock: Clock, switches: Readonly<Record<string, unknown>>) {
    const aliases = Object.keys(nettbutikkTokens)
    super({ clock, table: nettbutikkSwitches, aliases, dailyCalls: null }, switches)
  }

  ready(origin: string): { readonly url: string } & typeof nettbutikkTokens {
    return { url: `${origin}${this.apiPath}`, ...nettbutikkTokens }
  }

  tokenAlias(request: Pick<VendorRequest, 'headers' | 'query'>): string {
    return tokenAliasOf(request)
  }

  seed(name: string): void {
    if (name === 'nordic-group' && this.store.revision === 0) seedNordicGroup(this.store, this.#seconds())
  }

  async answer(request: VendorRequest): Promise<Answer> {
    try {
      this.#admit(request)
      return this.#read(request)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return refusalAnswer(error)
    }
  }

  refuse(status: number, reason: string): Answer {
    return refusalAnswer(new Refusal(status, reason))
  }

  #admit(request: VendorRequest): void {
    if (this.tokenAlias(request) !== 'token') {
      const status = this.switches().auth_failure_status
      throw new Refusal(status, 'no token of this shop', status === 401 ? challenge : {})
    }
    // The vendor is not known to count; a limit is only ever set from outside.
    if (!this.ledgerOfCalls.spend('token', this.today())) throw new Refusal(429, 'the calls of the day are spent')
  }

  #read(request: VendorRequest): Answer {
    const callback = callbackOf(request.query)
    const call = this.#callOf(request, callback)
    const found = findOperation(request.method, call)(call)
    const { body, contentType } = encode(found.json, callback)
    const changed = request.method === 'HEAD' ? lastModified(call, found) : undefined
    const headers = {
      'content-type': contentType,
      ...(changed === undefined ? {} : { 'last-modified': new Date(changed * 1000).toUTCString() }),
    }
    const committed = request.method === 'GET' && this.#keepAppointments(found)
    return { status: 200, headers, body, json: found.json, committed }
  }

  #callOf({ path, query, origin }: VendorRequest, callback: string | undefined): Call {
    const [collection = '', ...segments] = path.replace(/^\//, '').replace(/\/$/, '').split('/')
    const token = query.get(tokenArgument) ?? ''
    return {
      store: this.store,
      switches: this.switches(),
      collection: collection === '' && segments.length === 0 ? undefined : collection,
      segments,
      base: `${origin}${this.apiPath}`,
      repeated: {
        ...(token === '' ? {} : { [tokenArgument]: token }),
        ...(callback === undefined ? {} : { callback }),
      },
    }
  }

  /** Does what was to be done once this page had been read; `true` if that changed the store. */
  #keepAppointments({ pageOf }: Found): boolean {
    if (pageOf === undefined) return false
    const before = this.store.revision
    for (const act of this.#appointments.due(pageOf)) carryOut(this.store, act, this.#seconds())
    return this.store.revision !== before
  }

  /** Gives the object as the API shows it (a removed one as it was), or how many pages the act waits for. */
  act(given: Readonly<Record<string, unknown>>): unknown {
    const act = parseAct(this.store, given)
    if (act.afterPages > 0) {
      this.#appointments.add(act)
      return { afterPages: act.afterPages }
    }
    const row = carryOut(this.store, act, this.#seconds())
    return row === undefined ? null : showRow({ switches: this.switches() }, act.collection, row)
  }

  disturb(kind: 'shrink' | 'grow', rows: number): boolean {
    const before = this.store.revision
    disturb(this.store, kind, rows, this.#seconds())
    return this.store.revision !== before
  }

  shorten(answer: Answer, rows: number): Answer {
    const json = withoutLast(answer.json, rows)
    return json === undefined ? answer : { ...answer, json, body: encode(json, callbackIn(String(answer.body))).body }
  }

  #seconds(): number {
    return Math.floor(this.clock.now() / 1000)
  }

  protected override zone(): Zone {
    return zoneOf(this.switches())
  }

  snapshot(): StoreSnapshot {
    return this.store.snapshot()
  }

  /** What was to be done in the shop as it was is forgotten with it. */
  restore(snapshot: unknown): void {
    this.store.restore(snapshot)
    this.#appointments.clear()
  }
}

/** The body is empty: why it was refused is not said. */
function refusalAnswer({ status, headers }: Refusal): Answer {
  return { status, headers, body: '', committed: false }
}
