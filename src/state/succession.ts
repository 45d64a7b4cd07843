/** Which snapshot may follow which: the rules that every backend keeps before it writes. */
import { ReconcilerError } from '../model/errors.ts'
import type { StateSnapshot } from '../model/state.ts'
import { newLineage } from './snapshot.ts'

export interface Succession {
  readonly stored: StateSnapshot
  readonly next: StateSnapshot
  readonly expectedSerial: number
  /** Makes the lineage of a state that is written for the first time without one. */
  readonly newId: () => string
}

/** The snapshot as it is to be written. Throws E4003 where the stored one has moved on or is another state. */
export function successor({ stored, next, expectedSerial, newId }: Succession): StateSnapshot {
  if (stored.serial !== expectedSerial) {
    throw new ReconcilerError(
      'E4003',
      `the state has moved on: it has serial ${stored.serial}, and this run started from ${expectedSerial}`,
      { hint: 'another run wrote it meanwhile; plan again' },
    )
  }
  // A state that was moved here brings its own.
  if (next.serial <= expectedSerial) {
    throw new ReconcilerError('E9999', `serial ${expectedSerial} cannot be followed by ${next.serial}`)
  }
  if (stored.lineage === newLineage) return next.lineage === newLineage ? { ...next, lineage: newId() } : next
  if (next.lineage === newLineage) return { ...next, lineage: stored.lineage }
  if (next.lineage === stored.lineage) return next
  throw new ReconcilerError('E4003', `the state has lineage ${stored.lineage}, and this run has ${next.lineage}`, {
    hint: 'they are two different states; check the environment and the folder',
  })
}
