/** Rules over all resources together: one natural key each, no circle among parents. Pure. */
import { type AddressId, partsOf } from '../model/address.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import { findCircle } from './graph.ts'
import type { Draft } from './resolve.ts'
import { edgesOf, naturalKeyOf } from './spec.ts'

export function crossChecks(resources: ReadonlyMap<AddressId, Draft>): Diagnostic[] {
  const found = duplicates(resources)
  const said = new Set(found.map((one) => one.address))
  return [...found, ...claimedTwice(resources).filter((one) => !said.has(one.address)), ...circles(resources)]
}

function duplicates(resources: ReadonlyMap<AddressId, Draft>): Diagnostic[] {
  const first = new Map<string, Draft>()
  const found: Diagnostic[] = []
  for (const draft of resources.values()) {
    const named = draft.naturalKey.filter((field) => typeof draft.spec[field] === 'string')
    // Without a name of its own it has another error already (or a secret that is not here).
    if (named.length === 0) continue
    // Stock levels and products share SKUs; a SKU counts once a kind.
    const place = `${draft.connection}/${draft.kind}/${draft.naturalKey.join()}\u0000${naturalKeyOf(draft.spec, draft.naturalKey)}`
    const earlier = first.get(place)
    if (earlier === undefined) {
      first.set(place, draft)
      continue
    }
    const names = named.map((field) => `${field} "${String(draft.spec[field])}"`)
    found.push(shared(earlier, draft, names.join(', ')))
  }
  return found
}

/** A SKU names one product or one variant in the whole shop. */
function claimedTwice(resources: ReadonlyMap<AddressId, Draft>): Diagnostic[] {
  const first = new Map<string, Draft>()
  const found: Diagnostic[] = []
  for (const draft of resources.values()) {
    for (const claim of draft.claims) {
      const place = `${draft.connection}\u0000${claim}`
      const earlier = first.get(place) ?? draft
      first.set(place, earlier)
      if (earlier !== draft) found.push(shared(earlier, draft, `own_id "${claim}"`))
    }
  }
  return found
}

function shared(earlier: Draft, draft: Draft, what: string): Diagnostic {
  return {
    severity: 'error',
    code: 'E1203',
    summary: `${earlier.address} and ${draft.address} share the ${what}`,
    detail: `the shop tells them apart by it; the first is at ${earlier.source.file}:${earlier.source.line}:${earlier.source.column}`,
    hint: 'give one of them another, or remove one',
    source: draft.source,
    address: draft.address,
    among: [draft.address, earlier.address],
  }
}

function circles(resources: ReadonlyMap<AddressId, Draft>): Diagnostic[] {
  const nodes = new Map<AddressId, readonly AddressId[]>()
  // What needs nothing is in no circle.
  for (const { address, dependsOn, spec, fields } of resources.values())
    if (dependsOn.length > 0) nodes.set(address, edgesOf(spec, fields).hard)
  const circle = findCircle(nodes) ?? []
  const [start] = circle
  const draft = start === undefined ? undefined : resources.get(start)
  if (draft === undefined) return []
  return [
    {
      severity: 'error',
      code: 'E1202',
      summary: `a circle: ${circle.map((address) => partsOf(address).key).join(' → ')}`,
      detail: 'each needs the next one to be there first',
      hint: 'break it by removing one of the references',
      source: draft.source,
      address: draft.address,
      among: circle,
    },
  ]
}
