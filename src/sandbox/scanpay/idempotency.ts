/** Idempotency keys: the outcome of a request, success or failure, is stored and given again to the identical request. */
import { createHash } from 'node:crypto'
import type { Context } from './context.ts'
import { refusal } from './errors.ts'

const day = 86_400_000

export interface Outcome {
  readonly status: number
  /** The JSON of a success, the line of a refusal. */
  readonly text: string
}

export interface KeptOutcome extends Outcome {
  readonly idempotencyStatus: 'OK' | 'ERROR' | undefined
}

/** What makes a request identical to another: where it goes and what it says. */
export function digestOfRequest(operation: string, id: string, body: Buffer): string {
  return createHash('sha256').update(`${operation}\n${id}\n`).update(body).digest('hex')
}

export function withIdempotency(context: Context, key: string, request: string, run: () => Outcome): KeptOutcome {
  const { shop, switches, now } = context
  const { idempotency_reuse, idempotency_store, idempotency_status, idempotency_retention } = switches
  const kept = shop.outcome(key)
  const known = kept !== undefined && (idempotency_retention === 'forever' || now < kept.at + day) ? kept : undefined
  if (known !== undefined && known.request !== request && idempotency_reuse.startsWith('400'))
    throw refusal(idempotency_reuse)
  if (known !== undefined && (known.request === request || idempotency_reuse === 'replay'))
    return { status: known.status, text: known.text, idempotencyStatus: 'OK' }
  const outcome = run()
  if (idempotency_store === 'fails') return { ...outcome, idempotencyStatus: 'ERROR' }
  if (idempotency_store === 'silent') return { ...outcome, idempotencyStatus: undefined }
  shop.putOutcome({ key, request, ...outcome, at: now })
  return { ...outcome, idempotencyStatus: idempotency_status === 'always' ? 'OK' : undefined }
}
