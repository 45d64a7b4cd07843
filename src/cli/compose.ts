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
import type { Ledger } from '../model/quota.ts'
import type { StateBackend, ViewStore } from '../model/state.ts'
import type { ReachPort } from '../pipeline/doctor.ts'
import type { World } from '../pipeline/world.ts'
import type { Sandbox, SandboxOptions } from '../sandbox/server.ts'
import type { Context } from './context.ts'

export interface Renderers
  extends Pick<typeof import('../render/text.ts'), 'renderPlan'>,
    Pick<typeof import('../render/outcome.ts'), 'renderApplied' | 'appliedJson'>,
    Pick<typeof import('../render/json.ts'), 'renderJson' | 'renderDiagnosticsJson'>,
    Pick<typeof import('../render/ndjson.ts'), 'renderEvent' | 'renderLine'>,
    Pick<typeof import('../render/progress.ts'), 'createProgress'>,
    Pick<typeof import('../render/state.ts'), 'renderStateList' | 'renderStateEntry' | 'stateEntryJson'>,
    Pick<typeof import('../render/rebuilt.ts'), 'renderRebuilt'>,
    Pick<typeof import('../render/style.ts'), 'styleOf'>,
    Pick<typeof import('../render/plain.ts'), 'plain'>,
    Pick<
      typeof import('../render/api.ts'),
      'renderOperations' | 'renderRequest' | 'renderReply' | 'renderExamined' | 'renderProbed'
    >,
    Pick<typeof import('../render/diagnostic.ts'), 'renderDiagnostics'> {}

export async function loadRenderers(): Promise<Renderers> {
  const [text, outcome, json, ndjson, progress, state, rebuilt, style, plain, diagnostic, api] = await Promise.all([
    import('../render/text.ts'),
    import('../render/outcome.ts'),
    import('../render/json.ts'),
    import('../render/ndjson.ts'),
    import('../render/progress.ts'),
    import('../render/state.ts'),
    import('../render/rebuilt.ts'),
    import('../render/style.ts'),
    import('../render/plain.ts'),
    import('../render/diagnostic.ts'),
    import('../render/api.ts'),
  ])
  return {
    ...text,
    ...outcome,
    ...json,
    ...ndjson,
    ...progress,
    ...state,
    ...rebuilt,
    ...style,
    ...plain,
    ...diagnostic,
    ...api,
  }
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

export async function openWorld(context: Context, hooks: WorldHooks): Promise<OpenWorld> {
  const [{ providers }, { governed }, { schemaFiles }, { nodeFiles }, http] = await Promise.all([
    import('../providers/index.ts'),
    import('../pipeline/govern.ts'),
    import('./schema-files.ts'),
    import('./node-files.ts'),
    import('../http/client.ts'),
  ])
  const project = await openProject(context)
  const counts = new Map<string, number>()
  const meter = ({ connection }: MeterEntry): void => {
    counts.set(connection, (counts.get(connection) ?? 0) + 1)
  }
  const world: World = {
    project,
    providers: governed(providers, project.config),
    backend: await backendOf(project, hooks),
    views: await viewsOf(project, hooks),
    ledger: await ledgerOf(project, hooks),
    schemas: schemaFiles,
    files: nodeFiles,
    ports: { fetch: http.undiciFetch, clock, meter, trace: hooks.trace, random: Math.random, hosts: new Map() },
    env: context.env,
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
  return backendOf(await openProject(context), hooks)
}

async function openProject(context: Context): Promise<Project> {
  const [{ loadProject }, { excerptTexts }, { nodeFiles }, { providers }] = await Promise.all([
    import('../pipeline/load.ts'),
    import('../pipeline/load-excerpts.ts'),
    import('./node-files.ts'),
    import('../providers/index.ts'),
  ])
  const project = await loadProject({ dir: context.dir, files: nodeFiles, butikVersion: context.butik })
  // What a connection says in plain text may be a secret that should have been !env: excerpts show it covered.
  const vendors = new Map(providers.map((provider) => [provider.vendor, provider]))
  for (const [file, text] of excerptTexts(project, vendors)) context.documents.set(file, text)
  return project
}

async function viewsOf(project: Project, hooks: Pick<WorldHooks, 'environment' | 'notice'>): Promise<ViewStore> {
  const { createLocalViews } = await import('../state/views.ts')
  const { environment, notice } = hooks
  return createLocalViews({ folder: join(project.root, '.butik'), environment, newId: randomUUID, notice })
}

async function ledgerOf(project: Project, hooks: Pick<WorldHooks, 'environment' | 'notice'>): Promise<Ledger> {
  const { createLocalLedger } = await import('../state/ledger.ts')
  const { environment, notice } = hooks
  return createLocalLedger({ folder: join(project.root, '.butik'), environment, newId: randomUUID, notice })
}

async function backendOf(project: Project, hooks: Pick<WorldHooks, 'environment' | 'notice'>): Promise<StateBackend> {
  const { createLocalBackend } = await import('../state/local.ts')
  const { environment, notice } = hooks
  return createLocalBackend({ folder: join(project.root, '.butik'), environment, clock, newId: randomUUID, notice })
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
