/** Documents against the schemas of their vendors → every problem of every file, once, in the order of the files. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import type { Diagnostic } from '../model/diagnostic.ts'
import { byCodeUnit, type JsonObject } from '../model/json.ts'
import type { Project } from '../model/project.ts'
import type { Provider } from '../model/provider.ts'
import type { YamlMap, YamlPair } from '../model/yaml.ts'
import { configProblems } from './validate-config.ts'
import { problemsOf } from './validate-problems.ts'
import { type Section, sectionsOf } from './validate-sections.ts'
import { diagnosticOf } from './validate-words.ts'

/** The published JSON Schemas. */
export interface SchemaSource {
  config(): Promise<JsonObject> | JsonObject
  /** Of the vendor's resource files. */
  vendor(name: string): Promise<JsonObject> | JsonObject
}

type Providers = ReadonlyMap<string, Provider>

/**
 * What loading found is not repeated. Where butik.yaml could not be loaded nothing is judged: what it says decides
 * what the other files mean.
 */
export async function validateDocuments(
  project: Project,
  schemas: SchemaSource,
  providers: Providers,
): Promise<Diagnostic[]> {
  const { configDocument } = project
  if (project.diagnostics.some(({ source }) => source?.file === configDocument.file)) return []
  const { sections, diagnostics } = sectionsOf(project, providers)
  const found = [...configProblems(project, providers, compile(await schemas.config())), ...diagnostics]
  for (const [vendor, group] of byVendor(sections, project)) {
    const validate = compile(await schemas.vendor(vendor))
    for (const root of rootsOf(group))
      found.push(...problemsOf(validate, root).map((problem) => diagnosticOf(problem, root)))
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

const compiled = new WeakMap<JsonObject, ValidateFunction>()

/**
 * The schemas are generated, so ajv need not check them again; a run validates once, so optimizing costs more than it saves.
 * A program that plans many times compiles each schema once.
 */
function compile(schema: JsonObject): ValidateFunction {
  const known = compiled.get(schema)
  if (known !== undefined) return known
  const trust = { strict: false, validateSchema: false, validateFormats: false, logger: false } as const
  const errors = { allErrors: true, verbose: true, messages: false } as const
  const validate = new Ajv2020({ ...trust, ...errors, code: { optimize: false } }).compile(schema)
  compiled.set(schema, validate)
  return validate
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
