// What an incremental plan asks for: exactly as many calls as docs and DESIGN.md section 4 say, and the plan that reading
// everything would have given.
import { expect, test } from 'vitest'
import type { Plan } from '../../../src/model/plan.ts'
import { type WatchedShop, watchedShop } from '../../support/worlds/watched-shop.ts'

const hour = 3_600_000
/** 3 + P + V: the kinds that are read whole each time. */
const others = 5

async function looked(shop: WatchedShop, refresh: Parameters<WatchedShop['lab']['look']>[0]) {
  shop.lab.rooms.refill()
  const plan = await shop.lab.look(refresh)
  const asked = shop.asked()
  expect(plan.cost['shop']?.planReads).toBe(asked.length)
  return { plan, calls: asked.length, products: asked.filter((call) => call.startsWith('GET /product?')) }
}

const told = ({ changes, operations, stateUpdates, guards, summary, complete }: Plan) => ({
  changes,
  operations,
  stateUpdates,
  guards,
  summary,
  complete,
})

const productView = (plan: Plan) => plan.views.find(({ kind }) => kind === 'product')

test.each([0, 3, 150])('of 2,500 products, %i changed: one call for each hundred, and one for the total', async (k) => {
  const shop = await watchedShop(2500)
  const first = await looked(shop, 'cheapest')
  expect(first.calls).toBe(others + 25)
  shop.lab.rooms.clock.advance(4 * hour)
  for (let index = 0; index < k; index += 1) await shop.edit(index, { price: 5 })
  const { plan, calls, products } = await looked(shop, 'cheapest')
  expect(calls).toBe(others + Math.max(1, Math.ceil(k / 100)) + 1)
  expect(products.at(-1)).toBe('GET /product?limit=1&offset=0')
  expect(productView(plan)?.proof).toMatchObject({ by: 'changes', objects: 2500, changed: k, vanished: 0 })
  expect(plan.summary.update).toBe(k === 0 ? 0 : k > 7 ? 2 : 1)
  const whole = await looked(shop, 'full')
  expect(whole.calls).toBe(others + 25)
  expect(told(plan)).toEqual(told(whole.plan))
  expect(plan.hash).toBe(whole.plan.hash)
})

test('what vanished is found by halving, and then asked for by its id', async () => {
  const shop = await watchedShop(2500)
  // With an offline product among them the list is known to leave none out.
  await shop.edit(1, { is_online: 0 })
  await looked(shop, 'cheapest')
  shop.lab.rooms.clock.advance(4 * hour)
  await shop.remove(7)
  const { plan, products } = await looked(shop, 'cheapest')
  const halved = products.filter((call) => call.includes('fields=product_id'))
  expect(halved.length).toBeLessThanOrEqual(5)
  expect(products.at(-1)).toContain(`product_ids=${shop.ids[7]}`)
  expect(products).toHaveLength(2 + halved.length + 1)
  expect(productView(plan)?.proof).toMatchObject({ by: 'changes', objects: 2499, vanished: 1 })
  expect(plan.changes.map(({ address, action }) => `${action} ${address}`)).toEqual(['create shop/product/last'])
  // It is known to be gone from then on: only the state asks for it.
  const [since, count, ...rest] = (await looked(shop, 'cheapest')).products
  expect([since, count]).toEqual([expect.stringContaining('last_modified'), 'GET /product?limit=1&offset=0'])
  expect(rest).toEqual([expect.stringContaining(`product_ids=${shop.ids[7]}`)])
})

test('where the vendor gives fewer rows a page than is assumed, what vanished is found all the same, and once', async () => {
  const shop = await watchedShop(2500)
  shop.lab.rooms.shop.changeSwitches({ max_limit: 50 })
  await shop.edit(1, { is_online: 0 })
  await looked(shop, 'cheapest')
  shop.lab.rooms.clock.advance(4 * hour)
  await shop.remove(7)
  const { plan, products } = await looked(shop, 'cheapest')
  const halved = products.filter((call) => call.includes('fields=product_id'))
  expect(halved.length).toBeLessThanOrEqual(8)
  expect(products).toHaveLength(2 + halved.length + 1)
  expect(productView(plan)?.proof).toMatchObject({ by: 'changes', objects: 2499, vanished: 1 })
})

test('one deleted and one made leave the count as it is, and fool nobody', async () => {
  const shop = await watchedShop(400)
  await looked(shop, 'cheapest')
  shop.lab.rooms.clock.advance(4 * hour)
  await shop.remove(7)
  await shop.make({ own_id: 'P7', name: 'Product 7', price: 107 })
  const { plan } = await looked(shop, 'incremental')
  const whole = await looked(shop, 'full')
  expect(productView(plan)?.proof).toMatchObject({ by: 'changes', objects: 400, changed: 1, vanished: 1 })
  expect(told(plan)).toEqual(told(whole.plan))
})

test('what comes back without a stamp is more than is known: then everything is read', async () => {
  const shop = await watchedShop(400)
  const { store } = shop.lab.rooms.shop
  const row = store.products.get(shop.ids[9] ?? 0)
  if (row === undefined) throw new Error('no product')
  store.products.put({ ...row, removed: 1 })
  await looked(shop, 'cheapest')
  store.products.put(row)
  shop.lab.rooms.clock.advance(4 * hour)
  const { plan, products } = await looked(shop, 'incremental')
  expect(productView(plan)).not.toHaveProperty('proof')
  expect(products.filter((call) => call.includes('limit=100'))).toHaveLength(2 + 4)
})

test('a product that the shop itself takes offline is asked for by its id: nothing stamps that', async () => {
  const shop = await watchedShop(400)
  await shop.edit(0, { auto_offline: 1, is_online: 1 })
  await shop.lab.rooms.owner('POST', '/stock', [{ SKU: 'P0', stock: 1 }])
  shop.lab.rooms.clock.advance(4 * hour)
  await looked(shop, 'full')
  shop.lab.rooms.clock.advance(4 * hour)
  await shop.lab.rooms.owner('POST', '/stock', [{ SKU: 'P0', stock: 0 }])
  const { plan, products } = await looked(shop, 'cheapest')
  expect(products.filter((call) => call.includes('product_ids'))).toEqual([
    `GET /product?${new URLSearchParams({ product_ids: String(shop.ids[0]), limit: '100', offset: '0' })}`,
  ])
  expect(told(plan)).toEqual(told((await looked(shop, 'full')).plan))
})

test('a small shop is read whole, and so is one of which most has changed', async () => {
  const small = await watchedShop(200)
  await looked(small, 'cheapest')
  small.lab.rooms.clock.advance(4 * hour)
  expect((await looked(small, 'cheapest')).products).toHaveLength(2)
  const shop = await watchedShop(300)
  await looked(shop, 'cheapest')
  shop.lab.rooms.clock.advance(4 * hour)
  for (let index = 0; index < 250; index += 1) await shop.edit(index, { price: 5 })
  // The first page of what changed says so; what was just read is known to lie in the overlap before anything is asked.
  expect((await looked(shop, 'cheapest')).products).toHaveLength(1 + 3)
  expect((await looked(shop, 'cheapest')).products).toHaveLength(3)
})

test('another shop under the same address is read whole', async () => {
  const shop = await watchedShop(400)
  await looked(shop, 'cheapest')
  shop.lab.rooms.clock.advance(4 * hour)
  const { store } = shop.lab.rooms.shop
  store.restore({ ...store.snapshot(), shopUrl: 'https://other-shop.example' })
  const { plan } = await looked(shop, 'cheapest')
  expect(productView(plan)).not.toHaveProperty('proof')
  expect(plan.guards.map(({ name }) => name)).toContain('identity')
})

test('a plan does not tell by its bytes how the shop was read, but for its cost and its views', async () => {
  const shop = await watchedShop(400)
  await looked(shop, 'cheapest')
  shop.lab.rooms.clock.advance(4 * hour)
  await shop.edit(0, { name: 'Renamed' })
  await shop.make({ own_id: 'new', name: 'New' })
  const [first, second] = [await looked(shop, 'incremental'), await looked(shop, 'full')]
  const bytes = (plan: Plan) =>
    JSON.stringify({
      ...plan,
      cost: {},
      views: plan.views.map(({ age: _age, proof: _proof, ...view }) => view),
      basis: { ...plan.basis, madeAt: '' },
    })
  expect(bytes(first.plan)).toBe(bytes(second.plan))
})
