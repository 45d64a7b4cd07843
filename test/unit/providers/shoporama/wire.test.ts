/** Every field of every kind, both ways: the arguments it is written with, and what it is read back as. */
import { describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../../../../src/model/json.ts'
import type { Kind } from '../../../../src/model/provider.ts'
import { shoporama } from '../../../../src/providers/shoporama/index.ts'
import type { ShoporamaSession } from '../../../../src/providers/shoporama/session.ts'
import { fakeShop, objects, signal } from './fakes.ts'

interface Case {
  readonly field: string
  readonly value: Json
  readonly body: JsonObject
  /** What the vendor answers and what it reads as, where that is not the same. */
  readonly row?: JsonObject
  readonly seen?: Json
}

const id = (text: string) => ({ id: text })
const same = (names: readonly string[], value: string): Case[] =>
  names.map((field) => ({ field, value, body: { [field]: value } }))
const cleared = (names: readonly string[]): Case[] =>
  names.map((field) => ({ field, value: null, body: { [field]: '' } }))
const flags = (names: readonly string[]): Case[] =>
  names.flatMap((field) => [
    { field, value: true, body: { [field]: 1 } },
    { field, value: false, body: { [field]: 0 } },
  ])

const imageCases: Case[] = [
  {
    field: 'images',
    value: [
      { image_id: '5' },
      { image_id: '6', weight: '20' },
      { image_id: '7', description: null },
      { image_id: '8', remove: true },
      { upload: { data: 'aGVq', filename: 'a.jpg', contentType: 'image/jpeg' }, weight: '30', description: 'A' },
      { url: 'https://acme.example/b.jpg', weight: '40' },
    ],
    body: {
      images: [
        { image_id: '6', weight: '20' },
        { image_id: '7', description: '' },
        { image_id: '8', remove: 1 },
        { data: 'aGVq', weight: '30', description: 'A' },
        { url: 'https://acme.example/b.jpg', weight: '40' },
      ],
    },
    row: {
      images: [
        { image_id: '11', weight: '20', variant_name: null, description: '', url: 'https://shop.example/cache/11.jpg' },
        { image_id: 9, weight: 20, description: 'Nr. 2' },
        { image_id: '12', weight: '10', description: 'Nr. 1' },
      ],
    },
    seen: [
      { image_id: '12', description: 'Nr. 1', weight: '10' },
      { image_id: '9', description: 'Nr. 2', weight: '20' },
      { image_id: '11', description: null, weight: '20' },
    ],
  },
]

const categoryTexts = [
  'name',
  'tag',
  'empty_redir',
  'description_a',
  'description_b',
  'meta_title',
  'meta_description',
  'meta',
  'rewrite_url',
]
const productTexts = [
  ...[
    'own_id',
    'name',
    'description',
    'list_description',
    'delivery_time',
    'delivery_time_not_in_stock',
    'meta',
    'meta_title',
  ],
  ...[
    'meta_description',
    'search',
    'mailing_list_ids',
    'sec_own_id',
    'gtin',
    'mpn',
    'google_category',
    'rewrite_url',
    'location',
  ],
]
const amounts = ['vat', 'price', 'sale_price', 'purchase_price', 'shipping', 'shipping_weight']

const cases: { readonly [kind: string]: readonly Case[] } = {
  supplier: [...same(['name', 'dropshipping_mail'], 'a'), ...cleared(['dropshipping_mail'])],
  profile: same(['name'], 'a'),
  profile_attribute: [
    // The page has it in the query only.
    { field: 'profile', value: id('4'), body: {}, row: { profile_id: '4' } },
    ...same(['name'], 'a'),
    ...same(['type'], 'boolean'),
    { field: 'type', value: 'string', body: { type: 'string' }, row: { data_type: 'string' } },
    ...flags(['is_variant', 'has_price']),
    { field: 'weight', value: '10', body: { weight: '10' }, row: { weight: 10 } },
  ],
  profile_attribute_value: [
    { field: 'attribute', value: id('4'), body: { attribute_id: 4 } },
    ...same(['val', 'tag', 'weight'], '5'),
    ...cleared(['tag', 'weight']),
  ],
  category: [
    ...same(categoryTexts, 'a'),
    ...same(['sort_order'], 'random'),
    ...cleared(categoryTexts.slice(1)),
    ...flags(['in_menu', 'no_index']),
    { field: 'parent', value: id('4'), body: { parent_id: 4 }, row: { parent_id: '4' } },
    { field: 'parent', value: null, body: { parent_id: 0 } },
    { field: 'canonical', value: id('4'), body: { canonical_id: 4 } },
    { field: 'canonical', value: null, body: { canonical_id: '' } },
    ...imageCases,
  ],
  product: [
    ...same(productTexts, 'a'),
    ...cleared(productTexts.slice(2)),
    { field: 'mailing_list_ids', value: '1,2', body: { mailing_list_ids: '1,2' }, row: { mailing_list_ids: [1, 2] } },
    { field: 'google_category', value: '5886', body: { google_category: '5886' }, row: { google_category: 5886 } },
    ...amounts.map((field): Case => ({ field, value: '159.9', body: { [field]: '159.9' }, row: { [field]: 159.9 } })),
    ...cleared(amounts),
    ...flags(['never_free_shipping', 'auto_offline', 'no_index', 'allow_negative_stock', 'is_online']),
    ...['profile', 'supplier', 'brand', 'main_category', 'canonical'].flatMap((field): Case[] => [
      { field, value: id('4'), body: { [`${field}_id`]: 4 }, row: { [`${field}_id`]: '4' } },
      { field, value: null, body: { [`${field}_id`]: '' }, row: { [`${field}_id`]: null } },
    ]),
    { field: 'supplier', value: id('99999999999999999999'), body: { supplier_id: '99999999999999999999' } },
    {
      field: 'categories',
      value: [id('2'), id('1')],
      body: { categories: [2, 1] },
      row: { categories: [1, '2'] },
      seen: [id('1'), id('2')],
    },
    { field: 'categories', value: [], body: { categories: [] }, row: { categories: null } },
    { field: 'related', value: [id('1')], body: { related: [1] }, row: { related: [{ product_id: 1, name: 'A' }] } },
    { field: 'bundle', value: [id('1'), id('1'), id('3')], body: { bundle: [1, 1, 3] } },
    {
      field: 'html_fields',
      value: [{ html: '<p>', append: 'head' }, { html: '<b>', append: null }, { html: '<i>' }],
      body: {
        html_fields: [
          { html: '<p>', append: 'head' },
          { html: '<b>', append: '' },
          { html: '<i>', append: '' },
        ],
      },
      seen: [
        { html: '<p>', append: 'head' },
        { html: '<b>', append: null },
        { html: '<i>', append: null },
      ],
    },
    {
      field: 'bulk_discount',
      value: { over: '5', discount: '12.5' },
      body: { bulk_discount: { over: '5', discount: '12.5' } },
      row: { bulk_discount_over: 5, bulk_discount: 12.5 },
    },
    {
      field: 'bulk_discount',
      value: { over: '5', discount: '12.5' },
      body: { bulk_discount: { over: '5', discount: '12.5' } },
    },
    {
      field: 'bulk_discount',
      value: null,
      body: { bulk_discount: { over: '', discount: '' } },
      row: { bulk_discount_over: null, bulk_discount: null },
    },
    ...[
      [{ amount: 10, prices: { 12: 1199 } }],
      [{ over: '10', discount: [{ profile_attribute_value_id: 12, price: '1199.00' }] }],
      [{ 10: { 12: 1199 } }],
      { 10: { 12: 1199 } },
    ].map(
      (answer): Case => ({
        field: 'discount',
        value: [{ over: '10', prices: [{ value: id('12'), price: '1199' }] }],
        body: { discount: { discount: [{ 10: { 12: '1199' } }] } },
        row: { discount_intervals: answer },
      }),
    ),
    { field: 'discount', value: [], body: { discount: { discount: [] } }, row: { discount_intervals: [] } },
    {
      field: 'stock_settings',
      value: [{ attribute: id('3'), value: id('12'), own_id: 'A', price: '10', gtin: null }],
      body: { stock_settings: [{ attribute_id: 3, attribute_value_id: 12, own_id: 'A', price: '10', gtin: '' }] },
      row: {
        stock_settings: [
          {
            attribute_id: '3',
            profile_attribute_value_id: '12',
            own_id: 'A',
            sec_own_id: '',
            gtin: null,
            price: 10.0,
            name: 'Eg',
          },
        ],
      },
      seen: [
        {
          attribute: id('3'),
          value: id('12'),
          own_id: 'A',
          sec_own_id: null,
          gtin: null,
          price: '10',
          purchase_price: null,
        },
      ],
    },
    {
      field: 'attributes',
      value: [
        { attribute: id('3'), value: [id('12'), id('13')] },
        { attribute: id('4'), value: '40' },
        { attribute: id('5'), value: id('20') },
        { attribute: id('6'), value: null },
      ],
      body: {
        attributes: [
          { attribute_id: 3, value: 12 },
          { attribute_id: 3, value: 13 },
          { attribute_id: 4, value: '40' },
          { attribute_id: 5, value: 20 },
        ],
      },
      row: {
        attributes: [
          { attribute_id: 3, name: 'Farve', value: 12 },
          { attribute_id: '4', value: 40 },
          { attribute_id: 3, value: '13' },
          { attribute_id: 5, attribute_value_id: '20' },
          { attribute_id: 6, value: '' },
          { attribute_id: 7, value: [1, 2] },
          { attribute_id: 8, value: false },
        ],
      },
      seen: [
        { attribute: id('3'), value: ['12', '13'] },
        { attribute: id('4'), value: '40' },
        { attribute: id('5'), value: '20' },
        { attribute: id('7'), value: ['1', '2'] },
        { attribute: id('8'), value: '0' },
      ],
    },
    ...imageCases,
  ],
}

/** Never read back. */
const writeOnly: readonly Case[] = [
  { field: 'brand_name', value: 'Acme', body: { brand_name: 'Acme' } },
  { field: 'locations', value: [{ sku: 'A', location: null }], body: { locations: [{ sku: 'A', location: '' }] } },
  {
    field: 'file',
    value: { upload: { data: 'aGVq', filename: 'a.pdf', contentType: 'application/pdf' }, is_public: true },
    body: { file: { data: { data: 'aGVq', filename: 'a.pdf', 'content-type': 'application/pdf', is_public: 1 } } },
  },
  {
    field: 'file',
    value: { url: 'https://a.example', is_public: false },
    body: { file: { url: 'https://a.example', is_public: 0 } },
  },
  { field: 'file', value: null, body: { file: { remove: 1 } } },
]

function kindOf(name: string): Kind<ShoporamaSession> {
  const kind = shoporama.kinds.find((candidate) => candidate.name === name)
  if (kind === undefined) throw new Error(`no kind ${name}`)
  return kind
}

async function bodyOf(kind: Kind<ShoporamaSession>, fields: JsonObject, assume: Json = {}): Promise<Json | undefined> {
  const { session, sent } = fakeShop(() => ({ id: 5 }), assume)
  const onCreate = Object.keys(fields).some((field) => kind.fields[field]?.createOnly === true)
  if (onCreate) await kind.writing.create?.run(session, { address: 'shop/x/y', fields }, { signal })
  else await kind.writing.update?.run(session, '5', fields, { signal })
  return sent[0]?.body
}

const idKeys: { readonly [kind: string]: string } = {
  supplier: 'supplier_id',
  profile: 'profile_id',
  profile_attribute: 'attribute_id',
  profile_attribute_value: 'attribute_value_id',
  category: 'category_id',
  product: 'product_id',
}

async function seenAs(kind: Kind<ShoporamaSession>, row: JsonObject): Promise<JsonObject | undefined> {
  const rows = [{ [idKeys[kind.name] ?? 'id']: '5', ...row }]
  const { session } = fakeShop(() => (kind.name === 'product' ? { paging: { total: 1 }, products: rows } : rows))
  const { reading } = kind
  if (reading.by === 'nothing') throw new Error('is not read')
  const found = await objects(
    reading.by === 'list-per-parent' ? reading.list(session, '4', signal) : reading.list(session, signal),
  )
  return found[0]?.spec
}

for (const [name, fields] of Object.entries(cases)) {
  describe(name, () => {
    it.each(fields.map((one) => [`${one.field} ${JSON.stringify(one.value)}`.slice(0, 70), one] as const))(
      '%s',
      async (_, { field, value, body, row, seen }) => {
        const kind = kindOf(name)
        expect(await bodyOf(kind, { [field]: value })).toEqual(body)
        expect((await seenAs(kind, row ?? body))?.[field]).toEqual(seen ?? value)
      },
    )

    it('has a case for every field', () => {
      const covered = new Set([...fields, ...writeOnly].map((one) => one.field))
      expect(Object.keys(kindOf(name).fields).filter((field) => !covered.has(field))).toEqual([])
    })
  })
}

describe('product: what the vendor never returns', () => {
  it.each(writeOnly.map((one) => [`${one.field} ${JSON.stringify(one.value)}`.slice(0, 70), one] as const))(
    '%s',
    async (_, { field, value, body }) => {
      const kind = kindOf('product')
      expect(kind.fields[field]?.writeOnly).toBe(true)
      expect(await bodyOf(kind, { [field]: value })).toEqual(body)
      expect((await seenAs(kind, body))?.[field]).toBeUndefined()
    },
  )
})

describe('settings that change what is sent', () => {
  it('names every kept picture where unnamed ones are removed', async () => {
    const images = [{ image_id: '5' }, { image_id: '6', weight: '20' }]
    expect(await bodyOf(kindOf('product'), { images }, { images_unmentioned: 'removed' })).toEqual({ images })
  })

  it('clears an attribute by saying so where arrays are merged', async () => {
    const attributes = [{ attribute: id('6'), value: null }]
    expect(await bodyOf(kindOf('product'), { attributes }, { array_put: 'merge' })).toEqual({
      attributes: [{ attribute_id: 6, value: '' }],
    })
  })
})

describe('shapes that nobody has seen', () => {
  it.each([
    ['attributes', { attributes: [{ colour: 'oak' }] }],
    ['attributes', { attributes: { colour: 'oak' } }],
    ['stock_settings', { stock_settings: [{ sku: 'A' }] }],
    ['discount', { discount_intervals: [{ from: 10, to: 20 }] }],
    ['discount', { discount_intervals: [{ amount: 10, prices: 'many' }] }],
    ['categories', { categories: ['chairs'] }],
    ['bulk_discount', { bulk_discount: 12 }],
  ])('%s: %j is not seen', async (field, row) => {
    expect(Object.keys((await seenAs(kindOf('product'), row)) ?? {})).not.toContain(field)
  })
})
