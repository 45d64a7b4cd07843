/** The text of a cell → the key of its row: itself where it is one, and otherwise what `butik pull` would make of it. */
import { keyPattern } from '../model/address.ts'
import { keyOf } from './keys.ts'

/** `CH-001` stays; `Æble & Pære` becomes `aeble-paere`. Undefined where nothing is left. */
export function keyOfText(text: string): string | undefined {
  if (keyPattern.test(text)) return text
  const made = keyOf(text)
  return made === '' ? undefined : made
}
