import { describe, expect, it } from 'vitest'
import { type ShoporamaSwitches, shoporamaSwitches } from '../../../src/sandbox/shoporama/switches.ts'
import { furnish, type Loose, openShop, type Shop } from './shop.ts'

type Name = keyof ShoporamaSwitches
interface Case {
  readonly probe: (shop: Shop) => Promise<unknown>
  /** What the probe sees for each value, in the order of the table. */
  readonly sees: readonly unknown[]
}

const product = (shop: Shop, body: Loose = {}): Promise<Loose> => shop.ok('POST', '/product', { name: 'Stol', ...body })
const status = async (shop: Shop, method: string, path: string, body?: unknown): Promise<number> =>
  (await shop.call(method, path, body)).status
const paging = async (shop: Shop, path: string): Promise<Loose> => (await shop.ok('GET', path)).paging
const put = (shop: Shop, id: number, body: unknown): Promise<Loose> => shop.ok('PUT', `/product/${id}`, body)

async function bulk(shop: Shop): Promise<unknown> {
  const reply = await shop.ok('POST', '/product', [{ name: 'a' }, { name: 'b' }])
  return reply.map((row: Loose) => row.product_id ?? row)
}

async function withVariant(shop: Shop): Promise<Loose> {
  const { profile, colour, width, oak, black, supplier } = await furnish(shop)
  const settings = [
    { attribute_id: colour, attribute_value_id: oak, own_id: 'OAK' },
    { attribute_value_id: black, own_id: 'BLK' },
  ]
  const made = await product(shop, {
    own_id: 'S',
    profile_id: profile,
    supplier_id: supplier,
    attributes: [{ attribute_id: width, value: 40 }],
    html_fields: [{ html: 'x' }],
    stock_settings: settings,
    discount: { 10: { [oak]: 5 } },
  })
  return { ...made, profile, colour, width, oak, black, supplier }
}

async function typeChange(shop: Shop): Promise<unknown> {
  const { width } = await furnish(shop)
  const reply = await shop.call('PUT', `/profile-attribute/${width}`, { type: 'string' })
  return reply.status === 200 ? (reply.json as Loose).type : reply.status
}

async function quota(shop: Shop, at: string): Promise<Loose> {
  shop.sandbox.shoporama.setCalls({ limit: 1, used: { token: 1 } })
  shop.sandbox.clock.set(at)
  return shop.call('GET', '/supplier')
}

const cases: Readonly<Record<Name, Case>> = {
  array_put: {
    probe: async (shop) => {
      const { product_id, oak, profile } = await withVariant(shop)
      const { category_id } = await shop.ok('POST', '/category', { name: 'A' })
      await put(shop, product_id, {
        categories: [category_id],
        bundle: [product_id],
        related: [product_id],
        html_fields: [{ html: 'y' }],
      })
      const { category_id: other } = await shop.ok('POST', '/category', { name: 'B' })
      const after = await put(shop, product_id, {
        categories: [other],
        bundle: [product_id],
        related: [],
        html_fields: [],
        profile_id: profile,
        attributes: [],
        stock_settings: [{ attribute_value_id: oak, own_id: 'NEW' }],
      })
      return ['categories', 'bundle', 'related', 'html_fields', 'attributes', 'stock_settings'].map(
        (key) => after[key].length,
      )
    },
    sees: [
      [1, 1, 0, 0, 0, 1],
      [2, 2, 1, 2, 1, 2],
    ],
  },
  attribute_type_key: {
    probe: async (shop) => {
      const { width } = await furnish(shop)
      const row = await shop.ok('GET', `/profile-attribute/${width}`)
      return [row.type, row.data_type]
    },
    sees: [
      ['integer', undefined],
      [undefined, 'integer'],
    ],
  },
  attribute_type_put: { probe: typeChange, sees: ['integer', 'string', 400] },
  auto_offline_acts: {
    probe: async (shop) => {
      const { product_id } = await product(shop, { own_id: 'S', auto_offline: 1 })
      await shop.ok('POST', '/stock', [{ SKU: 'S', stock: 0 }])
      return (await shop.ok('GET', `/product/${product_id}`)).is_online
    },
    sees: [0, 1],
  },
  bad_token_status: {
    probe: async (shop) => (await shop.call('GET', '/product', undefined, 'wrong')).status,
    sees: [401, 403],
  },
  brand_name_creates: {
    probe: async (shop) => (await product(shop, { brand_name: 'Ox' })).brand_id,
    sees: [501, null],
  },
  bulk_atomic: {
    probe: async (shop) => {
      const reply = await shop.call('POST', '/product', [{ name: 'a' }, {}, { name: 'b' }])
      const rows = Array.isArray(reply.json) ? reply.json.map((row: Loose) => row.name ?? row) : []
      return [reply.status, rows, (await paging(shop, '/product')).total]
    },
    sees: [
      [400, [], 0],
      [200, ['a', { error: '400 Bad Request: name is missing' }, 'b'], 2],
    ],
  },
  bulk_reply: { probe: bulk, sees: [[600001, 600002], [600002, 600001], [600001, 600002], []] },
  cleared_number: {
    probe: async (shop) => {
      const { product_id } = await product(shop, { sale_price: 5, shipping_weight: 4 })
      const after = await put(shop, product_id, { sale_price: '', shipping_weight: null })
      return [after.sale_price, after.shipping_weight, after.purchase_price]
    },
    sees: [
      [null, null, null],
      [0, 0, null],
      ['', '', null],
    ],
  },
  create_status: { probe: (shop) => status(shop, 'POST', '/product', { name: 'x' }), sees: [200, 201] },
  default_limit: { probe: async (shop) => (await paging(shop, '/product')).limit, sees: [5, 100] },
  delete_cascades: {
    probe: async (shop) => {
      const { profile, width } = await furnish(shop)
      await shop.call('DELETE', `/profile/${profile}`)
      return status(shop, 'GET', `/profile-attribute/${width}`)
    },
    sees: [410, 200],
  },
  delete_in_use: {
    probe: async (shop) => {
      const { product_id, profile, width, oak, supplier } = await withVariant(shop)
      const { category_id } = await shop.ok('POST', '/category', { name: 'A' })
      await put(shop, product_id, { main_category_id: category_id })
      const paths = [
        `profile-attribute-value/${oak}`,
        `profile-attribute/${width}`,
        `profile/${profile}`,
        `supplier/${supplier}`,
        `category/${category_id}`,
      ]
      const replies: number[] = []
      for (const path of paths) replies.push(await status(shop, 'DELETE', `/${path}`))
      return replies
    },
    sees: [
      [200, 200, 200, 200, 200],
      [400, 400, 400, 400, 400],
    ],
  },
  delete_reply: {
    probe: async (shop) => {
      const { product_id } = await product(shop)
      const reply = await shop.call('DELETE', `/product/${product_id}`)
      return (reply.json as Loose)?.product_id
    },
    sees: [undefined, 600001],
  },
  deleted_listed: {
    probe: async (shop) => {
      const { product_id } = await product(shop)
      await shop.call('DELETE', `/product/${product_id}`)
      await shop.ok('POST', '/supplier', { name: 'Acme' })
      await shop.call('DELETE', '/supplier/1001')
      const { products } = await shop.ok('GET', '/product')
      return [
        products.map((row: Loose) => typeof row.removed_on),
        (await shop.ok('GET', '/supplier')).map((row: Loose) => row.is_removed),
      ]
    },
    sees: [
      [[], []],
      [['string'], ['1']],
    ],
  },
  dialect: {
    probe: async (shop) => {
      const { product_id, width } = await withVariant(shop)
      const category = await shop.ok('POST', '/category', { name: 'A' })
      const attribute = await shop.ok('GET', `/profile-attribute/${width}`)
      return [
        category.category_id,
        category.parent_id,
        category.in_menu,
        category.weight,
        category.is_removed,
        attribute.is_variant,
        product_id,
      ]
    },
    sees: [
      [150002, 0, 1, 0, '0', 0, 600001],
      ['150002', '0', '1', '0', '0', '0', 600001],
    ],
  },
  duplicate_own_id: {
    probe: async (shop) => {
      const { product_id } = await withVariant(shop)
      const same = await status(shop, 'PUT', `/product/${product_id}`, { own_id: 'S' })
      return [
        await status(shop, 'POST', '/product', { name: 'x', own_id: 'S' }),
        await status(shop, 'POST', '/product', { name: 'x', own_id: 'OAK' }),
        same,
      ]
    },
    sees: [
      [200, 200, 200],
      [400, 400, 200],
    ],
  },
  file_put: {
    probe: async (shop) => {
      const file = { data: { data: 'AAAA', filename: 'a.pdf', 'content-type': 'application/pdf', is_public: 1 } }
      const { product_id } = await product(shop, { file })
      return (await put(shop, product_id, { file })).pdf_files.length
    },
    sees: [1, 2],
  },
  gone_status: {
    probe: async (shop) => {
      const { product_id } = await product(shop)
      await shop.call('DELETE', `/product/${product_id}`)
      return (await shop.call('GET', `/product/${product_id}`)).text
    },
    sees: ['410 Gone', '404 Not Found'],
  },
  html_stored: {
    probe: async (shop) =>
      (await product(shop, { description: "<P class='a'>&oslash;<br></P><script>b</script>" })).description,
    sees: [
      "<P class='a'>&oslash;<br></P><script>b</script>",
      "<P class='a'>&oslash;<br></P>",
      '<p class="a">ø<br /></p><script>b</script>',
    ],
  },
  image_weights: {
    probe: async (shop) => {
      const { images } = await product(shop, {
        images: [
          { data: 'AAAA', weight: 7 },
          { data: 'AAAA', weight: 3 },
        ],
      })
      return images.map((image: Loose) => [image.image_id, image.weight])
    },
    sees: [
      [
        ['7000002', '3'],
        ['7000001', '7'],
      ],
      [
        ['7000002', '10'],
        ['7000001', '20'],
      ],
    ],
  },
  images_unmentioned: {
    probe: async (shop) => {
      const { product_id } = await product(shop, { images: [{ data: 'AAAA' }, { data: 'BBBB' }] })
      return (await put(shop, product_id, { images: [{ image_id: '7000002', weight: 1 }] })).images.map(
        (image: Loose) => image.image_id,
      )
    },
    sees: [['7000002', '7000001'], ['7000002']],
  },
  last_modified_by_stock: {
    probe: async (shop) => {
      const { product_id } = await product(shop, { own_id: 'S' })
      shop.sandbox.clock.advance(60_000)
      await shop.ok('POST', '/stock', [{ SKU: 'S', stock: 1 }])
      return (await shop.ok('GET', `/product/${product_id}`)).last_modified.slice(11, 16)
    },
    sees: ['13:00', '13:01'],
  },
  last_modified_filter: {
    probe: async (shop) => {
      await product(shop)
      return (await paging(shop, '/product?last_modified=2026-03-01T13:00:00')).total
    },
    sees: [1, 0],
  },
  list_form: {
    probe: async (shop) => [await shop.ok('GET', '/supplier'), await shop.ok('GET', '/category')],
    sees: [
      [[], []],
      [{ suppliers: [] }, { categories: [] }],
    ],
  },
  max_limit: { probe: async (shop) => (await paging(shop, '/product?limit=100')).limit, sees: [100, 50] },
  offline_listed: {
    probe: async (shop) => {
      await product(shop, { is_online: 0 })
      return [(await paging(shop, '/product')).total, (await paging(shop, '/product?is_online=no')).total]
    },
    sees: [
      [1, 1],
      [0, 1],
    ],
  },
  over_limit: { probe: (shop) => status(shop, 'GET', '/product?limit=101'), sees: [200, 400] },
  paging_types: {
    probe: (shop) => paging(shop, '/product'),
    sees: [
      { offset: 0, limit: 5, count: 0, total: 0 },
      { offset: '0', limit: '5', count: '0', total: '0' },
    ],
  },
  price_stored: { probe: async (shop) => (await product(shop, { price: '12.50' })).price, sees: [12.5, 13] },
  quota_reset: { probe: async (shop) => (await quota(shop, '2026-03-01T23:30:00Z')).status, sees: [200, 429] },
  quota_retry_after: {
    probe: async (shop) => (await quota(shop, '2026-03-01T12:00:00Z')).headers.get('retry-after'),
    sees: [null, '39600'],
  },
  quota_status: { probe: async (shop) => (await quota(shop, '2026-03-01T12:00:00Z')).status, sees: [429, 403] },
  read_only_status: {
    probe: async (shop) =>
      (await shop.call('POST', '/product', { name: 'x' }, shop.sandbox.shoporama.readOnlyToken)).status,
    sees: [403, 401],
  },
  rewrite_url_stored: {
    probe: async (shop) => (await product(shop, { rewrite_url: 'Stole' })).rewrite_url,
    sees: ['Stole', 'stole'],
  },
  search_covers: {
    probe: async (shop) => {
      await product(shop, { own_id: 'CH-1' })
      return (await paging(shop, '/product?search=ch-1')).total
    },
    sees: [1, 0],
  },
  step_prices_read: { probe: async (shop) => (await withVariant(shop)).discount_intervals.length, sees: [1, 0] },
  stock_arguments: {
    probe: async (shop) => {
      await product(shop)
      return (await paging(shop, '/stock?search=nothing')).total
    },
    sees: [0, 1],
  },
  stock_key: {
    probe: async (shop) => Object.keys(await shop.ok('GET', '/stock')),
    sees: [
      ['paging', 'stock'],
      ['paging', 'stocks'],
    ],
  },
  stock_mode: {
    probe: async (shop) => {
      await product(shop, { own_id: 'S' })
      await shop.ok('POST', '/stock', [{ SKU: 'S', stock: 5 }])
      return (await shop.ok('POST', '/stock', [{ SKU: 'S', stock: 2 }]))[0].stock
    },
    sees: [2, 7],
  },
  stock_one: {
    probe: async (shop) => {
      const { product_id } = await product(shop)
      const reply = await shop.ok('GET', `/stock/${product_id}`)
      return [Array.isArray(reply), reply.stock?.length]
    },
    sees: [
      [true, undefined],
      [false, 1],
    ],
  },
  stock_paging: {
    probe: async (shop) => {
      await withVariant(shop)
      const { paging: page, stock } = await shop.ok('GET', '/stock?limit=1')
      return [page.total, stock.length]
    },
    sees: [
      [1, 2],
      [2, 1],
    ],
  },
  stock_reply: {
    probe: async (shop) => {
      await product(shop, { own_id: 'S' })
      return (await shop.ok('POST', '/stock', [{ SKU: 'S', stock: 5 }])).length
    },
    sees: [1, 0],
  },
  stock_row_key: {
    probe: async (shop) => {
      await product(shop, { own_id: 'S' })
      const [row] = (await shop.ok('GET', '/stock')).stock
      return [row.SKU, row.own_id]
    },
    sees: [
      ['S', undefined],
      [undefined, 'S'],
    ],
  },
  text_stored: {
    probe: async (shop) => (await product(shop, { meta_title: ' a  e\u0301\r\n' })).meta_title,
    sees: [' a  e\u0301\r\n', 'a  e\u0301', 'a e\u0301', ' a  e\u0301\n', ' a  \u00e9\r\n'],
  },
  time_zone: {
    probe: async (shop) => (await product(shop)).created,
    sees: ['2026-03-01 13:00:00', '2026-03-01 12:00:00'],
  },
  unknown_field: {
    probe: async (shop) => [
      await status(shop, 'POST', '/product', { name: 'x', no_shopping: 1 }),
      await status(shop, 'POST', '/category', { name: 'x', weight: 1 }),
    ],
    sees: [
      [200, 200],
      [400, 400],
    ],
  },
  unknown_reference: {
    probe: (shop) => status(shop, 'POST', '/product', { name: 'x', categories: [7], supplier_id: 7 }),
    sees: [400, 200],
  },
  unknown_sku: {
    probe: async (shop) => {
      await product(shop, { own_id: 'S' })
      const reply = await status(shop, 'POST', '/stock', [
        { SKU: 'S', stock: 5 },
        { SKU: 'none', stock: 1 },
      ])
      return [reply, (await shop.ok('GET', '/stock')).stock[0].stock]
    },
    sees: [
      [200, 5],
      [400, 0],
    ],
  },
  value_move: {
    probe: async (shop) => {
      const { oak, width, colour } = await furnish(shop)
      const moved = await shop.ok('PUT', `/profile-attribute-value/${oak}`, { attribute_id: width })
      return moved.attribute_id === colour ? 'stayed' : 'moved'
    },
    sees: ['moved', 'stayed'],
  },
  variants_read: {
    probe: async (shop) => {
      const { stock_settings, attributes, html_fields } = await withVariant(shop)
      return [stock_settings.length, attributes.length, html_fields.length]
    },
    sees: [
      [2, 1, 1],
      [0, 0, 0],
    ],
  },
}

async function seen(name: Name, value: unknown): Promise<unknown> {
  const shop = await openShop({ now: '2026-03-01T12:00:00Z' })
  try {
    shop.sandbox.clock.freeze()
    await shop.control('PUT', '/switches', { shoporama: { [name]: value } })
    return await cases[name].probe(shop)
  } finally {
    await shop.close()
  }
}

describe.each(Object.keys(shoporamaSwitches) as Name[])('switch %s', (name) => {
  const { values, fact } = shoporamaSwitches[name]
  it.each(values.map((value, index) => [value, index] as const))(`%s of: ${fact}`, async (value, index) => {
    expect(cases[name].sees).toHaveLength(values.length)
    expect(await seen(name, value)).toEqual(cases[name].sees[index])
  })
})

describe('switches', () => {
  it('that do not exist, and values they do not have, are clear errors', async () => {
    await expect(openShop({ switches: { shoporama: { dialekt: 'x' } as Loose } })).rejects.toThrow(
      'unknown switch "dialekt"; there are array_put,',
    )
    await expect(openShop({ switches: { shoporama: { dialect: '2019' } as Loose } })).rejects.toThrow(
      'switch "dialect" is one of 2025-07, 2025-03, not "2019"',
    )
  })

  it('take numbers as text, as a command line gives them', async () => {
    const shop = await openShop({ switches: { shoporama: { gone_status: '404' } as Loose } })
    expect(shop.sandbox.shoporama.switches.gone_status).toBe(404)
    await shop.close()
  })

  it('stock_arguments=body reads the filters from a JSON body of GET /stock', async () => {
    const { request } = await import('node:http')
    const shop = await openShop({ switches: { shoporama: { stock_arguments: 'body' } } })
    await product(shop)
    const text = await new Promise<string>((resolve, reject) => {
      const sent = request(
        `${shop.url}/stock?limit=10`,
        { method: 'GET', headers: { authorization: shop.sandbox.shoporama.token } },
        (response) => {
          let body = ''
          response.on('data', (chunk) => {
            body += String(chunk)
          })
          response.on('end', () => resolve(body))
        },
      )
      sent.on('error', reject)
      sent.setHeader('content-length', 20)
      sent.end('{"search":"nothing"}')
    })
    expect(JSON.parse(text).paging).toMatchObject({ limit: 10, total: 0 })
    await shop.close()
  })
})
