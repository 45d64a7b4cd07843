/**
 * The contract of one documented API operation: what it is called, where it is, what it takes and what it answers. Each
 * vendor's contract.ts is a list of these, and calls, docs and `butik api` come from that one list.
 */
import type * as z from 'zod'
import type { Repeat } from '../model/provider.ts'
import type { RepeatRule } from './repeat.ts'

/** How sure a fact is: on the vendor's page, seen in public material, or a guess. */
export type Sure = 'seed' | 'seen' | 'assumed'

export interface Operation<Reply = unknown> {
  /** `product.list`: the resource and what is done with it. Unique in its contract. */
  readonly id: string
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below the API's base, as the page prints it; `{name}` is filled from `params`. */
  readonly path: string
  /** The page's own words, or ours where it has none. */
  readonly summary: string
  /** For people: `Basic, the token as user`, `none`. */
  readonly auth: string
  /** One text for each `{name}` of the path. */
  readonly params: z.ZodObject
  readonly query: z.ZodObject
  /** Documented headers that a caller may give, such as `idempotency-key`. */
  readonly headers?: z.ZodObject
  readonly body?: z.ZodType
  /** What butik reads of a success; tolerates missing and extra keys. */
  readonly reply: z.ZodType<Reply>
  /** `anything` where the body of a success is empty, or nobody has seen what it says. */
  readonly expect: 'json' | 'anything'
  /** Every documented answer, successes first. */
  readonly replies: readonly ReplyRow[]
  /** True where a call changes something at the vendor. */
  readonly writes: boolean
  /** The class of its calls, or what decides among two. */
  readonly repeat: Repeat | RepeatRule
  /** The line of the operation in the text of the vendor's page; 0 where the page does not have it. */
  readonly line: number
  readonly sure: Sure
  /** What butik itself does with it, for docs: `reads every product`, `butik api only`. */
  readonly use: string
}

export interface ReplyRow {
  readonly status: number
  /** When it is answered, for people. */
  readonly says: string
  /** The body as the page shows it; absent where it is empty or not shown. */
  readonly shape?: z.ZodType
  readonly sure: Sure
}

/** `POST /product`: how plans, messages and docs name an operation. */
export function nameOf({ method, path }: Pick<Operation, 'method' | 'path'>): string {
  return `${method} ${path}`
}
