/** The state as it lies at the remote: the snapshot on the branch, and the journal beside it. */
import { damagedLine, type JournalLine } from '../journal-lines.ts'
import { DamagedError, damaged, freshState, parseSnapshot, type StoredState } from '../snapshot.ts'
import { readChunks } from './chunks.ts'
import type { Objects, TreeEntry } from './objects.ts'
import { writtenSerial } from './refs.ts'
import type { Refs } from './remote.ts'
import type { Store, StoreParts } from './store.ts'

export const stateFile = 'state.json'
export const statePlace = 'state'

export interface Found {
  readonly refs: Refs
  readonly stored: StoredState
  /** The blob that the snapshot is in. */
  readonly blob: string | undefined
  readonly lines: readonly JournalLine[]
  readonly chunks: readonly TreeEntry[]
}

/** Afresh unless said otherwise: see `Remote.see`. */
export async function findState(store: Store, afresh = true): Promise<Found> {
  const { refs: names } = store.parts
  return await store.reading(
    () => [names.branch, names.journal],
    async (refs) => {
      const { stored, blob } = await storedAt(store, refs)
      const journal = refs.get(names.journal)
      const file = journalLabel(store.parts)
      if (journal === undefined) return { refs, stored, blob, lines: [], chunks: [] }
      const { entries, lines } = await readChunks(store.objects, journal, store.parts.cipher, file)
      const first = lines[0]
      if (first !== undefined && first.seq > stored.foldedSeq + 1) {
        const why = `it starts with number ${first.seq}, and the state holds what came until ${stored.foldedSeq}`
        throw damagedLine(file, 1, why)
      }
      return { refs, stored, blob, lines, chunks: entries }
    },
    afresh,
  )
}

async function storedAt(store: Store, refs: Refs): Promise<{ stored: StoredState; blob: string | undefined }> {
  const { environment, refs: names } = store.parts
  const written = writtenSerial(refs)
  const branch = refs.get(names.branch)
  const blob = branch === undefined ? undefined : await stateBlob(store.objects, branch, environment)
  if (blob === undefined) {
    if (written === undefined) return { stored: freshState, blob }
    throw takenBack(store.parts, written, branch === undefined ? 'the branch is not there' : 'the file is not there')
  }
  const stored = await parseBlob(store, blob)
  // A branch that was forced back to an older commit would make everything since a second time.
  if (written !== undefined && stored.snapshot.serial < written)
    throw takenBack(store.parts, written, `it has serial ${stored.snapshot.serial}`)
  return { stored, blob }
}

/** Undefined where that commit has no state of the environment. */
export async function stateBlob(objects: Objects, commit: string, environment: string): Promise<string | undefined> {
  const folder = (await objects.list(commit)).find(({ name, isTree }) => name === environment && isTree === true)
  if (folder === undefined) return undefined
  return (await objects.list(folder.id)).find(({ name, isTree }) => name === stateFile && isTree !== true)?.id
}

export async function parseBlob(store: Store, blob: string): Promise<StoredState> {
  const { cipher } = store.parts
  const [bytes] = await store.objects.read([blob])
  const label = stateLabel(store.parts)
  try {
    return parseSnapshot(cipher.open(bytes?.toString('utf8') ?? '', statePlace), label)
  } catch (error) {
    if (!(error instanceof DamagedError)) throw error
    throw new DamagedError(error.code, error.message, {
      hint: `butik state rebuild makes a new one of what can still be read and of what the shops show; the commits before it on ${branchLabel(store.parts)} hold the states before it`,
      cause: error,
    })
  }
}

export function branchLabel({ refs, label }: StoreParts): string {
  return `${refs.branch.replace('refs/heads/', '')} of ${label}`
}

export function stateLabel(parts: StoreParts): string {
  return `${parts.environment}/${stateFile} on ${branchLabel(parts)}`
}

export function journalLabel({ refs, label }: StoreParts): string {
  return `${refs.journal} of ${label}`
}

function takenBack(parts: StoreParts, written: number, what: string): DamagedError {
  const { message } = damaged(stateLabel(parts), `serial ${written} was written, and ${what}`)
  const ref = parts.refs.written(written)
  return new DamagedError('E4001', message, {
    hint: `somebody took the branch back or away; ${ref} still has the commit: git fetch ${parts.label} ${ref}, and put the branch on FETCH_HEAD; or butik state rebuild`,
  })
}
