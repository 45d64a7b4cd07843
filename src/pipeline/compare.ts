/**
 * Whether two values of a field are the same, whatever dress the vendor gives them, and what to send where they are not.
 * Pure. `desired` holds only what was written; in elements and objects, unwritten parts never count.
 */
import { keyedDigest } from '../model/digest.ts'
import type { Field, ListField } from '../model/field.ts'
import { canonicalJson, isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import { isId, isRef, isSecret } from '../model/resource.ts'
import { alike } from './equivalence.ts'
import { mapValues } from './spec.ts'

export interface CompareContext {
  /** Key of secret digests: the lineage of the state. Undefined: secrets count as the same. */
  readonly secretKey: string | undefined
  /** True where what a rule covers is a difference all the same. */
  readonly literally?: boolean
}

/** `desired` is localised: references by `{ id }`, or `{ ref }` where nothing has an id yet. */
export function same(
  field: Field,
  desired: Json | undefined,
  other: Json | undefined,
  context: CompareContext,
): boolean {
  const want = desired ?? null
  const have = other ?? null
  if (isSecret(want)) return sameSecret(want, have, context)
  switch (field.shape) {
    case 'scalar':
      return (
        (field.type === 'any' ? sameAny(want, have) : plain(want) === plain(have)) ||
        covered(field, want, have, context)
      )
    case 'reference':
      return canonicalJson(want) === canonicalJson(have)
    case 'object':
      return sameObject(field.fields, want, have, context)
    case 'list':
      return sameList(field, asList(want), asList(have), context)
    case 'images':
    case 'asset':
      return canonicalJson(want) === canonicalJson(have)
  }
}

/** What a rule of the field makes equal: a habit of the vendor, or what butik.yaml says. */
function covered({ alike: rules = [] }: Field, want: Json, have: Json, { literally }: CompareContext): boolean {
  return literally !== true && rules.length > 0 && alike(rules, plain(want), plain(have))
}

function sameSecret(want: { env: string; digest: string }, have: Json, context: CompareContext): boolean {
  if (context.secretKey === undefined) return true
  if (isSecret(have)) return want.digest === have.digest
  return have !== null && keyedDigest(context.secretKey, String(plain(have))) === want.digest
}

/** Empty text and null are one: the vendor answers either for a value that was cleared. */
function plain(value: Json): Json {
  return value === '' ? null : value
}

/** The vendor's text of an id, number or flag, for values whose type only the vendor knows. */
function sameAny(want: Json, have: Json): boolean {
  if (Array.isArray(want) || Array.isArray(have)) {
    const texts = (value: Json) => [...new Set(asList(value).map(anyText))].sort()
    return canonicalJson(texts(want)) === canonicalJson(texts(have))
  }
  return anyText(want) === anyText(have)
}

function anyText(value: Json): string {
  if (isId(value)) return value.id
  if (isRef(value)) return `→ ${value.ref}`
  if (value === null) return ''
  if (typeof value === 'boolean') return value ? '1' : '0'
  return typeof value === 'string' ? value : canonicalJson(value)
}

function sameObject(
  fields: { readonly [name: string]: Field },
  want: Json,
  have: Json,
  context: CompareContext,
): boolean {
  if (!isJsonObject(want)) return isEmptyObject(have) && isEmptyObject(want)
  const other = isJsonObject(have) ? have : {}
  return Object.entries(want).every(([name, value]) => {
    const field = fields[name]
    return field === undefined || same(field, value, other[name], context)
  })
}

function isEmptyObject(value: Json): boolean {
  return value === null || (isJsonObject(value) && Object.values(value).every((part) => plain(part) === null))
}

function sameList(field: ListField, want: readonly Json[], have: readonly Json[], context: CompareContext): boolean {
  if (field.identity !== undefined) return sameByIdentity(field, want, have, context)
  if (field.of.shape === 'object') {
    return want.length === have.length && want.every((item, index) => same(field.of, item, have[index], context))
  }
  const a = field.order === 'set' ? distinct(want) : want.map(canonicalJson)
  const b = field.order === 'set' ? distinct(have) : have.map(canonicalJson)
  if (a.length === b.length && a.every((text, index) => text === b[index])) return true
  const isIn = (items: readonly Json[], one: Json, turned: boolean) =>
    items.some((other) => (turned ? same(field.of, other, one, context) : same(field.of, one, other, context)))
  if (field.of.alike === undefined) return false
  if (field.order === 'set')
    return want.every((one) => isIn(have, one, false)) && have.every((one) => isIn(want, one, true))
  return want.length === have.length && want.every((one, index) => same(field.of, one, have[index], context))
}

function distinct(items: readonly Json[]): string[] {
  return [...new Set(items.map(canonicalJson))].sort()
}

function sameByIdentity(
  field: ListField,
  want: readonly Json[],
  have: readonly Json[],
  context: CompareContext,
): boolean {
  const others = byIdentity(field, have)
  const names = new Set<string>()
  for (const item of want) {
    const name = identityOf(field, item)
    names.add(name)
    const other = others.get(name)
    if (isCleared(field, item)) {
      if (other !== undefined && !isCleared(field, other)) return false
    } else if (other === undefined || !same(field.of, item, other, context)) return false
  }
  if (field.unlisted === 'removed' && [...others.keys()].some((name) => !names.has(name))) return false
  return field.order === 'set' || sameSequence(field, want, have)
}

function sameSequence(field: ListField, want: readonly Json[], have: readonly Json[]): boolean {
  const listed = want.filter((item) => !isCleared(field, item)).map((item) => identityOf(field, item))
  const rest = have.map((item) => identityOf(field, item)).filter((name) => listed.includes(name))
  return listed.every((name, index) => name === rest[index])
}

/** Fields that name an element; none in lists that are compared whole. */
export function namingFields(field: ListField): readonly string[] {
  return field.identity ?? []
}

/** An element whose every part but its identity is null: in a kept list this clears it. */
export function isCleared(field: ListField, item: Json): boolean {
  if (!isJsonObject(item) || field.unlisted !== 'kept') return false
  const rest = Object.entries(item).filter(([name]) => !namingFields(field).includes(name))
  return rest.length > 0 && rest.every(([, value]) => plain(value) === null)
}

export function identityOf(field: ListField, item: Json): string {
  if (!isJsonObject(item)) return canonicalJson(item)
  return namingFields(field)
    .map((name) => anyText(item[name] ?? null))
    .join('\u0000')
}

export function byIdentity(field: ListField, items: readonly Json[]): Map<string, Json> {
  return new Map(items.map((item) => [identityOf(field, item), item]))
}

export function asList(value: Json | undefined): readonly Json[] {
  if (value === null || value === undefined) return []
  return Array.isArray(value) ? value : [value]
}

/**
 * The value to send: what was written, and, because the vendor replaces arrays whole, the unwritten parts of the
 * written elements (and whole unlisted elements of a kept list) as observed.
 */
export function merged(field: Field, desired: Json, observed: Json | undefined): Json {
  if (field.shape === 'object' && isJsonObject(desired)) return { ...withoutNulls(observed), ...desired }
  if (field.shape !== 'list' || field.identity === undefined || !Array.isArray(desired)) return desired
  const others = byIdentity(field, asList(observed))
  const written = desired
    .filter((item) => !isCleared(field, item))
    .map((item) => mergedElement(field.of, item, others.get(identityOf(field, item))))
  if (field.unlisted === 'removed') return written
  const names = new Set(desired.map((item) => identityOf(field, item)))
  return [...written, ...asList(observed).filter((item) => !names.has(identityOf(field, item)))]
}

function mergedElement(of: Field, desired: Json, observed: Json | undefined): Json {
  if (of.shape !== 'object' || !isJsonObject(desired)) return desired
  const other = isJsonObject(observed) ? observed : {}
  const parts = mapValues(desired, (value, name) => {
    const field = of.fields[name]
    return field === undefined ? value : merged(field, value, other[name])
  })
  return { ...withoutNulls(other), ...parts }
}

function withoutNulls(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? Object.fromEntries(Object.entries(value).filter(([, part]) => part !== null)) : {}
}
