// What a run costs in calls: the prices of DESIGN.md section 4, counted by the sandbox, and nothing done twice.
import { expect, test } from 'vitest'
import type { Plan } from '../../../src/model/plan.ts'
import { butikYaml, type Engine, engine } from '../../support/engine.ts'
import { applied, expectNothingToDo, planned } from '../../support/steps.ts'
import { drift, first, second, third } from './whole-shop.ts'

/** A plan without what may differ between two of the same world. */
function lasting({ basis: { madeAt: _madeAt, ...basis }, cost, views, ...rest }: Plan): string {
  const costs = Object.entries(cost).map(([name, { remaining: _remaining, ...one }]) => [name, one])
  return JSON.stringify({ ...rest, basis, cost: costs, views: views.map(({ age: _age, ...view }) => view) }, null, 1)
}

test('two plans of one world are the same, whatever there is to do', async () => {
  await using shop = await engine(first)
  const same = async (): Promise<Plan> => {
    const one = await planned(shop, { allowDelete: true })
    expect.soft(lasting(await planned(shop, { allowDelete: true }))).toBe(lasting(one))
    return one
  }
  await applied(shop, await same())
  await same()
  shop.write(second)
  await applied(shop, await same())
  await drift(shop)
  await applied(shop, await same())
  shop.write(third)
  await applied(shop, await same())
  const nothing = await planned(shop, { destroy: true })
  expect.soft(lasting(await planned(shop, { destroy: true }))).toBe(lasting(nothing))
})

test('a full plan is three lists, one for each profile and valuelist, and the pages of the products', async () => {
  await using shop = await engine(first)
  // In an empty shop no profile is there to ask for; own_ids never seen are looked for among the offline products once.
  expect(await planned(shop)).toMatchObject({ cost: { shop: { planReads: 3 + 1 + 1 } } })
  await applied(shop, await planned(shop))
  const idle = await planned(shop)
  expectNothingToDo(idle)
  const [profiles, valuelists, pages] = [3, 3, 1]
  expect(idle.cost['shop']).toEqual({
    planReads: 3 + profiles + valuelists + pages,
    applyReads: 0,
    writes: 0,
    // What the vendor has counted is what butik has.
    remaining: 1000 - (shop.sandbox.shoporama.calls().used['token'] ?? 0),
  })
  expect(shop.calls().slice(0, 3)).toEqual(['GET /supplier', 'GET /profile', 'GET /profile-attribute?profile_id=2001'])

  shop.write({ 'butik.yaml': butikYaml({ roots: 'ownership: { stock: ours }\n' }) })
  expect(await planned(shop)).toMatchObject({ cost: { shop: { planReads: 3 + profiles + valuelists + 2 * pages } } })
})

test('profiles that nobody declares are not read into', async () => {
  await using shop = await engine({ 'shop.yaml': 'profiles:\n  mine: { name: Min }\n' })
  const foreign = (await shop.owner('POST', '/profile', { name: 'Andres' })) as { profile_id: number }
  await shop.owner('POST', `/profile-attribute?profile_id=${foreign.profile_id}`, { name: 'Farve', type: 'valuelist' })
  await applied(shop, await planned(shop))
  await planned(shop)
  expect(shop.calls()).toEqual(['GET /profile'])
})

test.each([
  { products: 0, pages: 1 },
  { products: 100, pages: 1 },
  { products: 101, pages: 2 },
  // More of them by the command line: golden/ten-thousand.
  { products: 1_001, pages: 11 },
])('$products products are made and read in $pages pages', { timeout: 120_000 }, async ({ products, pages }) => {
  await using shop = await engine({ 'shop.yaml': `suppliers:\n  acme: { name: Acme }\n${productsYaml(products)}` })
  shop.sandbox.shoporama.setCalls({ limit: 10_000 })
  await madeIn(shop, Math.ceil(products / 100))
  const idle = await planned(shop)
  expectNothingToDo(idle)
  expect(shop.calls().filter((call) => call.startsWith('GET /product'))).toHaveLength(products === 0 ? 0 : pages)
})

/** `ceil(N/100)` writes, one look for what has appeared, and `ceil(N/100)` reads that check what was stored. */
async function madeIn(shop: Engine, batches: number): Promise<void> {
  const made = await planned(shop)
  const writes = made.operations.filter(({ operation }) => operation === 'POST /product')
  expect(writes).toHaveLength(batches)
  await applied(shop, made)
}

function productsYaml(count: number): string {
  const one = (index: number) =>
    `  p${index}: { own_id: P-${index}, name: Vare ${index}, price: ${index}.50, description: "<p>Nummer ${index}</p>" }`
  return count === 0 ? '' : `products:\n${Array.from({ length: count }, (_, index) => one(index + 1)).join('\n')}\n`
}
