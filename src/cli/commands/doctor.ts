/** `butik doctor`: whether every connection works, from its settings to the last of its kinds, and what to do where not. */
import { checkConnections } from '../../pipeline/desired.ts'
import { type Examined, examine } from '../../pipeline/doctor.ts'
import { reach } from '../compose.ts'
import type { Context } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { withSession } from '../session.ts'

export function doctor(context: Context): Promise<ExitCode> {
  return withSession(context, async ({ world, output }) => {
    await checkConnections(world)
    const all: Examined[] = []
    for await (const one of examine(world, { connections: context.options.connection, reach: await reach() })) {
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
  })
}
