/** A file that a state, or what a run knew, was put into: `butik state migrate --from FILE`. */
import { ReconcilerError } from '../model/errors.ts'
import type { ErroredRun, StateSnapshot } from '../model/state.ts'
import type { Cipher } from './cipher.ts'
import { erroredPlace, isErrored, parseErrored } from './errored.ts'
import { sealedIn } from './sealed.ts'
import { DamagedError, parseSnapshot } from './snapshot.ts'

export type StateFile = { readonly snapshot: StateSnapshot } | { readonly errored: ErroredRun }

/** Throws E4001 where it is neither, or encrypted with a key that is not there. */
export function readStateFile(content: string, file: string, cipher: Cipher): StateFile {
  const sealed = sealedIn(content)
  const isSealedRun = sealed !== undefined && sealed !== 'damaged' && sealed.of === erroredPlace
  const text = cipher.open(content, isSealedRun ? erroredPlace : 'state')
  const value = parsed(text, file)
  if (isErrored(value)) return { errored: parseErrored(value, file) }
  return { snapshot: snapshotIn(text, file) }
}

const hint = 'nothing was written; --from takes a copy of a state.json, or what a run saved in .butik/errored/'

/** What rebuilds a damaged state would not touch this file. */
function snapshotIn(text: string, file: string): StateSnapshot {
  try {
    return parseSnapshot(text, file).snapshot
  } catch (error) {
    if (!(error instanceof DamagedError)) throw error
    throw new ReconcilerError('E4001', error.message, { hint, cause: error })
  }
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new ReconcilerError('E4001', `${file} is no state: it is not JSON, or not all of it`, { hint, cause: error })
  }
}
