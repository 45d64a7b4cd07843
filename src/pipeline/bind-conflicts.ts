/** Two objects that one address, or one key, could mean: butik says so and does not guess. Pure. */
import type { AddressId } from '../model/address.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { Kind } from '../model/provider.ts'
import type { Observed, Resource, View } from '../model/resource.ts'
import type { StateEntry } from '../model/state.ts'
import type { Bound } from './bind.ts'
import { inPlace } from './spec.ts'

export interface ConflictInput {
  readonly kind: Kind
  readonly mine: readonly Resource[]
  readonly bound: ReadonlyMap<AddressId, Bound>
  /** Remote id → the address that the state has it under. */
  readonly owned: ReadonlyMap<string, AddressId>
  readonly entries: ReadonlyMap<AddressId, StateEntry>
  readonly view: View | undefined
  /** What the shop has under the natural key of a resource. */
  readonly candidatesOf: (resource: Resource) => readonly Observed[]
}

export function conflicts(input: ConflictInput): Diagnostic[] {
  return input.kind.claims === undefined ? takenKeys(input) : takenClaims(input, input.kind.claims)
}

/** A second object with the key of a known one: which of them is meant is for a person to say. */
export function ambiguous(resource: Resource, kind: Kind, candidates: readonly Observed[]): Diagnostic {
  const ids = candidates.map((candidate) => candidate.remoteId).join(' and ')
  return {
    severity: 'error',
    code: 'E2007',
    summary: `the shop has ${candidates.length} of ${kind.label(resource.spec)}: ${ids}`,
    detail: 'butik cannot tell which of them is meant, and will not guess',
    hint: 'rename or remove all but one in the shop',
    source: resource.source,
    address: resource.address,
  }
}

/** A SKU that an object outside the files carries: the vendor would not know which of the two is meant. */
function takenClaims(input: ConflictInput, claims: NonNullable<Kind['claims']>): Diagnostic[] {
  const { kind, mine, bound, view } = input
  const ours = new Set(mine.flatMap(({ address }) => bound.get(address)?.remoteId ?? []))
  const foreign = new Map<string, Observed>()
  for (const object of view?.objects ?? []) {
    if (!ours.has(object.remoteId)) for (const claim of claims(object.spec)) foreign.set(claim, object)
  }
  if (foreign.size === 0) return []
  return mine.flatMap((resource): Diagnostic[] => {
    const claim = claims(resource.spec).find((text) => foreign.has(text))
    const other = claim === undefined ? undefined : foreign.get(claim)
    // A key that the vendor made up for the other (its own id) is no claim.
    if (claim === undefined || other === undefined || kind.adoptable?.(resource.spec, other) === false) return []
    return [taken(claim, other, resource, input, 'writing it would reach the other object too')]
  })
}

/** A new name that another object has, and keeps: the next plan could not tell the two apart. */
function takenKeys(input: ConflictInput): Diagnostic[] {
  const { kind, mine, bound, owned, entries, candidatesOf } = input
  const declared = new Set(mine.flatMap(({ address }) => bound.get(address)?.remoteId ?? []))
  const leaves = (object: Observed): boolean => {
    const owner = owned.get(object.remoteId)
    const isDeleted = owner !== undefined && entries.get(owner)?.policy.onRemove === 'delete'
    return declared.has(object.remoteId) || (isDeleted && kind.writing.delete !== undefined)
  }
  return mine.flatMap((resource): Diagnostic[] => {
    const own = bound.get(resource.address)
    const candidates =
      own?.observed === undefined
        ? []
        : candidatesOf({ ...resource, spec: inPlace(resource.spec, own.observed.spec, kind) })
    if (candidates.some(({ remoteId }) => remoteId === own?.remoteId)) return []
    const other = candidates.find((object) => !leaves(object))
    if (other === undefined) return []
    return [taken(kind.label(resource.spec), other, resource, input, 'the next plan could not tell the two apart')]
  })
}

function taken(key: string, other: Observed, resource: Resource, { owned }: ConflictInput, detail: string): Diagnostic {
  const owner = owned.get(other.remoteId)
  return {
    severity: 'error',
    code: 'E2007',
    summary: `${key} is taken in the shop by id ${other.remoteId}, which is ${owner === undefined ? 'not declared' : `${owner} in the state and declared no more`}`,
    detail,
    hint:
      owner === undefined
        ? 'adopt that object under its own key, or change one of the two'
        : `declare ${owner} again with another key field first, or delete the other object in the shop`,
    source: resource.source,
    address: resource.address,
  }
}
