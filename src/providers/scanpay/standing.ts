/** One look at the account: does the feed answer this key, and if not, is it a key for the other environment? */

import { VendorError } from '../../model/errors.ts'
import { isRefusal } from './errors.ts'
import { askFeed, type ScanpaySession } from './session.ts'
import { type Environment, otherOf } from './settings.ts'

export interface Standing {
  /** Where the key is accepted for the shop; undefined: nowhere that is known. */
  readonly accepted: Environment | undefined
  /** Why this environment does not answer the key; undefined: it does. */
  readonly refusal?: VendorError
  /** The vendor's clock. */
  readonly date?: string
}

/**
 * One call where all is well. A refused key is an answer, not a failure; whatever else goes wrong is thrown, because then
 * nothing was seen.
 */
export async function look(session: ScanpaySession, signal: AbortSignal): Promise<Standing> {
  const { environment } = session.settings
  try {
    const { reply } = await askFeed(session, { signal })
    const date = reply.headers.get('date')
    return { accepted: environment, ...(date === null ? {} : { date }) }
  } catch (error) {
    if (!isRefusal(error)) throw error
    const elsewhere = await isAcceptedElsewhere(session, signal)
    return { accepted: elsewhere ? otherOf(environment) : undefined, refusal: error }
  }
}

/** False where the other environment cannot tell either: that this one refuses is known all the same. */
async function isAcceptedElsewhere(session: ScanpaySession, signal: AbortSignal): Promise<boolean> {
  const { other } = session
  if (other === undefined) return false
  try {
    await askFeed(session, { signal, door: other })
    return true
  } catch (error) {
    if (!(error instanceof VendorError)) throw error
    return false
  }
}
