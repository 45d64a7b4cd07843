/** What the vendor answers → what butik reads of it. Unknown keys are ignored, as the page asks of its clients. */
import * as z from 'zod'
import { jsonOf } from '../../http/json-text.ts'
import { isJsonObject } from '../../model/json.ts'

/** A token stands in a header, so it can hold no space and no control character. */
export const tokenReply: z.ZodType<string> = z
  .object({ token: z.string().regex(/^[!-~]+$/) })
  .transform(({ token }) => token)

/** The id of a new shop; undefined where the answer names none. */
export const createdReply: z.ZodType<string | undefined> = z.unknown().transform(idIn)

/** Nobody has seen the answer to an update, and nothing of it is needed. */
export const updatedReply: z.ZodType<undefined> = z.unknown().transform(() => undefined)

/** Not seen either: a shop with its id is assumed; bare, under `shop` or `data`, as `shopId`, or the id alone will do. */
function idIn(value: unknown): string | undefined {
  const found = idOf(value)
  if (found !== undefined || !isJsonObject(value)) return found
  const { shop, data } = value
  return [value, shop, data]
    .filter(isJsonObject)
    .flatMap(({ id, shopId }) => [idOf(id), idOf(shopId)])
    .find((id) => id !== undefined)
}

/** Ids are integers; a text of digits is one too. */
export function idOf(value: unknown): string | undefined {
  const text = typeof value === 'number' || typeof value === 'string' ? String(value).trim() : ''
  return /^[1-9]\d*$/.test(text) ? text : undefined
}

/** `https://…/shop/v-1/123`: the address of what was made. */
export function idInLocation(location: string | null): string | undefined {
  return idOf(location?.split(/[?#]/)[0]?.split('/').filter(Boolean).at(-1))
}

/** `{ "statusCode": 401, "errorKey": "authentication.missing", "errorMap": {} }` (seed). */
export const errorReply: z.ZodType = z.looseObject({
  statusCode: z.int(),
  errorKey: z.string().nullish(),
  errorMap: z.record(z.string(), z.unknown()).nullish(),
})

export interface ErrorReply {
  /** New ones may come, and it may be empty (seed). */
  readonly key: string
  /** Empty where there are none. */
  readonly details: string
}

/** Undefined where the body is not the vendor's error object: a web page, nothing, another server's JSON. */
export function errorIn(body: string): ErrorReply | undefined {
  const value = jsonOf(body)
  if (!isJsonObject(value)) return undefined
  const { statusCode, errorKey, errorMap } = value
  if (statusCode === undefined && errorKey === undefined && errorMap === undefined) return undefined
  const details = Object.entries(isJsonObject(errorMap) ? errorMap : {}).map(
    ([name, detail]) => `${name}: ${typeof detail === 'string' ? detail : JSON.stringify(detail)}`,
  )
  return { key: typeof errorKey === 'string' ? errorKey : '', details: details.join(', ') }
}
