/**
 * A paged list, in the way that costs the fewest calls: what changed since a view of before, or the whole. Where a day has
 * too few calls for the whole it is read in parts, each run from where the last one came to: over a view of before, by which
 * plans are made meanwhile; without one the kind is not planned before its end (read-parts.ts).
 */
import type { AddressId } from '../model/address.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { Changes } from '../model/provider.ts'
import type { Observed, Proof } from '../model/resource.ts'
import type { SavedView, StateEntry, Sweep } from '../model/state.ts'
import { awaitedWrites } from './awaited.ts'
import type { Bound } from './bind.ts'
import { checkpointOf, isSweepDue, type Kept, type Place, viewToUpdate } from './kept-view.ts'
import { Merged, type Rows } from './merged.ts'
import {
  type PagedList,
  pagesOf,
  priceOfChanges,
  putOver,
  readChanges,
  silentIn,
  type Updated,
} from './read-changes.ts'
import { type ListOf, type Once, readSteadily } from './read-list.ts'
import { checkpointAt, PartsReader } from './read-parts.ts'
import { orWhole, problemOf, readInPart, tooFewToday } from './read-problems.ts'
import { fewestRows, rowsRead, sweeperOf, walk } from './sweep.ts'
import { leftOf, numberOf, perDayOf } from './today.ts'

export interface PagedInput extends Place {
  readonly reading: PagedList
  readonly entries: ReadonlyMap<AddressId, StateEntry>
  /** Asked only where something holds a secret, or a sweep is due. */
  readonly bound: (objects: readonly Observed[]) => ReadonlyMap<AddressId, Bound>
  readonly of: ListOf
  /** Calls that the run made for other kinds. */
  readonly before: number
  readonly signal: AbortSignal
}

export interface PagedRead {
  readonly objects: readonly Observed[]
  /** Of objects that an earlier run read: when the first of them was, and why they are believed. */
  readonly earlier?: { readonly at: string; readonly proof: Pick<Proof, 'changed' | 'vanished' | 'sweep' | 'provedAt'> }
  /** Asked for by id already, and not there. */
  readonly gone?: readonly string[]
  readonly kept?: Kept
  /** Why it is not complete; what is to be kept is kept all the same. */
  readonly problem?: Diagnostic
}

export async function readPaged(input: PagedInput): Promise<PagedRead> {
  return await new PagedReader(input).read()
}

class PagedReader {
  readonly #input: PagedInput
  readonly #size: number

  constructor(input: PagedInput) {
    this.#input = input
    this.#size = input.reading.pageSize(input.connected.session)
  }

  async read(): Promise<PagedRead> {
    const saved = await this.#viewOfBefore()
    const updated = saved === undefined ? undefined : await this.#upToDate(saved)
    return updated ?? (await this.#whole())
  }

  /** Undefined too where the list is to be read whole, and there are calls enough. */
  async #viewOfBefore(): Promise<SavedView | undefined> {
    const { how, connected, kind } = this.#input
    const left = leftOf(connected)
    if (how.mode === 'full') {
      const count = (await how.saved.count(connected.config.name, kind.name)) ?? 0
      if (pagesOf(count, this.#size) <= left) return undefined
    }
    const saved = await viewToUpdate(this.#input)
    if (saved === undefined || !isSweepDue(this.#input, saved)) return saved
    return pagesOf(saved.objects.length, this.#size) <= left - this.#othersOf(saved) ? undefined : saved
  }

  /** Calls that a sweep leaves which nobody asked for: half of a day's, and what the files ask to be written by now. */
  #othersOf(saved: SavedView): number {
    const { connected, bound } = this.#input
    if (connected.today === undefined) return 0
    const awaited = awaitedWrites({ ...this.#input, connection: connected.config.name, bound: bound(saved.objects) })
    return Math.ceil(perDayOf(connected) / 2) + awaited
  }

  /** Undefined where the list has to be read whole. */
  async #upToDate(saved: SavedView): Promise<PagedRead | undefined> {
    const updated = await this.#changed(saved)
    if (updated === undefined) return undefined
    const { reading, how } = this.#input
    const isSwept = how.mode === 'full' || isSweepDue(this.#input, saved)
    return isSwept && reading.changes !== undefined
      ? await this.#sweptOn(saved, updated, reading.changes)
      : readOf(saved, updated, saved)
  }

  async #changed(saved: SavedView, swept?: Rows): Promise<Updated | undefined> {
    const anyPrice = this.#input.how.mode === 'incremental'
    const more = swept === undefined ? {} : { swept }
    const result = await readChanges({ ...this.#input, saved, anyPrice, ...more }).catch(orWhole)
    return typeof result === 'string' ? undefined : result
  }

  /** With as many rows read anew as there are calls for: what no stamp tells of is in them. */
  async #sweptOn(saved: SavedView, updated: Updated, changes: Changes<unknown>): Promise<PagedRead | undefined> {
    const { how, connected } = this.#input
    const isAskedFor = how.mode === 'full'
    // What they tell of may have to be proved anew.
    const proof = priceOfChanges(updated.given, silentIn(changes, saved).length, this.#size)
    const least = isAskedFor ? proof : Math.max(this.#othersOf(saved), proof)
    const sweeper = sweeperOf(this.#input, changes, saved.sweep)
    const swept = new Merged(new Map(), new Set())
    const mayGoOn = () => this.#size >= fewestRows && leftOf(connected) > least
    // A list that does not come in this order is not swept; it was brought up to date all the same.
    await walk(sweeper, this.#input.of, mayGoOn, (page) => swept.add(page)).catch(orWhole)
    const next = putOver(saved, updated, swept.rows) ?? (await this.#changed(saved, swept.rows))
    if (next === undefined) return undefined
    const { sweep, isOver } = sweeper
    if (isOver) return readOf(saved, next, { at: sweep?.at ?? how.now().toISOString() })
    const read = readOf(saved, next, { at: saved.at, sweep })
    if (!isAskedFor) return read
    const rows = sweep === undefined ? { rows: 0, of: next.counted.size } : rowsRead(sweep)
    return { ...read, problem: readInPart(connected, { kind: this.#input.kind.name, ...rows, planned: true }) }
  }

  async #whole(): Promise<PagedRead> {
    const { reading, connected, signal, of } = this.#input
    const { changes } = reading
    const checkpoint = changes === undefined ? undefined : await checkpointOf(this.#input)
    if (changes !== undefined && checkpoint !== undefined)
      return await new PartsReader(this.#input, changes, checkpoint).read()
    const result = await readSteadily(
      () => reading.list(connected.session, signal),
      of,
      (total) => pagesOf(total, this.#size) - 1 <= leftOf(connected),
    )
    if ('short' in result) return { objects: [], problem: result.short }
    if ('read' in result) return { objects: result.read.objects, kept: { read: result.read } }
    return await this.#begun(result.first)
  }

  /** Of a list that is too long for today, with its first page. */
  async #begun(first: Once): Promise<PagedRead> {
    const { reading, connected, of } = this.#input
    const { changes } = reading
    const { objects, counted, clock, total = 0 } = first
    if (changes === undefined || clock === undefined || this.#size < fewestRows) {
      const calls = pagesOf(total, this.#size)
      const tooFew = tooFewToday(connected, `its list takes ${numberOf(calls, 'call')}`, calls)
      return { objects, problem: problemOf(tooFew, of.connection, of.kind) }
    }
    const sweeper = sweeperOf(this.#input, changes, undefined)
    sweeper.take({ objects, counted: [...counted], total })
    return await new PartsReader(this.#input, changes, checkpointAt(this.#input, first, sweeper.sweep)).read()
  }
}

function readOf(
  saved: SavedView,
  updated: Updated,
  { at, sweep }: { readonly at: string; readonly sweep?: Sweep | undefined },
): PagedRead {
  const { objects, given, changed, gone } = updated
  const proved = saved.provedAt === undefined ? {} : { provedAt: saved.provedAt }
  const progress = sweep === undefined ? {} : { sweep: { begunAt: sweep.at, ...rowsRead(sweep) } }
  return {
    objects,
    earlier: { at, proof: { changed: given, vanished: gone.length, ...proved, ...progress } },
    gone,
    kept: { read: updated, update: { from: saved, changed, gone }, sweep },
  }
}
