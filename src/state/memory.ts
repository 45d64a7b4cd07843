/** The state in memory, with the manners of every backend: for tests, and for runs that are to leave nothing behind. */
import { ReconcilerError } from '../model/errors.ts'
import { lockedError } from '../model/locked.ts'
import type { Clock } from '../model/provider.ts'
import type { JournalEntry, LockInfo, SavedView, StateBackend, StateSnapshot, ViewStore } from '../model/state.ts'
import { type JournalLine, unfolded } from './journal-lines.ts'
import { freshState, parseSnapshot, snapshotText } from './snapshot.ts'
import { successor } from './succession.ts'

export interface MemoryBackendOptions {
  readonly clock: Clock
  readonly newId: () => string
  readonly snapshot?: StateSnapshot
  /** What an interrupted run left. */
  readonly journal?: readonly JournalEntry[]
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

  return {
    name: 'memory',
    files,
    read: async () => structuredClone({ snapshot, journal: unfolded(lines, 0) }),
    write: async (next, expectedSerial) => {
      const { newId } = options
      snapshot = asFromDisk(successor({ stored: snapshot, next, expectedSerial, newId }))
      lines = []
    },
    lock: async (want) => {
      if (held !== undefined) throw lockedError(held, 'default', options.clock.now())
      const info = { ...want }
      held = info
      const release = async () => {
        // By identity, as an id may come again.
        if (held === info) held = undefined
      }
      return { info, release, [Symbol.asyncDispose]: release }
    },
    held: async () => held,
    unlock: async (id) => {
      if (held?.id !== id) return undefined
      const info = held
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
  return {
    read: async (connection, kind) => views.get(`${connection}/${kind}`),
    write: async (connection, kind, view) => {
      views.set(`${connection}/${kind}`, view)
    },
  }
}
