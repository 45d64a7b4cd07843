/** What the engine says while it works. Renderers and the journal listen; reports count these, never the plan. */
import type { AddressId } from './address.ts'
import type { Diagnostic } from './diagnostic.ts'
import type { Action, Operation, Plan } from './plan.ts'

export type Stage = 'load' | 'validate' | 'resolve' | 'refresh' | 'bind' | 'diff' | 'plan' | 'apply' | 'settle'

export type Outcome = 'succeeded' | 'failed' | 'skipped' | 'in-doubt'

export interface OutcomeEntry {
  readonly address: AddressId
  readonly action: Action
  readonly outcome: Outcome
  readonly message?: string
}

export type EngineEvent =
  | { readonly type: 'stage'; readonly stage: Stage; readonly phase: 'started' | 'finished' }
  | {
      readonly type: 'read'
      readonly connection: string
      readonly kind: string
      readonly objects: number
      readonly total?: number
    }
  | { readonly type: 'diagnostic'; readonly diagnostic: Diagnostic }
  | { readonly type: 'planned'; readonly plan: Plan }
  | {
      readonly type: 'operation'
      readonly phase: 'started' | 'finished'
      readonly operation: Operation
      readonly index: number
      readonly of: number
    }
  | ({ readonly type: 'outcome' } & OutcomeEntry)
