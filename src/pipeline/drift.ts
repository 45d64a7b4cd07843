/** A plan → what of it is the shop's doing. Pure. */
import type { Drift } from '../model/drift.ts'
import type { Change, Plan } from '../model/plan.ts'

/** `owned`: addresses whose objects the state knows. What was never written cannot have moved away. */
export function driftOf(plan: Plan, owned: ReadonlySet<string>): Drift {
  const { cost, views, diagnostics, complete, summary } = plan
  const isManaged = ({ address, class: of }: Change): boolean => of === 'managed' && owned.has(address)
  const drifted = plan.changes.filter(isManaged).flatMap(moved)
  const manual = plan.changes.filter(({ action }) => action === 'manual')
  return {
    formatVersion: 1,
    summary: { drifted: drifted.length, manual: manual.length, notEvaluated: summary.notEvaluated },
    drifted,
    manual,
    cost: Object.fromEntries(
      // Nothing of it is carried out from here.
      Object.entries(cost).map(([name, { planReads, remaining }]) => [
        name,
        { planReads, applyReads: 0, writes: 0, remaining },
      ]),
    ),
    views,
    diagnostics,
    complete,
  }
}

/** The change with the fields alone that moved in the shop; none where only the files did. */
function moved(change: Change): Change[] {
  // It was there: it is gone from the shop, whatever the files say of it now.
  if (change.action === 'create') return [{ ...change, diff: [] }]
  if (change.action === 'manual') return []
  const diff = change.diff.filter(({ cause }) => cause !== 'config')
  return diff.length === 0 ? [] : [{ ...change, diff }]
}
