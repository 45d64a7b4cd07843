/** What is the shop's leaves the spec, parts of elements included; what is set once goes along with what is made only. */
import { describe, expect, test } from 'vitest'
import type { Fields, Owner } from '../../../src/model/field.ts'
import type { Json } from '../../../src/model/json.ts'
import { governed } from '../../../src/pipeline/govern.ts'
import { isSetOnce, setOnce, settleOnce, theirsIn, withoutTheirs } from '../../../src/pipeline/ownership.ts'
import { handedOver, releasedFields } from '../../../src/pipeline/release.ts'
import { compared, ref, seen, stock, to, toyKinds, toyProvider } from './toy-vendor.ts'

const text = { shape: 'scalar', type: 'text' } as const
const money = { shape: 'scalar', type: 'money', meaning: 'price' } as const
const fields: Fields = {
  name: text,
  size: { shape: 'object', fields: { wide: text, high: text } },
  variants: {
    shape: 'list',
    order: 'set',
    identity: ['sku'],
    unlisted: 'removed',
    of: { shape: 'object', fields: { sku: text, price: money, size: { shape: 'object', fields: { wide: text } } } },
  },
}

const bare = { ...stock, name: 'product', fields }

function owned(wishes: Readonly<Record<string, Owner>>) {
  const ownership = new Map(Object.entries(wishes).map(([path, owner]) => [`product.${path}`, owner]))
  const [kind = bare] = governed([toyProvider([bare])], { ownership, equivalences: new Map() }).get('toy')?.kinds ?? []
  return kind
}

describe('what is theirs', () => {
  test.each<[string, Readonly<Record<string, Owner>>, { [name: string]: Json }, { [name: string]: Json }]>([
    ['a field', { name: 'theirs' }, { name: 'a', size: null }, { size: null }],
    ['a part of an object', { 'size.wide': 'theirs' }, { size: { wide: '1', high: '2' } }, { size: { high: '2' } }],
    ['the last part of an object', { 'size.wide': 'theirs' }, { size: { wide: '1' } }, {}],
    ['an object that is cleared: the rest of it', { 'size.wide': 'theirs' }, { size: null }, { size: { high: null } }],
    [
      'a part of elements',
      { 'variants.price': 'theirs' },
      { variants: [{ sku: 'A', price: '1' }, { sku: 'B' }] },
      { variants: [{ sku: 'A' }, { sku: 'B' }] },
    ],
    [
      'a part of a part of elements',
      { 'variants.size.wide': 'theirs' },
      { variants: [{ sku: 'A', size: { wide: '1' } }] },
      { variants: [{ sku: 'A' }] },
    ],
    ['not a list that is emptied', { 'variants.price': 'theirs' }, { variants: [] }, { variants: [] }],
    [
      'not what is unknown here',
      { name: 'theirs' },
      { other: { env: 'X', digest: 'd' } },
      { other: { env: 'X', digest: 'd' } },
    ],
    ['nothing where nothing is said', {}, { name: 'a', size: {} }, { name: 'a', size: {} }],
  ])('leaves the spec: %s', (_what, wishes, spec, left) => {
    expect(withoutTheirs(owned(wishes), spec)).toEqual(left)
  })

  test('is named by path, once, where it is in a spec', () => {
    const kind = owned({ name: 'theirs', 'variants.price': 'theirs', 'size.wide': 'theirs' })
    const variants = [
      { sku: 'A', price: '1' },
      { sku: 'B', price: '2' },
    ]
    expect(theirsIn(kind, { name: 'a', variants, size: { high: '1' } })).toEqual(['name', 'variants.price'])
    expect(theirsIn(kind, {})).toEqual([])
  })
})

describe('a part that is set once', () => {
  const kind = owned({ 'variants.price': 'once', 'size.wide': 'once' })
  const settled = (name: string, desired: Json, seenNow: Json | undefined, applied: Json | undefined) => {
    const field = kind.fields[name]
    if (field === undefined) throw new Error(name)
    return settleOnce({ path: name, field, desired, seen: seenNow, applied, context: { secretKey: '' } })
  }

  test('goes along with an element that is made', () => {
    const wish = [{ sku: 'A', price: '1' }]
    expect(settled('variants', wish, [], undefined)).toEqual({ wanted: wish, kept: wish, wishes: [] })
  })

  test('is out of what is compared where the element is there, and the state keeps what was set', () => {
    const found = settled(
      'variants',
      [{ sku: 'A', price: '2' }],
      [{ sku: 'A', price: '9' }],
      [{ sku: 'A', price: '1' }],
    )
    expect(found).toMatchObject({ wanted: [{ sku: 'A' }], kept: [{ sku: 'A', price: '1' }] })
    expect(found.wishes).toMatchObject([{ path: 'variants.price', set: '1', now: '2' }])
  })

  test('of an element that was never ours is neither sent nor kept', () => {
    const found = settled('variants', [{ sku: 'A', price: '2' }], [{ sku: 'A', price: '9' }], undefined)
    expect(found).toEqual({ wanted: [{ sku: 'A' }], kept: [{ sku: 'A' }], wishes: [] })
  })

  test('that the vendor does not show is sent as it was set, and not as it is wished by now', () => {
    const found = settled('variants', [{ sku: 'A', price: '2' }], undefined, [{ sku: 'A', price: '1' }])
    expect(found).toMatchObject({ wanted: [{ sku: 'A', price: '1' }], kept: [{ sku: 'A', price: '1' }] })
  })

  test('is no wish any more where the shop has come to it', () => {
    const found = settled(
      'variants',
      [{ sku: 'A', price: '2' }],
      [{ sku: 'A', price: '2.0' }],
      [{ sku: 'A', price: '1' }],
    )
    expect(found.wishes).toHaveLength(1)
    expect(
      settled('variants', [{ sku: 'A', price: '2' }], [{ sku: 'A', price: '2' }], [{ sku: 'A', price: '1' }]).wishes,
    ).toEqual([])
  })

  test('of an object, likewise', () => {
    expect(settled('size', { wide: '2', high: '3' }, { wide: '9', high: '1' }, { wide: '1' })).toMatchObject({
      wanted: { high: '3' },
      kept: { wide: '1', high: '3' },
    })
    expect(settled('size', null, { wide: '9' }, undefined)).toEqual({ wanted: null, kept: null, wishes: [] })
  })
})

test('a wish is said with its values, but for secrets, and with the line that has it written', () => {
  const product = owned({})
  const wish = { path: 'variants.price', field: money, set: '1', now: { a: ['long '.repeat(30)] } }
  expect(setOnce(product, wish).summary).toMatch(/ set to 1 when .* \(now \{"a":\["long .*… in the files\)$/)
  expect(setOnce(product, wish).hint).toContain("{ product: { 'variants.price': ours } }")
  expect(setOnce(stock, { ...wish, path: 'stock' }).hint).toContain('ownership: { stock: ours }')
  const secret = setOnce(product, { ...wish, path: 'name', now: { env: 'X', digest: 'd' } })
  expect(secret.summary).toBe('name was set when it was created and is not written again')
})

test('a kind of which all is set once need not be read', () => {
  const [once] = governed([toyProvider([stock])], {
    ownership: new Map([['stock.stock', 'once']]),
    equivalences: new Map(),
  }).get('toy')?.kinds ?? [stock]
  expect([isSetOnce(stock), isSetOnce(once ?? stock)]).toEqual([false, true])
})

test('traits are laid over the field or part that is named, and over nothing else', () => {
  const kind = owned({
    'variants.size.wide': 'theirs',
    'variants.nothing': 'theirs',
    nothing: 'theirs',
    'name.part': 'once',
  })
  expect(JSON.stringify(kind.fields).match(/theirs|once/g)).toEqual(['theirs'])
  expect(Object.keys(kind.fields)).toEqual(Object.keys(fields))
  expect(JSON.stringify(fields)).not.toContain('theirs')
  const free = { ...bare, fields: {}, otherFields: text }
  const wishes = { ownership: new Map([['product.any', 'theirs' as const]]), equivalences: new Map() }
  expect(governed([toyProvider([free])], wishes).get('toy')?.kinds[0]?.fields).toEqual({
    any: { ...text, owner: 'theirs' },
  })
})

describe('a plan of a resource with fields of the shop', () => {
  const files = { 'product/chair': { sku: 'C', name: 'Stol', price: '5' } }
  const shop = [seen('product', '1', { sku: 'C', name: 'Butikkens', price: '7' })]
  const state = { 'product/chair': { id: '1', applied: { sku: 'C', name: 'Stol', price: '5' } } }

  test('has no change of them, no note of its own, and takes them out of the state', () => {
    const ownership = { 'product.name': 'theirs', 'product.price': 'theirs' } as const
    const { diffs, entries } = compared({ files, shop, state, ownership })
    expect(diffs.get(to('product/chair'))).toMatchObject({
      verdict: 'same',
      diagnostics: [],
      entry: { applied: { sku: 'C' } },
    })
    const notes = handedOver(diffs.values(), ({ resource }) => entries.get(resource.address))
    expect(notes.map(({ code, summary }) => `${code} ${summary}`)).toEqual([
      "N1001 product.price is the shop's from now on (ownership: theirs): released on shop/product/chair; it keeps what it has",
      "N1001 product.name is the shop's from now on (ownership: theirs): released on shop/product/chair; it keeps what it has",
    ])
  })

  test('makes it without them', () => {
    const one = compared({ files, ownership: { 'product.name': 'theirs' } }).diffs.get(to('product/chair'))
    expect(one).toMatchObject({ verdict: 'create', write: { sku: 'C', price: '5' } })
    expect(Object.keys(one?.write ?? {})).toEqual(['sku', 'price'])
  })

  test('has the cause of what is ours alone, whatever became of a part that is theirs', () => {
    const product = { sku: 'C', supplier: ref('supplier/acme') }
    const { diffs } = compared({
      files: { 'supplier/acme': { name: 'Acme' }, 'product/chair': product },
      shop: [seen('supplier', '9', { name: 'Acme' }), seen('product', '1', { sku: 'C', supplier: { id: '8' } })],
      state: {
        'supplier/acme': { id: '9', applied: { name: 'Acme' } },
        'product/chair': { id: '1', applied: { sku: 'C' } },
      },
      ownership: { 'product.supplier': 'theirs' },
    })
    expect(diffs.get(to('product/chair'))?.verdict).toBe('same')
  })
})

test('what left the files is released, one line a field, money first', () => {
  const kind = toyKinds.find(({ name }) => name === 'product') ?? stock
  const applied = { name: 'Stol', price: '5', sale_price: '4' }
  const lines = releasedFields({
    kind,
    spec: { name: 'Stol' },
    applied: { ...applied, sku: 'C' },
    observed: { price: '6' },
  })
  expect(lines).toEqual([
    'price is released; the shop keeps 6',
    'sale_price is released; the shop keeps 4',
    'sku is released; the shop keeps C',
  ])
})
