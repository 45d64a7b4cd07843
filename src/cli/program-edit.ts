/** The commands that write the files of a configuration. */
import type { Command } from 'commander'
import { addExamples, examples, exits } from './help.ts'
import { refreshOf } from './options.ts'
import { type Does, refreshHelp } from './program-parts.ts'

export function addEditCommands(program: Command, does: Does): void {
  const accept = program
    .command('accept')
    .argument('[addresses...]', 'what is taken: ADDRESS, a glob, or ADDRESS#field for one field')
    .description('what has drifted in the shop into the files, in place; writes nothing to the shop')
    .option('--all', 'everything that has drifted')
    .option('-i, --interactive', 'ask field by field: y takes it, n leaves it, a takes the rest, q ends')
    .option('--dry-run', 'show what would change in the files, and write nothing')
    .option('--refresh <how>', refreshHelp)
  addExamples(accept, examples.accept, exits.accept)
  does(accept, async (context, own, addresses) => {
    const flags = {
      all: own['all'] === true,
      interactive: own['interactive'] === true,
      dryRun: own['dryRun'] === true,
      refresh: refreshOf(own),
    }
    return (await import('./commands/accept.ts')).accept(context, addresses, flags)
  })

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
