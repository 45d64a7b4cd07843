/**
 * Kinds of which the vendor shows nothing: what the plan says of them, which creates would be blind, and which wait
 * because an earlier create is in doubt. Pure.
 */
import { type AddressId, partsOf } from '../model/address.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { Change, PlanView } from '../model/plan.ts'
import type { Kind } from '../model/provider.ts'
import type { PlanInput } from './plan.ts'
import { kindOf } from './world.ts'

type Input = Pick<PlanInput, 'connected' | 'desired' | 'entries' | 'scope' | 'doubts'>

/** Creates in doubt where nothing can be looked at, and whatever refers to one. */
export function waitingOf({
  doubts,
  desired,
  connected,
}: Pick<Input, 'doubts' | 'desired' | 'connected'>): Map<AddressId, string> {
  const waiting = new Map<AddressId, string>()
  for (const { address, role } of doubts) {
    if (role !== 'create' || !isUnseen(address, connected)) continue
    waiting.set(address, `in doubt: it may have been made; say what happened: ${resolveHint(address)}`)
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

/** What a person says of a write in doubt. */
export function resolveHint(address: AddressId): string {
  return `butik state resolve ${address} --id N | --absent`
}

function placeOf(address: AddressId): string {
  const { connection, kind } = partsOf(address)
  return `${connection}/${kind}`
}

/** A create in doubt that is declared no more: still nobody knows whether the vendor has it. */
export function undeclaredDoubts({ doubts, desired, scope, connected }: Input): Diagnostic[] {
  const summary = 'it is not known whether it was made, and it is declared no more'
  return doubts
    .filter(({ address, role }) => role === 'create' && !desired.resources.has(address) && scope.selected(address))
    .filter(({ address }) => isUnseen(address, connected))
    .map(({ address }) => ({ severity: 'warning', code: 'E2010', summary, hint: resolveHint(address), address }))
}

/** Where neither the vendor nor the state can tell, a create may be a second one. */
export function unseenCreates(changes: readonly Change[], { connected, entries }: Input): AddressId[] {
  const places = new Set([...entries.keys()].map(placeOf))
  return changes
    .filter(({ action, address }) => action === 'create' && isUnseen(address, connected))
    .map(({ address }) => address)
    .filter((address) => !places.has(placeOf(address)))
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
  const { connection, kind: name } = partsOf(address)
  const kind: Kind | undefined = kindOf(connected.find(({ config }) => config.name === connection)?.provider, name)
  return kind?.reading.by === 'nothing'
}
