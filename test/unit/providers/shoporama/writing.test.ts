import { describe, expect, it } from 'vitest'
import { VendorError } from '../../../../src/model/errors.ts'
import type { Json, JsonObject } from '../../../../src/model/json.ts'
import { category } from '../../../../src/providers/shoporama/resources/category.ts'
import { product } from '../../../../src/providers/shoporama/resources/product.ts'
import { profileAttribute } from '../../../../src/providers/shoporama/resources/profile-attribute.ts'
import { profileAttributeValue } from '../../../../src/providers/shoporama/resources/profile-attribute-value.ts'
import { stock } from '../../../../src/providers/shoporama/resources/stock.ts'
import { supplier } from '../../../../src/providers/shoporama/resources/supplier.ts'
import { fakeShop, signal } from './fakes.ts'

const item = (fields: JsonObject) => ({ address: 'shop/x/y', fields })

describe('creating one', () => {
  it('sends what is written, without what is null, and takes the id of the answer', async () => {
    const { session, sent } = fakeShop(() => ({ category_id: 8, name: 'Stole', parent_id: 4, is_removed: '0' }))
    const written = await category.writing.create?.run(
      session,
      item({ name: 'Stole', parent: { id: '4' }, tag: null, in_menu: true }),
      { signal },
    )
    expect(sent).toEqual([
      { request: 'POST /category', query: {}, body: { name: 'Stole', parent_id: 4, in_menu: 1 }, repeat: 'look-first' },
    ])
    expect(written).toEqual({
      remoteId: '8',
      observed: { kind: 'category', remoteId: '8', spec: { name: 'Stole', parent: { id: '4' } } },
    })
  })

  it.each([[{ name: 'Acme' }], [[]], ['created']])('is in doubt where the answer names no id: %j', async (answer) => {
    const { session } = fakeShop(() => answer)
    await expect(supplier.writing.create?.run(session, item({ name: 'Acme' }), { signal })).rejects.toMatchObject({
      code: 'E2004',
      effect: 'unknown',
    })
  })

  it('names the parent in the query, and in the body where the page lists it there', async () => {
    const { session, sent } = fakeShop(() => ({ attribute_id: 3, profile_attribute_value_id: 9 }))
    await profileAttribute.writing.create?.run(
      session,
      item({ profile: { id: '4' }, name: 'Farve', type: 'valuelist' }),
      { signal },
    )
    const value = await profileAttributeValue.writing.create?.run(
      session,
      item({ attribute: { id: '3' }, val: 'Eg' }),
      { signal },
    )
    expect(sent.map(({ query, body }) => ({ query, body }))).toEqual([
      { query: { profile_id: '4' }, body: { name: 'Farve', type: 'valuelist' } },
      { query: { attribute_id: '3' }, body: { attribute_id: 3, val: 'Eg' } },
    ])
    expect(value?.remoteId).toBe('9')
  })
})

describe('creating products by the array', () => {
  const create = async (answer: Json, ownIds = ['A', 'B', 'C']) => {
    const { session, sent } = fakeShop(() => answer)
    const written = await product.writing.createMany?.run(
      session,
      ownIds.map((own_id) => item({ own_id, price: '159.9', sale_price: null })),
      { signal },
    )
    return { sent, ids: written?.map((one) => one?.remoteId) }
  }
  const a = { product_id: 1, own_id: 'A' }
  const b = { product_id: 2, own_id: 'B' }
  const c = { product_id: 3, own_id: 'C' }

  it('posts an array, always', async () => {
    const { sent } = await create([a], ['A'])
    expect(sent).toEqual([
      { request: 'POST /product', query: {}, body: [{ own_id: 'A', price: '159.9' }], repeat: 'look-first' },
    ])
  })

  it.each([
    ['in any order', [c, a, b], ['1', '2', '3']],
    ['in an envelope', { products: [a, b, c] }, ['1', '2', '3']],
    ['in part', [b], [undefined, '2', undefined]],
    ['with something between', [a, { error: 'no' }, c, 'x'], ['1', undefined, '3']],
    ['with one own_id twice', [a, { ...b, own_id: 'A' }], [undefined, undefined, undefined]],
    ['not at all', { ok: true }, [undefined, undefined, undefined]],
    ['as a word', 'created', [undefined, undefined, undefined]],
    ['by ids alone', [1, 2, 3], [undefined, undefined, undefined]],
  ])('matches by own_id: %s', async (_, answer, ids) => {
    expect((await create(answer)).ids).toEqual(ids)
  })

  it.each([
    ['the object alone', a, '1'],
    ['only its id', { product_id: 1 }, '1'],
    ['another own_id', { product_id: 1, own_id: 'A-x' }, undefined],
  ])('takes %s for one', async (_, answer, id) => {
    expect((await create(answer, ['A'])).ids).toEqual([id])
  })

  it('takes its size from the settings', () => {
    const { session } = fakeShop(() => null)
    expect([product.writing.createMany?.size(session), product.writing.createMany?.repeat(session)]).toEqual([
      100,
      'look-first',
    ])
  })
})

describe('updating', () => {
  const update = async (fields: JsonObject, answer: Json = { product_id: 5, name: 'B' }) => {
    const { session, sent } = fakeShop(() => answer)
    const observed = await product.writing.update?.run(session, '5', fields, { signal })
    return { observed, sent }
  }

  it('sends the given fields only and gives what was stored', async () => {
    const { observed, sent } = await update({ name: 'B', sale_price: null })
    expect(sent).toEqual([
      { request: 'PUT /product/5', query: {}, body: { name: 'B', sale_price: '' }, repeat: 'safe' },
    ])
    expect(observed).toEqual({ kind: 'product', remoteId: '5', spec: { name: 'B' } })
  })

  it.each([[{ product_id: 6, name: 'B' }], [{ ok: true }], [[]]])('takes nothing from %j', async (answer) => {
    expect((await update({ name: 'B' }, answer)).observed).toBeUndefined()
  })

  it.each([
    ['plain fields', { name: 'B' }, 'safe'],
    [
      'pictures moved',
      {
        images: [
          { image_id: '1', weight: '10' },
          { image_id: '2', weight: '20' },
        ],
      },
      'safe',
    ],
    [
      'pictures moved, and one taken away',
      {
        images: [
          { image_id: '1', weight: '10' },
          { image_id: '2', remove: true },
        ],
      },
      'look-first',
    ],
    ['a picture uploaded', { images: [{ upload: { data: '' } }] }, 'look-first'],
    ['a picture fetched', { images: [{ url: 'https://a.example' }] }, 'look-first'],
    ['a file', { file: { url: 'https://a.example' } }, 'look-first'],
    ['a file removed', { file: null }, 'safe'],
  ])('repeats %s: %j', async (_, fields, repeat) => expect((await update(fields)).sent[0]?.repeat).toBe(repeat))
})

describe('deleting', () => {
  const failing = (status: number) =>
    fakeShop(() => {
      throw new VendorError('E2003', 'no', { status, effect: 'none' })
    })

  it.each([404, 410])('is done where it was gone already (%i)', async (status) => {
    await expect(supplier.writing.delete?.run(failing(status).session, '5', { signal })).resolves.toBeUndefined()
  })

  it('does not hide another failure', async () => {
    await expect(supplier.writing.delete?.run(failing(400).session, '5', { signal })).rejects.toMatchObject({
      status: 400,
    })
  })

  it('takes any answer but a web page', async () => {
    const { session, sent } = fakeShop(() => true)
    await supplier.writing.delete?.run(session, '5', { signal })
    expect(sent).toEqual([{ request: 'DELETE /supplier/5', query: {}, body: undefined, repeat: 'safe' }])
    const page = { status: 200, headers: new Headers(), text: '<!doctype html>', json: () => undefined }
    const login = { ...session, http: { ...session.http, send: async () => page } }
    await expect(supplier.writing.delete?.run(login, '5', { signal })).rejects.toMatchObject({
      code: 'E2004',
      effect: 'unknown',
    })
  })
})

describe('posting stock', () => {
  const levels = [
    {
      address: 'shop/stock/a',
      remoteId: 'A',
      fields: { sku: 'A', product: { id: '1' }, stock: '7' },
      observed: { stock: '10' },
    },
    { address: 'shop/stock/b', remoteId: 'B', fields: { sku: 'B', stock: '0' } },
  ]

  it('sends levels by the array, for creates and updates', async () => {
    const { session, sent } = fakeShop(() => [])
    expect(await stock.writing.createMany?.run(session, levels, { signal })).toEqual([
      { remoteId: 'A' },
      { remoteId: 'B' },
    ])
    await stock.writing.updateMany?.run(
      session,
      levels.map(({ fields, ...rest }) => ({ ...rest, fields: { stock: fields.stock } })),
      { signal },
    )
    const body = [
      { SKU: 'A', stock: 7 },
      { SKU: 'B', stock: 0 },
    ]
    expect(sent).toEqual([1, 2].map(() => ({ request: 'POST /stock', query: {}, body, repeat: 'safe' })))
    expect(stock.writing.updateMany?.size(session)).toBe(500)
  })

  it('sends differences where the vendor adds, and never twice', async () => {
    const { session, sent } = fakeShop(() => [], { stock_mode: 'delta' })
    await stock.writing.updateMany?.run(session, levels, { signal })
    expect(sent[0]).toMatchObject({
      body: [
        { SKU: 'A', stock: -3 },
        { SKU: 'B', stock: 0 },
      ],
      repeat: 'look-first',
    })
    expect(stock.writing.createMany?.repeat(session)).toBe('look-first')
  })

  it('is held by the product or a variant with its SKU', () => {
    const host = { own_id: 'CH', stock_settings: [{ own_id: 'CH-OAK' }, { own_id: null }] }
    const holds = (sku: string) => stock.within?.holds(host, { sku })
    expect([holds('CH'), holds('CH-OAK'), holds('CH-BLK')]).toEqual([true, true, false])
  })
})
