/** `defaults` of butik.yaml and of resource files → which fields they give to which section of which connection. Pure. */
import { posix } from 'node:path'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { Project } from '../model/project.ts'
import type { Kind, Provider } from '../model/provider.ts'
import type { Document, YamlMap, YamlNode, YamlPair } from '../model/yaml.ts'
import { laidMap } from './laid.ts'
import { ownKeys, sectionsOf } from './validate-sections.ts'

export interface DefaultsBlock {
  readonly connection: string
  readonly vendor: string
  readonly kind: Kind
  /** The plural name in YAML. */
  readonly section: string
  /** Of the file that holds it: what lies there and below takes it. Empty for the folder of butik.yaml. */
  readonly folder: string
  readonly fields: YamlMap
}

export interface DefaultsBlocks {
  readonly blocks: readonly DefaultsBlock[]
  readonly diagnostics: readonly Diagnostic[]
}

type Report = (problem: Pick<Diagnostic, 'code' | 'summary' | 'hint'>, node: YamlNode) => unknown

export function defaultsIn(project: Project, providers: ReadonlyMap<string, Provider>): DefaultsBlocks {
  const diagnostics: Diagnostic[] = []
  const report: Report = (problem, node) => diagnostics.push({ severity: 'error', ...problem, source: node.at })
  const documents = [project.configDocument, ...project.documents].flatMap((document) => blocksIn(document, report))
  if (documents.length === 0) return { blocks: [], diagnostics }
  const found = sectionsOf({ ...project, documents }, providers)
  const blocks = found.sections.flatMap(({ connection, kindSection: section, map: fields, document }) => {
    const vendor = project.config.connections.get(connection)?.vendor ?? ''
    const kind = providers.get(vendor)?.kinds.find((one) => one.section === section)
    return kind === undefined ? [] : [{ connection, vendor, kind, section, folder: folderOf(document), fields }]
  })
  return { blocks, diagnostics: [...diagnostics, ...found.diagnostics.map(ofDefaults)] }
}

export function folderOf({ file }: Pick<Document, 'file'>): string {
  const folder = posix.dirname(file)
  return folder === '.' ? '' : folder
}

/** Each block as a file of its own would be read: with a `connection`, its own or that of the file it stands in. */
function blocksIn({ file, text, root }: Document, report: Report): Document[] {
  if (root?.type !== 'map') return []
  const value = root.pairs.get('defaults')?.value
  if (value === undefined || isNull(value)) return []
  const connection = root.pairs.get('connection')
  return (value.type === 'list' ? value.items : [value]).flatMap((block): Document[] => {
    if (block.type === 'map') return [{ file, text, root: blockRoot(block, connection, report) }]
    const hint = 'write sections with their fields, such as "products: { is_online: true }"'
    report({ code: 'E1102', summary: '"defaults" must be a mapping of sections, or a list of such', hint }, block)
    return []
  })
}

function blockRoot(block: YamlMap, connection: YamlPair | undefined, report: Report): YamlMap {
  for (const [name, { key }] of block.pairs) {
    if (name === 'connection' || !ownKeys.has(name)) continue
    report({ code: 'E1101', summary: `unknown key "${name}"`, hint: 'defaults hold sections with their fields' }, key)
  }
  const before: [string, YamlPair][] = connection === undefined ? [] : [['connection', connection]]
  return laidMap(block, new Map([...before, ...block.pairs]))
}

/** The same mistakes as in a resource file, in the words of this place. */
function ofDefaults(one: Diagnostic): Diagnostic {
  if (one.code === 'E1205')
    return { ...one, hint: 'write "connection: NAME" beside it; for several connections "defaults" is a list' }
  if (one.code !== 'E1102' || !one.summary.includes('mapping of resources')) return one
  const summary = one.summary.replace('mapping of resources', 'mapping of fields')
  return { ...one, summary, hint: 'write fields with the value that all resources of the section have' }
}

function isNull(node: YamlNode): boolean {
  return node.type === 'scalar' && node.value === null && node.tag === undefined
}
