/**
 * Views of earlier runs in `.butik/cache/<environment>/`: they spare calls and may be deleted at any time. Reading and
 * writing one never fails a run: what is damaged, or cannot be written, counts as not there.
 *
 * A view is one small file, and where it is large another one with its objects, a line each: what changed since those
 * lines were written is in the small one, so that a shop of 100,000 products is not written anew for three of them.
 */
import { createHash } from 'node:crypto'
import { mkdir, readdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isJsonObject } from '../model/json.ts'
import type { Observed } from '../model/resource.ts'
import type { SavedView, ViewStore, ViewUpdate } from '../model/state.ts'
import { readIfThere, removeIfThere } from './files.ts'
import { Damage, parsed, readObjects, writeObjects } from './view-lines.ts'

export interface ViewFolder {
  /** `.butik` beside butik.yaml. */
  readonly folder: string
  readonly environment: string
  readonly newId: () => string
  /** A line for people. */
  readonly notice: (line: string) => void
}

const formatVersion = 2
/** Objects that the small file holds at most. */
const fewObjects = 500

/** The large file: its name, and the digest of its bytes. */
interface Lines {
  readonly file: string
  readonly sha256: string
}

/** What the small file says of the objects. */
interface Stored {
  readonly view: Omit<SavedView, 'objects'>
  readonly lines?: Lines
  /** Objects that are not in the lines, or other than there. */
  readonly objects: readonly Observed[]
  /** Ids of what is in the lines and there no more. */
  readonly gone: readonly string[]
}

export function createLocalViews({ folder, environment, newId, notice }: ViewFolder): ViewStore {
  const cache = join(folder, 'cache', environment)
  const pathOf = (connection: string, kind: string): string => join(cache, `${connection}.${kind}.json`)
  /** How the views that were read are stored. */
  const stored = new WeakMap<SavedView, Stored>()

  async function writeLines(connection: string, kind: string, objects: readonly Observed[]): Promise<Lines> {
    const file = `${connection}.${kind}.${newId()}.lines`
    return { file, sha256: await writeObjects(join(cache, file), objects) }
  }

  async function storedOf(connection: string, kind: string, view: SavedView, update?: ViewUpdate): Promise<Stored> {
    const { objects, ...rest } = view
    if (objects.length <= fewObjects) return { view: rest, objects, gone: [] }
    const before = update === undefined ? undefined : stored.get(update.from)
    const added = update === undefined || before === undefined ? undefined : together(before, update)
    if (before?.lines !== undefined && added !== undefined && added.objects.length + added.gone.length <= fewObjects)
      return { view: rest, lines: before.lines, ...added }
    return { view: rest, lines: await writeLines(connection, kind, objects), objects: [], gone: [] }
  }

  return {
    async read(connection, kind) {
      try {
        const bytes = await readIfThere(pathOf(connection, kind))
        if (bytes === undefined) return undefined
        const found = parseStored(bytes)
        const view = { ...found.view, objects: await objectsOf(found, cache) }
        stored.set(view, found)
        return view
      } catch (error) {
        // A folder that cannot be read holds no view; anything else in it is damage.
        if (error instanceof Damage) notice(`The view of ${connection}/${kind} is damaged and is thrown away.`)
        return undefined
      }
    },
    async write(connection, kind, view, update) {
      try {
        await mkdir(cache, { recursive: true })
        const next = await storedOf(connection, kind, view, update)
        await replace(pathOf(connection, kind), textOf(next), newId())
        await removeOthers(cache, `${connection}.${kind}.`, next.lines?.file)
      } catch {
        // The next run reads the list again; that costs calls and nothing else.
      }
    },
  }
}

/** What is not in the lines that were written before, with what came now. */
function together(before: Stored, { changed, gone }: ViewUpdate): Pick<Stored, 'objects' | 'gone'> {
  const objects = new Map(before.objects.map((object) => [object.remoteId, object]))
  const away = new Set(before.gone)
  for (const id of gone) {
    objects.delete(id)
    away.add(id)
  }
  for (const object of changed) {
    objects.set(object.remoteId, object)
    away.delete(object.remoteId)
  }
  return { objects: [...objects.values()], gone: [...away] }
}

/** Two lines: the digest, and what it is of. */
function textOf(stored: Stored): string {
  const text = JSON.stringify(stored)
  return `${JSON.stringify({ formatVersion, sha256: sha256(text) })}\n${text}\n`
}

function parseStored(bytes: Buffer): Stored {
  const [head = '', text = ''] = bytes.toString('utf8').split('\n')
  const about = parsed(head)
  if (!isJsonObject(about) || about['formatVersion'] !== formatVersion) throw new Damage()
  if (about['sha256'] !== sha256(text)) throw new Damage()
  // The digest is of what this file wrote: what has it has its shape.
  return parsed(text) as Stored
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

async function objectsOf({ lines, objects, gone }: Stored, cache: string): Promise<readonly Observed[]> {
  if (lines === undefined) return objects
  const found = await readObjects(join(cache, lines.file), lines.sha256)
  for (const id of gone) found.delete(id)
  for (const object of objects) found.set(object.remoteId, object)
  return [...found.values()]
}

/** Under its name whole or not at all. Not made to last a power cut: the digest tells. */
async function replace(path: string, text: string, token: string): Promise<void> {
  const draft = `${path}.${token}.tmp`
  await writeFile(draft, text)
  try {
    await rename(draft, path)
  } catch (error) {
    await removeIfThere(draft)
    throw error
  }
}

/** Lines that no view needs any more, and drafts of runs that were killed. */
async function removeOthers(cache: string, prefix: string, kept: string | undefined): Promise<void> {
  const others = (await readdir(cache)).filter(
    (file) => file.startsWith(prefix) && file !== `${prefix}json` && file !== kept,
  )
  await Promise.all(others.map((file) => removeIfThere(join(cache, file))))
}
