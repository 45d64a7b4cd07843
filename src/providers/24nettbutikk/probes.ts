/** What a live shop tells of the facts that the vendor's page leaves open. Reads only: nothing here can be written. */
import { VendorError } from '../../model/errors.ts'
import type { Finding, Probe } from '../../model/provider.ts'
import { type CollectionOperations, customers, products } from './contract.ts'
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

/** Two rows from the first on; read the other way round that is no row at all, or those from the third on. */
async function segmentOrder(session: NettbutikkSession, signal: AbortSignal): Promise<Finding> {
  const rowsOf = async (path: string): Promise<readonly unknown[] | undefined> => {
    try {
      const { json } = await session.http.send({ method: 'GET', path, repeat: 'safe', signal })
      return products.list.reply.parse(json()).rows
    } catch (error) {
      if (error instanceof VendorError && error.status === 400) return undefined
      throw error
    }
  }
  const first = await rowsOf('/products')
  if (first === undefined || first.length < 3) return { known: false, why: 'there are fewer than three products' }
  const two = await rowsOf('/products/2/0')
  if (two?.length === 2 && JSON.stringify(two) === JSON.stringify(first.slice(0, 2)))
    return found('limit_offset', '/products/2/0 gave the first two')
  return found('offset_limit', `/products/2/0 gave ${two === undefined ? 'a refusal' : `${two.length} others`}`)
}

function idProbe(fact: string, what: string, { list }: CollectionOperations): Probe<NettbutikkSession> {
  const likely = ['id', fact, `${fact.replace('_id', '')}_no`, 'no', 'number']
  return {
    fact,
    question: `which field names one of the ${what}`,
    writes: false,
    async run(session, signal): Promise<Finding> {
      const { rows } = await send(session, list, { limit: '20', offset: '0' }, signal)
      if (rows.length === 0) return { known: false, why: `there are no ${what}` }
      const name = likely.find((key) => {
        const values = rows.map((row) => row[key])
        const named = values.every((value) => typeof value === 'number' || (typeof value === 'string' && value !== ''))
        return named && new Set(values.map(String)).size === rows.length
      })
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
