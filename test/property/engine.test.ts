// Any shop against any other: the promises of the engine, each over hundreds of random pairs. A failure prints its seed
// and the smallest pair that shows it.
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Plan } from '../../src/model/plan.ts'
import type { StoreSnapshot } from '../../src/sandbox/shoporama/store.ts'
import { type AnyShop, anyShop, filesFor } from '../support/any-shop.ts'
import { type Applied, Engine, isEmpty, type Run } from '../support/engine-property.ts'
import { differences, ownerOf } from '../support/owner.ts'
import { shapeOf } from '../support/shop-shape.ts'

const long = process.env['BUTIK_TEST_LONG'] === '1'
const runs = (few: number, many: number) => ({
  numRuns: long ? many : few,
  interruptAfterTimeLimit: long ? 1_500_000 : 200_000,
  markInterruptAsFailure: false,
  ...(process.env['BUTIK_SEED'] === undefined ? {} : { seed: Number(process.env['BUTIK_SEED']) }),
})

let engine: Engine
let empty: StoreSnapshot

beforeAll(async () => {
  engine = await Engine.start({
    switches: {
      shoporama: {
        unknown_reference: 'reject',
        unknown_sku: 'reject',
        unknown_field: 'reject',
        duplicate_own_id: 'reject',
      },
    },
  })
  empty = engine.sandbox.shoporama.snapshot()
})

afterAll(async () => {
  await engine[Symbol.asyncDispose]()
})

function fresh(): void {
  engine.sandbox.faults.clear()
  engine.sandbox.shoporama.restore(empty)
  refill()
}

function refill(): void {
  engine.sandbox.shoporama.setCalls({ limit: 1000, used: { token: 0, otherToken: 0 } })
  engine.sandbox.clearLog()
}

const counted = () => engine.sandbox.shoporama.log.filter(({ token }) => token === 'token').length

/** (a) A plan changes neither the shop nor the state. */
async function purePlan(run: Run): Promise<Plan> {
  const { shoporama } = engine.sandbox
  const before = [JSON.stringify(shoporama.snapshot()), JSON.stringify(await run.backend.read())]
  refill()
  const plan = await engine.plan(run)
  expect(counted()).toBe(plan.cost['shop']?.planReads)
  expect([JSON.stringify(shoporama.snapshot()), JSON.stringify(await run.backend.read())]).toEqual(before)
  return plan
}

/** (a) to (e) over one apply. */
async function applied(run: Run): Promise<Applied> {
  const plan = await purePlan(run)
  expect(plan.guards.filter(({ acked }) => !acked)).toEqual([])
  refill()
  const done = await engine.carryOut(run, plan)
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
  const shop = (key: string, profile: string): AnyShop => ({
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
  return [shop('q1', 'f0'), shop('p1', 'f1')] satisfies [AnyShop, AnyShop]
})()

test('apply does what the plan says, and then nothing is left', async () => {
  await fc.assert(
    fc.asyncProperty(anyShop, anyShop, async (one, other) => {
      fresh()
      const backend = engine.state()
      await applied({ backend, files: filesFor(one) })
      await applied({ backend, files: filesFor(other) })
    }),
    { ...runs(80, 600), examples: [rekeyedUnderAnotherProfile] },
  )
})

test('what is not managed never changes', async () => {
  const owner = () => ownerOf(engine.sandbox)
  await fc.assert(
    fc.asyncProperty(anyShop, anyShop, async (one, other) => {
      fresh()
      const backend = engine.state()
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
      const foreign = () => shapeOf(engine.sandbox.shoporama.snapshot()).filter((line) => /FREMMED|Fremmed/.test(line))
      const unmanaged = () =>
        engine.sandbox.shoporama.snapshot().collections['products']?.rows.map((row) => [row.id, pickOf(row)])
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
      fresh()
      const backend = engine.state()
      await applied({ backend, files: filesFor(one) })
      if (Object.keys(one.products).length === 0) return
      engine.sandbox.faults.script([{ match: { path: '^/product\\?', times: 99 }, fault: { kind: 'short', rows } }])
      const plan = await engine.plan({ backend, files: filesFor(other) })
      engine.sandbox.faults.clear()
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

const fault = fc.constantFrom(
  { kind: 'lost_answer' } as const,
  { kind: 'reset' } as const,
  { kind: 'truncated' } as const,
  { kind: 'empty' } as const,
  { kind: 'html', committed: true } as const,
  { kind: 'status', status: 500, committed: true } as const,
  { kind: 'status', status: 400 } as const,
  { kind: 'status', status: 429 } as const,
  { kind: 'unauthorized' } as const,
)

test('after any fault the next run ends where an undisturbed one does', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyShop,
      anyShop,
      fault,
      fc.integer({ min: 1, max: 25 }),
      fc.integer({ min: 1, max: 8 }),
      async (one, other, kind, nth, times) => {
        await disturbed(one, other, async (run) => {
          const plan = await engine.plan(run)
          engine.sandbox.faults.script([{ match: { nth, times }, fault: kind }])
          await engine.carryOut(run, plan)
        })
      },
    ),
    runs(80, 600),
  )
})

test('killed anywhere, the next run ends where an undisturbed one does', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyShop,
      anyShop,
      fc.integer({ min: 0, max: 40 }),
      fc.constantFrom('before' as const, 'lost' as const),
      async (one, other, call, how) => {
        await disturbed(one, other, async (run) => void (await engine.dieAt(call, how, run)))
      },
    ),
    runs(80, 600),
  )
})

type Mortal = Parameters<Engine['dieAt']>[2]

async function disturbed(
  one: Parameters<typeof filesFor>[0],
  other: Parameters<typeof filesFor>[0],
  disturb: (run: Mortal) => Promise<void>,
): Promise<void> {
  fresh()
  const first = engine.state()
  await engine.apply({ backend: first, files: filesFor(one) })
  const started = engine.sandbox.shoporama.snapshot()
  const { snapshot } = await first.read()
  refill()
  await engine.apply({ backend: engine.state(snapshot), files: filesFor(other) })
  const wanted = shapeOf(engine.sandbox.shoporama.snapshot())
  engine.sandbox.shoporama.restore(started)
  refill()
  const run = { backend: engine.state(snapshot), files: filesFor(other) }
  await disturb(run)
  engine.sandbox.faults.clear()
  refill()
  const again = await engine.apply(run)
  expect(again.outcomes.filter(({ outcome }) => outcome !== 'succeeded')).toEqual([])
  expect(differences(shapeOf(engine.sandbox.shoporama.snapshot()), wanted)).toEqual([])
  const rest = await engine.plan(run)
  expect(isEmpty(rest) ? [] : [rest.changes, rest.stateUpdates]).toEqual([])
}
