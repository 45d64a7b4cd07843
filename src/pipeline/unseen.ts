/**
 * Kinds of which the vendor shows nothing: what the plan says of them, which creates would be blind, and which wait
 * because an earlier create is in doubt. Pure.
 */
import { type AddressId, partsOf } from '../model/address.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { Change, PlanView } from '../model/plan.ts'
import type { Kind } from '../model/provider.ts'
import type { Intent } from '../model/state.ts'
import type { PlanInput } from './plan.ts'
import { naturalKeyOf } from './spec.ts'
import { kindOf } from './world.ts'

type Input = Pick<PlanInput, 'connected' | 'desired' | 'entries' | 'scope' | 'doubts'>

/** Creates in doubt where nothing can be looked at, under whatever key they are declared now, and whatever refers to one. */
export function waitingOf(input: Pick<Input, 'doubts' | 'desired' | 'connected' | 'entries'>): Map<AddressId, string> {
  const { desired } = input
  const waiting = new Map<AddressId, string>()
  for (const doubt of createsInDoubt(input)) {
    const { address } = doubt
    waiting.set(address, `in doubt: it may have been made; say what happened: ${resolveHint(address)}`)
    if (desired.resources.has(address)) continue
    for (const other of rekeyedFrom(doubt, input))
      waiting.set(other, `${address} is in doubt, and may be this very one; say what happened: ${resolveHint(address)}`)
  }
  for (let before = -1; before !== waiting.size; ) {
    before = waiting.size
    for (const { address, dependsOn } of desired.resources.values()) {
      const need = waiting.has(address) ? undefined : dependsOn.find((one) => waiting.has(one))
      if (need !== undefined) waiting.set(address, `waits for ${need}, which is in doubt`)
    }
  }
  return waiting
}

function createsInDoubt({ doubts, connected }: Pick<Input, 'doubts' | 'connected'>): Intent[] {
  return doubts.filter(({ address, role }) => role === 'create' && isUnseen(address, connected))
}

/** Declared with the natural key of what is in doubt under an address that is declared no more. */
function rekeyedFrom(
  { address, entry, fields }: Intent,
  { desired, connected, entries }: Pick<Input, 'desired' | 'connected' | 'entries'>,
): AddressId[] {
  const kind = kindAt(address, connected)
  if (kind === undefined) return []
  const key = naturalKeyOf(entry?.applied ?? fields, kind.naturalKey)
  return [...desired.resources.values()]
    .filter((other) => placeOf(other.address) === placeOf(address) && !entries.has(other.address))
    .filter(({ spec }) => naturalKeyOf(spec, kind.naturalKey) === key)
    .map((other) => other.address)
}

/** What a person says of a write in doubt. */
export function resolveHint(address: AddressId): string {
  return `butik state resolve ${address} --id N | --absent`
}

function placeOf(address: AddressId): string {
  const { connection, kind } = partsOf(address)
  return `${connection}/${kind}`
}

/** A create in doubt that is declared no more: still nobody knows whether the vendor has it. */
export function undeclaredDoubts(input: Input): Diagnostic[] {
  const { desired, scope } = input
  const summary = 'it is not known whether it was made, and it is declared no more'
  return createsInDoubt(input)
    .filter(({ address }) => !desired.resources.has(address) && scope.selected(address))
    .map(({ address }) => ({ severity: 'warning', code: 'E2010', summary, hint: resolveHint(address), address }))
}

/**
 * Where neither the vendor nor the state can tell, a create may be a second one: the state knows none of the kind, or one
 * that is declared no more is in doubt and may be this one, changed.
 */
export function unseenCreates(changes: readonly Change[], input: Input): AddressId[] {
  const { connected, desired, entries } = input
  const known = new Set([...entries.keys()].map(placeOf))
  const doubted = new Set(
    createsInDoubt(input).flatMap(({ address }) => (desired.resources.has(address) ? [] : placeOf(address))),
  )
  return changes
    .filter(({ action, address }) => action === 'create' && isUnseen(address, connected))
    .map(({ address }) => address)
    .filter((address) => !known.has(placeOf(address)) || doubted.has(placeOf(address)))
}

export function unseenViews({ connected, desired, entries, scope }: Input): PlanView[] {
  const places = new Set([...desired.resources.keys(), ...entries.keys()].filter(scope.selected).map(placeOf))
  return connected.flatMap(({ config, provider }) =>
    provider.kinds
      .filter(({ reading, name }) => reading.by === 'nothing' && places.has(`${config.name}/${name}`))
      .map(({ name }): PlanView => ({ connection: config.name, kind: name, age: 0, reach: 'unseen' })),
  )
}

function isUnseen(address: AddressId, connected: Input['connected']): boolean {
  return kindAt(address, connected)?.reading.by === 'nothing'
}

function kindAt(address: AddressId, connected: Input['connected']): Kind | undefined {
  const { connection, kind } = partsOf(address)
  return kindOf(connected.find(({ config }) => config.name === connection)?.provider, kind)
}
