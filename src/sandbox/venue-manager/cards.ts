/** Saved payment cards: listed here, registered at the payment provider, of which only the link is known here. */
import { derivedHex } from './accounts.ts'
import { readBody, requireClient, requireClientArguments, requireText } from './arguments.ts'
import { type Call, type Caller, type Operation, ok, type Reply } from './context.ts'
import type { CardRow, Visit } from './records.ts'

/** A name that can never be reached: the vendor's examples lead to a real payment provider. */
const provider = 'https://payment.example'

export function newVisit(body: Readonly<Record<string, unknown>>, kind: 'cards' | 'payments', id: number): Visit {
  return {
    link: `${provider}/${kind}/${derivedHex(`${kind} ${id}`, 64)}`,
    successUrl: requireText(body, 'successUrl'),
    failedUrl: requireText(body, 'failedUrl'),
  }
}

export function showCard({ id, brand, number, expireYear, expireMonth }: CardRow): unknown {
  return { id, brand, number, expire_year: expireYear, expire_month: expireMonth }
}

function list(call: Call, { customer }: Caller): Reply {
  requireClientArguments(call)
  const own = call.store.rows('cards').filter((row) => row.customerId === customer.id)
  return ok(own.map(showCard))
}

function register(call: Call, { customer }: Caller): Reply {
  const body = readBody(call)
  const { store } = call
  const visit = newVisit(body, 'cards', store.nextId('cardRegistrations'))
  requireClient(call, body)
  store.add('cardRegistrations', { customerId: customer.id, ...visit, state: 'pending' })
  return { status: 201, headers: { location: visit.link } }
}

export const cardOperations: readonly Operation[] = [
  { method: 'GET', path: '/customer/paymentcards', needs: 'customer', run: list },
  { method: 'POST', path: '/customer/paymentcards', needs: 'customer', run: register },
]
