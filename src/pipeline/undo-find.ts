/** `--undo RUN` → the record of that run: by its id, the beginning of it, or `last`. Throws E3011 where there is none to go by. */
import { ReconcilerError } from '../model/errors.ts'
import type { JournalEntry, StateBackend, StateSnapshot } from '../model/state.ts'
import type { UndoChange, UndoRecord } from '../model/undo.ts'
import { parseUndo, undoFile } from './undo-file.ts'

/** Enough to find the last one among, whatever is copied about; reading them all could take long. */
const lookedAt = 50
const named = 5

export interface Kept {
  readonly backend: Pick<StateBackend, 'runs' | 'kept'>
  readonly snapshot: Pick<StateSnapshot, 'lineage'>
  readonly journal: readonly JournalEntry[]
}

/** The run whose plan this one went on with: what that one did is not among its own. */
export async function earlierPart(run: string, backend: Pick<StateBackend, 'kept'>): Promise<string | undefined> {
  const text = await backend.kept(run, 'plan.json')
  return text === undefined ? undefined : /"resumes":\{"run":"([^"]+)"/.exec(text)?.[1]
}

export async function findUndo(asked: string, { backend, snapshot, journal }: Kept): Promise<UndoRecord> {
  const open = journal.find(({ run }) => run === asked || (asked.length >= 4 && run.startsWith(asked)))
  if (open !== undefined && asked !== 'last') {
    throw new ReconcilerError('E3011', `the run ${open.run} was interrupted, and what came of it is not settled yet`, {
      hint: 'run butik apply, which settles it by looking; then undo it',
    })
  }
  const runs = await backend.runs()
  const run = asked === 'last' ? (await lastOf(runs, backend))?.run : await runOf(asked, runs, backend)
  if (run === undefined)
    throw new ReconcilerError('E3011', 'there is no run to undo: none is known here that has written anything', {
      hint: 'what undo needs is kept in the runs folder of the state',
    })
  const text = await backend.kept(run, undoFile)
  if (text === undefined) throw await withoutRecord(run, backend)
  const record = parseUndo(text, run)
  if (record.lineage !== snapshot.lineage) {
    throw new ReconcilerError('E3011', `the run ${run} wrote to another state`, {
      hint: 'it can be undone only with the state that it wrote to: a plan from another one would not know what is whose',
    })
  }
  if (record.changes.length === 0) throw wroteNothing(run)
  return record
}

async function runOf(asked: string, runs: readonly string[], backend: Kept['backend']): Promise<string> {
  if (runs.includes(asked)) return asked
  const found = asked === '' ? [] : runs.filter((run) => run.startsWith(asked))
  const [only] = found
  if (found.length === 1 && only !== undefined) return only
  const what =
    found.length === 0 ? `there is no run ${JSON.stringify(asked)}` : `${found.length} runs begin with ${asked}`
  const last = (await recent(found.length === 0 ? runs : found, backend)).slice(0, named).map(lineOf)
  const hint = last.length === 0 ? 'no run has written anything yet' : `the last runs: ${last.join('; ')}`
  throw new ReconcilerError('E3011', what, { hint })
}

/** Throws where a later run wrote something and nothing of it can be read: an older one must not pass for the last. */
async function lastOf(runs: readonly string[], backend: Kept['backend']): Promise<UndoRecord | undefined> {
  const found = (await recent(runs, backend)).find(({ changes }) => changes.length > 0)
  const later = runs.slice(0, found === undefined ? lookedAt : runs.indexOf(found.run))
  for (const run of later) {
    const text = await backend.kept(run, undoFile)
    if (text !== undefined) parseUndo(text, run)
    else if (await hasWritten(run, backend)) throw wroteNothing(run)
  }
  return found
}

async function hasWritten(run: string, backend: Kept['backend']): Promise<boolean> {
  return /"outcome":"(?:succeeded|in-doubt)"/.test((await backend.kept(run, 'outcome.json')) ?? '')
}

/** The last ones first; damaged ones are passed over here. */
async function recent(runs: readonly string[], backend: Kept['backend']): Promise<UndoRecord[]> {
  const records: UndoRecord[] = []
  for (const run of runs.slice(0, lookedAt)) {
    const text = await backend.kept(run, undoFile)
    if (text === undefined) continue
    try {
      records.push(parseUndo(text, run))
    } catch (error) {
      if (!(error instanceof ReconcilerError)) throw error
    }
  }
  return records.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))
}

function lineOf({ run, at, changes }: UndoRecord): string {
  const counts = new Map<string, number>()
  for (const { action } of changes) counts.set(words[action], (counts.get(words[action]) ?? 0) + 1)
  const said = [...counts].map(([word, count]) => `${count} ${word}`).join(', ')
  return `${run} (${at.slice(0, 16).replace('T', ' ')}: ${said})`
}

const words: { readonly [action in UndoChange['action']]: string } = {
  create: 'created',
  update: 'updated',
  replace: 'replaced',
  delete: 'deleted',
  adopt: 'adopted',
  forget: 'forgotten',
}

async function withoutRecord(run: string, backend: Kept['backend']): Promise<ReconcilerError> {
  if ((await backend.kept(run, 'plan.json')) === undefined)
    return new ReconcilerError('E3011', `${run} was no apply: nothing was kept to undo it by`)
  return wroteNothing(run)
}

function wroteNothing(run: string): ReconcilerError {
  return new ReconcilerError('E3011', `the run ${run} wrote nothing, or what was kept to undo it by is gone`, {
    hint: 'plan.json in its folder says what it did, as long as that is there',
  })
}
