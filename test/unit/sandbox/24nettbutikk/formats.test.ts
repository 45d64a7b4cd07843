import { runInNewContext } from 'node:vm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openShop, type Shop, token } from './shop.ts'

let shop: Shop
beforeEach(async () => {
  shop = await openShop()
})
afterEach(() => shop.close())

describe('JSON', () => {
  it('is UTF-8, with slashes and letters as they are', async () => {
    shop.put('product', { name: 'Blåbær/Skjær', description: '</script>' })
    const { headers, text } = await shop.call('GET', '/products')
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(text).toContain('"name": "Blåbær/Skjær"')
  })
})

describe('JSONP', () => {
  it.each(['callback', 'console.log', 'jQuery_123', '$.ajax.done', '_'])('hands the same value to %s', async (name) => {
    shop.put('product', { name: 'Skjær', description: 'a\u2028b\u2029c' })
    const plain = await shop.ok('/products')
    const { text, headers, status } = await shop.call('GET', `/products?callback=${encodeURIComponent(name)}`)
    expect([status, headers.get('content-type')]).toEqual([200, 'application/javascript; charset=utf-8'])
    expect(text.startsWith(`${name}(`)).toBe(true)
    expect(text).not.toMatch(/[\u2028\u2029]/)
    const take = (value: unknown): unknown => value
    expect(runInNewContext(`take${text.slice(name.length)}`, { take })).toEqual(plain)
  })

  it('wraps the root and an order too, and a HEAD has the headers of its GET', async () => {
    shop.put('order')
    expect((await shop.call('GET', '?callback=cb')).text).toMatch(/^cb\(\{/)
    const get = await shop.call('GET', '/orders/10001?callback=cb')
    const head = await shop.call('HEAD', '/orders/10001?callback=cb')
    expect(get.text).toMatch(/^cb\(\{/)
    for (const name of ['content-type', 'content-length']) expect(head.headers.get(name)).toBe(get.headers.get(name))
  })

  it('with an empty callback is JSON', async () => {
    expect(await shop.ok('/products?callback=')).toEqual({ data: [], paging: {} })
  })

  it.each([
    'alert(1)//',
    'a;b',
    'a b',
    'a-b',
    '1a',
    'a..b',
    '.a',
    'a.',
    'a[0]',
    "a['b']",
    '<script>',
    'a\n',
    'å',
    'a\u2028',
    'x'.repeat(129),
  ])('refuses the callback %j with 400 and an empty body', async (name) => {
    const query = new URLSearchParams({ callback: name })
    const reply = await shop.call('GET', `/products?${query}`)
    expect([reply.status, reply.text, reply.headers.get('content-type')]).toEqual([400, '', null])
    expect((await shop.call('GET', `/products?${query}`, {})).status).toBe(401)
    expect((await shop.call('GET', `/products?callback=fine&access_token=${token}`, {})).status).toBe(200)
  })
})

describe('a short answer', () => {
  it('lacks its last rows, in JSON and in JSONP', async () => {
    shop.fill('product', 3)
    shop.sandbox.faults.script([{ match: { nth: 1, times: 2 }, fault: { kind: 'short', rows: 2 } }])
    expect((await shop.ok('/products/2')).data).toEqual([])
    const { text } = await shop.call('GET', '/products?callback=cb')
    expect(JSON.parse(text.slice(3, -2)).data).toHaveLength(1)
    shop.sandbox.faults.script([{ fault: { kind: 'short' } }])
    expect((await shop.call('GET', '/nothing')).status).toBe(404)
  })
})
