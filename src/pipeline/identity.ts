/** Whether the shop behind a connection is the one the state knows: production credentials over staging state do no harm. Pure. */
import type { AddressId } from '../model/address.ts'
import type { Kind } from '../model/provider.ts'
import type { Observed, ObservedState, Spec } from '../model/resource.ts'
import type { PlanInput } from './plan.ts'
import { hasOwnKey, naturalKeyOf } from './spec.ts'
import type { Connected } from './world.ts'

/** Vendor, URL, and the host that the shop's own addresses name, where they were seen. */
export function identityOf(connected: Connected, observed: ObservedState): string {
  const views = [...observed.views.values()].filter((view) => view.connection === connected.config.name)
  return identityOfHosts(
    connected,
    views.flatMap(({ objects }) => objects),
  )
}

/** As identityOf, by the objects that were seen. */
export function identityOfHosts({ config, url }: Connected, objects: Iterable<Observed>): string {
  for (const { host } of objects) if (host !== undefined) return [config.vendor, url, host].join(' ')
  return [config.vendor, url, ''].join(' ')
}

/** An unknown host (nothing was seen) says nothing against a known one. */
export function agree(known: string, found: string): boolean {
  const [vendor, url, host] = known.split(' ')
  const [otherVendor, otherUrl, otherHost] = found.split(' ')
  return vendor === otherVendor && url === otherUrl && (host === otherHost || host === '' || otherHost === '')
}

export function mergedIdentity(known: string | undefined, found: string): string {
  return known !== undefined && agree(known, found) && known.length > found.length ? known : found
}

export function identityProblems(
  input: PlanInput,
  kindOfAddress: (address: AddressId) => Kind | undefined,
): { addresses: AddressId[]; messages: string[] } {
  const addresses: AddressId[] = []
  const messages: string[] = []
  for (const connected of input.connected) {
    const { name } = connected.config
    // A shop that nothing could be read of is no other shop: that it is out of reach is said already.
    const views = [...input.observed.views.values()].filter((view) => view.connection === name)
    if (views.every((view) => view.reach === 'unreadable')) continue
    const known = input.identities[name]
    const found = identityOf(connected, input.observed)
    if (known === undefined || agree(known, found)) continue
    messages.push(`${name} is another shop than the state knows (${known.trim()} there, ${found.trim()} now)`)
    addresses.push(...[...input.entries.keys()].filter((address) => address.startsWith(`${name}/`)))
  }
  for (const [address, entry] of input.entries) {
    const { observed, remoteId } = input.binding.bound.get(address) ?? {}
    // What changed hands was found by the very key. What is on its way has no id yet that could be another's.
    if (observed === undefined || remoteId !== entry.remoteId || entry.remoteId === '') continue
    const kind = kindOfAddress(address)
    // An object that was imported never had its key written. Only a key of its own tells shops apart.
    if (kind === undefined || kind.naturalKey.some((field) => !Object.hasOwn(entry.applied, field))) continue
    if (!hasOwnKey(kind)) continue
    const found = naturalKeyOf(observed.spec, kind.naturalKey)
    if (found === naturalKeyOf(entry.applied, kind.naturalKey) || found === storedKey(entry.stored, kind)) continue
    addresses.push(address)
    messages.push(
      `${address}: id ${entry.remoteId} answers to ${kind.label(observed.spec)}, not ${kind.label(entry.applied)}`,
    )
  }
  return {
    addresses: [...new Set(addresses)],
    messages: messages.length > 3 ? [...messages.slice(0, 3), `and ${messages.length - 3} more`] : messages,
  }
}

function storedKey(stored: Spec, kind: Kind): string | undefined {
  return Object.keys(stored).some((name) => kind.naturalKey.includes(name))
    ? naturalKeyOf(stored, kind.naturalKey)
    : undefined
}
