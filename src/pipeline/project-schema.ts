/**
 * A published schema × the keys that a project declares → a schema for its editors, in which references complete. It takes what the
 * published one takes: keys are suggestions, as the list may be a day old. Pure.
 */
import { type Field, fieldOf, partsOfField } from '../model/field.ts'
import { byCodeUnit, isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import type { Kind, Provider } from '../model/provider.ts'
import type { DeclaredKey } from './declared-keys.ts'
import { saidOf } from './explain-schema.ts'

/** `keys`: of the connections of this vendor. */
export function withProjectKeys(schema: JsonObject, provider: Provider, keys: readonly DeclaredKey[]): JsonObject {
  const byKind = new Map<string, Set<string>>()
  for (const { kind, key } of keys) {
    const isNested = provider.kinds.find(({ name }) => name === kind)?.section === undefined
    const known = byKind.get(kind) ?? new Set()
    // What is nested is written by its own part, below the one that it is nested in.
    byKind.set(kind, known.add(isNested ? (key.split('.').at(-1) ?? key) : key))
  }
  return walk(schema, undefined, { kinds: provider.kinds, byKind })
}

interface Known {
  readonly kinds: readonly Kind[]
  readonly byKind: ReadonlyMap<string, ReadonlySet<string>>
}

/** Where in a kind one is: the kind itself, or one of its fields. */
type Place = { readonly kind: Kind } | { readonly field: Field } | undefined

function walk(node: JsonObject, above: Place, known: Known): JsonObject {
  const { kind } = saidOf(node)
  const own = known.kinds.find(({ name }) => name === kind)
  const place = own === undefined ? above : { kind: own }
  const inside = (child: Json, next: Place): Json => (isJsonObject(child) ? walk(child, next, known) : child)
  const parts = Object.entries(node).map(([key, value]): [string, Json] => {
    if (key === 'properties' && isJsonObject(value))
      return [
        key,
        Object.fromEntries(Object.entries(value).map(([name, one]) => [name, inside(one, fieldIn(place, name))])),
      ]
    if (key === 'items') return [key, inside(value, elementOf(place))]
    if (key === 'additionalProperties') return [key, inside(value, undefined)]
    if (key === 'anyOf' && Array.isArray(value)) return [key, value.map((one: Json) => inside(one, place))]
    return [key, value]
  })
  return offered(Object.fromEntries(parts), place, known)
}

function fieldIn(place: Place, name: string): Place {
  if (place === undefined) return undefined
  const found = 'kind' in place ? fieldOf(place.kind, name) : partsOfField(place.field)[name]
  return found === undefined ? undefined : { field: found }
}

function elementOf(place: Place): Place {
  return place !== undefined && 'field' in place && place.field.shape === 'list' ? { field: place.field.of } : place
}

/** What is said of a field to people stays where it is. */
const words: ReadonlySet<string> = new Set(['description', 'examples', 'default', 'x-butik', 'markdownDescription'])

function offered(node: JsonObject, place: Place, { byKind }: Known): JsonObject {
  if (place === undefined || !('field' in place) || place.field.shape !== 'reference') return node
  const keys = [...(byKind.get(place.field.kind ?? '') ?? [])].toSorted(byCodeUnit)
  // `{ id }` is the branch of a reference, not one itself.
  if (keys.length === 0 || node['type'] === 'object') return node
  const entries = Object.entries(node)
  const said = Object.fromEntries(entries.filter(([name]) => words.has(name)))
  const taken = Object.fromEntries(entries.filter(([name]) => !words.has(name)))
  return { ...said, anyOf: [{ enum: keys }, taken] }
}
