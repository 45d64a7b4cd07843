// 24Nettbutikk through the story of watched kinds, under every switch of its sandbox; and what HEAD spares.
import { describe, expect, test } from 'vitest'
import type { Plan } from '../../../src/model/plan.ts'
import { nettbutikk } from '../../../src/providers/24nettbutikk/index.ts'
import { nettbutikkSwitches } from '../../../src/sandbox/24nettbutikk/switches.ts'
import { engine } from '../../support/engine.ts'
import { exceptions, type ObservedKind, type ObservedVendor, observedStory, variantsOf } from './observed-story.ts'

const product: ObservedKind = {
  kind: 'product',
  section: 'products',
  holds: '{ id: 501, name: "Spisestol Fjell, eik", price: 1899.00 }',
  differs: '{ id: 501, name: "Spisestol Fjell, eik", price: 1999.00 }',
  path: 'price',
  missing: '{ id: 999, price: 1 }',
  drift: (room) => void room.act({ put: 'product', id: 501, fields: { price: Math.random() } }),
  elsewhere: (room) => void room.act({ put: 'product', id: 501, fields: { stock: 3 } }),
  reads: '^/products',
}
const customer: ObservedKind = {
  kind: 'customer',
  section: 'customers',
  holds: '{ id: 3002, city: Oslo, zip: 0150 }',
  differs: '{ id: 3002, city: Bergen, zip: 0150 }',
  path: 'city',
  missing: '{ id: 999, city: Oslo }',
  drift: (room) => void room.act({ put: 'customer', id: 3002, fields: { city: `By ${Math.random()}` } }),
  elsewhere: (room) => void room.act({ put: 'customer', id: 3002, fields: { newsletter: 1 } }),
  reads: '^/customers',
}

const orderNo = 10001
const order: ObservedKind = {
  kind: 'order',
  section: 'orders',
  holds: `{ order_no: ${orderNo}, status: sendt, currency: NOK }`,
  differs: `{ order_no: ${orderNo}, status: ny, currency: NOK }`,
  path: 'status',
  missing: '{ order_no: 999999, status: ny }',
  drift: (room) => void room.act({ put: 'order', id: orderNo, fields: { status: `s${Math.random()}` } }),
  elsewhere: (room) => void room.act({ put: 'order', id: orderNo, fields: { comment: 'Ring' } }),
  reads: '^/orders',
}

const vendor: ObservedVendor = {
  vendor: '24nettbutikk',
  connection: ['url: !env NETTBUTIKK_URL', 'token: !env NETTBUTIKK_TOKEN'],
  kinds: [product, customer, order],
}

const changesOf = ({ changes }: Plan) => changes.map(({ action }) => action)

/** The settings that go with facts that change what is right to send. */
const settings = {
  'segment_order=offset_limit': ['assume: { segment_order: offset_limit }'],
  'id_key=collection_no': ['assume: { product_id: product_no, customer_id: customer_no }'],
}

describe.each(vendor.kinds)('$kind', (kind) => {
  test.each(variantsOf(nettbutikkSwitches, settings))('under $switches', (variant) =>
    observedStory(vendor, kind, variant),
  )
})

test.each(Object.entries(exceptions))('cannot %s: %s', () => {
  // A power is a method that exists.
  expect(nettbutikk.kinds.map(({ writing, class: power }) => [power, Object.keys(writing)])).toEqual(
    vendor.kinds.map(() => ['observed', []]),
  )
})

test('HEAD first: a table that did not move is not read, one that moved is', async () => {
  const butikYaml = `version: 1\nconnections:\n  it:\n    vendor: 24nettbutikk\n    ${vendor.connection.join('\n    ')}\n`
  await using shop = await engine(
    { 'butik.yaml': butikYaml, 'it.yaml': `products:\n  it: ${product.holds}\n` },
    { vendors: ['shoporama', '24nettbutikk'], seed: 'nordic-group' },
  )
  const room = shop.sandbox.vendor('24nettbutikk')
  const calls = async () => {
    shop.forgetCalls()
    await shop.plan()
    return room.log.map(({ method, path }) => `${method} ${path}`)
  }
  const whole = ['HEAD /products', 'GET /products/100/0']
  expect(await calls()).toEqual(whole)
  expect(await calls()).toEqual(['HEAD /products'])
  room.act({ put: 'product', id: 501, fields: { stock: 1 } })
  // Moved in this very second: that may happen once more in it, so it is read until the second is over.
  expect(await calls()).toEqual(whole)
  expect(await calls()).toEqual(whole)
  shop.sandbox.clock.advance(10_000)
  expect(await calls()).toEqual(whole)
  expect(await calls()).toEqual(['HEAD /products'])
})

test.each([
  ['the name of an id', { id_key: 'collection_no' }, 'product_id: sku', 'product_id: product_no'],
  [
    'the order of the segments',
    // A limit of 0 that counts as none makes an empty list of the wrong order, where else it would be refused.
    { segment_order: 'offset_limit', zero_limit: 'default' },
    'segment_order: limit_offset',
    'segment_order: offset_limit',
  ],
])('a table that did not move is read again where %s is another', async (_, switches, before, after) => {
  const lines = vendor.connection.join('\n    ')
  const assuming = (fact: string) =>
    `version: 1\nconnections:\n  it:\n    vendor: 24nettbutikk\n    ${lines}\n    assume: { ${fact} }\n`
  await using shop = await engine(
    { 'butik.yaml': assuming(before), 'it.yaml': `products:\n  it: ${product.holds}\n` },
    { vendors: ['shoporama', '24nettbutikk'], seed: 'nordic-group', switches: { '24nettbutikk': switches } },
  )
  shop.sandbox.clock.advance(60_000)
  expect(changesOf(await shop.plan())).toEqual(['manual'])
  shop.write({ 'butik.yaml': assuming(after) })
  const put = await shop.plan()
  expect(put.diagnostics).toEqual([])
  expect(changesOf(put)).toEqual([])
  expect(put.summary.none).toBe(1)
})

test('a quota that is spent and a key that is refused leave the part out, and say so', async () => {
  const butikYaml = `version: 1\nconnections:\n  it:\n    vendor: 24nettbutikk\n    url: !env NETTBUTIKK_URL\n    token: !env NETTBUTIKK_OTHER_TOKEN\n`
  await using shop = await engine(
    { 'butik.yaml': butikYaml, 'it.yaml': `products:\n  it: ${product.holds}\n` },
    { vendors: ['shoporama', '24nettbutikk'], seed: 'nordic-group' },
  )
  const made = await shop.plan()
  expect(made.complete).toBe(false)
  expect(made.diagnostics.map(({ code }) => code)).toEqual(['E2002'])
})
