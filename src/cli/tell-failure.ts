/** A failure told: for people on standard error, and where JSON was asked for as diagnostics on standard output. */
import type { Context } from './context.ts'
import type { Failure } from './failure.ts'
import { diagnosticsAnswer, openOutput } from './output.ts'
import { annotationsOf } from './platform.ts'

export async function tellFailure(failure: Failure, context: Context): Promise<void> {
  const output = await openOutput(context)
  const answer = diagnosticsAnswer(failure.diagnostics, context, output.render)
  context.terminal.err(answer.text(output.errSettings))
  if (context.begun.run !== undefined) context.terminal.err(`run ${context.begun.run}\n`)
  context.command(annotationsOf(context, output.render, failure.diagnostics))
  // After a report of outcomes (part way) that report is the answer, and there is only one.
  if (failure.reported) return await output.more(answer)
  await output.failed(answer)
}
