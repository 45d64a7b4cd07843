// The contract against the vendor's page: its operations, and every body that it shows (lines of the page's text).
import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { operationOf, operations } from '../../../../src/providers/venue-manager/contract.ts'
import { answers, type PageOperation, pageOperations, requests } from '../../../support/venue-manager-page.ts'

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
    expect(repeat).toBe(writes ? 'never' : 'safe')
  },
)

/** The operations whose bodies the page prints, each with where. */
const bodies: readonly (readonly [line: number, id: string, body: unknown])[] = [
  [189, 'customer.create', requests.createCustomer],
  [353, 'customer.edit', requests.editCustomer],
  [436, 'customer.updatePass', requests.updatePass],
  [492, 'customer.resetpass', requests.resetPass],
  [559, 'token.create', requests.createToken],
  [729, 'token.data', requests.token],
  [814, 'token.push', requests.token],
  [837, 'token.guest', requests.client],
  [905, 'token.onetime', requests.client],
  [1014, 'anonymize.run', requests.client],
  [1104, 'paymentcards.add', requests.addCard],
  [1170, 'order.create', requests.createOrder],
  [1393, 'ordertransaction.create', requests.payOrder],
  [2159, 'loyalty.registerUsage', requests.registerUsage],
]

test.each(bodies)('line %i: %s takes the body of the page', (_line, id, body) => {
  expect(operationOf(id).body?.safeParse(body).error).toBeUndefined()
})

test('each body of the page is one of these', () => {
  const taking = operations.filter(({ body }) => body !== undefined).map(({ id }) => id)
  // The page shows no body for redeeming, and says what is missing where there is none.
  expect(taking).toEqual([...bodies.map(([, id]) => id), 'voucher.redeem'])
})

/** The errors that the page prints. */
const refusals: readonly (readonly [line: number, id: string, status: number, body: unknown])[] = [
  [82, 'test.forbidden', 403, { error: 'Winston writes in his forbidden diary.', errorCode: 1984 }],
  [262, 'customer.create', 400, { error: "Argument 'password' missing or empty.", errorCode: 0 }],
  [380, 'customer.edit', 400, { error: 'Addressfield could not be updated.', errorCode: 0 }],
  [406, 'customer.edit', 401, { error: 'No customer logged in.', errorCode: 0 }],
  [463, 'customer.updatePass', 400, { error: 'Den gamle adgangskode er forkert', errorCode: 1001 }],
  [526, 'customer.resetpass', 404, { error: 'Ukendt brugernavn.', errorCode: 0 }],
  [652, 'token.create', 401, { error: 'Cannot login with supplied username and password.', errorCode: 0 }],
  [689, 'token.validate', 401, { error: 'Invalid token', errorCode: 0 }],
  [
    1043,
    'anonymize.run',
    400,
    { error: 'The customer cannot be anonymized for the following reasons: xxx', errorCode: 1000 },
  ],
  [1979, 'invoice.list', 404, { error: 'Winston writes in his forbidden diary.', errorCode: 1984 }],
  [2237, 'loyalty.registerUsage', 403, { error: 'Loyalty barcode no longer valid', errorCode: '1001' }],
  [2263, 'loyalty.registerUsage', 404, { error: 'Unknown loyalty barcode: XYZ1234', errorCode: '1000' }],
  [2463, 'voucher.redeem', 403, { error: 'Winston writes in his forbidden diary.', errorCode: 1984 }],
]

/** Every answer with a body that the page prints. */
const printed: readonly (readonly [line: number, id: string, status: number, body: unknown])[] = [
  ...operations.flatMap(({ line, id, method, path }) =>
    answers[`${method} ${path}` as PageOperation]
      .filter(([status, body]) => status < 300 && body !== undefined)
      .map(([status, body]) => [line, id, status, body] as const),
  ),
  ...refusals,
]

test('the operations are those of the page', () => {
  expect(operations.map(({ method, path }) => `${method} ${path}`)).toEqual([...pageOperations])
})

describe('answers of the page', () => {
  test.each(printed)('line %i: %s answers %i', (_line, id, status, body) => {
    const shapes = operationOf(id)
      .replies.filter((row) => row.status === status)
      .flatMap(({ shape }): z.ZodType[] => (shape === undefined ? [] : [shape]))
    expect(shapes.length).toBeGreaterThan(0)
    expect(shapes.some((shape) => shape.safeParse(body).success)).toBe(true)
    if (status < 300) expect(operationOf(id).reply.safeParse(body).success).toBe(true)
  })

  test('a success that the page shows is read', () => {
    const shown = new Set(printed.filter(([, , status]) => status < 300).map(([, id]) => id))
    const withBody = operations
      .filter(({ id, expect: wanted }) => wanted === 'json' && id !== 'test.forbidden')
      .map(({ id }) => id)
    expect(withBody.filter((id) => !shown.has(id))).toEqual([])
  })
})
