/**
 * The journal on its ref: a tree with a blob for each append, named by the number of its first line. An append is one
 * commit that stands alone and holds the tree with one blob more, so only that blob travels.
 */
import type { Cipher } from '../cipher.ts'
import { damagedLine, type JournalLine, parseJournal } from '../journal-lines.ts'
import { DamagedError } from '../snapshot.ts'
import type { Objects, TreeEntry } from './objects.ts'

export const journalPlace = 'journal'

export function chunkName(firstSeq: number): string {
  return `${String(firstSeq).padStart(9, '0')}.ndjson`
}

export interface Chunks {
  readonly entries: readonly TreeEntry[]
  readonly lines: readonly JournalLine[]
}

/** Throws E4001 for any damage: each append came whole or not at all, so none may be torn. `file` is for people. */
export async function readChunks(objects: Objects, commit: string, cipher: Cipher, file: string): Promise<Chunks> {
  const { entries, bytes } = await chunkBytes(objects, commit, (text) => cipher.open(text, journalPlace))
  const { lines, torn } = parseJournal(bytes, file)
  if (torn) throw damagedLine(file, lines.length + 1, 'it is not whole')
  return { entries, lines }
}

/** The lines of the appends that open; throws where one wants another key. */
export async function goodChunkBytes(objects: Objects, commit: string, cipher: Cipher): Promise<Buffer> {
  return (await chunkBytes(objects, commit, (text) => openedIfWhole(text, cipher))).bytes
}

async function chunkBytes(
  objects: Objects,
  commit: string,
  opened: (text: string) => string,
): Promise<{ readonly entries: readonly TreeEntry[]; readonly bytes: Buffer }> {
  const entries = (await objects.list(commit)).filter(({ name }) => name.endsWith('.ndjson'))
  const blobs = await objects.read(entries.map(({ id }) => id))
  const texts = blobs.map((blob) => opened(blob.toString('utf8')))
  return { entries, bytes: Buffer.from(texts.join('')) }
}

function openedIfWhole(text: string, cipher: Cipher): string {
  try {
    return cipher.open(text, journalPlace)
  } catch (error) {
    if (!(error instanceof DamagedError)) throw error
    return ''
  }
}
