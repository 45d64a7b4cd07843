/**
 * A lock on the server that this process holds: renewed in the journal, confirmed by asking for it again, released at the end
 * of the run. What goes wrong with that ends no run; only a lock that is lost for certain does, or one that nobody could
 * confirm for as long as it lasts.
 */
import { LostLockError, ReconcilerError } from '../../model/errors.ts'
import { lostLockError } from '../../model/locked.ts'
import type { Clock } from '../../model/ports.ts'
import type { HeldLock, Lock, LockInfo } from '../../model/state.ts'
import type { LockRecord } from '../lock-file.ts'
import { beating, type Lease } from '../own-lock.ts'
import { Unanswered } from './exchange.ts'

/** Each heartbeat is a write, and GitLab keeps every one of them: half as many as a file has. */
export const usualHttpLease: Lease = { everyMs: 60_000, expiryMs: 300_000 }

/** A write that needs the lock, and went through just now, says as much as asking for it would. */
const freshMs = 2_000

export interface LostTo {
  readonly holder?: HeldLock
}

export interface HoldOptions {
  readonly record: LockRecord
  readonly environment: string
  readonly lease: Lease
  readonly clock: Clock
  readonly notice: (line: string) => void
  /** True where the server refuses writes of the journal without this lock. */
  readonly isFenced: boolean
  readonly look: () => Promise<'ours' | LostTo>
  /** False where the journal names another holder. */
  readonly renew: (record: LockRecord) => Promise<boolean>
  readonly give: (record: LockRecord) => Promise<void>
}

export class Hold implements Lock {
  readonly info: LockInfo
  readonly #options: HoldOptions
  readonly #timer: NodeJS.Timeout
  #record: LockRecord
  /** When it was last certain that it is ours. */
  #provedAt: number
  #fencedAt = Number.NEGATIVE_INFINITY
  #renewing: Promise<void> | undefined
  #lost: LostLockError | undefined
  #released = false
  #complained = false

  constructor(options: HoldOptions) {
    this.#options = options
    this.#record = options.record
    this.info = options.record.info
    this.#provedAt = this.#now()
    this.#timer = setInterval(() => void this.#beat(), options.lease.everyMs)
    this.#timer.unref()
  }

  get token(): string {
    return this.#record.token
  }

  /** The record with a heartbeat of now. */
  beaten(): LockRecord {
    return beating(this.#record, this.#options.lease, this.#options.clock.now())
  }

  written(record: LockRecord): void {
    if (record.token !== this.#record.token) return
    this.#record = record
    if (!this.#options.isFenced) return
    this.#fencedAt = this.#now()
    this.#provedAt = this.#fencedAt
  }

  async confirm(): Promise<void> {
    if (this.#lost === undefined && this.#now() - this.#fencedAt >= freshMs) {
      await this.#tried(() => this.#look())
      // After a sleep of the machine others may be about to take it over: they see a heartbeat first.
      if (this.#lost === undefined && this.#age() >= this.#options.lease.expiryMs / 2) await this.#beat()
    }
    if (this.#lost !== undefined) throw this.#lost
  }

  /** After a write that failed: throws LostLockError where it was for want of the lock. */
  async check(): Promise<void> {
    if (this.#lost === undefined) await this.#tried(() => this.#look())
    if (this.#lost !== undefined) throw this.#lost
  }

  async release(): Promise<void> {
    if (this.#released) return
    this.#released = true
    clearInterval(this.#timer)
    await this.#renewing
    // What others hold is not ours to release; the ids of two locks are never the same.
    await this.#options.give(this.#record)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // There may be an error already, and this one would take its place.
    await this.release().catch((error: unknown) => {
      const { expires } = this.#record
      this.#options.notice(
        `the lock stays: ${wordsOf(error)}; it expires${expires === undefined ? '' : ` ${expires}`}, or: butik state unlock ${this.info.id}`,
      )
    })
  }

  async #look(): Promise<void> {
    const found = await this.#options.look()
    if (found === 'ours') this.#provedAt = this.#now()
    else this.#lose(found)
  }

  /** One renewal at a time, and none once it is released. */
  #beat(): Promise<void> {
    const { everyMs } = this.#options.lease
    // The lines of a run renew it as well.
    if (this.#released || this.#lost !== undefined || this.#age() < everyMs / 2) return Promise.resolve()
    this.#renewing ??= this.#tried(() => this.#renew()).finally(() => {
      this.#renewing = undefined
    })
    return this.#renewing
  }

  async #renew(): Promise<void> {
    if (!(await this.#options.renew(this.beaten()))) await this.#look()
  }

  #lose({ holder }: LostTo): void {
    if (this.#released || this.#lost !== undefined) return
    this.#lost = lostLockError(this.#options.environment, holder)
    clearInterval(this.#timer)
  }

  /** A server that does not answer proves nothing, and the next beat tries again: until others may take the lock over. */
  async #tried(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (this.#released) return
      const { lease, environment, notice } = this.#options
      if (this.#now() - this.#provedAt >= lease.expiryMs) {
        this.#lost = new LostLockError(
          `the lock of environment ${environment} could not be confirmed for as long as it lasts: ${wordsOf(error)}`,
          'another run may have taken it over: nothing more was sent, and the state was not written; run again when the server of the state can be reached',
          undefined,
        )
        clearInterval(this.#timer)
        return
      }
      if (this.#complained) return
      this.#complained = true
      notice(`the lock cannot be confirmed, and is kept as it is: ${wordsOf(error)}; it is tried again`)
    }
  }

  #age(): number {
    return this.#now() - Date.parse(this.#record.heartbeat ?? this.info.since)
  }

  #now(): number {
    return this.#options.clock.now().getTime()
  }
}

function wordsOf(error: unknown): string {
  if (error instanceof Unanswered) return `the server of the state: ${error.message}`
  return error instanceof ReconcilerError ? error.message : String(error)
}
