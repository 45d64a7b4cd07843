/** Where the sales of a resource stand: `campaigns.yaml:2:60`. Pure. */
import type { Document, YamlNode } from '../model/yaml.ts'
import { nodeAt } from './validate-problems.ts'

export interface SaleOf {
  readonly section: string
  readonly key: string
  /** The field that holds sales. */
  readonly field: string
}

/** Its own first, then those of campaigns, in the order of the files. */
export function salePlaces(documents: readonly Document[], { section, key, field }: SaleOf): string[] {
  const roots = documents.flatMap(({ root }) => root ?? [])
  const own = roots.flatMap((root) => nodeAt(root, [section, key, field]) ?? [])
  const campaigns = roots.flatMap((root): YamlNode[] => {
    const all = nodeAt(root, ['campaigns'])
    return all?.type === 'map' ? [...all.pairs.values()].map(({ value }) => value) : []
  })
  const inCampaigns = campaigns.flatMap((campaign) => nodeAt(campaign, [section, key]) ?? [])
  return [...own, ...inCampaigns].map(({ at }) => `${at.file}:${at.line}:${at.column}`)
}
