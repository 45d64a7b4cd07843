/** What `butik api` does that the other ways of calling do not: when a write may be sent again, and which page is next. */
import { describe, expect, it } from 'vitest'
import type { Json } from '../../../../src/model/json.ts'
import type { ApiInput } from '../../../../src/model/provider.ts'
import { api } from '../../../../src/providers/shoporama/api.ts'
import { operations } from '../../../../src/providers/shoporama/contract.ts'
import { fakeShop, signal } from './fakes.ts'

describe('repeating a call whose answer is lost', () => {
  it.each<[string, Json | undefined, string]>([
    ['supplier.list', undefined, 'safe'],
    ['supplier.create', { name: 'A' }, 'look-first'],
    ['supplier.update', { name: 'A' }, 'safe'],
    ['supplier.delete', undefined, 'safe'],
    ['product.create', [{ name: 'A' }], 'look-first'],
    ['product.update', { price: '5', categories: [1] }, 'safe'],
    ['product.update', { images: [{ image_id: 5, weight: 10 }] }, 'safe'],
    ['product.update', { images: [{ image_id: 5, remove: 1 }] }, 'look-first'],
    ['product.update', { images: [{ image_id: 5 }, { url: 'https://acme.example/a.jpg' }] }, 'look-first'],
    ['product.update', { file: { url: 'https://acme.example/a.pdf' } }, 'look-first'],
    ['category.update', { images: [{ data: 'aGVq' }] }, 'look-first'],
    ['order.update', { status: 'sent' }, 'safe'],
    ['order.update', { products: [{ order_product_id: 3, amount: 2 }] }, 'safe'],
    ['order.update', { products: [{ own_id: 'A', amount: 2 }] }, 'look-first'],
    ['stock.post', [{ SKU: 'A', stock: 5 }], 'look-first'],
  ])('%s with %j: %s', async (id, body, repeat) => {
    const { session, sent } = fakeShop(() => ({}))
    const parameters: { readonly [name: string]: string } = operations.some(
      (operation) => operation.id === id && operation.path.includes('{id}'),
    )
      ? { id: '7' }
      : {}
    const input: ApiInput = body === undefined ? { parameters } : { parameters, body }
    expect(api.check(id, input)).toEqual([])
    await api.send(session, id, input, signal)
    expect(sent.map((one) => one.repeat)).toEqual([repeat])
  })
})

describe('the next page', () => {
  const next = (answer: unknown, parameters: { readonly [name: string]: string } = {}) =>
    api.next('product.list', { parameters }, { status: 200, headers: [], text: JSON.stringify(answer) })
  const page = (paging: object, rows = 5) => ({ paging, products: Array.from({ length: rows }, () => ({})) })

  it.each([
    ['starts where this one ended', page({ count: 5, total: 12 }), { limit: '5' }, { limit: '5', offset: '5' }],
    ['goes on from an offset', page({ count: 5, total: 12 }), { offset: '5' }, { limit: '100', offset: '10' }],
    ['keeps what was asked', page({ total: 12 }), { search: 'ø' }, { limit: '100', search: 'ø', offset: '5' }],
    ['takes paging as text', page({ count: '5', total: '12' }), {}, { limit: '100', offset: '5' }],
    ['trusts the count over the rows', page({ count: 7, total: 12 }), {}, { limit: '100', offset: '7' }],
  ])('%s', (_, answer, asked, parameters) => {
    expect(next(answer, asked)).toEqual({ parameters })
  })

  it.each([
    ['the total is reached', page({ count: 5, total: 5 }), {}],
    ['the total is passed', page({ count: 5, total: 8 }), { offset: '5' }],
    ['a page is empty', page({ count: 0, total: 12 }, 0), {}],
    ['no total is told', page({ count: 5 }), {}],
    ['the list is bare', [{}, {}], {}],
    ['it is no list', { error: 'no' }, {}],
  ])('is not there where %s', (_, answer, asked) => {
    expect(next(answer, asked)).toBeUndefined()
  })

  it('is not there where the answer is no JSON', () => {
    expect(api.next('product.list', { parameters: {} }, { status: 200, headers: [], text: 'x' })).toBeUndefined()
  })
})

describe('the input', () => {
  it.each([
    ['supplier.update', { id: 'acme', name: 'A' }, 'supplier.update: id must be an id, digits only'],
    ['product.list', { is_online: '1' }, 'product.list: is_online must be "yes" or "no"'],
    ['product.list', { sort_order: 'up' }, 'product.list: sort_order must be "asc" or "desc"'],
    ['product.list', { ofset: '5' }, 'product.list has no parameter "ofset": did you mean "offset"?'],
    ['product.update', { id: '7', ownid: 'A' }, 'product.update has no field "ownid": did you mean "own_id"?'],
    ['product.create', { is_online: 'yes' }, 'product.create: is_online must be 0 or 1'],
    ['product.create', { own_Id: 'A' }, 'product.create has no field "own_Id": did you mean "own_id"?'],
    ['profile_attribute.list', {}, 'profile_attribute.list needs profile_id'],
    ['order.list', { paid: 'yes' }, 'order.list: paid must be 0 or 1'],
    ['supplier.create', {}, 'supplier.create needs a body'],
  ])('of %s %j: %s', (id, parameters, problem) => {
    expect(api.check(id, { parameters })).toEqual([problem])
  })

  it('of GET /stock goes into the query, although the page has a body: no client sends one with a GET', () => {
    expect(api.check('stock.list', { parameters: { in_stock: 'yes' } })).toEqual([])
    expect(api.check('stock.list', { parameters: {}, body: { in_stock: 'yes' } })).toEqual([
      'stock.list is sent without a body: give what it would hold as parameters',
    ])
  })

  it('names the attribute of a value in the address and in the body, as the page does', async () => {
    const { session, sent } = fakeShop(() => ({ attribute_value_id: 1 }))
    await api.send(session, 'profile_attribute_value.create', { parameters: { attribute_id: '3', val: 'Eg' } }, signal)
    expect(sent[0]).toMatchObject({ query: { attribute_id: '3' }, body: { attribute_id: '3', val: 'Eg' } })
  })
})

it('shows a web page for what it is, not as the answer of the API', async () => {
  const { session } = fakeShop(() => undefined)
  const http = {
    ...session.http,
    send: async () => ({ status: 200, headers: new Headers(), text: ' <html>', json: () => undefined }),
  }
  await expect(api.send({ ...session, http }, 'stock.read', { parameters: { id: '7' } }, signal)).rejects.toMatchObject(
    {
      code: 'E2004',
      effect: 'none',
    },
  )
})
