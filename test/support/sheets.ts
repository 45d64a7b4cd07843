// A configuration in memory whose products stand in a sheet, and what becomes of it: resources, problems, edits.

import { schemaFiles } from '../../src/cli/schema-files.ts'
import type { Diagnostic } from '../../src/model/diagnostic.ts'
import type { Project } from '../../src/model/project.ts'
import type { DesiredState, Spec } from '../../src/model/resource.ts'
import { desiredOf } from '../../src/pipeline/desired.ts'
import { governed } from '../../src/pipeline/govern.ts'
import { loadProject } from '../../src/pipeline/load.ts'
import { type Sheet, sheeted } from '../../src/pipeline/sheets.ts'
import type { Declared } from '../../src/pipeline/world.ts'
import { loadProviders } from '../../src/providers/index.ts'
import { memoryFiles, root, type Tree } from '../unit/pipeline/load-fixture.ts'

const providers = await loadProviders(['shoporama'])
const butik = 'version: 1\nconnections:\n  shop: { vendor: shoporama, token: !env TOKEN }\n'

export async function declared(tree: Tree, environment?: string): Promise<Declared> {
  const files = memoryFiles({ 'butik.yaml': butik, ...tree })
  const project: Project = await loadProject({ dir: root, files, butikVersion: '0.1.0', environment })
  return { project, providers: governed(providers, project.config), schemas: schemaFiles, files, env: () => undefined }
}

export interface Found {
  readonly desired: DesiredState
  /** `E1545 products.csv:2:9 cell C2, "Pris": "1.299" can be read in two ways (hint)` */
  readonly said: readonly string[]
}

export async function found(tree: Tree, environment?: string): Promise<Found> {
  const { desired, diagnostics } = await desiredOf(await declared(tree, environment), '', true)
  return { desired, said: diagnostics.map(words) }
}

function words({ code, source, summary, detail, hint }: Diagnostic): string {
  const place = source === undefined ? '' : ` ${source.file}:${source.line}:${source.column}`
  return `${code}${place} ${detail === undefined ? '' : `${detail}: `}${summary}${hint === undefined ? '' : ` (${hint})`}`
}

/** Specs of one kind by key. */
export function specs({ desired }: Found, kind = 'product'): Record<string, Spec> {
  const all = [...desired.resources.values()].filter((resource) => resource.kind === kind)
  return Object.fromEntries(all.map(({ key, spec }) => [key, spec]))
}

/** The one sheet of `products.yaml`. */
export async function sheetOf(tree: Tree): Promise<Sheet> {
  const { sheets } = await sheeted(await declared(tree))
  const [sheet] = sheets
  if (sheet === undefined) throw new Error('there is no sheet that can be read')
  return sheet
}
