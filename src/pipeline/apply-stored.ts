/**
 * After the writes: what did the vendor store? New image ids are learnt, and a field stored otherwise than written is
 * said once, with both values, and remembered, so that it is not written again for ever.
 */
import type { AddressId } from '../model/address.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import { ReconcilerError } from '../model/errors.ts'
import { isJsonObject, type Json, sameJson } from '../model/json.ts'
import type { Change } from '../model/plan.ts'
import type { Kind } from '../model/provider.ts'
import { isSecret, type Observed, type Spec } from '../model/resource.ts'
import type { StateEntry } from '../model/state.ts'
import type { Progress } from './apply.ts'
import { lookUpAll } from './apply-look.ts'
import { asList, same } from './compare.ts'
import { checkedOf } from './price.ts'
import { settledImages } from './settle.ts'
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
    const field = kind.fields[name]
    const wanted = applied[name]
    if (field === undefined || wanted === undefined || field.writeOnly === true || !Object.hasOwn(observed.spec, name))
      continue
    const found = observed.spec[name] ?? null
    const kept =
      field.shape === 'images'
        ? imagesKept(wanted, found)
        : same(field, wanted, found, { secretKey: '' }) || isSecret(wanted)
    if (kept) continue
    stored[name] = found
    const values = `${short(wanted)} was written, ${short(found)} is kept`
    diagnostics.push({
      severity: 'warning',
      code: 'N1002',
      summary: `the vendor stores ${name} otherwise: ${values}`,
      address: change.address,
    })
  }
  return { ...before, applied, stored }
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

function short(value: Json): string {
  const text = typeof value === 'string' ? `"${value}"` : JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

function asJson(entry: StateEntry): Json {
  return JSON.parse(JSON.stringify(entry))
}
