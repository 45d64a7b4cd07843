/**
 * One kind, read the way that its vendor offers and this run asks for: whole, by what changed since it was last seen, or
 * not at all. What is left to the next run comes out of it too.
 */
import { type AddressId, partsOf } from '../model/address.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import { ReconcilerError } from '../model/errors.ts'
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
import type { SavedView, StateEntry } from '../model/state.ts'
import { areAtHome, bindKind, type KindBinding } from './bind.ts'
import { type How, type Kept, keepView, type Place, viewOffline, viewToUpdate, viewUnder } from './kept-view.ts'
import { ofKind } from './of-kind.ts'
import { readChanges } from './read-changes.ts'
import { type ListOf, type ListRead, readSteadily } from './read-list.ts'
import type { Connected } from './world.ts'

export interface RefreshInput {
  readonly connected: readonly Connected[]
  readonly desired: DesiredState
  readonly entries: ReadonlyMap<AddressId, StateEntry>
  /** `connection/kind` of the views wanted. */
  readonly views: ReadonlySet<string>
  /** Those in which no object may be missing, not even one that the plain list leaves out. */
  readonly whole: ReadonlySet<string>
  /** Views of earlier runs, and how they are used. */
  readonly how: How
  readonly emit: (event: EngineEvent) => void
  readonly signal: AbortSignal
}

/** Codes after which the other kinds of the connection would fail alike: asking on would only cost calls. */
export const hopeless: ReadonlySet<string> = new Set(['E2001', 'E2002', 'E2005', 'E2011'])

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
    if (view.reach !== 'complete' || this.#kept === undefined) return
    await keepView({ ...this.#place, entries: this.#input.entries, view, bound, kept: this.#kept })
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
        for (const parent of parents) {
          const short = await this.#readUnpaged(() => reading.list(session, parent, signal), parent)
          if (short !== undefined) return short
        }
        this.#kept = { parents }
        return this.#parentProblem(reading.parent.kind)
      }
      case 'paged-list': {
        const short = (await this.#readChanged()) ? undefined : await this.#readWhole(reading)
        if (short !== undefined) return short
        // What lives inside another (stock levels) is missing only where its host is.
        if (this.#kind.within === undefined) await this.#lookForMissing(reading)
        return undefined
      }
    }
  }

  /** Nothing is asked: what is known is what an earlier run left. */
  async #takeSaved(): Promise<Diagnostic | undefined> {
    const { reading } = this.#kind
    const parents = reading.by === 'list-per-parent' ? this.#parents(reading.parent.kind, reading.wants) : []
    const view = await viewOffline(this.#place, parents)
    this.#take(
      [...view.objects, ...(view.besides ?? [])],
      view,
      'saved',
      view.clock === undefined ? {} : { clock: view.clock },
    )
    return reading.by === 'list-per-parent' ? this.#parentProblem(reading.parent.kind) : undefined
  }

  #take(objects: readonly Observed[], { at }: SavedView, by: Proof['by'], more: Partial<Proof> = {}): void {
    for (const object of objects) this.#objects.set(object.remoteId, object)
    const age = Math.max(0, Math.round((this.#input.how.now().getTime() - Date.parse(at)) / 1000))
    this.#earlier = { age, proof: { by, readAt: at, objects: objects.length, ...more } }
  }

  /** One cheap call may prove that nothing moved since the list was last read. */
  async #readMarked(reading: Extract<Kind['reading'], { by: 'list' }>): Promise<Diagnostic | undefined> {
    const { session } = this.#connected
    const { signal } = this.#input
    const mark = await reading.mark?.(session, signal)
    const before = mark === undefined ? undefined : await viewUnder(this.#place, mark)
    if (before !== undefined) {
      this.#take(before.objects, before, 'mark')
      return undefined
    }
    this.#kept = mark === undefined ? {} : { mark }
    return await this.#readUnpaged(() => reading.list(session, signal))
  }

  /** True where a view of before could be brought up to date. */
  async #readChanged(): Promise<boolean> {
    const { how, signal } = this.#input
    const saved = await viewToUpdate(this.#place)
    if (saved === undefined) return false
    const anyPrice = how.mode === 'incremental'
    const updated = await readChanges({ ...this.#place, saved, anyPrice, of: this.#of, signal }).catch(orWhole)
    if (updated === undefined) return false
    this.#take(updated.objects, saved, 'changes', { changed: updated.given, vanished: updated.gone.length })
    this.#gone = new Set(updated.gone)
    this.#kept = { read: updated, update: { from: saved, changed: updated.changed, gone: updated.gone } }
    return true
  }

  async #readWhole(reading: Extract<Kind['reading'], { by: 'paged-list' }>): Promise<Diagnostic | undefined> {
    return await this.#readSteadily(
      () => reading.list(this.#connected.session, this.#input.signal),
      (read) => {
        this.#kept = { read }
      },
    )
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
  async #readSteadily(
    list: () => AsyncIterable<Page>,
    then: (read: ListRead) => void = () => undefined,
  ): Promise<Diagnostic | undefined> {
    const result = await readSteadily(list, this.#of)
    if ('short' in result) return result.short
    for (const object of result.read.objects) this.#objects.set(object.remoteId, object)
    then(result.read)
    return undefined
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
    const known = ofKind(entries, config.name, this.#kind.name)
      .map(([, { remoteId }]) => remoteId)
      .filter((id) => id !== '' && !this.#objects.has(id) && !this.#gone.has(id))
    const size = reading.pageSize(session)
    for (let index = 0; index < known.length; index += size) {
      await this.#add(reading.lookUp(session, known.slice(index, index + size), signal))
    }
    const objects = [...this.#objects.values()]
    if (reading.hidden === undefined || reading.hidden.ruledOut(objects, session)) return
    const mine = ofKind(desired.resources, config.name, this.#kind.name).map(([, resource]) => resource)
    const unseen =
      whole.has(viewKey(config.name, this.#kind.name)) ||
      (!areAtHome(mine, this.#kind, (address) => this.#objects.get(entries.get(address)?.remoteId ?? '')) &&
        this.#isAnyUnbound(mine, objects))
    if (unseen) await this.#add(reading.hidden.list(session, signal))
  }

  #isAnyUnbound(mine: readonly Resource[], objects: readonly Observed[]): boolean {
    const { desired, entries } = this.#input
    const connection = this.#connected.config.name
    const view: View = { connection, kind: this.#kind.name, reach: 'complete', age: 0, objects }
    const idOf = (address: AddressId) => this.#ids.get(address)
    const { bound } = bindKind({ connection, kind: this.#kind, desired, entries, view, idOf })
    return mine.some(({ address }) => !bound.has(address))
  }

  async #add(pages: AsyncIterable<Page>): Promise<void> {
    for await (const page of pages) {
      for (const object of page.objects) this.#objects.set(object.remoteId, object)
    }
  }
}

/** A vendor that does not answer what changed may still answer the list. */
function orWhole(error: unknown): undefined {
  if (!(error instanceof ReconcilerError) || hopeless.has(error.code)) throw error
  return undefined
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
