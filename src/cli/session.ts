/** One command against one world: opened, used, and closed however the command ends. */
import type { ReconcilerError } from '../model/errors.ts'
import type { EngineEvent } from '../model/event.ts'
import type { LockInfo } from '../model/state.ts'
import type { RefreshMode } from '../pipeline/kept-view.ts'
import type { PlanOptions } from '../pipeline/run.ts'
import type { World } from '../pipeline/world.ts'
import { type OpenWorld, openWorld } from './compose.ts'
import type { Context } from './context.ts'
import { lockInfo } from './lock-info.ts'
import { type Output, openOutput } from './output.ts'

export interface Session extends Pick<OpenWorld, 'world' | 'kept' | 'calls'> {
  /** Why the state could not be opened, of a session that goes on without. Nothing may be written then. */
  readonly broken?: ReconcilerError
  readonly context: Context
  readonly output: Output
}

export interface SessionOptions {
  /** That of the command line unless given. */
  readonly environment?: string | undefined
  /** For what only looks: a state that cannot be opened is an empty one then, and `broken` says so. */
  readonly evenWithoutState?: boolean
}

export async function withSession<Result>(
  context: Context,
  use: (session: Session) => Promise<Result>,
  { environment = context.options.environment, evenWithoutState = false }: SessionOptions = {},
): Promise<Result> {
  const output = await openOutput(context)
  try {
    const { note: notice, trace } = output
    const emit = (event: EngineEvent): void => {
      output.event(event)
      // What a stage says beside its answer; what an apply says is part of its report.
      if (event.type === 'diagnostic') notice(`${event.diagnostic.severity}: ${event.diagnostic.summary}`)
    }
    let broken: ReconcilerError | undefined
    const keep = (error: ReconcilerError): void => {
      broken = error
    }
    const hooks = { environment, emit, notice, trace }
    const { world, kept, calls, close } = await openWorld(context, {
      ...hooks,
      ...(evenWithoutState ? { broken: keep } : {}),
    })
    try {
      return await use({ context, output, world, kept, calls, ...(broken === undefined ? {} : { broken }) })
    } finally {
      await close()
    }
  } finally {
    output.quiet()
  }
}

export function planOptions(context: Context, destroy: boolean, refresh: RefreshMode): PlanOptions {
  const { target, exclude, connection, allowDelete, ack } = context.options
  // A destroy is asked for by its name; what is protected stays, whatever is allowed.
  return { selection: { target, exclude, connection }, destroy, allowDelete: allowDelete || destroy, ack, refresh }
}

export function lockFor(world: World, operation: string, context: Context): LockInfo {
  return lockInfo({ id: world.newId(), operation, now: context.clock.now(), env: context.env })
}
