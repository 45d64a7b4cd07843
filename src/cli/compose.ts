/**
 * Where the parts are put together, and the only file that names concrete providers, backends and renderers.
 * Everything is imported when it is needed, so that `--version` and `--help` start at once.
 */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { EngineEvent } from '../model/event.ts'
import type { Clock, MeterEntry } from '../model/ports.ts'
import type { Project } from '../model/project.ts'
import type { Provider } from '../model/provider.ts'
import type { StateBackend } from '../model/state.ts'
import type { ReachPort } from '../pipeline/doctor.ts'
import type { Declared, World } from '../pipeline/world.ts'
import type { Renderers } from '../render/renderers.ts'
import type { Sandbox, SandboxOptions } from '../sandbox/server.ts'
import type { Kept } from '../state/kept.ts'
import type { Context } from './context.ts'

export async function loadRenderers(): Promise<Renderers> {
  return (await import('../render/renderers.ts')).renderers
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

export interface WorldHooks {
  readonly environment: string
  readonly emit: (event: EngineEvent) => void
  /** A line for standard error. */
  readonly notice: (line: string) => void
  readonly trace: (line: string) => void
}

export interface OpenWorld {
  readonly world: World
  /** Calls that left this machine so far, by connection: for a run that ends in an error. */
  calls(): Readonly<Record<string, number>>
  close(): Promise<void>
}

/** What the files say, and what it takes to check it: no state is opened, no vendor is near. */
export async function openFiles(context: Context): Promise<Declared> {
  const [{ project, providers }, { governed }, { schemaFiles }, { nodeFiles }] = await Promise.all([
    openProject(context),
    import('../pipeline/govern.ts'),
    import('./schema-files.ts'),
    import('./node-files.ts'),
  ])
  return {
    project,
    providers: governed(providers, project.config),
    schemas: schemaFiles,
    files: nodeFiles,
    env: context.env,
  }
}

export async function openWorld(context: Context, hooks: WorldHooks): Promise<OpenWorld> {
  const [opened, http] = await Promise.all([openFiles(context), import('../http/undici-fetch.ts')])
  const counts = new Map<string, number>()
  const meter = ({ connection }: MeterEntry): void => {
    counts.set(connection, (counts.get(connection) ?? 0) + 1)
  }
  const world: World = {
    ...opened,
    ...(await keptIn(opened.project, hooks)),
    ports: { fetch: http.undiciFetch, clock, meter, trace: hooks.trace, random: Math.random, hosts: new Map() },
    butik: context.butik,
    environment: hooks.environment,
    emit: hooks.emit,
    signal: context.signal,
    newId: randomUUID,
  }
  return { world, calls: () => Object.fromEntries(counts), close: () => http.closeConnections() }
}

/** The state alone: no vendor is asked, no resource file is checked. */
export async function openBackend(
  context: Context,
  hooks: Pick<WorldHooks, 'environment' | 'notice'>,
): Promise<StateBackend> {
  const { project } = await openProject(context)
  return (await keptIn(project, hooks)).backend
}

interface Opened {
  readonly project: Project
  readonly providers: readonly Provider[]
}

async function openProject(context: Context): Promise<Opened> {
  const [{ loadProject }, { excerptTexts }, { nodeFiles }] = await Promise.all([
    import('../pipeline/load.ts'),
    import('../pipeline/load-excerpts.ts'),
    import('./node-files.ts'),
  ])
  const project = await loadProject({ dir: context.dir, files: nodeFiles, butikVersion: context.butik })
  // What a connection says in plain text may be a secret that should have been !env: excerpts show it covered.
  const providers = await providersFor(project)
  for (const [file, text] of excerptTexts(project, byVendor(providers))) context.documents.set(file, text)
  return { project, providers }
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

async function keptIn(project: Project, hooks: Pick<WorldHooks, 'environment' | 'notice'>): Promise<Kept> {
  const { openLocalFolder } = await import('../state/local-folder.ts')
  const { environment, notice } = hooks
  return openLocalFolder({ folder: join(project.root, '.butik'), environment, clock, newId: randomUUID, notice })
}

export const clock: Clock = {
  now: () => new Date(),
  async sleep(ms, signal) {
    await pause(ms, undefined, signal === undefined ? {} : { signal })
  },
}

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
