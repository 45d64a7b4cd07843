/**
 * One kind, read the way that its vendor offers and this run asks for: whole, by what changed since it was last seen, or
 * not at all. What is left to the next run comes out of it too.
 */
import { type AddressId, partsOf } from '../model/address.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { EngineEvent } from '../model/event.ts'
import type { Kind, Page } from '../model/provider.ts'
import {
  type DesiredState,
  isId,
  type Observed,
  type Proof,
  type Resource,
  type View,
  viewKey,
} from '../model/resource.ts'
import type { StateEntry } from '../model/state.ts'
import { bindKind, type KindBinding } from './bind.ts'
import { areAtHome } from './bind-home.ts'
import { type How, type Kept, keepView, type Place, viewOffline, viewUnder } from './kept-view.ts'
import { ofKind } from './of-kind.ts'
import type { PagedList } from './read-changes.ts'
import { type ListOf, readSteadily } from './read-list.ts'
import { readPaged } from './read-paged.ts'
import { problemOf, tooFewToday } from './read-problems.ts'
import { leftOf, numberOf } from './today.ts'
import type { Connected } from './world.ts'

export interface RefreshInput {
  readonly connected: readonly Connected[]
  readonly desired: DesiredState
  readonly entries: ReadonlyMap<AddressId, StateEntry>
  /** `connection/kind` of the views wanted. */
  readonly views: ReadonlySet<string>
  /** Those in which no object may be missing, not even one that the plain list leaves out. */
  readonly whole: ReadonlySet<string>
  /** True where children are read of all parents that the shop has, and not of the declared ones alone. */
  readonly everyParent?: true
  /** Views of earlier runs, and how they are used. */
  readonly how: How
  readonly emit: (event: EngineEvent) => void
  readonly signal: AbortSignal
}

export class KindReader {
  readonly #connected: Connected
  readonly #kind: Kind
  readonly #input: RefreshInput
  readonly #views: readonly View[]
  readonly #ids: ReadonlyMap<AddressId, string>
  readonly #of: ListOf
  readonly #place: Place
  #objects = new Map<string, Observed>()
  /** Where objects come from an earlier run: seconds since the oldest was read, and why they are believed. */
  #earlier: Pick<View, 'age' | 'proof'> = { age: 0 }
  /** Asked for by id already, and not there. */
  #gone: ReadonlySet<string> = new Set()
  /** What the list itself gave, for the view that is kept; undefined where nothing is to be kept. */
  #kept: Kept | undefined
  /** What is to be kept is all of the list, though not all of the kind. */
  #isListOnly = false

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
    this.#place = { connected, kind, how: input.how, desired: input.desired }
    this.#of = { connection: connected.config.name, kind: kind.name, emit: input.emit }
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

  /** Leaves what was seen to the next run. */
  async keep(view: View, bound: () => KindBinding['bound']): Promise<void> {
    const listOnly = this.#isListOnly
    if ((view.reach !== 'complete' && !listOnly) || this.#kept === undefined) return
    const kept = { ...this.#kept, listOnly }
    await keepView({ ...this.#place, entries: this.#input.entries, view, bound, kept })
  }

  #view(reach: View['reach'], problem?: Diagnostic): View {
    const base = {
      connection: this.#connected.config.name,
      kind: this.#kind.name,
      reach,
      ...this.#earlier,
      objects: [...this.#objects.values()],
    }
    return problem === undefined ? base : { ...base, problem }
  }

  async #readAll(): Promise<Diagnostic | undefined> {
    const { reading } = this.#kind
    const { session } = this.#connected
    const { signal, how } = this.#input
    if (reading.by === 'nothing') return undefined
    if (how.mode === 'offline') return await this.#takeSaved()
    switch (reading.by) {
      case 'list':
        return await this.#readMarked(reading)
      case 'list-per-parent': {
        const parents = this.#parents(reading.parent.kind, reading.wants)
        if (parents.length > leftOf(this.#connected))
          throw tooFewToday(
            this.#connected,
            `its lists take ${numberOf(parents.length, 'call')}, one for each ${reading.parent.kind}`,
            parents.length,
          )
        for (const parent of parents) {
          const short = await this.#readUnpaged(() => reading.list(session, parent, signal), parent)
          if (short !== undefined) return short
        }
        this.#kept = { parents }
        return this.#parentProblem(reading.parent.kind)
      }
      case 'paged-list': {
        const problem = await this.#readPaged(reading)
        this.#isListOnly = true
        if (problem !== undefined) return problem
        // What lives inside another (stock levels) is missing only where its host is.
        if (this.#kind.within === undefined) await this.#lookForMissing(reading)
        this.#isListOnly = false
        return undefined
      }
    }
  }

  /** Nothing is asked: what is known is what an earlier run left. */
  async #takeSaved(): Promise<Diagnostic | undefined> {
    const { reading } = this.#kind
    const parents = reading.by === 'list-per-parent' ? this.#parents(reading.parent.kind, reading.wants) : []
    const view = await viewOffline(this.#place, parents)
    const objects = [...view.objects, ...(view.besides ?? [])]
    this.#put(objects)
    const { clock, provedAt } = view
    this.#believe(objects.length, view.at, 'saved', {
      ...(clock === undefined ? {} : { clock }),
      ...(provedAt === undefined ? {} : { provedAt }),
    })
    return reading.by === 'list-per-parent' ? this.#parentProblem(reading.parent.kind) : undefined
  }

  #put(objects: readonly Observed[]): void {
    for (const object of objects) this.#objects.set(object.remoteId, object)
  }

  /** So many objects of an earlier run, all of which had been read by then. */
  #believe(objects: number, readAt: string, by: Proof['by'], more: Partial<Proof> = {}): void {
    const age = Math.max(0, Math.round((this.#input.how.now().getTime() - Date.parse(readAt)) / 1000))
    this.#earlier = { age, proof: { by, readAt, objects, ...more } }
  }

  /** One cheap call may prove that nothing moved since the list was last read. */
  async #readMarked(reading: Extract<Kind['reading'], { by: 'list' }>): Promise<Diagnostic | undefined> {
    const { session } = this.#connected
    const { signal } = this.#input
    const mark = await reading.mark?.(session, signal)
    // Kept anew where it did not move, too: it is proved beside the state of now, which may be another one.
    this.#kept = mark === undefined ? {} : { mark }
    const before = mark === undefined ? undefined : await viewUnder(this.#place, mark)
    if (before !== undefined) {
      this.#put(before.objects)
      this.#believe(before.objects.length, before.at, 'mark')
      return undefined
    }
    return await this.#readUnpaged(() => reading.list(session, signal))
  }

  async #readPaged(reading: PagedList): Promise<Diagnostic | undefined> {
    const { entries, signal } = this.#input
    const bound = (objects: readonly Observed[]) => this.#bound(objects)
    const before = this.#connected.calls()
    const read = await readPaged({ ...this.#place, reading, entries, bound, of: this.#of, before, signal })
    this.#put(read.objects)
    if (read.earlier !== undefined) this.#believe(read.objects.length, read.earlier.at, 'changes', read.earlier.proof)
    this.#gone = new Set(read.gone)
    this.#kept = read.kept
    return read.problem
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
    return ofKind(this.#input.entries, this.#connected.config.name, this.#kind.name).some(
      ([, { remoteId, applied }]) => {
        if (remoteId === '' || this.#objects.has(remoteId)) return false
        const host = field === undefined ? null : (applied[field] ?? null)
        return parent === undefined || (isId(host) && host.id === parent)
      },
    )
  }

  /** Adds the objects of one list; gives the reason where it stays short after all passes. */
  async #readSteadily(list: () => AsyncIterable<Page>): Promise<Diagnostic | undefined> {
    const result = await readSteadily(list, this.#of)
    if ('short' in result) return result.short
    this.#put('read' in result ? result.read.objects : result.first.objects)
    return undefined
  }

  #parents(parentKind: string, wants: (spec: Observed['spec']) => boolean): string[] {
    const view = this.#views.find((candidate) => candidate.kind === parentKind)
    const kind = this.#connected.provider.kinds.find((candidate) => candidate.name === parentKind)
    const bound = new Set(this.#ids.values())
    const named = new Set(
      [...this.#ids].filter(([address]) => partsOf(address).kind === parentKind).map(([, id]) => id),
    )
    const nested = kind?.reading.by === 'list-per-parent' || this.#input.everyParent === true
    return (view?.objects ?? [])
      .filter((object) => wants(object.spec) && (nested || (bound.has(object.remoteId) && named.has(object.remoteId))))
      .map((object) => object.remoteId)
  }

  /** Children of parents that could not be read whole are not read whole either. */
  #parentProblem(parentKind: string): Diagnostic | undefined {
    return this.#views.find((view) => view.kind === parentKind)?.problem
  }

  /** Before a create is planned: ids we know and natural keys never seen are looked up once. */
  async #lookForMissing(reading: PagedList): Promise<void> {
    const { session, config } = this.#connected
    const { signal, desired, entries, whole } = this.#input
    const known = ofKind(entries, config.name, this.#kind.name)
      .map(([, { remoteId }]) => remoteId)
      .filter((id) => id !== '' && !this.#objects.has(id) && !this.#gone.has(id))
    const size = reading.pageSize(session)
    for (let index = 0; index < known.length; index += size) {
      await this.#add(reading.lookUp(session, known.slice(index, index + size), signal), size)
    }
    const objects = [...this.#objects.values()]
    if (reading.hidden === undefined || reading.hidden.ruledOut(objects, session)) return
    const mine = ofKind(desired.resources, config.name, this.#kind.name).map(([, resource]) => resource)
    const unseen =
      whole.has(viewKey(config.name, this.#kind.name)) ||
      (!areAtHome(mine, this.#kind, (address) => this.#objects.get(entries.get(address)?.remoteId ?? '')) &&
        this.#isAnyUnbound(mine, objects))
    if (unseen) await this.#add(reading.hidden.list(session, signal), size)
  }

  #isAnyUnbound(mine: readonly Resource[], objects: readonly Observed[]): boolean {
    const bound = this.#bound(objects)
    return mine.some(({ address }) => !bound.has(address))
  }

  #bound(objects: readonly Observed[]): KindBinding['bound'] {
    const { desired, entries } = this.#input
    const connection = this.#connected.config.name
    const view: View = { connection, kind: this.#kind.name, reach: 'complete', age: 0, objects }
    const idOf = (address: AddressId) => this.#ids.get(address)
    return bindKind({ connection, kind: this.#kind, desired, entries, view, idOf }).bound
  }

  async #add(pages: AsyncIterable<Page>, size: number): Promise<void> {
    let rows = 0
    this.#checkCalls(1)
    for await (const page of pages) {
      this.#put(page.objects)
      rows += page.counted?.length ?? page.objects.length
      this.#checkCalls(Math.ceil(((page.total ?? rows) - rows) / size))
    }
  }

  #checkCalls(calls: number): void {
    if (calls <= leftOf(this.#connected)) return
    throw tooFewToday(this.#connected, `what its list leaves out takes ${numberOf(calls, 'more call')}`, calls)
  }
}
