// The pure parts of pull: what is worth writing, what cannot be told apart, which texts get a file, and files as they would be.
import { expect, test } from 'vitest'
import type { Observed, Spec } from '../../../src/model/resource.ts'
import type { Written } from '../../../src/model/written.ts'
import { overlaid } from '../../../src/pipeline/overlay.ts'
import { withTextFiles } from '../../../src/pipeline/pull-texts.ts'
import { unfitOf } from '../../../src/pipeline/pull-twins.ts'
import { pulledSpec } from '../../../src/pipeline/pulled-spec.ts'
import { mapOf, plain, textual } from '../../../src/pipeline/written-form.ts'
import { category } from '../../../src/providers/shoporama/resources/category.ts'
import { product } from '../../../src/providers/shoporama/resources/product.ts'
import { memoryFiles } from './load-fixture.ts'

test('what is empty, usual or the shop’s is not worth writing', () => {
  const spec: Spec = {
    own_id: 'A',
    name: 'Stol',
    description: null,
    related: [],
    no_index: false,
    is_online: false,
    images: [
      { image_id: '1', description: null, weight: '10' },
      { image_id: '2', description: 'Bag', weight: '20' },
    ],
    stock_settings: [{ attribute: { id: '1' }, value: { id: '2' }, own_id: 'A1', gtin: null, price: '5' }],
    bulk_discount: { over: null, discount: null },
    unheard_of: 'x',
  }
  expect(pulledSpec(product, spec)).toEqual({
    own_id: 'A',
    name: 'Stol',
    is_online: false,
    images: [{ image_id: '1' }, { image_id: '2', description: 'Bag' }],
    stock_settings: [{ attribute: { id: '1' }, value: { id: '2' }, own_id: 'A1', price: '5' }],
  })
  const theirs = {
    ...product,
    fields: { ...product.fields, name: { ...product.fields['name'], owner: 'theirs' } as never },
  }
  expect(pulledSpec(theirs, spec)).not.toHaveProperty('name')
})

const observed = (kind: string, remoteId: string, spec: Spec): Observed => ({ kind, remoteId, spec })

test('objects that the files could not tell apart', () => {
  const list = [
    observed('product', '1', { own_id: 'A' }),
    observed('product', '2', { own_id: 'A' }),
    observed('product', '3', { own_id: 'B', stock_settings: [{ own_id: 'C' }] }),
    observed('product', '4', { own_id: 'C' }),
    observed('product', '5', { own_id: null }),
    observed('product', '6', { own_id: 'F' }),
  ]
  const { ids, told } = unfitOf(product, list)
  expect([...ids].sort()).toEqual(['1', '2', '3', '4', '5'])
  expect(told.map(({ remoteIds, why }) => [remoteIds, why])).toEqual([
    [['5'], 'it has no own_id, by which it would be found'],
    [['1', '2'], 'each is own_id A'],
    [['3', '4'], 'each has the SKU C'],
  ])
})

test('categories of one name are two below two parents', () => {
  const list = [
    observed('category', '1', { name: 'Stole', parent: null }),
    observed('category', '2', { name: 'Stole', parent: { id: '1' } }),
    observed('category', '3', { name: 'Stole', parent: { id: '1' } }),
  ]
  expect([...unfitOf(category, list).ids]).toEqual(['2', '3'])
})

const place = { kind: product, key: 'stol', remoteId: '12', folder: 'shop', limit: 1000, isTaken: () => false }
const long = 'x'.repeat(201)

test.each([
  ['a short text stays', 'description', textual('kort'), undefined],
  ['a long one does not', 'description', textual(long), 'shop/texts/stol.description.txt'],
  ['nor one of two lines', 'meta_title', textual('a\nb'), 'shop/texts/stol.meta_title.txt'],
  ['short HTML stays', 'description', textual('<p>x</p>'), undefined],
  ['longer HTML does not', 'description', textual(`<p>${'x'.repeat(80)}</p>`), 'shop/texts/stol.description.html'],
  ['what it is found by stays', 'own_id', textual(long), undefined],
  ['what is no text stays', 'price', plain(`1${'0'.repeat(300)}`), undefined],
  ['too much for a file stays', 'description', textual('x'.repeat(1001)), undefined],
  ['half a character stays', 'description', textual(`${long}\ud800`), undefined],
  ['a mark at the head stays', 'description', textual(`\ufeff${long}`), undefined],
] as [string, string, Written, string | undefined][])('of texts %s', (_what, name, value, path) => {
  const { written, files } = withTextFiles(mapOf([[name, value]]), place)
  expect([...files.keys()]).toEqual(path === undefined ? [] : [path])
  const there = path?.slice('shop/'.length)
  expect(written.pairs.get(name)).toEqual(there === undefined ? value : { type: 'scalar', as: 'file', text: there })
})

test('what a file would hold is the text of the shop, with its dollars', () => {
  const text = `${long}\${a} $\${b}`
  const { files } = withTextFiles(mapOf([['description', textual(text)]]), place)
  expect([...files.values()]).toEqual([text])
})

test('a name that is taken is told apart by the kind or the id, and three of them leave the text where it is', () => {
  const taken = new Set(['shop/texts/stol.description.txt'])
  const of = () =>
    withTextFiles(mapOf([['description', textual(long)]]), { ...place, isTaken: (path) => taken.has(path) })
  expect([...of().files.keys()]).toEqual(['shop/texts/stol.product.description.txt'])
  taken.add('shop/texts/stol.product.description.txt')
  expect([...of().files.keys()]).toEqual(['shop/texts/stol-12.description.txt'])
  taken.add('shop/texts/stol-12.description.txt')
  expect([...of().files.keys()]).toEqual([])
})

test('files as they would be', async () => {
  const there = memoryFiles({ 'a.yaml': 'a', 'b.yaml': 'b', 'c.yaml': 'c' })
  const files = overlaid(
    there,
    '/shop',
    new Map([
      ['b.yaml', 'B!'],
      ['c.yaml', undefined],
      ['new/d.yaml', 'd'],
    ]),
  )
  const text = async (path: string) => new TextDecoder().decode(await files.read(path))
  expect(await files.list('/shop')).toEqual(['a.yaml', 'b.yaml', 'new/d.yaml'])
  expect([await text('/shop/a.yaml'), await text('/shop/b.yaml'), await text('/shop/new/d.yaml')]).toEqual([
    'a',
    'B!',
    'd',
  ])
  await expect(files.read('/shop/c.yaml')).rejects.toThrow('no /shop/c.yaml')
  expect([
    await files.size('/shop/b.yaml'),
    await files.size('/shop/c.yaml'),
    await files.size('/shop/a.yaml'),
  ]).toEqual([2, undefined, 1])
  expect([
    await files.real('/shop/new/d.yaml'),
    await files.real('/shop/c.yaml'),
    await files.real('/shop/a.yaml'),
  ]).toEqual(['/shop/new/d.yaml', undefined, '/shop/a.yaml'])
})
