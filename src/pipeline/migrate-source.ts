/** Objects of the source of a migration: their values by dotted names. Pure. */
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import { isId, isRef } from '../model/resource.ts'

/** One object of the source: a product as the vendor has it, or a row of a CSV file. */
export interface SourceRow {
  /** The vendor's id, or `row 7`. */
  readonly id: string
  readonly values: JsonObject
}

/** An id stands for the object that it names. */
export function valueAt(values: JsonObject, path: readonly string[]): Json | undefined {
  // A field may have dots in its name.
  const name = path.join('.')
  const whole = Object.hasOwn(values, name) ? values[name] : undefined
  if (whole !== undefined) return idOf(whole)
  const found = path.reduce<Json | undefined>(
    (value, step) => (isJsonObject(value) && Object.hasOwn(value, step) ? value[step] : undefined),
    values,
  )
  return found === undefined ? undefined : idOf(found)
}

function idOf(value: Json): Json {
  if (isId(value) && Object.keys(value).length === 1) return value.id
  return isRef(value) ? value.ref.slice(value.ref.lastIndexOf('/') + 1) : value
}

export function isNothing(value: Json | undefined): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
}

/** Fields of fields by their dotted names; lists and ids are values. */
export function* leavesOf(values: JsonObject, prefix: string): Generator<[string, Json]> {
  for (const [name, value] of Object.entries(values)) {
    const field = prefix + name
    if (isJsonObject(value) && idOf(value) === value) yield* leavesOf(value, `${field}.`)
    else yield [field, idOf(value)]
  }
}
