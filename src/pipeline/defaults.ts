/**
 * `defaults` × the documents → the documents with those fields in each resource that does not write them itself. Pure. The nearest
 * folder wins, field by field and each field whole; what is laid keeps the place where it is written.
 */
import type { Diagnostic } from '../model/diagnostic.ts'
import type { Project } from '../model/project.ts'
import type { Kind, Provider } from '../model/provider.ts'
import type { Document, YamlMap, YamlNode, YamlPair } from '../model/yaml.ts'
import { type DefaultsBlock, defaultsIn, folderOf } from './defaults-blocks.ts'
import { whyNoDefault } from './defaults-unfit.ts'
import { LaidDocument, laidMap, PairsOver } from './laid.ts'
import { sectionsOf } from './validate-sections.ts'

type Providers = ReadonlyMap<string, Provider>
type Fields = ReadonlyMap<string, YamlPair>

export interface Defaulted {
  readonly project: Project
  readonly diagnostics: readonly Diagnostic[]
  /** As they are written, for their schemas. */
  readonly blocks: readonly DefaultsBlock[]
}

export function defaulted(project: Project, providers: Providers): Defaulted {
  const { blocks, diagnostics } = defaultsIn(project, providers)
  if (blocks.length === 0) return { project, diagnostics, blocks }
  const table = new Table()
  const refused = blocks.flatMap((block) => table.add(block))
  const byDocument = new Map<Document, Map<string, { readonly kind: Kind; readonly fields: Fields }>>()
  for (const { connection, kindSection, document } of sectionsOf(project, providers).sections) {
    const found = table.fieldsFor(connection, kindSection, folderOf(document))
    if (found === undefined || found.fields.size === 0) continue
    byDocument.set(document, (byDocument.get(document) ?? new Map()).set(kindSection, found))
  }
  const documents = project.documents.map((document) => {
    const laid = byDocument.get(document)
    if (laid === undefined) return document
    return new LaidDocument(document, (root) => {
      if (root.type !== 'map') return root
      const pairs = new Map(root.pairs)
      for (const [section, { kind, fields }] of laid) {
        const pair = pairs.get(section)
        if (pair?.value.type === 'map')
          pairs.set(section, { key: pair.key, value: laidSection(pair.value, kind, fields) })
      }
      return laidMap(root, pairs)
    })
  })
  return { project: { ...project, documents }, diagnostics: [...diagnostics, ...refused], blocks }
}

function laidSection(section: YamlMap, kind: Kind, fields: Fields): YamlMap {
  const pairs = new Map<string, YamlPair>()
  for (const [name, { key, value }] of section.pairs) pairs.set(name, { key, value: laidResource(value, kind, fields) })
  return laidMap(section, pairs)
}

function laidResource(resource: YamlNode, kind: Kind, fields: Fields): YamlNode {
  if (resource.type !== 'map') return resource
  const far = fields.get('butik')
  const near = resource.pairs.get('butik')
  const own = far === undefined || near === undefined ? resource.pairs : withButik(resource.pairs, far, near)
  return laidMap(resource, new PairsOver(own, fields, namedBeside(kind, own)))
}

/** The settings of `butik` are laid one by one: a resource that writes one of them must not lose its protection by it. */
function withButik(pairs: Fields, far: YamlPair, near: YamlPair): Fields {
  return new Map(pairs).set('butik', joined(far, near))
}

function joined(far: YamlPair, near: YamlPair): YamlPair {
  if (far.value.type !== 'map' || near.value.type !== 'map') return near
  return { key: near.key, value: laidMap(near.value, new Map([...far.value.pairs, ...near.value.pairs])) }
}

/** Fields that cannot stand beside what is written. */
function namedBeside({ either = [] }: Kind, written: Fields): ReadonlySet<string> {
  const groups = either.filter((group) => group.some((name) => written.has(name)))
  return groups.length === 0 ? none : new Set(groups.flat())
}

const none: ReadonlySet<string> = new Set()

/** What is written for a section of a connection, by folder. */
interface Places {
  readonly kind: Kind
  readonly byFolder: Map<string, Map<string, YamlPair>>
  readonly joined: Map<string, Fields>
}

class Table {
  readonly #places = new Map<string, Places>()

  /** What cannot be taken in. */
  add({ connection, section, kind, folder, fields }: DefaultsBlock): Diagnostic[] {
    const id = `${connection}\u0000${section}`
    const places = this.#places.get(id) ?? { kind, byFolder: new Map(), joined: new Map() }
    this.#places.set(id, places)
    const here = places.byFolder.get(folder) ?? new Map<string, YamlPair>()
    places.byFolder.set(folder, here)
    return [...fields.pairs].flatMap(([name, pair]): Diagnostic[] => {
      const why = whyNoDefault(kind, name)
      if (why !== undefined) return [problem('E1560', pair, `${name} cannot have a default`, { hint: why })]
      const earlier = here.get(name)
      if (earlier === undefined) {
        here.set(name, pair)
        return []
      }
      const { file, line, column } = earlier.key.at
      const where = folder === '' ? 'the folder of butik.yaml' : `the folder ${folder}/`
      const detail = `the other is at ${file}:${line}:${column}`
      const hint = 'none of the two is nearer: keep one of them'
      return [problem('E1561', pair, `${name} of ${section} has two defaults in ${where}`, { detail, hint })]
    })
  }

  fieldsFor(connection: string, section: string, folder: string): { kind: Kind; fields: Fields } | undefined {
    const places = this.#places.get(`${connection}\u0000${section}`)
    return places === undefined ? undefined : { kind: places.kind, fields: fieldsIn(places, folder) }
  }
}

function fieldsIn(places: Places, folder: string): Fields {
  const known = places.joined.get(folder)
  if (known !== undefined) return known
  const far: Fields =
    folder === '' ? new Map() : fieldsIn(places, folder.slice(0, Math.max(0, folder.lastIndexOf('/'))))
  const here = places.byFolder.get(folder)
  const made = here === undefined ? far : nearer(places.kind, far, here)
  places.joined.set(folder, made)
  return made
}

function nearer(kind: Kind, far: Fields, near: Fields): Fields {
  const beside = namedBeside(kind, near)
  const made = new Map([...far].filter(([name]) => !beside.has(name)))
  for (const [name, pair] of near) {
    const other = name === 'butik' ? far.get(name) : undefined
    made.set(name, other === undefined ? pair : joined(other, pair))
  }
  return made
}

function problem(
  code: Diagnostic['code'],
  { key }: YamlPair,
  summary: string,
  more: { readonly detail?: string; readonly hint: string },
): Diagnostic {
  return { severity: 'error', code, summary, ...more, source: key.at }
}
