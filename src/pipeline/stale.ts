/** Whether a saved plan still stands on what it was made from. Pure; the shop itself is looked at by apply. */
import { type AddressId, partsOf } from '../model/address.ts'
import { digestOf } from '../model/digest.ts'
import { ReconcilerError } from '../model/errors.ts'
import type { Basis, Plan } from '../model/plan.ts'
import type { JournalEntry, StateSnapshot } from '../model/state.ts'
import { agree } from './identity.ts'

type StateBasis = Pick<Basis, 'lineage' | 'serial' | 'journal'>

export function stateBasis(snapshot: StateSnapshot, journal: readonly JournalEntry[]): StateBasis {
  const told = journal.filter((line) => line.phase !== 'begun' || line.learns !== undefined)
  const lines = told.map((line) => JSON.parse(JSON.stringify(line)))
  return { lineage: snapshot.lineage, serial: snapshot.serial, journal: digestOf(lines) }
}

/** Where and from what a plan was made, but for the state. */
export interface Origin {
  readonly config: string
  /** As in the basis. */
  readonly sales?: string | undefined
  readonly environment: string
  readonly butik: string
}

export interface Now extends StateBasis, Origin {}

export function checkBasis({ basis }: Plan, now: Now): void {
  checkMaker(basis, now)
  if (basis.lineage !== now.lineage) throw stale('it was made from another state')
  if (basis.serial !== now.serial)
    throw stale(
      `the state has moved on (from ${basis.serial} to ${now.serial}): something was applied since, perhaps this plan`,
    )
  if (basis.journal !== now.journal) throw stale('a run was interrupted since it was made')
  checkFiles(basis, now)
}

/** As checkBasis, for a plan that has changed the state itself: the rest of one that was carried out in part. */
export function checkOrigin({ basis }: Plan, now: Origin): void {
  try {
    checkMaker(basis, now)
    checkFiles(basis, now)
  } catch (error) {
    if (!(error instanceof ReconcilerError)) throw error
    throw new ReconcilerError(error.code, error.message, { hint: 'butik apply settles what it left, and plans anew' })
  }
}

function checkMaker(basis: Basis, now: Origin): void {
  if (major(basis.butik) !== major(now.butik)) throw stale(`it was made by butik ${basis.butik}, this is ${now.butik}`)
  if (basis.environment !== now.environment)
    throw stale(`it was made for the environment ${basis.environment}, this is ${now.environment}`)
}

function checkFiles(basis: Basis, now: Origin): void {
  if (basis.config !== now.config) throw stale('the files have changed since it was made')
  // The files are the same: only the day can have turned it.
  if (basis.sales !== now.sales) throw stale('a sale has begun or ended since it was made')
}

/**
 * Throws E3002 where a plan that was made offline writes what apply does not look at again: a stock level moves with every
 * sale, and this one was never asked for.
 */
export function checkLooked({ views, changes }: Plan, isLookedAt: (address: AddressId) => boolean): void {
  const saved = new Set(
    views.flatMap(({ connection, kind, proof }) => (proof?.by === 'saved' ? `${connection}/${kind}` : [])),
  )
  const blind = changes.find(({ address, write, action }) => {
    const { connection, kind } = partsOf(address)
    return saved.has(`${connection}/${kind}`) && (write !== undefined || action === 'delete') && !isLookedAt(address)
  })
  if (blind !== undefined)
    throw stale(`it was made offline, and ${blind.address} is written without being looked at again`)
}

/** Throws E3002 where a connection leads to another shop by now than the plan was made for. */
export function checkShops({ basis }: Plan, shops: ReadonlyMap<string, string>): void {
  for (const [name, found] of shops) {
    const known = basis.identities[name]
    if (known === undefined || agree(known, found)) continue
    throw stale(`${name} is another shop than it was made for (${known.trim()} there, ${found.trim()} now)`)
  }
}

/**
 * Throws E3002 where a day has passed with which something in the plan ends. `days`: by connection, the day of now. The rest of
 * a plan that was carried out in part is gone on with all the same: nothing that it leaves alone is in it.
 */
export function checkDay({ basis }: Plan, days: ReadonlyMap<string, string>): void {
  if (basis.resumes !== undefined) return
  for (const [name, until] of Object.entries(basis.holdsUntil ?? {})) {
    const day = days.get(name)
    if (day !== undefined && day > until)
      throw stale(`what it leaves alone in ${name} was to be left alone until ${until}, and there it is ${day}`)
  }
}

function stale(why: string): ReconcilerError {
  return new ReconcilerError('E3002', `the plan is stale: ${why}`, { hint: 'make a new plan and have it looked at' })
}

function major(version: string): string {
  const [first = '0', second = '0'] = version.split('.')
  return first === '0' ? `0.${second}` : first
}
