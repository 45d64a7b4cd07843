/**
 * Desired × state × observed → address ↔ remote id, with adoptions, moves and what is ambiguous. Pure, parents first.
 * State binds by id; what the state does not know is found by natural key. Nothing is ever bound twice.
 */
import { type AddressId, partsOf } from '../model/address.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { Kind } from '../model/provider.ts'
import { type DesiredState, isRef, type Observed, type ObservedState, type Resource, type View, viewKey } from '../model/resource.ts'
import type { StateEntry } from '../model/state.ts'
import { type IdOf, localiseSpec, naturalKeyOf } from './spec.ts'
import type { Connected } from './world.ts'

export interface Bound {
  readonly remoteId: string
  /** Absent where the object is known from the state only, or lives inside another. */
  readonly observed?: Observed
  readonly by: 'state' | 'natural-key'
  /** The removed address that owned it: a move. */
  readonly movedFrom?: AddressId
}

export interface KindBinding {
  readonly bound: ReadonlyMap<AddressId, Bound>
  /** In the state, but not in a complete view: the shop lost it. */
  readonly gone: ReadonlySet<AddressId>
  readonly diagnostics: readonly Diagnostic[]
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
  const { kind, connection, desired, entries } = input
  const prefix = `${connection}/${kind.name}/`
  const mine = [...desired.resources.values()].filter((resource) => resource.address.startsWith(prefix))
  const own = [...entries].filter(([address]) => address.startsWith(prefix))
  const owned = new Map(own.filter(([, entry]) => entry.remoteId !== '').map(([address, entry]) => [entry.remoteId, address]))
  const onItsWay = new Set(own.filter(([, entry]) => entry.remoteId === '').map(([address]) => address))
  const byId = new Map((input.view?.objects ?? []).map((object) => [object.remoteId, object]))
  const byKey = groupByKey(kind, input.view?.objects ?? [])
  const bound = new Map<AddressId, Bound>()
  const gone = new Set<AddressId>()
  const diagnostics: Diagnostic[] = []
  for (const [remoteId, address] of owned) {
    const observed = byId.get(remoteId)
    if (input.view === undefined) bound.set(address, { remoteId, by: 'state' })
    else if (observed !== undefined) bound.set(address, { remoteId, observed, by: 'state' })
    else if (input.view.reach === 'complete') gone.add(address)
  }
  for (const resource of mine) {
    if (bound.has(resource.address)) continue
    // What is on its way was never confirmed: that its host is there does not say that it is.
    const inside = onItsWay.has(resource.address) ? undefined : findInside(resource, input)
    const found = input.view === undefined ? inside : findByKey(resource, input, byKey)
    if (found === undefined) continue
    if (found.candidates.length > 1) {
      diagnostics.push(ambiguous(resource, kind, found.candidates))
      continue
    }
    const owner = owned.get(found.remoteId)
    if (owner !== undefined && desired.resources.has(owner) && owner !== resource.address) continue
    const moved = owner === undefined || owner === resource.address ? {} : { movedFrom: owner }
    const [observed] = found.candidates
    bound.set(resource.address, { remoteId: found.remoteId, ...(observed === undefined ? {} : { observed }), by: 'natural-key', ...moved })
    gone.delete(resource.address)
  }
  return { bound, gone, diagnostics }
}

interface Found {
  readonly remoteId: string
  readonly candidates: readonly Observed[]
}

function groupByKey(kind: Kind, objects: readonly Observed[]): Map<string, Observed[]> {
  const groups = new Map<string, Observed[]>()
  for (const object of objects) {
    const key = naturalKeyOf(object.spec, kind.naturalKey)
    if (key === undefined) continue
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [object])
    else group.push(object)
  }
  return groups
}

function findByKey(resource: Resource, input: BindKindInput, byKey: ReadonlyMap<string, readonly Observed[]>): Found | undefined {
  const key = naturalKeyOf(resource.spec, input.kind.naturalKey, input.idOf)
  const spec = localiseSpec(resource.spec, input.idOf)
  const adoptable = (object: Observed) => input.kind.adoptable?.(spec, object) !== false
  const candidates = key === undefined ? [] : (byKey.get(key) ?? []).filter(adoptable)
  const [first] = candidates
  return first === undefined ? undefined : { remoteId: first.remoteId, candidates }
}

/** A stock level is there when its product is, with that SKU. */
function findInside(resource: Resource, input: BindKindInput): Found | undefined {
  const { within } = input.kind
  const host = within === undefined ? undefined : resource.spec[within.field]
  if (within === undefined || !isRef(host)) return undefined
  const observed = input.host?.(host.ref)?.observed
  if (observed === undefined || !within.holds(observed.spec, resource.spec)) return undefined
  const remoteId = naturalKeyOf(resource.spec, input.kind.naturalKey)
  return remoteId === undefined ? undefined : { remoteId, candidates: [] }
}

function ambiguous(resource: Resource, kind: Kind, candidates: readonly Observed[]): Diagnostic {
  const ids = candidates.map((candidate) => candidate.remoteId).join(' and ')
  return {
    severity: 'error',
    code: 'E2007',
    summary: `${resource.address}: the shop has ${candidates.length} of ${kind.label(resource.spec)}: ${ids}`,
    detail: 'butik cannot tell which of them is meant, and will not guess',
    hint: 'rename or remove all but one in the shop',
    source: resource.source,
    address: resource.address,
  }
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
    }
  }
  const reverse = new Map<string, AddressId>()
  for (const [address, one] of bound) {
    const { connection, kind } = partsOf(address)
    const place = `${connection}/${kind}/${one.remoteId}`
    if (!reverse.has(place) || input.desired.resources.has(address)) reverse.set(place, address)
  }
  return {
    bound,
    gone,
    diagnostics,
    unevaluated: unevaluated(input, new Set(diagnostics.flatMap((diagnostic) => diagnostic.address ?? []))),
    addressOf: (connection, kind, remoteId) => reverse.get(`${connection}/${kind}/${remoteId}`),
  }
}

/** Kinds not read whole, addresses that are ambiguous, and everything that refers to either. */
function unevaluated(input: BindInput, ambiguousOnes: ReadonlySet<AddressId>): Map<AddressId, string> {
  const reasons = new Map<AddressId, string>()
  const short = [...input.observed.views.values()].filter((view) => view.reach !== 'complete')
  const all = [...new Set([...input.desired.resources.keys(), ...input.entries.keys()])]
  const why = (address: AddressId): string | undefined => {
    const { connection, kind } = partsOf(address)
    const view = short.find((candidate) => candidate.connection === connection && candidate.kind === kind)
    if (view !== undefined) return `${kind} was not read whole`
    return ambiguousOnes.has(address) ? 'its natural key is not unique in the shop' : undefined
  }
  const queue: AddressId[] = []
  for (const address of all) {
    const reason = why(address)
    if (reason !== undefined) {
      reasons.set(address, reason)
      queue.push(address)
    }
  }
  const dependants = dependantsOf(input.desired)
  for (let address = queue.pop(); address !== undefined; address = queue.pop()) {
    for (const dependant of dependants.get(address) ?? []) {
      if (reasons.has(dependant)) continue
      reasons.set(dependant, `it refers to ${address}`)
      queue.push(dependant)
    }
  }
  return reasons
}

function dependantsOf(desired: DesiredState): Map<AddressId, AddressId[]> {
  const found = new Map<AddressId, AddressId[]>()
  for (const resource of desired.resources.values()) {
    for (const need of resource.dependsOn) {
      const list = found.get(need)
      if (list === undefined) found.set(need, [resource.address])
      else list.push(resource.address)
    }
  }
  return found
}
