/**
 * butik's own bare repository below `.butik/cache`: what goes to the remote is made in it, and what comes from there is put
 * into it, so that the clone of the user is left alone and may be as shallow as it likes. It may be deleted at any time.
 */
import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { ReconcilerError } from '../../model/errors.ts'
import type { Clock } from '../../model/ports.ts'
import { makeFolder, readIfThere } from '../files.ts'
import { type LockRecord, removeLock, takeLock } from '../lock-file.ts'
import { beating } from '../own-lock.ts'
import { ownMark } from '../process-mark.ts'
import { Git } from './command.ts'
import { Objects } from './objects.ts'
import type { Place } from './place.ts'
import { remoteName } from './place.ts'

export interface CacheOptions {
  /** `.butik/cache`. */
  readonly folder: string
  readonly place: Place
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  readonly newId: () => string
  readonly limitMs: number
}

/** Kilobytes of single objects from which on they are packed, and what nothing refers to goes. */
const looseKb = 64_000

const pauseMs = 25

/** How long one process may keep another from fetching: as long as one fetch may take, and some. */
const leaseMs = 300_000

export class Cache {
  readonly git: Git
  readonly objects: Objects
  readonly #options: CacheOptions
  readonly #repository: string

  constructor(options: CacheOptions) {
    const { folder, place, env, limitMs } = options
    this.#options = options
    this.#repository = join(folder, 'git', 'objects.git')
    this.git = new Git({ ...place, env, limitMs, repository: this.#repository })
    this.objects = new Objects(this.git)
  }

  /** Makes the repository where there is none. */
  async open(): Promise<void> {
    if ((await readIfThere(join(this.#repository, 'HEAD'))) === undefined) await this.#alone(() => this.#make())
  }

  /** The refs as they were fetched, by their names at the remote. Of history only the newest commit comes. */
  async fetch(refs: readonly string[], slotOf: (ref: string) => string): Promise<ReadonlyMap<string, string>> {
    return await this.#alone(async () => {
      const specs = refs.map((ref) => `+${ref}:${slotOf(ref)}`)
      await this.git.run(['fetch', '--quiet', '--depth=1', '--no-tags', '--no-write-fetch-head', remoteName, ...specs])
      const found = await this.git.run(['for-each-ref', '--format=%(refname) %(objectname)', 'refs/seen'])
      const ids = new Map(
        found
          .toString('utf8')
          .split('\n')
          .map((line): [string, string] => [line.split(' ')[0] ?? '', line.split(' ')[1] ?? '']),
      )
      return new Map(refs.flatMap((ref) => [[ref, ids.get(slotOf(ref))]] as const).filter(isSome))
    })
  }

  /** More of the history of a ref, so many commits back. */
  async deepen(ref: string, slot: string, depth: number): Promise<void> {
    const args = ['fetch', '--quiet', `--depth=${depth}`, '--no-tags', '--no-write-fetch-head', remoteName]
    await this.#alone(() => this.git.run([...args, `+${ref}:${slot}`]))
  }

  /** Keeps what a ref holds from being thrown away with what nothing refers to. */
  async hold(slot: string, id: string): Promise<void> {
    await this.#alone(() => this.git.run(['update-ref', slot, id]))
  }

  /** Begins anew: what was in it is at the remote, or was never said to be kept. */
  async reset(): Promise<void> {
    await this.#alone(async () => {
      await rm(this.#repository, { recursive: true, force: true })
      await this.#make()
    })
  }

  /** Packs what has gathered. */
  async tidy(): Promise<void> {
    const counts = (await this.git.run(['count-objects', '-v'])).toString('utf8')
    if (Number(/^size: (\d+)$/m.exec(counts)?.[1] ?? 0) < looseKb) return
    await this.#alone(() => this.git.run(['gc', '--quiet', '--prune=1.day.ago']))
  }

  async #make(): Promise<void> {
    if ((await readIfThere(join(this.#repository, 'HEAD'))) !== undefined) return
    await makeFolder(this.#repository)
    await this.git.run(['init', '--quiet', '--bare', '--template=', '--object-format=sha1', this.#repository])
    // So that a work tree whose .gitignore does not know of it shows nothing new.
    await writeFile(join(this.#options.folder, '.gitignore'), '*\n', { flag: 'wx' }).catch(() => undefined)
  }

  /**
   * Only one process at a time changes refs in here. What git left locked then belongs to one that was killed, and git
   * itself would wait for it for ever.
   */
  async #alone<T>(work: () => Promise<T>): Promise<T> {
    const { folder, clock, newId, limitMs } = this.#options
    await makeFolder(join(folder, 'git'))
    const path = join(folder, 'git', 'lock.json')
    const info = { id: newId(), operation: 'fetch', holder: `pid ${process.pid}`, since: clock.now().toISOString() }
    const token = `${process.pid}-${newId()}`.replace(/[^A-Za-z0-9-]/g, '-')
    const bare: LockRecord = { info, token, process: await ownMark() }
    const lease = { everyMs: leaseMs, expiryMs: leaseMs }
    for (let waitedMs = 0; ; waitedMs += pauseMs) {
      const record = beating(bare, lease, clock.now())
      if ((await takeLock(path, record)).held === undefined) break
      if (waitedMs > limitMs * 2)
        throw new ReconcilerError('E4001', '.butik/cache/git is in use by another process for too long', {
          hint: 'if no other butik is running for certain, delete .butik/cache/git: it holds nothing that is not at the remote',
        })
      await pause(pauseMs)
    }
    try {
      await this.#removeLeftLocks()
      return await work()
    } finally {
      await removeLock(path, bare, bare).catch(() => undefined)
    }
  }

  async #removeLeftLocks(): Promise<void> {
    const refs = await readdir(join(this.#repository, 'refs'), { recursive: true }).catch(() => [])
    const left = refs.filter((name) => name.endsWith('.lock')).map((name) => join('refs', name))
    for (const name of ['shallow.lock', 'packed-refs.lock', 'HEAD.lock', 'config.lock', 'gc.pid', ...left])
      await rm(join(this.#repository, name), { force: true })
  }
}

function isSome(pair: readonly [string, string | undefined]): pair is readonly [string, string] {
  return pair[1] !== undefined
}
