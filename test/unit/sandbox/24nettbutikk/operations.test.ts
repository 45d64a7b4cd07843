import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { operationNames } from '../../../../src/sandbox/24nettbutikk/routes.ts'
import { idsOf, type Loose, openShop, type Shop } from './shop.ts'

let shop: Shop
beforeEach(async () => {
  shop = await openShop()
})
afterEach(() => shop.close())

const firstIds: Readonly<Record<string, number>> = { orders: 10001, products: 501, customers: 3001 }

/** What each operation answers where a collection has three objects, a second apart from noon. */
const probes: Readonly<Record<string, () => Promise<void>>> = {
  'GET /': async () => {
    expect(await shop.ok('')).toEqual({
      data: [
        { name: 'customers', description: 'Registered customers' },
        { name: 'orders', description: 'Orders, purchases everything related' },
        { name: 'products', description: 'The webshop’s products' },
      ],
    })
    expect(await shop.ok('/')).toEqual(await shop.ok(''))
  },
  'GET /orders/{order_no}': async () => {
    shop.put('order', { status: 'ny', order_lines: [{ sku: 'A', quantity: 2 }] }, { id: 10002 })
    expect(await shop.ok('/orders/10002')).toEqual({
      data: [
        {
          order_no: 10002,
          customer_id: null,
          status: 'ny',
          fraud_status: null,
          payment_method: null,
          currency: null,
          total: null,
          shipping_company: null,
          shipping_address: null,
          shipping_zip: null,
          shipping_city: null,
          comment: null,
          order_lines: [{ id: 70001, product_id: null, sku: 'A', name: null, quantity: 2, price: null }],
          gift_card_usages: [],
          modified_on: '2026-03-01 13:00:03',
        },
      ],
    })
  },
  ...Object.fromEntries(
    Object.entries(firstIds).flatMap(([name, first]) => [
      [
        `GET /${name}/{limit}/{offset}`,
        async () => {
          const page = await shop.ok(`/${name}/1/1`)
          expect(idsOf(page)).toEqual([first + 1])
          expect(page.data[0].modified_on).toBe('2026-03-01 13:00:01')
          expect(page.paging).toEqual({ prev: `${shop.url}/${name}/1/0`, next: `${shop.url}/${name}/1/2` })
        },
      ],
      [
        `GET /${name}/{limit}/{offset}/{since}/{until}`,
        async () => {
          const since = Date.parse('2026-03-01T12:00:01Z') / 1000
          const page = await shop.ok(`/${name}/1/0/${since}/${since + 1}`)
          expect(idsOf(page)).toEqual([first + 1])
          expect(page.paging).toEqual({ next: `${shop.url}/${name}/1/1/${since}/${since + 1}` })
        },
      ],
      [
        `HEAD /${name}`,
        async () => {
          const reply = await shop.call('HEAD', `/${name}`)
          expect([reply.status, reply.text]).toEqual([200, ''])
          expect(reply.headers.get('last-modified')).toBe('Sun, 01 Mar 2026 12:00:02 GMT')
        },
      ],
    ]),
  ),
}

describe('the operations of the page', () => {
  it('are these eleven', () => {
    expect(operationNames().sort()).toEqual(Object.keys(probes).sort())
    expect(operationNames()).toHaveLength(11)
  })

  it.each(operationNames())('%s answers', async (name) => {
    for (const word of ['order', 'product', 'customer']) {
      shop.sandbox.clock.set('2026-03-01T12:00:00Z')
      shop.fill(word, 3)
    }
    await probes[name]?.()
    expect.hasAssertions()
  })
})

describe('the shorter forms of a path', () => {
  it.each(['', '/', '/100', '/100/', '/100/0', '/100/0/'])('/products%s is the first page', async (form) => {
    shop.fill('product', 3)
    expect(idsOf(await shop.ok(`/products${form}`))).toEqual([501, 502, 503])
  })

  it.each(['/1', '/1/'])('/products%s limits it', async (form) => {
    shop.fill('product', 3)
    expect(idsOf(await shop.ok(`/products${form}`))).toEqual([501])
  })

  it('end with since too', async () => {
    shop.fill('customer', 2)
    const since = Date.parse('2026-03-01T12:00:01Z') / 1000
    expect(idsOf(await shop.ok(`/customers/100/0/${since}`))).toEqual([3002])
    expect(idsOf(await shop.ok(`/customers/100/0/${since}/`))).toEqual([3002])
  })
})

describe('every object', () => {
  it('has all of its fields, blank ones as null', async () => {
    shop.put('product', { name: 'Stol' })
    shop.put('customer', { company: 'Acme' })
    const [product] = (await shop.ok('/products')).data
    const [customer] = (await shop.ok('/customers')).data
    expect(product).toEqual({
      id: 501,
      sku: null,
      name: 'Stol',
      description: null,
      category: null,
      supplier: null,
      ean: null,
      price: null,
      special_price: null,
      stock: null,
      weight: null,
      visible: null,
      modified_on: '2026-03-01 13:00:00',
    })
    expect(Object.values(customer).filter((value) => value === null)).toHaveLength(9)
    expect(customer).toMatchObject({ id: 3001, company: 'Acme', phone: null })
  })
})

describe('what is on no page', () => {
  const refused: readonly (readonly [string, string, number])[] = [
    ['GET', '/orders/10009', 404],
    ['GET', '/orders/999999999999999', 404],
    ['GET', '/orders/abc', 400],
    ['GET', '/orders/-1', 400],
    ['GET', '/orders/1.5', 400],
    ['GET', '/orders/10001/order_lines', 400],
    ['GET', '/orders/9999999999999999', 400],
    ['GET', '/orders/100/x', 400],
    ['GET', '/orders/100//5', 400],
    ['GET', '/orders/100/0/yesterday', 400],
    ['GET', '/orders/100/0/1/2014-11-13', 400],
    ['GET', '/products/%zz', 400],
    ['GET', '/customers/100?callback=alert(1)', 400],
    ['GET', '/orders/100/0/1/2/3', 404],
    ['GET', '/categories', 404],
    ['GET', '//orders', 404],
    ['GET', '/Orders', 404],
    ['HEAD', '/orders/10009', 404],
    ['HEAD', '/orders/abc', 400],
    ['HEAD', '/categories', 404],
    ['POST', '/orders', 405],
    ['PATCH', '/orders/10001', 405],
    ['DELETE', '/products/100/0', 405],
    ['PUT', '', 405],
    ['POST', '/categories', 404],
  ]
  it.each(refused)('%s %s is %i with an empty body', async (method, path, status) => {
    shop.fill('order', 1)
    const reply = await shop.call(method, path)
    expect([reply.status, reply.text, reply.headers.get('content-length')]).toEqual([status, '', '0'])
    expect(reply.headers.get('allow')).toBe(status === 405 ? 'GET, HEAD' : null)
    expect(reply.headers.get('last-modified')).toBeNull()
  })

  it('a body with a GET, and arguments that are not known, change nothing', async () => {
    shop.fill('product', 2)
    const plain = await shop.ok('/products')
    expect(await shop.ok('/products?limit=1&offset=1&since=9')).toEqual(plain)
    const { request } = await import('node:http')
    const status = await new Promise((resolve, reject) => {
      const headers = { authorization: `Basic ${btoa('sandbox-24nettbutikk-token-00000001:')}`, 'content-length': 5 }
      const sent = request(`${shop.url}/products`, { method: 'GET', headers }, (response) => {
        response.resume()
        resolve(response.statusCode)
      })
      sent.on('error', reject)
      sent.end('{bad}')
    })
    expect(status).toBe(200)
  })

  it('an empty table is an empty page', async () => {
    const reply: Loose = await shop.ok('/orders')
    expect(reply).toEqual({ data: [], paging: {} })
  })
})
