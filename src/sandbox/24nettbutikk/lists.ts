/** One page of a collection: `{data, paging: {prev?, next?}}`, by offset or by the time of the last change. */
import { type Call, type Found, isWholeNumber, showRow } from './context.ts'
import { invalidArgument } from './errors.ts'
import type { CollectionName } from './models.ts'
import type { Row } from './store.ts'
import type { NettbutikkSwitches } from './switches.ts'

const defaultLimit = 100
const highestLimit = 1000

interface PageArguments {
  readonly limit: number
  readonly offset: number
  /** Unix seconds. */
  readonly since: number | undefined
  readonly until: number | undefined
}

function argument(text: string): number {
  if (!isWholeNumber(text)) throw invalidArgument(`${text} is not a whole number`)
  return Number(text)
}

function limitOf(asked: number, { zero_limit, highest_limit }: NettbutikkSwitches): number {
  if (asked === 0) {
    if (zero_limit === 'default') return defaultLimit
    throw invalidArgument('limit is 0')
  }
  if (asked <= highestLimit || highest_limit === 'none') return asked
  if (highest_limit === 'lowered_to_1000') return highestLimit
  throw invalidArgument(`limit is above ${highestLimit}`)
}

/** A lone segment is a limit whatever the order of two: the page says so in words. */
function offsetFirst({ segments, switches }: Call): boolean {
  return switches.segment_order === 'offset_limit' && segments.length > 1
}

function argumentsOf(call: Call): PageArguments {
  const [first = defaultLimit, second = 0, since, until] = call.segments.map(argument)
  const [limit, offset] = offsetFirst(call) ? [second, first] : [first, second]
  return { limit: limitOf(limit, call.switches), offset, since, until }
}

function isWithin({ modified }: Row, { since, until }: PageArguments, switches: NettbutikkSwitches): boolean {
  if (since !== undefined && modified < since) return false
  if (since === modified && switches.since_bound === 'exclusive') return false
  if (until !== undefined && modified > until) return false
  return !(until === modified && switches.until_bound === 'exclusive')
}

/**
 * The rows that offsets count: oldest first, or those of the time range, longest unchanged first. They are chosen anew
 * for each page, so a row that changes between two pages of a time range moves to the end and comes again (documented),
 * and each row behind it moves up by one: the first of the next page is then on none (a consequence).
 */
function selection({ store, switches }: Call, collection: CollectionName, page: PageArguments): Row[] {
  const rows = store.rows(collection)
  if (page.since === undefined) return rows
  return rows.filter((row) => isWithin(row, page, switches)).sort((a, b) => a.modified - b.modified || a.id - b.id)
}

/**
 * Where prev leads. "The table is empty" and "the total number of rows" are read as the rows selected: only then does
 * prev never lead to an empty page, which is the reason the page gives.
 */
function prevOffset({ limit, offset }: PageArguments, total: number, switches: NettbutikkSwitches): number | undefined {
  if (offset === 0 || total === 0) return undefined
  if (offset > total && switches.prev_past_end === 'last_page') return Math.floor((total - 1) / limit) * limit
  return Math.max(0, Math.min(offset, total) - limit)
}

function nextOffset({ limit, offset }: PageArguments, total: number): number | undefined {
  return offset + limit < total ? offset + limit : undefined
}

/** Links repeat the token of the query: a leak, but a documented one. */
function link(call: Call, collection: CollectionName, page: PageArguments, offset: number): string {
  const pair = offsetFirst(call) ? [offset, page.limit] : [page.limit, offset]
  const times = [page.since, page.until].filter((time) => time !== undefined)
  const query = new URLSearchParams(call.repeated).toString()
  return `${call.base}/${[collection, ...pair, ...times].join('/')}${query === '' ? '' : `?${query}`}`
}

function pagingOf(links: Readonly<Record<string, string>>, { empty_paging }: NettbutikkSwitches): unknown {
  if (Object.keys(links).length > 0 || empty_paging === 'object') return { paging: links }
  return empty_paging === 'list' ? { paging: [] } : {}
}

export function readPage(call: Call, collection: CollectionName): Found {
  const page = argumentsOf(call)
  const rows = selection(call, collection, page)
  const prev = prevOffset(page, rows.length, call.switches)
  const next = nextOffset(page, rows.length)
  const links = {
    ...(prev === undefined ? {} : { prev: link(call, collection, page, prev) }),
    ...(next === undefined ? {} : { next: link(call, collection, page, next) }),
  }
  const data = rows.slice(page.offset, page.offset + page.limit).map((row) => showRow(call, collection, row))
  return { json: Object.assign({ data }, pagingOf(links, call.switches)), pageOf: collection }
}

/** The answer's value with the last rows of its data missing; `undefined` where it has none. */
export function withoutLast(json: unknown, rows: number): unknown {
  if (typeof json !== 'object' || json === null || !('data' in json) || !Array.isArray(json.data)) return undefined
  return { ...json, data: json.data.slice(0, Math.max(0, json.data.length - rows)) }
}
