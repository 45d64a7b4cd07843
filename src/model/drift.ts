/** Where shop and files have come apart since what was applied: part of a plan, seen from the shop's side, in piles by who moved. */

import type { Diagnostic } from './diagnostic.ts'
import type { Change, Cost, PlanView } from './plan.ts'
import type { Muted } from './told.ts'

export interface Drift {
  readonly formatVersion: 1
  /** Theirs: what butik wrote and the shop holds otherwise now; `diff` has these fields alone. A create: it is gone from the shop. */
  readonly drifted: readonly Change[]
  /** Ours: what the files say and the shop was not told yet; of what is there already `diff` has these fields alone. */
  readonly ours: readonly Change[]
  /** Drift that is left alone until a day. */
  readonly muted: readonly Muted[]
  /** What a person put into a shop that butik only watches, and that is not as expected. */
  readonly manual: readonly Change[]
  /** Where it was asked for: what the shop has and nothing declares, by kind. */
  readonly unmanaged?: readonly Unmanaged[]
  readonly cost: { readonly [connection: string]: Cost }
  readonly views: readonly PlanView[]
  readonly diagnostics: readonly Diagnostic[]
  /** False where a part of what is managed could not be seen: what is not told may still have drifted. */
  readonly complete: boolean
  readonly summary: {
    readonly drifted: number
    readonly ours: number
    readonly muted: number
    readonly manual: number
    readonly unmanaged?: number
    readonly notEvaluated: number
  }
}

export interface Unmanaged {
  readonly connection: string
  readonly kind: string
  /**
   * `listed`: all that the plain list of the vendor has, which may leave out what is offline. `unknown`: it was not read
   * whole, and nothing is told of it.
   */
  readonly seen: 'whole' | 'listed' | 'unknown'
  readonly objects: readonly UnmanagedObject[]
}

export interface UnmanagedObject {
  readonly remoteId: string
  /** Its natural key, for people. */
  readonly label: string
  /** What it is called, where that is not its natural key. */
  readonly name?: string
}
