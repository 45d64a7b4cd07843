/**
 * An object of the shop → what is worth writing of it: without what the vendor has where nobody said anything, without
 * what is empty, and without what is the shop's to decide. Pure.
 */
import { type Field, type Fields, fieldOf } from '../model/field.ts'
import { isJsonObject, type Json, sameJson } from '../model/json.ts'
import type { Kind } from '../model/provider.ts'
import type { Spec } from '../model/resource.ts'

export function pulledSpec(kind: Pick<Kind, 'fields' | 'otherFields' | 'usual' | 'naturalKey'>, spec: Spec): Spec {
  const pairs = Object.entries(spec).flatMap(([name, value]) => {
    const field = fieldOf(kind, name)
    if (field === undefined || !isOurs(field)) return []
    const usual = kind.usual?.[name]
    if (usual !== undefined && sameJson(usual, value) && !kind.naturalKey.includes(name)) return []
    const kept = worthWriting(field, value)
    return kept === undefined || isEmptyList(kept) ? [] : [[name, kept] as const]
  })
  return Object.fromEntries(pairs)
}

/** What is set once, or is the shop's, is compared with nothing: written down it would only grow old. */
function isOurs({ owner, writeOnly, sensitive }: Field): boolean {
  return (owner ?? 'ours') === 'ours' && writeOnly !== true && sensitive !== true
}

/** Without what is empty; undefined where nothing is left. */
export function worthWriting(field: Field, value: Json): Json | undefined {
  if (value === null) return undefined
  if (field.shape === 'object') return isJsonObject(value) ? partsOf(field.fields, value) : undefined
  if (field.shape === 'images') return Array.isArray(value) ? value.flatMap(picture) : undefined
  if (field.shape !== 'list' || !Array.isArray(value)) return value
  return value.flatMap((item) => worthWriting(field.of, item) ?? [])
}

function partsOf(fields: Fields, value: { readonly [name: string]: Json }): Json | undefined {
  const pairs = Object.entries(value).flatMap(([name, part]) => {
    const field = fields[name]
    const kept = field === undefined || !isOurs(field) ? undefined : worthWriting(field, part)
    return kept === undefined ? [] : [[name, kept] as const]
  })
  return pairs.length === 0 ? undefined : Object.fromEntries(pairs)
}

/** Its weight is its place in the list. */
function picture(element: Json): Json[] {
  if (!isJsonObject(element)) return []
  const { weight: _weight, description, ...rest } = element
  return [description === undefined || description === null ? rest : { ...rest, description }]
}

function isEmptyList(value: Json): boolean {
  return Array.isArray(value) && value.length === 0
}
