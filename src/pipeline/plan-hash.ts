/** The hash of a plan: what it would do, and what it stands on. Two plans of one world have the same. Pure. */
import { digestOf } from '../model/digest.ts'
import { byCodeUnit } from '../model/json.ts'
import type { Plan } from '../model/plan.ts'

/**
 * Covers all that apply reads of a plan: changes with their preconditions, operations, state updates, doubts, guards with
 * what acknowledged them, errors, and of the basis what says where it goes. Not the time, ages, and what calls there were or
 * are left; not words that only explain; not the order in which the files write the fields of a resource; and not the text of
 * the files and the serial of the state: an approval outlives a merge and an apply that change nothing in it.
 */
export function planHash(made: Omit<Plan, 'hash'>): string {
  const { operations, stateUpdates, doubts, complete } = made
  const { environment, identities, lineage, selection, destroy, undo, holdsUntil, due } = made.basis
  const changes = made.changes.map((change) => ({
    ...change,
    diff: [...change.diff].sort((a, b) => byCodeUnit(a.path, b.path)),
  }))
  const guards = made.guards.map(({ name, addresses, acked }) => ({ name, addresses, acked }))
  const errors = made.diagnostics.flatMap(({ severity, code, address }) =>
    severity === 'error' ? [{ code, address }] : [],
  )
  const covered = {
    changes,
    operations,
    stateUpdates,
    doubts,
    guards,
    complete,
    errors,
    basis: { environment, identities, lineage, selection, destroy, undo, holdsUntil, due },
  }
  return digestOf(JSON.parse(JSON.stringify(covered)))
}
