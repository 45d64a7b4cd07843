/** The state, examined beside the connections: whether it can be read, what it holds, and who is at work on it. Writes nothing. */
import { DiagnosticsError, ReconcilerError } from '../model/errors.ts'
import type { Check } from './doctor.ts'
import { readState } from './going-on.ts'
import { stoppedRun } from './unfinished.ts'
import type { World } from './world.ts'

export interface ExaminedState {
  /** The backend, as butik.yaml names it. */
  readonly state: string
  readonly checks: readonly Check[]
}

/** `broken`: why the state could not be opened. That is all that can be said of it then. */
export async function examineState(world: World, broken: ReconcilerError | undefined): Promise<ExaminedState> {
  return { state: world.project.config.state.backend, checks: await checksOf(world, broken) }
}

async function checksOf(world: World, broken: ReconcilerError | undefined): Promise<Check[]> {
  try {
    if (broken !== undefined) throw broken
    const { snapshot, journal, held, untold } = await readState(world)
    const stopped = held === undefined ? stoppedRun(snapshot, journal) : undefined
    const count = Object.keys(snapshot.entries).length
    const holds = `${count} ${count === 1 ? 'resource' : 'resources'}, written ${snapshot.serial} times`
    const read: Check = { check: 'read', health: 'ok', says: snapshot.serial === 0 ? 'readable, and empty' : holds }
    return [
      read,
      ...(stopped === undefined
        ? []
        : [warning('run', `run ${stopped.run} stopped part way`, 'butik apply settles it, or butik apply --resume')]),
      untold === undefined
        ? ok('lock', held === undefined ? 'free' : `held by ${held.holder}: ${held.operation} since ${held.since}`)
        : warning('lock', untold, 'whether a run is going on cannot be told; apply refuses until it can'),
    ]
  } catch (error) {
    if (!(error instanceof ReconcilerError)) throw error
    const problems =
      error instanceof DiagnosticsError ? error.diagnostics : [{ summary: error.message, hint: error.hint }]
    return problems.map(({ summary, hint }) => ({
      check: 'read',
      health: 'failed',
      says: summary,
      ...(hint === undefined ? {} : { hint }),
    }))
  }
}

function ok(check: string, says: string): Check {
  return { check, health: 'ok', says }
}

function warning(check: string, says: string, hint: string): Check {
  return { check, health: 'warning', says, hint }
}
