/** The catalogue of one vendor by a map → resources of another, and a report of what did not come along. */
import { describe, expect, it } from 'vitest'
import { writeYaml } from '../../../src/author/write-yaml.ts'
import { schemaFiles } from '../../../src/cli/schema-files.ts'
import type { Diagnostic } from '../../../src/model/diagnostic.ts'
import { isJsonObject, type JsonObject } from '../../../src/model/json.ts'
import { type Migrated, migrate } from '../../../src/pipeline/migrate.ts'
import { csvRows } from '../../../src/pipeline/migrate-csv.ts'
import { readMap } from '../../../src/pipeline/migrate-map.ts'
import { unknownSources } from '../../../src/pipeline/migrate-report.ts'
import { loadProviders } from '../../../src/providers/index.ts'

const [shoporama] = await loadProviders(['shoporama'])
const schema = await schemaFiles.read('shoporama')
const sections = isJsonObject(schema['properties']) ? schema['properties'] : {}
const targets = new Map(
  (shoporama?.kinds ?? []).flatMap((kind) => {
    const section = sections[kind.section ?? '']
    const resource = isJsonObject(section) ? section['additionalProperties'] : undefined
    const required =
      isJsonObject(resource) && Array.isArray(resource['required']) ? resource['required'].map(String) : []
    return kind.section === undefined ? [] : [[kind.section, { kind, schema: resource, required }] as const]
  }),
)

function readText(text: string): ReturnType<typeof readMap> {
  const given = new Map([...targets].map(([name, one]) => [name, one.schema]))
  return readMap({ file: 'map.yaml', text, schemas: schemaFiles, targets: given })
}

async function wrong(text: string): Promise<string[]> {
  return (await readText(text)).diagnostics.map(words)
}

function words({ code, source, summary, hint }: Diagnostic): string {
  return `${code} ${source?.line}:${source?.column} ${summary}${hint === undefined ? '' : ` (${hint})`}`
}

async function migrated(text: string, products: readonly JsonObject[]): Promise<Migrated> {
  const { map, diagnostics } = await readText(text)
  expect(diagnostics.map(words)).toEqual([])
  if (map === undefined) throw new Error('no map')
  const rows = products.map((values, index) => ({ id: String(index + 1), values }))
  return migrate({ map, rows: new Map([['product', rows]]), targets })
}

function yamlOf({ sections: made }: Migrated): string {
  return writeYaml({ type: 'map', pairs: new Map([...made].map(([name, pairs]) => [name, { type: 'map', pairs }])) }, 3)
}

const stool = { id: '1', sku: 'A-1', title: 'Skammel', group: '7', price: '1299.5', visible: '1', maker: 'Acme A/S' }
const desk = { id: '2', sku: 'A-2', title: 'Bord', group: '9', price: '99', visible: '0', maker: 'Acme A/S', note: 'x' }

describe('a map', () => {
  it('takes fields, constants and tables, in the form of the field', async () => {
    const text = `tables: { groups: { 7: chairs, 9: [tables, news] } }
resources:
  suppliers:
    key: maker
    fields: { name: maker }
  products:
    fields:
      own_id: sku
      name: title
      price: price
      is_online: visible
      supplier: maker
      vat: { value: 25 }
      main_category: { from: group, table: { 7: chairs }, else: tables }
      categories: { from: group, table: groups }
      attributes.width: { value: 40 }
      images.url: photo
ignore: [id]
`
    const found = await migrated(text, [
      { ...stool, photo: 'https://a.example/1.jpg' },
      { ...desk, photo: null },
    ])
    expect(yamlOf(found)).toBe(`suppliers:
  acme-a-s:
    name: Acme A/S
products:
  bord:
    own_id: A-2
    name: Bord
    price: 99
    is_online: false
    supplier: acme-a-s
    vat: 25
    main_category: tables
    categories: [tables, news]
    attributes: { width: 40 }
  skammel:
    own_id: A-1
    name: Skammel
    price: 1299.5
    is_online: true
    supplier: acme-a-s
    vat: 25
    main_category: chairs
    categories: [chairs]
    attributes: { width: 40 }
    images: [{ url: https://a.example/1.jpg }]
`)
    expect(found.report).toEqual({
      made: [
        { section: 'suppliers', resources: 1, of: 2, passed: 0 },
        { section: 'products', resources: 2, of: 2, passed: 0 },
      ],
      dropped: [
        { kind: 'product', field: 'id', objects: 2, example: '1', meant: true },
        { kind: 'product', field: 'note', objects: 1, example: 'x', meant: false },
      ],
      unmapped: [],
      skipped: [],
    })
  })

  it('bends nothing: what a field cannot hold is reported with the objects that have it', async () => {
    const text = `resources:
  products:
    fields:
      own_id: sku
      name: title
      price: price
      is_online: visible
      categories: { from: group, table: { 9: tables } }
      description: size
`
    const found = await migrated(text, [
      { ...stool, price: '12 kr', visible: 'ja', size: { w: '40', h: null } },
      { ...desk, price: '13 kr', visible: 'ja' },
      { ...stool, sku: null, id: '3' },
    ])
    expect(found.report).toMatchObject({
      made: [{ section: 'products', resources: 2, of: 3, passed: 0 }],
      unmapped: [
        { field: 'price', from: 'price', value: '12 kr', why: 'it is not a number', ids: ['1'] },
        { field: 'is_online', value: 'ja', ids: ['1', '2'] },
        { field: 'categories', from: 'group', value: '7', why: 'the table has no entry for it', ids: ['1', '3'] },
        { field: 'description', value: '{"w":"40","h":null}', ids: ['1'] },
        { field: 'price', value: '13 kr', ids: ['2'] },
      ],
      skipped: [{ section: 'products', id: '3', why: 'it has no own_id' }],
    })
    expect(found.report.dropped.map(({ field, objects }) => `${field} ${objects}`)).toEqual([
      'id 3',
      'maker 3',
      'note 1',
    ])
  })

  it('reads fields of fields, ids of references and lists, and gives two of one name two keys', async () => {
    const text = `resources:
  products:
    key: { from: title }
    fields: { own_id: sku, name: title, brand.id: brand, categories: { from: groups, table: { 7: chairs, 9: tables } }, gtin: codes.ean }
`
    const found = await migrated(text, [
      { sku: 'A', title: 'Æble', brand: { id: '12' }, groups: ['7', '9', '7'], codes: { ean: '570', upc: '1' } },
      { sku: 'B', title: 'Æble', brand: null, groups: [], codes: {} },
    ])
    expect(yamlOf(found)).toBe(`products:
  aeble:
    own_id: A
    name: Æble
    brand: { id: 12 }
    categories: [chairs, tables]
    gtin: "570"
  aeble-2:
    own_id: B
    name: Æble
`)
    expect(found.report.dropped).toEqual([
      { kind: 'product', field: 'codes.upc', objects: 1, example: '1', meant: false },
    ])
  })
})

it('takes only the objects that it asks for', async () => {
  const text = 'resources: { products: { only: { group: [7, 8], visible: 1 }, fields: { own_id: sku } } }\n'
  const found = await migrated(text, [stool, desk, { ...stool, sku: 'A-3', group: '8' }, { ...stool, group: null }])
  expect([...(found.sections.get('products')?.keys() ?? [])]).toEqual(['a-1', 'a-3'])
  expect(found.report.made).toEqual([{ section: 'products', resources: 2, of: 4, passed: 2 }])
})

describe('what is wrong with a map is told at its place', () => {
  it('in its words', async () => {
    const text = `tables: { a: { 1: x } }
resource: {}
resources:
  product: { fields: { own_id: sku } }
  products:
    fields:
      prise: price
      brand: maker
      price: { from: price, table: b }
      name: { from: title, else: x }
      vat: { value: !env VAT }
      is_online: { form: x }
`
    expect(await wrong(text)).toMatchInlineSnapshot(`
      [
        "E1101 2:1 unknown key "resource" (did you mean "resources"?)",
        "E1101 12:20 unknown key "form" (did you mean "from"?)",
        "E1550 11:21 a map takes no !env",
        "E1550 4:3 there is no section "product" to migrate into (did you mean "products"?)",
        "E1550 7:7 no value can be put into "prise" (did you mean "price"?)",
        "E1550 8:7 no value can be put into "brand" (write one of its parts: brand.id)",
        "E1550 9:36 there is no table "b" (did you mean "a"?)",
        "E1550 10:34 "else" is for values that a table does not have (add a table, or take it out)",
      ]
    `)
    expect(await wrong('')).toMatchInlineSnapshot(`
      [
        "E1550 undefined:undefined map.yaml holds no map (write resources: { products: { fields: { own_id: sku, name: title } } }; docs/migrate.md shows a whole one)",
      ]
    `)
    expect(await wrong('a: [\n')).toMatchInlineSnapshot(`
      [
        "E1004 2:1 the YAML does not parse: deficient indentation (a bracket or a quote that was opened above may not be closed)",
      ]
    `)
  })

  it('and in what it asks of the source', async () => {
    const { map } = await readText(
      'resources:\n  products: { key: titel, fields: { own_id: sku, price: pris } }\n  suppliers: { from: supplier, fields: { name: name } }\n',
    )
    if (map === undefined) throw new Error('no map')
    const rows = new Map([['product', [{ id: '1', values: stool }]]])
    expect(unknownSources(map, rows).map(words)).toMatchInlineSnapshot(`
      [
        "E1551 2:57 no product has a field "pris" (the fields are group, id, maker, price, sku, title, visible)",
        "E1551 2:20 no product has a field "titel" (did you mean "title"?)",
        "E1551 3:22 the source has no kind "supplier" (there is product)",
      ]
    `)
    expect(
      unknownSources(
        map,
        new Map([
          ['product', []],
          ['supplier', []],
        ]),
      ),
    ).toEqual([])
  })
})

describe('a CSV file', () => {
  it('is rows of texts by their headings', () => {
    expect(csvRows('a.csv', 'Nr;Navn;\r\n1;"Stol; stor";\r\n;;\r\n2; Bord ;\r\n')).toEqual({
      rows: [
        { id: '2', values: { Nr: '1', Navn: 'Stol; stor' } },
        { id: '4', values: { Nr: '2', Navn: 'Bord' } },
      ],
      diagnostics: [],
    })
  })

  it('has its numbers as the map says', async () => {
    const text = 'decimal: ","\nresources: { products: { fields: { own_id: Nr, price: Pris } } }\n'
    const found = await migrated(text, [
      { Nr: '1', Pris: '1.299,00' },
      { Nr: '2', Pris: '1299.50' },
    ])
    expect(yamlOf(found)).toBe('products:\n  1:\n    own_id: "1"\n    price: 1299\n  2:\n    own_id: "2"\n')
    expect(found.report.unmapped).toMatchObject([{ field: 'price', value: '1299.50', ids: ['2'] }])
  })

  it('is refused where it is no sheet', () => {
    const said = (text: string) => csvRows('a.csv', text).diagnostics.map(words)
    expect(said('')).toMatchInlineSnapshot(`
      [
        "E1541 1:1 a.csv has no heading (its first row names the columns; a sheet without resources has that row alone)",
      ]
    `)
    expect(said('a;b,c\n')).toMatchInlineSnapshot(`
      [
        "E1541 1:1 the heading has as many of one delimiter as of another (begin the file with a line sep=; that says which parts the cells)",
      ]
    `)
    expect(said('a;a;b\n1;2\n1;"2\n')).toMatchInlineSnapshot(`
      [
        "E1541 3:3 the quote that is opened here is never closed (close it; a quote inside a cell is written twice: "19"" skærm")",
      ]
    `)
    expect(said('a;a;b\n1;2\n')).toMatchInlineSnapshot(`
      [
        "E1542 1:3 two columns have the heading "a" (rename one of the two)",
        "E1546 2:1 the row has 2 cells, and the heading has 3 (put a text that holds the delimiter in double quotes)",
      ]
    `)
  })
})
