import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isLong } from '../../support/long.ts'
import { furnish, type Loose, openShop, type Shop } from './shop.ts'

let shop: Shop
beforeEach(async () => {
  shop = await openShop({ now: '2026-03-01T12:00:00Z' })
})
afterEach(() => shop.close())

const names = async (query: string): Promise<string[]> =>
  (await shop.ok('GET', `/product${query}`)).products.map((row: Loose) => row.name)

async function fill(count: number): Promise<void> {
  await shop.ok(
    'POST',
    '/product',
    Array.from({ length: count }, (_, index) => ({ name: `P${index}`, own_id: `SKU-${index}` })),
  )
}

describe('paging of products', () => {
  it('gives 5 rows by default, 100 at the most, newest first, and echoes the limit used', async () => {
    await fill(120)
    const first = await shop.ok('GET', '/product')
    expect(first.paging).toEqual({ offset: 0, limit: 5, count: 5, total: 120 })
    expect(first.products.map((row: Loose) => row.name)).toEqual(['P119', 'P118', 'P117', 'P116', 'P115'])
    expect((await shop.ok('GET', '/product?limit=1000')).paging).toEqual({
      offset: 0,
      limit: 100,
      count: 100,
      total: 120,
    })
    const last = await shop.ok('GET', '/product?limit=100&offset=100')
    expect(last.paging).toEqual({ offset: 100, limit: 100, count: 20, total: 120 })
    expect(last.products.at(-1).name).toBe('P0')
  })

  it('answers an empty page past the end and for no match', async () => {
    await fill(1)
    expect(await shop.ok('GET', '/product?offset=7&limit=10')).toEqual({
      paging: { offset: 7, limit: 10, count: 0, total: 1 },
      products: [],
    })
    expect((await shop.ok('GET', '/product?search=nothing')).paging).toMatchObject({ count: 0, total: 0 })
    expect((await shop.call('GET', '/product?limit=many')).status).toBe(400)
  })

  it('has the full object in every row, or the fields asked for', async () => {
    await fill(1)
    const { products } = await shop.ok('GET', '/product')
    expect(await shop.ok('GET', `/product/${products[0].product_id}`)).toEqual(products[0])
    expect((await shop.ok('GET', '/product?fields=product_id,own_id, sale_price,none')).products).toEqual([
      { product_id: 600001, own_id: 'SKU-0', sale_price: null },
    ])
  })
})

describe('product filters', () => {
  it('take every argument of the page', async () => {
    const { profile, supplier, chairs } = await furnish(shop)
    const brand = (
      await shop.ok('POST', '/product', {
        name: 'Egestol',
        own_id: 'CH',
        profile_id: profile,
        supplier_id: supplier,
        brand_name: 'Ox',
        categories: [chairs],
        images: [{ data: 'AAAA' }],
        price: 5,
      })
    ).brand_id
    await shop.ok('POST', '/product', { name: 'Bord', is_online: 0, search: 'spise', price: 9 })
    await shop.ok('POST', '/stock', [{ SKU: 'CH', stock: 2 }])
    const both = ['Bord', 'Egestol']
    const expected: Record<string, string[]> = {
      '?search=EGEST': ['Egestol'],
      '?search=spise': ['Bord'],
      [`?profile_id=${profile}`]: ['Egestol'],
      [`?supplier_id=${supplier}`]: ['Egestol'],
      [`?brand_id=${brand}`]: ['Egestol'],
      [`?category_id=${chairs}`]: ['Egestol'],
      '?has_images=yes': ['Egestol'],
      '?has_images=no': ['Bord'],
      '?in_stock=yes': ['Egestol'],
      '?is_online=no': ['Bord'],
      '?sort=price': ['Egestol', 'Bord'],
      '?sort=price&sort_order=desc': both,
      '?sort_order=asc': ['Egestol', 'Bord'],
      '?product_ids=600001, 600002, 7': both,
      '?product_ids=600001&limit=10&fields=name': ['Egestol'],
      '?is_online=yes&in_stock=yes': ['Egestol'],
      '?featured=1': both,
    }
    for (const [query, found] of Object.entries(expected)) expect([query, await names(query)]).toEqual([query, found])
    expect((await shop.call('GET', '/product?in_stock=true')).status).toBe(400)
  })

  it('last_modified and product_ids cannot be combined with other filters', async () => {
    for (const query of [
      'last_modified=2026-01-01&search=x',
      'product_ids=1&is_online=yes',
      'product_ids=1&sort=name',
    ]) {
      const reply = await shop.call('GET', `/product?${query}`)
      expect([reply.status, reply.text.slice(0, 15)]).toEqual([400, '400 Bad Request'])
    }
    expect(
      (await shop.call('GET', '/product?last_modified=2020-01-01T00:00:00&limit=100&offset=0&fields=name')).status,
    ).toBe(200)
  })

  it('last_modified is Danish local time and keeps the given second', async () => {
    await shop.ok('POST', '/product', { name: 'Old' })
    shop.sandbox.clock.set('2026-07-01T10:00:00Z')
    await shop.ok('POST', '/product', { name: 'New' })
    expect(await names('?last_modified=2026-07-01T12:00:00')).toEqual(['New'])
    expect(await names('?last_modified=2026-03-01T13:00:00')).toEqual(['New', 'Old'])
    expect(await names('?last_modified=2026-07-01T13:00:00')).toEqual([])
    expect((await shop.call('GET', '/product?last_modified=yesterday')).status).toBe(400)
  })
})

describe('unpaged lists', () => {
  it('of suppliers, profiles, attributes, values and categories are bare arrays', async () => {
    const { profile, colour } = await furnish(shop)
    const paths = ['/supplier', '/profile', `/profile-attribute?profile_id=${profile}`, '/category']
    for (const path of [...paths, `/profile-attribute-value?attribute_id=${colour}`]) {
      expect(Array.isArray(await shop.ok('GET', `${path}`))).toBe(true)
    }
  })

  it('of attributes and values need their parent', async () => {
    expect((await shop.call('GET', '/profile-attribute')).status).toBe(400)
    expect((await shop.call('GET', '/profile-attribute-value')).status).toBe(400)
  })

  it('of categories are ordered by name, whatever the case and age', async () => {
    for (const name of ['stole', 'Borde', 'skabe', 'Sofaer']) await shop.ok('POST', '/category', { name })
    expect((await shop.ok('GET', '/category')).map((row: Loose) => row.name)).toEqual([
      'Borde',
      'skabe',
      'Sofaer',
      'stole',
    ])
  })
})

const count = isLong ? 10_000 : 2_000

describe(`a shop of ${count} products`, () => {
  it('is created by the array and listed page by page', async () => {
    for (let batch = 0; batch < count / 100; batch += 1) {
      await shop.ok(
        'POST',
        '/product',
        Array.from({ length: 100 }, (_, index) => ({
          name: `Stol ${batch}-${index}`,
          own_id: `S-${batch}-${index}`,
          price: '12.50',
        })),
      )
    }
    const seen = new Set<number>()
    for (let offset = 0; offset < count; offset += 100) {
      const { products } = await shop.ok('GET', `/product?limit=100&offset=${offset}`)
      for (const row of products) seen.add(row.product_id)
    }
    expect(seen.size).toBe(count)
  }, 60_000)
})
