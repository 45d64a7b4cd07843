/** Fields that files give to the resources of their folder: who takes them, where they are said to be written, and what cannot be one. */
import { describe, expect, it } from 'vitest'
import { schemaFiles } from '../../../src/cli/schema-files.ts'
import { addressId } from '../../../src/model/address.ts'
import { defaulted } from '../../../src/pipeline/defaults.ts'
import { desiredOf } from '../../../src/pipeline/desired.ts'
import { governed } from '../../../src/pipeline/govern.ts'
import { loadProject } from '../../../src/pipeline/load.ts'
import { loadProviders } from '../../../src/providers/index.ts'
import { memoryFiles, root, said, type Tree } from './load-fixture.ts'

const providers = await loadProviders(['shoporama'])
const connection = 'shop: { vendor: shoporama, token: !env TOKEN }'

async function made(tree: Tree, { butik = '', connections = connection, environment = '' } = {}) {
  const files = memoryFiles({ 'butik.yaml': `version: 1\nconnections: { ${connections} }\n${butik}`, ...tree })
  const named = environment === '' ? {} : { environment }
  const project = await loadProject({ dir: root, files, butikVersion: '0.1.0', ...named })
  const declared = {
    project,
    providers: governed(providers, project.config),
    schemas: schemaFiles,
    files,
    env: () => 'x',
  }
  const { desired, diagnostics } = await desiredOf(declared, 'key', false)
  return { declared, desired, diagnostics, said: diagnostics.map(said) }
}

/** The spec of a product without what each test writes to have one. */
function productIn({ desired }: Awaited<ReturnType<typeof made>>, key: string, of = 'shop') {
  const { own_id: _id, name: _name, ...spec } = desired.resources.get(addressId(of, 'product', key))?.spec ?? {}
  return spec
}

const chairs = `products:
  oak: { own_id: A, name: Eg }
  pine: { own_id: B, name: Fyr, is_online: false, vat: null }
`

describe('a default', () => {
  it('stands where the resource does not write the field; its own value and its null win', async () => {
    const found = await made(
      { 'chairs.yaml': chairs },
      { butik: 'defaults: { products: { is_online: true, vat: 25 } }\n' },
    )
    expect(found.said).toEqual([])
    expect(productIn(found, 'oak')).toEqual({ is_online: true, vat: '25' })
    expect(productIn(found, 'pine')).toEqual({ is_online: false, vat: null })
  })

  it('clears where it is null', async () => {
    const found = await made(
      { 'chairs.yaml': chairs },
      { butik: 'defaults: { products: { gtin: null, price: null } }\n' },
    )
    expect(found.said).toEqual([
      'E1560 butik.yaml:3:25 gtin cannot have a default (it is of one product alone: write it in the resources)',
    ])
    expect(productIn(found, 'oak')).toEqual({ price: null })
  })

  it('is of the folder of its file and below, and the nearest wins field by field', async () => {
    const found = await made(
      {
        'a/defaults.yaml': 'defaults: { products: { vat: 12, search: near } }\n',
        'a/b/p.yaml': 'products: { deep: { own_id: D, name: D } }\ndefaults: { products: { search: nearest } }\n',
        'a/p.yaml': 'products: { oak: { own_id: A, name: A } }\n',
        'ab/p.yaml': 'products: { other: { own_id: O, name: O } }\n',
      },
      { butik: 'defaults: { products: { vat: 25, delivery_time: Straks } }\n' },
    )
    expect(found.said).toEqual([])
    expect(productIn(found, 'oak')).toEqual({ vat: '12', search: 'near', delivery_time: 'Straks' })
    expect(productIn(found, 'deep')).toEqual({ vat: '12', search: 'nearest', delivery_time: 'Straks' })
    expect(productIn(found, 'other')).toEqual({ vat: '25', delivery_time: 'Straks' })
  })

  it('is whole, but for the two settings of butik', async () => {
    const found = await made(
      {
        'p.yaml':
          'products: { oak: { own_id: A, name: A, related: [], butik: { on_remove: delete } }, ash: { own_id: B, name: B } }\n',
      },
      { butik: 'defaults: { products: { related: [ash], butik: { protect: true } } }\n' },
    )
    expect(found.said).toEqual([])
    expect(productIn(found, 'oak')).toEqual({ related: [] })
    expect(found.desired.resources.get(addressId('shop', 'product', 'oak'))?.policy).toEqual({
      protect: true,
      onRemove: 'delete',
    })
    expect(found.desired.resources.get(addressId('shop', 'product', 'ash'))?.policy).toEqual({
      protect: true,
      onRemove: 'forget',
    })
  })

  it('is not taken where what is written leaves it no room', async () => {
    const found = await made(
      {
        'profiles.yaml':
          'profiles: { p: { name: P, attributes: { c: { type: valuelist, name: C, is_variant: true, values: { x: X } } } } }\n',
        'p.yaml': `products:
  oak: { own_id: A, name: A, profile: p, attributes: { c: [x] }, stock_settings: [{ attribute: c, value: x, own_id: A-X }] }
  ash: { own_id: B, name: B, brand: { id: 7 } }
`,
      },
      { butik: 'defaults: { products: { stock: 3, brand_name: Acme } }\n' },
    )
    expect(found.said).toEqual([])
    expect([...found.desired.resources.keys()].filter((one) => one.includes('/stock/'))).toEqual(['shop/stock/ash'])
    expect(productIn(found, 'ash')).toEqual({ brand: { id: '7' } })
    expect(productIn(found, 'oak')['brand_name']).toBe('Acme')
  })

  it('gives way to an override of the environment', async () => {
    const butik = `defaults: { products: { vat: 25, brand_name: Acme } }
environments: { test: { overrides: { shop/product/oak: { vat: 0, brand: { id: 3 } } } } }
`
    const found = await made({ 'p.yaml': chairs }, { butik, environment: 'test' })
    expect(found.said).toEqual([])
    expect(productIn(found, 'oak')).toEqual({ vat: '0', brand: { id: '3' } })
  })

  it('is of the connection of its file, of its own, or of one in a list', async () => {
    const connections = `${connection}, other: { vendor: shoporama, token: !env T2 }`
    const tree = {
      'one/p.yaml':
        'connection: shop\nproducts: { a: { own_id: A, name: A } }\ndefaults: { products: { search: mine } }\n',
      'one/q.yaml': 'connection: other\nproducts: { a: { own_id: A, name: A } }\n',
    }
    const butik =
      'defaults:\n  - { connection: shop, products: { vat: 1 } }\n  - { connection: other, products: { vat: 2 } }\n'
    const found = await made(tree, { butik, connections })
    expect(found.said).toEqual([])
    expect(productIn(found, 'a')).toEqual({ vat: '1', search: 'mine' })
    expect(productIn(found, 'a', 'other')).toEqual({ vat: '2' })
    const unclear = await made(tree, { butik: 'defaults: { products: { vat: 1 } }\n', connections })
    expect(unclear.said).toEqual([
      'E1205 butik.yaml:3:13 "products" could belong to "shop" and "other" (write "connection: NAME" beside it; for several connections "defaults" is a list)',
    ])
  })

  it('has !file beside its own file, and variables', async () => {
    const found = await made(
      {
        // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of butik.yaml is meant
        'a/defaults.yaml': 'defaults: { products: { description: !file d.html, search: "${word}" } }\n',
        'a/d.html': '<p>Ens</p>',
        'a/b/p.yaml': 'products: { oak: { own_id: A, name: A } }\n',
      },
      { butik: 'variables: { word: stol }\n' },
    )
    expect(found.said).toEqual([])
    expect(productIn(found, 'oak')).toEqual({ description: '<p>Ens</p>', search: 'stol' })
  })

  it('is part of the digest', async () => {
    const digest = async (vat: number) =>
      (await made({ 'p.yaml': chairs, 'd.yaml': `defaults: { products: { vat: ${vat} } }\n` })).desired.digest
    expect(await digest(25)).toBe(await digest(25))
    expect(await digest(25)).not.toBe(await digest(12))
  })
})

describe('what is wrong with a default is said at its line, once', () => {
  it.each([
    [
      'unknown to its kind',
      'products: { prise: 1 }',
      'E1101 d/x.yaml:1:25 unknown key "prise" (did you mean "price"?)',
    ],
    [
      'an unknown section',
      'prodcts: { vat: 1 }',
      'E1101 d/x.yaml:1:13 there is no section "prodcts" (did you mean "products"?)',
    ],
    ['a wrong value', 'products: { price: [1] }', 'E1102 d/x.yaml:1:32 "price" must be a number or a text, not a list'],
    [
      'a section that is a list',
      'products: [vat]',
      'E1102 d/x.yaml:1:23 "products" must be a mapping of fields, not a list (write fields with the value that all resources of the section have)',
    ],
    [
      'a list of texts',
      '[products]',
      'E1102 d/x.yaml:1:12 "defaults" must be a mapping of sections, or a list of such (write sections with their fields, such as "products: { is_online: true }")',
    ],
    [
      'nested once more',
      'defaults: {}',
      'E1101 d/x.yaml:1:13 unknown key "defaults" (defaults hold sections with their fields)',
    ],
    [
      'the natural key',
      'products: { own_id: X }',
      'E1560 d/x.yaml:1:25 own_id cannot have a default (each product is found by it: write it in the resources)',
    ],
    [
      'a name that names',
      'suppliers: { name: X }',
      'E1560 d/x.yaml:1:26 name cannot have a default (each supplier is found by it: write it in the resources)',
    ],
    [
      'variants with SKUs',
      'products: { stock_settings: [] }',
      'E1560 d/x.yaml:1:25 stock_settings cannot have a default (it is of one product alone: write it in the resources)',
    ],
    [
      'an address of a page',
      'categories: { rewrite_url: x }',
      'E1560 d/x.yaml:1:27 rewrite_url cannot have a default (it is of one category alone: write it in the resources)',
    ],
  ])('%s', async (_, written, expected) => {
    const block = written.startsWith('[') ? written : `{ ${written} }`
    const other = { 'p.yaml': chairs }
    // The same whether a resource takes it or none is there.
    expect((await made({ ...other, 'd/x.yaml': `defaults: ${block}\n` })).said).toEqual([expected])
    expect((await made({ 'd/p.yaml': chairs, 'd/x.yaml': `defaults: ${block}\n` })).said).toEqual([expected])
  })

  it('what is found when it is resolved names no resource, where several take it', async () => {
    const found = await made({ 'p.yaml': chairs, 'd.yaml': 'defaults:\n  products:\n    supplier: acne\n' })
    const [one, ...others] = found.diagnostics
    expect(others).toEqual([])
    expect(one).toMatchObject({ code: 'E1201', source: { file: 'd.yaml', line: 3, column: 15 } })
    expect(one).not.toHaveProperty('address')
  })

  it('two of one folder for one field name both places', async () => {
    const found = await made(
      { 'p.yaml': chairs, 'd.yaml': 'defaults: { products: { vat: 1, search: x } }\n' },
      { butik: 'defaults: { products: { vat: 2, meta: y } }\n' },
    )
    expect(found.diagnostics).toEqual([
      {
        severity: 'error',
        code: 'E1561',
        summary: 'vat of products has two defaults in the folder of butik.yaml',
        detail: 'the other is at butik.yaml:3:25',
        hint: 'none of the two is nearer: keep one of them',
        source: expect.objectContaining({ file: 'd.yaml', line: 1, column: 25 }),
      },
    ])
  })
})

it('leaves files without a taker as they are, and is laid again over a tree that was let go', async () => {
  const { declared } = await made({
    'a/p.yaml': chairs,
    'b/p.yaml': chairs.replaceAll('A', 'C').replace('B', 'D'),
    'a/d.yaml': 'defaults: { products: { vat: 1 } }\n',
  })
  const { project } = defaulted(declared.project, declared.providers)
  const [, a, b] = project.documents
  expect(b).toBe(declared.project.documents[2])
  const before = a?.root
  a?.letGo?.()
  expect(a?.root).not.toBe(before)
  expect(a?.root).toEqual(before)
})

it('a laid mapping is like one that is written', async () => {
  const { declared } = await made({ 'p.yaml': chairs, 'd.yaml': 'defaults: { products: { vat: 1, search: x } }\n' })
  const { root: top } = defaulted(declared.project, declared.providers).project.documents[1] ?? {}
  const products = top?.type === 'map' ? top.pairs.get('products')?.value : undefined
  const pine = products?.type === 'map' ? products.pairs.get('pine')?.value : undefined
  if (pine?.type !== 'map') throw new TypeError('not a mapping')
  const names = ['own_id', 'name', 'is_online', 'vat', 'search']
  expect([...pine.pairs].map(([name]) => name)).toEqual(names)
  expect([...pine.pairs.keys()]).toEqual(names)
  expect([...pine.pairs.values()].map(({ key }) => key.text)).toEqual(names)
  expect([pine.pairs.size, pine.pairs.has('search'), pine.pairs.has('own')]).toEqual([5, true, false])
  const each: string[] = []
  pine.pairs.forEach((pair, name, map) => {
    each.push(map.get(name) === pair ? name : '')
  })
  expect(each).toEqual(names)
  expect(pine.pairs.get('search')?.value.at).toMatchObject({ file: 'd.yaml', line: 1 })
})
