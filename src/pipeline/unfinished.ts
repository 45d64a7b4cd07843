/** What of a plan is done and what is left of it, by operation: told by the journal, kept in the state. Pure. */
import type { AddressId } from '../model/address.ts'
import type { Operation } from '../model/plan.ts'
import type { JournalEntry, LeftOperation, StateSnapshot, Unfinished } from '../model/state.ts'

/** By operation: the addresses for which it was carried out. */
export type DoneOperations = ReadonlyMap<string, ReadonlySet<AddressId>>

/** A run whose plan was not carried out whole. */
export interface Stopped extends Pick<Unfinished, 'run' | 'plan'> {
  /** The lines that it left, where it was killed; none where it ended in order and the state has taken them in. */
  readonly lines: readonly JournalEntry[]
  /** Undefined where only the lines tell. */
  readonly left?: readonly LeftOperation[]
}

export function stoppedRun(snapshot: StateSnapshot, journal: readonly JournalEntry[]): Stopped | undefined {
  const begun = journal.findLast((line) => line.phase === 'begun')
  if (begun === undefined) return snapshot.unfinished === undefined ? undefined : { ...snapshot.unfinished, lines: [] }
  return { run: begun.run, plan: begun.plan, lines: journal.filter(({ run }) => run === begun.run) }
}

export function doneIn(lines: readonly JournalEntry[]): DoneOperations {
  const done = new Map<string, Set<AddressId>>()
  for (const line of lines) {
    if (line.phase !== 'outcome' || line.outcome.outcome !== 'succeeded') continue
    markDone(done, line.operation, line.outcome.address)
  }
  return done
}

export function markDone(done: Map<string, Set<AddressId>>, operation: string, address: AddressId): void {
  const addresses = done.get(operation)
  if (addresses === undefined) done.set(operation, new Set([address]))
  else addresses.add(address)
}

export function leftOf(operations: readonly Operation[], done: DoneOperations): LeftOperation[] {
  return operations.flatMap(({ id, addresses }) => {
    const rest = addresses.filter((address) => done.get(id)?.has(address) !== true)
    return rest.length === 0 ? [] : [{ operation: id, addresses: rest }]
  })
}
