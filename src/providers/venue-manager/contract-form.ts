/** How an entry of the contract is written: what most operations share, filled in once. */
import * as z from 'zod'
import type { Operation, ReplyRow } from '../../http/operation.ts'
import { isJsonObject } from '../../model/json.ts'
import * as shape from './shapes.ts'

/** One object of an answer: parsed JSON of which only the keys in use are read. */
export type Row = { readonly [key: string]: unknown }

/** Which credentials an operation takes: by what the page shows of its headers (seed), else by its refusals (inferred). */
export type Auth = 'none' | 'customer' | 'basic'

export const authWords: { readonly [auth in Auth]: string } = {
  none: 'none',
  customer: 'Bearer, a token of a customer or guest',
  basic: 'Basic, an API user of the shop',
}

/** The contract of one operation with the credentials that it takes. */
export interface VenueOperation<Reply = unknown> extends Operation<Reply> {
  readonly takes: Auth
}

export const none: z.ZodObject = z.strictObject({})
export const text: z.ZodString = z.string()
export const whole: z.ZodType = z.union([z.int().min(0), z.string().regex(/^\d+$/)])
export const clientQuery: z.ZodObject = z.strictObject({ clientName: text, clientOs: text.optional() })

export const rows: z.ZodType<readonly Row[]> = z.custom<readonly Row[]>(
  (value) => Array.isArray(value) && value.every(isJsonObject),
  'a list of objects',
)
const anything: z.ZodType<unknown> = z.unknown()

interface Draft<Reply> {
  readonly id: string
  readonly at: string
  readonly line: number
  readonly summary: string
  readonly takes?: Auth
  readonly params?: z.ZodObject
  readonly query?: z.ZodObject
  readonly body?: z.ZodType
  readonly reply?: z.ZodType<Reply>
  /** `anything`: a 204, or a body that nobody has seen. */
  readonly expect?: 'json' | 'anything'
  /** Successes as the page shows them, then refusals: status, words, shape. */
  readonly answers: readonly Answer[]
  readonly use?: string
}

export type Answer = readonly [status: number, says: string, shape?: z.ZodType]

export function operation(draft: Draft<readonly Row[]>): VenueOperation<readonly Row[]>
export function operation(draft: Draft<unknown>): VenueOperation
export function operation(draft: Draft<unknown>): VenueOperation {
  const [method = '', path = ''] = draft.at.split(' ')
  const { takes = 'none', body } = draft
  const replies = draft.answers.map(
    ([status, says, form]): ReplyRow => ({
      status,
      says,
      sure: 'seed',
      ...(form === undefined ? (status >= 400 ? { shape: shape.errorShape } : {}) : { shape: form }),
    }),
  )
  const reads = method === 'GET'
  return {
    id: draft.id,
    method: reads ? 'GET' : method === 'PUT' ? 'PUT' : 'POST',
    path,
    summary: draft.summary,
    auth: authWords[takes],
    takes,
    params: draft.params ?? none,
    query: draft.query ?? none,
    ...(body === undefined ? {} : { body }),
    reply: draft.reply ?? anything,
    expect: draft.expect ?? 'json',
    replies,
    writes: !reads,
    // Nothing of this vendor is in a plan, so nothing looks for a write whose answer was lost.
    repeat: reads ? 'safe' : 'never',
    line: draft.line,
    sure: 'seed',
    use: draft.use ?? 'butik api only',
  }
}

export const badToken: Answer = [401, 'The token is not valid.']
export const notLoggedIn: Answer = [401, 'No customer is logged in.']
export const missing: Answer = [400, 'An argument is missing or empty.']
