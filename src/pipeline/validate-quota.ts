/** `quota:` of butik.yaml against the connections: names that there are not, and numbers that leave nothing. */
import type { Diagnostic } from '../model/diagnostic.ts'
import type { Project } from '../model/project.ts'
import type { Provider } from '../model/provider.ts'
import { didYouMean } from '../model/suggest.ts'
import type { YamlPair } from '../model/yaml.ts'
import { child } from './config.ts'

export function quotaProblems(project: Project, providers: ReadonlyMap<string, Provider>): Diagnostic[] {
  const node = child(project.configDocument.root, 'quota')
  if (node?.type !== 'map') return []
  return [...node.pairs].flatMap(([name, pair]) => problemOf(name, pair, project, providers) ?? [])
}

function problemOf(
  name: string,
  { key, value }: YamlPair,
  { config }: Project,
  providers: ReadonlyMap<string, Provider>,
): Diagnostic | undefined {
  const connection = config.connections.get(name)
  if (connection === undefined) {
    const names = [...config.connections.keys()]
    const hint = didYouMean(name, names) ?? (names.length === 0 ? undefined : `there are: ${names.join(', ')}`)
    const summary = `quota: there is no connection "${name}"`
    return { severity: 'error', code: 'E1101', summary, source: key.at, ...(hint === undefined ? {} : { hint }) }
  }
  const provider = providers.get(connection.vendor)
  if (provider === undefined || value.type !== 'map') return undefined
  const wished = config.quota.get(name)
  const calls = wished?.calls ?? provider.quota?.calls
  // A number that cannot be is an error by the schema.
  if (calls === undefined && !value.pairs.has('calls'))
    return {
      severity: 'error',
      code: 'E1104',
      summary: `quota: "${name}" needs calls: ${connection.vendor} documents no quota`,
      hint: `write quota: { ${name}: { calls: 1000 } }`,
      source: key.at,
    }
  if (calls === undefined || wished === undefined || wished.reserve < calls) return undefined
  return {
    severity: 'error',
    code: 'E1107',
    summary: `quota: a reserve of ${wished.reserve} leaves nothing of ${calls === 1 ? '1 call' : `${calls} calls`} a day`,
    hint: 'keep fewer calls for others',
    source: value.pairs.get('reserve')?.value.at ?? key.at,
  }
}
