/** Tokens of customers and guests: for the API, for push messages, and for one login at the shop's own pages. */

import { signJwt } from '../jwt.ts'
import { derivedHex, digestOf, digestOfPassword, signingKey } from './accounts.ts'
import { type Client, readBody, requireClient, requireText } from './arguments.ts'
import { callerOfToken } from './authority.ts'
import { addressFieldsOf, billing } from './configuration.ts'
import { type Call, type Caller, noContent, type Operation, ok, type Reply } from './context.ts'
import { ApiError } from './errors.ts'
import type { CustomerRow, TokenRow } from './records.ts'
import { seasonRankOf } from './season-cards.ts'

/** The default; nothing says how it is changed. */
const oneTimeTokenLifetime = 60_000
const issuer = 'nordic-arena'

/** `{id, token, customerId}`: the id is the token's, and its jti. */
export function issueToken(
  { store, clock }: Call,
  customer: CustomerRow,
  client: Client,
  kind: TokenRow['kind'] = 'simple',
  claims: Readonly<Record<string, unknown>> = {},
): Reply {
  const { id } = store.add('tokens', { customerId: customer.id, kind, ...client, revoked: false })
  const own = { iss: issuer, iat: Math.floor(clock.now() / 1000), jti: String(id) }
  return ok({ id, token: signJwt({ ...own, ...claims }, signingKey), customerId: customer.id })
}

function logIn(call: Call): Reply {
  const body = readBody(call)
  const username = requireText(body, 'username')
  const password = requireText(body, 'password')
  const client = requireClient(call, body)
  const customer = call.store
    .rows('customers')
    .find((row) => row.kind === 'customer' && row.anonymized === null && row.username === username)
  if (customer === undefined || customer.passwordDigest !== digestOfPassword(customer.id, password)) {
    throw new ApiError(401, 'Cannot login with supplied username and password.')
  }
  return issueToken(call, customer, client)
}

/** Names and phone only where the shop asks for them in its billing address. */
function dataClaims(call: Call, { id, username, address }: CustomerRow): Readonly<Record<string, unknown>> {
  const asked = new Set(addressFieldsOf(call, billing).map(({ field }) => field))
  const claims: Record<string, unknown> = {}
  const claim = (name: string, ...fields: readonly string[]): void => {
    const there = fields.filter((field) => asked.has(field))
    if (there.length > 0) claims[name] = there.map((field) => address[field]).find((value) => value !== undefined) ?? ''
  }
  claim('name', 'name')
  claim('given_name', 'firstname')
  claim('family_name', 'lastname')
  claims['email'] = username
  claim('phone_number', 'mobile', 'phone')
  claims['season_rank'] = seasonRankOf(call, id)
  return claims
}

function makeDataToken(call: Call, { customer }: Caller): Reply {
  const simple = callerOfToken(call.store, requireText(readBody(call), 'token'))
  if (simple === undefined || simple.token.kind !== 'simple' || simple.customer.id !== customer.id) {
    throw new ApiError(401, 'Invalid token')
  }
  const { clientName, clientOs } = simple.token
  return issueToken(call, customer, { clientName, clientOs }, 'data', dataClaims(call, customer))
}

function setPushToken(call: Call, { customer }: Caller): Reply {
  const token = requireText(readBody(call), 'token')
  call.store.put('customers', { ...customer, pushTokenDigest: digestOf(token) })
  return noContent()
}

function makeGuestToken(call: Call): Reply {
  const client = requireClient(call, readBody(call))
  const guest = call.store.add('customers', {
    kind: 'guest',
    username: '',
    passwordDigest: '',
    address: {},
    pushTokenDigest: null,
    resetMailed: null,
    anonymized: null,
  })
  return issueToken(call, guest, client)
}

function makeOneTimeToken(call: Call, { customer }: Caller): Reply {
  requireClient(call, readBody(call))
  const token = derivedHex(`one-time token ${call.store.nextId('oneTimeTokens')}`, 40)
  const expires = call.clock.now() + oneTimeTokenLifetime
  call.store.add('oneTimeTokens', { customerId: customer.id, digest: digestOf(token), expires, used: false })
  return ok({ token })
}

export const tokenOperations: readonly Operation[] = [
  { method: 'POST', path: '/customer/token', needs: 'nothing', run: logIn },
  { method: 'GET', path: '/customer/token', needs: 'token', run: noContent },
  { method: 'POST', path: '/customer/dataToken', needs: 'customer', run: makeDataToken },
  { method: 'POST', path: '/customer/pushToken', needs: 'customer', run: setPushToken },
  { method: 'POST', path: '/customer/guestToken', needs: 'nothing', run: makeGuestToken },
  { method: 'POST', path: '/customer/onetimetoken', needs: 'customer', run: makeOneTimeToken },
]
