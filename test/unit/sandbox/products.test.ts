import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { furnish, type Loose, openShop, type Shop } from './shop.ts'

let shop: Shop
beforeEach(async () => {
  shop = await openShop({ now: '2026-03-01T12:00:00Z' })
  shop.sandbox.clock.freeze()
})
afterEach(() => shop.close())

const create = (body: unknown): Promise<Loose> => shop.ok('POST', '/product', body)
const bytes = Buffer.from([0x89, 0x50, 0x4e, 0x47, 1, 2, 3])

describe('creating a product', () => {
  it('needs a name only, and answers the object with every default', async () => {
    const product = await create({ name: 'Egestol på Ærø' })
    expect(product).toMatchObject({
      product_id: 600001,
      own_id: '600001',
      sec_own_id: null,
      profile_id: null,
      main_category_id: null,
      created: '2026-03-01 13:00:00',
      last_modified: '2026-03-01 13:00:00',
      online_since: '2026-03-01 13:00:00',
      removed_on: null,
      is_online: 1,
      rewrite_url: 'egestol-paa-aeroe',
      url: 'https://sandbox-shop.example/egestol-paa-aeroe',
      description: '',
      price: 0,
      sale_price: null,
      vat: null,
      bulk_discount_over: null,
      bulk_discount: null,
      discount_intervals: [],
      categories: [],
      images: [],
      pdf_files: [],
    })
    expect(await shop.ok('GET', '/product/600001')).toEqual(product)
    expect((await shop.call('POST', '/product', { price: 5 })).status).toBe(400)
  })

  it('appends -x to the address of a second product of the same name, asked for or not', async () => {
    await create({ name: 'Stol' })
    expect((await create({ name: 'Stol' })).rewrite_url).toBe('stol-x')
    expect((await create({ name: 'Bord', rewrite_url: 'stol' })).rewrite_url).toBe('stol-x-x')
  })

  it('takes numbers and flags as text too, and reads them as numbers', async () => {
    const product = await create({
      name: 'Stol',
      price: '1299.00',
      sale_price: '159.95',
      is_online: '0',
      vat: '25',
      shipping_weight: 4000,
    })
    expect(product).toMatchObject({
      price: 1299,
      sale_price: 159.95,
      is_online: 0,
      vat: 25,
      shipping_weight: 4000,
      online_since: null,
    })
    for (const wrong of [
      { price: '12,50' },
      { is_online: 2 },
      { name: {} },
      { categories: 5 },
      { profile_id: 'x' },
      { profile_id: 77 },
    ]) {
      expect((await shop.call('POST', '/product', { name: 'x', ...wrong })).status).toBe(400)
    }
  })

  it('finds or creates supplier and brand by name', async () => {
    const first = await create({ name: 'a', supplier_name: 'Acme', brand_name: 'Ox' })
    const second = await create({ name: 'b', supplier_name: 'Acme', brand_name: 'Ox' })
    expect(await shop.ok('GET', '/supplier')).toMatchObject([
      { supplier_id: String(first.supplier_id), name: 'Acme', is_removed: '0' },
    ])
    expect([second.supplier_id, second.brand_id]).toEqual([first.supplier_id, first.brand_id])
  })

  it('takes an array and answers the objects in order, all or nothing', async () => {
    const made = await create([
      { name: 'a', own_id: 'A' },
      { name: 'b', own_id: 'B' },
    ])
    expect(made.map((row: Loose) => row.own_id)).toEqual(['A', 'B'])
    const before = JSON.stringify(shop.sandbox.shoporama.snapshot())
    const mixed = [{ name: 'c', supplier_name: 'New' }, { own_id: 'no name' }]
    expect((await shop.call('POST', '/product', mixed)).status).toBe(400)
    expect(JSON.stringify(shop.sandbox.shoporama.snapshot())).toBe(before)
  })
})

describe('PUT of a product', () => {
  it('is a merge: what it does not name stays', async () => {
    const { product_id } = await create({ name: 'Stol', description: 'God', price: 10 })
    shop.sandbox.clock.advance(60_000)
    const after = await shop.ok('PUT', `/product/${product_id}`, { name: 'Bord' })
    expect(after).toMatchObject({ product_id, name: 'Bord', description: 'God', price: 10, rewrite_url: 'stol' })
    expect(after.last_modified).toBe('2026-03-01 13:01:00')
    expect(after.created).toBe('2026-03-01 13:00:00')
  })

  it('clears with "": a number reads null, text "", an id null', async () => {
    const { product_id } = await create({
      name: 'Stol',
      description: 'God',
      sale_price: 10,
      gtin: '1',
      google_category: 5,
    })
    const after = await shop.ok('PUT', `/product/${product_id}`, {
      description: '',
      sale_price: '',
      gtin: '',
      google_category: '',
      own_id: '',
    })
    expect(after).toMatchObject({
      description: '',
      sale_price: null,
      gtin: null,
      google_category: null,
      own_id: String(product_id),
    })
  })

  it('stores text as sent, with line ends and entities', async () => {
    const description = ' <p>&oslash; ø</p>\r\n<script>1</script> '
    expect((await create({ name: 'Stol', description })).description).toBe(description)
  })
})

describe('nested fields', () => {
  it('categories read ascending, bundle keeps order and repeats, bundle_data counts', async () => {
    const { category_id: a } = await shop.ok('POST', '/category', { name: 'A' })
    const { category_id: b } = await shop.ok('POST', '/category', { name: 'B' })
    const leg = await create({ name: 'Ben' })
    const seat = await create({ name: 'Sæde' })
    const [l, s] = [leg.product_id, seat.product_id]
    const product = await create({
      name: 'Stol',
      categories: [b, a],
      main_category_id: b,
      bundle: [s, l, l],
      related: [s, l],
    })
    expect(product).toMatchObject({
      categories: [a, b],
      main_category_id: String(b),
      bundle: [s, l, l],
      related: [s, l],
    })
    expect(product.bundle_data).toEqual([
      { product_id: s, name: 'Sæde', count: 1 },
      { product_id: l, name: 'Ben', count: 2 },
    ])
    const emptied = await shop.ok('PUT', `/product/${product.product_id}`, { categories: [], bundle: [], related: [] })
    expect(emptied).toMatchObject({ categories: [], bundle: [], related: [] })
  })

  it('attributes are one entry per value; a list value is its id, told by id or by text', async () => {
    const { profile, colour, width, oak, black } = await furnish(shop)
    const product = await create({
      name: 'Stol',
      profile_id: profile,
      attributes: [
        { attribute_id: colour, value: oak },
        { name: 'Farve', value: 'Sort' },
        { attribute_id: width, value: '40' },
      ],
    })
    expect(product.attributes).toEqual([
      { attribute_id: colour, name: 'Farve', value: oak },
      { attribute_id: colour, name: 'Farve', value: black },
      { attribute_id: width, name: 'Bredde', value: 40 },
    ])
  })

  it('stock_settings are variants of one (attribute, value) pair; fields not sent are cleared by a rewrite', async () => {
    const { profile, colour, oak, black } = await furnish(shop)
    const settings = [
      { attribute_id: colour, attribute_value_id: oak, own_id: 'S-OAK', price: '1299.50', gtin: '57' },
      { attribute_value_id: black, own_id: 'S-BLK', purchase_price: 5 },
    ]
    const product = await create({ name: 'Stol', profile_id: profile, stock_settings: settings })
    expect(product.stock_settings).toEqual([
      {
        attribute_id: colour,
        attribute_value_id: oak,
        name: 'Eg',
        own_id: 'S-OAK',
        sec_own_id: null,
        gtin: '57',
        price: 1299.5,
        purchase_price: null,
      },
      {
        attribute_id: colour,
        attribute_value_id: black,
        name: 'Sort',
        own_id: 'S-BLK',
        sec_own_id: null,
        gtin: null,
        price: null,
        purchase_price: 5,
      },
    ])
    const rewritten = [{ attribute_id: colour, attribute_value_id: oak, own_id: 'S-OAK' }]
    const after = await shop.ok('PUT', `/product/${product.product_id}`, { stock_settings: rewritten })
    expect(after.stock_settings).toMatchObject([{ own_id: 'S-OAK', gtin: null, price: null }])
  })

  it('bulk_discount goes in nested and comes out flat', async () => {
    const { product_id, ...product } = await create({ name: 'Stol', bulk_discount: { over: 5, discount: '12.50' } })
    expect(product).toMatchObject({ bulk_discount_over: 5, bulk_discount: 12.5 })
    const cleared = await shop.ok('PUT', `/product/${product_id}`, { bulk_discount: '' })
    expect(cleared).toMatchObject({ bulk_discount_over: null, bulk_discount: null })
  })

  it.each([
    ['an object', (value: unknown) => value],
    ['an array', (value: unknown) => [value]],
    ['an object below its own name', (value: unknown) => ({ discount: value })],
  ])('discount as %s comes out as discount_intervals', async (_form, wrap) => {
    const { oak, black } = await furnish(shop)
    const { discount_intervals } = await create({
      name: 'Stol',
      discount: wrap({ 20: { [oak]: 999 }, 10: { [oak]: '1199.00', [black]: 1200 } }),
    })
    expect(discount_intervals).toEqual([
      {
        amount: 10,
        prices: [
          { attribute_value_id: oak, price: 1199 },
          { attribute_value_id: black, price: 1200 },
        ],
      },
      { amount: 20, prices: [{ attribute_value_id: oak, price: 999 }] },
    ])
  })

  it('html_fields read back; locations are written by SKU and not shown', async () => {
    const html_fields = [
      { html: '<b/>', append: 'head' },
      { html: 'x', append: '' },
    ]
    const product = await create({ name: 'Stol', own_id: 'S', html_fields, locations: [{ sku: 'S', location: 'A1' }] })
    expect(product).toMatchObject({ html_fields, location: 'A1' })
    expect(product).not.toHaveProperty('locations')
    expect(
      (await shop.call('POST', '/product', { name: 'x', html_fields: [{ html: '', append: 'foot' }] })).status,
    ).toBe(400)
  })
})

describe('images', () => {
  it('sent as data get an id, a weight and the url of a rendition with other bytes', async () => {
    const product = await create({
      name: 'Stol',
      images: [
        { data: bytes.toString('base64'), description: 'Forfra' },
        { data: 'AAAA', weight: '5' },
      ],
    })
    const [light, front] = product.images
    expect(front).toEqual({
      image_id: '7000001',
      weight: '10',
      variant_name: null,
      description: 'Forfra',
      url: expect.stringMatching(/\/shoporama\/cache\/7\/0\/0\/0\/0\/0\/1\/forfra-fit-1000x1000x90\.png$/),
    })
    expect(light).toMatchObject({ image_id: '7000002', weight: '5' })
    const calls = shop.sandbox.shoporama.log.length
    const rendition = await fetch(front.url)
    expect(rendition.status).toBe(200)
    expect(rendition.headers.get('content-type')).toBe('image/png')
    expect(Buffer.from(await rendition.arrayBuffer()).equals(bytes)).toBe(false)
    expect(shop.sandbox.shoporama.log).toHaveLength(calls)
  })

  it('an entry with image_id changes, replaces or removes; one without appends; others are left', async () => {
    const { product_id: id, images } = await create({
      name: 'Stol',
      images: [{ data: 'AAAA' }, { data: 'BBBB' }, { data: 'CCCC' }],
    })
    const [a, b, c] = images.map((image: Loose) => image.image_id)
    const after = await shop.ok('PUT', `/product/${id}`, {
      images: [{ image_id: a, weight: 99, description: 'Bagfra' }, { image_id: b, remove: 1 }, { data: 'DDDD' }],
    })
    expect(after.images.map((image: Loose) => [image.image_id, image.weight, image.description])).toEqual([
      [c, '30', ''],
      [a, '99', 'Bagfra'],
      ['7000004', '109', ''],
    ])
    expect((await shop.call('PUT', `/product/${id}`, { images: [{ image_id: 1, weight: 1 }] })).status).toBe(400)
  })

  it('replaced content keeps the id and changes the rendition', async () => {
    const { product_id: id, images } = await create({ name: 'Stol', images: [{ data: 'AAAA' }] })
    const before = await (await fetch(images[0].url)).text()
    const after = await shop.ok('PUT', `/product/${id}`, { images: [{ image_id: images[0].image_id, data: 'BBBB' }] })
    expect(after.images[0].image_id).toBe(images[0].image_id)
    expect(await (await fetch(after.images[0].url)).text()).not.toBe(before)
  })

  it('invalid base64, no content, and images outside an array are a 400', async () => {
    for (const images of [[{ data: '%%%' }], [{ data: 'AAA' }], [{ description: 'x' }], { data: 'AAAA' }, 'AAAA']) {
      expect((await shop.call('POST', '/product', { name: 'x', images })).status).toBe(400)
    }
  })

  it('at loopback urls are fetched, elsewhere only noted', async () => {
    const asked: string[] = []
    const server = createServer((request, response) => {
      asked.push(String(request.url))
      response.statusCode = request.url === '/a.png' ? 200 : 404
      response.end(bytes)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    try {
      const product = await create({
        name: 'x',
        images: [{ url: `${base}/a.png` }, { url: 'https://pictures.example/b.jpg' }],
      })
      expect(product.images.map((image: Loose) => image.url.split('.').at(-1))).toEqual(['png', 'jpg'])
      expect((await fetch(product.images[1].url)).status).toBe(200)
      expect((await shop.call('POST', '/product', { name: 'x', images: [{ url: `${base}/gone` }] })).status).toBe(400)
      expect(asked).toEqual(['/a.png', '/gone'])
    } finally {
      server.close()
    }
  })
})

describe('file for download', () => {
  it('goes in as file and comes out as pdf_files', async () => {
    const data = Buffer.from('manual '.repeat(100_000))
    const file = {
      data: {
        data: data.toString('base64'),
        filename: 'vejledning å.pdf',
        'content-type': 'application/pdf',
        is_public: 1,
      },
    }
    const { product_id, pdf_files } = await create({ name: 'Stol', file })
    expect(pdf_files).toEqual([
      { product_file_id: 80001, filename: 'vejledning å.pdf', url: expect.any(String), mb: 0.6676 },
    ])
    expect(Buffer.from(await (await fetch(pdf_files[0].url)).arrayBuffer()).equals(data)).toBe(true)
    const other = await shop.ok('PUT', `/product/${product_id}`, {
      file: { url: 'https://files.example/a/manual.pdf' },
    })
    expect(other.pdf_files).toMatchObject([{ product_file_id: 80002, filename: 'manual.pdf', mb: 0 }])
    expect((await shop.ok('PUT', `/product/${product_id}`, { file: { remove: 1 } })).pdf_files).toEqual([])
    expect((await shop.call('PUT', `/product/${product_id}`, { file: { data: 'AAAA' } })).status).toBe(400)
  })
})

describe('deleting a product', () => {
  it('is soft: it leaves the lists, keeps removed_on, and frees its address', async () => {
    const { product_id } = await create({ name: 'Stol' })
    expect((await shop.call('DELETE', `/product/${product_id}`)).text).toBe('')
    expect((await shop.ok('GET', '/product')).paging.total).toBe(0)
    const products = shop.sandbox.shoporama.snapshot().collections['products']
    expect(products?.rows).toMatchObject([{ id: product_id, removed: expect.any(Number) }])
    // The sandbox's clock starts there, and goes on.
    const after = Number(products?.rows[0]?.['removed']) - Date.parse('2026-03-01T12:00:00Z')
    expect(after).toBeGreaterThanOrEqual(0)
    expect(after).toBeLessThan(600_000)
    expect((await create({ name: 'Stol' })).rewrite_url).toBe('stol')
  })
})
