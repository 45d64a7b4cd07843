/** What happens around a sale without the API: codes are issued and lapse, invoices are made and exported, cards are charged. */
import type { Acts } from '../acts.ts'
import { isList } from '../json.ts'
import { derivedHex, ids } from './accounts.ts'
import {
  type Act,
  findRow,
  flagIn,
  instantIn,
  listIn,
  numberIn,
  optionalTextIn,
  recordIn,
  textIn,
  wholeIn,
} from './act-arguments.ts'
import { showCard } from './cards.ts'
import type { Context } from './context.ts'
import { showInvoice } from './invoices.ts'
import type { Address, CardRegistrationRow, InvoiceLine, InvoiceRow, Price, TransactionRow } from './records.ts'
import { invoicedCustomer, nextInvoiceNumber, settleOrder } from './settlement.ts'
import { showVoucherCode } from './vouchers.ts'

function requireUnused(codes: readonly { readonly code: string }[], code: string): void {
  if (codes.some((row) => row.code === code)) throw new Error(`the code ${code} is already there`)
}

function priceIn(act: Act): Price | null {
  if (act['creationPrice'] === undefined || act['creationPrice'] === null) return null
  const price = recordIn(act, 'creationPrice')
  return {
    amount: numberIn(price, 'amount'),
    discount: numberIn(price, 'discount', 0),
    vatPercentage: numberIn(price, 'vatPercentage', 25),
    currencyCode: textIn(price, 'currencyCode', 'DKK'),
  }
}

function issueVoucherCode(context: Context, act: Act): unknown {
  const { store } = context
  const made = derivedHex(`voucher ${store.nextId('voucherCodes')}`, 8).toUpperCase()
  const code = textIn(act, 'code', made)
  requireUnused(store.rows('voucherCodes'), code)
  const row = store.add('voucherCodes', {
    voucherId: wholeIn(act, 'voucherId', 120),
    code,
    validUntil: instantIn(act, 'validUntil'),
    redeemed: null,
    creationPrice: priceIn(act),
  })
  return showVoucherCode(context, row)
}

function issueLoyaltyCode({ store }: Context, act: Act): unknown {
  const code = textIn(act, 'code')
  requireUnused(store.rows('loyaltyCodes'), code)
  const points = wholeIn(act, 'points')
  store.add('loyaltyCodes', { code, points, validUntil: instantIn(act, 'validUntil'), usedBy: [] })
  return { code, points }
}

function lapseLoyaltyCode({ store, clock }: Context, act: Act): unknown {
  const [code, known] = [textIn(act, 'code'), store.rows('loyaltyCodes')]
  const row = known.find((candidate) => candidate.code === code)
  const codes = known.map((candidate) => candidate.code)
  store.put('loyaltyCodes', { ...findRow(row, `loyalty code ${code}`, codes), validUntil: clock.now() })
  return null
}

function numbersIn({ numbers }: Act): number[] {
  if (isList(numbers)) return numbers.map((number) => wholeIn({ number }, 'number'))
  throw new Error('numbers is a list of whole numbers')
}

function lineIn(sent: Act, id: number): InvoiceLine {
  const has = (name: string): boolean => sent[name] !== undefined
  return {
    id,
    type: textIn(sent, 'type'),
    quantity: numberIn(sent, 'quantity'),
    amount: numberIn(sent, 'amount'),
    discount: numberIn(sent, 'discount', 0),
    vatPercentage: numberIn(sent, 'vatPercentage', 25),
    ...(has('sku') ? { sku: textIn(sent, 'sku') } : {}),
    ...(has('numbers') ? { numbers: numbersIn(sent) } : {}),
    ...(has('eventId') ? { eventId: wholeIn(sent, 'eventId') } : {}),
    ...(has('eventName') ? { eventName: textIn(sent, 'eventName') } : {}),
    ...(has('seasonId') ? { seasonId: wholeIn(sent, 'seasonId') } : {}),
    ...(has('seasonName') ? { seasonName: textIn(sent, 'seasonName') } : {}),
  }
}

function deliveryAddressIn(act: Act): Address | null {
  if (act['deliveryAddress'] === undefined || act['deliveryAddress'] === null) return null
  const sent = recordIn(act, 'deliveryAddress')
  return Object.fromEntries(Object.keys(sent).map((field) => [field, textIn(sent, field)]))
}

function typeIn(act: Act): InvoiceRow['type'] {
  const type = textIn(act, 'type', 'invoice')
  if (type === 'invoice' || type === 'credit_note') return type
  throw new Error('type is invoice or credit_note')
}

/** With the external id and whether it is paid, which the API never shows. */
function showWhole(context: Context, row: InvoiceRow): unknown {
  return { ...(showInvoice(context, row) as object), externalId: row.externalId, paid: row.paid }
}

function makeInvoice(context: Context, act: Act): unknown {
  const { store, clock } = context
  const customerId = wholeIn(act, 'customerId', ids.customerId)
  const known = store.rows('customers').map(({ id }) => id)
  const customer = findRow(store.get('customers', customerId), `customer ${customerId}`, known)
  const id = store.nextId('invoices')
  const row = store.put('invoices', {
    id,
    number: nextInvoiceNumber(context),
    orderId: wholeIn(act, 'orderId', store.rows('orders').at(-1)?.id ?? store.nextId('orders')),
    type: typeIn(act),
    date: clock.now(),
    currencyCode: textIn(act, 'currencyCode', 'DKK'),
    customerId,
    customer: invoicedCustomer(customer),
    deliveryAddress: deliveryAddressIn(act),
    lines: listIn(act, 'lines').map((line, index) => lineIn(line, id * 100 + index + 1)),
    externalId: optionalTextIn(act, 'externalId'),
    paid: flagIn(act, 'paid', false),
  })
  return showWhole(context, row)
}

function exportInvoice(context: Context, act: Act): unknown {
  const [number, known] = [wholeIn(act, 'number'), context.store.rows('invoices')]
  const numbers = known.map((row) => row.number)
  const before = findRow(
    known.find((row) => row.number === number),
    `invoice ${number}`,
    numbers,
  )
  return showWhole(context, context.store.put('invoices', { ...before, externalId: textIn(act, 'externalId') }))
}

/** A visit to the payment provider ends once. */
function pendingAt<T extends { readonly state: string }>(row: T | undefined, link: string): T {
  if (row === undefined) throw new Error(`no Location of this shop leads to ${link}`)
  if (row.state !== 'pending') throw new Error(`the visit of ${link} is over`)
  return row
}

function endCardRegistration({ store }: Context, row: CardRegistrationRow, act: Act): unknown {
  if (flagIn(act, 'failed', false)) {
    store.put('cardRegistrations', { ...row, state: 'failed' })
    return { redirect: row.failedUrl }
  }
  store.put('cardRegistrations', { ...row, state: 'done' })
  const card = store.add('cards', {
    customerId: row.customerId,
    brand: textIn(act, 'brand', 'VISA'),
    number: textIn(act, 'number', '100000...3333'),
    expireYear: wholeIn(act, 'expire_year', 2099),
    expireMonth: wholeIn(act, 'expire_month', 12),
  })
  const joint = row.successUrl.includes('?') ? '&' : '?'
  return { redirect: `${row.successUrl}${joint}cardId=${card.id}`, card: showCard(card) }
}

function registerCard(context: Context, act: Act): unknown {
  const link = textIn(act, 'link')
  const row = context.store.rows('cardRegistrations').find((candidate) => candidate.link === link)
  return endCardRegistration(context, pendingAt(row, link), act)
}

function completePayment(context: Context, act: Act): unknown {
  const { store } = context
  const link = textIn(act, 'link')
  const found = store.rows('transactions').find((candidate) => candidate.visit?.link === link)
  const row: TransactionRow = pendingAt(found, link)
  const failed = flagIn(act, 'failed', false)
  const order = findRow(store.get('orders', row.orderId), `order ${row.orderId}`, [])
  store.put('transactions', { ...row, state: failed ? 'failed' : 'paid' })
  if (!failed && order.paid === null) settleOrder(context, order)
  return { redirect: failed ? row.visit?.failedUrl : row.visit?.successUrl }
}

const linkNote = 'link is the Location that the shop answered'

export const salesActs: Acts<Context> = {
  issue_voucher_code: {
    takes: ['code?', 'voucherId?', 'validUntil?', 'creationPrice?'],
    note: 'creationPrice is {amount, discount?, vatPercentage?, currencyCode?}',
    run: issueVoucherCode,
  },
  issue_loyalty_code: { takes: ['code', 'points', 'validUntil?'], run: issueLoyaltyCode },
  lapse_loyalty_code: { takes: ['code'], run: lapseLoyaltyCode },
  make_invoice: {
    takes: [
      ...['lines', 'customerId?', 'orderId?', 'type?', 'currencyCode?', 'deliveryAddress?', 'externalId?', 'paid?'],
    ],
    note: 'lines is [{type, quantity, amount, …}]',
    run: makeInvoice,
  },
  export_invoice: { takes: ['number', 'externalId'], run: exportInvoice },
  register_card: {
    takes: ['link', 'failed?', 'brand?', 'number?', 'expire_year?', 'expire_month?'],
    note: `${linkNote}, number is masked`,
    run: registerCard,
  },
  complete_payment: { takes: ['link', 'failed?'], note: linkNote, run: completePayment },
}
