/** Which connection a section belongs to, and how unions and misspellings become one message. */
import { describe, expect, it } from 'vitest'
import { uniqueInOrder, validateDocuments } from '../../../src/pipeline/validate.ts'
import { sectionsOf } from '../../../src/pipeline/validate-sections.ts'
import { check, load, providers, said, schemas } from './load-fixture.ts'

const two = `version: 1
connections:
  shop: { vendor: acme, token: !env A }
  other: { vendor: border, password: !env B }
`

async function sections(tree: { readonly [path: string]: string }) {
  const { sections: found, diagnostics } = sectionsOf(await load(tree), providers)
  const names = found.map(
    ({ connection, kindSection, map, document }) => `${document.file} ${connection}/${kindSection} ${map.pairs.size}`,
  )
  return { names, said: diagnostics.map(said) }
}

describe('sectionsOf', () => {
  it('takes the connection that the file names', async () => {
    const tree = { 'butik.yaml': two, 'a.yaml': 'connection: other\nproducts: { a: {}, b: {} }\nshops: { c: {} }\n' }
    expect(await sections(tree)).toEqual({ names: ['a.yaml other/products 2', 'a.yaml other/shops 1'], said: [] })
  })

  it('finds the connection by the section where only one vendor has it', async () => {
    const tree = { 'butik.yaml': two, 'a.yaml': 'suppliers: { a: {} }\nshops: { b: {} }\n' }
    expect((await sections(tree)).names).toEqual(['a.yaml shop/suppliers 1', 'a.yaml other/shops 1'])
  })

  it('asks where several connections have the section', async () => {
    const tree = { 'butik.yaml': two, 'a.yaml': 'products: { a: {} }\n' }
    expect((await sections(tree)).said).toEqual([
      'E1205 a.yaml:1:1 "products" could belong to "shop" and "other" (write "connection: shop" at the top of the file, or another of them)',
    ])
  })

  it('knows the sections of the named connection only', async () => {
    const tree = { 'butik.yaml': two, 'a.yaml': 'connection: shop\nshops: {}\n' }
    expect((await sections(tree)).said).toEqual([
      'E1101 a.yaml:2:1 connection "shop" has no section "shops" (the sections are products, suppliers)',
    ])
  })

  it('leaves empty sections and files out, and orders by file', async () => {
    const tree = { 'b/z.yaml': 'suppliers: { a: {} }\n', 'a.yaml': 'suppliers:\nproducts: {}\n', 'c.yaml': '' }
    expect((await sections(tree)).names).toEqual(['a.yaml shop/products 0', 'b/z.yaml shop/suppliers 1'])
  })

  it('refuses a connection that is not a name', async () => {
    expect((await sections({ 'a.yaml': 'connection: [shop]\nproducts: {}\n' })).said).toEqual([
      'E1102 a.yaml:1:13 "connection" must be the name of a connection (write shop)',
    ])
  })

  it('says nothing of the sections of a vendor that nobody knows', async () => {
    const tree = {
      'butik.yaml': 'version: 1\nconnections: { x: { vendor: nobody } }\n',
      'a.yaml': 'gizmos: {}\n',
      'b.yaml': 'connection: x\ngizmos: {}\n',
    }
    expect(await sections(tree)).toEqual({ names: [], said: [] })
  })
})

describe('validateDocuments', () => {
  it('finds nothing in a good configuration', async () => {
    const text = `suppliers: { acme: { name: Acme } }
products:
  oak:
    own_id: 1e5
    price: 1299.00
    supplier: acme
    images: [{ file: a.jpg, description: 7 }, { url: "https://x" }]
  "10": { own_id: true, price: null, sort: null, supplier: { id: 4 } }
`
    expect(await check({ 'a.yaml': text })).toEqual([])
  })

  it('reports a problem of shared YAML once, where it is written', async () => {
    const text = 'products:\n  a: &a { own_id: x, prise: 1 }\n  b: *a\n'
    expect((await check({ 'a.yaml': text })).map(said)).toEqual([
      'E1101 a.yaml:2:22 unknown key "prise" (did you mean "price"?)',
    ])
  })

  it('takes nothing for missing where a key was refused', async () => {
    const text = 'products:\n  a: &a { own_id: x, name: A }\n  b: { <<: *a, name: B }\n'
    expect((await check({ 'a.yaml': text })).map(({ code }) => code)).toEqual(['E1006'])
  })

  it('does not repeat what loading said of the same place', async () => {
    expect(
      (await check({ 'a.yaml': 'products: { a: { own_id: x, is_online: !foo 1 } }\n' })).map(({ code }) => code),
    ).toEqual(['E1008'])
  })

  it('is not led astray by keys that JavaScript knows', async () => {
    const found = await check({
      'a.yaml': 'products:\n  constructor: { own_id: x, __proto__: { a: 1 }, toString: 1 }\n',
    })
    expect(found.map(said).map((line) => line.replace(/ \(.*/, ''))).toEqual([
      'E1101 a.yaml:2:29 unknown key "__proto__"',
      'E1101 a.yaml:2:50 unknown key "toString"',
    ])
  })

  it('loads only the schemas of vendors in use', async () => {
    const asked: string[] = []
    const project = await load({ 'a.yaml': 'suppliers: {}\n' })
    const source = {
      ...schemas,
      read: (name: string) => {
        asked.push(name)
        return schemas.read(name)
      },
    }
    await validateDocuments(project, source, providers)
    expect(asked).toEqual(['config', 'acme'])
  })

  it('bears ten thousand problems', async () => {
    const lines = Array.from(
      { length: 10_000 },
      (_, index) => `  p${index}: { own_id: x, prise: 1, images: [{ fil: a }] }`,
    )
    const found = await check({ 'a.yaml': `products:\n${lines.join('\n')}\n` })
    expect(found).toHaveLength(20_000)
  }, 120_000)
})

describe('uniqueInOrder', () => {
  it('sorts by place and drops what is said twice', () => {
    const at = (file: string, line: number) => ({ file, line, column: 1, endLine: line, endColumn: 2 })
    const a = { severity: 'error', code: 'E1101', summary: 'x', source: at('b', 1) } as const
    const b = { ...a, source: at('a', 10) }
    const c = { ...a, source: at('a', 9) }
    const d = { severity: 'note', code: 'N1001', summary: 'y' } as const
    expect(uniqueInOrder([a, b, c, a, d])).toEqual([d, c, b, a])
  })
})
