/**
 * The class of a call: whether it may be sent again where nobody knows what became of it. Each contract says it for its
 * operations, sessions hand it to the client, and retry.ts alone decides by it.
 */
import type { Json } from '../model/json.ts'
import type { Repeat } from '../model/provider.ts'

/** What a call says of itself besides its operation. */
export interface Called {
  readonly body?: Json | undefined
  /** Facts of the account that the class depends on, by the name under `assume`; none where nothing may be assumed. */
  readonly assume?: { readonly [fact: string]: unknown }
}

/** One operation, two classes: what decides is in its body, or in how the account takes it. */
export interface RepeatRule {
  readonly classes: readonly Repeat[]
  /** For people: `look-first with new pictures or a file`. */
  readonly says: string
  of(called: Called): Repeat
}

export function repeatOf({ repeat }: { readonly repeat: Repeat | RepeatRule }, called: Called = {}): Repeat {
  return typeof repeat === 'string' ? repeat : repeat.of(called)
}

/** The header by which a vendor knows a call again. */
export const keyHeader = 'idempotency-key'

/** Of one request: a class that hangs on a key is none without it. */
export function classOf(repeat: Repeat, headers: Readonly<Record<string, string>> = {}): Repeat {
  if (repeat !== 'with-key') return repeat
  const key = Object.entries(headers).find(([name]) => name.toLowerCase() === keyHeader)?.[1] ?? ''
  return key === '' ? 'never' : repeat
}

/** Whether the same call may follow one that may have been carried out. */
export function maySendTwice(repeat: Repeat): boolean {
  return repeat === 'safe' || repeat === 'with-key'
}

/** Behind what failed, in a line of `-v`. */
export const classWords: Readonly<Record<Repeat, string>> = {
  safe: 'safe to repeat',
  'with-key': 'safe to repeat, it has its idempotency key',
  'look-first': 'not to be repeated before somebody has looked',
  never: 'never to be repeated',
}
