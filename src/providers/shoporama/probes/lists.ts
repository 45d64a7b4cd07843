/** Facts about lists: how much a page holds, in which form and order it comes, and what it leaves out. Reads only. */
import { isJsonObject } from '../../../model/json.ts'
import type { Finding } from '../../../model/provider.ts'
import { category, product } from '../contract.ts'
import { flagOf } from '../normalise.ts'
import type { ShoporamaSession } from '../session.ts'
import { known, listed, productIdsOf, type RawList, type ShoporamaProbe, unknown, unlessInvalid } from './finding.ts'

type Session = ShoporamaSession

/** The smallest row: what a probe reads of a shop should be no more than it needs. */
const idsOnly = { fields: 'product_id' }

function products(session: Session, query: { readonly [name: string]: string }, signal: AbortSignal): Promise<RawList> {
  return listed(session, product.list, { ...idsOnly, ...query }, signal)
}

/** From the most that the setting can say; each costs a call only where the one before was refused. */
const limits = [1000, 500, 250, 100, 50, 25, 10]

async function maxLimit(session: Session, signal: AbortSignal): Promise<Finding> {
  let refused: number | undefined
  for (const asked of limits) {
    const page = await unlessInvalid(products(session, { limit: String(asked) }, signal))
    if (page !== undefined) return limitOf(page, asked, refused)
    refused = asked
  }
  return unknown(`every limit from ${limits[0]} to ${refused} is refused`)
}

function limitOf({ rows, total, limit }: RawList, asked: number, refused: number | undefined): Finding {
  const length = rows.length
  if (limit !== undefined && limit > 0 && limit < asked)
    return known(limit, `limit=${asked} was answered with a limit of ${limit}`)
  if (length === asked) return known(asked, `limit=${asked} was answered with ${asked} products`)
  if (length > 0 && total !== undefined && length < total)
    return known(length, `limit=${asked} was answered with ${length} of ${total} products`)
  if (refused !== undefined) return known(asked, `limit=${refused} is refused, ${asked} is not`)
  return unknown(`limit=${asked} gave all ${length} products: there are too few to see a page end`)
}

async function overLimit(session: Session, signal: AbortSignal): Promise<Finding> {
  const asked = limits[0] ?? 0
  const page = await unlessInvalid(products(session, { limit: String(asked) }, signal))
  if (page === undefined) return known('reject', `limit=${asked} is refused`)
  const { limit } = page
  return limit !== undefined && limit < asked
    ? known('clamp', `limit=${asked} was answered with a limit of ${limit}`)
    : unknown(`limit=${asked} is not above the highest, as far as the answer tells`)
}

async function defaultLimit(session: Session, signal: AbortSignal): Promise<Finding> {
  const { limit, rows, total } = await products(session, {}, signal)
  if (limit !== undefined) return known(limit, `without a limit the answer says ${limit}`)
  return total !== undefined && rows.length < total
    ? known(rows.length, `without a limit ${rows.length} of ${total} products came`)
    : unknown(`without a limit all ${rows.length} products came`)
}

async function pagingTypes(session: Session, signal: AbortSignal): Promise<Finding> {
  const { raw } = await products(session, { limit: '1' }, signal)
  const paging = isJsonObject(raw) ? raw['paging'] : undefined
  const total = isJsonObject(paging) ? paging['total'] : undefined
  if (typeof total === 'number') return known('number', `paging.total is ${total}`)
  return typeof total === 'string' ? known('text', `paging.total is "${total}"`) : unknown('paging has no total')
}

async function productOrder(session: Session, signal: AbortSignal): Promise<Finding> {
  const { rows } = await products(session, { limit: '25' }, signal)
  const ids = productIdsOf(rows).map(Number)
  if (ids.length < 2) return unknown('there are fewer than two products')
  const evidence = `${ids.slice(0, 5).join(', ')}${ids.length > 5 ? ', …' : ''}`
  const steps = ids.slice(1).map((id, index) => Math.sign(id - (ids[index] ?? id)))
  if (steps.every((step) => step < 0)) return known('newest_first', evidence)
  return known(steps.every((step) => step > 0) ? 'oldest_first' : 'other', evidence)
}

async function listForm(session: Session, signal: AbortSignal): Promise<Finding> {
  const { raw } = await listed(session, category.list, {}, signal)
  return isJsonObject(raw)
    ? known('object', `GET /category answers an object with ${Object.keys(raw).join(', ')}`)
    : known('bare', 'GET /category answers an array')
}

async function dialect(session: Session, signal: AbortSignal): Promise<Finding> {
  const { rows } = await listed(session, category.list, {}, signal)
  const id = rows[0]?.['category_id']
  if (typeof id === 'number') return known('2025-07', `a category_id is the number ${id}`)
  return typeof id === 'string'
    ? known('2025-03', `a category_id is the text "${id}"`)
    : unknown('there is no category')
}

/** Three totals at most: of all, of those online, of those offline. Both filters are checked on a row. */
async function offlineListed(session: Session, signal: AbortSignal): Promise<Finding> {
  const count = async (query: { readonly [name: string]: string }) => {
    const { rows, total } = await products(session, { ...query, fields: 'product_id,is_online', limit: '1' }, signal)
    return { total, isOnline: flagOf(rows[0]?.['is_online']) }
  }
  const all = await count({})
  const online = await count({ is_online: 'yes' })
  if (all.total === undefined || online.total === undefined) return unknown('the list does not say its total')
  if (online.isOnline === false) return unknown('is_online=yes lists offline products too')
  const totals = `${all.total} without is_online, ${online.total} with is_online=yes`
  if (all.total > online.total) return known('yes', totals)
  const offline = await count({ is_online: 'no' })
  if (offline.total === undefined || offline.total === 0) return unknown('no product is offline')
  if (offline.isOnline !== false) return unknown('is_online=no lists products that are online')
  return known('no', `${totals}, ${offline.total} with is_online=no`)
}

export const listProbes: readonly ShoporamaProbe[] = [
  {
    fact: 'max_limit',
    question: 'How many rows has a page of products at most?',
    writes: false,
    run: maxLimit,
  },
  { fact: 'over_limit', question: 'What becomes of a limit above the highest?', writes: false, run: overLimit },
  { fact: 'default_limit', question: 'How many rows has a page unless asked?', writes: false, run: defaultLimit },
  { fact: 'paging_types', question: 'Are the numbers of paging numbers or texts?', writes: false, run: pagingTypes },
  { fact: 'product_order', question: 'In which order do products come?', writes: false, run: productOrder },
  { fact: 'list_form', question: 'Are unpaged lists bare arrays or objects?', writes: false, run: listForm },
  { fact: 'dialect', question: 'Are ids numbers or texts?', writes: false, run: dialect },
  { fact: 'offline_listed', question: 'Does the product list hold offline ones?', writes: false, run: offlineListed },
]
