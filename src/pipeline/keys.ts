/**
 * Objects of the shop → the keys that they get in the files: readable, distinct, and the same on every machine, whatever
 * order the vendor lists them in. A key that a resource has already stays, whatever its name is by now. Pure.
 */
import slugify from '@sindresorhus/slugify'
import { keyPattern } from '../model/address.ts'
import { byCodeUnit } from '../model/json.ts'
import type { Kind } from '../model/provider.ts'
import { isId, type Observed } from '../model/resource.ts'

/** Longest key; what an object needs to be told from another of its name is never cut off. */
const longest = 60

/** Where a name is looked for, in this order, before the natural key. */
const names: readonly string[] = ['name', 'val', 'title', 'label']

/**
 * By remote id. `known`: remote id → the key that it has. `taken`: keys of others, that this object may not have (resources
 * that the vendor does not have yet). Objects are those of one kind, or of one host for nested kinds.
 */
export function keysFor(
  kind: Pick<Kind, 'name' | 'fields' | 'naturalKey'>,
  objects: readonly Observed[],
  known: ReadonlyMap<string, string> = new Map(),
  taken: Iterable<string> = [],
): ReadonlyMap<string, string> {
  const keys = new Map<string, string>()
  const used = new Set(taken)
  for (const { remoteId } of objects) {
    const key = known.get(remoteId)
    if (key === undefined) continue
    keys.set(remoteId, key)
    used.add(key)
  }
  const open = objects.filter(({ remoteId }) => !keys.has(remoteId)).sort(byId)
  const give = (object: Observed, candidates: Iterable<string>): boolean => {
    for (const key of candidates) {
      if (used.has(key)) continue
      keys.set(object.remoteId, key)
      used.add(key)
      return true
    }
    return false
  }
  // The lowest id has the bare key, so that one that comes later changes nothing.
  const twins = open.filter((object) => !give(object, [bareKey(kind, object)]))
  const parent = parentIn(kind)
  let rest: readonly Observed[] = twins
  for (let before = -1; parent !== undefined && rest.length > 0 && before !== rest.length; ) {
    before = rest.length
    rest = rest.filter((object) => {
      const above = object.spec[parent] ?? null
      const key = isId(above) ? keys.get(above.id) : undefined
      // Once its parent has a key; what stands in a circle, or at the top, is told by its id.
      return key === undefined || !give(object, [cut(`${key}-${bareKey(kind, object)}`, longest)])
    })
  }
  for (const object of rest) give(object, numbered(kind, object))
  return keys
}

/** From the name; an object without one is called by its kind and id. */
export function bareKey(kind: Pick<Kind, 'name' | 'naturalKey'>, { spec, remoteId }: Observed): string {
  for (const name of [...names, ...kind.naturalKey]) {
    const value = spec[name]
    const key = typeof value === 'string' ? keyOf(value) : ''
    if (key !== '') return key
  }
  return cut(`${kind.name.replaceAll('_', '-')}-${idPart(remoteId)}`, longest)
}

/** A text in the letters of a key; empty where nothing is left of it. */
export function keyOf(text: string): string {
  // A fixed locale: the same key on a machine that speaks another language.
  const plain = slugify(text, { decamelize: false, locale: 'da', customReplacements: [['&', ' ']] })
  const key = cut(plain, longest)
  return keyPattern.test(key) ? key : ''
}

/** The name with the id behind it; and as another object may be called just so, with a number behind that. */
function* numbered(kind: Pick<Kind, 'name' | 'naturalKey'>, object: Observed): Generator<string> {
  const bare = bareKey(kind, object)
  const id = idPart(object.remoteId)
  for (let more = 1; ; more += 1) {
    const suffix = more === 1 ? `-${id}` : `-${id}-${more}`
    yield `${cut(bare, longest - suffix.length)}${suffix}`
  }
}

/** Ids of some vendors are texts. */
function idPart(remoteId: string): string {
  const part = remoteId.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '')
  return part.slice(0, longest / 2) || 'x'
}

function cut(text: string, length: number): string {
  return text.slice(0, Math.max(1, length)).replace(/-+$/, '')
}

/** The field in which an object of a tree has the one above it. */
function parentIn({ name, fields, naturalKey }: Pick<Kind, 'name' | 'fields' | 'naturalKey'>): string | undefined {
  return naturalKey.find((part) => {
    const field = fields[part]
    return field?.shape === 'reference' && field.kind === name
  })
}

/** 9 before 10, and texts after numbers. */
function byId(a: Observed, b: Observed): number {
  const [one, other] = [a.remoteId, b.remoteId].map((id) => (/^\d+$/.test(id) ? id.replace(/^0+/, '') : undefined))
  if (one !== undefined && other !== undefined)
    return one.length - other.length || byCodeUnit(one, other) || byCodeUnit(a.remoteId, b.remoteId)
  if (one === undefined && other === undefined) return byCodeUnit(a.remoteId, b.remoteId)
  return one === undefined ? 1 : -1
}
