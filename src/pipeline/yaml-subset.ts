/** Which tags and keys butik takes, and what it says of the others. */
import type { DiagnosticCode } from '../model/codes.ts'
import { didYouMean } from '../model/suggest.ts'
import type { YamlNode, YamlPair } from '../model/yaml.ts'

export interface SubsetProblem {
  readonly code: DiagnosticCode
  readonly summary: string
  readonly detail?: string
  readonly hint?: string
}

const known: readonly string[] = ['!env', '!file', '!csv']

/** Undefined for those that are known. */
export function judgeTag(raw: string): SubsetProblem | undefined {
  if (known.includes(raw)) return undefined
  if (raw === '!' || raw.startsWith('!!') || raw.startsWith('!<')) {
    const hint = raw === '!!str' || raw === '!' ? 'put the value in quotes' : 'remove the tag'
    return { code: 'E1006', summary: `the tag ${raw} is outside the YAML that butik reads`, hint }
  }
  const hint = didYouMean(raw, known) ?? 'the tags are !env NAME, !file path and !csv path'
  return { code: 'E1008', summary: `the tag ${raw} is not known`, hint }
}

/** A sheet holds resources: there is no other place for one than the value of a section. */
export const misplacedSheet: SubsetProblem = {
  code: 'E1540',
  summary: '!csv can only stand for a whole section',
  hint: 'write it as "products: !csv products.csv", at the beginning of a line of a resource file',
}

/** Undefined for a key that the mapping can take. `pairs` holds those before it. */
export function judgeKey(pairs: ReadonlyMap<string, YamlPair>, node: YamlNode): SubsetProblem | undefined {
  if (node.type !== 'scalar') return { code: 'E1006', summary: 'a mapping or a list cannot be a key' }
  if (node.tag !== undefined) return { code: 'E1006', summary: `a key cannot be tagged ${node.tag}` }
  if (node.plain && node.text === '') return { code: 'E1006', summary: 'a value stands without a key' }
  if (node.plain && node.text === '<<') {
    const hint = 'write the keys out; a whole value can be shared with &name and *name'
    return { code: 'E1006', summary: 'merge keys (<<) are not supported', hint }
  }
  const first = pairs.get(node.text)
  if (first === undefined) return undefined
  const { file, line, column } = first.key.at
  return {
    code: 'E1005',
    summary: `the key "${node.text}" occurs twice`,
    detail: `it stands first at ${file}:${line}:${column}`,
    hint: 'remove one of the two, or rename it',
  }
}
