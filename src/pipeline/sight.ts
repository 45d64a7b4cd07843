/** What stands beside one another where files, state and shops are compared: the ground of a plan, of a pull and of accept. */
import type { AddressId } from '../model/address.ts'
import type { DesiredState, ObservedState } from '../model/resource.ts'
import type { Intent, StateEntry, StateSnapshot } from '../model/state.ts'
import type { Binding } from './bind.ts'
import type { ResourceDiff } from './diff.ts'
import type { Connected } from './world.ts'

export interface Sight {
  readonly connected: readonly Connected[]
  readonly desired: DesiredState
  readonly observed: ObservedState
  readonly binding: Binding
  readonly diffs: ReadonlyMap<AddressId, ResourceDiff>
  readonly snapshot: StateSnapshot
  /** Of the state, with what an interrupted run left folded in. */
  readonly entries: ReadonlyMap<AddressId, StateEntry>
  readonly doubts: readonly Intent[]
}
