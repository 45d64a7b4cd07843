/** The state on a branch of a git repository: one commit for each write, moved together with all that hangs on it. */
import { ReconcilerError } from '../../model/errors.ts'
import type {
  HeldLock,
  Journal,
  JournalEntry,
  Lock,
  LockInfo,
  StateBackend,
  StateRepair,
  StateSnapshot,
} from '../../model/state.ts'
import { unfolded } from '../journal-lines.ts'
import { successor } from '../succession.ts'
import { JournalWriter } from './journal.ts'
import { Locking, type LockingOptions } from './locking.ts'
import { commitMessage } from './message.ts'
import { replaceState, salvageState } from './repair.ts'
import { Runs } from './runs.ts'
import { movesOfWrite, stateBlobOf, stateCommit } from './state-commit.ts'
import type { Store } from './store.ts'
import { branchLabel, type Found, findState, stateFile } from './stored.ts'

/** Others who write the branch: other environments, which are no reason to give up. */
const tries = 10

export class GitBackend implements StateBackend {
  readonly name = 'git'
  /** An append is a push. */
  readonly window = 20
  readonly #store: Store
  readonly #locking: Locking
  readonly #journal: JournalWriter
  readonly #runs: Runs
  #holder: LockInfo | undefined

  constructor(options: LockingOptions) {
    this.#store = options.store
    this.#locking = new Locking(options)
    this.#journal = new JournalWriter(options.store)
    this.#runs = new Runs(options.store)
  }

  async read(): Promise<{ readonly snapshot: StateSnapshot; readonly journal: readonly JournalEntry[] }> {
    const { stored, lines } = await findState(this.#store)
    return { snapshot: stored.snapshot, journal: unfolded(lines, stored.foldedSeq) }
  }

  write(next: StateSnapshot, expectedSerial: number): Promise<void> {
    return this.#store.inTurn(async () => {
      this.#refuseLost()
      const { environment, newId } = this.#store.parts
      const id = newId()
      let blob: string | undefined
      for (let count = 0; count < tries; count += 1) {
        // What this run saw last does as a rule: the move fails where it does not.
        const found = await this.#found(next, expectedSerial, count > 0 || !this.#store.isHeld)
        if (found === undefined) continue
        // Done, and then somebody else wrote the branch before that could be seen.
        if (blob !== undefined && found.blob === blob) return this.#goOnAfter(found)
        const snapshot = successor({
          stored: found.stored.snapshot,
          next,
          expectedSerial,
          newId: () => `${environment}-${newId()}`,
        })
        const foldedSeq = Math.max(found.stored.foldedSeq, found.lines.at(-1)?.seq ?? 0)
        blob = await stateBlobOf(this.#store, { snapshot, foldedSeq })
        const files = [{ name: stateFile, id: blob }]
        const commit = await stateCommit(this.#store, {
          refs: found.refs,
          files,
          message: this.#message(found, snapshot, id),
        })
        const moves = movesOfWrite(this.#store, found.refs, commit, snapshot.serial)
        if ((await this.#store.move(moves)).done)
          return this.#journal.set({ commit: undefined, entries: [], seq: foldedSeq })
      }
      throw this.#busy()
    })
  }

  async lock(want: LockInfo): Promise<Lock> {
    const lock = await this.#locking.take(want)
    this.#holder = want
    return lock
  }

  held(): Promise<HeldLock | undefined> {
    return this.#locking.held()
  }

  unlock(id: string): Promise<HeldLock | undefined> {
    return this.#locking.unlock(id)
  }

  async openJournal(): Promise<Journal> {
    await this.#store.inTurn(async () => this.#goOnAfter(await findState(this.#store)))
    return this.#journal.open()
  }

  keep(run: string, name: string, content: string): Promise<void> {
    return this.#runs.keep(run, name, content)
  }

  kept(run: string, name: string): Promise<string | undefined> {
    return this.#runs.kept(run, name)
  }

  runs(): Promise<readonly string[]> {
    return this.#runs.names()
  }

  get repair(): StateRepair {
    return {
      salvage: () => salvageState(this.#store),
      replace: (next) =>
        this.#store.inTurn(async () => {
          this.#refuseLost()
          const { kept, seq } = await replaceState(this.#store, next)
          this.#journal.set({ commit: undefined, entries: [], seq })
          return kept
        }),
    }
  }

  /** Undefined where it cannot be written on what is known, and the remote has to be asked. */
  async #found(next: StateSnapshot, expectedSerial: number, afresh: boolean): Promise<Found | undefined> {
    if (afresh) return await findState(this.#store)
    const found = await findState(this.#store, false).catch(() => undefined)
    const known = found?.stored.snapshot
    return known?.serial === expectedSerial && next.serial === expectedSerial + 1 ? found : undefined
  }

  #message({ stored, lines }: Found, next: StateSnapshot, id: string): string {
    const who = this.#holder
    return commitMessage({
      environment: this.#store.parts.environment,
      before: stored.snapshot,
      next,
      journal: unfolded(lines, stored.foldedSeq),
      id,
      holder: who === undefined ? undefined : `${who.operation} by ${who.holder}`,
      link: who?.run,
    })
  }

  #goOnAfter({ refs, stored, lines, chunks }: Found): void {
    const commit = refs.get(this.#store.parts.refs.journal)
    this.#journal.set({ commit, entries: chunks, seq: Math.max(stored.foldedSeq, lines.at(-1)?.seq ?? 0) })
  }

  #refuseLost(): void {
    const lost = this.#store.fence?.lost()
    if (lost !== undefined) throw lost
  }

  #busy(): ReconcilerError {
    const label = branchLabel(this.#store.parts)
    return new ReconcilerError(
      'E4003',
      `the state on ${label} cannot be written: others write that branch all the time`,
      {
        hint: 'the journal has what was done; run again',
      },
    )
  }
}
