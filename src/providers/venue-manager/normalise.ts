/** The edge: what Venue Manager answers becomes one inside form. Undefined means that the value was not returned, or is of an unknown shape. */
import { canonicalDecimal } from '../../model/decimal.ts'
import type { Field, Fields } from '../../model/field.ts'
import { isJsonObject, type Json } from '../../model/json.ts'

/** The inside form of a value by the traits of its field. */
export function insideOf(field: Field, value: unknown): Json | undefined {
  if (value === null) return null
  switch (field.shape) {
    case 'scalar':
      return field.type === 'flag' ? flagOf(value) : field.type === 'text' ? textOf(value) : numberOf(value)
    case 'object':
      return isJsonObject(value) ? specOf(field.fields, value) : undefined
    case 'list':
      return Array.isArray(value) ? value.flatMap((item) => insideOf(field.of, item) ?? []) : undefined
    // No kind of this vendor has these.
    case 'reference':
    case 'images':
    case 'asset':
      return undefined
  }
}

export function specOf(fields: Fields, row: Readonly<Record<string, unknown>>): { readonly [name: string]: Json } {
  const parts = Object.entries(fields).flatMap(([name, field]) => {
    const value = Object.hasOwn(row, name) ? insideOf(field, row[name]) : undefined
    return value === undefined ? [] : [[name, value] as const]
  })
  return Object.fromEntries(parts)
}

function textOf(value: unknown): string | null | undefined {
  if (value === '') return null
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined
}

/** Season cards have their flags as the texts "0" and "1", products as booleans (seed). */
function flagOf(value: unknown): boolean | undefined {
  if (value === true || value === 1 || value === '1') return true
  return value === false || value === 0 || value === '0' || value === '' ? false : undefined
}

function numberOf(value: unknown): string | null | undefined {
  if (value === '') return null
  return typeof value === 'number' || typeof value === 'string' ? canonicalDecimal(String(value)) : undefined
}
