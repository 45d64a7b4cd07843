/** What a person takes out of the state, or has it know under another address. Writes the state only; the shop keeps all. */
import { type AddressId, isAddressId, partsOf } from '../model/address.ts'
import { hasErrors } from '../model/diagnostic.ts'
import { DiagnosticsError, ReconcilerError } from '../model/errors.ts'
import type { Kind } from '../model/provider.ts'
import type { LockInfo, StateEntry } from '../model/state.ts'
import { didYouMean } from '../model/suggest.ts'
import { changeState, type Known } from './by-hand.ts'
import { desiredOf } from './desired.ts'
import { renamedWith } from './renamed.ts'
import { kindOf, type World } from './world.ts'

export interface Forgotten {
  readonly address: AddressId
  readonly remoteId: string
  /** Still in the files: the next plan finds it again. */
  readonly declared: boolean
}

/** The state owns it no more. Throws E3006 where it does not, or where the next plan would make a second one. */
export async function forgetEntry(world: World, lock: LockInfo, address: string): Promise<Forgotten> {
  const { desired, diagnostics } = await desiredOf(world, '', true)
  if (hasErrors(diagnostics)) throw new DiagnosticsError(diagnostics)
  return await changeState(world, lock, (known) => {
    const { address: found, entry } = entryAt(address, known)
    const declared = desired.resources.has(found)
    if (declared && kindAt(found, world)?.reading.by === 'nothing') {
      throw new ReconcilerError('E3006', `${address} is declared, and its vendor shows nothing`, {
        hint: 'the next plan would make it a second time; take it out of the files first',
      })
    }
    const entries = new Map(known.entries)
    entries.delete(found)
    return { entries, doubts: known.doubts, result: { address: found, remoteId: entry.remoteId, declared } }
  })
}

export interface Moved {
  readonly from: AddressId
  readonly to: AddressId
  /** What is nested in it goes along. */
  readonly nested: readonly AddressId[]
}

/** The same object under another address, with what is nested in it. */
export async function moveEntry(world: World, lock: LockInfo, from: string, to: string): Promise<Moved> {
  if (!isAddressId(to)) throw new ReconcilerError('E3006', `${to} is no address`, { hint: 'connection/kind/key' })
  refuseOtherKind(from, to, world)
  return await changeState(world, lock, (known) => {
    const { address } = entryAt(from, known)
    const renamed = renamedWith(new Map([[address, to]]), known.entries, (near, name) => kindAt(near, world, name))
    for (const one of renamed.values()) {
      if (known.entries.has(one) && !renamed.has(one))
        throw new ReconcilerError('E3006', `${one} is in the state already`, { hint: `butik state show ${one}` })
    }
    const at = (one: AddressId): AddressId => renamed.get(one) ?? one
    const moved = [...known.entries].map(([one, entry]): [AddressId, StateEntry] => [
      at(one),
      { ...entry, needs: entry.needs.map(at) },
    ])
    const nested = [...renamed.values()].filter((one) => one !== to)
    return { entries: new Map(moved), doubts: known.doubts, result: { from: address, to, nested } }
  })
}

function entryAt(address: string, { entries, doubts }: Known): { address: AddressId; entry: StateEntry } {
  if (doubts.some((doubt) => doubt.address === address)) {
    throw new ReconcilerError('E3006', `${address} is in doubt`, {
      hint: `say what happened first: butik state resolve ${address}`,
    })
  }
  const entry = isAddressId(address) ? entries.get(address) : undefined
  if (entry !== undefined && isAddressId(address)) return { address, entry }
  throw new ReconcilerError('E3006', `${address} is not in the state`, {
    hint: didYouMean(address, entries.keys()) ?? 'butik state list names what is',
  })
}

function refuseOtherKind(from: string, to: AddressId, world: World): void {
  if (!isAddressId(from)) return
  const [a, b] = [partsOf(from), partsOf(to)]
  const vendorOf = (name: string) => world.project.config.connections.get(name)?.vendor
  // The connection of the old address may be gone from butik.yaml: that is what a move is for.
  const [vendor, other] = [vendorOf(b.connection), vendorOf(a.connection)]
  if (a.kind === b.kind && vendor !== undefined && (other === undefined || other === vendor)) return
  throw new ReconcilerError('E3006', `${from} cannot become ${to}`, {
    hint:
      vendor === undefined
        ? `there is no connection ${b.connection} in butik.yaml`
        : 'an object keeps its kind, and its vendor',
  })
}

function kindAt(address: AddressId, world: World, name: string = partsOf(address).kind): Kind | undefined {
  const vendor = world.project.config.connections.get(partsOf(address).connection)?.vendor ?? ''
  return kindOf(world.providers.get(vendor), name)
}
