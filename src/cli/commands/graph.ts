/** `butik graph`: what is declared, and what refers to what. Offline. */
import { hasErrors } from '../../model/diagnostic.ts'
import { DiagnosticsError } from '../../model/errors.ts'
import { didYouMean, orList } from '../../model/suggest.ts'
import { desiredOf } from '../../pipeline/desired.ts'
import { referenceGraph } from '../../pipeline/reference-graph.ts'
import { openDeclared } from '../compose.ts'
import type { Context } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { misused } from '../options.ts'
import { openOutput } from '../output.ts'

const forms = ['text', 'mermaid', 'dot'] as const

export async function graph(context: Context, as: string | undefined): Promise<ExitCode> {
  const form = forms.find((known) => known === (as ?? 'text'))
  if (form === undefined)
    throw misused(`--as ${as ?? ''} is no way to draw`, didYouMean(as ?? '', forms) ?? `It is ${orList(forms)}.`)
  const { answer, render } = await openOutput(context)
  const declared = await openDeclared(context)
  const { desired, diagnostics } = await desiredOf(declared, '', true)
  // What is wrong may be a reference, and half a picture would be believed.
  if (hasErrors(diagnostics)) throw new DiagnosticsError(diagnostics)
  const { target, exclude, connection } = context.options
  const drawn = referenceGraph(declared, desired, { target, exclude, connection })
  await answer({
    text: (settings) => render.renderGraph(drawn, form, settings),
    json: () => render.renderJson({ formatVersion: 1, ...drawn }),
    lines: () => render.renderLine({ type: 'graph', ...drawn }),
    ...(form === 'mermaid' ? { markdown: () => `\`\`\`mermaid\n${render.renderGraph(drawn, form)}\`\`\`\n` } : {}),
  })
  return exitCodes.done
}
