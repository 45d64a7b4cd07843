/**
 * Which run is open in the journal, in a file beside it: written after the line that begins the run, removed when the state
 * has taken the run in. Without it, a journal that was emptied or taken away would pass for one of no run.
 */
import { join } from 'node:path'
import { ReconcilerError } from '../model/errors.ts'
import { readIfThere } from './files.ts'

export const openRunFile = 'run.open'

/** Undefined where no run is open. */
export async function openRun(folder: string): Promise<string | undefined> {
  const text = (await readIfThere(join(folder, openRunFile)))?.toString('utf8').trim()
  return text === '' ? undefined : text
}

export function journalGone(journal: string, run: string): ReconcilerError {
  return new ReconcilerError(
    'E4001',
    `${journal} is damaged: the lines of the run ${run} are gone, which had begun and not ended`,
    {
      hint: 'butik state rebuild makes a new state of what can still be read and of the shops, and names what stays in doubt; or put a good copy in its place',
    },
  )
}
