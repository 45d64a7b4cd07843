/** `butik doctor`: whether the state and every connection work, from settings to the last of the kinds, and what to do where not. */
import { checkConnections } from '../../pipeline/desired.ts'
import { type Examined, examine } from '../../pipeline/doctor.ts'
import { type ExaminedState, examineState } from '../../pipeline/doctor-state.ts'
import { reach } from '../compose.ts'
import type { Context } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { type Session, withSession } from '../session.ts'

export function doctor(context: Context): Promise<ExitCode> {
  const work = async ({ world, output, broken }: Session): Promise<ExitCode> => {
    await checkConnections(world)
    const { connection: connections } = context.options
    const state = await examineState(world, broken)
    const all: (ExaminedState | Examined)[] = [state]
    // What cannot be opened at all has no ledger either.
    const uncounted = broken !== undefined
    for await (const one of examine(world, { connections, reach: await reach(), uncounted })) {
      all.push(one)
      output.note(`${one.connection} examined`)
    }
    const { render } = output
    await output.answer({
      text: (settings) => render.renderExamined(all, settings),
      json: () => render.renderJson(all),
      lines: () => all.map((one) => render.renderLine({ type: 'examined', ...one })).join(''),
    })
    const sick = all.some(({ checks }) => checks.some(({ health }) => health === 'failed'))
    return sick ? exitCodes.error : exitCodes.done
  }
  return withSession(context, work, { evenWithoutState: true })
}
