/**
 * A write without an outcome × what later runs found → the fields that it may have written. Pure. A run that was killed may
 * have announced what it never sent: taking that back would take back the run that did it in its place.
 */
import type { AddressId } from '../model/address.ts'
import { sameJson } from '../model/json.ts'
import type { Spec } from '../model/resource.ts'
import type { Intent, StateEntry } from '../model/state.ts'

export interface Fate {
  /** The first intent of a later run for the same address. */
  readonly later: Intent | undefined
  /** As the state had it before the run. */
  readonly prior: StateEntry | undefined
  /** As the state has it now. */
  readonly now: StateEntry | undefined
}

/** The fields that nobody found as they had been before. Of an intent that only sets fields; a create or a delete is there or not. */
export function arrivedFields(intent: Intent, fate: Fate): Spec {
  return Object.fromEntries(Object.entries(intent.fields).filter(([name]) => !isAsBefore(name, intent, fate)))
}

function isAsBefore(name: string, { fields, before = {} }: Intent, { later, prior, now }: Fate): boolean {
  const found = later?.before?.[name]
  if (found !== undefined) return sameJson(found, before[name])
  // Looking would have told the state.
  const [was, is] = [prior?.applied[name], now?.applied[name]]
  return is !== undefined && sameJson(is, was) && !sameJson(is, fields[name])
}

type Writes = ReadonlyMap<AddressId, ReadonlyMap<string, { readonly intent: Intent }>>

/** By address: the first intent in these runs. */
export function firstIntents(runs: readonly Writes[]): ReadonlyMap<AddressId, Intent> {
  const first = new Map<AddressId, Intent>()
  for (const writes of runs) {
    for (const [address, some] of writes) {
      const [write] = some.values()
      if (write !== undefined && !first.has(address)) first.set(address, write.intent)
    }
  }
  return first
}
