/** `moved`, `imports` and `mute` of butik.yaml against what is declared: all that is wrong, with its place. */
import { expect, test } from 'vitest'
import { schemaFiles } from '../../../src/cli/schema-files.ts'
import { checkProject } from '../../../src/pipeline/desired.ts'
import { governed } from '../../../src/pipeline/govern.ts'
import { loadProject } from '../../../src/pipeline/load.ts'
import { loadProviders } from '../../../src/providers/index.ts'
import { memoryFiles, root, said } from './load-fixture.ts'

const providers = await loadProviders()

const shop = `connection: shop
suppliers:
  acme: { name: Acme }
profiles:
  seats: { name: Møbel, attributes: { width: { type: integer, name: Bredde } } }
products:
  oak-chair: { own_id: CH-1, name: Stol, stock: 3 }
  oak-table: { own_id: TA-1, name: Bord }
`

/** The lines stand from line 5 on. */
async function check(lines: string, environment?: string): Promise<string[]> {
  const connections =
    '  shop: { vendor: shoporama, token: !env T }\n  arena: { vendor: venue-manager, customer: arena }\n'
  const port = memoryFiles({
    'butik.yaml': `version: 1\nconnections:\n${connections}${lines}\n`,
    'shop.yaml': shop,
  })
  const named = environment === undefined ? {} : { environment }
  const project = await loadProject({ dir: root, files: port, butikVersion: '0.1.0', ...named })
  const declared = {
    project,
    providers: governed(providers, project.config),
    schemas: schemaFiles,
    files: port,
    env: () => undefined,
  }
  return (await checkProject(declared, { secretsOptional: true }))
    .filter(({ code }) => code !== 'N1050')
    .map((one) => said(one).replace('butik.yaml:', ''))
}

test.each([
  'moved: { shop/product/chair: shop/product/oak-chair, shop/supplier/a: shop/supplier/acme }',
  'moved: { shop/product/a: shop/product/b, shop/product/b: shop/product/oak-chair }',
  'moved: { shop/profile_attribute/seats.w: shop/profile_attribute/seats.width, before/product/x: shop/product/oak-chair }',
  'imports: { shop/product/oak-chair: 123, shop/supplier/acme: "123", shop/profile_attribute/seats.width: 7 }',
  'mute: [{ address: "shop/product/oak-*", field: price, until: 2026-12-31, reason: Jul }, { address: shop/stock/oak-chair, field: stock, until: "2028-02-29", reason: x }]',
  'mute: []',
])('may be written: %s', async (lines) => {
  expect(await check(lines)).toEqual([])
})

test.each([
  [
    '{ chair: shop/product/oak-chair }',
    'E1520 5:10 "chair" is not an address (an address is connection/kind/key, such as shop/product/oak-chair)',
  ],
  [
    '{ shop/product/a: chair }',
    'E1520 5:26 "chair" is not an address (an address is connection/kind/key, such as shop/product/oak-chair)',
  ],
  ['{ shop/product/a: shp/product/oak-chair }', 'E1520 5:26 there is no connection "shp" (did you mean "shop"?)'],
  [
    '{ shop/product/a: shop/products/oak-chair }',
    'E1520 5:26 connection "shop" has no kind "products" (did you mean "product"? Kinds are singular here)',
  ],
  [
    '{ shop/supplier/a: shop/product/oak-chair }',
    'E1520 5:27 shop/supplier/a cannot become shop/product/oak-chair (an object keeps its kind)',
  ],
  [
    '{ arena/product/a: shop/product/oak-chair }',
    'E1520 5:27 arena/product/a cannot become shop/product/oak-chair (an object stays in its shop)',
  ],
  [
    '{ shop/stock/a: shop/stock/oak-chair }',
    'E1520 5:10 a stock lives inside another resource (it goes with that one; take the line out)',
  ],
  [
    '{ shop/product/a: shop/product/oak-chiar }',
    'E1201 5:26 shop/product/oak-chiar is not declared (did you mean "shop/product/oak-chair"?)',
  ],
  [
    '{ shop/product/oak-table: shop/product/oak-chair }',
    'E1522 5:10 shop/product/oak-table is still declared, and is said to have moved to shop/product/oak-chair (take the resource under the old key out of the files, or this line)',
  ],
  [
    '{ shop/product/a: shop/product/oak-chair, shop/product/b: shop/product/oak-chair }',
    'E1521 5:66 shop/product/b and shop/product/a cannot both become shop/product/oak-chair (an address has one object; one of the two is another resource)',
  ],
  [
    '{ shop/product/a: shop/product/b, shop/product/b: shop/product/c, shop/product/c: shop/product/b }',
    'E1521 5:42 these moves go round in a circle: shop/product/b → shop/product/c → shop/product/b (keys that are exchanged are told apart by what names their objects: take the lines out)',
  ],
])('moved: %s', async (lines, problem) => {
  expect(await check(`moved: ${lines}`)).toEqual([problem])
})

test.each([
  [
    '{ shop/product/oak-chiar: 1 }',
    'E1201 5:12 shop/product/oak-chiar is not declared (did you mean "shop/product/oak-chair"?)',
  ],
  ['{ shop/product/oak-chair: 00x }', 'E1524 5:36 "00x" is no id of a product (its ids are whole numbers)'],
  [
    '{ shop/stock/oak-chair: 1 }',
    'E1524 5:12 a stock lives inside another resource (it goes with that one; take the line out)',
  ],
  [
    '{ shop/product/oak-chair: 7, shop/product/oak-table: 7 }',
    'E1524 5:63 the id 7 is imported twice, by shop/product/oak-chair too (an object answers to one address)',
  ],
])('imports: %s', async (lines, problem) => {
  expect(await check(`imports: ${lines}`)).toEqual([problem])
})

const rest = 'until: 2026-12-31, reason: x }'
test.each([
  [
    '[{ address: shop/product/oak-chair, field: prise, until: 2026-12-31, reason: x }]',
    'E1101 5:50 a product has no field "prise" (did you mean "price"?)',
  ],
  [
    `[{ address: "shop/product/x-*", field: price, ${rest}]`,
    'E1201 5:19 shop/product/x-* matches nothing that is declared (an address is connection/kind/key, such as shop/product/oak-chair)',
  ],
  [
    `[{ address: shop/product/oak, field: price, ${rest}]`,
    'E1201 5:19 shop/product/oak is not declared (did you mean "shop/product/oak-chair" or "shop/product/oak-table"?)',
  ],
  [
    `[{ address: "shop/product/*", field: stock_settings.price, ${rest}]`,
    'E1527 5:44 a part of a field cannot be muted: stock_settings.price (a field is written whole; mute "stock_settings")',
  ],
  [
    '[{ address: "*", field: price, until: 2026-02-30, reason: x }]',
    'E1527 5:45 "2026-02-30" is not a day that there is (write a day such as 2026-12-31)',
  ],
  [
    '[{ address: "*", field: price, until: soon, reason: x }]',
    'E1527 5:45 "soon" is not a day that there is (write a day such as 2026-12-31)',
  ],
  ['[{ address: "*", field: price, until: 2026-12-31 }]', expect.stringMatching(/^E1104 5:8 .*"reason"/)],
])('mute: %s', async (lines, problem) => {
  expect(await check(`mute: ${lines}`)).toEqual([problem])
})

test('an environment lays its own over them, does without some, and says nothing of a connection that it has not', async () => {
  const lines = `moved: { arena/product/a: arena/product/b, shop/product/a: shop/product/oak-chair }
imports: { shop/product/oak-chair: 1 }
mute: [{ address: shop/product/oak, field: price, until: 2026-12-31, reason: x }]
environments:
  staging: { connections: { arena: false }, imports: { shop/product/oak-chair: x }, mute: [] }
  production: { moved: { arena/product/a: null }, imports: { shop/product/oak-chair: null, shop/product/oak-table: 2 }, mute: [] }`
  expect(await check(lines, 'staging')).toEqual(['E1524 9:80 "x" is no id of a product (its ids are whole numbers)'])
  expect(await check(lines, 'production')).toEqual([])
})
