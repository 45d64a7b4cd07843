/** A resource in the state that is declared no more → what becomes of it in the shop and in the state. Pure. */
import { type AddressId, partsOf } from '../model/address.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import { sameJson } from '../model/json.ts'
import type { Change, FieldChange, StateUpdate } from '../model/plan.ts'
import type { Kind } from '../model/provider.ts'
import type { Observed, Spec } from '../model/resource.ts'
import type { StateEntry } from '../model/state.ts'
import { identity, presence } from './precondition.ts'
import { isBelow } from './spec.ts'

export interface Removed {
  readonly address: AddressId
  readonly entry: StateEntry
  readonly kind: Kind
  readonly observed: Observed | undefined
  /** It is not in a complete view. */
  readonly gone: boolean
  /** The plan of nothing: everything goes that can. */
  readonly destroy: boolean
  /** What this plan deletes and makes anew. */
  readonly replaced: ReadonlySet<AddressId>
}

export interface Consequence {
  readonly change?: Change
  readonly update?: StateUpdate
  /** It stays as it is, and why. */
  readonly note?: Diagnostic
}

export function removalOf(removed: Removed): Consequence {
  const { address, entry, kind, observed, gone, destroy } = removed
  if (destroy && entry.policy.protect) {
    return { note: { severity: 'note', code: 'N1008', summary: 'it is protected and stays', address } }
  }
  if (entry.remoteId === '') {
    return { update: { address, reason: 'was on its way, and is declared no more', entry: null } }
  }
  if (gone) return { change: forgotten(removed, 'removed from the files, and gone from the shop') }
  const host = replacedHost(removed)
  if (host !== undefined) return { change: forgotten(removed, `removed from the files; goes with ${host}`) }
  const wanted = destroy ? 'delete' : entry.policy.onRemove
  if (wanted === 'delete' && kind.writing.delete !== undefined) return { change: deleted(removed) }
  if (wanted === 'offline' && kind.offline !== undefined && observed !== undefined) {
    return { change: setOffline(removed, observed, kind.offline) }
  }
  const why = destroy ? 'the vendor cannot delete it' : 'removed from the files'
  return { change: forgotten(removed, `${why}; the shop keeps it`) }
}

/** What lives below an object that is deleted and made anew is deleted with it. */
function replacedHost({ address, entry, kind, replaced }: Removed): AddressId | undefined {
  const { key } = partsOf(address)
  return entry.needs.find((need) => replaced.has(need) && isBelow(key, need, kind))
}

function baseOf({ address, entry, kind }: Removed): Pick<Change, 'address' | 'class' | 'remoteId' | 'needs' | 'diff'> {
  return { address, class: kind.class, remoteId: entry.remoteId, needs: [], diff: [] }
}

function forgotten(removed: Removed, reason: string): Change {
  return { ...baseOf(removed), action: 'forget', reason, risk: 'low' }
}

function deleted(removed: Removed): Change {
  const { kind, observed } = removed
  const seen =
    observed === undefined ? {} : { diff: shownBefore(kind, observed), precondition: identity(kind, observed) }
  return {
    ...baseOf(removed),
    action: 'delete',
    reason: removed.destroy ? 'destroyed' : 'removed from the files',
    risk: 'high',
    ...seen,
  }
}

/** What a reader of a delete wants to see: what it was. */
function shownBefore(kind: Kind, observed: Observed): FieldChange[] {
  return [...new Set([...kind.naturalKey, 'name'])].flatMap((path): FieldChange[] => {
    const before = observed.spec[path]
    if (typeof before !== 'string') return []
    return [{ path, before, cause: 'config', sensitive: false, meaning: kind.fields[path]?.meaning ?? 'other' }]
  })
}

function setOffline(removed: Removed, observed: Observed, write: Spec): Change {
  const values = Object.entries(write)
  if (values.every(([name, value]) => sameJson(value, observed.spec[name]))) {
    return forgotten(removed, 'removed from the files; offline already, and the shop keeps it')
  }
  const diff = values.map(([path, after]): FieldChange => {
    const before = observed.spec[path]
    const shown = before === undefined ? {} : { before }
    return { path, ...shown, after, cause: 'config', sensitive: false, meaning: 'visibility' }
  })
  const { kind, entry } = removed
  return {
    ...baseOf(removed),
    action: 'forget',
    diff,
    reason: 'removed from the files; set offline, and the shop keeps it',
    risk: 'medium',
    write,
    precondition: presence(kind, entry.remoteId, observed, write),
  }
}
