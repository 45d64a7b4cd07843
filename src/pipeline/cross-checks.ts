/** Rules over all resources together: one natural key each, no circle among parents. Pure. */
import { type AddressId, partsOf } from '../model/address.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import { findCircle } from './graph.ts'
import type { Draft } from './resolve.ts'
import { edgesOf, naturalKeyOf } from './spec.ts'

export function crossChecks(resources: ReadonlyMap<AddressId, Draft>): Diagnostic[] {
  return [...duplicates(resources), ...circles(resources)]
}

function duplicates(resources: ReadonlyMap<AddressId, Draft>): Diagnostic[] {
  const first = new Map<string, Draft>()
  const found: Diagnostic[] = []
  for (const draft of resources.values()) {
    // Stock levels and products share SKUs; a SKU counts once a kind.
    const key = naturalKeyOf(draft.spec, draft.naturalKey)
    if (key === undefined) continue
    const place = `${draft.connection}/${draft.kind}\u0000${key}`
    const earlier = first.get(place)
    if (earlier === undefined) {
      first.set(place, draft)
      continue
    }
    const named = draft.naturalKey.filter((field) => typeof draft.spec[field] === 'string').map((field) => `${field} "${String(draft.spec[field])}"`)
    found.push({
      severity: 'error',
      code: 'E1203',
      summary: `${earlier.address} and ${draft.address} share the ${named.join(', ')}`,
      detail: `the shop tells them apart by it; the first is at ${earlier.source.file}:${earlier.source.line}:${earlier.source.column}`,
      hint: 'give one of them another, or remove one',
      source: draft.source,
      address: draft.address,
    })
  }
  return found
}

function circles(resources: ReadonlyMap<AddressId, Draft>): Diagnostic[] {
  const nodes = new Map([...resources].map(([address, draft]) => [address, edgesOf(draft.spec, draft.fields).hard]))
  const circle = findCircle(nodes)
  const start = circle?.[0]
  const draft = start === undefined ? undefined : resources.get(start)
  if (circle === undefined || start === undefined || draft === undefined) return []
  return [
    {
      severity: 'error',
      code: 'E1202',
      summary: `a circle: ${circle.map((address) => partsOf(address).key).join(' → ')}`,
      detail: 'each needs the next one to be there first',
      hint: 'break it by removing one of the references',
      source: draft.source,
      address: start,
    },
  ]
}
