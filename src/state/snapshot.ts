/** The state's file: a snapshot ↔ its text. The text is sorted for readable diffs and carries a checksum of its content. */
import { createHash } from 'node:crypto'
import * as z from 'zod'
import { isAddressId } from '../model/address.ts'
import { digestOf } from '../model/digest.ts'
import { ReconcilerError } from '../model/errors.ts'
import { byCodeUnit, isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import type { Intent, MovedAway, StateEntry, StateSnapshot, Unfinished } from '../model/state.ts'

/** What the file holds: the snapshot, and how far the journal is folded into it. */
export interface StoredState {
  readonly snapshot: StateSnapshot
  /** Journal lines up to this number are in the snapshot already; 0 before the first. */
  readonly foldedSeq: number
}

/** A plan writes nothing, so a state that does not exist yet has no lineage of its own: all such states are this one. */
export const newLineage = 'new'

export const freshState: StoredState = {
  snapshot: { formatVersion: 1, lineage: newLineage, serial: 0, identities: {}, entries: {} },
  foldedSeq: 0,
}

const json = z.custom<JsonObject>(isJsonObject)

/** Shared with the journal, whose lines carry entries too. Loose, so that a field added to the model is not lost here. */
export const stateEntry: z.ZodType<StateEntry> = z.looseObject({
  remoteId: z.string(),
  applied: json,
  stored: json,
  policy: z.strictObject({ protect: z.boolean(), onRemove: z.enum(['forget', 'offline', 'delete']) }),
  needs: z.array(z.custom<StateEntry['needs'][number]>((value) => typeof value === 'string' && isAddressId(value))),
})

/** Shared with the journal: what a run set out to do, and what a state keeps in doubt. */
export const intentShape: z.ZodType<Intent> = z.looseObject({
  address: z.custom<Intent['address']>((value) => typeof value === 'string' && isAddressId(value)),
  role: z.enum(['create', 'update', 'link', 'delete']),
  remoteId: z.exactOptional(z.string()),
  fields: json,
  entry: z.exactOptional(stateEntry),
  imagesBefore: z.exactOptional(z.array(z.string())),
  before: z.exactOptional(json),
  run: z.exactOptional(z.string()),
})

export const unfinishedShape: z.ZodType<Unfinished> = z.looseObject({
  run: z.string(),
  plan: z.string(),
  left: z.array(
    z.looseObject({
      operation: z.string(),
      addresses: z.array(z.custom<Intent['address']>((value) => typeof value === 'string' && isAddressId(value))),
    }),
  ),
})

export const movedShape: z.ZodType<MovedAway> = z.looseObject({ to: z.string(), at: z.string() })

const stored = z.strictObject({
  formatVersion: z.literal(1),
  lineage: z.string().min(1),
  serial: z.int().min(0),
  foldedSeq: z.int().min(0),
  identities: z.record(z.string(), z.string()),
  entries: z.record(z.string().refine(isAddressId), stateEntry),
  doubts: z.exactOptional(z.array(intentShape)),
  unfinished: z.exactOptional(unfinishedShape),
  moved: z.exactOptional(movedShape),
  checksum: z.string(),
})

export function snapshotText({ snapshot, foldedSeq }: StoredState): string {
  const { formatVersion, lineage, serial, identities, entries, doubts, unfinished, moved } = snapshot
  const content = {
    formatVersion,
    lineage,
    serial,
    foldedSeq,
    identities: sorted(identities),
    entries: sorted(entries),
    ...(doubts === undefined ? {} : { doubts: JSON.parse(JSON.stringify(doubts)) }),
    ...(unfinished === undefined ? {} : { unfinished: JSON.parse(JSON.stringify(unfinished)) }),
    ...(moved === undefined ? {} : { moved: { to: moved.to, at: moved.at } }),
  }
  return `${JSON.stringify({ ...content, checksum: digestOf(content) }, undefined, 2)}\n`
}

/** Throws E4001 for anything but a whole, unchanged file of this version; `file` is its name for people. */
export function parseSnapshot(text: string, file: string): StoredState {
  return snapshotOf(parse(text, file), file)
}

/** As `parseSnapshot`, of what was parsed with something around it. */
export function snapshotOf(value: unknown, file: string): StoredState {
  const version = isJsonObject(value) ? value['formatVersion'] : undefined
  if (typeof version === 'number' && version !== 1) {
    throw new OtherVersionError('E4001', `${file} has format version ${version}; this butik reads version 1`, {
      hint: 'use the butik that wrote it, or a newer one',
    })
  }
  if (isJsonObject(value) && isAsWritten(value)) {
    // The checksum is of what `snapshotText` wrote in this version: what has it has its shape.
    const { foldedSeq, checksum: _, ...snapshot } = value as unknown as z.infer<typeof stored>
    return { snapshot, foldedSeq }
  }
  const { error } = stored.safeParse(value)
  const where = error?.issues[0]?.path.join('.') ?? ''
  if (error === undefined) throw damaged(file, 'its content does not match its checksum')
  throw damaged(file, where === '' ? 'it is not a state' : `there is something wrong at ${where}`)
}

function isAsWritten({ checksum, ...content }: JsonObject): boolean {
  if (!Object.keys(content).every((name) => Object.hasOwn(stored.shape, name))) return false
  // What is inside is in its order still, as a rule, and plain text is the canonical one: that is found out much quicker.
  return checksum === digestInOrder(content) || checksum === digestOf(content)
}

/** The digest of the canonical text, where what is inside the two upper levels has its order already; in parts, not as one text. */
function digestInOrder(content: JsonObject): string {
  const hash = createHash('sha256')
  let text = ''
  const add = (part: string) => {
    text += part
    if (text.length < 1_000_000) return
    hash.update(text)
    text = ''
  }
  const addParts = (object: JsonObject, addPart: (value: Json) => void) => {
    let before = '{'
    for (const name of Object.keys(object).sort()) {
      add(`${before}${JSON.stringify(name)}:`)
      addPart(object[name] ?? null)
      before = ','
    }
    add(before === '{' ? '{}' : '}')
  }
  const addValue = (value: Json) => add(JSON.stringify(value))
  addParts(content, (value) => (isJsonObject(value) ? addParts(value, addValue) : addValue(value)))
  return hash.update(text).digest('hex')
}

/** Whole, and not of this version: it is not to be repaired, but read by the butik that wrote it. */
export class OtherVersionError extends ReconcilerError {}

/** A part of the state is not what was written, or is gone. */
export class DamagedError extends ReconcilerError {}

/** Never taken for an empty state: everything in the shop would look as if it had to be created. */
export function damaged(file: string, why: string, cause?: unknown): DamagedError {
  return new DamagedError('E4001', `${file} is damaged: ${why}`, {
    hint: 'butik state rebuild makes a new one of what can still be read and of what the shops show; or put a good copy in its place: state.previous.json beside it is the one before, your version control or backup may hold others',
    cause,
  })
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw damaged(file, text.trim() === '' ? 'it is empty' : 'it is not JSON, or not all of it', error)
  }
}

/** Any value of the model as JSON, keys sorted at every depth, absent fields left out. */
function sorted(value: unknown): Json {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  if (typeof value !== 'object' || value === null) return null
  const pairs = Object.entries(value).filter(([, part]) => part !== undefined)
  return Object.fromEntries(pairs.sort(([a], [b]) => byCodeUnit(a, b)).map(([key, part]) => [key, sorted(part)]))
}
