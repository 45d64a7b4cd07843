/** Products found by a query: filters, order, page. The stock list takes the same search. */
import { parseTimestamp, wallClock } from '../local-time.ts'
import { type Call, type Context, zoneOf } from './context.ts'
import { badRequest } from './errors.ts'
import { readId } from './fields.ts'
import { envelope, type Page, pageOf } from './paging.ts'
import { showProduct } from './product-row.ts'
import type { ProductRow } from './records.ts'

type Test = (row: ProductRow) => boolean

const filterNames = [
  ...['search', 'profile_id', 'supplier_id', 'brand_id', 'category_id', 'has_images', 'in_stock', 'is_online'],
  ...['sort', 'sort_order', 'last_modified', 'product_ids'],
]

/** All pieces of the product: of its variants, where it has any. */
export function stockOf(row: ProductRow): number {
  return row.variants.length === 0 ? row.stock : row.variants.reduce((sum, variant) => sum + variant.stock, 0)
}

/** `last_modified` and `product_ids` stand alone, save for limit, offset and fields. */
function checkCombination(filters: ReadonlyMap<string, string>): void {
  for (const name of ['last_modified', 'product_ids']) {
    if (filters.has(name) && filters.size > 1) throw badRequest(`${name} cannot be combined with other arguments`)
  }
}

function yesNo(name: string, value: string, holds: Test): Test {
  if (value !== 'yes' && value !== 'no') throw badRequest(`${name} is yes or no`)
  return (row) => holds(row) === (value === 'yes')
}

function searching(context: Context, value: string): Test {
  const wanted = value.toLowerCase()
  const found = (text: unknown): boolean => typeof text === 'string' && text.toLowerCase().includes(wanted)
  if (context.switches.search_covers === 'name') return (row) => found(row.fields['name'])
  return ({ fields, variants }) =>
    found(fields['name']) ||
    found(fields['search']) ||
    found(fields['own_id']) ||
    found(fields['sec_own_id']) ||
    variants.some((variant) => found(variant.own_id))
}

/** Whether an instant lies at or after the given zoneless time, by whole seconds of the vendor's wall clock. */
export function modifiedSince(context: Context, value: string): (instant: number) => boolean {
  const since = parseTimestamp(value)
  if (since === undefined) throw badRequest('last_modified is not a time')
  const zone = zoneOf(context)
  const first = context.switches.last_modified_filter === 'exclusive' ? since + 1000 : since
  return (instant) => Math.floor(wallClock(instant, zone) / 1000) * 1000 >= first
}

function testFor(context: Context, name: string, value: string): Test | undefined {
  switch (name) {
    case 'search':
      return searching(context, value)
    case 'profile_id':
    case 'supplier_id':
    case 'brand_id': {
      const id = readId(value, name)
      return (row) => row.fields[name] === id
    }
    case 'category_id': {
      const id = readId(value, name)
      return (row) => row.categories.includes(id)
    }
    case 'has_images':
      return yesNo(name, value, (row) => row.images.length > 0)
    case 'in_stock':
      return yesNo(name, value, (row) => stockOf(row) > 0)
    case 'is_online':
      return yesNo(name, value, (row) => row.fields['is_online'] === 1)
    case 'last_modified': {
      const since = modifiedSince(context, value)
      return (row) => since(row.modified)
    }
    case 'product_ids': {
      const ids = new Set(value.split(',').map((part) => readId(part.trim(), name)))
      return (row) => ids.has(row.id)
    }
    default:
      return undefined
  }
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  const [left, right] = [String(a ?? '').toLowerCase(), String(b ?? '').toLowerCase()]
  return left === right ? 0 : left < right ? -1 : 1
}

/** Newest first unless asked otherwise; a field that does not exist does not sort. */
function order(filters: ReadonlyMap<string, string>): ((a: ProductRow, b: ProductRow) => number) | undefined {
  const sort = filters.get('sort')
  const direction = filters.get('sort_order')
  if (direction !== undefined && direction !== 'asc' && direction !== 'desc')
    throw badRequest('sort_order is asc or desc')
  if (sort === undefined && direction === undefined) return undefined
  const sign = direction === 'desc' ? -1 : 1
  const sorted = (row: ProductRow): unknown => {
    if (sort === 'created') return row.created
    if (sort === 'last_modified') return row.modified
    return sort === undefined || sort === 'product_id' ? row.id : row.fields[sort]
  }
  return (a, b) => sign * compare(sorted(a), sorted(b)) || b.id - a.id
}

/** Without filters the page is cut from the sorted ids, so that a shop of 10,000 pages as quickly as a small one. */
function newest(context: Context, page: Page): { rows: ProductRow[]; total: number } {
  const ids = context.store.products.liveIds
  const end = Math.max(0, ids.length - page.offset)
  const wanted = ids.slice(Math.max(0, end - page.limit), end).reverse()
  const rows = wanted.map((id) => context.store.products.get(id)).filter((row) => row !== undefined)
  return { rows, total: ids.length }
}

/** The products of a search, whole, in order. */
export function searchProducts(
  context: Context,
  query: URLSearchParams,
  page: Page,
): { rows: ProductRow[]; total: number } {
  const filters = new Map<string, string>()
  for (const name of filterNames) {
    const value = query.get(name)
    if (value !== null && value !== '') filters.set(name, value)
  }
  checkCombination(filters)
  const { deleted_listed, offline_listed } = context.switches
  if (filters.size === 0 && deleted_listed === 'no' && offline_listed === 'yes') return newest(context, page)
  const tests = [...filters].map(([name, value]) => testFor(context, name, value)).filter((test) => test !== undefined)
  if (offline_listed === 'no' && !filters.has('is_online')) tests.push((row) => row.fields['is_online'] === 1)
  const source = deleted_listed === 'yes' ? context.store.products.allRows() : context.store.products.liveRows()
  const matching = [...source].filter((row) => tests.every((test) => test(row)))
  const sorted = matching.sort(order(filters) ?? ((a, b) => b.id - a.id))
  return { rows: sorted.slice(page.offset, page.offset + page.limit), total: sorted.length }
}

export function listProducts(call: Call): unknown {
  const page = pageOf(call, call.query)
  const { rows, total } = searchProducts(call, call.query, page)
  const wanted = call.query.get('fields')
  const shown = rows.map((row) => showProduct(call, row))
  if (wanted === null || wanted.trim() === '') return envelope(call, 'products', page, total, shown)
  const names = new Set(wanted.split(',').map((name) => name.trim()))
  const cut = shown.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => names.has(name))))
  return envelope(call, 'products', page, total, cut)
}
