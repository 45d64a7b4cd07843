/** The seed `nordic-group`: the arena's catalog, and one customer who has been there for a while. Same ids each time. */
import { wallClock } from '../local-time.ts'
import { credentials, derivedHex, ids } from './accounts.ts'
import type { Context } from './context.ts'
import type { CustomerRow, InvoiceRow } from './records.ts'
import { seasonLength } from './season-cards.ts'
import { addressFields, categories, customerGroups, geofences, products } from './seed-catalog.ts'
import { invoicedCustomer } from './settlement.ts'

const day = 86_400_000

function seedCatalog({ store }: Context): void {
  for (const row of categories) store.put('categories', row)
  for (const row of products) store.put('products', row)
  for (const row of customerGroups) store.put('customerGroups', row)
  for (const row of addressFields) store.put('addressFields', row)
  for (const row of geofences) store.put('geofences', row)
}

function seedCustomer({ store, clock }: Context, before: CustomerRow): CustomerRow {
  const now = clock.now()
  const year = new Date(wallClock(now, 'Europe/Copenhagen')).getUTCFullYear()
  const { customerId } = ids
  store.put('cards', {
    id: ids.cardId,
    customerId,
    brand: 'VISA',
    number: '100000...3333',
    expireYear: year + 3,
    expireMonth: 12,
  })
  store.put('cards', {
    id: ids.expiredCardId,
    customerId,
    brand: 'Dankort',
    number: '100000...4444',
    expireYear: year - 1,
    expireMonth: 6,
  })
  store.put('seasonCards', {
    id: ids.seasonCardId,
    customerId,
    productId: ids.productId,
    rank: 1,
    validUntil: now - 60 * day + seasonLength,
  })
  return store.put('customers', {
    ...before,
    address: {
      firstname: 'Kundeservice',
      lastname: 'Nordic Arena',
      company: 'Nordisk Bolig A/S',
      street: 'Møbelgade 12',
      zipCode: '8200',
      city: 'Aarhus N',
      country: 'DK',
      email: credentials.customerUsername,
      mobile: '00000000',
      newsletter: '1',
    },
  })
}

/** Two months ago the customer bought the season card, with a card at the payment provider. */
function seedOrder({ store, clock }: Context): void {
  const then = clock.now() - 60 * day
  const card = products.find(({ id }) => id === ids.productId)
  if (card === undefined) return
  const { id: productId, priceInclVat: amount, vatPercentage, currencyCode, productType, sku, cardRank } = card
  const line = { productId, quantity: 1, amount, vatPercentage, currencyCode, productType, sku, cardRank }
  const order = store.put('orders', {
    id: 65_471,
    number: derivedHex('order 65471', 8).toUpperCase(),
    customerId: ids.customerId,
    created: then,
    lines: [{ ...line, date: null, properties: {} }],
    paid: then,
  })
  store.put('transactions', { id: 43, orderId: order.id, state: 'paid', visit: null })
}

function seedInvoices({ store, clock }: Context, customer: CustomerRow): void {
  const now = clock.now()
  const common = { currencyCode: 'DKK', customerId: customer.id, deliveryAddress: null, externalId: null, paid: true }
  const billed = { number: '12341234', ...invoicedCustomer(customer), phone: '00000000' }
  const ticket = { id: 4_000_101, type: 'admission', quantity: 2, amount: 100, discount: 50, vatPercentage: 25 }
  const delivery = { id: 4_000_301, type: 'product', quantity: 1, amount: 399, discount: 0, vatPercentage: 25 }
  const rows: readonly InvoiceRow[] = [
    {
      ...common,
      id: 40_001,
      number: ids.invoiceNumber,
      // Tickets are sold by another module: no order of this one.
      orderId: 65_470,
      type: 'invoice',
      date: now - 90 * day,
      customer: billed,
      deliveryAddress: {
        name: 'Varemodtagelse',
        street: 'Havnevej 4',
        company: 'Nordisk Bolig A/S',
        zipCode: '8000',
        city: 'Aarhus C',
        country: 'DK',
      },
      lines: [
        {
          ...ticket,
          sku: 'BILLET',
          numbers: [12_340_000, 12_340_001],
          eventId: 123,
          eventName: 'Nordisk Møbelmesse',
          seasonId: 3,
          seasonName: '2025/2026',
        },
      ],
      externalId: ids.externalId,
      paid: false,
    },
    {
      ...common,
      id: 40_002,
      number: ids.invoiceNumber + 1,
      orderId: 65_471,
      type: 'invoice',
      date: now - 60 * day,
      customer: invoicedCustomer(customer),
      lines: [
        {
          ...{ id: 4_000_201, type: 'seasonCard', quantity: 1, amount: 685, discount: 0, vatPercentage: 25 },
          sku: 'AARS-26',
          numbers: [ids.seasonCardId],
        },
      ],
      externalId: ids.ambiguousExternalId,
    },
    {
      ...common,
      id: 40_003,
      number: ids.invoiceNumber + 2,
      orderId: 65_470,
      type: 'credit_note',
      date: now - 30 * day,
      customer: invoicedCustomer(customer),
      lines: [delivery],
      externalId: ids.ambiguousExternalId,
    },
  ]
  for (const row of rows) store.put('invoices', row)
}

function seedCodes({ store, clock }: Context): void {
  const now = clock.now()
  const price = { amount: 500, discount: 0, vatPercentage: 0, currencyCode: 'DKK' }
  const voucher = { voucherId: 120, validUntil: null, redeemed: null, creationPrice: price }
  store.put('voucherCodes', { ...voucher, id: ids.voucherCodeId, code: ids.voucherCode })
  store.put('voucherCodes', { ...voucher, id: 124, code: 'BRUGT1234', redeemed: now - 10 * day })
  store.add('loyaltyCodes', { code: ids.loyaltyCode, points: 12, validUntil: null, usedBy: [] })
  store.add('loyaltyCodes', { code: 'GAMMEL1234', points: 5, validUntil: now - day, usedBy: [] })
  store.add('loyaltyCodes', { code: 'BRUGT1234', points: 5, validUntil: null, usedBy: [ids.customerId] })
}

export function seedNordicGroup(context: Context): void {
  context.store.atomic(() => {
    const before = context.store.get('customers', ids.customerId)
    if (before === undefined) return
    seedCatalog(context)
    const customer = seedCustomer(context, before)
    seedOrder(context)
    seedInvoices(context, customer)
    seedCodes(context)
  })
}
