/**
 * Objects of the same fields, by the thousand. The engine keeps an object that is put together field by field, from a dozen
 * fields on, as a hash table: four times the memory. One that was parsed, and its copies, it keeps as a record.
 */
import type { Json } from './json.ts'

export interface RecordShape {
  readonly fields: readonly string[]
  /** A new one with these values, in the order of the fields; `values` may go on after them. */
  with(values: readonly Json[]): { readonly [name: string]: Json }
}

/** No name twice. */
export function recordShape(fields: readonly string[]): RecordShape {
  const record = JSON.parse(`{${fields.map((name) => `${JSON.stringify(name)}:null`).join()}}`)
  return {
    fields,
    with(values) {
      const made: { [name: string]: Json } = { ...record }
      for (let at = 0; at < fields.length; at += 1) made[fields[at] ?? ''] = values[at] ?? null
      return made
    },
  }
}
