/**
 * Deletes of what objects outside the files still refer to: a supplier of products that were made by hand. What could not
 * be read cannot be ruled out, and counts. Pure.
 */
import { type AddressId, partsOf } from '../model/address.ts'
import type { Change } from '../model/plan.ts'
import type { Kind } from '../model/provider.ts'
import { isId, type Observed, type ObservedState, viewKey } from '../model/resource.ts'
import type { Binding } from './bind.ts'
import type { Finding } from './guard-finding.ts'
import { type Reference, referencesIn, usersOf } from './references.ts'
import type { Connected } from './world.ts'

export interface InUseInput {
  readonly changes: readonly Change[]
  readonly connected: readonly Connected[]
  readonly observed: ObservedState
  readonly binding: Pick<Binding, 'bound' | 'addressOf'>
  /** Of what is declared and left as it is, another note speaks (dangling.ts). */
  isDeclared(address: AddressId): boolean
}

const idsNamed = 3

export function inUseFindings(input: InUseInput): Finding[] {
  return input.connected.flatMap((connected) => {
    const { name } = connected.config
    const deleted = input.changes.filter(
      ({ address, action }) => partsOf(address).connection === name && (action === 'delete' || action === 'replace'),
    )
    return deleted.length === 0 ? [] : inConnection(connected, deleted, input)
  })
}

function inConnection({ config, provider }: Connected, deleted: readonly Change[], input: InUseInput): Finding[] {
  const users = new Map<string, readonly Kind[]>()
  for (const { address } of deleted) {
    const { kind } = partsOf(address)
    const names = usersOf(provider.kinds, kind)
    if (!users.has(kind))
      users.set(
        kind,
        provider.kinds.filter(({ name }) => names.includes(name)),
      )
  }
  const wanted = new Set([...users.values()].flat())
  const uses = new Map([...wanted].map((kind) => [kind.name, usesBy(kind, config.name, deleted, input)]))
  return deleted.flatMap((change) => {
    const kinds = users.get(partsOf(change.address).kind) ?? []
    return kinds.flatMap((kind): Finding[] => {
      const { address } = change
      const view = input.observed.views.get(viewKey(config.name, kind.name))
      const many = kind.section ?? kind.name
      if (view?.reach !== 'complete') return [{ address, text: `may be used: not all ${many} were read` }]
      const ids = uses.get(kind.name)?.get(address) ?? []
      if (ids.length === 0) return []
      const more = ids.length - idsNamed
      const named = [...ids.slice(0, idsNamed), ...(more > 0 ? [`${more} more`] : [])].join(', ')
      return [{ address, text: `by ${ids.length} ${ids.length === 1 ? kind.name : many} (id ${named})` }]
    })
  })
}

/** By deleted address: the ids of the objects of a kind that refer to it and are not in the files. */
function usesBy(
  kind: Kind,
  connection: string,
  deleted: readonly Change[],
  { observed, binding, changes, isDeclared }: InUseInput,
): Map<AddressId, string[]> {
  const going = new Map(deleted.map((change) => [placeOf(partsOf(change.address).kind, change.remoteId ?? ''), change]))
  const changed = new Map(changes.map((change) => [change.address, change]))
  const uses = new Map<AddressId, string[]>()
  for (const object of observed.views.get(viewKey(connection, kind.name))?.objects ?? []) {
    const address = binding.addressOf(connection, kind.name, object.remoteId)
    const change = address === undefined ? undefined : changed.get(address)
    if (change?.action === 'delete' || (address !== undefined && isDeclared(address))) continue
    for (const reference of referencesIn(kind.fields, { ...object.spec, ...change?.write })) {
      const target = going.get(placeOf(reference.kind, reference.id))
      if (target === undefined || !isMeant(reference, target, binding)) continue
      const ids = uses.get(target.address) ?? []
      if (!ids.includes(object.remoteId)) uses.set(target.address, [...ids, object.remoteId])
    }
  }
  return uses
}

/** A text that may be an id is one where the element also refers to the parent of what has that id. */
function isMeant({ beside }: Reference, { address }: Change, { bound }: Pick<Binding, 'bound'>): boolean {
  if (beside === undefined) return true
  const observed: Observed | undefined = bound.get(address)?.observed
  return Object.values(observed?.spec ?? {}).some(
    (value) => isId(value) && beside.some((other) => other.id === value.id && other.kind !== partsOf(address).kind),
  )
}

function placeOf(kind: string, remoteId: string): string {
  return `${kind}/${remoteId}`
}
