/** A file that a state, or what a run knew, was put into: `butik state migrate --from FILE`. */
import { ReconcilerError } from '../model/errors.ts'
import type { ErroredRun, StateSnapshot } from '../model/state.ts'
import type { Cipher } from './cipher.ts'
import { erroredPlace, isErrored, parseErrored } from './errored.ts'
import { sealedIn } from './sealed.ts'
import { parseSnapshot } from './snapshot.ts'

export type StateFile = { readonly snapshot: StateSnapshot } | { readonly errored: ErroredRun }

/** Throws E4001 where it is neither, or encrypted with a key that is not there. */
export function readStateFile(content: string, file: string, cipher: Cipher): StateFile {
  const sealed = sealedIn(content)
  const isSealedRun = sealed !== undefined && sealed !== 'damaged' && sealed.of === erroredPlace
  const text = cipher.open(content, isSealedRun ? erroredPlace : 'state')
  const value = parsed(text, file)
  if (isErrored(value)) return { errored: parseErrored(value, file) }
  return { snapshot: parseSnapshot(text, file).snapshot }
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new ReconcilerError('E4001', `${file} is no state: it is not JSON, or not all of it`, { cause: error })
  }
}
