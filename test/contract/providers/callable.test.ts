/** Every operation of four vendors through `butik api`, against the sandbox. Shoporama's 37 are in shoporama/api.test.ts. */
import { describe, expect, it, onTestFinished, test } from 'vitest'
import { undiciFetch } from '../../../src/http/undici-fetch.ts'
import { defaultLimits } from '../../../src/model/config.ts'
import { VendorError } from '../../../src/model/errors.ts'
import type { Json, JsonObject } from '../../../src/model/json.ts'
import type { ApiInput, Provider } from '../../../src/model/provider.ts'
import { nettbutikk } from '../../../src/providers/24nettbutikk/index.ts'
import { distributionInnovation } from '../../../src/providers/distribution-innovation/index.ts'
import { scanpay } from '../../../src/providers/scanpay/index.ts'
import { venueManager } from '../../../src/providers/venue-manager/index.ts'
import { type Sandbox, startSandbox } from '../../../src/sandbox/server.ts'
import type { VendorSandbox } from '../../../src/sandbox/side.ts'
import { credentials, ids } from '../../../src/sandbox/venue-manager/accounts.ts'
import { requests } from '../../support/venue-manager-page.ts'

const signal = new AbortController().signal
const given = (parameters: ApiInput['parameters'] = {}, body?: Json): ApiInput =>
  body === undefined ? { parameters } : { parameters, body }

interface Desk {
  readonly room: VendorSandbox
  /** What the sandbox says to whoever starts it: addresses and credentials. */
  readonly ready: JsonObject
  send(id: string, input: ApiInput): Promise<{ readonly status: number; readonly text: string }>
}

/** What comes before the call; its answer is put into `input`. */
type Before = (desk: Desk) => Promise<ApiInput> | ApiInput

interface Call {
  readonly id: string
  readonly status: number
  readonly input: ApiInput | Before
}

interface Vendor {
  readonly provider: Provider
  readonly values: (ready: JsonObject) => JsonObject
  /** A setting that takes a call, such as a customer's token. */
  readonly login?: (desk: Desk) => Promise<JsonObject>
  readonly calls: readonly Call[]
}

function call(id: string, status: number, input: ApiInput | Before = given()): Call {
  return { id, status, input }
}

function open(sandbox: Sandbox, { provider, values }: Vendor, more: JsonObject = {}): Desk {
  const room = sandbox.vendor(provider.vendor)
  // As anybody reads it who starts the sandbox: one line of JSON.
  const all: { readonly [vendor: string]: JsonObject } = JSON.parse(JSON.stringify(sandbox.ready))
  const ready = all[provider.vendor] ?? {}
  const session = provider.connect(
    {
      name: 'it',
      vendor: provider.vendor,
      values: { url: String(ready['url']), ...values(ready), ...more },
      bulk: defaultLimits.bulk,
      probed: {},
    },
    {
      fetch: undiciFetch,
      clock: { now: () => new Date(sandbox.clock.now()), sleep: () => Promise.resolve() },
      meter: () => undefined,
      trace: () => undefined,
      random: () => 0.5,
      hosts: new Map(),
    },
  )
  const send: Desk['send'] = async (id, input) => {
    expect(provider.api.check(id, input)).toEqual([])
    try {
      return await provider.api.send(session, id, input, signal)
    } catch (error) {
      if (error instanceof VendorError && error.status !== undefined) return { status: error.status, text: '' }
      throw error
    }
  }
  return { room, ready, send }
}

const app = { clientName: 'VenueApp', clientOs: 'iPhone' }
const guest = { firstname: 'Prøve', lastname: 'Konto', email: 'x@nordic-arena.example' }
const address = Object.entries(guest).map(([field, value]) => ({ field, value }))
const fromJson = (value: unknown): Json => JSON.parse(JSON.stringify(value))

const afterOrder =
  (input: ApiInput): Before =>
  async ({ send }) => {
    expect((await send('order.create', given({}, fromJson(requests.createOrder)))).status).toBeLessThan(300)
    return input
  }

async function logIn(send: Desk['send']): Promise<{ readonly token: string }> {
  const { customerUsername: username, customerPassword: password } = credentials
  return JSON.parse((await send('token.create', given({}, { username, password, ...app }))).text)
}

const venue: Vendor = {
  provider: venueManager,
  values: () => ({ api_username: credentials.apiUsername, api_password: credentials.apiPassword }),
  login: async ({ send }) => ({ customer_token: (await logIn(send)).token }),
  calls: [
    call('test.integer', 200),
    call('test.integerArray', 200),
    call('test.string', 200),
    call('test.object', 200),
    call('test.noContent', 204),
    call('test.forbidden', 403),
    call('config.address', 200, given({ languageCode: 'da', addressType: 'billing' })),
    call('config.geofence', 200, given({ languageCode: 'da' })),
    call('customer.create', 200, given({}, { password: 'a password', address, ...app })),
    call('customer.read', 200, given({ customerId: String(ids.customerId), ...app })),
    call('customer.edit', 204, given({ customerId: String(ids.customerId) }, fromJson(requests.editCustomer))),
    call(
      'customer.updatePass',
      204,
      given({}, { oldPassword: credentials.customerPassword, newPassword: 'another password' }),
    ),
    call('customer.resetpass', 200, given({}, { username: credentials.customerUsername })),
    call(
      'token.create',
      200,
      given({}, { username: credentials.customerUsername, password: credentials.customerPassword, ...app }),
    ),
    call('token.validate', 204),
    call('token.data', 200, async ({ send }) => {
      const { token } = await logIn(send)
      return given({}, { token })
    }),
    call('token.push', 204, given({}, { token: 'push' })),
    call('token.guest', 200, given({}, app)),
    call('token.onetime', 200, given({}, app)),
    call('anonymize.check', 200, given(app)),
    // The customer of the seed has what stands in the way: an answer as well.
    call('anonymize.run', 400, given({}, app)),
    call('paymentcards.list', 200, given(app)),
    call('paymentcards.add', 201, given({}, fromJson(requests.addCard))),
    call('customergroup.list', 200),
    call('order.create', 201, given({}, fromJson(requests.createOrder))),
    call('ordertransaction.savedcard', 200, afterOrder(given({ cardId: String(ids.cardId) }))),
    call('ordertransaction.create', 201, afterOrder(given({}, fromJson(requests.payOrder)))),
    call('catalog.categories', 200, given({ languageCode: 'en' })),
    call('catalog.products', 200, given({ productType: 'seasoncard' })),
    call('catalog.product', 200, given({ id: String(ids.productId) })),
    call('invoice.list', 200, given({ limit: '5' })),
    call('invoice.markAsPaid', 204, given({ externalId: ids.externalId })),
    call('loyalty.registerUsage', 200, given({}, { ...app, code: ids.loyaltyCode })),
    call('voucher.read', 200, given({ code: ids.voucherCode })),
    call('voucher.redeem', 204, given({}, { id: ids.voucherCodeId })),
  ],
}

const nettbutikkPage = { limit: '2', offset: '0' }
const nettbutikkWindow = { ...nettbutikkPage, since: '1577836800', until: '1893456000' }
const norwegian: Vendor = {
  provider: nettbutikk,
  values: ({ token = '' }) => ({ token }),
  calls: [
    call('root', 200),
    ...['orders', 'products', 'customers'].flatMap((name) => [
      call(`${name}.list`, 200, given(nettbutikkPage)),
      call(`${name}.since`, 200, given(nettbutikkWindow)),
      call(`${name}.head`, 200),
    ]),
    call('orders.read', 200, given({ order_no: '10001' })),
  ],
}

const deliveryShop = {
  ownerPartyKey: 'sandbox-nordic-group',
  transportSolutionIds: [1],
  addressCollector: true,
  shop: {
    email: 'lager@nordic-group.example',
    legalName: 'Lager',
    organizationNumber: '987654321',
    vatLiable: true,
    address: { street: 'Lagergata', streetNumber: 12, zipCode: '0484', city: 'Oslo', countryCode: 'NO' },
  },
}
const delivery: Vendor = {
  provider: distributionInnovation,
  values: ({ username = '', password = '' }) => ({ username, password }),
  calls: [
    call('auth.login', 200, given({ minutes: '60' })),
    call('shop.create', 200, given({}, deliveryShop)),
    call('shop.update', 200, async ({ room, send }) => {
      await send('shop.create', given({}, deliveryShop))
      const shops = fromJson(room.act({ act: 'list_shops' }))
      const last = Array.isArray(shops) ? shops.at(-1) : undefined
      const id = typeof last === 'object' && last !== null && !Array.isArray(last) ? (last['id'] ?? last['shopId']) : 0
      return given({ shopId: String(id), ceo: 'Daglig leder' })
    }),
  ],
}

const chair = { items: [{ name: 'Egestol', quantity: 2, total: '199.90 DKK', sku: 'CH-001' }] }
/** A link that somebody paid: its transaction. */
async function paid({ room, send }: Desk): Promise<string> {
  const { text } = await send('pay.new', given({}, chair))
  const { url }: { readonly url: string } = JSON.parse(text)
  const answer: { readonly transaction: number } = JSON.parse(JSON.stringify(room.act({ act: 'pay', link: url })))
  return String(answer.transaction)
}
const captured = async (desk: Desk): Promise<string> => {
  const id = await paid(desk)
  await desk.send('trn.capture', given({ id }, { total: '20 DKK', index: 0 }))
  return id
}
const capture = { total: '20 DKK', index: 0 }
const payments: Vendor = {
  provider: scanpay,
  values: ({ apiKey = '' }) => ({ api_key: apiKey }),
  calls: [
    call('pay.new', 200, given({}, chair)),
    call('pay.expire', 200, async ({ send }) => {
      const { id }: { readonly id: string } = JSON.parse((await send('pay.new', given({}, chair))).text)
      return given({ id })
    }),
    call('trn.capture', 200, async (desk) => given({ id: await paid(desk) }, capture)),
    call('trn.refund', 200, async (desk) => given({ id: await captured(desk) }, { total: '20 DKK', index: 1 })),
    call('trn.void', 200, async (desk) => given({ id: await paid(desk) })),
    call('sub.charge', 200, given({ id: '1' }, chair)),
    call('sub.renew', 200, given({ id: '1' }, {})),
    call('sub.invalidate', 200, given({ id: '1' })),
    call('seq', 200, given({ prevseq: '0' })),
    call('v1.new', 200, given({}, { subscriber: { ref: '5' } })),
    call('v1.seq', 200, given({ seq: '0' })),
    call('v1.capture', 200, async (desk) => given({ trnid: await paid(desk) }, capture)),
    call('v1.refund', 200, async (desk) => given({ trnid: await captured(desk) }, { total: '20 DKK', index: 1 })),
    call('v1.void', 200, async (desk) => given({ trnid: await paid(desk) }, { index: 0 })),
    call('v1.charge', 200, given({ subid: '1' }, chair)),
    call('v1.renew', 200, given({ subid: '1' }, {})),
  ],
}

describe.each([
  ['venue-manager', venue, 35],
  ['24nettbutikk', norwegian, 11],
  ['distribution-innovation', delivery, 3],
  ['scanpay', payments, 16],
] as const)('%s', (_, vendor, count) => {
  const { provider, calls, login } = vendor

  it(`has ${count} operations, all called here`, () => {
    expect(calls.map(({ id }) => id).sort()).toEqual(provider.api.operations.map(({ id }) => id).sort())
    expect(calls).toHaveLength(count)
  })

  test.each(calls)('$id is callable, and answers $status', async ({ id, status, input }) => {
    const sandbox = await startSandbox({ vendors: [provider.vendor], seed: 'nordic-group' })
    onTestFinished(() => sandbox.close())
    const stranger = open(sandbox, vendor)
    const desk = login === undefined ? stranger : open(sandbox, vendor, await login(stranger))
    const made = typeof input === 'function' ? await input(desk) : input
    sandbox.clearLog()
    const reply = await desk.send(id, made)
    expect(reply.status).toBe(status)
    const sent = provider.api.operations.find((operation) => operation.id === id)
    expect(desk.room.log.at(-1)?.method).toBe(sent?.method)
  })
})
