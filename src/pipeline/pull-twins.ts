/** Objects that the files could not tell apart: two with one natural key, or with one SKU. None of them is written. Pure. */
import type { Kind } from '../model/provider.ts'
import type { Observed } from '../model/resource.ts'
import { naturalKeyOf } from './spec.ts'

export interface Unfit {
  readonly kind: string
  readonly remoteIds: readonly string[]
  readonly why: string
  readonly hint: string
}

/** All that are not to be written, by remote id, and what is said of them. */
export function unfitOf(
  kind: Kind,
  objects: readonly Observed[],
): { readonly ids: ReadonlySet<string>; readonly told: readonly Unfit[] } {
  const ids = new Set<string>()
  const told: Unfit[] = []
  const tell = (group: readonly Observed[], why: string, hint: string): void => {
    const remoteIds = group.map(({ remoteId }) => remoteId)
    if (remoteIds.every((id) => ids.has(id))) return
    for (const id of remoteIds) ids.add(id)
    told.push({ kind: kind.name, remoteIds, why, hint })
  }
  const texts = kind.naturalKey.filter((name) => kind.fields[name]?.shape === 'scalar')
  const isNameless = ({ spec }: Observed) => texts.some((name) => (spec[name] ?? null) === null)
  for (const object of objects.filter(isNameless)) {
    const missing = texts.find((name) => (object.spec[name] ?? null) === null) ?? ''
    tell([object], `it has no ${missing}, by which it would be found`, `give it one in the shop, and pull again`)
  }
  const named = objects.filter((object) => !isNameless(object))
  for (const group of groupsBy(named, ({ spec }) => [naturalKeyOf(spec, kind.naturalKey)])) {
    const [first] = group
    if (first === undefined) continue
    tell(group, `each is ${kind.label(first.spec)}`, 'rename or remove all but one in the shop, and pull again')
  }
  const { claims } = kind
  if (claims === undefined) return { ids, told }
  for (const [claim, group] of groups(named, ({ spec }) => claims(spec))) {
    tell(group, `each has the SKU ${claim}`, 'give all but one another in the shop, and pull again')
  }
  return { ids, told }
}

function groupsBy(objects: readonly Observed[], keysOf: (object: Observed) => readonly string[]): Observed[][] {
  return groups(objects, keysOf).map(([, group]) => group)
}

function groups(
  objects: readonly Observed[],
  keysOf: (object: Observed) => readonly string[],
): [key: string, group: Observed[]][] {
  const found = new Map<string, Observed[]>()
  for (const object of objects) {
    for (const key of new Set(keysOf(object))) {
      const group = found.get(key)
      if (group === undefined) found.set(key, [object])
      else group.push(object)
    }
  }
  return [...found].filter(([, group]) => group.length > 1)
}
