/**
 * Which addresses this run is about, and which kinds must be read for them. Pure.
 * A target takes along what it needs and what is nested in it; an excluded one takes its nested ones away.
 */
import { type AddressId, addressGlob, partsOf, placeOf } from '../model/address.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import { ReconcilerError } from '../model/errors.ts'
import { fieldOf } from '../model/field.ts'
import { byCodeUnit, sameJson } from '../model/json.ts'
import type { Kind } from '../model/provider.ts'
import { type DesiredState, viewKey } from '../model/resource.ts'
import type { StateEntry } from '../model/state.ts'
import { localise } from './spec.ts'
import type { Selection } from './world.ts'

export interface Scope {
  selected(address: AddressId): boolean
  /** `connection/kind` of every view that is needed. */
  readonly views: ReadonlySet<string>
  /** Those of the views in which no object may be missing, not even one that is offline. */
  readonly whole: ReadonlySet<string>
  /** False where the whole world is looked at. */
  readonly narrowed: boolean
  /** Asked for and not declared any more, with what refers to them and is left out: they stay for now. */
  readonly kept: ReadonlyMap<AddressId, readonly AddressId[]>
}

export interface ScopeInput {
  readonly selection: Selection
  readonly desired: DesiredState
  readonly entries: ReadonlyMap<AddressId, StateEntry>
  readonly connections: readonly string[]
  /** The plan of nothing: all that may be deleted is. */
  readonly destroy: boolean
  kind(connection: string, name: string): Kind | undefined
  /** Nothing else is part of the run. */
  readonly within?: ReadonlySet<AddressId>
  /** Kinds that can refer to one of this kind, and are read before it is deleted. */
  users(connection: string, kind: string): readonly string[]
  /** Kinds that are found inside another and need no view of their own. */
  unread(kind: Kind): boolean
}

export function scopeOf(input: ScopeInput): Scope {
  const { selection } = input
  const { within } = input
  const asked = selection.target.length + selection.exclude.length + selection.connection.length > 0
  const narrowed = asked || within !== undefined
  const known = new Set(input.desired.resources.keys())
  for (const address of input.entries.keys()) known.add(address)
  const all = asked ? [...known] : []
  checkNames(input, all)
  const chosen = asked ? new Set(all.filter((address) => selectedByConnection(selection, address))) : known
  if (selection.target.length > 0) keepTargets(chosen, input, all)
  dropExcluded(chosen, input, all)
  if (within !== undefined) for (const address of chosen) if (!within.has(address)) chosen.delete(address)
  const kept = dropDeletesInUse(chosen, input)
  return { selected: (address) => chosen.has(address), ...viewsFor(chosen, input), narrowed, kept }
}

function checkNames({ selection, connections }: ScopeInput, all: readonly AddressId[]): void {
  for (const name of selection.connection) {
    if (!connections.includes(name)) {
      throw new ReconcilerError('E3006', `--connection ${name}: there is no such connection`, {
        hint: `there are: ${connections.join(', ')}`,
      })
    }
  }
  for (const glob of [...selection.target, ...selection.exclude]) {
    if (!all.some(addressGlob(glob))) {
      throw new ReconcilerError('E3006', `"${glob}" matches nothing`, {
        hint: 'addresses read connection/kind/key, for example shop/product/oak-*',
      })
    }
  }
}

function selectedByConnection(selection: Selection, address: AddressId): boolean {
  return selection.connection.length === 0 || selection.connection.includes(partsOf(address).connection)
}

function keepTargets(chosen: Set<AddressId>, input: ScopeInput, all: readonly AddressId[]): void {
  const globs = input.selection.target.map(addressGlob)
  const wanted = withNested(
    all.filter((address) => globs.some((matches) => matches(address))),
    input,
    all,
  )
  const queue = [...wanted]
  for (let address = queue.pop(); address !== undefined; address = queue.pop()) {
    for (const need of input.desired.resources.get(address)?.dependsOn ?? []) {
      if (!wanted.has(need)) {
        wanted.add(need)
        queue.push(need)
      }
    }
  }
  for (const address of chosen) if (!wanted.has(address)) chosen.delete(address)
}

function dropExcluded(chosen: Set<AddressId>, input: ScopeInput, all: readonly AddressId[]): void {
  if (input.selection.exclude.length === 0) return
  const globs = input.selection.exclude.map(addressGlob)
  const out = withNested(
    all.filter((address) => globs.some((matches) => matches(address))),
    input,
    all,
  )
  for (const address of out) chosen.delete(address)
}

/** The addresses and all that is nested in them, declared or not any more: attributes of a profile, stock of a product. */
function withNested(addresses: readonly AddressId[], input: ScopeInput, all: readonly AddressId[]): Set<AddressId> {
  const wanted = new Set(addresses)
  const nested = all.flatMap((address): [AddressId, AddressId][] => {
    const host = hostOf(address, input)
    return host === undefined ? [] : [[address, host]]
  })
  // Hosts nested in hosts: at most as many rounds as there are levels.
  let before = 0
  while (wanted.size > before) {
    before = wanted.size
    for (const [address, host] of nested) if (wanted.has(host)) wanted.add(address)
  }
  return wanted
}

/** What it is written in: its reference to the kind that it cannot be taken away from. */
export function hostOf(
  address: AddressId,
  input: Pick<ScopeInput, 'kind' | 'desired' | 'entries'>,
): AddressId | undefined {
  const { connection, kind: name } = partsOf(address)
  const kind = input.kind(connection, name)
  if (kind === undefined || kind.section !== undefined) return undefined
  const hostKinds = Object.values(kind.fields).flatMap((field) =>
    field.shape === 'reference' && field.createOnly === true ? (field.kind ?? []) : [],
  )
  const declared = input.desired.resources.get(address)?.dependsOn ?? []
  const needs = [...declared, ...(input.entries.get(address)?.needs ?? [])]
  return needs.find((need) => hostKinds.includes(partsOf(need).kind))
}

/** A narrowed run never deletes what resources outside it still refer to, nor what those that stay for it refer to. */
function dropDeletesInUse(chosen: Set<AddressId>, input: ScopeInput): Map<AddressId, AddressId[]> {
  const { desired, entries } = input
  const kept = new Map<AddressId, AddressId[]>()
  const staying: [AddressId, StateEntry][] = []
  entries.forEach((entry, address) => {
    if (!chosen.has(address)) staying.push([address, entry])
  })
  for (let one = staying.pop(); one !== undefined; one = staying.pop()) {
    const [address, { needs }] = one
    for (const need of needs) {
      const needed = desired.resources.has(need) ? undefined : entries.get(need)
      if (needed === undefined) continue
      if (chosen.delete(need)) {
        kept.set(need, [])
        staying.push([need, needed])
      }
      kept.get(need)?.push(address)
    }
  }
  return kept
}

const namedAtMost = 3

/** A person who asked for a delete by name must not think that it was done, or that there was nothing to do. */
export function keptNotes({ kept }: Pick<Scope, 'kept'>): Diagnostic[] {
  return [...kept].map(([address, holders]): Diagnostic => {
    const sorted = [...holders].sort(byCodeUnit)
    const more = sorted.length - namedAtMost
    const names = [...sorted.slice(0, namedAtMost), ...(more > 0 ? [`${more} more`] : [])].join(', ')
    return {
      severity: 'note',
      code: 'N1010',
      summary: `not removed in this run: ${names}, left out of it, still ${sorted.length === 1 ? 'refers' : 'refer'} to it`,
      hint: 'select what refers to it too, or run without --target, --exclude and --connection',
      address,
    }
  })
}

function viewsFor(chosen: ReadonlySet<AddressId>, input: ScopeInput): Pick<Scope, 'views' | 'whole'> {
  const views = new Set<string>()
  const fullyExcluded = (connection: string, kind: string) =>
    input.selection.exclude.length > 0 && ![...chosen].some((address) => address.startsWith(`${connection}/${kind}/`))
  const add = (connection: string, name: string): void => {
    const kind = input.kind(connection, name)
    if (kind === undefined || views.has(viewKey(connection, name))) return
    if (!input.unread(kind)) views.add(viewKey(connection, name))
    if (kind.within !== undefined) addReference(connection, kind, kind.within.field)
    if (kind.reading.by === 'list-per-parent') add(connection, kind.reading.parent.kind)
  }
  const addReference = (connection: string, kind: Kind, field: string) => {
    const trait = kind.fields[field]
    if (trait?.shape === 'reference' && trait.kind !== undefined) add(connection, trait.kind)
  }
  let place = ''
  for (const address of chosen) {
    // Those of one kind stand together.
    if (placeOf(address) !== place) {
      place = placeOf(address)
      const { connection, kind } = partsOf(address)
      add(connection, kind)
    }
    for (const need of input.desired.resources.get(address)?.dependsOn ?? []) {
      const target = partsOf(need)
      if (!fullyExcluded(target.connection, target.kind)) add(target.connection, target.kind)
    }
  }
  const whole = new Set<string>()
  for (const address of chosen) {
    if (!mayGo(address, input)) continue
    const { connection, kind } = partsOf(address)
    for (const user of input.users(connection, kind)) {
      if (fullyExcluded(connection, user)) continue
      add(connection, user)
      whole.add(viewKey(connection, user))
    }
  }
  return { views, whole }
}

/** Would be deleted, or deleted and made anew, as far as files and state tell: what uses it must be seen then. */
function mayGo(address: AddressId, { entries, desired, destroy, kind: kindAt }: ScopeInput): boolean {
  const entry = entries.get(address)
  const { connection, kind: name } = partsOf(address)
  const kind = kindAt(connection, name)
  if (entry === undefined || entry.remoteId === '' || kind?.writing.delete === undefined) return false
  const wanted = desired.resources.get(address)
  if (wanted === undefined) return destroy ? !entry.policy.protect : entry.policy.onRemove === 'delete'
  return Object.keys(wanted.spec).some((name) => {
    if (fieldOf(kind, name)?.createOnly !== true || !Object.hasOwn(entry.applied, name)) return false
    const value = localise(wanted.spec[name] ?? null, (need) => entries.get(need)?.remoteId)
    return !sameJson(value, entry.applied[name] ?? null)
  })
}
