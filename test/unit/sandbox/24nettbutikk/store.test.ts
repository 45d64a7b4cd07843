import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { idsOf, type Loose, openShop, type Shop, token } from './shop.ts'

let folder: string
const open: Shop[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'butik-sandbox-'))
})
afterEach(async () => {
  for (const shop of open.splice(0)) await shop.close()
  rmSync(folder, { recursive: true })
})

async function start(options: Parameters<typeof openShop>[0] = {}): Promise<Shop> {
  const shop = await openShop(options)
  open.push(shop)
  return shop
}

describe('a store', () => {
  it('is the same for the same history, and comes back whole', async () => {
    const [first, second] = [await start(), await start()]
    for (const shop of [first, second]) {
      shop.fill('product', 2)
      shop.put('order', { order_lines: [{ sku: 'A' }] })
      shop.side.act({ remove: 'product', id: 502 })
    }
    const snapshot = first.side.snapshot()
    expect(JSON.stringify(second.side.snapshot())).toBe(JSON.stringify(snapshot))
    first.sandbox.clock.advance(5000)
    first.put('product', { name: 'Later' }, { id: 501 })
    first.put('customer')
    first.side.restore(snapshot)
    expect(first.side.snapshot()).toEqual(snapshot)
    expect((await first.call('HEAD', '/products')).headers.get('last-modified')).toBe('Sun, 01 Mar 2026 12:00:02 GMT')
    expect((await first.call('HEAD', '/customers')).headers.get('last-modified')).toBeNull()
    expect([first.put('product').id, first.put('order', { order_lines: [{}] }).order_lines[0].id]).toEqual([503, 70002])
  })

  it('goes through the control interface, and holds no part of what was put in', async () => {
    const [first, second] = [await start(), await start()]
    first.put('product', { name: 'Stol' })
    await second.control('PUT', '/store', (await first.control('GET', '/store')).json)
    expect(await second.ok('/products')).toEqual(await first.ok('/products'))
    const mine: Loose = structuredClone(first.side.snapshot())
    first.side.restore(mine)
    mine.tables.products.rows[0].fields.name = 'Spoiled'
    expect((await first.ok('/products')).data[0].name).toBe('Stol')
  })

  it.each([
    [{}, 'it holds no store of this vendor'],
    [{ nextLineId: 1, tables: {} }, 'its orders are missing'],
    [{ nextLineId: 1, tables: { orders: { nextId: 1, rows: [] } } }, 'its orders have no time'],
    [
      { nextLineId: 1, tables: { orders: { nextId: 1, changed: 1, rows: [{ id: 1 }] } } },
      'a row of its orders is damaged',
    ],
    [
      { nextLineId: 1, tables: { orders: { nextId: 1, changed: 1, rows: [{ id: 1, modified: 1 }] } } },
      'a row of its orders has no fields',
    ],
  ])('refuses %j', async (snapshot, message) => {
    const shop = await start()
    shop.fill('product', 1)
    expect(() => shop.side.restore(snapshot)).toThrow(message)
    expect(idsOf(await shop.ok('/products'))).toEqual([501])
  })
})

describe('a data file', () => {
  it('keeps the shop between runs, without the token', async () => {
    const data = join(folder, 'world.json')
    const first = await start({ data })
    first.put('order', { status: 'ny', order_lines: [{ sku: 'Ø' }] })
    await first.call('GET', `/orders?access_token=${token}`, {})
    const snapshot = first.side.snapshot()
    const seen = await first.ok('/orders')
    await first.close()
    expect(readFileSync(data, 'utf8')).not.toContain(token)
    const second = await start({ data })
    expect(second.side.snapshot()).toEqual(snapshot)
    expect(await second.ok('/orders')).toEqual(seen)
    expect(second.side.calls().used).toEqual({ token: 3, otherToken: 0 })
    expect(second.put('order').order_no).toBe(10002)
  })

  it('has what an appointment did before its page is answered', async () => {
    const data = join(folder, 'world.json')
    const shop = await start({ data })
    shop.put('product')
    shop.put('product', { name: 'Later' }, { id: 501, afterPages: 1 })
    await shop.ok('/products')
    expect(readFileSync(data, 'utf8')).toContain('"Later"')
  })
})

describe('the seed nordic-group', () => {
  it('puts the same shop each time, whose parts fit each other', async () => {
    const [first, second] = [await start({ seed: 'nordic-group' }), await start({ seed: 'nordic-group' })]
    expect(JSON.stringify(second.side.snapshot())).toBe(JSON.stringify(first.side.snapshot()))
    const products = (await first.ok('/products')).data
    const customers = (await first.ok('/customers')).data
    const orders = (await first.ok('/orders')).data
    expect([products.length, customers.length, orders.length]).toEqual([10, 5, 5])
    for (const order of orders) {
      const customer = customers.find(({ id }: Loose) => id === order.customer_id)
      expect(order.shipping_company).toBe(customer.company)
      let total = 0
      for (const line of order.order_lines) {
        const product = products.find(({ id }: Loose) => id === line.product_id)
        expect([line.sku, line.name, line.price]).toEqual([
          product.sku,
          product.name,
          product.special_price ?? product.price,
        ])
        total += line.quantity * line.price
      }
      expect(order.total).toBe(total)
    }
    const ages = [products, customers, orders].map((rows) => rows.map((row: Loose) => row.modified_on))
    for (const times of ages) {
      expect(times).toEqual([...times].sort())
      expect(times.at(-1) < '2026-03-01 13:00:00').toBe(true)
    }
  })

  it('leaves a shop that is not new as it is, and other seeds leave it empty', async () => {
    const data = join(folder, 'world.json')
    const first = await start({ data })
    first.put('product')
    await first.close()
    const second = await start({ data, seed: 'nordic-group' })
    expect(idsOf(await second.ok('/products'))).toEqual([501])
    const third = await start({ seed: 'furniture-shop' })
    expect((await third.ok('/products')).data).toEqual([])
  })
})
