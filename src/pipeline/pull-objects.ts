/**
 * What the shop has and the files do not declare → the keys under which it is about to be declared, per connection, with
 * what cannot be. Parents first; nested ones below the host that they get. Pure.
 */
import { type AddressId, addressId, partsOf } from '../model/address.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { Field, Fields } from '../model/field.ts'
import type { Kind } from '../model/provider.ts'
import { isId, type Observed, type Spec, viewKey } from '../model/resource.ts'
import { type Catalogue, catalogueOf, type Keyed } from './author.ts'
import { keysFor } from './keys.ts'
import { ofKind } from './of-kind.ts'
import type { ShopSeen } from './pull-read.ts'
import { type Unfit, unfitOf } from './pull-twins.ts'
import { pulledSpec } from './pulled-spec.ts'
import { keysInSheet } from './sheet-key.ts'
import type { Sheet } from './sheets.ts'
import type { Connected } from './world.ts'

/** Not declared yet, and about to be. */
export interface NewObject extends Keyed {
  readonly address: AddressId
  readonly remoteId: string
  /** What is worth writing of it. */
  readonly spec: Spec
}

export interface NewObjects {
  readonly connection: string
  readonly catalogue: Catalogue
  /** Of sections, and nested in any host. */
  readonly objects: readonly NewObject[]
  readonly unfit: readonly Unfit[]
  /** Kinds of which nothing is written, since they or something that they refer to were not read whole. */
  readonly unread: ReadonlyMap<string, Diagnostic | undefined>
}

export interface Wanted {
  /** By the address that it would have. */
  isWanted(address: AddressId): boolean
  /** Turned out not to be writable: whole addresses, and fields of others. */
  readonly leftOut: ReadonlySet<AddressId>
  readonly leftFields: ReadonlyMap<AddressId, ReadonlySet<string>>
}

/** `sheets` are those of all sections: a row there has the key that its cells make. */
export function newObjects(
  seen: ShopSeen,
  connected: Connected,
  wanted: Wanted,
  sheets: readonly Sheet[] = [],
): NewObjects {
  return new Finder(seen, connected, wanted, sheets).find()
}

class Finder {
  readonly #seen: ShopSeen
  readonly #connection: string
  readonly #kinds: readonly Kind[]
  readonly #wanted: Wanted
  readonly #sheets: readonly Sheet[]
  readonly #unread: ReadonlyMap<string, Diagnostic | undefined>
  readonly #objects: NewObject[] = []
  readonly #unfit: Unfit[] = []
  /** `kind/remote id` → whole key, of all that is declared or about to be. */
  readonly #keys = new Map<string, string>()

  constructor(seen: ShopSeen, { config, provider }: Connected, wanted: Wanted, sheets: readonly Sheet[]) {
    this.#sheets = sheets.filter(({ connection }) => connection === config.name)
    this.#seen = seen
    this.#connection = config.name
    this.#kinds = provider.kinds
    this.#wanted = wanted
    this.#unread = unreadKinds(seen, config.name, provider.kinds)
  }

  find(): NewObjects {
    const declared: Keyed[] = []
    for (const kind of this.#kinds) {
      for (const [address, { key, spec }] of ofKind(this.#seen.desired.resources, this.#connection, kind.name)) {
        const remoteId = this.#seen.binding.bound.get(address)?.remoteId
        declared.push({ kind: kind.name, key, spec, ...(remoteId === undefined ? {} : { remoteId }) })
        if (remoteId !== undefined) this.#keys.set(`${kind.name}/${remoteId}`, key)
      }
      const view = this.#seen.observed.views.get(viewKey(this.#connection, kind.name))
      if (view !== undefined && !this.#unread.has(kind.name)) this.#findIn(kind, view.objects)
    }
    const catalogue = catalogueOf([...declared, ...this.#objects])
    const [connection, objects, unfit, unread] = [this.#connection, this.#objects, this.#unfit, this.#unread]
    return { connection, catalogue, objects, unfit, unread }
  }

  #findIn(kind: Kind, all: readonly Observed[]): void {
    const { ids, told } = kind.within === undefined ? unfitOf(kind, all) : { ids: new Set<string>(), told: [] }
    const fresh = all.filter(({ remoteId }) => !this.#keys.has(`${kind.name}/${remoteId}`) && !ids.has(remoteId))
    this.#unfit.push(...told.filter(({ remoteIds }) => remoteIds.some((id) => !this.#keys.has(`${kind.name}/${id}`))))
    if (fresh.length === 0) return
    if (kind.within !== undefined) this.#inHosts(kind, fresh, kind.within.field)
    else if (kind.reading.by === 'list-per-parent') this.#nested(kind, all, fresh, kind.reading.parent)
    else if (kind.author !== undefined && kind.section !== undefined) this.#inSection(kind, all, fresh)
  }

  #inSection(kind: Kind, all: readonly Observed[], fresh: readonly Observed[]): void {
    const known = this.#known(kind)
    const sheet = this.#sheets.find(({ section }) => section === kind.section)
    if (sheet !== undefined) for (const [id, key] of keysInSheet(sheet, fresh, known)) known.set(id, key)
    const keys = keysFor(kind, all, known, this.#taken(kind))
    for (const object of fresh) this.#add(kind, object, keys.get(object.remoteId) ?? '')
  }

  #nested(
    kind: Kind,
    all: readonly Observed[],
    fresh: readonly Observed[],
    parent: { field: string; kind: string },
  ): void {
    const hostOf = ({ spec }: Observed): string | undefined => {
      const host = spec[parent.field] ?? null
      return isId(host) ? this.#keys.get(`${parent.kind}/${host.id}`) : undefined
    }
    const known = this.#known(kind)
    const taken = this.#taken(kind)
    const isFresh = new Set(fresh)
    for (const [host, objects] of grouped(all, hostOf)) {
      // What lies in something that is not written is not written either.
      if (host === undefined) continue
      const below = (key: string) => key.startsWith(`${host}.`)
      const names = new Map([...known].filter(([, key]) => below(key)).map(([id, key]) => [id, last(key)]))
      const keys = keysFor(kind, objects, names, [...taken].filter(below).map(last))
      for (const object of objects)
        if (isFresh.has(object)) this.#add(kind, object, `${host}.${keys.get(object.remoteId) ?? ''}`)
    }
  }

  /** Written by what it is counted under, in the host that says so: its own key is made when the files are read. */
  #inHosts(kind: Kind, fresh: readonly Observed[], field: string): void {
    const hostKind = kind.fields[field]
    if (hostKind?.shape !== 'reference' || hostKind.kind === undefined) return
    for (const object of fresh) {
      const host = object.spec[field] ?? null
      const key = isId(host) ? this.#keys.get(`${hostKind.kind}/${host.id}`) : undefined
      if (key !== undefined) this.#add(kind, object, `${key}.${object.remoteId}`)
    }
  }

  #add(kind: Kind, { remoteId, spec }: Observed, key: string): void {
    const address = addressId(this.#connection, kind.name, key)
    const [section = ''] = key.split('.')
    const isNested = kind.section === undefined
    if (!isNested && !this.#wanted.isWanted(addressId(this.#connection, kind.name, section))) return
    if (this.#wanted.leftOut.has(address)) return
    this.#keys.set(`${kind.name}/${remoteId}`, key)
    const left = this.#wanted.leftFields.get(address)
    const all = pulledSpec(kind, spec)
    const kept = left === undefined ? all : Object.fromEntries(Object.entries(all).filter(([name]) => !left.has(name)))
    this.#objects.push({ kind: kind.name, key, address, remoteId, spec: kept })
  }

  /** Remote id → key, as the files or the state have it: it stays. */
  #known(kind: Kind): Map<string, string> {
    const bound = ofKind(this.#seen.binding.bound, this.#connection, kind.name)
    const byState = bound.filter(([address]) => !this.#seen.desired.resources.has(address))
    const declared = bound.filter(([address]) => this.#seen.desired.resources.has(address))
    return new Map([...byState, ...declared].map(([address, { remoteId }]) => [remoteId, partsOf(address).key]))
  }

  #taken(kind: Kind): Set<string> {
    const { desired, entries } = this.#seen
    const all = [
      ...ofKind(desired.resources, this.#connection, kind.name),
      ...ofKind(entries, this.#connection, kind.name),
    ]
    return new Set(all.map(([address]) => partsOf(address).key))
  }
}

function last(key: string): string {
  return key.slice(key.lastIndexOf('.') + 1)
}

function grouped<One, Key>(list: readonly One[], keyOf: (one: One) => Key): Map<Key, One[]> {
  const found = new Map<Key, One[]>()
  for (const one of list) {
    const key = keyOf(one)
    const group = found.get(key)
    if (group === undefined) found.set(key, [one])
    else group.push(one)
  }
  return found
}

/**
 * Kinds that were not read whole, with those that refer to them or hold them: written by ids today and by keys tomorrow, a
 * file would change for nothing. What lives inside another (stock) takes nothing along.
 */
function unreadKinds(
  { observed }: ShopSeen,
  connection: string,
  kinds: readonly Kind[],
): ReadonlyMap<string, Diagnostic | undefined> {
  const unread = new Map<string, Diagnostic | undefined>()
  // What is not read at all (stock that is set once) is no news.
  const read = kinds.filter(({ name }) => observed.views.has(viewKey(connection, name)))
  for (const { name } of kinds) {
    const view = observed.views.get(viewKey(connection, name))
    if (view !== undefined && view.reach !== 'complete') unread.set(name, view.problem)
  }
  for (let before = -1; before !== unread.size; ) {
    before = unread.size
    for (const kind of read) {
      const cause = [...kindsIn(kind.fields)].find((name) => name !== kind.name && unread.has(name))
      if (cause !== undefined && !unread.has(kind.name)) unread.set(kind.name, unread.get(cause))
      const host = kind.reading.by === 'list-per-parent' ? kind.reading.parent.kind : undefined
      if (host !== undefined && unread.has(kind.name) && !unread.has(host)) unread.set(host, unread.get(kind.name))
    }
  }
  return unread
}

function kindsIn(fields: Fields): Set<string> {
  const found = new Set<string>()
  const walk = (field: Field): void => {
    if ((field.shape === 'reference' || field.shape === 'scalar') && field.kind !== undefined) found.add(field.kind)
    if (field.shape === 'list') walk(field.of)
    if (field.shape === 'object') for (const part of Object.values(field.fields)) walk(part)
  }
  for (const field of Object.values(fields)) walk(field)
  return found
}
