/** What the git repository around a folder says of itself, read from its files: git need not be there. */
import { readFile, stat } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import type { Platform } from '../author/init/wish.ts'

/** By the address of its remote, else by the files of a platform. Undefined where neither tells. */
export async function platformIn(folder: string): Promise<Platform | undefined> {
  const git = await gitFolder(folder)
  const config = git === undefined ? '' : await textOr(join(git, 'config'), '')
  const hosts = [...config.matchAll(/^\s*url\s*=\s*(.+)$/gm)].map(([, url = '']) => hostOf(url))
  if (hosts.some((host) => host.includes('github'))) return 'github'
  if (hosts.some((host) => host.includes('gitlab'))) return 'gitlab'
  if (await isThere(join(folder, '.github'))) return 'github'
  return (await isThere(join(folder, '.gitlab-ci.yml'))) ? 'gitlab' : undefined
}

/** The branch that the remote calls its own; undefined where none was cloned. */
export async function branchIn(folder: string): Promise<string | undefined> {
  const git = await gitFolder(folder)
  if (git === undefined) return undefined
  const head = await textOr(join(git, 'refs', 'remotes', 'origin', 'HEAD'), '')
  return /^ref: refs\/remotes\/origin\/(.+)$/m.exec(head)?.[1]
}

/** With forward slashes; undefined at the root of a repository, and where there is none. */
export async function folderInRepository(folder: string): Promise<string | undefined> {
  const git = await gitFolder(folder)
  const inside = git === undefined ? '' : relative(dirname(git), folder)
  return inside === '' ? undefined : inside.split(sep).join('/')
}

/** `git@host:path`, `https://user@host/path`, `ssh://…`: the host alone. */
function hostOf(url: string): string {
  const address = url.trim().replace(/^[a-z+]+:\/\//, '')
  return (address.replace(/^[^@/]*@/, '').split(/[/:]/)[0] ?? '').toLowerCase()
}

async function gitFolder(folder: string): Promise<string | undefined> {
  for (let at = folder; ; at = dirname(at)) {
    if (await isThere(join(at, '.git', 'config'))) return join(at, '.git')
    if (dirname(at) === at) return undefined
  }
}

async function textOr(path: string, otherwise: string): Promise<string> {
  return await readFile(path, 'utf8').catch(() => otherwise)
}

async function isThere(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  )
}
