/**
 * Desired × state × observed → address ↔ remote id, with adoptions, moves and what is ambiguous. Pure, parents first.
 * State binds by id; what the state does not know is found by natural key. Nothing is ever bound twice.
 */
import { type AddressId, placeOf } from '../model/address.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { Kind } from '../model/provider.ts'
import {
  type DesiredState,
  isId,
  isRef,
  type Observed,
  type ObservedState,
  type Resource,
  type View,
  viewKey,
} from '../model/resource.ts'
import type { StateEntry } from '../model/state.ts'
import { ambiguous, conflicts } from './bind-conflicts.ts'
import { type ByKey, type Found, find, findByKey, groupedByKey } from './bind-find.ts'
import { looseOf } from './bind-home.ts'
import { circlesIn } from './circles.ts'
import { ofKind } from './of-kind.ts'
import { shifted } from './shift.ts'
import { type IdOf, inPlace } from './spec.ts'
import { unevaluated } from './unevaluated.ts'
import type { Connected } from './world.ts'

export interface Bound {
  readonly remoteId: string
  /** Absent where the object is known from the state only, or lives inside another. */
  readonly observed?: Observed
  /** `moved` and `imports`: by the state, as butik.yaml tells it (told-plan.ts). */
  readonly by: 'state' | 'natural-key' | 'moved' | 'imports'
  /** The removed address that owned it: a move. */
  readonly movedFrom?: AddressId
  /** Where `moved` says so: the address that it had. */
  readonly formerly?: AddressId
}

export interface KindBinding {
  readonly bound: ReadonlyMap<AddressId, Bound>
  /** In the state, but not in a complete view: the shop lost it. */
  readonly gone: ReadonlySet<AddressId>
  /** What could not be decided. */
  readonly diagnostics: readonly Diagnostic[]
  readonly notes: readonly Diagnostic[]
}

export interface Binding extends KindBinding {
  /** Not decided, and why: the kind, or something it refers to, was not read whole. */
  readonly unevaluated: ReadonlyMap<AddressId, string>
  addressOf(connection: string, kind: string, remoteId: string): AddressId | undefined
}

export interface BindKindInput {
  readonly connection: string
  readonly kind: Kind
  readonly desired: DesiredState
  readonly entries: ReadonlyMap<AddressId, StateEntry>
  readonly view: View | undefined
  readonly idOf: IdOf
  /** For kinds that live inside another: what was bound and seen of the host. */
  readonly host?: (address: AddressId) => Bound | undefined
}

export function bindKind(input: BindKindInput): KindBinding {
  const { kind, view } = input
  const found = byStateAlone(input)
  const { bound, gone, mine, owned, displaced } = found
  const objects = view?.objects ?? []
  const byKey = groupedByKey(kind, () => objects)
  const loose = looseOf(mine, { kind, bound, objects, byKey })
  if (loose.length > 0 || displaced.length > 0 || kind.within !== undefined)
    return bindLoose(input, found, loose, byKey)
  // All is where it was. What the shop has besides may claim what they claim.
  const candidatesOf = () => []
  const diagnostics = kind.claims === undefined ? [] : conflicts({ ...input, mine, bound, owned, candidatesOf })
  return { bound, gone, diagnostics, notes: [] }
}

/** What the state says, before anything is looked for by its key. */
interface ByState {
  /** Remote id → the address that the state has it under. */
  readonly owned: ReadonlyMap<string, AddressId>
  readonly onItsWay: ReadonlySet<AddressId>
  readonly bound: Map<AddressId, Bound>
  readonly gone: Set<AddressId>
  /** What the files declare of the kind. */
  readonly mine: readonly Resource[]
  /** What lies below another parent than its own now has is not it any more: it would be deleted and made anew. */
  readonly displaced: readonly Resource[]
  /** With those that are displaced. */
  readonly byState: ReadonlyMap<AddressId, Bound>
}

function byStateAlone(input: BindKindInput): ByState {
  const { kind, connection, desired, entries, view } = input
  const owned = new Map<string, AddressId>()
  const onItsWay = new Set<AddressId>()
  for (const [address, { remoteId }] of ofKind(entries, connection, kind.name)) {
    if (remoteId === '') onItsWay.add(address)
    else owned.set(remoteId, address)
  }
  const { bound, gone } = bindOwned(owned, view)
  const mine = ofKind(desired.resources, connection, kind.name).map(([, resource]) => resource)
  const displaced = mine.filter((one) => isUnderAnother(one, bound.get(one.address), input))
  const byState = displaced.length === 0 ? bound : new Map(bound)
  for (const { address } of displaced) bound.delete(address)
  return { owned, onItsWay, bound, gone, mine, displaced, byState }
}

function bindLoose(input: BindKindInput, found: ByState, loose: readonly Resource[], byKey: () => ByKey): KindBinding {
  const { kind, desired, entries, view } = input
  const { owned, onItsWay, gone, mine, displaced } = found
  const byState = new Map(found.byState)
  const { bound } = found
  const diagnostics: Diagnostic[] = []
  const idOf: IdOf = (address) => bound.get(address)?.remoteId ?? input.idOf(address)
  const candidatesOf = (resource: Resource) => findByKey(resource, { ...input, idOf }, byKey())?.candidates ?? []
  // Where the vendor shows nothing, a thing is known by what was last written of it: keys change hands there too.
  const known = kind.reading.by === 'nothing' ? groupedByKey(kind, () => asApplied(kind, owned, entries)) : byKey
  const candidatesByShift = (resource: Resource, idAt: IdOf) =>
    findByKey(resource, { ...input, idOf: (address) => idAt(address) ?? input.idOf(address) }, known())?.candidates ??
    []
  const otherwise = shifted({ kind, mine, loose, bound, owned, entries, candidatesOf: candidatesByShift })
  const takenBy = new Map([...otherwise].map(([address, { remoteId }]) => [remoteId, address]))
  for (const [address, one] of otherwise) bound.set(address, view === undefined ? unobserved(one) : one)
  // An address whose object another one took, and that took none itself, is made.
  for (const { address } of mine)
    if ((takenBy.get(bound.get(address)?.remoteId ?? '') ?? address) !== address) bound.delete(address)
  for (const { address } of mine) if (bound.has(address)) gone.delete(address)
  // What lives inside an object that changed hands, or that is made, is found there anew.
  const freed = new Set(
    [...displaced, ...mine.filter((one) => isHostAnother(one, input) && bound.delete(one.address))].map(
      ({ address }) => address,
    ),
  )
  const ofDeclared = [...bound].filter(([address]) => desired.resources.has(address))
  const declaredAs = new Map(ofDeclared.map(([address, { remoteId }]) => [remoteId, address]))
  for (const resource of loose.filter(({ address }) => bound.has(address))) {
    // What goes from the shop by its policy stands in nobody's way, nor does what is renamed: an earlier run may have
    // ended before it did either.
    const spec = inPlace(resource.spec, bound.get(resource.address)?.observed?.spec, kind)
    const twins = candidatesOf({ ...resource, spec }).filter(
      ({ remoteId }) =>
        (declaredAs.get(remoteId) ?? resource.address) === resource.address && !leaves(owned.get(remoteId), input),
    )
    if (twins.length > 1) diagnostics.push(ambiguous(resource, kind, twins))
  }
  let open = mine.filter(({ address }) => !bound.has(address))
  // In a tree of one kind (categories) a parent that was found lets its children be found.
  for (let before = -1; before !== bound.size; ) {
    before = bound.size
    open = open.filter((resource) => {
      const found = find(resource, { ...input, idOf }, byKey(), onItsWay)
      if (found === undefined) return true
      if (found.candidates.length > 1) {
        diagnostics.push(ambiguous(resource, kind, found.candidates))
        return false
      }
      const one = boundBy(found, resource, owned, (owner) => desired.resources.has(owner) && !freed.has(owner))
      if (one === undefined) return false
      bound.set(resource.address, one)
      gone.delete(resource.address)
      return false
    })
  }
  const said = new Set(diagnostics.map(({ address }) => address))
  const free = mine.filter(({ address }) => !said.has(address))
  diagnostics.push(...conflicts({ kind, mine: free, bound, owned, entries, view, candidatesOf }))
  return { bound, gone, diagnostics, notes: letGo(mine, { ...input, bound, byState }) }
}

/** In the state, declared no more, and to be deleted. */
function leaves(owner: AddressId | undefined, { kind, entries, desired }: BindKindInput): boolean {
  if (owner === undefined || desired.resources.has(owner) || kind.writing.delete === undefined) return false
  return entries.get(owner)?.policy.onRemove === 'delete'
}

/** As if seen: what the state last wrote of its objects. */
function asApplied(
  { name }: Kind,
  owned: ReadonlyMap<string, AddressId>,
  entries: ReadonlyMap<AddressId, StateEntry>,
): Observed[] {
  return [...owned].map(([remoteId, address]) => ({
    kind: name,
    remoteId,
    spec: entries.get(address)?.applied ?? {},
  }))
}

function unobserved({ observed: _applied, ...bound }: Bound): Bound {
  return bound
}

/** Objects that no address has any more, because the one that had it took another object. */
function letGo(
  mine: readonly Resource[],
  {
    kind,
    bound,
    byState,
  }: Pick<BindKindInput, 'kind'> & Readonly<Record<'bound' | 'byState', ReadonlyMap<AddressId, Bound>>>,
): Diagnostic[] {
  const kept = new Set([...bound.values()].map(({ remoteId }) => remoteId))
  return mine.flatMap(({ address, source }): Diagnostic[] => {
    const before = byState.get(address)
    if (before?.observed === undefined || kept.has(before.remoteId)) return []
    const summary = `it is another object now; id ${before.remoteId} (${kind.label(before.observed.spec)}), which it was, is declared no more, and the shop keeps it`
    return [{ severity: 'note', code: 'N1011', summary, source, address }]
  })
}

/** Its parent took another object: keys of profiles changed hands. */
function isUnderAnother({ spec }: Resource, bound: Bound | undefined, { kind, idOf }: BindKindInput): boolean {
  const { reading } = kind
  if (reading.by !== 'list-per-parent' || bound?.observed === undefined) return false
  const [declared, there] = [spec, bound.observed.spec].map((one) => one[reading.parent.field] ?? null)
  return isRef(declared) && isId(there) && idOf(declared.ref) !== there.id
}

function isHostAnother({ address, spec }: Resource, { kind, host, entries }: BindKindInput): boolean {
  if (kind.within === undefined || host === undefined) return false
  const { field } = kind.within
  const place = spec[field]
  if (!isRef(place)) return false
  const found = host(place.ref)
  if (found === undefined || found.movedFrom !== undefined) return true
  // An earlier run moved the host and did not come to what lives in it.
  const former = entries.get(address)?.applied[field] ?? null
  return isId(former) && former.id !== found.remoteId
}

/** What the state owns, by id. Without a view the state is believed. */
function bindOwned(
  owned: ReadonlyMap<string, AddressId>,
  view: View | undefined,
): { bound: Map<AddressId, Bound>; gone: Set<AddressId> } {
  const byId = new Map((view?.objects ?? []).map((object) => [object.remoteId, object]))
  const bound = new Map<AddressId, Bound>()
  const gone = new Set<AddressId>()
  for (const [remoteId, address] of owned) {
    const observed = byId.get(remoteId)
    if (view === undefined) bound.set(address, { remoteId, by: 'state' })
    else if (observed !== undefined) bound.set(address, { remoteId, observed, by: 'state' })
    else if (view.reach === 'complete') gone.add(address)
  }
  return { bound, gone }
}

/** Undefined where the object belongs to an address that keeps it; a removed one hands it over. */
function boundBy(
  found: Found,
  resource: Resource,
  owned: ReadonlyMap<string, AddressId>,
  keeps: (owner: AddressId) => boolean,
): Bound | undefined {
  const owner = owned.get(found.remoteId)
  const isOthers = owner !== undefined && owner !== resource.address
  if (isOthers && keeps(owner)) return undefined
  const [observed] = found.candidates
  return {
    remoteId: found.remoteId,
    ...(observed === undefined ? {} : { observed }),
    by: 'natural-key',
    ...(isOthers ? { movedFrom: owner } : {}),
  }
}

/** By connection, kind and remote id. */
function addressesById(bound: ReadonlyMap<AddressId, Bound>, desired: DesiredState): Map<string, AddressId> {
  const found = new Map<string, AddressId>()
  for (const [address, { remoteId }] of bound) {
    const place = `${placeOf(address)}/${remoteId}`
    if (!found.has(place) || desired.resources.has(address)) found.set(place, address)
  }
  return found
}

export interface BindInput {
  readonly connected: readonly Connected[]
  readonly desired: DesiredState
  readonly entries: ReadonlyMap<AddressId, StateEntry>
  readonly observed: ObservedState
}

export function bind(input: BindInput): Binding {
  const bound = new Map<AddressId, Bound>()
  const gone = new Set<AddressId>()
  const diagnostics: Diagnostic[] = []
  const notes: Diagnostic[] = []
  for (const { config, provider } of input.connected) {
    for (const kind of provider.kinds) {
      const part = bindKind({
        connection: config.name,
        kind,
        desired: input.desired,
        entries: input.entries,
        view: input.observed.views.get(viewKey(config.name, kind.name)),
        idOf: (address) => bound.get(address)?.remoteId,
        host: (address) => bound.get(address),
      })
      for (const [address, one] of part.bound) bound.set(address, one)
      for (const address of part.gone) gone.add(address)
      diagnostics.push(...part.diagnostics)
      notes.push(...part.notes)
    }
  }
  // Where nothing differs nobody asks.
  let byId: ReadonlyMap<string, AddressId> | undefined
  const addressOf: Binding['addressOf'] = (connection, kind, remoteId) => {
    byId ??= addressesById(bound, input.desired)
    return byId.get(`${connection}/${kind}/${remoteId}`)
  }
  diagnostics.push(...circlesIn({ ...input, binding: { bound, addressOf } }))
  return {
    bound,
    gone,
    diagnostics,
    notes,
    unevaluated: unevaluated(input, new Set(diagnostics.flatMap((diagnostic) => diagnostic.address ?? []))),
    addressOf,
  }
}
