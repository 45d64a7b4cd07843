/**
 * What lives inside another object (a stock level inside its product): whether it is still the one that was written.
 * A SKU is only text; the level hangs on the product or variant that carries it. Pure.
 */
import type { AddressId } from '../model/address.ts'
import { sameJson } from '../model/json.ts'
import type { Kind } from '../model/provider.ts'
import { type DesiredState, isRef, type Resource, type Spec } from '../model/resource.ts'
import type { StateEntry } from '../model/state.ts'
import type { Binding } from './bind.ts'
import { type IdOf, localiseSpec } from './spec.ts'

export interface WithinInput {
  readonly desired: DesiredState
  readonly entries: ReadonlyMap<AddressId, StateEntry>
  readonly binding: Pick<Binding, 'bound'>
}

/** False where the host, or the part of it that carries this one, is made anew: then this one is too. */
export function survives(
  resource: Resource,
  kind: Kind,
  input: WithinInput,
  replaced: ReadonlySet<AddressId>,
  idOf: IdOf,
): boolean {
  const { within } = kind
  const host = within === undefined ? undefined : resource.spec[within.field]
  if (within === undefined || !isRef(host)) return true
  const bound = input.binding.bound.get(host.ref)
  if (bound === undefined || replaced.has(host.ref)) return false
  const wanted = input.desired.resources.get(host.ref)
  if (bound.observed === undefined || wanted === undefined) return true
  const seen = asWritten(bound.observed.spec, input.entries.get(bound.movedFrom ?? host.ref))
  return within.keeps(seen, localiseSpec(wanted.spec, idOf), resource.spec)
}

/** Where the vendor is known to show a field otherwise than it was written, what was written counts. */
function asWritten(observed: Spec, entry: StateEntry | undefined): Spec {
  const hidden = Object.entries(entry?.stored ?? {}).filter(([name, stored]) =>
    sameJson(stored, observed[name] ?? null),
  )
  return { ...observed, ...Object.fromEntries(hidden.map(([name]) => [name, entry?.applied[name] ?? null])) }
}
