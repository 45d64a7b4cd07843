// Any shop against any other, with a death or a fault anywhere: the rest of the plan ends where the whole one would have,
// for the calls of the rest.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyShop, filesFor } from '../support/any-shop.ts'
import type { Run } from '../support/engine-property.ts'
import { isEmpty } from '../support/engine-property.ts'
import { differences } from '../support/owner.ts'
import { shapeOf } from '../support/shop-shape.ts'
import { runs, strictShop } from './setup.ts'

const shop = strictShop()

const disturbance = fc.oneof(
  fc.record({ call: fc.integer({ min: 0, max: 40 }), how: fc.constantFrom('before' as const, 'lost' as const) }),
  fc.record({
    nth: fc.integer({ min: 1, max: 25 }),
    times: fc.integer({ min: 1, max: 4 }),
    fault: fc.constantFrom(
      { kind: 'lost_answer' } as const,
      { kind: 'reset' } as const,
      { kind: 'status', status: 400 } as const,
      { kind: 'status', status: 500, committed: true } as const,
      { kind: 'unauthorized' } as const,
    ),
  }),
)

test('a plan that was carried out in part and gone on with ends where an undisturbed one does', async () => {
  let resumed = 0
  await fc.assert(
    fc.asyncProperty(anyShop, anyShop, disturbance, async (one, other, what) => {
      shop.fresh()
      const first = shop.engine.state()
      await shop.engine.apply({ backend: first, files: filesFor(one) })
      const started = shop.engine.sandbox.shoporama.snapshot()
      const { snapshot } = await first.read()
      shop.refill()
      await shop.engine.apply({ backend: shop.engine.state(snapshot), files: filesFor(other) })
      const wanted = shapeOf(shop.engine.sandbox.shoporama.snapshot())
      shop.engine.sandbox.shoporama.restore(started)
      shop.refill()
      const run: Omit<Run, 'fetch'> = { backend: shop.engine.state(snapshot), files: filesFor(other) }
      if ('call' in what) await shop.engine.dieAt(what.call, what.how, run)
      else {
        const plan = await shop.engine.plan(run)
        shop.engine.sandbox.faults.script([{ match: { nth: what.nth, times: what.times }, fault: what.fault }])
        await shop.engine.carryOut(run, plan)
      }
      shop.engine.sandbox.faults.clear()
      shop.refill()
      const rest = await shop.engine.resume(run)
      if (rest !== undefined) resumed += 1
      expect(rest?.outcomes.filter(({ outcome }) => outcome !== 'succeeded') ?? []).toEqual([])
      const calls = shop.engine.sandbox.shoporama.log.length
      const { planReads = 0, applyReads = 0, writes = 0 } = rest?.plan.cost['shop'] ?? {}
      expect(calls, 'calls of the rest').toBe(planReads + applyReads + writes)
      // Killed before its first line it left nothing to go on with: all of it is planned anew.
      if (rest === undefined) await shop.engine.apply(run)
      expect(differences(shapeOf(shop.engine.sandbox.shoporama.snapshot()), wanted)).toEqual([])
      const next = await shop.engine.plan(run)
      expect(isEmpty(next) ? [] : [next.changes, next.stateUpdates]).toEqual([])
      expect(await shop.engine.resume(run)).toBeUndefined()
    }),
    runs(60, 600),
  )
  console.log(`gone on with: ${resumed}`)
  expect(resumed).toBeGreaterThan(10)
})
