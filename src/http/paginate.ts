/** Walks a list by offset. It ends, whatever the vendor answers; whether the list came whole is for the caller to judge. */
import { VendorError } from '../model/errors.ts'
import { AskedAhead, type FetchPage } from './ask-ahead.ts'

export interface OffsetPage<T> {
  readonly rows: readonly T[]
  /** Rows that matched, by the vendor's word; undefined where it does not say. */
  readonly total: number | undefined
  /** Page size and row count by the vendor's word: handed on, never trusted for the next offset. */
  readonly limit?: number | undefined
  readonly count?: number | undefined
}

export interface PagesOptions {
  /** For messages: `shop: GET /product`. */
  readonly label: string
  readonly signal: AbortSignal
  /** First row, 0 unless said otherwise. */
  readonly start?: number
  /** A list of more pages than this does not end: 10,000 unless said otherwise. */
  readonly maxPages?: number
  /** For a list that is read to its end: pages are asked for while those before them are read. One by one unless given. */
  readonly ahead?: Ahead
}

export interface Ahead {
  /** Rows that a page is asked for. */
  readonly size: number
  /** Calls that may be under way at once, as it is now. Nothing is asked ahead where it is 0. */
  atOnce(): number
}

/**
 * Advances by the rows that came, not by the rows asked for: a vendor that caps the page size silently (Shoporama,
 * its default is 5) would otherwise leave holes. Stops at the latest total, or at an empty page.
 *
 * Asked ahead is what the pages so far foretell: a full page says where the next ones begin, the total where they end. So
 * a list that holds still costs the calls that it costs one by one. Where a page is not what was foretold, those behind it
 * are let go and the list goes on from the row where it is. Nothing is asked ahead before the caller has taken the first
 * page: whoever looks at the total and goes no further has made one call.
 */
export async function* pages<T, P extends OffsetPage<T> = OffsetPage<T>>(
  fetchPage: FetchPage<P>,
  options: PagesOptions,
): AsyncGenerator<P, void, undefined> {
  const { label, signal, start = 0, maxPages = 10_000, ahead } = options
  const asked = new AskedAhead(fetchPage, signal)
  let offset = start
  try {
    for (let page = 1; page <= maxPages; page += 1) {
      const answer = await asked.take(offset)
      const { rows, total } = answer
      offset += rows.length
      const fill = () => {
        if (ahead === undefined || total === undefined || !isFull(answer, ahead)) return
        asked.fill(offset, { step: rows.length, total, atOnce: ahead.atOnce() })
      }
      const isLast = rows.length === 0 || (total !== undefined && offset >= total)
      if (page > 1 && !isLast) fill()
      yield answer
      if (isLast) return
      if (page === 1) fill()
    }
  } finally {
    await asked.end()
  }
  throw new VendorError('E2006', `${label}: the list has no end, ${maxPages} pages were read (${offset} rows)`, {
    effect: 'none',
    hint: 'the vendor may ignore the offset and give the same rows again',
  })
}

/** As long as it was asked to be, or as the vendor says that its pages are. */
function isFull({ rows, limit }: OffsetPage<unknown>, { size }: Ahead): boolean {
  return rows.length > 0 && (rows.length === size || rows.length === limit)
}
