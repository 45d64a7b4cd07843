import { describe, expect, test } from 'vitest'
import { keyedDigest } from '../../../src/model/digest.ts'
import type { Json } from '../../../src/model/json.ts'
import { compared, type Owned, ref, type Story, secretKey, seen, to, viewOf } from './toy-vendor.ts'

function one(place: string, story: Story) {
  const found = compared(story).diffs.get(to(place))
  if (found === undefined) throw new Error(`${place} was not compared`)
  return found
}

/** A product that the state owns, with one field written, applied, stored and seen. */
function chair(name: string, written: Json, { applied, stored, observed }: { [side: string]: Json | undefined }) {
  const sku = { sku: 'C' }
  return one('product/chair', {
    files: { 'product/chair': { ...sku, [name]: written } },
    state: {
      'product/chair': {
        id: '1',
        applied: { ...sku, ...(applied === undefined ? {} : { [name]: applied }) },
        stored: stored === undefined ? {} : { [name]: stored },
      },
    },
    shop: [seen('product', '1', { ...sku, ...(observed === undefined ? {} : { [name]: observed }) })],
  })
}

describe('only what is written in YAML is compared, and only what differs is written', () => {
  test('one field', () => {
    const found = one('product/chair', {
      files: { 'product/chair': { sku: 'C', price: '129', name: 'Chair' } },
      state: { 'product/chair': { id: '1', applied: { sku: 'C', price: '99', name: 'Chair' } } },
      shop: [seen('product', '1', { sku: 'C', price: '99', name: 'Chair', weight: '7', is_online: true })],
    })
    expect(found.verdict).toBe('update')
    expect(found.write).toEqual({ price: '129' })
    expect(found.diff).toEqual([
      { path: 'price', before: '99', after: '129', cause: 'config', sensitive: false, meaning: 'price' },
    ])
    expect(found.entry).toMatchObject({ remoteId: '1', applied: { sku: 'C', price: '129', name: 'Chair' }, stored: {} })
  })

  test('nothing', () => {
    const found = chair('price', '99', { applied: '99', observed: '99' })
    expect(found).toMatchObject({ verdict: 'same', diff: [], write: {}, diagnostics: [] })
  })

  test('a field that the kind does not know is passed by', () => {
    expect(chair('colour', 'red', { observed: 'blue' })).toMatchObject({ verdict: 'same', write: {} })
  })

  test('a reference by address equals the id that the shop answers', () => {
    const found = one('product/chair', {
      files: { 'product/chair': { sku: 'C', supplier: ref('supplier/acme') }, 'supplier/acme': { name: 'Acme' } },
      state: {
        'product/chair': { id: '1', applied: { sku: 'C', supplier: { id: '7' } } },
        'supplier/acme': { id: '7' },
      },
      shop: [seen('supplier', '7', { name: 'Acme' }), seen('product', '1', { sku: 'C', supplier: { id: '7' } })],
    })
    expect(found).toMatchObject({ verdict: 'same', entry: { needs: [to('supplier/acme')] } })
  })

  test('arrays that the vendor replaces whole are sent with what they hold', () => {
    const element = { attribute: { id: '1' }, value: { id: '2' } }
    const found = chair('settings', [{ ...element, price: '9' }], {
      observed: [{ ...element, price: '8', sku: 'C-1' }],
    })
    expect(found.write).toEqual({ settings: [{ ...element, price: '9', sku: 'C-1' }] })
    expect(found.entry.applied['settings']).toEqual([{ ...element, price: '9' }])
    expect(found.diff.map(({ path }) => path)).toEqual(['settings[#1.#2].price'])
  })
})

describe('the cause of a difference', () => {
  test.each([
    ['the files moved', { written: '129', applied: '99', observed: '99' }, 'config'],
    [
      'the files moved, and the shop answers in another dress',
      { written: '129', applied: null, observed: '' },
      'config',
    ],
    ['nothing was applied yet', { written: '129', observed: '99' }, 'config'],
    ['the shop moved', { written: '99', applied: '99', observed: '89' }, 'drift'],
    ['the shop cleared it', { written: '99', applied: '99', observed: null }, 'drift'],
    ['both moved', { written: '129', applied: '99', observed: '89' }, 'both'],
    [
      'the files moved over what the vendor stores otherwise',
      { written: '129', applied: '99', stored: '98', observed: '98' },
      'config',
    ],
    [
      'the shop moved from what the vendor stored',
      { written: '99', applied: '99', stored: '98', observed: '89' },
      'drift',
    ],
    ['both moved from what the vendor stored', { written: '129', applied: '99', stored: '98', observed: '89' }, 'both'],
  ])('%s', (_what, { written, ...sides }, cause) => {
    const found = chair('price', written, sides)
    expect(found.verdict).toBe('update')
    expect(found.diff).toMatchObject([{ cause }])
  })
})

describe('what the vendor stores otherwise than written', () => {
  test('is no difference while it stays so, and is said', () => {
    const found = chair('name', '<b>x</b>', { applied: '<b>x</b>', stored: 'x', observed: 'x' })
    expect(found).toMatchObject({ verdict: 'same', write: {}, entry: { stored: { name: 'x' } } })
    expect(found.diagnostics).toMatchObject([
      {
        code: 'N1002',
        severity: 'note',
        summary: 'the vendor stores name otherwise: "<b>x</b>" was written, "x" is kept',
      },
    ])
  })

  test('is said shortly, and shown as JSON where it is no text', () => {
    const long = 'x'.repeat(100)
    const found = chair('extra', [long], { applied: [long], stored: ['y'], observed: ['y'] })
    expect(found.diagnostics[0]?.summary).toBe(
      `the vendor stores extra otherwise: ["${'x'.repeat(58)}… was written, ["y"] is kept`,
    )
  })

  test('of what must not be seen only the name is said', () => {
    const found = chair('code', 'new', { applied: 'new', stored: 'old', observed: 'old' })
    expect(found.diagnostics[0]?.summary).toBe('the vendor stores code otherwise')
    const secret = { env: 'NAME', digest: keyedDigest(secretKey, 'hunter2') }
    const another = chair('name', secret, { applied: secret, stored: 'old', observed: 'old' })
    expect(another.diagnostics[0]?.summary).toBe('the vendor stores name otherwise')
  })

  test('is forgotten once the field is written anew or released', () => {
    expect(chair('name', 'y', { applied: 'x', stored: 'X', observed: 'X' }).entry.stored).toEqual({})
    const released = one('product/chair', {
      files: { 'product/chair': { sku: 'C' } },
      state: { 'product/chair': { id: '1', applied: { sku: 'C', name: 'x' }, stored: { name: 'X' } } },
      shop: [seen('product', '1', { sku: 'C', name: 'X' })],
    })
    expect(released.entry.stored).toEqual({})
  })
})

describe('what cannot be seen is compared with what was applied', () => {
  test.each([
    ['unchanged', 'hidden_note', 'a', 'a', 'b', 'same'],
    ['changed in the files', 'hidden_note', 'b', 'a', 'b', 'update'],
    ['a field that the answer left out, unchanged', 'name', 'a', 'a', undefined, 'same'],
    ['a field that the answer left out, never written', 'name', 'a', undefined, undefined, 'update'],
    ['clearing what was never written', 'name', null, undefined, undefined, 'same'],
    ['emptying what was never written', 'related', [], undefined, undefined, 'same'],
    ['clearing what was written', 'name', null, 'a', undefined, 'update'],
  ])('%s', (_what, name, written, applied, observed, verdict) => {
    expect(chair(name, written, { applied, observed }).verdict).toBe(verdict)
  })

  test('a difference is of the files: drift cannot be seen', () => {
    expect(chair('hidden_note', 'b', { applied: 'a', observed: 'c' }).diff).toMatchObject([
      { before: 'a', after: 'b', cause: 'config' },
    ])
  })
})

describe('a create', () => {
  test('sends what is written, without what is cleared', () => {
    const found = one('product/chair', {
      files: {
        'product/chair': {
          sku: 'C',
          sale_price: null,
          categories: [],
          images: [],
          name: 'Chair',
          odd: 1,
          supplier: ref('supplier/acme'),
        },
        'supplier/acme': { name: 'Acme' },
      },
    })
    expect(found).toMatchObject({ verdict: 'create', bound: undefined })
    expect(found.write).toEqual({ sku: 'C', name: 'Chair', odd: 1, supplier: ref('supplier/acme') })
    expect(found.diff.map(({ path, after }) => [path, after])).toEqual([
      ['sku', 'C'],
      ['name', 'Chair'],
      ['supplier', 'shop/supplier/acme'],
    ])
    expect(found.entry).toEqual({
      remoteId: '',
      applied: {
        sku: 'C',
        sale_price: null,
        categories: [],
        images: [],
        name: 'Chair',
        supplier: ref('supplier/acme'),
      },
      stored: {},
      policy: { protect: false, onRemove: 'forget' },
      needs: [to('supplier/acme')],
    })
  })

  test('uploads its pictures in order', () => {
    const picture = { asset: { path: 'a.jpg', sha256: 'a', bytes: 1 }, description: 'Front' }
    const found = one('product/chair', { files: { 'product/chair': { sku: 'C', images: [picture] } } })
    expect(found.write['images']).toEqual([{ ...picture, weight: '10' }])
    expect(found.entry.applied['images']).toEqual([{ source: 'sha256:a', description: 'Front' }])
    expect(found.diff).toMatchObject([{ path: 'sku' }, { path: 'images[a.jpg]', after: 'Front' }])
  })
})

describe('a replace', () => {
  const files = {
    'profile/f': { name: 'F' },
    'attribute/f.c': { profile: ref('profile/f'), name: 'C', type: 'integer' },
    'value/f.c.oak': { attribute: ref('attribute/f.c'), val: 'Oak' },
    'value/f.c.new': { attribute: ref('attribute/f.c'), val: 'New' },
    'product/chair': { sku: 'C', attributes: [{ attribute: ref('attribute/f.c'), value: '1' }] },
  }
  const state: { readonly [place: string]: Owned } = {
    'profile/f': { id: '1', applied: { name: 'F' } },
    'attribute/f.c': { id: '2', applied: { profile: { id: '1' }, name: 'C', type: 'valuelist' } },
    'value/f.c.oak': { id: '3', applied: { attribute: { id: '2' }, val: 'Oak' } },
    'product/chair': { id: '4', applied: {} },
  }
  const shop = [
    seen('profile', '1', { name: 'F' }),
    seen('attribute', '2', { profile: { id: '1' }, name: 'C', type: 'valuelist' }),
    seen('value', '3', { attribute: { id: '2' }, val: 'Oak' }),
    seen('product', '4', { sku: 'C', attributes: [{ attribute: { id: '2' }, value: '1' }] }),
  ]

  test('comes of a field that the vendor takes on create only, and sends everything anew', () => {
    const found = one('attribute/f.c', { files, state, shop })
    expect(found).toMatchObject({ verdict: 'replace', entry: { remoteId: '' } })
    expect(found.write).toEqual({ profile: { id: '1' }, name: 'C', type: 'integer' })
    expect(found.diff.map(({ path }) => path)).toEqual(['type'])
  })

  test('what hangs below it is made anew with it', () => {
    const found = one('value/f.c.oak', { files, state, shop })
    expect(found).toMatchObject({ verdict: 'create', write: { attribute: ref('attribute/f.c'), val: 'Oak' } })
    expect(one('value/f.c.new', { files, state, shop }).verdict).toBe('create')
  })

  test('what only refers to it is linked to the new one, and carries nothing of the old one', () => {
    const found = one('product/chair', { files, state, shop })
    expect(found.verdict).toBe('update')
    expect(found.write['attributes']).toEqual([{ attribute: ref('attribute/f.c'), value: '1' }])
  })

  test('a stock level has the very key of its product, and goes with it', () => {
    const moved = { ...files, 'stock/chair': { product: ref('product/chair'), sku: 'C', stock: '1' } }
    const { diffs } = compared({
      files: moved,
      state: { ...state, 'stock/chair': { id: 'C' } },
      shop: [...shop, seen('stock', 'C', { product: { id: '4' }, sku: 'C', stock: '1' })],
    })
    expect(diffs.get(to('stock/chair'))?.verdict).toBe('same')
  })
})

describe('a field that is set once', () => {
  const files = {
    'product/chair': { sku: 'C' },
    'stock/chair': { product: ref('product/chair'), sku: 'C', stock: '9' },
  }
  const shop = [seen('product', '1', { sku: 'C' }), seen('stock', 'C', { product: { id: '1' }, sku: 'C', stock: '2' })]
  const level = (applied: { [name: string]: Json }, id = 'C') =>
    one('stock/chair', {
      files,
      shop,
      ownership: { 'stock.stock': 'once' },
      state: {
        'product/chair': { id: '1' },
        'stock/chair': { id, applied: { product: { id: '1' }, sku: 'C', ...applied } },
      },
    })

  test('is written when it is created', () => {
    expect(
      one('stock/chair', { files, shop: shop.slice(0, 1), ownership: { 'stock.stock': 'once' } }).write,
    ).toMatchObject({
      stock: '9',
    })
  })

  test('is left alone afterwards, whatever the shop sold', () => {
    const found = level({ stock: '9' })
    expect(found).toMatchObject({ verdict: 'same', diagnostics: [], entry: { applied: { stock: '9' } } })
  })

  test('is not written again when the files move: that is said, and the state keeps what was set', () => {
    const found = level({ stock: '7' })
    expect(found).toMatchObject({ verdict: 'same', entry: { applied: { stock: '7' } } })
    expect(found.diagnostics).toMatchObject([
      {
        code: 'N1004',
        summary: 'stock was set to 7 when it was created and is not written again (now 9 in the files)',
      },
    ])
  })

  test('is never claimed where we did not set it', () => {
    expect(level({})).toMatchObject({ verdict: 'same', entry: { applied: { product: { id: '1' }, sku: 'C' } } })
  })

  test('is written where its first write was never confirmed', () => {
    expect(level({ stock: '9' }, '')).toMatchObject({ verdict: 'update', write: { stock: '9' } })
  })
})

describe('a field that was managed and is written no more', () => {
  const released = (applied: { [name: string]: Json }, observed?: { [name: string]: Json }) =>
    one('product/chair', {
      files: { 'product/chair': { sku: 'C' } },
      state: { 'product/chair': { id: '1', applied: { sku: 'C', ...applied } } },
      shop: [seen('product', '1', { sku: 'C', ...observed })],
    }).diagnostics.map(({ code, summary }) => `${code} ${summary}`)

  test('is left alone, and what the shop keeps is said, money first', () => {
    expect(
      released({ name: 'Chair', is_online: true, price: '99' }, { name: 'Stool', is_online: false, price: '89' }),
    ).toEqual([
      'N1001 price is released; the shop keeps 89',
      'N1001 name is released; the shop keeps Stool',
      'N1001 is_online is released; the shop keeps false',
    ])
  })

  test('what cannot be seen is what was applied', () => {
    expect(released({ name: 'Chair', extra: null })).toEqual([
      'N1001 name is released; the shop keeps Chair',
      'N1001 extra is released; the shop keeps what it has',
    ])
  })

  test('a secret stays one', () => {
    expect(released({ name: { env: 'NAME', digest: 'd' } }, { name: 'hunter2' })).toEqual([
      'N1001 name is released; the shop keeps it',
    ])
  })
})

describe('pictures', () => {
  const picture = { asset: { path: 'a.jpg', sha256: 'a', bytes: 1 } }
  const kept = { source: 'sha256:a', image_id: '1' }

  test('unchanged ones are not written', () => {
    expect(
      chair('images', [picture], { applied: [kept], observed: [{ image_id: '1', description: null }] }),
    ).toMatchObject({
      verdict: 'same',
      entry: { applied: { images: [kept] } },
    })
  })

  test('null empties them', () => {
    const found = chair('images', null, { applied: [kept], observed: [{ image_id: '1', description: null }] })
    expect(found.write).toEqual({ images: [{ image_id: '1', remove: true }] })
  })

  test('a shop that keeps others than were written is left alone while it stays so', () => {
    const others = [
      { image_id: '1', description: null },
      { image_id: '2', description: null },
    ]
    const found = chair('images', [picture], { applied: [kept], stored: others, observed: others })
    expect(found).toMatchObject({ verdict: 'same', entry: { applied: { images: [kept] }, stored: { images: others } } })
    expect(found.diagnostics).toMatchObject([
      { code: 'N1002', summary: 'the shop keeps other images than were written' },
    ])
    const another = { asset: { path: 'b.jpg', sha256: 'b', bytes: 1 } }
    expect(chair('images', [another], { applied: [kept], stored: others, observed: others }).verdict).toBe('update')
  })

  test('where nothing can be seen and nothing was kept, they are written', () => {
    const odd = chair('images', [picture], { stored: null, applied: ['odd'] })
    expect(odd.verdict).toBe('update')
    expect(chair('images', [picture], { stored: null }).verdict).toBe('update')
    expect(chair('images', [picture], { stored: [], observed: [] }).verdict).toBe('update')
  })

  test('emptied ones that the shop keeps all the same are left alone', () => {
    const others = [{ image_id: '1', description: null }]
    expect(chair('images', [], { stored: others, observed: others })).toMatchObject({
      verdict: 'same',
      entry: { applied: { images: [] } },
    })
  })
})

test('what was not evaluated is not compared', () => {
  const { diffs } = compared({ files: { 'supplier/acme': { name: 'A' } }, views: [viewOf('supplier', [], 'partial')] })
  expect(diffs.size).toBe(0)
})

test('what moved is compared with what was applied under its old address', () => {
  const found = one('supplier/new', {
    files: { 'supplier/new': { name: 'Acme', mail: 'b@acme.example' } },
    state: { 'supplier/old': { id: '7', applied: { name: 'Acme', mail: 'a@acme.example' } } },
    shop: [seen('supplier', '7', { name: 'Acme', mail: 'c@acme.example' })],
  })
  expect(found.diff).toMatchObject([{ path: 'mail', cause: 'both' }])
})
