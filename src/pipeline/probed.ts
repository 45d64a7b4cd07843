/** What `butik probe` found out about an account: `butik.probe.<connection>.yaml` → facts for the provider's settings. */
import type { Diagnostic } from '../model/diagnostic.ts'
import type { JsonObject } from '../model/json.ts'
import type { Finding } from '../model/provider.ts'
import type { Document, YamlNode } from '../model/yaml.ts'
import { child } from './config.ts'

export interface Probed {
  /** By the name under `assume`. */
  readonly facts: JsonObject
  readonly diagnostics: readonly Diagnostic[]
}

/** An environment has accounts of its own, so its facts are its own too. */
export function probeFile(connection: string, environment?: string): string {
  return `butik.probe.${connection}${environment === undefined ? '' : `.${environment}`}.yaml`
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

/** The text of the file; the same findings give the same text but for the day. */
export function probeText(
  connection: string,
  found: { readonly vendor: string; readonly day: string; readonly facts: readonly ProbedFact[] },
): string {
  const known = found.facts.flatMap(({ fact, finding }) =>
    finding.known
      ? [
          `  ${fact}:`,
          `    value: ${JSON.stringify(finding.value)}`,
          `    evidence: ${JSON.stringify(finding.evidence)}`,
        ]
      : [],
  )
  const open = found.facts.flatMap(({ fact, finding }) =>
    finding.known ? [] : [`# ${fact}: ${finding.why.replace(/\s+/g, ' ')}`],
  )
  return [
    `# What butik probe found out about the connection ${connection} (${found.vendor}) on ${found.day}.`,
    '# Commit it: the provider goes by these facts, and they are part of what a plan stands on.',
    '# A setting under "assume" in butik.yaml wins over what stands here.',
    ...(known.length === 0 ? ['facts: {}'] : ['facts:', ...known]),
    ...(open.length === 0 ? [] : ['# Not known:', ...open]),
    '',
  ].join('\n')
}

export interface ProbedFact {
  readonly fact: string
  readonly finding: Finding
}
