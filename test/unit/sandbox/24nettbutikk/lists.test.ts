import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { idsOf, type Loose, openShop, type Shop, secondsOf, token } from './shop.ts'

let shop: Shop
beforeEach(async () => {
  shop = await openShop()
})
afterEach(() => shop.close())

const links = async (path: string): Promise<Loose> => (await shop.ok(path)).paging
const offset = (link: string | undefined): number | undefined =>
  link === undefined ? undefined : Number(new URL(link).pathname.split('/').at(-1))

/** All ids of a list, by following next from its first page; what others do between two pages is done by `between`. */
async function walk(path: string, between: (page: number) => void = () => {}): Promise<number[]> {
  const ids: number[] = []
  let url: string | undefined = path
  for (let page = 1; url !== undefined; page += 1) {
    const reply: Loose = await shop.ok(url)
    ids.push(...idsOf(reply))
    url = reply.paging.next
    between(page)
  }
  return ids
}

describe('a list by offset', () => {
  it('has 100 rows unless asked for more or fewer, and no highest limit', async () => {
    shop.fill('product', 120)
    expect((await shop.ok('/products')).data).toHaveLength(100)
    expect((await shop.ok('/products/7/0')).data).toHaveLength(7)
    expect((await shop.ok('/products/999999999999999/0')).data).toHaveLength(120)
  })

  it('is oldest first, a change moving nothing; what is added meanwhile comes last', async () => {
    shop.fill('product', 4)
    shop.put('product', { name: 'Changed' }, { id: 501 })
    expect(idsOf(await shop.ok('/products'))).toEqual([501, 502, 503, 504])
    const walked = await walk('/products/2/0', (page) => {
      if (page === 1) shop.fill('product', 1)
    })
    expect(walked).toEqual([501, 502, 503, 504, 505])
  })

  it('misses a row when an older one is removed meanwhile', async () => {
    shop.fill('product', 4)
    const walked = await walk('/products/2/0', (page) => {
      if (page === 1) shop.side.act({ remove: 'product', id: 501 })
    })
    expect(walked).toEqual([501, 502, 504])
  })
})

describe('prev', () => {
  it.each([
    [0, undefined],
    [1, 0],
    [3, 0],
    [4, 1],
    [9, 6],
    [10, 7],
    [11, 7],
    [500, 7],
  ])('of 10 rows by 3 at offset %i leads to %s', async (at, expected) => {
    shop.fill('product', 10)
    const { prev } = await links(`/products/3/${at}`)
    expect(offset(prev)).toBe(expected)
    if (prev !== undefined) expect((await shop.ok(prev)).data.length).toBeGreaterThan(0)
  })

  it('is absent where the table, or the time range, is empty', async () => {
    expect(await links('/products/3/5')).toEqual({})
    shop.fill('product', 10)
    expect(await links(`/products/3/5/${secondsOf(shop) + 1}`)).toEqual({})
  })
})

describe('next', () => {
  it.each([
    [0, 3],
    [6, 9],
    [7, undefined],
    [9, undefined],
    [10, undefined],
    [500, undefined],
  ])('of 10 rows by 3 at offset %i leads to %s', async (at, expected) => {
    shop.fill('product', 10)
    expect(offset((await links(`/products/3/${at}`)).next)).toBe(expected)
  })

  it('followed from the first page, and prev from the last, meet each row once', async () => {
    shop.fill('customer', 7)
    const all = [3001, 3002, 3003, 3004, 3005, 3006, 3007]
    expect(await walk('/customers/3')).toEqual(all)
    expect(await walk(`/customers/2/0/${secondsOf(shop) - 7}`)).toEqual(all)
    const back: number[] = []
    for (let url: string | undefined = '/customers/3/6'; url !== undefined; ) {
      const reply: Loose = await shop.ok(url)
      back.unshift(...idsOf(reply))
      url = reply.paging.prev
    }
    expect(back).toEqual(all)
  })
})

describe('links', () => {
  it('carry limit and offset even where the request had neither', async () => {
    shop.fill('order', 101)
    expect(await links('/orders')).toEqual({ next: `${shop.url}/orders/100/100` })
  })

  it('carry since and until, and the token and callback of the query: a leak of the vendor', async () => {
    shop.fill('order', 3)
    const until = secondsOf(shop)
    const path = `/orders/1/1/${until - 9}/${until}?access_token=${token}&callback=console.log&other=1`
    const { text } = await shop.call('GET', path, {})
    const { paging } = JSON.parse(text.slice('console.log('.length, -2))
    const query = `?access_token=${token}&callback=console.log`
    expect(paging).toEqual({
      prev: `${shop.url}/orders/1/0/${until - 9}/${until}${query}`,
      next: `${shop.url}/orders/1/2/${until - 9}/${until}${query}`,
    })
    expect((await shop.call('GET', paging.next, {})).status).toBe(200)
  })

  it('hold no token that came by header', async () => {
    shop.fill('order', 3)
    expect(JSON.stringify(await links('/orders/1/1'))).not.toContain(token)
  })

  it('escape what would break them', async () => {
    shop.fill('order', 2)
    const { text } = await shop.call('GET', '/orders/1/0?access_token=a%26b%3D%22c&callback=$.x')
    expect(JSON.parse(text.slice('$.x('.length, -2)).paging.next).toBe(
      `${shop.url}/orders/1/1?access_token=a%26b%3D%22c&callback=%24.x`,
    )
  })
})

describe('a list by time', () => {
  it('holds what was modified in the range, both ends included, longest unchanged first', async () => {
    const start = secondsOf(shop)
    shop.fill('product', 5)
    shop.put('product', {}, { id: 501 })
    expect(idsOf(await shop.ok(`/products/100/0/${start + 2}`))).toEqual([503, 504, 505, 501])
    expect(idsOf(await shop.ok(`/products/100/0/${start + 2}/${start + 3}`))).toEqual([503, 504])
    expect(idsOf(await shop.ok('/products/100/0/0'))).toEqual([502, 503, 504, 505, 501])
    expect(idsOf(await shop.ok(`/products/100/0/${start + 3}/${start + 2}`))).toEqual([])
  })

  it('is by id within one second', async () => {
    for (let made = 0; made < 3; made += 1) shop.put('product')
    shop.put('product', {}, { id: 501 })
    expect(idsOf(await shop.ok('/products/100/0/0'))).toEqual([501, 502, 503])
  })

  it('repeats what changes while somebody pages, and passes over the row that moves up for it', async () => {
    shop.fill('product', 4)
    const walked = await walk('/products/2/0/0', (page) => {
      if (page === 1) shop.put('product', { name: 'Changed' }, { id: 501 })
    })
    expect(walked).toEqual([501, 502, 504, 501])
    expect((await shop.ok('/products/1/3/0')).data[0]).toMatchObject({ id: 501, name: 'Changed' })
  })
})

describe('modified_on', () => {
  it('is the local time of Norway, in summer and in winter', async () => {
    shop.put('product')
    shop.sandbox.clock.set('2026-07-01T22:30:09.900Z')
    shop.put('product')
    const rows = (await shop.ok('/products')).data.map((row: Loose) => row.modified_on)
    expect(rows).toEqual(['2026-03-01 13:00:00', '2026-07-02 00:30:09'])
  })
})
