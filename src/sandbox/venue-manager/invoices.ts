/** Invoices for the accounting system: listed from a number on, and marked as paid by the id they were exported with. */
import { dayOf } from '../local-time.ts'
import { wholeNumber } from './arguments.ts'
import { type Call, type Context, noContent, type Operation, ok, type Reply } from './context.ts'
import { badArgument, described } from './errors.ts'
import { rounded, vatInside } from './money.ts'
import type { InvoiceLine, InvoiceRow } from './records.ts'
import { toXml } from './xml.ts'

function lineTotal({ quantity, amount, discount }: InvoiceLine): number {
  return rounded(quantity * amount - discount)
}

function showLine(line: InvoiceLine): unknown {
  const { id, type, quantity, amount, discount, vatPercentage, ...details } = line
  return { id, type, quantity, amount, discount, vatPercentage, totalAmount: lineTotal(line), ...details }
}

function sum(lines: readonly InvoiceLine[], part: (line: InvoiceLine) => number): number {
  return rounded(lines.reduce((total, line) => total + part(line), 0))
}

export function showInvoice({ switches }: Context, row: InvoiceRow): unknown {
  const { id, number, orderId, type, currencyCode, customerId, customer, deliveryAddress, lines } = row
  const day = dayOf(row.date, 'Europe/Copenhagen')
  return {
    id,
    number,
    orderId,
    type,
    date: switches.invoice_date === 'year' ? day.slice(0, 4) : day,
    totalAmount: sum(lines, lineTotal),
    totalDiscount: sum(lines, ({ discount }) => discount),
    totalVat: sum(lines, (line) => vatInside(lineTotal(line), line.vatPercentage)),
    currencyCode,
    customer: { id: customerId, ...customer },
    ...(deliveryAddress === null ? {} : { deliveryAddress }),
    lines: lines.map(showLine),
  }
}

function byNumber(call: Call): InvoiceRow[] {
  return [...call.store.rows('invoices')].sort((a, b) => a.number - b.number)
}

function pick(call: Call): InvoiceRow[] {
  const after = call.query.get('afterNumber') || undefined
  const limitText = call.query.get('limit') || undefined
  const limit = limitText === undefined ? call.switches.invoice_default_limit : wholeNumber(limitText)
  if (limit === undefined || limit === 0) throw badArgument('limit', 'a number above 0')
  const rows = byNumber(call)
  const known = rows.findIndex(({ number }) => number === wholeNumber(after))
  if (after !== undefined && known === -1) throw described(404, 'afterNumber is not a known invoice.')
  const rest = rows.slice(known + 1)
  return limit === 'all' ? rest : rest.slice(0, limit)
}

function list(call: Call): Reply {
  const format = call.query.get('format') || 'json'
  if (format !== 'json' && format !== 'xml') throw described(400, 'format is not valid. Must be json or xml.')
  const shown = pick(call).map((row) => showInvoice(call, row))
  if (format === 'json') return ok(shown)
  const asJson = call.switches.invoice_xml === 'json'
  return { status: 200, xml: asJson ? JSON.stringify(shown) : toXml('invoices', shown) }
}

function markAsPaid({ store, placeholders }: Call): Reply {
  const { externalId } = placeholders
  const [row, ...others] = store.rows('invoices').filter((invoice) => invoice.externalId === externalId)
  if (row === undefined) throw described(404, 'The supplied externalId is not known.')
  if (others.length > 0) throw described(406, 'The supplied externalId does not uniquely identify an invoice.')
  if (!row.paid) store.put('invoices', { ...row, paid: true })
  return noContent()
}

export const invoiceOperations: readonly Operation[] = [
  { method: 'GET', path: '/invoice', needs: 'apiUser', run: list },
  { method: 'PUT', path: '/invoice/markAsPaidByExternalId/{externalId}', needs: 'apiUser', run: markAsPaid },
]
