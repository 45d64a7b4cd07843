import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { isJsonObject } from '../../../../src/model/json.ts'
import { shoporama } from '../../../../src/providers/shoporama/index.ts'
import { resourceFileSchema, settingsSchema } from '../../../../src/providers/shoporama/schema.ts'

/** DESIGN.md section 2, as its YAML reads. */
const design = {
  connection: 'shop',
  suppliers: { acme: { name: 'Acme Møbler A/S', dropshipping_mail: 'ordre@acme.example' } },
  profiles: {
    furniture: {
      name: 'Møbel',
      attributes: {
        colour: {
          type: 'valuelist',
          name: 'Farve',
          is_variant: true,
          values: { oak: { val: 'Eg', weight: 1 }, black: 'Sort' },
        },
        width: { type: 'integer', name: 'Bredde' },
      },
    },
  },
  categories: { chairs: { name: 'Stole', parent: 'furniture', in_menu: true }, furniture: { name: 'Møbler' } },
  products: {
    'oak-chair': {
      own_id: 'CH-001',
      name: 'Egestol',
      profile: 'furniture',
      supplier: 'acme',
      categories: ['chairs'],
      main_category: 'chairs',
      price: 1299,
      sale_price: null,
      attributes: { colour: ['oak', 'black'], width: 40 },
      stock_settings: [
        { attribute: 'colour', value: 'oak', own_id: 'CH-001-OAK', price: 1299, stock: 7 },
        { attribute: 'colour', value: 'black', own_id: 'CH-001-BLK', stock: 0 },
      ],
      bulk_discount: { over: 5, discount: 12.5 },
      discount: { 10: { 'colour.oak': 1199 } },
      html_fields: [{ html: '<p>…</p>', append: 'head' }],
      file: { file: 'manual.pdf', is_public: true },
      images: [{ file: 'images/oak-chair.jpg', description: 'Forfra' }],
      bundle: ['oak-leg', 'oak-leg', 'oak-seat'],
      related: ['oak-table'],
      description: 'texts/oak-chair.html',
    },
  },
}

const json = z.toJSONSchema(resourceFileSchema, { target: 'draft-2020-12' })
const ajv = new Ajv2020({ strict: false, validateSchema: false })
const validate = ajv.compile(json)
const accepts = (value: unknown) => validate(value) && resourceFileSchema.safeParse(value).success
const product = (more: object) => ({ products: { p: { own_id: 'A', ...more } } })

describe('the schema of a resource file', () => {
  it('takes the files of the design', () => {
    expect(validate(design), JSON.stringify(validate.errors)).toBe(true)
    expect(accepts({})).toBe(true)
  })

  it.each([
    [{ own_id: 123, gtin: 5701234567899, name: true }],
    [{ price: '1299.00', sale_price: '-1', shipping_weight: '5200' }],
    [{ supplier: { id: 12 }, profile: { id: '12' }, brand: { id: 1 }, categories: [2024, { id: 3 }] }],
    [
      {
        attributes: { colour: { id: 3 }, width: null, tags: [{ id: 4 }, 'a'] },
        html_fields: [
          { html: 'x', append: '' },
          { html: 'y', append: null },
        ],
      },
    ],
    [
      {
        images: [{ url: 'https://a.example/1.jpg' }, { image_id: 5, description: null }],
        file: null,
        canonical: null,
        bulk_discount: null,
        discount: null,
      },
    ],
    [{ discount: { 10: { 77: '5.00' } }, stock_settings: [{ attribute: { id: 1 }, value: { id: 2 } }], stock: 7 }],
    [{ butik: { protect: true, on_remove: 'offline' } }],
  ])('takes %j', (more) => expect(accepts(product(more))).toBe(true))

  it.each([
    ['a typo', product({ pirce: 1 })],
    ['a typo in a section', { prodcts: {} }],
    ['an id argument', product({ supplier_id: 1 })],
    ['a name that makes the vendor create', product({ supplier_name: 'Acme' })],
    ['no own_id', { products: { p: { name: 'A' } } }],
    ['own_id cleared', { products: { p: { own_id: null } } }],
    ['a comma in money', product({ price: '12,50' })],
    ['a flag as a number', product({ is_online: 1 })],
    ['a flag as null', product({ is_online: null })],
    ['half a gram', product({ shipping_weight: 1.5 })],
    ['a key with a dot', { suppliers: { 'a.b': { name: 'A' } } }],
    ['an unknown place for HTML', product({ html_fields: [{ html: 'x', append: 'foot' }] })],
    ['two sources of one picture', product({ images: [{ file: 'a.jpg', url: 'https://a.example' }] })],
    ['a brand by key', product({ brand: 'acme' })],
    ['offline for a supplier', { suppliers: { a: { name: 'A', butik: { on_remove: 'offline' } } } }],
    ['another type of attribute', { profiles: { p: { name: 'P', attributes: { a: { type: 'text', name: 'A' } } } } }],
    ['an attribute without a name', { profiles: { p: { name: 'P', attributes: { a: { type: 'string' } } } } }],
    [
      'a value without val',
      {
        profiles: {
          p: { name: 'P', attributes: { a: { type: 'valuelist', name: 'A', values: { v: { weight: 1 } } } } },
        },
      },
    ],
    ['another order of products', { categories: { c: { name: 'C', sort_order: 'price' } } }],
    ['a step that is no number', product({ discount: { ten: { 'colour.oak': 1 } } })],
  ])('refuses %s', (_, value) => {
    expect(validate(value)).toBe(false)
    expect(resourceFileSchema.safeParse(value).success).toBe(false)
  })

  it('says of every field what it is, with examples that it takes itself', () => {
    const lacking: string[] = []
    const walk = (schema: unknown, path: string): void => {
      if (!isJsonObject(schema)) return
      if (Array.isArray(schema['examples'])) {
        const own = ajv.compile(schema)
        for (const example of schema['examples']) if (!own(example)) lacking.push(`${path}: ${JSON.stringify(example)}`)
      }
      for (const [name, part] of Object.entries(isJsonObject(schema['properties']) ? schema['properties'] : {})) {
        if (!isJsonObject(part) || typeof part['description'] !== 'string' || !Array.isArray(part['examples']))
          lacking.push(`${path}.${name}`)
        walk(part, `${path}.${name}`)
      }
      const branches = [schema['anyOf'], schema['items'], schema['additionalProperties']].flat()
      for (const branch of branches) walk(branch, path)
    }
    walk(json, '')
    walk(z.toJSONSchema(settingsSchema, { target: 'draft-2020-12' }), 'settings')
    expect(lacking).toEqual([])
  })
})

describe('fields and schema agree', () => {
  const keysOf = (...path: readonly string[]): string[] => {
    let schema: unknown = json
    for (const step of path)
      schema = Array.isArray(schema) ? schema[Number(step)] : isJsonObject(schema) ? schema[step] : undefined
    return isJsonObject(schema) && isJsonObject(schema['properties']) ? Object.keys(schema['properties']) : []
  }
  const section = (name: string) => ['properties', name, 'additionalProperties']
  const attribute = [...section('profiles'), 'properties', 'attributes', 'additionalProperties']
  const value = [...attribute, 'properties', 'values', 'additionalProperties', 'anyOf', '1']
  const cases: readonly [
    kind: string,
    path: readonly string[],
    nested: readonly string[],
    filledIn: readonly string[],
  ][] = [
    ['supplier', section('suppliers'), ['butik'], []],
    ['profile', section('profiles'), ['attributes', 'butik'], []],
    ['profile_attribute', attribute, ['values'], ['profile']],
    ['profile_attribute_value', value, [], ['attribute']],
    ['category', section('categories'), ['butik'], []],
    ['product', section('products'), ['stock', 'sale', 'butik'], []],
  ]
  it.each(cases)('%s', (name, path, nested, filledIn) => {
    const kind = shoporama.kinds.find((candidate) => candidate.name === name)
    const keys = keysOf(...path).filter((key) => !nested.includes(key))
    expect([...keys, ...filledIn].sort()).toEqual(Object.keys(kind?.fields ?? {}).sort())
  })
})
