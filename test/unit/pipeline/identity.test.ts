import { describe, expect, test } from 'vitest'
import { identityOf, mergedIdentity } from '../../../src/pipeline/identity.ts'
import { connectedTo, observedOf, planned, type Story, seen, shopWith, to, toyKinds, viewOf } from './toy-vendor.ts'

const chair = seen('product', '1', { sku: 'C' }, 'shop.example')
const story: Story = {
  files: { 'product/c': { sku: 'C' } },
  state: { 'product/c': { id: '1', applied: { sku: 'C' } } },
  shop: [chair],
}
const known = 'toy https://toy.example shop.example'

function stops(of: Story, identities = {}) {
  return planned(of, { identities }).guards.map(({ name, message }) => `${name}: ${message.split('; if this')[0]}`)
}

describe('the shop behind a connection', () => {
  test('is its vendor, its URL and the host that its objects name', () => {
    expect(identityOf(connectedTo(), shopWith([chair]))).toBe(known)
    expect(identityOf(connectedTo(), shopWith([]))).toBe('toy https://toy.example ')
    expect(identityOf(connectedTo(toyKinds, 'other'), shopWith([chair]))).toBe('toy https://toy.example ')
  })

  test.each([
    ['the same', known],
    ['not known yet', undefined],
    ['known without a host', 'toy https://toy.example '],
  ])('is %s: nothing stops', (_what, identity) => {
    expect(stops(story, identity === undefined ? {} : { shop: identity })).toEqual([])
  })

  test('shows no host this time: nothing stops', () => {
    expect(stops({ ...story, shop: [seen('product', '1', { sku: 'C' })] }, { shop: known })).toEqual([])
  })

  test.each([
    'toy https://toy.example other.example',
    'toy https://staging.example shop.example',
    'other https://toy.example ',
  ])('is another than the state knows: %s', (identity) => {
    const plan = planned(story, { identities: { shop: identity } })
    expect(plan.guards).toMatchObject([{ name: 'identity', addresses: [to('product/c')], acked: false }])
    expect(plan.guards[0]?.message).toContain(`(${identity.trim()} there, ${known} now)`)
  })

  test('cannot be read at all: that is another trouble', () => {
    const down = toyKinds.map(({ name }) => viewOf(name, [], 'unreadable'))
    expect(stops({ ...story, views: down }, { shop: 'toy https://staging.example ' })).toEqual([
      expect.stringContaining('incomplete'),
    ])
  })

  test.each([
    ['the first time', undefined, known, known],
    ['with a host at last', 'toy https://toy.example ', known, known],
    ['without the host that is known', known, 'toy https://toy.example ', known],
    ['another, once it was acknowledged', 'toy https://old.example a', known, known],
  ])('is kept as it was seen %s', (_what, before, found, kept) => {
    expect(mergedIdentity(before, found)).toBe(kept)
  })
})

describe('an object at a known id', () => {
  const renamed = { ...story, shop: [seen('product', '1', { sku: 'X' })] }

  test('that answers to another key of its own stops the plan', () => {
    expect(stops(renamed)).toEqual(['identity: shop/product/c: id 1 answers to sku X, not sku C'])
  })

  test('that answers to what the vendor stored for it does not', () => {
    const stored = { 'product/c': { id: '1', applied: { sku: 'C' }, stored: { sku: 'X' } } }
    expect(stops({ ...renamed, state: stored })).toEqual([])
  })

  test('whose vendor stored other fields otherwise still does', () => {
    const stored = { 'product/c': { id: '1', applied: { sku: 'C' }, stored: { name: 'X' } } }
    expect(stops({ ...renamed, state: stored })).toHaveLength(1)
  })

  test('that is known by a name may be renamed by hand', () => {
    const supplier: Story = {
      files: { 'supplier/a': { name: 'A' } },
      state: { 'supplier/a': { id: '1', applied: { name: 'A' } } },
      shop: [seen('supplier', '1', { name: 'B' })],
    }
    expect(stops(supplier)).toEqual([])
  })

  test("that is on its way has no id yet that could be another's", () => {
    expect(stops({ ...story, state: { 'product/c': { id: '', applied: { sku: 'X' } } } })).toEqual([])
  })

  test('of a kind that nobody knows tells nothing', () => {
    expect(stops({ ...story, state: { ...story.state, 'gone/x': { id: '1' } } })).toEqual([])
  })

  test('many of them are named by the first three', () => {
    const keys = ['a', 'b', 'c', 'd', 'e']
    const state = Object.fromEntries(keys.map((key) => [`product/${key}`, { id: key, applied: { sku: key } }]))
    const shop = keys.map((key) => seen('product', key, { sku: `${key}2` }))
    const [message] = stops({ files: story.files ?? {}, state, shop }, {}).filter((line) => line.startsWith('identity'))
    expect(message).toMatch(/sku a2.*; .*sku b2.*; .*sku c2.*; and 2 more/)
    expect(observedOf().views.size).toBe(0)
  })
})
