/**
 * The calls that apply makes to read: one look before writing, one check after. Pure, and exact for a shop that holds
 * still: apply-look.ts makes these calls and no others. What it does to settle a fault comes on top, and so do the pages
 * that the look finds a list to have got longer by: those it asks `Further` for.
 */
import { byCodeUnit } from '../model/json.ts'
import type { Change, Plan, PlanView } from '../model/plan.ts'
import type { Kind } from '../model/provider.ts'
import { pagesOf } from './read-changes.ts'
import type { Connected } from './world.ts'

/** The part of a plan that says what is looked at. */
export type Priced = Pick<Plan, 'changes' | 'views'>

/** Changes of one kind that apply must look at, as the reading of the kind needs them. */
export interface Touched {
  /** Objects that are there and will be written. */
  readonly present: readonly Change[]
  /** Objects that must still be absent. */
  readonly absent: readonly Change[]
}

export function touchedOf(connection: string, kind: Kind, changes: readonly Change[]): Touched {
  const prefix = `${connection}/${kind.name}/`
  const mine = changes.filter((change) => change.address.startsWith(prefix))
  // A stock level is set, not merged: a sale meanwhile must not reject it, so it is not looked at again.
  if (kind.within !== undefined) return { present: [], absent: [] }
  return {
    present: mine.filter(
      (change) => change.remoteId !== undefined && (change.write !== undefined || change.action === 'delete'),
    ),
    absent: mine.filter((change) => change.action === 'create'),
  }
}

export function priceOf(connected: Connected, plan: Priced): number {
  return connected.provider.kinds.reduce(
    (sum, kind) => sum + lookPrice(connected, kind, plan) + checkPrice(connected, kind, plan.changes),
    0,
  )
}

/** Of the check after the writes alone. */
export function checkPriceOf(connected: Connected, changes: readonly Change[]): number {
  return connected.provider.kinds.reduce((sum, kind) => sum + checkPrice(connected, kind, changes), 0)
}

function lookPrice(connected: Connected, kind: Kind, { changes, views }: Priced): number {
  const { present, absent } = touchedOf(connected.config.name, kind, changes)
  const { reading } = kind
  switch (reading.by) {
    case 'nothing':
      return 0
    case 'list':
      return present.length + absent.length > 0 ? 1 : 0
    case 'list-per-parent':
      return parentsOf([...present, ...absent]).length
    case 'paged-list': {
      const size = reading.pageSize(connected.session)
      const appeared =
        absent.length > 0 && reading.newest !== undefined ? appearedPages(viewIn(views, connected, kind), size) : 0
      return Math.ceil(present.length / size) + appeared
    }
  }
}

export function viewIn(views: readonly PlanView[], { config }: Connected, { name }: Kind): PlanView | undefined {
  return views.find((one) => one.connection === config.name && one.kind === name)
}

/** Of the look for what has appeared: the newest page, or beside a view that was taken as it was all that changed since. */
export function appearedPages(view: PlanView | undefined, size: number): number {
  return pagesOf(view?.recent ?? 0, size)
}

/** Unpaged kinds answer a write with what they stored; paged ones are listed by id once more. */
function checkPrice(connected: Connected, kind: Kind, changes: readonly Change[]): number {
  if (kind.reading.by !== 'paged-list') return 0
  return Math.ceil(checkedOf(connected.config.name, kind, changes).length / kind.reading.pageSize(connected.session))
}

export function checkedOf(connection: string, kind: Kind, changes: readonly Change[]): Change[] {
  const { present, absent } = touchedOf(connection, kind, changes)
  // What is deleted, or set offline and forgotten, is nobody's any more.
  return [...present.filter(({ action }) => action !== 'delete' && action !== 'forget'), ...absent]
}

/** Remote ids of the parents that are there: below a parent that is yet to be made there is nothing to look at. */
export function parentsOf(changes: readonly Change[]): string[] {
  return [...new Set(changes.flatMap((change) => change.precondition?.parent ?? []))].sort(byCodeUnit)
}
