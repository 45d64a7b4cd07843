/** What a live shop tells of the facts that the vendor's page leaves open. Reads only: nothing here can be written. */
import { VendorError } from '../../model/errors.ts'
import type { Finding, Probe } from '../../model/provider.ts'
import { type CollectionOperations, customers, products, type Row, rows } from './contract.ts'
import { type NettbutikkSession, send } from './session.ts'

const asked = 1000

export const probes: readonly Probe<NettbutikkSession>[] = [
  {
    fact: 'segment_order',
    question: 'whether limit or offset is the first segment of a path',
    writes: false,
    run: segmentOrder,
  },
  {
    fact: 'page_size',
    question: `whether one call gives ${asked} rows`,
    writes: false,
    async run(session, signal): Promise<Finding> {
      const { rows, more } = await send(session, products.list, { limit: String(asked), offset: '0' }, signal)
      if (rows.length === asked) return found(asked, `a call for ${asked} products gave as many`)
      if (more && rows.length > 0)
        return found(rows.length, `a call for ${asked} products gave ${rows.length} and a next page`)
      return { known: false, why: `there are only ${rows.length} products: no limit was reached` }
    },
  },
  idProbe('product_id', 'products', products),
  idProbe('customer_id', 'customers', customers),
]

/**
 * Asks for the second and third product, and for the third alone, by paths in which the two orders have each other's
 * meaning: `/2/1` is two rows from the second on, or one row from the third on. Known where one order, and not the other,
 * explains both answers.
 */
async function segmentOrder(session: NettbutikkSession, signal: AbortSignal): Promise<Finding> {
  const ask = (path: string) => rowsAt(session, path, signal)
  const first = (await ask('/products')) ?? []
  if (first.length < 3) return { known: false, why: 'there are fewer than three products' }
  const key = idKeyIn(first, [session.settings.assume.productId, ...likelyKeys('product_id')])
  if (key === undefined) return { known: false, why: 'no field of a product tells it from the others' }
  const idsOf = (rows: readonly Row[] | undefined) => rows?.map((row) => String(row[key])).join() ?? 'a refusal'
  const [second, third] = [idsOf(first.slice(1, 3)), idsOf(first.slice(2, 3))]
  const [twoOne, oneTwo] = [idsOf(await ask('/products/2/1')), idsOf(await ask('/products/1/2'))]
  const seen = `/products/2/1 gave ${twoOne}, and /products/1/2 gave ${oneTwo}`
  if (twoOne === second && oneTwo === third) return found('limit_offset', seen)
  if (twoOne === third && oneTwo === second) return found('offset_limit', seen)
  return {
    known: false,
    why: `${seen}: neither order explains both, where ${idsOf(first.slice(0, 3))} are the first three`,
  }
}

/** Undefined where the vendor refuses the arguments. */
async function rowsAt(
  { http }: NettbutikkSession,
  path: string,
  signal: AbortSignal,
): Promise<readonly Row[] | undefined> {
  try {
    const { json } = await http.send({ method: 'GET', path, repeat: 'safe', signal })
    return rows.safeParse(json()).data?.rows
  } catch (error) {
    if (error instanceof VendorError && (error.status === 400 || error.status === 404)) return undefined
    throw error
  }
}

function likelyKeys(fact: string): string[] {
  return ['id', fact, `${fact.replace('_id', '')}_no`, 'no', 'number']
}

/** The first of these that every row has, and no two the same. */
function idKeyIn(some: readonly Row[], likely: readonly string[]): string | undefined {
  return likely.find((key) => {
    const values = some.map((row) => row[key])
    const named = values.every((value) => typeof value === 'number' || (typeof value === 'string' && value !== ''))
    return named && new Set(values.map(String)).size === some.length
  })
}

function idProbe(fact: string, what: string, { list }: CollectionOperations): Probe<NettbutikkSession> {
  const likely = likelyKeys(fact)
  return {
    fact,
    question: `which field names one of the ${what}`,
    writes: false,
    async run(session, signal): Promise<Finding> {
      const { rows } = await send(session, list, { limit: '20', offset: '0' }, signal)
      if (rows.length === 0) return { known: false, why: `there are no ${what}` }
      const name = idKeyIn(rows, likely)
      if (name !== undefined) return found(name, `"${name}" is in each of ${rows.length} ${what}, and never twice`)
      return {
        known: false,
        why: `none of ${likely.join(', ')} is in every row; the fields are ${Object.keys(rows[0] ?? {}).join(', ')}`,
      }
    },
  }
}

function found(value: string | number, evidence: string): Finding {
  return { known: true, value, evidence }
}
