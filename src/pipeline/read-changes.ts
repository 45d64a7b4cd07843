/**
 * A view of before, brought up to date: what the vendor gives as changed is put over it, and then the list must have as
 * many rows as are known. What was made shows among the changes, so an equal count means that nothing is missing and
 * nothing too much; fewer rows, and those that vanished are searched. Where it does not come out, the list is read whole.
 */
import { sameJson } from '../model/json.ts'
import type { Changes, Kind, ListCount, Page } from '../model/provider.ts'
import type { Observed } from '../model/resource.ts'
import type { SavedView } from '../model/state.ts'
import { type ListOf, type Once, readOnce } from './read-list.ts'
import { findVanished, highestFirst, priceOfSearch } from './vanished.ts'
import type { Connected } from './world.ts'

export interface ChangesInput {
  readonly connected: Connected
  readonly kind: Kind
  readonly saved: SavedView
  /** True where it is taken though reading the list whole may cost fewer calls. */
  readonly anyPrice: boolean
  readonly of: ListOf
  readonly signal: AbortSignal
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

/** Undefined where the list has to be read whole: the view cannot be used, it would cost more, or it does not come out. */
export async function readChanges(input: ChangesInput): Promise<Updated | undefined> {
  const { kind, connected, saved } = input
  const { reading } = kind
  if (reading.by !== 'paged-list' || reading.changes === undefined || saved.clock === undefined) return undefined
  const size = reading.pageSize(connected.session)
  const reader = new ChangesReader(input, reading, reading.changes, { from: saved.clock, size })
  return await reader.read()
}

/** A list as pages of this size. */
export function pagesOf(rows: number, size: number): number {
  return Math.max(1, Math.ceil(rows / size))
}

type PagedList = Extract<Kind['reading'], { by: 'paged-list' }>

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
    const { objects, rows = [], besides = [] } = input.saved
    // Of what the plain list leaves out it says nothing.
    const outside = new Set(besides.map(({ remoteId }) => remoteId))
    const withheld = (input.saved.withheld ?? []).filter((id) => !outside.has(id))
    this.#before = new Map(objects.map((object) => [object.remoteId, object]))
    this.#rowsBefore = new Set([...this.#before.keys(), ...withheld, ...rows])
    this.#silent = [...withheld, ...objects.filter(({ spec }) => changes.silent(spec)).map(({ remoteId }) => remoteId)]
  }

  async read(): Promise<Updated | undefined> {
    const { saved, anyPrice } = this.#input
    const covered = saved.objects.filter(({ stamp }) => stamp === undefined || this.#changes.covers(stamp, this.#from))
    if (!anyPrice && !this.#pays(covered.length)) return undefined
    for (let pass = 0; pass < passes; pass += 1) {
      const result = await this.#pass()
      if (result === 'whole') return undefined
      if (result !== 'again') return result
    }
    return undefined
  }

  /** Whether it costs fewer calls than the whole list, with this many changed. */
  #pays(changed: number): boolean {
    const silent = this.#silent.length === 0 ? 0 : pagesOf(this.#silent.length, this.#size)
    return pagesOf(changed, this.#size) + silent + 1 < this.#wholePrice
  }

  get #wholePrice(): number {
    return pagesOf(this.#rowsBefore.size, this.#size)
  }

  async #pass(): Promise<Updated | 'again' | 'whole'> {
    const { connected, signal, of, anyPrice } = this.#input
    const { session } = connected
    let dear = false
    const since = await readOnce(this.#changes.since(session, this.#from, signal), of, (total) => {
      dear = !anyPrice && !this.#pays(total ?? 0)
      return !dear
    })
    if (dear) return 'whole'
    if (!since.steady) return 'again'
    const now = new Merged(this.#before, this.#rowsBefore)
    now.put(since)
    const silent = this.#silent.filter((id) => !since.counted.has(id))
    if (!(await this.#lookAt(silent, now))) return 'again'
    const count = await this.#changes.count(session, signal)
    const judged = this.#judge(count, now)
    if (judged !== 'good') return judged
    const missing = now.counted.size - count.total
    if (missing < 0) return 'again'
    if (missing > 0) {
      const vanished = await this.#settle(now, count.total)
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
  async #settle(now: Merged, total: number): Promise<readonly string[] | 'again' | 'whole'> {
    const { connected, signal, anyPrice } = this.#input
    const { session } = connected
    const missing = now.counted.size - total
    const proof = pagesOf(missing, this.#size)
    const most = anyPrice ? Number.POSITIVE_INFINITY : this.#wholePrice - proof
    if (priceOfSearch(missing, total, this.#size) > most) return 'whole'
    const vanished = await findVanished({
      known: [...now.counted],
      total,
      size: this.#size,
      calls: most,
      ids: (offset, limit) => this.#changes.ids(session, offset, limit, signal),
    })
    if (vanished === undefined) return 'again'
    for (let start = 0; start < vanished.length; start += this.#size) {
      const some = vanished.slice(start, start + this.#size)
      if (await isAny(this.#reading.lookUp(session, some, signal))) return 'again'
    }
    return vanished
  }

  #updated({ objects, counted }: Merged, { clock, counted: given }: Once): Updated {
    const before = this.#before
    const isOther = (object: Observed) => {
      const known = before.get(object.remoteId)
      return known === undefined || (known !== object && !same(known, object))
    }
    return {
      objects: inOrder([...objects.values()]),
      counted,
      given: given.size,
      changed: [...objects.values()].filter(isOther),
      gone: [...before.keys()].filter((id) => !objects.has(id)),
      ...(clock === undefined ? {} : { clock }),
    }
  }
}

/** Rows by id, and those of them that are objects. */
class Merged {
  readonly objects: Map<string, Observed>
  readonly counted: Set<string>

  constructor(objects: ReadonlyMap<string, Observed>, counted: ReadonlySet<string>) {
    this.objects = new Map(objects)
    this.counted = new Set(counted)
  }

  put({ objects, counted }: Pick<Once, 'objects' | 'counted'>): void {
    for (const id of counted) {
      this.counted.add(id)
      // A row that is no object any more was deleted.
      this.objects.delete(id)
    }
    for (const object of objects) this.objects.set(object.remoteId, object)
  }

  drop(id: string): void {
    this.counted.delete(id)
    this.objects.delete(id)
  }
}

function same(a: Observed, b: Observed): boolean {
  return a.stamp === b.stamp && a.host === b.host && sameJson(a.spec, b.spec)
}

async function isAny(pages: AsyncIterable<Page>): Promise<boolean> {
  for await (const page of pages) if (page.objects.length > 0 || (page.total ?? 0) > 0) return true
  return false
}

/** As the vendor lists them, so that a plan does not tell how its objects were read. */
function inOrder(objects: Observed[]): Observed[] {
  return objects.every(({ remoteId }) => /^\d+$/.test(remoteId))
    ? objects.sort((a, b) => highestFirst(a.remoteId, b.remoteId))
    : objects
}
