/** A spec → its written fields, by the kind's own `author`: the reverse of resolve.ts for one resource. Pure. */
import { partsOf } from '../model/address.ts'
import { fieldOf } from '../model/field.ts'
import type { Json } from '../model/json.ts'
import type { AuthorContext, AuthoredChild, Kind } from '../model/provider.ts'
import { isId, isRef, type Spec } from '../model/resource.ts'
import type { WrittenMap } from '../model/written.ts'
import { writtenForm } from './written-form.ts'

/** One thing of a connection under the key that it has, or is about to have, in the files. */
export interface Keyed {
  readonly kind: string
  /** Whole: `furniture.colour.oak`. */
  readonly key: string
  readonly spec: Spec
  /** Absent where the vendor does not have it yet. */
  readonly remoteId?: string
}

/** What the files of one connection hold, or are about to hold: what references and nested resources are looked up in. */
export interface Catalogue {
  keyOf(kind: string, reference: Json): string | undefined
  specAt(kind: string, key: string): Spec | undefined
  /** Nested ones, in the order in which they were given. */
  below(kind: string, host: string): readonly AuthoredChild[]
}

export function catalogueOf(things: Iterable<Keyed>): Catalogue {
  const specs = new Map<string, Spec>()
  const keys = new Map<string, string>()
  const nested = new Map<string, AuthoredChild[]>()
  for (const { kind, key, spec, remoteId } of things) {
    specs.set(`${kind}/${key}`, spec)
    if (remoteId !== undefined && remoteId !== '') keys.set(`${kind}/${remoteId}`, key)
    // Keys of what stands in a section have no dots: what comes before the first one is the host.
    const [host = '', ...rest] = key.split('.')
    const place = `${kind}/${host}`
    const child = { name: rest.join('.'), key, spec }
    const known = nested.get(place)
    if (known === undefined) nested.set(place, [child])
    else known.push(child)
  }
  return {
    keyOf: (kind, reference) => {
      if (isRef(reference)) return partsOf(reference.ref).key
      return isId(reference) ? keys.get(`${kind}/${reference.id}`) : undefined
    },
    specAt: (kind, key) => specs.get(`${kind}/${key}`),
    below: (kind, host) => nested.get(`${kind}/${host}`) ?? [],
  }
}

/** A part of a spec that has no form in YAML. */
export interface Left {
  readonly path: string
  readonly why: string
}

export interface Authored {
  readonly written: WrittenMap
  readonly left: readonly Left[]
}

export interface Authoring {
  readonly kind: Pick<Kind, 'fields' | 'otherFields' | 'author'>
  /** Of the resource, which stands in a section. */
  readonly key: string
  readonly catalogue: Catalogue
  /** How a file below the folder of butik.yaml is named from where the resource stands; as it is, unless given. */
  pathOf?(path: string): string
}

/** Undefined where nothing of this kind is ever written. */
export function authorResource(spec: Spec, { kind, key, catalogue, pathOf }: Authoring): Authored | undefined {
  if (kind.author === undefined) return undefined
  const left: Left[] = []
  const values = { keyOf: catalogue.keyOf, pathOf: pathOf ?? ((path: string) => path) }
  const context: AuthorContext = {
    value: (name, value) => {
      const field = fieldOf(kind, name)
      return field === undefined ? undefined : writtenForm(field, value, values)
    },
    valueOf: (field, value) => writtenForm(field, value, values),
    keyOf: catalogue.keyOf,
    specOf: (name, reference) => {
      const found = catalogue.keyOf(name, reference)
      return found === undefined ? undefined : catalogue.specAt(name, found)
    },
    children: (name) => catalogue.below(name, key),
    leave: (path, why) => left.push({ path, why }),
  }
  return { written: kind.author(spec, context), left }
}
