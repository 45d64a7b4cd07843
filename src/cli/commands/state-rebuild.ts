/** `butik state rebuild`: a damaged state made anew, after a yes; what was damaged is kept beside it. */
import { rebuildState } from '../../pipeline/rebuild.ts'
import { consents, isYes } from '../consent.ts'
import type { Context } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { misused } from '../options.ts'
import { lockFor, withSession } from '../session.ts'

const question =
  '\nRead the shops (about as many calls as a plan) and write a new state? What is damaged is put aside. Only yes is taken as yes: '

export function stateRebuild(context: Context): Promise<ExitCode> {
  const { target, exclude, connection } = context.options
  if (target.length + exclude.length + connection.length > 0) {
    throw misused('a state is rebuilt whole', 'Leave --target, --exclude and --connection away.')
  }
  return withSession(context, async ({ world, output }) => {
    const { render } = output
    const rebuilt = await rebuildState(world, lockFor(world, 'state rebuild', context), async (problems) => {
      for (const problem of problems) output.note(problem)
      return await consents(context, question, isYes)
    })
    if (rebuilt === undefined) {
      output.note('Nothing was written.')
      return exitCodes.error
    }
    const report = rebuilt === 'whole' ? undefined : rebuilt
    const json = report === undefined ? { rebuilt: false } : { rebuilt: true, ...report }
    await output.answer({
      text: (settings) => render.renderRebuilt(report, settings),
      json: () => render.renderJson(json),
      lines: () => render.renderLine({ type: 'rebuilt', ...json }),
    })
    return exitCodes.done
  })
}
