// The engine in this process, over HTTP against a sandbox in this process: hundreds of runs in the time of ten real
// ones. Files are a map, the state is in memory, waits between retries take no time, and a run can be stopped dead.

import { randomUUID } from 'node:crypto'
import { schemaFiles } from '../../src/cli/schema-files.ts'
import { undiciFetch } from '../../src/http/undici-fetch.ts'
import { DiagnosticsError } from '../../src/model/errors.ts'
import type { EngineEvent } from '../../src/model/event.ts'
import { manyGuards, plainGuards } from '../../src/model/guard-settings.ts'
import type { Plan } from '../../src/model/plan.ts'
import type { Clock } from '../../src/model/ports.ts'
import type { FilePort } from '../../src/model/project.ts'
import type { StateBackend, StateSnapshot } from '../../src/model/state.ts'
import { governed } from '../../src/pipeline/govern.ts'
import { loadProject } from '../../src/pipeline/load.ts'
import { makeResumePlan } from '../../src/pipeline/resume.ts'
import { type ApplyReport, applyPlan, makePlan, type PlanOptions } from '../../src/pipeline/run.ts'
import type { World } from '../../src/pipeline/world.ts'
import { loadProviders } from '../../src/providers/index.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/server.ts'
import {
  createMemoryBackend,
  createMemoryLedger,
  createMemoryViews,
  type MemoryBackend,
} from '../../src/state/memory.ts'
import { butikYaml } from './butik.ts'

const providers = await loadProviders()

export type Files = Readonly<Record<string, string>>

const root = '/shop'

function filesOf(files: Files): FilePort {
  const at = (path: string) => files[path.slice(root.length + 1)]
  return {
    async read(path) {
      const text = at(path)
      if (text === undefined) throw new Error(`no file ${path}`)
      return Buffer.from(text)
    },
    async size(path) {
      const text = at(path)
      return text === undefined ? undefined : Buffer.byteLength(text)
    },
    real: async (path) => (path === root || at(path) !== undefined ? path : undefined),
    list: async () => Object.keys(files).sort(),
  }
}

/** No time passes while waiting. */
const clock: Clock = {
  now: () => new Date(),
  sleep: async (_ms, signal) => signal?.throwIfAborted(),
}

export interface Applied extends ApplyReport {
  readonly plan: Plan
  readonly events: readonly EngineEvent[]
}

export interface Run {
  readonly files: Files
  readonly backend: StateBackend
  readonly options?: Partial<PlanOptions>
  readonly fetch?: typeof fetch
  readonly signal?: AbortSignal
}

const everything: PlanOptions = {
  selection: { target: [], exclude: [], connection: [] },
  destroy: false,
  allowDelete: true,
  ack: ['empty', 'price', ...manyGuards, ...plainGuards],
}

export class Engine implements AsyncDisposable {
  readonly sandbox: Sandbox

  private constructor(sandbox: Sandbox) {
    this.sandbox = sandbox
  }

  static async start(options: SandboxOptions = {}): Promise<Engine> {
    return new Engine(await startSandbox(options))
  }

  state(snapshot?: StateSnapshot): MemoryBackend {
    return createMemoryBackend({ clock, newId: randomUUID, ...(snapshot === undefined ? {} : { snapshot }) })
  }

  async world(
    { files, backend, fetch = undiciFetch, signal = new AbortController().signal }: Run,
    events: EngineEvent[],
  ): Promise<World> {
    const { shoporama } = this.sandbox
    const port = filesOf({ 'butik.yaml': butikYaml, ...files })
    const env: Files = {
      SHOPORAMA_TOKEN: shoporama.token,
      SHOPORAMA_URL: shoporama.url,
      ...(files['.env'] === undefined ? {} : JSON.parse(files['.env'])),
    }
    const project = await loadProject({ dir: root, files: port, butikVersion: '0.1.0' })
    return {
      project,
      providers: governed(providers, project.config),
      backend,
      views: createMemoryViews(),
      ledger: createMemoryLedger(),
      schemas: schemaFiles,
      files: port,
      ports: { fetch, clock, meter: () => {}, trace: () => {}, random: () => 0.5, hosts: new Map() },
      env: (name) => env[name],
      butik: '0.1.0',
      environment: 'default',
      emit: (event) => void events.push(event),
      signal,
      newId: randomUUID,
    }
  }

  async plan(run: Run): Promise<Plan> {
    try {
      return await makePlan(await this.world(run, []), { ...everything, ...run.options })
    } catch (error) {
      if (error instanceof DiagnosticsError)
        throw new Error(error.diagnostics.map(({ code, summary }) => `${code} ${summary}`).join('\n'))
      throw error
    }
  }

  /** Plans and carries out. */
  async apply(run: Run): Promise<Applied> {
    const plan = await this.plan(run)
    const stopped = plan.guards.filter(({ acked }) => !acked)
    if (stopped.length > 0)
      throw new Error(
        stopped.map(({ name, addresses, message }) => `guard ${name}: ${addresses.join(', ')}: ${message}`).join('\n'),
      )
    return await this.carryOut(run, plan)
  }

  /** What `apply --resume` does; undefined where there is nothing to go on with. */
  async resume(run: Run): Promise<Applied | undefined> {
    const plan = await makeResumePlan(await this.world(run, []))
    return plan === undefined ? undefined : await this.carryOut(run, plan)
  }

  async carryOut(run: Run, plan: Plan): Promise<Applied> {
    const events: EngineEvent[] = []
    const world = await this.world(run, events)
    const lock = { id: randomUUID(), operation: 'apply', holder: 'test', since: new Date().toISOString() }
    const going = applyPlan(world, plan, { lock, run: randomUUID() })
    for (let next = await going.next(); ; next = await going.next()) {
      if (next.done === true) return { ...next.value, plan, events }
      events.push(next.value)
    }
  }

  /**
   * Applies until the given call (counted from 0, by this token, over plan and apply) and stops dead there, as a killed
   * process does: `before` it arrives, or with its answer `lost`. What is left is what the backend held durably.
   * Undefined where the run ended before that call; then it is the whole run's report.
   */
  async dieAt(call: number, how: 'before' | 'lost', run: Omit<Run, 'fetch'>): Promise<Applied | undefined> {
    const never = new Promise<never>(() => {})
    let dead = false
    let die = (): void => {}
    let released: Promise<void> | undefined
    const death = new Promise<undefined>((resolve) => {
      die = () => {
        dead = true
        resolve(undefined)
      }
    })
    let count = -1
    const fetch: typeof undiciFetch = async (input, init) => {
      count += 1
      if (dead) return await never
      if (count !== call) return await undiciFetch(input, init)
      if (how === 'lost') await (await undiciFetch(input, init)).text()
      die()
      return await never
    }
    const { backend } = run
    const alive = async <T>(work: () => Promise<T>): Promise<T> => (dead ? await never : await work())
    const mortal: StateBackend = {
      name: 'mortal',
      read: () => alive(() => backend.read()),
      write: (next, serial) => alive(() => backend.write(next, serial)),
      lock: async (want) => {
        const lock = await backend.lock(want)
        // The lock of a dead process is taken over by the next one.
        released = death.then(() => lock.release())
        return lock
      },
      held: () => backend.held(),
      unlock: (id) => backend.unlock(id),
      openJournal: async () => {
        const journal = await backend.openJournal()
        return { append: (entries) => alive(() => journal.append(entries)), close: () => journal.close() }
      },
      keep: (id, name, content) => alive(() => backend.keep(id, name, content)),
      kept: (id, name) => backend.kept(id, name),
      runs: () => backend.runs(),
    }
    const end = await Promise.race([death, this.apply({ ...run, backend: mortal, fetch })])
    if (end === undefined) await released
    return end
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.sandbox.close()
  }
}

export function isEmpty(plan: Plan): boolean {
  return plan.complete && plan.operations.length === 0 && plan.changes.length === 0 && plan.stateUpdates.length === 0
}
