/** The snapshot after a run, or after what a person said: entries in order, a lineage of its own from the first one on. Pure. */
import type { AddressId } from '../model/address.ts'
import { byCodeUnit } from '../model/json.ts'
import type { Intent, StateEntry, StateSnapshot, Unfinished } from '../model/state.ts'
import { rekeyed } from './apply-body.ts'
import type { World } from './world.ts'

export interface NextState {
  readonly entries: ReadonlyMap<AddressId, StateEntry>
  readonly identities: StateSnapshot['identities']
  readonly doubts: readonly Intent[]
  /** What is left of the run; after a change by hand nothing is gone on with. */
  readonly unfinished?: Unfinished | undefined
}

export function nextSnapshot(before: StateSnapshot, next: NextState, world: World): StateSnapshot {
  const isNew = before.lineage === 'new'
  const lineage = isNew ? world.newId() : before.lineage
  const kept = (entry: StateEntry): StateEntry =>
    isNew ? { ...entry, applied: rekeyed(entry.applied, world, before.lineage, lineage) } : entry
  const { entries, identities, doubts, unfinished } = next
  const sorted = [...entries].sort(([a], [b]) => byCodeUnit(a, b)).map(([address, entry]) => [address, kept(entry)])
  return {
    formatVersion: 1,
    lineage,
    serial: before.serial + 1,
    identities,
    entries: Object.fromEntries(sorted),
    ...(doubts.length === 0 ? {} : { doubts }),
    ...(unfinished === undefined ? {} : { unfinished }),
  }
}
