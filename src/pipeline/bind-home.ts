/**
 * Most objects are where they were, under the key that they had, and alone with it: nothing is left to be asked of them, and
 * of a shop in sync no object is looked for. Pure.
 */
import type { AddressId } from '../model/address.ts'
import type { Kind } from '../model/provider.ts'
import type { Observed, Resource } from '../model/resource.ts'
import type { Bound } from './bind.ts'
import { type ByKey, groupOf } from './bind-find.ts'
import { keyFieldsOf, naturalKeyOf } from './spec.ts'

interface AtHome {
  readonly kind: Kind
  readonly bound: ReadonlyMap<AddressId, Bound>
  readonly objects: readonly Observed[]
  readonly byKey: () => ByKey
}

/** Those of which it has to be asked which object they are. */
export function looseOf(mine: readonly Resource[], { kind, bound, objects, byKey }: AtHome): readonly Resource[] {
  if (isFoundByParent(kind)) return mine
  if (areAtHome(mine, kind, (address) => bound.get(address)?.observed) && haveOwnKeys(kind, objects)) return []
  return mine.filter(({ address, spec }) => {
    const own = bound.get(address)?.observed
    const there = own === undefined ? undefined : groupOf(kind, spec, byKey())
    return there?.length !== 1 || there[0] !== own
  })
}

/**
 * True where each of these resources has the object that the state has for it, under the key that it had: what `bindKind`
 * would find for them is then no question. False says nothing.
 */
export function areAtHome(
  resources: Iterable<Resource>,
  kind: Kind,
  ownOf: (address: AddressId) => Observed | undefined,
): boolean {
  if (isFoundByParent(kind)) return false
  for (const { address, spec } of resources) {
    const there = ownOf(address)
    const fields = keyFieldsOf(kind, spec)
    if (there === undefined || naturalKeyOf(spec, fields) !== naturalKeyOf(there.spec, fields)) return false
  }
  return true
}

/** True where no two objects have one key. */
function haveOwnKeys({ naturalKey, otherKeys }: Kind, objects: readonly Observed[]): boolean {
  if (otherKeys !== undefined) return false
  return new Set(objects.map(({ spec }) => naturalKeyOf(spec, naturalKey))).size === objects.length
}

function isFoundByParent({ naturalKey, fields }: Kind): boolean {
  return naturalKey.some((name) => fields[name]?.shape === 'reference')
}
