/** What every operation works with, and the questions most of them ask first. */
import type { Clock } from '../clock.ts'
import { isRecord, type JsonRecord } from '../json.ts'
import { timestamp, type Zone } from '../local-time.ts'
import type { Assets } from './assets.ts'
import type { Collection, Row } from './collection.ts'
import { ApiError, badRequest } from './errors.ts'
import type { Store } from './store.ts'
import type { ShoporamaSwitches } from './switches.ts'

export interface Context {
  readonly store: Store
  readonly clock: Clock
  readonly switches: ShoporamaSwitches
  /** Where pictures and files are downloaded from, such as http://127.0.0.1:4711/shoporama. */
  readonly downloads: string
}

/** One API call, its body parsed and its assets fetched. */
export interface Call extends Context {
  readonly query: URLSearchParams
  readonly body: unknown
  readonly assets: Assets
}

/** What an operation answers with status 200, or with the create status. */
export interface Operations {
  readonly list?: (call: Call) => unknown
  readonly create?: (call: Call) => unknown
  readonly read?: (call: Call, id: number) => unknown
  readonly update?: (call: Call, id: number) => unknown
  /** The object as it was. */
  readonly remove?: (call: Call, id: number) => unknown
}

export function zoneOf(context: Context): Zone {
  return context.switches.time_zone === 'utc' ? 'UTC' : 'Europe/Copenhagen'
}

export function timeText(context: Context, instant: number): string {
  return timestamp(instant, zoneOf(context))
}

/** The live row, or the vendor's refusal: never existed and deleted are different answers. */
export function requireRow<T extends Row>(context: Context, rows: Collection<T>, id: number): T {
  const row = rows.get(id)
  if (row === undefined) throw new ApiError(404)
  if (row.removed !== null) throw new ApiError(context.switches.gone_status)
  return row
}

export function requireObject(body: unknown): JsonRecord {
  if (!isRecord(body)) throw badRequest('the body is not a JSON object')
  return body
}

export function requireKnownKeys(context: Context, body: JsonRecord, known: ReadonlySet<string>): void {
  if (context.switches.unknown_field === 'ignore') return
  for (const key of Object.keys(body)) if (!known.has(key)) throw badRequest(`unknown field ${key}`)
}

/** What a reference may point at. */
export interface Targets {
  live(id: number): Row | undefined
}

/** Checks a reference to another object; 0 is "none" and always fine. */
export function requireReference(context: Context, rows: Targets, id: number, field: string): void {
  if (id === 0 || context.switches.unknown_reference === 'accept') return
  if (rows.live(id) === undefined) throw badRequest(`${field} ${id} does not exist`)
}

export function requireUnused(context: Context, used: () => boolean): void {
  if (context.switches.delete_in_use === 'rejected' && used()) throw badRequest('it is in use')
}

/** Rows of an unpaged list, deleted ones only where the switch shows them. */
export function listRows<T extends Row>(context: Context, rows: Collection<T>): T[] {
  return context.switches.deleted_listed === 'yes' ? [...rows.allRows()] : [...rows.liveRows()]
}

export function wrapList(context: Context, key: string, rows: readonly unknown[]): unknown {
  return context.switches.list_form === 'object' ? { [key]: rows } : rows
}
