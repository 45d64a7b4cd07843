/** What an apply starts with: nothing known yet, the first line of its run, and what it must not send. Pure. */
import type { AddressId } from '../model/address.ts'
import type { Plan } from '../model/plan.ts'
import type { JournalEntry } from '../model/state.ts'
import type { Progress } from './apply.ts'
import type { Look } from './apply-look.ts'

export function noProgress(): Progress & { looks: Map<string, Look> } {
  return {
    entries: new Map(),
    ids: new Map(),
    outcomes: new Map(),
    looks: new Map(),
    answers: new Map(),
    intents: new Map(),
    done: new Map(),
  }
}

/** By address: the operation after which its outcome is known. */
export function lastOperations({ operations }: Plan): ReadonlyMap<AddressId, string> {
  return new Map(
    operations.flatMap(({ id, addresses }) => addresses.map((address): [AddressId, string] => [address, id])),
  )
}

export interface Begun {
  readonly run: string
  readonly at: string
  readonly plan: Plan
  readonly serial: number
}

/** In one line, so that a key never changes hands by half. */
export function begunLine({ run, at, plan: { hash, stateUpdates }, serial }: Begun): JournalEntry {
  const learns = stateUpdates.map(({ address, entry }) => ({ address, entry }))
  return { phase: 'begun', run, at, plan: hash, serial, ...(learns.length === 0 ? {} : { learns }) }
}

/** Not even the state has anything to learn: there is nothing to go on with, and nothing to take back. */
export function isNothing({ operations, stateUpdates, changes }: Plan): boolean {
  return operations.length + stateUpdates.length === 0 && changes.every(({ action }) => action === 'manual')
}

/** Going on with a run: creates that nobody could look at are not sent a second time. */
export function blindCreates({ basis, doubts, operations }: Plan): AddressId[] {
  if (basis.resumes === undefined) return []
  const creates = new Set(operations.flatMap(({ role, addresses }) => (role === 'create' ? addresses : [])))
  return doubts.filter(({ role, address }) => role === 'create' && creates.has(address)).map(({ address }) => address)
}
