/** `butik validate`: every problem of the files at once, without asking any vendor. Secrets may be missing. */
import { hasErrors } from '../../model/diagnostic.ts'
import { DiagnosticsError } from '../../model/errors.ts'
import { checkProject } from '../../pipeline/desired.ts'
import { openFiles } from '../compose.ts'
import type { Context } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { diagnosticsAnswer, openOutput } from '../output.ts'
import { annotationsOf } from '../platform.ts'

export async function validate(context: Context): Promise<ExitCode> {
  const output = await openOutput(context)
  try {
    const files = await openFiles(context)
    const diagnostics = await checkProject(files, { secretsOptional: true })
    // An error takes the one path of errors, so that it reads the same wherever it comes up.
    if (hasErrors(diagnostics)) throw new DiagnosticsError(diagnostics)
    context.terminal.err(annotationsOf(context, output.render, diagnostics))
    const answer = diagnosticsAnswer(diagnostics, context, output.render)
    const count = files.project.documents.length
    const valid = `The configuration is valid (${count} ${count === 1 ? 'file' : 'files'}).\n`
    await output.answer({
      ...answer,
      text: (settings) => `${diagnostics.length === 0 ? '' : answer.text(settings)}${valid}`,
    })
    return exitCodes.done
  } finally {
    output.quiet()
  }
}
