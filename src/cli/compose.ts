/**
 * Where the parts are put together, and the only file that names concrete providers, backends and renderers.
 * Everything is imported when it is needed, so that `--version` and `--help` start at once.
 */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Download } from '../http/downloads.ts'
import type { CiPlatform, CiProject } from '../model/comment.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import { ReconcilerError } from '../model/errors.ts'
import type { EngineEvent } from '../model/event.ts'
import type { MeterEntry } from '../model/ports.ts'
import type { FilePort, Project } from '../model/project.ts'
import type { Provider } from '../model/provider.ts'
import type { StateBackend } from '../model/state.ts'
import type { StateSettings } from '../model/state-settings.ts'
import type { ReachPort } from '../pipeline/doctor.ts'
import type { Known } from '../pipeline/explain-subject.ts'
import type { LoadOptions } from '../pipeline/load.ts'
import type { Declared, World } from '../pipeline/world.ts'
import type { Renderers } from '../render/renderers.ts'
import type { Sandbox, SandboxOptions } from '../sandbox/server.ts'
import type { Cipher } from '../state/cipher.ts'
import type { Kept } from '../state/kept.ts'
import type { StateFile } from '../state/state-file.ts'
import type { Context } from './context.ts'
import { processVariables } from './env.ts'
import type { Witness } from './valid-before.ts'

export async function loadRenderers(): Promise<Renderers> {
  return (await import('../render/renderers.ts')).renderers
}

export type Pages = Pick<
  typeof import('../render/html.ts'),
  'renderPlanHtml' | 'renderAppliedHtml' | 'renderDiagnosticsHtml'
> &
  Pick<typeof import('../render/html-pictures.ts'), 'assetsIn'>

/** Apart from the other renderers: a page has its script and style with it, and few runs make one. */
export async function loadPages(): Promise<Pages> {
  const [html, pictures] = await Promise.all([import('../render/html.ts'), import('../render/html-pictures.ts')])
  return { ...html, ...pictures }
}

export interface NoticeParts {
  readonly notifyUrl: typeof import('../pipeline/load-notify.ts').notifyUrl
  readonly sendNotice: typeof import('../http/notice.ts').sendNotice
  readonly renderNotice: typeof import('../render/notice.ts').renderNotice
}

/** What it takes to tell somebody of an apply. */
export async function loadNotice(): Promise<NoticeParts> {
  const [{ notifyUrl }, { sendNotice }, { renderNotice }] = await Promise.all([
    import('../pipeline/load-notify.ts'),
    import('../http/notice.ts'),
    import('../render/notice.ts'),
  ])
  return { notifyUrl, sendNotice, renderNotice }
}

/** Fetches what a vendor shows to everybody, over the connections of this world; see http/downloads.ts. */
export async function openDownloads({ ports, butik, project }: World): Promise<Download> {
  const { createDownloads } = await import('../http/downloads.ts')
  return createDownloads({ ports, most: project.config.limits.file, agent: `butik/${butik}` })
}

export interface WorldHooks {
  /** Undefined where none is named; what is kept is then that of `default`. */
  readonly environment: string | undefined
  readonly emit: (event: EngineEvent) => void
  /** A line for standard error. */
  readonly notice: (line: string) => void
  readonly trace: (line: string) => void
  /** Told of a state that cannot be opened, which is thrown otherwise: for what only looks, and finds an empty one then. */
  readonly broken?: (error: ReconcilerError) => void
}

export interface OpenWorld {
  readonly world: World
  /** What the world has of the state, without the refusal of one that was moved away. */
  readonly kept: Kept
  /** Calls that left this machine so far, by connection: for a run that ends in an error. */
  calls(): Readonly<Record<string, number>>
  close(): Promise<void>
}

/** What the files say, and what it takes to check it: no state is opened, no vendor is near. */
async function openFiles(context: Context, environment: string | undefined, seen?: Seen): Promise<Declared> {
  return declaredBy(await openProject(context, environment, seen?.files), seen?.env ?? context.env)
}

type Seen = Pick<Witness, 'files' | 'env'>

/** What the files say, for what is told offline. */
export async function openDeclared(context: Context): Promise<Declared> {
  return openFiles(context, context.options.environment)
}

/** What there is to explain. Without a project, or one that can be read, of every vendor alike. */
export async function loadKnown(context: Context): Promise<Known> {
  const [{ loadProviders }, { governed }, { schemaFiles }] = await Promise.all([
    import('../providers/index.ts'),
    import('../pipeline/govern.ts'),
    import('./schema-files.ts'),
  ])
  const [providers, project] = await Promise.all([
    loadProviders(),
    projectFrom(context).catch((error: unknown) => {
      if (error instanceof ReconcilerError) return undefined
      throw error
    }),
  ])
  const config = project?.config
  return {
    providers: config === undefined ? providers : [...governed(providers, config).values()],
    preferred: new Set([...(config?.connections.values() ?? [])].map(({ vendor }) => vendor)),
    owned: new Set(config?.ownership.keys() ?? []),
    schemaOf: (vendor) => schemaFiles.read(vendor),
  }
}

/** Every vendor's, whatever butik.yaml says. */
export async function everyProvider(): Promise<readonly Provider[]> {
  return (await import('../providers/index.ts')).loadProviders()
}

async function projectFrom(context: Context): Promise<Project> {
  const [{ loadProject }, where] = await Promise.all([import('../pipeline/load.ts'), whereFrom(context)])
  return loadProject({ ...where, environment: context.options.environment })
}

/** As openFiles, for the environment that is named, or for each of them. */
export async function openEveryFiles(context: Context, seen: Seen): Promise<readonly Declared[]> {
  const { environment } = context.options
  if (environment !== undefined) return [await openFiles(context, environment, seen)]
  const [{ loadEveryProject }, where] = await Promise.all([
    import('../pipeline/load.ts'),
    whereFrom(context, seen.files),
  ])
  const projects = await loadEveryProject(where)
  return Promise.all(
    projects.map(async (project) => declaredBy(await withProviders(project, context, seen.files), seen.env)),
  )
}

export interface EveryText {
  /** By file, butik.yaml included. */
  readonly texts: ReadonlyMap<string, string>
  /** What keeps a file from being read. */
  readonly problems: readonly Diagnostic[]
}

/** The texts of the configuration, of every environment, whatever they declare. */
export async function openEveryText(context: Context): Promise<EveryText> {
  const [{ loadEveryProject }, where] = await Promise.all([import('../pipeline/load.ts'), whereFrom(context)])
  const projects = await loadEveryProject(where)
  const texts = new Map<string, string>()
  const problems = new Map<string, Diagnostic>()
  for (const project of projects) {
    await withProviders(project, context, where.files)
    for (const { file, text } of [project.configDocument, ...project.documents]) texts.set(file, text)
    for (const problem of project.diagnostics)
      if (problem.code < 'E1100') problems.set(JSON.stringify(problem), problem)
  }
  return { texts, problems: [...problems.values()] }
}

async function declaredBy({ project, providers, files }: Opened, env: Declared['env']): Promise<Declared> {
  const [{ governed }, { schemaFiles }] = await Promise.all([
    import('../pipeline/govern.ts'),
    import('./schema-files.ts'),
  ])
  return {
    project,
    providers: governed(providers, project.config),
    schemas: schemaFiles,
    files,
    env,
  }
}

export async function openWorld(context: Context, given: WorldHooks): Promise<OpenWorld> {
  const hooks = { ...given, environment: given.environment ?? defaultEnvironment, clock: context.clock }
  const [opened, http] = await Promise.all([openFiles(context, given.environment), import('../http/undici-fetch.ts')])
  const counts = new Map<string, number>()
  const meter = ({ connection }: MeterEntry): void => {
    counts.set(connection, (counts.get(connection) ?? 0) + 1)
  }
  const { kept, ...state } = await openStateOr(opened, hooks)
  const world: World = {
    ...opened,
    ...state,
    ports: {
      fetch: http.undiciFetch,
      clock: context.clock,
      meter,
      trace: hooks.trace,
      random: Math.random,
      hosts: new Map(),
    },
    butik: context.butik,
    environment: hooks.environment,
    emit: hooks.emit,
    signal: context.signal,
    newId: randomUUID,
  }
  const close = async (): Promise<void> => {
    await kept.close()
    await http.closeConnections()
  }
  return { world, kept, calls: () => Object.fromEntries(counts), close }
}

interface StateHooks extends Pick<WorldHooks, 'notice'>, Pick<Context, 'clock'> {
  readonly environment: string
}

/** The state alone: no vendor is asked, no resource file is checked. */
export async function openBackend(
  context: Context,
  { environment, notice }: Pick<WorldHooks, 'environment' | 'notice'>,
): Promise<{ readonly backend: StateBackend; close(): Promise<void> }> {
  const hooks = { environment: environment ?? defaultEnvironment, notice, clock: context.clock }
  const { kept, backend } = await openState(await openFiles(context, environment), hooks)
  return { backend, close: () => kept.close() }
}

type OpenState = Pick<World, 'backend' | 'views' | 'ledger' | 'saveErrored'> & { readonly kept: Kept }

async function openStateOr(declared: Declared, hooks: StateHooks & Pick<WorldHooks, 'broken'>): Promise<OpenState> {
  try {
    return await openState(declared, hooks)
  } catch (error) {
    if (hooks.broken === undefined || !(error instanceof ReconcilerError)) throw error
    hooks.broken(error)
    const { createMemoryBackend, createMemoryLedger, createMemoryViews } = await import('../state/memory.ts')
    const parts = {
      backend: createMemoryBackend({ clock: hooks.clock, newId: randomUUID }),
      views: createMemoryViews(),
      ledger: createMemoryLedger(),
    }
    return { ...parts, kept: { ...parts, close: async () => {} } }
  }
}

/** The state that butik.yaml names; one that was moved away refuses to be read. */
async function openState(declared: Declared, hooks: StateHooks): Promise<OpenState> {
  const [{ stateSettings }, { refusingMoved }] = await Promise.all([
    import('../pipeline/state-settings.ts'),
    import('../state/moved.ts'),
  ])
  const settings = await stateSettings(declared)
  const kept = await openKept(declared.project, settings, hooks)
  const { views, ledger } = kept
  const state = { kept, backend: refusingMoved(kept.backend), views, ledger }
  if (settings.backend === 'local') return state
  const folder = join(declared.project.root, '.butik')
  const { saveErrored } = await import('../state/errored.ts')
  const cipher = await cipherOf(settings, hooks)
  return { ...state, saveErrored: (errored) => saveErrored(folder, errored, cipher) }
}

/** The one place where a backend is chosen. A moved state is read here as any other. */
export async function openKept({ root }: Project, settings: StateSettings, hooks: StateHooks): Promise<Kept> {
  const { environment, notice, clock } = hooks
  const parts = { environment, notice, clock, newId: randomUUID, cipher: await cipherOf(settings, hooks) }
  switch (settings.backend) {
    case 'local': {
      const { openLocalFolder } = await import('../state/local-folder.ts')
      return openLocalFolder({ ...parts, folder: join(root, '.butik') })
    }
    case 'git': {
      const { openGitState } = await import('../state/git/open.ts')
      return openGitState({ ...parts, ...settings, root, env: processVariables })
    }
    case 'postgres': {
      const { openPostgresState } = await import('../state/postgres/open.ts')
      return openPostgresState({ ...parts, ...settings })
    }
    case 'http': {
      const [{ openHttpState }, http] = await Promise.all([
        import('../state/http/open.ts'),
        import('../http/undici-fetch.ts'),
      ])
      const kept = await openHttpState({ ...parts, ...settings, root, fetch: http.undiciFetch })
      const close = async (): Promise<void> => {
        try {
          await kept.close()
        } finally {
          await http.closeConnections()
        }
      }
      return { ...kept, close }
    }
  }
}

export async function cipherOf({ encryption }: StateSettings, { notice }: Pick<StateHooks, 'notice'>): Promise<Cipher> {
  if (encryption === undefined) return (await import('../state/cipher.ts')).plainCipher
  return (await import('../state/cipher-aes.ts')).createAesCipher({ ...encryption, notice })
}

/** A file of `state migrate --from`. */
export async function openStateFile(content: string, file: string, cipher: Cipher): Promise<StateFile> {
  return (await import('../state/state-file.ts')).readStateFile(content, file, cipher)
}

/** Of a configuration without environments. */
export const defaultEnvironment = 'default'

interface Opened {
  readonly project: Project
  readonly providers: readonly Provider[]
  readonly files: FilePort
}

async function openProject(context: Context, environment: string | undefined, seen?: FilePort): Promise<Opened> {
  const [{ loadProject }, where] = await Promise.all([import('../pipeline/load.ts'), whereFrom(context, seen)])
  return withProviders(await loadProject({ ...where, environment }), context, where.files)
}

async function whereFrom({ dir, butik }: Context, seen?: FilePort): Promise<LoadOptions> {
  const files = seen ?? (await import('./node-files.ts')).nodeFiles
  return { dir, files, butikVersion: butik }
}

async function withProviders(project: Project, context: Context, files: FilePort): Promise<Opened> {
  const { excerptTexts } = await import('../pipeline/load-excerpts.ts')
  // What a connection says in plain text may be a secret that should have been !env: excerpts show it covered.
  const providers = await providersFor(project)
  for (const [file, text] of excerptTexts(project, byVendor(providers))) context.documents.set(file, text)
  return { project, providers, files }
}

/** The vendors that butik.yaml names; all of them where a section is none of theirs, for what is said of it. */
async function providersFor(project: Project): Promise<readonly Provider[]> {
  const [{ loadProviders }, { hasUnclaimed }] = await Promise.all([
    import('../providers/index.ts'),
    import('../pipeline/validate-sections.ts'),
  ])
  const named = await loadProviders([...project.config.connections.values()].map(({ vendor }) => vendor))
  return hasUnclaimed(project, byVendor(named)) ? await loadProviders() : named
}

function byVendor(providers: readonly Provider[]): ReadonlyMap<string, Provider> {
  return new Map(providers.map((provider) => [provider.vendor, provider]))
}

/** Whether its provider can read what is there: what cannot be read cannot be put into files. */
export async function isShown(vendor: string): Promise<boolean> {
  const [{ loadProviders }, { isRead }] = await Promise.all([
    import('../providers/index.ts'),
    import('../pipeline/pull-read.ts'),
  ])
  return (await loadProviders([vendor])).some(({ kinds }) => kinds.some((kind) => isRead(kind, kinds)))
}

/**
 * One call, before anything is written: throws VendorError where the vendor does not take these credentials. `butikYaml`: what
 * the folder is about to have.
 */
export async function tryConnection(context: Context, butikYaml: string): Promise<void> {
  const [{ loadProject }, { overlaid }, { connect }, { createMemoryLedger }, { nodeFiles }, http] = await Promise.all([
    import('../pipeline/load.ts'),
    import('../pipeline/overlay.ts'),
    import('../pipeline/connect.ts'),
    import('../state/memory.ts'),
    import('./node-files.ts'),
    import('../http/undici-fetch.ts'),
  ])
  // The folder may not be there yet, and what else lies in it has no say.
  const files = { ...overlaid(nodeFiles, context.dir, new Map([['butik.yaml', butikYaml]])), list: async () => [] }
  const loaded = await loadProject({ dir: context.dir, files, butikVersion: context.butik })
  const project = { ...loaded, documents: [] }
  const providers = byVendor(await providersFor(project))
  const { clock } = context
  const ports = { fetch: http.undiciFetch, clock, meter: () => undefined, trace: () => undefined, random: Math.random }
  const world = { project, providers, files, env: context.env, ledger: createMemoryLedger() }
  try {
    const connected = await connect({ ...world, ports: { ...ports, hosts: new Map() } }, { connection: [] })
    for (const { provider, session } of connected) await provider.doctor.ask(session, context.signal)
  } finally {
    await http.closeConnections()
  }
}

/** What CI commands ask of GitHub or GitLab; see http/ci-platform.ts. */
export async function onPlatform<Found>(
  project: CiProject,
  context: Context,
  trace: Trace,
  use: (platform: CiPlatform) => Promise<Found>,
): Promise<Found> {
  const [http, platforms] = await Promise.all([import('../http/undici-fetch.ts'), import('../http/ci-platform.ts')])
  const ports = {
    fetch: http.undiciFetch,
    clock: context.clock,
    meter: () => undefined,
    trace,
    random: Math.random,
    hosts: new Map(),
  }
  const options = { place: project, ports, signal: context.signal, agent: `butik/${context.butik}` }
  try {
    return await use(await platforms.ciPlatform(options))
  } finally {
    await http.closeConnections()
  }
}

type Trace = (line: string) => void

export async function reach(): Promise<ReachPort> {
  const { certificateOf, resolveHost } = await import('../http/reach.ts')
  return { resolve: resolveHost, certificate: certificateOf }
}

export async function sandboxVendors(): Promise<readonly string[]> {
  return (await import('../sandbox/rooms.ts')).vendorNames
}

export async function openSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { startSandbox } = await import('../sandbox/server.ts')
  return startSandbox(options)
}
