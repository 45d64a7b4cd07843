/** What a run knew, saved on this machine where it broke off: the backend may never have heard of it. */
import { ReconcilerError } from '../model/errors.ts'
import type { EngineEvent } from '../model/event.ts'
import type { JournalEntry, StateSnapshot } from '../model/state.ts'
import type { World } from './world.ts'

export interface BrokenOff {
  readonly run: string
  /** What it began with. */
  readonly snapshot: StateSnapshot
  readonly lines: readonly JournalEntry[]
}

export async function* saved(world: World, { run, snapshot, lines }: BrokenOff): AsyncGenerator<EngineEvent> {
  if (world.saveErrored === undefined) return
  const { lineage, serial } = snapshot
  const at = world.ports.clock.now().toISOString()
  const shared = { severity: 'warning', code: 'N1051' } as const
  try {
    const file = await world.saveErrored({ environment: world.environment, run, at, lineage, serial, lines })
    const summary = `what this run did is saved in ${file}: the state may not know all of it`
    const hint = `once the state can be reached, and before another run: butik state migrate --from ${file}`
    yield { type: 'diagnostic', diagnostic: { ...shared, summary, hint } }
  } catch (error) {
    if (!(error instanceof ReconcilerError)) throw error
    const summary = `what this run did could not be saved on this machine either: ${error.message}`
    yield { type: 'diagnostic', diagnostic: { ...shared, summary, hint: 'the next run looks before it writes' } }
  }
}
