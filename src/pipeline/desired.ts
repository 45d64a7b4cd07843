/** The files, checked and resolved: the desired state with every problem at once. Offline. */
import { type Diagnostic, hasErrors } from '../model/diagnostic.ts'
import { DiagnosticsError } from '../model/errors.ts'
import { byCodeUnit } from '../model/json.ts'
import type { Project } from '../model/project.ts'
import type { DesiredState } from '../model/resource.ts'
import { layered } from './layered.ts'
import { resolve } from './resolve.ts'
import { validateDocuments } from './validate.ts'
import { campaignProblems } from './validate-campaigns.ts'
import { defaultsProblems } from './validate-defaults.ts'
import { connectionsAreClear } from './validate-sections.ts'
import { toldProblems } from './validate-told.ts'
import { placeKey } from './variables.ts'
import type { Declared } from './world.ts'

/** Every problem of the files at once. */
export async function checkProject(
  declared: Declared,
  options: { readonly secretsOptional: boolean },
): Promise<readonly Diagnostic[]> {
  return (await desiredOf(declared, '', options.secretsOptional)).diagnostics
}

export async function desiredOf(
  declared: Declared,
  secretKey: string,
  secretsOptional: boolean,
): Promise<{ desired: DesiredState; diagnostics: readonly Diagnostic[] }> {
  const { providers, schemas, files, env, ports, day } = declared
  // A sheet stands in the place of a section: what is laid over resources is laid over its rows.
  const sheets = await withSheets(declared)
  const { project, diagnostics: ofLayers, defaults } = layered(sheets.project, providers)
  const ofSchemas = await validateDocuments(project, schemas, providers)
  const ofDefaults = await defaultsProblems(defaults, schemas)
  const ofCampaigns = await campaignProblems(project, schemas, providers)
  // A campaign is judged as it is written and where it is laid; as it is written it has the better words.
  const others = [...ofLayers, ...ofDefaults, ...ofSchemas].filter((one) => !alreadySaid(one, ofCampaigns))
  const found = unrepeated([...project.diagnostics, ...ofCampaigns, ...others])
  const now = ports?.clock.now() ?? new Date(0)
  const desired = await resolve(project, { providers, files, env, secretKey, secretsOptional, now, day })
  // All that is declared is in there by now: of a large project the trees are not kept beside it.
  for (const document of project.documents) document.letGo?.()
  const ofResources = unrepeated(desired.diagnostics)
  const ofFiles = [...found, ...ofResources.filter((one) => !alreadySaid(one, found))]
  // What is not declared can be told of files that are understood.
  const told = hasErrors(ofFiles) ? [] : toldProblems(project, providers, desired.resources)
  const diagnostics = [...ofFiles, ...told]
    .flatMap((one) => withOrigin(one, project))
    .map((one) => sheets.withCell(one))
    .sort(bySource)
  return { desired, diagnostics }
}

interface WithSheets {
  readonly project: Project
  /** Names the cell, where the place is one. */
  withCell(diagnostic: Diagnostic): Diagnostic
}

/** Few projects have sheets: what reads them is loaded for those. */
async function withSheets(declared: Declared): Promise<WithSheets> {
  const { project } = declared
  if (project.sheets === undefined) return { project, withCell: (one) => one }
  const { sheeted, withCell } = await import('./sheets.ts')
  const laid = await sheeted(declared)
  return { project: laid.project, withCell: (one) => withCell(one, laid.sheets) }
}

/**
 * For what is asked about connections and not about files. Throws DiagnosticsError with what is wrong with butik.yaml where it
 * cannot be read, or a connection has no vendor that butik knows: it would be passed over as if it were not there; or
 * where a variable is not known: it would be sent as it is written.
 */
export async function checkConnections({ project, providers, schemas }: Declared): Promise<void> {
  const { file } = project.configDocument
  const isOurs = ({ severity, source }: Diagnostic): boolean => severity === 'error' && source?.file === file
  const unclear = project.diagnostics.some((one) => isOurs(one) && one.code === 'E1402')
  if (!unclear && connectionsAreClear(project, providers)) return
  const found = [...project.diagnostics, ...(await validateDocuments(project, schemas, providers))]
  const problems = found.filter(isOurs).flatMap((one) => withOrigin(one, project))
  if (problems.length > 0) throw new DiagnosticsError(problems)
}

/** The place is where a variable is used: where its value stands has to be said. Nothing is said of what could not be put in. */
function withOrigin(one: Diagnostic, { laid }: Declared['project']): Diagnostic[] {
  if (laid === undefined || one.source === undefined || one.code === 'E1402') return [one]
  const place = placeKey(one.source)
  if (laid.unclear.has(place)) return []
  const origin = laid.origins.get(place)
  if (origin === undefined) return [one]
  return [{ ...one, detail: one.detail === undefined ? origin : `${one.detail}; ${origin}` }]
}

/** In the order of the files; what has no place comes last. */
export function bySource(a: Diagnostic, b: Diagnostic): number {
  if (a.source === undefined || b.source === undefined)
    return Number(a.source === undefined) - Number(b.source === undefined)
  return byCodeUnit(a.source.file, b.source.file) || a.source.line - b.source.line || a.source.column - b.source.column
}

/**
 * What is laid over many resources is wrong in one place, and said once: of the first resource that has it, and of none where
 * there are several.
 */
function unrepeated(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const found: Diagnostic[] = []
  const places = new Map<string, number>()
  for (const one of diagnostics) {
    const place =
      one.source === undefined ? undefined : `${placeKey(one.source)} ${one.code} ${one.summary} ${one.detail}`
    const index = place === undefined ? undefined : places.get(place)
    const known = index === undefined ? undefined : found[index]
    if (index !== undefined && known !== undefined) {
      if (known.address !== one.address) found[index] = withoutAddress(known)
      continue
    }
    if (place !== undefined) places.set(place, found.length)
    found.push(one)
  }
  return found
}

function withoutAddress({ address: _, ...rest }: Diagnostic): Diagnostic {
  return rest
}

/** The schema and the stages after it may stumble over one and the same place; the first says it best. */
function alreadySaid(one: Diagnostic, found: readonly Diagnostic[]): boolean {
  const same = (other: Diagnostic) =>
    other.source !== undefined &&
    one.source !== undefined &&
    other.source.file === one.source.file &&
    other.source.line === one.source.line &&
    other.source.column === one.source.column
  return one.severity === 'error' && found.some(same)
}
