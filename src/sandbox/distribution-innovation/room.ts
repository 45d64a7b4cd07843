/** Distribution Innovation as one room of the sandbox: who may call, and what comes back. */
import { runAct } from '../acts.ts'
import type { Clock } from '../clock.ts'
import { parseJson } from '../json.ts'
import { RoomBase } from '../room-base.ts'
import type { Answer, VendorRequest } from '../vendor.ts'
import { accounts, diCredentials, otherOwnerPartyKey, ownerPartyKey, transportSolutionIds } from './accounts.ts'
import { diActs } from './acts.ts'
import type { Context, Result } from './context.ts'
import { ApiError, errorAnswer, unparsable } from './errors.ts'
import { findPath, pickOperation } from './routes.ts'
import { seedNordicGroup } from './seed.ts'
import { Store, type StoreSnapshot } from './store.ts'
import { diSwitches } from './switches.ts'
import { admit, readBearer } from './tokens.ts'

type Facts = {
  readonly ownerPartyKey: string
  readonly transportSolutionIds: readonly number[]
  /** For `otherUsername`. */
  readonly otherOwnerPartyKey: string
}

const facts: Facts = { ownerPartyKey, transportSolutionIds, otherOwnerPartyKey }

export class DistributionInnovationRoom extends RoomBase<typeof diSwitches> {
  readonly name = 'distribution-innovation'
  /** Stands for the hosts of login and of shops alike. */
  readonly apiPath = '/distribution-innovation'
  /** Members of the body of a login. */
  readonly secretArguments: readonly string[] = ['username', 'password']
  readonly store: Store = new Store()

  constructor(clock: Clock, switches: Readonly<Record<string, unknown>>) {
    super({ clock, table: diSwitches, aliases: accounts.map(({ alias }) => alias), dailyCalls: null }, switches)
  }

  ready(origin: string): { readonly url: string } & typeof diCredentials & Facts {
    return { url: `${origin}${this.apiPath}`, ...diCredentials, ...facts }
  }

  /** A login has none: it names its user in the body. */
  tokenAlias({ headers }: Pick<VendorRequest, 'headers'>): string {
    if ((headers.authorization ?? '').trim() === '') return 'none'
    return readBearer(headers, this.store.state.tokenGeneration)?.account.alias ?? 'unknown'
  }

  async answer(request: VendorRequest): Promise<Answer> {
    const before = this.store.revision
    try {
      const { status, json } = this.#run(request)
      const committed = this.store.revision !== before
      if (json === undefined) return { status, headers: {}, body: '', committed }
      const headers = { 'content-type': 'application/json' }
      return { status, headers, body: JSON.stringify(json), json, committed }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      return errorAnswer(error, this.switches())
    }
  }

  refuse(status: number, reason: string): Answer {
    return errorAnswer(new ApiError(status, reason), this.switches())
  }

  #run({ method, path, headers, body }: VendorRequest): Result {
    const context = this.#context()
    const { operations, argument } = findPath(path)
    if (operations.open) {
      const operation = pickOperation(operations.by, method)
      const result = operation({ ...context, argument, body: this.#parse(headers, body) })
      if (result.account !== undefined) this.#count(result.account.alias)
      return result
    }
    const alias = this.tokenAlias({ headers })
    if (alias !== 'none' && alias !== 'unknown') this.#count(alias)
    const account = admit(context, headers)
    const operation = pickOperation(operations.by, method)
    return operation({ ...context, account, argument, body: this.#parse(headers, body) })
  }

  /** No limit is known; one that is set for a test is refused as the web has it. */
  #count(alias: string): void {
    if (!this.ledgerOfCalls.spend(alias, this.today())) throw new ApiError(429, '')
  }

  #parse(headers: VendorRequest['headers'], body: Buffer): unknown {
    const type = headers['content-type'] ?? ''
    if (this.switches().content_type === 'json' && !/^application\/json(?:;|$)/i.test(type.trim())) {
      throw new ApiError(415, '')
    }
    const parsed = parseJson(body.toString('utf8'))
    if (parsed === undefined) throw unparsable()
    return parsed
  }

  #context(): Context {
    return { store: this.store, clock: this.clock, switches: this.switches() }
  }

  act(act: Readonly<Record<string, unknown>>): unknown {
    return runAct(diActs, this.#context(), act)
  }

  seed(name: string): void {
    if (name === 'nordic-group' && this.store.revision === 0) seedNordicGroup(this.store, this.clock)
  }

  snapshot(): StoreSnapshot {
    return this.store.snapshot()
  }

  restore(snapshot: unknown): void {
    this.store.restore(snapshot)
  }
}
