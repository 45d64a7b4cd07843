/** The settings of a connection that rules over resources may look at: as written and as probed, without any secret. */
import type { Json, JsonObject } from '../model/json.ts'
import { isJsonObject } from '../model/json.ts'
import type { Project } from '../model/project.ts'
import type { YamlNode } from '../model/yaml.ts'
import { probedFacts } from './probed.ts'

/** What is tagged is a secret, or may be one, and is left out. What is written under `assume` beats what was probed. */
export function checkedSettings({ config, probes }: Project, connection: string): JsonObject {
  const written = plainPairs(config.connections.get(connection)?.settings.pairs ?? [])
  const { facts } = probedFacts(probes.get(connection))
  if (Object.keys(facts).length === 0) return written
  const assume = written['assume']
  return { ...written, assume: { ...facts, ...(isJsonObject(assume) ? assume : {}) } }
}

function plainPairs(pairs: Iterable<readonly [string, { readonly value: YamlNode }]>): JsonObject {
  return Object.fromEntries(
    [...pairs].flatMap(([name, { value }]) => {
      const plain = plainValue(value)
      return plain === undefined ? [] : [[name, plain] as const]
    }),
  )
}

function plainValue(node: YamlNode): Json | undefined {
  if (node.type === 'scalar') return node.tag === undefined ? node.value : undefined
  if (node.type === 'list') return node.items.flatMap((item) => plainValue(item) ?? [])
  return plainPairs(node.pairs)
}
