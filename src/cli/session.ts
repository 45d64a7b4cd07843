/** One command against one world: opened, used, and closed however the command ends. */
import type { EngineEvent } from '../model/event.ts'
import type { LockInfo } from '../model/state.ts'
import type { RefreshMode } from '../pipeline/kept-view.ts'
import type { PlanOptions } from '../pipeline/run.ts'
import type { World } from '../pipeline/world.ts'
import { clock, type OpenWorld, openWorld } from './compose.ts'
import type { Context } from './context.ts'
import { lockInfo } from './lock-info.ts'
import { type Output, openOutput } from './output.ts'

export interface Session extends Pick<OpenWorld, 'world' | 'kept' | 'calls'> {
  readonly context: Context
  readonly output: Output
}

export async function withSession<Result>(
  context: Context,
  use: (session: Session) => Promise<Result>,
  environment: string | undefined = context.options.environment,
): Promise<Result> {
  const output = await openOutput(context)
  try {
    const { note: notice, trace } = output
    const emit = (event: EngineEvent): void => {
      output.event(event)
      // What a stage says beside its answer; what an apply says is part of its report.
      if (event.type === 'diagnostic') notice(`${event.diagnostic.severity}: ${event.diagnostic.summary}`)
    }
    const { world, kept, calls, close } = await openWorld(context, { environment, emit, notice, trace })
    try {
      return await use({ context, output, world, kept, calls })
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
  return lockInfo({ id: world.newId(), operation, now: clock.now(), env: context.env })
}
