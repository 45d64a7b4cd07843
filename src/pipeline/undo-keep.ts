/**
 * Keeps with each run what undo needs, when the state takes its journal in: of the run that ends, of runs that were killed
 * before it, and of earlier ones whose doubts it has settled. What cannot be kept stops nothing; it is said.
 */
import type { AddressId } from '../model/address.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import { ReconcilerError } from '../model/errors.ts'
import type { Intent, JournalEntry, StateBackend, StateEntry, StateSnapshot } from '../model/state.ts'
import type { UndoRecord } from '../model/undo.ts'
import { parseUndo, undoFile, undoText } from './undo-file.ts'
import { type RecordInput, settledChange, undoRecords } from './undo-record.ts'

export interface Ending {
  readonly backend: StateBackend
  readonly before: StateSnapshot
  readonly lines: readonly JournalEntry[]
  readonly own?: RecordInput['own']
  readonly entries: ReadonlyMap<AddressId, StateEntry>
  readonly doubts: readonly Intent[]
  readonly lineage: string
}

export async function keepUndo(ending: Ending): Promise<Diagnostic[]> {
  const { backend, before, lines, own, entries, doubts, lineage } = ending
  const after = { entries, doubts }
  const stored = new Map(Object.entries(before.entries) as [AddressId, StateEntry][])
  try {
    const records = undoRecords({ lines, stored, after, lineage, ...(own === undefined ? {} : { own }) })
    for (const record of records) await backend.keep(record.run, undoFile, undoText(record))
    const made = new Map(
      records.flatMap(({ run, changes }) =>
        changes.filter(({ action }) => action === 'create').map(({ address }): [AddressId, string] => [address, run]),
      ),
    )
    const earlier = new Set((before.doubts ?? []).flatMap(({ run }) => run ?? []))
    for (const run of earlier) if (!records.some((record) => record.run === run)) await settleKept(run, ending, made)
    return []
  } catch (error) {
    if (!(error instanceof ReconcilerError)) throw error
    const summary = `this run cannot be undone later: ${error.message}`
    return [{ severity: 'warning', code: error.code, summary }]
  }
}

/** An earlier run left something in doubt: by now it may be known what came of it. */
async function settleKept(run: string, ending: Ending, made: ReadonlyMap<AddressId, string>): Promise<void> {
  const text = await ending.backend.kept(run, undoFile)
  if (text === undefined) return
  const record = parseUndo(text, run)
  const changes = record.changes.flatMap((change) =>
    change.outcome === 'in-doubt' ? (settledChange(change, run, ending, made) ?? []) : change,
  )
  const settled: UndoRecord = { ...record, changes }
  if (undoText(settled) !== undoText(record)) await ending.backend.keep(run, undoFile, undoText(settled))
}
