import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openShop, type Shop } from './shop.ts'

let shop: Shop
beforeEach(async () => {
  shop = await openShop()
})
afterEach(() => shop.close())

const lastModified = async (path: string): Promise<string | null> =>
  (await shop.call('HEAD', path)).headers.get('last-modified')

describe('HEAD', () => {
  it('has the headers of GET and Last-Modified, which GET has not', async () => {
    shop.fill('order', 3)
    for (const path of ['/orders', '/orders/1/1', '/orders/10001', '/orders/1/0/5/9999999999']) {
      const get = await shop.call('GET', path)
      const head = await shop.call('HEAD', path)
      const shown = (headers: Headers): (string | null)[] =>
        ['content-type', 'content-length'].map((name) => headers.get(name))
      expect(shown(head.headers)).toEqual(shown(get.headers))
      expect([head.status, head.text]).toEqual([200, ''])
      expect([get.headers.has('last-modified'), head.headers.has('last-modified')]).toEqual([false, true])
    }
  })

  it('of the root, and of a table that was always empty, has no Last-Modified', async () => {
    expect((await shop.call('HEAD', '')).status).toBe(200)
    expect(await lastModified('')).toBeNull()
    expect((await shop.call('HEAD', '/orders')).status).toBe(200)
    expect(await lastModified('/orders')).toBeNull()
  })

  it('moves with each change, addition and removal in its own table, by whole seconds', async () => {
    shop.put('product')
    expect(await lastModified('/products')).toBe('Sun, 01 Mar 2026 12:00:00 GMT')
    shop.sandbox.clock.advance(999)
    shop.put('product', {}, { id: 501 })
    expect(await lastModified('/products')).toBe('Sun, 01 Mar 2026 12:00:00 GMT')
    shop.sandbox.clock.advance(1)
    shop.put('product', {}, { id: 501 })
    expect(await lastModified('/products')).toBe('Sun, 01 Mar 2026 12:00:01 GMT')
    shop.sandbox.clock.advance(1000)
    shop.side.act({ remove: 'product', id: 501 })
    expect(await lastModified('/products')).toBe('Sun, 01 Mar 2026 12:00:02 GMT')
    expect(await lastModified('/customers')).toBeNull()
  })

  it('is the same for all pages of a table; a single order has its own', async () => {
    shop.fill('order', 3)
    expect(await lastModified('/orders/1/0')).toBe(await lastModified('/orders'))
    expect(await lastModified('/orders/10001')).toBe('Sun, 01 Mar 2026 12:00:00 GMT')
    expect(await lastModified('/orders')).toBe('Sun, 01 Mar 2026 12:00:02 GMT')
  })
})
