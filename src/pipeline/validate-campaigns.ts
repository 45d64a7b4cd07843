/** `campaigns` as they are written against the schemas of their vendors. */
import type { Diagnostic } from '../model/diagnostic.ts'
import type { Project } from '../model/project.ts'
import type { Provider } from '../model/provider.ts'
import type { YamlMap } from '../model/yaml.ts'
import { laidMap } from './laid.ts'
import { misfitsOf, type SchemaSource } from './validate-fit.ts'
import { diagnosticOf } from './validate-words.ts'

/** Days and shapes of every campaign are judged by a vendor that has sales: with none, there is nothing to take part. */
export async function campaignProblems(
  project: Project,
  schemas: SchemaSource,
  providers: ReadonlyMap<string, Provider>,
): Promise<readonly Diagnostic[]> {
  const vendor = [...project.config.connections.values()]
    .map((connection) => connection.vendor)
    .find((name) => providers.get(name)?.kinds.some(({ sale }) => sale !== undefined))
  const found: Diagnostic[] = []
  for (const { root } of project.documents) {
    const pair = root?.type === 'map' ? root.pairs.get('campaigns') : undefined
    if (root?.type !== 'map' || pair === undefined) continue
    if (vendor === undefined) {
      const hint = 'campaigns are for products of shoporama'
      found.push({ severity: 'error', code: 'E1206', summary: 'no connection has sales', hint, source: pair.key.at })
      continue
    }
    const campaigns: YamlMap = laidMap(root, new Map([['campaigns', pair]]))
    const misfits = await misfitsOf(campaigns, vendor, schemas)
    found.push(...misfits.map((problem) => diagnosticOf(problem, campaigns)))
  }
  return found
}
