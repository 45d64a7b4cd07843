/** What a map of addresses holds of one kind. Walked without a pair for each of the others: there may be a hundred thousand. */
import type { AddressId } from '../model/address.ts'

export function ofKind<Value>(
  map: ReadonlyMap<AddressId, Value>,
  connection: string,
  kind: string,
): [address: AddressId, value: Value][] {
  const prefix = `${connection}/${kind}/`
  const found: [AddressId, Value][] = []
  map.forEach((value, address) => {
    if (address.startsWith(prefix)) found.push([address, value])
  })
  return found
}
