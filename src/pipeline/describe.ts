/**
 * Says a difference of one field as paths with before and after, for people and for guards. Pure; decides nothing.
 * References read as addresses (or `id:12` outside the files), so that a reader never meets a bare id of ours.
 */
import { type AddressId, partsOf } from '../model/address.ts'
import { type Field, type ListField, type ObjectField, partsOfField } from '../model/field.ts'
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import type { Cause, FieldChange } from '../model/plan.ts'
import { isId, isRef, isSecret } from '../model/resource.ts'
import { asList, byIdentity, type CompareContext, identityOf, isCleared, namingFields, same } from './compare.ts'

export interface Naming extends CompareContext {
  /** The address of a remote object, where the files have one. */
  addressOf(kind: string | undefined, id: string): AddressId | undefined
}

interface Difference {
  readonly path: string
  /** Traits of the values. */
  readonly of: Field
  readonly before: Json | undefined
  readonly after: Json | undefined
}

/** A wish twice, in one shape: by ids, to compare, and as written, to show. */
interface Wish {
  readonly local: Json | undefined
  readonly written: Json | undefined
}

/** `local` is localised; `written` is the same as the files have it, by addresses. */
export function describe(
  name: string,
  field: Field,
  { local, written }: Wish,
  observed: Json | undefined,
  cause: Cause,
  naming: Naming,
): FieldChange[] {
  return differences(name, field, { local, written }, observed, naming).map(({ path, of, before, after }) => {
    const sensitive = field.sensitive === true || isSecret(after)
    const parts = { path, cause, sensitive, meaning: meaningOf(field, path) }
    if (sensitive) return { ...parts, ...(isSecret(after) ? { after } : {}) }
    return {
      ...parts,
      ...(before === undefined || before === null ? {} : { before: shown(before, of, naming, kindHint(after)) }),
      ...(after === undefined ? {} : { after: shown(after, of, naming, undefined) }),
    }
  })
}

function meaningOf(field: Field, path: string): FieldChange['meaning'] {
  const last = path.slice(path.lastIndexOf('.') + 1)
  const part = field.shape === 'list' ? partsOfField(field)[last] : undefined
  return part?.meaning ?? field.meaning ?? 'other'
}

function differences(path: string, field: Field, wish: Wish, observed: Json | undefined, naming: Naming): Difference[] {
  if (field.shape === 'object' && isJsonObject(wish.local)) return inObject(path, field, wish, observed, naming)
  if (field.shape === 'list' && field.identity !== undefined) return inElements(path, field, wish, observed, naming)
  return [{ path, of: field, before: observed, after: wish.written }]
}

function inObject(
  path: string,
  field: ObjectField,
  wish: Wish,
  observed: Json | undefined,
  naming: Naming,
): Difference[] {
  const other = objectOf(observed)
  const written = objectOf(wish.written)
  return Object.entries(objectOf(wish.local)).flatMap(([name, local]) => {
    const part = field.fields[name]
    if (part === undefined || same(part, local, other[name], naming)) return []
    return differences(`${path}.${name}`, part, { local, written: written[name] }, other[name], naming)
  })
}

function objectOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {}
}

function inElements(
  path: string,
  field: ListField,
  wish: Wish,
  observed: Json | undefined,
  naming: Naming,
): Difference[] {
  const others = byIdentity(field, asList(observed))
  const items = asList(wish.local)
  const written = asList(wish.written)
  const found = items.flatMap((item, index): Difference[] => {
    const at = `${path}[${elementName(field, item, naming)}]`
    const other = others.get(identityOf(field, item))
    if (isCleared(field, item)) {
      return other === undefined ? [] : [{ path: at, of: field.of, before: withoutIdentity(field, other), after: null }]
    }
    const element = { local: item, written: written[index] }
    if (other === undefined)
      return [{ path: at, of: field.of, before: undefined, after: withoutIdentity(field, element.written) }]
    return same(field.of, item, other, naming) ? [] : elementParts(at, field, element, other, naming)
  })
  if (field.unlisted === 'removed') {
    const names = new Set(items.map((item) => identityOf(field, item)))
    const surplus = [...others].filter(([name]) => !names.has(name))
    for (const [, other] of surplus) {
      const at = `${path}[${elementName(field, other, naming)}]`
      found.push({ path: at, of: field.of, before: withoutIdentity(field, other), after: undefined })
    }
  }
  return found.length > 0 ? found : [{ path, of: field, before: observed, after: wish.written }]
}

function elementParts(at: string, field: ListField, element: Wish, other: Json, naming: Naming): Difference[] {
  const parts = differences(at, field.of, element, other, naming)
  // `attributes[width].value` says no more than `attributes[width]`.
  return parts.length === 1 ? parts.map((part) => (part.path === `${at}.value` ? { ...part, path: at } : part)) : parts
}

function withoutIdentity(field: ListField, item: Json | undefined): Json | undefined {
  if (!isJsonObject(item)) return item
  const rest = Object.entries(item).filter(([name, value]) => !namingFields(field).includes(name) && value !== null)
  const parts = Object.fromEntries(rest)
  return rest.length === 1 && 'value' in parts ? parts['value'] : parts
}

/** What an element is called in a path: `colour.oak`. */
export function elementName(field: ListField, item: Json, naming: Pick<Naming, 'addressOf'>): string {
  if (!isJsonObject(item)) return String(item)
  const elements = partsOfField(field)
  const names = namingFields(field).map((name) => {
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
    return Object.fromEntries(
      Object.entries(value).map(([name, part]) => [name, shown(part, parts[name], naming, hint)]),
    )
  }
  if (typeof value === 'string' && kind !== undefined && field?.shape === 'scalar' && field.type === 'any') {
    return naming.addressOf(kind, value) ?? value
  }
  return value
}
