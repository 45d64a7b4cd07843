// The pipeline in this process against a sandbox of its own, with files and state in memory: one story takes some tens of
// milliseconds, so that many combinations can be tried. Whoever wants what a user sees takes support/butik.ts instead.
import { randomUUID } from 'node:crypto'
import { posix } from 'node:path'
import { schemaFiles } from '../../src/cli/schema-files.ts'
import { undiciFetch } from '../../src/http/undici-fetch.ts'
import type { Diagnostic } from '../../src/model/diagnostic.ts'
import type { EngineEvent, OutcomeEntry } from '../../src/model/event.ts'
import { manyGuards, plainGuards } from '../../src/model/guard-settings.ts'
import { canonicalJson } from '../../src/model/json.ts'
import type { Plan } from '../../src/model/plan.ts'
import type { Clock } from '../../src/model/ports.ts'
import type { FilePort, Project } from '../../src/model/project.ts'
import type { StateBackend } from '../../src/model/state.ts'
import { governed } from '../../src/pipeline/govern.ts'
import { loadProject } from '../../src/pipeline/load.ts'
import { makeResumePlan } from '../../src/pipeline/resume.ts'
import { applyPlan, checkSavedPlan, makePlan, type PlanOptions } from '../../src/pipeline/run.ts'
import type { World } from '../../src/pipeline/world.ts'
import { loadProviders } from '../../src/providers/index.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/server.ts'
import type { Kept } from '../../src/state/kept.ts'
import { createMemoryBackend, createMemoryLedger, createMemoryViews } from '../../src/state/memory.ts'
import { environmentOf } from './environment.ts'

const providers = await loadProviders()

export type Files = Readonly<Record<string, string | Uint8Array>>

export interface PlanWishes {
  readonly target?: readonly string[]
  readonly exclude?: readonly string[]
  readonly connection?: readonly string[]
  readonly destroy?: boolean
  readonly allowDelete?: boolean
  /** Besides `meant`. */
  readonly ack?: readonly string[]
  readonly undo?: string
  /** Only what the day turns by sales. */
  readonly dueOnly?: boolean
  readonly day?: string
  readonly refresh?: PlanOptions['refresh']
}

export interface Applied {
  readonly run: string
  readonly outcomes: readonly OutcomeEntry[]
  readonly diagnostics: readonly Diagnostic[]
  readonly calls: Readonly<Record<string, number>>
}

export interface Engine extends AsyncDisposable {
  readonly sandbox: Sandbox
  readonly backend: StateBackend
  /** Files to add or put in the place of others; undefined takes one away. */
  write(files: Readonly<Record<string, string | Uint8Array | undefined>>): void
  plan(wishes?: PlanWishes): Promise<Plan>
  /** Exactly this plan, as `butik apply FILE` does it; with a budget as much of it as so many calls are enough for. */
  apply(made: Plan, how?: { readonly budget?: number }): Promise<Applied>
  /** The rest of the plan that the last run did not carry out whole, as `butik apply --resume` makes it. */
  rest(): Promise<Plan | undefined>
  /** A call by the shop owner's own token. */
  owner(method: string, path: string, body?: unknown): Promise<unknown>
  /** Vendor requests by the token that butik uses, since the last `forgetCalls`: `GET /product?limit=100`. */
  calls(): string[]
  forgetCalls(): void
  /** The world of one more command, for verbs beside plan and apply. */
  world(): Promise<World>
  /** The state with its journal, as one text. */
  state(): Promise<string>
}

export interface EngineOptions extends SandboxOptions {
  /** Variables for `!env`, besides the token and URL of the sandbox. */
  readonly more?: Readonly<Record<string, string>>
  /** In the place of the real one, which it may call. */
  readonly fetch?: typeof fetch
  /** The machine's time unless given. */
  readonly time?: () => Date
  /** Where what outlives a run is kept, asked for each command; memory unless given. */
  readonly kept?: () => Omit<Kept, 'close'>
}

/**
 * What these stories do to values is what they are about: the guards on values are acknowledged. Those that tell of
 * something that was not looked at are not; test/golden/guards.test.ts is about all of them.
 */
export const meant: readonly string[] = [
  ...manyGuards,
  ...plainGuards.filter((name) => name !== 'images' && name !== 'in-use'),
  'price',
]

const root = '/shop'

/** `connection` and `roots` are YAML lines for the connection and the root of butik.yaml. */
export function butikYaml({ connection = '', roots = '' } = {}): string {
  return `version: 1
connections:
  shop:
    vendor: shoporama
    token: !env SHOPORAMA_TOKEN
    url: !env SHOPORAMA_URL
${connection === '' ? '' : `    ${connection}\n`}${roots}`
}

export async function engine(
  files: Files,
  { more = {}, fetch = undiciFetch, time = () => new Date(), kept, ...options }: EngineOptions = {},
): Promise<Engine> {
  // What is waited for on a real vendor (retries) passes at once here.
  const clock: Clock = { now: time, sleep: () => Promise.resolve() }
  const sandbox = await startSandbox({ vendors: ['shoporama'], ...options })
  const { shoporama } = sandbox
  const tree = new Map<string, string | Uint8Array>(Object.entries({ 'butik.yaml': butikYaml(), ...files }))
  const env: Readonly<Record<string, string>> = {
    ...environmentOf(sandbox.ready),
    ...more,
  }
  const memory = {
    backend: createMemoryBackend({ clock, newId: randomUUID }),
    views: createMemoryViews(),
    ledger: createMemoryLedger(),
  }
  const keptNow = kept ?? (() => memory)
  const world = async (emit: (event: EngineEvent) => void = () => undefined): Promise<World> => {
    const project = await loadProject({ dir: root, files: filesOf(tree), butikVersion: '0.1.0' })
    return worldOf(project, emit)
  }
  const worldOf = (project: Project, emit: (event: EngineEvent) => void): World => ({
    project,
    providers: governed(providers, project.config),
    backend: keptNow().backend,
    views: keptNow().views,
    ledger: keptNow().ledger,
    schemas: schemaFiles,
    files: filesOf(tree),
    ports: {
      fetch,
      clock,
      meter: () => undefined,
      trace: () => undefined,
      random: () => 0.5,
      hosts: new Map(),
    },
    env: (name) => env[name],
    butik: '0.1.0',
    environment: 'default',
    emit,
    signal: new AbortController().signal,
    newId: randomUUID,
  })
  const ours = () => shoporama.log.filter((entry) => entry.token === 'token')
  return {
    sandbox,
    get backend() {
      return keptNow().backend
    },
    write(some) {
      for (const [path, content] of Object.entries(some)) {
        if (content === undefined) tree.delete(path)
        else tree.set(path, content)
      }
    },
    plan: async (wishes = {}) => {
      const { target = [], exclude = [], connection = [], destroy = false, allowDelete = false, ack = [] } = wishes
      const { dueOnly = false, day } = wishes
      const undo = wishes.undo === undefined ? {} : { undo: wishes.undo }
      return makePlan(await world(), {
        selection: { target, exclude, connection },
        destroy,
        allowDelete,
        ack: [...meant, ...ack],
        dueOnly,
        day,
        ...undo,
        ...(wishes.refresh === undefined ? {} : { refresh: wishes.refresh }),
      })
    },
    apply: async (made, how = {}) => {
      const here = await world()
      if (made.basis.resumes === undefined) await checkSavedPlan(here, made)
      const info = { id: 'lock', operation: 'apply', holder: 'test', since: new Date(0).toISOString() }
      return finished(applyPlan(here, made, { lock: info, run: randomUUID(), ...how }))
    },
    rest: async () => makeResumePlan(await world()),
    async owner(method, path, body) {
      const headers = { authorization: `Shoporama ${shoporama.otherToken}`, 'content-type': 'application/json' }
      const sent = body === undefined ? {} : { body: JSON.stringify(body) }
      const answer = await undiciFetch(`${shoporama.url}${path}`, { method, headers, ...sent })
      const text = await answer.text()
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
      return text === '' ? undefined : JSON.parse(text)
    },
    calls: () => ours().map(({ method, path, query }) => `${method} ${path}${queryText(query)}`),
    forgetCalls: () => sandbox.clearLog(),
    world: () => world(),
    state: async () => canonicalJson(JSON.parse(JSON.stringify(await keptNow().backend.read()))),
    [Symbol.asyncDispose]: () => sandbox.close(),
  }
}

async function finished(events: ReturnType<typeof applyPlan>): Promise<Applied> {
  const outcomes: OutcomeEntry[] = []
  const diagnostics: Diagnostic[] = []
  for (;;) {
    const next = await events.next()
    if (next.done === true) return { run: next.value.run, outcomes, diagnostics, calls: next.value.calls }
    if (next.value.type === 'outcome') {
      const { type: _type, ...outcome } = next.value
      outcomes.push(outcome)
    }
    if (next.value.type === 'diagnostic') diagnostics.push(next.value.diagnostic)
  }
}

function queryText(query: Readonly<Record<string, string>>): string {
  const text = Object.entries(query).map(([name, value]) => `${name}=${value}`)
  return text.length === 0 ? '' : `?${text.join('&')}`
}

function filesOf(tree: ReadonlyMap<string, string | Uint8Array>): FilePort {
  const bytesOf = (path: string): Uint8Array | undefined => {
    const content = tree.get(posix.relative(root, path))
    return typeof content === 'string' ? new TextEncoder().encode(content) : content
  }
  return {
    async read(path) {
      const bytes = bytesOf(path)
      if (bytes === undefined) throw Object.assign(new Error(`no ${path}`), { code: 'ENOENT' })
      return bytes
    },
    size: async (path) => bytesOf(path)?.length,
    real: async (path) => (path === root || bytesOf(path) !== undefined ? path : undefined),
    list: async () => [...tree.keys()].sort(),
  }
}
