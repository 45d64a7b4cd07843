/** Orders found by a query. */
import type { Call } from './context.ts'
import { badRequest } from './errors.ts'
import { readFlag, readId } from './fields.ts'
import { envelope, pageOf } from './paging.ts'
import { modifiedSince } from './product-list.ts'
import type { OrderRow } from './records.ts'

type Test = (row: OrderRow) => boolean

const idFilters = ['order_label_id', 'shipping_id', 'del_country_id']
const filterNames = [
  ...idFilters,
  'last_modified',
  'from',
  'status',
  'search',
  'paid',
  'captured',
  'supplier_id',
  'sort',
  'sort_order',
]

function testFor(call: Call, name: string, value: string): Test | undefined {
  if (idFilters.includes(name)) {
    const id = readId(value, name)
    return (row) => row.fields[name] === id
  }
  switch (name) {
    case 'last_modified': {
      const since = modifiedSince(call, value)
      return (row) => since(row.modified)
    }
    case 'from': {
      const id = readId(value, name)
      return (row) => row.id > id
    }
    case 'status':
      return (row) => row.fields['status'] === value
    case 'search': {
      const wanted = value.toLowerCase()
      return (row) =>
        Object.values(row.fields).some((text) => typeof text === 'string' && text.toLowerCase().includes(wanted))
    }
    case 'paid':
    case 'captured': {
      const flag = readFlag(value, name)
      return (row) => row.fields[name] === flag
    }
    case 'supplier_id': {
      const id = readId(value, name)
      return (row) =>
        row.lines.some(({ product }) => call.store.products.get(product ?? 0)?.fields['supplier_id'] === id)
    }
    default:
      return undefined
  }
}

function byTime(a: OrderRow, b: OrderRow): number {
  return a.created - b.created || a.id - b.id
}

export function listOrders(call: Call, show: (row: OrderRow) => unknown): unknown {
  const page = pageOf(call, call.query)
  const filters = filterNames
    .map((name) => [name, call.query.get(name) ?? ''] as const)
    .filter(([, value]) => value !== '')
  for (const [name] of filters) {
    if ((name === 'last_modified' || name === 'from') && filters.length > 1)
      throw badRequest(`${name} cannot be combined with other arguments`)
  }
  const given = new Map(filters)
  const sort = given.get('sort') ?? 'order_id'
  if (sort !== 'order_id' && sort !== 'time') throw badRequest('sort is order_id or time')
  const direction = given.get('sort_order') ?? (given.has('sort') ? 'asc' : 'desc')
  if (direction !== 'asc' && direction !== 'desc') throw badRequest('sort_order is asc or desc')
  const tests = filters.map(([name, value]) => testFor(call, name, value)).filter((test) => test !== undefined)
  const rows = [...call.store.orders.liveRows()].filter((row) => tests.every((test) => test(row)))
  rows.sort(sort === 'time' ? byTime : (a, b) => a.id - b.id)
  if (direction === 'desc') rows.reverse()
  return envelope(call, 'orders', page, rows.length, rows.slice(page.offset, page.offset + page.limit).map(show))
}
