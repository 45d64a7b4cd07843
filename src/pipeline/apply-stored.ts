/**
 * After the writes: what did the vendor store? New image ids are learnt, and a field stored otherwise than written is
 * said once, with both values, and remembered, so that it is not written again for ever.
 */
import type { AddressId } from '../model/address.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import { ReconcilerError } from '../model/errors.ts'
import { fieldOf } from '../model/field.ts'
import { isJsonObject, type Json, sameJson } from '../model/json.ts'
import type { Change } from '../model/plan.ts'
import type { Kind } from '../model/provider.ts'
import type { Observed, Spec } from '../model/resource.ts'
import type { StateEntry } from '../model/state.ts'
import type { Progress } from './apply.ts'
import { lookUpAll } from './apply-look.ts'
import { asList, same } from './compare.ts'
import { comparable } from './ownership.ts'
import { checkedOf } from './price.ts'
import { settledImages } from './settle.ts'
import { holdsSecret, keptByHabit, type Stored, storedOtherwise } from './stored-otherwise.ts'
import type { Connected } from './world.ts'

export interface CheckInput {
  readonly connected: Connected
  /** Changes that were written. */
  readonly changes: readonly Change[]
  readonly progress: Progress
  readonly signal: AbortSignal
}

export interface Checked {
  readonly entries: ReadonlyMap<AddressId, StateEntry>
  readonly diagnostics: readonly Diagnostic[]
}

export async function checkStored(input: CheckInput): Promise<Checked> {
  const entries = new Map<AddressId, StateEntry>()
  const diagnostics: Diagnostic[] = []
  for (const kind of input.connected.provider.kinds) {
    const changes = checkedOf(input.connected.config.name, kind, input.changes)
    const seen = await observedAfter(input, kind, changes, diagnostics)
    for (const change of changes) {
      const before = input.progress.entries.get(change.address)
      const observed = seen.get(before?.remoteId ?? '')
      if (before === undefined || observed === undefined) continue
      const entry = learnt(before, change, kind, observed, diagnostics)
      if (!sameJson(asJson(entry), asJson(before))) entries.set(change.address, entry)
    }
  }
  return { entries, diagnostics }
}

async function observedAfter(
  input: CheckInput,
  kind: Kind,
  changes: readonly Change[],
  diagnostics: Diagnostic[],
): Promise<Map<string, Observed>> {
  const answered = input.progress.answers
  if (kind.reading.by !== 'paged-list') {
    return new Map(
      changes.flatMap((change) => {
        const observed = answered.get(change.address)
        return observed === undefined ? [] : [[observed.remoteId, observed]]
      }),
    )
  }
  const ids = changes.flatMap((change) => input.progress.entries.get(change.address)?.remoteId || [])
  try {
    const found = ids.length === 0 ? [] : await lookUpAll(input.connected, kind, ids, input.signal)
    return new Map(found.map((observed) => [observed.remoteId, observed]))
  } catch (error) {
    if (!(error instanceof ReconcilerError)) throw error
    diagnostics.push({
      severity: 'warning',
      code: error.code,
      summary: `what was stored could not be checked: ${error.message}`,
      hint: 'the next plan shows what differs',
    })
    return new Map()
  }
}

function learnt(
  before: StateEntry,
  change: Change,
  kind: Kind,
  observed: Observed,
  diagnostics: Diagnostic[],
): StateEntry {
  const sent = [...Object.keys(change.write ?? {}), ...Object.keys(change.links ?? {})]
  const images = sent.includes('images') ? settledImages({ fields: {}, imagesBefore: [] }, before, observed) : {}
  const applied: Spec = { ...before.applied, ...images }
  const stored: { [name: string]: Json } = Object.fromEntries(
    Object.entries(before.stored).filter(([name]) => !sent.includes(name)),
  )
  for (const name of sent) {
    const field = fieldOf(kind, name)
    const wanted = applied[name]
    if (field === undefined || wanted === undefined || field.writeOnly === true || !Object.hasOwn(observed.spec, name))
      continue
    const found = observed.spec[name] ?? null
    const about = { kind, name, field, written: comparable(field, wanted), kept: found }
    const { address } = change
    if (isKept(about)) {
      const habit = field.shape === 'images' ? undefined : keptByHabit(about)
      if (habit !== undefined) diagnostics.push({ severity: 'note', ...habit, address })
      continue
    }
    // What a secret became is nothing to write down; the next plan compares it again.
    if (!holdsSecret(wanted)) stored[name] = found
    diagnostics.push({ severity: 'warning', ...storedOtherwise(about), address })
  }
  return { ...before, applied, stored }
}

/** Secrets cannot be told here, and count as kept. */
function isKept({ field, written, kept }: Stored): boolean {
  return field.shape === 'images' ? imagesKept(written, kept) : same(field, written, kept, { secretKey: undefined })
}

function imagesKept(wanted: Json, found: Json): boolean {
  const seen = new Map(
    asList(found)
      .filter(isJsonObject)
      .map((image) => [String(image['image_id']), image]),
  )
  const written = asList(wanted).filter(isJsonObject)
  if (seen.size !== written.length) return false
  return written.every((image) => {
    const other = seen.get(String(image['image_id']))
    return (
      other !== undefined &&
      (image['description'] === undefined || (image['description'] ?? '') === (other['description'] ?? ''))
    )
  })
}

function asJson(entry: StateEntry): Json {
  return JSON.parse(JSON.stringify(entry))
}
