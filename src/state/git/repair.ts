/**
 * What can still be read of a state that is damaged, and a new one on top of it. Nothing is thrown away: the damaged state
 * stays in the history of the branch, and the journal goes into the commit of the new one.
 */
import { ReconcilerError } from '../../model/errors.ts'
import type { Salvage, StateSnapshot } from '../../model/state.ts'
import { goodLines, type JournalLine } from '../journal-lines.ts'
import { idsNamed } from '../salvage.ts'
import { DamagedError, type StoredState } from '../snapshot.ts'
import { goodChunkBytes } from './chunks.ts'
import { gitError } from './failures.ts'
import type { TreeEntry } from './objects.ts'
import { writtenSerial } from './refs.ts'
import type { Refs } from './remote.ts'
import { movesOfWrite, stateBlobOf, stateCommit } from './state-commit.ts'
import type { Store } from './store.ts'
import { branchLabel, findState, journalLabel, parseBlob, stateBlob, stateFile, stateLabel } from './stored.ts'

/** Commits that are looked through for a snapshot that is whole. */
const depth = 50

export async function salvageState(store: Store): Promise<Salvage> {
  const problems = await problemsOf(store)
  const { parts } = store
  return await store.reading(wanted(store), async (refs) => {
    const base = problems.length === 0 ? await newest(store, refs, 1) : await newest(store, refs, depth)
    const lines = await linesAt(store, refs)
    return {
      problems,
      ...(base === undefined ? {} : { snapshot: base.stored.snapshot, from: base.from }),
      journal: lines.filter(({ seq }) => seq > (base?.stored.foldedSeq ?? 0)).map(({ entry }) => entry),
      named: problems.length === 0 ? new Map() : idsNamed(await textAt(store, refs, parts.environment)),
    }
  })
}

/** Only for the holder of the lock. Gives where what was there before can be found, and the number of the last line. */
export async function replaceState(
  store: Store,
  next: StateSnapshot,
): Promise<{ readonly kept: readonly string[]; readonly seq: number }> {
  const { clock, environment, label, refs: names } = store.parts
  const { refs, files, seq, branch } = await store.reading(wanted(store), async (seen) => {
    const base = await newest(store, seen, depth)
    const lines = await linesAt(store, seen)
    const journal = seen.get(names.journal)
    const stamp = clock.now().toISOString().replace(/[:.]/g, '-')
    const entries = journal === undefined ? [] : await store.objects.list(journal)
    const tree = entries.length === 0 ? undefined : await store.objects.tree(entries)
    const aside: TreeEntry[] = tree === undefined ? [] : [{ name: `damaged-journal-${stamp}`, id: tree, isTree: true }]
    const last = Math.max(0, base?.stored.foldedSeq ?? 0, ...lines.map((line) => line.seq))
    return { refs: seen, files: aside, seq: last, branch: seen.get(names.branch) }
  })
  // What is numbered higher than the new one was written before it, and is behind it.
  const serial = Math.max(next.serial, (writtenSerial(refs) ?? 0) + 1)
  const snapshot = { ...next, serial }
  const blob = await stateBlobOf(store, { snapshot, foldedSeq: seq })
  const message = `${environment}: a new state in the place of a damaged one\n\nSerial: ${serial}\n`
  const commit = await stateCommit(store, { refs, files: [{ name: stateFile, id: blob }, ...files], message })
  const result = await store.move(movesOfWrite(store, refs, commit, serial))
  if (!result.done)
    throw new ReconcilerError(
      'E4003',
      `the state on ${branchLabel(store.parts)} was written by another run meanwhile`,
      {
        hint: 'run again',
      },
    )
  const kept = [
    ...(branch === undefined ? [] : [`commit ${branch.slice(0, 12)} of ${label}`]),
    ...files.map(({ name }) => `${environment}/${name} on ${branchLabel(store.parts)}`),
  ]
  return { kept, seq }
}

/** What reading says is wrong: one thing at a time, the state first. */
async function problemsOf(store: Store): Promise<string[]> {
  try {
    await findState(store)
    return []
  } catch (error) {
    // What cannot be reached, or is of another version, is not damaged.
    if (!(error instanceof DamagedError)) throw error
    return [error.message]
  }
}

function wanted(store: Store): (refs: Refs) => string[] {
  const { refs: names } = store.parts
  return (refs) => {
    const serial = writtenSerial(refs)
    return [names.branch, names.journal, ...(serial === undefined ? [] : [names.written(serial)])]
  }
}

interface Base {
  readonly stored: StoredState
  readonly from: string
}

/** The newest snapshot that is whole: on the branch, in its history, or where the last write is remembered. */
async function newest(store: Store, refs: Refs, back: number): Promise<Base | undefined> {
  const { environment, refs: names } = store.parts
  const serial = writtenSerial(refs)
  const starts = [names.branch, ...(serial === undefined ? [] : [names.written(serial)])].filter((ref) => refs.has(ref))
  let best: Base | undefined
  for (const ref of starts) {
    for (const commit of await history(store, refs.get(ref) ?? '', ref, back)) {
      const blob = await stateBlob(store.objects, commit, environment)
      const stored = blob === undefined ? undefined : await wholeAt(store, blob)
      if (stored === undefined) continue
      if (best === undefined || stored.snapshot.serial > best.stored.snapshot.serial)
        best = { stored, from: `${stateLabel(store.parts)}, commit ${commit.slice(0, 12)}` }
      break
    }
  }
  return best
}

async function history(store: Store, commit: string, ref: string, back: number): Promise<string[]> {
  const { cache, label, limitMs, refs: names } = store.parts
  if (back === 1) return [commit]
  try {
    await cache.deepen(ref, names.slotOf(ref), back)
    const out = await cache.git.run(['rev-list', `--max-count=${back}`, commit])
    return out.toString('utf8').trim().split('\n')
  } catch (error) {
    throw gitError('read', label, error, limitMs)
  }
}

async function wholeAt(store: Store, blob: string): Promise<StoredState | undefined> {
  try {
    return await parseBlob(store, blob)
  } catch (error) {
    if (!(error instanceof DamagedError)) throw error
    return undefined
  }
}

async function linesAt(store: Store, refs: Refs): Promise<readonly JournalLine[]> {
  const journal = refs.get(store.parts.refs.journal)
  if (journal === undefined) return []
  const bytes = await goodChunkBytes(store.objects, journal, store.parts.cipher)
  return goodLines(bytes, journalLabel(store.parts))
}

async function textAt(store: Store, refs: Refs, environment: string): Promise<string> {
  const branch = refs.get(store.parts.refs.branch)
  const blob = branch === undefined ? undefined : await stateBlob(store.objects, branch, environment)
  const [bytes] = await store.objects.read(blob === undefined ? [] : [blob])
  return bytes?.toString('utf8') ?? ''
}
