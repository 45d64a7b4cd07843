/** A product that a probe makes, looks at and removes again: named for whoever should meet it, and never online. */
import type { HttpReply } from '../../../http/client.ts'
import { VendorError } from '../../../model/errors.ts'
import type { JsonObject } from '../../../model/json.ts'
import type { Finding } from '../../../model/provider.ts'
import { product } from '../contract.ts'
import { idAt, isRemoved, type Row } from '../normalise.ts'
import { ask, missingId, type ShoporamaSession, send } from '../session.ts'
import { deleting } from '../writing.ts'
import { listed } from './finding.ts'

type Session = ShoporamaSession

export const probeOwnId = 'butik-probe'
const probeName = 'butik-probe (may be deleted)'

export interface Made {
  readonly id: string
  readonly row: Row
  readonly reply: HttpReply
}

export async function withOwnProduct(
  session: Session,
  fields: JsonObject,
  signal: AbortSignal,
  look: (made: Made) => Promise<Finding>,
): Promise<Finding> {
  // What is left of a probe that was ended half way goes first: two products with one SKU would blur what is found.
  await removeAll(session, signal)
  const made = await make(session, fields, signal)
  try {
    return await look(made)
  } finally {
    await tidied((fresh) => deleting(product.delete).run(session, made.id, { signal: fresh }))
  }
}

async function make(session: Session, fields: JsonObject, signal: AbortSignal): Promise<Made> {
  try {
    const body = { name: probeName, own_id: probeOwnId, is_online: 0, ...fields }
    const { answer, reply } = await ask(session, product.create, { body, signal })
    const row = answer[0]
    const id = row === undefined ? undefined : idAt(row, ['product_id'])
    if (row === undefined || id === undefined) throw missingId(product.create)
    return { id, row, reply }
  } catch (error) {
    // Where the answer was lost the product is there, or it is not.
    const isRefused = error instanceof VendorError && error.effect === 'none'
    if (!isRefused) await tidied((fresh) => removeAll(session, fresh))
    throw error
  }
}

/** The object as a list would show it. */
export function read(session: Session, id: string, signal: AbortSignal): Promise<Row> {
  return send(session, product.read, { id, signal })
}

/** Also after an abort, which must not leave anything in the shop: hence a signal of its own. */
async function tidied(remove: (signal: AbortSignal) => Promise<void>): Promise<void> {
  try {
    await remove(new AbortController().signal)
  } catch (error) {
    if (!(error instanceof VendorError)) throw error
    throw new VendorError(error.code, `a product called "${probeName}" may be left in the shop: ${error.message}`, {
      effect: error.effect,
      hint: 'delete it there; the next probe does so too',
      cause: error,
    })
  }
}

async function removeAll(session: Session, signal: AbortSignal): Promise<void> {
  const query = { search: probeOwnId, is_online: 'no', fields: 'product_id,own_id,name,removed_on', limit: '100' }
  const { rows } = await listed(session, product.list, query, signal)
  for (const row of rows) {
    const id = idAt(row, ['product_id'])
    // The search is the vendor's and finds what it likes; only what has both names was made by a probe.
    const isOurs = row['name'] === probeName && String(row['own_id']).startsWith(probeOwnId)
    if (isOurs && !isRemoved(row) && id !== undefined) await deleting(product.delete).run(session, id, { signal })
  }
}
