/** A text → the JSON that it is, or undefined where it is none. */
import type { Json } from '../model/json.ts'

export function jsonOf(text: string): Json | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
