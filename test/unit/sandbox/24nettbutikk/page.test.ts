// Every example of the two pages, asked as it stands there.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { basic, idsOf, openShop, type Shop, token } from './shop.ts'

let shop: Shop
beforeEach(async () => {
  shop = await openShop({ now: '2014-11-13T14:06:53Z' })
})
afterEach(() => shop.close())

describe('the examples of authentication', () => {
  it('take the token as Basic user with the fixed password, and as an argument', async () => {
    shop.fill('order', 1)
    const byHeader = await shop.call('GET', '/orders', basic(token, 'x-oauth-basic'))
    const byArgument = await shop.call('GET', `/orders?access_token=${token}`, {})
    expect([byHeader.status, byArgument.status]).toEqual([200, 200])
    expect(idsOf(byArgument.json)).toEqual(idsOf(byHeader.json))
    expect((await shop.call('GET', `?access_token=${token}`, {})).json.data).toHaveLength(3)
  })
})

describe('the examples of pagination', () => {
  it('/orders/100/100 has these links, in this form', async () => {
    shop.fill('order', 250)
    const { text } = await shop.call('GET', '/orders/100/100')
    const example = `{
    "data": [],
    "paging": {
        "prev": "http://example.com/api/v1/orders/100/0",
        "next": "http://example.com/api/v1/orders/100/200"
    }
}`
    const shown = text
      .replaceAll(shop.url, 'http://example.com/api/v1')
      .replace(/"data": \[.*\n {4}\],/s, '"data": [],')
    expect(shown).toBe(example)
  })

  it('/orders/100/100/1415887613 has since in its links', async () => {
    shop.fill('order', 250)
    const { paging } = await shop.ok('/orders/100/100/1415887613')
    expect(paging).toEqual({
      prev: `${shop.url}/orders/100/0/1415887613`,
      next: `${shop.url}/orders/100/200/1415887613`,
    })
  })

  it('/orders/1000/ and /orders/1000/1000/ are the first 1000 and the next page, as the page of 2015 has it', async () => {
    shop.side.set({ lone_segment: 'limit' })
    for (let made = 0; made < 1001; made += 1) shop.put('order')
    const first = await shop.ok('/orders/1000/')
    expect([first.data.length, first.paging]).toEqual([1000, { next: `${shop.url}/orders/1000/1000` }])
    expect(idsOf(await shop.ok('/orders/1000/1000/'))).toEqual([11001])
  })

  it('/orders/100/0/1415887613 selects from that second, and …/1415887613/1415887613 that second alone', async () => {
    shop.sandbox.clock.advance(-1000)
    shop.fill('order', 3)
    expect(idsOf(await shop.ok('/orders/100/0/1415887613'))).toEqual([10002, 10003])
    expect(idsOf(await shop.ok('/orders/100/0/1415887613/1415887613'))).toEqual([10002])
  })
})

describe('the example of a callback', () => {
  it('/orders/0/100/1415790957 is answered as it stands, though its 0 is then the limit', async () => {
    shop.fill('order', 101)
    const { status, text } = await shop.call('GET', '/orders/0/100/1415790957?callback=console.log')
    expect(status).toBe(200)
    expect(text.match(/"order_no": \d+/g)).toEqual(['"order_no": 10101'])
  })

  it('/orders/0/100/1415790957 reads offset first, as that example labels it', async () => {
    shop.side.set({ segment_order: 'offset_limit' })
    shop.fill('order', 1)
    const { text, headers } = await shop.call('GET', '/orders/0/100/1415790957?callback=console.log')
    expect(headers.get('content-type')).toBe('application/javascript; charset=utf-8')
    expect(text).toMatch(/^console\.log\(\{\n {4}"data": \[\n {8}\{\n {12}"order_no": 10001,/)
    expect(text).toMatch(/\}\);$/)
  })
})

describe('the example of HEAD', () => {
  it('/orders/ says when the table changed', async () => {
    shop.fill('order', 1)
    const { headers } = await shop.call('HEAD', '/orders/')
    expect(headers.get('last-modified')).toBe('Thu, 13 Nov 2014 14:06:53 GMT')
  })
})
