/** Documents against the schemas of their vendors → every problem of every file, once, in the order of the files. */
import type { Diagnostic } from '../model/diagnostic.ts'
import { byCodeUnit } from '../model/json.ts'
import type { Project } from '../model/project.ts'
import type { Provider } from '../model/provider.ts'
import type { YamlMap, YamlPair } from '../model/yaml.ts'
import { sameShops } from './same-shop.ts'
import { configProblems } from './validate-config.ts'
import { environmentProblems } from './validate-environments.ts'
import { misfitsOf, type SchemaSource } from './validate-fit.ts'
import { type Section, sectionsOf } from './validate-sections.ts'
import { diagnosticOf } from './validate-words.ts'

type Providers = ReadonlyMap<string, Provider>

/**
 * What loading found is not repeated. Where butik.yaml could not be loaded nothing is judged: what it says decides
 * what the other files mean. A variable that is not known leaves all the rest to judge.
 */
export async function validateDocuments(
  project: Project,
  schemas: SchemaSource,
  providers: Providers,
): Promise<Diagnostic[]> {
  const { configDocument } = project
  const { file } = configDocument
  if (project.diagnostics.some(({ source, code }) => source?.file === file && code !== 'E1402')) return []
  const { sections, diagnostics } = sectionsOf(project, providers)
  const { root } = configDocument
  const misfits = root === undefined ? [] : await misfitsOf(root, 'config', schemas)
  const ofEnvironments = await environmentProblems(project, schemas)
  const ofConfig = configProblems(project, providers, misfits)
  const found = [...ofEnvironments, ...sameShops(project, providers), ...ofConfig, ...diagnostics]
  for (const [vendor, group] of byVendor(sections, project)) {
    for (const root of rootsOf(group)) {
      const problems = await misfitsOf(root, vendor, schemas)
      found.push(...problems.map((problem) => diagnosticOf(problem, root)))
    }
  }
  const loaded = new Set(project.diagnostics.map(placeKey))
  return uniqueInOrder(found.filter((diagnostic) => !loaded.has(placeKey(diagnostic))))
}

/** By file, line, column and code; two that say the same at one place are one. */
export function uniqueInOrder(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const unique = new Map(
    diagnostics.map((diagnostic) => [`${placeKey(diagnostic)} ${diagnostic.code} ${diagnostic.summary}`, diagnostic]),
  )
  return [...unique.values()].sort(
    ({ source: a, code }, { source: b, code: other }) =>
      byCodeUnit(a?.file ?? '', b?.file ?? '') ||
      (a?.line ?? 0) - (b?.line ?? 0) ||
      (a?.column ?? 0) - (b?.column ?? 0) ||
      byCodeUnit(code, other),
  )
}

function placeKey({ source }: Diagnostic): string {
  return source === undefined ? '' : `${source.file}:${source.line}:${source.column}`
}

function byVendor(sections: readonly Section[], project: Project): Map<string, Section[]> {
  const groups = new Map<string, Section[]>()
  for (const section of sections) {
    const vendor = project.config.connections.get(section.connection)?.vendor ?? ''
    groups.set(vendor, [...(groups.get(vendor) ?? []), section])
  }
  return groups
}

/** One mapping a file and connection, with the sections of that connection only. */
function rootsOf(sections: readonly Section[]): YamlMap[] {
  const roots = new Map<string, Map<string, YamlPair>>()
  const maps: YamlMap[] = []
  for (const { connection, kindSection, document } of sections) {
    if (document.root?.type !== 'map') continue
    const pair = document.root.pairs.get(kindSection)
    const id = `${document.file}\u0000${connection}`
    const pairs = roots.get(id) ?? new Map<string, YamlPair>()
    if (pair !== undefined) pairs.set(kindSection, pair)
    if (!roots.has(id)) maps.push({ type: 'map', pairs, at: document.root.at })
    roots.set(id, pairs)
  }
  return maps
}
