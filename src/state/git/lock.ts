/** A lock of this run at the remote: renewed while it goes on and with every move, confirmed before each write, released at its end. */
import { LostLockError } from '../../model/errors.ts'
import { lostLockError } from '../../model/locked.ts'
import type { Lock, LockInfo } from '../../model/state.ts'
import { type LockRecord, toldOf } from '../lock-file.ts'
import { beating, type Lease } from '../own-lock.ts'
import { lockCommit, recordAt } from './lock-record.ts'
import type { Move, Refs } from './remote.ts'
import type { Fence, Store } from './store.ts'

export interface GitLockOptions {
  readonly store: Store
  readonly record: LockRecord
  /** The commit that holds it. */
  readonly commit: string
  readonly lease: Lease
  /** Milliseconds for which a proof that the lock is ours is good. */
  readonly proofMs: number
  /** Told at each heartbeat. */
  readonly onBeat: () => Promise<void>
}

export class GitLock implements Lock, Fence {
  readonly info: LockInfo
  readonly #options: GitLockOptions
  readonly #timer: NodeJS.Timeout
  #record: LockRecord
  #commit: string
  /** Milliseconds: when it was last known to be ours. */
  #proved: number
  #lost: LostLockError | undefined
  #released = false
  #complained = false
  #beating = false

  constructor(options: GitLockOptions) {
    this.#options = options
    this.#record = options.record
    this.#commit = options.commit
    this.#proved = this.#now()
    this.info = options.record.info
    options.store.fence = this
    this.#timer = setInterval(() => void this.#beat(), options.lease.everyMs)
    // A command that is done ends, whatever its lock does.
    this.#timer.unref()
  }

  async confirm(): Promise<void> {
    if (this.#lost === undefined && this.#isProofOld()) await this.#options.store.inTurn(() => this.#ask())
    if (this.#lost !== undefined) throw this.#lost
  }

  async release(): Promise<void> {
    if (this.#released) return
    this.#released = true
    clearInterval(this.#timer)
    const { store } = this.#options
    await store.inTurn(async () => {
      if (store.fence === this) store.fence = undefined
      for (let count = 1; count <= 2 && this.#lost === undefined; count += 1) {
        const ref = store.parts.refs.lock
        const result = await store.parts.remote.move([{ ref, from: this.#commit, to: undefined }])
        if (result.done) return
        await this.#see(result.now)
      }
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // There may be an error already, and this one would take its place. It expires by itself.
    await this.release().catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error)
      this.#options.store.parts.notice(`the lock stays until ${this.#record.expires ?? 'it expires'}: ${why}`)
    })
  }

  async renewal(): Promise<{ readonly move: Move; done(): void } | undefined> {
    if (this.#released) return undefined
    if (this.#lost !== undefined) {
      // Released by hand, and nobody else has it: what came of a call in flight is still written down.
      if (this.#lost.holder === undefined) return undefined
      throw this.#lost
    }
    const { store, lease } = this.#options
    const record = beating(this.#record, lease, store.parts.clock.now())
    const commit = await lockCommit(store, record)
    const done = () => {
      this.#record = record
      this.#commit = commit
      this.#proved = Date.parse(record.heartbeat ?? '')
    }
    return { move: { ref: store.parts.refs.lock, from: this.#commit, to: commit }, done }
  }

  async check(refs: Refs): Promise<void> {
    if (this.#released || this.#lost !== undefined) return
    await this.#see(refs)
    const lost = this.lost()
    if (lost !== undefined) throw lost
  }

  lost(): LostLockError | undefined {
    return this.#lost
  }

  /** One at a time; what waits in turn behind a slow move is not asked for twice. */
  async #beat(): Promise<void> {
    if (this.#beating || this.#released || this.#lost !== undefined) return
    this.#beating = true
    const { store, lease, onBeat } = this.#options
    try {
      await store.inTurn(async () => {
        // A move may have renewed it a moment ago.
        if (this.#released || this.#now() - this.#heartbeat() < lease.everyMs / 2) return
        await this.#renew()
      })
      await onBeat()
    } finally {
      this.#beating = false
    }
  }

  async #renew(): Promise<void> {
    await this.#tried(async () => {
      await this.#options.store.move([])
    })
  }

  async #ask(): Promise<void> {
    // What went before it in turn may have proved it.
    if (!this.#isProofOld()) return
    const { store, lease } = this.#options
    // After a sleep of the machine others may be about to take it over: they see a heartbeat first.
    if (this.#now() - this.#heartbeat() >= lease.expiryMs / 2) await this.#renew()
    else await this.#tried(async () => await this.#see(await store.parts.remote.look()))
  }

  async #see(refs: Refs): Promise<void> {
    const { store } = this.#options
    const { lock } = store.parts.refs
    const commit = refs.get(lock)
    if (commit === this.#commit) {
      this.#proved = this.#now()
      return
    }
    const found = commit === undefined ? undefined : await recordAt(store)
    if (found !== undefined && found.record.token === this.#record.token) {
      // A renewal of which no answer came.
      this.#commit = found.commit
      this.#record = found.record
      this.#proved = this.#now()
      return
    }
    this.#lose(lostLockError(store.parts.environment, found === undefined ? undefined : toldOf(found.record)))
  }

  /** The remote cannot be reached: nothing is proved by that, until the lock has expired for all others. */
  async #tried(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (error instanceof LostLockError || this.#released) return
      const why = error instanceof Error ? error.message : String(error)
      const { store } = this.#options
      if (this.#now() - this.#heartbeat() >= this.#options.lease.expiryMs) return this.#lose(this.#ranOut(why))
      if (this.#complained) return
      this.#complained = true
      store.parts.notice(`the lock cannot be renewed, and is kept as it is: ${why}; it is tried again`)
    }
  }

  #lose(lost: LostLockError): void {
    this.#lost ??= lost
    clearInterval(this.#timer)
  }

  #ranOut(why: string): LostLockError {
    const { environment } = this.#options.store.parts
    return new LostLockError(
      `the lock of environment ${environment} ran out, as it could not be renewed since ${this.#record.heartbeat ?? ''}: ${why}`,
      'nothing more was sent, and the state was not written; run again when the remote can be reached',
      undefined,
    )
  }

  #isProofOld(): boolean {
    return this.#now() - this.#proved >= this.#options.proofMs
  }

  #heartbeat(): number {
    return Date.parse(this.#record.heartbeat ?? this.info.since)
  }

  #now(): number {
    return this.#options.store.parts.clock.now().getTime()
  }
}
