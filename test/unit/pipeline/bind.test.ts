import { describe, expect, test } from 'vitest'
import { bind } from '../../../src/pipeline/bind.ts'
import {
  compared,
  connectedTo,
  desiredOf,
  entriesOf,
  observedOf,
  ref,
  type Story,
  seen,
  shopWith,
  stock,
  supplier,
  to,
  viewOf,
} from './toy-vendor.ts'

const bindingOf = (story: Story) => compared(story).binding

describe('what the state knows is bound by id', () => {
  test('whatever it is called now', () => {
    const acme = seen('supplier', '7', { name: 'Renamed in the shop' })
    const { bound, gone } = bindingOf({
      files: { 'supplier/acme': { name: 'Acme' } },
      state: { 'supplier/acme': { id: '7' } },
      shop: [acme],
    })
    expect(bound.get(to('supplier/acme'))).toEqual({ remoteId: '7', observed: acme, by: 'state' })
    expect(gone.size).toBe(0)
  })

  test('declared no more, it is bound too, so that it can be deleted', () => {
    const { bound } = bindingOf({ state: { 'supplier/acme': { id: '7' } }, shop: [seen('supplier', '7', {})] })
    expect(bound.get(to('supplier/acme'))?.remoteId).toBe('7')
  })

  test('missing from a complete view it is gone', () => {
    const { bound, gone } = bindingOf({
      files: { 'supplier/acme': { name: 'Acme' } },
      state: { 'supplier/acme': { id: '7' } },
    })
    expect([...gone]).toEqual([to('supplier/acme')])
    expect(bound.size).toBe(0)
  })

  test('missing from a partial view it is neither bound nor gone', () => {
    const { bound, gone } = bindingOf({
      state: { 'supplier/acme': { id: '7' } },
      views: [viewOf('supplier', [], 'partial')],
    })
    expect([...gone, ...bound.keys()]).toEqual([])
  })

  test('where nothing was read, the state is believed', () => {
    const connected = [connectedTo([supplier])]
    const entries = entriesOf({ 'supplier/acme': { id: '7' } })
    const desired = desiredOf({ 'supplier/acme': { name: 'Acme' }, 'supplier/new': { name: 'New' } })
    const { bound } = bind({ connected, desired, entries, observed: observedOf() })
    expect([...bound]).toEqual([[to('supplier/acme'), { remoteId: '7', by: 'state' }]])
  })
})

describe('what the state does not know is found by natural key', () => {
  test('and adopted', () => {
    const acme = seen('supplier', '7', { name: ' Acme' })
    const { bound } = bindingOf({ files: { 'supplier/acme': { name: 'Acme' } }, shop: [acme] })
    expect(bound.get(to('supplier/acme'))).toEqual({ remoteId: '7', observed: acme, by: 'natural-key' })
  })

  test('below its parent, whose id is found first', () => {
    const { bound } = bindingOf({
      files: { 'profile/f': { name: 'F' }, 'attribute/f.width': { profile: ref('profile/f'), name: 'Width' } },
      shop: [
        seen('profile', '1', { name: 'F' }),
        seen('attribute', '5', { profile: { id: '2' }, name: 'Width' }),
        seen('attribute', '6', { profile: { id: '1' }, name: 'Width' }),
      ],
    })
    expect(bound.get(to('attribute/f.width'))?.remoteId).toBe('6')
  })

  test('never below a parent that is not there yet', () => {
    const { bound } = bindingOf({
      files: {
        'category/a': { name: 'A' },
        'category/b': { name: 'B', parent: ref('category/new') },
        'category/new': { name: 'New' },
      },
      shop: [seen('category', '5', { name: 'B', parent: null })],
    })
    expect(bound.size).toBe(0)
  })

  test('the same key in another place takes over from an id that is gone', () => {
    const again = seen('supplier', '9', { name: 'Acme' })
    const { bound, gone } = bindingOf({
      files: { 'supplier/acme': { name: 'Acme' } },
      state: { 'supplier/acme': { id: '7' } },
      shop: [again],
    })
    expect(bound.get(to('supplier/acme'))).toEqual({ remoteId: '9', observed: again, by: 'natural-key' })
    expect(gone.size).toBe(0)
  })

  test.each([
    ["the vendor's own default proves nothing", 'Stool', undefined],
    ['unless the name matches too', 'Chair', '31'],
  ])('%s', (_what, name, remoteId) => {
    const { bound } = bindingOf({
      files: { 'product/chair': { sku: '31', name } },
      shop: [seen('product', '31', { sku: '31', name: 'Chair' })],
    })
    expect(bound.get(to('product/chair'))?.remoteId).toBe(remoteId)
  })

  test('two of one key are an error that names both, and nothing is guessed', () => {
    const { bound, diagnostics, unevaluated } = bindingOf({
      files: { 'supplier/acme': { name: 'Acme' }, 'product/chair': { sku: 'C', supplier: ref('supplier/acme') } },
      shop: [seen('supplier', '7', { name: 'Acme' }), seen('supplier', '8', { name: 'Acme' })],
    })
    expect(bound.size).toBe(0)
    expect(diagnostics).toMatchObject([
      {
        code: 'E2007',
        severity: 'error',
        summary: 'the shop has 2 of name Acme: 7 and 8',
        address: to('supplier/acme'),
      },
    ])
    expect([...unevaluated]).toEqual([
      [to('supplier/acme'), 'its natural key is not unique in the shop'],
      [to('product/chair'), 'it refers to shop/supplier/acme'],
    ])
  })

  test('two of one key are an error for a known id too: which is meant is for a person to say', () => {
    const { diagnostics, unevaluated } = bindingOf({
      files: { 'supplier/acme': { name: 'Acme' } },
      state: { 'supplier/acme': { id: '7' } },
      shop: [seen('supplier', '7', { name: 'Acme' }), seen('supplier', '8', { name: 'Acme' })],
    })
    expect(diagnostics).toMatchObject([{ code: 'E2007', summary: 'the shop has 2 of name Acme: 7 and 8' }])
    expect([...unevaluated.keys()]).toEqual([to('supplier/acme')])
  })

  test('in a tree of one kind, below a parent that was found itself, whatever the names', () => {
    const { bound } = bindingOf({
      files: {
        'category/a': { name: 'Leaf', parent: ref('category/b') },
        'category/b': { name: 'Branch', parent: ref('category/c') },
        'category/c': { name: 'Root' },
        'category/d': { name: 'Elsewhere', parent: ref('category/b') },
      },
      shop: [
        seen('category', '1', { name: 'Root', parent: null }),
        seen('category', '2', { name: 'Branch', parent: { id: '1' } }),
        seen('category', '3', { name: 'Leaf', parent: { id: '2' } }),
        seen('category', '4', { name: 'Elsewhere', parent: { id: '1' } }),
      ],
    })
    const ids = [...bound].map(([address, { remoteId }]) => `${address.slice('shop/category/'.length)} ${remoteId}`)
    expect(ids.sort()).toEqual(['a 3', 'b 2', 'c 1'])
  })
})

describe('nothing is bound twice', () => {
  test('an object that a removed address owned has moved', () => {
    const { bound, addressOf } = bindingOf({
      files: { 'supplier/new-name': { name: 'Acme' } },
      state: { 'supplier/acme': { id: '7' } },
      shop: [seen('supplier', '7', { name: 'Acme' })],
    })
    expect(bound.get(to('supplier/new-name'))).toMatchObject({ remoteId: '7', movedFrom: to('supplier/acme') })
    expect(addressOf('shop', 'supplier', '7')).toBe(to('supplier/new-name'))
  })

  test('an object that another declared address owns is not adopted', () => {
    const { bound } = bindingOf({
      files: { 'supplier/a': { name: 'Other' }, 'supplier/b': { name: 'Acme' } },
      state: { 'supplier/a': { id: '7' } },
      shop: [seen('supplier', '7', { name: 'Acme' })],
    })
    expect([...bound.keys()]).toEqual([to('supplier/a')])
  })

  test('of two addresses that the state gives one id, the declared one has the object', () => {
    for (const [kept, lost] of [
      ['a', 'b'],
      ['b', 'a'],
    ] as const) {
      const state = { [`supplier/${kept}`]: { id: '7' }, [`supplier/${lost}`]: { id: '7' } }
      const { addressOf } = bindingOf({
        files: { [`supplier/${kept}`]: { name: 'Acme' } },
        state,
        shop: [seen('supplier', '7', { name: 'Acme' })],
      })
      expect(addressOf('shop', 'supplier', '7')).toBe(to(`supplier/${kept}`))
    }
  })

  test('addresses are told by kind: two kinds may share an id', () => {
    const { addressOf } = bindingOf({
      state: { 'supplier/acme': { id: '7' }, 'category/chairs': { id: '7' } },
      shop: [seen('supplier', '7', {}), seen('category', '7', {})],
    })
    expect(addressOf('shop', 'category', '7')).toBe(to('category/chairs'))
    expect(addressOf('shop', 'product', '7')).toBeUndefined()
    expect(addressOf('other', 'category', '7')).toBeUndefined()
  })
})

describe('stock that was not read', () => {
  const files = {
    'product/chair': { sku: 'C' },
    'stock/chair': { product: ref('product/chair'), sku: 'C', stock: '7' },
  }
  const chair = seen('product', '1', { sku: 'C' })

  function stockOf(state: Story['state'], shop = [chair], spec: NonNullable<Story['files']> = files) {
    const connected = [connectedTo()]
    const observed = shopWith(shop)
    const views = new Map(observed.views)
    views.delete('shop/stock')
    const { bound } = bind({
      connected,
      desired: desiredOf(spec),
      entries: entriesOf(state ?? {}),
      observed: { ...observed, views },
    })
    return bound.get(to('stock/chair'))
  }

  test('is there when its product is there with that SKU', () => {
    expect(stockOf({})).toEqual({ remoteId: 'C', by: 'natural-key' })
  })

  test('is there under the SKU that the product has still: it is renamed, and its level stays', () => {
    const shop = [seen('product', '1', { sku: 'D' })]
    expect(stockOf({ 'product/chair': { id: '1' } }, shop)).toEqual({ remoteId: 'C', by: 'natural-key' })
  })

  test('is not there when the product is not there', () => {
    expect(stockOf({ 'product/chair': { id: '1' } }, [])).toBeUndefined()
  })

  test('is as the state says where the state has it', () => {
    expect(stockOf({ 'stock/chair': { id: 'C' } })).toEqual({ remoteId: 'C', by: 'state' })
  })

  test('is not there while it is on its way: nobody confirmed it', () => {
    expect(stockOf({ 'stock/chair': { id: '' } })).toBeUndefined()
  })

  test('is not there below a product that is not declared', () => {
    const loose = { ...files, 'stock/chair': { product: { id: '1' }, sku: 'C', stock: '7' } }
    expect(stockOf({}, [chair], loose)).toBeUndefined()
  })

  test('on its way but read, it is found by its SKU', () => {
    const level = seen('stock', 'C', { sku: 'C', stock: '7' })
    const { bound } = bindingOf({ files, state: { 'stock/chair': { id: '' } }, shop: [chair, level] })
    expect(bound.get(to('stock/chair'))).toEqual({ remoteId: 'C', observed: level, by: 'natural-key' })
  })

  test('a kind that is not within another cannot be found inside one', () => {
    const connected = [connectedTo([supplier, { ...stock, naturalKey: ['product'] }])]
    const desired = desiredOf({ 'supplier/acme': { name: 'Acme' }, 'stock/chair': { product: ref('product/chair') } })
    expect(bind({ connected, desired, entries: new Map(), observed: observedOf() }).bound.size).toBe(0)
  })
})

describe('a partial read never looks complete', () => {
  test('what was not read whole is not evaluated, and neither is what refers to it, however far', () => {
    const { unevaluated } = bindingOf({
      files: {
        'profile/f': { name: 'F' },
        'attribute/f.colour': { profile: ref('profile/f'), name: 'C' },
        'value/f.colour.oak': { attribute: ref('attribute/f.colour'), val: 'Oak' },
        'product/chair': {
          sku: 'C',
          attributes: [{ attribute: ref('attribute/f.colour'), value: ref('value/f.colour.oak') }],
        },
        'supplier/acme': { name: 'Acme' },
      },
      state: { 'profile/old': { id: '3' } },
      views: [viewOf('profile', [], 'unreadable')],
    })
    expect(Object.fromEntries(unevaluated)).toEqual({
      [to('profile/f')]: 'profile was not read whole',
      [to('profile/old')]: 'profile was not read whole',
      [to('attribute/f.colour')]: 'it refers to shop/profile/f',
      [to('value/f.colour.oak')]: 'it refers to shop/attribute/f.colour',
      [to('product/chair')]: expect.stringContaining('it refers to'),
    })
  })
})
