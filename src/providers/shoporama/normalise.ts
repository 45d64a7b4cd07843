/**
 * The edge: what Shoporama answers, in its many dresses, becomes one inside form. The vendor changes the types of its own
 * fields (seen: ids, flags and weights were texts in March 2025 and numbers in July), so nothing is compared before this.
 * Undefined means that the vendor did not return the value, or that it has a shape we do not know: then it is not seen.
 */
import { canonicalDecimal } from '../../model/decimal.ts'
import { isJsonObject } from '../../model/json.ts'
import type { Id } from '../../model/resource.ts'

/** One object of an answer: parsed JSON of which only the keys in use are read. */
export type Row = { readonly [key: string]: unknown }

/** Unset texts are "" or null, by field and by year (seen). */
export function textOf(value: unknown): string | null | undefined {
  if (value === null || value === '') return null
  if (typeof value === 'string') return value
  return typeof value === 'number' ? String(value) : undefined
}

/** Money, counts and weights as canonical decimal text. Whole prices come as integers, others as floats (seen). */
export function decimalOf(value: unknown): string | null | undefined {
  if (value === null || value === '') return null
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  return canonicalDecimal(String(value))
}

/** Flags are 0/1 or "0"/"1", and null where never set (seen: `is_hidden`). */
export function flagOf(value: unknown): boolean | undefined {
  if (value === null || value === '' || value === 0 || value === '0' || value === false) return false
  return value === 1 || value === '1' || value === true ? true : undefined
}

/** An id as decimal text. Zero is "none": the parent of a root category is 0 (seen). */
export function idOf(value: unknown): string | null | undefined {
  if (value === null || value === '') return null
  const text = typeof value === 'number' || typeof value === 'string' ? String(value).trim() : undefined
  if (text === undefined || !/^\d+$/.test(text)) return undefined
  const id = text.replace(/^0+/, '')
  return id === '' ? null : id
}

export function referenceOf(value: unknown): Id | null | undefined {
  const id = idOf(value)
  return typeof id === 'string' ? { id } : id
}

/** The first of these keys that holds an id: the vendor has several names for one thing. */
export function idAt(row: Row, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const id = idOf(row[key])
    if (typeof id === 'string') return id
  }
  return undefined
}

/** The first of these keys that the row has at all. */
export function valueAt(row: Row, keys: readonly string[]): unknown {
  const key = keys.find((name) => row[name] !== undefined)
  return key === undefined ? undefined : row[key]
}

/** PHP writes an array whose keys have gaps as an object; empty may be null or "". */
export function listOf(value: unknown): readonly unknown[] | undefined {
  if (value === null || value === '') return []
  if (Array.isArray(value)) return value
  if (isJsonObject(value) && Object.keys(value).every((key) => /^\d+$/.test(key))) return Object.values(value)
  return undefined
}

/** Deletes are soft (seen: `removed_on` on products, `is_removed` on the others). */
export function isRemoved(row: Row): boolean {
  if (flagOf(row['is_removed'] ?? null) === true) return true
  const on = row['removed_on'] ?? null
  return on !== null && on !== '' && !(typeof on === 'string' && on.startsWith('0000-'))
}

const hosts = new Map<string, string | undefined>()

/** The host of an absolute address; the vendor's own addresses are http or https (seen). */
export function hostOf(url: unknown): string | undefined {
  if (typeof url !== 'string') return undefined
  // The rows of a shop have one host: it is found out once.
  const origin = /^https?:\/\/[^/?#\\]*/i.exec(url)?.[0]
  if (origin === undefined) return undefined
  if (!hosts.has(origin)) hosts.set(origin, URL.canParse(origin) ? new URL(origin).host || undefined : undefined)
  return hosts.get(origin)
}
