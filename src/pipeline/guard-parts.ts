/**
 * What guards compare: each change as the object before and after it, in parts (the object, its variants, its steps) with
 * the values of the fields that have a role. Pure.
 */
import { type AddressId, partsOf } from '../model/address.ts'
import { canonicalDecimal } from '../model/decimal.ts'
import type { Field, Fields, Role } from '../model/field.ts'
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import type { Change } from '../model/plan.ts'
import type { Kind } from '../model/provider.ts'
import type { Spec } from '../model/resource.ts'
import type { StateEntry } from '../model/state.ts'
import type { Binding } from './bind.ts'
import { asList } from './compare.ts'
import { elementName, type Naming } from './describe.ts'

export interface PartValue {
  /** `stock_settings[colour.oak].price`. */
  readonly path: string
  readonly value: Json
}

/** One object or element: its values by role. */
export type Part = ReadonlyMap<Role, PartValue>

/** By place: `` is the object itself, `stock_settings[colour.oak]` a variant. What holds a part stands before it. */
export type Parts = ReadonlyMap<string, Part>

/** One change of what a guard looks at. */
export interface Touched {
  readonly change: Change
  readonly kind: Kind
  readonly before: Spec
  /** With what is written over it; nothing of what is deleted. */
  readonly after: Spec
  readonly partsBefore: Parts
  readonly partsAfter: Parts
}

export interface TouchedInput {
  readonly changes: readonly Change[]
  readonly binding: Pick<Binding, 'bound' | 'addressOf'>
  readonly entries: ReadonlyMap<AddressId, StateEntry>
  kindAt(address: AddressId): Kind | undefined
}

export function touchedBy(input: TouchedInput): Touched[] {
  return input.changes.flatMap((change): Touched[] => {
    const { address, action } = change
    const kind = input.kindAt(address)
    if (kind === undefined || action === 'manual' || (action === 'forget' && change.write === undefined)) return []
    const before = specBefore(address, input)
    const written = { ...change.write, ...change.links }
    const after = action === 'delete' ? {} : action === 'replace' ? written : { ...before, ...written }
    const { connection } = partsOf(address)
    const addressOf: Naming['addressOf'] = (name, id) =>
      name === undefined ? undefined : input.binding.addressOf(connection, name, id)
    const partsIn = (spec: Spec) => partsOfSpec(kind.fields, spec, addressOf)
    return [{ change, kind, before, after, partsBefore: partsIn(before), partsAfter: partsIn(after) }]
  })
}

/** As observed; where the vendor shows nothing, as last written. */
function specBefore(address: AddressId, { binding, entries }: TouchedInput): Spec {
  const bound = binding.bound.get(address)
  if (bound === undefined) return {}
  return bound.observed?.spec ?? entries.get(bound.movedFrom ?? address)?.applied ?? {}
}

export function partsOfSpec(fields: Fields, spec: Spec, addressOf: Naming['addressOf']): Parts {
  const parts = new Map<string, Part>()
  const walk = (place: string, of: Fields, values: JsonObject): void => {
    const named = Object.entries(of).map(([name, field]) => ({
      name,
      field,
      path: place === '' ? name : `${place}.${name}`,
    }))
    const own = named.flatMap(({ name, field, path }): [Role, PartValue][] => {
      const value = values[name]
      return field.role === undefined || value === undefined ? [] : [[field.role, { path, value }]]
    })
    parts.set(place, new Map(own))
    for (const { name, field, path } of named) {
      for (const [at, inner, value] of elementsOf(field, path, values[name], addressOf)) walk(at, inner, value)
    }
  }
  walk('', fields, spec)
  return parts
}

function elementsOf(
  field: Field,
  path: string,
  value: Json | undefined,
  addressOf: Naming['addressOf'],
): [string, Fields, JsonObject][] {
  if (field.shape === 'object') return isJsonObject(value) ? [[path, field.fields, value]] : []
  if (field.shape !== 'list' || field.of.shape !== 'object' || field.identity === undefined) return []
  const { fields } = field.of
  return asList(value)
    .filter(isJsonObject)
    .map((item) => [`${path}[${elementName(field, item, { addressOf })}]`, fields, item])
}

export function textOf(part: PartValue | undefined): string | undefined {
  return typeof part?.value === 'string' && part.value !== '' ? part.value : undefined
}

export function amountOf(part: PartValue | undefined): string | undefined {
  const text = textOf(part)
  return text === undefined ? undefined : canonicalDecimal(text)
}

/** `1299` → `1299.00`. */
export function money(amount: string): string {
  const [whole = '0', fraction = ''] = amount.split('.')
  return `${whole}.${fraction.padEnd(2, '0')}`
}
