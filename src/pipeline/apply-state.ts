/** The state at both ends of an apply: what it starts from, and what it leaves. */
import { type AddressId, partsOf } from '../model/address.ts'
import { sameJson } from '../model/json.ts'
import type { Plan } from '../model/plan.ts'
import type { Intent, JournalEntry, StateEntry, StateSnapshot } from '../model/state.ts'
import type { Progress } from './apply.ts'
import { nextSnapshot } from './next-state.ts'
import { recover } from './settle.ts'
import type { World } from './world.ts'

export interface Applying {
  readonly plan: Plan
  readonly progress: Pick<Progress, 'entries' | 'ids' | 'outcomes' | 'intents'>
}

/**
 * Entries and ids as the plan has them: with what an interrupted run left, and what the state learns by the plan. Gives the
 * entries that change hands: they are to be durable before the first call, since the address that had one may be made
 * anew by it, and then nobody would know the object any more.
 */
export function begin(
  snapshot: StateSnapshot,
  left: readonly JournalEntry[],
  { plan, progress }: Applying,
): (readonly [AddressId, StateEntry])[] {
  const { entries, ids } = progress
  const known = recover(snapshot, left).entries
  for (const [address, entry] of known) entries.set(address, entry)
  for (const update of plan.stateUpdates) {
    if (update.entry === null) entries.delete(update.address)
    else entries.set(update.address, update.entry)
  }
  for (const [address, entry] of entries) if (entry.remoteId !== '') ids.set(address, entry.remoteId)
  for (const change of plan.changes) if (change.remoteId !== undefined) ids.set(change.address, change.remoteId)
  const isMove = (address: AddressId, { remoteId }: StateEntry) =>
    remoteId !== '' &&
    [...known].some(([other, entry]) => entry.remoteId === remoteId && other !== address && isOneKind(other, address))
  return plan.stateUpdates.flatMap(({ address, entry }) =>
    entry !== null && isMove(address, entry) ? [[address, entry] as const] : [],
  )
}

function isOneKind(one: AddressId, other: AddressId): boolean {
  const [a, b] = [partsOf(one), partsOf(other)]
  return a.connection === b.connection && a.kind === b.kind
}

/** Writes the state, once, and only where there is something to write. `recovered`: an earlier run left something. */
export async function store(
  before: StateSnapshot,
  recovered: boolean,
  applying: Applying & { readonly world: World },
): Promise<void> {
  const { plan, progress, world } = applying
  const { entries } = progress
  const identities = { ...before.identities, ...plan.basis.identities }
  const next = nextSnapshot(before, { entries, identities, doubts: doubtsOf(applying) }, world)
  const same =
    sameJson(JSON.parse(JSON.stringify(next.entries)), JSON.parse(JSON.stringify(before.entries))) &&
    sameJson(identities, before.identities)
  const settled = recovered || before.doubts !== undefined
  if (same && !settled && plan.operations.length === 0) return
  await world.backend.write(next, before.serial)
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
