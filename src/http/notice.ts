/** A notice to a webhook: sent once, with a time limit. Never fails, and what it says never holds the address, which is a secret. */
import type { Ports } from '../model/ports.ts'
import { networkFault } from './network-error.ts'

export interface Notice {
  readonly url: URL
  /** JSON. */
  readonly body: string
  /** Milliseconds that the receiver may take. */
  readonly limitMs: number
}

/** Undefined where it was taken; otherwise why not, in words. */
export async function sendNotice(
  { fetch }: Pick<Ports, 'fetch'>,
  { url, body, limitMs }: Notice,
): Promise<string | undefined> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      // Another address was not asked for: it must not learn what a shop sells.
      redirect: 'manual',
      signal: AbortSignal.timeout(limitMs),
    })
    // Not kept waiting for what it says; a connection with an unread body is not used again.
    await answer.body?.cancel().catch(() => undefined)
    return answer.ok ? undefined : `the receiver answered with ${answer.status}`
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError') return `no answer within ${limitMs / 1000} s`
    const fault = networkFault(error, 'the receiver')
    return 'why' in fault ? fault.why : 'the receiver could not be talked to'
  }
}
