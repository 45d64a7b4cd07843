// A plan without a call, and what apply makes of it: it looks at what it touches before it writes.
import { expect, test } from 'vitest'
import { butikYaml, type Engine, engine } from '../../support/engine.ts'
import { applied, planned } from '../../support/steps.ts'

const shopYaml = (price: number, more = '') => `suppliers: { acme: { name: Acme } }
products:
  chair: { own_id: CH, name: Chair, price: ${price}, supplier: acme, stock: 3 }
${more}`

async function shop(roots = ''): Promise<Engine> {
  const one = await engine({ 'butik.yaml': butikYaml({ roots }), 'shop.yaml': shopYaml(100) })
  await applied(one, await planned(one))
  return one
}

const idOf = async (one: Engine): Promise<number> => {
  const { products } = (await one.owner('GET', '/product?limit=1')) as { products: { product_id: number }[] }
  return products[0]?.product_id ?? 0
}

test('it asks nothing, says how old its views are, and is carried out as any other', async () => {
  await using one = await shop()
  await planned(one)
  one.write({ 'shop.yaml': shopYaml(120, '  table: { own_id: TA, name: Table }\n') })
  one.forgetCalls()
  const made = await planned(one, { refresh: 'offline' })
  expect(one.calls()).toEqual([])
  expect(made.cost['shop']).toMatchObject({ planReads: 0, writes: 2 })
  expect(made.complete).toBe(true)
  expect(made.changes.map(({ address, action }) => `${action} ${address}`)).toEqual([
    'update shop/product/chair',
    'create shop/product/table',
  ])
  expect(made.views.every(({ proof }) => proof?.by === 'saved')).toBe(true)
  // The plan of reading everything has the same hash: an approval of the one holds for the other.
  expect((await planned(one, { refresh: 'full' })).hash).toBe(made.hash)
  const { outcomes } = await one.apply(made)
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(['succeeded', 'succeeded'])
})

test('what moved since the view is not written', async () => {
  await using one = await shop()
  await planned(one)
  one.write({ 'shop.yaml': shopYaml(120) })
  const made = await planned(one, { refresh: 'offline' })
  await one.owner('PUT', `/product/${await idOf(one)}`, { price: 90 })
  const { outcomes } = await one.apply(made)
  expect(outcomes).toMatchObject([{ outcome: 'failed', message: expect.stringContaining('price moved in the shop') }])
})

test('what another product was renamed to since the view is not made a second time', async () => {
  await using one = await shop()
  await one.owner('POST', '/product', { own_id: 'old', name: 'Old table' })
  one.sandbox.clock.advance(86_400_000)
  await planned(one)
  one.write({ 'shop.yaml': shopYaml(100, '  table: { own_id: TA, name: Table }\n') })
  const made = await planned(one, { refresh: 'offline' })
  one.sandbox.clock.advance(86_400_000)
  await one.owner('PUT', `/product/${await idOf(one)}`, { own_id: 'TA' })
  one.forgetCalls()
  const { outcomes } = await one.apply(made)
  expect(outcomes).toMatchObject([{ outcome: 'failed', message: expect.stringContaining('own_id TA has appeared') }])
  expect(one.calls()).toEqual([expect.stringContaining('last_modified=')])
})

test('after an apply there is nothing to go by until a plan has looked', async () => {
  await using one = await shop()
  const made = await planned(one, { refresh: 'offline' })
  expect(made.complete).toBe(false)
  expect(made.summary.notEvaluated).toBe(3)
  expect(made.diagnostics.map(({ code, summary }) => [code, summary])).toEqual(
    ['supplier', 'product'].map((kind) => [
      'E2012',
      `shop: ${kind} could not be read: this is offline, and the state has moved on since it was last seen`,
    ]),
  )
  expect(made.changes).toEqual([])
})

test('a stock level is not written on the word of a view', async () => {
  await using one = await shop('ownership: { stock: ours }\n')
  await planned(one)
  one.write({ 'shop.yaml': shopYaml(100).replace('stock: 3', 'stock: 5') })
  const made = await planned(one, { refresh: 'offline' })
  expect(made.changes.map(({ address, action }) => `${action} ${address}`)).toEqual(['update shop/stock/chair'])
  await expect(one.apply(made)).rejects.toThrow('shop/stock/chair is written without being looked at again')
})
