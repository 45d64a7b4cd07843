/** What butik.yaml names: connections with their vendors, and environments. For completion: what is wrong with it is not said. */
import { join } from 'node:path'
import type { FilePort } from '../model/project.ts'
import { child, textOf } from './config.ts'
import { environmentNames } from './environment.ts'
import { configFile, decoded } from './load.ts'
import { parseYaml } from './yaml-parse.ts'

export interface ButikYamlNames {
  /** Name → vendor. */
  readonly connections: ReadonlyMap<string, string>
  readonly environments: readonly string[]
}

/** Undefined where there is no such file. */
export async function butikYamlNames(dir: string, files: FilePort): Promise<ButikYamlNames | undefined> {
  const path = join(dir, configFile)
  if ((await files.size(path)) === undefined) return undefined
  const { root } = parseYaml(configFile, decoded(await files.read(path)) ?? '')
  const written = child(root, 'connections')
  const connections = written?.type === 'map' ? [...written.pairs] : []
  return {
    connections: new Map(connections.map(([name, { value }]) => [name, textOf(child(value, 'vendor')) ?? ''])),
    environments: environmentNames(root),
  }
}
