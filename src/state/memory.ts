/** The state in memory, with the manners of every backend: for tests, and for runs that are to leave nothing behind. */
import { ReconcilerError } from '../model/errors.ts'
import { lockedError, lostLockError } from '../model/locked.ts'
import type { Clock } from '../model/ports.ts'
import { counted, type DayCount, type Ledger, noCalls } from '../model/quota.ts'
import type {
  Checkpoint,
  HeldLock,
  JournalEntry,
  LockInfo,
  SavedView,
  StateBackend,
  StateSnapshot,
  ViewStore,
} from '../model/state.ts'
import { type JournalLine, unfolded } from './journal-lines.ts'
import { usualLease } from './own-lock.ts'
import { freshState, parseSnapshot, snapshotText } from './snapshot.ts'
import { successor } from './succession.ts'

export interface MemoryBackendOptions {
  readonly clock: Clock
  readonly newId: () => string
  readonly snapshot?: StateSnapshot
  /** What an interrupted run left. */
  readonly journal?: readonly JournalEntry[]
  /** As a backend that is far away has it. */
  readonly window?: number
}

export interface MemoryBackend extends StateBackend {
  /** What was kept, by `run/name`. */
  readonly files: ReadonlyMap<string, string>
}

export function createMemoryBackend(options: MemoryBackendOptions): MemoryBackend {
  const files = new Map<string, string>()
  const runs: string[] = []
  let snapshot = asFromDisk(options.snapshot ?? freshState.snapshot)
  let lines: JournalLine[] = (options.journal ?? []).map((entry, index) => ({ seq: index + 1, entry }))
  let held: LockInfo | undefined
  // Its holder lives in this process, so it is alive whenever somebody asks.
  const asHeld = (info: LockInfo): HeldLock => {
    const now = options.clock.now()
    const expires = new Date(now.getTime() + usualLease.expiryMs).toISOString()
    return { ...info, heartbeat: now.toISOString(), expires }
  }

  return {
    name: 'memory',
    ...(options.window === undefined ? {} : { window: options.window }),
    files,
    read: async () => structuredClone({ snapshot, journal: unfolded(lines, 0) }),
    write: async (next, expectedSerial) => {
      const { newId } = options
      snapshot = asFromDisk(successor({ stored: snapshot, next, expectedSerial, newId }))
      lines = []
    },
    lock: async (want) => {
      if (held !== undefined) throw lockedError(asHeld(held), 'default', options.clock.now())
      const info = { ...want }
      held = info
      // By identity, as an id may come again.
      const isOurs = () => held === info
      const release = async () => {
        if (isOurs()) held = undefined
      }
      const confirm = async () => {
        if (isOurs()) return
        throw lostLockError('default', held === undefined ? undefined : asHeld(held))
      }
      return { info, confirm, release, [Symbol.asyncDispose]: release }
    },
    held: async () => (held === undefined ? undefined : asHeld(held)),
    unlock: async (id) => {
      if (held?.id !== id) return undefined
      const info = asHeld(held)
      held = undefined
      return info
    },
    openJournal: async () => {
      let open = true
      return {
        append: async (entries) => {
          if (!open) throw new ReconcilerError('E9999', 'the journal is closed')
          for (const entry of structuredClone(entries)) lines.push({ seq: lines.length + 1, entry })
        },
        close: async () => {
          open = false
        },
      }
    },
    repair: {
      salvage: async () => ({ problems: [], snapshot, from: 'memory', journal: unfolded(lines, 0), named: new Map() }),
      replace: async (next) => {
        snapshot = asFromDisk(next)
        lines = []
        return []
      },
    },
    keep: async (run, name, content) => {
      files.set(`${run}/${name}`, content)
      runs.splice(0, runs.length, run, ...runs.filter((other) => other !== run))
    },
    kept: async (run, name) => files.get(`${run}/${name}`),
    runs: async () => [...runs],
  }
}

/** Sorted and without what JSON does not know, so that nothing hangs on what only memory keeps. */
function asFromDisk(snapshot: StateSnapshot): StateSnapshot {
  return parseSnapshot(snapshotText({ snapshot, foldedSeq: 0 }), 'memory').snapshot
}

export function createMemoryViews(): ViewStore {
  const views = new Map<string, SavedView>()
  const checkpoints = new Map<string, Checkpoint>()
  return {
    read: async (connection, kind) => views.get(`${connection}/${kind}`),
    count: async (connection, kind) => views.get(`${connection}/${kind}`)?.objects.length,
    write: async (connection, kind, view) => {
      views.set(`${connection}/${kind}`, view)
      checkpoints.delete(`${connection}/${kind}`)
    },
    checkpoints: {
      read: async (connection, kind) => checkpoints.get(`${connection}/${kind}`),
      write: async (connection, kind, checkpoint) => {
        checkpoints.set(`${connection}/${kind}`, checkpoint)
        return true
      },
      drop: async (connection, kind) => void checkpoints.delete(`${connection}/${kind}`),
    },
  }
}

export function createMemoryLedger(): Ledger {
  const days = new Map<string, DayCount>()
  return {
    of: (token) => ({
      write: (day, line) => void days.set(`${day} ${token}`, counted(days.get(`${day} ${token}`) ?? noCalls, line)),
      read: (day) => days.get(`${day} ${token}`) ?? noCalls,
    }),
  }
}
