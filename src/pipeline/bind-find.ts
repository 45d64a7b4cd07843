/** Finding what the state does not know: by natural key, by what was written where nothing is shown, inside its host. Pure. */
import type { AddressId } from '../model/address.ts'
import type { Kind } from '../model/provider.ts'
import { isRef, type Observed, type Resource } from '../model/resource.ts'
import type { BindKindInput } from './bind.ts'
import { keyFieldsOf, localiseSpec, naturalKeyOf } from './spec.ts'

export interface Found {
  readonly remoteId: string
  readonly candidates: readonly Observed[]
}

/** Observed objects by the fields of a key and their values. */
export type ByKey = ReadonlyMap<string, readonly Observed[]>

/** Grouped when it is asked for first: where all is as it was nobody asks. */
export function groupedByKey(kind: Kind, objects: () => readonly Observed[]): () => ByKey {
  let grouped: ByKey | undefined
  return () => {
    grouped ??= groupByKey(kind, objects())
    return grouped
  }
}

function groupByKey(kind: Kind, objects: readonly Observed[]): ByKey {
  const groups = new Map<string, Observed[]>()
  for (const fields of [kind.naturalKey, ...(kind.otherKeys ?? [])]) {
    for (const object of objects) {
      const key = placeOf(fields, naturalKeyOf(object.spec, fields))
      const group = groups.get(key)
      if (group === undefined) groups.set(key, [object])
      else group.push(object)
    }
  }
  return groups
}

function placeOf(fields: readonly string[], key: string): string {
  return `${fields.join()}\u0000${key}`
}

/** All that have the key of this spec, whose references are ids. */
export function groupOf(kind: Kind, spec: Resource['spec'], byKey: ByKey): readonly Observed[] {
  const fields = keyFieldsOf(kind, spec)
  return byKey.get(placeOf(fields, naturalKeyOf(spec, fields))) ?? []
}

export function findByKey(resource: Resource, input: BindKindInput, byKey: ByKey): Found | undefined {
  const fields = keyFieldsOf(input.kind, resource.spec)
  const key = naturalKeyOf(resource.spec, fields, input.idOf)
  const there = key === undefined ? [] : (byKey.get(placeOf(fields, key)) ?? [])
  if (there.length === 0) return undefined
  const spec = localiseSpec(resource.spec, input.idOf)
  const candidates = there.filter((object) => input.kind.adoptable?.(spec, object) !== false)
  const [first] = candidates
  return first === undefined ? undefined : { remoteId: first.remoteId, candidates }
}

/** Nothing shows what the vendor has; what was written under a key that is declared no more may be this very thing. */
function findRenamed(
  resource: Resource,
  { kind, connection, entries, desired, idOf }: BindKindInput,
): Found | undefined {
  const key = naturalKeyOf(resource.spec, kind.naturalKey, idOf)
  const prefix = `${connection}/${kind.name}/`
  const alike = [...entries].filter(
    ([address, { remoteId, applied }]) =>
      address.startsWith(prefix) &&
      remoteId !== '' &&
      !desired.resources.has(address) &&
      naturalKeyOf(applied, kind.naturalKey) === key,
  )
  const [only] = alike
  return alike.length === 1 && only !== undefined ? { remoteId: only[1].remoteId, candidates: [] } : undefined
}

/** A stock level is there when its product is, with that SKU or with an earlier one that this run renames. */
function findInside(resource: Resource, input: BindKindInput): Found | undefined {
  const { within } = input.kind
  const host = within === undefined ? undefined : resource.spec[within.field]
  if (within === undefined || !isRef(host)) return undefined
  const observed = input.host?.(host.ref)?.observed
  const desired = input.desired.resources.get(host.ref)
  if (observed === undefined) return undefined
  const isRenamed = () =>
    desired !== undefined && within.keeps(observed.spec, localiseSpec(desired.spec, input.idOf), resource.spec)
  if (!within.holds(observed.spec, resource.spec) && !isRenamed()) return undefined
  return { remoteId: naturalKeyOf(resource.spec, input.kind.naturalKey), candidates: [] }
}

export function find(
  resource: Resource,
  input: BindKindInput,
  byKey: ByKey,
  onItsWay: ReadonlySet<AddressId>,
): Found | undefined {
  if (input.view !== undefined) return findByKey(resource, input, byKey)
  if (input.kind.reading.by === 'nothing') return findRenamed(resource, input)
  // What is on its way was never confirmed: that its host is there does not say that it is.
  return onItsWay.has(resource.address) ? undefined : findInside(resource, input)
}
