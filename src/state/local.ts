/** The state in a folder beside the configuration: `.butik/<environment>/`. Reading never writes; folders come with need. */
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { ReconcilerError } from '../model/errors.ts'
import { lockedError } from '../model/locked.ts'
import type { Clock } from '../model/ports.ts'
import type {
  HeldLock,
  Journal,
  JournalEntry,
  Lock,
  LockInfo,
  StateBackend,
  StateRepair,
  StateSnapshot,
} from '../model/state.ts'
import { type Cipher, plainCipher } from './cipher.ts'
import {
  fileError,
  foldersIn,
  makeFolder,
  readIfThere,
  removeDrafts,
  removeIfThere,
  removeOld,
  writeWhole,
} from './files.ts'
import { JournalFile } from './journal-file.ts'
import { damagedLine, type JournalText, unfolded } from './journal-lines.ts'
import { endOf, type LockRecord, readLock, removeLock, takeLock, toldOf } from './lock-file.ts'
import { journalGone, openRun, openRunFile } from './open-run.ts'
import { beating, type Lease, OwnLock, usualLease } from './own-lock.ts'
import { ownMark } from './process-mark.ts'
import { reseal } from './reseal.ts'
import { replaceState, type StateFiles, salvage } from './salvage.ts'
import { damaged, freshState, parseSnapshot, type StoredState, snapshotText } from './snapshot.ts'
import { successor } from './succession.ts'

export interface LocalBackendOptions {
  /** Absolute path of `.butik`. */
  readonly folder: string
  /** `default` where the configuration has no environments. */
  readonly environment: string
  readonly clock: Clock
  readonly newId: () => string
  /** Told in one line of what was put right without asking: a lock taken over, a torn line. */
  readonly notice?: (line: string) => void
  /** The machine's own name unless given. */
  readonly host?: string
  readonly lease?: Lease
  /** Everything lies in plain text unless given. */
  readonly cipher?: Cipher
}

const stateFile = 'state.json'
const previousFile = 'state.previous.json'
const lockFile = 'lock.json'

const safeName = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/

export function createLocalBackend(options: LocalBackendOptions): StateBackend {
  return new LocalBackend(options)
}

class LocalBackend implements StateBackend {
  readonly name = 'local'
  readonly #options: LocalBackendOptions
  readonly #folder: string
  readonly #cipher: Cipher
  readonly #journal: JournalFile
  /** Appends and writes wait for one another: a write closes off the journal as it stands. */
  #queue: Promise<unknown> = Promise.resolve()

  constructor(options: LocalBackendOptions) {
    checkName('environment', options.environment)
    this.#options = options
    this.#folder = join(options.folder, options.environment)
    this.#cipher = options.cipher ?? plainCipher
    this.#journal = new JournalFile(join(this.#folder, 'journal.ndjson'), this.#label('journal.ndjson'), this.#cipher)
  }

  async read(): Promise<{ readonly snapshot: StateSnapshot; readonly journal: readonly JournalEntry[] }> {
    // The journal first: a run that ends between the two reads then shows as folded, never as lost.
    const { lines, torn } = await this.#lines()
    const { snapshot, foldedSeq } = await this.#stored()
    const first = lines[0]
    if (first !== undefined && first.seq > foldedSeq + 1) {
      const why = `it starts with number ${first.seq}, and ${this.#label(stateFile)} holds what came until ${foldedSeq}`
      throw damagedLine(this.#label('journal.ndjson'), 1, why)
    }
    if (torn) this.#notice(`${this.#label('journal.ndjson')}: the last line was never finished and is left out`)
    return { snapshot, journal: unfolded(lines, foldedSeq) }
  }

  /** Throws E4001 where a run has begun and not ended, and its lines are gone: nobody knows then what it did. */
  async #lines(): Promise<JournalText> {
    for (let tries = 1; ; tries += 1) {
      const open = await openRun(this.#folder).catch((error: unknown) => {
        throw fileError('E4001', this.#label(openRunFile), error)
      })
      const found = await this.#journal.read()
      if (open === undefined || found.lines.some(({ entry }) => entry.run === open)) return found
      // A run may begin, or end, between the two.
      if (tries === 3) throw journalGone(this.#label('journal.ndjson'), open)
      await pause(20)
    }
  }

  write(next: StateSnapshot, expectedSerial: number): Promise<void> {
    return this.#inTurn(async () => {
      const stored = await this.#stored()
      const { lines } = await this.#journal.read()
      const snapshot = successor({ stored: stored.snapshot, next, expectedSerial, newId: this.#options.newId })
      const foldedSeq = Math.max(stored.foldedSeq, lines.at(-1)?.seq ?? 0)
      await this.#writing(stateFile, async () => {
        // Sealed anew: what lay there may have been in plain text, or under an old key.
        const before = await this.#opened(stateFile)
        if (before !== undefined) await this.#writeState(previousFile, before)
        await this.#writeState(stateFile, snapshotText({ snapshot, foldedSeq }))
        await removeIfThere(this.#path(openRunFile))
      })
      // From here on the lines are skipped wherever they lie, so a failure to put them away does no harm.
      await this.#journal
        .archive((run) => this.#runFolder(run))
        .catch((error: unknown) => {
          this.#notice(fileError('E4003', this.#label('runs'), error).message)
        })
    })
  }

  async lock(want: LockInfo): Promise<Lock> {
    const { clock, environment } = this.#options
    const [path, lease] = [this.#path(lockFile), this.#lease()]
    const record = await this.#record(want)
    const { held, broken } = await this.#writing(lockFile, () => takeLock(path, record))
    if (held !== undefined) throw lockedError(toldOf(held), environment, clock.now())
    const notice = (line: string) => this.#notice(line)
    const lock = new OwnLock({ path, label: this.#label(lockFile), environment, record, lease, clock, notice })
    if (broken !== undefined) {
      const { info, heartbeat, expires } = broken.record
      const why =
        broken.end === 'gone'
          ? 'that process is gone'
          : `its last heartbeat was ${heartbeat ?? 'never'}, and it expired ${expires ?? ''}`
      const link = info.run === undefined || broken.end === 'gone' ? '' : ` (${info.run})`
      notice(`the lock of ${info.holder} (${info.operation} since ${info.since}) was taken over: ${why}${link}`)
    }
    await removeDrafts(this.#folder, [stateFile, previousFile, openRunFile])
    await this.#removeLeftovers(record)
    return lock
  }

  /** Drafts and claims beside the lock. They are in use for some file operations only, and those of this lock are not old. */
  async #removeLeftovers({ token }: LockRecord): Promise<void> {
    const anHourAgo = new Date(this.#options.clock.now().getTime() - 3_600_000)
    const isForeign = (file: string) => file.startsWith('lock.json.') && !file.startsWith(`lock.json.${token}`)
    await removeOld(this.#folder, isForeign, anHourAgo)
  }

  async held(): Promise<HeldLock | undefined> {
    try {
      const found = await readLock(this.#path(lockFile))
      // What the next run takes over holds nothing.
      if (found === undefined || (await endOf(found, await this.#record(found.info))) !== undefined) return undefined
      return toldOf(found)
    } catch (error) {
      throw fileError('E4001', this.#label(lockFile), error)
    }
  }

  async unlock(id: string): Promise<HeldLock | undefined> {
    const held = await readLock(this.#path(lockFile))
    if (held === undefined || held.info.id !== id) return undefined
    const mine = await this.#record(held.info)
    const removed = await this.#writing(lockFile, () => removeLock(this.#path(lockFile), held, mine))
    return removed ? toldOf(held) : undefined
  }

  async openJournal(): Promise<Journal> {
    await this.#inTurn(async () => {
      const { foldedSeq } = await this.#stored()
      await this.#journal.open(foldedSeq)
    })
    let open = true
    return {
      append: async (entries) => {
        if (!open) throw new ReconcilerError('E9999', 'the journal is closed')
        if (entries.length > 0) await this.#inTurn(() => this.#append(entries))
      },
      close: async () => {
        open = false
        await this.#queue.catch(() => undefined)
      },
    }
  }

  /** Beside the journal stands which run is open in it, so that an emptied journal does not pass for none. */
  async #append(entries: readonly JournalEntry[]): Promise<void> {
    await this.#journal.append(entries)
    const begun = entries.find(({ phase }) => phase === 'begun')
    if (begun === undefined) return
    await this.#writing(openRunFile, () => writeWhole(this.#path(openRunFile), `${begun.run}\n`, this.#token()))
  }

  async keep(run: string, name: string, content: string): Promise<void> {
    checkName('file', name)
    const folder = this.#runFolder(run)
    await this.#writing(join('runs', run, name), async () => {
      await makeFolder(folder)
      await writeWhole(join(folder, name), this.#cipher.seal(content, placeOf(run, name)), this.#token())
    })
  }

  async kept(run: string, name: string): Promise<string | undefined> {
    checkName('file', name)
    const path = join(this.#runFolder(run), name)
    try {
      const content = await readIfThere(path)
      return content === undefined ? undefined : this.#cipher.open(content.toString('utf8'), placeOf(run, name))
    } catch (error) {
      throw fileError('E4001', this.#label(join('runs', run, name)), error)
    }
  }

  async runs(): Promise<readonly string[]> {
    try {
      const found = await foldersIn(this.#path('runs'))
      return found.filter(({ name }) => safeName.test(name)).map(({ name }) => name)
    } catch (error) {
      throw fileError('E4001', this.#label('runs'), error)
    }
  }

  get repair(): StateRepair {
    const files = this.#files()
    return {
      salvage: () =>
        salvage(files).catch((error: unknown) => {
          throw fileError('E4001', this.#label(''), error)
        }),
      replace: (next) =>
        this.#inTurn(async () => {
          const stamp = this.#options.clock.now().toISOString().replace(/[:.]/g, '-')
          return await this.#writing(stateFile, () => replaceState(files, next, stamp))
        }),
    }
  }

  async reseal(): Promise<void> {
    await this.#inTurn(() => this.#writing('runs', () => reseal(this.#files(), this.#token())))
  }

  async #stored(): Promise<StoredState> {
    const file = this.#label(stateFile)
    try {
      const content = await this.#opened(stateFile)
      if (content !== undefined) return parseSnapshot(content, file)
      // It is there from the first write on, so without it something took it away.
      if ((await readIfThere(this.#path(previousFile))) === undefined) return freshState
    } catch (error) {
      throw fileError('E4001', file, error)
    }
    throw damaged(file, `it is not there, but ${previousFile} is`)
  }

  async #opened(file: string): Promise<string | undefined> {
    const content = await readIfThere(this.#path(file))
    return content === undefined ? undefined : this.#cipher.open(content.toString('utf8'), 'state')
  }

  #writeState(file: string, text: string): Promise<void> {
    return writeWhole(this.#path(file), this.#cipher.seal(text, 'state'), this.#token())
  }

  #files(): StateFiles {
    return { folder: this.#folder, label: (file) => this.#label(file), cipher: this.#cipher }
  }

  /** As of now: whoever takes or claims a lock with it has just been alive. */
  async #record(info: LockInfo): Promise<LockRecord> {
    const record = { info, token: this.#token(), process: await ownMark(this.#options.host) }
    return beating(record, this.#lease(), this.#options.clock.now())
  }

  #lease(): Lease {
    return this.#options.lease ?? usualLease
  }

  /** Names a draft or a lock: of this process, and of this one deed. */
  #token(): string {
    return `${process.pid}-${this.#options.newId()}`.replace(/[^A-Za-z0-9-]/g, '-')
  }

  async #writing<T>(file: string, task: () => Promise<T>): Promise<T> {
    try {
      await makeFolder(this.#folder)
      return await task()
    } catch (error) {
      throw fileError('E4003', this.#label(file), error)
    }
  }

  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(task, task)
    this.#queue = done.catch(() => undefined)
    return done
  }

  #runFolder(run: string): string {
    checkName('run', run)
    return join(this.#folder, 'runs', run)
  }

  #path(file: string): string {
    return join(this.#folder, file)
  }

  #label(file: string): string {
    return ['.butik', this.#options.environment, ...file.split(/[/\\]/)].join('/')
  }

  #notice(line: string): void {
    this.#options.notice?.(line)
  }
}

function placeOf(run: string, name: string): string {
  return `runs/${run}/${name}`
}

/** Names become folders and files, so none may lead elsewhere. */
function checkName(what: string, name: string): void {
  if (!safeName.test(name)) throw new ReconcilerError('E9999', `${JSON.stringify(name)} cannot name a ${what}`)
}
