/** What `butik probe` found out about an account: `butik.probe.<connection>.yaml` → facts for the provider's settings. */
import type { Diagnostic } from '../model/diagnostic.ts'
import type { JsonObject } from '../model/json.ts'
import type { Document, YamlNode } from '../model/yaml.ts'
import { child } from './config.ts'

export interface Probed {
  /** By the name under `assume`. */
  readonly facts: JsonObject
  readonly diagnostics: readonly Diagnostic[]
}

export function probeFile(connection: string): string {
  return `butik.probe.${connection}.yaml`
}

/** `facts: { <name>: { value, evidence } }`; a person may have edited it, so what does not fit is said. */
export function probedFacts(document: Document | undefined): Probed {
  const facts = child(document?.root, 'facts')
  if (document === undefined || document.root === undefined) return { facts: {}, diagnostics: [] }
  if (facts?.type !== 'map')
    return { facts: {}, diagnostics: [unfit(facts ?? document.root, '"facts" is not a mapping')] }
  const found: { [name: string]: string | number } = {}
  const diagnostics: Diagnostic[] = []
  for (const [name, { key, value }] of facts.pairs) {
    const node = child(value, 'value')
    const known = node?.type === 'scalar' && node.tag === undefined ? node.value : undefined
    if (typeof known === 'string' || typeof known === 'number') found[name] = known
    else diagnostics.push(unfit(node ?? key, `the fact "${name}" has no value that is a text or a number`))
  }
  return { facts: found, diagnostics }
}

function unfit(node: YamlNode, summary: string): Diagnostic {
  return {
    severity: 'error',
    code: 'E1102',
    summary,
    hint: 'write the file anew with butik probe, or delete it',
    source: node.at,
  }
}
