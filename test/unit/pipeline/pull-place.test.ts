// Where a new resource goes: beside its like, in a file as the folder has them, or in a new one.
import { expect, test } from 'vitest'
import { catalogueOf } from '../../../src/pipeline/author.ts'
import { loadProject } from '../../../src/pipeline/load.ts'
import { type Place, Placer, type Split } from '../../../src/pipeline/pull-place.ts'
import { loadProviders } from '../../../src/providers/index.ts'
import { memoryFiles, root, type Tree } from './load-fixture.ts'

const providers = new Map((await loadProviders()).map((one) => [one.vendor, one]))
const butik = (more = '') => `version: 1
connections:
  shop: { vendor: shoporama, token: !env TOKEN }
${more}`

interface Given {
  readonly files?: Tree
  readonly split?: Split
  readonly into?: string
  readonly kind?: 'product' | 'category'
  /** Of the category that it is in, or below. */
  readonly group?: string
}

const field = { product: 'main_category', category: 'parent' } as const

/** Of something with the key `h`; what is declared is in the category that its own key begins with. */
async function placed({ files = {}, split = 'kind', into = '', kind = 'product', group }: Given): Promise<Place> {
  const project = await loadProject({
    dir: root,
    files: memoryFiles({ 'butik.yaml': butik(), ...files }),
    butikVersion: '0.1.0',
  })
  const specOf = (name: string | undefined) =>
    name === undefined ? {} : { [field[kind]]: { ref: `shop/category/${name}` } }
  const keys = Object.values(files).flatMap((text) => String(text).match(/(?<=^ {2})[\w-]+/gm) ?? [])
  const things = keys.map((key) => ({ kind, key, spec: specOf(/^\w+(?=-)/.exec(key)?.[0]) }))
  const placer = new Placer({ project, providers, connection: 'shop', catalogue: catalogueOf(things), into, split })
  const of = providers.get('shoporama')?.kinds.find(({ name }) => name === kind)
  if (of === undefined) throw new Error(`there is no kind ${kind}`)
  return placer.placeOf(of, 'h', specOf(group))
}

const products = (...keys: string[]) => `products:\n${keys.map((key) => `  ${key}: { own_id: ${key} }\n`).join('')}`

test.each<[what: string, given: Given, file: string, after?: string]>([
  ['a file by kind', {}, 'products.yaml'],
  ['in the folder that was asked for', { into: 'a/b' }, 'a/b/products.yaml'],
  ['a file by resource', { split: 'resource' }, 'products/h.yaml'],
  ['a file by category', { split: 'category', group: 'chairs' }, 'products/chairs.yaml'],
  ['one for those without', { split: 'category' }, 'products/other.yaml'],
  ['a tree is one file', { split: 'category', kind: 'category', group: 'chairs' }, 'categories.yaml'],
  ['behind the last key before it', { files: { 'p.yaml': products('z', 'c', 'a') } }, 'p.yaml', 'c'],
  ['behind the first one where none is before it', { files: { 'p.yaml': products('z', 'k') } }, 'p.yaml', 'k'],
  [
    'of several files that of its like',
    { files: { 'p.yaml': products('g'), 'q.yaml': products('chairs-a', 'chairs-z') }, group: 'chairs' },
    'q.yaml',
    'chairs-z',
  ],
  [
    'of several without its like that of its neighbour',
    { files: { 'p.yaml': products('g'), 'q.yaml': products('chairs-a') }, group: 'tables' },
    'p.yaml',
    'g',
  ],
  [
    'a file of its own where each has one',
    { files: { 'shop/a.yaml': products('a'), 'shop/z.yaml': products('z') } },
    'shop/h.yaml',
  ],
  [
    'a new file for a category where each has one',
    { files: { 'shop/chairs.yml': products('chairs-a', 'chairs-b') }, group: 'tables' },
    'shop/tables.yaml',
  ],
])('%s', async (_what, given, file, after) => {
  expect(await placed(given)).toEqual(after === undefined ? { file } : { file, after })
})

test('a folder for each of two connections that have such a section', async () => {
  const two = butik('  other: { vendor: shoporama, token: !env TOKEN }\n')
  expect(await placed({ files: { 'butik.yaml': two } })).toEqual({ file: 'shop/products.yaml' })
})
