/** Whether a token is accepted, and whether it may write: told for one call each, and without changing anything. */
import { VendorError } from '../../model/errors.ts'
import type { Asked, Doctor, Rights } from '../../model/provider.ts'
import { product } from './contract.ts'
import { hostOf } from './normalise.ts'
import { ask, type ShoporamaSession, send } from './session.ts'

export const doctor: Doctor<ShoporamaSession> = { ask: accepted, rights }

/** One row with two fields: the smallest list there is, and enough to say whose token it is. */
async function accepted(session: ShoporamaSession, signal: AbortSignal): Promise<Asked> {
  const query = { limit: '1', fields: 'product_id,url' }
  const { answer, reply } = await ask(session, product.list, { query, signal })
  const date = reply.headers.get('date')
  const host = hostOf(answer.rows[0]?.['url'])
  const shop = host === undefined ? 'a shop' : `the shop at ${host}`
  const note =
    answer.total === undefined ? shop : `${shop}, ${answer.total} ${answer.total === 1 ? 'product' : 'products'}`
  return { ...(date === null ? {} : { date }), note }
}

/** Of a signed 32-bit column the highest there can be: ids are given in turn, so no shop comes near it. */
export const absentId = '2147483647'

/**
 * Asks to update a product that does not exist, with nothing. It is harmless twice over: there is no such object, and an
 * empty PUT would leave one as it is, because a PUT is a merge (seen). A token that may only read is refused before its
 * id is looked at (assumed), as 403 or 401; one that may write is told that the object is not there.
 */
async function rights(session: ShoporamaSession, signal: AbortSignal): Promise<Rights> {
  try {
    await send(session, product.update, { id: absentId, body: {}, signal })
    return 'unknown'
  } catch (error) {
    if (!(error instanceof VendorError)) throw error
    if (error.code === 'E2002') return 'read-only'
    return error.status === 404 || error.status === 410 ? 'read-write' : 'unknown'
  }
}
