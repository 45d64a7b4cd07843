/** `butik doctor`: one call that proves the key, and what a person should know of it. */
import { retold } from '../../http/failure.ts'
import { VendorError } from '../../model/errors.ts'
import type { Asked, Doctor } from '../../model/provider.ts'
import { keyName } from './key.ts'
import { askFeed, type ScanpaySession } from './session.ts'
import { look, type Standing } from './standing.ts'

export const doctor: Doctor<ScanpaySession> = {
  async ask(session, signal) {
    let standing: Standing
    try {
      standing = await look(session, signal)
    } catch (error) {
      return await askOld(session, signal, error)
    }
    if (standing.refusal !== undefined) throw told(session, standing.refusal, standing)
    return { ...dated(standing.date), note: noteOf(session) }
  },
}

/** The key is good in the other environment: that is what has to be said, not that it is wrong. */
function told({ settings }: ScanpaySession, refusal: VendorError, { accepted }: Standing): VendorError {
  if (accepted === undefined) return refusal
  const hint = `write environment: ${accepted}, or use a key of ${settings.environment}`
  return retold(refusal, { message: `${refusal.message}; the environment ${accepted} accepts it`, hint })
}

/** That v2 is live is assumed: where nobody has said so and it does not answer, v1 may. Throws the first error if not. */
async function askOld(session: ScanpaySession, signal: AbortSignal, error: unknown): Promise<Asked> {
  const { settings } = session
  const mayBeOld = !settings.dialectSaid && settings.key.owner === 'shop'
  const isNotThere = error instanceof VendorError && (error.code === 'E2003' || error.code === 'E2004')
  if (!mayBeOld || !isNotThere || (error.status ?? 500) >= 500) throw error
  const answer = await askFeed(session, { signal, dialect: 'v1' }).catch((second: unknown) => {
    if (second instanceof VendorError) throw error
    throw second
  })
  const date = answer.reply.headers.get('date') ?? undefined
  return { ...dated(date), note: `${noteOf(session)}; v2 does not answer, v1 does: write dialect: v1` }
}

function dated(date: string | undefined): { readonly date?: string } {
  return date === undefined ? {} : { date }
}

function noteOf({ settings: { key, shopId, environment, dialect } }: ScanpaySession): string {
  const reach = key.owner === 'shop' ? '' : '; it may reach other shops too'
  return `${keyName(key)}, the key of a ${key.owner}, for shop ${shopId} in ${environment} (${dialect})${reach}`
}
