/** The state at both ends of an apply: what it starts from, and what it leaves. */
import type { AddressId } from '../model/address.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import { sameJson } from '../model/json.ts'
import type { Plan } from '../model/plan.ts'
import type { Intent, JournalEntry, StateEntry, StateSnapshot, Unfinished } from '../model/state.ts'
import type { Progress } from './apply.ts'
import { nextSnapshot } from './next-state.ts'
import { recover } from './settle.ts'
import { keepUndo } from './undo-keep.ts'
import { leftOf } from './unfinished.ts'
import type { World } from './world.ts'

export interface Applying {
  readonly plan: Plan
  readonly progress: Pick<Progress, 'entries' | 'ids' | 'outcomes' | 'intents' | 'done'>
}

/** Entries and ids as the plan has them: with what an interrupted run left, and what the state learns by the plan. */
export function begin(snapshot: StateSnapshot, left: readonly JournalEntry[], { plan, progress }: Applying): void {
  const { entries, ids } = progress
  for (const [address, entry] of recover(snapshot, left).entries) entries.set(address, entry)
  for (const update of plan.stateUpdates) {
    if (update.entry === null) entries.delete(update.address)
    else entries.set(update.address, update.entry)
  }
  for (const [address, entry] of entries) if (entry.remoteId !== '') ids.set(address, entry.remoteId)
  for (const change of plan.changes) if (change.remoteId !== undefined) ids.set(change.address, change.remoteId)
}

export interface Storing extends Applying {
  readonly world: World
  readonly run: string
  /** The entries that the run began with. */
  readonly begun: ReadonlyMap<AddressId, StateEntry>
  /** What the run wrote to the journal. */
  readonly lines: readonly JournalEntry[]
}

/**
 * Writes the state, once, and only where there is something to write; before that it keeps what undo needs. `left`: what an
 * earlier run left in the journal.
 */
export async function store(
  before: StateSnapshot,
  left: readonly JournalEntry[],
  applying: Storing,
): Promise<readonly Diagnostic[]> {
  const { plan, progress, world } = applying
  const { entries } = progress
  const identities = { ...before.identities, ...plan.basis.identities }
  const doubts = doubtsOf(applying)
  const next = nextSnapshot(before, { entries, identities, doubts, unfinished: unfinishedOf(applying) }, world)
  const same =
    sameJson(JSON.parse(JSON.stringify(next.entries)), JSON.parse(JSON.stringify(before.entries))) &&
    sameJson(identities, before.identities)
  const settled = left.length > 0 || before.doubts !== undefined || before.unfinished !== undefined
  if (same && !settled && plan.operations.length === 0) return []
  const { backend } = world
  const { run, begun, lines } = applying
  const own = { run, entries: begun, forgotten: forgottenBy(applying) }
  const { lineage } = next
  const said = await keepUndo({ backend, before, lines: [...left, ...lines], own, entries, doubts, lineage })
  await backend.write(next, before.serial)
  return said
}

function forgottenBy({ plan, progress: { outcomes } }: Applying): AddressId[] {
  return plan.changes
    .filter(({ address, action }) => action === 'forget' && outcomes.get(address)?.outcome === 'succeeded')
    .map(({ address }) => address)
}

/** What `apply --resume` goes on with. */
function unfinishedOf({ plan, progress, run }: Applying & { readonly run: string }): Unfinished | undefined {
  const left = leftOf(plan.operations, progress.done)
  return left.length === 0 ? undefined : { run, plan: plan.hash, left }
}

/** What is in doubt outlives the run: the next one settles it by looking, or a person does. */
function doubtsOf({ plan, progress: { outcomes, intents } }: Applying): Intent[] {
  const own = [...outcomes.values()]
    .filter((entry) => entry.outcome === 'in-doubt')
    .flatMap((entry) => intents.get(entry.address) ?? [])
  const news = new Set<AddressId>(own.map(({ address }) => address))
  // Of earlier runs: all that nothing was heard of in this one.
  const earlier = plan.doubts.filter(
    ({ address }) => !news.has(address) && outcomes.get(address)?.outcome !== 'succeeded',
  )
  return [...earlier, ...own]
}
