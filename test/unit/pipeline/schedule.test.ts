import { describe, expect, test } from 'vitest'
import type { Change } from '../../../src/model/plan.ts'
import type { Kind } from '../../../src/model/provider.ts'
import type { Spec } from '../../../src/model/resource.ts'
import { schedule } from '../../../src/pipeline/schedule.ts'
import { category, connectedTo, product, ref, stock, supplier, to, toyKinds } from './toy-vendor.ts'

function change(action: Change['action'], place: string, more: Partial<Change> = {}): Change {
  return { address: to(place), action, class: 'managed', reason: '', risk: 'low', needs: [], diff: [], ...more }
}

const create = (place: string, write: Spec = {}) => change('create', place, { write })

const flat = (_address: Change['address']) => 0

/** `create POST /products: a b`, one line a call. */
function calls(changes: readonly Change[], kinds?: readonly Kind[], depthOf = flat): string[] {
  const { operations } = schedule([connectedTo(kinds)], changes, depthOf)
  return operations.map(({ role, operation, addresses }) => {
    return `${role} ${operation}: ${addresses.map((address) => address.slice('shop/'.length)).join(' ')}`
  })
}

test('nothing to do takes no call', () => {
  expect(calls([])).toEqual([])
  expect(calls([change('forget', 'product/a'), change('adopt', 'product/b')])).toEqual([])
})

test('parents come first, by kind and within one, and deletes last and in reverse', () => {
  const changes = [
    change('delete', 'supplier/old'),
    change('delete', 'product/old'),
    change('update', 'supplier/acme', { write: { name: 'A' } }),
    create('product/chair', { supplier: ref('supplier/new') }),
    create('category/stools', { parent: ref('category/chairs') }),
    create('category/chairs', {}),
    create('supplier/new', {}),
  ]
  expect(calls(changes)).toEqual([
    'create POST /supplier: supplier/new',
    'update PUT /supplier/{id}: supplier/acme',
    'create POST /category: category/chairs',
    'create POST /category: category/stools',
    'create POST /products: product/chair',
    'delete DELETE /product/{id}: product/old',
    'delete DELETE /supplier/{id}: supplier/old',
  ])
})

test('what moves in a tree goes from the top down', () => {
  const moves = ['c', 'a', 'b'].map((key) => change('update', `category/${key}`, { write: { parent: null } }))
  const depths = new Map(
    [to('category/a'), to('category/c'), to('category/b')].map((address, depth) => [address, depth]),
  )
  expect(calls(moves, toyKinds, (address) => depths.get(address) ?? 0)).toEqual([
    'update PUT /category/{id}: category/a',
    'update PUT /category/{id}: category/c',
    'update PUT /category/{id}: category/b',
  ])
})

test('operations are numbered in the order in which they run', () => {
  const many = Array.from({ length: 3 }, (_, index) => create(`supplier/s${index}`))
  expect(schedule([connectedTo()], many, flat).operations.map(({ id }) => id)).toEqual([
    'op-0001',
    'op-0002',
    'op-0003',
  ])
})

test('one connection after the other, each with its own calls', () => {
  const other = { ...create('supplier/a'), address: 'other/supplier/a' as Change['address'] }
  const { operations } = schedule([connectedTo(), connectedTo(toyKinds, 'other')], [other, create('supplier/a')], flat)
  expect(operations.map(({ connection }) => connection)).toEqual(['shop', 'other'])
})

describe('many objects a call', () => {
  test('as many as the vendor takes', () => {
    const changes = ['a', 'b', 'c', 'd'].map((key) => create(`product/${key}`))
    expect(calls(changes)).toEqual([
      'create POST /products: product/a product/b product/c',
      'create POST /products: product/d',
    ])
  })

  test('as many bytes as the vendor takes; what is larger goes alone', () => {
    const sized = (bytes: number): Spec => ({ name: 'x'.repeat(bytes) })
    const changes = [
      create('product/a', sized(900)),
      create('product/b', sized(900)),
      create('product/c', sized(900)),
      create('product/d', sized(5000)),
      create('product/e', sized(10)),
    ]
    expect(calls(changes)).toEqual([
      'create POST /products: product/a product/b',
      'create POST /products: product/c',
      'create POST /products: product/d',
      'create POST /products: product/e',
    ])
  })

  test('a file counts by its size in base64', () => {
    const withFile = { images: [{ asset: { path: 'a.jpg', sha256: 'a', bytes: 1200 } }] }
    expect(calls([create('product/a', withFile), create('product/b', withFile)])).toHaveLength(2)
  })

  test('updates too, where the vendor takes them by the array', () => {
    const changes = ['a', 'b', 'c', 'd'].map((key) => change('update', `stock/${key}`, { write: { stock: '1' } }))
    expect(calls(changes)).toEqual(['update POST /stock: stock/a stock/b stock/c', 'update POST /stock: stock/d'])
  })

  test('a change without a body takes no room', () => {
    expect(calls([change('create', 'product/a'), change('create', 'product/b')])).toEqual([
      'create POST /products: product/a product/b',
    ])
  })
})

describe('who points at whom', () => {
  const related = (...keys: string[]): Spec => ({ name: 'n', related: keys.map((key) => ref(`product/${key}`)) })

  test('a link that keeps its order costs no second call', () => {
    const changes = [create('product/a', related('b')), create('product/b')]
    expect(calls(changes)).toEqual(['create POST /products: product/b', 'create POST /products: product/a'])
  })

  test('two that point at one another: one is linked after', () => {
    const changes = [create('product/a', related('b')), create('product/b', related('a'))]
    expect(calls(changes)).toEqual([
      'create POST /products: product/a',
      'create POST /products: product/b',
      'link PUT /product/{id}: product/a',
    ])
  })

  test('in a chain the fewest calls follow every link', () => {
    const changes = [create('product/a', related('b')), create('product/b', related('c')), create('product/c')]
    expect(calls(changes)).toEqual([
      'create POST /products: product/c',
      'create POST /products: product/b',
      'create POST /products: product/a',
    ])
  })

  test('of each pair one goes ahead and is linked after, the other follows it directly', () => {
    const pairs = ['ab', 'cd', 'ef'].flatMap(([one = '', other = '']) => [
      create(`product/${one}`, related(other)),
      create(`product/${other}`, related(one)),
    ])
    expect(calls(pairs)).toEqual([
      'create POST /products: product/a product/c product/e',
      'create POST /products: product/b product/d product/f',
      ...['a', 'c', 'e'].map((key) => `link PUT /product/{id}: product/${key}`),
    ])
  })

  test('where all relate to all, they are made together and linked after: following takes more calls', () => {
    const all = [
      create('product/a', related('b', 'c')),
      create('product/b', related('a', 'c')),
      create('product/c', related('a', 'b')),
    ]
    expect(calls(all)).toEqual([
      'create POST /products: product/a product/b product/c',
      ...['a', 'b', 'c'].map((key) => `link PUT /product/{id}: product/${key}`),
    ])
  })

  test('what is split off goes in the second call alone, the rest in the first', () => {
    const links = [ref('product/a')]
    const write = { name: 'n', supplier: ref('supplier/acme'), bundle: [ref('product/old')] }
    const { changes } = schedule([connectedTo()], [create('product/a', { ...write, related: links })], flat)
    expect(changes).toEqual([{ ...create('product/a'), write, links: { related: links } }])
  })

  test('what is there already, or only updated, is no reason to wait', () => {
    const changes = [change('update', 'product/b', { write: related('a') }), create('product/a', related('old'))]
    expect(calls(changes)).toEqual(['create POST /products: product/a', 'update PUT /product/{id}: product/b'])
  })

  test('deletes go from the leaves, and a circle of them is cut', () => {
    const parent = change('delete', 'category/a', { needs: [to('category/b')] })
    const child = change('delete', 'category/b')
    expect(calls([parent, child])).toEqual([
      'delete DELETE /category/{id}: category/b',
      'delete DELETE /category/{id}: category/a',
    ])
    const round = [parent, { ...child, needs: [to('category/a')] }]
    expect(calls(round)).toHaveLength(2)
  })
})

describe('other changes that write', () => {
  test('a replace deletes and makes anew, in that order', () => {
    expect(calls([change('replace', 'attribute/f.colour', { write: { name: 'C' }, remoteId: '4' })])).toEqual([
      'delete DELETE /attribute/{id}: attribute/f.colour',
      'create POST /attribute: attribute/f.colour',
    ])
  })

  test('where the vendor cannot delete, a replace is a create', () => {
    expect(calls([change('replace', 'stock/a', { write: { stock: '1' } })])).toEqual(['create POST /stock: stock/a'])
  })

  test('an adoption with a difference and a forgotten one that is set offline are updates', () => {
    const write = { is_online: false }
    expect(calls([change('adopt', 'product/a', { write }), change('forget', 'product/b', { write })])).toEqual([
      'update PUT /product/{id}: product/a',
      'update PUT /product/{id}: product/b',
    ])
  })

  test('a kind that cannot be written yields calls without a name, never a wrong one', () => {
    const mute: Kind = { ...category, writing: {} }
    const circle = { ...supplier, writing: {}, fields: { next: { shape: 'reference', deferrable: true } } } as const
    const changes = [
      create('category/a'),
      change('update', 'category/b', { write: {} }),
      change('delete', 'category/c'),
      create('supplier/a', { next: ref('supplier/a') }),
    ]
    expect(calls(changes, [mute, circle])).toEqual([
      'create : category/a',
      'update : category/b',
      'create : supplier/a',
      'link : supplier/a',
      'delete : category/c',
    ])
  })
})

test('stock follows its products', () => {
  const changes = [create('stock/chair', { product: ref('product/chair'), stock: '7' }), create('product/chair')]
  expect(calls(changes, [product, stock])).toEqual([
    'create POST /products: product/chair',
    'create POST /stock: stock/chair',
  ])
})
