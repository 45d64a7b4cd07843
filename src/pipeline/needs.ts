/** What must be written before a change: what it refers to, what carries it, and what gives up the key that it takes. Pure. */
import { type AddressId, partsOf } from '../model/address.ts'
import { byCodeUnit, type Json } from '../model/json.ts'
import type { Change } from '../model/plan.ts'
import type { Kind } from '../model/provider.ts'
import type { Spec } from '../model/resource.ts'
import type { StateEntry } from '../model/state.ts'
import { keyDigest } from './precondition.ts'
import { inPlace, refsIn } from './spec.ts'

type KindAt = (address: AddressId) => Kind | undefined
/** What the shop shows of it: a part of its key that is not written (a parent) is as it is there. */
type SeenAt = (address: AddressId) => Spec | undefined

/** References among the changes: what is made first, and, for deletes, what must let go first. */
export function withNeeds(
  changes: readonly Change[],
  entries: ReadonlyMap<AddressId, StateEntry>,
  kindAt: KindAt,
  seenAt: SeenAt = () => undefined,
): Change[] {
  const made = addressesOf(changes.filter(({ action }) => action === 'create' || action === 'replace'))
  const written = addressesOf(changes.filter(({ write }) => write !== undefined))
  const holders = holdersIn(changes, entries)
  const referring = changes.map((change): Change => {
    if (change.action === 'delete') {
      const writing = [...(holders.get(change.address) ?? [])].filter((holder) =>
        changes.some((other) => other.address === holder && (other.action === 'delete' || other.write !== undefined)),
      )
      return { ...change, needs: writing.sort(byCodeUnit) }
    }
    const refs = refsIn(change.write as Json | undefined).filter((ref) => made.has(ref) && ref !== change.address)
    // What lives inside another is there only once that one is written (a new variant has its stock).
    const inside = change.action === 'create' && kindAt(change.address)?.within !== undefined
    const hosts = inside ? (change.entry?.needs ?? []).filter((need) => written.has(need)) : []
    return { ...change, needs: [...new Set([...refs, ...hosts])].sort(byCodeUnit) }
  })
  return withHandedOnKeys(referring, entries, kindAt, seenAt)
}

/**
 * A name or SKU that one resource gives up and another takes is given up first. Not where the one that gives it up needs
 * the other: a category that goes below a new one of its old name.
 */
function withHandedOnKeys(
  changes: readonly Change[],
  entries: ReadonlyMap<AddressId, StateEntry>,
  kindAt: KindAt,
  seenAt: SeenAt,
): Change[] {
  const givers = new Map<string, AddressId>()
  for (const change of changes) {
    const old = appliedKey(change, entries, kindAt) ?? givenUpKey(change, kindAt)
    if (old !== undefined) givers.set(`${placeOf(change)} ${old}`, change.address)
  }
  const byAddress = new Map(changes.map((change) => [change.address, change]))
  const leadsTo = (from: AddressId, to: AddressId, seen: Set<AddressId>): boolean => {
    if (from === to) return true
    if (seen.has(from)) return false
    seen.add(from)
    return (byAddress.get(from)?.needs ?? []).some((next) => leadsTo(next, to, seen))
  }
  for (const change of changes) {
    const kind = kindAt(change.address)
    if (kind === undefined || change.write === undefined || change.entry === undefined) continue
    const taken = inPlace(change.entry.applied, seenAt(change.address), kind)
    const giver = givers.get(`${placeOf(change)} ${keyDigest(kind, taken)}`)
    if (giver === undefined || leadsTo(giver, change.address, new Set())) continue
    byAddress.set(change.address, { ...change, needs: [...new Set([...change.needs, giver])].sort(byCodeUnit) })
  }
  return changes.map((change) => byAddress.get(change.address) ?? change)
}

/** The digest of the natural key that an object had and that this change takes from it. */
export function givenUpKey(change: Change, kindAt: KindAt): string | undefined {
  const kind = kindAt(change.address)
  const old = change.precondition?.naturalKey
  if (kind === undefined || old === undefined || change.remoteId === undefined) return undefined
  if (change.write === undefined || change.entry === undefined || change.action === 'replace') return undefined
  const isWritten = kind.naturalKey.some((field) => change.write?.[field] !== undefined)
  return isWritten && keyDigest(kind, change.entry.applied) !== old ? old : undefined
}

/** Where nothing is shown, what was last written is the key that the object has. */
function appliedKey(change: Change, entries: ReadonlyMap<AddressId, StateEntry>, kindAt: KindAt): string | undefined {
  const kind = kindAt(change.address)
  if (kind?.reading.by !== 'nothing' || change.action !== 'update' || change.entry === undefined) return undefined
  const before = [...entries].find(
    ([address, { remoteId }]) =>
      remoteId === change.remoteId && partsOf(address).kind === kind.name && isOneConnection(address, change.address),
  )
  const old = before === undefined ? undefined : keyDigest(kind, before[1].applied)
  return old === keyDigest(kind, change.entry.applied) ? undefined : old
}

const isOneConnection = (a: AddressId, b: AddressId): boolean => partsOf(a).connection === partsOf(b).connection

function holdersIn(
  changes: readonly Change[],
  entries: ReadonlyMap<AddressId, StateEntry>,
): Map<AddressId, Set<AddressId>> {
  const holders = new Map<AddressId, Set<AddressId>>()
  for (const change of changes) {
    if (change.action === 'create') continue
    for (const need of entries.get(change.address)?.needs ?? []) {
      const set = holders.get(need) ?? new Set()
      holders.set(need, set.add(change.address))
    }
  }
  return holders
}

function addressesOf(changes: readonly Change[]): Set<AddressId> {
  return new Set(changes.map(({ address }) => address))
}

function placeOf({ address }: Change): string {
  const { connection, kind } = partsOf(address)
  return `${connection}/${kind}`
}
