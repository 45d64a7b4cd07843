/**
 * Addresses whose objects changed hands in one edit: `x: X, y: Y` became `y: X, z: Y`, or two keys were exchanged. By the
 * ids in the state y would be renamed and z made; by their natural keys each has moved, and nothing is written. Pure.
 */
import type { AddressId } from '../model/address.ts'
import type { Observed, Resource } from '../model/resource.ts'
import type { Bound } from './bind.ts'

export interface ShiftInput {
  readonly mine: readonly Resource[]
  readonly bound: ReadonlyMap<AddressId, Bound>
  /** Remote id → the address that the state has it under. */
  readonly owned: ReadonlyMap<string, AddressId>
  /** What the shop has under the natural key of a resource. */
  readonly candidatesOf: (resource: Resource) => readonly Observed[]
}

/**
 * What to bind otherwise than by id. Only where it comes out even: every object that an address gives up is taken by another
 * one. Otherwise somebody renamed things, and ids count.
 */
export function shifted({ mine, bound, owned, candidatesOf }: ShiftInput): Map<AddressId, Bound> {
  const wants = new Map<AddressId, Observed>()
  for (const resource of mine) {
    const [only, ...others] = candidatesOf(resource)
    const isOwn = only !== undefined && only.remoteId === bound.get(resource.address)?.remoteId
    if (only === undefined || others.length > 0 || isOwn || !owned.has(only.remoteId)) continue
    wants.set(resource.address, only)
  }
  const declared = new Set(mine.map(({ address }) => address))
  const ownerOf = (object: Observed) => owned.get(object.remoteId)
  for (let before = -1; before !== wants.size; ) {
    before = wants.size
    const taken = new Set([...wants.values()].map(({ remoteId }) => remoteId))
    const isTwice = taken.size < wants.size
    for (const [address, object] of wants) {
      const owner = ownerOf(object)
      const own = bound.get(address)?.remoteId
      const isFree = owner !== undefined && (!declared.has(owner) || wants.has(owner))
      if (isTwice || !isFree || (own !== undefined && !taken.has(own))) wants.delete(address)
    }
  }
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
