/** The journal of an apply, with a count of what it announced and what has no outcome in it yet. */
import type { AddressId } from '../model/address.ts'
import type { OperationRole } from '../model/plan.ts'
import type { Intent, Journal, JournalEntry } from '../model/state.ts'

export interface Tally {
  readonly journal: Journal
  /** True from the first intent on: calls may have gone out. */
  announced(): boolean
  /** Announced without an outcome: what the next run has to settle. */
  unsettled(): readonly AddressId[]
  /** All that was appended. */
  lines(): readonly JournalEntry[]
  /** All that is known, whether it could be written down or not. An intent that could not be was not carried out. */
  known(): readonly JournalEntry[]
}

export function tallied(journal: Journal): Tally {
  const open = new Set<AddressId>()
  const written: JournalEntry[] = []
  const tried: JournalEntry[] = []
  let announced = false
  return {
    announced: () => announced,
    unsettled: () => [...open],
    lines: () => written,
    known: () => tried,
    journal: {
      async append(entries) {
        // Counted once it is durable: an intent that could not be written down was not carried out.
        tried.push(...entries)
        try {
          await journal.append(entries)
        } catch (error) {
          tried.push(...entries.flatMap(notSent))
          throw error
        }
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

const actions = { create: 'create', update: 'update', link: 'update', delete: 'delete' } as const satisfies Record<
  OperationRole,
  string
>

/** What closes an intent that may stand in the journal or not: nothing went out for it. */
function notSent(line: JournalEntry): JournalEntry[] {
  if (line.phase !== 'intent') return []
  const { run, at, operation } = line
  const closed = ({ address, role }: Intent): JournalEntry => ({
    phase: 'outcome',
    run,
    at,
    operation,
    outcome: { address, action: actions[role], outcome: 'skipped', message: 'it could not be written down before' },
  })
  return line.intents.map(closed)
}
