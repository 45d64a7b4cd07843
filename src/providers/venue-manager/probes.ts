/** What a live shop tells of the one assumed fact that reading can test. */

import { VendorError } from '../../model/errors.ts'
import { isJsonObject } from '../../model/json.ts'
import type { Finding, Probe } from '../../model/provider.ts'
import { productOne, products } from './contract.ts'
import { exchange, read, type VenueSession } from './session.ts'

const likely = ['id', 'productId', 'product_id']

export const probes: readonly Probe<VenueSession>[] = [
  {
    fact: 'product_argument',
    question: 'which argument names one product',
    writes: false,
    async run(session, signal): Promise<Finding> {
      const rows = await read(session, products, {}, signal)
      // The last one: an argument that is ignored might give the first.
      const wanted = rows.at(-1)?.['id']
      if (rows.length < 2 || wanted === undefined) return { known: false, why: 'the shop has fewer than two products' }
      for (const name of likely) {
        if ((await idOfOne(session, { [name]: String(wanted) }, signal)) === wanted)
          return { known: true, value: name, evidence: `${name}=${String(wanted)} gave that product` }
      }
      return { known: false, why: `none of ${likely.join(', ')} gave the product that was asked for` }
    },
  },
]

async function idOfOne(
  session: VenueSession,
  query: { [name: string]: string },
  signal: AbortSignal,
): Promise<unknown> {
  try {
    const { json } = await exchange(session, productOne, { path: productOne.path, query }, signal)
    const value = json()
    return isJsonObject(value) ? value['id'] : undefined
  } catch (error) {
    if (error instanceof VendorError && error.status !== undefined && error.status < 500) return undefined
    throw error
  }
}
