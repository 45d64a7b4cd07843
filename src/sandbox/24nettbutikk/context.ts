/** What every operation works with, and how it shows a row. */
import { timestamp, type Zone } from '../local-time.ts'
import { type CollectionName, models } from './models.ts'
import type { Line, Row, Store } from './store.ts'
import type { NettbutikkSwitches } from './switches.ts'

/** One API call. */
export interface Call {
  readonly store: Store
  readonly switches: NettbutikkSwitches
  /** The first segment of the path; undefined for the root. */
  readonly collection: string | undefined
  /** The segments behind the collection, as they were sent. */
  readonly segments: readonly string[]
  /** Where the API is reached, for links. */
  readonly base: string
  /** Arguments of the query that links repeat. */
  readonly repeated: Readonly<Record<string, string>>
}

/** What an operation found. */
export interface Found {
  readonly json: unknown
  /** The collection of which this is a page. */
  readonly pageOf?: CollectionName
  /** The one order that was asked for. */
  readonly order?: Row
}

export type Operate = (call: Call) => Found

export function zoneOf({ time_zone }: NettbutikkSwitches): Zone {
  // Norway's offsets are Denmark's.
  return time_zone === 'utc' ? 'UTC' : 'Europe/Copenhagen'
}

function idKey(collection: CollectionName, { id_key }: NettbutikkSwitches): string {
  return collection === 'orders' || id_key === 'collection_no' ? `${models[collection].word}_no` : 'id'
}

function numbersAsText(value: unknown): unknown {
  if (typeof value === 'number') return String(value)
  if (Array.isArray(value)) return value.map(numbersAsText)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, numbersAsText(part)]))
}

function inForm(value: unknown, { number_form }: NettbutikkSwitches): unknown {
  return number_form === 'text' ? numbersAsText(value) : value
}

export function showRow({ switches }: Pick<Call, 'switches'>, collection: CollectionName, row: Row): unknown {
  const { order_lines: lines, ...others } = row.fields
  const inside = lines === undefined || switches.order_lines === 'apart' ? {} : { order_lines: lines }
  const modified = timestamp(row.modified * 1000, zoneOf(switches))
  return inForm({ [idKey(collection, switches)]: row.id, ...others, ...inside, modified_on: modified }, switches)
}

export function showLine({ switches }: Pick<Call, 'switches'>, line: Line): unknown {
  return inForm(line, switches)
}

/** Every argument in a path is a whole number; fifteen digits are the most that JSON keeps exact. */
export function isWholeNumber(text: string): boolean {
  return /^\d{1,15}$/.test(text)
}
