/**
 * What changed among the products. `last_modified` gives what was edited after a time (seed) and cannot be combined with
 * another filter (seed); paging and `fields` go with it.
 */
import { nameOf } from '../../http/operation.ts'
import { VendorError } from '../../model/errors.ts'
import type { Changes } from '../../model/provider.ts'
import type { Rows } from './answers.ts'
import { product } from './contract.ts'
import { idAt } from './normalise.ts'
import { observedOf, pagedList, type Shape } from './reading.ts'
import { type ShoporamaSession, send } from './session.ts'

/**
 * Milliseconds. Two clocks of the vendor may each be five minutes off, one that is ahead answering and one that is behind
 * stamping; and a minute for what is rounded.
 */
const overlapMs = 11 * 60_000

/**
 * The time to ask from. Stamps have no zone. Read as UTC they are never behind it: Danish time is one or two hours ahead
 * (assumed; UTC is the other possibility), so a time in UTC lies before whatever was stamped after it, in the hour that
 * comes twice in October too.
 */
function askedFrom(instant: string): string {
  return new Date(Date.parse(instant) - overlapMs).toISOString().slice(0, 19)
}

/** The order that the plain list has (seen), asked for by name. */
const highestFirst = { sort: 'product_id', sort_order: 'desc' }

export function productChanges(shape: Shape): Changes<ShoporamaSession> {
  const { list } = product
  return {
    since: (session, instant, signal) =>
      pagedList(session, shape, list, { query: { last_modified: askedFrom(instant) }, signal }),
    covers: (stamp, instant) => stamp.replace(' ', 'T') >= askedFrom(instant),
    count: async (session, signal) => {
      const page = await send(session, list, { query: { limit: '1', offset: '0' }, signal })
      const [row] = page.rows
      const first = row === undefined ? undefined : observedOf(shape, row)
      return { total: totalOf(page), ...(first === undefined ? {} : { first }) }
    },
    ids: async (session, offset, limit, signal) => {
      const query = { ...highestFirst, fields: 'product_id', limit: String(limit), offset: String(offset) }
      const page = await send(session, list, { query, signal })
      return { ids: page.rows.map((row) => idAt(row, shape.idKeys) ?? ''), total: totalOf(page) }
    },
    rows: async (session, offset, signal) => {
      const pages = pagedList(session, shape, list, { query: highestFirst, start: offset, signal, partly: true })
      for await (const page of pages) return page
      throw new VendorError('E2004', `${nameOf(list)}: the list has no page`, { effect: 'none' })
    },
    // A sale or a posting that empties the stock takes such a product offline, and need not stamp it (assumed).
    silent: (spec) => spec['auto_offline'] !== false,
  }
}

function totalOf({ total }: Rows): number {
  if (total !== undefined) return total
  throw new VendorError('E2004', `${nameOf(product.list)}: the list does not say how many there are`, {
    effect: 'none',
  })
}
