import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { furnish, type Loose, openShop, type Shop } from './shop.ts'

let shop: Shop
beforeEach(async () => {
  shop = await openShop({ now: '2026-03-01T12:00:00Z' })
  shop.sandbox.clock.freeze()
})
afterEach(() => shop.close())

describe('suppliers', () => {
  it('read as text throughout, the id too', async () => {
    const made = await shop.ok('POST', '/supplier', { name: 'Acme', dropshipping_mail: 'a@acme.example' })
    expect(made).toEqual({
      supplier_id: '1001',
      is_removed: '0',
      name: 'Acme',
      link_to: null,
      dropshipping_mail: 'a@acme.example',
    })
    expect(await shop.ok('PUT', '/supplier/1001', { dropshipping_mail: '' })).toMatchObject({
      name: 'Acme',
      dropshipping_mail: null,
    })
    expect((await shop.call('POST', '/supplier', {})).status).toBe(400)
    await shop.call('DELETE', '/supplier/1001')
    expect(await shop.ok('GET', '/supplier')).toEqual([])
  })
})

describe('profiles, attributes and values', () => {
  it('hang together by the parent id in the query', async () => {
    const { profile, colour, width, oak, black } = await furnish(shop)
    expect(await shop.ok('GET', '/profile')).toEqual([{ profile_id: profile, is_removed: '0', name: 'Møbel' }])
    expect(await shop.ok('GET', `/profile-attribute?profile_id=${profile}`)).toEqual([
      {
        attribute_id: colour,
        profile_id: profile,
        is_removed: '0',
        type: 'valuelist',
        name: 'Farve',
        is_variant: 1,
        has_price: 1,
        weight: 0,
      },
      {
        attribute_id: width,
        profile_id: profile,
        is_removed: '0',
        type: 'integer',
        name: 'Bredde',
        is_variant: 0,
        has_price: 0,
        weight: 2,
      },
    ])
    expect(await shop.ok('GET', `/profile-attribute-value?attribute_id=${colour}`)).toEqual([
      { attribute_value_id: oak, attribute_id: colour, is_removed: '0', val: 'Eg', weight: 1, tag: '' },
      { attribute_value_id: black, attribute_id: colour, is_removed: '0', val: 'Sort', weight: 2, tag: '' },
    ])
  })

  it('refuse a type that is not on the page and a parent that does not exist', async () => {
    const { profile } = await furnish(shop)
    expect(
      (await shop.call('POST', `/profile-attribute?profile_id=${profile}`, { name: 'x', type: 'date' })).status,
    ).toBe(400)
    expect((await shop.call('POST', '/profile-attribute?profile_id=9', { name: 'x', type: 'string' })).status).toBe(400)
    expect((await shop.call('POST', '/profile-attribute-value', { val: 'x' })).status).toBe(400)
  })

  it('deleting a profile takes its attributes and their values along', async () => {
    const { profile, colour, oak } = await furnish(shop)
    await shop.call('DELETE', `/profile/${profile}`)
    for (const path of [`/profile/${profile}`, `/profile-attribute/${colour}`, `/profile-attribute-value/${oak}`]) {
      expect((await shop.call('GET', path)).status).toBe(410)
    }
  })
})

describe('categories', () => {
  it('read with numbers, but is_removed as text, and 0 for no parent', async () => {
    const made = await shop.ok('POST', '/category', { name: 'Møbler & stole', no_index: '1', tag: '' })
    expect(made).toMatchObject({
      category_id: 150001,
      parent_id: 0,
      is_removed: '0',
      is_hidden: null,
      in_menu: 1,
      no_index: 1,
      tag: null,
      canonical_id: null,
      description_a: '',
      sort_order: 'normal',
      rewrite_url: 'moebler-stole',
      url: 'https://sandbox-shop.example/moebler-stole',
      last_modified: '2026-03-01 13:00:00',
      images: [],
    })
  })

  it('may have an empty address or a path, and -x on collision', async () => {
    expect(await shop.ok('POST', '/category', { name: 'A', rewrite_url: '' })).toMatchObject({
      rewrite_url: '',
      url: 'https://sandbox-shop.example/',
    })
    expect((await shop.ok('POST', '/category', { name: 'A', rewrite_url: '/a/b' })).rewrite_url).toBe('a/b')
    expect((await shop.ok('POST', '/category', { name: 'A', rewrite_url: 'a/b' })).rewrite_url).toBe('a/b-x')
  })

  it('find or create their parent by name, and cannot lie below themselves', async () => {
    const child = await shop.ok('POST', '/category', { name: 'Stole', parent_name: 'Møbler' })
    const parent = await shop.ok('GET', `/category/${child.parent_id}`)
    expect(parent.name).toBe('Møbler')
    expect((await shop.ok('POST', '/category', { name: 'Borde', parent_name: 'Møbler' })).parent_id).toBe(
      child.parent_id,
    )
    expect((await shop.call('PUT', `/category/${parent.category_id}`, { parent_id: child.category_id })).status).toBe(
      400,
    )
    expect((await shop.call('PUT', `/category/${parent.category_id}`, { parent_id: 5 })).status).toBe(400)
    expect((await shop.call('PUT', `/category/${parent.category_id}`, { sort_order: 'backwards' })).status).toBe(400)
  })

  it('remove an image when remove is set to anything', async () => {
    const { category_id: id, images } = await shop.ok('POST', '/category', { name: 'A', images: [{ data: 'AAAA' }] })
    expect(
      (await shop.ok('PUT', `/category/${id}`, { images: [{ image_id: images[0].image_id, remove: 'yes' }] })).images,
    ).toEqual([])
  })
})

describe('stock', () => {
  async function variants(): Promise<{ product: number; colour: number; oak: number; black: number }> {
    const { profile, colour, oak, black } = await furnish(shop)
    const settings = [
      { attribute_id: colour, attribute_value_id: oak, own_id: 'S-OAK' },
      { attribute_id: colour, attribute_value_id: black, own_id: 'S-BLK' },
    ]
    const { product_id } = await shop.ok('POST', '/product', {
      name: 'Stol',
      own_id: 'S',
      profile_id: profile,
      stock_settings: settings,
    })
    await shop.ok('POST', '/product', { name: 'Bord', own_id: 'B' })
    return { product: product_id, colour, oak, black }
  }

  it('has a row per variant, or one for a product without; paging counts products', async () => {
    const { product, colour, oak, black } = await variants()
    await shop.ok('POST', '/stock', [
      { SKU: 'S-OAK', stock: '7' },
      { SKU: 'B', stock: 3 },
      { SKU: 'none', stock: 1 },
    ])
    expect(await shop.ok('GET', '/stock?limit=100')).toEqual({
      paging: { offset: 0, limit: 100, count: 2, total: 2 },
      stock: [
        { product_id: product + 1, SKU: 'B', stock: 3, attribute_id: null, attribute_value_id: null },
        { product_id: product, SKU: 'S-OAK', stock: 7, attribute_id: colour, attribute_value_id: oak },
        { product_id: product, SKU: 'S-BLK', stock: 0, attribute_id: colour, attribute_value_id: black },
      ],
    })
    expect((await shop.ok('GET', '/stock?in_stock=yes&search=bord')).stock).toHaveLength(1)
    expect(await shop.ok('GET', `/stock/${product}`)).toMatchObject([{ SKU: 'S-OAK', stock: 7 }, { SKU: 'S-BLK' }])
    expect((await shop.call('GET', '/stock/1')).status).toBe(404)
  })

  it('posts an array only, answers the touched rows, and outlives a rewrite of the variants', async () => {
    const { product, oak } = await variants()
    expect(await shop.ok('POST', '/stock', [{ SKU: 'S-OAK', stock: 7 }])).toMatchObject([{ SKU: 'S-OAK', stock: 7 }])
    expect((await shop.call('POST', '/stock', { SKU: 'B', stock: 1 })).status).toBe(400)
    expect((await shop.call('POST', '/stock', [{ SKU: 'B' }])).status).toBe(400)
    await shop.ok('PUT', `/product/${product}`, { stock_settings: [{ attribute_value_id: oak, own_id: 'NEW' }] })
    expect(await shop.ok('GET', `/stock/${product}`)).toMatchObject([{ SKU: 'NEW', stock: 7 }])
  })

  it('is lowered by a sale and given back by its cancellation', async () => {
    const { product, colour, oak } = await variants()
    await shop.ok('POST', '/stock', [
      { SKU: 'S-OAK', stock: 7 },
      { SKU: 'B', stock: 3 },
    ])
    const order = await shop.ok('POST', '/order', {
      products: [
        { product_id: product, amount: 2, attributes: [{ attribute_id: colour, attribute_value_id: oak }] },
        { own_id: 'B' },
        { own_id: 'S-OAK', stock: 0 },
      ],
    })
    const level = async (sku: string): Promise<number> =>
      (await shop.ok('GET', '/stock?limit=100')).stock.find((row: Loose) => row.SKU === sku).stock
    expect([await level('S-OAK'), await level('B')]).toEqual([5, 2])
    const [chair, table] = order.products
    await shop.ok('PUT', `/order/${order.order_id}`, {
      products: [
        { order_product_id: chair.order_product_id, amount: 3 },
        { order_product_id: table.order_product_id, amount: 0 },
      ],
    })
    expect([await level('S-OAK'), await level('B')]).toEqual([4, 3])
    expect((await shop.ok('GET', `/order/${order.order_id}`)).products).toHaveLength(2)
  })
})

describe('orders', () => {
  it('list with paging and every filter of the page', async () => {
    const { supplier } = await furnish(shop)
    const { product_id } = await shop.ok('POST', '/product', { name: 'Stol', supplier_id: supplier })
    const first = await shop.ok('POST', '/order', {
      order_name: 'Anna',
      paid: '1',
      del_country_id: 1,
      shipping_id: 4,
      total_price: 99.5,
    })
    shop.sandbox.clock.advance(60_000)
    await shop.ok('POST', '/order', { status: 'sent', captured: 1, products: [{ product_id }] })
    expect(first).toMatchObject({
      order_id: 900001,
      status: 'new',
      paid: 1,
      captured: 0,
      total_price: 99.5,
      time: '2026-03-01 13:00:00',
    })
    const ids = async (query: string): Promise<number[]> =>
      (await shop.ok('GET', `/order${query}`)).orders.map((row: Loose) => row.order_id)
    const [a, b] = [900001, 900002]
    const expected: Record<string, number[]> = {
      '': [b, a],
      '?sort=time': [a, b],
      '?sort=order_id&sort_order=desc': [b, a],
      '?status=sent': [b],
      '?search=anna': [a],
      '?paid=1': [a],
      '?captured=0': [a],
      '?shipping_id=4': [a],
      '?del_country_id=1': [a],
      '?order_label_id=1': [],
      [`?supplier_id=${supplier}`]: [b],
      [`?from=${a}`]: [b],
      '?last_modified=2026-03-01 13:00:30': [b],
    }
    for (const [query, found] of Object.entries(expected)) expect([query, await ids(query)]).toEqual([query, found])
    expect((await shop.call('GET', '/order?from=1&status=new')).status).toBe(400)
    expect((await shop.ok('GET', '/order')).paging).toEqual({ offset: 0, limit: 5, count: 2, total: 2 })
  })
})
