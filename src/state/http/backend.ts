/** The state on a server that speaks the protocol of Terraform's http backend. See `Home` for what lies where. */
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
import { damagedLine, unfolded } from '../journal-lines.ts'
import { freshState } from '../snapshot.ts'
import { successor } from '../succession.ts'
import type { Home } from './home.ts'
import { lastSeq } from './journal-image.ts'
import type { RunFiles } from './kept-runs.ts'
import type { Locking } from './locking.ts'
import { gapAt } from './repair.ts'

export interface HttpBackendOptions {
  readonly home: Home
  readonly locking: Locking
  readonly runFiles: RunFiles
  readonly repair: StateRepair
  readonly newId: () => string
  readonly notice: (line: string) => void
}

/** Operations that one append may announce: each append is a request, and GitLab keeps every one. */
const windowOfHttp = 20

export class HttpBackend implements StateBackend {
  readonly name = 'http'
  readonly window: number = windowOfHttp
  readonly repair: StateRepair
  readonly #options: HttpBackendOptions

  constructor(options: HttpBackendOptions) {
    this.#options = options
    this.repair = options.repair
  }

  async read(): Promise<{ readonly snapshot: StateSnapshot; readonly journal: readonly JournalEntry[] }> {
    const { home } = this.#options
    const { state, journal } = await home.read()
    const { snapshot, foldedSeq } = state?.stored ?? freshState
    const lines = journal?.lines ?? []
    const first = lines[0]
    if (first !== undefined && first.seq > foldedSeq + 1)
      throw damagedLine(home.journalLabel, 1, gapAt('it', first.seq, foldedSeq))
    return { snapshot, journal: unfolded(lines, foldedSeq) }
  }

  write(next: StateSnapshot, expectedSerial: number): Promise<void> {
    const { home, locking, newId, notice } = this.#options
    return locking.journal.inTurn(() =>
      locking.underLock(async () => {
        // The protocol has no condition on a write but the lock: what lies there is looked at again just before.
        const { state, journal } = await home.read()
        const stored = state?.stored ?? freshState
        const snapshot = successor({ stored: stored.snapshot, next, expectedSerial, newId })
        const foldedSeq = Math.max(stored.foldedSeq, journal === undefined ? 0 : lastSeq(journal.image))
        await home.writeState({ snapshot, foldedSeq }, locking.ids)
        if (journal === undefined) return
        // From here on the lines are skipped wherever they lie, so a failure to put them away does no harm.
        await locking.journal.folded(foldedSeq).catch((error: unknown) => {
          if (!(error instanceof ReconcilerError)) throw error
          notice(error.message)
        })
      }),
    )
  }

  lock(want: LockInfo): Promise<Lock> {
    return this.#options.locking.take(want)
  }

  held(): Promise<HeldLock | undefined> {
    return this.#options.locking.held()
  }

  unlock(id: string): Promise<HeldLock | undefined> {
    return this.#options.locking.unlock(id)
  }

  async openJournal(): Promise<Journal> {
    const { locking } = this.#options
    await locking.journal.open()
    let open = true
    return {
      append: async (entries) => {
        if (!open) throw new ReconcilerError('E9999', 'the journal is closed')
        if (entries.length > 0) await locking.underLock(() => locking.journal.append(entries))
      },
      close: async () => {
        open = false
        await locking.journal.idle()
      },
    }
  }

  keep(run: string, name: string, content: string): Promise<void> {
    return this.#options.runFiles.keep(run, name, content)
  }

  kept(run: string, name: string): Promise<string | undefined> {
    return this.#options.runFiles.kept(run, name)
  }

  runs(): Promise<readonly string[]> {
    return this.#options.runFiles.runs()
  }
}
