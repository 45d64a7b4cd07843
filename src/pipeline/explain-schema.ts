/** A published schema → where its kinds and fields are, and what it says of them. Pure; knows no vendor. */
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'

export interface KindInSchema {
  readonly kind: string
  readonly page: string
  readonly manual: string
  /** Its mapping; absent of a kind that is told elsewhere. */
  readonly node?: JsonObject
  /** Where it is written, of a kind without a mapping; and what is said of its fields. */
  readonly elsewhere?: { readonly written: string; readonly fields: JsonObject }
}

/** Every kind that the schema of a resource file knows. */
export function kindsIn(schema: JsonObject): KindInSchema[] {
  const elsewhere = Object.values(objectIn(saidOf(schema)['elsewhere'])).map((told) => {
    const about = objectIn(told)
    return { ...aboutOf(about), elsewhere: { written: textIn(about['written']), fields: objectIn(about['fields']) } }
  })
  return [...markedIn(schema), ...elsewhere]
}

function markedIn(node: JsonObject): KindInSchema[] {
  const said = saidOf(node)
  const own = typeof said['kind'] === 'string' ? [{ ...aboutOf(said), node }] : []
  return [...own, ...childrenOf(node).flatMap(markedIn)]
}

function childrenOf(node: JsonObject): JsonObject[] {
  const { properties, additionalProperties, items, anyOf } = node
  const choices: readonly Json[] = Array.isArray(anyOf) ? anyOf : []
  return [...Object.values(objectIn(properties)), additionalProperties, items, ...choices].filter(isJsonObject)
}

function aboutOf(said: JsonObject): Pick<KindInSchema, 'kind' | 'page' | 'manual'> {
  return { kind: textIn(said['kind']), page: textIn(said['page']), manual: textIn(said['manual']) }
}

export interface Part {
  readonly name: string
  readonly node: JsonObject
  readonly required: boolean
}

/** The named parts of a mapping, of the elements of a list, or of the shapes that one may take, in one case or another. */
export function partsOf(node: JsonObject): Part[] {
  const { anyOf, allOf, items } = node
  const cases = listIn(allOf).map((one) => objectIn(one)['then'])
  const inside = [...listIn(anyOf), ...cases, items].filter(isJsonObject).map(partsOf)
  const found = [ownParts(node), ...inside].flat()
  const byName = new Map<string, Part>()
  for (const part of found) if (!byName.has(part.name)) byName.set(part.name, part)
  return [...byName.values()]
}

function listIn(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : []
}

function ownParts({ properties, required }: JsonObject): Part[] {
  const needed: readonly Json[] = Array.isArray(required) ? required : []
  // `true`: anything, as it is told elsewhere.
  const told = Object.entries(objectIn(properties)).filter(([, part]) => isJsonObject(part))
  return told.map(([name, part]) => ({
    name,
    node: objectIn(part),
    required: needed.includes(name),
  }))
}

export type InSchema = Pick<Part, 'node' | 'required'>

/** By names below the node. */
export function nodeAt(node: JsonObject, [name = '', ...rest]: readonly string[]): InSchema | undefined {
  const part = partsOf(node).find((one) => one.name === name)
  if (part !== undefined) return rest.length === 0 ? part : nodeAt(part.node, rest)
  // Where keys are the author's own, any of them stands for all: `attributes.width`, `*` too.
  const values = valuesOf(node)
  if (values === undefined || meaningOf(values) === '') return undefined
  return rest.length === 0 ? { node: values, required: false } : nodeAt(values, rest)
}

/** What stands under the keys of a map, where it has no names of its own. */
export function valuesOf(node: JsonObject): JsonObject | undefined {
  return isJsonObject(node['additionalProperties']) ? node['additionalProperties'] : undefined
}

export function takesNull(node: JsonObject): boolean {
  const { type, anyOf } = node
  const choices: readonly Json[] = Array.isArray(anyOf) ? anyOf : []
  return (
    type === 'null' || (Array.isArray(type) && type.includes('null')) || choices.some((one) => takesNull(objectIn(one)))
  )
}

/** The values of a fixed set; none where it takes others too. */
export function choicesOf(node: JsonObject): string[] {
  const values: readonly Json[] = Array.isArray(node['enum']) ? node['enum'] : []
  return values.filter((value) => value !== null).map((value) => (value === '' ? '""' : String(value)))
}

export function saidOf(node: JsonObject): JsonObject {
  return objectIn(node['x-butik'])
}

export function examplesOf(node: JsonObject): readonly Json[] {
  return Array.isArray(node['examples']) ? node['examples'] : []
}

export function meaningOf(node: JsonObject): string {
  return textIn(node['description'])
}

export function objectIn(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {}
}

function textIn(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}
