// Whoever writes YAML in an editor is told of every field what it means, counts and is called, and how sure that is.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Field, partsOfField } from '../../../src/model/field.ts'
import { sureties, type VendorFacts } from '../../../src/model/field-facts.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../src/model/json.ts'
import { withVendorFacts } from '../../../src/pipeline/schema-facts.ts'
import { loadProviders } from '../../../src/providers/index.ts'
import { root } from '../../support/butik.ts'

interface Node {
  readonly path: string
  readonly schema: JsonObject
}

function read(file: string): JsonObject {
  const schema: Json = JSON.parse(readFileSync(join(root, 'schemas', file), 'utf8'))
  if (!isJsonObject(schema)) throw new TypeError(file)
  return schema
}

const vendors = readdirSync(join(root, 'schemas', 'vendors')).map((file) => file.replace('.json', ''))

/** Every named field, wherever it stands; what is asked for in `if` and said again in `then` without words is none. */
function* fieldsIn(schema: Json | undefined, path = ''): Generator<Node> {
  if (!isJsonObject(schema)) return
  for (const [name, child] of Object.entries(objectIn(schema['properties']))) {
    if (isJsonObject(child)) yield { path: `${path}.${name}`, schema: child }
    yield* fieldsIn(child, `${path}.${name}`)
  }
  for (const keyword of ['additionalProperties', 'items']) yield* fieldsIn(schema[keyword], `${path}.*`)
  for (const keyword of ['anyOf', 'allOf']) for (const one of listIn(schema[keyword])) yield* fieldsIn(one, path)
  // At the root it only asks for what has to be there where there are no environments.
  if (path !== '') yield* fieldsIn(schema['then'], path)
  const { settings } = objectIn(schema['$defs'])
  if (settings !== undefined) yield* fieldsIn(settings, `${path}.settings`)
}

function objectIn(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {}
}

function listIn(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : []
}

function hasValues(schema: JsonObject): boolean {
  const isShape = ['properties', 'const', 'enum', 'examples', 'default'].some((keyword) => keyword in schema)
  return isShape || listIn(schema['anyOf']).some((one) => hasValues(objectIn(one)))
}

describe.each(['config.json', ...vendors.map((vendor) => `vendors/${vendor}.json`)])('%s', (file) => {
  const fields = [...fieldsIn(read(file))]

  test('says what each field means, where more is said, and how it may look', () => {
    expect(fields.length).toBeGreaterThan(15)
    const silent = fields.filter(({ schema }) => !/[.!?)]$/.test(String(schema['description'] ?? '')))
    expect(silent.map(({ path }) => path)).toEqual([])
    const short = fields.filter(({ schema }) => !hasValues(schema) && !('additionalProperties' in schema))
    expect(short.map(({ path }) => path)).toEqual([])
  })
})

describe.each(vendors)('the resources of %s', (vendor) => {
  const schema = read(`vendors/${vendor}.json`)

  function* kindsIn(node: Json | undefined): Generator<JsonObject> {
    if (!isJsonObject(node)) return
    if (typeof objectIn(node['x-butik'])['kind'] === 'string') yield node
    for (const value of Object.values(node))
      for (const child of Array.isArray(value) ? value : [value]) yield* kindsIn(child)
  }

  const said = new Map([...kindsIn(schema)].map((node) => [String(objectIn(node['x-butik'])['kind']), node]))

  test('has every kind of the provider, with a page that is there', async () => {
    const [provider] = await loadProviders([vendor])
    const elsewhere = Object.values(objectIn(objectIn(schema['x-butik'])['elsewhere'])).map(objectIn)
    const known = [...said.keys(), ...elsewhere.map((one) => String(one['kind']))]
    expect([...new Set(known)].sort()).toEqual(provider?.kinds.map(({ name }) => name).sort())
    for (const about of [...[...said.values()].map((node) => objectIn(node['x-butik'])), ...elsewhere]) {
      const [page = '', chapter = ''] = String(about['page']).split('#')
      expect(readFileSync(join(root, page), 'utf8').toLowerCase()).toMatch(new RegExp(`^##+ ${chapter}$`, 'm'))
      expect(String(about['manual'])).toMatch(/^https?:\/\//)
    }
  })

  test('says of each field of the vendor how sure it is, and leads to both pages', () => {
    let count = 0
    for (const [kind, node] of said) {
      for (const { path, schema: field } of fieldsIn(node)) {
        // What butik adds is no field of the vendor.
        const isOwn = /^\.(butik|sale)(\.|$)/.test(path)
        const about = objectIn(field['x-butik'])
        if (!isOwn) expect(sureties, `${kind}${path}`).toContain(about['sure'])
        expect(field['markdownDescription'], `${kind}${path}`).toMatch(
          /\[The vendor's page\]\(http.*\) · docs\/vendors\//,
        )
        count += 1
      }
    }
    expect(count).toBeGreaterThan(2)
  })

  test('says what every number counts', async () => {
    const [provider] = await loadProviders([vendor])
    for (const kind of provider?.kinds ?? []) {
      const node = said.get(kind.name)
      if (node === undefined) continue
      const units = new Map([...fieldsIn(node)].map((one) => [one.path, objectIn(one.schema['x-butik'])['unit']]))
      for (const path of numbersIn(kind.fields)) {
        // What is written as a map has no names inside: the unit is told of the whole.
        const told = units.has(path) ? path : `.${path.split('.')[1]}`
        expect(units.get(told), `${kind.name}${path}`).toEqual(expect.any(String))
      }
    }
  })
})

/** Paths of amounts and whole numbers, as fieldsIn writes them. */
function numbersIn(fields: { readonly [name: string]: Field }, before = ''): string[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const path = `${before}.${name}`
    const isNumber = field.shape === 'scalar' && (field.type === 'money' || field.type === 'integer')
    return [...(isNumber ? [path] : []), ...numbersIn(partsOfField(field), field.shape === 'list' ? `${path}.*` : path)]
  })
}

const toy: VendorFacts = {
  manual: 'https://vendor.example/api',
  page: 'docs/vendors/toy.md',
  kinds: {
    shop: {
      at: 'shops/*',
      chapter: 'shop',
      sure: 'seed',
      fields: { weight: { unit: 'grams', as: 'w', sure: 'seen' } },
    },
  },
}

function toySchema(fields: JsonObject): JsonObject {
  return { properties: { shops: { additionalProperties: { description: 'A shop.', properties: fields } } } }
}

test('facts of a field that is not there are a mistake of ours', () => {
  expect(() => withVendorFacts(toySchema({ name: { description: 'Name.' } }), toy)).toThrow('shop.weight')
})

test('a hover has the meaning, the unit, the name at the vendor, an example and how sure it is', () => {
  const fields = { weight: { description: 'How heavy.', examples: [5] }, name: { description: 'Name.' } }
  const told = withVendorFacts(toySchema(fields), toy)
  const shop = objectIn(objectIn(objectIn(told['properties'])['shops'])['additionalProperties'])
  const weight = objectIn(objectIn(shop['properties'])['weight'])
  expect(weight['x-butik']).toEqual({ unit: 'grams', as: 'w', sure: 'seen' })
  expect(weight['markdownDescription']).toBe(
    [
      'How heavy.',
      'Unit: grams.',
      'The vendor calls it `w`.',
      'Example: `5`',
      'How sure: seen in public client code or stored answers.',
      "[The vendor's page](https://vendor.example/api) · docs/vendors/toy.md#shop",
    ].join('\n\n'),
  )
  expect(objectIn(objectIn(shop['properties'])['name'])['x-butik']).toEqual({ sure: 'seed' })
})
