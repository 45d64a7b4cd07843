/** Orders: what moves a shop's stock between a plan and its apply. They cannot be deleted. */
import type { JsonRecord } from '../json.ts'
import {
  type Call,
  type Context,
  type Operations,
  requireKnownKeys,
  requireObject,
  requireRow,
  timeText,
} from './context.ts'
import { ApiError, badRequest } from './errors.ts'
import {
  type Field,
  field,
  mergeFields,
  readCode,
  readEntry,
  readFlag,
  readId,
  readList,
  readNumber,
  readOptionalMoney,
  showFields,
} from './fields.ts'
import { listOrders } from './order-list.ts'
import type { OrderLine, OrderRow, ProductRow } from './records.ts'
import { setStock } from './stock.ts'
import { skuKey } from './store.ts'

const moneyNames = ['price', 'shipping_price', 'vat', 'total_price']
const idNames = ['shipping_id', 'voucher_id', 'del_country_id', 'order_country_id']
const textNames = [
  ...['email', 'phone', 'invoice_id', 'voucher_code', 'voucher_discount', 'voucher_discount_amount', 'card_type'],
  ...[
    'tracking_number',
    'ean_number',
    'vat_number',
    'order_company_name',
    'order_name',
    'order_address',
    'order_zipcode',
  ],
  ...[
    'order_city',
    'del_company_name',
    'del_name',
    'del_address',
    'del_zipcode',
    'del_city',
    'comments',
    'extra',
    'note',
  ],
  ...['pickup_address', 'shop_gateway_need_update', 'tt_status', 'tt_data'],
]
const table: readonly Field[] = [
  field('status', 'text', 'new'),
  ...moneyNames.map((name) => field(name, 'money', 0)),
  ...idNames.map((name) => field(name, 'id')),
  field('order_label_id', 'fixed'),
  field('paid', 'flag'),
  field('captured', 'flag'),
  ...textNames.map((name) => field(name, 'text')),
]
const known: ReadonlySet<string> = new Set([
  ...table.filter(({ kind }) => kind !== 'fixed').map(({ name }) => name),
  'products',
])

export function showOrder(context: Context, row: OrderRow): Record<string, unknown> {
  const asText = context.switches.dialect === '2025-03'
  const idOut = (id: number): number | string => (asText ? String(id) : id)
  return {
    order_id: idOut(row.id),
    time: timeText(context, row.created),
    last_modified: timeText(context, row.modified),
    ...showFields(table, row.fields, asText),
    products: row.lines.map((line) => ({
      order_product_id: idOut(line.id),
      product_id: line.product === null ? null : idOut(line.product),
      own_id: line.own_id,
      amount: line.amount,
      unit_price: line.unit_price,
      unit_vat: line.unit_vat,
      attributes: line.attributes.map(({ attribute, value }) => ({
        attribute_id: idOut(attribute),
        attribute_value_id: idOut(value),
      })),
    })),
  }
}

function soldProduct(call: Call, entry: JsonRecord): ProductRow | undefined {
  const id = readId(entry['product_id'] ?? null, 'product_id')
  const sku = readCode(call, entry['own_id'] ?? '', 'own_id')
  const found = id !== 0 ? id : sku === null ? undefined : call.store.products.having(skuKey(sku))[0]
  if (found === undefined) return undefined
  const product = call.store.products.live(found)
  if (product === undefined) throw badRequest(`product ${found} does not exist`)
  return product
}

function readAttributes(value: unknown): OrderLine['attributes'] {
  return readList(value ?? [], 'attributes').map((element) => {
    const entry = readEntry(element, 'attributes')
    const attribute = readId(entry['attribute_id'] ?? null, 'attribute_id')
    return { attribute, value: readId(entry['attribute_value_id'] ?? null, 'attribute_value_id') }
  })
}

/** The line that an entry describes; `stock: 0` sells without touching the stock. */
function readLine(call: Call, before: OrderLine | undefined, entry: JsonRecord): OrderLine {
  const product = soldProduct(call, entry)
  const amount = entry['amount'] === undefined ? (before?.amount ?? 1) : readNumber(entry['amount'], 'amount')
  const money = (name: 'unit_price' | 'unit_vat'): OrderLine['unit_price'] =>
    entry[name] === undefined ? (before?.[name] ?? null) : readOptionalMoney(call, entry[name], name)
  return {
    id: before?.id ?? call.store.lines.newId(),
    product: product?.id ?? before?.product ?? null,
    own_id:
      entry['own_id'] === undefined ? (before?.own_id ?? ownId(product)) : readCode(call, entry['own_id'], 'own_id'),
    amount,
    unit_price: money('unit_price'),
    unit_vat: money('unit_vat'),
    attributes: entry['attributes'] === undefined ? (before?.attributes ?? []) : readAttributes(entry['attributes']),
    posted: entry['stock'] === undefined ? (before?.posted ?? true) : readFlag(entry['stock'], 'stock') === 1,
  }
}

function ownId(product: ProductRow | undefined): string | null {
  const code = product?.fields['own_id']
  return typeof code === 'string' ? code : null
}

/** Takes the line's pieces from stock; a negative amount gives them back. */
function take(call: Call, line: OrderLine, amount: number): void {
  const product = line.product === null ? undefined : call.store.products.live(line.product)
  if (product === undefined || !line.posted || amount === 0) return
  const byAttribute = product.variants.find(({ value }) => line.attributes.some((pair) => pair.value === value))
  const variant = byAttribute ?? product.variants.find(({ own_id }) => own_id !== null && own_id === line.own_id)
  setStock(call, { product, value: variant?.value }, (before) => before - amount)
}

function mergeLines(call: Call, before: readonly OrderLine[], value: unknown): readonly OrderLine[] {
  const lines = new Map(before.map((line) => [line.id, line]))
  for (const element of readList(value, 'products')) {
    const entry = readEntry(element, 'products')
    const id = readId(entry['order_product_id'] ?? null, 'order_product_id')
    const old = lines.get(id)
    if (id !== 0 && old === undefined) throw badRequest(`order_product_id ${id} is not of this order`)
    const line = readLine(call, old, entry)
    if (old !== undefined) take(call, old, -old.amount)
    take(call, line, line.amount)
    if (line.amount === 0) lines.delete(line.id)
    else lines.set(line.id, line)
  }
  return [...lines.values()]
}

function save(call: Call, before: OrderRow): OrderRow {
  const body = requireObject(call.body)
  requireKnownKeys(call, body, known)
  const fields = mergeFields(call, table, before.fields, body)
  const lines = body['products'] === undefined ? before.lines : mergeLines(call, before.lines, body['products'])
  return call.store.orders.put({ ...before, fields, lines, modified: call.clock.now() })
}

export const orders: Operations = {
  list: (call) => listOrders(call, (row) => showOrder(call, row)),
  create: (call) => {
    const now = call.clock.now()
    const row = { id: call.store.orders.newId(), removed: null, created: now, modified: now, fields: {}, lines: [] }
    return showOrder(call, save(call, row))
  },
  read: (call, id) => showOrder(call, requireRow(call, call.store.orders, id)),
  update: (call, id) => {
    const row = call.store.orders.live(id)
    if (row === undefined) throw new ApiError(404)
    return showOrder(call, save(call, row))
  },
}
