/**
 * Views of earlier runs in `.butik/cache/<environment>/`: they spare calls and may be deleted at any time. Reading and
 * writing one never fails a run: what is damaged, or cannot be written, counts as not there.
 *
 * A view is one small file, and where it is large another one with its objects, a line each: what changed since those
 * lines were written is in the small one, so that a shop of 100,000 products is not written anew for three of them. A
 * checkpoint is stored in the same way, beside the view.
 */
import { createHash } from 'node:crypto'
import { mkdir, readdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isJsonObject } from '../model/json.ts'
import type { Observed } from '../model/resource.ts'
import type { Checkpoint, SavedView, ViewStore, ViewUpdate } from '../model/state.ts'
import { type Cipher, plainCipher } from './cipher.ts'
import { codeOf, readIfThere, removeIfThere } from './files.ts'
import { Damage, OtherKey, openedView, parsed, readObjects, writeObjects } from './view-lines.ts'

export interface ViewFolder {
  /** `.butik` beside butik.yaml. */
  readonly folder: string
  readonly environment: string
  readonly newId: () => string
  /** A line for people. */
  readonly notice: (line: string) => void
  /** Everything lies in plain text unless given. */
  readonly cipher?: Cipher
}

const formatVersion = 3
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
  /** Objects in all. */
  readonly count: number
  readonly lines?: Lines
  /** Objects that are not in the lines, or other than there. */
  readonly objects: readonly Observed[]
  /** Ids of what is in the lines and there no more. */
  readonly gone: readonly string[]
}

export function createLocalViews(place: ViewFolder): ViewStore {
  const files = new ViewFiles(place)
  const view = (connection: string, kind: string): Name => ({
    stem: `${connection}.${kind}`,
    words: `The view of ${connection}/${kind} is`,
  })
  // A kind has no tilde in its name.
  const checkpoint = (connection: string, kind: string): Name => ({
    stem: `${connection}.${kind}~part`,
    words: `What was read so far of ${connection}/${kind} is`,
  })
  return {
    read: (connection, kind) => files.read(view(connection, kind)),
    count: (connection, kind) => files.count(view(connection, kind)),
    async write(connection, kind, one, update) {
      const isKept = await files.write(view(connection, kind), one, update)
      if (isKept) await files.drop(checkpoint(connection, kind))
    },
    checkpoints: {
      // What is under this name was written by `write` below.
      read: async (connection, kind) => (await files.read(checkpoint(connection, kind))) as Checkpoint | undefined,
      write: (connection, kind, one) => files.write(checkpoint(connection, kind), one),
      drop: (connection, kind) => files.drop(checkpoint(connection, kind)),
    },
  }
}

interface Name {
  /** What its files begin with, but for a dot. */
  readonly stem: string
  /** The beginning of a notice. */
  readonly words: string
}

class ViewFiles {
  readonly #place: ViewFolder
  readonly #cache: string
  readonly #cipher: Cipher
  /** How the views that were read are stored. */
  readonly #stored = new WeakMap<SavedView, Stored>()
  #isUnwritable = false

  constructor(place: ViewFolder) {
    this.#place = place
    this.#cache = join(place.folder, 'cache', place.environment)
    this.#cipher = place.cipher ?? plainCipher
  }

  async read(name: Name): Promise<SavedView | undefined> {
    return await this.#undamaged(name, async () => {
      const found = await this.#read(name)
      if (found === undefined) return undefined
      const view = { ...found.view, objects: await objectsOf(found, this.#cache, this.#cipher) }
      this.#stored.set(view, found)
      return view
    })
  }

  async count(name: Name): Promise<number | undefined> {
    return await this.#undamaged(name, async () => (await this.#read(name))?.count)
  }

  /** False where it cannot be: the next run reads the list again; that costs calls and nothing else. */
  async write(name: Name, view: SavedView, update?: ViewUpdate): Promise<boolean> {
    const { newId } = this.#place
    try {
      await mkdir(this.#cache, { recursive: true })
      const next = await this.#storedOf(name, view, update)
      await replace(this.#pathOf(name), this.#cipher.seal(textOf(next), 'view'), newId())
      await removeOthers(this.#cache, `${name.stem}.`, [`${name.stem}.json`, next.lines?.file])
      return true
    } catch (error) {
      if (!this.#isUnwritable)
        this.#place.notice(
          `What was seen cannot be kept in .butik/cache (${codeOf(error)}): the next run reads it again, which costs calls.`,
        )
      this.#isUnwritable = true
      return false
    }
  }

  async drop({ stem }: Name): Promise<void> {
    await removeOthers(this.#cache, `${stem}.`, []).catch(() => undefined)
  }

  #pathOf({ stem }: Name): string {
    return join(this.#cache, `${stem}.json`)
  }

  async #read(name: Name): Promise<Stored | undefined> {
    const bytes = await readIfThere(this.#pathOf(name))
    return bytes === undefined ? undefined : parseStored(openedView(bytes.toString('utf8'), this.#cipher))
  }

  /** A folder that cannot be read holds no view; anything else in it is damage. */
  async #undamaged<Value>({ words }: Name, work: () => Promise<Value | undefined>): Promise<Value | undefined> {
    try {
      return await work()
    } catch (error) {
      if (error instanceof OtherKey)
        this.#place.notice(`${words} encrypted with a key that is not among those of butik.yaml: it is read anew.`)
      else if (error instanceof Damage) this.#place.notice(`${words} damaged and is thrown away.`)
      return undefined
    }
  }

  async #storedOf(name: Name, view: SavedView, update?: ViewUpdate): Promise<Stored> {
    const { objects, ...rest } = view
    const shared = { view: rest, count: objects.length }
    if (objects.length <= fewObjects) return { ...shared, objects, gone: [] }
    const before = update === undefined ? undefined : this.#stored.get(update.from)
    const added = update === undefined || before === undefined ? undefined : together(before, update)
    if (before?.lines !== undefined && added !== undefined && added.objects.length + added.gone.length <= fewObjects)
      return { ...shared, lines: before.lines, ...added }
    return { ...shared, lines: await this.#writeLines(name, objects), objects: [], gone: [] }
  }

  async #writeLines({ stem }: Name, objects: readonly Observed[]): Promise<Lines> {
    const file = `${stem}.${this.#place.newId()}.lines`
    return { file, sha256: await writeObjects(join(this.#cache, file), objects, this.#cipher) }
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

function parseStored(content: string): Stored {
  const [head = '', text = ''] = content.split('\n')
  const about = parsed(head)
  if (!isJsonObject(about) || about['formatVersion'] !== formatVersion) throw new Damage()
  if (about['sha256'] !== sha256(text)) throw new Damage()
  // The digest is of what this file wrote: what has it has its shape.
  return parsed(text) as Stored
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

async function objectsOf(
  { lines, objects, gone }: Stored,
  cache: string,
  cipher: Cipher,
): Promise<readonly Observed[]> {
  if (lines === undefined) return objects
  const found = await readObjects(join(cache, lines.file), lines.sha256, cipher)
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
async function removeOthers(cache: string, prefix: string, kept: readonly (string | undefined)[]): Promise<void> {
  const others = (await readdir(cache)).filter((file) => file.startsWith(prefix) && !kept.includes(file))
  await Promise.all(others.map((file) => removeIfThere(join(cache, file))))
}
