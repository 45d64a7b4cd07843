/** Files that survive a crash: written whole or not at all, and on the disk when the promise resolves. */
import { constants } from 'node:fs'
import { copyFile, link, mkdir, open, readdir, readFile, rename, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { DiagnosticCode } from '../model/codes.ts'
import { ReconcilerError } from '../model/errors.ts'
import { byCodeUnit } from '../model/json.ts'

/** Ends the names of files that are being written; one that is left over was never in use. */
const temporary = '.tmp'

const words: Readonly<Record<string, string>> = {
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EIO: 'the disk reports an error',
  EMFILE: 'too many files are open',
  ENOTDIR: 'a file is where a folder should be',
  EISDIR: 'a folder is where a file should be',
}

export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  const code: unknown = Reflect.get(error, 'code')
  return typeof code === 'string' ? code : ''
}

/** A failed system call in words: E4001 for reading, E4003 for writing. */
export function fileError(code: DiagnosticCode, file: string, error: unknown): ReconcilerError {
  if (error instanceof ReconcilerError) return error
  const system = codeOf(error)
  const why = words[system] ?? (error instanceof Error ? error.message : String(error))
  const deed = code === 'E4001' ? 'read' : 'written'
  return new ReconcilerError(code, `${file} cannot be ${deed}: ${why}${system === '' ? '' : ` (${system})`}`, {
    hint:
      system === 'ENOSPC' || system === 'EDQUOT'
        ? 'free some space and run again'
        : 'check who may read and write the .butik folder',
    cause: error,
  })
}

/** Undefined where there is no such file. */
export async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

/** The new content or the old, never a mixture, whenever the machine stops. `token` tells two writers apart. */
export async function writeWhole(path: string, content: string | Uint8Array, token: string): Promise<void> {
  const draft = await writeDraft(path, content, token)
  try {
    await rename(draft, path)
  } catch (error) {
    await removeIfThere(draft)
    throw error
  }
  await syncFolder(dirname(path))
}

/** False where the file is there already: of several that try at once, one gets true. The content appears with the name. */
export async function createWhole(path: string, content: string, token: string): Promise<boolean> {
  const draft = await writeDraft(path, content, token)
  try {
    await link(draft, path)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    // Some file systems have no hard links. A copy is exclusive too, only that a reader may come upon half of it.
    if (['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(codeOf(error)))
      return await copyNew(draft, path)
    throw error
  } finally {
    await removeIfThere(draft)
  }
}

export async function removeIfThere(path: string): Promise<void> {
  await unlink(path).catch((error: unknown) => {
    if (codeOf(error) !== 'ENOENT') throw error
  })
}

/** Makes the folder and those above it, durably. */
export async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true })
  if (first === undefined) return
  for (let made = folder; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made))
}

/** Removes drafts of writers that were killed. Only for the holder of the lock: nobody else is writing then. */
export async function removeDrafts(folder: string, names: readonly string[]): Promise<void> {
  const files = await readdir(folder)
  const drafts = files.filter((file) => file.endsWith(temporary) && names.some((name) => file.startsWith(`${name}.`)))
  await Promise.all(drafts.map((file) => removeIfThere(join(folder, file))))
}

/** Removes what killed processes left under names that begin so. None that is young: a live process may be about to use it. */
export async function removeOld(folder: string, isOne: (file: string) => boolean, before: Date): Promise<void> {
  const paths = (await readdir(folder)).filter(isOne).map((file) => join(folder, file))
  for (const path of paths) {
    const found = await stat(path).catch(() => undefined)
    if (found !== undefined && found.mtime < before) await removeIfThere(path)
  }
}

/** Folders in a folder, the one in which something was written last first; none where it is not there. */
export async function foldersIn(folder: string): Promise<{ readonly name: string; readonly at: number }[]> {
  const found = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return []
    throw error
  })
  const folders = found.filter((one) => one.isDirectory())
  const dated = await Promise.all(
    folders.map(async ({ name }) => ({ name, at: (await stat(join(folder, name))).mtimeMs })),
  )
  return dated.sort((a, b) => b.at - a.at || byCodeUnit(a.name, b.name))
}

/** Makes a rename or a new name durable. */
export async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch (error) {
    // Windows opens no folders, some network file systems sync none; there is nothing more to be done there.
    if (!['EISDIR', 'EPERM', 'EACCES', 'EINVAL', 'ENOTSUP', 'EBADF'].includes(codeOf(error))) throw error
  }
}

async function writeDraft(path: string, content: string | Uint8Array, token: string): Promise<string> {
  const draft = `${path}.${token}${temporary}`
  const handle = await open(draft, 'w')
  try {
    await handle.writeFile(content)
    await handle.sync()
  } catch (error) {
    await handle.close()
    await removeIfThere(draft)
    throw error
  }
  await handle.close()
  return draft
}

async function copyNew(from: string, to: string): Promise<boolean> {
  try {
    await copyFile(from, to, constants.COPYFILE_EXCL)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}
