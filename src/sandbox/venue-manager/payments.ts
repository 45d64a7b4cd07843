/** Paying for an order: with a saved card at once, or by a visit to the payment provider that ends elsewhere. */

import type { JsonRecord } from '../json.ts'
import { wallClock } from '../local-time.ts'
import { optionalText, readBody, requireClient, requireId, wholeNumber } from './arguments.ts'
import { newVisit } from './cards.ts'
import { type Call, type Caller, type Operation, ok, type Reply } from './context.ts'
import { ApiError, missingArgument } from './errors.ts'
import type { CardRow, OrderRow } from './records.ts'
import { settleOrder } from './settlement.ts'

function isNamed(order: OrderRow, key: 'orderId' | 'orderNumber', value: unknown): boolean {
  return key === 'orderId' ? order.id === wholeNumber(value) : order.number === value
}

function findOrder(call: Call, { customer }: Caller, body: () => JsonRecord): OrderRow {
  const key = call.switches.order_named_by
  const own = call.store.rows('orders').filter((row) => row.customerId === customer.id)
  if (key === 'latest') {
    const order = own.at(-1)
    if (order === undefined) throw new ApiError(400, 'The customer has no order.')
    return order
  }
  const value = body()[key]
  if (value === undefined || value === null || value === '') throw missingArgument(key)
  const order = own.find((row) => isNamed(row, key, value))
  if (order === undefined) throw new ApiError(400, `Unknown order: ${String(value)}`)
  return order
}

/** A card holds through its last month. */
function hasExpired({ clock }: Call, { expireYear, expireMonth }: CardRow): boolean {
  return wallClock(clock.now(), 'Europe/Copenhagen') >= Date.UTC(expireYear, expireMonth)
}

function payWithSavedCard(call: Call, caller: Caller): Reply {
  const { store } = call
  const card = store.get('cards', requireId(call.placeholders['cardId']))
  if (card?.customerId !== caller.customer.id) throw new ApiError(400, 'Unknown card.')
  const order = findOrder(call, caller, () => readBody(call))
  if (order.paid !== null) throw new ApiError(400, 'The order is already paid.')
  if (hasExpired(call, card)) throw new ApiError(400, 'Rejected by acquirer')
  const { id } = store.add('transactions', { orderId: order.id, state: 'paid', visit: null })
  settleOrder(call, order)
  return ok({ id })
}

function beginPayment(call: Call, caller: Caller): Reply {
  const body = readBody(call)
  const { store } = call
  const visit = newVisit(body, 'payments', store.nextId('transactions'))
  // Checked only: nothing that the API shows depends on it.
  optionalText(body, 'paymentMethod')
  requireClient(call, body)
  const order = findOrder(call, caller, () => body)
  if (order.paid !== null) {
    const all = store.rows('transactions').filter((row) => row.orderId === order.id)
    return ok(all.map(({ id }) => ({ id })))
  }
  const { id } = store.add('transactions', { orderId: order.id, state: 'pending', visit })
  return { status: 201, headers: { location: visit.link }, json: { id } }
}

export const paymentOperations: readonly Operation[] = [
  { method: 'POST', path: '/order/ordertransaction/savedcard/{cardId}', needs: 'customer', run: payWithSavedCard },
  { method: 'POST', path: '/order/ordertransaction', needs: 'token', run: beginPayment },
]
