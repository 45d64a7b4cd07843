/**
 * What a person tells the state: which id a resource has at the vendor, and what became of a write in doubt. Writes the
 * state only; nothing is sent to a vendor.
 */
import { type AddressId, isAddressId, partsOf } from '../model/address.ts'
import { hasErrors } from '../model/diagnostic.ts'
import { DiagnosticsError, ReconcilerError } from '../model/errors.ts'
import type { Kind } from '../model/provider.ts'
import type { Intent, LockInfo, StateEntry } from '../model/state.ts'
import { didYouMean } from '../model/suggest.ts'
import { desiredOf } from './desired.ts'
import { nextSnapshot } from './next-state.ts'
import { idRefusal } from './remote-ids.ts'
import { recover } from './settle.ts'
import { localiseSpec } from './spec.ts'
import { keepUndo } from './undo-keep.ts'
import { kindOf, type World } from './world.ts'

/** `absent`: the vendor does not have it; otherwise the id that it has there. */
export type Verdict = { readonly absent: true } | { readonly id: string }

export interface Resolved {
  readonly address: AddressId
  /** What the write was to do whose answer was lost. */
  readonly role: Intent['role']
  readonly remoteId?: string
}

/** Throws E3006 where nothing is in doubt at that address. */
export async function resolveDoubt(world: World, lock: LockInfo, address: string, verdict: Verdict): Promise<Resolved> {
  return await changeState<Resolved>(world, lock, (known) => {
    const intent = known.doubts.find((doubt) => doubt.address === address)
    if (intent === undefined) throw nothingInDoubt(address, known.doubts)
    const doubts = known.doubts.filter((doubt) => doubt !== intent)
    const entries = new Map(known.entries)
    if ('absent' in verdict) {
      if (intent.role === 'create' || intent.role === 'delete') entries.delete(intent.address)
      return { entries, doubts, result: { address: intent.address, role: intent.role } }
    }
    if (intent.entry === undefined) throw nothingInDoubt(address, known.doubts)
    refuseTaken(known.entries, intent.address, verdict.id)
    entries.set(intent.address, { ...intent.entry, remoteId: verdict.id })
    return { entries, doubts, result: { address: intent.address, role: intent.role, remoteId: verdict.id } }
  })
}

export interface ImportOptions {
  /** False: what is declared is taken for what the vendor has. True: the next plan sends it again. */
  readonly resend: boolean
}

/**
 * The state learns that a declared resource is this object. What the vendor shows is compared by the next plan; what it
 * does not show is taken on trust, or sent again.
 */
export async function importResource(
  world: World,
  lock: LockInfo,
  address: string,
  remoteId: string,
  { resend }: ImportOptions,
): Promise<{ readonly address: AddressId; readonly remoteId: string; readonly trusted: boolean }> {
  const { snapshot } = await world.backend.read()
  const { desired, diagnostics } = await desiredOf(world, snapshot.lineage, true)
  if (hasErrors(diagnostics)) throw new DiagnosticsError(diagnostics)
  const resource = isAddressId(address) ? desired.resources.get(address) : undefined
  if (resource === undefined) {
    throw new ReconcilerError('E3006', `${address} is not declared`, {
      hint: isAddressId(address)
        ? (didYouMean(address, desired.resources.keys()) ?? 'declare it first, then import it')
        : 'an address is connection/kind/key, such as shop/product/oak-chair',
    })
  }
  const vendor = world.project.config.connections.get(resource.connection)?.vendor ?? ''
  const kind = kindOf(world.providers.get(vendor), resource.kind)
  if (kind === undefined || kind.class === 'observed') {
    throw new ReconcilerError('E3007', `a ${resource.kind} of ${vendor} is only watched; there is nothing to own`)
  }
  refuseOtherIds(kind, remoteId)
  const trusted = kind.reading.by === 'nothing' && !resend
  return await changeState(world, lock, (known) => {
    if (known.doubts.some((doubt) => doubt.address === resource.address)) {
      throw new ReconcilerError('E3006', `${address} is in doubt`, {
        hint: `say what happened: butik state resolve ${address} --id ${remoteId}`,
      })
    }
    const before = known.entries.get(resource.address)
    // Nothing was written by that entry yet: a wrong id can be put right.
    const isFresh = before === undefined || before.remoteId === '' || Object.keys(before.applied).length === 0
    if (!isFresh) {
      throw new ReconcilerError('E3006', `${address} is in the state already, with the id ${before.remoteId}`, {
        hint: 'butik state show says what was last written of it',
      })
    }
    refuseTaken(known.entries, resource.address, remoteId)
    const applied = trusted ? localiseSpec(resource.spec, (one) => known.entries.get(one)?.remoteId || undefined) : {}
    const { policy, dependsOn } = resource
    const entry: StateEntry = { remoteId, applied, stored: {}, policy, needs: dependsOn }
    const entries = new Map(known.entries).set(resource.address, entry)
    return { entries, doubts: known.doubts, result: { address: resource.address, remoteId, trusted } }
  })
}

function nothingInDoubt(address: string, doubts: readonly Intent[]): ReconcilerError {
  const names = doubts.map((doubt) => doubt.address)
  return new ReconcilerError('E3006', `nothing is in doubt at ${address}`, {
    hint: names.length === 0 ? 'nothing is in doubt at all' : `in doubt: ${names.join(', ')}`,
  })
}

function refuseOtherIds(kind: Kind, remoteId: string): void {
  const refused = idRefusal(remoteId, kind)
  if (refused !== undefined) throw new ReconcilerError('E3006', refused.summary, { hint: refused.hint })
}

/** One object, one address. */
function refuseTaken(entries: ReadonlyMap<AddressId, StateEntry>, address: AddressId, remoteId: string): void {
  const { connection, kind } = partsOf(address)
  for (const [other, entry] of entries) {
    if (other === address || entry.remoteId !== remoteId || !other.startsWith(`${connection}/${kind}/`)) continue
    throw new ReconcilerError('E3006', `the id ${remoteId} is that of ${other}`, {
      hint: 'an object answers to one address; butik state list has them all',
    })
  }
}

export interface Known {
  readonly entries: ReadonlyMap<AddressId, StateEntry>
  readonly doubts: readonly Intent[]
}

/** Under the lock: what an interrupted run left is folded in first, so that nothing of it is lost. */
export async function changeState<Result>(
  world: World,
  lock: LockInfo,
  change: (known: Known) => Known & { readonly result: Result },
): Promise<Result> {
  await using held = await world.backend.lock(lock)
  const { snapshot, journal } = await world.backend.read()
  const { entries, open } = recover(snapshot, journal)
  const { result, ...next } = change({ entries, doubts: open })
  const { identities } = snapshot
  const after = nextSnapshot(snapshot, { ...next, identities }, world)
  await held.confirm()
  await keepUndo({ backend: world.backend, before: snapshot, lines: journal, lineage: after.lineage, ...next })
  await world.backend.write(after, snapshot.serial)
  return result
}
