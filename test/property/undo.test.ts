// Any shop applied over any other and taken back: what is managed is as it was, where the vendor lets it come back. And a
// run that was killed is taken back as any other, once the next one has settled it.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Plan } from '../../src/model/plan.ts'
import { type AnyShop, anyShop, filesFor } from '../support/any-shop.ts'
import type { Run } from '../support/engine-property.ts'
import { differences } from '../support/owner.ts'
import { shapeOf } from '../support/shop-shape.ts'
import { decidable, runs, strictShop } from './setup.ts'

const shop = strictShop()
/** What stands in the shop, but for the time since when it is online. */
const standing = () =>
  shapeOf(shop.engine.sandbox.shoporama.snapshot())
    .filter((line) => !/^\w+ \(removed\)/.test(line))
    .map((line) => line.replace(/,"online":(true|false)/, ''))

/** Without what cannot come back: uploaded files and pictures, and levels of stock. */
function reversible(any: AnyShop): AnyShop {
  const kept = (fields: object) =>
    Object.fromEntries(Object.entries(fields).filter(([name]) => !['images', 'file', 'stock'].includes(name)))
  const plainSettings = (fields: Record<string, unknown>) =>
    Array.isArray(fields['stock_settings'])
      ? { ...fields, stock_settings: fields['stock_settings'].map((element: object) => kept(element)) }
      : fields
  const each = (some: Readonly<Record<string, object>>) =>
    Object.fromEntries(Object.entries(some).map(([key, fields]) => [key, plainSettings(kept(fields))]))
  return {
    suppliers: any.suppliers,
    profiles: any.profiles,
    categories: each(any.categories),
    products: each(any.products),
  }
}

async function applied(run: Run): Promise<Plan> {
  shop.refill()
  const plan = decidable(await shop.engine.plan(run))
  shop.refill()
  const done = await shop.engine.carryOut(run, plan)
  expect(done.outcomes.filter(({ outcome }) => outcome !== 'succeeded')).toEqual([])
  return plan
}

test('undo leads back to the shop of before', async () => {
  await fc.assert(
    fc.asyncProperty(anyShop, anyShop, async (one, other) => {
      shop.fresh()
      const backend = shop.engine.state()
      await applied({ backend, files: filesFor(reversible(one)) })
      const before = standing()
      const files = filesFor(reversible(other))
      const forward = await applied({ backend, files })
      if (forward.operations.length === 0 && !forward.changes.some(({ action }) => action === 'forget')) return
      // A value that was let go of, and whose attribute was deleted after that, hangs on an id that does not come back.
      if (standing().some((line) => /attribute[^{}]*\(removed\)/.test(line))) return
      const back = await applied({ backend, files, options: { undo: 'last' } })
      expect(back.diagnostics.filter(({ code }) => code === 'N1031')).toEqual([])
      expect(differences(standing(), before)).toEqual([])
      // Everything is there, so there is nothing left to take back but this.
      shop.refill()
      const rest = await shop.engine.plan({ backend, files: filesFor(reversible(one)) })
      expect(rest.operations).toEqual([])
    }),
    { ...runs(12, 400), endOnFailure: true },
  )
})

describe('a run that was killed', () => {
  const files = (price: string, more = '') => ({
    'shop.yaml': `suppliers:\n  acme: { name: Acme }\n${more === '' ? '' : '  nordic: { name: Nordic }\n'}products:\n  a: { own_id: A, name: Alfa, price: ${price} }\n  b: { own_id: B, name: Bravo, price: ${price} }\n${more}`,
  })

  test.each(['before', 'lost'] as const)('is taken back once the next one has settled it: %s', async (how) => {
    const made = '  c: { own_id: C, name: Charlie, supplier: nordic }\n'
    for (let call = 0; ; call += 1) {
      shop.fresh()
      const backend = shop.engine.state()
      await shop.engine.apply({ backend, files: files('10') })
      const before = standing()
      const whole = await shop.engine.dieAt(call, how, { backend, files: files('20', made) })
      if (whole !== undefined) break
      const killed = (await backend.read()).journal.find(({ phase }) => phase === 'intent')?.run
      if (killed === undefined) continue
      const open = shop.engine.plan({ backend, files: files('20', made), options: { undo: killed } })
      await expect(open).rejects.toMatchObject({ code: 'E3011', hint: expect.stringContaining('butik apply') })
      const next = await shop.engine.apply({ backend, files: files('20', made) })
      // The one after it has taken up the rest: both together are what was meant, and go back last one first.
      for (const run of [next.run, killed]) {
        if ((await backend.kept(run, 'undo.json')) === undefined) continue
        await applied({ backend, files: files('20', made), options: { undo: run } })
      }
      expect(differences(standing(), before), `call ${call}`).toEqual([])
    }
  })
})
