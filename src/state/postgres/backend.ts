/** The state in tables of PostgreSQL: what other backends keep in files, and a lock that ends with the connection of its holder. */
import { ReconcilerError } from '../../model/errors.ts'
import type { Journal, StateBackend } from '../../model/state.ts'
import type { Lease } from '../own-lock.ts'
import { PostgresJournal } from './journal.ts'
import { heldLock, takeLock, unlock } from './lock.ts'
import { Fence } from './lock-row.ts'
import type { Place } from './place.ts'
import { repairOf } from './repair.ts'
import { reseal } from './reseal.ts'
import { keep, kept, runs } from './run-files.ts'
import { PostgresState } from './state.ts'

export function createPostgresBackend(place: Place, lease: Lease): StateBackend {
  const fence = new Fence(place)
  const state = new PostgresState(place, fence)
  const journal = new PostgresJournal(place, fence)
  const inTurn = queue()
  return {
    name: 'postgres',
    read: () => state.read(),
    write: (next, expectedSerial) => inTurn(() => state.write(next, expectedSerial)),
    lock: (want) => takeLock({ place, fence, lease }, want),
    held: () => heldLock(place),
    unlock: (id) => unlock(place, id),
    openJournal: () => inTurn(() => openJournal(journal, inTurn)),
    keep: (run, name, content) => keep(place, run, name, content),
    kept: (run, name) => kept(place, run, name),
    runs: () => runs(place),
    repair: repairOf(place, state),
    reseal: () => inTurn(() => reseal(place)),
  }
}

type InTurn = <T>(task: () => Promise<T>) => Promise<T>

async function openJournal(journal: PostgresJournal, inTurn: InTurn): Promise<Journal> {
  await journal.open()
  let open = true
  return {
    append: async (entries) => {
      if (!open) throw new ReconcilerError('E9999', 'the journal is closed')
      if (entries.length > 0) await inTurn(() => journal.append(entries))
    },
    close: async () => {
      open = false
      await inTurn(async () => undefined)
    },
  }
}

/** The number of a line is known when the one before has been written. */
function queue(): InTurn {
  let last: Promise<unknown> = Promise.resolve()
  return (task) => {
    const done = last.then(task)
    last = done.catch(() => undefined)
    return done
  }
}
