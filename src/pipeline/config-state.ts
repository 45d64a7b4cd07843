/** `state:` of butik.yaml → what is written of it, and where a secret stands in it in plain text. */
import type { StateConfig } from '../model/state-settings.ts'
import type { YamlNode, YamlScalar } from '../model/yaml.ts'

export function readStateConfig(node: YamlNode | undefined): StateConfig {
  if (node === undefined) return { backend: 'local' }
  const backend = node.type === 'map' ? node.pairs.get('backend')?.value : undefined
  const named = backend?.type === 'scalar' && backend.tag === undefined ? backend.text : ''
  return { backend: named, at: node.at, ...(node.type === 'map' ? { settings: node } : {}) }
}

export interface PlainSecret {
  /** `encryption.key`. */
  readonly setting: string
  readonly node: YamlScalar
  /** What the variable could be called. */
  readonly variable: string
}

/** Secrets that are not `!env` or `!file`: whoever reads the repository reads them. */
export function plainStateSecrets({ settings }: StateConfig): PlainSecret[] {
  return settings === undefined ? [] : plainIn(settings, [])
}

function plainIn(node: YamlNode, path: readonly string[]): PlainSecret[] {
  if (node.type === 'map') return [...node.pairs].flatMap(([name, { value }]) => plainIn(value, [...path, name]))
  if (node.type === 'list') return node.items.flatMap((item) => plainIn(item, path))
  if (node.tag !== undefined || node.value === null || !isSecret(path, node.text)) return []
  return [{ setting: path.join('.'), node, variable: variableOf(path) }]
}

function isSecret([first = '', second = '']: readonly string[], text: string): boolean {
  if (first === 'encryption') return second === 'key' || second === 'old_keys'
  if (first === 'headers') return /auth|token|secret|key|cookie|pass/i.test(second)
  // A URL may carry a password: for git a token often stands alone before the host.
  return first === 'password' || /^[a-z][a-z0-9+.-]*:\/\/[^/?#@]*:[^/?#@]+@/i.test(text) || hasToken(first, text)
}

function hasToken(setting: string, text: string): boolean {
  return setting === 'remote' && /^https?:\/\/[^/?#@]{16,}@/i.test(text)
}

function variableOf(path: readonly string[]): string {
  if (path[0] === 'url') return 'DATABASE_URL'
  return `STATE_${path.join('_')}`.toUpperCase().replace(/[^A-Z0-9]+/g, '_')
}
