/**
 * Where the parts are put together, and the only file that names concrete providers, backends and renderers.
 * Everything is imported when it is needed, so that `--version` and `--help` start at once.
 */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { ReconcilerError } from '../model/errors.ts'
import type { EngineEvent } from '../model/event.ts'
import type { Clock, MeterEntry } from '../model/ports.ts'
import type { FilePort, Project } from '../model/project.ts'
import type { Provider } from '../model/provider.ts'
import type { StateBackend } from '../model/state.ts'
import type { StateSettings } from '../model/state-settings.ts'
import type { ReachPort } from '../pipeline/doctor.ts'
import type { Declared, World } from '../pipeline/world.ts'
import type { Renderers } from '../render/renderers.ts'
import type { Sandbox, SandboxOptions } from '../sandbox/server.ts'
import type { Cipher } from '../state/cipher.ts'
import type { Kept } from '../state/kept.ts'
import type { StateFile } from '../state/state-file.ts'
import type { Context } from './context.ts'
import type { Witness } from './valid-before.ts'

export async function loadRenderers(): Promise<Renderers> {
  return (await import('../render/renderers.ts')).renderers
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
  /** What the world has of the state, without the refusal of one that was moved away. */
  readonly kept: Kept
  /** Calls that left this machine so far, by connection: for a run that ends in an error. */
  calls(): Readonly<Record<string, number>>
  close(): Promise<void>
}

/** What the files say, and what it takes to check it: no state is opened, no vendor is near. */
export async function openFiles(context: Context, seen?: Pick<Witness, 'files' | 'env'>): Promise<Declared> {
  const [{ project, providers, files }, { governed }, { schemaFiles }] = await Promise.all([
    openProject(context, seen?.files),
    import('../pipeline/govern.ts'),
    import('./schema-files.ts'),
  ])
  return {
    project,
    providers: governed(providers, project.config),
    schemas: schemaFiles,
    files,
    env: seen?.env ?? context.env,
  }
}

export async function openWorld(context: Context, hooks: WorldHooks): Promise<OpenWorld> {
  const [opened, http] = await Promise.all([openFiles(context), import('../http/undici-fetch.ts')])
  const counts = new Map<string, number>()
  const meter = ({ connection }: MeterEntry): void => {
    counts.set(connection, (counts.get(connection) ?? 0) + 1)
  }
  const { kept, ...state } = await openState(opened, hooks)
  const world: World = {
    ...opened,
    ...state,
    ports: { fetch: http.undiciFetch, clock, meter, trace: hooks.trace, random: Math.random, hosts: new Map() },
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

type StateHooks = Pick<WorldHooks, 'environment' | 'notice'>

/** The state alone: no vendor is asked, no resource file is checked. */
export async function openBackend(
  context: Context,
  hooks: StateHooks,
): Promise<{ readonly backend: StateBackend; close(): Promise<void> }> {
  const { kept, backend } = await openState(await openFiles(context), hooks)
  return { backend, close: () => kept.close() }
}

type OpenState = Pick<World, 'backend' | 'views' | 'ledger' | 'saveErrored'> & { readonly kept: Kept }

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
  const { environment, notice } = hooks
  const parts = { environment, notice, clock, newId: randomUUID, cipher: await cipherOf(settings, hooks) }
  switch (settings.backend) {
    case 'local': {
      const { openLocalFolder } = await import('../state/local-folder.ts')
      return openLocalFolder({ ...parts, folder: join(root, '.butik') })
    }
    case 'git':
    case 'postgres':
    case 'http':
      throw new ReconcilerError('E4001', `this version of butik keeps no state by ${settings.backend}`, {
        hint: 'nothing was read or written; install a butik that does, or write "state: { backend: local }"',
      })
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

interface Opened {
  readonly project: Project
  readonly providers: readonly Provider[]
  readonly files: FilePort
}

async function openProject(context: Context, seen?: FilePort): Promise<Opened> {
  const [{ loadProject }, { excerptTexts }, { nodeFiles }] = await Promise.all([
    import('../pipeline/load.ts'),
    import('../pipeline/load-excerpts.ts'),
    import('./node-files.ts'),
  ])
  const files = seen ?? nodeFiles
  const project = await loadProject({ dir: context.dir, files, butikVersion: context.butik })
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
