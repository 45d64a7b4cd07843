/**
 * Errors that the files would have with what is about to be written → what of it each is about: a new object, a field of one, or
 * a field of a declared resource. That is left out of the next attempt, and the rest is written. Pure.
 */
import { type AddressId, addressId, partsOf } from '../model/address.ts'
import type { Diagnostic, SourceRange } from '../model/diagnostic.ts'
import type { Kind } from '../model/provider.ts'
import type { Resource } from '../model/resource.ts'
import type { YamlNode } from '../model/yaml.ts'
import type { NewObject } from './pull-objects.ts'
import { sectionsOf } from './validate-sections.ts'
import { kindAt, type World } from './world.ts'

/** Not to be written, and why: a field of an address, or all of it. */
export interface Unwritable {
  readonly address: AddressId
  readonly field?: string
  readonly why: string
}

/** An error that is about no new object, with what is declared and may be to blame. */
export interface Misfit {
  readonly error: Diagnostic
  /** Nearest first. */
  readonly places: readonly MisfitPlace[]
}

interface MisfitPlace {
  readonly address: AddressId
  /** In which it stands; absent where it is about the resource. */
  readonly field?: string
  /** Those that tell it from others of its kind. */
  readonly naming: readonly string[]
}

export interface BlameInput {
  readonly world: Pick<World, 'project' | 'providers'>
  readonly objects: readonly NewObject[]
  readonly declared: ReadonlyMap<AddressId, Resource>
}

export function blamed(
  input: BlameInput,
  errors: readonly Diagnostic[],
): { unwritable: Unwritable[]; misfits: Misfit[] } {
  const places = new Places(input)
  const unwritable: Unwritable[] = []
  const misfits: Misfit[] = []
  for (const error of errors) {
    const one = places.amongNew(error)
    if (one === undefined) misfits.push({ error, places: places.amongDeclared(error) })
    else unwritable.push(one)
  }
  return { unwritable, misfits }
}

/** `moved`: by address, the fields that are as the shop has them now. */
export type MovedFields = ReadonlyMap<AddressId, readonly string[]>

/** What moved and is said to be wrong: it stays as the files have it. Empty where no error is about such a field. */
export function toStay(misfits: readonly Misfit[], moved: MovedFields): Required<Unwritable>[] {
  return misfits.flatMap(({ error, places }) => {
    for (const { address, field, naming } of places) {
      const fields = moved.get(address) ?? []
      const few = fields.filter((name) => name === field || (field === undefined && naming.includes(name)))
      if (few.length > 0) return few.map((name) => ({ address, field: name, why: whyUnsaid(error) }))
    }
    return []
  })
}

/** As good as `toStay` where nothing nearer is known: all that moved of the resources. */
export function toStayWhole(misfits: readonly Misfit[], moved: MovedFields): Required<Unwritable>[] {
  return misfits.flatMap(({ error, places }) =>
    places.flatMap(({ address }) =>
      (moved.get(address) ?? []).map((field) => ({ address, field, why: whyUnsaid(error) })),
    ),
  )
}

function whyUnsaid({ summary }: Diagnostic): string {
  return `the files cannot say it: ${summary}`
}

interface Place {
  readonly address: AddressId
  /** The step below it; absent where the place is the whole of it. */
  readonly field?: string
}

class Places {
  readonly #input: BlameInput
  readonly #byAddress: ReadonlyMap<AddressId, NewObject>

  constructor(input: BlameInput) {
    this.#input = input
    this.#byAddress = new Map(input.objects.map((object) => [object.address, object]))
  }

  /** Undefined where it is about none of them. */
  amongNew(error: Diagnostic): Unwritable | undefined {
    const why = whyUnsaid(error)
    const place = this.#placeOf(error, this.#byAddress)
    if (place === undefined) {
      const other = error.among?.find((address) => this.#byAddress.has(address))
      return other === undefined ? undefined : { address: other, why }
    }
    const { address, field } = place
    const kind = this.#kindOf(address)
    if (field === undefined || kind?.section === undefined) return { address, why }
    const isField = kind.fields[field] !== undefined || kind.otherFields !== undefined
    return isField && !kind.naturalKey.includes(field) ? { address, field, why } : { address, why }
  }

  amongDeclared(error: Diagnostic): MisfitPlace[] {
    const { declared } = this.#input
    const place = this.#placeOf(error, declared)
    const others = (error.among ?? []).filter((address) => address !== place?.address)
    return [...(place === undefined ? [] : [place]), ...others.map((address) => ({ address }))].map((one) => {
      return { ...one, naming: this.#namingOf(one.address) }
    })
  }

  #namingOf(address: AddressId): string[] {
    const kind = this.#kindOf(address)
    if (kind === undefined) return []
    const { claims } = kind
    const spec = this.#input.declared.get(address)?.spec ?? {}
    const claiming = Object.entries(spec).filter(([name, value]) => (claims?.({ [name]: value }).length ?? 0) > 0)
    return [...kind.naturalKey, ...claiming.map(([name]) => name)]
  }

  /** The innermost of these resources that stands around it. */
  #placeOf({ source, address: said }: Diagnostic, known: ReadonlyMap<AddressId, unknown>): Place | undefined {
    const place = source === undefined ? undefined : this.#at(source)
    const host = place?.address ?? said
    if (host === undefined || !known.has(host)) return undefined
    const { connection, key } = partsOf(host)
    const nestedKinds = this.#kindsOf(connection).filter(({ section }) => section === undefined)
    let at: { address: AddressId; key: string; field: string | undefined } = { address: host, key, field: undefined }
    for (const step of place?.path ?? []) {
      const below = `${at.key}.${step}`
      const nested = nestedKinds
        .map(({ name }) => addressId(connection, name, below))
        .find((address) => known.has(address))
      at = nested === undefined ? { ...at, field: at.field ?? step } : { address: nested, key: below, field: undefined }
    }
    return { address: at.address, ...(at.field === undefined ? {} : { field: at.field }) }
  }

  #kindOf(address: AddressId): Kind | undefined {
    return kindAt(this.#input.world, address)
  }

  #kindsOf(connection: string): readonly Kind[] {
    const { project, providers } = this.#input.world
    return providers.get(project.config.connections.get(connection)?.vendor ?? '')?.kinds ?? []
  }

  /** The resource of a section that stands around a place, and the keys down to it. */
  #at(source: SourceRange): { address: AddressId; path: string[] } | undefined {
    const { project, providers } = this.#input.world
    for (const { connection, kindSection, map, document } of sectionsOf(project, providers).sections) {
      if (document.file !== source.file) continue
      const found = pairAround(map, source)
      if (found === undefined) continue
      const kind = this.#kindsOf(connection).find((one) => one.section === kindSection)
      if (kind === undefined) continue
      const path: string[] = []
      for (let next = pairAround(found.value, source); next !== undefined; next = pairAround(next.value, source))
        path.push(next.key)
      return { address: addressId(connection, kind.name, found.key), path }
    }
    return undefined
  }
}

function pairAround(node: YamlNode, source: SourceRange): { key: string; value: YamlNode } | undefined {
  if (node.type === 'list') {
    const item = node.items.find((one) => !isBefore(source, one.at) && !isAfter(source, one.at))
    return item === undefined ? undefined : pairAround(item, source)
  }
  if (node.type !== 'map') return undefined
  for (const [key, pair] of node.pairs)
    if (!isBefore(source, pair.key.at) && !isAfter(source, pair.value.at)) return { key, value: pair.value }
  return undefined
}

function isBefore(a: SourceRange, b: SourceRange): boolean {
  return a.line < b.line || (a.line === b.line && a.column < b.column)
}

/** Begins behind the end of it. */
function isAfter(a: SourceRange, b: SourceRange): boolean {
  return a.line > b.endLine || (a.line === b.endLine && a.column > b.endColumn)
}
