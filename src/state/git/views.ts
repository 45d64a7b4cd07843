/**
 * Views of earlier runs, in the folder that the local backend has for them, and from there on a ref at the remote: taken
 * over from it once a run, before the first view is read, and put there once, when the run ends. Only the last views are
 * kept there. Encrypted, they are so in the folder too, and travel as they lie there. Disposable: nothing here fails a run.
 */
import { createHash } from 'node:crypto'
import { readdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isJsonObject } from '../../model/json.ts'
import type { ViewStore } from '../../model/state.ts'
import { makeFolder, readIfThere, removeIfThere } from '../files.ts'
import { sealedIn } from '../sealed.ts'
import { createLocalViews } from '../views.ts'
import type { TreeEntry } from './objects.ts'
import type { Store } from './store.ts'

const viewPlace = 'view'

/** What a file was when it was last the same as at the remote. */
interface Same {
  readonly blob: string
  readonly size: number
  readonly mtimeMs: number
  readonly sha256: string
}

interface Marker {
  /** The commit at the remote. */
  readonly commit: string
  readonly files: Readonly<Record<string, Same>>
}

const none: Marker = { commit: '', files: {} }

export class GitViews {
  readonly views: ViewStore
  readonly #store: Store
  readonly #folder: string
  readonly #markerPath: string
  #taken: Promise<void> | undefined
  #isWritten = false

  /** `butik` is the folder `.butik`. */
  constructor(store: Store, butik: string) {
    const { environment, newId, notice, cipher } = store.parts
    this.#store = store
    this.#folder = join(butik, 'cache', environment)
    this.#markerPath = join(butik, 'cache', 'git', `views-${environment}.json`)
    this.views = this.#around(createLocalViews({ folder: butik, environment, newId, notice, cipher }))
  }

  /** Puts what this run wrote at the remote. Gives why that cannot be. */
  async publish(): Promise<unknown> {
    if (!this.#isWritten) return undefined
    this.#isWritten = false
    return await this.#store.inTurn(async () => {
      try {
        await this.#publish()
        return undefined
      } catch (error) {
        // What the marker says is perhaps not there any more: everything is put there anew next time.
        await removeIfThere(this.#markerPath).catch(() => undefined)
        return error
      }
    })
  }

  #around(local: ViewStore): ViewStore {
    const { checkpoints } = local
    const wrote = () => {
      this.#isWritten = true
    }
    return {
      read: async (...names) => this.#take().then(() => local.read(...names)),
      count: async (...names) => this.#take().then(() => local.count(...names)),
      write: async (...what) => {
        await this.#take()
        wrote()
        await local.write(...what)
      },
      checkpoints: {
        read: async (...names) => this.#take().then(() => checkpoints.read(...names)),
        write: async (...what) => {
          await this.#take()
          wrote()
          return await checkpoints.write(...what)
        },
        drop: async (...names) => {
          await this.#take()
          wrote()
          await checkpoints.drop(...names)
        },
      },
    }
  }

  #take(): Promise<void> {
    this.#taken ??= this.#takeOver().catch(() => undefined)
    return this.#taken
  }

  /** What another machine put there last takes the place of what is here. */
  async #takeOver(): Promise<void> {
    const { cache } = this.#store.parts.refs
    const marker = await this.#marker()
    await this.#store.reading(
      (refs) => (refs.get(cache) === marker.commit ? [] : [cache]),
      async (refs) => {
        const commit = refs.get(cache)
        if (commit === undefined || commit === marker.commit) return
        const entries = await this.#store.objects.list(commit)
        await makeFolder(this.#folder)
        const files: Record<string, Same> = {}
        // A view names its lines: those have to be there first.
        const lastOnes = (name: string) => Number(name.endsWith('.json'))
        for (const entry of [...entries].sort((a, b) => lastOnes(a.name) - lastOnes(b.name)))
          files[entry.name] = await this.#takeFile(entry, marker)
        for (const name of await this.#names())
          if (files[name] === undefined) await removeIfThere(join(this.#folder, name))
        await this.#mark({ commit, files })
      },
      // As it was when the state was opened.
      false,
    )
  }

  async #takeFile({ name, id }: TreeEntry, marker: Marker): Promise<Same> {
    const path = join(this.#folder, name)
    const known = marker.files[name]
    if (known !== undefined && known.blob === id && (await this.#isSame(path, known))) return known
    const [blob] = await this.#store.objects.read([id])
    const text = blob?.toString('utf8') ?? ''
    await this.#replace(path, text)
    return await sameOf(path, id, text)
  }

  async #publish(): Promise<void> {
    const { cache: ref } = this.#store.parts.refs
    const { cache, remote, slot } = { ...this.#store.parts, slot: this.#store.parts.refs.slotOf(ref) }
    const marker = await this.#marker()
    const files: Record<string, Same> = {}
    for (const name of await this.#names()) {
      const file = await this.#file(name, marker.files[name])
      if (file !== undefined) files[name] = file
    }
    const entries = Object.entries(files).map(([name, { blob }]): TreeEntry => ({ name, id: blob }))
    const isKnown = Object.keys(marker.files).length === entries.length
    if (isKnown && entries.every(({ name, id }) => marker.files[name]?.blob === id)) return
    const commit = await this.#store.loneCommit(entries, 'views\n')
    for (let count = 1; ; count += 1) {
      // Whoever comes last has seen the shop last.
      const from = (await remote.see(() => [], count > 1)).get(ref)
      const result = await this.#store.move([{ ref, from, to: commit }])
      if (result.done) break
      if (count === 3) return
    }
    await cache.hold(slot, commit)
    await this.#mark({ commit, files })
  }

  /** A file that did not change keeps its blob, also where it is encrypted, so that it does not travel again. */
  async #file(name: string, known: Same | undefined): Promise<Same | undefined> {
    const path = join(this.#folder, name)
    if (known !== undefined && (await this.#isSame(path, known))) return known
    const bytes = await readIfThere(path)
    if (bytes === undefined) return undefined
    const text = bytes.toString('utf8')
    if (known !== undefined && known.sha256 === sha256(text)) return await sameOf(path, known.blob, text)
    // One of before the encryption is plain text here still.
    const there = sealedIn(text) === undefined ? this.#store.parts.cipher.seal(text, viewPlace) : text
    const blob = await this.#store.objects.blob(there)
    return await sameOf(path, blob, text)
  }

  async #isSame(path: string, { size, mtimeMs }: Same): Promise<boolean> {
    const found = await stat(path).catch(() => undefined)
    return found?.size === size && found.mtimeMs === mtimeMs
  }

  async #names(): Promise<string[]> {
    const found = await readdir(this.#folder).catch((): string[] => [])
    return found.filter((name) => /\.(json|lines)$/.test(name))
  }

  async #marker(): Promise<Marker> {
    try {
      const value: unknown = JSON.parse(await readFile(this.#markerPath, 'utf8'))
      // What has this shape was written below; a file that it names wrongly is put there once more.
      return isJsonObject(value) && isJsonObject(value['files']) ? (value as unknown as Marker) : none
    } catch {
      return none
    }
  }

  async #mark(marker: Marker): Promise<void> {
    await this.#replace(this.#markerPath, JSON.stringify(marker))
  }

  async #replace(path: string, text: string): Promise<void> {
    const draft = `${path}.${this.#store.parts.newId()}.tmp`
    await writeFile(draft, text)
    await rename(draft, path)
  }
}

async function sameOf(path: string, blob: string, text: string): Promise<Same> {
  const { size, mtimeMs } = await stat(path)
  return { blob, size, mtimeMs, sha256: sha256(text) }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
