/** Facts about the stock list: where it takes its arguments, what it counts, and how its rows are named. Reads only. */
import { isJsonObject } from '../../../model/json.ts'
import type { Finding } from '../../../model/provider.ts'
import { product, stock } from '../contract.ts'
import { idAt } from '../normalise.ts'
import { ask, type ShoporamaSession } from '../session.ts'
import { known, listed, productIdsOf, type ShoporamaProbe, unknown } from './finding.ts'

type Session = ShoporamaSession

function page(session: Session): { readonly limit: string } {
  return { limit: String(session.settings.assume.maxLimit) }
}

/** Asks for the levels of one product of several: where others come too, the query was not read. */
async function stockArguments(session: Session, signal: AbortSignal): Promise<Finding> {
  const all = [...new Set(productIdsOf((await listed(session, stock.list, page(session), signal)).rows))]
  const wanted = all.at(-1)
  if (wanted === undefined || all.length < 2) return unknown('fewer than two products have a stock level')
  const { rows } = await listed(session, stock.list, { ...page(session), product_ids: wanted }, signal)
  const found = [...new Set(productIdsOf(rows))]
  if (found.length === 0) return unknown(`product_ids=${wanted} in the query gave no level at all`)
  const evidence = `product_ids=${wanted} in the query gave levels of ${found.length} of at least ${all.length} products`
  return found.length === 1 && found[0] === wanted ? known('query', evidence) : known('body', evidence)
}

async function stockKey(session: Session, signal: AbortSignal): Promise<Finding> {
  const { raw } = await listed(session, stock.list, { limit: '1' }, signal)
  const key = isJsonObject(raw) ? Object.keys(raw).find((name) => Array.isArray(raw[name])) : undefined
  return key === undefined ? unknown('the stock list is a bare array') : known(key, `GET /stock has its rows in ${key}`)
}

async function stockRowKey(session: Session, signal: AbortSignal): Promise<Finding> {
  const { rows } = await listed(session, stock.list, page(session), signal)
  const row = rows[0]
  if (row === undefined) return unknown('there is no stock level')
  const keys = Object.keys(row).join(', ')
  const key = ['SKU', 'sku', 'own_id'].find((name) => row[name] !== undefined)
  return key === undefined ? unknown(`a row names no SKU: ${keys}`) : known(key, `a row has ${keys}`)
}

async function stockPaging(session: Session, signal: AbortSignal): Promise<Finding> {
  const { rows, count } = await listed(session, stock.list, page(session), signal)
  const products = new Set(productIdsOf(rows)).size
  if (count === undefined || rows.length === products) return unknown('no product of the first page has variants')
  const evidence = `count is ${count} for ${rows.length} rows of ${products} products`
  if (count === rows.length) return known('rows', evidence)
  return count >= products && count < rows.length ? known('products', evidence) : unknown(evidence)
}

async function stockOne(session: Session, signal: AbortSignal): Promise<Finding> {
  const { rows } = await listed(session, product.list, { limit: '1', fields: 'product_id' }, signal)
  const id = rows[0] === undefined ? undefined : idAt(rows[0], ['product_id'])
  if (id === undefined) return unknown('there is no product')
  const { reply } = await ask(session, stock.read, { id, signal })
  const answer = reply.json()
  if (Array.isArray(answer)) return known('rows', `GET /stock/${id} answers an array`)
  if (!isJsonObject(answer)) return unknown(`GET /stock/${id} answers neither an array nor an object`)
  const keys = Object.keys(answer).join(', ')
  const isEnvelope = Object.values(answer).some(Array.isArray)
  return isEnvelope
    ? known('envelope', `GET /stock/${id} answers an object with ${keys}`)
    : unknown(`GET /stock/${id} answers an object with ${keys}`)
}

export const stockProbes: readonly ShoporamaProbe[] = [
  {
    fact: 'stock_arguments',
    question: 'Does GET /stock take its arguments in the query?',
    writes: false,
    run: stockArguments,
  },
  { fact: 'stock_key', question: 'Under which key are the rows of the stock list?', writes: false, run: stockKey },
  { fact: 'stock_row_key', question: 'Under which key has a stock row its SKU?', writes: false, run: stockRowKey },
  { fact: 'stock_paging', question: 'Does the stock list count products or rows?', writes: false, run: stockPaging },
  { fact: 'stock_one', question: 'In which form does the stock of one product come?', writes: false, run: stockOne },
]
