/** The shop as it is, all of it, on the stages of a plan: read whole, settled, bound to what the files declare, compared. */
import { hasErrors } from '../model/diagnostic.ts'
import { DiagnosticsError, ReconcilerError } from '../model/errors.ts'
import type { Kind } from '../model/provider.ts'
import { type ObservedState, viewKey } from '../model/resource.ts'
import type { StateSnapshot } from '../model/state.ts'
import { bind } from './bind.ts'
import { connect } from './connect.ts'
import { desiredOf } from './desired.ts'
import { diff } from './diff.ts'
import { agree, identityOf, mergedIdentity } from './identity.ts'
import { mutesToday } from './mutes.ts'
import { isSetOnce } from './ownership.ts'
import { refresh } from './refresh.ts'
import { howToRead } from './refresh-how.ts'
import { recover, settle } from './settle.ts'
import type { Sight } from './sight.ts'
import { boundAsTold } from './told-plan.ts'
import { toldIn } from './told-state.ts'
import { type Connected, kindOf, type World } from './world.ts'

export interface ShopSeen extends Sight {
  readonly identities: StateSnapshot['identities']
}

/** Reads only. Throws DiagnosticsError where the files have errors, and E3001 where it is another shop than the state knows. */
export async function readShop(world: World, connections: readonly string[]): Promise<ShopSeen> {
  const { snapshot, journal } = await world.backend.read()
  const { desired, diagnostics } = await desiredOf(world, snapshot.lineage, false)
  if (hasErrors(diagnostics)) throw new DiagnosticsError(diagnostics)
  const connected = await connect(world, { connection: connections })
  const asTold = toldIn(world, { desired, recovered: recover(snapshot, journal), connected, ...snapshot })
  const { recovered } = asTold
  const views = new Set(
    connected.flatMap(({ config, provider }) =>
      provider.kinds.filter((kind) => isRead(kind, provider.kinds)).map(({ name }) => viewKey(config.name, name)),
    ),
  )
  const { emit, signal } = world
  const observed = await refresh({
    connected,
    desired,
    entries: recovered.entries,
    views,
    // Offline products are part of the shop.
    whole: views,
    everyParent: true,
    how: howToRead(world, 'full', { snapshot, journal }),
    emit,
    signal,
  })
  const secretKey = snapshot.lineage
  const kind = (connection: string, name: string) =>
    kindOf(connected.find(({ config }) => config.name === connection)?.provider, name)
  const settled = settle(recovered, observed, kind, { secretKey })
  const seen = { connected, desired, entries: settled.entries, observed }
  const binding = boundAsTold(bind(seen), asTold, seen)
  const mutes = mutesToday(world.project.config.mute, connected, world.ports.clock.now())
  const diffs = diff({ ...seen, binding, doubts: recovered.open, secretKey, muteOf: mutes?.muteOf })
  const identities = identitiesOf(snapshot, connected, observed)
  return { ...seen, binding, diffs, snapshot, entries: settled.entries, doubts: settled.open, identities }
}

/** Kinds that are put into files, or stand nested in them. What is set once is read by no plan either. */
export function isRead(kind: Kind, kinds: readonly Kind[]): boolean {
  if (kind.reading.by === 'nothing') return false
  if (kind.within !== undefined && isSetOnce(kind)) return false
  return kind.author !== undefined || (kind.section === undefined && kinds.some((one) => one.author !== undefined))
}

function identitiesOf(
  { identities }: StateSnapshot,
  connected: readonly Connected[],
  observed: ObservedState,
): StateSnapshot['identities'] {
  const now = connected.map((one): [string, string] => {
    const { name } = one.config
    const [before, found] = [identities[name], identityOf(one, observed)]
    if (before !== undefined && !agree(before, found)) {
      throw new ReconcilerError(
        'E3001',
        `${name} is another shop than the state knows (${before.trim()} there, ${found.trim()} now)`,
        { hint: 'nothing was written; check the credentials and the environment' },
      )
    }
    return [name, mergedIdentity(before, found)]
  })
  return { ...identities, ...Object.fromEntries(now) }
}
