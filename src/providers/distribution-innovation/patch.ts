/** Changed fields of a shop → the body of an update, in the form that the connection is set to. */
import type { RepeatRule } from '../../http/repeat.ts'
import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts'
import type { Spec } from '../../model/resource.ts'
import { sent } from './columns.ts'
import { withoutNulls } from './normalise.ts'
import type { Settings } from './settings.ts'

export function updateOf(spec: Spec, { patchForm, assume }: Settings): Json {
  const shop = sent(spec, 'shop', assume)
  const empty = assume.patchClear === 'empty'
  return patchForm === 'partial' ? partialOf(shop, empty) : jsonPatchOf(shop, empty)
}

/** `empty`: a text is cleared by an empty one, for a vendor that takes null for "not said". */
function partialOf(shop: JsonObject, empty: boolean): JsonObject {
  if (!empty) return shop
  return Object.fromEntries(
    Object.entries(shop).map(([name, value]) => [
      name,
      value === null ? '' : isJsonObject(value) ? partialOf(value, empty) : value,
    ]),
  )
}

/** Every shop has these, so `replace` is exact. Of the others nobody knows whether they are there. */
const always = ['email', 'address', 'vatLiable']

/**
 * RFC 6902, all or nothing (seen at the vendor's neighbour). `add` sets a member whether or not it is there, so that the
 * same patch twice is no error. An address is one value: its unset parts are left out of it.
 */
function jsonPatchOf(shop: JsonObject, empty: boolean): Json {
  return Object.entries(shop).map(([name, value]) => {
    const path = `/${name}`
    if (value === null) return empty ? { op: 'add', path, value: '' } : { op: 'remove', path }
    const op = always.includes(name) ? 'replace' : 'add'
    return { op, path, value: isJsonObject(value) ? withoutNulls(value) : value }
  })
}

/** What is set twice is set. Taking away twice, or adding to the end of a list, is not the same as once. */
export const setsUnlessItTakesAway: RepeatRule = {
  classes: ['safe', 'look-first'],
  says: 'safe; look-first as a JSON Patch that takes away, or adds to the end of a list',
  of: ({ body }) => (Array.isArray(body) && !body.every(setsOnly) ? 'look-first' : 'safe'),
}

function setsOnly(operation: Json): boolean {
  if (!isJsonObject(operation)) return false
  const { op, path } = operation
  if (op === 'replace' || op === 'test') return true
  return op === 'add' && typeof path === 'string' && !/\/(-|\d+)$/.test(path)
}
