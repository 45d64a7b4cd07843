import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { idsOf, type Loose, openShop, type Shop } from './shop.ts'

let shop: Shop
beforeEach(async () => {
  shop = await openShop()
})
afterEach(() => shop.close())

const read = async (id: number): Promise<Loose> => (await shop.ok('/products')).data.find((row: Loose) => row.id === id)

describe('putting', () => {
  it('makes a new object and shows it as the API does', async () => {
    const made = shop.put('product', { name: 'Stol', price: 99.5 })
    expect(made).toMatchObject({ id: 501, name: 'Stol', price: 99.5, sku: null, modified_on: '2026-03-01 13:00:00' })
    expect(await read(501)).toEqual(made)
    expect([shop.put('customer').id, shop.put('order').order_no, shop.put('product').id]).toEqual([3001, 10001, 502])
  })

  it('changes the fields that are named, and modified_on; null clears', async () => {
    shop.put('product', { name: 'Stol', price: 10, stock: 4 })
    shop.sandbox.clock.advance(60_000)
    shop.put('product', { price: 12, stock: null }, { id: 501 })
    expect(await read(501)).toMatchObject({
      name: 'Stol',
      price: 12,
      stock: null,
      modified_on: '2026-03-01 13:01:00',
    })
  })

  it('moves modified_on where nothing else changes', async () => {
    shop.put('product', { name: 'Stol' })
    shop.sandbox.clock.advance(1000)
    expect(shop.side.act({ put: 'product', id: 501 })).toMatchObject({
      name: 'Stol',
      modified_on: '2026-03-01 13:00:01',
    })
  })

  it('of the whole object blanks what is not named', async () => {
    shop.put('product', { name: 'Stol', price: 10 })
    shop.put('product', { price: 12 }, { id: 501, whole: true })
    expect(await read(501)).toMatchObject({ name: null, price: 12 })
    shop.put('order', { status: 'ny', order_lines: [{ sku: 'A' }] })
    expect(shop.put('order', {}, { id: 10001, whole: true })).toMatchObject({ status: null, order_lines: [] })
  })

  it('replaces the lines of an order that are named, and keeps ids that are given', () => {
    shop.put('order', { order_lines: [{ sku: 'A' }, { sku: 'B' }], gift_card_usages: [{ amount: 5 }] })
    expect(shop.put('order', { comment: 'x' }, { id: 10001 }).order_lines).toHaveLength(2)
    const after = shop.put(
      'order',
      { order_lines: [{ id: 70002, sku: 'B', quantity: 3 }, { sku: 'C' }] },
      { id: 10001 },
    )
    expect(after.order_lines.map(({ id, sku, quantity }: Loose) => [id, sku, quantity])).toEqual([
      [70002, 'B', 3],
      [70004, 'C', null],
    ])
    expect(after.gift_card_usages).toEqual([{ id: 70003, gift_card_no: null, amount: 5 }])
  })
})

describe('removing', () => {
  it('shows the object as it was; its id does not come back', async () => {
    shop.put('order', { status: 'ny' })
    expect(shop.side.act({ remove: 'order', id: 10001 })).toMatchObject({ order_no: 10001, status: 'ny' })
    expect((await shop.call('GET', '/orders/10001')).status).toBe(404)
    expect(shop.put('order').order_no).toBe(10002)
  })
})

describe('acts while somebody pages', () => {
  it('are done once so many more pages of that list have been answered', async () => {
    shop.fill('product', 5)
    const waits = { id: 501, afterPages: 2 }
    expect(shop.put('product', { name: 'Later' }, waits)).toEqual({ afterPages: 2 })
    expect(shop.side.act({ remove: 'product', id: 502, afterPages: 1 })).toEqual({ afterPages: 1 })
    await shop.call('HEAD', '/products')
    await shop.ok('/customers')
    await shop.call('GET', '/products/x')
    expect(idsOf(await shop.ok('/products/2/0/0'))).toEqual([501, 502])
    expect(idsOf(await shop.ok('/products/2/2/0'))).toEqual([504, 505])
    expect((await shop.ok('/products/2/2/0')).data).toMatchObject([{ id: 505 }, { id: 501, name: 'Later' }])
    expect(shop.side.log.map(({ committed }) => committed)).toEqual([false, false, false, true, true, false])
  })

  it('pass over what somebody else removed first, and are forgotten with the shop they were meant for', async () => {
    shop.fill('product', 2)
    shop.put('product', {}, { id: 501, afterPages: 1 })
    shop.side.act({ remove: 'product', id: 501, afterPages: 1 })
    shop.side.act({ remove: 'product', id: 501 })
    await shop.ok('/products')
    expect(idsOf(await shop.ok('/products'))).toEqual([502])
    shop.side.act({ remove: 'product', id: 502, afterPages: 1 })
    shop.side.restore(shop.side.snapshot())
    await shop.ok('/products')
    expect(idsOf(await shop.ok('/products'))).toEqual([502])
  })

  it('come as faults too: the oldest rows vanish, or new ones arrive', async () => {
    shop.fill('product', 4)
    shop.fill('order', 1)
    shop.sandbox.faults.script([
      { match: { nth: 1 }, fault: { kind: 'shrink', rows: 2 } },
      { match: { nth: 2 }, fault: { kind: 'grow', rows: 2 } },
    ])
    expect(idsOf(await shop.ok('/products'))).toEqual([503, 504])
    expect(idsOf(await shop.ok('/products'))).toEqual([503, 504, 505, 506])
    expect(idsOf(await shop.ok('/orders'))).toEqual([10002, 10003])
  })
})

describe('acts that cannot be', () => {
  it.each([
    [{}, 'an act is either put or remove'],
    [{ put: 'product', remove: 'product' }, 'an act is either put or remove'],
    [{ pay: 'order' }, 'an act has no "pay"'],
    [{ put: 'products' }, 'nothing here is called "products"'],
    [{ put: 'product', id: '501' }, 'id is a whole number above 0, not "501"'],
    [{ put: 'product', id: 77 }, 'there is no product 77'],
    [{ put: 'product', afterPages: 0 }, 'afterPages is a whole number above 0'],
    [{ put: 'product', whole: 'yes' }, 'whole is true or false'],
    [{ put: 'product', fields: ['name'] }, 'fields is an object'],
    [{ put: 'product', fields: { colour: 'red' } }, 'a product has no field colour; it has sku, name,'],
    [{ put: 'product', fields: { modified_on: 'now' } }, 'a product has no field modified_on'],
    [{ put: 'product', fields: { price: '10' } }, 'price of a product is a number or null'],
    [{ put: 'customer', fields: { company: 5 } }, 'company of a customer is a text or null'],
    [{ put: 'order', fields: { order_lines: {} } }, 'order_lines is a list'],
    [{ put: 'order', fields: { order_lines: ['A'] } }, 'a line of order_lines is an object'],
    [{ put: 'order', fields: { order_lines: [{ size: 1 }] } }, 'a line of order_lines has no field size; it has id,'],
    [{ put: 'order', fields: { order_lines: [{ sku: 1 }] } }, 'sku of a line of order_lines is a text or null'],
    [{ put: 'order', fields: { order_lines: [{ id: 1 }] } }, 'there is no line 1 in its order_lines'],
    [{ put: 'order', id: 10001, fields: { order_lines: [{ id: 70001 }, { id: 70001 }] } }, 'have the same id'],
    [{ remove: 'order' }, 'a removal names an id'],
    [{ remove: 'order', id: 10001, fields: {} }, 'a removal names an id'],
  ])('%j: says so, and what it takes', (act, message) => {
    shop.put('order', { order_lines: [{ sku: 'A' }] })
    const before = shop.side.snapshot()
    expect(() => shop.side.act(act)).toThrow(message)
    expect(shop.side.snapshot()).toEqual(before)
  })

  it('are explained over the control interface', async () => {
    const reply = await shop.control('POST', '/act', { '24nettbutikk': { put: 'shop' } })
    expect([reply.status, reply.json.error]).toEqual([400, expect.stringContaining('put: order | product | customer')])
    expect((await shop.control('GET', '/act')).json).toEqual(['24nettbutikk'])
    const done = await shop.control('POST', '/act', { '24nettbutikk': { put: 'customer', fields: { city: 'Oslo' } } })
    expect(done.json).toMatchObject({ '24nettbutikk': { id: 3001, city: 'Oslo' } })
  })
})
