/**
 * The journal while a run goes on: what is appended at once goes in one write, and each write is a heartbeat too. After a write
 * that failed what lies there is read again, as it may have been written all the same.
 */
import { ReconcilerError } from '../../model/errors.ts'
import type { JournalEntry } from '../../model/state.ts'
import type { LockRecord } from '../lock-file.ts'
import { freshState } from '../snapshot.ts'
import type { Home, LockIds } from './home.ts'
import { emptyJournal, type JournalImage, withLines, withLock } from './journal-image.ts'
import { NoSuchAddress } from './trouble.ts'

/** What the journal asks of the lock that this run holds. */
export interface Holder {
  ids(): LockIds
  /** The record as of now; undefined where none is held. */
  beat(): LockRecord | undefined
  /** A write that was refused without the lock has gone through. */
  written(record: LockRecord): void
}

interface Waiting {
  readonly entries: readonly JournalEntry[]
  readonly done: () => void
  readonly failed: (error: unknown) => void
}

export class RunJournal {
  readonly #home: Home
  readonly #holder: Holder
  readonly #notice: (line: string) => void
  #image: JournalImage | undefined
  #waiting: Waiting[] = []
  #queue: Promise<unknown> = Promise.resolve()

  constructor(home: Home, holder: Holder, notice: (line: string) => void) {
    this.#home = home
    this.#holder = holder
    this.#notice = notice
  }

  /** One after the other: a write of the state closes off the journal as it stands. */
  inTurn<T>(task: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(task, task)
    this.#queue = done.catch(() => undefined)
    return done
  }

  async idle(): Promise<void> {
    await this.#queue.catch(() => undefined)
  }

  open(): Promise<void> {
    return this.inTurn(async () => {
      this.#image = await this.#load()
    })
  }

  append(entries: readonly JournalEntry[]): Promise<void> {
    return new Promise((done, failed) => {
      this.#waiting.push({ entries, done, failed })
      void this.inTurn(() => this.#flush())
    })
  }

  /** Nothing throws: each of those who wait is told. */
  async #flush(): Promise<void> {
    const waiting = this.#waiting.splice(0)
    if (waiting.length === 0) return
    try {
      await this.#appendNow(waiting.flatMap(({ entries }) => entries))
      for (const { done } of waiting) done()
    } catch (error) {
      for (const { failed } of waiting) failed(error)
    }
  }

  async #appendNow(entries: readonly JournalEntry[]): Promise<void> {
    const before = this.#image ?? (await this.#load())
    const beat = this.#holder.beat()
    await this.#write(withLines(beat === undefined ? before : withLock(before, beat), entries))
    if (before.after > 0 || before.count > 0 || this.#home.isTogether) return
    // Without a state, a journal that is taken away would pass for one of no run.
    if ((await this.#home.read()).state === undefined) await this.#home.writeState(freshState, this.#holder.ids())
  }

  /** The lock in the journal: taken, renewed, or let go of (undefined). False where it is of another than `token` by now. */
  lock(record: LockRecord | undefined, token: string | undefined, look: boolean): Promise<boolean> {
    return this.inTurn(async () => {
      const before = look ? await this.#load() : (this.#image ?? (await this.#load()))
      if (token !== undefined && before.lock?.token !== token) return false
      await this.#write(withLock(before, record))
      return true
    })
  }

  /** In a turn: after the state has taken in the lines up to `seq`. */
  async folded(seq: number): Promise<void> {
    const lock = this.#holder.beat() ?? this.#image?.lock
    await this.#write(emptyJournal(seq, lock))
  }

  forget(): void {
    this.#image = undefined
  }

  async #load(): Promise<JournalImage> {
    const found = await this.#home.journal()
    if (found !== undefined) return found.image
    const { state } = await this.#home.read()
    return emptyJournal(state?.stored.foldedSeq ?? 0)
  }

  async #write(next: JournalImage): Promise<void> {
    this.#image = undefined
    try {
      await this.#home.writeJournal(next, this.#holder.ids())
    } catch (error) {
      if (!(error instanceof NoSuchAddress) || this.#home.isTogether) throw error
      await this.#join(error)
      await this.#home.writeJournal(next, this.#holder.ids())
    }
    this.#image = next
    if (next.lock !== undefined) this.#holder.written(next.lock)
  }

  async #join(error: ReconcilerError): Promise<void> {
    const { journalLabel } = this.#home
    const why = new ReconcilerError(error.code, error.message, error.hint === undefined ? {} : { hint: error.hint })
    await this.#home.joinTogether(why)
    this.#notice(
      `the server of the state takes nothing at ${journalLabel}: the journal lies with the state, which is written whole for each line of it (journal_address says another place; journal_address: none says that this is meant)`,
    )
  }
}
