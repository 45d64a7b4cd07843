// The contract against the vendor's page: its operations, and every body that it shows (lines of the page's text).
import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { operationOf, operations } from '../../../../src/providers/venue-manager/contract.ts'

test('has the 35 operations of the page, six of them tests, in its order', () => {
  expect(operations).toHaveLength(35)
  expect(operations.filter(({ path }) => path.startsWith('/test/'))).toHaveLength(6)
  const lines = operations.map(({ line }) => line)
  expect(lines).toEqual(lines.toSorted((a, b) => a - b))
  expect(new Set(operations.map(({ id }) => id)).size).toBe(35)
  expect(new Set(operations.map(({ method, path }) => `${method} ${path}`)).size).toBe(35)
})

test.each(operations)(
  '$id names each part of its path and says its answers',
  ({ id, path, params, replies, writes, method, repeat }) => {
    expect(Object.keys(params.shape)).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))
    // One of the test operations always fails.
    if (id === 'test.forbidden') expect(replies.map(({ status }) => status)).toEqual([403])
    else expect(replies[0]?.status).toBeLessThan(300)
    expect(writes).toBe(method !== 'GET')
    expect(repeat).toBe(writes ? 'look-first' : 'safe')
  },
)

const client = { clientName: 'VenueApp', clientOs: 'iPhone' }
const card = { successUrl: 'http://example.com/success', failedUrl: 'http://example.com/argh', ...client }
const bodies: readonly [line: number, id: string, body: unknown][] = [
  [
    189,
    'customer.create',
    { password: 'Hello, world!', address: [{ field: 'street', value: 'Dannebrogsgade 58A' }], ...client },
  ],
  [353, 'customer.edit', { address: [{ field: 'street', value: 'Dannebrogsgade 58A' }] }],
  [436, 'customer.updatePass', { oldPassword: 'Hello, world!', newPassword: 'Hello, world!' }],
  [492, 'customer.resetpass', { username: 'Hello, world!' }],
  [559, 'token.create', { username: 'alice@example.com', password: 'Bob is cute', ...client }],
  [729, 'token.data', { token: 'Hello, world!' }],
  [814, 'token.push', { token: 'Hello, world!' }],
  [837, 'token.guest', client],
  [905, 'token.onetime', client],
  [1014, 'anonymize.run', client],
  [1104, 'paymentcards.add', card],
  [
    1170,
    'order.create',
    {
      orderLines: [
        {
          sellableId: 23,
          productId: 51,
          quantity: 5,
          date: '2019-02-19',
          properties: {
            name: 'Fornavn Efternavn',
            email: 'kunde@example.org',
            dateOfBirth: '2019-02-19',
            street: 'Dannebrogsgade 58A',
            zipCode: '9000',
            city: 'Aalborg',
            countryCode: 'DK',
            imageId: 5823,
            oldCardId: 5823,
          },
        },
      ],
      ...client,
    },
  ],
  [1393, 'ordertransaction.create', { ...card, paymentMethod: 'creditcard' }],
  [2159, 'loyalty.registerUsage', { clientName: 'VenueApp', clientOs: 'iPhone - iOS - 12.0', code: 'XYZ1234' }],
]

test.each(bodies)('line %i: %s takes the body of the page', (_line, id, body) => {
  expect(operationOf(id).body?.safeParse(body).error).toBeUndefined()
})

test('each body of the page is one of these', () => {
  const taking = operations.filter(({ body }) => body !== undefined).map(({ id }) => id)
  // The page shows no body for redeeming, and says what is missing where there is none.
  expect(taking).toEqual([...bodies.map(([, id]) => id), 'voucher.redeem'])
})

const token = { id: 17721, token: '<jwt>', customerId: 17721 }
const appData = { header: 'Årskort', description: 'Årskort til hele året', image: 'https://image.example/Senior.png' }
const product = {
  id: 3,
  name: 'Årskort 2019',
  label: 'aarskort2019',
  productType: 'seasoncard',
  priceInclVat: 685,
  vat: 137,
  currencyCode: 'DKK',
  hasInventoryPerDate: false,
  appData,
  properties: { seasonCardIsBuyable: '1', seasonCardIsRenewable: '0' },
}
const place = { name: 'xyz', street: 'xyz', company: 'xyz', zipCode: 'xyz', city: 'xyz', country: 'xyz' }
const invoice = {
  id: 12345,
  number: 12345,
  orderId: 12345,
  type: 'invoice',
  date: '2019',
  totalAmount: 4200.5,
  totalDiscount: 0,
  totalVat: 840.1,
  currencyCode: 'DKK',
  customer: { id: 1234, number: '12341234', ...place, email: 'xyz', mobile: 'xyz', phone: 'xyz' },
  deliveryAddress: place,
  lines: [
    {
      id: 1234,
      type: 'admission',
      quantity: 2,
      amount: 100,
      discount: 50,
      vatPercentage: 25,
      totalAmount: 150,
      sku: 'XYZ',
      numbers: [12340000, 12340001],
      eventId: 123,
      eventName: 'Gryffindor - Slytherin',
      seasonId: 3,
      seasonName: '2019/2020',
    },
  ],
}
const words = { title: 'Velkommen til VM Arena', body: 'Velokmmen til VM Arena' }

const answers: readonly [line: number, id: string, status: number, body: unknown][] = [
  [16, 'test.integer', 200, 42],
  [25, 'test.integerArray', 200, [1, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89]],
  [46, 'test.string', 200, 'This result is a simple string value.'],
  [
    55,
    'test.object',
    200,
    { id: '42', label: 'exampleObject', days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] },
  ],
  [82, 'test.forbidden', 403, { error: 'Winston writes in his forbidden diary.', errorCode: 1984 }],
  [
    123,
    'config.address',
    200,
    [
      {
        field: 'firstname',
        type: 'string',
        name: 'Fornavn',
        url: 'http://shop.venuemanager.net/side/privacy',
        required: true,
        optionalOnCreation: true,
        values: [{ value: 'M', name: 'Mand' }],
      },
    ],
  ],
  [
    155,
    'config.geofence',
    200,
    [
      {
        id: 1,
        latitude: 56.131973,
        longitude: 10.193669,
        radius: 120,
        name: 'Ceres Arena',
        topics: { inside: '/topic/agf/geofence_inside/1', outside: '/topic/agf/geofence_outside/1' },
        messages: { in: words, out: words },
      },
    ],
  ],
  [230, 'customer.create', 200, token],
  [262, 'customer.create', 400, { error: "Argument 'password' missing or empty.", errorCode: 0 }],
  [
    304,
    'customer.read',
    200,
    {
      id: 17721,
      username: 'kunde@example.org',
      address: [{ field: 'street', value: 'Dannebrogsgade 58A' }],
      data: [{ label: 'seasonRank', value: 'Hello, world!' }],
    },
  ],
  [380, 'customer.edit', 400, { error: 'Addressfield could not be updated.', errorCode: 0 }],
  [406, 'customer.edit', 401, { error: 'No customer logged in.', errorCode: 0 }],
  [463, 'customer.updatePass', 400, { error: 'Den gamle adgangskode er forkert', errorCode: 1001 }],
  [
    508,
    'customer.resetpass',
    200,
    { message: 'Du vil snarest modtage et link per mail til at nulstille din adgangskode.' },
  ],
  [526, 'customer.resetpass', 404, { error: 'Ukendt brugernavn.', errorCode: 0 }],
  [594, 'token.create', 200, token],
  [652, 'token.create', 401, { error: 'Cannot login with supplied username and password.', errorCode: 0 }],
  [689, 'token.validate', 401, { error: 'Invalid token', errorCode: 0 }],
  [750, 'token.data', 200, token],
  [863, 'token.guest', 200, token],
  [936, 'token.onetime', 200, { token: '2d0002947ce783aaea1a29d4c04bec5b066ac56f' }],
  [990, 'anonymize.check', 200, { canBeAnonymized: true, reasons: ['Hello, world!'] }],
  [
    1043,
    'anonymize.run',
    400,
    { error: 'The customer cannot be anonymized for the following reasons: xxx', errorCode: 1000 },
  ],
  [
    1085,
    'paymentcards.list',
    200,
    [{ id: 10, brand: 'VISA', number: '100000...3333', expire_year: 2017, expire_month: 12 }],
  ],
  [1151, 'customergroup.list', 200, [{ id: 17721, name: 'Sponsor', type: 'normal' }]],
  [1278, 'order.create', 201, { id: 65478, number: 'AB1C2D3E' }],
  [1341, 'ordertransaction.savedcard', 200, { id: 43 }],
  [1441, 'ordertransaction.create', 201, { id: 43 }],
  [1458, 'ordertransaction.create', 200, [{ id: 43 }]],
  [1480, 'catalog.categories', 200, [{ id: 8, name: 'Årskort', label: 'aarskort', appData }]],
  [1511, 'catalog.products', 200, [product]],
  [1548, 'catalog.product', 200, product],
  [1663, 'invoice.list', 200, [invoice]],
  [1979, 'invoice.list', 404, { error: 'Winston writes in his forbidden diary.', errorCode: 1984 }],
  [2190, 'loyalty.registerUsage', 200, { points: 12 }],
  [2237, 'loyalty.registerUsage', 403, { error: 'Loyalty barcode no longer valid', errorCode: '1001' }],
  [2263, 'loyalty.registerUsage', 404, { error: 'Unknown loyalty barcode: XYZ1234', errorCode: '1000' }],
  [
    2297,
    'voucher.read',
    200,
    {
      id: 123,
      voucherId: 120,
      code: 'XYZ1234',
      isValid: true,
      message: 'Rabatkoden er allerede brugt',
      creationPrice: { amount: 100, discount: 0, vatPercentage: 25, currencyCode: 'DKK' },
    },
  ],
  [2463, 'voucher.redeem', 403, { error: 'Winston writes in his forbidden diary.', errorCode: 1984 }],
]

describe('answers of the page', () => {
  test.each(answers)('line %i: %s answers %i', (_line, id, status, body) => {
    const shapes = operationOf(id)
      .replies.filter((row) => row.status === status)
      .flatMap(({ shape }): z.ZodType[] => (shape === undefined ? [] : [shape]))
    expect(shapes.length).toBeGreaterThan(0)
    expect(shapes.some((shape) => shape.safeParse(body).success)).toBe(true)
    if (status < 300) expect(operationOf(id).reply.safeParse(body).success).toBe(true)
  })

  test('a success that the page shows is read', () => {
    const shown = new Set(answers.filter(([, , status]) => status < 300).map(([, id]) => id))
    const withBody = operations
      .filter(({ id, expect: wanted }) => wanted === 'json' && id !== 'test.forbidden')
      .map(({ id }) => id)
    expect(withBody.filter((id) => !shown.has(id))).toEqual([])
  })
})
