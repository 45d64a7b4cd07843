import { describe, expect, test } from 'vitest'
import { usersOf } from '../../../src/pipeline/references.ts'
import { keptNotes, scopeOf } from '../../../src/pipeline/select.ts'
import { desiredOf, entriesOf, type Owned, product, ref, stock, supplier, to, toyKinds } from './toy-vendor.ts'

const files = {
  'supplier/acme': { name: 'Acme' },
  'supplier/other': { name: 'Other' },
  'profile/f': { name: 'F' },
  'attribute/f.c': { profile: ref('profile/f'), name: 'C' },
  'value/f.c.oak': { attribute: ref('attribute/f.c'), val: 'Oak' },
  'category/chairs': { name: 'Chairs', parent: ref('category/top') },
  'category/top': { name: 'Top' },
  'product/oak-chair': { sku: 'A', supplier: ref('supplier/acme'), categories: [ref('category/chairs')] },
  'product/oak-table': { sku: 'B' },
  'stock/oak-chair': { product: ref('product/oak-chair'), sku: 'A', stock: '1' },
}

interface Wishes {
  readonly target?: readonly string[]
  readonly exclude?: readonly string[]
  readonly connection?: readonly string[]
  readonly state?: { readonly [place: string]: Owned }
  readonly destroy?: boolean
  /** In the place of what is declared of these otherwise. */
  readonly declared?: Parameters<typeof desiredOf>[0]
  readonly unread?: (kind: { readonly name: string }) => boolean
}

function scope({
  target = [],
  exclude = [],
  connection = [],
  state = {},
  unread = () => false,
  destroy = false,
  declared = {},
}: Wishes) {
  const desired = desiredOf({ ...files, ...declared })
  const entries = entriesOf(state)
  const found = scopeOf({
    selection: { target, exclude, connection },
    desired,
    entries,
    connections: ['shop', 'other'],
    destroy,
    users: (_connection, kind) => usersOf(toyKinds, kind),
    kind: (name, kind) => (name === 'shop' ? toyKinds.find((one) => one.name === kind) : undefined),
    unread,
  })
  const all = [...new Set([...desired.resources.keys(), ...entries.keys()])]
  return {
    places: all.filter((address) => found.selected(address)).map((address) => address.slice('shop/'.length)),
    views: [...found.views].map((view) => view.slice('shop/'.length)).sort(),
    whole: [...found.whole].map((view) => view.slice('shop/'.length)).sort(),
    narrowed: found.narrowed,
    notes: keptNotes(found).map(({ address, summary }) => `${address}: ${summary}`),
  }
}

test('without a wish everything is looked at', () => {
  const found = scope({ state: { 'supplier/old': { id: '1' } } })
  expect(found.places).toHaveLength(Object.keys(files).length + 1)
  expect(found.views).toEqual(['attribute', 'category', 'product', 'profile', 'stock', 'supplier', 'value'])
  expect(found.narrowed).toBe(false)
})

describe('a target', () => {
  test('takes along what it needs, however far, and what is nested in it', () => {
    const found = scope({ target: ['shop/product/oak-ch*'] })
    expect(found.places).toEqual([
      'category/chairs',
      'category/top',
      'product/oak-chair',
      'stock/oak-chair',
      'supplier/acme',
    ])
    expect(found.views).toEqual(['category', 'product', 'stock', 'supplier'])
    expect(found.narrowed).toBe(true)
  })

  test('takes along all levels of what is nested in it', () => {
    expect(scope({ target: ['shop/profile/f'] }).places).toEqual(['attribute/f.c', 'profile/f', 'value/f.c.oak'])
  })

  test('that is nested takes its host, and no sibling', () => {
    expect(scope({ target: ['shop/value/f.c.oak'] }).places).toEqual(['attribute/f.c', 'profile/f', 'value/f.c.oak'])
    expect(scope({ target: ['shop/attribute/f.c'] }).places).toContain('value/f.c.oak')
  })

  test('may be declared no more, and takes what was nested in it', () => {
    const state = {
      'profile/old': { id: '1' },
      'attribute/old.c': { id: '2', needs: ['profile/old'] },
      'value/old.c.x': { id: '3', needs: ['attribute/old.c'] },
    }
    expect(scope({ target: ['shop/profile/old'], state }).places).toEqual([
      'profile/old',
      'attribute/old.c',
      'value/old.c.x',
    ])
  })
})

describe('what is excluded', () => {
  test('takes away what is nested in it, and its kinds are not read for nothing', () => {
    const found = scope({ exclude: ['shop/profile/*'] })
    expect(found.places).not.toContain('attribute/f.c')
    expect(found.places).not.toContain('value/f.c.oak')
    expect(found.views).toEqual(['category', 'product', 'stock', 'supplier'])
  })

  test('is read all the same where others of its kind are selected and referred to', () => {
    expect(scope({ exclude: ['shop/supplier/other'] }).views).toContain('supplier')
  })

  test('is not read where nothing of its kind is left, though others refer to it', () => {
    expect(scope({ exclude: ['shop/supplier/*'] }).views).not.toContain('supplier')
  })

  test('wins over a target', () => {
    expect(scope({ target: ['shop/product/*'], exclude: ['shop/product/oak-chair'] }).places).not.toContain(
      'product/oak-chair',
    )
  })
})

describe('a delete that others still refer to', () => {
  const state = {
    'supplier/old': { id: '1' },
    'product/loose': { id: '2', needs: ['supplier/old'] },
    'product/oak-table': { id: '3' },
  }

  test('stays out of a narrowed run', () => {
    const found = scope({ target: ['shop/supplier/*'], state })
    expect(found.places).toEqual(['supplier/acme', 'supplier/other'])
    expect(found.notes).toEqual([
      'shop/supplier/old: not removed in this run: shop/product/loose, left out of it, still refers to it',
    ])
  })

  test('goes with those that refer to it', () => {
    expect(scope({ target: ['shop/supplier/old', 'shop/product/loose'], state }).places).toEqual([
      'supplier/old',
      'product/loose',
    ])
  })

  test('stays out with what it needs itself', () => {
    const chain = {
      'category/root': { id: '1' },
      'category/leaf': { id: '2', needs: ['category/root'] },
      'product/loose': { id: '3', needs: ['category/leaf'] },
    }
    const found = scope({ target: ['shop/category/root', 'shop/category/leaf'], state: chain })
    expect(found.places).toEqual([])
    expect(found.notes).toEqual([
      'shop/category/leaf: not removed in this run: shop/product/loose, left out of it, still refers to it',
      'shop/category/root: not removed in this run: shop/category/leaf, left out of it, still refers to it',
    ])
  })

  test('a declared one may be changed, whoever refers to it', () => {
    const using = { 'product/loose': { id: '2', needs: ['supplier/acme'] } }
    expect(scope({ target: ['shop/supplier/acme'], state: using }).places).toEqual(['supplier/acme'])
  })
})

describe('before a delete', () => {
  const policy = { protect: false, onRemove: 'delete' } as const
  const old = { 'supplier/old': { id: '1', policy } }

  test('what can refer to it is read whole', () => {
    const found = scope({ target: ['shop/supplier/old'], state: old })
    expect(found).toMatchObject({ places: ['supplier/old'], views: ['product', 'supplier'], whole: ['product'] })
  })

  test('nothing is, where it is only forgotten, protected or not there', () => {
    const forgotten = { 'supplier/old': { id: '1' } }
    expect(scope({ target: ['shop/supplier/old'], state: forgotten })).toMatchObject({ views: ['supplier'], whole: [] })
    const onItsWay = { 'supplier/old': { id: '', policy } }
    expect(scope({ target: ['shop/supplier/old'], state: onItsWay }).whole).toEqual([])
    const kept = { 'supplier/old': { id: '1', policy: { ...policy, protect: true } } }
    expect(scope({ target: ['shop/supplier/old'], state: kept, destroy: true }).whole).toEqual([])
  })

  test('nothing is, of a kind that is excluded', () => {
    expect(scope({ exclude: ['shop/product/*'], state: old })).toMatchObject({ whole: [] })
  })

  test('a destroy deletes what else would be forgotten', () => {
    const forgotten = { 'supplier/old': { id: '1' } }
    expect(scope({ target: ['shop/supplier/old'], state: forgotten, destroy: true }).whole).toEqual(['product'])
  })

  test('and where it is to be made anew', () => {
    const state = (type: string) => ({ 'attribute/f.c': { id: '2', applied: { type } } })
    const declared = { 'attribute/f.c': { type: 'valuelist', profile: ref('profile/f'), name: 'C' } }
    expect(scope({ target: ['shop/attribute/f.c'], state: state('integer'), declared }).whole).toEqual(['product'])
    expect(scope({ target: ['shop/attribute/f.c'], state: state('valuelist'), declared }).whole).toEqual([])
  })
})

describe('a connection', () => {
  test('selects its own', () => {
    expect(scope({ connection: ['shop'] }).places).toHaveLength(Object.keys(files).length)
    expect(scope({ connection: ['other'] })).toEqual({ places: [], views: [], whole: [], narrowed: true, notes: [] })
  })
})

test.each([
  [{ target: ['shop/prodcut/*'] }, '"shop/prodcut/*" matches nothing'],
  [{ exclude: ['shop/product/elm-*'] }, '"shop/product/elm-*" matches nothing'],
  [{ connection: ['shpo'] }, '--connection shpo: there is no such connection'],
])('what matches nothing is an error, never an empty run: %j', (wishes, message) => {
  expect(() => scope(wishes)).toThrow(expect.objectContaining({ code: 'E3006', message }))
})

describe('what must be read', () => {
  test('of what is found inside another the host is read', () => {
    expect(scope({ target: ['shop/stock/oak-chair'], unread: (kind) => kind.name === 'stock' }).views).toEqual([
      'category',
      'product',
      'supplier',
    ])
  })

  test('of what is listed by its parents the parents are read', () => {
    expect(scope({ target: ['shop/value/*'] }).views).toEqual(['attribute', 'profile', 'value'])
  })

  test('a host that is named by no kind is not looked for', () => {
    const found = scopeOf({
      selection: { target: [], exclude: [], connection: [] },
      desired: desiredOf({ 'stock/a': { sku: 'A' } }),
      entries: new Map(),
      connections: ['shop'],
      destroy: false,
      users: () => [],
      kind: (_name, kind) =>
        [supplier, product, { ...stock, fields: { product: { shape: 'reference' } } } as typeof stock].find(
          (one) => one.name === kind,
        ),
      unread: () => false,
    })
    expect([...found.views]).toEqual(['shop/stock'])
    expect(found.selected(to('stock/a'))).toBe(true)
  })

  test('a kind that no provider knows is not read', () => {
    expect(scope({ state: { 'gone/x': { id: '1' } }, target: ['shop/gone/x'] })).toMatchObject({
      places: ['gone/x'],
      views: [],
    })
  })
})
