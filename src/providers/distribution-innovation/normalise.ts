/** The edge: values in the inside form → the one form in which they are kept and sent. */
import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts'
import type { Assumptions } from './settings.ts'

/** The page's samples have spaces in it (seed), which mean nothing. */
export function organizationNumberOf(value: Json): Json {
  return typeof value === 'string' ? value.replace(/\s+/g, '') : value
}

const addressParts = ['street', 'streetNumber', 'entrance', 'zipCode', 'city', 'countryCode'] as const

/** One order of the parts, so that one address has one text, however it was written. */
export function orderedAddress(value: Json): Json {
  if (!isJsonObject(value)) return value
  return Object.fromEntries(addressParts.flatMap((part) => (value[part] === undefined ? [] : [[part, value[part]]])))
}

/**
 * A street number of digits is a number in the page's sample (seen); with a letter it can only be a text. A zip code is
 * always a text: `0150` is no number.
 */
export function addressOf(value: Json, { streetNumber: form }: Pick<Assumptions, 'streetNumber'>): Json {
  if (!isJsonObject(value) || form === 'text') return value
  const { streetNumber } = value
  const isNumber = typeof streetNumber === 'string' && /^(0|[1-9]\d{0,8})$/.test(streetNumber)
  return isNumber ? { ...value, streetNumber: Number(streetNumber) } : value
}

export function withoutNulls(value: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => part !== null)
      .map(([name, part]) => [name, isJsonObject(part) ? withoutNulls(part) : part]),
  )
}
