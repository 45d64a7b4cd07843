/** Another run that is going on: refused by what writes, before it reads anything, and told by what only looks. */
import type { Diagnostic } from '../model/diagnostic.ts'
import { LockedError, ReconcilerError } from '../model/errors.ts'
import { lockedError } from '../model/locked.ts'
import type { HeldLock, Lock, StateBackend } from '../model/state.ts'
import { stoppedRun } from './unfinished.ts'
import type { World } from './world.ts'

/** Throws LockedError. Only a look, to spare the calls of a plan: what writes takes the lock all the same. */
export async function refuseLocked(world: World): Promise<void> {
  const held = await world.backend.held()
  if (held !== undefined) throw lockedError(held, world.environment, world.ports.clock.now())
}

/**
 * The world of a run that holds the lock: no attempt of a write leaves this machine once the lock is lost, and no call
 * beyond the budget.
 */
export function confirming(world: World, lock: Lock, budget: number | undefined): World {
  const ports = { ...world.ports, mayWrite: () => lock.confirm() }
  return { ...world, ports: budget === undefined ? ports : { ...ports, takeCall: takerOf(budget) } }
}

/** What is begun is begun with the calls that it takes put by; this is the end of attempts that are made again. */
function takerOf(budget: number): () => void {
  let left = budget
  return () => {
    if (left === 0)
      throw new ReconcilerError('E2013', `one more call would go beyond the budget of ${budget}`, {
        hint: 'butik apply --resume goes on',
      })
    left -= 1
  }
}

export interface Found extends Awaited<ReturnType<StateBackend['read']>> {
  /** Holds the lock: what is open in the journal is under way, not interrupted. */
  readonly held: HeldLock | undefined
  /** Why it cannot be told whether a run is going on. */
  readonly untold?: string
}

/** Looked at before and after the reading: a run may begin, or end, in between. A lock that cannot be read blocks no plan. */
export async function readState({ backend }: World): Promise<Found> {
  let untold: string | undefined
  const look = async (): Promise<HeldLock | undefined> => {
    try {
      return await backend.held()
    } catch (error) {
      if (!(error instanceof LockedError)) throw error
      untold = error.message
      return undefined
    }
  }
  const before = await look()
  const found = await backend.read()
  const held = before ?? (await look())
  return { ...found, held, ...(untold === undefined ? {} : { untold }) }
}

/** A plan that was carried out in part: this one is made anew, and the old one can be gone on with instead. */
export function stoppedNote({ snapshot, journal, held }: Found): Diagnostic[] {
  const stopped = held === undefined ? stoppedRun(snapshot, journal) : undefined
  if (stopped === undefined) return []
  return [
    {
      severity: 'note',
      code: 'N1013',
      summary: `run ${stopped.run} stopped part way; this plan starts from what it left`,
      hint: 'butik apply --resume goes on with its plan instead, as long as the files are the same',
    },
  ]
}

export function goingOn({ held, untold }: Found): Diagnostic[] {
  if (untold !== undefined)
    return [
      {
        severity: 'warning',
        code: 'E4002',
        summary: untold,
        hint: 'whether a run is going on cannot be told; apply refuses until it can',
      },
    ]
  if (held === undefined) return []
  return [
    {
      severity: 'warning',
      code: 'E4002',
      summary: `a run is going on: ${held.holder} runs ${held.operation} since ${held.since}`,
      hint: 'what it writes may not be in this plan; plan again when it has ended',
    },
  ]
}
