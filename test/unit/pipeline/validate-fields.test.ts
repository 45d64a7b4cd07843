/** What butik.yaml says of fields, against the kinds of the five vendors: what there is not, and what cannot be wished. */
import { describe, expect, test } from 'vitest'
import { schemaFiles } from '../../../src/cli/schema-files.ts'
import { governed } from '../../../src/pipeline/govern.ts'
import { loadProject } from '../../../src/pipeline/load.ts'
import { validateDocuments } from '../../../src/pipeline/validate.ts'
import { loadProviders } from '../../../src/providers/index.ts'
import { memoryFiles, root, said } from './load-fixture.ts'

const providers = await loadProviders()

const vendors: Readonly<Record<string, string>> = {
  shop: 'vendor: shoporama, token: !env T',
  delivery: 'vendor: distribution-innovation, username: !env U, password: !env P',
  arena: 'vendor: venue-manager, apikey: !env K',
}

async function check(lines: string, connections: readonly string[] = ['shop']): Promise<string[]> {
  const named = connections.map((name) => `  ${name}: { ${vendors[name]} }\n`).join('')
  const files = memoryFiles({ 'butik.yaml': `version: 1\nconnections:\n${named}${lines}\n` })
  const project = await loadProject({ dir: root, files, butikVersion: '0.1.0' })
  expect(project.diagnostics).toEqual([])
  const found = await validateDocuments(project, schemaFiles, governed(providers, project.config))
  return found.filter(({ source }) => (source?.line ?? 0) > 2 + connections.length).map(said)
}

test.each([
  'ownership: { stock: ours }',
  'ownership: { stock: once }',
  "ownership: { product: { description: theirs, price: once, name: once, 'stock_settings.price': theirs, 'bulk_discount.over': theirs } }",
  'ownership: { category: { in_menu: theirs }, profile_attribute: { weight: theirs, type: once }, product: {} }',
  'equivalences: { product.description: html, product.price: [round-2], product.stock_settings.price: round-0, product.own_id: trim }',
  'equivalences: { product.attributes.value: [trim, round-2], category.rewrite_url: slug, product.rewrite_url: [] }',
])('may be written: %s', async (lines) => {
  expect(await check(lines)).toEqual([])
})

test('kinds and fields are those of all connections together', async () => {
  const lines = 'ownership: { shop: { legalName: theirs }, product: { price: once } }'
  expect(await check(lines, ['shop', 'delivery', 'arena'])).toEqual([])
})

describe('ownership', () => {
  test.each([
    ['{ stock: theirs }', 'E1103 4:21 "stock" must be once or ours, not "theirs"'],
    [
      '{ product: { price: their } }',
      'E1103 4:32 "price" must be ours, theirs or once, not "their" (did you mean "theirs"?)',
    ],
    ['{ product: theirs }', 'E1102 4:23 "product" must be a mapping, not "theirs"'],
    ['{ prodct: { price: theirs } }', 'E1101 4:24 no connection has a kind "prodct" (did you mean "product"?)'],
    [
      '{ nothing: {} }',
      'E1101 4:14 no connection has a kind "nothing" (the kinds are supplier, profile, profile_attribute, profile_attribute_value, category, product, stock)',
    ],
    [
      '{ categories: { tag: theirs } }',
      'E1101 4:28 no connection has a kind "categories" (did you mean "category"? Kinds are singular here, as in addresses)',
    ],
    ['{ product: { prise: theirs } }', 'E1101 4:25 a product has no field "prise" (did you mean "price"?)'],
    [
      '{ product: { stock_settings.prise: theirs } }',
      'E1101 4:25 stock_settings has no part "prise" (did you mean "price"?)',
    ],
    ['{ product: { price.high: theirs } }', 'E1101 4:25 price has no part "high" (price has no parts with a name)'],
    ['{ product: { own_id: theirs } }', 'E1107 4:25 own_id cannot be theirs: a product is found by it'],
    ['{ product: { own_id: once } }', 'E1107 4:25 own_id cannot be once: a product is found by it'],
    ['{ supplier: { name: theirs } }', 'E1107 4:26 name cannot be theirs: a supplier is found by it'],
    [
      '{ product: { name: theirs } }',
      'E1107 4:25 name cannot be theirs: no product is made without it (write once: sent when it is made, and left to the shop from then on)',
    ],
    [
      '{ profile_attribute: { type: theirs } }',
      'E1107 4:35 type cannot be theirs: no profile_attribute is made without it (write once: sent when it is made, and left to the shop from then on)',
    ],
    [
      '{ product: { stock_settings.own_id: once } }',
      'E1107 4:25 stock_settings.own_id cannot be once: it names a thing of its own in the shop',
    ],
    [
      '{ product: { stock_settings.value: theirs } }',
      'E1107 4:25 stock_settings.value cannot be theirs: the elements of stock_settings are told apart by it',
    ],
    [
      '{ product: { html_fields.html: theirs } }',
      'E1107 4:25 html_fields.html cannot be theirs: the elements of html_fields have nothing to be told apart by (hand over html_fields as a whole)',
    ],
    [
      '{ product: { locations.location: once } }',
      'E1107 4:25 locations.location cannot be once: the vendor does not show locations, so a part of it cannot be kept as it is (hand over locations as a whole)',
    ],
  ])('%s', async (value, problem) => {
    const [code, place, ...words] = problem.split(' ')
    expect(await check(`ownership: ${value}`)).toEqual([`${code} butik.yaml:${place} ${words.join(' ')}`])
  })

  test('of what the vendor never shows, or is only watched', async () => {
    const lines =
      'ownership:\n  shop: { address.street: theirs, ownerPartyKey: theirs }\n  address_field: { required: once }'
    expect(await check(lines, ['delivery', 'arena'])).toEqual([
      'E1107 butik.yaml:6:11 address.street cannot be theirs: the vendor does not show address, so a part of it cannot be kept as it is (hand over address as a whole)',
      'E1107 butik.yaml:6:35 ownerPartyKey cannot be theirs: a shop is found by it',
      'E1107 butik.yaml:7:20 required cannot be once: a address_field is only watched, so butik makes none (write theirs to have it left out of the comparison)',
    ])
  })

  test('says nothing of kinds where no connection is understood', async () => {
    const files = memoryFiles({
      'butik.yaml': 'version: 1\nconnections: { a: { vendor: x } }\nownership: { b: { c: theirs } }\n',
    })
    const project = await loadProject({ dir: root, files, butikVersion: '0.1.0' })
    const found = await validateDocuments(project, schemaFiles, governed(providers, project.config))
    expect(found.map(({ source }) => source?.line)).toEqual([2])
  })
})

describe('equivalences', () => {
  test.each([
    ['{ product.description: htm }', 'E1103 4:38 "product.description" must be one of the rules'],
    [
      '{ product.description: [trim, spaced] }',
      'E1103 4:45 an entry of "product.description" must be one of the rules',
    ],
    ['{ product.description: 1 }', 'E1102 4:38 "product.description" must be a text or a list, not 1 (write [1])'],
    ['{ product: trim }', 'E1101 4:17 "product" names no field (write "product.FIELD")'],
    [
      '{ products.name: trim }',
      'E1101 4:17 no connection has a kind "products" (did you mean "product"? Kinds are singular here, as in addresses)',
    ],
    ['{ product.descripton: html }', 'E1101 4:17 a product has no field "descripton" (did you mean "description"?)'],
    ['{ product.bulk_discount.ovr: round-0 }', 'E1101 4:17 bulk_discount has no part "ovr" (did you mean "over"?)'],
    [
      '{ product.own_id: [trim, case] }',
      'E1107 4:17 case cannot stand for own_id: a product is found by it, and would be made a second time (write own_id as the vendor keeps it)',
    ],
    ['{ product.supplier: trim }', 'E1107 4:17 rules are for texts and amounts, and supplier is neither'],
    ['{ product.is_online: trim }', 'E1107 4:17 rules are for texts and amounts, and is_online is neither'],
    [
      '{ product.stock_settings: round-0 }',
      'E1107 4:17 rules are for texts and amounts, and stock_settings is neither (write it for one of its parts: attribute, value, own_id, sec_own_id, gtin, price, purchase_price)',
    ],
    ['{ product.price: trim }', 'E1107 4:17 trim cannot stand for price, which is an amount'],
    ['{ product.meta_title: [trim, round-2] }', 'E1107 4:17 round-2 cannot stand for meta_title, which is a text'],
  ])('%s', async (value, problem) => {
    const [code, place, ...words] = problem.split(' ')
    const [one, ...others] = await check(`equivalences: ${value}`)
    const text = one?.replace(/must be trim, .*$/, 'must be one of the rules')
    expect([text, ...others]).toEqual([`${code} butik.yaml:${place} ${words.join(' ')}`])
  })
})
