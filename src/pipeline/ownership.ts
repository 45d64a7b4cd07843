/**
 * What becomes of fields that are not the files' alone. `theirs` leaves the spec before anything looks at it, so that it
 * is neither compared nor sent. `once` is in the spec for what is made, and out of it for what is there. Pure.
 */
import { type Field, type Fields, fieldOf, type Owner, partsOfField } from '../model/field.ts'
import { isJsonObject, type Json } from '../model/json.ts'
import type { Kind } from '../model/provider.ts'
import { isSecret, type Spec } from '../model/resource.ts'
import { asList, byIdentity, type CompareContext, identityOf, same } from './compare.ts'

type Traits = Pick<Kind, 'fields' | 'otherFields'>

/** The spec without fields, and parts of fields, that are the shop's. */
export function withoutTheirs(kind: Traits, spec: Spec): Spec {
  return without(kind, spec, ['theirs'])
}

/** A value without the parts that are the shop's by now: what is there of it can be compared. */
export function comparable(field: Field, value: Json): Json {
  return partsWithout(field, value, ['theirs', 'once'])
}

function without(kind: Traits, spec: Spec, owners: readonly Owner[]): Spec {
  if (!holdsAny(kind, owners)) return spec
  const parts = Object.entries(spec).flatMap(([name, value]) => {
    const field = fieldOf(kind, name)
    if (field === undefined) return [[name, value] as const]
    if (isOf(field, owners)) return []
    const left = partsWithout(field, value, owners)
    const emptied = isJsonObject(left) && Object.keys(left).length === 0 && !isEmpty(value)
    return emptied ? [] : [[name, left] as const]
  })
  return Object.fromEntries(parts)
}

function isEmpty(value: Json): boolean {
  return isJsonObject(value) && Object.keys(value).length === 0
}

function partsWithout(field: Field, value: Json, owners: readonly Owner[]): Json {
  if (!holdsAny({ fields: partsOfField(field) }, owners)) return value
  if (field.shape === 'list')
    return Array.isArray(value) ? value.map((element) => partsWithout(field.of, element, owners)) : value
  if (field.shape !== 'object') return value
  // To clear the whole is to clear what is ours of it.
  const whole = value === null ? nulls(field.fields) : value
  return isJsonObject(whole) ? without(field, whole, owners) : value
}

function nulls(fields: Fields): Spec {
  return Object.fromEntries(Object.keys(fields).map((name) => [name, null]))
}

/** Paths of what is the shop's in a spec: `stock_settings.price`. */
export function theirsIn(fields: Traits, spec: Spec, before = ''): string[] {
  if (!holdsAny(fields, ['theirs'])) return []
  return Object.entries(spec).flatMap(([name, value]) => {
    const field = fieldOf(fields, name)
    const path = `${before}${name}`
    if (field === undefined) return []
    if (field.owner === 'theirs') return [path]
    const inside = field.shape === 'list' ? asList(value) : [value]
    const parts = inside.flatMap((one) =>
      isJsonObject(one) ? theirsIn({ fields: partsOfField(field) }, one, `${path}.`) : [],
    )
    return [...new Set(parts)]
  })
}

/**
 * True where a write of the whole list would lose a part that is the shop's: elements that were written are not shown, so
 * there is nothing to carry over.
 */
export function losesTheirs(field: Field, desired: Json, applied: Json | undefined, seen: Json | undefined): boolean {
  if (field.shape !== 'list' || !holds(field.of, ['theirs']) || !Array.isArray(desired)) return false
  const [before, shown] = [byIdentity(field, asList(applied)), byIdentity(field, asList(seen))]
  return desired.map((element) => identityOf(field, element)).some((name) => before.has(name) && !shown.has(name))
}

/** True where nothing of it is compared once it is there: then it need not be read. */
export function isSetOnce(kind: Pick<Kind, 'fields' | 'naturalKey' | 'within'>): boolean {
  return Object.entries(kind.fields).every(
    ([name, field]) => name === kind.within?.field || kind.naturalKey.includes(name) || field.owner === 'once',
  )
}

/** A part that is set once, and that the files want otherwise by now. */
export interface Wish {
  readonly path: string
  readonly field: Field
  readonly set: Json
  readonly now: Json
}

/** What is said of it, and how to have it written. */
export function setOnce(
  { name }: Pick<Kind, 'name'>,
  { path, field, set, now }: Wish,
): { summary: string; hint: string } {
  const values = field.sensitive === true || isSecret(set) || isSecret(now) ? undefined : [textOf(set), textOf(now)]
  const [before, after] = values === undefined ? ['', ''] : [` to ${values[0]}`, ` (now ${values[1]} in the files)`]
  const inKind = path.includes('.') ? `'${path}': ours` : `${path}: ours`
  return {
    summary: `${path} was set${before} when it was created and is not written again${after}`,
    hint: `write ownership: { ${name === path ? inKind : `${name}: { ${inKind} }`} } in butik.yaml to keep it as written`,
  }
}

function textOf(value: Json): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

export interface Settled {
  /** What is compared and written. */
  readonly wanted: Json
  /** What the state keeps. */
  readonly kept: Json
  readonly wishes: readonly Wish[]
}

export interface SettleInput {
  readonly path: string
  readonly field: Field
  readonly desired: Json
  readonly seen: Json | undefined
  readonly applied: Json | undefined
  readonly context: CompareContext
}

/** Parts that are set once (`stock_settings.price`): they go along with an element that is made, and with no other. */
export function settleOnce(input: SettleInput): Settled {
  const { field, desired, seen, applied } = input
  if (!holds(field, ['once'])) return { wanted: desired, kept: desired, wishes: [] }
  if (field.shape === 'object') return settleParts(input, field.fields)
  if (field.shape !== 'list' || !Array.isArray(desired)) return { wanted: desired, kept: desired, wishes: [] }
  const [others, before] = [byIdentity(field, asList(seen)), byIdentity(field, asList(applied))]
  const elements = desired.map((element) => {
    const name = identityOf(field, element)
    const settled = { ...input, field: field.of, desired: element, seen: others.get(name), applied: before.get(name) }
    return settleOnce(settled)
  })
  return {
    wanted: elements.map(({ wanted }) => wanted),
    kept: elements.map(({ kept }) => kept),
    wishes: elements.flatMap(({ wishes }) => wishes),
  }
}

function settleParts({ path, desired, seen, applied, context }: SettleInput, fields: Fields): Settled {
  if (!isJsonObject(desired)) return { wanted: desired, kept: desired, wishes: [] }
  const wanted: { [name: string]: Json } = {}
  const kept: { [name: string]: Json } = {}
  const wishes: Wish[] = []
  for (const [name, now] of Object.entries(desired)) {
    const field = fields[name]
    const [other, set] = [partOf(seen, name), partOf(applied, name)]
    const at = `${path}.${name}`
    if (field?.owner !== 'once') {
      const part =
        field === undefined
          ? { wanted: now, kept: now, wishes: [] }
          : settleOnce({ path: at, field, desired: now, seen: other, applied: set, context })
      wanted[name] = part.wanted
      kept[name] = part.kept
      wishes.push(...part.wishes)
      continue
    }
    if (set !== undefined && !same(field, now, set, context) && !same(field, now, other, context))
      wishes.push({ path: at, field, set, now })
    if (isJsonObject(seen)) {
      if (set !== undefined) kept[name] = set
      continue
    }
    // Made anew, or not shown by the vendor: what was set is sent along, not what is wished by now.
    wanted[name] = kept[name] = set ?? now
  }
  return { wanted, kept, wishes }
}

function partOf(value: Json | undefined, name: string): Json | undefined {
  return isJsonObject(value) ? value[name] : undefined
}

function isOf(field: Field, owners: readonly Owner[]): boolean {
  return field.owner !== undefined && owners.includes(field.owner)
}

/** Whether it or a part of it is of one of these. */
function holds(field: Field, owners: readonly Owner[]): boolean {
  return isOf(field, owners) || holdsAny({ fields: partsOfField(field) }, owners)
}

const ownersIn = new WeakMap<Fields, ReadonlySet<Owner>>()

function holdsAny({ fields, otherFields }: Traits, owners: readonly Owner[]): boolean {
  const held = heldBy(fields)
  return owners.some((owner) => held.has(owner)) || (otherFields !== undefined && holds(otherFields, owners))
}

/** Every owner that a field or a part of one has: asked for each value of each resource, and known once a kind. */
function heldBy(fields: Fields): ReadonlySet<Owner> {
  const known = ownersIn.get(fields)
  if (known !== undefined) return known
  const held = new Set(
    Object.values(fields).flatMap((field) => [
      ...(field.owner === undefined ? [] : [field.owner]),
      ...heldBy(partsOfField(field)),
    ]),
  )
  ownersIn.set(fields, held)
  return held
}
