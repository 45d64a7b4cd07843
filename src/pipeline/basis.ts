/** What a plan stands on, as apply checks it: files, state, shops, and what was asked for. */
import type { Basis } from '../model/plan.ts'
import type { DesiredState, ObservedState } from '../model/resource.ts'
import type { JournalEntry, StateSnapshot } from '../model/state.ts'
import { identityOf, mergedIdentity } from './identity.ts'
import { stateBasis } from './stale.ts'
import type { Connected, World } from './world.ts'

export interface BasisParts {
  readonly options: Pick<Basis, 'selection' | 'destroy' | 'undo' | 'due'>
  readonly snapshot: StateSnapshot
  readonly journal: readonly JournalEntry[]
  readonly connected: readonly Connected[]
  readonly observed: ObservedState
  readonly desired: Pick<DesiredState, 'digest' | 'sales'>
}

export function basisOf(world: World, { options, snapshot, journal, connected, observed, desired }: BasisParts): Basis {
  const identities = connected.map((one): [string, string] => {
    const { name } = one.config
    return [name, mergedIdentity(snapshot.identities[name], identityOf(one, observed))]
  })
  return {
    ...stateBasis(snapshot, journal),
    config: desired.digest,
    environment: world.environment,
    identities: Object.fromEntries(identities.sort()),
    butik: world.butik,
    madeAt: world.ports.clock.now().toISOString(),
    selection: options.selection,
    destroy: options.destroy,
    ...(options.undo === undefined ? {} : { undo: options.undo }),
    ...(desired.sales === undefined ? {} : { sales: desired.sales }),
    ...(options.due === undefined ? {} : { due: options.due }),
  }
}
