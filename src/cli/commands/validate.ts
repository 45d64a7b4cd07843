/** `butik validate`: every problem of the files at once, without asking any vendor. Secrets may be missing. */
import { hasErrors } from '../../model/diagnostic.ts'
import { DiagnosticsError } from '../../model/errors.ts'
import { checkProject } from '../../pipeline/run.ts'
import type { Context } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { diagnosticsAnswer } from '../output.ts'
import { withSession } from '../session.ts'

export function validate(context: Context): Promise<ExitCode> {
  return withSession(context, async ({ world, output }) => {
    const diagnostics = await checkProject(world, { secretsOptional: true })
    // An error takes the one path of errors, so that it reads the same wherever it comes up.
    if (hasErrors(diagnostics)) throw new DiagnosticsError(diagnostics)
    const { render } = output
    const answer = diagnosticsAnswer(diagnostics, context, render)
    const files = world.project.documents.length
    const valid = `The configuration is valid (${files} ${files === 1 ? 'file' : 'files'}).\n`
    await output.answer({
      ...answer,
      text: (settings) => `${diagnostics.length === 0 ? '' : answer.text(settings)}${valid}`,
    })
    return exitCodes.done
  })
}
