/** Desired state × selection → resources with what they are nested in and what they refer to. Pure; no state, no shop. */
import type { AddressId } from '../model/address.ts'
import { isJsonObject, type Json } from '../model/json.ts'
import type { GraphEdge, GraphNode, ReferenceGraph } from '../model/reference-graph.ts'
import { type DesiredState, isRef, type Resource } from '../model/resource.ts'
import { hostOf, scopeOf } from './select.ts'
import { kindOf, type Selection, type World } from './world.ts'

/** Throws E3006 where the selection matches nothing. */
export function referenceGraph(
  { project, providers }: Pick<World, 'project' | 'providers'>,
  desired: DesiredState,
  selection: Selection,
): ReferenceGraph {
  const { connections } = project.config
  const known = {
    desired,
    entries: new Map(),
    kind: (connection: string, name: string) => kindOf(providers.get(connections.get(connection)?.vendor ?? ''), name),
  }
  const scope = scopeOf({
    ...known,
    selection,
    connections: [...connections.keys()],
    destroy: false,
    users: () => [],
    unread: () => true,
  })
  const chosen = [...desired.resources.values()].filter(({ address }) => scope.selected(address))
  const resources = chosen.map((resource): GraphNode => {
    const host = hostOf(resource.address, known)
    const label = labelOf(resource)
    return {
      address: resource.address,
      ...(label === undefined ? {} : { label }),
      ...(host === undefined || !scope.selected(host) ? {} : { host }),
    }
  })
  const hosts = new Map(resources.map(({ address, host }) => [address, host]))
  const references = chosen
    .flatMap((resource) => edgesFrom(resource))
    .filter(({ from, to }) => scope.selected(to) && desired.resources.has(to) && hosts.get(from) !== to)
  return { resources, references }
}

/** What the author calls it, beside its key. */
function labelOf({ spec }: Resource): string | undefined {
  const name = spec['name'] ?? spec['val']
  return typeof name === 'string' ? name : undefined
}

/** One for each field and target, in the order of the fields. */
function edgesFrom({ address, spec }: Resource): GraphEdge[] {
  return Object.entries(spec).flatMap(([field, value]) =>
    [...refsIn(value)].map((to) => ({ from: address, field, to })),
  )
}

function refsIn(value: Json, found: Set<AddressId> = new Set()): ReadonlySet<AddressId> {
  if (isRef(value)) found.add(value.ref)
  else if (Array.isArray(value)) for (const item of value) refsIn(item, found)
  else if (isJsonObject(value)) for (const part of Object.values(value)) refsIn(part, found)
  return found
}
