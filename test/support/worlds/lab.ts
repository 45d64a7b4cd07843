// The engine over rooms without sockets: plans, applies, and dies where it is told to. The state outlives each.
import { randomUUID } from 'node:crypto'
import { schemaFiles } from '../../../src/cli/schema-files.ts'
import { DiagnosticsError } from '../../../src/model/errors.ts'
import type { EngineEvent } from '../../../src/model/event.ts'
import type { Plan } from '../../../src/model/plan.ts'
import type { Clock } from '../../../src/model/ports.ts'
import type { FilePort, Project } from '../../../src/model/project.ts'
import type { Ledger } from '../../../src/model/quota.ts'
import type { Intent, LockInfo, StateBackend, StateSnapshot, ViewStore } from '../../../src/model/state.ts'
import { resolveDoubt, type Verdict } from '../../../src/pipeline/by-hand.ts'
import { governed } from '../../../src/pipeline/govern.ts'
import type { RefreshMode } from '../../../src/pipeline/kept-view.ts'
import { loadProject } from '../../../src/pipeline/load.ts'
import { makeResumePlan } from '../../../src/pipeline/resume.ts'
import { type ApplyReport, applyPlan, makePlan, type PlanOptions } from '../../../src/pipeline/run.ts'
import { recover } from '../../../src/pipeline/settle.ts'
import type { World } from '../../../src/pipeline/world.ts'
import { loadProviders } from '../../../src/providers/index.ts'
import {
  createMemoryBackend,
  createMemoryLedger,
  createMemoryViews,
  type MemoryBackend,
} from '../../../src/state/memory.ts'
import { meant } from '../engine.ts'
import { Rooms } from './rooms.ts'

const providers = await loadProviders()

const root = '/shop'
export type Files = Readonly<Record<string, string | Uint8Array>>

/** Where a run dies: at a call, counted from 0 over plan and apply, or at a write of the journal or the state. */
export interface Death {
  readonly at: 'call' | 'write'
  readonly nth: number
  /** Whether what it dies at is done: the call carried out and its answer lost, the line durable. */
  readonly done: boolean
}

type Fetch = World['ports']['fetch']

/** Who listens to a run, and who may stop it. */
export interface Around {
  readonly event?: (event: EngineEvent) => void
  readonly signal?: AbortSignal
}

/** Of guards that other plans tripped: asked for at once by the next. */
const learnt = new Set([...meant, 'empty', 'identity', 'images', 'in-use', 'unseen-create'])

export class Lab {
  readonly rooms: Rooms = new Rooms()
  /** What was planned last, by a run that lived or died. */
  planned: Plan | undefined
  /** What the last look told beside its plan. */
  said: readonly string[] = []
  /** What runs leave to later ones; nothing, unless a test says. */
  views: () => ViewStore = createMemoryViews
  /** The calls of runs before: none, unless a test says. */
  ledger: () => Ledger = createMemoryLedger
  /** The machine's, unless a test says. */
  time: () => Date = () => new Date()
  /** No time passes while waiting. */
  readonly #clock: Clock = {
    now: () => this.time(),
    sleep: async (_ms, signal) => signal?.throwIfAborted(),
  }
  /** Operations that one append to the journal announces; one by one, unless a test says. */
  readonly window: number | undefined
  backend: MemoryBackend
  #files: Files = {}
  #project: Promise<Project> | undefined

  constructor({ window }: { window?: number } = {}) {
    this.window = window
    this.backend = this.#state()
  }

  /** Empty rooms and no state. */
  fresh(): void {
    this.rooms.fresh()
    this.backend = this.#state()
    this.planned = undefined
  }

  use(files: Files): void {
    this.#files = files
    this.#project = loadProject({ dir: root, files: filesOf(files), butikVersion: '0.1.0' })
  }

  /** A state in the place of the one before. */
  begin(snapshot: StateSnapshot): void {
    this.backend = this.#state(snapshot)
  }

  #state(snapshot?: StateSnapshot): MemoryBackend {
    const window = this.window === undefined ? {} : { window: this.window }
    return createMemoryBackend({
      clock: this.#clock,
      newId: randomUUID,
      ...window,
      ...(snapshot === undefined ? {} : { snapshot }),
    })
  }

  async #world(events: EngineEvent[], backend: StateBackend, fetch: Fetch): Promise<World> {
    const env = this.rooms.environment
    if (this.#project === undefined) throw new Error('asked before there were files')
    const project = await this.#project
    return {
      project,
      providers: governed(providers, project.config),
      backend,
      views: this.views(),
      ledger: this.ledger(),
      schemas: schemaFiles,
      files: filesOf(this.#files),
      ports: {
        fetch,
        clock: this.#clock,
        meter: () => undefined,
        trace: () => undefined,
        random: () => 0.5,
        hosts: new Map(),
      },
      env: (name) => env[name],
      butik: '0.1.0',
      environment: 'default',
      emit: (event) => void events.push(event),
      signal: new AbortController().signal,
      newId: randomUUID,
    }
  }

  /** Of one more command, for verbs beside plan and apply. */
  async world(): Promise<World> {
    return await this.#world([], this.backend, this.rooms.fetch as Fetch)
  }

  /** Every guard that can be opened is: they have tests of their own. */
  async plan(backend: StateBackend = this.backend, fetch: Fetch = this.rooms.fetch as Fetch): Promise<Plan> {
    const world = await this.#world([], backend, fetch)
    const made = await planned(world)
    const closed = made.guards.filter(({ acked, message, name }) => !acked && message.includes(`--ack ${name}`))
    for (const { name } of closed) learnt.add(name)
    this.planned = closed.length === 0 ? made : await planned(world)
    return this.planned
  }

  async carryOut(
    plan: Plan,
    backend: StateBackend = this.backend,
    fetch: Fetch = this.rooms.fetch as Fetch,
    { event = () => undefined, signal = new AbortController().signal }: Around = {},
  ): Promise<ApplyReport> {
    const world = { ...(await this.#world([], backend, fetch)), signal }
    const going = applyPlan(world, plan, { lock: lockOf(), run: randomUUID() })
    for (;;) {
      const next = await going.next()
      if (next.done === true) return next.value
      event(next.value)
    }
  }

  /** The plan that takes this run back. */
  async back(run: string): Promise<Plan> {
    return await planned(await this.#world([], this.backend, this.rooms.fetch as Fetch), { undo: run })
  }

  /** A plan for which the shops are read in this way. */
  async look(refresh: RefreshMode): Promise<Plan> {
    const events: EngineEvent[] = []
    const plan = await planned(await this.#world(events, this.backend, this.rooms.fetch as Fetch), { refresh })
    this.said = events.flatMap((event) => (event.type === 'diagnostic' ? [event.diagnostic.summary] : []))
    return plan
  }

  /** What `apply --resume` would carry out; undefined where there is nothing to go on with. */
  async rest(): Promise<Plan | undefined> {
    return await makeResumePlan(await this.#world([], this.backend, this.rooms.fetch as Fetch))
  }

  async resolve(address: string, verdict: Verdict): Promise<void> {
    const world = await this.#world([], this.backend, this.rooms.fetch as Fetch)
    await resolveDoubt(world, lockOf(), address, verdict)
  }

  /** What an interrupted run left open. */
  async doubts(): Promise<readonly Intent[]> {
    const { snapshot, journal } = await this.backend.read()
    return recover(snapshot, journal).open
  }

  /**
   * Plans and applies, and stops dead there: what is left is what the backend held durably. True where it lived on. With a plan
   * only the apply is counted.
   */
  async mortal({ at, nth, done }: Death, made?: Plan): Promise<boolean> {
    const never = new Promise<never>(() => undefined)
    let dead = false
    let die = (): void => undefined
    const death = new Promise<false>((resolve) => {
      die = () => {
        dead = true
        resolve(false)
      }
    })
    let count = -1
    const passing = async <T>(what: Death['at'], work: () => Promise<T>): Promise<T> => {
      if (dead) return await never
      if (what === at) count += 1
      if (what !== at || count !== nth) return await work()
      if (done) await work()
      die()
      return await never
    }
    const fetch = (async (input: unknown, init: RequestInit) =>
      await passing('call', () => this.rooms.fetch(input, init))) as Fetch
    const { backend } = this
    const mortal: StateBackend = {
      ...backend,
      name: 'mortal',
      write: (next, serial) => passing('write', () => backend.write(next, serial)),
      lock: async (want) => {
        const lock = await backend.lock(want)
        // The lock of a dead process is taken over by the next one.
        void death.then(() => lock.release())
        return lock
      },
      openJournal: async () => {
        const journal = await backend.openJournal()
        return {
          append: (entries) => passing('write', () => journal.append(entries)),
          close: () => journal.close(),
        }
      },
    }
    return await Promise.race([
      death,
      (made === undefined ? this.plan(mortal, fetch) : Promise.resolve(made)).then(async (plan) => {
        if (plan.guards.every(({ acked }) => acked)) await this.carryOut(plan, mortal, fetch)
        return true
      }),
    ])
  }
}

async function planned(world: World, more: Pick<PlanOptions, 'undo' | 'refresh'> = {}): Promise<Plan> {
  const selection = { target: [], exclude: [], connection: [] }
  try {
    return await makePlan(world, { selection, destroy: false, allowDelete: true, ack: [...learnt], ...more })
  } catch (error) {
    if (!(error instanceof DiagnosticsError)) throw error
    throw new Error(error.diagnostics.map(({ code, summary }) => `${code} ${summary}`).join('\n'))
  }
}

function lockOf(): LockInfo {
  return { id: randomUUID(), operation: 'apply', holder: 'test', since: new Date(0).toISOString() }
}

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
