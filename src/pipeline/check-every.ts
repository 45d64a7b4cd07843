/** The files of every environment, checked: each problem once, with the environments that have it where not all do. Offline. */
import type { Diagnostic } from '../model/diagnostic.ts'
import { canonicalJson } from '../model/json.ts'
import { bySource, checkProject } from './desired.ts'
import type { Declared } from './world.ts'

export async function checkEvery(
  every: readonly Declared[],
  options: { readonly secretsOptional: boolean },
): Promise<readonly Diagnostic[]> {
  const found = new Map<string, { readonly one: Diagnostic; readonly environments: string[] }>()
  for (const declared of every) {
    for (const one of await checkProject(declared, options)) {
      const known = found.get(keyOf(one)) ?? { one, environments: [] }
      known.environments.push(declared.project.laid?.environment ?? '')
      found.set(keyOf(one), known)
    }
  }
  const all = [...found.values()].map(({ one, environments }) =>
    environments.length >= every.length ? one : toldOf(one, environments),
  )
  return all.sort(bySource)
}

/** The same words at the same place are one problem. */
function keyOf({ severity, code, summary, detail, hint, source, address }: Diagnostic): string {
  const place = source === undefined ? null : { ...source }
  return canonicalJson({
    severity,
    code,
    summary,
    detail: detail ?? null,
    hint: hint ?? null,
    place,
    address: address ?? null,
  })
}

function toldOf(one: Diagnostic, environments: readonly string[]): Diagnostic {
  const names = [...new Set(environments)]
  const where = `in the environment${names.length === 1 ? '' : 's'} ${names.join(', ')}`
  return { ...one, detail: one.detail === undefined ? where : `${where}; ${one.detail}` }
}
