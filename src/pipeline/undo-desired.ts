/** The state, without what goes and with what comes back → the resources that a plan which takes a run back is about. Pure. */
import { type AddressId, partsOf } from '../model/address.ts'
import { fieldOf } from '../model/field.ts'
import { byCodeUnit } from '../model/json.ts'
import type { Kind } from '../model/provider.ts'
import type { DesiredState, Resource, Spec } from '../model/resource.ts'
import type { StateEntry } from '../model/state.ts'
import type { UndoRecord } from '../model/undo.ts'
import { same } from './compare.ts'
import { refsIn } from './spec.ts'
import { Ids, resourceOf } from './undo-refs.ts'

/** What one address is to be. */
export interface Back {
  readonly address: AddressId
  readonly spec: Spec
  readonly kind: Kind
  readonly entry: StateEntry
}

export interface DesiredInput {
  readonly record: UndoRecord
  readonly entries: ReadonlyMap<AddressId, StateEntry>
  readonly declared: DesiredState
  readonly kind: (address: AddressId) => Kind | undefined
  readonly back: ReadonlyMap<AddressId, Back>
  readonly removed: ReadonlySet<AddressId>
}

export interface BackAgain {
  /** Sorted by address. */
  readonly resources: ReadonlyMap<AddressId, Resource>
  /** Not removed, because something else refers to it by now. */
  readonly used: ReadonlyMap<AddressId, AddressId>
}

const nowhere = { file: 'butik.yaml', line: 1, column: 1, endLine: 1, endColumn: 1 }

export function resourcesOf(input: DesiredInput): BackAgain {
  const used = new Map<AddressId, AddressId>()
  for (;;) {
    const removed = new Set([...input.removed].filter((address) => !used.has(address)))
    const resources = resourcesWithout(removed, input)
    const before = used.size
    for (const { address, dependsOn } of resources.values())
      for (const need of dependsOn) if (removed.has(need) && !used.has(need)) used.set(need, address)
    if (used.size === before) return { resources, used }
  }
}

function resourcesWithout(removed: ReadonlySet<AddressId>, input: DesiredInput): Map<AddressId, Resource> {
  const { record, entries, back } = input
  const ids = new Ids()
  for (const { address, remoteId, entry } of record.changes) {
    if (!back.has(address)) continue
    ids.add(address, remoteId)
    ids.add(address, entry?.remoteId ?? '')
  }
  // What goes is known too: that something still refers to it keeps it.
  for (const [address, entry] of entries) ids.add(address, entry.remoteId)
  const former = new Map(record.changes.map(({ address, entry }) => [address, entry]))
  const staying = [...entries.keys(), ...back.keys()].filter((address) => !removed.has(address))
  const resources = [...new Set(staying)].flatMap((address): [AddressId, Resource][] => {
    const kind = input.kind(address)
    const entry = entries.get(address) ?? back.get(address)?.entry
    if (kind === undefined || entry === undefined) return []
    return [[address, resource({ address, kind, entry }, ids, input, former.get(address))]]
  })
  return new Map(resources.sort(([a], [b]) => byCodeUnit(a, b)))
}

interface Known {
  readonly address: AddressId
  readonly kind: Kind
  readonly entry: StateEntry
}

function resource(
  { address, kind, entry }: Known,
  ids: Ids,
  input: DesiredInput,
  before: StateEntry | undefined,
): Resource {
  const back = input.back.get(address)
  const needs = back === undefined ? entry.needs : [...new Set([...entry.needs, ...(before?.needs ?? [])])]
  const source = input.declared.resources.get(address)?.source ?? nowhere
  const wish = { address, kind, spec: back?.spec ?? entry.applied, policy: entry.policy, needs, source }
  return resourceOf(wish, ids, back !== undefined)
}

/** Fields that the run let go of, and that still point at what it deleted: they go to what is made again. */
export function letGo(before: StateEntry | undefined, back: Back, seen: Spec | undefined, remade: Ids): Spec {
  const { connection } = partsOf(back.address)
  const found = Object.entries(before?.applied ?? {}).filter(([name, value]) => {
    const field = fieldOf(back.kind, name)
    if (field === undefined || Object.hasOwn(back.spec, name) || !same(field, value, seen?.[name], { secretKey: '' }))
      return false
    return refsIn(remade.refs(value, field, connection, before?.needs ?? [])).length > 0
  })
  return Object.fromEntries(found)
}
