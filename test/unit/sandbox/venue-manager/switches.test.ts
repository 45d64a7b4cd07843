import { describe, expect, it } from 'vitest'
import { credentials, ids } from '../../../../src/sandbox/venue-manager/accounts.ts'
import { type VenueManagerSwitches, venueManagerSwitches } from '../../../../src/sandbox/venue-manager/switches.ts'
import { requests } from '../../../support/venue-manager-page.ts'
import {
  type Arena,
  client,
  clientQuery,
  customerId,
  type Loose,
  openArena,
  orderBody,
  password,
  payBody,
} from './arena.ts'

type Name = keyof VenueManagerSwitches
interface Case {
  readonly probe: (arena: Arena) => Promise<unknown>
  /** What the probe sees for each value, in the order of the table. */
  readonly sees: readonly unknown[]
}

const status = async (arena: Arena, method: string, path: string, body?: unknown, who?: string): Promise<number> =>
  (await arena.call(method, path, body, who)).status
const invoice = async (arena: Arena, query: string): Promise<Loose> =>
  arena.call('GET', `/invoice${query}`, undefined, arena.api)

/** Two orders, then a payment with what each value of the switch wants to be told. */
async function payOlder(arena: Arena, more: Loose): Promise<unknown> {
  const who = await arena.newCustomer()
  const older = await arena.ok('POST', '/order', orderBody, who)
  await arena.ok('POST', '/order', orderBody, who)
  const body = more.withId ? { orderId: older.id } : more.withNumber ? { orderNumber: older.number } : {}
  const reply = await arena.call('POST', '/order/ordertransaction', { ...payBody, ...body }, who)
  return reply.status === 201 ? arena.side.snapshot().rows.transactions.at(-1)?.orderId : reply.json.error
}

const cases: Readonly<Record<Name, Case>> = {
  address_field_empty: {
    probe: async (arena) => Object.keys((await arena.ok('GET', '/config/address'))[0]).length,
    sees: [7, 5],
  },
  anonymize_conditions: {
    probe: async (arena) => {
      const who = await arena.logIn()
      const { canBeAnonymized } = await arena.ok('GET', `/customer/anonymize?${clientQuery}`, undefined, who)
      return [canBeAnonymized, await status(arena, 'POST', '/customer/anonymize', client, who)]
    },
    sees: [
      [false, 400],
      [true, 204],
    ],
  },
  catalog_unknown_language: {
    probe: async (arena) => [
      await status(arena, 'GET', '/catalog/categories?languageCode=xx'),
      await status(arena, 'GET', '/catalog/products/?languageCode=xx'),
      await status(arena, 'GET', '/catalog/product/?id=3&languageCode=xx'),
      await status(arena, 'GET', '/catalog/categories?languageCode='),
      await status(arena, 'GET', '/catalog/categories?languageCode=en'),
      await status(arena, 'GET', '/config/address?languageCode=xx'),
    ],
    sees: [
      [200, 200, 200, 200, 200, 200],
      [400, 400, 400, 200, 200, 200],
    ],
  },
  client_arguments: {
    probe: async (arena) => {
      const who = await arena.logIn()
      const paths = [`/customer/${customerId}`, '/customer/anonymize', '/customer/paymentcards']
      return Promise.all(paths.map((path) => status(arena, 'GET', path, undefined, who)))
    },
    sees: [
      [400, 400, 400],
      [200, 200, 200],
    ],
  },
  client_os: {
    probe: async (arena) => (await arena.call('POST', '/customer/guestToken', { clientName: 'VenueApp' })).json.error,
    sees: [undefined, "Argument 'clientOs' missing or empty."],
  },
  creation_fields: {
    probe: async (arena) => (await arena.call('POST', '/customer', requests.createCustomer)).json.error,
    sees: [undefined, "Argument 'firstname' missing or empty."],
  },
  error_samples: {
    probe: async (arena) => {
      const missing = { ...requests.registerUsage, code: '' }
      return [
        (await arena.call('GET', '/invoice')).json,
        (await arena.call('POST', '/loyalty/barcode/registerUsage', missing, await arena.logIn())).json,
        (await arena.call('GET', '/customer/token')).json,
      ]
    },
    sees: [
      [
        { error: 'Unauthorized.', errorCode: 1984 },
        { error: 'Argument "code" missing or empty.', errorCode: 1984 },
        { error: 'Invalid token', errorCode: 0 },
      ],
      [
        { error: 'Unauthorized.', errorCode: 0 },
        { error: 'Argument "code" missing or empty.', errorCode: 0 },
        { error: 'Invalid token', errorCode: 0 },
      ],
      [
        { error: 'Winston writes in his forbidden diary.', errorCode: 1984 },
        { error: 'Argument "code" missing or empty.', errorCode: 1984 },
        { error: 'Invalid token', errorCode: 0 },
      ],
    ],
  },
  guest_status: {
    probe: async (arena) => status(arena, 'POST', '/customer/onetimetoken', client, await arena.guest()),
    sees: [401, 403],
  },
  invoice_date: { probe: async (arena) => (await invoice(arena, '')).json[0].date, sees: ['2025-12-01', '2025'] },
  invoice_default_limit: {
    probe: async (arena) => {
      for (let made = 0; made < 9; made += 1) {
        arena.act('make_invoice', { lines: [{ type: 'product', quantity: 1, amount: 1 }] })
      }
      return [(await invoice(arena, '')).json.length, (await invoice(arena, '?limit=11')).json.length]
    },
    sees: [
      [12, 11],
      [10, 11],
    ],
  },
  invoice_xml: {
    probe: async (arena) => {
      const { text, headers } = await invoice(arena, '?format=xml&limit=1')
      return [headers.get('content-type'), text.slice(0, 12)]
    },
    sees: [
      ['application/xml', '<invoices>\n '],
      ['application/xml', '[{"id":40001'],
    ],
  },
  loyalty_once: {
    probe: async (arena) => {
      const body = { ...requests.registerUsage, code: 'BRUGT1234' }
      const use = async (who: string): Promise<number> =>
        status(arena, 'POST', '/loyalty/barcode/registerUsage', body, who)
      const other = await arena.newCustomer()
      return [await use(await arena.logIn()), await use(other), await use(other)]
    },
    sees: [
      [403, 403, 403],
      [403, 200, 403],
    ],
  },
  order_named_by: {
    probe: async (arena) => [
      await payOlder(arena, {}),
      arena.side.switches.order_named_by === 'latest' ? undefined : await byCard(arena),
    ],
    sees: [
      [65_479, undefined],
      ["Argument 'orderId' missing or empty.", [400, 400, 200]],
      ["Argument 'orderNumber' missing or empty.", [400, 400, 200]],
    ],
  },
  other_customer_status: {
    probe: async (arena) => {
      const { status: code, json } = await arena.call('POST', '/customer/1', requests.editCustomer, await arena.logIn())
      return [code, json.error]
    },
    sees: [
      [401, 'No customer logged in.'],
      [403, 'Forbidden.'],
      [404, 'Unknown customer.'],
    ],
  },
  product_argument: {
    probe: async (arena) => [
      await status(arena, 'GET', '/catalog/product/?id=3'),
      await status(arena, 'GET', '/catalog/product/?productId=3'),
      await status(arena, 'GET', '/catalog/product/3'),
      await status(arena, 'GET', '/catalog/product/7'),
    ],
    sees: [
      [200, 400, 404, 404],
      [400, 200, 404, 404],
      [404, 404, 200, 404],
    ],
  },
  product_missing_status: { probe: (arena) => status(arena, 'GET', '/catalog/product/?id=7'), sees: [404, 400] },
  redeem_key: {
    probe: async (arena) => {
      const who = await arena.logIn()
      const redeem = (key: string): Promise<number> =>
        status(arena, 'POST', '/voucher/code/redeem', { [key]: ids.voucherCodeId }, who)
      return [await redeem('id'), await redeem('voucherCodeId'), await redeem('codeId')]
    },
    sees: [
      [204, 400, 400],
      [400, 204, 400],
      [400, 400, 204],
    ],
  },
  tokens_after_password: {
    probe: async (arena) => {
      const [who, other] = [await arena.newCustomer(), await arena.logIn()]
      await arena.ok('POST', '/customer/updatePass', { oldPassword: password, newPassword: 'another' }, who)
      const token = (as: string): Promise<number> => status(arena, 'GET', '/customer/token', undefined, as)
      return [
        await token(who),
        await token(other),
        await token(await arena.logIn('ny@nordic-arena.example', 'another')),
      ]
    },
    sees: [
      [204, 204, 204],
      [401, 204, 204],
    ],
  },
  trailing_slash: {
    probe: async (arena) =>
      Promise.all(
        ['/catalog/products', '/catalog/products/', '/catalog/categories/', '/test/integer/'].map((path) =>
          status(arena, 'GET', path),
        ),
      ),
    sees: [
      [404, 200, 404, 404],
      [200, 200, 200, 200],
    ],
  },
  unknown_address_type: {
    probe: async (arena) => [
      await status(arena, 'GET', '/config/address?addressType=nothing'),
      await status(arena, 'GET', '/config/address?addressType=season_card'),
    ],
    sees: [
      [200, 200],
      [400, 200],
    ],
  },
  voucher_message: {
    probe: async (arena) => {
      const who = await arena.logIn()
      const read = async (code: string): Promise<unknown> =>
        (await arena.ok('GET', `/voucher/code?code=${code}`, undefined, who)).message
      return [await read(ids.voucherCode), await read('BRUGT1234')]
    },
    sees: [
      [undefined, 'Rabatkoden er allerede brugt'],
      ['', 'Rabatkoden er allerede brugt'],
    ],
  },
  voucher_xml: {
    probe: async (arena) => {
      const who = await arena.logIn()
      const headers = { 'content-type': 'application/xml' }
      const reply = await arena.call('GET', `/voucher/code?code=${ids.voucherCode}`, undefined, who, headers)
      return reply.headers.get('content-type')
    },
    sees: ['application/xml', 'application/json'],
  },
}

/** The newest order by nothing, then by the name of an order that is not there, then by its own. */
async function byCard(arena: Arena): Promise<unknown> {
  const who = await arena.logIn(credentials.customerUsername)
  const { id, number } = await arena.ok('POST', '/order', orderBody, who)
  await arena.ok('POST', '/order', orderBody, who)
  const key = arena.side.switches.order_named_by
  const pay = (body: unknown): Promise<number> =>
    status(arena, 'POST', `/order/ordertransaction/savedcard/${ids.cardId}`, body, who)
  const seen = [
    await pay(undefined),
    await pay({ [key]: 'none' }),
    await pay({ [key]: key === 'orderId' ? id : number }),
  ]
  expect(arena.side.snapshot().rows.transactions.at(-1)?.orderId).toBe(id)
  return seen
}

async function seen(name: Name, value: unknown): Promise<unknown> {
  const arena = await openArena()
  try {
    await arena.control('PUT', '/switches', { 'venue-manager': { [name]: value } })
    return await cases[name].probe(arena)
  } finally {
    await arena.close()
  }
}

describe.each(Object.keys(venueManagerSwitches) as Name[])('switch %s', (name) => {
  const { values, fact } = venueManagerSwitches[name]
  it.each(values.map((value, index) => [value, index] as const))(`%s of: ${fact}`, async (value, index) => {
    expect(cases[name].sees).toHaveLength(values.length)
    expect(await seen(name, value)).toEqual(cases[name].sees[index])
  })
})

describe('an order that is named', () => {
  it.each([
    ['orderId', { withId: true }],
    ['orderNumber', { withNumber: true }],
  ] as const)('by %s need not be the newest', async (value, more) => {
    const arena = await openArena({ switches: { 'venue-manager': { order_named_by: value } } })
    expect(await payOlder(arena, more)).toBe(65_478)
    await arena.close()
  })
})

describe('switches', () => {
  it('that do not exist, and values they do not have, are clear errors', async () => {
    await expect(openArena({ switches: { 'venue-manager': { redeemKey: 'id' } } })).rejects.toThrow(
      'unknown switch "redeemKey"; there are address_field_empty,',
    )
    await expect(openArena({ switches: { 'venue-manager': { redeem_key: 'code' } } })).rejects.toThrow(
      'switch "redeem_key" is one of id, voucherCodeId, codeId, not "code"',
    )
  })
})
