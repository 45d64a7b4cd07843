import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { operationNames } from '../../../src/sandbox/shoporama/routes.ts'
import { openShop, type Shop } from './shop.ts'

let shop: Shop
beforeEach(async () => {
  shop = await openShop({ now: '2026-03-01T12:00:00Z' })
})
afterEach(() => shop.close())

const pageOperations = [
  ...['supplier', 'profile', 'profile-attribute', 'profile-attribute-value', 'category', 'product'].flatMap((name) => [
    `GET /${name}`,
    `POST /${name}`,
    `GET /${name}/{id}`,
    `PUT /${name}/{id}`,
    `DELETE /${name}/{id}`,
  ]),
  ...[
    'GET /stock',
    'POST /stock',
    'GET /stock/{id}',
    'GET /order',
    'POST /order',
    'GET /order/{id}',
    'PUT /order/{id}',
  ],
]

describe('the vendor page', () => {
  it('has these 37 operations and no others', () => {
    expect(pageOperations).toHaveLength(37)
    expect(operationNames().sort()).toEqual(pageOperations.sort())
  })

  it.each(pageOperations)('%s is answered, not 405', async (operation) => {
    const [method = '', path = ''] = operation.split(' ')
    const reply = await shop.call(
      method,
      path.replace('{id}', '1'),
      method === 'GET' || method === 'DELETE' ? undefined : {},
    )
    expect(reply.status).not.toBe(405)
  })
})

describe('authorization', () => {
  it.each(['Shoporama ', '', 'Bearer '])('the token is accepted after "%s"', async (scheme) => {
    const headers = { authorization: `${scheme}${shop.sandbox.shoporama.token}` }
    expect((await fetch(`${shop.url}/supplier`, { headers })).status).toBe(200)
  })

  it('a missing or unknown token is a 401 in plain text', async () => {
    const bare = await fetch(`${shop.url}/supplier`)
    expect([bare.status, await bare.text()]).toEqual([401, '401 Unauthorized'])
    expect((await shop.call('GET', '/supplier', undefined, 'wrong')).status).toBe(401)
  })

  it('tokens are 32 characters long and obviously fake', () => {
    const { token, readOnlyToken, otherToken } = shop.sandbox.shoporama
    for (const text of [token, readOnlyToken, otherToken]) expect(text).toMatch(/^sandbox-token-.{18}$/)
  })

  it('a read-only token reads and gets 403 on a write', async () => {
    const { readOnlyToken } = shop.sandbox.shoporama
    expect((await shop.call('GET', '/product', undefined, readOnlyToken)).status).toBe(200)
    const write = await shop.call('POST', '/product', { name: 'x' }, readOnlyToken)
    expect([write.status, write.text]).toEqual([403, '403 Forbidden'])
  })
})

describe('bodies', () => {
  it('are pretty-printed with 4 spaces, non-ASCII as \\uXXXX, slashes not escaped', async () => {
    const { text } = await shop.call('POST', '/supplier', { name: 'Ærø/🪑' })
    expect(text).toContain('{\n    "supplier_id": "1001",\n')
    expect(text).toContain('"name": "\\u00c6r\\u00f8/\\ud83e\\ude91"')
  })

  it('that are not JSON, or not an object, are a 400 in plain text', async () => {
    for (const body of ['{"name":', 'name=x', '"x"', '[1]', '5']) {
      const reply = await shop.call('POST', '/supplier', body)
      expect(reply.status).toBe(400)
      expect(reply.text).toMatch(/^400 Bad Request/)
    }
  })
})

describe('errors', () => {
  it('an id that never existed is 404 Not Found, a deleted one 410 Gone, in plain text', async () => {
    const { product_id } = await shop.ok('POST', '/product', { name: 'Stol' })
    expect((await shop.call('GET', '/product/1')).text).toBe('404 Not Found')
    expect((await shop.call('DELETE', `/product/${product_id}`)).status).toBe(200)
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const gone = await shop.call(method, `/product/${product_id}`, method === 'PUT' ? { name: 'x' } : undefined)
      expect([gone.status, gone.text]).toEqual([410, '410 Gone'])
    }
  })

  it('an unknown path is 404 and a method that is not on the page 405', async () => {
    expect((await shop.call('GET', '/brand')).status).toBe(404)
    expect((await shop.call('GET', '/product/abc')).status).toBe(404)
    expect((await shop.call('GET', '/product/1/stock')).status).toBe(404)
    expect((await shop.call('PATCH', '/product/1', {})).text).toBe('405 Method Not Allowed')
    expect((await shop.call('DELETE', '/order/1')).status).toBe(405)
    expect((await shop.call('PUT', '/stock/1', {})).status).toBe(405)
  })
})

describe('the daily quota', () => {
  it('is 1,000 calls per token, counted whatever becomes of the call', async () => {
    await shop.call('GET', '/product/1')
    await shop.call('GET', '/supplier', undefined, 'wrong')
    expect(shop.sandbox.shoporama.calls()).toEqual({ limit: 1000, used: { token: 1, readOnlyToken: 0, otherToken: 0 } })
  })

  it('answers 429 Too Many Requests when spent, for that token only, until Danish midnight', async () => {
    shop.sandbox.shoporama.setCalls({ used: { token: 999 } })
    expect((await shop.call('GET', '/supplier')).status).toBe(200)
    const refused = await shop.call('GET', '/supplier')
    expect([refused.status, refused.text]).toEqual([429, '429 Too Many Requests'])
    expect(refused.headers.get('retry-after')).toBeNull()
    expect((await shop.call('GET', '/supplier', undefined, shop.sandbox.shoporama.otherToken)).status).toBe(200)
    shop.sandbox.clock.set('2026-03-01T22:59:30Z')
    expect((await shop.call('GET', '/supplier')).status).toBe(429)
    shop.sandbox.clock.set('2026-03-01T23:00:01Z')
    expect((await shop.call('GET', '/supplier')).status).toBe(200)
  })

  it('comes back an hour earlier in UTC when summer time begins', async () => {
    shop.sandbox.clock.set('2026-03-29T21:30:00Z')
    shop.sandbox.shoporama.set({ quota_retry_after: 'seconds' })
    shop.sandbox.shoporama.setCalls({ limit: 0 })
    const refused = await shop.call('GET', '/supplier')
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(1790)
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(1800)
  })
})

describe('the request log', () => {
  it('holds each vendor request with its query, token alias and status, and no token', async () => {
    await shop.call('GET', '/product?limit=100&offset=0')
    await shop.call('POST', '/supplier', { name: 'Acme' }, shop.sandbox.shoporama.otherToken)
    expect(shop.sandbox.shoporama.log).toMatchObject([
      {
        seq: 1,
        vendor: 'shoporama',
        method: 'GET',
        path: '/product',
        query: { limit: '100', offset: '0' },
        token: 'token',
        status: 200,
        fault: null,
      },
      { seq: 2, method: 'POST', path: '/supplier', token: 'otherToken', bodyBytes: 15, committed: true },
    ])
    expect(JSON.stringify(shop.sandbox.shoporama.log)).not.toContain(shop.sandbox.shoporama.otherToken)
    const { json } = await shop.control('GET', '/log?bodies=1')
    expect(json).toMatchObject([{ seq: 1 }, { seq: 2, body: { name: 'Acme' } }])
  })

  it('says how many were under way as each came', async () => {
    let first = () => {}
    shop.sandbox.onCall = () =>
      shop.sandbox.shoporama.log.length === 1 ? new Promise<void>((resolve) => (first = resolve)) : first()
    await Promise.all([shop.call('GET', '/supplier'), shop.call('GET', '/profile')])
    await shop.call('GET', '/category')
    expect(shop.sandbox.shoporama.log.map(({ underWay }) => underWay)).toEqual([1, 2, 1])
  })
})
