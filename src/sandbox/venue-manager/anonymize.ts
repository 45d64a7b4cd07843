/** The end of a customer: what stands in its way, and what is wiped. Orders and invoices stay, without a name. */
import { readBody, requireClient, requireClientArguments } from './arguments.ts'
import { type Call, type Caller, emptyJson, type Operation, ok, type Reply } from './context.ts'
import { ApiError } from './errors.ts'
import { validSeasonCards } from './season-cards.ts'

function reasonsAgainst(call: Call, { customer: { id } }: Caller): string[] {
  if (call.switches.anonymize_conditions === 'none') return []
  const { store } = call
  const checks: readonly (readonly [boolean, string])[] = [
    [store.rows('orders').some((row) => row.customerId === id && row.paid === null), 'An order is not paid.'],
    [
      store.rows('invoices').some((row) => row.customerId === id && row.type === 'invoice' && !row.paid),
      'An invoice is not paid.',
    ],
    [validSeasonCards(call, id).length > 0, 'A season card is still valid.'],
  ]
  return checks.filter(([holds]) => holds).map(([, reason]) => reason)
}

function check(call: Call, caller: Caller): Reply {
  requireClientArguments(call)
  const reasons = reasonsAgainst(call, caller)
  return ok({ canBeAnonymized: reasons.length === 0, reasons })
}

function anonymize(call: Call, caller: Caller): Reply {
  requireClient(call, readBody(call))
  const reasons = reasonsAgainst(call, caller)
  if (reasons.length > 0) {
    const text = `The customer cannot be anonymized for the following reasons: ${reasons.join(', ')}`
    throw new ApiError(400, text, { code: 1000 })
  }
  const { store, clock } = call
  const { id } = caller.customer
  store.put('customers', {
    ...caller.customer,
    username: '',
    passwordDigest: '',
    address: {},
    pushTokenDigest: null,
    resetMailed: null,
    anonymized: clock.now(),
  })
  for (const name of ['tokens', 'oneTimeTokens', 'cards', 'cardRegistrations'] as const) {
    store.remove(name, ({ customerId }) => customerId === id)
  }
  for (const order of store.rows('orders').filter(({ customerId }) => customerId === id)) {
    store.put('orders', { ...order, lines: order.lines.map((line) => ({ ...line, properties: {} })) })
  }
  for (const invoice of store.rows('invoices').filter(({ customerId }) => customerId === id)) {
    store.put('invoices', { ...invoice, customer: {}, deliveryAddress: null })
  }
  return emptyJson()
}

export const anonymizeOperations: readonly Operation[] = [
  { method: 'GET', path: '/customer/anonymize', needs: 'customer', run: check },
  { method: 'POST', path: '/customer/anonymize', needs: 'customer', run: anonymize },
]
