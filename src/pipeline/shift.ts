/**
 * Addresses whose objects changed hands in one edit: `x: X, y: Y` became `y: X, z: Y`, or two keys were exchanged. By the
 * ids in the state y would be renamed and z made; by their natural keys each has moved, and nothing is written. Pure.
 */
import type { AddressId } from '../model/address.ts'
import type { Kind } from '../model/provider.ts'
import type { Observed, Resource } from '../model/resource.ts'
import type { StateEntry } from '../model/state.ts'
import type { Bound } from './bind.ts'
import { hasOwnKey, type IdOf } from './spec.ts'

export interface ShiftInput {
  readonly kind: Kind
  readonly mine: readonly Resource[]
  /** Of these, what is not bound by the state to the one object that has its key. */
  readonly loose: readonly Resource[]
  readonly bound: ReadonlyMap<AddressId, Bound>
  /** Remote id → the address that the state has it under. */
  readonly owned: ReadonlyMap<string, AddressId>
  readonly entries: ReadonlyMap<AddressId, StateEntry>
  /** What the shop has under the natural key of a resource, by the ids that its parents have. */
  readonly candidatesOf: (resource: Resource, idOf: IdOf) => readonly Observed[]
}

type Wants = Map<AddressId, Observed>

/**
 * What to bind otherwise than by id. Where it comes out even, that is every object that an address gives up is taken by
 * another one; and where an address took the key of one that is declared no more, and the shop keeps what is removed: its
 * own object is then let go. A SKU that a new address took from one that has another now goes with its product, and the
 * other is made. Otherwise somebody renamed things, and ids count.
 */
export function shifted(input: ShiftInput): Map<AddressId, Bound> {
  const { mine, bound, owned } = input
  const wants = allWants(input)
  if (wants.size === 0) return new Map()
  for (let before = -1; before !== wants.size; ) {
    before = wants.size
    prune(wants, input)
    // Without what was pruned a parent may have another id, and the key of a child be another.
    const now = wantedOfOthers(input, wants)
    for (const [address, object] of wants) if (now.get(address) !== object) wants.delete(address)
  }
  const declared = new Set(mine.map(({ address }) => address))
  const ownerOf = (object: Observed) => owned.get(object.remoteId)
  // A key that is simply another is found like everything that is not bound yet.
  const isMore = (address: AddressId, object: Observed) =>
    bound.has(address) || declared.has(ownerOf(object) ?? address)
  return new Map(
    [...wants]
      .filter(([address, object]) => isMore(address, object))
      .map(([address, observed]): [AddressId, Bound] => {
        const movedFrom = ownerOf(observed)
        const base = { remoteId: observed.remoteId, observed, by: 'natural-key' } as const
        return [address, movedFrom === undefined ? base : { ...base, movedFrom }]
      }),
  )
}

/** In a tree of one kind the key of a child names its parent: what a parent would take lets its children be found. */
function allWants(input: ShiftInput): Wants {
  let wants: Wants = new Map()
  for (let round = 0, before = -1; before !== wants.size && round <= input.loose.length; round += 1) {
    before = wants.size
    wants = wantedOfOthers(input, wants)
  }
  return wants
}

function prune(wants: Wants, input: ShiftInput): void {
  const { mine, bound, owned, entries } = input
  const declared = new Set(mine.map(({ address }) => address))
  const given = givenUp(input)
  for (let before = -1; before !== wants.size; ) {
    before = wants.size
    const taken = new Set([...wants.values()].map(({ remoteId }) => remoteId))
    const isTwice = taken.size < wants.size
    for (const [address, object] of wants) {
      const owner = owned.get(object.remoteId)
      const own = bound.get(address)?.remoteId
      const moves = owner !== undefined && (!declared.has(owner) || wants.has(owner))
      const isEven = own === undefined || taken.has(own)
      const keeps = [address, ...(owner === undefined || declared.has(owner) ? [] : [owner])]
      const letsGo = moves && keeps.every((one) => entries.get(one)?.policy.onRemove === 'forget')
      const isFree = moves || given.has(object.remoteId)
      if (isTwice || !isFree || !(isEven || letsGo)) wants.delete(address)
    }
  }
}

/** By address: the one object with its key, where the state has that object under another address. */
function wantedOfOthers({ loose, bound, owned, candidatesOf }: ShiftInput, assumed: Wants): Wants {
  const idOf: IdOf = (address) => assumed.get(address)?.remoteId ?? bound.get(address)?.remoteId
  const wants: Wants = new Map()
  for (const resource of loose) {
    const [only, ...others] = candidatesOf(resource, idOf)
    const isOwn = only !== undefined && only.remoteId === bound.get(resource.address)?.remoteId
    if (only === undefined || others.length > 0 || isOwn || !owned.has(only.remoteId)) continue
    wants.set(resource.address, only)
  }
  return wants
}

/** Objects that are known by a key of their own, and whose address has another one now. */
function givenUp({ kind, loose, bound, candidatesOf }: ShiftInput): Set<string> {
  if (!hasOwnKey(kind)) return new Set()
  return new Set(
    loose.flatMap((resource) => {
      const own = bound.get(resource.address)
      const isKept =
        own === undefined ||
        candidatesOf(resource, (address) => bound.get(address)?.remoteId).some(
          ({ remoteId }) => remoteId === own.remoteId,
        )
      return isKept ? [] : [own.remoteId]
    }),
  )
}
