/**
 * What the parts of this backend share: the remote, butik's own repository, the cipher, and the turns in which they go.
 * Whatever is moved at the remote while a lock is held renews that lock in the same move, so nothing can be written under
 * a lock that is lost.
 */
import type { LostLockError } from '../../model/errors.ts'
import type { Clock } from '../../model/ports.ts'
import type { Cipher } from '../cipher.ts'
import type { Cache } from './cache.ts'
import { gitError, isCacheDamage } from './failures.ts'
import type { Objects, TreeEntry } from './objects.ts'
import type { RefNames } from './refs.ts'
import type { Move, Moved, Refs, Remote } from './remote.ts'

/** The lock of this run, as far as a move has to do with it. */
export interface Fence {
  /** The move that renews it, and what is to be told when that is done. Undefined where it is released. Throws LostLockError. */
  renewal(): Promise<{ readonly move: Move; done(): void } | undefined>
  /** A move came to nothing: throws LostLockError where the lock is another's, or gone. */
  check(refs: Refs): Promise<void>
  /** Undefined as long as nothing is known of that. */
  lost(): LostLockError | undefined
}

export interface StoreParts {
  readonly remote: Remote
  readonly cache: Cache
  readonly refs: RefNames
  readonly cipher: Cipher
  readonly clock: Clock
  readonly newId: () => string
  readonly environment: string
  /** The repository for people. */
  readonly label: string
  readonly limitMs: number
  readonly notice: (line: string) => void
}

export class Store {
  readonly parts: StoreParts
  fence: Fence | undefined
  /** Moves and what they stand on wait for one another: the next one starts from where this one ended. */
  #queue: Promise<unknown> = Promise.resolve()

  constructor(parts: StoreParts) {
    this.parts = parts
  }

  get objects(): Objects {
    return this.parts.cache.objects
  }

  /** Nobody else moves what hangs on the state while this run holds the lock. */
  get isHeld(): boolean {
    return this.fence !== undefined
  }

  inTurn<T>(task: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(task, task)
    this.#queue = done.catch(() => undefined)
    return done
  }

  /** In turn only. */
  async move(moves: readonly Move[]): Promise<Moved> {
    const { remote } = this.parts
    const fence = this.fence
    for (let count = 1; ; count += 1) {
      const renewal = await fence?.renewal()
      const all = renewal === undefined ? moves : [renewal.move, ...moves]
      if (all.length === 0) return { done: true }
      const result = await remote.move(all)
      if (result.done) {
        renewal?.done()
        return result
      }
      await fence?.check(result.now)
      // A renewal of this run whose answer was lost is in the way once.
      const isOwnDoing = renewal !== undefined && moves.every(({ ref, from }) => result.now.get(ref) === from)
      if (!isOwnDoing || count === 2) return result
    }
  }

  /** Looks at what is wanted (afresh, or as it is known for a move that stands on it) and reads it; from the remote anew where butik's own repository turns out to be damaged. */
  async reading<T>(
    wanted: (refs: Refs) => readonly string[],
    read: (refs: Refs) => Promise<T>,
    afresh = true,
  ): Promise<T> {
    const { cache, label, limitMs, remote } = this.parts
    for (let count = 1; ; count += 1) {
      try {
        return await read(await remote.see(wanted, afresh || count > 1))
      } catch (error) {
        if (count === 2 || !isCacheDamage(error)) throw gitError('read', label, error, limitMs)
        await cache.reset()
      }
    }
  }

  /** Makes objects. Throws E4003. */
  async making<T>(work: (objects: Objects) => Promise<T>): Promise<T> {
    try {
      return await work(this.objects)
    } catch (error) {
      throw gitError('written', this.parts.label, error, this.parts.limitMs)
    }
  }

  /** A commit that stands alone: what was there before is not kept with it. */
  async loneCommit(entries: readonly TreeEntry[], message: string): Promise<string> {
    const { clock } = this.parts
    return await this.making(async (objects) => {
      const tree = await objects.tree(entries)
      return await objects.commit({ tree, message, parents: [], at: clock.now() })
    })
  }
}
