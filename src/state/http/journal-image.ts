/** The journal as it lies at its address: the lines that no state holds yet, packed, and whose lock it stands under. */
import * as z from 'zod'
import type { JsonObject } from '../../model/json.ts'
import type { JournalEntry } from '../../model/state.ts'
import type { Cipher } from '../cipher.ts'
import { damagedLine, type JournalLine, journalLine, parseJournal } from '../journal-lines.ts'
import { type LockRecord, lockRecord } from '../lock-file.ts'
import { brokenAt, type Members } from './envelope.ts'
import { Pack, unpacked } from './pack.ts'

const place = 'journal'

/** Never changed: each step makes another one. */
export interface JournalImage {
  /** Renewed by its holder: servers keep no time of a lock. Absent where nobody holds it. */
  readonly lock?: LockRecord
  /** Lines up to this number are in the state. */
  readonly after: number
  readonly count: number
  readonly pack: Pack
}

const shape = z.looseObject({
  after: z.int().min(0),
  count: z.int().min(0),
  content: z.string(),
  lock: z.exactOptional(lockRecord),
})

export function emptyJournal(after: number, lock?: LockRecord): JournalImage {
  return { after, count: 0, pack: new Pack(), ...(lock === undefined ? {} : { lock }) }
}

export function lastSeq({ after, count }: JournalImage): number {
  return after + count
}

export function withLines(image: JournalImage, entries: readonly JournalEntry[]): JournalImage {
  const first = lastSeq(image) + 1
  const text = entries.map((entry, index) => journalLine(first + index, entry)).join('')
  const pack = image.pack.copy()
  pack.add(Buffer.from(text))
  return { ...image, count: image.count + entries.length, pack }
}

export function withLock({ lock: _, ...image }: JournalImage, lock: LockRecord | undefined): JournalImage {
  return { ...image, ...(lock === undefined ? {} : { lock }) }
}

export function journalMembers({ after, count, lock, pack }: JournalImage, cipher: Cipher): Members {
  return {
    after: `${after}`,
    count: `${count}`,
    ...(lock === undefined ? {} : { lock: JSON.stringify(lock) }),
    content: JSON.stringify(count === 0 ? '' : cipher.seal(pack.text(), place)),
  }
}

/** The lock alone: to look at it needs no key. */
export function lockOfMembers(members: JsonObject): LockRecord | undefined {
  return lockRecord.safeParse(members['lock']).data
}

export interface ParsedJournal {
  readonly image: JournalImage
  readonly lines: readonly JournalLine[]
}

/** Throws E4001. */
export function parseMembers(members: JsonObject, label: string, cipher: Cipher): ParsedJournal {
  const { data } = shape.safeParse(members)
  if (data === undefined) throw brokenAt(label, 'what is there is not a journal')
  const { after, count, content, lock } = data
  const text = content === '' ? Buffer.alloc(0) : opened(content, label, cipher)
  const { lines, torn } = parseJournal(text, label)
  // It is written whole or not at all, so nothing breaks off at its end in the way of things.
  if (torn || lines.length !== count) throw damagedLine(label, lines.length + 1, 'lines are missing at its end')
  if (lines.length > 0 && lines[0]?.seq !== after + 1)
    throw damagedLine(label, 1, `it has number ${lines[0]?.seq}, and ${after} was to be before it`)
  const image = { after, count, pack: Pack.of(text), ...(lock === undefined ? {} : { lock }) }
  return { image, lines }
}

function opened(content: string, label: string, cipher: Cipher): Buffer {
  const plain = cipher.open(content, place)
  try {
    return unpacked(plain)
  } catch (error) {
    throw brokenAt(
      label,
      'its lines cannot be unpacked: it is not whole, or encrypted with a key that is not given',
      error,
    )
  }
}
