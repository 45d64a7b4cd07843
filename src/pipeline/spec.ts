/**
 * Walking specs by their field traits: which references they hold, and putting ids where references stand.
 * Pure; knows shapes, not vendors.
 */
import { type AddressId, partsOf } from '../model/address.ts'
import type { Field, Fields } from '../model/field.ts'
import { canonicalJson, isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import type { Kind } from '../model/provider.ts'
import { type Id, isId, isRef, type Spec } from '../model/resource.ts'

export type IdOf = (address: AddressId) => string | undefined

/** `{ ref }` becomes `{ id }` where the id is known; everything else stays, and what holds no reference is not copied. */
export function localise(value: Json, idOf: IdOf): Json {
  if (isRef(value)) {
    const id = idOf(value.ref)
    return id === undefined ? value : ({ id } satisfies Id)
  }
  if (Array.isArray(value)) {
    const items = value.map((item) => localise(item, idOf))
    return items.every((item, at) => item === value[at]) ? value : items
  }
  if (isJsonObject(value)) return localiseSpec(value, idOf)
  return value
}

export function localiseSpec(spec: Spec, idOf: IdOf): Spec {
  let changed: { [name: string]: Json } | undefined
  for (const name of Object.keys(spec)) {
    const value = spec[name] ?? null
    const local = localise(value, idOf)
    if (local === value) continue
    changed ??= { ...spec }
    changed[name] = local
  }
  return changed ?? spec
}

export function mapValues(object: JsonObject, change: (value: Json, key: string) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value, key)]))
}

/** Every address that the value points at. */
export function refsIn(value: Json | undefined): AddressId[] {
  if (isRef(value)) return [value.ref]
  if (Array.isArray(value)) return value.flatMap((item) => refsIn(item))
  if (isJsonObject(value)) return Object.values(value).flatMap((item) => refsIn(item))
  return []
}

/** References that must be there first, and those that may be linked afterwards. Sorted, without repeats. */
export function edgesOf(spec: Spec, fields: Fields): { hard: AddressId[]; soft: AddressId[] } {
  const hard = new Set<AddressId>()
  const soft = new Set<AddressId>()
  for (const [name, value] of Object.entries(spec)) {
    if (typeof value !== 'object' || value === null) continue
    const side = isDeferrable(fields[name]) ? soft : hard
    for (const address of refsIn(value)) side.add(address)
  }
  return { hard: [...hard].sort(), soft: [...soft].sort() }
}

export function isDeferrable(field: Field | undefined): boolean {
  return field?.deferrable === true || (field?.shape === 'list' && field.of.deferrable === true)
}

/** The natural key as one text, or undefined while a parent has no id yet (then the object cannot be there either). */
export function naturalKeyOf(spec: Spec, fields: readonly string[]): string
export function naturalKeyOf(spec: Spec, fields: readonly string[], idOf: IdOf): string | undefined
export function naturalKeyOf(spec: Spec, fields: readonly string[], idOf?: IdOf): string | undefined {
  const parts: string[] = []
  for (const field of fields) {
    const value = spec[field] ?? null
    const local = idOf === undefined ? value : localise(value, idOf)
    if (idOf !== undefined && isRef(local)) return undefined
    // Sorted, as the state is: a state that was on disk gives the names of an object back in another order.
    parts.push(typeof local === 'string' ? local.trim() : canonicalJson(local))
  }
  return parts.join('\u0000')
}

/** With the parent that the shop shows where none is written: an object stays below the one that it has. */
export function inPlace(spec: Spec, seen: Spec | undefined, { naturalKey }: Pick<Kind, 'naturalKey'>): Spec {
  const kept = naturalKey.filter((field) => spec[field] === undefined && isId(seen?.[field] ?? null))
  return kept.length === 0
    ? spec
    : { ...spec, ...Object.fromEntries(kept.map((field) => [field, seen?.[field] ?? null])) }
}

/** The fields by which this resource is found: the first key that it writes whole. */
export function keyFieldsOf(kind: Pick<Kind, 'naturalKey' | 'otherKeys'>, spec: Spec): readonly string[] {
  const keys = kind.otherKeys === undefined ? [] : [kind.naturalKey, ...kind.otherKeys]
  return keys.find((fields) => fields.every((field) => spec[field] !== undefined)) ?? kind.naturalKey
}

/** Whether objects of the kind are found by it. */
export function isKeyField(kind: Pick<Kind, 'naturalKey' | 'otherKeys'>, name: string): boolean {
  return [kind.naturalKey, ...(kind.otherKeys ?? [])].some((fields) => fields.includes(name))
}

/** Found by a key that tells the thing itself (a SKU), and not by a name, which is changed every day. */
export function hasOwnKey(kind: Pick<Kind, 'naturalKey' | 'fields'>): boolean {
  return kind.naturalKey.every((field) => kind.fields[field]?.meaning === 'identity')
}

/** Written nested in it: its key begins with the key of its host (a stock level may have the very key). */
export function isBelow(key: string, host: AddressId, kind: Pick<Kind, 'section'>): boolean {
  const { key: hostKey } = partsOf(host)
  return kind.section === undefined && (key === hostKey || key.startsWith(`${hostKey}.`))
}
