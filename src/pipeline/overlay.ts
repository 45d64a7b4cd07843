/** Files as they would be: those of the folder, and in their place, or beside them, what is about to be written. */
import { posix, relative, sep } from 'node:path'
import { byCodeUnit } from '../model/json.ts'
import type { FilePort } from '../model/project.ts'

/** By path, relative to `root` with forward slashes; undefined: the file is gone. */
export type Changes = ReadonlyMap<string, string | Uint8Array | undefined>

export function overlaid(files: FilePort, root: string, changes: Changes): FilePort {
  const encoder = new TextEncoder()
  const of = (path: string) => relative(root, path).split(sep).join(posix.sep)
  const bytes = (path: string): Uint8Array | undefined => {
    const content = changes.get(of(path))
    return typeof content === 'string' ? encoder.encode(content) : content
  }
  return {
    read: async (path) => {
      if (!changes.has(of(path))) return files.read(path)
      const content = bytes(path)
      if (content === undefined) throw Object.assign(new Error(`no ${path}`), { code: 'ENOENT' })
      return content
    },
    size: async (path) => (changes.has(of(path)) ? bytes(path)?.byteLength : files.size(path)),
    real: async (path) => {
      if (!changes.has(of(path))) return files.real(path)
      return bytes(path) === undefined ? undefined : await realOf(files, path)
    },
    list: async (folder) => {
      const there = (await files.list(folder)).filter((path) => !changes.has(path) || changes.get(path) !== undefined)
      const added = [...changes].flatMap(([path, content]) => (content === undefined ? [] : [path]))
      return [...new Set([...there, ...(of(folder) === '' ? added : [])])].sort(byCodeUnit)
    },
  }
}

/** Of a file that is not there yet: where its folder leads to. */
async function realOf(files: FilePort, path: string): Promise<string> {
  const found = await files.real(path)
  if (found !== undefined) return found
  const folder = path.slice(0, path.lastIndexOf(sep))
  if (folder === '' || folder === path) return path
  return `${await realOf(files, folder)}${path.slice(folder.length)}`
}
