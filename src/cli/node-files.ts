/** The file system of this machine, as the pipeline sees it. */
import type { Dirent } from 'node:fs'
import { readdir, readFile, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { byCodeUnit } from '../model/json.ts'
import type { FilePort } from '../model/project.ts'

export const nodeFiles: FilePort = {
  read: (path) => readFile(path),
  size: (path) => unlessMissing(async () => sizeOfFile(path)),
  real: (path) => unlessMissing(() => realpath(path)),
  list: async (folder) => (await filesBelow(folder, '', [])).sort(byCodeUnit),
}

async function sizeOfFile(path: string): Promise<number | undefined> {
  const found = await stat(path)
  return found.isFile() ? found.size : undefined
}

async function unlessMissing<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look()
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
}

/** `inside` holds the real paths of the folders above, so that a link to one of them does not go round for ever. */
async function filesBelow(folder: string, prefix: string, inside: readonly string[]): Promise<string[]> {
  const real = await realpath(folder)
  if (inside.includes(real)) return []
  const entries = await readdir(folder, { withFileTypes: true })
  const wanted = entries.filter(({ name }) => !name.startsWith('.') && name !== 'node_modules')
  const found = await Promise.all(wanted.map((entry) => filesAt(folder, entry, prefix, [...inside, real])))
  return found.flat()
}

async function filesAt(folder: string, entry: Dirent, prefix: string, inside: readonly string[]): Promise<string[]> {
  const path = join(folder, entry.name)
  const name = prefix + entry.name
  const kind = entry.isSymbolicLink() ? await unlessMissing(() => stat(path)) : entry
  if (kind?.isDirectory()) return filesBelow(path, `${name}/`, inside)
  return kind?.isFile() ? [name] : []
}
