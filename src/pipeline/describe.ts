/**
 * Says a difference of one field as paths with before and after, for people and for guards. Pure; decides nothing.
 * References read as addresses (or `id:12` outside the files), so that a reader never meets a bare id of ours.
 */
import { type AddressId, partsOf } from '../model/address.ts'
import type { Field, ListField, ObjectField } from '../model/field.ts'
import { isJsonObject, type Json } from '../model/json.ts'
import type { Cause, FieldChange } from '../model/plan.ts'
import { isId, isRef, isSecret } from '../model/resource.ts'
import { asList, byIdentity, type CompareContext, identityOf, isCleared, same } from './compare.ts'

export interface Naming extends CompareContext {
  /** The address of a remote object, where the files have one. */
  addressOf(kind: string | undefined, id: string): AddressId | undefined
}

interface Difference {
  readonly path: string
  readonly before: Json | undefined
  readonly after: Json | undefined
}

export function describe(
  name: string,
  field: Field,
  desired: Json | undefined,
  observed: Json | undefined,
  cause: Cause,
  naming: Naming,
): FieldChange[] {
  return differences(name, field, desired, observed, naming).map(({ path, before, after }) => {
    const sensitive = field.sensitive === true || isSecret(after ?? null)
    const parts = { path, cause, sensitive, meaning: meaningOf(field, path) }
    if (sensitive) return { ...parts, ...(isSecret(after ?? null) ? { after: after ?? null } : {}) }
    return {
      ...parts,
      ...(before === undefined || before === null ? {} : { before: shown(before, field, naming, kindHint(after)) }),
      ...(after === undefined ? {} : { after: shown(after, field, naming, undefined) }),
    }
  })
}

function meaningOf(field: Field, path: string): FieldChange['meaning'] {
  const last = path.slice(path.lastIndexOf('.') + 1)
  const part = field.shape === 'list' && field.of.shape === 'object' ? field.of.fields[last] : undefined
  return part?.meaning ?? field.meaning ?? 'other'
}

function differences(path: string, field: Field, desired: Json | undefined, observed: Json | undefined, naming: Naming): Difference[] {
  if (field.shape === 'object' && isJsonObject(desired ?? null)) return inObject(path, field, desired ?? null, observed, naming)
  if (field.shape === 'list' && field.identity !== undefined) return inElements(path, field, desired, observed, naming)
  return [{ path, before: observed, after: desired }]
}

function inObject(path: string, field: ObjectField, desired: Json, observed: Json | undefined, naming: Naming): Difference[] {
  const other = isJsonObject(observed ?? null) ? (observed as { [name: string]: Json }) : {}
  return Object.entries(isJsonObject(desired) ? desired : {}).flatMap(([name, value]) => {
    const part = field.fields[name]
    if (part === undefined || same(part, value, other[name], naming)) return []
    return differences(`${path}.${name}`, part, value, other[name], naming)
  })
}

function inElements(path: string, field: ListField, desired: Json | undefined, observed: Json | undefined, naming: Naming): Difference[] {
  const others = byIdentity(field, asList(observed))
  const found: Difference[] = []
  const names = new Set<string>()
  for (const item of asList(desired)) {
    const name = identityOf(field, item)
    names.add(name)
    const at = `${path}[${elementName(field, item, naming)}]`
    const other = others.get(name)
    if (isCleared(field, item)) {
      if (other !== undefined) found.push({ path: at, before: withoutIdentity(field, other), after: null })
    } else if (other === undefined) found.push({ path: at, before: undefined, after: withoutIdentity(field, item) })
    else if (!same(field.of, item, other, naming)) found.push(...elementParts(at, field, item, other, naming))
  }
  if (field.unlisted === 'removed') {
    for (const [name, other] of others) {
      if (!names.has(name)) {
        const at = `${path}[${elementName(field, other, naming)}]`
        found.push({ path: at, before: withoutIdentity(field, other), after: undefined })
      }
    }
  }
  return found.length > 0 ? found : [{ path, before: observed, after: desired }]
}

function elementParts(at: string, field: ListField, item: Json, other: Json, naming: Naming): Difference[] {
  const parts = field.of.shape === 'object' ? inObject(at, field.of, item, other, naming) : []
  const only = parts[0]
  // `attributes[width].value` says no more than `attributes[width]`.
  if (parts.length === 1 && only !== undefined && only.path === `${at}.value`) return [{ ...only, path: at }]
  return parts
}

function withoutIdentity(field: ListField, item: Json): Json {
  if (!isJsonObject(item)) return item
  const rest = Object.entries(item).filter(([name, value]) => !(field.identity ?? []).includes(name) && value !== null)
  const only = rest[0]
  return rest.length === 1 && only !== undefined && only[0] === 'value' ? only[1] : Object.fromEntries(rest)
}

function elementName(field: ListField, item: Json, naming: Naming): string {
  if (!isJsonObject(item)) return String(item)
  const elements = field.of.shape === 'object' ? field.of.fields : {}
  const names = (field.identity ?? []).map((name) => {
    const part = elements[name]
    const value = item[name] ?? null
    const kind = part?.shape === 'reference' ? part.kind : undefined
    const address = isRef(value) ? value.ref : isId(value) ? naming.addressOf(kind, value.id) : undefined
    if (address !== undefined) return lastSegment(address)
    return isId(value) ? `#${value.id}` : String(value)
  })
  return names.join('.')
}

function lastSegment(address: AddressId): string {
  const { key } = partsOf(address)
  return key.slice(key.lastIndexOf('.') + 1)
}

/** The kind that a written reference points at: tells what a bare id in the same place stands for. */
function kindHint(after: Json | undefined): string | undefined {
  if (isRef(after ?? null)) return partsOf((after as { ref: AddressId }).ref).kind
  for (const item of Array.isArray(after) ? after : isJsonObject(after ?? null) ? Object.values(after as object) : []) {
    const hint = kindHint(item)
    if (hint !== undefined) return hint
  }
  return undefined
}

function shown(value: Json, field: Field | undefined, naming: Naming, hint: string | undefined): Json {
  const kind = field?.shape === 'reference' ? field.kind : hint
  if (isRef(value)) return value.ref
  if (isId(value)) return naming.addressOf(kind, value.id) ?? `id:${value.id}`
  if (Array.isArray(value)) {
    const of = field?.shape === 'list' ? field.of : field
    return value.map((item) => shown(item, of, naming, hint))
  }
  if (isJsonObject(value)) {
    const parts = partsOfField(field)
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, shown(part, parts[name], naming, hint)]))
  }
  if (typeof value === 'string' && kind !== undefined && field?.shape === 'scalar' && field.type === 'any') {
    return naming.addressOf(kind, value) ?? value
  }
  return value
}

function partsOfField(field: Field | undefined): { readonly [name: string]: Field } {
  if (field?.shape === 'object') return field.fields
  if (field?.shape === 'list' && field.of.shape === 'object') return field.of.fields
  return {}
}
