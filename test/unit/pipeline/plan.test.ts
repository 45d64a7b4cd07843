import { describe, expect, test } from 'vitest'
import type { Plan } from '../../../src/model/plan.ts'
import { planHash } from '../../../src/pipeline/plan-hash.ts'
import { fieldsDigest, keyDigest, presence } from '../../../src/pipeline/precondition.ts'
import { removalOf } from '../../../src/pipeline/removal.ts'
import {
  basis,
  category,
  entryOf,
  type Owned,
  planned,
  product,
  ref,
  type Story,
  seen,
  to,
  viewOf,
} from './toy-vendor.ts'

/** `update product/p (medium): why`, one line a change. */
function lines(plan: Plan): string[] {
  return plan.changes.map(({ action, address, risk, reason }) => `${action} ${address.slice(5)} (${risk}): ${reason}`)
}

const updates = (plan: Plan) =>
  plan.stateUpdates.map(
    ({ address, reason, entry }) => `${address.slice(5)}: ${reason}${entry === null ? ' (goes)' : ''}`,
  )

const acme: Story = {
  files: { 'supplier/acme': { name: 'Acme' } },
  state: { 'supplier/acme': { id: '7', applied: { name: 'Acme' } } },
  shop: [seen('supplier', '7', { name: 'Acme' })],
}

describe('what is declared', () => {
  test('and the same everywhere is no change', () => {
    const plan = planned(acme)
    expect(plan).toMatchObject({ changes: [], operations: [], stateUpdates: [], guards: [], complete: true })
    expect(plan.summary).toMatchObject({ none: 1, create: 0, notEvaluated: 0 })
  })

  test('and the same, but for what the state knows of it, costs no call', () => {
    const plan = planned({ ...acme, policies: { 'supplier/acme': { protect: true } } })
    expect(updates(plan)).toEqual(['supplier/acme: the state learns what the files say'])
    expect(plan.operations).toEqual([])
    expect(plan.summary.none).toBe(1)
  })

  test.each([
    ['is not in the shop', { files: acme.files ?? {} }, 'create supplier/acme (low): declared, and not in the shop'],
    ['is gone from the shop', { ...acme, shop: [] }, 'create supplier/acme (low): gone from the shop: made again'],
    [
      'differs',
      { ...acme, shop: [seen('supplier', '7', { name: 'B' })] },
      'update supplier/acme (low): differs in name',
    ],
    ['is found', { ...acme, state: {} }, 'adopt supplier/acme (low): found by name Acme'],
    [
      'has moved',
      { ...acme, state: { 'supplier/old': { id: '7', applied: { name: 'Acme' } } } },
      'adopt supplier/acme (low): moved from shop/supplier/old',
    ],
  ] satisfies readonly (readonly [string, Story, string])[])('%s', (_what, story, line) => {
    expect(lines(planned(story))).toEqual([line])
  })

  test('a move gives up the old address, and nothing is deleted', () => {
    const state = { 'supplier/old': { id: '7', applied: { name: 'Acme' }, policy: { onRemove: 'delete' } } } as const
    const plan = planned({ ...acme, state })
    expect(updates(plan)).toContain('supplier/old: moved to shop/supplier/acme (goes)')
    expect(plan.summary).toMatchObject({ adopt: 1, delete: 0 })
    expect(plan.operations).toEqual([])
  })

  test('a move whose new address is not selected deletes nothing either', () => {
    const state = { 'supplier/old': { id: '7', applied: { name: 'Acme' }, policy: { onRemove: 'delete' } } } as const
    const plan = planned({ ...acme, state }, { selected: (address) => address === to('supplier/old') })
    expect([...lines(plan), ...updates(plan)]).toEqual([])
  })

  test('an adoption that differs writes the difference', () => {
    const plan = planned({
      files: { 'product/p': { sku: 'P', price: '9' } },
      shop: [seen('product', '1', { sku: 'P', price: '8' })],
    })
    expect(lines(plan)).toEqual(['adopt product/p (medium): found by sku P'])
    expect(plan.changes[0]).toMatchObject({ remoteId: '1', write: { price: '9' } })
    expect(plan.operations).toMatchObject([{ role: 'update', addresses: [to('product/p')] }])
  })

  test('what is not selected stays out of it', () => {
    expect(planned({ files: acme.files ?? {} }, { selected: () => false })).toMatchObject({
      changes: [],
      summary: { none: 0 },
    })
  })
})

describe('objects that changed hands in one edit', () => {
  const named = (names: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(names).map(([key, name]) => [`supplier/${key}`, { name }]))
  const owning = (
    owned: Readonly<Record<string, [id: string, name: string]>>,
    onRemove: 'forget' | 'delete' = 'forget',
  ) => ({
    state: Object.fromEntries(
      Object.entries(owned).map(([key, [id, name]]) => [
        `supplier/${key}`,
        { id, applied: { name }, policy: { onRemove } },
      ]),
    ),
    shop: Object.values(owned).map(([id, name]) => seen('supplier', id, { name })),
  })
  const xy = owning({ x: ['1', 'X'], y: ['2', 'Y'] })

  test('keys that moved along: each is where its object is, and nothing is written', () => {
    const plan = planned({ ...xy, files: named({ y: 'X', z: 'Y' }) })
    expect(lines(plan)).toEqual([
      'adopt supplier/y (low): moved from shop/supplier/x',
      'adopt supplier/z (low): moved from shop/supplier/y',
    ])
    expect(plan.changes.map(({ remoteId }) => remoteId)).toEqual(['1', '2'])
    expect(plan.operations).toEqual([])
    expect(updates(plan)).toEqual([
      'supplier/x: moved to shop/supplier/y (goes)',
      'supplier/y: moved from shop/supplier/x',
      'supplier/z: moved from shop/supplier/y',
    ])
  })

  test('two names that were exchanged', () => {
    const plan = planned({ ...xy, files: named({ x: 'Y', y: 'X' }) })
    expect(plan.changes.map(({ address, remoteId, action }) => `${action} ${address} ${remoteId}`)).toEqual([
      'adopt shop/supplier/x 2',
      'adopt shop/supplier/y 1',
    ])
    expect(plan.operations).toEqual([])
  })

  test('are not exchanged by half: a run that leaves one of them out refuses the other', () => {
    const files = named({ x: 'Y', y: 'X' })
    const plan = planned({ ...xy, files }, { selected: (address) => address === to('supplier/x'), narrowed: true })
    expect([...lines(plan), ...updates(plan)]).toEqual([])
    expect(plan.complete).toBe(false)
    expect(plan.diagnostics.map(({ code, summary }) => `${code} ${summary}`)).toEqual([
      'E3008 it takes the object of shop/supplier/y, which this run leaves out',
    ])
  })

  test('parent and child that exchanged their keys', () => {
    const plan = planned({
      files: { 'category/b': { name: 'A' }, 'category/a': { name: 'B', parent: ref('category/b') } },
      state: {
        'category/a': { id: '1', applied: { name: 'A' } },
        'category/b': { id: '2', applied: { name: 'B', parent: { id: '1' } } },
      },
      shop: [
        seen('category', '1', { name: 'A', parent: null }),
        seen('category', '2', { name: 'B', parent: { id: '1' } }),
      ],
    })
    expect(plan.changes.map(({ address, remoteId, action }) => `${action} ${address} ${remoteId}`)).toEqual([
      'adopt shop/category/a 2',
      'adopt shop/category/b 1',
    ])
    expect(plan.operations).toEqual([])
  })

  test('a row of names that does not come out even is renamed, by id', () => {
    const plan = planned({ ...xy, files: named({ x: 'Y', y: 'Z' }) })
    expect(plan.changes.map(({ address, remoteId, action }) => `${action} ${address} ${remoteId}`)).toEqual([
      'update shop/supplier/x 1',
      'update shop/supplier/y 2',
    ])
  })

  test('a name that is handed on is given up before it is taken', () => {
    const plan = planned({ ...xy, files: named({ x: 'X old', y: 'Y', n: 'X' }) })
    expect(plan.changes.map(({ address, needs }) => [address.slice(14), needs])).toEqual([
      ['n', [to('supplier/x')]],
      ['x', []],
    ])
    expect(plan.operations.map(({ role, addresses }) => `${role} ${addresses.join()}`)).toEqual([
      'update shop/supplier/x',
      'create shop/supplier/n',
    ])
  })

  test('a row of names is given up from its end', () => {
    const plan = planned({ ...xy, files: named({ x: 'Y', y: 'Z', n: 'X' }) })
    expect(plan.operations.map(({ role, addresses }) => `${role} ${addresses.join()}`)).toEqual([
      'update shop/supplier/y',
      'update shop/supplier/x',
      'create shop/supplier/n',
    ])
  })

  test('a SKU that a new product takes goes with its object, and the other is made', () => {
    const plan = planned({
      files: { 'product/a': { sku: 'B' }, 'product/n': { sku: 'A' } },
      state: { 'product/a': { id: '1', applied: { sku: 'A' } } },
      shop: [seen('product', '1', { sku: 'A' })],
    })
    expect(lines(plan)).toEqual([
      'create product/a (low): declared, and not in the shop',
      'adopt product/n (low): moved from shop/product/a',
    ])
    expect(updates(plan)).toEqual([
      'product/a: its object is shop/product/n now (goes)',
      'product/n: moved from shop/product/a',
    ])
  })

  test('a category that is renamed and goes below a new one, while a third takes its name', () => {
    const plan = planned({
      files: {
        'category/a': { name: 'Old', parent: ref('category/top') },
        'category/b': { name: 'A' },
        'category/b-child': { name: 'C', parent: ref('category/b') },
        'category/top': { name: 'Top' },
      },
      state: { 'category/a': { id: '1', applied: { name: 'A' } } },
      shop: [seen('category', '1', { name: 'A', parent: null })],
    })
    expect(plan.operations.map(({ role, addresses }) => `${role} ${addresses.join()}`)).toEqual([
      'create shop/category/top',
      'update shop/category/a',
      'create shop/category/b',
      'create shop/category/b-child',
    ])
  })

  test('a category that goes below a new one of its old name waits for that one', () => {
    const plan = planned({
      files: {
        'category/chairs': { name: 'Chairs' },
        'category/dining': { name: 'Dining chairs', parent: ref('category/chairs') },
      },
      state: { 'category/dining': { id: '1', applied: { name: 'Chairs' } } },
      shop: [seen('category', '1', { name: 'Chairs', parent: null })],
    })
    expect(plan.operations.map(({ role, addresses }) => `${role} ${addresses.join()}`)).toEqual([
      'create shop/category/chairs',
      'update shop/category/dining',
    ])
  })

  test('a name taken from one that is declared no more: it is that object, and its own is let go', () => {
    const plan = planned({ ...xy, files: named({ y: 'X' }) })
    expect(plan.changes.map(({ address, remoteId, action }) => `${action} ${address} ${remoteId}`)).toEqual([
      'adopt shop/supplier/y 1',
    ])
    expect(plan.operations).toEqual([])
    expect(plan.diagnostics.map(({ code, summary }) => `${code} ${summary}`)).toEqual([
      'N1011 it is another object now; id 2 (name Y), which it was, is declared no more, and the shop keeps it',
    ])
  })

  test('where the other one is deleted, it gives its name up', () => {
    const plan = planned({ files: named({ y: 'X' }), ...owning({ x: ['1', 'X'], y: ['2', 'Y'] }, 'delete') })
    expect(plan.operations.map(({ role, addresses }) => `${role} ${addresses.join()}`)).toEqual([
      'update shop/supplier/y',
      'delete shop/supplier/x',
    ])
  })

  test('a name that somebody else made in the shop is refused', () => {
    const shop = [...xy.shop, seen('supplier', '3', { name: 'F' })]
    const plan = planned({ ...xy, files: named({ x: 'X', y: 'F' }), shop })
    expect(plan.complete).toBe(false)
    expect(plan.diagnostics.map(({ code, summary }) => `${code} ${summary}`)).toEqual([
      'E2007 name F is taken in the shop by id 3, which is not declared',
    ])
  })
})

describe('what must still hold before a write', () => {
  test('of a create: nothing has its key', () => {
    const [change] = planned({ files: { 'product/p': { sku: 'P' } } }).changes
    expect(change?.precondition).toEqual({ naturalKey: keyDigest(product, { sku: 'P' }) })
  })

  test('of an update: the object, its key, and the fields being written', () => {
    const [change] = planned({
      files: { 'product/p': { sku: 'P', price: '9' } },
      state: { 'product/p': { id: '1', applied: { sku: 'P', price: '8' } } },
      shop: [seen('product', '1', { sku: 'P', price: '8', name: 'x' })],
    }).changes
    expect(change?.precondition).toEqual({
      remoteId: '1',
      naturalKey: keyDigest(product, { sku: 'P' }),
      fields: fieldsDigest({ price: '8' }, { price: '' }),
    })
  })

  test('what is not written may move', () => {
    const write = { price: '9' }
    expect(fieldsDigest({ price: '8', name: 'a' }, write)).toBe(fieldsDigest({ price: '8', name: 'b' }, write))
    expect(fieldsDigest({ price: '8' }, write)).not.toBe(fieldsDigest({ price: '7' }, write))
    expect(fieldsDigest({}, write)).toBe(fieldsDigest({ price: null }, write))
  })

  test('of children: their parent, where it is there', () => {
    const files = { 'profile/f': { name: 'F' }, 'attribute/f.c': { profile: ref('profile/f'), name: 'C' } }
    const profile = { state: { 'profile/f': { id: '3' } }, shop: [seen('profile', '3', { name: 'F' })] }
    const below = (story: Story) =>
      planned({ files, ...story }).changes.find(({ address }) => address === to('attribute/f.c'))
    expect(below(profile)?.precondition?.parent).toBe('3')
    expect(below({})?.precondition).not.toHaveProperty('parent')
    expect(below({})?.needs).toEqual([to('profile/f')])
  })

  test('a key that is not known yet is the key of nothing', () => {
    expect(keyDigest(category, { name: 'a' })).toBe(keyDigest(category, { name: 'a', parent: null }))
  })
})

describe('a replace', () => {
  const story: Story = {
    files: {
      'profile/f': { name: 'F' },
      'attribute/f.c': { profile: ref('profile/f'), name: 'C', type: 'integer' },
      'value/f.c.a': { attribute: ref('attribute/f.c'), val: 'A' },
    },
    state: {
      'profile/f': { id: '1', applied: { name: 'F' } },
      'attribute/f.c': { id: '2', needs: ['profile/f'] },
      'value/f.c.a': { id: '3', needs: ['attribute/f.c'] },
      'value/f.c.b': { id: '4', needs: ['attribute/f.c'], policy: { onRemove: 'delete' } },
    },
    shop: [
      seen('profile', '1', { name: 'F' }),
      seen('attribute', '2', { profile: { id: '1' }, name: 'C', type: 'valuelist' }),
      seen('value', '3', { attribute: { id: '2' }, val: 'A' }),
      seen('value', '4', { attribute: { id: '2' }, val: 'B' }),
    ],
  }

  test('is of high risk, a delete to the guards, and takes what hangs below it along', () => {
    const plan = planned(story)
    expect(lines(plan)).toEqual([
      'replace attribute/f.c (high): type cannot be changed: deleted, made again',
      'create value/f.c.a (low): declared, and not in the shop',
      'forget value/f.c.b (low): removed from the files; goes with shop/attribute/f.c',
    ])
    expect(plan.guards).toMatchObject([{ name: 'delete', addresses: [to('attribute/f.c')], acked: false }])
    expect(plan.changes[1]?.needs).toEqual([to('attribute/f.c')])
    expect(plan.operations.map(({ role, addresses }) => `${role} ${addresses.join()}`)).toEqual([
      'delete shop/attribute/f.c',
      'create shop/attribute/f.c',
      'create shop/value/f.c.a',
    ])
  })

  test('under a new key too: what hung below the old one is given up for what is made anew', () => {
    const { files, shop } = story
    const state: Story['state'] = {
      'profile/f': { id: '1', applied: { name: 'F' } },
      'attribute/f.old': { id: '2', needs: ['profile/f'] },
      'value/f.old.a': { id: '3', needs: ['attribute/f.old'] },
    }
    const plan = planned({ ...(files === undefined ? {} : { files }), shop: shop?.slice(0, 3) ?? [], state })
    expect(lines(plan)).toEqual([
      'replace attribute/f.c (high): type cannot be changed: deleted, made again',
      'create value/f.c.a (low): declared, and not in the shop',
    ])
    expect(updates(plan)).toEqual([
      'attribute/f.c: moved from shop/attribute/f.old',
      'attribute/f.old: moved to shop/attribute/f.c (goes)',
      'value/f.old.a: made anew as shop/value/f.c.a (goes)',
    ])
  })

  test('that is not selected takes nothing along', () => {
    const plan = planned(story, { selected: (address) => address === to('value/f.c.b') })
    expect(lines(plan)).toEqual(['delete value/f.c.b (high): removed from the files'])
  })
})

describe('what is declared no more', () => {
  const chair = seen('product', '1', { sku: 'C', name: 'Chair', is_online: true })
  const removed = (owned: Partial<Owned>, shop = [chair], wishes = {}) =>
    planned(
      {
        files: acme.files ?? {},
        state: { ...acme.state, 'product/c': { id: '1', applied: { sku: 'C' }, ...owned } },
        shop: [...(acme.shop ?? []), ...shop],
      },
      wishes,
    )

  test('is forgotten, and the shop keeps it', () => {
    const plan = removed({})
    expect(lines(plan)).toEqual(['forget product/c (low): removed from the files; the shop keeps it'])
    expect(plan.operations).toEqual([])
  })

  test('is deleted where that was asked for, and the reader sees what it was', () => {
    const plan = removed({ policy: { onRemove: 'delete' } })
    expect(lines(plan)).toEqual(['delete product/c (high): removed from the files'])
    expect(plan.changes[0]).toMatchObject({
      diff: [
        { path: 'sku', before: 'C', meaning: 'identity' },
        { path: 'name', before: 'Chair', meaning: 'text' },
      ],
      precondition: { remoteId: '1', naturalKey: keyDigest(product, { sku: 'C' }) },
    })
    expect(plan.guards).toMatchObject([{ name: 'delete', acked: false }])
    expect(removed({ policy: { onRemove: 'delete' } }, [chair], { allowDelete: true }).guards).toMatchObject([
      { acked: true },
    ])
  })

  test('is set offline where that was asked for', () => {
    const plan = removed({ policy: { onRemove: 'offline' } })
    expect(lines(plan)).toEqual([
      'forget product/c (medium): removed from the files; set offline, and the shop keeps it',
    ])
    expect(plan.changes[0]).toMatchObject({
      write: { is_online: false },
      diff: [{ path: 'is_online', before: true, after: false, meaning: 'visibility' }],
      precondition: { remoteId: '1', fields: fieldsDigest({ is_online: true }, { is_online: false }) },
    })
    expect(plan.operations).toHaveLength(1)
  })

  test.each([
    [
      'offline already',
      [seen('product', '1', { sku: 'C', is_online: false })],
      'forget product/c (low): removed from the files; offline already, and the shop keeps it',
    ],
    ['gone from the shop', [], 'forget product/c (low): removed from the files, and gone from the shop'],
  ])('costs no call: %s', (_what, shop, line) => {
    const plan = removed({ policy: { onRemove: 'offline' } }, shop)
    expect(lines(plan)).toEqual([line])
    expect(plan.operations).toEqual([])
  })

  test('whose visibility was not told is set offline', () => {
    const [change] = removed({ policy: { onRemove: 'offline' } }, [seen('product', '1', { sku: 'C' })]).changes
    expect(change?.diff).toEqual([
      { path: 'is_online', after: false, cause: 'config', sensitive: false, meaning: 'visibility' },
    ])
  })

  test('and cannot go offline is forgotten', () => {
    const plan = planned({
      ...acme,
      state: { ...acme.state, 'supplier/old': { id: '8', policy: { onRemove: 'offline' } } },
      shop: [...(acme.shop ?? []), seen('supplier', '8', { name: 'Old' })],
    })
    expect(lines(plan)).toEqual(['forget supplier/old (low): removed from the files; the shop keeps it'])
  })

  test('and was on its way leaves the state', () => {
    const plan = removed({ id: '' })
    expect(updates(plan)).toEqual(['product/c: was on its way, and is declared no more (goes)'])
    expect(lines(plan)).toEqual([])
  })

  test('is protected by what the state remembers, and nothing opens that', () => {
    const plan = removed({ policy: { onRemove: 'delete', protect: true } }, [chair], {
      allowDelete: true,
      ack: ['protect'],
    })
    expect(plan.guards).toMatchObject([{ name: 'protect', addresses: [to('product/c')], acked: false }])
  })

  test('waits where its kind was not read whole', () => {
    const plan = planned({
      files: acme.files ?? {},
      state: { ...acme.state, 'product/c': { id: '1', policy: { onRemove: 'delete' } } },
      shop: acme.shop ?? [],
      views: [viewOf('product', [], 'partial')],
    })
    expect(lines(plan)).toEqual([])
    expect(plan).toMatchObject({ complete: false, summary: { notEvaluated: 1 } })
    expect(plan.guards).toMatchObject([{ name: 'incomplete', addresses: [to('product/c')] }])
    expect(plan.diagnostics).toMatchObject([{ code: 'E2006', summary: 'product came short' }])
  })

  test('of a kind that nobody knows any more stays in the state', () => {
    expect(lines(planned({ ...acme, state: { ...acme.state, 'gone/x': { id: '1' } } }))).toEqual([])
  })

  test('is deleted after what still refers to it has let go', () => {
    const plan = planned({
      ...acme,
      files: { ...acme.files, 'product/p': { sku: 'P', supplier: ref('supplier/acme') } },
      state: {
        ...acme.state,
        'supplier/old': { id: '8', policy: { onRemove: 'delete' } },
        'product/p': { id: '2', applied: { sku: 'P', supplier: { id: '8' } }, needs: ['supplier/old'] },
        'product/q': { id: '3', needs: ['supplier/old'], policy: { onRemove: 'delete' } },
        'product/r': { id: '4', needs: ['supplier/old'] },
      },
      shop: [
        ...(acme.shop ?? []),
        seen('supplier', '8', { name: 'Old' }),
        seen('product', '2', { sku: 'P', supplier: { id: '8' } }),
        seen('product', '3', { sku: 'Q', supplier: { id: '8' } }),
        seen('product', '4', { sku: 'R', supplier: { id: '8' } }),
      ],
    })
    const gone = plan.changes.find(({ address }) => address === to('supplier/old'))
    expect(gone?.needs).toEqual([to('product/p'), to('product/q')])
    expect(plan.operations.map(({ role, addresses }) => `${role} ${addresses.join()}`)).toEqual([
      'update shop/product/p',
      'delete shop/product/q',
      'delete shop/supplier/old',
    ])
  })
})

describe('destroy', () => {
  test('deletes what can be deleted and leaves what is protected', () => {
    const plan = planned(
      {
        state: {
          'supplier/acme': { id: '7' },
          'supplier/kept': { id: '8', policy: { protect: true } },
          'stock/a': { id: 'A', applied: { sku: 'A' } },
        },
        shop: [
          seen('supplier', '7', { name: 'Acme' }),
          seen('supplier', '8', { name: 'Kept' }),
          seen('stock', 'A', { sku: 'A' }),
        ],
      },
      { destroy: true, allowDelete: true },
    )
    expect(lines(plan)).toEqual([
      'forget stock/a (low): the vendor cannot delete it; the shop keeps it',
      'delete supplier/acme (high): destroyed',
    ])
    expect(plan.diagnostics).toMatchObject([{ severity: 'note', address: to('supplier/kept') }])
    expect(plan.guards).toMatchObject([{ name: 'delete', acked: true }])
    expect(plan.summary.none).toBe(1)
  })
})

describe('what settling an interrupted run found', () => {
  const update = (place: string) => ({ address: to(place), reason: 'settled', entry: entryOf({ id: '7' }) })

  test('enters the state', () => {
    expect(updates(planned(acme, { settled: [update('product/p')] }))).toEqual(['product/p: settled'])
  })

  test('but for what this plan changes or learns itself', () => {
    expect(updates(planned({ ...acme, shop: [] }, { settled: [update('supplier/acme')] }))).toEqual([])
    const learning = { ...acme, policies: { 'supplier/acme': { protect: true } } }
    expect(updates(planned(learning, { settled: [update('supplier/acme')] }))).toEqual([
      'supplier/acme: the state learns what the files say',
    ])
  })

  test('a move that a killed run had begun is finished', () => {
    const moved = { 'supplier/a-old': { id: '7', policy: { onRemove: 'delete' } }, ...acme.state } as const
    const plan = planned({ ...acme, state: moved })
    expect(updates(plan)).toEqual(['supplier/a-old: moved to shop/supplier/acme (goes)'])
    expect(lines(plan)).toEqual([])
  })
})

test('what was not seen can be named only by its id', () => {
  const owner = { address: to('product/p'), entry: entryOf({ id: '1', policy: { onRemove: 'delete' } }), kind: product }
  const unseen = { observed: undefined, gone: false, destroy: false, replaced: new Set<never>() }
  expect(removalOf({ ...owner, ...unseen }).change).toMatchObject({ action: 'delete', remoteId: '1', diff: [] })
  expect(presence(product, '1', undefined, { price: '1' })).toEqual({
    remoteId: '1',
    naturalKey: keyDigest(product, {}),
    fields: fieldsDigest({}, { price: '' }),
  })
})

test('an emptied configuration over a state that owns things is stopped', () => {
  const story: Story = { state: acme.state ?? {}, shop: acme.shop ?? [] }
  expect(planned(story).guards).toMatchObject([{ name: 'empty', addresses: [to('supplier/acme')] }])
  expect(planned({}).guards).toEqual([])
})

test('a state of which nothing is declared is that of another configuration, from three resources on', () => {
  const named = (names: readonly string[]) => ({
    state: Object.fromEntries(names.map((name) => [`supplier/${name}`, { id: name, applied: { name } }])),
    shop: names.map((name) => seen('supplier', name, { name })),
  })
  const guardsOf = (names: readonly string[], files: Story['files']) =>
    planned({ ...named(names), ...(files === undefined ? {} : { files }) }).guards.map(({ name }) => name)
  const other = { 'supplier/other': { name: 'other' } }
  expect(guardsOf(['a', 'b', 'c'], other)).toEqual(['empty'])
  expect(guardsOf(['a', 'b'], other)).toEqual([])
  expect(guardsOf(['a', 'b', 'c'], { ...other, 'supplier/a': { name: 'a' } })).toEqual([])
  // Another key for each is a move, and lets go of nothing.
  expect(guardsOf(['a', 'b', 'c'], { 'supplier/x': { name: 'a' }, 'supplier/y': { name: 'b' } })).toEqual([])
})

test.each([
  [{ name: 'b' }, 'low'],
  [{ price: '2' }, 'medium'],
  [{ is_online: false }, 'medium'],
  [{ sku: 'Q' }, 'high'],
  [{ images: [] }, 'high'],
  [{ images: [{ url: 'a' }, { url: 'b' }] }, 'low'],
] as const)('the risk of writing %j is %s', (spec, risk) => {
  const images = [{ image_id: '1', description: null }]
  const plan = planned({
    files: { 'product/p': { sku: 'P', ...spec } },
    state: { 'product/p': { id: '1', applied: { sku: 'P', images: [{ source: 'url:a', image_id: '1' }] } } },
    shop: [seen('product', '1', { sku: 'P', name: 'a', price: '1', is_online: true, images })],
  })
  expect(plan.changes).toMatchObject([{ action: 'update', risk }])
})

describe('the same world gives the same plan', () => {
  const story: Story = {
    files: {
      'product/b': { sku: 'B', price: '1' },
      'product/a': { sku: 'A', price: '2' },
      'supplier/s': { name: 'S' },
    },
    state: { 'product/z': { id: '9' }, 'product/y': { id: '8' } },
    shop: [seen('product', '9', { sku: 'Z' }), seen('product', '8', { sku: 'Y' })],
  }
  const reversed: Story = {
    files: {
      'supplier/s': { name: 'S' },
      'product/a': { price: '2', sku: 'A' },
      'product/b': { price: '1', sku: 'B' },
    },
    state: { 'product/y': { id: '8' }, 'product/z': { id: '9' } },
    shop: [seen('product', '8', { sku: 'Y' }), seen('product', '9', { sku: 'Z' })],
  }

  test('changes are sorted, whatever the order of files, state and shop', () => {
    const addresses = planned(story).changes.map(({ address }) => address)
    expect(addresses).toEqual([...addresses].sort())
    expect(planned(reversed).changes.map(({ address }) => address)).toEqual(addresses)
  })

  test('the hash does not hang on the order of keys, nor on the time', () => {
    expect(planned(reversed).hash).toBe(planned(story).hash)
    expect(planned(story, { madeAt: '2030-12-31T23:59:59.000Z' }).hash).toBe(planned(story).hash)
    expect(planHash(planned(story))).toBe(planned(story).hash)
  })

  test.each([
    ['the selection', { basis: { ...basis, selection: { ...basis.selection, connection: ['other'] } } }],
    ['the identities', { basis: { ...basis, identities: { shop: 'another' } } }],
    ['that it is a destroy', { basis: { ...basis, destroy: true } }],
    ['that it is complete', { complete: false }],
    ['its errors', { diagnostics: [{ severity: 'error', code: 'E3007', summary: 's' }] as const }],
  ])('the hash covers %s, so that an edited plan shows', (_what, edited) => {
    const made = planned(story)
    expect(planHash({ ...made, ...edited })).not.toBe(made.hash)
  })

  test('the hash does not hang on ages, calls made and notes', () => {
    const made = planned(story)
    const views = made.views.map((view) => ({ ...view, age: 77 }))
    const diagnostics = [{ severity: 'note', code: 'N1004', summary: 's' }] as const
    expect(planHash({ ...made, views, diagnostics, cost: {} })).toBe(made.hash)
  })

  test('the hash outlives an edited comment and another apply: it is what an approval names', () => {
    const made = planned(story)
    const basis = { ...made.basis, config: 'f'.repeat(64), serial: 99 }
    expect(planHash({ ...made, basis })).toBe(made.hash)
  })

  test('the hash hangs on what is done', () => {
    const { files } = story
    expect(planned({ ...story, files: { ...files, 'product/a': { sku: 'A', price: '3' } } }).hash).not.toBe(
      planned(story).hash,
    )
  })
})

test('the cost of a plan is its operations and the reads of its apply', () => {
  const plan = planned({ files: { 'supplier/s': { name: 'S' }, 'product/a': { sku: 'A' }, 'product/b': { sku: 'B' } } })
  expect(plan.cost).toEqual({ shop: { planReads: 0, applyReads: 3, writes: 2, remaining: null } })
  expect(plan.views.map(({ kind }) => kind)).toEqual([
    'attribute',
    'category',
    'product',
    'profile',
    'stock',
    'supplier',
    'value',
  ])
})

test('one problem of several views is said once', () => {
  const down = {
    ...viewOf('supplier', [], 'unreadable'),
    problem: { severity: 'error', code: 'E2001', summary: 'down' },
  } as const
  const plan = planned({ views: [down, { ...down, kind: 'product' }] })
  expect(plan.diagnostics.map(({ summary }) => summary)).toEqual(['down'])
})
