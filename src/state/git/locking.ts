/** Taking the lock at the remote, looking at it, and releasing it by hand. Of several that try at once one wins. */
import { ReconcilerError } from '../../model/errors.ts'
import { lockedError } from '../../model/locked.ts'
import type { HeldLock, LockInfo } from '../../model/state.ts'
import { endOf, type LockRecord, toldOf } from '../lock-file.ts'
import { beating, type Lease } from '../own-lock.ts'
import { ownMark } from '../process-mark.ts'
import { GitLock } from './lock.ts'
import { lockCommit, recordAt } from './lock-record.ts'
import type { Store } from './store.ts'

export interface LockingOptions {
  readonly store: Store
  readonly lease: Lease
  readonly proofMs: number
  readonly onBeat: () => Promise<void>
  /** The machine's own name unless given. */
  readonly host?: string | undefined
}

const tries = 20

export class Locking {
  readonly #options: LockingOptions

  constructor(options: LockingOptions) {
    this.#options = options
  }

  take(want: LockInfo): Promise<GitLock> {
    const { store } = this.#options
    return store.inTurn(async () => {
      for (let count = 0; count < tries; count += 1) {
        const record = await this.#record(want)
        const found = await recordAt(store)
        const end = found === undefined ? undefined : await endOf(found.record, record)
        if (found !== undefined && end === undefined)
          throw lockedError(toldOf(found.record), store.parts.environment, store.parts.clock.now())
        const commit = await lockCommit(store, record)
        const { lock: ref } = store.parts.refs
        const result = await store.parts.remote.move([{ ref, from: found?.commit, to: commit }])
        if (!result.done) continue
        if (found !== undefined && end !== undefined) this.#say(found.record, end)
        return new GitLock({ ...this.#options, record, commit })
      }
      throw busy(store)
    })
  }

  async held(): Promise<HeldLock | undefined> {
    const found = await recordAt(this.#options.store)
    if (found === undefined) return undefined
    // What the next run takes over holds nothing.
    const isOver = (await endOf(found.record, await this.#record(found.record.info))) !== undefined
    return isOver ? undefined : toldOf(found.record)
  }

  unlock(id: string): Promise<HeldLock | undefined> {
    const { store } = this.#options
    return store.inTurn(async () => {
      for (let count = 0; count < tries; count += 1) {
        const found = await recordAt(store)
        if (found === undefined || found.record.info.id !== id) return undefined
        const { lock: ref } = store.parts.refs
        // Its holder may have renewed it meanwhile: it is the same lock.
        const result = await store.parts.remote.move([{ ref, from: found.commit, to: undefined }])
        if (result.done) return toldOf(found.record)
      }
      throw busy(store)
    })
  }

  /** As of now: whoever takes a lock with it has just been alive. */
  async #record(info: LockInfo): Promise<LockRecord> {
    const { host, lease, store } = this.#options
    const { clock, newId } = store.parts
    const token = `${process.pid}-${newId()}`.replace(/[^A-Za-z0-9-]/g, '-')
    return beating({ info, token, process: await ownMark(host) }, lease, clock.now())
  }

  #say({ info, heartbeat, expires }: LockRecord, end: 'gone' | 'expired'): void {
    const why =
      end === 'gone'
        ? 'that process is gone'
        : `its last heartbeat was ${heartbeat ?? 'never'}, and it expired ${expires ?? ''}`
    const link = info.run === undefined || end === 'gone' ? '' : ` (${info.run})`
    this.#options.store.parts.notice(
      `the lock of ${info.holder} (${info.operation} since ${info.since}) was taken over: ${why}${link}`,
    )
  }
}

function busy({ parts }: Store): ReconcilerError {
  return new ReconcilerError('E4003', `the lock ${parts.refs.lock} of ${parts.label} is being moved all the time`, {
    hint: 'several runs are after it at once; run again',
  })
}
