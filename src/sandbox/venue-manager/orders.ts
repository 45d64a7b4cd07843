/** Orders of customers and guests: lines checked against the catalog, priced when they are made. */
import { isRecord, type JsonRecord } from '../json.ts'
import { derivedHex } from './accounts.ts'
import { readBody, requireClient, requireList, wholeNumber } from './arguments.ts'
import type { Call, Caller, Operation, Reply } from './context.ts'
import { described } from './errors.ts'
import { rounded } from './money.ts'
import type { OrderLine, OrderRow, ProductRow } from './records.ts'
import { settleOrder } from './settlement.ts'

const textProperties = ['name', 'email', 'dateOfBirth', 'street', 'zipCode', 'city', 'countryCode'] as const
const numberProperties = ['imageId', 'oldCardId'] as const

function bad(line: number, text: string): Error {
  return described(400, `Order line ${line}: ${text}`)
}

function findBy(call: Call, key: 'sellableId' | 'productId', value: unknown, line: number): ProductRow | undefined {
  if (value === undefined || value === null) return undefined
  const wanted = wholeNumber(value)
  const idOf = (row: ProductRow): number => (key === 'sellableId' ? row.sellableId : row.id)
  const product = call.store.rows('products').find((row) => idOf(row) === wanted)
  if (product === undefined) throw bad(line, `unknown ${key} ${String(value)}.`)
  return product
}

/** Either id names the product; the page's example sends both. */
function findProduct(call: Call, sent: JsonRecord, line: number): ProductRow {
  const bySellable = findBy(call, 'sellableId', sent['sellableId'], line)
  const byProduct = findBy(call, 'productId', sent['productId'], line)
  const product = bySellable ?? byProduct
  if (product === undefined) throw bad(line, 'one of sellableId and productId is required.')
  if (byProduct !== undefined && byProduct.id !== product.id) {
    throw bad(line, 'sellableId and productId are not of one product.')
  }
  return product
}

function isDay(text: string): boolean {
  const instant = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  // February 30 would be read as a day of March.
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(text)
}

function readDate({ hasInventoryPerDate }: ProductRow, date: unknown, line: number): string | null {
  if (!hasInventoryPerDate) return null
  if (date === undefined || date === null || date === '') throw bad(line, 'a date is required.')
  if (typeof date !== 'string' || !isDay(date)) throw bad(line, 'date is not a date.')
  return date
}

function readProperties(sent: unknown, line: number): JsonRecord {
  if (sent === undefined || sent === null) return {}
  if (!isRecord(sent)) throw bad(line, 'properties is not an object.')
  for (const name of textProperties) {
    if (sent[name] !== undefined && typeof sent[name] !== 'string') throw bad(line, `${name} is not a string.`)
  }
  for (const name of numberProperties) {
    if (sent[name] !== undefined && typeof sent[name] !== 'number') throw bad(line, `${name} is not a number.`)
  }
  const known = [...textProperties, ...numberProperties].filter((name) => sent[name] !== undefined)
  return Object.fromEntries(known.map((name) => [name, sent[name]]))
}

function requireSeasonCardRules(call: Call, caller: Caller, product: ProductRow, sent: JsonRecord, line: number): void {
  const flags = product.properties ?? {}
  if (flags['seasonCardIsRenewable'] === '1') {
    const { oldCardId } = sent
    if (oldCardId === undefined) throw bad(line, 'oldCardId is required to renew a season card.')
    const card = call.store.get('seasonCards', Number(oldCardId))
    if (card?.customerId !== caller.customer.id) throw bad(line, `unknown oldCardId ${String(oldCardId)}.`)
    return
  }
  if (flags['seasonCardIsBuyable'] === '0') throw bad(line, 'the season card is not for sale.')
}

function readLine(call: Call, caller: Caller, sent: unknown, line: number): OrderLine {
  if (!isRecord(sent)) throw bad(line, 'it is not an object.')
  const product = findProduct(call, sent, line)
  const { quantity } = sent
  if (typeof quantity !== 'number' || !Number.isSafeInteger(quantity) || quantity < 1) {
    throw bad(line, 'quantity is not a whole number above 0.')
  }
  const properties = readProperties(sent['properties'], line)
  requireSeasonCardRules(call, caller, product, properties, line)
  const { id: productId, priceInclVat: amount, vatPercentage, currencyCode, productType, sku, cardRank } = product
  const date = readDate(product, sent['date'], line)
  return { productId, quantity, amount, vatPercentage, currencyCode, productType, sku, cardRank, date, properties }
}

function totalOf({ lines }: Pick<OrderRow, 'lines'>): number {
  return rounded(lines.reduce((sum, { amount, quantity }) => sum + amount * quantity, 0))
}

function create(call: Call, caller: Caller): Reply {
  const body = readBody(call)
  const sent = requireList(body, 'orderLines')
  requireClient(call, body)
  const lines = sent.map((line, index) => readLine(call, caller, line, index + 1))
  if (new Set(lines.map(({ currencyCode }) => currencyCode)).size > 1) {
    throw described(400, 'The order lines are not in one currency.')
  }
  const { store, clock, apiUrl } = call
  const number = derivedHex(`order ${store.nextId('orders')}`, 8).toUpperCase()
  const order = store.add('orders', { number, customerId: caller.customer.id, created: clock.now(), lines, paid: null })
  if (totalOf(order) === 0) settleOrder(call, order)
  const { id } = order
  return { status: 201, headers: { location: `${apiUrl}/order/${id}` }, json: { id, number } }
}

export const orderOperations: readonly Operation[] = [{ method: 'POST', path: '/order', needs: 'token', run: create }]
