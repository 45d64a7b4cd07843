/**
 * A generated JSON Schema, shorter and meaning the same: `anyOf` branches of different types become one schema with
 * several types. ajv compiles it in a third of the time, and its errors name the field instead of a branch.
 */
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'

const annotations = new Set(['$schema', 'title', 'description', 'examples', 'default'])
/** Keywords that speak of values whatever their type, so that branches that have them cannot be joined. */
const untyped = ['const', 'anyOf', 'oneOf', 'allOf', 'not', 'if', '$ref']
/** Keywords that hold values, not schemas. */
const literals = new Set(['const', 'enum', 'examples', 'default', 'required'])

export function simplifySchema(schema: JsonObject): JsonObject {
  const entries = Object.entries(schema).map(
    ([key, value]) => [key, literals.has(key) ? value : simplified(value)] as const,
  )
  const inner: JsonObject = Object.fromEntries(entries)
  const { anyOf, ...rest } = inner
  if (!Array.isArray(anyOf)) return inner
  const branches = anyOf.filter(isJsonObject).flatMap((branch) => innerBranches(branch) ?? [branch])
  const joined = Object.keys(rest).every((key) => annotations.has(key)) ? join(branches) : undefined
  return joined === undefined ? { ...rest, anyOf: branches } : { ...rest, ...joined }
}

function simplified(value: Json): Json {
  if (Array.isArray(value)) return value.map(simplified)
  return isJsonObject(value) ? simplifySchema(value) : value
}

/** Of a branch that is nothing but a choice itself. */
function innerBranches({ anyOf, ...rest }: JsonObject): JsonObject[] | undefined {
  const alone = Object.keys(rest).every((key) => annotations.has(key))
  return alone && Array.isArray(anyOf) ? anyOf.filter(isJsonObject) : undefined
}

function join(branches: readonly JsonObject[]): JsonObject | undefined {
  const bare = branches.map(withoutAnnotations)
  const types = bare.flatMap(({ type }) =>
    typeof type === 'string' ? [type] : Array.isArray(type) ? type : [undefined],
  )
  const overlap = new Set(types).size < types.length || (types.includes('integer') && types.includes('number'))
  if (overlap || types.includes(undefined)) return undefined
  if (bare.some((branch) => untyped.some((keyword) => keyword in branch))) return undefined
  const joined = Object.assign({}, ...bare, { type: types })
  const enums = bare.filter((branch) => 'enum' in branch)
  if (enums.length === 0) return joined
  const others = bare.filter((branch) => !('enum' in branch))
  if (enums.length > 1 || others.some(({ type }) => type !== 'null')) return undefined
  const values = enums[0]?.['enum']
  return Array.isArray(values) ? { ...joined, enum: [...values, null] } : undefined
}

function withoutAnnotations(branch: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(branch).filter(([key]) => !annotations.has(key)))
}
