/**
 * How many writes a view of before shows to be outstanding: what an apply of the same day takes, told before anything is
 * read. There may be more: what only a comparison with the shop as it is tells is not in it. Pure.
 */
import type { AddressId } from '../model/address.ts'
import { fieldOf } from '../model/field.ts'
import type { Kind } from '../model/provider.ts'
import type { DesiredState, Resource } from '../model/resource.ts'
import type { StateEntry } from '../model/state.ts'
import type { Bound } from './bind.ts'
import { same } from './compare.ts'
import { ofKind } from './of-kind.ts'

export interface AwaitedInput {
  readonly connection: string
  readonly kind: Kind
  readonly desired: DesiredState
  readonly entries: ReadonlyMap<AddressId, StateEntry>
  readonly bound: ReadonlyMap<AddressId, Bound>
}

export function awaitedWrites({ connection, kind, desired, entries, bound }: AwaitedInput): number {
  const declared = ofKind(desired.resources, connection, kind.name)
  const written = declared.filter(([address, resource]) => {
    const found = bound.get(address)
    // One that holds a secret is in no view.
    return found === undefined ? !entries.has(address) : isOther(kind, resource, found)
  })
  const gone = ofKind(entries, connection, kind.name).filter(([address]) => !desired.resources.has(address))
  return written.length + gone.length
}

/** By plain values: references and pictures are compared by what the run has yet to read. */
function isOther(kind: Kind, { spec }: Resource, { observed }: Bound): boolean {
  if (observed === undefined) return false
  return Object.entries(spec).some(([name, value]) => {
    const field = fieldOf(kind, name)
    if (field?.shape !== 'scalar' || field.owner !== undefined) return false
    return !same(field, value, observed.spec[name], { secretKey: undefined })
  })
}
