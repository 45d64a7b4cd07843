import { describe, expect, it } from 'vitest'
import type { Json } from '../../../../src/model/json.ts'
import type { Page } from '../../../../src/model/provider.ts'
import { category } from '../../../../src/providers/shoporama/resources/category.ts'
import { product } from '../../../../src/providers/shoporama/resources/product.ts'
import { profileAttribute } from '../../../../src/providers/shoporama/resources/profile-attribute.ts'
import { profileAttributeValue } from '../../../../src/providers/shoporama/resources/profile-attribute-value.ts'
import { stock } from '../../../../src/providers/shoporama/resources/stock.ts'
import { supplier } from '../../../../src/providers/shoporama/resources/supplier.ts'
import { fakeShop, objects, pages, signal } from './fakes.ts'

function paged() {
  if (product.reading.by !== 'paged-list' || stock.reading.by !== 'paged-list') throw new Error('not paged')
  return { products: product.reading, stock: stock.reading }
}
const { products, stock: levels } = paged()

const rows = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => ({ product_id: from - index, own_id: `P${from - index}` }))

/** A shop of `total` products, newest first, that gives at most `most` a page. */
function shopOf(total: number, most = 100) {
  return fakeShop(({ query = {} }) => {
    const offset = Number(query['offset'] ?? 0)
    const count = Math.max(0, Math.min(Number(query['limit'] ?? 5), most, total - offset))
    return { paging: { offset, limit: most, count, total: String(total) }, products: rows(total - offset, count) }
  })
}

describe('lists that come whole', () => {
  it.each([
    ['a bare array', [{ supplier_id: '1', name: 'Acme', is_removed: '0' }]],
    ['an envelope', { suppliers: [{ supplier_id: 1, name: 'Acme' }] }],
    ['an envelope with paging', { paging: { total: 1, count: 1 }, suppliers: [{ id: 1, name: 'Acme' }] }],
  ])('are read as %s', async (_, answer) => {
    const { session, sent } = fakeShop(() => answer)
    if (supplier.reading.by !== 'list') throw new Error('not a list')
    expect(await objects(supplier.reading.list(session, signal))).toEqual([
      { kind: 'supplier', remoteId: '1', spec: { name: 'Acme' } },
    ])
    expect(sent).toEqual([{ request: 'GET /supplier', query: {}, body: undefined, repeat: 'safe' }])
  })

  it('are paged on where the vendor turns out to page them', async () => {
    const all = Array.from({ length: 7 }, (_, index) => ({ category_id: index + 1, name: `K${index}` }))
    const { session, sent } = fakeShop(({ query = {} }) => {
      const offset = Number(query['offset'] ?? 0)
      return { paging: { total: 7 }, categories: all.slice(offset, offset + Number(query['limit'] ?? 5)) }
    })
    if (category.reading.by !== 'list') throw new Error('not a list')
    expect(await objects(category.reading.list(session, signal))).toHaveLength(7)
    expect(sent.map(({ query }) => query)).toEqual([{}, { limit: '100', offset: '5' }])
  })

  it.each([
    ['nothing', null],
    ['an object without a list', { error: 'no' }],
    ['a list of texts', ['a']],
  ])('do not take %s for a list', async (_, answer) => {
    const { session } = fakeShop(() => answer)
    if (supplier.reading.by !== 'list') throw new Error('not a list')
    await expect(objects(supplier.reading.list(session, signal))).rejects.toMatchObject({
      code: 'E2004',
      effect: 'none',
    })
  })

  it('leave out what is deleted, and refuse a row without an id', async () => {
    if (supplier.reading.by !== 'list') throw new Error('not a list')
    const { session } = fakeShop(() => [
      { supplier_id: 1, name: 'A', is_removed: '1' },
      { supplier_id: 2, name: 'B' },
    ])
    expect((await objects(supplier.reading.list(session, signal))).map((object) => object.remoteId)).toEqual(['2'])
    const nameless = fakeShop(() => [{ name: 'A' }])
    await expect(objects(supplier.reading.list(nameless.session, signal))).rejects.toMatchObject({ code: 'E2004' })
  })
})

describe('lists by parent', () => {
  it('ask for the parent and do not trust the filter', async () => {
    const { session, sent } = fakeShop(() => [
      { attribute_id: 1, profile_id: '4', name: 'A', data_type: 'valuelist' },
      { attribute_id: 2, profile_id: 5, name: 'B' },
      { attribute_id: 3, name: 'C' },
    ])
    if (profileAttribute.reading.by !== 'list-per-parent') throw new Error('not by parent')
    const found = await objects(profileAttribute.reading.list(session, '4', signal))
    expect(found.map(({ remoteId, spec }) => [remoteId, spec['profile']])).toEqual([
      ['1', { id: '4' }],
      ['3', { id: '4' }],
    ])
    expect(sent[0]).toMatchObject({ request: 'GET /profile-attribute', query: { profile_id: '4' } })
  })

  it('look for values only where there can be some', () => {
    if (profileAttributeValue.reading.by !== 'list-per-parent') throw new Error('not by parent')
    const { wants } = profileAttributeValue.reading
    expect([wants({ type: 'valuelist' }), wants({}), wants({ type: 'string' })]).toEqual([true, true, false])
  })
})

describe('products', () => {
  it('are read by pages of the limit, with what the pages count', async () => {
    const { session, sent } = shopOf(250)
    const read = await pages(products.list(session, signal))
    expect(read.map((page) => [page.objects.length, page.total, page.counted?.length])).toEqual([
      [100, 250, 100],
      [100, 250, 100],
      [50, 250, 50],
    ])
    expect(sent.map(({ query }) => query)).toEqual([
      { limit: '100', offset: '0' },
      { limit: '100', offset: '100' },
      { limit: '100', offset: '200' },
    ])
    expect(products.pageSize(session)).toBe(100)
  })

  it('are asked for ahead where the list is read to its end, and never where it may not be', async () => {
    const asked = async (list: AsyncIterable<Page>, sent: readonly unknown[]) => {
      let taken = 0
      for await (const _ of list) if (++taken === 2) return sent.length
      return 0
    }
    const whole = shopOf(1000)
    expect(await asked(products.list(whole.session, signal), whole.sent)).toBe(4)
    const newest = shopOf(1000)
    if (products.newest === undefined) throw new Error('no newest')
    expect(await asked(products.newest(newest.session, signal), newest.sent)).toBe(2)
  })

  it('leave no holes where the vendor gives less than was asked for', async () => {
    const { session } = shopOf(30, 20)
    const ids = (await objects(products.list(session, signal))).map((object) => object.remoteId)
    expect(new Set(ids).size).toBe(30)
  })

  it('read an empty shop in one call', async () => {
    const { session, sent } = shopOf(0)
    expect(await pages(products.list(session, signal))).toEqual([{ objects: [], total: 0, counted: [] }])
    expect(sent).toHaveLength(1)
  })

  it('count what is deleted without showing it, and say which host the shop has', async () => {
    const { session } = fakeShop(() => ({
      paging: { total: 2 },
      products: [
        { product_id: 2, removed_on: '2025-01-01 00:00:00' },
        { product_id: 1, own_id: 'A', removed_on: null, url: 'http://shop.example/a' },
      ],
    }))
    expect(await pages(products.list(session, signal))).toEqual([
      {
        objects: [{ kind: 'product', remoteId: '1', spec: { own_id: 'A' }, host: 'shop.example' }],
        total: 2,
        counted: ['2', '1'],
      },
    ])
  })

  it('refuse a list that does not say how long it is', async () => {
    const { session } = fakeShop(() => [{ product_id: 1 }])
    await expect(pages(products.list(session, signal))).rejects.toMatchObject({ code: 'E2004', effect: 'none' })
  })

  it('are looked up by list, never one by one', async () => {
    const { session, sent } = fakeShop(
      ({ query = {} }) => {
        const ids = String(query['product_ids']).split(',')
        return { paging: { total: ids.length }, products: ids.map((id) => ({ product_id: Number(id) })) }
      },
      { max_limit: 2 },
    )
    expect(await objects(products.lookUp(session, ['1', '2', '3'], signal))).toHaveLength(3)
    expect(sent.map(({ request, query }) => [request, query['product_ids'], query['limit']])).toEqual([
      ['GET /product', '1,2', '2'],
      ['GET /product', '3', '2'],
    ])
  })

  it('may be hidden while offline, until the list or a setting says otherwise', async () => {
    const { session, sent } = shopOf(1)
    const product = (is_online: boolean) => ({ kind: 'product', remoteId: '1', spec: { is_online } })
    expect(products.hidden?.ruledOut([product(true)], session)).toBe(false)
    expect(products.hidden?.ruledOut([product(true), product(false)], session)).toBe(true)
    expect(products.hidden?.ruledOut([], fakeShop(() => null, { offline_listed: 'yes' }).session)).toBe(true)
    await objects(products.hidden?.list(session, signal) ?? noPages())
    await objects(products.newest?.(session, signal) ?? noPages())
    expect(sent.map(({ query }) => query)).toEqual([
      { is_online: 'no', limit: '100', offset: '0' },
      { sort: 'product_id', sort_order: 'desc', limit: '100', offset: '0' },
    ])
  })
})

async function* noPages(): AsyncGenerator<never> {}

describe('stock levels', () => {
  const row = (product_id: number, key: string, sku: string, stock: Json) => ({ product_id, [key]: sku, stock })

  it('are read by any name of the SKU', async () => {
    const { session } = fakeShop(() => ({
      paging: { total: 3 },
      stock: [row(1, 'SKU', 'A', 7), row(2, 'sku', 'B', '-1'), row(3, 'own_id', 'C', null), { product_id: 3 }],
    }))
    expect(await objects(levels.list(session, signal))).toEqual([
      { kind: 'stock', remoteId: 'A', spec: { product: { id: '1' }, sku: 'A', stock: '7' } },
      { kind: 'stock', remoteId: 'B', spec: { product: { id: '2' }, sku: 'B', stock: '-1' } },
      { kind: 'stock', remoteId: 'C', spec: { product: { id: '3' }, sku: 'C', stock: null } },
    ])
  })

  it('are paged by products: several rows count once, and products without rows count too', async () => {
    const { session, sent } = fakeShop(({ query = {} }) =>
      query['offset'] === '0'
        ? {
            paging: { total: 4, count: 3 },
            stock: [row(9, 'SKU', 'A', 1), row(9, 'SKU', 'B', 2), row(8, 'SKU', 'C', 3)],
          }
        : { paging: { total: 4, count: 1 }, stock: [row(6, 'SKU', 'D', 4)] },
    )
    const read = await pages(levels.list(session, signal))
    expect(sent.map(({ query }) => query['offset'])).toEqual(['0', '3'])
    expect(new Set(read.flatMap((page) => page.counted ?? [])).size).toBe(4)
  })

  it('are read from a bare array too', async () => {
    const { session, sent } = fakeShop(() => [row(1, 'SKU', 'A', 7)])
    expect(await pages(levels.list(session, signal))).toMatchObject([{ objects: [{ remoteId: 'A' }] }])
    expect(sent).toHaveLength(1)
  })

  it('are looked up by their products, or whole where the arguments go into a body', async () => {
    const query = fakeShop(() => ({ paging: { total: 1 }, stock: [row(1, 'SKU', 'A', 7)] }))
    await objects(levels.lookUp(query.session, ['1', 'CH-001'], signal))
    await objects(levels.lookUp(query.session, ['CH-001'], signal))
    expect(query.sent.map((call) => call.query)).toEqual([{ product_ids: '1', limit: '100', offset: '0' }])
    const body = fakeShop(() => ({ paging: { total: 1 }, stock: [row(1, 'SKU', 'A', 7)] }), { stock_arguments: 'body' })
    await objects(levels.lookUp(body.session, ['1'], signal))
    expect(body.sent.map((call) => call.query)).toEqual([{ limit: '100', offset: '0' }])
  })
})
