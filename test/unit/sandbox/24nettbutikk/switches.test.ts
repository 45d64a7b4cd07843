import { describe, expect, it } from 'vitest'
import { type NettbutikkSwitches, nettbutikkSwitches } from '../../../../src/sandbox/24nettbutikk/switches.ts'
import { basic, idsOf, type Loose, openShop, type Shop, secondsOf } from './shop.ts'

type Name = keyof NettbutikkSwitches
interface Case {
  readonly probe: (shop: Shop) => Promise<unknown>
  /** What the probe sees for each value, in the order of the table. */
  readonly sees: readonly unknown[]
}

const status = async (shop: Shop, path: string): Promise<number> => (await shop.call('GET', path)).status
const tail = (link: string): string => link.replace(/^.*\/api\/v1/, '')

/** How many of three products, a second apart, a range from the second to the third holds. */
async function inRange(shop: Shop): Promise<unknown> {
  const start = secondsOf(shop)
  shop.fill('product', 3)
  return idsOf(await shop.ok(`/products/100/0/${start + 1}/${start + 2}`))
}

const cases: Readonly<Record<Name, Case>> = {
  auth_failure_status: {
    probe: async (shop) => {
      const reply = await shop.call('GET', '/orders', basic('guess'))
      return [reply.status, reply.text, reply.headers.has('www-authenticate')]
    },
    sees: [
      [401, '', true],
      [403, '', false],
    ],
  },
  empty_paging: {
    probe: async (shop) => {
      shop.fill('product', 2)
      const paged = await shop.ok('/products/1')
      return [await shop.ok('/customers'), Object.keys(paged.paging)]
    },
    sees: [
      [{ data: [], paging: {} }, ['next']],
      [{ data: [], paging: [] }, ['next']],
      [{ data: [] }, ['next']],
    ],
  },
  highest_limit: {
    probe: async (shop) => {
      shop.fill('product', 2)
      const { status: code, json } = await shop.call('GET', '/products/1001/1')
      return [await status(shop, '/products/1000/0'), code, code === 200 ? tail(json.paging.prev) : undefined]
    },
    sees: [
      [200, 200, '/products/1001/0'],
      [200, 200, '/products/1000/0'],
      [200, 400, undefined],
    ],
  },
  id_key: {
    probe: async (shop) => {
      for (const word of ['order', 'product', 'customer']) shop.put(word)
      const keys = ['orders', 'products', 'customers'].map(
        async (name) => Object.keys((await shop.ok(`/${name}`)).data[0])[0],
      )
      return Promise.all(keys)
    },
    sees: [
      ['order_no', 'id', 'id'],
      ['order_no', 'product_no', 'customer_no'],
    ],
  },
  lone_segment: {
    probe: async (shop) => {
      shop.fill('order', 3)
      shop.fill('product', 3)
      return [
        await status(shop, '/orders/2'),
        (await shop.ok('/orders/10001')).data.length,
        (await shop.ok('/orders/2/0')).data.length,
        (await shop.ok('/products/2')).data.length,
      ]
    },
    sees: [
      [404, 1, 2, 2],
      [200, 3, 2, 2],
    ],
  },
  number_form: {
    probe: async (shop) => {
      shop.put('product', { name: '7', price: 12.5 })
      shop.put('order', { order_lines: [{ quantity: 2 }] })
      const [{ id, name, price, stock }] = (await shop.ok('/products')).data
      const [{ order_no, order_lines }] = (await shop.ok('/orders/10001')).data
      return [id, name, price, stock, order_no, order_lines[0].id, order_lines[0].quantity]
    },
    sees: [
      [501, '7', 12.5, null, 10001, 70001, 2],
      ['501', '7', '12.5', null, '10001', '70001', '2'],
    ],
  },
  order_last_modified: {
    probe: async (shop) => {
      shop.fill('order', 2)
      return (await shop.call('HEAD', '/orders/10001')).headers.get('last-modified')
    },
    sees: ['Sun, 01 Mar 2026 12:00:00 GMT', 'Sun, 01 Mar 2026 12:00:01 GMT'],
  },
  order_lines: {
    probe: async (shop) => {
      shop.put('order', { order_lines: [{ sku: 'A' }, { sku: 'B' }], gift_card_usages: [{ amount: 1 }] })
      const path = '/orders/10001/order_lines'
      const [order] = (await shop.ok('/orders/10001')).data
      const all = await shop.call('GET', path)
      const one = await shop.call('GET', `${path}/70002`)
      return [
        order.order_lines?.length,
        order.gift_card_usages.length,
        [all.status, all.json?.data.map((line: Loose) => line.sku), all.json?.paging],
        [one.status, one.json?.data.map((line: Loose) => line.sku)],
        await status(shop, `${path}/9`),
        await status(shop, `${path}/x`),
        await status(shop, '/orders/10009/order_lines'),
        (await shop.call('HEAD', path)).status,
        await status(shop, `${path}/70002/1`),
        await status(shop, '/products/501/order_lines'),
      ]
    },
    sees: [
      [2, 1, [400, undefined, undefined], [400, undefined], 400, 400, 400, 400, 400, 400],
      [undefined, 1, [200, ['A', 'B'], undefined], [200, ['B']], 404, 400, 404, 200, 400, 400],
    ],
  },
  prev_past_end: {
    probe: async (shop) => {
      shop.fill('product', 10)
      const prev = async (offset: number): Promise<string> => tail((await shop.ok(`/products/4/${offset}`)).paging.prev)
      const past = await prev(40)
      return [past, (await shop.ok(past)).data.length, await prev(10), await prev(8)]
    },
    sees: [
      ['/products/4/6', 4, '/products/4/6', '/products/4/4'],
      ['/products/4/8', 2, '/products/4/6', '/products/4/4'],
    ],
  },
  removal_moves_table: {
    probe: async (shop) => {
      const time = async (): Promise<string | null> =>
        (await shop.call('HEAD', '/products')).headers.get('last-modified')
      shop.fill('product', 2)
      const before = await time()
      shop.side.act({ remove: 'product', id: 501 })
      const after = await time()
      shop.side.act({ remove: 'product', id: 502 })
      return [before, after, await time()]
    },
    sees: [
      ['Sun, 01 Mar 2026 12:00:01 GMT', 'Sun, 01 Mar 2026 12:00:02 GMT', 'Sun, 01 Mar 2026 12:00:02 GMT'],
      ['Sun, 01 Mar 2026 12:00:01 GMT', 'Sun, 01 Mar 2026 12:00:01 GMT', null],
    ],
  },
  root_form: {
    probe: (shop) => shop.ok(''),
    sees: [
      {
        data: [
          { name: 'customers', description: 'Registered customers' },
          { name: 'orders', description: 'Orders, purchases everything related' },
          { name: 'products', description: 'The webshop’s products' },
        ],
      },
      {
        data: {
          customers: 'Registered customers',
          orders: 'Orders, purchases everything related',
          products: 'The webshop’s products',
        },
      },
    ],
  },
  segment_order: {
    probe: async (shop) => {
      shop.fill('product', 5)
      const { data, paging } = await shop.ok('/products/1/3/0')
      const steps = [paging.prev, paging.next].map(tail)
      return [idsOf({ data }), steps, idsOf(await shop.ok(paging.next)), (await shop.ok('/products/2')).data.length]
    },
    sees: [
      [[504], ['/products/1/2/0', '/products/1/4/0'], [505], 2],
      [[502, 503, 504], ['/products/0/3/0', '/products/4/3/0'], [505], 2],
    ],
  },
  since_bound: {
    probe: inRange,
    sees: [[502, 503], [503]],
  },
  time_zone: {
    probe: async (shop) => shop.put('product').modified_on,
    sees: ['2026-03-01 13:00:00', '2026-03-01 12:00:00'],
  },
  until_bound: {
    probe: inRange,
    sees: [[502, 503], [502]],
  },
  zero_limit: {
    probe: async (shop) => {
      shop.fill('product', 101)
      const { status: code, json } = await shop.call('GET', '/products/0/0')
      return [code, json?.data.length, code === 200 ? tail(json.paging.next) : undefined]
    },
    sees: [
      [200, 100, '/products/100/100'],
      [400, undefined, undefined],
    ],
  },
}

async function seen(name: Name, value: unknown): Promise<unknown> {
  const shop = await openShop()
  try {
    await shop.control('PUT', '/switches', { '24nettbutikk': { [name]: value } })
    return await cases[name].probe(shop)
  } finally {
    await shop.close()
  }
}

describe.each(Object.keys(nettbutikkSwitches) as Name[])('switch %s', (name) => {
  const { values, fact } = nettbutikkSwitches[name]
  it.each(values.map((value, index) => [value, index] as const))(`%s of: ${fact}`, async (value, index) => {
    expect(cases[name].sees).toHaveLength(values.length)
    expect(await seen(name, value)).toEqual(cases[name].sees[index])
  })
})

describe('switches', () => {
  it('are set at the start too, and their names and values are checked', async () => {
    const shop = await openShop({ switches: { time_zone: 'utc' } })
    expect(shop.put('product').modified_on).toBe('2026-03-01 12:00:00')
    expect(() => shop.side.set({ lone_segment: 'id' })).toThrow('switch "lone_segment" is one of order_no, limit')
    await shop.close()
    await expect(openShop({ switches: { timezone: 'utc' } })).rejects.toThrow('unknown switch "timezone"')
  })
})
