/** A sandbox with the Venue Manager room, and hands to call it with: what every test of this folder begins with. */

import { type Sandbox, type SandboxOptions, startSandbox } from '../../../../src/sandbox/server.ts'
import type { VendorSandbox } from '../../../../src/sandbox/side.ts'
import { credentials, ids } from '../../../../src/sandbox/venue-manager/accounts.ts'
import type { StoreSnapshot } from '../../../../src/sandbox/venue-manager/store.ts'
import type { VenueManagerSwitches } from '../../../../src/sandbox/venue-manager/switches.ts'

// biome-ignore lint/suspicious/noExplicitAny: tests reach into replies whose shape is what they check
export type Loose = any

export interface Reply {
  readonly status: number
  readonly text: string
  readonly headers: Headers
  /** The parsed body; a failed parse is `undefined`. */
  readonly json: Loose
}

/** An Authorization header, or none. */
export type Who = string | undefined

export interface Arena {
  readonly sandbox: Sandbox
  readonly side: VendorSandbox<StoreSnapshot, VenueManagerSwitches>
  /** Basic, for the invoices. */
  readonly api: string
  call(method: string, path: string, body?: unknown, who?: Who, headers?: Record<string, string>): Promise<Reply>
  /** The parsed reply of a call that has to succeed. */
  ok(method: string, path: string, body?: unknown, who?: Who): Promise<Loose>
  /** The Authorization of the seeded customer, or of another. */
  logIn(username?: string, password?: string): Promise<string>
  /** The Authorization of a customer that has nothing yet. */
  newCustomer(email?: string): Promise<string>
  guest(): Promise<string>
  act(name: string, more?: Readonly<Record<string, unknown>>): Loose
  control(method: string, path: string, body?: unknown): Promise<Reply>
  close(): Promise<void>
}

export const client = { clientName: 'VenueApp', clientOs: 'iPhone' }
export const clientQuery = 'clientName=VenueApp&clientOs=iPhone'
export const password = 'a password of this test'
export const orderBody = { orderLines: [{ productId: 52, quantity: 2 }], ...client }
export const payBody = { successUrl: 'http://127.0.0.1/ok', failedUrl: 'http://127.0.0.1/no', ...client }
export const customerId: number = ids.customerId

export const person = (email: string): Loose[] => [
  { field: 'firstname', value: 'Prøve' },
  { field: 'lastname', value: 'Konto' },
  { field: 'email', value: email },
]

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export function basic(username: string, secret: string): string {
  return `Basic ${Buffer.from(`${username}:${secret}`).toString('base64')}`
}

async function request(url: string, method: string, body: unknown, headers: Record<string, string>): Promise<Reply> {
  const content = body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body)
  const response = await fetch(url, { method, headers: { connection: 'close', ...headers }, body: content })
  const text = await response.text()
  return { status: response.status, text, headers: response.headers, json: parse(text) }
}

function must(reply: Reply, what: string): Loose {
  if (reply.status >= 300) throw new Error(`${what}: ${reply.status} ${reply.text}`)
  return reply.json
}

/** With the seed `nordic-group`, and at noon of a day in Denmark, unless told otherwise. */
export async function openArena(options: SandboxOptions = {}): Promise<Arena> {
  const sandbox = await startSandbox({
    vendors: ['venue-manager'],
    seed: 'nordic-group',
    now: '2026-03-01T11:00:00Z',
    ...options,
  })
  const side = sandbox.vendor('venue-manager') as Arena['side']
  const call: Arena['call'] = (method, path, body, who, headers = {}) =>
    request(`${side.url}${path}`, method, body, { ...(who === undefined ? {} : { authorization: who }), ...headers })
  const ok: Arena['ok'] = async (method, path, body, who) =>
    must(await call(method, path, body, who), `${method} ${path}`)
  const bearer = (reply: Loose): string => `Bearer ${reply.token}`
  return {
    sandbox,
    side,
    api: basic(credentials.apiUsername, credentials.apiPassword),
    call,
    ok,
    logIn: async (username = credentials.customerUsername, secret = credentials.customerPassword) =>
      bearer(await ok('POST', '/customer/token', { username, password: secret, ...client })),
    newCustomer: async (email = 'ny@nordic-arena.example') =>
      bearer(await ok('POST', '/customer', { password, address: person(email), ...client })),
    guest: async () => bearer(await ok('POST', '/customer/guestToken', client)),
    act: (name, more = {}) => side.act({ act: name, ...more }),
    control: (method, path, body) => request(`${sandbox.ready.control}${path}`, method, body, {}),
    close: () => sandbox.close(),
  }
}

export function claimsOf(token: string): Loose {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))
}

/** A value with every leaf replaced by its type, so that two answers can be compared in shape. Lists show their first element. */
export function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [shapeOf(value[0])]
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, shapeOf(part)]))
}
