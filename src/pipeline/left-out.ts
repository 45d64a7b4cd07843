/**
 * What a narrowed run cannot decide: a selected resource that needs one which is left out and is nowhere yet. It would be
 * planned, and then skipped by apply; so it is said at plan time. Pure.
 */
import type { AddressId } from '../model/address.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { PlanInput } from './plan.ts'

type Input = Pick<PlanInput, 'desired' | 'binding' | 'scope'>

/** By address: the one it needs, directly or through others. */
export function leftOut({ desired, binding, scope }: Input): Map<AddressId, AddressId> {
  const found = new Map<AddressId, AddressId>()
  if (!scope.narrowed) return found
  for (let before = -1; before !== found.size; ) {
    before = found.size
    for (const { address, dependsOn } of desired.resources.values()) {
      if (found.has(address) || !scope.selected(address)) continue
      const missing = dependsOn.find((need) => isNowhere(need) && !scope.selected(need))
      const through = dependsOn.find((need) => found.has(need) && isNowhere(need))
      const need = missing ?? (through === undefined ? undefined : found.get(through))
      if (need !== undefined) found.set(address, need)
    }
  }
  return found

  function isNowhere(address: AddressId): boolean {
    return desired.resources.has(address) && !binding.bound.has(address)
  }
}

export function leftOutProblems(found: ReadonlyMap<AddressId, AddressId>, { desired }: Input): Diagnostic[] {
  return [...found].map(([address, need]): Diagnostic => {
    const source = desired.resources.get(address)?.source
    return {
      severity: 'error',
      code: 'E3008',
      summary: `it needs ${need}, which this run leaves out and which is not in the shop`,
      hint: `leave it out too (--exclude '${address}'), or do not leave out what it needs`,
      address,
      ...(source === undefined ? {} : { source }),
    }
  })
}
