/**
 * A lock that this process holds: renewed while the run goes on, confirmed before each write, released at its end. What
 * goes wrong with a renewal ends no run; only a lock that is lost for certain does.
 */
import type { LostLockError } from '../model/errors.ts'
import { lostLockError } from '../model/locked.ts'
import type { Clock } from '../model/ports.ts'
import type { Lock, LockInfo } from '../model/state.ts'
import { fileError } from './files.ts'
import { type LockRecord, readLock, removeLock, renewLock, toldOf } from './lock-file.ts'

export interface Lease {
  /** Milliseconds between two heartbeats. */
  readonly everyMs: number
  /** Milliseconds from a heartbeat to the end of the lock, for those who know nothing else of its holder. */
  readonly expiryMs: number
}

/** A live lock is at most half a minute old: the clocks of two hosts may differ by four and a half minutes. */
export const usualLease: Lease = { everyMs: 30_000, expiryMs: 300_000 }

export interface OwnLockOptions {
  readonly path: string
  /** Of the file, for people. */
  readonly label: string
  readonly environment: string
  readonly record: LockRecord
  readonly lease: Lease
  readonly clock: Clock
  readonly notice: (line: string) => void
}

/** The record with a heartbeat of now. */
export function beating(record: LockRecord, { expiryMs }: Lease, now: Date): LockRecord {
  const expires = new Date(now.getTime() + expiryMs).toISOString()
  return { ...record, heartbeat: now.toISOString(), expires }
}

export class OwnLock implements Lock {
  readonly info: LockInfo
  readonly #options: OwnLockOptions
  readonly #timer: NodeJS.Timeout
  #record: LockRecord
  #renewing: Promise<void> | undefined
  #lost: LostLockError | undefined
  #released = false
  #complained = false

  constructor(options: OwnLockOptions) {
    this.#options = options
    this.#record = options.record
    this.info = options.record.info
    this.#timer = setInterval(() => void this.#beat(), options.lease.everyMs)
    // A command that is done ends, whatever its lock does.
    this.#timer.unref()
  }

  async confirm(): Promise<void> {
    if (this.#lost === undefined) {
      // After a sleep of the machine others may be about to take it over: they see a heartbeat first.
      if (this.#age() >= this.#options.lease.expiryMs / 2) await this.#beat()
      await this.#tried(async () => this.#see(await readLock(this.#options.path)))
    }
    if (this.#lost !== undefined) throw this.#lost
  }

  async release(): Promise<void> {
    this.#released = true
    clearInterval(this.#timer)
    await this.#renewing
    try {
      await removeLock(this.#options.path, this.#record, this.#record)
    } catch (error) {
      throw fileError('E4003', this.#options.label, error)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // There may be an error already, and this one would take its place. The lock of a process that is gone is taken over,
    // so nothing is lost.
    await this.release().catch((error: unknown) => {
      const { message } = fileError('E4003', this.#options.label, error)
      this.#options.notice(`the lock stays until this process has ended: ${message}`)
    })
  }

  /** One renewal at a time, and none once it is released. */
  #beat(): Promise<void> {
    if (this.#released || this.#lost !== undefined) return Promise.resolve()
    this.#renewing ??= this.#tried(() => this.#renew()).finally(() => {
      this.#renewing = undefined
    })
    return this.#renewing
  }

  async #renew(): Promise<void> {
    const { path, lease, clock } = this.#options
    const next = beating(this.#record, lease, clock.now())
    const done = await renewLock(path, next)
    if (done === 'renewed') this.#record = next
    else if (done !== 'busy') this.#see(done.now)
  }

  #see(now: LockRecord | undefined): void {
    if (now?.token === this.#record.token || this.#released || this.#lost !== undefined) return
    const { environment } = this.#options
    this.#lost = lostLockError(environment, now === undefined ? undefined : toldOf(now))
    clearInterval(this.#timer)
  }

  /** A full disk, a folder that cannot be read: nothing is proved by that, and the next beat tries again. */
  async #tried(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (this.#complained || this.#released) return
      this.#complained = true
      const { message } = fileError('E4003', this.#options.label, error)
      this.#options.notice(`the lock cannot be renewed, and is kept as it is: ${message}; it is tried again`)
    }
  }

  #age(): number {
    return this.#options.clock.now().getTime() - Date.parse(this.#record.heartbeat ?? this.info.since)
  }
}
