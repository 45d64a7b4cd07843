/**
 * What a narrowed run cannot decide: a selected resource that needs one which is left out and is nowhere yet (it would be
 * planned, and then skipped by apply), or that takes the object of one which is left out (the state would have it under
 * both). So it is said at plan time. Pure.
 */
import type { AddressId } from '../model/address.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { PlanInput } from './plan.ts'

type Input = Pick<PlanInput, 'desired' | 'binding' | 'scope'>

/** By address: the one it needs, directly or through others, or whose object it takes. */
export function leftOut({ desired, binding, scope }: Input): Map<AddressId, AddressId> {
  if (!scope.narrowed) return new Map()
  const found = takenByHalf({ desired, binding, scope })
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

/** What changed hands between a selected resource and one that is left out. */
function takenByHalf({ desired, binding, scope }: Input): Map<AddressId, AddressId> {
  const found = new Map<AddressId, AddressId>()
  for (const [address, { movedFrom }] of binding.bound) {
    if (movedFrom === undefined || !desired.resources.has(movedFrom)) continue
    if (scope.selected(address) && !scope.selected(movedFrom)) found.set(address, movedFrom)
  }
  return found
}

export function leftOutProblems(found: ReadonlyMap<AddressId, AddressId>, { desired, binding }: Input): Diagnostic[] {
  return [...found].map(([address, need]): Diagnostic => {
    const source = desired.resources.get(address)?.source
    const takes = binding.bound.get(address)?.movedFrom === need
    return {
      severity: 'error',
      code: 'E3008',
      summary: takes
        ? `it takes the object of ${need}, which this run leaves out`
        : `it needs ${need}, which this run leaves out and which is not in the shop`,
      hint: `leave it out too (--exclude '${address}'), or do not leave out what it needs`,
      address,
      ...(source === undefined ? {} : { source }),
    }
  })
}
