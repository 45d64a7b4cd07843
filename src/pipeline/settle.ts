/**
 * Intents of a run that did not end × what the shop shows now → what the state should hold. Pure: settles by looking,
 * never by writing again. What it cannot tell is left to the plan, which compares and writes only what differs.
 */
import { type AddressId, partsOf, placeOf } from '../model/address.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { Field } from '../model/field.ts'
import { isJsonObject, type Json } from '../model/json.ts'
import type { Kind } from '../model/provider.ts'
import { type Observed, type ObservedState, viewKey } from '../model/resource.ts'
import type { Intent, JournalEntry, LearntEntry, StateEntry, StateSnapshot } from '../model/state.ts'
import { asList, type CompareContext, same } from './compare.ts'
import { naturalKeyOf } from './spec.ts'

/** The snapshot with the outcomes of the journal folded in, and the intents that have none. */
export interface Recovered {
  readonly entries: ReadonlyMap<AddressId, StateEntry>
  readonly open: readonly Intent[]
}

export function recover(snapshot: StateSnapshot, journal: readonly JournalEntry[]): Recovered {
  const entries = new Map<AddressId, StateEntry>()
  for (const address of Object.keys(snapshot.entries) as AddressId[]) {
    const entry = snapshot.entries[address]
    if (entry !== undefined) entries.set(address, entry)
  }
  const open = new Map((snapshot.doubts ?? []).map((intent) => [intent.address, intent]))
  for (const line of journal) {
    if (line.phase === 'intent') for (const intent of line.intents) open.set(intent.address, intent)
    if (line.phase === 'outcome' && line.outcome.outcome !== 'in-doubt') open.delete(line.outcome.address)
    for (const { address, entry } of learntFrom(line)) {
      if (entry === null) entries.delete(address)
      else entries.set(address, entry)
    }
  }
  return { entries, open: [...open.values()] }
}

function learntFrom(line: JournalEntry): readonly LearntEntry[] {
  switch (line.phase) {
    case 'begun':
      return line.learns ?? []
    case 'intent':
      return []
    case 'entry':
      return [line]
    case 'outcome':
      return line.entry === undefined ? [] : [{ address: line.outcome.address, entry: line.entry }]
  }
}

export interface Settled {
  readonly entries: ReadonlyMap<AddressId, StateEntry>
  readonly updates: readonly {
    readonly address: AddressId
    readonly reason: string
    readonly entry: StateEntry | null
  }[]
  readonly diagnostics: readonly Diagnostic[]
  /** What was not, or could not be, looked at in this run: it stays in doubt. */
  readonly open: readonly Intent[]
}

export function settle(
  recovered: Recovered,
  observed: ObservedState,
  kind: (connection: string, name: string) => Kind | undefined,
  context: CompareContext,
  who = 'an interrupted run',
): Settled {
  // Nothing to settle, as a rule: then the entries are those that were recovered.
  if (recovered.open.length === 0) return { entries: recovered.entries, updates: [], diagnostics: [], open: [] }
  const entries = new Map(recovered.entries)
  const updates: { address: AddressId; reason: string; entry: StateEntry | null }[] = []
  const diagnostics: Diagnostic[] = []
  const open: Intent[] = []
  const remember = (address: AddressId, reason: string, entry: StateEntry | null) => {
    updates.push({ address, reason, entry })
    if (entry === null) entries.delete(address)
    else entries.set(address, entry)
    diagnostics.push({ severity: 'note', code: 'N1007', summary: reason, address })
  }
  const owners = ownersIn(recovered)
  for (const intent of recovered.open) {
    const { connection, kind: name } = partsOf(intent.address)
    const traits = kind(connection, name)
    const view = observed.views.get(viewKey(connection, name))
    if (traits === undefined || view === undefined || view.reach !== 'complete') {
      open.push(intent)
      continue
    }
    const found = findIntended(intent, traits, view.objects, owners)
    if (intent.role === 'delete') {
      if (found === undefined && entries.has(intent.address)) remember(intent.address, `${who} had deleted it`, null)
      continue
    }
    if (found === undefined || intent.entry === undefined) continue
    const settled = settledEntry(intent, intent.entry, found, traits, entries.get(intent.address), context)
    if (settled !== undefined) remember(intent.address, `${who} had written it (id ${found.remoteId})`, settled)
  }
  return { entries, updates, diagnostics, open }
}

/** Who has an object, by connection, kind and remote id. */
type Owners = ReadonlyMap<string, AddressId>

export function ownersIn({ entries }: Pick<Recovered, 'entries'>): Owners {
  return new Map([...entries].map(([address, { remoteId }]) => [placeOfId(address, remoteId), address]))
}

function placeOfId(address: AddressId, remoteId: string): string {
  return `${placeOf(address)}/${remoteId}`
}

/** What another address has, and is to give the key up, is not what was made. */
export function isAnothers({ address }: Intent, kind: Kind, { remoteId }: Observed, owners: Owners): boolean {
  return kind.within === undefined && (owners.get(placeOfId(address, remoteId)) ?? address) !== address
}

function findIntended(intent: Intent, kind: Kind, objects: readonly Observed[], owners: Owners): Observed | undefined {
  if (intent.remoteId !== undefined) return objects.find((object) => object.remoteId === intent.remoteId)
  const key = naturalKeyOf(intent.fields, kind.naturalKey)
  const found = objects
    .filter((object) => naturalKeyOf(object.spec, kind.naturalKey) === key)
    .filter((object) => !isAnothers(intent, kind, object, owners))
  return found.length === 1 ? found[0] : undefined
}

function settledEntry(
  intent: Intent,
  entry: StateEntry,
  found: Observed,
  kind: Kind,
  before: StateEntry | undefined,
  context: CompareContext,
): StateEntry | undefined {
  const images = settledImages(intent, entry, found)
  // What lives inside another is there as soon as its host is: only its value tells that it was set.
  if (intent.role === 'create' && kind.within === undefined)
    return { ...entry, remoteId: found.remoteId, applied: { ...entry.applied, ...images } }
  // An update is taken for done only where all that can be seen of it is there; otherwise only its uploads count.
  const done = Object.keys(intent.fields).every((name) => {
    const field = kind.fields[name]
    return field === undefined || holdsField({ intent, name, field, found, context })
  })
  if (done) return { ...entry, remoteId: found.remoteId, applied: { ...entry.applied, ...images } }
  const arrived = imagesArrived(intent.fields['images'], intent.imagesBefore ?? [], found)
  if (before === undefined || Object.keys(images).length === 0 || !arrived) return undefined
  return { ...before, applied: { ...before.applied, ...images } }
}

export interface FieldSent {
  readonly intent: Intent
  readonly name: string
  readonly field: Field
  readonly found: Observed
  readonly context: CompareContext
}

/** True where the object shows that the field was written; what the vendor never shows it cannot. */
export function holdsField({ intent, name, field, found, context }: FieldSent): boolean {
  const value = intent.fields[name]
  if (field.shape === 'images') return imagesArrived(value, intent.imagesBefore ?? [], found)
  return field.writeOnly !== true && same(field, value, found.spec[name], context)
}

/** As many new pictures as were sent, and none that was to go. */
export function imagesArrived(sent: Json | undefined, before: readonly string[], found: Observed): boolean {
  const written = asList(sent).filter(isJsonObject)
  const there = asList(found.spec['images']).flatMap((image) => (isJsonObject(image) ? String(image['image_id']) : []))
  const uploads = written.filter((image) => image['image_id'] === undefined)
  const fresh = there.filter((id) => !before.includes(id))
  return (
    fresh.length >= uploads.length &&
    !written.some((image) => image['remove'] === true && there.includes(String(image['image_id'])))
  )
}

/** Pictures that are there now and were not before are ours, in the order in which they were sent. */
export function settledImages(
  intent: Pick<Intent, 'fields' | 'imagesBefore'>,
  entry: StateEntry,
  found: Observed,
): { readonly images?: Json } {
  const applied = entry.applied['images']
  if (applied === undefined) return {}
  const known = new Set([
    ...(intent.imagesBefore ?? []),
    ...asList(applied).flatMap((element) => (isJsonObject(element) ? String(element['image_id'] ?? '') : '')),
  ])
  const fresh = asList(found.spec['images'])
    .filter(isJsonObject)
    .map((image) => String(image['image_id']))
    .filter((id) => !known.has(id))
  const images = asList(applied).map((element) => {
    if (!isJsonObject(element) || typeof element['image_id'] === 'string') return element
    const id = fresh.shift()
    return id === undefined ? element : { ...element, image_id: id }
  })
  return { images }
}
