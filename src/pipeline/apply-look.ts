/**
 * Looking, for apply: once before the writes (does what the plan saw still hold?), once after (what was stored?), and
 * whenever an answer was lost. Lists only, never an object by itself.
 */
import type { AddressId } from '../model/address.ts'
import { ReconcilerError } from '../model/errors.ts'
import type { Change, PlanView } from '../model/plan.ts'
import type { Kind, Page } from '../model/provider.ts'
import type { Observed, Spec } from '../model/resource.ts'
import { grouped } from './grouped.ts'
import { givenUpKey } from './needs.ts'
import { fieldsDigest, isHigher, keyDigest } from './precondition.ts'
import { appearedPages, type Priced, parentsOf, type Touched, touchedOf, viewIn } from './price.ts'
import { pagesOf } from './read-changes.ts'
import { inPlace } from './spec.ts'
import type { Connected } from './world.ts'

export interface Look {
  /** Why a change may not be carried out any more. */
  readonly moved: ReadonlyMap<AddressId, string>
  /** What was seen, by kind and remote id. */
  readonly seen: ReadonlyMap<string, Observed>
}

/** Asked before pages that are in no price, with how many; of none nothing. Throws where the calls do not do for them. */
export type Further = (pages: number) => void

export interface LookInput {
  readonly connected: Connected
  readonly plan: Priced
  readonly further: Further
  readonly signal: AbortSignal
}

export async function lookAgain({ connected, plan, ...how }: LookInput): Promise<Look> {
  const { changes, views } = plan
  const moved = new Map<AddressId, string>()
  const seen = new Map<string, Observed>()
  for (const kind of connected.provider.kinds) {
    const { present, absent } = touchedOf(connected.config.name, kind, changes)
    // Where the vendor shows nothing, nothing can have been seen to move.
    if (present.length + absent.length === 0 || kind.reading.by === 'nothing') continue
    const view = viewIn(views, connected, kind)
    const objects = await readTouched(connected, kind, { present, absent, view }, how)
    for (const object of objects) seen.set(`${kind.name}/${object.remoteId}`, object)
    const byId = new Map(objects.map((object) => [object.remoteId, object]))
    for (const change of present) {
      const reason = movedSince(change, kind, byId.get(change.remoteId ?? ''))
      if (reason !== undefined) moved.set(change.address, reason)
    }
    for (const [address, object] of appeared(kind, { present, absent }, objects, moved))
      moved.set(address, `${kind.label(object.spec)} has appeared in the shop since the plan (id ${object.remoteId})`)
  }
  return { moved, seen }
}

/** What has the key by now that a change was to make or to take. */
function appeared(
  kind: Kind,
  { present, absent }: Touched,
  objects: readonly Observed[],
  moved: ReadonlyMap<AddressId, string>,
): Map<AddressId, Observed> {
  const byKey = grouped(objects, (object) => keyDigest(kind, object.spec))
  const renamed = present.filter((change) => !moved.has(change.address) && givenUpKey(change, () => kind) !== undefined)
  // What this plan itself takes the key from, or deletes, has not appeared.
  const giving = new Set(
    [...renamed, ...present.filter(({ action }) => action === 'delete')].map(({ remoteId }) => remoteId),
  )
  const found = new Map<AddressId, Observed>()
  const note = (change: Change, key: string, isOther: (object: Observed) => boolean): void => {
    const other = (byKey.get(key) ?? []).find((object) => !giving.has(object.remoteId) && isOther(object))
    if (other !== undefined) found.set(change.address, other)
  }
  for (const change of renamed) {
    const isOwn = ({ remoteId }: Observed) => remoteId === change.remoteId
    const spec = inPlace(change.entry?.applied ?? {}, objects.find(isOwn)?.spec, kind)
    note(change, keyDigest(kind, spec), (object) => !isOwn(object))
  }
  for (const change of absent) {
    // What the plan would not have taken for the same thing has not appeared either.
    const desired = change.entry?.applied ?? {}
    note(change, change.precondition?.naturalKey ?? '', (object) => kind.adoptable?.(desired, object) !== false)
  }
  return found
}

async function readTouched(
  connected: Connected,
  kind: Kind,
  { present, absent, view }: Touched & { readonly view: PlanView | undefined },
  { further, signal }: Pick<LookInput, 'further' | 'signal'>,
): Promise<Observed[]> {
  const { reading } = kind
  const { session } = connected
  switch (reading.by) {
    case 'nothing':
      return []
    case 'list':
      return await collect(reading.list(session, signal))
    case 'list-per-parent': {
      const lists = []
      for (const parent of parentsOf([...present, ...absent]))
        lists.push(...(await collect(reading.list(session, parent, signal))))
      return lists
    }
    case 'paged-list': {
      const size = reading.pageSize(session)
      const ids = present.flatMap((change) => change.remoteId ?? [])
      const found = await lookUpAll(connected, kind, ids, signal, further)
      const { newest, proof } = view ?? {}
      if (absent.length === 0 || reading.newest === undefined) return found
      // A plan that was made offline does not know either what was given another key since its view.
      if (proof?.by === 'saved' && proof.clock !== undefined && reading.changes !== undefined)
        return [
          ...found,
          ...(await collect(reading.changes.since(session, proof.clock, signal), (total) =>
            further(pagesOf(total, size) - appearedPages(view, size)),
          )),
        ]
      return [...found, ...(await newerThan(newest, reading.newest(session, signal), further))]
    }
  }
}

export async function lookUpAll(
  connected: Connected,
  kind: Kind,
  remoteIds: readonly string[],
  signal: AbortSignal,
  further: Further = () => undefined,
): Promise<Observed[]> {
  if (kind.reading.by !== 'paged-list') return []
  const size = kind.reading.pageSize(connected.session)
  const found: Observed[] = []
  for (let index = 0; index < remoteIds.length; index += size) {
    found.push(...(await collect(kind.reading.lookUp(connected.session, remoteIds.slice(index, index + size), signal))))
  }
  return [...found, ...(await lookAmongHidden(connected, kind, { remoteIds, found }, { further, signal }))]
}

/** A vendor whose lists leave offline products out is asked for those too, before one is taken for gone. Not in the price. */
async function lookAmongHidden(
  connected: Connected,
  kind: Kind,
  { remoteIds, found }: { readonly remoteIds: readonly string[]; readonly found: readonly Observed[] },
  { further, signal }: Pick<LookInput, 'further' | 'signal'>,
): Promise<Observed[]> {
  const seen = new Set(found.map((object) => object.remoteId))
  const missing = new Set(remoteIds.filter((id) => !seen.has(id)))
  const hidden = kind.reading.by === 'paged-list' ? kind.reading.hidden : undefined
  if (missing.size === 0 || hidden === undefined || hidden.ruledOut(found, connected.session)) return []
  further(1)
  const size = kind.reading.by === 'paged-list' ? kind.reading.pageSize(connected.session) : 1
  const all = await collect(hidden.list(connected.session, signal), (total) => further(pagesOf(total, size) - 1))
  return all.filter((object) => missing.has(object.remoteId))
}

export interface Created {
  readonly fields: readonly Spec[]
  readonly parents: readonly string[]
  /** Ids that were known before: what has the key still, and gives it up later in the plan, is not what was made. */
  readonly known: ReadonlySet<string>
}

/** After a lost answer: is there an object with this natural key now? Undefined: there is not, or it cannot be told. */
export async function lookForCreated(
  connected: Connected,
  kind: Kind,
  { fields, parents, known }: Created,
  signal: AbortSignal,
): Promise<(Observed | undefined)[]> {
  const all = await candidates(connected, kind, fields.length, parents, signal)
  const objects = all.filter(({ remoteId }) => !known.has(remoteId))
  return fields.map((spec) => {
    const key = keyDigest(kind, spec)
    const found = objects.filter((object) => keyDigest(kind, object.spec) === key)
    return found.length === 1 ? found[0] : undefined
  })
}

export async function candidates(
  connected: Connected,
  kind: Kind,
  count: number,
  parents: readonly string[],
  signal: AbortSignal,
): Promise<Observed[]> {
  const { reading } = kind
  const { session } = connected
  switch (reading.by) {
    case 'nothing':
      return []
    case 'list':
      return await collect(reading.list(session, signal))
    case 'list-per-parent': {
      const lists = []
      for (const parent of parents) lists.push(...(await collect(reading.list(session, parent, signal))))
      return lists
    }
    case 'paged-list': {
      if (reading.newest === undefined) return await collect(reading.list(session, signal))
      return await firstPages(reading.newest(session, signal), Math.ceil(count / reading.pageSize(session)))
    }
  }
}

/** After a lost answer to an update or a delete: the object as it is now, undefined where it is gone. */
export async function lookAt(
  connected: Connected,
  kind: Kind,
  remoteId: string,
  parents: readonly string[],
  signal: AbortSignal,
): Promise<Observed | undefined> {
  const objects =
    kind.reading.by === 'paged-list'
      ? await lookUpAll(connected, kind, [remoteId], signal)
      : await candidates(connected, kind, 1, parents, signal)
  return objects.find((object) => object.remoteId === remoteId)
}

function movedSince(change: Change, kind: Kind, object: Observed | undefined): string | undefined {
  const { precondition } = change
  if (precondition === undefined) return undefined
  if (object === undefined)
    return change.action === 'delete' ? undefined : `it is gone from the shop (id ${change.remoteId ?? ''})`
  if (precondition.naturalKey !== keyDigest(kind, object.spec))
    return `id ${object.remoteId} is ${kind.label(object.spec)} now`
  if (precondition.fields === undefined || change.write === undefined || change.action === 'replace') return undefined
  return precondition.fields === fieldsDigest(object.spec, change.write)
    ? undefined
    : `${Object.keys(change.write).join(', ')} moved in the shop since the plan was made`
}

/**
 * `long` is told after the first page how many rows there are. Throws E2006 where the list says that it has more: what a
 * short list leaves out is not gone.
 */
async function collect(
  pages: AsyncIterable<Page>,
  long: (total: number) => void = () => undefined,
): Promise<Observed[]> {
  const objects: Observed[] = []
  const counted = new Set<string>()
  let total = 0
  let isFirst = true
  for await (const page of pages) {
    if (isFirst) long(page.total ?? 0)
    isFirst = false
    objects.push(...page.objects)
    for (const row of page.counted ?? page.objects.map(({ remoteId }) => remoteId)) counted.add(row)
    total = Math.max(total, page.total ?? 0)
  }
  if (counted.size < total) throw new ReconcilerError('E2006', `a list came short: ${counted.size} of ${total}`)
  return objects
}

/** What has come since the plan was read: one page, as a rule, and more only where more than a page has come. */
async function newerThan(
  newest: string | undefined,
  pages: AsyncIterable<Page>,
  further: Further,
): Promise<Observed[]> {
  const objects: Observed[] = []
  let rows = 0
  for await (const page of pages) {
    objects.push(...page.objects)
    if (newest === undefined || page.objects.some(({ remoteId }) => !isHigher(remoteId, newest))) break
    rows += (page.counted ?? page.objects).length
    if (rows < (page.total ?? 0)) further(1)
  }
  return objects
}

async function firstPages(pages: AsyncIterable<Page>, count: number): Promise<Observed[]> {
  const objects: Observed[] = []
  let left = count
  for await (const page of pages) {
    objects.push(...page.objects)
    left -= 1
    if (left <= 0) break
  }
  return objects
}
