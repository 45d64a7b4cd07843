/** Stock: rows of (product, SKU, level), posted by SKU, and what a posting or a sale does to a product. */
import { isRecord } from '../json.ts'
import { type Call, type Context, type Operations, requireRow } from './context.ts'
import { badRequest } from './errors.ts'
import { readEntry, readNumber, readText } from './fields.ts'
import { envelope, pageOf } from './paging.ts'
import { searchProducts, stockOf } from './product-list.ts'
import type { ProductRow, Variant } from './records.ts'
import { skuKey } from './store.ts'

type StockRow = Readonly<Record<string, string | number | null>>

function stockRow(context: Context, product: ProductRow, variant: Variant | undefined): StockRow {
  const idOut = (id: number): number | string => (context.switches.dialect === '2025-03' ? String(id) : id)
  return {
    product_id: product.id,
    [context.switches.stock_row_key]: variant === undefined ? (product.fields['own_id'] ?? null) : variant.own_id,
    stock: variant === undefined ? product.stock : variant.stock,
    attribute_id: variant === undefined ? null : idOut(variant.attribute),
    attribute_value_id: variant === undefined ? null : idOut(variant.value),
  }
}

/** One row for a product without variants, one per variant otherwise. */
function stockRows(context: Context, product: ProductRow): StockRow[] {
  if (product.variants.length === 0) return [stockRow(context, product, undefined)]
  return product.variants.map((variant) => stockRow(context, product, variant))
}

/** `value` undefined means the product itself. */
interface Place {
  readonly product: ProductRow
  readonly value: number | undefined
}

/** Where a SKU's stock is kept. With a SKU used twice the older product has it. */
function placeOf(context: Context, sku: string): Place | undefined {
  const [id] = context.store.products.having(skuKey(sku))
  const product = id === undefined ? undefined : context.store.products.live(id)
  if (product === undefined) return undefined
  return { product, value: product.variants.find((variant) => variant.own_id === sku)?.value }
}

/** Sets a level. A product that sells out goes offline by itself where it has auto_offline. */
export function setStock(context: Context, { product, value }: Place, level: (before: number) => number): ProductRow {
  const floor = product.fields['allow_negative_stock'] === 1 ? Number.NEGATIVE_INFINITY : 0
  const next = (before: number): number => Math.max(floor, level(before))
  const variants =
    value === undefined
      ? product.variants
      : product.variants.map((variant) =>
          variant.value === value ? { ...variant, stock: next(variant.stock) } : variant,
        )
  const moved = { ...product, variants, stock: value === undefined ? next(product.stock) : product.stock }
  const { auto_offline_acts, last_modified_by_stock } = context.switches
  const goesOffline = auto_offline_acts === 'yes' && moved.fields['auto_offline'] === 1 && stockOf(moved) <= 0
  return context.store.products.put({
    ...moved,
    fields: goesOffline ? { ...moved.fields, is_online: 0 } : moved.fields,
    modified: last_modified_by_stock === 'yes' ? context.clock.now() : product.modified,
  })
}

function post(call: Call): unknown {
  if (!Array.isArray(call.body)) throw badRequest('the body is not an array of {SKU, stock}')
  const touched: StockRow[] = []
  for (const element of call.body) {
    const entry = readEntry(element, 'stock')
    const sku = readText(call, entry['SKU'] ?? '', 'SKU')
    const stock = readNumber(entry['stock'], 'stock')
    const place = sku === '' ? undefined : placeOf(call, sku)
    if (place === undefined) {
      if (call.switches.unknown_sku === 'reject') throw badRequest(`no product has the SKU ${JSON.stringify(sku)}`)
      continue
    }
    const product = setStock(call, place, (before) => (call.switches.stock_mode === 'delta' ? before + stock : stock))
    const variant = product.variants.find(({ value }) => value === place.value)
    touched.push(stockRow(call, product, variant))
  }
  return call.switches.stock_reply === 'rows' ? touched : []
}

/** The page puts the filters of GET /stock into a body, which most HTTP clients cannot send; limit and offset stay in the address. */
function filtersOf(call: Call): URLSearchParams {
  if (call.switches.stock_arguments === 'query') return call.query
  const filters = new URLSearchParams()
  for (const [name, value] of Object.entries(isRecord(call.body) ? call.body : {})) filters.set(name, String(value))
  return filters
}

const everything = { offset: 0, limit: Number.MAX_SAFE_INTEGER }

function list(call: Call): unknown {
  const page = pageOf(call, call.query)
  const { stock_key, stock_paging } = call.switches
  if (stock_paging === 'rows') {
    const rows = searchProducts(call, filtersOf(call), everything).rows.flatMap((product) => stockRows(call, product))
    return envelope(call, stock_key, page, rows.length, rows.slice(page.offset, page.offset + page.limit))
  }
  const { rows, total } = searchProducts(call, filtersOf(call), page)
  const shown = rows.flatMap((product) => stockRows(call, product))
  return envelope(call, stock_key, page, total, shown, rows.length)
}

export const stock: Operations = {
  list,
  create: post,
  read: (call, id) => {
    const rows = stockRows(call, requireRow(call, call.store.products, id))
    if (call.switches.stock_one === 'rows') return rows
    return envelope(call, call.switches.stock_key, { offset: 0, limit: call.switches.default_limit }, 1, rows, 1)
  },
}
