/**
 * `overrides` of an environment × the documents → the documents with those fields in the place of their own. Pure. A field is replaced
 * whole, and what is replaced it keeps the place in butik.yaml where it is written.
 */
import { type AddressId, addressGlob, addressId, parseAddress, partsOf } from '../model/address.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { Project } from '../model/project.ts'
import type { Kind, Provider } from '../model/provider.ts'
import { didYouMean } from '../model/suggest.ts'
import type { Document, YamlMap, YamlPair } from '../model/yaml.ts'
import { LaidDocument, type LaidResources, laidMap, laidResources, PairsOver } from './laid.ts'
import { sectionsOf } from './validate-sections.ts'

type Providers = ReadonlyMap<string, Provider>
interface Fields {
  readonly pairs: ReadonlyMap<string, YamlPair>
  /** What cannot stand beside them, and goes. */
  readonly without: ReadonlySet<string>
}
/** Fields by section and key. */
type Laid = Map<string, Map<string, Fields>>

/** Where a resource of a section is declared: more than once is an error of its own. */
interface Declared {
  readonly document: Document
  readonly section: string
  readonly kind: Kind
  readonly key: string
}

export function overridden(
  project: Project,
  providers: Providers,
): { readonly project: Project; readonly diagnostics: readonly Diagnostic[] } {
  const overrides = project.laid?.overrides
  if (overrides === undefined || overrides.pairs.size === 0) return { project, diagnostics: [] }
  const declared = declaredIn(project, providers)
  const byDocument = new Map<Document, Laid>()
  const diagnostics: Diagnostic[] = []
  for (const [written, { key, value }] of overrides.pairs) {
    // What is not a mapping is an error of the schema.
    if (value.type !== 'map') continue
    const addresses = addressesOf(written, declared)
    if (addresses.length === 0)
      diagnostics.push({ ...problemOf(written, declared, project, providers), severity: 'error', source: key.at })
    for (const place of addresses.flatMap((address) => declared.get(address) ?? [])) lay(place, value, byDocument)
  }
  const documents = project.documents.map((document) => {
    const laid = byDocument.get(document)
    if (laid === undefined) return document
    const layers = layer(laid)
    return new LaidDocument(document, (root) => laidResources(root, layers))
  })
  return { project: { ...project, documents }, diagnostics }
}

function declaredIn(project: Project, providers: Providers): ReadonlyMap<AddressId, readonly Declared[]> {
  const declared = new Map<AddressId, Declared[]>()
  for (const { connection, kindSection: section, map, document } of sectionsOf(project, providers).sections) {
    const kind = kindsOf(connection, project, providers).find((one) => one.section === section)
    if (kind === undefined) continue
    for (const key of map.pairs.keys()) {
      const address = addressId(connection, kind.name, key)
      const places = declared.get(address)
      if (places === undefined) declared.set(address, [{ document, section, kind, key }])
      else places.push({ document, section, kind, key })
    }
  }
  return declared
}

function addressesOf(written: string, declared: ReadonlyMap<AddressId, readonly Declared[]>): AddressId[] {
  const [connection = '', kind = '', key = ''] = written.split('/')
  const address = addressId(connection, kind, key)
  if (!isGlob(written)) return written === address && declared.has(address) ? [address] : []
  return [...declared.keys()].filter(addressGlob(written))
}

function isGlob(written: string): boolean {
  return /[*?]/.test(written)
}

/** A later override is laid over an earlier one, field by field. */
function lay({ document, section, kind, key }: Declared, fields: YamlMap, byDocument: Map<Document, Laid>): void {
  const sections: Laid = byDocument.get(document) ?? new Map()
  const keys = sections.get(section) ?? new Map<string, Fields>()
  const pairs = new Map([...(keys.get(key)?.pairs ?? []), ...fields.pairs])
  keys.set(key, { pairs, without: besideSale(kind, pairs) })
  byDocument.set(document, sections.set(section, keys))
}

/** A sale and the price that it sets say the same: the override wins over both. */
function besideSale({ sale }: Kind, written: ReadonlyMap<string, YamlPair>): ReadonlySet<string> {
  const names = sale === undefined ? [] : [sale.field, sale.sets]
  return new Set(names.some((name) => written.has(name)) ? names : [])
}

function layer(laid: Laid): LaidResources {
  const layers: LaidResources = new Map()
  for (const [section, keys] of laid) {
    const byKey = [...keys].map(([key, { pairs, without }]): [string, (resource: YamlMap) => YamlMap] => [
      key,
      (resource) => laidMap(resource, new PairsOver(pairs, resource.pairs, without)),
    ])
    layers.set(section, new Map(byKey))
  }
  return layers
}

type Problem = Pick<Diagnostic, 'code' | 'summary' | 'hint'>

/** Why an override is of nothing that is declared. */
function problemOf(
  written: string,
  declared: ReadonlyMap<AddressId, readonly Declared[]>,
  project: Project,
  providers: Providers,
): Problem {
  if (isGlob(written))
    return { code: 'E1201', summary: `${written} matches nothing that is declared`, ...hinted(addressHint) }
  const address = parseAddress(written)
  if (address === undefined) return { code: 'E1201', summary: `"${written}" is not an address`, ...hinted(addressHint) }
  const { connection, kind: name, key } = address
  const connections = [...project.config.connections.keys()]
  if (project.laid?.leftOut.has(connection) === true) {
    const summary = `this environment does without the connection "${connection}"`
    return { code: 'E1201', summary, ...hinted('take the override out, or give the connection settings') }
  }
  if (!connections.includes(connection)) {
    const hint = didYouMean(connection, connections) ?? `the connections are ${connections.join(', ')}`
    return { code: 'E1201', summary: `there is no connection "${connection}"`, ...hinted(hint) }
  }
  const kinds = kindsOf(connection, project, providers)
  const kind = kinds.find((one) => one.name === name)
  if (kind === undefined) {
    const plural = kinds.find(({ section }) => section === name)?.name
    const names = kinds.map((one) => one.name)
    const near = plural === undefined ? didYouMean(name, names) : `did you mean "${plural}"? Kinds are singular here`
    const summary = `connection "${connection}" has no kind "${name}"`
    return { code: 'E1201', summary, ...hinted(near ?? `the kinds are ${names.join(', ')}`) }
  }
  if (kind.section === undefined) {
    const hint = 'override the field that holds it, as a whole, of the resource that it is nested in'
    return { code: 'E1201', summary: `a ${name} is nested in another resource, and has no override`, hint }
  }
  const keys = [...declared.keys()].map(partsOf).flatMap((one) => {
    return one.connection === connection && one.kind === name ? [one.key] : []
  })
  const hint = didYouMean(key, keys) ?? 'an override changes what a resource file declares, and declares nothing itself'
  return { code: 'E1201', summary: `there is no ${name} "${key}"`, ...hinted(hint) }
}

const addressHint = 'an address is connection/kind/key, such as shop/product/oak-chair; * stands for any characters'

function hinted(hint: string): { readonly hint: string } {
  return { hint }
}

function kindsOf(connection: string, { config }: Project, providers: Providers): Provider['kinds'] {
  return providers.get(config.connections.get(connection)?.vendor ?? '')?.kinds ?? []
}
