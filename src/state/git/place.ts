/**
 * Which repository the state is in, and how git gets there from the work tree around butik.yaml: the remote's address and
 * the settings of that repository which have to do with reaching it. Reads; changes nothing there.
 */
import { ReconcilerError } from '../../model/errors.ts'
import { covered, type Env, Git, type Setting } from './command.ts'
import { gitError } from './failures.ts'

export interface Place {
  /** Where git is run: relative addresses are meant from here. */
  readonly cwd: string
  readonly settings: readonly Setting[]
  /** The repository for people: `origin`, or an address without credentials. */
  readonly label: string
}

export interface PlaceOptions {
  readonly root: string
  /** Of a remote, or an address. */
  readonly remote: string
  readonly env: Env
  readonly limitMs: number
}

/** What butik's own repository calls the remote. No address stands in the arguments of a command. */
export const remoteName = 'butik-state'

/** Local settings that decide how a remote is reached, and nothing else. */
const reaching = /^(http|https|credential|url|ssh|protocol)\.|^core\.(sshcommand|gitproxy|askpass)$/

/** Of the remote itself: not what is fetched from it by default, or where that is put. */
const ofRemote = /^(proxy|proxyauthmethod|uploadpack|receivepack)$/

const ownWays: readonly Setting[] = [
  ['core.hooksPath', '/dev/null'],
  ['core.fsmonitor', 'false'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['fetch.recurseSubmodules', 'no'],
  ['fetch.writeCommitGraph', 'false'],
  ['push.recurseSubmodules', 'no'],
  ['push.followTags', 'false'],
  ['i18n.commitEncoding', 'UTF-8'],
  ['advice.detachedHead', 'false'],
  // A transfer that has come to a stand ends by itself.
  ['http.lowSpeedLimit', '200'],
  ['http.lowSpeedTime', '30'],
]

/** Throws E4001 where there is no git, no such remote, or no repository to find it in. */
export async function findPlace({ root, remote, env, limitMs }: PlaceOptions): Promise<Place> {
  const git = new Git({ cwd: root, env, settings: [], limitMs })
  const ask = async (args: readonly string[]) => (await git.run(args)).toString('utf8')
  const told = (error: unknown) => gitError('read', covered(remote), error, limitMs)
  const [version, top, list] = await Promise.all([
    ask(['version']),
    ask(['rev-parse', '--show-toplevel']).catch((error: unknown) => {
      if (isOutside(error)) return undefined
      throw told(error)
    }),
    ask(['config', '--list', '--show-scope', '-z']),
  ]).catch((error: unknown) => {
    throw told(error)
  })
  checkVersion(version)
  const scoped = parseList(list)
  const { urls, settings } = remoteIn(scoped, remote)
  const url = urls[0] ?? (isAddress(remote) ? remote : undefined)
  if (url === undefined) throw noRemote(remote, scoped, top !== undefined)
  const local = scoped.filter(({ scope, key }) => scope === 'command' || (isLocal(scope) && reaching.test(key)))
  const isPlainSsh = env['GIT_SSH_COMMAND'] === undefined && env['GIT_SSH'] === undefined
  return {
    cwd: top?.replace(/\r?\n$/, '') ?? root,
    settings: [
      ...(isPlainSsh && !scoped.some(({ key }) => key === 'core.sshcommand') ? quietSsh : []),
      ...ownWays,
      ...local.map(({ key, value }): Setting => [key, value]),
      ...settings,
      [`remote.${remoteName}.url`, url],
    ],
    label: urls.length > 0 ? remote : covered(remote),
  }
}

/** Without a terminal a question would wait for ever. */
const quietSsh: readonly Setting[] = [['core.sshCommand', 'ssh -o BatchMode=yes -o ConnectTimeout=30']]

interface Scoped {
  readonly scope: string
  /** Section and name in small letters, as git prints them; what stands between is as written. */
  readonly key: string
  readonly value: string
}

function parseList(text: string): Scoped[] {
  const parts = text.split('\0')
  const found: Scoped[] = []
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const pair = parts[at + 1] ?? ''
    const end = pair.indexOf('\n')
    // A key alone means true.
    const [key, value] = end === -1 ? [pair, 'true'] : [pair.slice(0, end), pair.slice(end + 1)]
    found.push({ scope: parts[at] ?? '', key, value })
  }
  return found
}

function remoteIn(scoped: readonly Scoped[], remote: string): { urls: string[]; settings: Setting[] } {
  const start = `remote.${remote}.`
  const own = scoped.filter(({ key }) => key.startsWith(start))
  const valuesOf = (name: string) => own.flatMap(({ key, value }) => (key === start + name ? [value] : []))
  const settings = own.flatMap(({ key, value }): Setting[] => {
    const name = key.slice(start.length)
    return ofRemote.test(name) ? [[`remote.${remoteName}.${name}`, value]] : []
  })
  // Where the two differ, the one that is written to: what is compared must be what is swapped.
  return { urls: [...valuesOf('pushurl'), ...valuesOf('url')], settings }
}

function isLocal(scope: string): boolean {
  return scope === 'local' || scope === 'worktree'
}

function isAddress(remote: string): boolean {
  return /[/\\:]/.test(remote) || remote === '.' || remote === '..'
}

function isOutside(error: unknown): boolean {
  return (
    error instanceof Error &&
    'stderr' in error &&
    /not a git repository|must be run in a work tree/.test(String(error.stderr))
  )
}

function noRemote(remote: string, scoped: readonly Scoped[], inside: boolean): ReconcilerError {
  if (!inside)
    return new ReconcilerError('E4001', `the state has the backend git, and butik.yaml lies in no git repository`, {
      hint: `run butik in a clone that has a remote ${remote}, or say under state which repository it is: remote: ADDRESS`,
    })
  const names = [...new Set(scoped.flatMap(({ key }) => /^remote\.(.+)\.url$/.exec(key)?.[1] ?? []))]
  const known = names.length === 0 ? 'has no remote at all' : `has ${names.join(', ')}`
  return new ReconcilerError('E4001', `there is no remote ${remote} to keep the state in: this repository ${known}`, {
    hint: `git remote add ${remote} ADDRESS, or name another one under state in butik.yaml (remote:)`,
  })
}

function checkVersion(text: string): void {
  const [, major = '0', minor = '0'] = /(\d+)\.(\d+)/.exec(text) ?? []
  if (Number(major) > 2 || (Number(major) === 2 && Number(minor) >= 31)) return
  throw new ReconcilerError('E4001', `the state needs git 2.31 or newer, and this is ${text.trim()}`, {
    hint: 'install a newer git, or choose another backend for the state',
  })
}
