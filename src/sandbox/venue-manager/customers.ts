/** Customers: created, read and edited by themselves, and their passwords. */
import { digestOfPassword } from './accounts.ts'
import { editedAddress, newAddress, showAddress } from './addresses.ts'
import { readBody, requireClient, requireClientArguments, requireId, requireList, requireText } from './arguments.ts'
import { type Call, type Caller, emptyJson, notLoggedIn, type Operation, ok, type Reply } from './context.ts'
import { ApiError } from './errors.ts'
import type { CustomerRow } from './records.ts'
import { seasonRankOf } from './season-cards.ts'
import { issueToken } from './tokens.ts'

function create(call: Call): Reply {
  const body = readBody(call)
  const password = requireText(body, 'password')
  requireList(body, 'address')
  const client = requireClient(call, body)
  const person = newAddress(call, body)
  const id = call.store.nextId('customers')
  const customer = call.store.put('customers', {
    id,
    kind: 'customer',
    ...person,
    passwordDigest: digestOfPassword(id, password),
    pushTokenDigest: null,
    resetMailed: null,
    anonymized: null,
  })
  return issueToken(call, customer, client)
}

const refusals: Readonly<Record<number, string>> = { 401: notLoggedIn, 403: 'Forbidden.', 404: 'Unknown customer.' }

/** A token opens its own customer only. */
function requireOwn(call: Call, { customer }: Caller): CustomerRow {
  if (requireId(call.placeholders['customerId']) === customer.id) return customer
  const status = call.switches.other_customer_status
  throw new ApiError(status, refusals[status] ?? '')
}

function read(call: Call, caller: Caller): Reply {
  const { id, username, address } = requireOwn(call, caller)
  requireClientArguments(call)
  const rank = seasonRankOf(call, id)
  const data = rank === null ? [] : [{ label: 'seasonRank', value: String(rank) }]
  return ok({ id, username, address: showAddress(call, address), data })
}

function edit(call: Call, caller: Caller): Reply {
  const customer = requireOwn(call, caller)
  call.store.put('customers', editedAddress(call, customer, readBody(call)))
  return emptyJson()
}

function changePassword(call: Call, { customer }: Caller): Reply {
  const body = readBody(call)
  const [before, after] = [requireText(body, 'oldPassword'), requireText(body, 'newPassword')]
  if (customer.passwordDigest !== digestOfPassword(customer.id, before)) {
    throw new ApiError(400, 'Den gamle adgangskode er forkert', { code: 1001 })
  }
  setPassword(call, customer, after)
  return emptyJson()
}

export function setPassword(
  { store, switches }: Pick<Call, 'store' | 'switches'>,
  customer: CustomerRow,
  password: string,
): void {
  store.put('customers', {
    ...customer,
    passwordDigest: digestOfPassword(customer.id, password),
    resetMailed: null,
  })
  if (switches.tokens_after_password === 'kept') return
  for (const token of store.rows('tokens')) {
    if (token.customerId === customer.id) store.put('tokens', { ...token, revoked: true })
  }
}

function mailReset(call: Call): Reply {
  const username = requireText(readBody(call), 'username')
  const customer = call.store.rows('customers').find((row) => row.kind === 'customer' && row.username === username)
  if (customer === undefined || customer.anonymized !== null) throw new ApiError(404, 'Ukendt brugernavn.')
  call.store.put('customers', { ...customer, resetMailed: call.clock.now() })
  return ok({ message: 'Du vil snarest modtage et link per mail til at nulstille din adgangskode.' })
}

export const customerOperations: readonly Operation[] = [
  { method: 'POST', path: '/customer', needs: 'nothing', run: create },
  { method: 'GET', path: '/customer/{customerId}', needs: 'customer', run: read },
  { method: 'POST', path: '/customer/{customerId}', needs: 'customer', refusal: notLoggedIn, run: edit },
  { method: 'POST', path: '/customer/updatePass', needs: 'customer', refusal: notLoggedIn, run: changePassword },
  { method: 'POST', path: '/customer/resetpass', needs: 'nothing', run: mailReset },
]
