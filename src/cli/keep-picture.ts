/** A picture into a file of the configuration: written beside its place first, so that whoever is stopped leaves it whole or not at all. */
import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { ReconcilerError } from '../model/errors.ts'
import { targetOf } from './replace-files.ts'
import { reasonOf } from './reports.ts'

const hint = 'no YAML was written, and what was fetched stays; run butik pull again'

/** `file` is below the folder, with forward slashes. Throws E1501, also where something is there already. */
export function keepPicture(folder: string, file: string, bytes: Uint8Array): void {
  const target = targetOf(folder, file, true)
  const path = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}`)
  try {
    if (statSync(target, { throwIfNoEntry: false }) !== undefined)
      throw new ReconcilerError('E1501', `${file} is there already`, { hint })
    const descriptor = openSync(path, 'wx')
    try {
      writeFileSync(descriptor, bytes)
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
    renameSync(path, target)
  } catch (error) {
    rmSync(path, { force: true })
    if (error instanceof ReconcilerError) throw error
    throw new ReconcilerError('E1501', `${file} cannot be written: ${reasonOf(error)}`, { hint, cause: error })
  }
}
