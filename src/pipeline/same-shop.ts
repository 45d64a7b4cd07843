/**
 * Environments that have one and the same connection without a word: each has a state of its own, so each would write the other's
 * shop. It may be meant, and the variables of the machine may tell them apart: a warning. Pure.
 */
import type { Diagnostic } from '../model/diagnostic.ts'
import { canonicalJson, type Json } from '../model/json.ts'
import type { Project } from '../model/project.ts'
import type { Provider } from '../model/provider.ts'
import type { YamlNode } from '../model/yaml.ts'
import { child } from './config.ts'
import { inEnvironment } from './environment.ts'

export function sameShops(project: Project, providers: ReadonlyMap<string, Provider>): Diagnostic[] {
  const { laid, config, configDocument } = project
  const own = laid?.environment
  if (laid === undefined || own === undefined) return []
  const settings = laid.environments.map((name) => {
    const connections = child(inEnvironment(laid.written, configDocument.text, name).root, 'connections')
    const says = child(child(child(laid.written, 'environments'), name), 'connections')
    return { name, connections, says }
  })
  return [...config.connections.values()].flatMap(({ name, vendor, at }): Diagnostic[] => {
    // What is only watched is written by nobody.
    if (providers.get(vendor)?.kinds.every((kind) => kind.class === 'observed') !== false) return []
    const silent = settings.filter(({ says }) => child(says, name) === undefined)
    const ours = silent.find((one) => one.name === own)
    if (ours === undefined) return []
    const said = saidBy(child(ours.connections, name))
    const same = silent.filter(({ connections }) => saidBy(child(connections, name)) === said).map((one) => one.name)
    if (same.length < 2) return []
    const names = `${same.slice(0, -1).join(', ')} and ${same.at(-1)}`
    return [
      {
        severity: 'warning',
        code: 'N1050',
        summary: `the environments ${names} have the same connection "${name}"`,
        detail: 'unless variables of the machine tell them apart, each writes the shop of the other',
        hint: `give each settings of its own; where it is meant, write "connections: { ${name}: {} }" in each`,
        source: at,
      },
    ]
  })
}

/** What is written, not where. */
function saidBy(node: YamlNode | undefined): string {
  return canonicalJson(node === undefined ? null : plain(node))
}

function plain(node: YamlNode): Json {
  if (node.type === 'scalar') return [node.tag ?? '', node.text]
  if (node.type === 'list') return node.items.map(plain)
  return Object.fromEntries([...node.pairs].map(([key, { value }]) => [key, plain(value)]))
}
