/**
 * The file system of this machine, as the pipeline sees it. Asked in turn: a small file is read in less time than it takes to
 * wait for it, and ten thousand of them are.
 */
import { type Dirent, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { ReconcilerError } from '../model/errors.ts'
import { byCodeUnit } from '../model/json.ts'
import type { FilePort } from '../model/project.ts'

export const nodeFiles: FilePort = filesBy((folder) => readdirSync(folder, { withFileTypes: true }))

type ReadFolder = (folder: string) => Dirent[]

/** `readFolder` is given by a test: whoever runs as root is kept out of nothing. */
export function filesBy(readFolder: ReadFolder): FilePort {
  return {
    read: async (path) => readFileSync(path),
    size: async (path) => unlessMissing(() => sizeOfFile(path)),
    real: async (path) => unlessMissing(() => realpathSync.native(path)),
    list: async (folder) => new Walk(readFolder).below(folder, '', []).sort(byCodeUnit),
  }
}

function sizeOfFile(path: string): number | undefined {
  const found = statSync(path)
  return found.isFile() ? found.size : undefined
}

function unlessMissing<T>(look: () => T): T | undefined {
  try {
    return look()
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
}

class Walk {
  readonly #readFolder: ReadFolder

  constructor(readFolder: ReadFolder) {
    this.#readFolder = readFolder
  }

  /** `inside` holds the real paths of the folders above, so that a link to one of them does not go round for ever. */
  below(folder: string, prefix: string, inside: readonly string[]): string[] {
    const real = realpathSync.native(folder)
    if (inside.includes(real)) return []
    const wanted = this.#entries(folder, prefix).filter(({ name }) => !name.startsWith('.') && name !== 'node_modules')
    return wanted.flatMap((entry) => this.#at(folder, entry, prefix, [...inside, real]))
  }

  #at(folder: string, entry: Dirent, prefix: string, inside: readonly string[]): string[] {
    const path = join(folder, entry.name)
    const name = prefix + entry.name
    if (entry.isDirectory()) return this.below(path, `${name}/`, inside)
    if (!entry.isSymbolicLink()) return entry.isFile() ? [name] : []
    try {
      const target = statSync(path)
      if (target.isDirectory()) return this.below(path, `${name}/`, inside)
      return target.isFile() ? [name] : []
    } catch (error) {
      if (error instanceof ReconcilerError) throw error
      // It leads nowhere (a share that is not there). Whoever reads it says so: what it declared would look removed.
      return [name]
    }
  }

  /** Throws E1002: what lies in a folder that is closed to us would look removed. */
  #entries(folder: string, prefix: string): Dirent[] {
    try {
      return this.#readFolder(folder)
    } catch (error) {
      const reason = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
      throw new ReconcilerError('E1002', `the folder ./${prefix} cannot be read${reason}`, {
        hint: 'let the user that butik runs as read it, or keep it outside of the configuration folder',
        cause: error,
      })
    }
  }
}
