/** `butik drift`: where shop and files have come apart since what was applied. Writes to no shop and no state. */
import { driftOf } from '../../pipeline/drift.ts'
import type { RefreshMode } from '../../pipeline/kept-view.ts'
import { planAndSee } from '../../pipeline/run.ts'
import { unmanagedIn } from '../../pipeline/unmanaged.ts'
import type { Context } from '../context.ts'
import { type ExitCode, exitCodes, exitOfPlan } from '../exit-codes.ts'
import { planOptions, withSession } from '../session.ts'

export interface DriftFlags {
  readonly refresh: RefreshMode
  /** Also what the shop has and nothing declares. */
  readonly unmanaged: boolean
}

export function drift(context: Context, { refresh, unmanaged }: DriftFlags): Promise<ExitCode> {
  return withSession(context, async ({ world, output }) => {
    const looked = await planAndSee(world, planOptions(context, false, refresh))
    const { plan, seen } = looked
    const found = driftOf(
      plan,
      new Set(Object.keys(seen.snapshot.entries)),
      unmanaged ? unmanagedIn(looked) : undefined,
    )
    const { render } = output
    await output.answer({
      text: (settings) => render.renderDrift(found, settings),
      json: () => render.renderJson(found),
      markdown: (settings) => render.renderDriftMarkdown(found, settings),
      lines: () => render.renderLine({ type: 'drift', drift: found }),
    })
    // What keeps a plan from being applied keeps nobody from looking; what could not be read does.
    const exit = exitOfPlan({ ...plan, guards: [] }, false)
    return exit === exitCodes.done && found.drifted.length > 0 ? exitCodes.changes : exit
  })
}
