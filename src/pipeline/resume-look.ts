/**
 * Looks at what a run that stopped left in doubt, and at nothing else: the newest objects and the ids that were written;
 * a whole list only where something is not among those, and then with all that makes a list believable.
 */
import { type AddressId, partsOf } from '../model/address.ts'
import { ReconcilerError } from '../model/errors.ts'
import type { Kind } from '../model/provider.ts'
import { type DesiredState, isId, type Observed, type ObservedState, type View, viewKey } from '../model/resource.ts'
import type { Intent } from '../model/state.ts'
import { candidates, lookUpAll } from './apply-look.ts'
import { refresh } from './refresh.ts'
import { howToRead } from './refresh-how.ts'
import { isAnothers, ownersIn, type Recovered } from './settle.ts'
import { naturalKeyOf } from './spec.ts'
import type { Connected, World } from './world.ts'

export interface OpenLook {
  readonly world: World
  readonly connected: readonly Connected[]
  readonly desired: DesiredState
  readonly recovered: Recovered
}

/** Views of the kinds that something is in doubt of; one that could not be read is absent, and its doubts stay. */
export async function lookAtOpen(input: OpenLook): Promise<ObservedState> {
  const views = new Map<string, View>()
  const calls = new Map<string, number>()
  for (const connected of input.connected) {
    const { name } = connected.config
    const before = connected.calls()
    for (const kind of connected.provider.kinds) {
      const open = input.recovered.open.filter(({ address }) => isOf(address, name, kind))
      const view = open.length === 0 ? undefined : await viewOf(connected, kind, open, input)
      if (view !== undefined) views.set(viewKey(name, kind.name), view)
    }
    calls.set(name, connected.calls() - before)
  }
  return { views, calls }
}

function isOf(address: AddressId, connection: string, kind: Kind): boolean {
  const parts = partsOf(address)
  return parts.connection === connection && parts.kind === kind.name
}

async function viewOf(
  connected: Connected,
  kind: Kind,
  open: readonly Intent[],
  input: OpenLook,
): Promise<View | undefined> {
  if (kind.reading.by === 'nothing') return undefined
  const objects = await near(connected, kind, open, input)
  if (objects === undefined) return undefined
  const base = { connection: connected.config.name, kind: kind.name, reach: 'complete', age: 0 } as const
  if (
    kind.reading.by !== 'paged-list' ||
    kind.within !== undefined ||
    open.every((one) => isThere(one, kind, objects, input.recovered))
  )
    return { ...base, objects }
  return await wholeView(connected, kind, input)
}

/** Undefined where the vendor cannot be asked: what is in doubt stays in doubt. */
async function near(
  connected: Connected,
  kind: Kind,
  open: readonly Intent[],
  { world: { signal }, recovered }: OpenLook,
): Promise<Observed[] | undefined> {
  try {
    if (kind.within !== undefined) {
      const hosts = placesOf(open, kind.within.field, recovered)
      return hosts === undefined ? undefined : await lookUpAll(connected, kind, hosts, signal)
    }
    if (kind.reading.by === 'list-per-parent') {
      const parents = placesOf(open, kind.reading.parent.field, recovered)
      return parents === undefined ? undefined : await candidates(connected, kind, open.length, parents, signal)
    }
    const created = open.filter(({ role }) => role === 'create')
    const ids = open.flatMap(({ remoteId }) => remoteId ?? [])
    if (kind.reading.by !== 'paged-list') return await candidates(connected, kind, open.length, [], signal)
    const newest = created.length === 0 ? [] : await candidates(connected, kind, created.length, [], signal)
    return [...newest, ...(ids.length === 0 ? [] : await lookUpAll(connected, kind, ids, signal))]
  } catch (error) {
    if (error instanceof ReconcilerError) return undefined
    throw error
  }
}

/**
 * Ids of what these live in, or lie below. Undefined where that is not known of one of them: a list that it is not in says
 * nothing of it. An intent to delete names no field: there the state does.
 */
function placesOf(open: readonly Intent[], field: string, { entries }: Recovered): string[] | undefined {
  const places = open.map(({ address, fields, entry }) => {
    const value = fields[field] ?? entry?.applied[field] ?? entries.get(address)?.applied[field] ?? null
    return isId(value) ? value.id : undefined
  })
  const known = places.filter((place) => place !== undefined)
  return known.length === places.length ? [...new Set(known)] : undefined
}

/** Of an update or a delete its id was asked for, which is an answer in itself; a create may lie further back. */
function isThere(intent: Intent, kind: Kind, objects: readonly Observed[], recovered: Recovered): boolean {
  if (intent.role !== 'create') return true
  const key = naturalKeyOf(intent.fields, kind.naturalKey)
  const owners = ownersIn(recovered)
  return objects.some(
    (object) => naturalKeyOf(object.spec, kind.naturalKey) === key && !isAnothers(intent, kind, object, owners),
  )
}

async function wholeView(connected: Connected, kind: Kind, input: OpenLook): Promise<View | undefined> {
  const { world, desired, recovered } = input
  const key = viewKey(connected.config.name, kind.name)
  const observed = await refresh({
    connected: [connected],
    desired,
    entries: recovered.entries,
    views: new Set([key]),
    whole: new Set([key]),
    how: howToRead(world, 'cheapest'),
    emit: world.emit,
    signal: world.signal,
  })
  return observed.views.get(key)
}
