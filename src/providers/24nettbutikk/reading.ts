/**
 * Collections page by page → observed objects. The field names are the vendor's and documented nowhere, so every scalar
 * of a row is taken as it is, in one dress.
 */

import { nameOf } from '../../http/operation.ts'
import { type OffsetPage, pages as offsetPages } from '../../http/paginate.ts'
import { canonicalDecimal } from '../../model/decimal.ts'
import { VendorError } from '../../model/errors.ts'
import type { Json } from '../../model/json.ts'
import type { Page } from '../../model/provider.ts'
import type { Observed } from '../../model/resource.ts'
import type { CollectionOperations, Row } from './contract.ts'
import { type NettbutikkSession, reply, send } from './session.ts'

/** A scalar as text: `159.90`, "159.9" and 159.9 are one, and `00123` stays itself. Undefined where it is no scalar. */
export function scalarOf(value: unknown): Json | undefined {
  if (value === null || value === '') return null
  if (typeof value === 'boolean') return value ? '1' : '0'
  if (typeof value === 'number') return canonicalDecimal(String(value)) ?? String(value)
  if (typeof value !== 'string') return undefined
  return /^-?\d+\.\d+$/.test(value) ? (canonicalDecimal(value) ?? value) : value
}

export function observedOf(kind: string, idKey: string, row: Row): Observed | undefined {
  const id = scalarOf(row[idKey])
  if (typeof id !== 'string') return undefined
  const fields = Object.entries(row).flatMap(([name, value]) => {
    const scalar = scalarOf(value)
    return scalar === undefined ? [] : [[name, scalar] as const]
  })
  return { kind, remoteId: id, spec: Object.fromEntries(fields) }
}

/**
 * All pages, by offset: oldest first, so that what comes while paging is not missed (seed). A row that changes
 * meanwhile may come twice (seed): the later one replaces the earlier, because objects are kept by id.
 */
export async function* pages(
  session: NettbutikkSession,
  { list }: CollectionOperations,
  kind: string,
  idKey: string,
  signal: AbortSignal,
): AsyncGenerator<Page> {
  const label = `${session.settings.connection}: ${nameOf(list)}`
  const limit = String(session.settings.assume.pageSize)
  const fetchPage = async (offset: number, stop: AbortSignal): Promise<OffsetPage<Row>> => {
    const { rows, more } = await send(session, list, { limit, offset: String(offset) }, stop)
    // The link is not followed: it may carry a token (seed). What it says counts: there is more, and it did not come.
    if (more && rows.length === 0) throw cutShort(label, offset)
    return { rows, total: more ? undefined : offset + rows.length }
  }
  for await (const { rows } of offsetPages(fetchPage, { label, signal })) {
    const objects = rows.map((row) => {
      const observed = observedOf(kind, idKey, row)
      if (observed !== undefined) return observed
      throw new VendorError('E2004', `${label}: a row has no "${idKey}" to know it by`, {
        effect: 'none',
        hint: `say which field it is, under assume: { ${kind}_id: … }`,
      })
    })
    yield { objects }
  }
}

function cutShort(label: string, offset: number): VendorError {
  return new VendorError('E2006', `${label}: the page from row ${offset} on is empty, and names a next one`, {
    effect: 'none',
    hint: 'try again; as long as the vendor answers so, the list is not known to be whole, and nothing is said of it',
  })
}

/** Last-Modified has a resolution of one second: what moved in this one may move in it again. */
const recentMs = 2000

/**
 * When the table last moved, from one HEAD, and how it is read: rows that were kept under another name for their id, or
 * asked for with the segments the other way round, are not what would be read now. Undefined where the HEAD proves nothing.
 */
export async function mark(
  session: NettbutikkSession,
  { head }: CollectionOperations,
  idKey: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { headers } = await reply(session, head, {}, signal)
  const modified = headers.get('last-modified')
  const date = headers.get('date')
  if (modified === null || date === null) return undefined
  const age = Date.parse(date) - Date.parse(modified)
  if (Number.isNaN(age) || age < recentMs) return undefined
  return `${modified}, ${session.settings.assume.segmentOrder}, by ${idKey}`
}
