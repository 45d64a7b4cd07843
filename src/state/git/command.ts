/**
 * Runs git: without a shell, without a terminal to ask at, and for a limited time. Settings go in by the environment, as
 * arguments can be seen by everybody on the machine and settings may hold credentials.
 */
import { spawn } from 'node:child_process'

export type Env = Readonly<Record<string, string | undefined>>

/** A setting of git, as in its configuration: `http.extraheader`, `AUTHORIZATION: …`. */
export type Setting = readonly [key: string, value: string]

export interface GitOptions {
  readonly cwd: string
  /** Of this process. */
  readonly env: Env
  /** In their order: a later one counts for more. */
  readonly settings: readonly Setting[]
  /** Absolute path of the repository; the one around `cwd` where it is absent. */
  readonly repository?: string
  /** Milliseconds that one command may take. */
  readonly limitMs: number
}

export type FailureReason = 'missing' | 'slow' | 'failed'

/** Without the name and the password that an address may carry. */
export function covered(text: string): string {
  return text.replace(/\/\/[^\s/@]+@/g, '//')
}

/** A command that did not do what it was asked to. */
export class GitFailure extends Error {
  readonly verb: string
  readonly reason: FailureReason
  readonly stdout: string
  readonly stderr: string
  constructor(verb: string, reason: FailureReason, { stdout, stderr }: { stdout: string; stderr: string }) {
    super(`git ${verb}: ${reason}`)
    this.name = 'GitFailure'
    this.verb = verb
    this.reason = reason
    this.stdout = covered(stdout)
    this.stderr = covered(stderr)
  }
}

export interface Given {
  readonly input?: string | Uint8Array
  /** In place of those of the process. */
  readonly env?: Env
}

/** Variables by which git would work on another repository than it is told, or with settings of another command. */
const foreign = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_COMMON_DIR',
  'GIT_NAMESPACE',
  'GIT_PREFIX',
  'GIT_SHALLOW_FILE',
  'GIT_QUARANTINE_PATH',
  'GIT_CONFIG',
]

export class Git {
  readonly #options: GitOptions

  constructor(options: GitOptions) {
    this.#options = options
  }

  /** What it printed. Throws GitFailure. */
  run(args: readonly string[], given: Given = {}): Promise<Buffer> {
    const { cwd, limitMs } = this.#options
    // A session of its own: Ctrl-C at a terminal is for butik, which ends in order, and nothing asks at that terminal.
    const detached = process.platform !== 'win32'
    const child = spawn('git', args, { cwd, env: { ...this.#env(), ...given.env }, detached, windowsHide: true })
    return new Promise((resolve, reject) => {
      const out: Buffer[] = []
      const err: Buffer[] = []
      const verb = args.find((arg) => !arg.startsWith('-')) ?? ''
      const fail = (reason: FailureReason) => {
        clearTimeout(timer)
        const [stdout, stderr] = [out, err].map((parts) => Buffer.concat(parts).toString('utf8'))
        reject(new GitFailure(verb, reason, { stdout: stdout ?? '', stderr: stderr ?? '' }))
      }
      const timer = setTimeout(() => {
        // Git's own helpers too: one that goes on would keep the pipes open.
        kill(child.pid, detached)
        fail('slow')
      }, limitMs)
      child.stdout.on('data', (part: Buffer) => out.push(part))
      child.stderr.on('data', (part: Buffer) => err.push(part))
      child.on('error', () => fail('missing'))
      child.on('close', (code) => {
        if (code !== 0) return fail('failed')
        clearTimeout(timer)
        resolve(Buffer.concat(out))
      })
      // A command that ends before it has read everything says why by itself.
      child.stdin.on('error', () => undefined)
      child.stdin.end(given.input ?? '')
    })
  }

  #env(): Record<string, string> {
    const { env, repository, settings } = this.#options
    const own = Object.entries(env).flatMap(([name, value]) =>
      value === undefined || foreign.includes(name) || name.startsWith('GIT_CONFIG_') ? [] : [[name, value] as const],
    )
    return {
      ...Object.fromEntries(own),
      ...paths(env),
      LC_ALL: 'C',
      GIT_TERMINAL_PROMPT: '0',
      GIT_OPTIONAL_LOCKS: '0',
      ...(repository === undefined ? configOf(env) : { GIT_DIR: repository, ...asVariables(settings) }),
    }
  }
}

/** The files of the user's and the machine's settings stay those that they are. */
function paths(env: Env): Record<string, string> {
  const names = ['GIT_CONFIG_GLOBAL', 'GIT_CONFIG_SYSTEM', 'GIT_CONFIG_NOSYSTEM']
  return Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])))
}

/** Settings that came by the environment, as far as the repository of the work tree is asked for them. */
function configOf(env: Env): Record<string, string> {
  const names = Object.keys(env).filter((name) => name.startsWith('GIT_CONFIG_'))
  return Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])))
}

function asVariables(settings: readonly Setting[]): Record<string, string> {
  const pairs = settings.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ])
  return { GIT_CONFIG_COUNT: String(settings.length), ...Object.fromEntries(pairs) }
}

function kill(pid: number | undefined, group: boolean): void {
  if (pid === undefined) return
  try {
    process.kill(group ? -pid : pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}
