/** Addresses that change, and with them those of what is nested below: old to new. Pure. */
import { type AddressId, addressId, partsOf } from '../model/address.ts'
import type { Kind } from '../model/provider.ts'
import type { StateEntry } from '../model/state.ts'
import { isBelow } from './spec.ts'

/** `kind`: by an address that has its place in butik.yaml, and the name of a kind. What `roots` says of a nested one counts. */
export function renamedWith(
  roots: ReadonlyMap<AddressId, AddressId>,
  entries: Iterable<readonly [AddressId, Pick<StateEntry, 'needs'>]>,
  kind: (near: AddressId, name: string) => Kind | undefined,
): Map<AddressId, AddressId> {
  const renamed = new Map(roots)
  if (renamed.size === 0) return renamed
  const nested = [...entries].filter(([, { needs }]) => needs.length > 0)
  // What is nested in what is nested comes after it.
  for (let before = 0; before !== renamed.size; ) {
    before = renamed.size
    for (const [address, { needs }] of nested) {
      if (renamed.has(address)) continue
      const { connection, kind: name, key } = partsOf(address)
      const host = needs.find((need) => {
        const to = renamed.get(need)
        const of = to === undefined ? undefined : kind(to, name)
        return of !== undefined && partsOf(need).connection === connection && isBelow(key, need, of)
      })
      const to = host === undefined ? undefined : renamed.get(host)
      if (host === undefined || to === undefined) continue
      const now = partsOf(to)
      renamed.set(address, addressId(now.connection, name, `${now.key}${key.slice(partsOf(host).key.length)}`))
    }
  }
  return renamed
}
