/** The command that puts a live shop into files. */
import type { Command } from 'commander'
import { addExamples, examples, exits } from './help.ts'
import { misused, text } from './options.ts'
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
    .option('--as <connection>', 'make resources of another connection of it instead, by --map; docs/migrate.md')
    .option('--map <file>', 'with --as: which field comes from which')
    .option('--from-csv <file>', 'with --as: the rows of this file in the place of a shop')
    .option('--images', 'pictures into files beside the YAML: renditions, not what was uploaded')
    .option('--dry-run', 'show what would change in the files, and write nothing')
  addExamples(pull, examples.pull, exits.pull)
  does(pull, async (context, own, [connection]) => {
    const [into, split] = [text(own, 'into'), text(own, 'split')]
    const flags = {
      dryRun: own['dryRun'] === true,
      ...(own['images'] === true ? { images: true } : {}),
      ...(connection === undefined ? {} : { connection }),
      ...(into === undefined ? {} : { into }),
      ...(split === undefined ? {} : { split }),
    }
    const [as, map, fromCsv] = [text(own, 'as'), text(own, 'map'), text(own, 'fromCsv')]
    if (as === undefined) {
      if (map !== undefined || fromCsv !== undefined)
        throw misused('--map and --from-csv are about another connection', 'Say which one with --as NAME.')
      return (await import('./commands/pull.ts')).pull(context, flags)
    }
    if (flags.images === true)
      throw misused('--images is not for --as', 'A map can take the addresses of pictures: images.url.')
    const migration = { as, ...(map === undefined ? {} : { map }), ...(fromCsv === undefined ? {} : { fromCsv }) }
    return (await import('./commands/migrate.ts')).migrate(context, { ...flags, ...migration })
  })
}
