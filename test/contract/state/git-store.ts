// A git backend over a bare repository of its own, and clones of it, for the tests of it.
import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { plainCipher } from '../../../src/state/cipher.ts'
import { type GitStateOptions, openGitState } from '../../../src/state/git/open.ts'
import type { Kept } from '../../../src/state/kept.ts'
import type { SharedStore } from './backend-contract.ts'

export const start = Date.parse('2026-03-01T12:30:00Z')

export interface GitWorld {
  readonly folder: string
  /** The bare repository. */
  readonly bare: string
  readonly notices: string[]
  readonly clock: { now(): Date; sleep(): Promise<void> }
  advance(ms: number): void
  /** A new clone of it, as a runner has one: one commit deep. */
  clone(): string
  /** A work tree that has it as its remote, and nothing in it. */
  tree(): string
  /** Git in a folder, as a person uses it. */
  git(folder: string, ...args: string[]): string
  /** The refs of the bare repository, with their commits. */
  refs(): Map<string, string>
  open(root: string, more?: Partial<GitStateOptions>): Promise<Kept>
}

/** The environment without what the machine's own git is set to. */
export const plainEnv = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'))),
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
}

export function gitWorld(): GitWorld {
  const folder = mkdtempSync(join(tmpdir(), 'butik-git-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  const bare = join(folder, 'remote.git')
  const notices: string[] = []
  let now = start
  let clones = 0
  const clock = { now: () => new Date(now), sleep: async () => {} }
  const git = (cwd: string, ...args: string[]) =>
    execFileSync('git', args, { cwd, env: plainEnv, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  const newFolder = () => {
    clones += 1
    const root = join(folder, `clone-${clones}`)
    mkdirSync(root)
    return root
  }
  git(folder, 'init', '-q', '--bare', '-b', 'main', bare)
  return {
    folder,
    bare,
    notices,
    clock,
    git,
    advance: (ms) => {
      now += ms
    },
    tree: () => {
      const root = newFolder()
      git(root, 'init', '-q', '-b', 'main')
      git(root, 'remote', 'add', 'origin', bare)
      return root
    },
    clone: () => {
      if (clones === 0) seed(git, newFolder(), bare)
      const root = newFolder()
      git(root, 'clone', '-q', '--depth=1', `file://${bare}`, '.')
      return root
    },
    refs: () => {
      const lines = git(bare, 'for-each-ref', '--format=%(refname) %(objectname)').trim().split('\n')
      return new Map(lines.map((line): [string, string] => [line.split(' ')[0] ?? '', line.split(' ')[1] ?? '']))
    },
    open: (root, more = {}) =>
      openGitState({
        root,
        environment: 'default',
        clock,
        newId: randomUUID,
        notice: (line) => void notices.push(line),
        cipher: plainCipher,
        env: plainEnv,
        // A lock that is taken away shows at once.
        proofMs: 0,
        ...more,
      }),
  }
}

/** Two commits of somebody's configuration. */
function seed(git: GitWorld['git'], root: string, bare: string): void {
  git(root, 'init', '-q', '-b', 'main')
  for (const version of [1, 2]) {
    writeFileSync(join(root, 'butik.yaml'), `version: ${version}\n`)
    git(root, 'add', '.')
    git(root, '-c', 'user.name=Ole', '-c', 'user.email=ole@example.com', 'commit', '-q', '-m', `shop ${version}`)
  }
  git(root, 'push', '-q', bare, 'main')
}

/** The shape that the contract asks for: all that is opened lies in one work tree, and `elsewhere` in another. */
export async function gitStore(): Promise<SharedStore> {
  const world = gitWorld()
  const [root, other] = [world.tree(), world.tree()]
  const first = await world.open(root)
  const [second, third, away] = await Promise.all([
    world.open(root),
    world.open(root),
    world.open(other, { host: 'other' }),
  ])
  let turn = 0
  const reopen = () => {
    turn += 1
    return turn % 2 === 0 ? second.backend : third.backend
  }
  return { backend: first.backend, reopen, elsewhere: () => away.backend, advance: world.advance }
}
