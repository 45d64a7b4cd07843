/** The text of a cell → the key of its row: itself where it is one, and otherwise what `butik pull` would make of it. */
import { keyPattern } from '../model/address.ts'
import { isJsonObject, type Json } from '../model/json.ts'
import type { Observed } from '../model/resource.ts'
import { keyOf } from './keys.ts'
import type { Sheet } from './sheets.ts'

/** `CH-001` stays; `Æble & Pære` becomes `aeble-paere`. Undefined where nothing is left. */
export function keyOfText(text: string): string | undefined {
  if (keyPattern.test(text)) return text
  const made = keyOf(text)
  return made === '' ? undefined : made
}

/**
 * Objects that are about to be rows → the keys that their cells make, where the column of the keys is that of a field. One
 * that is taken, by `known` or by another of them, is left out: the row would be no resource of its own.
 */
export function keysInSheet(
  { columns: { columns, key } }: Pick<Sheet, 'columns'>,
  objects: readonly Observed[],
  known: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const column = columns.find(({ index, elements }) => index === key?.index && elements === undefined)
  const found = new Map<string, string>()
  const taken = new Set(known.values())
  if (column === undefined) return found
  for (const { remoteId, spec } of objects) {
    const value = column.path.reduce<Json | undefined>((one, name) => (isJsonObject(one) ? one[name] : undefined), spec)
    const made = typeof value === 'string' ? keyOfText(value) : undefined
    if (made === undefined || taken.has(made)) continue
    taken.add(made)
    found.set(remoteId, made)
  }
  return found
}
