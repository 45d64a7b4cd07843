/** A state that goes on elsewhere, opened by somebody with the settings of before: read by nobody, and written by nobody. */
import { ReconcilerError } from '../model/errors.ts'
import type { StateBackend } from '../model/state.ts'

/** `read` throws E4007 where the state was moved away. Whatever writes a state has read it before. */
export function refusingMoved(backend: StateBackend): StateBackend {
  const { repair, reseal, window } = backend
  return {
    name: backend.name,
    ...(window === undefined ? {} : { window }),
    async read() {
      const found = await backend.read()
      const { moved } = found.snapshot
      if (moved === undefined) return found
      throw new ReconcilerError('E4007', `this state goes on elsewhere: it was moved to ${moved.to}, ${moved.at}`, {
        hint: 'nothing was written; take the butik.yaml that names the new place (state:), as it was committed then',
      })
    },
    write: (next, expectedSerial) => backend.write(next, expectedSerial),
    lock: (want) => backend.lock(want),
    held: () => backend.held(),
    unlock: (id) => backend.unlock(id),
    openJournal: () => backend.openJournal(),
    keep: (run, name, content) => backend.keep(run, name, content),
    kept: (run, name) => backend.kept(run, name),
    runs: () => backend.runs(),
    ...(repair === undefined ? {} : { repair }),
    ...(reseal === undefined ? {} : { reseal: () => backend.reseal?.() ?? Promise.resolve() }),
  }
}
