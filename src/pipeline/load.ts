/** A folder with butik.yaml → a project: settings and documents that know line and column. Judges YAML, not content. */
import { join, sep } from 'node:path'
import type { Config } from '../model/config.ts'
import type { Diagnostic, SourceRange } from '../model/diagnostic.ts'
import { ReconcilerError } from '../model/errors.ts'
import type { FilePort, Project } from '../model/project.ts'
import type { Document, YamlNode } from '../model/yaml.ts'
import { checkRequires, readConfig } from './config.ts'
import { checkEnvironment, environmentNames, inEnvironment } from './environment.ts'
import { LaidDocument } from './laid.ts'
import { globMatcher } from './load-glob.ts'
import { probedFacts, probeFile } from './probed.ts'
import { readSheets, sheetsIn } from './sheet-read.ts'
import { mayHoldVariables, type PutIn, putIn, type Variables } from './variables.ts'
import { parseYaml } from './yaml-parse.ts'
import { misplacedSheet } from './yaml-subset.ts'

export interface LoadOptions {
  /** Absolute path of the folder that holds butik.yaml. */
  readonly dir: string
  readonly files: FilePort
  readonly butikVersion: string
  /** Which environment of butik.yaml; without `environments` in it, any name or none will do. */
  readonly environment?: string | undefined
}

export const configFile = 'butik.yaml'

/** Files open at once. */
const atOnce = 32

interface Loaded {
  readonly document: Document
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Throws E1001 where there is no butik.yaml, and E1401 where it has environments and none of them is named. Every other problem is
 * in `diagnostics`; where butik.yaml itself has one, no other file is read, since what it says decides how they are read.
 */
export async function loadProject({ environment, ...options }: LoadOptions): Promise<Project> {
  const { reader, loaded, names } = await loadConfig(options)
  checkEnvironment(names, environment)
  return projectIn(reader, loaded, environment)
}

/** One project for each environment of butik.yaml; one where it has none. Files are read once. */
export async function loadEveryProject(options: Omit<LoadOptions, 'environment'>): Promise<Project[]> {
  const { reader, loaded, names } = await loadConfig(options)
  const projects: Project[] = []
  for (const name of names.length === 0 ? [undefined] : names) projects.push(await projectIn(reader, loaded, name))
  return projects
}

interface LoadedConfig {
  readonly reader: Reader
  readonly loaded: Loaded
  /** Of its environments; none where the file has a problem. */
  readonly names: readonly string[]
}

async function loadConfig({ dir, files, butikVersion }: LoadOptions): Promise<LoadedConfig> {
  if ((await files.size(join(dir, configFile))) === undefined) {
    throw new ReconcilerError('E1001', `there is no ${configFile} in ${dir}`, {
      hint: 'go to the folder that has one, or name it with -C DIR; butik init makes a new one',
    })
  }
  const reader = new Reader(dir, (await files.real(dir)) ?? dir, files)
  const loaded = await reader.load(configFile, readConfig(undefined).limits.file)
  const unfit = checkRequires(loaded.document.root, butikVersion)
  if (unfit !== undefined) return { reader, loaded: { ...loaded, diagnostics: [unfit] }, names: [] }
  const sound = withoutSheets(loaded)
  const names = sound.diagnostics.length === 0 ? environmentNames(loaded.document.root) : []
  return { reader, loaded: sound, names }
}

async function projectIn(
  reader: Reader,
  { document, diagnostics }: Loaded,
  environment: string | undefined,
): Promise<Project> {
  const put = document.root === undefined ? undefined : inEnvironment(document.root, document.text, environment)
  const config = readConfig(put?.root)
  const usable = diagnostics.length === 0
  const inSettings: readonly Omit<PutIn, 'node'>[] = usable ? (put?.put ?? []) : []
  const resources = usable ? await loadResources(reader, config) : []
  const inFiles = resources.map((one) => (put === undefined ? { loaded: one } : withVariables(one, put.variables)))
  const probes = usable ? await loadProbes(reader, config, put?.laid?.environment) : new Map<string, Loaded>()
  const documents = inFiles.map((one) => one.loaded.document)
  const sheets = await readSheets(documents, { root: reader.realDir, files: reader.files, limit: config.limits.file })
  const everywhere = [...inSettings, ...inFiles.flatMap((one) => one.put ?? [])]
  return {
    root: reader.dir,
    config,
    configDocument: { file: document.file, text: document.text, root: put?.root },
    documents,
    ...(sheets === undefined ? {} : { sheets: sheets.texts }),
    probes: new Map([...probes].map(([connection, one]) => [connection, one.document])),
    diagnostics: [
      ...[{ diagnostics }, ...resources, ...probes.values()],
      ...everywhere,
      sheets ?? { diagnostics: [] },
    ].flatMap((one) => one.diagnostics),
    ...(put?.laid === undefined
      ? {}
      : {
          laid: {
            ...put.laid,
            origins: new Map(everywhere.flatMap(({ origins }) => [...origins])),
            unclear: new Set(everywhere.flatMap(({ unclear }) => [...unclear])),
          },
        }),
  }
}

/** A sheet stands for a section of a resource file; in other files there are none. */
function withoutSheets({ document, diagnostics }: Loaded): Loaded {
  const misplaced = sheetsIn(document).map(
    ({ node }): Diagnostic => ({ severity: 'error', ...misplacedSheet, source: node.at }),
  )
  return { document, diagnostics: [...diagnostics, ...misplaced] }
}

/** Most files hold none, and stay as they are. */
function withVariables(loaded: Loaded, variables: Variables): { readonly loaded: Loaded; readonly put?: PutIn } {
  const { root, text } = loaded.document
  if (root === undefined || !mayHoldVariables(text)) return { loaded }
  const document = new LaidDocument(loaded.document, (node) => putIn(node, variables).node)
  return { loaded: { ...loaded, document }, put: putIn(root, variables) }
}

/** Whether a file of that path, relative to the folder of butik.yaml, is read for resources. */
function isReadFor({ resources }: Config): (path: string) => boolean {
  const matches = globMatcher(resources)
  return (path) => matches(path) && isResourceFile(path)
}

/** Throws E1503 for a new resource file that no run would read: what it declares would be pulled, and never managed. */
export function refuseUnread(config: Config, path: string): void {
  if (isReadFor(config)(path)) return
  throw new ReconcilerError(
    'E1503',
    `${path} would be written, and never read: "resources" of butik.yaml leaves it out`,
    {
      hint: 'nothing was written; pull into a folder that "resources" covers (--into DIR), or let it cover this one',
    },
  )
}

async function loadResources(reader: Reader, config: Config): Promise<Loaded[]> {
  const isRead = isReadFor(config)
  const names = (await reader.files.list(reader.dir)).filter(isRead)
  const loaded: Loaded[] = []
  for (let index = 0; index < names.length; index += atOnce) {
    const batch = names.slice(index, index + atOnce)
    loaded.push(...(await Promise.all(batch.map((name) => reader.load(name, config.limits.file)))))
  }
  return loaded
}

async function loadProbes(
  reader: Reader,
  config: Config,
  environment: string | undefined,
): Promise<Map<string, Loaded>> {
  const found = new Map<string, Loaded>()
  for (const connection of config.connections.keys()) {
    const file = probeFile(connection, environment)
    if ((await reader.files.size(join(reader.dir, file))) === undefined) continue
    const { document, diagnostics } = await reader.load(file, config.limits.file)
    const unfit = diagnostics.length === 0 ? probedFacts(document).diagnostics : []
    found.set(connection, withoutSheets({ document, diagnostics: [...diagnostics, ...unfit] }))
  }
  return found
}

function isResourceFile(path: string): boolean {
  const parts = path.split('/')
  const name = parts.at(-1) ?? ''
  if (parts.some((part) => part.startsWith('.') || part === 'node_modules')) return false
  // Rules of a migration are no resources.
  if (/(?:^|\.)map\.ya?ml$/.test(name)) return false
  return path !== configFile && !/^butik\.probe\..*ya?ml$/.test(name)
}

class LoadedDocument implements Document {
  readonly file: string
  readonly text: string
  #tree: { readonly root: YamlNode | undefined } | undefined

  constructor(file: string, text: string, root: YamlNode | undefined) {
    this.file = file
    this.text = text
    this.#tree = { root }
  }

  get root(): YamlNode | undefined {
    this.#tree ??= parseYaml(this.file, this.text)
    return this.#tree.root
  }

  letGo(): void {
    this.#tree = undefined
  }
}

class Reader {
  readonly dir: string
  readonly files: FilePort
  readonly realDir: string
  readonly #loaded = new Map<string, Promise<Loaded>>()

  constructor(dir: string, realDir: string, files: FilePort) {
    this.dir = dir
    this.realDir = realDir
    this.files = files
  }

  /** Of the same file the same, however often it is asked for. */
  load(file: string, limit: number): Promise<Loaded> {
    const known = this.#loaded.get(file) ?? this.#load(file, limit)
    this.#loaded.set(file, known)
    return known
  }

  async #load(file: string, limit: number): Promise<Loaded> {
    const text = await this.#read(file, limit)
    if (typeof text !== 'string') return { document: { file, text: '', root: undefined }, diagnostics: [text] }
    const { root, diagnostics } = parseYaml(file, text)
    return { document: new LoadedDocument(file, text, root), diagnostics }
  }

  async #read(file: string, limit: number): Promise<string | Diagnostic> {
    const path = join(this.dir, file)
    const source: SourceRange = { file, line: 1, column: 1, endLine: 1, endColumn: 1 }
    const problem = { severity: 'error', source } as const
    try {
      const size = await this.files.size(path)
      if (size !== undefined && size > limit) {
        const summary = `the file has ${size} bytes, and the limit is ${limit}`
        return { ...problem, code: 'E1003', summary, hint: `split it, or set "limits: { file: … }" in ${configFile}` }
      }
      const real = await this.files.real(path)
      if (real !== undefined && real !== this.realDir && !real.startsWith(withSlash(this.realDir))) {
        const summary = 'the file is a link that leads out of the configuration folder'
        return { ...problem, code: 'E1009', summary, hint: 'keep the file in the folder itself' }
      }
      const bytes = await this.files.read(path)
      return (
        decoded(bytes) ?? { ...problem, code: 'E1014', summary: 'the file is not UTF-8 text', hint: 'save it as UTF-8' }
      )
    } catch (error) {
      const reason = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
      return { ...problem, code: 'E1002', summary: `the file cannot be read${reason}` }
    }
  }
}

function withSlash(folder: string): string {
  return folder.endsWith(sep) ? folder : folder + sep
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Without a byte order mark; undefined where the bytes are not UTF-8. */
export function decoded(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes)
  } catch {
    return undefined
  }
}
