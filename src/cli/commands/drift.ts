/** `butik drift`: where the shop has moved away from what was applied. Writes to no shop and no state. */
import { driftOf } from '../../pipeline/drift.ts'
import type { RefreshMode } from '../../pipeline/kept-view.ts'
import { makePlan } from '../../pipeline/run.ts'
import type { Context } from '../context.ts'
import { type ExitCode, exitCodes, exitOfPlan } from '../exit-codes.ts'
import { planOptions, withSession } from '../session.ts'

export function drift(context: Context, refresh: RefreshMode): Promise<ExitCode> {
  return withSession(context, async ({ world, output }) => {
    const plan = await makePlan(world, planOptions(context, false, refresh))
    const { snapshot } = await world.backend.read()
    const found = driftOf(plan, new Set(Object.keys(snapshot.entries)))
    const { render } = output
    await output.answer({
      text: (settings) => render.renderDrift(found, settings),
      json: () => render.renderJson(found),
      lines: () => render.renderLine({ type: 'drift', drift: found }),
    })
    // What keeps a plan from being applied keeps nobody from looking; what could not be read does.
    const exit = exitOfPlan({ ...plan, guards: [] }, false)
    return exit === exitCodes.done && found.drifted.length > 0 ? exitCodes.changes : exit
  })
}
