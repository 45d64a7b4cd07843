// A shop that others work in, seen again and again: the plan by what changed is the plan of reading everything, whatever
// was edited, made or deleted meanwhile, however the vendor's clock goes, and whatever became of the view.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Plan } from '../../src/model/plan.ts'
import type { ViewStore } from '../../src/model/state.ts'
import { createMemoryViews } from '../../src/state/memory.ts'
import { createLocalViews } from '../../src/state/views.ts'
import { Lab } from '../support/worlds/lab.ts'
import { runs } from './setup.ts'

const lab = new Lab()
const minute = 60_000

/** Ten products are declared; the shop has others too, and loses some of these. */
const names = Array.from({ length: 10 }, (_, index) => `p${index}`)

const butik = (maxLimit: number) => `version: 1
connections:
  shop:
    vendor: shoporama
    token: !env SHOPORAMA_TOKEN
    url: !env SHOPORAMA_URL
    assume: { max_limit: ${maxLimit} }
`

/** Three of them are taken offline by the shop itself when they are sold out, which nothing stamps. */
const products = names
  .map((name, index) => {
    const itself = index < 3 ? ', auto_offline: true' : ''
    return `  ${name}: { own_id: ${name}, name: Product ${index}, price: ${100 + index}, is_online: true${itself} }`
  })
  .join('\n')

type Step =
  | { readonly do: 'edit'; readonly at: number; readonly fields: object }
  | { readonly do: 'remove'; readonly at: number }
  | { readonly do: 'make'; readonly fields: object }
  | { readonly do: 'sell'; readonly at: number; readonly stock: number }
  | { readonly do: 'wait'; readonly minutes: number }
  | { readonly do: 'apply' }
  | { readonly do: 'look'; readonly refresh: 'cheapest' | 'incremental' }
  | { readonly do: 'lose' | 'damage' }

const at = fc.nat({ max: 40 })
const fields = fc.oneof(
  fc.record({ price: fc.integer({ min: 1, max: 200 }) }),
  fc.record({ is_online: fc.constantFrom(0, 1) }),
  fc.record({ auto_offline: fc.constantFrom(0, 1) }),
  fc.record({ name: fc.constantFrom('Chair', 'Table') }),
)
const made = fc.oneof(
  fc.record({ name: fc.constantFrom('Chair', 'Table') }),
  // Somebody makes anew what is declared.
  fc.record({ name: fc.constant('Product 3'), own_id: fc.constantFrom(...names), is_online: fc.constantFrom(0, 1) }),
)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('edit' as const), at, fields }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('remove' as const), at }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('make' as const), fields: made }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('sell' as const), at, stock: fc.nat({ max: 1 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('wait' as const), minutes: fc.constantFrom(0, 1, 9, 70, 300, 3000) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('apply' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('look' as const),
      refresh: fc.constantFrom('cheapest' as const, 'incremental' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('lose' as const, 'damage' as const) }) },
)

const world = fc.record({
  others: fc.nat({ max: 25 }),
  maxLimit: fc.constantFrom(1, 2, 3, 100),
  /** The night in which the hour from two to three comes twice, and a plain day. */
  start: fc.constantFrom('2026-10-24T22:30:00Z', '2026-03-01T12:00:00Z'),
  switches: fc.record({
    time_zone: fc.constantFrom('copenhagen', 'utc'),
    offline_listed: fc.constantFrom('yes', 'no'),
    deleted_listed: fc.constantFrom('no', 'yes'),
    last_modified_filter: fc.constantFrom('inclusive', 'exclusive'),
    last_modified_by_stock: fc.constantFrom('no', 'yes'),
  }),
  /** Minutes that the vendor's clock is off at each step: at most five either way. */
  skews: fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 8 }),
  steps: fc.array(step, { minLength: 4, maxLength: 24 }),
})

const told = ({ changes, operations, stateUpdates, guards, summary, complete, diagnostics, hash }: Plan) => ({
  changes,
  operations,
  stateUpdates,
  guards,
  summary,
  complete,
  diagnostics,
  hash,
})

test('a plan by what changed is the plan of reading everything', { timeout: 1_800_000 }, async () => {
  const seen = { changes: 0, whole: 0, thrownAway: 0 }
  await fc.assert(
    fc.asyncProperty(world, async ({ others, maxLimit, start, switches, skews, steps }) => {
      const folder = await mkdtemp(join(tmpdir(), 'butik-views-'))
      try {
        await tell(folder, { others, maxLimit, start, switches, skews, steps }, seen)
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    }),
    runs(100, 3000),
  )
  // It would prove nothing if nothing were ever brought up to date.
  expect(seen.changes).toBeGreaterThan(seen.whole / 20)
  expect(seen.thrownAway).toBeGreaterThan(0)
})

type Told = typeof world extends fc.Arbitrary<infer Value> ? Value : never

async function tell(
  folder: string,
  { others, maxLimit, start, switches, skews, steps }: Told,
  seen: { changes: number; whole: number; thrownAway: number },
): Promise<void> {
  lab.fresh()
  const { rooms } = lab
  rooms.clock.set(start)
  rooms.shop.changeSwitches(switches)
  lab.views = createMemoryViews
  lab.use({ 'butik.yaml': butik(maxLimit), 'shop.yaml': `products:\n${products}\n` })
  await lab.carryOut(await lab.plan())
  for (let index = 0; index < others; index += 1) await rooms.owner('POST', '/product', { name: `Other ${index}` })
  let count = 0
  const store = (): ViewStore =>
    createLocalViews({
      folder,
      environment: 'default',
      newId: () => `draft${count++}`,
      notice: () => {
        seen.thrownAway += 1
      },
    })
  const idAt = (index: number): number => {
    const ids = [...rooms.shop.store.products.liveIds]
    return ids[index % Math.max(1, ids.length)] ?? 0
  }
  let skew = 0
  for (const [index, step] of steps.entries()) {
    const next = skews[index % skews.length] ?? 0
    rooms.clock.advance((next - skew) * minute)
    skew = next
    rooms.refill()
    await take(step)
  }
  await take({ do: 'look', refresh: 'incremental' })

  async function take(step: Step): Promise<void> {
    switch (step.do) {
      case 'edit':
        await rooms.owner('PUT', `/product/${idAt(step.at)}`, step.fields)
        return
      case 'remove':
        await rooms.owner('DELETE', `/product/${idAt(step.at)}`)
        return
      case 'make':
        await rooms.owner('POST', '/product', step.fields)
        return
      case 'sell':
        await rooms.owner('POST', '/stock', [
          { SKU: rooms.shop.store.products.get(idAt(step.at))?.fields['own_id'] ?? '', stock: step.stock },
        ])
        return
      case 'wait':
        rooms.clock.advance(step.minutes * minute)
        return
      case 'apply': {
        lab.views = store
        const plan = await lab.plan()
        if (plan.complete && plan.guards.every(({ acked }) => acked)) await lab.carryOut(plan)
        return
      }
      case 'lose':
        await rm(join(folder, 'cache'), { recursive: true, force: true })
        return
      case 'damage':
        for (const file of await readdir(join(folder, 'cache', 'default')).catch(() => [])) {
          const path = join(folder, 'cache', 'default', file)
          await writeFile(path, (await readFile(path, 'utf8')).replace('"price":"1', '"price":"2'))
        }
        return
      case 'look': {
        lab.views = store
        const some = await lab.look(step.refresh)
        lab.views = createMemoryViews
        rooms.refill()
        const all = await lab.look('full')
        const proven = some.views.some(({ kind, proof }) => kind === 'product' && proof?.by === 'changes')
        seen[proven ? 'changes' : 'whole'] += 1
        expect(told(some)).toEqual(told(all))
      }
    }
  }
}
