/** What the shell is told: DESIGN.md section 4. A guard (4) beats changes (2). */
import type { DiagnosticCode } from '../model/codes.ts'
import { hasErrors } from '../model/diagnostic.ts'
import { LockedError, ReconcilerError } from '../model/errors.ts'
import type { OutcomeEntry } from '../model/event.ts'
import type { Plan } from '../model/plan.ts'

export const exitCodes = {
  done: 0,
  error: 1,
  changes: 2,
  partWay: 3,
  guarded: 4,
  locked: 5,
  /** The second interrupt: as shells count it, 128 + SIGINT. */
  interrupted: 130,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** Refusals: the world is not as the plan or the state has it, or a limit is reached. */
const refusals: ReadonlySet<DiagnosticCode> = new Set([
  'E2005',
  'E2013',
  'E3001',
  'E3002',
  'E3004',
  'E3009',
  'E3010',
  'E3012',
  'E4004',
  'E4007',
  'E4008',
])

export function exitOfError(error: unknown): ExitCode {
  if (error instanceof LockedError) return exitCodes.locked
  if (!(error instanceof ReconcilerError)) return exitCodes.error
  if (error.code === 'E4002') return exitCodes.locked
  return refusals.has(error.code) ? exitCodes.guarded : exitCodes.error
}

/** True where apply must not touch this plan. */
export function isGuarded(plan: Plan): boolean {
  return !plan.complete || plan.guards.some(({ acked }) => !acked)
}

export function exitOfPlan(plan: Plan, detailed: boolean): ExitCode {
  if (isGuarded(plan)) return exitCodes.guarded
  if (hasErrors(plan.diagnostics)) return exitCodes.error
  return detailed && plan.changes.length > 0 ? exitCodes.changes : exitCodes.done
}

export function exitOfOutcomes(outcomes: readonly OutcomeEntry[]): ExitCode {
  return outcomes.every(({ outcome }) => outcome === 'succeeded') ? exitCodes.done : exitCodes.partWay
}
