/**
 * State and provider reads → observed state with its reach. Reads by list, kind by kind, parents first; a list that
 * moves while it is read is read again, at most twice, and one that stays short is never taken for complete.
 */
import { type AddressId, partsOf } from '../model/address.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import { ReconcilerError } from '../model/errors.ts'
import type { EngineEvent } from '../model/event.ts'
import type { Kind, Page } from '../model/provider.ts'
import { type DesiredState, isId, type Observed, type ObservedState, type View, viewKey } from '../model/resource.ts'
import type { StateEntry, ViewStore } from '../model/state.ts'
import { bindKind } from './bind.ts'
import { pruned, wantedOf } from './marked-view.ts'
import type { Connected } from './world.ts'

export interface RefreshInput {
  readonly connected: readonly Connected[]
  readonly desired: DesiredState
  readonly entries: ReadonlyMap<AddressId, StateEntry>
  /** `connection/kind` of the views wanted. */
  readonly views: ReadonlySet<string>
  /** Those in which no object may be missing, not even one that the plain list leaves out. */
  readonly whole: ReadonlySet<string>
  /** Views of earlier runs, for lists that say whether they moved. */
  readonly saved: ViewStore
  readonly now: () => Date
  readonly emit: (event: EngineEvent) => void
  readonly signal: AbortSignal
}

/** Codes after which the other kinds of the connection would fail alike: asking on would only cost calls. */
const hopeless = new Set(['E2001', 'E2002', 'E2005', 'E2011'])
const passes = 3

export async function refresh(input: RefreshInput): Promise<ObservedState> {
  const views = new Map<string, View>()
  const calls = new Map<string, number>()
  // One vendor does not wait for another; inside a connection, children wait for their parents.
  await Promise.all(
    input.connected.map(async (connected) => {
      const before = connected.calls()
      for (const view of await readConnection(connected, input)) views.set(viewKey(view.connection, view.kind), view)
      calls.set(connected.config.name, connected.calls() - before)
    }),
  )
  return { views, calls }
}

async function readConnection(connected: Connected, input: RefreshInput): Promise<View[]> {
  const views: View[] = []
  const ids = new Map<AddressId, string>()
  let down: Diagnostic | undefined
  for (const kind of connected.provider.kinds) {
    const name = connected.config.name
    if (!input.views.has(viewKey(name, kind.name))) continue
    if (down !== undefined) {
      views.push({ connection: name, kind: kind.name, reach: 'unreadable', age: 0, objects: [], problem: down })
      continue
    }
    const view = await new KindReader(connected, kind, input, views, ids).read()
    if (view.problem !== undefined && hopeless.has(view.problem.code)) down = view.problem
    for (const [address, bound] of bindKind({
      connection: name,
      kind,
      desired: input.desired,
      entries: input.entries,
      view,
      idOf: (a) => ids.get(a),
    }).bound) {
      ids.set(address, bound.remoteId)
    }
    views.push(view)
  }
  return views
}

class KindReader {
  readonly #connected: Connected
  readonly #kind: Kind
  readonly #input: RefreshInput
  readonly #views: readonly View[]
  readonly #ids: ReadonlyMap<AddressId, string>
  #objects = new Map<string, Observed>()
  /** Seconds since the objects were read, where they come from an earlier run. */
  #age = 0

  constructor(
    connected: Connected,
    kind: Kind,
    input: RefreshInput,
    views: readonly View[],
    ids: ReadonlyMap<AddressId, string>,
  ) {
    this.#connected = connected
    this.#kind = kind
    this.#input = input
    this.#views = views
    this.#ids = ids
  }

  async read(): Promise<View> {
    try {
      const short = await this.#readAll()
      return short === undefined ? this.#view('complete') : this.#view('partial', short)
    } catch (error) {
      if (this.#input.signal.aborted) throw error
      const problem = problemOf(error, this.#connected.config.name, this.#kind.name)
      return this.#view(this.#objects.size === 0 ? 'unreadable' : 'partial', problem)
    }
  }

  #view(reach: View['reach'], problem?: Diagnostic): View {
    const base = {
      connection: this.#connected.config.name,
      kind: this.#kind.name,
      reach,
      age: this.#age,
      objects: [...this.#objects.values()],
    }
    return problem === undefined ? base : { ...base, problem }
  }

  async #readAll(): Promise<Diagnostic | undefined> {
    const { reading } = this.#kind
    const { session } = this.#connected
    const { signal } = this.#input
    switch (reading.by) {
      case 'nothing':
        return undefined
      case 'list':
        return await this.#readMarked(reading)
      case 'list-per-parent': {
        for (const parent of this.#parents(reading.parent.kind, reading.wants)) {
          const short = await this.#readUnpaged(() => reading.list(session, parent, signal), parent)
          if (short !== undefined) return short
        }
        return this.#parentProblem(reading.parent.kind)
      }
      case 'paged-list': {
        const short = await this.#readSteadily(() => reading.list(session, signal))
        if (short !== undefined) return short
        // What lives inside another (stock levels) is missing only where its host is.
        if (this.#kind.within === undefined) await this.#lookForMissing(reading)
        return undefined
      }
    }
  }

  /** One cheap call may prove that nothing moved since the list was last read. */
  async #readMarked(reading: Extract<Kind['reading'], { by: 'list' }>): Promise<Diagnostic | undefined> {
    const { session, config, url } = this.#connected
    const { signal, saved, now, desired } = this.#input
    const list = () => this.#readUnpaged(() => reading.list(session, signal))
    if (reading.mark === undefined) return await list()
    const mark = await reading.mark(session, signal)
    const { name } = this.#kind
    const asked = [...desired.resources.values()].filter(
      ({ connection, kind }) => connection === config.name && kind === name,
    )
    const wanted = wantedOf(this.#kind, asked)
    const before = mark === undefined ? undefined : await saved.read(config.name, name)
    if (before?.mark === mark && before?.url === url && before.wanted === wanted.digest) {
      for (const object of before.objects) this.#objects.set(object.remoteId, object)
      this.#age = Math.max(0, Math.round((now().getTime() - Date.parse(before.at)) / 1000))
      return undefined
    }
    const at = now().toISOString()
    const short = await list()
    if (short === undefined && mark !== undefined) {
      const objects = pruned(this.#kind, [...this.#objects.values()], wanted)
      await saved.write(config.name, name, { url, mark, at, wanted: wanted.digest, objects })
    }
    return short
  }

  /** A list without a total cannot say that it came short: where a known object is missing, it is read once more. */
  async #readUnpaged(list: () => AsyncIterable<Page>, parent?: string): Promise<Diagnostic | undefined> {
    const short = await this.#readSteadily(list)
    if (short !== undefined || !this.#missesKnown(parent)) return short
    return await this.#readSteadily(list)
  }

  #missesKnown(parent: string | undefined): boolean {
    const { reading } = this.#kind
    const field = reading.by === 'list-per-parent' ? reading.parent.field : undefined
    const prefix = `${this.#connected.config.name}/${this.#kind.name}/`
    return [...this.#input.entries].some(([address, { remoteId, applied }]) => {
      if (!address.startsWith(prefix) || remoteId === '' || this.#objects.has(remoteId)) return false
      const host = field === undefined ? null : (applied[field] ?? null)
      return parent === undefined || (isId(host) && host.id === parent)
    })
  }

  /** Adds the objects of one list; gives the reason where it stays short after all passes. */
  async #readSteadily(list: () => AsyncIterable<Page>): Promise<Diagnostic | undefined> {
    let last = { seen: 0, total: 0 }
    for (let pass = 0; pass < passes; pass += 1) {
      const result = await this.#readOnce(list())
      if (result.steady) {
        for (const object of result.objects) this.#objects.set(object.remoteId, object)
        return undefined
      }
      last = { seen: result.seen, total: result.total ?? 0 }
    }
    const { name } = this.#connected.config
    return {
      severity: 'error',
      code: 'E2006',
      summary: `${name}: the list of ${this.#kind.name} came short: ${last.seen} of ${last.total} after ${passes} readings`,
      detail: 'what a short list leaves out cannot be told from what was deleted, so nothing of this kind is planned',
      hint: `run again when the shop is less busy, or leave it out with --exclude '${name}/${this.#kind.name}/*'`,
    }
  }

  async #readOnce(
    pages: AsyncIterable<Page>,
  ): Promise<{ objects: Observed[]; seen: number; total: number | undefined; steady: boolean }> {
    const objects: Observed[] = []
    const counted = new Set<string>()
    const totals = new Set<number>()
    for await (const page of pages) {
      objects.push(...page.objects)
      for (const row of page.counted ?? page.objects.map((object) => object.remoteId)) counted.add(row)
      if (page.total !== undefined) totals.add(page.total)
      const total = page.total === undefined ? {} : { total: page.total }
      this.#input.emit({
        type: 'read',
        connection: this.#connected.config.name,
        kind: this.#kind.name,
        objects: counted.size,
        ...total,
      })
    }
    const [total] = totals
    return {
      objects,
      seen: counted.size,
      total,
      steady: totals.size === 0 || (totals.size === 1 && counted.size === total),
    }
  }

  #parents(parentKind: string, wants: (spec: Observed['spec']) => boolean): string[] {
    const view = this.#views.find((candidate) => candidate.kind === parentKind)
    const kind = this.#connected.provider.kinds.find((candidate) => candidate.name === parentKind)
    const bound = new Set(this.#ids.values())
    const named = new Set(
      [...this.#ids].filter(([address]) => partsOf(address).kind === parentKind).map(([, id]) => id),
    )
    const nested = kind?.reading.by === 'list-per-parent'
    return (view?.objects ?? [])
      .filter((object) => wants(object.spec) && (nested || (bound.has(object.remoteId) && named.has(object.remoteId))))
      .map((object) => object.remoteId)
  }

  /** Children of parents that could not be read whole are not read whole either. */
  #parentProblem(parentKind: string): Diagnostic | undefined {
    return this.#views.find((view) => view.kind === parentKind)?.problem
  }

  /** Before a create is planned: ids we know and natural keys never seen are looked up once. */
  async #lookForMissing(reading: Extract<Kind['reading'], { by: 'paged-list' }>): Promise<void> {
    const { session, config } = this.#connected
    const { signal, desired, entries, whole } = this.#input
    const prefix = `${config.name}/${this.#kind.name}/`
    const known = [...entries]
      .filter(
        ([address, entry]) => address.startsWith(prefix) && entry.remoteId !== '' && !this.#objects.has(entry.remoteId),
      )
      .map(([, entry]) => entry.remoteId)
    const size = reading.pageSize(session)
    for (let index = 0; index < known.length; index += size) {
      await this.#add(reading.lookUp(session, known.slice(index, index + size), signal))
    }
    if (reading.hidden === undefined) return
    const objects = [...this.#objects.values()]
    const view: View = { connection: config.name, kind: this.#kind.name, reach: 'complete', age: 0, objects }
    const { bound } = bindKind({
      connection: config.name,
      kind: this.#kind,
      desired,
      entries,
      view,
      idOf: (address) => this.#ids.get(address),
    })
    const unseen =
      whole.has(viewKey(config.name, this.#kind.name)) ||
      [...desired.resources.values()].some(
        (resource) =>
          resource.connection === config.name && resource.kind === this.#kind.name && !bound.has(resource.address),
      )
    if (unseen && !reading.hidden.ruledOut(objects, session)) await this.#add(reading.hidden.list(session, signal))
  }

  async #add(pages: AsyncIterable<Page>): Promise<void> {
    for await (const page of pages) {
      for (const object of page.objects) this.#objects.set(object.remoteId, object)
    }
  }
}

function problemOf(error: unknown, connection: string, kind: string): Diagnostic {
  if (!(error instanceof ReconcilerError)) throw error
  const hint = error.hint === undefined ? {} : { hint: error.hint }
  return {
    severity: 'error',
    code: error.code,
    summary: `${connection}: ${kind} could not be read: ${error.message}`,
    ...hint,
  }
}
