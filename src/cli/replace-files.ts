/**
 * New texts in the place of files of the configuration: written beside them first, then all are put in place. No link leads out of
 * the folder, and what somebody has changed meanwhile is not written over.
 */
import { randomBytes } from 'node:crypto'
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join, sep } from 'node:path'
import { ReconcilerError } from '../model/errors.ts'
import { reasonOf } from './reports.ts'

export interface Replacement {
  /** Below the folder, with forward slashes. */
  readonly file: string
  /** What was read there, without a byte order mark; undefined for a file that is not there yet. */
  readonly before: string | undefined
  readonly after: string
}

interface Draft {
  readonly file: string
  readonly target: string
  readonly path: string
}

/** Throws E1501 with nothing written, or with the files that were. */
export function replaceFiles(folder: string, replacements: readonly Replacement[]): void {
  const drafts: Draft[] = []
  try {
    for (const replacement of replacements) drafts.push(writeDraft(folder, replacement))
  } catch (error) {
    for (const { path } of drafts) rmSync(path, { force: true })
    throw error
  }
  const done: string[] = []
  try {
    for (const { file, path, target } of drafts) {
      renameSync(path, target)
      done.push(file)
    }
  } catch (error) {
    for (const { path } of drafts) rmSync(path, { force: true })
    const said = done.length === 0 ? 'nothing was written' : `written so far: ${done.join(', ')}`
    throw new ReconcilerError('E1501', `a file cannot be put in place: ${reasonOf(error)}`, {
      hint: said,
      cause: error,
    })
  }
}

function writeDraft(folder: string, { file, before, after }: Replacement): Draft {
  const target = targetOf(folder, file, before === undefined)
  const path = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}`)
  try {
    const bytes = before === undefined ? undefined : readFileSync(target)
    const text = bytes === undefined ? undefined : new TextDecoder().decode(bytes)
    if (text !== before) {
      throw new ReconcilerError('E1502', `${file} was changed while butik was at work`, {
        hint: 'nothing was written; run the command again',
      })
    }
    if (before === undefined && isThere(target)) {
      throw new ReconcilerError('E1501', `${file} is there already`, {
        hint: 'nothing was written; move it away first',
      })
    }
    const mark = bytes?.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])) === true ? '\ufeff' : ''
    const mode = before === undefined ? 0o666 : statSync(target).mode & 0o777
    const descriptor = openSync(path, 'wx', mode)
    try {
      writeFileSync(descriptor, mark + after)
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
    return { file, target, path }
  } catch (error) {
    rmSync(path, { force: true })
    if (error instanceof ReconcilerError) throw error
    throw new ReconcilerError('E1501', `${file} cannot be written: ${reasonOf(error)}`, {
      hint: 'nothing was written',
      cause: error,
    })
  }
}

/** The file that a link leads to is the one that is replaced. Throws E1501 where it leads out of the folder. */
export function targetOf(folder: string, file: string, isNew: boolean): string {
  const path = join(folder, file)
  const root = realpathSync.native(folder)
  try {
    if (isNew) mkdirSync(dirname(path), { recursive: true })
    const real = isNew ? join(realpathSync.native(dirname(path)), basename(path)) : realpathSync.native(path)
    if (real.startsWith(root.endsWith(sep) ? root : root + sep)) return real
  } catch (error) {
    throw new ReconcilerError('E1501', `${file} cannot be written: ${reasonOf(error)}`, {
      hint: 'nothing was written',
      cause: error,
    })
  }
  throw new ReconcilerError('E1501', `${file} is a link that leads out of the configuration folder`, {
    hint: 'nothing was written; keep the file in the folder itself',
  })
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined
}
