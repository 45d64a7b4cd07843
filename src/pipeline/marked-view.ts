/**
 * A list that has not moved since it was last read is taken from the view of then. What is kept is only what the
 * configuration asks about: such lists hold customers and orders, and a cache is no place for those. Pure.
 */
import { digestOf } from '../model/digest.ts'
import { byCodeUnit } from '../model/json.ts'
import type { Kind } from '../model/provider.ts'
import type { Observed, Resource } from '../model/resource.ts'
import { keyFieldsOf, naturalKeyOf } from './spec.ts'

/** What is asked about a kind: which objects, and which of their fields. */
export interface Wanted {
  readonly keys: ReadonlySet<string>
  readonly fields: ReadonlySet<string>
  /** Another digest: other questions, which an earlier view cannot answer. */
  readonly digest: string
}

export function wantedOf(kind: Kind, resources: readonly Resource[]): Wanted {
  const keys = new Set(resources.map(({ spec }) => place(keyFieldsOf(kind, spec), spec)))
  const fields = new Set([
    ...kind.naturalKey,
    ...(kind.otherKeys ?? []).flat(),
    ...resources.flatMap(({ spec }) => Object.keys(spec)),
  ])
  const digest = digestOf([[...keys].sort(byCodeUnit), [...fields].sort(byCodeUnit)])
  return { keys, fields, digest }
}

export function pruned(kind: Kind, objects: readonly Observed[], wanted: Wanted): Observed[] {
  return objects
    .filter(({ spec }) =>
      [kind.naturalKey, ...(kind.otherKeys ?? [])].some((fields) => wanted.keys.has(place(fields, spec))),
    )
    .map((object) => ({
      ...object,
      spec: Object.fromEntries(Object.entries(object.spec).filter(([name]) => wanted.fields.has(name))),
    }))
}

function place(fields: readonly string[], spec: Observed['spec']): string {
  return `${fields.join()}\u0000${naturalKeyOf(spec, fields)}`
}
