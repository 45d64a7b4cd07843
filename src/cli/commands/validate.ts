/** `butik validate`: every problem of the files at once, in every environment, without asking any vendor. Secrets may be missing. */
import { hasErrors } from '../../model/diagnostic.ts'
import { DiagnosticsError } from '../../model/errors.ts'
import { checkEvery } from '../../pipeline/check-every.ts'
import type { Declared } from '../../pipeline/world.ts'
import { openEveryFiles } from '../compose.ts'
import type { Context } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { diagnosticsAnswer, openOutput } from '../output.ts'
import { annotationsOf } from '../platform.ts'
import { witness } from '../valid-before.ts'

export async function validate(context: Context): Promise<ExitCode> {
  const output = await openOutput(context)
  try {
    const seen = witness(context)
    const every = await openEveryFiles(context, seen)
    const diagnostics = await checkEvery(every, { secretsOptional: true })
    // An error takes the one path of errors, so that it reads the same wherever it comes up.
    if (hasErrors(diagnostics)) throw new DiagnosticsError(diagnostics)
    context.command(annotationsOf(context, output.render, diagnostics))
    const answer = diagnosticsAnswer(diagnostics, context, output.render)
    const valid = `The configuration is valid (${lookedAt(every)}).\n`
    await output.answer({
      ...answer,
      text: (settings) => `${diagnostics.length === 0 ? '' : answer.text(settings)}${valid}`,
    })
    const { format, verbose, report } = context.options
    if (diagnostics.length === 0 && format === 'text' && !verbose && report.length === 0) seen.keep(valid)
    return exitCodes.done
  } finally {
    output.quiet()
  }
}

/** Environments may have other resource files. */
function lookedAt(every: readonly Declared[]): string {
  const filesOf = ({ documents, sheets }: Declared['project']) => [...documents, ...(sheets?.values() ?? [])]
  const count = new Set(every.flatMap(({ project }) => filesOf(project).map(({ file }) => file))).size
  const names = every.flatMap(({ project }) => project.laid?.environment ?? [])
  const environments = `${names.length === 1 ? 'environment' : 'environments'} ${names.join(', ')}`
  return `${count} ${count === 1 ? 'file' : 'files'}${names.length === 0 ? '' : `; ${environments}`}`
}
