/** A connection as written → its settings with secrets in place. What comes out is never printed, stored or hashed. */
import { isAbsolute, join } from 'node:path'
import type { BulkLimits, ConnectionConfig } from '../model/config.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { Json, JsonObject } from '../model/json.ts'
import type { FilePort } from '../model/project.ts'
import type { ConnectionSettings, Provider } from '../model/provider.ts'
import type { YamlMap, YamlNode, YamlScalar } from '../model/yaml.ts'
import { decoded } from './load.ts'

/** Where secrets come from. */
export interface SettingSources {
  readonly env: (name: string) => string | undefined
  readonly files: FilePort
  /** Folder of butik.yaml: where relative paths of `!file` start. */
  readonly root: string
}

export interface SettingsOptions extends SettingSources {
  readonly connection: ConnectionConfig
  readonly provider: Provider
  /** `limits.bulk` of butik.yaml. */
  readonly bulk: BulkLimits
  /** Facts that `butik probe` found. */
  readonly probed: JsonObject
}

export interface ResolvedSettings {
  /** Absent where there are diagnostics. */
  readonly settings?: ConnectionSettings
  readonly diagnostics: readonly Diagnostic[]
}

/** More than any secret has, and less than a device file gives. */
const mostSecretBytes = 65_536

export async function connectionSettings(options: SettingsOptions): Promise<ResolvedSettings> {
  const { connection, provider } = options
  const diagnostics: Diagnostic[] = []
  const values = await mapOf(connection.settings, options, diagnostics)
  for (const [name, { required }] of Object.entries(provider.settings)) {
    if (!required || connection.settings.pairs.has(name)) continue
    const summary = `connection "${connection.name}" needs the setting "${name}"`
    diagnostics.push({ severity: 'error', code: 'E1301', summary, source: connection.at })
  }
  if (diagnostics.length === 0) {
    return {
      settings: {
        name: connection.name,
        vendor: connection.vendor,
        values,
        bulk: options.bulk,
        probed: options.probed,
      },
      diagnostics,
    }
  }
  return { diagnostics: diagnostics.sort(byPlace) }
}

/** The values of a section, secrets in place; null where one is missing, which the diagnostics say. */
export async function settingValues(
  map: YamlMap | undefined,
  sources: SettingSources,
): Promise<{ readonly values: JsonObject; readonly diagnostics: readonly Diagnostic[] }> {
  const diagnostics: Diagnostic[] = []
  const values = map === undefined ? {} : await mapOf(map, sources, diagnostics)
  return { values, diagnostics: diagnostics.sort(byPlace) }
}

/** Files are read side by side, so problems come in any order. */
function byPlace({ source: a }: Diagnostic, { source: b }: Diagnostic): number {
  return (a?.line ?? 0) - (b?.line ?? 0) || (a?.column ?? 0) - (b?.column ?? 0)
}

async function settingOf(node: YamlNode, options: SettingSources, diagnostics: Diagnostic[]): Promise<Json> {
  if (node.type === 'list') {
    return Promise.all(node.items.map((item) => settingOf(item, options, diagnostics)))
  }
  if (node.type === 'map') return mapOf(node, options, diagnostics)
  const found = node.tag === undefined ? plainValue(node) : await secretOf(node, options)
  if (typeof found !== 'object' || found === null) return found
  diagnostics.push(found)
  return null
}

async function mapOf(map: YamlMap, options: SettingSources, diagnostics: Diagnostic[]): Promise<JsonObject> {
  const entries = [...map.pairs].map(
    async ([name, pair]) => [name, await settingOf(pair.value, options, diagnostics)] as const,
  )
  return Object.fromEntries(await Promise.all(entries))
}

/** Numbers whose text says more than their value (`00123`, `1e5`, `0x10`) stay text. */
function plainValue(node: YamlScalar): string | number | boolean | null {
  const isPlainNumber = /^-?(0|[1-9]\d*)(\.\d+)?$/.test(node.text)
  return typeof node.value === 'number' && !isPlainNumber ? node.text : node.value
}

/** The value of a tagged scalar, or what is wrong with it. */
export async function secretOf(node: YamlScalar, { env, files, root }: SettingSources): Promise<string | Diagnostic> {
  const problem = { severity: 'error', source: node.at } as const
  if (node.tag === '!env') {
    const value = env(node.text)
    if (value !== undefined && value !== '') return value
    const summary = `the environment variable ${node.text} is ${value === '' ? 'empty' : 'not set'}`
    return { ...problem, code: 'E1011', summary, hint: `set ${node.text} for this run` }
  }
  const path = isAbsolute(node.text) ? node.text : join(root, node.text)
  const named = `the secret file "${node.text}"`
  try {
    const size = await files.size(path)
    if (size === undefined) return { ...problem, code: 'E1010', summary: `${named} does not exist` }
    if (size > mostSecretBytes) return { ...problem, code: 'E1003', summary: `${named} is too large to be a secret` }
    const value = decoded(await files.read(path))?.replace(/(\r?\n)+$/, '')
    if (value === undefined) return { ...problem, code: 'E1014', summary: `${named} is not UTF-8 text` }
    return value === '' ? { ...problem, code: 'E1011', summary: `${named} is empty` } : value
  } catch {
    return { ...problem, code: 'E1002', summary: `${named} cannot be read` }
  }
}
