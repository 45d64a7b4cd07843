/**
 * What can still be read of a state that is damaged, and a new one in its place. Damaged files are put aside, never
 * deleted; at no moment is there nothing, which would pass for a state that was never written.
 */
import { readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { type AddressId, isAddressId } from '../model/address.ts'
import { ReconcilerError } from '../model/errors.ts'
import { byCodeUnit } from '../model/json.ts'
import type { JournalEntry, Salvage, StateSnapshot } from '../model/state.ts'
import type { Cipher } from './cipher.ts'
import { codeOf, makeFolder, readIfThere, removeIfThere, syncFolder, writeWhole } from './files.ts'
import { goodLines, type JournalLine, parseJournal } from './journal-lines.ts'
import { journalGone, openRun, openRunFile } from './open-run.ts'
import { WrongKeyError } from './sealed.ts'
import { damaged, OtherVersionError, parseSnapshot, type StoredState, snapshotText } from './snapshot.ts'

export interface StateFiles {
  /** `.butik/<environment>`. */
  readonly folder: string
  /** The name of a file for people. */
  readonly label: (file: string) => string
  readonly cipher: Cipher
}

export const previousFile = 'state.previous.json'
const [stateFile, journalFile] = ['state.json', 'journal.ndjson']

interface Found {
  readonly bytes: Buffer | undefined
  readonly stored?: StoredState
  readonly problem?: string
}

export async function salvage(files: StateFiles): Promise<Salvage> {
  const { state, previous, journal } = await look(files)
  const [base, from] = [state.stored ?? previous.stored, state.stored === undefined ? previousFile : stateFile]
  const problems = [state.problem, journal.problem].filter((problem) => problem !== undefined)
  if (problems.length === 0) {
    const gap = gapBetween(base, journal.lines, files)
    if (gap !== undefined) problems.push(gap)
  }
  // A snapshot that is whole has all that came before; its lines are in no other place than the journal.
  const earlier = state.stored === undefined && problems.length > 0 ? await earlierLines(files, base) : []
  const lines = [...earlier, ...journal.lines].filter(({ seq }) => seq > (base?.foldedSeq ?? 0))
  return {
    problems,
    ...(base === undefined ? {} : { snapshot: base.snapshot, from: files.label(from) }),
    journal: lines.map(({ entry }) => entry),
    named: state.stored === undefined ? idsNamed(state.bytes?.toString('utf8') ?? '') : new Map(),
  }
}

/** `stamp` names the place of what is put aside. Lines that any journal holds by now are behind the new state. */
export async function replaceState(files: StateFiles, next: StateSnapshot, stamp: string): Promise<readonly string[]> {
  const { folder, label, cipher } = files
  const { state, previous, journal } = await look(files)
  const lines = [...(await earlierLines(files, undefined)), ...journal.lines].map(({ seq }) => seq)
  const folded = Math.max(0, state.stored?.foldedSeq ?? 0, previous.stored?.foldedSeq ?? 0, ...lines)
  const aside = `damaged-${stamp}`
  const kept: string[] = []
  const keep = async (file: string, { bytes }: Pick<Found, 'bytes'>) => {
    if (bytes === undefined) return
    await makeFolder(join(folder, aside))
    await writeWhole(join(folder, aside, file), bytes, stamp)
    kept.push(label(join(aside, file)))
  }
  await keep(stateFile, state)
  if (previous.problem !== undefined) await keep(previousFile, previous)
  // Before the journal goes: until then both say that something is wrong.
  const text = snapshotText({ snapshot: next, foldedSeq: folded })
  await writeWhole(join(folder, stateFile), cipher.seal(text, 'state'), stamp)
  if (previous.problem !== undefined) await removeIfThere(join(folder, previousFile))
  if (journal.bytes !== undefined) {
    await makeFolder(join(folder, aside))
    await rename(join(folder, journalFile), join(folder, aside, journalFile))
    await Promise.all([syncFolder(join(folder, aside)), syncFolder(folder)])
    kept.push(label(join(aside, journalFile)))
  }
  await removeIfThere(join(folder, openRunFile))
  return kept
}

async function look(files: StateFiles): Promise<{
  readonly state: Found
  readonly previous: Found
  readonly journal: Pick<Found, 'bytes' | 'problem'> & { readonly lines: readonly JournalLine[] }
}> {
  const state = await snapshotAt(stateFile, files)
  const previous = await snapshotAt(previousFile, files)
  const bytes = await readIfThere(join(files.folder, journalFile))
  const [label, { cipher }] = [files.label(journalFile), files]
  const lines = goodLines(bytes ?? Buffer.alloc(0), label, cipher)
  const open = await openRun(files.folder)
  const problem =
    problemOf(() => parseJournal(bytes ?? Buffer.alloc(0), label, cipher)) ??
    (open === undefined || lines.some(({ entry }) => entry.run === open) ? undefined : journalGone(label, open).message)
  const isLost = state.bytes === undefined && previous.bytes !== undefined
  const lost = damaged(files.label(stateFile), `it is not there, but ${previousFile} is`).message
  return {
    state: isLost ? { ...state, problem: lost } : state,
    previous,
    journal: { bytes, lines, ...(problem === undefined ? {} : { problem }) },
  }
}

async function snapshotAt(file: string, { folder, label, cipher }: StateFiles): Promise<Found> {
  const bytes = await readIfThere(join(folder, file))
  if (bytes === undefined) return { bytes }
  let stored: StoredState | undefined
  const problem = problemOf(() => {
    stored = parseSnapshot(cipher.open(bytes.toString('utf8'), 'state'), label(file))
  })
  return { bytes, ...(stored === undefined ? {} : { stored }), ...(problem === undefined ? {} : { problem }) }
}

/** What another version wrote, or another key opens, is not damaged. */
function problemOf(read: () => unknown): string | undefined {
  try {
    read()
    return undefined
  } catch (error) {
    if (!(error instanceof ReconcilerError) || error instanceof OtherVersionError || error instanceof WrongKeyError)
      throw error
    return error.message
  }
}

function gapBetween(
  base: StoredState | undefined,
  lines: readonly JournalLine[],
  { label }: StateFiles,
): string | undefined {
  const [first, folded] = [lines[0], base?.foldedSeq ?? 0]
  if (first === undefined || first.seq <= folded + 1) return undefined
  return `${label(journalFile)} starts with number ${first.seq}, and ${label(stateFile)} holds what came until ${folded}`
}

/**
 * Journals that were put away with their runs. After a snapshot those count that go on from it, the newest of them; after
 * nothing, all of them.
 */
async function earlierLines(files: StateFiles, base: StoredState | undefined): Promise<readonly JournalLine[]> {
  const journals = await Promise.all((await putAway(files)).map((file) => linesOf(file, files)))
  const dated = journals.flat().sort((a, b) => byCodeUnit(a.entry.at, b.entry.at) || a.seq - b.seq)
  if (base === undefined) return dated
  const next = journals.filter(([first]) => first?.seq === base.foldedSeq + 1 && follows(first.entry, base))
  return next.sort(([a], [b]) => byCodeUnit(a?.entry.at ?? '', b?.entry.at ?? '')).at(-1) ?? []
}

function follows(entry: JournalEntry, { snapshot }: StoredState): boolean {
  return entry.phase === 'begun' && entry.serial === snapshot.serial
}

export async function putAway({ folder }: StateFiles): Promise<string[]> {
  const runs = join(folder, 'runs')
  const names = await filesIn(runs)
  const found = await Promise.all(names.map(async (run) => (await filesIn(join(runs, run))).map((file) => [run, file])))
  return found
    .flat()
    .filter(([, file]) => /^journal(-\d+)?\.ndjson$/.test(file ?? ''))
    .map((parts) => join('runs', ...parts))
}

async function filesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return []
    throw error
  }
}

async function linesOf(file: string, { folder, label, cipher }: StateFiles): Promise<readonly JournalLine[]> {
  return goodLines((await readIfThere(join(folder, file))) ?? Buffer.alloc(0), label(file), cipher)
}

/** Line by line, as `snapshotText` writes: also where the end is missing, or a byte is another one. */
export function idsNamed(text: string): Map<AddressId, string> {
  const named = new Map<AddressId, string>()
  let address = ''
  for (const line of text.split('\n')) {
    address = /^ {4}"([^"]+)": \{$/.exec(line)?.[1] ?? address
    const id = /^ {6}"remoteId": "([^"]+)",?$/.exec(line)?.[1]
    if (id !== undefined && isAddressId(address)) named.set(address, id)
  }
  return named
}
