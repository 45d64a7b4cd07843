/** Venue Manager's core API as one room of the sandbox: who may call, and what comes back. */
import { runAct } from '../acts.ts'
import type { Clock } from '../clock.ts'
import { isList } from '../json.ts'
import { RoomBase } from '../room-base.ts'
import type { Answer, VendorRequest } from '../vendor.ts'
import { credentials, ids } from './accounts.ts'
import { venueManagerActs } from './acts.ts'
import { callerOf, isApiUser, runFor } from './authority.ts'
import type { Context, Reply } from './context.ts'
import { disturbProducts } from './disturb.ts'
import { ApiError, errorAnswer } from './errors.ts'
import { findOperation } from './routes.ts'
import { seedNordicGroup } from './seed.ts'
import { Store, type StoreSnapshot } from './store.ts'
import { venueManagerSwitches } from './switches.ts'

/** The catalog and the configuration are read by nobody in particular, so those calls are counted too. */
const aliases = ['apiUser', 'customer', 'guest', 'none'] as const

export class VenueManagerRoom extends RoomBase<typeof venueManagerSwitches> {
  readonly name = 'venue-manager'
  readonly apiPath = '/venue-manager/api/core'
  readonly secretArguments: readonly string[] = ['password', 'oldPassword', 'newPassword', 'token']
  readonly store: Store = new Store()

  constructor(clock: Clock, switches: Readonly<Record<string, unknown>>) {
    super({ clock, table: venueManagerSwitches, aliases, dailyCalls: null }, switches)
  }

  ready(origin: string): { readonly url: string } & typeof credentials & typeof ids {
    return { url: `${origin}${this.apiPath}`, ...credentials, ...ids }
  }

  tokenAlias({ headers }: Pick<VendorRequest, 'headers'>): string {
    if ((headers.authorization ?? '').trim() === '') return 'none'
    return isApiUser(headers) ? 'apiUser' : (callerOf(this.store, headers)?.customer.kind ?? 'unknown')
  }

  async answer(request: VendorRequest): Promise<Answer> {
    const before = this.store.revision
    try {
      this.#count(request)
      const reply = this.store.atomic(() => this.#run(request))
      return answerOf(reply, this.store.revision !== before)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      return errorAnswer(error, this.switches())
    }
  }

  refuse(status: number, reason: string): Answer {
    return errorAnswer(new ApiError(status, reason), this.switches())
  }

  /** No limit is known; one that is set for a test is refused as the web has it. */
  #count(request: VendorRequest): void {
    const alias = this.tokenAlias(request)
    if (alias === 'unknown' || this.ledgerOfCalls.spend(alias, this.today())) return
    throw new ApiError(429, 'Too many requests.')
  }

  #run({ method, path, query, headers, body, origin }: VendorRequest): Reply {
    const { operation, placeholders } = findOperation(method, path, this.switches())
    const apiUrl = `${origin}${this.apiPath}`
    return runFor({ ...this.#context(), apiUrl, query, headers, body, placeholders }, operation)
  }

  #context(): Context {
    return { store: this.store, clock: this.clock, switches: this.switches() }
  }

  act(act: Readonly<Record<string, unknown>>): unknown {
    return this.store.atomic(() => runAct(venueManagerActs, this.#context(), act))
  }

  disturb(kind: 'shrink' | 'grow', rows: number): boolean {
    const before = this.store.revision
    disturbProducts(this.store, kind, rows)
    return this.store.revision !== before
  }

  shorten(answer: Answer, rows: number): Answer {
    if (!isList(answer.json)) return answer
    const json = answer.json.slice(0, Math.max(0, answer.json.length - rows))
    return { ...answer, json, body: JSON.stringify(json) }
  }

  seed(name: string): void {
    if (name === 'nordic-group' && this.store.revision === 0) seedNordicGroup(this.#context())
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

function answerOf({ status, json, xml, headers = {} }: Reply, committed: boolean): Answer {
  if (xml !== undefined) {
    return { status, headers: { ...headers, 'content-type': 'application/xml' }, body: xml, committed }
  }
  if (json === undefined) return { status, headers, body: '', committed }
  const body = JSON.stringify(json)
  return { status, headers: { ...headers, 'content-type': 'application/json' }, body, json, committed }
}
