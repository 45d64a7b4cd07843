/** Whether a saved plan still stands on what it was made from. Pure; the shop itself is looked at by apply. */
import { digestOf } from '../model/digest.ts'
import { ReconcilerError } from '../model/errors.ts'
import type { Basis, Plan } from '../model/plan.ts'
import type { JournalEntry, StateSnapshot } from '../model/state.ts'

type StateBasis = Pick<Basis, 'lineage' | 'serial' | 'journal'>

export function stateBasis(snapshot: StateSnapshot, journal: readonly JournalEntry[]): StateBasis {
  const lines = journal.filter((line) => line.phase !== 'begun').map((line) => JSON.parse(JSON.stringify(line)))
  return { lineage: snapshot.lineage, serial: snapshot.serial, journal: digestOf(lines) }
}

export interface Now extends StateBasis {
  readonly config: string
  readonly environment: string
  readonly butik: string
}

export function checkBasis({ basis }: Plan, now: Now): void {
  const again = 'make a new plan and have it looked at'
  const stale = (why: string) => new ReconcilerError('E3002', `the plan is stale: ${why}`, { hint: again })
  if (major(basis.butik) !== major(now.butik)) throw stale(`it was made by butik ${basis.butik}, this is ${now.butik}`)
  if (basis.environment !== now.environment)
    throw stale(`it was made for the environment ${basis.environment}, this is ${now.environment}`)
  if (basis.lineage !== now.lineage) throw stale('it was made from another state')
  if (basis.serial !== now.serial)
    throw stale(
      `the state has moved on (from ${basis.serial} to ${now.serial}): something was applied since, perhaps this plan`,
    )
  if (basis.journal !== now.journal) throw stale('a run was interrupted since it was made')
  if (basis.config !== now.config) throw stale('the files have changed since it was made')
}

function major(version: string): string {
  const [first = '0', second = '0'] = version.split('.')
  return first === '0' ? `0.${second}` : first
}
