/**
 * A view of before, brought up to date: what the vendor gives as changed is put over it, and then the list must have as
 * many rows as are known. What was made shows among the changes, so an equal count means that nothing is missing and
 * nothing too much, but for what is restored without a stamp while another vanishes. Fewer rows, and those that vanished
 * are searched. Where it does not come out, the list is read whole.
 */
import type { Changes, Kind, ListCount, Page } from '../model/provider.ts'
import type { Observed } from '../model/resource.ts'
import type { SavedView } from '../model/state.ts'
import { inOrder, Merged, type Rows, same } from './merged.ts'
import { type ListOf, type Once, readOnce } from './read-list.ts'
import { tooFewToday, unfoundToday } from './read-problems.ts'
import { leftOf, numberOf, perDayOf } from './today.ts'
import { findVanished, priceOfSearch } from './vanished.ts'
import type { Connected } from './world.ts'

export interface ChangesInput {
  readonly connected: Connected
  readonly kind: Kind
  readonly saved: SavedView
  /** True where it is taken though reading the list whole may cost fewer calls. */
  readonly anyPrice: boolean
  /** Calls that the run made for other kinds: another day makes them too. */
  readonly before: number
  /** Rows that were read since the view: put over it first. */
  readonly swept?: Rows
  /** Of a list in parts: what is known is kept where a day has too few calls for all that vanished. */
  readonly keep?: (known: Known) => Promise<void>
  readonly of: ListOf
  readonly signal: AbortSignal
}

/** All rows that there are, as of this clock, and besides them some that vanished and were not found. */
export interface Known {
  readonly rows: Merged
  readonly clock: string
}

/** The plain list as it is now. */
export interface Updated {
  readonly objects: readonly Observed[]
  readonly counted: ReadonlySet<string>
  /** The vendor's clock as what changed was asked for. */
  readonly clock?: string
  /** Objects that the vendor gave as changed. */
  readonly given: number
  /** Objects that are other than in the view of before, and new ones. */
  readonly changed: readonly Observed[]
  readonly gone: readonly string[]
}

/** One that was edited between two calls comes with the next look. */
const passes = 2

/**
 * `whole`: the list has to be read whole, as the view cannot be used, or that costs fewer calls. `moved`: it did not come
 * out. Throws E2013 where too few calls are left today.
 */
export async function readChanges(input: ChangesInput): Promise<Updated | 'whole' | 'moved'> {
  const { kind, connected, saved } = input
  const { reading } = kind
  if (reading.by !== 'paged-list' || reading.changes === undefined || saved.clock === undefined) return 'whole'
  const size = reading.pageSize(connected.session)
  const reader = new ChangesReader(input, reading, reading.changes, { from: saved.clock, size })
  return await reader.read()
}

/** A list as pages of this size. */
export function pagesOf(rows: number, size: number): number {
  return Math.max(1, Math.ceil(rows / size))
}

/** Ids of the objects of which no stamp tells whether they are as they were. */
export function silentIn({ silent }: Changes<unknown>, { objects, besides = [], withheld = [] }: SavedView): string[] {
  // Of what the plain list leaves out it says nothing.
  const outside = new Set(besides.map(({ remoteId }) => remoteId))
  const secret = withheld.filter((id) => !outside.has(id))
  return [...secret, ...objects.filter(({ spec }) => silent(spec)).map(({ remoteId }) => remoteId)]
}

/** Calls for this many edits, for objects of which no stamp tells, and for the total. */
export function priceOfChanges(edited: number, silent: number, size: number): number {
  return pagesOf(edited, size) + (silent === 0 ? 0 : pagesOf(silent, size)) + 1
}

/** What was read after the view was brought up to date, put over it. Undefined where that tells of rows it does not know. */
export function putOver(saved: SavedView, updated: Updated, swept: Rows): Updated | undefined {
  const now = new Merged(new Map(updated.objects.map((object) => [object.remoteId, object])), updated.counted)
  now.put(swept)
  if (now.counted.size > updated.counted.size) return undefined
  return { ...updated, ...comparedWith(new Map(saved.objects.map((object) => [object.remoteId, object])), now) }
}

function comparedWith(
  before: ReadonlyMap<string, Observed>,
  { objects, counted }: Merged,
): Pick<Updated, 'objects' | 'counted' | 'changed' | 'gone'> {
  const isOther = (object: Observed) => {
    const known = before.get(object.remoteId)
    return known === undefined || (known !== object && !same(known, object))
  }
  return {
    objects: inOrder([...objects.values()]),
    counted,
    changed: [...objects.values()].filter(isOther),
    gone: [...before.keys()].filter((id) => !objects.has(id)),
  }
}

export type PagedList = Extract<Kind['reading'], { by: 'paged-list' }>

class ChangesReader {
  readonly #input: ChangesInput
  readonly #reading: PagedList
  readonly #changes: Changes<unknown>
  readonly #from: string
  readonly #size: number
  /** What the view of before knew. */
  readonly #before: ReadonlyMap<string, Observed>
  readonly #rowsBefore: ReadonlySet<string>
  /** Changes that no stamp tells of: asked for by id each time. */
  readonly #silent: readonly string[]
  /** Calls of the session as this pass began: another day begins with it. */
  #start: number

  constructor(
    input: ChangesInput,
    reading: PagedList,
    changes: Changes<unknown>,
    { from, size }: { readonly from: string; readonly size: number },
  ) {
    this.#input = input
    this.#reading = reading
    this.#changes = changes
    this.#from = from
    this.#size = size
    this.#start = input.connected.calls()
    const { objects, rows = [] } = input.saved
    this.#silent = silentIn(changes, input.saved)
    this.#before = new Map(objects.map((object) => [object.remoteId, object]))
    this.#rowsBefore = new Set([...this.#before.keys(), ...this.#silent, ...rows])
  }

  async read(): Promise<Updated | 'whole' | 'moved'> {
    const { saved } = this.#input
    const covered = saved.objects.filter(({ stamp }) => stamp === undefined || this.#changes.covers(stamp, this.#from))
    for (let pass = 0; pass < passes; pass += 1) {
      this.#start = this.#input.connected.calls()
      if (!this.#pays(covered.length) || !this.#may(this.#priceOf(covered.length))) return 'whole'
      const result = await this.#pass()
      if (result !== 'again') return result
    }
    return 'moved'
  }

  #priceOf(edited: number): number {
    return priceOfChanges(edited, this.#silent.length, this.#size)
  }

  /** Whether it costs fewer calls than the whole list, with this many edited. */
  #pays(edited: number): boolean {
    return this.#input.anyPrice || this.#priceOf(edited) < this.#wholePrice
  }

  /** False where no day has so many calls. Throws E2013 where this one has them no more. */
  #may(calls: number): boolean {
    const { connected, before } = this.#input
    if (calls <= leftOf(connected)) return true
    if (before + (connected.calls() - this.#start) + calls > perDayOf(connected)) return false
    throw tooFewToday(connected, `telling what changed takes ${numberOf(calls, 'call')}`, calls)
  }

  get #wholePrice(): number {
    return pagesOf(this.#rowsBefore.size, this.#size)
  }

  async #pass(): Promise<Updated | 'again' | 'whole'> {
    const { connected, signal, of, swept } = this.#input
    const { session } = connected
    let isGood: boolean | undefined
    const since = await readOnce(this.#changes.since(session, this.#from, signal), of, (total = 0) => {
      isGood = isGood ?? (this.#pays(total) && this.#may(this.#priceOf(total) - 1))
      return isGood
    })
    if (isGood === false) return 'whole'
    if (!since.steady) return 'again'
    const now = new Merged(this.#before, this.#rowsBefore)
    if (swept !== undefined) now.put(swept)
    now.put(since)
    const silent = this.#silent.filter((id) => !since.counted.has(id))
    if (!(await this.#lookAt(silent, now))) return 'again'
    const count = await this.#changes.count(session, signal)
    const judged = this.#judge(count, now)
    if (judged !== 'good') return judged
    const missing = now.counted.size - count.total
    if (missing < 0) return 'again'
    if (missing > 0) {
      const vanished = await this.#settle(now, count.total, since)
      if (vanished === 'again' || vanished === 'whole') return vanished
      for (const id of vanished) now.drop(id)
    }
    return this.#updated(now, since)
  }

  async #lookAt(ids: readonly string[], now: Merged): Promise<boolean> {
    const { connected, signal, of } = this.#input
    for (let start = 0; start < ids.length; start += this.#size) {
      const some = ids.slice(start, start + this.#size)
      const found = await readOnce(this.#reading.lookUp(connected.session, some, signal), of)
      if (!found.steady) return false
      for (const id of some) now.drop(id)
      now.put(found)
    }
    return true
  }

  /** The first row of the list must be as it is known: another shop, or one that was edited meanwhile, has another. */
  #judge({ first, total }: ListCount, now: Merged): 'good' | 'again' | 'whole' {
    if (first === undefined) return total === 0 ? 'good' : 'whole'
    const [known] = now.objects.values()
    if (known !== undefined && known.host !== first.host) return 'whole'
    if (!now.counted.has(first.remoteId)) return 'again'
    const object = now.objects.get(first.remoteId)
    return object === undefined || same(object, first) ? 'good' : 'again'
  }

  /** The vanished, found by halving and then asked for by id: what answers is no proof of anything. */
  async #settle(now: Merged, total: number, { clock }: Once): Promise<readonly string[] | 'again' | 'whole'> {
    const { connected, signal, anyPrice, keep } = this.#input
    const { session } = connected
    const missing = now.counted.size - total
    const proof = pagesOf(missing, this.#size)
    const most = anyPrice ? Number.POSITIVE_INFINITY : this.#wholePrice - proof
    const price = priceOfSearch(missing, total, this.#size)
    if (keep === undefined && (price > most || !this.#may(price + proof))) return 'whole'
    const found = await findVanished({
      known: [...now.counted],
      total,
      size: this.#size,
      calls: Math.min(most + proof, leftOf(connected)),
      ids: (offset, limit) => this.#changes.ids(session, offset, limit, signal),
    })
    if (found === undefined) return 'again'
    // Its pages hold fewer rows than is assumed: a second search would end where this one did.
    if (found.length < missing && keep === undefined) return anyPrice ? 'again' : 'whole'
    const proved = found.slice(0, leftOf(connected) * this.#size)
    for (let start = 0; start < proved.length; start += this.#size) {
      const some = proved.slice(start, start + this.#size)
      if (await isAny(this.#reading.lookUp(session, some, signal))) return 'again'
    }
    if (proved.length === missing) return proved
    for (const id of proved) now.drop(id)
    await keep?.({ rows: now, clock: clock ?? this.#from })
    throw unfoundToday(connected, missing - proved.length)
  }

  #updated(now: Merged, { clock, counted: given }: Once): Updated {
    return { ...comparedWith(this.#before, now), given: given.size, ...(clock === undefined ? {} : { clock }) }
  }
}

async function isAny(pages: AsyncIterable<Page>): Promise<boolean> {
  for await (const page of pages) if (page.objects.length > 0 || (page.total ?? 0) > 0) return true
  return false
}
