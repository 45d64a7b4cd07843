/**
 * Which rows of a list that was known whole are there no more. The list is ordered by id, so a page at some row tells how
 * many are missing before it: halves that miss nothing are left alone, and of 100,000 rows one that is gone is found
 * with ten calls. Where something is missing everywhere it is every page once, and no more.
 */

export interface Search {
  /** Ids that the list held. */
  readonly known: readonly string[]
  /** Rows that it has now. */
  readonly total: number
  /** Rows that one call brings. */
  readonly size: number
  /** Calls that it may make, with those that ask for what it found by its id. */
  readonly calls: number
  ids(offset: number, limit: number): Promise<{ readonly ids: readonly string[]; readonly total: number }>
}

/** A stretch of what was known, and where that lies in the list now. Ends are not part of it. */
interface Stretch {
  readonly known: readonly [start: number, end: number]
  readonly now: readonly [start: number, end: number]
}

/** How many calls finding this many takes at most: each by halving, and all of them by every page. */
export function priceOfSearch(missing: number, total: number, size: number): number {
  const pages = Math.max(1, Math.ceil(total / size))
  const apart = Math.min(missing, pages)
  return Math.min(pages, apart * (Math.ceil(Math.log2(pages / apart)) + 1))
}

/** Those that the calls are enough for. Undefined where the list moves, is not in that order or holds what was not known. */
export async function findVanished({ known, total, size, calls, ids }: Search): Promise<string[] | undefined> {
  if (!known.every((id) => /^\d+$/.test(id))) return undefined
  const before = [...known].sort(highestFirst)
  const place = new Map(before.map((id, index) => [id, index]))
  const vanished: string[] = []
  const open: Stretch[] = [{ known: [0, before.length], now: [0, total] }]
  let left = calls
  // The vendor may allow fewer than is assumed: a page is what came, and the next ones are no longer.
  let rows = size
  for (let stretch = open.pop(); stretch !== undefined; stretch = open.pop()) {
    const [start, end] = stretch.known
    const [first, last] = stretch.now
    const missing = end - start - (last - first)
    if (missing < 0) return undefined
    if (missing === 0) continue
    if (first === last) {
      vanished.push(...before.slice(start, end))
      continue
    }
    if (left - 1 < Math.ceil((vanished.length + 1) / size)) break
    left -= 1
    // Whole pages on the one side: so all of them together are no more than the list has.
    const offset = first + rows * Math.floor(Math.ceil((last - first) / rows) / 2)
    const limit = Math.min(rows, last - offset)
    const page = await ids(offset, limit)
    const came = page.ids.length
    if (page.total !== total || came === 0 || came > limit) return undefined
    if (came < limit) rows = came
    const places = page.ids.map((id) => place.get(id) ?? -1)
    const inOrder = places.every((at, index) => at >= start && at < end && at > (places[index - 1] ?? -1))
    if (!inOrder) return undefined
    const [top = start, bottom = start] = [places[0], places.at(-1)]
    const there = new Set(page.ids)
    vanished.push(...before.slice(top, bottom + 1).filter((id) => !there.has(id)))
    open.push({ known: [start, top], now: [first, offset] })
    open.push({ known: [bottom + 1, end], now: [offset + came, last] })
  }
  return vanished
}

/** Ids as numbers, of any length. */
export function highestFirst(a: string, b: string): number {
  if (a.length !== b.length) return b.length - a.length
  return a < b ? 1 : a > b ? -1 : 0
}
