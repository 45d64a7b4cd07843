/** The lock while an apply goes on: what is asked of it before a line is written down, and before the state is. */
import { LostLockError } from '../model/errors.ts'
import type { Journal, JournalEntry, Lock } from '../model/state.ts'

export const lostBefore = 'the lock was lost before its turn'

/**
 * The journal of a run whose lock may be lost. Nothing is announced then, so that nothing more is sent. What came of a
 * call in flight is still written down, unless another run holds the lock: its lines may stand there by now.
 */
export function held(journal: Journal, lock: Pick<Lock, 'confirm'>): Journal {
  return {
    async append(entries) {
      try {
        await lock.confirm()
      } catch (error) {
        const isOurs = error instanceof LostLockError && error.holder === undefined
        if (!isOurs || entries.some(announces)) throw error
      }
      if (entries.length > 0) await journal.append(entries)
    },
    close: () => journal.close(),
  }
}

function announces({ phase }: JournalEntry): boolean {
  return phase === 'begun' || phase === 'intent'
}
