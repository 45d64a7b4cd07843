// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of butik.yaml are meant
/** Fields that an environment puts in the place of those in the files: which resources they meet, and what is said where none. */
import { describe, expect, it } from 'vitest'
import type { YamlNode } from '../../../src/model/yaml.ts'
import { loadProject } from '../../../src/pipeline/load.ts'
import { overridden } from '../../../src/pipeline/overrides.ts'
import { validateDocuments } from '../../../src/pipeline/validate.ts'
import { memoryFiles, providers, root, said, schemas, type Tree } from './load-fixture.ts'

const head = `version: 1
connections:
  shop: { vendor: acme, token: !env TOKEN }
variables: { cheap: 1.50 }
environments:
  production: {}
  staging:
    connections: { shop: { url: https://staging.example } }
    overrides:
`
const tree = {
  'a.yaml': `suppliers:
  acme: { name: Acme }
products:
  oak-chair: { own_id: A, name: Stol, price: 12, categories: [a, b], images: [{ file: a.jpg, description: x }] }
  oak-table: { own_id: B, price: 13 }
`,
  'b.yaml': 'products:\n  lamp: { own_id: C, name: "$${x}" }\n',
}

async function under(overrides: string, environment = 'staging', files: Tree = tree) {
  const text = `${head}${overrides.replace(/^/gm, '      ')}\n`
  const port = memoryFiles({ 'butik.yaml': text, ...files })
  const loaded = await loadProject({ dir: root, files: port, butikVersion: '0.1.0', environment })
  const { project, diagnostics } = overridden(loaded, providers)
  return { project, loaded, diagnostics }
}

/** `{ price: 'butik.yaml:9 1.50' }` */
function fields(node: YamlNode | undefined, ...path: string[]): { readonly [name: string]: string } {
  const found = path.reduce((one, step) => (one?.type === 'map' ? one.pairs.get(step)?.value : undefined), node)
  if (found?.type !== 'map') throw new TypeError('not a mapping')
  const shown = ({ at, ...one }: YamlNode) => `${at.file}:${at.line} ${one.type === 'scalar' ? one.text : one.type}`
  return Object.fromEntries([...found.pairs].map(([name, { value }]) => [name, shown(value)]))
}

it('a field takes the place of the whole field, at the line where it is written', async () => {
  const { project, diagnostics } = await under(
    'shop/product/oak-chair:\n  price: ${cheap}\n  categories: []\n  name: null\n  sort: random',
  )
  expect(diagnostics).toEqual([])
  const [a] = project.documents
  expect(fields(a?.root, 'products', 'oak-chair')).toEqual({
    own_id: 'a.yaml:4 A',
    name: 'butik.yaml:13 null',
    price: 'butik.yaml:11 1.50',
    categories: 'butik.yaml:12 list',
    images: 'a.yaml:4 list',
    sort: 'butik.yaml:14 random',
  })
  expect(fields(a?.root, 'products', 'oak-table')).toEqual({ own_id: 'a.yaml:5 B', price: 'a.yaml:5 13' })
  expect(await validateDocuments(project, schemas, providers)).toEqual([])
})

it('a glob meets what it matches, and of two the later one wins, field by field', async () => {
  const { project, diagnostics } = await under(
    '"shop/product/*": { is_online: false, price: 1 }\nshop/product/oak-table: { price: 2 }\n"*/supplier/a?me": { name: Test }',
  )
  expect(diagnostics).toEqual([])
  const [a, b] = project.documents
  expect(fields(a?.root, 'products', 'oak-chair')).toMatchObject({
    price: 'butik.yaml:10 1',
    is_online: 'butik.yaml:10 false',
  })
  expect(fields(a?.root, 'products', 'oak-table')).toMatchObject({
    price: 'butik.yaml:11 2',
    is_online: 'butik.yaml:10 false',
  })
  expect(fields(a?.root, 'suppliers', 'acme')).toEqual({ name: 'butik.yaml:12 Test' })
  expect(fields(b?.root, 'products', 'lamp')).toMatchObject({ name: 'b.yaml:2 ${x}', price: 'butik.yaml:10 1' })
})

it('leaves what is loaded and other files as they are, and is laid again over a tree that was let go', async () => {
  const { project, loaded } = await under('shop/product/oak-table: { price: 2 }')
  const [a, b] = project.documents
  expect(b).toBe(loaded.documents[1])
  expect(fields(loaded.documents[0]?.root, 'products', 'oak-table')).toMatchObject({ price: 'a.yaml:5 13' })
  const before = a?.root
  a?.letGo?.()
  expect(a?.root).not.toBe(before)
  expect(fields(a?.root, 'products', 'oak-table')).toMatchObject({ price: 'butik.yaml:10 2' })
})

it('is of one environment', async () => {
  const { project, loaded } = await under('shop/product/oak-table: { price: 2 }', 'production')
  expect(project).toBe(loaded)
})

it('what does not fit is said at the override', async () => {
  const { project } = await under('shop/product/oak-chair: { prise: 1, price: [1], own_id: 7, images: [{ file: 1 }] }')
  expect((await validateDocuments(project, schemas, providers)).map(said)).toEqual([
    'E1101 butik.yaml:10:33 unknown key "prise" (did you mean "price"?)',
    'E1102 butik.yaml:10:50 "price" must be a number or a text, not a list',
    'E1102 butik.yaml:10:83 "file" must be a text, not 1',
  ])
})

it('a resource that is no mapping has its own error only', async () => {
  const { project } = await under('shop/product/a: { price: 1 }', 'staging', { 'a.yaml': 'products: { a: x }\n' })
  expect((await validateDocuments(project, schemas, providers)).map(said)).toEqual([
    'E1102 a.yaml:1:16 "a" must be a mapping, not "x"',
  ])
})

describe('an override of nothing', () => {
  const address = 'an address is connection/kind/key, such as shop/product/oak-chair; * stands for any characters'
  it.each([
    ['shop/product/oak-chare', 'there is no product "oak-chare" (did you mean "oak-chair"?)'],
    [
      'shop/product/zebra',
      'there is no product "zebra" (an override changes what a resource file declares, and declares nothing itself)',
    ],
    [
      'shop/products/lamp',
      'connection "shop" has no kind "products" (did you mean "product"? Kinds are singular here)',
    ],
    ['shop/prodct/lamp', 'connection "shop" has no kind "prodct" (did you mean "product"?)'],
    ['shop/zebra/lamp', 'connection "shop" has no kind "zebra" (the kinds are product, supplier)'],
    ['shup/product/lamp', 'there is no connection "shup" (did you mean "shop"?)'],
    ['lamp', `"lamp" is not an address (${address})`],
    ['shop/product', `"shop/product" is not an address (${address})`],
    ['"shop/product/x*"', `shop/product/x* matches nothing that is declared (${address})`],
  ])('%s', async (written, expected) => {
    const { diagnostics } = await under(`${written}: { price: 1 }`)
    expect(diagnostics.map(said)).toEqual([`E1201 butik.yaml:10:7 ${expected}`])
  })

  it('says where the connection is one that the environment does without', async () => {
    const port = memoryFiles({
      'butik.yaml': `${head.replace('{ shop: { url: https://staging.example } }', '{ shop: false }')}      shop/product/a: { price: 1 }\n`,
      ...tree,
    })
    const project = await loadProject({ dir: root, files: port, butikVersion: '0.1.0', environment: 'staging' })
    expect(overridden(project, providers).diagnostics.map(said)).toEqual([
      'E1201 butik.yaml:10:7 this environment does without the connection "shop" (take the override out, or give the connection settings)',
    ])
  })
})
