// Keys, names and SKUs that change hands between resources in one edit: nothing is made twice, nothing is lost, every
// stock level stays with its thing, and one apply is enough.
import { expect, test } from 'vitest'
import { butikYaml, type Engine, engine } from '../../support/engine.ts'
import { applied, planned } from '../../support/steps.ts'

type Product = readonly [key: string, sku: string, stock: number]

const products = (...some: readonly Product[]) =>
  `products:\n${some.map(([key, sku, stock]) => `  ${key}: { own_id: ${sku}, name: Vare ${key}, price: 10, stock: ${stock} }\n`).join('')}`

interface Shop {
  /** Id and level, by SKU. */
  readonly [sku: string]: readonly [id: number, level: number]
}

async function shopOf(shop: Engine): Promise<Shop> {
  const { stock } = (await shop.owner('GET', '/stock?limit=100')) as { stock: { SKU: string; stock: number }[] }
  const rows = (await shop.owner('GET', '/product?limit=100')) as { products: { own_id: string; product_id: number }[] }
  const levels = new Map(stock.map((row) => [row.SKU, Number(row.stock)]))
  return Object.fromEntries(
    rows.products.map(({ own_id, product_id }) => [own_id, [product_id, levels.get(own_id) ?? 0] as const]),
  )
}

/** From one set of files to the other in one apply that leaves nothing to do: what it wrote, and the shop before and after. */
async function edited(before: string, after: string, roots = '') {
  const shop = await engine(
    { 'butik.yaml': butikYaml({ roots }), 'shop.yaml': before },
    { switches: { shoporama: { duplicate_own_id: 'reject' } } },
  )
  try {
    await applied(shop, await planned(shop))
    const was = await shopOf(shop)
    shop.write({ 'shop.yaml': after })
    await applied(shop, await planned(shop))
    const writes = shop.calls().filter((call) => !call.startsWith('GET'))
    const rest = await planned(shop)
    expect([rest.changes, rest.stateUpdates, rest.guards]).toEqual([[], [], []])
    return { was, is: await shopOf(shop), writes }
  } finally {
    await shop[Symbol.asyncDispose]()
  }
}

const stockWays = ['', 'ownership: { stock: ours }\n']

test.each(stockWays)('keys that moved along: no product and no level is touched (%j)', async (roots) => {
  const names = (text: string) => text.replaceAll(/Vare \w+/g, 'Vare')
  const { was, is, writes } = await edited(
    names(products(['a', 'A-1', 7], ['b', 'B-1', 4])),
    names(products(['b', 'A-1', 7], ['c', 'B-1', 4])),
    roots,
  )
  expect(writes).toEqual([])
  expect(is).toEqual(was)
})

test.each(stockWays)('two keys that were exchanged: each product keeps its id and its level (%j)', async (roots) => {
  const { was, is, writes } = await edited(
    products(['a', 'A-1', 7], ['b', 'B-1', 4]),
    products(['a', 'B-1', 4], ['b', 'A-1', 7]),
    roots,
  )
  // The names, which say the keys.
  expect(writes).toHaveLength(2)
  expect(is).toEqual(was)
})

test('a SKU that a new product takes is still that product, with its level; the other is made', async () => {
  const { was, is } = await edited(
    products(['a', 'A-1', 7], ['b', 'B-1', 4]),
    products(['a', 'A-2', 3], ['b', 'B-1', 4], ['n', 'A-1', 7]),
  )
  expect(is).toEqual({ ...was, 'A-2': [expect.any(Number), 3] })
  expect(is['A-2']?.[0]).not.toBe(was['A-1']?.[0])
})

test('a SKU that is renamed and a level that changes, in one edit', async () => {
  const { was, is } = await edited(products(['a', 'A-1', 7]), products(['a', 'A-2', 9]), stockWays[1])
  expect(is).toEqual({ 'A-2': [was['A-1']?.[0], 9] })
})

test('a row of SKUs moves up by one', async () => {
  const { was, is } = await edited(
    products(['a', 'S-1', 1], ['b', 'S-2', 2]),
    products(['a', 'S-2', 1], ['b', 'S-3', 2]),
    stockWays[1],
  )
  expect(is).toEqual({ 'S-2': was['S-1'], 'S-3': was['S-2'] })
})

test('a name that a new supplier takes from an old one', async () => {
  await using shop = await engine({ 'shop.yaml': 'suppliers:\n  s: { name: Acme }\n' })
  await applied(shop, await planned(shop))
  shop.write({ 'shop.yaml': 'suppliers:\n  s: { name: Acme gamle }\n  t: { name: Acme }\n' })
  await applied(shop, await planned(shop))
  expect((await planned(shop)).changes).toEqual([])
  const suppliers = (await shop.owner('GET', '/supplier')) as { name: string }[]
  expect(suppliers.map(({ name }) => name).sort()).toEqual(['Acme', 'Acme gamle'])
})

test('the SKU of a product that is to be deleted is not taken in the same edit', async () => {
  const deleted = (text: string) => text.replaceAll(' }', ', butik: { on_remove: delete } }')
  await using shop = await engine({ 'shop.yaml': deleted(products(['a', 'A-1', 7], ['b', 'B-1', 4])) })
  await applied(shop, await planned(shop))
  shop.write({ 'shop.yaml': deleted(products(['b', 'A-1', 7])) })
  const made = await planned(shop)
  expect(made.complete).toBe(false)
  expect(made.diagnostics.map(({ code, summary }) => `${code} ${summary}`)).toEqual([
    'E2007 A-1 is taken in the shop by id 600001, which is shop/product/a in the state and declared no more',
  ])
})

test('the SKU of a product that the shop keeps: the address is that product now, and its own is let go', async () => {
  const { was, is, writes } = await edited(
    products(['a', 'A-1', 7], ['b', 'B-1', 4]),
    products(['b', 'A-1', 7]).replace('Vare b', 'Vare a'),
  )
  expect(writes).toEqual([])
  expect(is).toEqual(was)
})
