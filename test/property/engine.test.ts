// Any shop against any other: the promises of the engine, each over hundreds of random pairs. A failure prints its seed
// and the smallest pair that shows it.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Plan } from '../../src/model/plan.ts'
import { type AnyShop, anyShop, anyTurnedShop, filesFor } from '../support/any-shop.ts'
import { type Applied, isEmpty, type Run } from '../support/engine-property.ts'
import { ownerOf } from '../support/owner.ts'
import { shapeOf } from '../support/shop-shape.ts'
import { decidable, runs, strictShop } from './setup.ts'

const shop = strictShop()
const counted = () => shop.engine.sandbox.shoporama.log.filter(({ token }) => token === 'token').length

/** (a) A plan changes neither the shop nor the state. */
async function purePlan(run: Run): Promise<Plan> {
  const { shoporama } = shop.engine.sandbox
  const before = [JSON.stringify(shoporama.snapshot()), JSON.stringify(await run.backend.read())]
  shop.refill()
  const plan = await shop.engine.plan(run)
  expect(counted()).toBe(plan.cost['shop']?.planReads)
  expect([JSON.stringify(shoporama.snapshot()), JSON.stringify(await run.backend.read())]).toEqual(before)
  return plan
}

/** (a) to (e) over one apply. */
async function applied(run: Run): Promise<Applied> {
  const plan = decidable(await purePlan(run))
  expect(plan.guards.filter(({ acked }) => !acked)).toEqual([])
  shop.refill()
  const done = await shop.engine.carryOut(run, plan)
  expect(done.outcomes.filter(({ outcome }) => outcome !== 'succeeded')).toEqual([])
  const cost = plan.cost['shop']
  expect(counted(), 'predicted calls').toBe((cost?.applyReads ?? 0) + (cost?.writes ?? 0))
  const rest = await purePlan(run)
  expect(isEmpty(rest) ? [] : [rest.changes, rest.stateUpdates, rest.diagnostics], 'apply then plan').toEqual([])
  return done
}

/** Found at random, and rare: a product under a new key whose profile changes, so that its variants are made anew. */
const rekeyedUnderAnotherProfile = (() => {
  const size = { type: 'valuelist', name: 'Str', is_variant: true, has_price: true, values: { v0: { val: 'v0' } } }
  const profiles = {
    f0: { name: 'Alfa 0', attributes: { size } },
    f1: { name: 'Bravo 1', attributes: { size } },
  }
  const of = (key: string, profile: string): AnyShop => ({
    suppliers: {},
    profiles,
    categories: {},
    products: {
      [key]: {
        own_id: 'SKU-1',
        name: 'Alfa',
        profile,
        attributes: { size: ['v0'] },
        stock_settings: [{ attribute: 'size', value: 'v0', own_id: 'SKU-1-v0', stock: 0 }],
      },
    },
  })
  return [of('q1', 'f0'), of('p1', 'f1')] satisfies [AnyShop, AnyShop]
})()

test('apply does what the plan says, and then nothing is left', async () => {
  await fc.assert(
    fc.asyncProperty(anyTurnedShop, anyTurnedShop, async (one, other) => {
      shop.fresh()
      const backend = shop.engine.state()
      await applied({ backend, files: filesFor(one) })
      await applied({ backend, files: filesFor(other) })
    }),
    { ...runs(80, 600), examples: [rekeyedUnderAnotherProfile] },
  )
})

test('what is not managed never changes', async () => {
  const owner = () => ownerOf(shop.engine.sandbox)
  await fc.assert(
    fc.asyncProperty(anyShop, anyShop, async (one, other) => {
      shop.fresh()
      const backend = shop.engine.state()
      await applied({ backend, files: filesFor(one) })
      await owner().owner('POST', '/supplier', { name: 'Fremmed' })
      await owner().owner('POST', '/category', { name: 'Fremmed' })
      await owner().owner('POST', '/product', [
        { own_id: 'FREMMED', name: 'Fremmed', price: '1', description: 'rør ikke' },
      ])
      // Fields that no generated shop writes, on everything that is there.
      const rows = (await owner().owner('GET', '/product?limit=100')) as { products: { product_id: number }[] }
      for (const { product_id } of rows.products)
        await owner().owner('PUT', `/product/${product_id}`, {
          meta_title: 'ejerens',
          delivery_time: '3 dage',
          location: 'A1',
          gtin: '12345',
        })
      const foreign = () =>
        shapeOf(shop.engine.sandbox.shoporama.snapshot()).filter((line) => /FREMMED|Fremmed/.test(line))
      const unmanaged = () =>
        shop.engine.sandbox.shoporama.snapshot().collections['products']?.rows.map((row) => [row.id, pickOf(row)])
      const before = [foreign(), unmanaged()?.slice(0, rows.products.length)]
      await applied({ backend, files: filesFor(other) })
      expect([foreign(), unmanaged()?.slice(0, rows.products.length)]).toEqual(before)
    }),
    runs(40, 300),
  )
})

function pickOf(row: object): unknown {
  const { fields } = row as { fields: Readonly<Record<string, unknown>> }
  return ['meta_title', 'delivery_time', 'location', 'gtin'].map((name) => fields[name])
}

test('a short list makes no create and no delete', async () => {
  await fc.assert(
    fc.asyncProperty(anyShop, anyShop, fc.integer({ min: 1, max: 3 }), async (one, other, rows) => {
      shop.fresh()
      const backend = shop.engine.state()
      await applied({ backend, files: filesFor(one) })
      if (Object.keys(one.products).length === 0) return
      shop.engine.sandbox.faults.script([
        { match: { path: '^/product\\?', times: 99 }, fault: { kind: 'short', rows } },
      ])
      const plan = await shop.engine.plan({ backend, files: filesFor(other) })
      shop.engine.sandbox.faults.clear()
      const read = plan.views.some(({ kind, reach }) => kind === 'product' && reach !== 'complete')
      if (!read) return
      const ofProducts = plan.changes.filter(
        ({ address, action }) => /\/(product|stock)\//.test(address) && action !== 'forget',
      )
      expect(ofProducts).toEqual([])
      expect(plan.complete).toBe(false)
    }),
    runs(60, 400),
  )
})
