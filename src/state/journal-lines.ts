/** Journal entries ↔ lines of journal.ndjson. Each line has a number and a checksum, so that a torn or lost one shows. */
import * as z from 'zod'
import { type AddressId, isAddressId } from '../model/address.ts'
import { digestOfBytes } from '../model/digest.ts'
import { ReconcilerError } from '../model/errors.ts'
import { isJsonObject } from '../model/json.ts'
import type { JournalEntry } from '../model/state.ts'
import { type Cipher, plainCipher } from './cipher.ts'
import { WrongKeyError } from './sealed.ts'
import { DamagedError, intentShape, OtherVersionError, stateEntry } from './snapshot.ts'

export interface JournalLine {
  readonly seq: number
  readonly entry: JournalEntry
}

export interface JournalText {
  readonly lines: readonly JournalLine[]
  /** Length of the good part; what comes after is a torn line. */
  readonly bytes: number
  /** True where the last append broke off. It never resolved, so nobody relied on it. */
  readonly torn: boolean
}

type Line<Phase> = Extract<JournalEntry, { readonly phase: Phase }> & { readonly seq: number }

const address = z.custom<AddressId>((value) => typeof value === 'string' && isAddressId(value))

/**
 * Loose: a line with a good checksum was written by a butik, and a field added to the model must not make it unreadable.
 * By phase, so that the compiler asks for a phase that is missing here.
 */
const common = { seq: z.int().min(1), run: z.string(), at: z.string() }
const outcome = z.looseObject({
  address,
  action: z.enum(['create', 'update', 'replace', 'delete', 'adopt', 'forget', 'manual']),
  outcome: z.enum(['succeeded', 'failed', 'skipped', 'in-doubt']),
  message: z.exactOptional(z.string()),
})
const shapes: { readonly [Phase in JournalEntry['phase']]: z.ZodType<Line<Phase>> } = {
  begun: z.looseObject({
    phase: z.literal('begun'),
    ...common,
    plan: z.string(),
    serial: z.int(),
    learns: z.exactOptional(z.array(z.looseObject({ address, entry: stateEntry.nullable() }))),
  }),
  intent: z.looseObject({
    phase: z.literal('intent'),
    ...common,
    operation: z.string(),
    intents: z.array(intentShape),
  }),
  outcome: z.looseObject({
    phase: z.literal('outcome'),
    ...common,
    operation: z.string(),
    outcome,
    entry: z.exactOptional(stateEntry.nullable()),
  }),
  entry: z.looseObject({ phase: z.literal('entry'), ...common, address, entry: stateEntry }),
}

const sumLength = 16

export function journalLine(seq: number, entry: JournalEntry, cipher: Cipher = plainCipher): string {
  const text = JSON.stringify({ seq, ...entry })
  // Over the text as it stands: a changed byte shows even where the JSON would mean the same.
  return `${cipher.seal(`${text.slice(0, -1)},"sum":"${sumOf(text)}"}`, 'journal')}\n`
}

/** Throws E4001 for damage anywhere but in the last line, and for another key; `file` is the journal's name for people. */
export function parseJournal(bytes: Buffer, file: string, cipher: Cipher = plainCipher): JournalText {
  const lines: JournalLine[] = []
  let start = 0
  while (start < bytes.length) {
    const end = bytes.indexOf(0x0a, start)
    const parsed =
      end === -1
        ? undefined
        : parseLine(opened(bytes.subarray(start, end).toString('utf8'), cipher), file, lines.length + 1)
    if (parsed === undefined) {
      // A crash may leave the end of a file unwritten in more than one way; what follows a newline was never there.
      const isLast = end === -1 || end === bytes.length - 1 || bytes.subarray(end + 1).every((byte) => byte === 0)
      if (isLast) return { lines, bytes: start, torn: true }
      throw damagedLine(file, lines.length + 1, 'its checksum does not match')
    }
    const before = lines.at(-1)
    if (before !== undefined && parsed.seq !== before.seq + 1) {
      throw damagedLine(file, lines.length + 1, `it has number ${parsed.seq} and follows number ${before.seq}`)
    }
    lines.push(parsed)
    start = end + 1
  }
  return { lines, bytes: start, torn: false }
}

/** The lines that are good by their own checksum, whatever is between them. */
export function goodLines(bytes: Buffer, file: string, cipher: Cipher = plainCipher): readonly JournalLine[] {
  return bytes
    .toString('utf8')
    .split('\n')
    .flatMap((text, index) => parseLine(opened(text, cipher), file, index + 1) ?? [])
}

/** Entries that no snapshot holds yet, as `StateBackend.read` gives them. */
export function unfolded(lines: readonly JournalLine[], foldedSeq: number): readonly JournalEntry[] {
  return lines.filter(({ seq }) => seq > foldedSeq).map(({ entry }) => entry)
}

export function damagedLine(file: string, number: number, why: string): DamagedError {
  return new DamagedError('E4001', `${file} is damaged at line ${number}: ${why}`, {
    hint: 'it tells what the last run did to the shop. butik state rebuild takes in the lines that are good, and compares with the shops; or put a good copy in its place',
  })
}

/** Empty where it is not what was encrypted: a torn line, or a damaged one. */
function opened(text: string, cipher: Cipher): string {
  try {
    return cipher.open(text, 'journal')
  } catch (error) {
    if (error instanceof WrongKeyError || !(error instanceof ReconcilerError)) throw error
    return ''
  }
}

/** Undefined where the line is not one that was written here. */
function parseLine(text: string, file: string, number: number): JournalLine | undefined {
  const match = /^(.*),"sum":"([0-9a-f]+)"\}$/s.exec(text)
  if (match === null) return undefined
  const body = `${match[1]}}`
  if (sumOf(body) !== match[2]) return undefined
  const value: unknown = JSON.parse(body)
  const phase = isJsonObject(value) ? value['phase'] : undefined
  const result = isPhase(phase) ? shapes[phase].safeParse(value) : undefined
  // Whole, but not of this version: it was durable, so it must not pass for a torn line.
  if (!result?.success) {
    throw new OtherVersionError('E4001', `${file}, line ${number}: this butik does not know what it says`, {
      hint: 'use the butik that wrote it, or a newer one',
    })
  }
  const { seq, ...entry } = result.data
  return { seq, entry }
}

function isPhase(value: unknown): value is JournalEntry['phase'] {
  return typeof value === 'string' && Object.hasOwn(shapes, value)
}

function sumOf(text: string): string {
  return digestOfBytes(text).slice(0, sumLength)
}
