/** The changes of a plan as rows of the page, grouped by what they mean to the owner of the shop: what costs most first. */
import { partsOf } from '../model/address.ts'
import type { OutcomeEntry } from '../model/event.ts'
import { byCodeUnit } from '../model/json.ts'
import type { Change, Plan } from '../model/plan.ts'
import { fieldOf } from './html-field.ts'
import type { FieldRow, GroupName, OperationRow, Row } from './page/data.ts'
import { plain } from './plain.ts'
import { nameOf, ranks } from './text-change.ts'

/** In the order of the page. */
const titles: { readonly [name in GroupName]: string } = {
  undone: 'Not done',
  gone: 'Deleted and replaced',
  price: 'Prices',
  stock: 'Stock',
  visibility: 'Visibility',
  identity: 'Keys',
  structure: 'Structure',
  image: 'Images',
  text: 'Texts',
  other: 'Other fields',
  new: 'New',
  adopted: 'Adopted as they are',
  forgotten: 'Forgotten',
  'by-hand': 'To do by hand',
}

const order = Object.keys(titles).filter((name): name is GroupName => name in titles)

export interface RowsAndGroups {
  readonly groups: readonly { readonly name: GroupName; readonly title: string }[]
  readonly rows: readonly Row[]
}

/** `outcomes`: of a plan that was carried out, what came of each change. */
export function rowsOf(plan: Plan, outcomes: readonly OutcomeEntry[] = []): RowsAndGroups {
  const known = {
    guards: namesByAddress(plan.guards.filter(({ acked }) => !acked)),
    outcomes: new Map(outcomes.map((entry) => [entry.address, entry])),
  }
  const rows = plan.changes.map((change) => rowOf(change, known)).toSorted(byWeight)
  const present = new Set(rows.map(({ group }) => group))
  return { rows, groups: order.filter((name) => present.has(name)).map((name) => ({ name, title: titles[name] })) }
}

export function operationsOf(plan: Plan): OperationRow[] {
  return plan.operations.map(({ id, connection, operation, role, addresses }) => ({
    id: plain(id),
    connection: plain(connection),
    operation: plain(operation),
    role,
    addresses: addresses.map(plain),
  }))
}

type Names = ReadonlyMap<string, readonly string[]>

function namesByAddress(named: readonly { readonly name: string; readonly addresses: readonly string[] }[]): Names {
  const names = new Map<string, string[]>()
  for (const { name, addresses } of named) {
    for (const address of addresses) {
      const known = names.get(address)
      if (known === undefined) names.set(address, [plain(name)])
      else known.push(plain(name))
    }
  }
  return names
}

interface Known {
  readonly guards: Names
  readonly outcomes: ReadonlyMap<string, OutcomeEntry>
}

function rowOf(change: Change, known: Known): Row {
  const { connection, kind, key } = partsOf(change.address)
  const outcome = known.outcomes.get(change.address)
  const guards = known.guards.get(change.address)
  const fields = change.diff
    .map((field) => fieldOf(change, field))
    .toSorted((a, b) => ranks[a.meaning] - ranks[b.meaning])
  const name = nameOf(change)
  return {
    group: outcome === undefined || outcome.outcome === 'succeeded' ? groupOf(change, fields) : 'undone',
    connection: plain(connection),
    kind: plain(kind),
    key: plain(key),
    ...(name === '' ? {} : { name }),
    action: change.action,
    ...(change.class === 'managed' ? {} : { class: change.class }),
    risk: change.risk,
    reason: plain(change.reason),
    ...(change.remoteId === undefined ? {} : { remoteId: plain(change.remoteId) }),
    ...(guards === undefined ? {} : { guards }),
    ...(change.needs.length === 0 ? {} : { needs: change.needs.map(plain) }),
    fields,
    ...(outcome === undefined ? {} : { outcome: outcome.outcome }),
    ...(outcome?.message === undefined ? {} : { message: plain(outcome.message) }),
  }
}

/** A change stands in one group, with all its fields: so that the numbers add up. Others that it touches are filters. */
function groupOf({ action }: Change, fields: readonly FieldRow[]): GroupName {
  if (action === 'delete' || action === 'replace') return 'gone'
  if (action === 'create') return 'new'
  if (action === 'manual') return 'by-hand'
  const weightiest = order.find((name) => fields.some(({ meaning }) => meaning === name))
  return weightiest ?? (action === 'adopt' ? 'adopted' : action === 'forget' ? 'forgotten' : 'other')
}

const risks: { readonly [risk in Row['risk']]: number } = { high: 0, medium: 1, low: 2 }
const places: ReadonlyMap<GroupName, number> = new Map(order.map((name, index) => [name, index]))

/** What a guard stops first, then by risk, then the larger move of a price; the rest by address. */
function byWeight(a: Row, b: Row): number {
  return (
    (places.get(a.group) ?? 0) - (places.get(b.group) ?? 0) ||
    Number(b.guards !== undefined) - Number(a.guards !== undefined) ||
    risks[a.risk] - risks[b.risk] ||
    movedBy(b) - movedBy(a) ||
    byCodeUnit(addressOf(a), addressOf(b))
  )
}

function movedBy({ fields }: Row): number {
  let most = 0
  for (const { meaning, mark } of fields) {
    if (meaning === 'price' && mark?.endsWith(' %') === true) most = Math.max(most, Number(mark.slice(1, -2)))
  }
  return most
}

function addressOf({ connection, kind, key }: Row): string {
  return `${connection}/${kind}/${key}`
}
