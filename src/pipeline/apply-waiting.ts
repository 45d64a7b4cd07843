/**
 * Outcomes that wait for the next append to the journal, so that one far away is not written to once a call. What waits is not
 * said to anybody either: what a person was told is written down.
 */
import type { AddressId } from '../model/address.ts'
import type { EngineEvent } from '../model/event.ts'
import type { Journal, JournalEntry } from '../model/state.ts'

export class WaitingOutcomes {
  readonly #journal: Journal
  #lines: readonly JournalEntry[] = []
  #events: readonly EngineEvent[] = []

  constructor(journal: Journal) {
    this.#journal = journal
  }

  hold(lines: readonly JournalEntry[], events: readonly EngineEvent[]): void {
    this.#lines = [...this.#lines, ...lines]
    this.#events = [...this.#events, ...events]
  }

  /** Writes down what waits, and what is announced with it; gives what may be said by then. Where it throws all waits on. */
  async write(announced: readonly JournalEntry[] = []): Promise<readonly EngineEvent[]> {
    const lines = [...this.#lines, ...announced]
    if (lines.length > 0) await this.#journal.append(lines)
    return this.#taken()
  }

  /**
   * The run breaks off: what waits is tried by itself, as what could not be written with it may be why (a lost lock announces
   * nothing more). Throws nothing. Gives what may be said: all of it, or what was known without being announced.
   */
  async rescue(unsettled: () => readonly AddressId[]): Promise<readonly EngineEvent[]> {
    const [lines, events] = [this.#lines, this.#taken()]
    try {
      if (lines.length > 0) await this.#journal.append(lines)
    } catch {
      // What broke the run off is the story; the next run looks for all of these.
    }
    const open = new Set(unsettled())
    return events.filter((event) => event.type !== 'outcome' || !open.has(event.address))
  }

  #taken(): readonly EngineEvent[] {
    const events = this.#events
    this.#lines = []
    this.#events = []
    return events
  }
}
