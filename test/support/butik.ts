// The built CLI as a user runs it, in a folder of its own, against a sandbox in this process. Golden, fault and example
// tests share this; nothing here knows the insides of butik.
import { type ChildProcess, spawn } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as pause, setImmediate } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Clock } from '../../src/model/ports.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/server.ts'
import { environmentOf } from './environment.ts'

export const root: string = fileURLToPath(new URL('../..', import.meta.url))
export const binary: string = join(root, 'bin', 'butik.js')

const program = join(root, 'dist', 'cli', 'main.js')

export interface Result {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface Project extends AsyncDisposable {
  readonly folder: string
  readonly sandbox: Sandbox
  /** Runs butik to its end, in this process: a tenth of the time. `env` is added to the token and URL of the sandbox. */
  butik(args: readonly string[], options?: HereOptions): Promise<Result>
  /** Runs it as a process of its own, and gives that: for tests that kill it, or where two run at once. */
  start(args: readonly string[], options?: RunOptions): { child: ChildProcess; done: Promise<Result> }
  write(files: Readonly<Record<string, string>>): Promise<void>
  read(file: string): Promise<string>
  remove(file: string): Promise<void>
  /** A call by the shop owner's own token, as from the vendor's administration. */
  owner(method: string, path: string, body?: unknown): Promise<unknown>
  /** Vendor requests by the token that butik uses, since the last `forgetCalls`. */
  calls(): { method: string; path: string; query: unknown; status: number | null; body: unknown }[]
  forgetCalls(): void
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly cwd?: string
}

export interface HereOptions extends RunOptions {
  /** What a person at a terminal types, line by line; whoever asks for more is left. Without it there is no terminal. */
  readonly answers?: readonly string[]
  /** In the place of that of this machine; `atOnce` where what is waited for passes at once. */
  readonly clock?: Clock
}

/** It is that time now, and goes on from there. */
export function clockFrom(time: string): Clock {
  const shift = Date.parse(time) - Date.now()
  return {
    now: () => new Date(Date.now() + shift),
    sleep: (ms, signal) => pause(ms, undefined, signal === undefined ? {} : { signal }),
  }
}

export const atOnce: Clock = { now: () => new Date(), sleep: async () => setImmediate() }

export const butikYaml = `version: 1
connections:
  shop:
    vendor: shoporama
    token: !env SHOPORAMA_TOKEN
    url: !env SHOPORAMA_URL
`

/** A new folder with butik.yaml and these files (or a copy of `from`), and a sandbox of its own. */
export async function project(
  files: Readonly<Record<string, string>>,
  options: SandboxOptions & { from?: string } = {},
): Promise<Project> {
  const { from, ...sandboxOptions } = options
  const sandbox = await startSandbox(sandboxOptions)
  const folder = await mkdtemp(join(tmpdir(), 'butik-test-'))
  if (from !== undefined) await cp(join(root, from), folder, { recursive: true })
  const write = async (some: Readonly<Record<string, string>>) => {
    for (const [file, text] of Object.entries(some)) {
      await mkdir(dirname(join(folder, file)), { recursive: true })
      await writeFile(join(folder, file), text)
    }
  }
  await write(from === undefined ? { 'butik.yaml': butikYaml, ...files } : files)
  const { shoporama } = sandbox
  const env = environmentOf(sandbox.ready)
  const start: Project['start'] = (args, options = {}) => {
    const child = spawn(process.execPath, [binary, ...args], {
      cwd: options.cwd ?? folder,
      env: { PATH: process.env['PATH'], HOME: folder, NO_COLOR: '1', ...env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    return { child, done: finished(child) }
  }
  return {
    folder,
    sandbox,
    start,
    write,
    butik: (args, { env: more, cwd = folder, ...how } = {}) =>
      runHere(['-C', cwd, ...args], { HOME: folder, NO_COLOR: '1', ...env, ...more }, how),
    read: (file) => readFile(join(folder, file), 'utf8'),
    remove: (file) => rm(join(folder, file), { recursive: true }),
    async owner(method, path, body) {
      const headers = { authorization: `Shoporama ${shoporama.otherToken}`, 'content-type': 'application/json' }
      const answer = await fetch(`${shoporama.url}${path}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await answer.text()
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
      return text === '' ? undefined : JSON.parse(text)
    },
    calls: () =>
      shoporama.log
        .filter((entry) => entry.token === 'token')
        .map((entry) => ({
          method: entry.method,
          path: entry.path,
          query: entry.query,
          status: entry.status,
          body: shoporama.body(entry),
        })),
    forgetCalls: () => sandbox.clearLog(),
    async [Symbol.asyncDispose]() {
      await sandbox.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function runHere(
  args: readonly string[],
  variables: Readonly<Record<string, string | undefined>>,
  { answers, clock }: Pick<HereOptions, 'answers' | 'clock'>,
): Promise<Result> {
  // What is built, as a user has it; loaded by the tests that want it.
  const built: Promise<typeof import('../../src/cli/main.ts')> = import(pathToFileURL(program).href)
  const [{ run }, { envOf }] = await Promise.all([built, import('../../src/cli/env.ts')])
  const typed = (answers ?? []).values()
  let stdout = ''
  let stderr = ''
  const code = await run(args, {
    terminal: {
      out: (text) => {
        stdout += text
      },
      err: (text) => {
        stderr += text
      },
      outIsTerminal: false,
      errIsTerminal: false,
      canAsk: answers !== undefined,
      askSecret: async () => typed.next().value,
      columns: undefined,
      ask: async (question) => {
        stderr += question
        return typed.next().value
      },
    },
    env: envOf(variables),
    ...(clock === undefined ? {} : { clock }),
  })
  return { code, signal: null, stdout, stderr }
}

function finished(child: ChildProcess): Promise<Result> {
  let stdout = ''
  let stderr = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
  })
}
