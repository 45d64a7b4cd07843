/** The files, checked and resolved: the desired state with every problem at once. Offline. */
import type { Diagnostic } from '../model/diagnostic.ts'
import { byCodeUnit } from '../model/json.ts'
import type { DesiredState } from '../model/resource.ts'
import { resolve } from './resolve.ts'
import { validateDocuments } from './validate.ts'
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
  const { project, providers, schemas, files, env } = declared
  const found = [...project.diagnostics, ...(await validateDocuments(project, schemas, providers))]
  const desired = await resolve(project, { providers, files, env, secretKey, secretsOptional })
  // All that is declared is in there by now: of a large project the trees are not kept beside it.
  for (const document of project.documents) document.letGo?.()
  const diagnostics = [...found, ...desired.diagnostics.filter((one) => !alreadySaid(one, found))].sort(bySource)
  return { desired, diagnostics }
}

/** In the order of the files; what has no place comes last. */
function bySource(a: Diagnostic, b: Diagnostic): number {
  if (a.source === undefined || b.source === undefined)
    return Number(a.source === undefined) - Number(b.source === undefined)
  return byCodeUnit(a.source.file, b.source.file) || a.source.line - b.source.line || a.source.column - b.source.column
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
