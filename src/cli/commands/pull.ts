/** `butik pull`: the shop is read, the files are written, and then the state: whoever is stopped between the two runs it again. */
import { isAbsolute, relative, sep } from 'node:path'
import { editText } from '../../author/edit-text.ts'
import { modelineOf } from '../../author/modeline.ts'
import { sheetEdits } from '../../author/sheet-text.ts'
import { writeYaml } from '../../author/write-yaml.ts'
import type { LockInfo } from '../../model/state.ts'
import { keepPictures, keepPulled, makePull } from '../../pipeline/pull.ts'
import type { Pulled, PullOptions } from '../../pipeline/pull-attempt.ts'
import type { YamlParts } from '../../pipeline/pull-draft.ts'
import { splits } from '../../pipeline/pull-place.ts'
import type { World } from '../../pipeline/world.ts'
import { openDownloads } from '../compose.ts'
import { type Context, pathFrom } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { keepPicture } from '../keep-picture.ts'
import { misused } from '../options.ts'
import type { Output } from '../output.ts'
import { replaceFiles } from '../replace-files.ts'
import { lockFor, withSession } from '../session.ts'

export interface PullFlags {
  readonly connection?: string
  readonly into?: string
  readonly split?: string
  /** Pictures into files; they stay ids unless given. */
  readonly images?: boolean
  readonly dryRun: boolean
}

const parts: YamlParts = { write: writeYaml, edit: editText, editSheet: sheetEdits, head: modelineOf }

export function pull(context: Context, flags: PullFlags): Promise<ExitCode> {
  const options = optionsOf(context, flags)
  return withSession(context, async ({ world, output }) => {
    const lock = lockFor(world, 'pull', context)
    const made = await pulled(world, options, flags.dryRun ? undefined : lock)
    await tell(made, flags, output)
    return made.unread.length > 0 ? exitCodes.guarded : exitCodes.done
  })
}

/** Without a lock nothing is written. */
export async function pulled(world: World, options: PullOptions, lock: LockInfo | undefined): Promise<Pulled> {
  if (lock === undefined) return await makePull(world, parts, options)
  await using held = await world.backend.lock(lock)
  const { root } = world.project
  const download = options.images === true ? await openDownloads(world) : undefined
  const pictures = download && { fetch: download, keep: keepPicture.bind(undefined, root) }
  const fetched = await makePull(world, pictures === undefined ? parts : { ...parts, pictures }, options)
  await held.confirm()
  const made = await keepPictures(world, fetched)
  replaceFiles(
    root,
    made.files.map(({ path, before, after }) => ({ file: path, before, after })),
  )
  await held.confirm()
  await keepPulled(world, made)
  return made
}

function optionsOf(
  context: Context,
  { connection, into = '.', split = 'kind', images = false }: PullFlags,
): PullOptions {
  const { connection: named, target, exclude } = context.options
  const how = splits.find((one) => one === split)
  if (how === undefined) throw misused(`--split ${split} is not a way to split files`, `It is ${splits.join(', ')}.`)
  return {
    connections: [...(connection === undefined ? [] : [connection]), ...named],
    into: folderIn(context, into),
    split: how,
    images,
    target,
    exclude,
  }
}

/** A folder of the command line, relative to that of butik.yaml. */
export function folderIn(context: Context, into: string): string {
  const way = relative(context.dir, pathFrom(context, into))
  if (way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way))
    throw misused(`--into ${into} lies outside the configuration`, 'Give a folder below that of butik.yaml.')
  return way.split(sep).join('/')
}

async function tell(made: Pulled, { dryRun }: PullFlags, output: Output): Promise<void> {
  const { render } = output
  const { files, next: _next, seen: _seen, ...rest } = made
  const report = {
    ...rest,
    files: files.map(({ path, before }) => ({ path, action: before === undefined ? 'created' : 'edited' }) as const),
    written: !dryRun,
  }
  const json = { formatVersion: 1, ...report }
  await output.answer({
    text: (settings) =>
      `${dryRun ? render.renderFileDiff(files, settings) : ''}${render.renderPulled(report, settings)}`,
    json: () => render.renderJson(json),
    lines: () => render.renderLine({ type: 'pulled', ...json }),
  })
}
