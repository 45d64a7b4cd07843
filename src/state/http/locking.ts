/**
 * Who may write: the lock of the server on the state decides. The journal, which is locked along with it so that the lines of
 * one who lost the lock are refused, says what the server does not: who holds it, and until when.
 */
import { ReconcilerError } from '../../model/errors.ts'
import { lockedError } from '../../model/locked.ts'
import type { Clock } from '../../model/ports.ts'
import type { HeldLock, LockInfo } from '../../model/state.ts'
import { type End, endOf, type LockRecord, toldOf } from '../lock-file.ts'
import { beating, type Lease } from '../own-lock.ts'
import { ownMark } from '../process-mark.ts'
import { Hold, type LostTo } from './hold.ts'
import type { Home, LockIds } from './home.ts'
import { RunJournal } from './run-journal.ts'
import {
  heldBy,
  type LockWords,
  lockIdOf,
  lockToken,
  NoLocks,
  parseLockId,
  type ServerLock,
  type TakenBy,
} from './server-lock.ts'
import { isDamage, LockRefused } from './trouble.ts'

export interface LockingOptions {
  readonly home: Home
  /** Undefined: the settings say that there are no locks. The journal alone tells then who is at work. */
  readonly state: ServerLock | undefined
  /** Undefined where the address of the journal has no lock. */
  readonly journal: ServerLock | undefined
  readonly environment: string
  readonly clock: Clock
  readonly newId: () => string
  readonly notice: (line: string) => void
  readonly host: string | undefined
  readonly lease: Lease
}

interface Found {
  readonly told: HeldLock
  readonly lockId: string | undefined
  /** Undefined where it may not be taken over. */
  readonly end: End | undefined
}

/** A look takes a free lock for a moment; one that was not given back is over soon. */
const probeMs = 60_000

export class Locking {
  readonly journal: RunJournal
  readonly #options: LockingOptions
  /** Of the locks that are held here. */
  #ids: LockIds = {}
  #hold: Hold | undefined

  constructor(options: LockingOptions) {
    this.#options = options
    this.journal = new RunJournal(
      options.home,
      {
        ids: () => this.#ids,
        beat: () => this.#hold?.beaten(),
        written: (record) => this.#hold?.written(record),
      },
      options.notice,
    )
  }

  get ids(): LockIds {
    return this.#ids
  }

  /** Throws LostLockError where a write failed for want of the lock, else what it failed with. */
  async underLock<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      // Of some servers a missing lock looks like a fault of their own.
      await this.#hold?.check()
      throw error
    }
  }

  async take(want: LockInfo): Promise<Hold> {
    const { clock, newId, host, lease, notice, state, environment } = this.#options
    const now = clock.now()
    const record = beating({ info: want, token: lockToken(now, newId), process: await ownMark(host) }, lease, now)
    const broken = state === undefined ? await this.#takeBySight(record) : await this.#takeAt(state, record)
    const lock = await this.#begun(record)
    if (broken !== undefined) {
      const { told, end } = broken
      const why =
        end === 'gone'
          ? 'that process is gone'
          : `its last heartbeat was ${told.heartbeat ?? 'never'}, and it expired ${told.expires ?? ''}`
      const link = told.run === undefined || end === 'gone' ? '' : ` (${told.run})`
      notice(
        `the lock of ${told.holder} (${told.operation} since ${told.since}) in environment ${environment} was taken over: ${why}${link}`,
      )
    }
    return lock
  }

  /** Who holds it, as the journal says: to look takes nothing. */
  async held(): Promise<HeldLock | undefined> {
    const record = await this.#options.home.lock()
    if (record === undefined || (await this.#endOf(record)) !== undefined) return undefined
    return toldOf(record)
  }

  async unlock(id: string): Promise<HeldLock | undefined> {
    const { home, state, journal } = this.#options
    const record = await home.lock().catch((error: unknown) => {
      // What is damaged must not keep a lock from being released.
      if (isDamage(error) && state !== undefined) return undefined
      throw error
    })
    if (record !== undefined && (record.info.id === id || idOf(record) === id)) {
      const words = wordsOf(record)
      if (state !== undefined && !(await state.give(words))) {
        // Released by hand at the server already, or somebody else's by now.
        const by = await this.#probe(state)
        if (by !== undefined) return undefined
      }
      await journal?.give(words)
      await this.#letGo(record.token)
      return toldOf(record)
    }
    const by = state === undefined ? undefined : await this.#probe(state)
    if (state === undefined || by?.ID === undefined) return undefined
    const told = heldBy(by, this.#options.lease)
    if (told.id !== id && by.ID !== id) return undefined
    const words = { ...wordsOf(recordOf(told)), ID: by.ID }
    if (!(await state.give(words))) return undefined
    await journal?.give(words)
    return told
  }

  async #takeAt(state: ServerLock, record: LockRecord): Promise<Found | undefined> {
    let broken: Found | undefined
    for (let tries = 1; ; tries += 1) {
      const by = await state.take(wordsOf(record)).catch((error: unknown) => {
        throw state.trouble(error)
      })
      if (by === undefined) return broken
      const found = await this.#judge(by)
      if (found.end === undefined || found.lockId === undefined || tries === 3)
        throw lockedError(found.told, this.#options.environment, this.#options.clock.now())
      // By its own id: where another was faster, this releases nothing.
      await state.give({ ...wordsOf(record), ID: found.lockId })
      broken = found
    }
  }

  /** For servers without locks: as good as the journal that both see. */
  async #takeBySight(record: LockRecord): Promise<Found | undefined> {
    const found = await this.#options.home.lock()
    if (found === undefined) return undefined
    const end = await this.#endOf(found)
    if (end === undefined) throw lockedError(toldOf(found), this.#options.environment, this.#options.clock.now())
    return { told: toldOf(found), lockId: idOf(record), end }
  }

  /** Whose the lock is that is in the way: as the journal says where it is of that one, else as the server does. */
  async #judge(by: TakenBy): Promise<Found> {
    const { home, lease } = this.#options
    const record = await home.lock().catch(() => undefined)
    if (record !== undefined && (by.ID === undefined || by.ID === idOf(record)))
      return { told: toldOf(record), lockId: idOf(record), end: await this.#endOf(record) }
    const isProbe = by.ID !== undefined && parseLockId(by.ID)?.id === 'probe'
    const told = heldBy(by, isProbe ? { ...lease, expiryMs: probeMs } : lease)
    const end = told.expires === undefined ? undefined : await this.#endOf(recordOf(told))
    return { told, lockId: by.ID, end }
  }

  /** The lock of the state is ours: that of the journal follows it, whoever has it still, and the journal says so. */
  async #begun(record: LockRecord): Promise<Hold> {
    const { environment, lease, clock, notice, state } = this.#options
    const words = wordsOf(record)
    try {
      const isFenced = state !== undefined && (await this.#fence(words))
      this.#ids = { state: state && words.ID, journal: isFenced ? words.ID : undefined }
      await this.#announce(record)
      this.#hold = new Hold({
        record,
        environment,
        lease,
        clock,
        notice,
        isFenced: isFenced || (state !== undefined && this.#options.home.isTogether),
        look: () => this.#look(record),
        renew: (next) => this.#renew(next, isFenced),
        give: (last) => this.#give(last),
      })
      return this.#hold
    } catch (error) {
      this.#ids = {}
      await this.#options.journal?.give(words).catch(() => undefined)
      await state?.give(words).catch(() => undefined)
      throw error
    }
  }

  async #fence(words: LockWords): Promise<boolean> {
    const { journal, home } = this.#options
    if (journal === undefined || home.isTogether) return false
    for (let tries = 1; tries <= 3; tries += 1) {
      let by: TakenBy | undefined
      try {
        by = await journal.take(words)
      } catch (error) {
        if (error instanceof NoLocks) return false
        throw journal.trouble(error)
      }
      if (by === undefined) return true
      const record = by.ID === undefined ? await home.lock() : undefined
      const stale = by.ID ?? (record && idOf(record))
      if (stale !== undefined) await journal.give({ ...words, ID: stale })
    }
    throw new ReconcilerError('E4003', `${journal.label} is locked by somebody else, and the state is not`, {
      hint: 'release that lock at the server, and run again',
    })
  }

  async #announce(record: LockRecord): Promise<void> {
    const { home, state } = this.#options
    this.journal.forget()
    try {
      await this.journal.lock(record, undefined, true)
      if (state === undefined && (await home.lock())?.token !== record.token)
        throw new ReconcilerError('E4003', 'another run has begun in this moment', { hint: 'run again' })
    } catch (error) {
      // A rebuild needs the lock of what is damaged.
      if (!isDamage(error)) throw error
    }
  }

  async #look(own: LockRecord): Promise<'ours' | LostTo> {
    const { state, home } = this.#options
    const id = idOf(own)
    const by = state === undefined ? {} : await this.#probe(state)
    if (by === undefined) return {}
    if (by.ID === id) return 'ours'
    const record = await home.lock()
    if (by.ID === undefined && record?.token === own.token) return 'ours'
    if (record !== undefined && (by.ID === undefined || idOf(record) === by.ID)) return { holder: toldOf(record) }
    return by.ID === undefined ? {} : { holder: heldBy(by, this.#options.lease) }
  }

  async #renew(record: LockRecord, isFenced: boolean): Promise<boolean> {
    try {
      return await this.journal.lock(record, record.token, !isFenced)
    } catch (error) {
      if (error instanceof LockRefused) return false
      throw error
    }
  }

  async #give(record: LockRecord): Promise<void> {
    const { state, journal } = this.#options
    const words = wordsOf(record)
    const errors: unknown[] = []
    const tried = (work: Promise<unknown> | undefined) => work?.catch((error: unknown) => void errors.push(error))
    await tried(this.#forgotten(record))
    await tried(journal?.give(words))
    await tried(state?.give(words))
    if (this.#hold?.token === record.token) {
      this.#hold = undefined
      this.#ids = {}
    }
    if (errors.length > 0) throw errors[0]
  }

  /** The journal names its holder no more, unless that is another one by now. */
  async #forgotten(record: LockRecord): Promise<void> {
    try {
      await this.journal.lock(undefined, record.token, true)
    } catch (error) {
      // Refused to one who has lost the lock, as it must be.
      if ((await this.#look(record)) === 'ours') throw error
    }
  }

  async #letGo(token: string): Promise<void> {
    await this.journal.lock(undefined, token, true).catch(ignoreRefused)
  }

  /** Who holds it, asked by asking for it: undefined where nobody does. Taken for a moment then, and given back. */
  async #probe(state: ServerLock): Promise<TakenBy | undefined> {
    const { clock, newId, lease } = this.#options
    const now = clock.now()
    const info = { id: 'probe', operation: 'look', holder: 'butik', since: now.toISOString() }
    const record = beating({ info, token: lockToken(now, newId), process: await ownMark() }, lease, now)
    const by = await state.take(wordsOf(record))
    if (by === undefined) await state.give(wordsOf(record))
    return by
  }

  async #endOf(record: LockRecord): Promise<End | undefined> {
    const { host, lease, clock } = this.#options
    return await endOf(record, beating({ ...record, process: await ownMark(host) }, lease, clock.now()))
  }
}

/** Of what only the server tells: nothing is known of its process. */
function recordOf({ heartbeat, expires, ...info }: HeldLock): LockRecord {
  return {
    info,
    token: 'none',
    process: { host: '', pid: 0 },
    ...(heartbeat === undefined ? {} : { heartbeat }),
    ...(expires === undefined ? {} : { expires }),
  }
}

function ignoreRefused(error: unknown): void {
  if (!(error instanceof LockRefused)) throw error
}

function idOf({ info, token }: LockRecord): string {
  return lockIdOf(info.id, token)
}

function wordsOf(record: LockRecord): LockWords {
  const { operation, holder, since, run } = record.info
  return {
    ID: idOf(record),
    Operation: operation,
    Info: run ?? '',
    Who: holder,
    Version: 'butik',
    Created: since,
    Path: '',
  }
}
