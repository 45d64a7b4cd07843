/** What this run cannot decide, and why: kinds not read whole, addresses that are ambiguous, and what refers to either. Pure. */
import { type AddressId, partsOf } from '../model/address.ts'
import type { DesiredState } from '../model/resource.ts'
import type { BindInput } from './bind.ts'

export function unevaluated(input: BindInput, ambiguousOnes: ReadonlySet<AddressId>): Map<AddressId, string> {
  const reasons = new Map<AddressId, string>()
  const short = [...input.observed.views.values()].filter((view) => view.reach !== 'complete')
  if (short.length === 0 && ambiguousOnes.size === 0) return reasons
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
