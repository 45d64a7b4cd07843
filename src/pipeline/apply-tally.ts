/** The journal of an apply, with a count of what it announced and what has no outcome in it yet. */
import type { AddressId } from '../model/address.ts'
import type { Journal, JournalEntry } from '../model/state.ts'

export interface Tally {
  readonly journal: Journal
  /** True from the first intent on: calls may have gone out. */
  announced(): boolean
  /** Announced without an outcome: what the next run has to settle. */
  unsettled(): readonly AddressId[]
  /** All that was appended. */
  lines(): readonly JournalEntry[]
}

export function tallied(journal: Journal): Tally {
  const open = new Set<AddressId>()
  const written: JournalEntry[] = []
  let announced = false
  return {
    announced: () => announced,
    unsettled: () => [...open],
    lines: () => written,
    journal: {
      async append(entries) {
        // Counted once it is durable: an intent that could not be written down was not carried out.
        await journal.append(entries)
        written.push(...entries)
        for (const line of entries) {
          if (line.phase === 'outcome') open.delete(line.outcome.address)
          if (line.phase !== 'intent') continue
          announced = true
          for (const { address } of line.intents) open.add(address)
        }
      },
      close: () => journal.close(),
    },
  }
}
