/** Every operation of the page through `butik api`, against the sandbox: it succeeds, and refuses as is documented. */
import { describe, expect, it, test } from 'vitest'
import type { Operation } from '../../../../src/http/operation.ts'
import { VendorError } from '../../../../src/model/errors.ts'
import type { Json } from '../../../../src/model/json.ts'
import type { ApiInput, ApiReply } from '../../../../src/model/provider.ts'
import { api } from '../../../../src/providers/shoporama/api.ts'
import { operations } from '../../../../src/providers/shoporama/contract.ts'
import type { ShoporamaSession } from '../../../../src/providers/shoporama/session.ts'
import { type OpenSession, openSession, signal } from './open-session.ts'

const given = (parameters: { readonly [name: string]: string } = {}, body?: Json): ApiInput =>
  body === undefined ? { parameters } : { parameters, body }

/** Ids that the furniture shop of the sandbox has. */
const [supplier, profile, colour, oak] = ['1001', '2001', '3001', '40001']
const [furniture, chairs, chair, order] = ['150001', '150002', '600001', '900001']

/** What succeeds in the furniture shop, which has one order besides. */
const inputs: { readonly [id: string]: ApiInput } = {
  'supplier.list': given(),
  'supplier.create': given({ name: 'Border', dropshipping_mail: 'a@border.example' }),
  'supplier.read': given({ id: supplier }),
  'supplier.update': given({ id: supplier, name: 'Acme' }),
  'supplier.delete': given({ id: supplier }),
  'profile.list': given(),
  'profile.create': given({ name: 'Lampe' }),
  'profile.read': given({ id: profile }),
  'profile.update': given({ id: profile, name: 'Møbler' }),
  'profile.delete': given({ id: profile }),
  'profile_attribute.list': given({ profile_id: profile }),
  'profile_attribute.create': given({
    profile_id: profile,
    type: 'boolean',
    name: 'Foldbar',
    is_variant: '0',
    weight: '9',
  }),
  'profile_attribute.read': given({ id: colour }),
  'profile_attribute.update': given({ id: colour, has_price: '1' }),
  'profile_attribute.delete': given({ id: colour }),
  'profile_attribute_value.list': given({ attribute_id: colour }),
  'profile_attribute_value.create': given({ attribute_id: colour, val: 'Hvid', weight: '3', tag: 'white' }),
  'profile_attribute_value.read': given({ id: oak }),
  'profile_attribute_value.update': given({ id: oak, val: 'Egetræ' }),
  'profile_attribute_value.delete': given({ id: oak }),
  'category.list': given(),
  'category.create': given({ name: 'Borde', parent_id: furniture, in_menu: '1', sort_order: 'random' }),
  'category.read': given({ id: chairs }),
  'category.update': given({ id: chairs, parent_id: '0', no_index: '1' }),
  'category.delete': given({ id: chairs }),
  'product.list': given({ search: 'ege', is_online: 'no', sort: 'name', sort_order: 'asc', limit: '10', offset: '0' }),
  'product.create': given({}, [{ name: 'Taburet', own_id: 'TA-1', price: '199.95' }, { name: 'Bænk' }]),
  'product.read': given({ id: chair }),
  'product.update': given({
    id: chair,
    is_online: '1',
    categories: `[${furniture},${chairs}]`,
    bulk_discount: '{"over":5,"discount":"12.50"}',
  }),
  'product.delete': given({ id: chair }),
  'stock.list': given({ in_stock: 'yes' }),
  'stock.post': given({}, [{ SKU: 'TB-001', stock: 9 }]),
  'stock.read': given({ id: chair }),
  'order.list': given({ status: 'new', sort: 'time', sort_order: 'desc', paid: '0' }),
  'order.create': given({ status: 'new', total_price: '199.95', products: '[{"own_id":"TB-001","amount":1}]' }),
  'order.read': given({ id: order }),
  'order.update': given({ id: order, status: 'sent', tracking_number: 'T1' }),
}

async function shopWithOrder(): Promise<OpenSession> {
  const shop = await openSession({ seed: 'furniture-shop' })
  await call(shop.session, 'order.create', given({ status: 'new', email: 'nobody@acme.example' }))
  shop.sandbox.clearLog()
  return shop
}

function call(session: ShoporamaSession, id: string, input: ApiInput): Promise<ApiReply> {
  expect(api.check(id, input)).toEqual([])
  return api.send(session, id, input, signal)
}

async function refusal(session: ShoporamaSession, id: string, input: ApiInput): Promise<number | undefined> {
  const error: unknown = await call(session, id, input).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(VendorError)
  return error instanceof VendorError ? error.status : undefined
}

function named(some: readonly Operation[]): [string, Operation][] {
  return some.map((operation) => [operation.id, operation])
}

function inputOf({ id }: Operation): ApiInput {
  return inputs[id] ?? given()
}

function documents({ replies }: Operation, status: number): boolean {
  return replies.some((row) => row.status === status)
}

/** The body is of one of the shapes that are documented for its status. */
function fits({ replies }: Operation, { status, text }: ApiReply): boolean {
  const shapes = replies.filter((row) => row.status === status).map(({ shape }) => shape)
  const body: unknown = text === '' ? undefined : JSON.parse(text)
  return shapes.some((shape) => shape === undefined || shape.safeParse(body).success)
}

describe('the 37 operations', () => {
  it('are all called here', () => {
    expect(Object.keys(inputs)).toEqual(operations.map(({ id }) => id))
    expect(operations).toHaveLength(37)
  })

  test.each(named(operations))('%s is callable, for one call, and answers as documented', async (_, operation) => {
    await using shop = await shopWithOrder()
    const input = inputOf(operation)
    const reply = await call(shop.session, operation.id, input)
    expect(shop.sandbox.shoporama.log).toHaveLength(1)
    expect(shop.calls()[0]?.split('?')[0]).toBe(
      `${operation.method} ${operation.path.replace('{id}', input.parameters['id'] ?? '')}`,
    )
    expect(fits(operation, reply), reply.text).toBe(true)
  })

  test.each(named(operations))('%s answers as documented in the dialect of 2025-03', async (_, operation) => {
    await using shop = await shopWithOrder()
    shop.sandbox.shoporama.set({ dialect: '2025-03', list_form: 'object', create_status: 201, paging_types: 'text' })
    const reply = await call(shop.session, operation.id, inputOf(operation))
    expect(fits(operation, reply), reply.text).toBe(true)
  })

  test.each(named(operations))(
    '%s shows what it would send, with the token masked, and sends nothing',
    async (_, operation) => {
      await using shop = await shopWithOrder()
      const { url, token } = shop.sandbox.shoporama
      const shown = api.show(shop.session, operation.id, inputOf(operation))
      expect(shown).toMatchObject({ method: operation.method, headers: { authorization: 'Shoporama ***' } })
      expect(shown.url.startsWith(url)).toBe(true)
      expect(JSON.stringify(shown)).not.toContain(token)
      expect(shop.calls()).toEqual([])
    },
  )
})

describe('refusals that are documented', () => {
  const byId = operations.filter(({ path }) => path.includes('{id}'))

  test.each(named(operations))('%s without a known token, and over the quota', async (_, operation) => {
    await using shop = await shopWithOrder()
    const input = inputOf(operation)
    expect(await refusal(shop.as({ token: 'not-a-token' }), operation.id, input)).toBe(401)
    shop.sandbox.shoporama.setCalls({ limit: 0 })
    expect(await refusal(shop.session, operation.id, input)).toBe(429)
    expect([401, 429].every((status) => documents(operation, status))).toBe(true)
  })

  test.each(named(operations.filter(({ writes }) => writes)))(
    '%s with a token that may only read',
    async (_, operation) => {
      await using shop = await shopWithOrder()
      const reader = shop.as({ token: shop.sandbox.shoporama.readOnlyToken })
      expect(await refusal(reader, operation.id, inputOf(operation))).toBe(403)
      expect(documents(operation, 403)).toBe(true)
    },
  )

  test.each(named(operations.filter(({ writes }) => !writes)))(
    '%s may be read with such a token',
    async (_, operation) => {
      await using shop = await shopWithOrder()
      const reader = shop.as({ token: shop.sandbox.shoporama.readOnlyToken })
      expect(await call(reader, operation.id, inputOf(operation))).toMatchObject({ status: 200 })
      expect(documents(operation, 403)).toBe(false)
    },
  )

  test.each(named(byId))('%s of what never was', async (_, operation) => {
    await using shop = await shopWithOrder()
    const { parameters } = inputOf(operation)
    expect(await refusal(shop.session, operation.id, given({ ...parameters, id: '99' }))).toBe(404)
    expect(documents(operation, 404)).toBe(true)
  })

  test.each(named(byId))('%s of what was deleted, where it can be', async (_, operation) => {
    await using shop = await shopWithOrder()
    const [resource = ''] = operation.id.split('.')
    const remove = resource === 'stock' ? 'product.delete' : `${resource}.delete`
    expect(operations.some(({ id }) => id === remove)).toBe(documents(operation, 410))
    if (!documents(operation, 410)) return
    const { parameters } = inputOf(operation)
    await call(shop.session, remove, given({ id: parameters['id'] ?? '' }))
    expect(await refusal(shop.session, operation.id, inputOf(operation))).toBe(410)
  })

  test.each<[string, ApiInput]>([
    ['supplier.create', given({}, {})],
    ['profile_attribute.list', given({ profile_id: '0' })],
    ['category.update', given({ id: chairs, parent_id: '99' })],
    ['product.list', given({ last_modified: 'never' })],
    ['product.create', given({ own_id: 'X' })],
    ['product.update', given({ id: chair, price: 'dear' })],
    ['stock.post', given({}, [{ SKU: 'TB-001', stock: 'many' }])],
    ['order.list', given({ last_modified: '2026-01-01 00:00:00', status: 'new' })],
  ])('%s with what the vendor does not take', async (id, input) => {
    await using shop = await shopWithOrder()
    expect(await refusal(shop.session, id, input)).toBe(400)
    expect(operations.some((operation) => operation.id === id && documents(operation, 400))).toBe(true)
  })
})

describe('paging', () => {
  async function pages(session: ShoporamaSession, id: string, first: ApiInput): Promise<unknown[][]> {
    const all: unknown[][] = []
    for (let input: ApiInput | undefined = first; input !== undefined; ) {
      const reply: ApiReply = await call(session, id, input)
      const body: unknown = JSON.parse(reply.text)
      const rows: unknown = Array.isArray(body) ? body : Object.values(body ?? {}).find(Array.isArray)
      all.push(Array.isArray(rows) ? rows : [])
      input = api.next(id, input, reply)
    }
    return all
  }

  async function bigShop(): Promise<OpenSession> {
    const shop = await shopWithOrder()
    const products = Array.from({ length: 10 }, (_, index) => ({ name: `Stol ${index}`, own_id: `S-${index}` }))
    await call(shop.session, 'product.create', given({}, products))
    for (let orders = 1; orders < 7; orders += 1) await call(shop.session, 'order.create', given({ status: 'new' }))
    shop.sandbox.clearLog()
    return shop
  }

  test.each([
    ['product.list', given({ limit: '5' }), [5, 5, 2]],
    ['product.list', given({ limit: '5', offset: '7' }), [5]],
    ['product.list', given({ limit: '6' }), [6, 6]],
    ['product.list', given(), [5, 7]],
    // Counts products, of which one has two rows.
    ['stock.list', given({ limit: '5' }), [5, 5, 3]],
    ['order.list', given({ limit: '3' }), [3, 3, 1]],
    ['order.list', given({ status: 'sent' }), [0]],
    ['category.list', given(), [2]],
  ])('%s %j gives pages of %j rows', async (id, first, sizes) => {
    await using shop = await bigShop()
    const found = await pages(shop.session, id, first)
    expect(found.map((rows) => rows.length)).toEqual(sizes)
    expect(new Set(found.flat().map((row) => JSON.stringify(row))).size).toBe(found.flat().length)
    expect(shop.calls()).toHaveLength(sizes.length)
  })

  it('goes on in pages of 100 where none was asked for, and keeps the filters', async () => {
    await using shop = await bigShop()
    await pages(shop.session, 'product.list', given({ search: 'stol' }))
    expect(shop.calls()).toEqual(['GET /product?search=stol', 'GET /product?limit=100&search=stol&offset=5'])
  })

  it('is said of the lists that have pages, and of no other operation', () => {
    const paged = api.operations.filter(({ pages }) => pages).map(({ id }) => id)
    expect(paged).toEqual(['product.list', 'stock.list', 'order.list'])
  })
})
