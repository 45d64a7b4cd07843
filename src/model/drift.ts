/** Where the shop has moved away from what was applied: part of a plan, seen from the shop's side. */

import type { Diagnostic } from './diagnostic.ts'
import type { Change, Cost, PlanView } from './plan.ts'

export interface Drift {
  readonly formatVersion: 1
  /** What butik wrote and the shop holds otherwise now, by address; `diff` has these fields alone. A create: it is gone from the shop. */
  readonly drifted: readonly Change[]
  /** What a person put into a shop that butik only watches, and that is not as expected. */
  readonly manual: readonly Change[]
  readonly cost: { readonly [connection: string]: Cost }
  readonly views: readonly PlanView[]
  readonly diagnostics: readonly Diagnostic[]
  /** False where a part of what is managed could not be seen: what is not told may still have drifted. */
  readonly complete: boolean
  readonly summary: { readonly drifted: number; readonly manual: number; readonly notEvaluated: number }
}
