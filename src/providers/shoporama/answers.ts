/**
 * What is read of a success: lists, objects and created objects in every form in which they may come. What else an
 * answer holds is not looked at; what is documented of it is in replies.ts.
 */
import * as z from 'zod'
import { isJsonObject } from '../../model/json.ts'
import { decimalOf, type Row } from './normalise.ts'

/** A list, bare or in an envelope; `total` and `count` are what paging counts. */
export interface Rows {
  readonly rows: readonly Row[]
  readonly paged: boolean
  readonly total: number | undefined
  readonly count: number | undefined
  readonly limit: number | undefined
}

export const row: z.ZodType<Row> = z.custom<Row>(isJsonObject, 'an object')

/** Nobody has inspected the answers to a delete and to a stock posting. */
export const anything: z.ZodType<unknown> = z.unknown()

/** The object as stored, where the answer holds it; what else it says is not needed. */
export const perhapsRow: z.ZodType<Row | undefined> = z
  .unknown()
  .transform((value) => (isJsonObject(value) ? value : undefined))

/** Bare arrays (seen: category, supplier) and an object with one array beside `paging` (seen: product) are both lists. */
export const rows: z.ZodType<Rows> = z.unknown().transform((value, context): Rows => {
  const envelope = isJsonObject(value) ? value : undefined
  const list =
    envelope === undefined
      ? value
      : Object.entries(envelope).find(([key, part]) => key !== 'paging' && Array.isArray(part))?.[1]
  if (!Array.isArray(list) || !list.every(isJsonObject)) {
    context.addIssue({ code: 'custom', message: 'no list of objects' })
    return z.NEVER
  }
  const paging = envelope?.['paging']
  const part = (name: string) => (isJsonObject(paging) ? countOf(paging[name]) : undefined)
  return { rows: list, paged: isJsonObject(paging), total: part('total'), count: part('count'), limit: part('limit') }
})

/** Numbers of paging are integers (seen); texts are understood too. */
function countOf(value: unknown): number | undefined {
  const number = Number(decimalOf(value) ?? Number.NaN)
  return Number.isSafeInteger(number) && number >= 0 ? number : undefined
}

/** The objects that a POST of an array answers, bare, in an envelope, or one alone; anything else tells nothing. */
export const createdRows: z.ZodType<readonly Row[]> = z.unknown().transform((value): readonly Row[] => {
  if (Array.isArray(value)) return value.filter(isJsonObject)
  if (!isJsonObject(value)) return []
  const list = Object.values(value).find((part) => Array.isArray(part) && part.length > 0 && part.every(isJsonObject))
  return value['product_id'] === undefined && Array.isArray(list) ? list.filter(isJsonObject) : [value]
})
