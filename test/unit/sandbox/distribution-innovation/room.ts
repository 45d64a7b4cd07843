/** A sandbox that serves Distribution Innovation alone, and a hand to call it with: what every test of this folder begins with. */
import {
  diCredentials,
  otherOwnerPartyKey,
  ownerPartyKey,
} from '../../../../src/sandbox/distribution-innovation/accounts.ts'
import type { ShopRow } from '../../../../src/sandbox/distribution-innovation/records.ts'
import type { StoreSnapshot } from '../../../../src/sandbox/distribution-innovation/store.ts'
import type { DiSwitches } from '../../../../src/sandbox/distribution-innovation/switches.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../../src/sandbox/server.ts'
import type { VendorSandbox } from '../../../../src/sandbox/side.ts'

// biome-ignore lint/suspicious/noExplicitAny: tests reach into replies whose shape is what they check
export type Loose = any

export interface Reply {
  readonly status: number
  readonly text: string
  readonly headers: Headers
  /** The parsed body; `undefined` where it is empty or not JSON. */
  readonly json: Loose
}

export type Who = 'full' | 'noRole' | 'other'

export interface Room {
  readonly sandbox: Sandbox
  readonly side: VendorSandbox<StoreSnapshot, DiSwitches>
  /** With the headers given and nothing else. */
  raw(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Reply>
  token(who?: Who, minutes?: number): Promise<string>
  /** As somebody who logged in when first needed; as `full` unless said. */
  call(method: string, path: string, body?: unknown, who?: Who): Promise<Reply>
  /** The shop object of a create that has to succeed. */
  create(body?: unknown, who?: Who): Promise<Loose>
  patch(id: number, body: unknown): Promise<Reply>
  shop(id: number): ShopRow
  set(switches: Partial<DiSwitches>): void
  close(): Promise<void>
}

export const paths = { login: '/ws/json/auth/v-3/login', shops: '/ws/json/shop/v-1' } as const

const { username, password, readOnlyUsername, readOnlyPassword, otherUsername, otherPassword } = diCredentials
export const logins: Readonly<Record<Who, { username: string; password: string }>> = {
  full: { username, password },
  noRole: { username: readOnlyUsername, password: readOnlyPassword },
  other: { username: otherUsername, password: otherPassword },
}

export const address = {
  street: 'Normannsgata',
  streetNumber: '5',
  entrance: 'A',
  zipCode: '1265',
  city: 'Oslo',
  countryCode: 'NO',
} as const

/** A create of v8 with as little as it may have; `changes` are of the shop object. */
export function minimal(changes: Readonly<Record<string, unknown>> = {}, key: string = ownerPartyKey): Loose {
  return {
    ownerPartyKey: key,
    shop: { email: 'email@test.com', address, ...changes },
    addressCollector: true,
    transportSolutionIds: [1, 2, 3],
  }
}

export function minimalOfOther(): Loose {
  return minimal({}, otherOwnerPartyKey)
}

/** With every field of the page, and the values of its tables. */
export const fullShop = {
  organizationNumber: '123 456 789',
  email: 'email@test.com',
  address: { ...address, streetNumber: 5 },
  legalName: 'Company AS',
  delivererEDI: 'EDI software used',
  vatLiable: true,
  webShopPlatform: 'Egen',
  ceo: 'Daglig leder',
  customerManager: 'Kundeservice',
  contactPersonPhone: '58692698',
  externalCustomerIds: [{ freightProductId: 1, customerNumber: 1 }],
} as const

/** The sample request of the page's middle version: another spelling of the last key, and a zip code against its own table. */
export const sample = {
  ownerPartyKey,
  shop: {
    organizationNumber: '543 123 345',
    email: 'email@email.com',
    address: { street: 'Street gata', streetNumber: 5, zipCode: 55555, city: 'The City', countryCode: 'NO' },
    legalName: 'Legal Name2',
    shortName: 'sn1',
    delivererEDI: 'delivererEDI',
    vatLiable: false,
    webShopPlatform: 'web shop platform',
    ceo: 'Daglig leder',
    customerManager: 'Kundeservice',
    externalCustomerIds: [{ freightProductId: 1, customerNumber: 3799475 }],
  },
  customerSystem: { name: ' customer system', shortName: 'abcd' },
  transportSolutionsIds: [1],
} as const

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export async function openRoom(
  switches: Partial<DiSwitches> = {},
  options: Omit<SandboxOptions, 'switches' | 'vendors'> = {},
): Promise<Room> {
  const sandbox = await startSandbox({
    ...options,
    vendors: ['distribution-innovation'],
    switches: { 'distribution-innovation': switches },
  })
  const side = sandbox.vendor('distribution-innovation') as unknown as Room['side']
  const tokens = new Map<Who, string>()
  const raw: Room['raw'] = async (method, path, body, headers = {}) => {
    const content = typeof body === 'string' ? body : body === undefined ? null : JSON.stringify(body)
    const type: Record<string, string> = content === null ? {} : { 'content-type': 'application/json' }
    const all = { connection: 'close', ...type, ...headers }
    const response = await fetch(`${side.url}${path}`, { method, headers: all, body: content })
    const text = await response.text()
    return { status: response.status, text, headers: response.headers, json: parse(text) }
  }
  const token: Room['token'] = async (who = 'full', minutes = 1440) => {
    const reply = await raw('POST', `${paths.login}/${minutes}`, logins[who])
    if (reply.status !== 200) throw new Error(`login: ${reply.status} ${reply.text}`)
    return reply.json.token
  }
  const call: Room['call'] = async (method, path, body, who = 'full') => {
    const known = tokens.get(who) ?? (await token(who))
    tokens.set(who, known)
    return raw(method, path, body, { authorization: `Bearer ${known}` })
  }
  return {
    sandbox,
    side,
    raw,
    token,
    call,
    create: async (body = minimal(), who) => {
      const reply = await call('POST', paths.shops, body, who)
      if (reply.status >= 300) throw new Error(`create: ${reply.status} ${reply.text}`)
      return reply.json
    },
    patch: (id, body) => call('PATCH', `${paths.shops}/${id}`, body),
    shop: (id) => {
      const row = side.snapshot().shops.find((candidate) => candidate.id === id)
      if (row === undefined) throw new Error(`there is no shop ${id}`)
      return row
    },
    set: (changes) => side.set(changes),
    close: () => sandbox.close(),
  }
}
