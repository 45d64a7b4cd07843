/**
 * Desired × applied × observed → field changes with their cause, and what would be written. Pure, parents first.
 * Only what is written in YAML is compared; only what differs is written.
 */
import type { AddressId } from '../model/address.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { FieldChange } from '../model/plan.ts'
import type { Kind } from '../model/provider.ts'
import type { DesiredState, ObservedState, Resource, Spec } from '../model/resource.ts'
import type { Intent, StateEntry } from '../model/state.ts'
import type { Mute } from '../model/told.ts'
import type { Binding, Bound } from './bind.ts'
import type { Naming } from './describe.ts'
import { ResourceComparer } from './diff-resource.ts'
import type { Connected } from './world.ts'

export interface ResourceDiff {
  readonly resource: Resource
  readonly kind: Kind
  readonly verdict: 'create' | 'update' | 'replace' | 'same'
  readonly bound: Bound | undefined
  readonly diff: readonly FieldChange[]
  /** Fields to send, arrays merged with what was observed. */
  readonly write: Spec
  /** The state entry after success; remoteId is empty for a create. */
  readonly entry: StateEntry
  readonly diagnostics: readonly Diagnostic[]
  /** Drift that is left alone; absent where there is none. */
  readonly muted?: readonly MutedField[]
}

export interface MutedField {
  readonly mute: Mute
  readonly diff: readonly FieldChange[]
}

export interface DiffInput {
  readonly connected: readonly Connected[]
  readonly desired: DesiredState
  readonly entries: ReadonlyMap<AddressId, StateEntry>
  readonly binding: Binding
  readonly observed: ObservedState
  readonly secretKey: string
  /** Writes whose answer was lost: what they sent may or may not be there. */
  readonly doubts: readonly Intent[]
  /** By address: the only fields that are compared; the others stay as the state has them. Absent: all are. */
  readonly only?: ReadonlyMap<AddressId, ReadonlySet<string>>
  /** By which drift of a field is left alone today; absent: none is. */
  readonly muteOf?: ((address: AddressId, field: string) => Mute | undefined) | undefined
}

export function diff(input: DiffInput): Map<AddressId, ResourceDiff> {
  const diffs = new Map<AddressId, ResourceDiff>()
  const replaced = new Set<AddressId>()
  const idOf = (address: AddressId) => (replaced.has(address) ? undefined : input.binding.bound.get(address)?.remoteId)
  for (const { config, provider } of input.connected) {
    const naming: Naming = {
      secretKey: input.secretKey,
      addressOf: (kind, id) => (kind === undefined ? undefined : input.binding.addressOf(config.name, kind, id)),
    }
    for (const kind of provider.kinds) {
      const context = { ...input, kind, replaced, idOf, naming }
      const prefix = `${config.name}/${kind.name}/`
      for (const resource of input.desired.resources.values()) {
        if (!resource.address.startsWith(prefix) || input.binding.unevaluated.has(resource.address)) continue
        const one = new ResourceComparer(resource, context).compare()
        if (one.verdict === 'replace' || (one.verdict === 'create' && input.binding.bound.has(resource.address)))
          replaced.add(resource.address)
        diffs.set(resource.address, one)
      }
    }
  }
  return diffs
}
