/** A plan → who moved: the shop (theirs), the files (ours), and what is left alone. Pure. */
import type { Drift, Unmanaged } from '../model/drift.ts'
import type { Change, Plan } from '../model/plan.ts'

/** `owned`: addresses whose objects the state knows. What was never written cannot have moved away. */
export function driftOf(plan: Plan, owned: ReadonlySet<string>, unmanaged?: readonly Unmanaged[]): Drift {
  const { cost, views, diagnostics, complete, summary, muted = [] } = plan
  // What has another address now is known to the state by the old one.
  const learnt = new Set<string>(plan.stateUpdates.flatMap(({ address, entry }) => (entry === null ? [] : address)))
  const isOwned = ({ address }: Change): boolean => owned.has(address) || learnt.has(address)
  const drifted = plan.changes.filter((change) => change.class === 'managed' && isOwned(change)).flatMap(theirs)
  const pushed = plan.changes.flatMap((change) => ours(change, isOwned(change)))
  const manual = plan.changes.filter(({ action }) => action === 'manual')
  const foreign = unmanaged?.reduce((sum, { objects }) => sum + objects.length, 0)
  return {
    formatVersion: 1,
    summary: {
      drifted: drifted.length,
      ours: pushed.length,
      muted: muted.length,
      manual: manual.length,
      ...(foreign === undefined ? {} : { unmanaged: foreign }),
      notEvaluated: summary.notEvaluated,
    },
    drifted,
    ours: pushed,
    muted,
    manual,
    ...(unmanaged === undefined ? {} : { unmanaged }),
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
function theirs(change: Change): Change[] {
  // It was there: it is gone from the shop, whatever the files say of it now.
  if (change.action === 'create') return [{ ...change, diff: [] }]
  if (change.action === 'manual') return []
  const diff = change.diff.filter(({ cause }) => cause !== 'config')
  return diff.length === 0 ? [] : [{ ...change, diff }]
}

/** The change with the fields alone that moved in the files; none where only the shop did. */
function ours(change: Change, isOwned: boolean): Change[] {
  switch (change.action) {
    case 'manual':
      return []
    case 'create':
      // Of what the vendor never shows, nothing is seen to be gone.
      return isOwned && change.class === 'managed' ? [] : [change]
    case 'delete':
    case 'forget':
      return [change]
    case 'adopt':
    case 'replace':
    case 'update': {
      const diff = change.diff.filter(({ cause }) => cause === 'config')
      return diff.length === 0 && change.diff.length > 0 ? [] : [{ ...change, diff }]
    }
  }
}
