/** `quota:` of butik.yaml → settings by connection, with the defaults for what is not written. What is wrong is said by validate.ts. */
import { type Importance, importances, type QuotaSettings } from '../model/quota.ts'
import type { YamlNode } from '../model/yaml.ts'

export function readQuota(node: YamlNode | undefined): ReadonlyMap<string, QuotaSettings> {
  if (node?.type !== 'map') return new Map()
  return new Map([...node.pairs].map(([name, { value }]) => [name, settingsOf(value)]))
}

function settingsOf(node: YamlNode): QuotaSettings {
  const calls = countAt(node, 'calls')
  return {
    ...(calls === undefined || calls === 0 ? {} : { calls }),
    reserve: countAt(node, 'reserve') ?? 0,
    order: orderAt(node),
  }
}

function orderAt(node: YamlNode): Importance[] {
  const found = at(node, 'order')
  const names = found?.type === 'list' ? found.items.map((one) => (one.type === 'scalar' ? one.value : undefined)) : []
  const first = names.flatMap((name) => importances.find((known) => known === name) ?? [])
  return [...new Set([...first, ...importances])]
}

function countAt(node: YamlNode, key: string): number | undefined {
  const found = at(node, key)
  if (found?.type !== 'scalar' || typeof found.value !== 'number') return undefined
  return Number.isSafeInteger(found.value) && found.value >= 0 ? found.value : undefined
}

function at(node: YamlNode, key: string): YamlNode | undefined {
  return node.type === 'map' ? node.pairs.get(key)?.value : undefined
}
