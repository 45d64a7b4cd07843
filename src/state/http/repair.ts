/** What can still be read of a state on the server that is damaged, and a new one in its place. Nothing is deleted: what was there is put aside first. */
import { join } from 'node:path'
import type { Salvage, StateRepair, StateSnapshot } from '../../model/state.ts'
import { makeFolder, writeWhole } from '../files.ts'
import { goodLines, type JournalLine } from '../journal-lines.ts'
import { idsNamed } from '../salvage.ts'
import type { StoredState } from '../snapshot.ts'
import type { Spot } from './addresses.ts'
import type { Home, LockIds } from './home.ts'
import { emptyJournal, type ParsedJournal } from './journal-image.ts'
import { unpacked } from './pack.ts'
import { Place, type PlaceOptions } from './place.ts'
import { isDamage, NoSuchAddress } from './trouble.ts'

export interface RepairOptions {
  readonly home: Home
  readonly state: Place
  readonly journal: Place | undefined
  readonly ids: () => LockIds
  readonly beside: (suffix: string) => Spot
  readonly making: Omit<PlaceOptions, 'kind' | 'spot'>
  /** Where what is put aside goes if the server has no place for it: `.butik/<environment>`. */
  readonly folder: string | undefined
  /** For the name of what is put aside. */
  readonly stamp: () => string
  /** Forgets what this process knew of the journal. */
  readonly forget: () => void
}

interface Left {
  readonly state?: StoredState
  readonly journal?: ParsedJournal
  readonly lines: readonly JournalLine[]
  readonly problems: readonly string[]
  readonly stateText: string | undefined
  readonly journalText: string | undefined
}

export function repairAt(options: RepairOptions): StateRepair {
  const { home, state, ids, forget } = options
  return {
    async salvage(): Promise<Salvage> {
      const { state: stored, lines, problems, stateText } = await look(options)
      const folded = stored?.foldedSeq ?? 0
      return {
        problems,
        ...(stored === undefined ? {} : { snapshot: stored.snapshot, from: state.label }),
        journal: lines.filter(({ seq }) => seq > folded).map(({ entry }) => entry),
        named: stored === undefined ? idsNamed(stateText ?? '') : new Map(),
      }
    },
    async replace(next: StateSnapshot): Promise<readonly string[]> {
      const left = await look(options)
      const aside = await putAside(options, left)
      const seqs = left.lines.map(({ seq }) => seq)
      const folded = Math.max(0, left.state?.foldedSeq ?? 0, left.journal?.image.after ?? 0, ...seqs)
      forget()
      await home.replace({ snapshot: next, foldedSeq: folded }, emptyJournal(folded, left.journal?.image.lock), ids())
      return aside
    },
  }
}

async function look({ home, state, journal }: RepairOptions): Promise<Left> {
  const stateText = await state.text()
  const journalText = home.isTogether ? undefined : await journal?.text()
  const problems: string[] = []
  const read = async <T>(work: () => Promise<T | undefined>): Promise<T | undefined> => {
    try {
      return await work()
    } catch (error) {
      if (!isDamage(error)) throw error
      problems.push(error.message)
      return undefined
    }
  }
  const stored = await read(() => home.stateAlone())
  const parsed = await read(() => home.journalAlone())
  const lines = parsed?.lines ?? linesIn(journalText ?? stateText ?? '')
  const both = problems.length > 0 ? undefined : await read(() => home.read())
  const first = lines[0]
  if (both !== undefined && first !== undefined && first.seq > (stored?.foldedSeq ?? 0) + 1)
    problems.push(gapAt(home.journalLabel, first.seq, stored?.foldedSeq ?? 0))
  return {
    ...(stored === undefined ? {} : { state: stored }),
    ...(parsed === undefined ? {} : { journal: parsed }),
    lines,
    problems,
    stateText,
    journalText,
  }
}

export function gapAt(label: string, first: number, folded: number): string {
  return `${label} starts with number ${first}, and the state holds what came until ${folded}`
}

/** What is encrypted opens whole or not at all. */
function linesIn(text: string): readonly JournalLine[] {
  const content = /"after": ?\d+,\s*"count": ?\d+,(?:\s*"lock": ?.*,)?\s*"content": ?"([A-Za-z0-9+/=]*)/.exec(text)?.[1]
  if (content === undefined) return []
  try {
    return goodLines(unpacked(content), 'the journal')
  } catch {
    return []
  }
}

async function putAside(options: RepairOptions, { stateText, journalText }: Left): Promise<string[]> {
  const { beside, making, stamp } = options
  if (stateText === undefined && journalText === undefined) return []
  const name = `damaged-${stamp()}`
  const content = JSON.stringify({ state: stateText ?? null, journal: journalText ?? null })
  const place = new Place({ ...making, kind: 'damaged', spot: beside(`-${name}`) })
  try {
    await place.write({ content }, { lineage: 'damaged' })
    return [place.label]
  } catch (error) {
    const { folder } = options
    if (!(error instanceof NoSuchAddress) || folder === undefined) throw error
    const path = join(folder, name)
    await makeFolder(path)
    await writeWhole(join(path, 'http-state.json'), content, 'aside')
    return [join('.butik', ...path.split(/[/\\]/).slice(-2), 'http-state.json')]
  }
}
