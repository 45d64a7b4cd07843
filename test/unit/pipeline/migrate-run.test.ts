/** A migration from a shop in the sandbox: read whole, written nowhere, and what keeps it from being made. */
import { expect, test } from 'vitest'
import { DiagnosticsError, ReconcilerError } from '../../../src/model/errors.ts'
import { type MigrateOptions, makeMigration } from '../../../src/pipeline/migrate-run.ts'
import { type Engine, engine, type Files } from '../../support/engine.ts'
import { migration, write } from '../../support/migrating.ts'

const butik = `version: 1
connections:
  shop: { vendor: shoporama, token: !env SHOPORAMA_TOKEN, url: !env SHOPORAMA_URL }
  old: { vendor: 24nettbutikk, token: !env NETTBUTIKK_TOKEN, url: !env NETTBUTIKK_URL }
`
const map = 'resources: { products: { fields: { own_id: sku, name: name, price: price, is_online: visible } } }\n'

const shops = (files: Files = {}): Promise<Engine> =>
  engine({ 'butik.yaml': butik, ...files }, { vendors: ['shoporama', '24nettbutikk'], seed: 'nordic-group' })

test('reads the old shop and nothing else, and gives files that are not written', async () => {
  await using shop = await shops()
  shop.forgetCalls()
  const { files, report, calls } = await migration(shop, map)
  expect(files.map(({ path }) => path)).toEqual(['products.yaml'])
  expect(files[0]?.text.split('\n').slice(0, 7)).toEqual([
    'connection: shop',
    'products:',
    '  gulvlampe-nordlys:',
    '    own_id: NG-LAMPE-GULV',
    '    name: Gulvlampe Nordlys',
    '    price: 1290',
    '    is_online: true',
  ])
  expect(report.made).toEqual([{ section: 'products', resources: 10, of: 10, passed: 0 }])
  expect(report.dropped.map(({ field, objects }) => `${field} ${objects}`)).toEqual([
    'category 10',
    'description 0',
    'ean 0',
    'id 10',
    'modified_on 10',
    'special_price 1',
    'stock 9',
    'supplier 10',
    'weight 8',
  ])
  const log = shop.sandbox.vendor('24nettbutikk').log
  expect([shop.calls(), log.every(({ method }) => method === 'GET' || method === 'HEAD')]).toEqual([[], true])
  expect(calls).toEqual({ old: log.length })
})

test('takes a CSV file for a shop', async () => {
  await using shop = await shops()
  const text = 'sku;name;price;visible;extra\nA;Stol;1.299,00;1;x\n'
  const { files, report, calls } = await migration(shop, `decimal: ","\n${map}`, { file: 'old.csv', text })
  expect(files.map((one) => one.text)).toEqual([
    'connection: shop\nproducts:\n  stol:\n    own_id: A\n    name: Stol\n    price: 1299\n    is_online: true\n',
  ])
  expect([report.dropped.map(({ field }) => field), calls]).toEqual([['extra'], {}])
})

test('takes the products of Venue Manager in one of their languages', async () => {
  const old = 'old: { vendor: venue-manager, url: !env VM_URL, languages: [en] }'
  const files = { 'butik.yaml': butik.replace(/old: .*/, old) }
  await using shop = await engine(files, { vendors: ['shoporama', 'venue-manager'], seed: 'nordic-group' })
  const text = `resources:
  products:
    key: label
    only: { language: default }
    fields: { own_id: id, name: name, description: appData.description, price: priceInclVat, vat: vat }
`
  const { files: made, report } = await migration(shop, text)
  expect(report.made).toEqual([{ section: 'products', resources: 7, of: 14, passed: 7 }])
  expect(report.dropped.map(({ field }) => field)).toContain('properties.seasonCardIsBuyable')
  expect(made[0]?.text).toContain('price:')
})

test('writes over nothing', async () => {
  await using shop = await shops({ 'products.yaml': '' })
  await expect(migration(shop, map)).rejects.toMatchObject({ code: 'E1552' })
})

test('tells what is wrong with the files that it makes', async () => {
  await using shop = await shops({ 'own.yaml': 'connection: shop\ncategories: { chairs: { name: Stole } }\n' })
  const text = 'sku;name;group\nA;Stol;Stole\nB;Bord;Borde\nB;Bord 2;\n'
  const tables =
    'resources: { products: { fields: { own_id: sku, name: name, main_category: { from: group, table: { Stole: chairs, Borde: tabels } } } } }\n'
  const { files, problems } = await migration(shop, tables, { file: 'old.csv', text })
  expect(files).toHaveLength(1)
  expect(problems.map(({ code, source, summary }) => `${code} ${source?.line} ${summary}`)).toEqual([
    'E1201 6 there is no category "tabels"',
    'E1203 8 shop/product/bord and shop/product/bord-2 share the own_id "B"',
  ])
})

test('writes nothing that no run would read', async () => {
  await using shop = await shops({ 'butik.yaml': `${butik}resources: ["conf/*.yaml"]\n` })
  await expect(migration(shop, map)).rejects.toMatchObject({ code: 'E1503' })
})

test('makes nothing of a list that came short, or of a map that is wrong', async () => {
  await using shop = await shops()
  const problems = async (text: string, more: Partial<MigrateOptions> = {}): Promise<string[]> => {
    const options = { source: { connection: 'old' }, as: 'shop', map: { file: 'map.yaml', text }, into: '', ...more }
    const error: unknown = await makeMigration(await shop.world(), write, options).then(
      () => undefined,
      (reason: unknown) => reason,
    )
    if (error instanceof DiagnosticsError) return error.diagnostics.map(({ code, summary }) => `${code} ${summary}`)
    return error instanceof ReconcilerError ? [`${error.code} ${error.message}`] : []
  }
  expect(await problems(map.replace('sku', 'skuu'))).toEqual(['E1551 no product has a field "skuu"'])
  expect(await problems(map.replace('price:', 'prise:'))).toEqual(['E1550 no value can be put into "prise"'])
  expect(await problems(map.replace('fields', 'from: gateway, fields'))).toEqual([
    'E1551 the source has no kind "gateway"',
  ])
  expect(await problems(map, { as: 'shp' })).toEqual(['E3006 there is no connection "shp"'])
  expect(await problems(map, { source: { connection: 'odl' } })).toEqual(['E3006 there is no connection "odl"'])
  const down = { match: { vendor: '24nettbutikk', times: 99 }, fault: { kind: 'status', status: 500 } } as const
  shop.sandbox.faults.script([down])
  const [short] = await problems(map)
  expect(short).toMatch(/^E2003 /)
})
