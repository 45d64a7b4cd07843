/** What a run leaves behind so that it can be taken back: by address, what was there before and what it wrote. */
import type { AddressId } from './address.ts'
import type { Action } from './plan.ts'
import type { Spec } from './resource.ts'
import type { StateEntry } from './state.ts'

export interface UndoRecord {
  readonly formatVersion: 1
  readonly run: string
  /** ISO 8601: when the run began. */
  readonly at: string
  /** The hash of its plan. */
  readonly plan: string
  /** Of the state that it wrote to. */
  readonly lineage: string
  /** Sorted by address. What failed, or was skipped, is not among them. */
  readonly changes: readonly UndoChange[]
}

export interface UndoChange {
  readonly address: AddressId
  readonly action: Exclude<Action, 'manual'>
  /** `in-doubt`: whether a create or a delete was carried out is not known yet. */
  readonly outcome: 'succeeded' | 'in-doubt'
  /** Of the object that was written; of a delete the id that is gone. Empty where it is not known. */
  readonly remoteId: string
  /** What the written fields held; of a delete or a replace all that was seen. */
  readonly before: Spec
  /** What was sent. */
  readonly written: Spec
  /** Pictures that the run uploaded. */
  readonly uploads: readonly string[]
  /** The entry of the state before the run; absent where there was none. */
  readonly entry?: StateEntry
}
