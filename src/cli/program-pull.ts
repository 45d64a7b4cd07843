/** The command that puts a live shop into files. */
import type { Command } from 'commander'
import { addExamples, examples, exits } from './help.ts'
import { text } from './options.ts'
import type { Does } from './program-parts.ts'

export function addPull(program: Command, does: Does): void {
  const pull = program
    .command('pull')
    .argument('[connection]', 'whose shop; all that can be read unless given')
    .description('a live shop into YAML, and into the state; writes nothing to the shop')
    .option('--into <dir>', 'new files go into this folder of the configuration')
    .option(
      '--split <how>',
      'new files by kind, by category (of products), or one for each resource; kind unless given',
    )
    .option('--dry-run', 'show what would change in the files, and write nothing')
  addExamples(pull, examples.pull, exits.pull)
  does(pull, async (context, own, [connection]) => {
    const [into, split] = [text(own, 'into'), text(own, 'split')]
    const flags = {
      dryRun: own['dryRun'] === true,
      ...(connection === undefined ? {} : { connection }),
      ...(into === undefined ? {} : { into }),
      ...(split === undefined ? {} : { split }),
    }
    return (await import('./commands/pull.ts')).pull(context, flags)
  })
}
