/** The commands that write the files of a configuration. */
import type { Command } from 'commander'
import { addExamples, examples, exits } from './help.ts'
import type { Does } from './program-parts.ts'

export function addEditCommands(program: Command, does: Does): void {
  const fmt = program
    .command('fmt')
    .argument('[files...]', 'files or folders of the configuration; all of it unless given')
    .description('lay the files out one way: indentation, spaces, blank lines; comments and quotes stay')
    .option('--check', 'write nothing: list the files that are laid out otherwise, and exit 1 if there are any')
  addExamples(fmt, examples.fmt, exits.fmt)
  does(fmt, async (context, own, files) =>
    (await import('./commands/fmt.ts')).fmt(context, files, { check: own['check'] === true }),
  )
}
