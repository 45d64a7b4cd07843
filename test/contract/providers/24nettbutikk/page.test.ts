// The contract against the vendor's page: its operations, and the answers it shows (lines of the page's text).
import { expect, test } from 'vitest'
import { listBody, operations, orders } from '../../../../src/providers/24nettbutikk/contract.ts'

test('has the 11 operations: the root, three collections three ways, and one order', () => {
  expect(operations.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'GET /',
    ...['orders', 'products', 'customers'].flatMap((name) => [
      `GET /${name}/{limit}/{offset}`,
      `GET /${name}/{limit}/{offset}/{since}/{until}`,
      `HEAD /${name}`,
    ]),
    'GET /orders/{order_no}',
  ])
})

test.each(operations)(
  '$id names each part of its path, its answers and its place',
  ({ path, params, replies, line, sure, writes }) => {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    expect(Object.keys(params.shape)).toEqual(named)
    expect(replies[0]?.status).toBe(200)
    expect(line > 0 || sure === 'seen').toBe(true)
    expect(writes).toBe(false)
  },
)

test('ids are unique', () => {
  expect(new Set(operations.map(({ id }) => id)).size).toBe(operations.length)
})

test.each([
  [
    'line 82',
    {
      data: [],
      paging: { prev: 'http://example.com/api/v1/orders/100/0', next: 'http://example.com/api/v1/orders/100/200' },
    },
    true,
  ],
  [
    'line 114',
    {
      data: [],
      paging: {
        prev: 'http://example.com/api/v1/orders/100/0/1415887613',
        next: 'http://example.com/api/v1/orders/100/200/1415887613',
      },
    },
    true,
  ],
  ['the last page', { data: [], paging: { prev: 'http://example.com/api/v1/orders/100/100' } }, false],
  ['a single page', { data: [{ order_no: 1, note: null }], paging: {} }, false],
])('reads the answer of %s', (_what, body, more) => {
  expect(listBody.safeParse(body).success).toBe(true)
  expect(orders.list.reply.parse(body)).toEqual({ rows: body.data, more })
})
