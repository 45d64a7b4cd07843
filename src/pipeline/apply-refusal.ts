/** Why an address is not written: rejected by the look, waiting for what failed, or nothing goes any more. Pure. */
import type { AddressId } from '../model/address.ts'
import type { Outcome } from '../model/event.ts'
import type { Change, Operation, OperationRole } from '../model/plan.ts'
import type { Progress } from './apply.ts'
import { refsIn } from './spec.ts'

export interface Refusal {
  readonly outcome: Outcome
  readonly message: string
}

export interface RefusalContext {
  readonly changes: ReadonlyMap<AddressId, Change>
  readonly progress: Pick<Progress, 'outcomes' | 'looks'>
  /** Connections that cannot be used any further, and why. */
  readonly down: ReadonlyMap<string, string>
  /** Made or changed in this run: what needs one of these can go on, though its links may have failed. */
  readonly written: ReadonlySet<AddressId>
  readonly interrupted: boolean
  /** Why the operation is left to another run. */
  readonly waits?: string | undefined
}

/** Of a change with two calls: what the first one did, before why the second did not follow. */
export function afterHalf(
  { role, deleted, outcome }: { readonly role: OperationRole; readonly deleted: boolean; readonly outcome: Outcome },
  message: string | undefined,
): string | undefined {
  const [first, second] = role === 'link' ? ['made', 'linked'] : ['deleted', 'made again']
  if (outcome === 'succeeded' || !(role === 'link' || (role === 'create' && deleted))) return message
  const half = `${first}, ${outcome === 'in-doubt' ? 'and perhaps not' : 'but not'} ${second}`
  return message === undefined ? half : `${half}: ${message}`
}

export function refusalOf(address: AddressId, operation: Operation, context: RefusalContext): Refusal | undefined {
  const { changes, progress, written } = context
  const change = changes.get(address)
  const before = progress.outcomes.get(address)
  if (change === undefined || (before !== undefined && before.outcome !== 'succeeded'))
    return { outcome: 'failed', message: before?.message ?? 'it is not in the plan' }
  const moved = progress.looks.get(operation.connection)?.moved.get(address)
  if (moved !== undefined) return { outcome: 'failed', message: moved }
  const down = context.down.get(operation.connection)
  if (down !== undefined) return { outcome: 'skipped', message: down }
  if (context.waits !== undefined) return { outcome: 'skipped', message: context.waits }
  if (context.interrupted) return { outcome: 'skipped', message: 'interrupted before its turn' }
  for (const need of operation.role === 'link' ? linkNeeds(change, changes) : change.needs) {
    const outcome = progress.outcomes.get(need)?.outcome
    if (outcome === undefined || outcome === 'succeeded' || written.has(need)) continue
    const words = { 'in-doubt': 'is in doubt', failed: 'was not written', skipped: 'was skipped' } as const
    return { outcome: 'skipped', message: `it needs ${need}, which ${words[outcome]}` }
  }
  return undefined
}

function linkNeeds(change: Change, changes: ReadonlyMap<AddressId, Change>): AddressId[] {
  return Object.values(change.links ?? {})
    .flatMap(refsIn)
    .filter((address) => changes.has(address))
}

/** False for what only the state learns of. */
export function needsCall({ action, write }: Change): boolean {
  return action === 'delete' || write !== undefined
}
