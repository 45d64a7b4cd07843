/** Walks a list by offset. It ends, whatever the vendor answers; whether the list came whole is for the caller to judge. */
import { VendorError } from '../model/errors.ts'

export interface OffsetPage<T> {
  readonly rows: readonly T[]
  /** Rows that matched, by the vendor's word; undefined where it does not say. */
  readonly total: number | undefined
  /** Page size and row count by the vendor's word: handed on, never trusted for the next offset. */
  readonly limit?: number
  readonly count?: number
}

export interface PagesOptions {
  /** For messages: `shop: GET /product`. */
  readonly label: string
  /** First row, 0 unless said otherwise. */
  readonly start?: number
  /** A list of more pages than this does not end: 10,000 unless said otherwise. */
  readonly maxPages?: number
}

/**
 * Advances by the rows that came, not by the rows asked for: a vendor that caps the page size silently (Shoporama,
 * its default is 5) would otherwise leave holes. Stops at the latest total, or at an empty page.
 */
export async function* pages<T, P extends OffsetPage<T> = OffsetPage<T>>(
  fetchPage: (offset: number) => Promise<P>,
  options: PagesOptions,
): AsyncGenerator<P, void, undefined> {
  const { label, start = 0, maxPages = 10_000 } = options
  let offset = start
  for (let page = 1; page <= maxPages; page += 1) {
    const answer = await fetchPage(offset)
    yield answer
    offset += answer.rows.length
    if (answer.rows.length === 0) return
    if (answer.total !== undefined && offset >= answer.total) return
  }
  throw new VendorError('E2006', `${label}: the list has no end, ${maxPages} pages were read (${offset} rows)`, {
    effect: 'none',
    hint: 'the vendor may ignore the offset and give the same rows again',
  })
}
