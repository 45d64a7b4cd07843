/** Sales of products and campaigns: which price the day gives, what falls due, and what cannot be. */
import { describe, expect, it } from 'vitest'
import { schemaFiles } from '../../../src/cli/schema-files.ts'
import { addressId } from '../../../src/model/address.ts'
import { desiredOf } from '../../../src/pipeline/desired.ts'
import { dueIn } from '../../../src/pipeline/due.ts'
import { governed } from '../../../src/pipeline/govern.ts'
import { loadProject } from '../../../src/pipeline/load.ts'
import { loadProviders } from '../../../src/providers/index.ts'
import { memoryFiles, root, said, type Tree } from './load-fixture.ts'

const providers = await loadProviders(['shoporama', 'scanpay', 'venue-manager'])
const shop = 'shop: { vendor: shoporama, token: !env TOKEN }'

async function on(now: string, tree: Tree, { butik = '', connections = shop, environment = '' } = {}) {
  const files = memoryFiles({ 'butik.yaml': `version: 1\nconnections: { ${connections} }\n${butik}`, ...tree })
  const named = environment === '' ? {} : { environment }
  const project = await loadProject({ dir: root, files, butikVersion: '0.1.0', ...named })
  const clock = { now: () => new Date(now), sleep: () => Promise.resolve() }
  const world = { providers: governed(providers, project.config), schemas: schemaFiles, files, env: () => 'x' }
  const { desired, diagnostics } = await desiredOf({ project, ...world, ports: { clock } }, 'key', false)
  const price = (key: string) => desired.resources.get(addressId('shop', 'product', key))?.spec['sale_price']
  return { desired, diagnostics, said: diagnostics.map(said), price }
}

const chair = (fields: string) => ({ 'p.yaml': `products:\n  oak: { own_id: A, name: Eg, price: 1299, ${fields} }\n` })
const friday = 'sale: { price: 999.50, from: 2026-11-27, to: 2026-11-30 }'

describe('the sale price', () => {
  it.each([
    ['the evening before', '2026-11-26T22:59:59Z', null],
    ['midnight in Denmark', '2026-11-26T23:00:00Z', '999.5'],
    ['the last evening', '2026-11-30T22:59:59Z', '999.5'],
    ['the midnight after', '2026-11-30T23:00:00Z', null],
  ])('is that of the day in the shop: %s', async (_, now, expected) => {
    const found = await on(now, chair(friday))
    expect(found.said).toEqual([])
    expect(found.price('oak')).toBe(expected)
  })

  it.each([
    ['2026-03-28T22:59:59Z', null],
    ['2026-03-28T23:00:00Z', '1'],
    ['2026-03-29T21:59:59Z', '1'],
    ['2026-03-29T22:00:00Z', null],
    ['2026-10-24T21:59:59Z', null],
    ['2026-10-24T22:00:00Z', '2'],
    ['2026-10-25T22:59:59Z', '2'],
    ['2026-10-25T23:00:00Z', null],
  ])('is right on the days of 23 and 25 hours: %s', async (now, expected) => {
    const sales =
      'sale: [{ price: 1, from: 2026-03-29, to: 2026-03-29 }, { price: 2, from: 2026-10-25, to: "2026-10-25" }]'
    expect((await on(now, chair(sales))).price('oak')).toBe(expected)
  })

  it('is none where no sale is written, and left alone without the field', async () => {
    expect((await on('2026-11-27T12:00:00Z', chair('sale: null'))).price('oak')).toBe(null)
    expect((await on('2026-11-27T12:00:00Z', chair('sale: []'))).price('oak')).toBe(null)
    expect((await on('2026-11-27T12:00:00Z', chair('vat: 25'))).price('oak')).toBeUndefined()
  })
})

describe('what is wrong with a sale', () => {
  it.each([
    [
      'no such day',
      'sale: { price: 9, from: 2026-02-30, to: 2026-03-01 }',
      'E1107 p.yaml:2:68 "2026-02-30" is not a day (write it as 2026-11-27)',
    ],
    [
      'no day at all',
      'sale: { price: 9, from: fredag, to: 2026-03-01 }',
      'E1107 p.yaml:2:68 "from" must be a day such as 2026-11-27, not "fredag"',
    ],
    [
      'an end before the beginning',
      'sale: { price: 9, from: 2026-03-02, to: 2026-03-01 }',
      'E1107 p.yaml:2:84 the sale ends on 2026-03-01, before it begins on 2026-03-02 (the last day is included; for a sale of one day both are the same)',
    ],
    ['no end', 'sale: { price: 9, from: 2026-03-02 }', 'E1104 p.yaml:2:44 "sale" needs the key "to"'],
    [
      'no price',
      'sale: { price: null, from: 2026-03-02, to: 2026-03-02 }',
      'E1102 p.yaml:2:59 "price" must be a number or a text, not null',
    ],
    [
      'less than nothing',
      'sale: { price: -9, from: 2026-03-02, to: 2026-03-02 }',
      'E1107 p.yaml:2:59 "-9" is negative (amounts are zero or more)',
    ],
    [
      'more than the price',
      'sale: { price: 1299.00, from: 2026-03-02, to: 2026-03-02 }',
      'N1071 p.yaml:2:59 the sale price 1299 is not below the price 1299 (correct one of the two)',
    ],
    [
      'a fixed price beside it',
      `${friday}, sale_price: 1`,
      'E1207 p.yaml:2:103 sale and sale_price both say what it costs (keep one of them)',
    ],
  ])('%s', async (_, written, expected) => {
    expect((await on('2026-11-27T12:00:00Z', chair(written))).said).toEqual([expected])
    // The same on every day: who checks the files need not know which it is.
    expect((await on('1999-01-01T12:00:00Z', chair(written))).said).toEqual([expected])
  })

  it('days in common, with both places, whatever their order', async () => {
    const { diagnostics } = await on(
      '2026-11-27T12:00:00Z',
      chair('sale: [{ price: 2, from: 2026-12-01, to: 2026-12-09 }, { price: 1, from: 2026-11-01, to: 2026-12-01 }]'),
    )
    expect(diagnostics).toEqual([
      {
        severity: 'error',
        code: 'E1562',
        summary: 'the sale from 2026-12-01 to 2026-12-09 shares days with another of the same resource',
        detail: 'the other is from 2026-11-01 to 2026-12-01, at p.yaml:2:99',
        hint: 'which price holds on those days is not said: let one end before the other begins',
        source: expect.objectContaining({ file: 'p.yaml', line: 2, column: 51 }),
        address: 'shop/product/oak',
      },
    ])
  })

  it.each([
    ['theirs', 'theirs'],
    ['once', 'set once'],
  ])('a field that is %s is not turned', async (owner, words) => {
    const found = await on('2026-11-20T12:00:00Z', chair(friday), {
      butik: `ownership: { product: { sale_price: ${owner} } }\n`,
    })
    expect(found.said).toEqual([
      `N1070 p.yaml:2:50 the sale has no effect: ownership says that sale_price is ${words} (let sale_price be ours, or take the sale out)`,
    ])
    expect(dueIn(found.desired.resources.values(), () => true)).toEqual([])
    expect(found.desired.sales).toBeUndefined()
  })
})

const products = 'products:\n  oak: { own_id: A, name: Eg }\n  ash: { own_id: B, name: Ask }\n'
const campaign = (members: string, days = 'from: 2026-11-27, to: 2026-11-30') =>
  `campaigns:\n  black-friday: { ${days}, products: { ${members} } }\n`

describe('a campaign', () => {
  it('is a sale of each product that it names, in any file', async () => {
    const tree = { 'a/p.yaml': products, 'z.yaml': campaign('oak: 9, ash: { price: 7.5 }') }
    const found = await on('2026-11-28T12:00:00Z', tree)
    expect(found.said).toEqual([])
    expect([found.price('oak'), found.price('ash')]).toEqual(['9', '7.5'])
    expect((await on('2026-12-01T12:00:00Z', tree)).price('oak')).toBe(null)
  })

  it('stands beside sales of the product and other campaigns', async () => {
    const own = products.replace('name: Eg', 'name: Eg, sale: { price: 1, from: 2026-12-24, to: 2026-12-24 }')
    const tree = {
      'p.yaml': own,
      'bf.yaml': campaign('oak: 9'),
      'jan.yaml': campaign('oak: 5', 'from: 2027-01-02, to: 2027-01-31').replace('black-friday', 'january'),
    }
    const prices = ['2026-11-28', '2026-12-24', '2026-12-25', '2027-01-05'].map(async (day) =>
      (await on(`${day}T12:00:00Z`, tree)).price('oak'),
    )
    expect(await Promise.all(prices)).toEqual(['9', '1', null, '5'])
  })

  it('names both places where days are shared with a sale of the product', async () => {
    const own = products.replace('name: Eg', 'name: Eg, sale: { price: 1, from: 2026-11-30, to: 2026-12-24 }')
    const { diagnostics } = await on('2026-11-28T12:00:00Z', { 'p.yaml': own, 'bf.yaml': campaign('oak: 9') })
    expect(diagnostics).toMatchObject([
      {
        code: 'E1562',
        detail: 'the other is from 2026-11-27 to 2026-11-30, at bf.yaml:2:70',
        source: { file: 'p.yaml', line: 2, column: 37 },
      },
    ])
  })

  it('wins over a default, and gives way to an override', async () => {
    const butik = `defaults: { products: { sale_price: null } }
environments: { test: { overrides: { shop/product/ash: { sale_price: 3 } } } }
`
    const tree = { 'p.yaml': products, 'bf.yaml': campaign('oak: 9, ash: 8') }
    const found = await on('2026-11-28T12:00:00Z', tree, { butik, environment: 'test' })
    expect(found.said).toEqual([])
    expect([found.price('oak'), found.price('ash')]).toEqual(['9', '3'])
    expect(found.desired.resources.get(addressId('shop', 'product', 'ash'))?.sales).toBeUndefined()
  })

  it.each([
    [
      'a product that is not there',
      campaign('oka: 9'),
      'E1201 c.yaml:2:65 the campaign black-friday names a product that is not declared: shop/product/oka (did you mean "oak"?)',
    ],
    ['no days', campaign('oak: 9', 'from: 2026-11-27'), 'E1104 c.yaml:2:3 "black-friday" needs the key "to"'],
    [
      'a day that is none',
      campaign('oak: 9', 'from: 2026-11-27, to: 2026-11-31'),
      'E1107 c.yaml:2:41 "2026-11-31" is not a day (write it as 2026-11-27)',
    ],
    [
      'a price with a comma',
      campaign('oak: "9,50"'),
      'E1105 c.yaml:2:70 "oak" must be a plain decimal such as 1299.00, not "9,50" (write 9.50)',
    ],
    [
      'an unknown section',
      campaign('oak: 9').replace('products', 'prodcts'),
      'E1101 c.yaml:2:53 unknown key "prodcts" (did you mean "products"?)',
    ],
    ['a list', 'campaigns: [a]\n', 'E1102 c.yaml:1:12 "campaigns" must be a mapping, not a list'],
  ])('%s is said at its place', async (_, text, expected) => {
    expect((await on('2026-11-28T12:00:00Z', { 'p.yaml': products, 'c.yaml': text })).said).toEqual([expected])
  })

  it('is for kinds with sales', async () => {
    const connections = `${shop}, tickets: { vendor: venue-manager, customer: acme }`
    const tree = { 'p.yaml': `connection: shop\n${products}`, 'c.yaml': `connection: tickets\n${campaign('adult: 9')}` }
    expect((await on('2026-11-28T12:00:00Z', tree, { connections })).said).toEqual([
      'E1101 c.yaml:3:63 products of venue-manager have no sales (take "products" out of the campaign)',
    ])
  })

  it('needs a vendor with sales', async () => {
    const text = campaign('oak: 9').replace('products: { oak: 9 }', '')
    const connections = 'pay: { vendor: scanpay, api_key: !env KEY }'
    expect((await on('2026-11-28T12:00:00Z', { 'c.yaml': text }, { connections })).said).toEqual([
      'E1206 c.yaml:1:1 no connection has sales (campaigns are for products of shoporama)',
    ])
  })

  it('is laid again over a tree that was let go', async () => {
    const tree = { 'p.yaml': products, 'c.yaml': campaign('oak: 9') }
    const first = await on('2026-11-28T12:00:00Z', tree)
    expect(first.desired.resources.get(addressId('shop', 'product', 'oak'))?.sales).toEqual({
      field: 'sale_price',
      today: '2026-11-28',
      sales: [{ from: '2026-11-27', to: '2026-11-30', price: '9' }],
    })
  })
})

describe('what falls due', () => {
  const tree = { 'p.yaml': products, 'c.yaml': campaign('oak: 9, ash: 8') }
  const due = async (now: string, files: Tree = tree) =>
    dueIn((await on(now, files)).desired.resources.values(), () => true).map(({ day, turn, resources }) => [
      day,
      turn,
      ...resources.map(({ address, price }) => `${address} ${price}`),
    ])

  it('in the fourteen days to come, by day', async () => {
    expect(await due('2026-11-12T12:00:00Z')).toEqual([])
    expect(await due('2026-11-13T12:00:00Z')).toEqual([
      ['2026-11-27', 'begins', 'shop/product/ash 8', 'shop/product/oak 9'],
    ])
    expect(await due('2026-11-26T12:00:00Z')).toEqual([
      ['2026-11-27', 'begins', 'shop/product/ash 8', 'shop/product/oak 9'],
      ['2026-12-01', 'ends', 'shop/product/ash null', 'shop/product/oak null'],
    ])
    expect(await due('2026-11-27T12:00:00Z')).toEqual([
      ['2026-12-01', 'ends', 'shop/product/ash null', 'shop/product/oak null'],
    ])
    expect(await due('2026-12-01T12:00:00Z')).toEqual([])
  })

  it('has no end where the next sale begins on that day', async () => {
    const sales =
      'sale: [{ price: 2, from: 2026-12-01, to: 2026-12-02 }, { price: 1, from: 2026-11-30, to: 2026-11-30 }]'
    expect(await due('2026-11-28T12:00:00Z', chair(sales))).toEqual([
      ['2026-11-30', 'begins', 'shop/product/oak 1'],
      ['2026-12-01', 'begins', 'shop/product/oak 2'],
      ['2026-12-03', 'ends', 'shop/product/oak null'],
    ])
  })

  it('the digest of the sales moves where one turns, and on no other day', async () => {
    const digest = async (day: string) => (await on(`${day}T12:00:00Z`, tree)).desired
    const days = ['2026-11-25', '2026-11-26', '2026-11-27', '2026-11-29', '2026-12-01'].map(digest)
    const [before, eve, first, third, after] = await Promise.all(days)
    expect(before?.sales).toBe(eve?.sales)
    expect(first?.sales).toBe(third?.sales)
    expect(first?.sales).not.toBe(eve?.sales)
    expect(after?.sales).toBe(before?.sales)
    expect(new Set([before, eve, first, third, after].map((one) => one?.digest)).size).toBe(1)
  })
})
