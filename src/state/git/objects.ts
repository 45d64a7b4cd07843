/** Blobs, trees and commits of a repository, by their ids. Nothing in it refers to them: refs are somebody else's. */
import type { Git } from './command.ts'

export interface TreeEntry {
  readonly name: string
  readonly id: string
  /** Absent: a blob. */
  readonly isTree?: boolean
}

export interface CommitOf {
  readonly tree: string
  readonly message: string
  readonly parents: readonly string[]
  readonly at: Date
}

/** It should be in butik's own repository, and is not. */
export class MissingObject extends Error {
  constructor(id: string) {
    super(`object ${id} is missing`)
    this.name = 'MissingObject'
  }
}

/** What commits are made by, whoever runs butik: it is in no way a person's work. */
const butik = { name: 'butik', email: 'butik@localhost' }

export class Objects {
  readonly #git: Git

  constructor(git: Git) {
    this.#git = git
  }

  async blob(content: string | Uint8Array): Promise<string> {
    return text(await this.#git.run(['hash-object', '-w', '--stdin'], { input: content }))
  }

  async tree(entries: readonly TreeEntry[]): Promise<string> {
    const lines = entries.map(({ name, id, isTree }) =>
      isTree === true ? `040000 tree ${id}\t${name}\0` : `100644 blob ${id}\t${name}\0`,
    )
    // Of what was written before, a shallow clone need not have everything.
    return text(await this.#git.run(['mktree', '-z', '--missing'], { input: lines.join('') }))
  }

  async commit({ tree, message, parents, at }: CommitOf): Promise<string> {
    const date = at.toISOString()
    const env = {
      GIT_AUTHOR_NAME: butik.name,
      GIT_AUTHOR_EMAIL: butik.email,
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_NAME: butik.name,
      GIT_COMMITTER_EMAIL: butik.email,
      GIT_COMMITTER_DATE: date,
    }
    const args = ['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent])]
    return text(await this.#git.run(args, { input: message, env }))
  }

  /** What is in a tree, or in that of a commit. */
  async list(tree: string): Promise<TreeEntry[]> {
    const lines = (await this.#git.run(['ls-tree', '-z', tree])).toString('utf8').split('\0')
    return lines.flatMap((line): TreeEntry[] => {
      const match = /^\d+ (\w+) ([0-9a-f]+)\t(.+)$/s.exec(line)
      if (match === null) return []
      const [, type, id = '', name = ''] = match
      return [{ name, id, ...(type === 'tree' ? { isTree: true } : {}) }]
    })
  }

  /** The contents of blobs, in the order of their ids. Throws MissingObject. */
  async read(ids: readonly string[]): Promise<Buffer[]> {
    if (ids.length === 0) return []
    const out = await this.#git.run(['cat-file', '--batch'], { input: `${ids.join('\n')}\n` })
    const found: Buffer[] = []
    let at = 0
    for (const id of ids) {
      const end = out.indexOf(0x0a, at)
      const size = Number(/ (\d+)$/.exec(out.subarray(at, end).toString('utf8'))?.[1] ?? Number.NaN)
      if (Number.isNaN(size)) throw new MissingObject(id)
      found.push(out.subarray(end + 1, end + 1 + size))
      at = end + size + 2
    }
    return found
  }

  /** Those that are not here. */
  async missing(ids: readonly string[]): Promise<Set<string>> {
    if (ids.length === 0) return new Set()
    const out = await this.#git.run(['cat-file', '--batch-check'], { input: `${ids.join('\n')}\n` })
    const lines = out.toString('utf8').split('\n')
    return new Set(lines.flatMap((line) => /^(\S+) missing$/.exec(line)?.[1] ?? []))
  }
}

function text(out: Buffer): string {
  return out.toString('utf8').trim()
}
