/** What came of each address so far: of its calls, of what only the state learns, and of what a run that breaks off leaves. */
import type { AddressId } from '../model/address.ts'
import type { EngineEvent, Outcome, OutcomeEntry } from '../model/event.ts'
import type { Change, Operation, OperationRole, Plan } from '../model/plan.ts'
import type { JournalEntry, StateEntry } from '../model/state.ts'
import type { Progress } from './apply.ts'
import { lastOperations } from './apply-begun.ts'
import { afterHalf, needsCall } from './apply-refusal.ts'
import type { Done } from './apply-results.ts'
import { markDone } from './unfinished.ts'

const notWrittenDown = 'sent, and what came of it could not be written down; the next run looks before it writes'
const notSent = 'not sent: the run broke off before its turn'

export interface OutcomesInput {
  readonly plan: Plan
  readonly changes: ReadonlyMap<AddressId, Change>
  readonly progress: Progress
  readonly run: string
}

export class Outcomes {
  readonly #input: OutcomesInput
  readonly #progress: Progress
  /** By address: the operation after which its outcome is known. */
  readonly #lastOperation: ReadonlyMap<AddressId, string>
  /** Made or changed in this run: what needs one of these can go on, though its links may have failed. */
  readonly written: Set<AddressId> = new Set()
  /** Deleted in this run: a replace is not done by that. */
  readonly #deleted = new Set<AddressId>()
  /** Of what was announced last: what a call was begun for. */
  readonly #sent = new Set<AddressId>()

  constructor(input: OutcomesInput) {
    this.#input = input
    this.#progress = input.progress
    this.#lastOperation = lastOperations(input.plan)
  }

  /** From here on these are in doubt, unless their calls are not begun. */
  announced(addresses: Iterable<AddressId>): void {
    for (const address of addresses) this.#sent.delete(address)
  }

  sending(addresses: Iterable<AddressId>): void {
    for (const address of addresses) this.#sent.add(address)
  }

  wasSent(address: AddressId): boolean {
    return this.#sent.has(address)
  }

  outcome(address: AddressId, outcome: Outcome, message?: string, role?: OperationRole): EngineEvent {
    const entry = this.#entryOf(address, outcome, message, role)
    this.#progress.outcomes.set(address, entry)
    return { type: 'outcome', ...entry }
  }

  /** Of one operation: lines for the journal, and what may be said once they are durable. */
  record(operation: Operation, done: readonly Done[], at: string): { lines: JournalEntry[]; events: EngineEvent[] } {
    const { run } = this.#input
    const lines: JournalEntry[] = []
    const events: EngineEvent[] = []
    for (const one of done) {
      const outcome = this.#entryOf(one.address, one.outcome, one.message, operation.role)
      if (one.entry !== undefined) this.remember(one.address, one.entry)
      if (one.outcome === 'succeeded') {
        const side = operation.role === 'delete' ? this.#deleted : this.written
        side.add(one.address)
        markDone(this.#progress.done, operation.id, one.address)
      }
      const entry = one.entry === undefined ? {} : { entry: one.entry }
      lines.push({ phase: 'outcome', run, at, operation: operation.id, outcome, ...entry })
      if (one.outcome === 'succeeded' && this.#waitsForMore(one.address, operation)) continue
      this.#progress.outcomes.set(one.address, outcome)
      events.push({ type: 'outcome', ...outcome })
    }
    return { lines, events }
  }

  remember(address: AddressId, entry: StateEntry | null): void {
    if (entry === null) {
      this.#progress.entries.delete(address)
      this.#progress.ids.delete(address)
      return
    }
    this.#progress.entries.set(address, entry)
    if (entry.remoteId !== '') this.#progress.ids.set(address, entry.remoteId)
  }

  /** Adoptions and removals that only the state learns of. */
  *withoutCalls(): Generator<EngineEvent> {
    const { plan } = this.#input
    const inOperations = new Set(plan.operations.flatMap((operation) => operation.addresses))
    for (const change of plan.changes) {
      if (inOperations.has(change.address) || change.action === 'manual' || needsCall(change)) continue
      if (change.action === 'forget') this.remember(change.address, null)
      else if (change.entry !== undefined) this.remember(change.address, change.entry)
      yield this.outcome(change.address, 'succeeded')
    }
  }

  /** What nothing was said of would pass for done. */
  *unaccounted(outcome: Outcome = 'failed', why = 'nothing was done about it'): Generator<EngineEvent> {
    for (const { address, action } of this.#input.plan.changes)
      if (action !== 'manual' && !this.#progress.outcomes.has(address))
        yield this.outcome(address, outcome, why, this.written.has(address) ? 'link' : 'create')
  }

  /** Announced, and no outcome is written down; that a call was not sent is known all the same. */
  *unsettled(addresses: readonly AddressId[]): Generator<EngineEvent> {
    const { outcomes, intents } = this.#progress
    for (const address of addresses) {
      const known = outcomes.get(address)
      const role = intents.get(address)?.role
      if (known?.outcome === 'skipped') yield { type: 'outcome', ...known }
      else if (this.wasSent(address)) yield this.outcome(address, 'in-doubt', notWrittenDown, role)
      else yield this.outcome(address, 'skipped', notSent, role)
    }
  }

  /** A replace has two calls, a create with links too: its outcome comes with the last. */
  #waitsForMore(address: AddressId, operation: Operation): boolean {
    return this.#lastOperation.get(address) !== operation.id
  }

  #entryOf(address: AddressId, outcome: Outcome, message?: string, role?: OperationRole): OutcomeEntry {
    const action = this.#input.changes.get(address)?.action ?? 'update'
    const deleted = this.#deleted.has(address)
    const said = role === undefined ? message : afterHalf({ role, deleted, outcome }, message)
    return { address, action, outcome, ...(said === undefined ? {} : { message: said }) }
  }
}
