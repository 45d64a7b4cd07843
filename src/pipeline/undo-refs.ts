/** Entries of the state → resources again: ids become the addresses that they stand for, so that what is made anew is found. Pure. */
import { type AddressId, partsOf } from '../model/address.ts'
import type { SourceRange } from '../model/diagnostic.ts'
import { type Field, fieldOf } from '../model/field.ts'
import { byCodeUnit, isJsonObject, type Json } from '../model/json.ts'
import type { Kind } from '../model/provider.ts'
import { isId, type Policy, type Resource, type Spec } from '../model/resource.ts'
import { isCleared } from './compare.ts'
import { mapValues, refsIn } from './spec.ts'

/** Which address an id stands for, of those that are there or are made again. */
export class Ids {
  readonly #byPlace = new Map<string, AddressId>()

  add(address: AddressId, remoteId: string): void {
    if (remoteId === '') return
    const { connection, kind } = partsOf(address)
    this.#byPlace.set(`${connection}/${kind}/${remoteId}`, address)
  }

  /** `needs`: what the id of a value may stand for whose kind only the vendor knows. */
  refs(value: Json, field: Field | undefined, connection: string, needs: readonly AddressId[]): Json {
    if (isId(value)) {
      const kind = field?.shape === 'reference' ? field.kind : undefined
      const among = needs.filter((need) => this.#at(connection, partsOf(need).kind, value.id) === need)
      const ref =
        kind === undefined ? (among.length === 1 ? among[0] : undefined) : this.#at(connection, kind, value.id)
      return ref === undefined ? value : { ref }
    }
    if (Array.isArray(value)) {
      const of = field?.shape === 'list' ? field.of : field
      return value.map((item) => this.refs(item, of, connection, needs))
    }
    if (!isJsonObject(value) || field?.shape === 'images' || field?.shape === 'asset') return value
    const fields = field?.shape === 'object' ? field.fields : {}
    return mapValues(value, (part, name) => this.refs(part, fields[name], connection, needs))
  }

  #at(connection: string, kind: string, id: string): AddressId | undefined {
    return this.#byPlace.get(`${connection}/${kind}/${id}`)
  }
}

export interface Wish {
  readonly address: AddressId
  readonly kind: Kind
  readonly spec: Spec
  readonly policy: Policy
  readonly needs: readonly AddressId[]
  readonly source: SourceRange
}

/** `touched`: what it refers to is read from its fields; otherwise the state knows it. */
export function resourceOf(wish: Wish, ids: Ids, touched: boolean): Resource {
  const { connection, kind: name, key } = partsOf(wish.address)
  const spec = mapValues(wish.spec, (value, field) =>
    ids.refs(value, fieldOf(wish.kind, field), connection, wish.needs),
  )
  const dependsOn = touched
    ? [...new Set(Object.entries(spec).flatMap(([name, value]) => refsIn(held(fieldOf(wish.kind, name), value))))].sort(
        byCodeUnit,
      )
    : wish.needs
  return {
    address: wish.address,
    connection,
    kind: name,
    key,
    spec,
    dependsOn,
    policy: wish.policy,
    source: wish.source,
  }
}

/** What is only said to go refers to nothing. */
function held(field: Field | undefined, value: Json): Json {
  if (field?.shape !== 'list' || !Array.isArray(value)) return value
  return value.filter((item) => !isCleared(field, item))
}
