/** `state:` as written → its settings with secrets in place. What comes out is never printed, stored or hashed. */
import { isAbsolute, join } from 'node:path'
import type { Diagnostic, SourceRange } from '../model/diagnostic.ts'
import { hasErrors } from '../model/diagnostic.ts'
import { DiagnosticsError, ReconcilerError } from '../model/errors.ts'
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import {
  defaultGit,
  defaultPostgresSchema,
  type EncryptionSettings,
  leastPassphrase,
  type StateConfig,
  type StateSettings,
  tlsModes,
} from '../model/state-settings.ts'
import type { YamlMap, YamlScalar } from '../model/yaml.ts'
import { readStateConfig } from './config-state.ts'
import { type SettingSources, settingValues } from './load-settings.ts'
import { uniqueInOrder } from './validate.ts'
import { configProblems, stateSecretsInPlainText } from './validate-config.ts'
import { misfitsOf } from './validate-fit.ts'
import { diagnosticOf } from './validate-words.ts'
import type { Declared } from './world.ts'
import { parseYaml } from './yaml-parse.ts'

/** Throws DiagnosticsError with what is wrong with `state:`, or with butik.yaml where that cannot be read at all. */
export async function stateSettings(declared: Declared): Promise<StateSettings> {
  const { project, providers, schemas } = declared
  const { configDocument, config } = project
  // What is not understood would pass for a state in this folder, which is another one.
  refuse(project.diagnostics.filter(({ source }) => source?.file === configDocument.file))
  const { state } = config
  const { root } = configDocument
  if (state.at === undefined || root === undefined) return { backend: 'local' }
  const problems = configProblems(project, providers, await misfitsOf(root, 'config', schemas))
  refuse(uniqueInOrder(problems).filter(({ source }) => isWithin(source, state.at)))
  return await settingsWithSecrets(state, { env: declared.env, files: declared.files, root: project.root })
}

/** `text` is YAML: settings as they stand under `state:`, or a whole butik.yaml. Throws DiagnosticsError. */
export async function stateSettingsIn(text: string, file: string, declared: Declared): Promise<StateSettings> {
  const parsed = parseYaml(file, text)
  refuse(parsed.diagnostics)
  const { root } = parsed
  if (root?.type !== 'map') throw noSettings(file)
  const node = root.pairs.get('state')?.value ?? root
  const state = readStateConfig(node)
  const key: YamlScalar = { type: 'scalar', value: 'state', text: 'state', plain: true, at: root.at }
  const whole: YamlMap = { type: 'map', at: root.at, pairs: new Map([['state', { key, value: node }]]) }
  const misfits = (await misfitsOf(whole, 'config', declared.schemas)).filter(({ path }) => path[0] === 'state')
  refuse(uniqueInOrder([...stateSecretsInPlainText(state), ...misfits.map((one) => diagnosticOf(one, whole))]))
  const { env, files, project } = declared
  return await settingsWithSecrets(state, { env, files, root: project.root })
}

function noSettings(file: string): ReconcilerError {
  return new ReconcilerError('E5001', `${file} has no settings of a state`, {
    hint: 'it is a butik.yaml, or what stands under state: in one, or a state in JSON',
  })
}

/** Throws DiagnosticsError where a secret is not there. What is written fits the schema. */
async function settingsWithSecrets(state: StateConfig, sources: SettingSources): Promise<StateSettings> {
  const { values, diagnostics } = await settingValues(state.settings, sources)
  refuse([...diagnostics, ...weakKeys(state, values)])
  const tls = values['tls']
  const ca =
    isJsonObject(tls) && typeof tls['ca'] === 'string' ? await certificates(state, tls['ca'], sources) : undefined
  return settingsOf(values, ca)
}

function settingsOf(values: JsonObject, ca: string | undefined): StateSettings {
  const text = (name: string): string | undefined => textOf(values[name])
  const given = encryptionOf(values['encryption'])
  const encryption = given === undefined ? {} : { encryption: given }
  switch (text('backend') ?? 'local') {
    case 'git':
      return {
        backend: 'git',
        remote: text('remote') ?? defaultGit.remote,
        branch: text('branch') ?? defaultGit.branch,
        ...encryption,
      }
    case 'postgres': {
      const mode = tlsModes.find((known) => isJsonObject(values['tls']) && values['tls']['mode'] === known)
      return {
        backend: 'postgres',
        url: text('url') ?? '',
        schema: text('schema') ?? defaultPostgresSchema,
        ...(mode === undefined ? {} : { tls: { mode, ...(ca === undefined ? {} : { ca }) } }),
        ...encryption,
      }
    }
    case 'http':
      return {
        backend: 'http',
        address: text('address') ?? '',
        ...named(values, {
          lockAddress: 'lock_address',
          unlockAddress: 'unlock_address',
          journalAddress: 'journal_address',
          updateMethod: 'update_method',
          lockMethod: 'lock_method',
          unlockMethod: 'unlock_method',
          username: 'username',
          password: 'password',
        }),
        ...(values['lock'] === 'none' ? { lock: 'none' } : {}),
        ...headersOf(values['headers']),
        ...encryption,
      }
    default:
      return { backend: 'local', ...encryption }
  }
}

/** Those that are written, under our names for them. */
function named<Name extends string>(
  values: JsonObject,
  names: Readonly<Record<Name, string>>,
): { readonly [name in Name]?: string } {
  const found: { [name in Name]?: string } = {}
  for (const name in names) {
    const value = textOf(values[names[name]])
    if (value !== undefined) found[name] = value
  }
  return found
}

function headersOf(value: Json | undefined): { readonly headers?: { readonly [name: string]: string } } {
  if (!isJsonObject(value)) return {}
  return { headers: Object.fromEntries(Object.entries(value).map(([name, one]) => [name, textOf(one) ?? ''])) }
}

function encryptionOf(value: Json | undefined): EncryptionSettings | undefined {
  const key = isJsonObject(value) ? textOf(value['key']) : undefined
  if (key === undefined || !isJsonObject(value)) return undefined
  return { key, oldKeys: textsOf(value['old_keys']) }
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}

function textsOf(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.flatMap((one) => textOf(one) ?? []) : []
}

/** Only the new key: whoever wrote with a short one before must be able to get rid of it. */
function weakKeys({ settings }: StateConfig, values: JsonObject): Diagnostic[] {
  const [node, key] = [settings?.pairs.get('encryption')?.value, encryptionOf(values['encryption'])?.key]
  if (key === undefined || [...key].length >= leastPassphrase) return []
  const at = node?.type === 'map' ? node.pairs.get('key')?.value.at : node?.at
  return [
    {
      severity: 'error',
      code: 'E1107',
      summary: `the key of state.encryption has ${[...key].length} characters, and ${leastPassphrase} are the least`,
      hint: 'openssl rand -base64 32 makes one that nobody guesses',
      ...(at === undefined ? {} : { source: at }),
    },
  ]
}

/** The text of certificates, or of the file that a path names: what is tagged holds them itself. */
async function certificates({ settings }: StateConfig, ca: string, { files, root }: SettingSources): Promise<string> {
  if (ca.includes('-----BEGIN')) return ca
  const tls = settings?.pairs.get('tls')?.value
  const at = tls?.type === 'map' ? tls.pairs.get('ca')?.value.at : undefined
  try {
    return Buffer.from(await files.read(isAbsolute(ca) ? ca : join(root, ca))).toString('utf8')
  } catch {
    const summary = `the file of certificates "${ca}" cannot be read`
    throw new DiagnosticsError([
      { severity: 'error', code: 'E1010', summary, ...(at === undefined ? {} : { source: at }) },
    ])
  }
}

function refuse(problems: readonly Diagnostic[]): void {
  if (hasErrors(problems)) throw new DiagnosticsError(problems)
}

function isWithin(source: SourceRange | undefined, range: SourceRange | undefined): boolean {
  if (source === undefined || range === undefined || source.file !== range.file) return false
  const isAfter = source.line > range.line || (source.line === range.line && source.column >= range.column)
  return isAfter && (source.line < range.endLine || (source.line === range.endLine && source.column <= range.endColumn))
}

/** The place in words, without anything that may be a secret. */
export function stateWords(settings: StateSettings, environment: string): string {
  switch (settings.backend) {
    case 'local':
      return `local (.butik/${environment})`
    case 'git':
      return `git (branch ${settings.branch} of ${withoutSecrets(settings.remote)})`
    case 'postgres':
      return `postgres (${withoutSecrets(settings.url)}, schema ${settings.schema})`
    case 'http':
      return `http (${withoutSecrets(settings.address)})`
  }
}

function withoutSecrets(address: string): string {
  if (!URL.canParse(address)) return address
  const { host, pathname, protocol } = new URL(address)
  return host === '' ? `${protocol}${pathname}` : `${host}${pathname}`
}
