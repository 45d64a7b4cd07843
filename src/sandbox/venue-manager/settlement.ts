/** What follows when an order is paid: its season cards and its invoice. */
import type { Context } from './context.ts'
import type { Address, CustomerRow, InvoiceLine, InvoiceRow, OrderLine, OrderRow } from './records.ts'
import { seasonLength } from './season-cards.ts'

const invoicedFields = ['number', 'name', 'street', 'company', 'zipCode', 'city', 'country', 'email', 'mobile', 'phone']

/** The customer as an invoice has it: a shop that asks for first and last name only still invoices a name. */
export function invoicedCustomer({ address }: Pick<CustomerRow, 'address'>): Address {
  const name = [address['firstname'], address['lastname']].filter((part) => part !== undefined).join(' ')
  const all: Address = name === '' ? address : { name, ...address }
  const known = invoicedFields.flatMap((field) => (all[field] === undefined ? [] : [[field, all[field]] as const]))
  return Object.fromEntries(known)
}

export function nextInvoiceNumber({ store }: Context): number {
  return Math.max(12_344, ...store.rows('invoices').map(({ number }) => number)) + 1
}

/** One card a piece; a renewed card ends where the new one begins. */
function giveSeasonCards({ store, clock }: Context, { customerId }: OrderRow, line: OrderLine): number[] {
  const now = clock.now()
  const old = store.get('seasonCards', Number(line.properties['oldCardId']))
  if (old !== undefined) store.put('seasonCards', { ...old, validUntil: now })
  return Array.from({ length: line.quantity }, () => {
    const { productId, cardRank: rank } = line
    return store.add('seasonCards', { customerId, productId, rank, validUntil: now + seasonLength }).id
  })
}

function invoiceLine(context: Context, order: OrderRow, line: OrderLine, index: number): InvoiceLine {
  const { productType, quantity, amount, vatPercentage, sku } = line
  const numbers = productType === 'seasoncard' ? giveSeasonCards(context, order, line) : []
  return {
    id: order.id * 100 + index + 1,
    type: productType === 'seasoncard' ? 'seasonCard' : 'product',
    quantity,
    amount,
    discount: 0,
    vatPercentage,
    ...(sku === '' ? {} : { sku }),
    ...(numbers.length === 0 ? {} : { numbers }),
  }
}

export function settleOrder(context: Context, order: OrderRow): InvoiceRow {
  const { store, clock } = context
  const now = clock.now()
  store.put('orders', { ...order, paid: now })
  const customer = store.get('customers', order.customerId)
  return store.add('invoices', {
    number: nextInvoiceNumber(context),
    orderId: order.id,
    type: 'invoice',
    date: now,
    currencyCode: order.lines[0]?.currencyCode ?? 'DKK',
    customerId: order.customerId,
    customer: customer === undefined ? {} : invoicedCustomer(customer),
    deliveryAddress: null,
    lines: order.lines.map((line, index) => invoiceLine(context, order, line, index)),
    externalId: null,
    paid: true,
  })
}
