/** A record of a run ↔ its text, `undo.json`: with a checksum, so that a damaged one is never taken for what was there. */
import * as z from 'zod'
import { type AddressId, isAddressId } from '../model/address.ts'
import { digestOf } from '../model/digest.ts'
import { ReconcilerError } from '../model/errors.ts'
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import type { StateEntry } from '../model/state.ts'
import type { UndoChange, UndoRecord } from '../model/undo.ts'

export const undoFile = 'undo.json'

const address = z.custom<AddressId>((value) => typeof value === 'string' && isAddressId(value))
const spec = z.custom<JsonObject>(isJsonObject)

/** Loose, as the journal is: a field that is added to the model must not make it unreadable. */
const entry: z.ZodType<StateEntry> = z.looseObject({
  remoteId: z.string(),
  applied: spec,
  stored: spec,
  policy: z.looseObject({ protect: z.boolean(), onRemove: z.enum(['forget', 'offline', 'delete']) }),
  needs: z.array(address),
})

const change: z.ZodType<UndoChange> = z.looseObject({
  address,
  action: z.enum(['create', 'update', 'replace', 'delete', 'adopt', 'forget']),
  outcome: z.enum(['succeeded', 'in-doubt']),
  remoteId: z.string(),
  before: spec,
  written: spec,
  uploads: z.array(z.string()),
  entry: z.exactOptional(entry),
})

const record: z.ZodType<UndoRecord> = z.looseObject({
  formatVersion: z.literal(1),
  run: z.string(),
  at: z.string(),
  plan: z.string(),
  lineage: z.string(),
  changes: z.array(change),
})

export function undoText(made: UndoRecord): string {
  const content: Json = JSON.parse(JSON.stringify(made))
  return `${JSON.stringify({ ...(isJsonObject(content) ? content : {}), checksum: digestOf(content) })}\n`
}

/** Throws E3011 for anything but a whole, unchanged record. */
export function parseUndo(text: string, run: string): UndoRecord {
  const hint =
    'put a good copy of .butik back, or write the old values into the files by hand: plan.json beside it has them'
  const damaged = (why: string, cause?: unknown) =>
    new ReconcilerError('E3011', `what was kept of the run ${run} is damaged: ${why}`, { hint, cause })
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw damaged('it is not JSON, or not all of it', cause)
  }
  if (!isJsonObject(value)) throw damaged('it is no record')
  if (value['formatVersion'] !== 1) {
    throw new ReconcilerError(
      'E3011',
      `what was kept of the run ${run} has format ${JSON.stringify(value['formatVersion'] ?? null)}; this butik reads format 1`,
      { hint: 'use the butik that wrote it, or a newer one' },
    )
  }
  const { checksum, ...content } = value
  if (checksum !== digestOf(content)) throw damaged('its content does not match its checksum')
  const parsed = record.safeParse(content)
  if (!parsed.success)
    throw damaged(`there is something wrong at ${parsed.error.issues[0]?.path.join('.') ?? 'its top'}`)
  return parsed.data
}
