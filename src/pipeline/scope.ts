/** What a run is about, in this world: which addresses, and which kinds have to be read for them. */
import type { AddressId } from '../model/address.ts'
import type { Kind } from '../model/provider.ts'
import type { DesiredState } from '../model/resource.ts'
import type { StateEntry } from '../model/state.ts'
import { isSetOnce } from './ownership.ts'
import { usersOf } from './references.ts'
import { type Scope, scopeOf } from './select.ts'
import type { Recovered } from './settle.ts'
import { type Connected, kindOf, type Selection, type World } from './world.ts'

export interface ScopeParts {
  readonly selection: Selection
  readonly destroy: boolean
  readonly desired: DesiredState
  readonly recovered: Recovered
  readonly connected: readonly Connected[]
  readonly within?: ReadonlySet<AddressId>
}

export function scopeIn(world: World, parts: ScopeParts): Scope {
  const { selection, destroy, desired, recovered, connected, within } = parts
  const { connections, guards } = world.project.config
  return scopeOf({
    selection,
    desired,
    entries: withOpenIntents(recovered),
    destroy,
    connections: [...connections.keys()],
    kind: (connection, name) => kindOf(world.providers.get(connections.get(connection)?.vendor ?? ''), name),
    ...(within === undefined ? {} : { within }),
    users: (connection, kind) => {
      const kinds = world.providers.get(connections.get(connection)?.vendor ?? '')?.kinds ?? []
      return guards.on.has('in-use') ? usersOf(kinds, kind) : []
    },
    unread: (kind) =>
      kind.reading.by === 'nothing' ||
      (kind.within !== undefined && isSetOnce(kind) && !mustBeSeen(kind, recovered.entries, connected)),
  })
}

/** Where a write adds instead of setting, what is on its way is read before it is written again. */
function mustBeSeen(kind: Kind, entries: ReadonlyMap<AddressId, StateEntry>, connected: readonly Connected[]): boolean {
  return connected.some(
    ({ config, provider, session }) =>
      provider.kinds.includes(kind) &&
      kind.writing.createMany?.repeat(session) === 'look-first' &&
      [...entries].some(
        ([address, entry]) => entry.remoteId === '' && address.startsWith(`${config.name}/${kind.name}/`),
      ),
  )
}

/** An object that an interrupted run may have made is looked at, though the state does not know it yet. */
function withOpenIntents(recovered: Recovered): Recovered['entries'] {
  if (recovered.open.length === 0) return recovered.entries
  const known = new Map(recovered.entries)
  for (const intent of recovered.open)
    if (intent.entry !== undefined && !known.has(intent.address)) known.set(intent.address, intent.entry)
  return known
}
