// A world around one toy connection, for the verbs that need neither schema nor network: call, doctor, probe, by hand.
import { defaultLimits } from '../../../src/model/config.ts'
import type { Kind, Provider } from '../../../src/model/provider.ts'
import type { LockInfo } from '../../../src/model/state.ts'
import { loadProject } from '../../../src/pipeline/load.ts'
import type { World } from '../../../src/pipeline/world.ts'
import {
  createMemoryBackend,
  createMemoryLedger,
  createMemoryViews,
  type MemoryBackend,
} from '../../../src/state/memory.ts'

const root = '/shop'

export interface ToyWorld {
  readonly world: World
  readonly backend: MemoryBackend
  /** What was kept with runs: `run/name: content`. */
  readonly kept: { readonly name: string; readonly content: string }[]
}

export interface ToyWorldOptions {
  readonly files?: { readonly [path: string]: string }
  readonly env?: { readonly [name: string]: string }
  readonly now?: string
}

export const lock: LockInfo = { id: 'l1', operation: 'test', holder: 'someone', since: '2026-03-01T12:00:00.000Z' }

export async function toyWorld(provider: Provider, options: ToyWorldOptions = {}): Promise<ToyWorld> {
  const files = new Map(
    Object.entries({
      'butik.yaml': 'version: 1\nconnections:\n  shop:\n    vendor: toy\n    token: !env TOKEN\n',
      ...options.files,
    }).map(([path, text]) => [`${root}/${path}`, Buffer.from(text)]),
  )
  const port: World['files'] = {
    read: async (path) => files.get(path) ?? Promise.reject(new Error('ENOENT')),
    size: async (path) => files.get(path)?.length,
    real: async (path) => (path === root || files.has(path) ? path : undefined),
    list: async () => [...files.keys()].map((path) => path.slice(root.length + 1)).sort(),
  }
  const clock = { now: () => new Date(options.now ?? '2026-03-01T12:00:00Z'), sleep: () => Promise.resolve() }
  let ids = 0
  const memory = createMemoryBackend({ clock, newId: () => `lineage-${++ids}` })
  const kept: ToyWorld['kept'] = []
  const backend: MemoryBackend = {
    ...memory,
    read: () => memory.read(),
    keep: async (run, name, content) => void kept.push({ name: `${run}/${name}`, content }),
  }
  const project = await loadProject({ dir: root, files: port, butikVersion: '0.1.0' })
  const env: { readonly [name: string]: string } = { TOKEN: 'not-a-token', ...options.env }
  return {
    backend,
    kept,
    world: {
      project: { ...project, config: { ...project.config, limits: defaultLimits } },
      providers: new Map([['toy', provider]]),
      backend,
      views: createMemoryViews(),
      ledger: createMemoryLedger(),
      schemas: { read: async () => ({}), compiled: async () => undefined },
      files: port,
      ports: {
        fetch: () => Promise.reject(new Error('no network')),
        clock,
        meter: () => {},
        trace: () => {},
        random: () => 0.5,
        hosts: new Map(),
      },
      env: (name) => env[name],
      butik: '0.1.0',
      environment: 'default',
      emit: () => {},
      signal: new AbortController().signal,
      newId: () => `id-${++ids}`,
    },
  }
}

/** A provider with these kinds and nothing to call, to be completed by a test. */
export function toyVendor(kinds: readonly Kind[], more: Partial<Provider> = {}): Provider {
  return {
    vendor: 'toy',
    settings: { token: { required: true, secret: true } },
    kinds,
    connect: () => ({}),
    url: () => 'https://toy.example/api',
    api: {
      operations: [],
      check: () => [],
      show: unused,
      send: unused,
      unpaged: () => undefined,
      next: () => undefined,
    },
    doctor: { ask: async () => ({}) },
    probes: [],
    ...more,
  }
}

function unused(): never {
  throw new Error('this vendor has no operation')
}
