/**
 * State and provider reads → observed state with its reach. Reads by list, kind by kind, parents first; a list that
 * moves while it is read is read again, at most twice, and one that stays short is never taken for complete.
 */
import type { AddressId } from '../model/address.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { Field } from '../model/field.ts'
import type { Kind } from '../model/provider.ts'
import { type ObservedState, type View, viewKey } from '../model/resource.ts'
import { bindKind } from './bind.ts'
import { pagesOf } from './read-changes.ts'
import { KindReader, type RefreshInput } from './read-kind.ts'
import { hopeless, tooLongToday } from './read-problems.ts'
import { byAccount, leftOf } from './today.ts'
import type { Connected } from './world.ts'

export async function refresh(input: RefreshInput): Promise<ObservedState> {
  const views = new Map<string, View>()
  const calls = new Map<string, number>()
  const read = async (connected: Connected) => {
    const before = connected.calls()
    for (const view of await readConnection(connected, input)) views.set(viewKey(view.connection, view.kind), view)
    calls.set(connected.config.name, connected.calls() - before)
  }
  // One vendor does not wait for another; inside a connection, children wait for their parents.
  await Promise.all(
    byAccount(input.connected).map(async (sharing) => {
      // Each asks what is left before a list: beside one another, both would take it.
      if (sharing.some(({ today }) => today !== undefined)) for (const connected of sharing) await read(connected)
      else await Promise.all(sharing.map(read))
    }),
  )
  return { views, calls }
}

async function readConnection(connected: Connected, input: RefreshInput): Promise<View[]> {
  const views: View[] = []
  const ids = new Map<AddressId, string>()
  let down: Diagnostic | undefined
  await foretell(connected, input)
  for (const kind of connected.provider.kinds) {
    const name = connected.config.name
    if (!input.views.has(viewKey(name, kind.name))) continue
    if (down !== undefined) {
      views.push({ connection: name, kind: kind.name, reach: 'unreadable', age: 0, objects: [], problem: down })
      continue
    }
    const reader = new KindReader(connected, kind, input, views, ids)
    const view = await reader.read()
    if (view.problem !== undefined && hopeless.has(view.problem.code)) down = view.problem
    const bound = () =>
      bindKind({
        connection: name,
        kind,
        desired: input.desired,
        entries: input.entries,
        view,
        idOf: (a) => ids.get(a),
      }).bound
    if (isAskedFor(kind, connected.provider.kinds))
      for (const [address, { remoteId }] of bound()) ids.set(address, remoteId)
    await reader.keep(view, bound)
    views.push(view)
  }
  return views
}

/** Said before the first call: a list that was asked for whole and takes more calls than there are. */
async function foretell(connected: Connected, { how, views, emit }: RefreshInput): Promise<void> {
  if (how.mode !== 'full') return
  const { name } = connected.config
  for (const { name: kind, reading } of connected.provider.kinds) {
    if (reading.by !== 'paged-list' || reading.changes === undefined || !views.has(viewKey(name, kind))) continue
    const calls = pagesOf((await how.saved.count(name, kind)) ?? 0, reading.pageSize(connected.session))
    // One page is read, or it is not.
    if (calls > 1 && calls > leftOf(connected))
      emit({ type: 'diagnostic', diagnostic: tooLongToday(connected, kind, calls) })
  }
}

/** Whether reading another kind, or finding its objects, takes the ids of this one. */
function isAskedFor({ name }: Kind, kinds: readonly Kind[]): boolean {
  return kinds.some(({ reading, naturalKey, fields }) => {
    const isParent = reading.by === 'list-per-parent' && reading.parent.kind === name
    return isParent || naturalKey.some((part) => refersTo(fields[part], name))
  })
}

function refersTo(field: Field | undefined, kind: string): boolean {
  return field?.shape === 'reference' && field.kind === kind
}
