/** A failure told: for people on standard error, and where JSON was asked for as diagnostics on standard output. */
import { readFile, stat } from 'node:fs/promises'
import { resolve, sep } from 'node:path'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { Context } from './context.ts'
import type { Failure } from './failure.ts'
import { diagnosticsAnswer, openOutput } from './output.ts'

/** An excerpt of a larger file would cost more than it tells. */
const largest = 16_000_000

export async function tellFailure(failure: Failure, context: Context): Promise<void> {
  const output = await openOutput(context)
  if (failure.diagnostics.length === 0) {
    output.note(failure.reported ? 'Interrupted.' : 'Interrupted. Nothing was written.')
    return
  }
  await readExcerpts(failure.diagnostics, context)
  const answer = diagnosticsAnswer(failure.diagnostics, context, output.render)
  context.terminal.err(answer.text(output.errSettings))
  // After a report of outcomes (part way) that report is the answer, and there is only one.
  if (failure.reported) return
  await output.answer({ ...answer, text: () => '' })
}

/** Files that were never loaded, because loading is what failed. */
async function readExcerpts(diagnostics: readonly Diagnostic[], context: Context): Promise<void> {
  const files = new Set(diagnostics.flatMap(({ source }) => (source === undefined ? [] : [source.file])))
  for (const file of files) {
    const path = resolve(context.dir, file)
    if (context.documents.has(file) || !path.startsWith(context.dir + sep)) continue
    try {
      if ((await stat(path)).size <= largest) context.documents.set(file, await readFile(path, 'utf8'))
    } catch {
      // The message stands without an excerpt: that the file cannot be read may be what it says.
    }
  }
}
