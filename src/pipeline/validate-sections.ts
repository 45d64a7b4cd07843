/** Which connection each section of each file belongs to. */
import type { ConnectionConfig } from '../model/config.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { Project } from '../model/project.ts'
import type { Kind, Provider } from '../model/provider.ts'
import { didYouMean, orList } from '../model/suggest.ts'
import type { Document, YamlMap, YamlNode, YamlScalar } from '../model/yaml.ts'
import { child, textOf } from './config.ts'
import { isSheet } from './sheet-options.ts'

export interface Section {
  readonly connection: string
  /** The plural name in YAML. */
  readonly kindSection: string
  readonly map: YamlMap
  readonly document: Document
}

export interface Sections {
  /** By file, then in the order of the file. An empty section is left out. */
  readonly sections: readonly Section[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Keys of a resource file that are no sections. */
export const ownKeys: ReadonlySet<string> = new Set(['connection', 'defaults', 'campaigns'])

type Providers = ReadonlyMap<string, Provider>
type Problem = Omit<Diagnostic, 'severity' | 'source'>

export function sectionsOf(project: Project, providers: Providers): Sections {
  const sections: Section[] = []
  const diagnostics: Diagnostic[] = []
  const report: Report = (problem, node) => diagnostics.push({ severity: 'error', ...problem, source: node.at })
  for (const document of project.documents) {
    const root = rootOf(document, report)
    if (root === undefined) continue
    const named = namedConnection(root, project, report)
    if (named === 'unknown') continue
    for (const [name, { key, value }] of root.pairs) {
      const owner = ownKeys.has(name) ? undefined : (named ?? ownerOf(name, key, project, providers, report))
      const map = owner && sectionMap({ name, key, value, owner }, providers, report)
      if (owner && map) sections.push({ connection: owner.name, kindSection: name, map, document })
    }
  }
  return { sections, diagnostics }
}

/** The kind of a section and its connection; undefined where that is not clear, which `sectionsOf` reports. */
export function kindOfSection(
  { root }: Document,
  section: string,
  project: Project,
  providers: Providers,
): { readonly connection: string; readonly kind: Kind } | undefined {
  const pair = root?.type === 'map' ? root.pairs.get(section) : undefined
  if (root?.type !== 'map' || pair === undefined) return undefined
  const silent: Report = () => undefined
  const named = namedConnection(root, project, silent)
  if (named === 'unknown') return undefined
  const owner = named ?? ownerOf(section, pair.key, project, providers, silent)
  const kind = providers.get(owner?.vendor ?? '')?.kinds.find((one) => one.section === section)
  return owner === undefined || kind === undefined ? undefined : { connection: owner.name, kind }
}

/** True where a file has a section that none of these vendors has: which vendor has it, only all of them can tell. */
export function hasUnclaimed(project: Project, providers: Providers): boolean {
  const known = new Set([...sectionNames([...providers.values()]), ...ownKeys])
  return project.documents.some(
    ({ root }) => root?.type === 'map' && [...root.pairs.keys()].some((name) => !known.has(name)),
  )
}

function rootOf({ root }: Document, report: Report): YamlMap | undefined {
  if (root === undefined || root.type === 'map' || isNull(root)) return root?.type === 'map' ? root : undefined
  const found = root.type === 'list' ? 'a list' : 'a text'
  report({ code: 'E1102', summary: `a resource file is a mapping of sections, not ${found}` }, root)
  return undefined
}

interface Candidate {
  readonly name: string
  readonly key: YamlScalar
  readonly value: YamlNode
  readonly owner: ConnectionConfig
}

function sectionMap({ name, key, value, owner }: Candidate, providers: Providers, report: Report): YamlMap | undefined {
  const provider = providers.get(owner.vendor)
  if (provider === undefined) return undefined
  const known = sectionNames([provider])
  if (!known.includes(name))
    reportUnknown(name, key, `connection "${owner.name}" has no section "${name}"`, known, report)
  else if (value.type === 'map')
    // A sheet that could not be read stands here still, and that is told.
    return value.tag === '!csv' ? undefined : value
  else if (!isNull(value) && !isSheet(value)) {
    const found = value.type === 'list' ? 'a list' : 'a text'
    const hint = 'write each resource under a key of its own'
    report({ code: 'E1102', summary: `"${name}" must be a mapping of resources, not ${found}`, hint }, value)
  }
  return undefined
}

type Report = (problem: Problem, node: YamlNode) => unknown

/** The connection that the file names; undefined where it names none. */
function namedConnection(root: YamlMap, project: Project, report: Report): ConnectionConfig | 'unknown' | undefined {
  const node = root.pairs.get('connection')?.value
  if (node === undefined) return undefined
  const name = textOf(node)
  const names = [...project.config.connections.keys()]
  if (name === undefined) {
    report(
      { code: 'E1102', summary: '"connection" must be the name of a connection', hint: `write ${orList(names)}` },
      node,
    )
    return 'unknown'
  }
  const found = project.config.connections.get(name)
  if (found !== undefined) return found
  if (project.laid?.leftOut.has(name) === true) return 'unknown'
  // The connection is there and has a problem of its own, which is told where it stands.
  if (child(child(project.configDocument.root, 'connections'), name) !== undefined) return 'unknown'
  const hint =
    didYouMean(name, names) ??
    (names.length === 0 ? 'declare it in butik.yaml' : `the connections are ${names.join(', ')}`)
  report({ code: 'E1201', summary: `there is no connection "${name}"`, hint }, node)
  return 'unknown'
}

/** The one connection whose vendor has the section. */
function ownerOf(
  name: string,
  key: YamlScalar,
  project: Project,
  providers: Providers,
  report: Report,
): ConnectionConfig | undefined {
  const connections = [...project.config.connections.values()]
  const owners = connections.filter(({ vendor }) => sectionNames([providers.get(vendor)]).includes(name))
  const [owner] = owners
  if (owners.length === 1) return owner
  if (owner !== undefined) {
    const names = owners.map((connection) => connection.name)
    const summary = `"${name}" could belong to ${names.map((text) => `"${text}"`).join(' and ')}`
    report(
      { code: 'E1205', summary, hint: `write "connection: ${owner.name}" at the top of the file, or another of them` },
      key,
    )
    return undefined
  }
  if (!connectionsAreClear(project, providers)) return undefined
  // This environment does without the connection, and so without what is declared for it.
  const leftOut = [...(project.laid?.leftOut.values() ?? [])]
  if (leftOut.some((vendor) => sectionNames([providers.get(vendor)]).includes(name))) return undefined
  const vendors = [...providers.values()].filter((provider) => sectionNames([provider]).includes(name))
  const [vendor] = vendors.map((provider) => provider.vendor)
  if (vendor === undefined) {
    const known = sectionNames(connections.map((connection) => providers.get(connection.vendor)))
    reportUnknown(name, key, `there is no section "${name}"`, known, report)
    return undefined
  }
  const summary = `"${name}" needs a connection to ${orList(vendors.map((provider) => provider.vendor))}, and there is none`
  report({ code: 'E1206', summary, hint: `add a connection with "vendor: ${vendor}" to butik.yaml` }, key)
  return undefined
}

/** False where a connection has no vendor that butik knows: a section nobody claims may be that one's. */
export function connectionsAreClear(project: Project, providers: Providers): boolean {
  const written = child(project.configDocument.root, 'connections')
  if (written?.type !== 'map') return false
  return [...written.pairs.values()].every(({ value }) => providers.has(textOf(child(value, 'vendor')) ?? ''))
}

function reportUnknown(name: string, key: YamlScalar, summary: string, known: readonly string[], report: Report): void {
  const list = known.length === 0 ? undefined : `the sections are ${known.join(', ')}`
  const hint = didYouMean(name, [...known, ...ownKeys]) ?? list
  report({ code: 'E1101', summary, ...(hint === undefined ? {} : { hint }) }, key)
}

function sectionNames(providers: readonly (Provider | undefined)[]): string[] {
  const names = providers.flatMap((provider) => provider?.kinds.map(({ section }) => section) ?? [])
  return [...new Set(names.filter((name) => name !== undefined))]
}

function isNull(node: YamlNode): boolean {
  return node.type === 'scalar' && node.value === null && node.tag === undefined
}
