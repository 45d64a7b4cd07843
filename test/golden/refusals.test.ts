import { expect, test } from 'vitest'
import { startSandbox } from '../../src/sandbox/server.ts'
import { story } from '../support/story.ts'

const shopYaml =
  'suppliers:\n  acme: { name: Acme }\nproducts:\n  chair: { own_id: CH-1, name: Stol, price: 10, stock: 1 }\n  table: { own_id: TB-1, name: Bord, price: 20, related: [chair] }\n'

test('two objects in the shop with one natural key', async () => {
  await using shop = await story({ 'shop.yaml': shopYaml })
  for (const name of ['Stol', 'En til']) await shop.shop.owner('POST', '/product', { own_id: 'CH-1', name })
  const made = await shop.plan()
  expect(made).toMatchObject({ complete: false, summary: { create: 1, adopt: 0, notEvaluated: 3 } })
  expect(made.diagnostics.map(({ code }) => code)).toEqual(['E2007'])
  expect(await shop.apply()).toMatchObject({ code: 4 })
  expect(shop.shop.calls()).toEqual([])
  await shop.ends('ambiguous')
})

test('an incomplete read', async () => {
  await using shop = await story({ 'shop.yaml': shopYaml })
  await shop.given()
  await shop.write({
    'shop.yaml': `${shopYaml}  lamp: { own_id: LA-1, name: Lampe, price: 5 }\n`.replace(
      'Acme }',
      'Acme, dropshipping_mail: a@acme.example }',
    ),
  })
  shop.shop.sandbox.faults.script([{ match: { path: '^/product\\?', times: 99 }, fault: { kind: 'short' } }])
  shop.meanwhile('the list of products comes short')
  expect(await shop.butik('plan -o next --detailed-exitcode')).toMatchObject({ code: 4 })
  expect(await shop.butik('apply next')).toMatchObject({ code: 4 })
  expect(shop.shop.calls()).toEqual([])
  expect(await shop.butik('apply --yes --exclude shop/product/*')).toMatchObject({ code: 0 })
  await shop.ends('incomplete')
})

test('another shop than the state knows', async () => {
  await using shop = await story({ 'shop.yaml': shopYaml })
  await shop.given()
  await using other = {
    sandbox: await startSandbox({ seed: 'furniture-shop' }),
    [Symbol.asyncDispose]: () => other.sandbox.close(),
  }
  const { token, url } = other.sandbox.shoporama
  const env = { SHOPORAMA_TOKEN: token, SHOPORAMA_URL: url }
  const before = JSON.stringify(other.sandbox.shoporama.snapshot())
  shop.meanwhile('the variables name another shop')
  expect(await shop.butik('apply --yes', { env })).toMatchObject({ code: 4 })
  expect(JSON.stringify(other.sandbox.shoporama.snapshot())).toBe(before)
  await shop.ends('another-shop')
})

test('another object behind a known id', async () => {
  await using shop = await story({ 'shop.yaml': shopYaml })
  await shop.given()
  await shop.shop.owner('PUT', `/product/${shop.productId('CH-1')}`, { own_id: 'XX-9', name: 'Noget andet' })
  shop.meanwhile('the owner gives the product another SKU')
  expect(await shop.plan()).toMatchObject({
    guards: [
      { name: 'identity', acked: false },
      { name: 'own-id', acked: false },
    ],
  })
  expect(await shop.apply()).toMatchObject({ code: 4 })
  await shop.ends('identity')
})
