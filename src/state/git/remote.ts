/**
 * The refs at the remote: what they are, and moving several of them at once, all or none, only if each is where it was
 * seen last. A move whose answer was lost is looked up before anything is said of it.
 */
import type { Clock } from '../../model/ports.ts'
import type { Cache } from './cache.ts'
import { GitFailure } from './command.ts'
import { type Deed, gitError, isCacheDamage, isForGood } from './failures.ts'
import { remoteName } from './place.ts'

export type Refs = ReadonlyMap<string, string>

export interface Move {
  readonly ref: string
  /** Where it was seen; undefined: nowhere. */
  readonly from: string | undefined
  /** Undefined: it goes. */
  readonly to: string | undefined
}

/** `lost`: somebody else moved one of them. */
export type Moved = { readonly done: true } | { readonly done: false; readonly now: Refs }

export interface RemoteOptions {
  readonly cache: Cache
  readonly clock: Clock
  /** The repository for people. */
  readonly label: string
  readonly limitMs: number
  readonly patterns: readonly string[]
  readonly slotOf: (ref: string) => string
}

const tries = 3

export class Remote {
  readonly #options: RemoteOptions
  #isAtomic = true
  /** As they were when the remote was last asked, with what was moved from here since. */
  #known: Refs | undefined

  constructor(options: RemoteOptions) {
    this.#options = options
  }

  /** The refs of this environment. Throws E4001. */
  async look(deed: Deed = 'read'): Promise<Refs> {
    return await this.#told(deed, async () => {
      const out = await this.#run(['ls-remote', remoteName, ...this.#options.patterns])
      const refs = new Map(
        out.split('\n').flatMap((line): [string, string][] => {
          const [id, ref] = line.split('\t')
          return id === undefined || ref === undefined ? [] : [[ref, id]]
        }),
      )
      this.#known = refs
      return refs
    })
  }

  /**
   * As `look`, with everything that the wanted ones hold. What moves meanwhile is as it was when it was fetched; what was
   * not there when it was looked for is not there. Not afresh: as they are known, for a move that fails where that is not
   * so any more.
   */
  async see(wanted: (refs: Refs) => readonly string[], afresh = true): Promise<Refs> {
    return await this.#told('read', async () => {
      const known = afresh ? undefined : this.#known
      if (known !== undefined && (await this.#missing(known, wanted(known))).length === 0) return known
      for (let count = 1; ; count += 1) {
        const refs = await this.look()
        try {
          return await this.#withObjects(refs, wanted(refs))
        } catch (error) {
          if (count === tries) throw error
          await this.#putRight(error)
        }
      }
    })
  }

  /** Throws E4003 where it cannot be, or where nobody can be asked whether it was done. */
  async move(moves: readonly Move[]): Promise<Moved> {
    return await this.#told('written', async () => {
      if (this.#isAtomic || moves.length === 1) return this.#knowing(moves, await this.#moved(moves))
      // Without all or none: in this order, and what comes first is what counts.
      for (const move of moves) {
        const result = this.#knowing([move], await this.#moved([move]))
        if (!result.done) return result
      }
      return { done: true }
    })
  }

  #knowing(moves: readonly Move[], result: Moved): Moved {
    if (!result.done || this.#known === undefined) return result
    const next = new Map(this.#known)
    for (const { ref, to } of moves) {
      if (to === undefined) next.delete(ref)
      else next.set(ref, to)
    }
    this.#known = next
    return result
  }

  async #moved(moves: readonly Move[]): Promise<Moved> {
    for (let count = 1; ; count += 1) {
      const failure = await this.#tryMove(moves)
      if (failure === undefined) return { done: true }
      if (/does not support --atomic/.test(failure.stderr) && moves.length > 1) {
        this.#isAtomic = false
        return await this.move(moves)
      }
      // Nobody knows what became of it until the remote says where they are.
      const now = await this.look('written').catch(() => {
        throw failure
      })
      if (moves.every(({ ref, to }) => now.get(ref) === to)) return { done: true }
      if (moves.some(({ ref, from }) => now.get(ref) !== from)) return { done: false, now }
      if (count === tries || isRefusal(failure) || isForGood(failure)) throw failure
      await this.#options.clock.sleep(500 * count)
    }
  }

  async #tryMove(moves: readonly Move[]): Promise<GitFailure | undefined> {
    const leases = moves.map(({ ref, from }) => `--force-with-lease=${ref}:${from ?? ''}`)
    const specs = moves.map(({ ref, to }) => `${to ?? ''}:${ref}`)
    const atomic = this.#isAtomic && moves.length > 1 ? ['--atomic'] : []
    try {
      await this.#run(['push', '--porcelain', '--no-verify', ...atomic, ...leases, remoteName, ...specs])
      return undefined
    } catch (error) {
      if (error instanceof GitFailure) return error
      throw error
    }
  }

  async #withObjects(refs: Refs, wanted: readonly string[]): Promise<Refs> {
    const { cache, slotOf } = this.#options
    const missing = await this.#missing(refs, wanted)
    if (missing.length === 0) return refs
    const seen = new Map([...refs, ...(await cache.fetch(missing, slotOf))])
    this.#known = seen
    return seen
  }

  /** After it another attempt may do. Throws what it is given where nothing helps. */
  async #putRight(error: unknown): Promise<void> {
    if (isCacheDamage(error)) return await this.#options.cache.reset()
    // It went between the look and the fetch.
    const isGone = error instanceof GitFailure && /couldn't find remote ref/.test(error.stderr)
    if (!isGone) throw error
  }

  /** Those of the wanted refs that are there, and what they hold is not here. */
  async #missing(refs: Refs, wanted: readonly string[]): Promise<string[]> {
    const there = wanted.filter((ref) => refs.has(ref))
    const missing = await this.#options.cache.objects.missing(there.map((ref) => refs.get(ref) ?? ''))
    return there.filter((ref) => missing.has(refs.get(ref) ?? ''))
  }

  async #run(args: readonly string[]): Promise<string> {
    return (await this.#options.cache.git.run(args)).toString('utf8')
  }

  async #told<T>(deed: Deed, work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      throw gitError(deed, this.#options.label, error, this.#options.limitMs)
    }
  }
}

/** By a rule of the remote. That a ref is being moved by somebody at this moment is none. */
function isRefusal({ stdout }: GitFailure): boolean {
  const reasons = [...stdout.matchAll(/^!\t.*\[remote rejected\] \((.*)\)$/gm)].map((match) => match[1] ?? '')
  return reasons.some(
    (reason) => !/lock|failed to update|incorrect old value|atomic|unable to|transaction/i.test(reason),
  )
}
