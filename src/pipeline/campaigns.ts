/**
 * `campaigns` of resource files × the documents → the documents with a sale more in each resource that takes part. Pure. The days stand
 * once, at the campaign; each price stands where it is written.
 */
import { addressId } from '../model/address.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { Project } from '../model/project.ts'
import type { Kind, Provider } from '../model/provider.ts'
import { didYouMean } from '../model/suggest.ts'
import type { Document, YamlMap, YamlNode, YamlPair } from '../model/yaml.ts'
import { LaidDocument, type LaidResources, laidMap, laidResources } from './laid.ts'
import { sectionsOf } from './validate-sections.ts'

type Providers = ReadonlyMap<string, Provider>

/** One section of one campaign: which resources of which connection, and what each costs. */
interface CampaignBlock {
  readonly name: string
  readonly connection: string
  readonly vendor: string
  readonly kind: Kind
  /** The plural name in YAML. */
  readonly section: string
  /** The campaign as it is written. */
  readonly campaign: YamlMap
  readonly members: YamlMap
}

interface Campaigned {
  readonly project: Project
  readonly diagnostics: readonly Diagnostic[]
}

export function campaigned(project: Project, providers: Providers): Campaigned {
  const { blocks, diagnostics } = campaignsIn(project, providers)
  if (blocks.length === 0) return { project, diagnostics }
  const declared = declaredIn(project, providers)
  const unknown: Diagnostic[] = []
  const byDocument = new Map<Document, LaidResources>()
  for (const block of blocks) {
    const keys = declared.get(`${block.connection}/${block.kind.name}`) ?? new Map<string, Document>()
    for (const [key, pair] of block.members.pairs) {
      const document = keys.get(key)
      if (document === undefined) unknown.push(unknownMember(block, pair, [...keys.keys()]))
      else lay(byDocument, document, { block, key, pair })
    }
  }
  const documents = project.documents.map((document) => {
    const laid = byDocument.get(document)
    return laid === undefined ? document : new LaidDocument(document, (root) => laidResources(root, laid))
  })
  return { project: { ...project, documents }, diagnostics: [...diagnostics, ...unknown] }
}

function campaignsIn(project: Project, providers: Providers): { blocks: CampaignBlock[]; diagnostics: Diagnostic[] } {
  const written = new Map<Document, { readonly name: string; readonly campaign: YamlMap }>()
  for (const document of project.documents) {
    for (const [name, campaign] of mapsIn(document.root)) {
      const connection = document.root?.type === 'map' ? document.root.pairs.get('connection') : undefined
      // As a resource file of its own: which connection a section belongs to is told by the same rules.
      const before: [string, YamlPair][] = connection === undefined ? [] : [['connection', connection]]
      const sections = [...campaign.pairs].filter(([key]) => !days.has(key))
      const root = laidMap(campaign, new Map([...before, ...sections]))
      written.set({ file: document.file, text: document.text, root }, { name, campaign })
    }
  }
  if (written.size === 0) return { blocks: [], diagnostics: [] }
  const found = sectionsOf({ ...project, documents: [...written.keys()] }, providers)
  const diagnostics = [...found.diagnostics]
  const blocks = found.sections.flatMap(({ connection, kindSection: section, map: members, document }) => {
    const vendor = project.config.connections.get(connection)?.vendor ?? ''
    const kind = providers.get(vendor)?.kinds.find((one) => one.section === section)
    const from = written.get(document)
    if (kind === undefined || from === undefined) return []
    if (kind.sale !== undefined) return [{ ...from, connection, vendor, kind, section, members }]
    const summary = `${section} of ${vendor} have no sales`
    const hint = `take "${section}" out of the campaign`
    diagnostics.push({ severity: 'error', code: 'E1101', summary, hint, source: members.at })
    return []
  })
  return { blocks, diagnostics }
}

const days: ReadonlySet<string> = new Set(['from', 'to'])

/** What is not of this shape is an error of the schema. */
function mapsIn(root: YamlNode | undefined): [string, YamlMap][] {
  const campaigns = root?.type === 'map' ? root.pairs.get('campaigns')?.value : undefined
  if (campaigns?.type !== 'map') return []
  return [...campaigns.pairs].flatMap(([name, { value }]): [string, YamlMap][] =>
    value.type === 'map' ? [[name, value]] : [],
  )
}

/** By connection and kind, where each key is declared. */
function declaredIn(project: Project, providers: Providers): Map<string, Map<string, Document>> {
  const declared = new Map<string, Map<string, Document>>()
  for (const { connection, kindSection, map, document } of sectionsOf(project, providers).sections) {
    const vendor = project.config.connections.get(connection)?.vendor ?? ''
    const kind = providers.get(vendor)?.kinds.find((one) => one.section === kindSection)
    if (kind?.sale === undefined) continue
    const place = `${connection}/${kind.name}`
    const keys = declared.get(place) ?? new Map<string, Document>()
    for (const key of map.pairs.keys()) keys.set(key, document)
    declared.set(place, keys)
  }
  return declared
}

function unknownMember(
  { connection, kind, name }: CampaignBlock,
  { key }: YamlPair,
  keys: readonly string[],
): Diagnostic {
  const summary = `the campaign ${name} names a ${kind.name} that is not declared: ${addressId(connection, kind.name, key.text)}`
  const hint = didYouMean(key.text, keys) ?? 'a campaign takes in what a resource file declares'
  return { severity: 'error', code: 'E1201', summary, hint, source: key.at }
}

interface Member {
  readonly block: CampaignBlock
  readonly key: string
  readonly pair: YamlPair
}

function lay(byDocument: Map<Document, LaidResources>, document: Document, { block, key, pair }: Member): void {
  const sale = saleOf(block.campaign, pair)
  const field = block.kind.sale?.field
  if (sale === undefined || field === undefined) return
  const sections: LaidResources = byDocument.get(document) ?? new Map()
  byDocument.set(document, sections)
  const keys = sections.get(block.section) ?? new Map<string, (resource: YamlMap) => YamlMap>()
  sections.set(block.section, keys)
  const earlier = keys.get(key)
  keys.set(key, (resource) =>
    withSale(earlier === undefined ? resource : earlier(resource), { field, sale, key: pair.key }),
  )
}

/** A price with the days of its campaign, as it would stand in the resource. Undefined where the schema has something to say. */
function saleOf({ pairs }: YamlMap, { key, value }: YamlPair): YamlMap | undefined {
  const [from, to] = [pairs.get('from'), pairs.get('to')]
  const price = value.type === 'map' ? value.pairs.get('price') : value.type === 'scalar' ? { key, value } : undefined
  if (from === undefined || to === undefined || price === undefined) return undefined
  const sale: [string, YamlPair][] = [
    ['price', price],
    ['from', from],
    ['to', to],
  ]
  return {
    type: 'map',
    pairs: new Map(sale),
    get at() {
      return value.at
    },
  }
}

interface OneSale {
  readonly field: string
  readonly sale: YamlMap
  readonly key: YamlPair['key']
}

/** Beside those that are there: whether they share days is for the kind to say. */
function withSale(resource: YamlMap, { field, sale, key }: OneSale): YamlMap {
  const own = resource.pairs.get(field)
  const others = own === undefined || isNull(own.value) ? [] : own.value.type === 'list' ? own.value.items : [own.value]
  const list: YamlNode = {
    type: 'list',
    items: [...others, sale],
    get at() {
      return own === undefined ? sale.at : own.value.at
    },
  }
  return laidMap(resource, new Map(resource.pairs).set(field, { key: own?.key ?? key, value: list }))
}

function isNull(node: YamlNode): boolean {
  return node.type === 'scalar' && node.value === null && node.tag === undefined
}
