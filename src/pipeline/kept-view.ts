/**
 * What a run leaves to the next: each kind as it was seen, and when that may be used. A view is disposable: one that is
 * missing, damaged, of another shop or another way of reading costs calls and nothing else. Secrets are in none.
 */
import type { AddressId } from '../model/address.ts'
import { ReconcilerError } from '../model/errors.ts'
import type { Json, JsonObject } from '../model/json.ts'
import type { Kind } from '../model/provider.ts'
import { type DesiredState, isSecret, type Observed, type View } from '../model/resource.ts'
import type { Checkpoint, SavedView, StateEntry, Sweep, ViewStore, ViewUpdate } from '../model/state.ts'
import type { Bound } from './bind.ts'
import { pruned, type Wanted, wantedOf } from './marked-view.ts'
import { ofKind } from './of-kind.ts'
import type { ListRead } from './read-list.ts'
import type { Connected } from './world.ts'

/**
 * How a kind is read again: the way that costs the fewest calls; always whole; by what changed, wherever that can be told;
 * or not at all.
 */
export type RefreshMode = 'cheapest' | 'full' | 'incremental' | 'offline'

export interface How {
  readonly mode: RefreshMode
  readonly saved: ViewStore
  readonly now: () => Date
  /** Days after which a kind is read whole again, unless it is asked for otherwise. */
  readonly sweepDays: number
  /** Digest of what decides how the connection is read. */
  readonly reads: (connected: Connected) => string
  /** Digest of the state that the views are seen beside. */
  readonly state: string
}

export interface Place {
  readonly connected: Connected
  readonly kind: Kind
  readonly how: How
  readonly desired: DesiredState
}

/** What the list gave, where a view is to be kept. */
export interface Kept {
  readonly mark?: string
  readonly parents?: readonly string[]
  readonly read?: ListRead
  /** Of a view that was brought up to date. */
  readonly update?: ViewUpdate
  readonly listOnly?: boolean
  /** One that is not at its end. */
  readonly sweep?: Sweep | undefined
  /** Ids of rows that an earlier run read, and did not keep for a secret. */
  readonly withheld?: readonly string[]
}

/** The view of before, where it is of this shop and was read in this way. */
async function viewOf({ connected, kind, how }: Place): Promise<SavedView | undefined> {
  const view = await how.saved.read(connected.config.name, kind.name)
  return view?.url === connected.url && view.reads === how.reads(connected) ? view : undefined
}

/** A list under the same mark, of which the same was asked. */
export async function viewUnder(place: Place, mark: string): Promise<SavedView | undefined> {
  if (place.how.mode === 'full') return undefined
  const view = await viewOf(place)
  if (view?.mark !== mark || view.wanted !== wantedIn(place)?.digest) return undefined
  // What holds a secret is in no view: it would count as gone.
  return view.withheld === undefined ? view : undefined
}

/** One that can be brought up to date. */
export async function viewToUpdate(place: Place): Promise<SavedView | undefined> {
  const { reading } = place.kind
  if (reading.by !== 'paged-list' || reading.changes === undefined) return undefined
  const view = await viewOf(place)
  return view?.clock === undefined ? undefined : view
}

/** Whether the kind is to be read whole again by now. */
export function isSweepDue({ how }: Place, { at }: SavedView): boolean {
  const days = (how.now().getTime() - Date.parse(at)) / 86_400_000
  return how.mode === 'cheapest' && days >= how.sweepDays
}

/** What an earlier run read of a list that it did not come to the end of. */
export async function checkpointOf({ connected, kind, how }: Place): Promise<Checkpoint | undefined> {
  const checkpoint = await how.saved.checkpoints.read(connected.config.name, kind.name)
  return checkpoint?.url === connected.url && checkpoint.reads === how.reads(connected) ? checkpoint : undefined
}

/** For a plan that asks nothing. `parents`: those whose lists it needs. Throws E2012 where there is none that will do. */
export async function viewOffline(place: Place, parents: readonly string[]): Promise<SavedView> {
  const view = await viewOf(place)
  const held = new Set(view?.parents)
  const isThere = parents.every((parent) => held.has(parent)) && view?.wanted === wantedIn(place)?.digest
  if (view === undefined || !isThere) throw untold(place, 'no view of it was kept')
  if (view.state !== place.how.state) throw untold(place, 'the state has moved on since it was last seen')
  if (view.listOnly === true) throw untold(place, 'there were too few calls to see all of it')
  if (view.withheld !== undefined) throw untold(place, 'it holds a secret, and a secret is in no view')
  return view
}

function untold({ connected, kind }: Place, why: string): ReconcilerError {
  const whole = `${connected.config.name}/${kind.name}/*`
  return new ReconcilerError('E2012', `this is offline, and ${why}`, {
    hint: `butik plan without --offline reads it; --exclude '${whole}' leaves it out`,
  })
}

export interface Keeping extends Place {
  readonly entries: ReadonlyMap<AddressId, StateEntry>
  readonly view: View
  /** Asked only where something holds a secret. */
  readonly bound: () => ReadonlyMap<AddressId, Bound>
  readonly kept: Kept
}

export async function keepView(keeping: Keeping): Promise<void> {
  const { connected, kind, how } = keeping
  const { saved, update } = viewMade(keeping)
  await how.saved.write(connected.config.name, kind.name, saved, update)
}

/** What may be kept of it, on disk or for the calls that come. */
export function viewMade(keeping: Keeping): { readonly saved: SavedView; readonly update: ViewUpdate | undefined } {
  const { connected, kind, how, view, kept } = keeping
  const { mark, parents, read, update, sweep, listOnly } = kept
  const wanted = wantedIn(keeping)
  const secret = holdersOf(keeping)
  const listed = read?.objects ?? view.objects
  const ids = new Set(listed.map(({ remoteId }) => remoteId))
  const besides = view.objects.filter(({ remoteId }) => !ids.has(remoteId))
  const keep = (objects: readonly Observed[]) => {
    const open = objects.filter(({ remoteId }) => !secret.has(remoteId))
    return wanted === undefined ? open : pruned(kind, open, wanted)
  }
  const before = new Set((kept.withheld ?? []).filter((id) => !ids.has(id)))
  const isRow = (row: string) => !ids.has(row) && !before.has(row)
  const rows = kind.within === undefined ? [...(read?.counted ?? [])].filter(isRow) : []
  const now = view.objects.filter(({ remoteId }) => secret.has(remoteId)).map(({ remoteId }) => remoteId)
  const withheld = [...before, ...now]
  const saved: SavedView = {
    url: connected.url,
    reads: how.reads(connected),
    state: how.state,
    at: view.proof?.readAt ?? how.now().toISOString(),
    objects: keep(listed),
    ...(view.proof === undefined ? {} : { provedAt: how.now().toISOString() }),
    ...(mark === undefined ? {} : { mark }),
    ...(wanted === undefined ? {} : { wanted: wanted.digest }),
    ...(read?.clock === undefined ? {} : { clock: read.clock }),
    ...(parents === undefined ? {} : { parents }),
    ...(besides.length === 0 ? {} : { besides: keep(besides) }),
    ...(rows.length === 0 ? {} : { rows }),
    ...(withheld.length === 0 ? {} : { withheld }),
    ...(sweep === undefined ? {} : { sweep }),
    ...(listOnly === true ? { listOnly } : {}),
  }
  return { saved, update: updateOf(update, withheld, keep) }
}

/** Where the view of before still has what is a secret by now, nothing of that view may stay: the whole is written anew. */
function updateOf(
  update: ViewUpdate | undefined,
  withheld: readonly string[],
  keep: (objects: readonly Observed[]) => readonly Observed[],
): ViewUpdate | undefined {
  if (update === undefined) return undefined
  const known = new Set(update.from.objects.map(({ remoteId }) => remoteId))
  return withheld.some((id) => known.has(id)) ? undefined : { ...update, changed: keep(update.changed) }
}

/** Of what is only watched, or marked, no more is kept than is asked about: such lists hold customers and orders. */
function wantedIn({ connected, kind, desired }: Place): Wanted | undefined {
  const isMarked = kind.reading.by === 'list' && kind.reading.mark !== undefined
  if (kind.class !== 'observed' && !isMarked) return undefined
  const asked = ofKind(desired.resources, connected.config.name, kind.name).map(([, resource]) => resource)
  return wantedOf(kind, asked)
}

/** Ids of the objects that hold what is a secret in the files, was one when it was written, or is always one. */
function holdersOf({ connected, kind, view, bound, desired, entries }: Keeping): ReadonlySet<string> {
  const { name } = connected.config
  const secretive = new Set(
    [
      ...ofKind(desired.resources, name, kind.name).filter(([, { spec }]) => holdsSecret(spec)),
      ...ofKind(entries, name, kind.name).filter(([, { applied }]) => holdsSecret(applied)),
    ].map(([address]) => address),
  )
  const named =
    secretive.size === 0
      ? []
      : [...bound()].flatMap(([address, { remoteId }]) => (secretive.has(address) ? [remoteId] : []))
  const sensitive = Object.entries(kind.fields).flatMap(([name, field]) => (field.sensitive === true ? [name] : []))
  const holding =
    sensitive.length === 0
      ? []
      : view.objects.filter(({ spec }) => sensitive.some((name) => (spec[name] ?? null) !== null))
  return new Set([...named, ...holding.map(({ remoteId }) => remoteId)])
}

function holdsSecret(value: Json | undefined): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (isSecret(value)) return true
  if (Array.isArray(value)) return value.some(holdsSecret)
  for (const part in value) if (holdsSecret((value as JsonObject)[part])) return true
  return false
}
