/** `butik pull OLD --as NEW --map FILE`: the catalogue of one vendor into resource files of another. Sends no write, keeps no state. */
import { readFile } from 'node:fs/promises'
import { modelineOf } from '../../author/modeline.ts'
import { writeYaml } from '../../author/write-yaml.ts'
import { ReconcilerError } from '../../model/errors.ts'
import { type MigrateOptions, makeMigration } from '../../pipeline/migrate-run.ts'
import { type Context, pathFrom } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { misused } from '../options.ts'
import { replaceFiles } from '../replace-files.ts'
import { withSession } from '../session.ts'
import { folderIn } from './pull.ts'

export interface MigrateFlags {
  readonly connection?: string
  /** The connection that the resources are for. */
  readonly as: string
  readonly map?: string
  readonly fromCsv?: string
  readonly into?: string
  readonly dryRun: boolean
}

/** Resources are laid out in lines, whatever they hold: they are read by people from now on. */
const inLines = 3

export async function migrate(context: Context, flags: MigrateFlags): Promise<ExitCode> {
  if (flags.map === undefined)
    throw misused('--as needs a map', 'Say which field comes from which: --map map.yaml; docs/migrate.md shows one.')
  const map = await read(context, flags.map)
  const source = await sourceOf(context, flags)
  const into = folderIn(context, flags.into ?? '.')
  return withSession(context, async ({ world, output }) => {
    const { render } = output
    const made = await makeMigration(
      world,
      (document, vendor, path) => modelineOf(path, `vendors/${vendor}`) + writeYaml(document, inLines),
      { source, as: flags.as, map, into },
    )
    const files = made.files.map(({ path, text }) => ({ path, after: text }))
    if (!flags.dryRun)
      replaceFiles(
        world.project.root,
        files.map(({ path, after }) => ({ file: path, before: undefined, after })),
      )
    const shown = {
      files: files.map(({ path }) => path),
      report: made.report,
      problems: made.problems,
      written: !flags.dryRun,
    }
    const json = { formatVersion: 1, ...shown, calls: made.calls }
    await output.answer({
      text: (settings) =>
        `${flags.dryRun ? render.renderFileDiff(files, settings) : ''}${render.renderMigration(shown, settings)}`,
      json: () => render.renderJson(json),
      lines: () => render.renderLine({ type: 'migrated', ...json }),
    })
    return exitCodes.done
  })
}

async function sourceOf(context: Context, { connection, fromCsv }: MigrateFlags): Promise<MigrateOptions['source']> {
  if (connection !== undefined && fromCsv !== undefined)
    throw misused('a connection and --from-csv are two sources', 'Give one of them.')
  if (fromCsv !== undefined) return read(context, fromCsv)
  if (connection === undefined)
    throw misused('--as needs to know whose catalogue it is', 'Write butik pull OLD --as NEW, or --from-csv FILE.')
  return { connection }
}

/** Files of the command line; what is wrong in them is shown with their lines. */
async function read(context: Context, name: string): Promise<{ readonly file: string; readonly text: string }> {
  let bytes: Uint8Array
  try {
    bytes = await readFile(pathFrom(context, name))
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
    throw new ReconcilerError('E1002', `${name} cannot be read${reason}`, {
      hint: 'nothing was written; the name is taken from the folder of -C, or this one',
      cause: error,
    })
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    context.documents.set(name, text)
    return { file: name, text }
  } catch {
    throw new ReconcilerError('E1014', `${name} is not UTF-8 text`, {
      hint: 'save it as UTF-8; a sheet as "CSV UTF-8"',
    })
  }
}
