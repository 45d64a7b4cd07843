/** `butik` alone: the next sensible step here. */
import type { Context } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { nextStep } from '../next-step.ts'
import { openOutput } from '../output.ts'

export async function next(context: Context): Promise<ExitCode> {
  const { answer, render } = await openOutput(context)
  const { found, commands } = await nextStep(context)
  const told = { found, next: commands.map(([command, why]) => ({ command, why })) }
  const width = Math.max(...commands.map(([command]) => command.length))
  await answer({
    text: (settings) => {
      const style = render.styleOf(settings)
      const lines = commands.map(([command, why]) => `  ${style.bold(render.plain(command.padEnd(width)))}  ${why}`)
      const all = style.dim('butik --help lists all commands; butik explain WORD says what one of the files means.')
      return `${[render.plain(found), '', ...lines, '', all].join('\n')}\n`
    },
    json: () => render.renderJson({ formatVersion: 1, ...told }),
    lines: () => render.renderLine({ type: 'next', ...told }),
  })
  return exitCodes.done
}
