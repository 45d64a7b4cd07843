// A shop that others work in, seen again and again: the plan by what changed is the plan of reading everything, whatever
// was edited, made or deleted meanwhile, however the vendor's clock goes, and whatever became of the view.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Plan } from '../../src/model/plan.ts'
import type { ViewStore } from '../../src/model/state.ts'
import { createMemoryLedger, createMemoryViews } from '../../src/state/memory.ts'
import { createLocalViews } from '../../src/state/views.ts'
import { Lab } from '../support/worlds/lab.ts'
import { runs } from './setup.ts'

const lab = new Lab()
const minute = 60_000

/** Ten products are declared; the shop has others too, and loses some of these. */
const names = Array.from({ length: 10 }, (_, index) => `p${index}`)

const butik = (maxLimit: number, calls?: number) => `version: 1
connections:
  shop:
    vendor: shoporama
    token: !env SHOPORAMA_TOKEN
    url: !env SHOPORAMA_URL
    assume: { max_limit: ${maxLimit} }
${calls === undefined ? '' : `quota: { shop: { calls: ${calls} } }\n`}`

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
  | { readonly do: 'look'; readonly refresh: 'cheapest' | 'incremental' | 'full' }
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

/** Days go by, and a day has too few calls for the whole list. */
const stepOfDays: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: step },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('wait' as const), minutes: fc.constantFrom(1440, 1500, 11_600, 11_600) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('look' as const),
      refresh: fc.constantFrom('cheapest' as const, 'cheapest' as const, 'full' as const),
    }),
  },
)

const worldParts = {
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
}
const world = fc.record(worldParts)

/** That an apply takes more calls than are left is no matter of what was read. */
const told = ({ changes, operations, stateUpdates, guards, summary, complete, diagnostics, hash }: Plan) => ({
  changes,
  operations,
  stateUpdates,
  guards,
  summary,
  complete,
  diagnostics: diagnostics.filter(({ code }) => code !== 'N1040'),
  hash,
})

const worldOfDays = fc.record({
  ...worldParts,
  others: fc.integer({ min: 20, max: 70 }),
  maxLimit: fc.constantFrom(2, 3, 4),
  calls: fc.integer({ min: 14, max: 24 }),
  steps: fc.array(stepOfDays, { minLength: 6, maxLength: 30 }),
})

test('a plan by what changed is the plan of reading everything', { timeout: 1_800_000 }, async () => {
  const seen = nothingSeen()
  await fc.assert(
    fc.asyncProperty(world, (told) => inFolder((folder) => tell(folder, told, seen))),
    runs(50, 3000),
  )
  // It would prove nothing if nothing were ever brought up to date.
  expect(seen.changes).toBeGreaterThan(seen.whole / 20)
  expect(seen.thrownAway).toBeGreaterThan(0)
})

test('so is one of a shop that is read in parts, over days, or it says that the day has too few calls', {
  timeout: 1_800_000,
}, async () => {
  const seen = nothingSeen()
  await fc.assert(
    fc.asyncProperty(worldOfDays, (told) => inFolder((folder) => tell(folder, told, seen))),
    runs(30, 2000),
  )
  // Plans without the kind, plans over a sweep that is under way, and lists that came to their end in parts.
  expect(seen.tooFew).toBeGreaterThan(20)
  expect(seen.sweeps).toBeGreaterThan(3)
  expect(seen.inParts).toBeGreaterThan(3)
  expect(seen.thrownAway).toBeGreaterThan(0)
})

const nothingSeen = () => ({ changes: 0, whole: 0, thrownAway: 0, tooFew: 0, sweeps: 0, inParts: 0 })

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'butik-views-'))
  try {
    await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

type World = typeof world extends fc.Arbitrary<infer Value> ? Value : never
type Told = Omit<World, 'maxLimit'> & { readonly maxLimit: number; readonly calls?: number }

async function tell(
  folder: string,
  { others, maxLimit, start, switches, skews, steps, calls }: Told,
  seen: ReturnType<typeof nothingSeen>,
): Promise<void> {
  lab.fresh()
  const ledger = createMemoryLedger()
  const bounded = () => {
    if (calls === undefined) return
    lab.ledger = () => ledger
    lab.time = () => new Date(lab.rooms.clock.now())
    files(calls)
  }
  const unbounded = () => {
    lab.ledger = createMemoryLedger
    lab.time = () => new Date()
    files()
  }
  const files = (calls?: number) =>
    lab.use({ 'butik.yaml': butik(maxLimit, calls), 'shop.yaml': `products:\n${products}\n` })
  const { rooms } = lab
  rooms.clock.set(start)
  rooms.shop.changeSwitches(switches)
  lab.views = createMemoryViews
  unbounded()
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
  let wasTooFew = false
  for (const [index, step] of steps.entries()) {
    const next = skews[index % skews.length] ?? 0
    rooms.clock.advance((next - skew) * minute)
    skew = next
    rooms.refill()
    await take(step)
  }
  await take({ do: 'look', refresh: 'incremental' })
  // Left alone, it comes to its end within days.
  for (let days = 0; wasTooFew; days += 1) {
    expect(days).toBeLessThan(30)
    await take({ do: 'wait', minutes: 1440 })
    rooms.refill()
    await take({ do: 'look', refresh: 'cheapest' })
  }

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
        bounded()
        const plan = await lab.plan()
        const isFit = plan.complete && plan.guards.every(({ acked }) => acked)
        // With too few calls nothing is sent.
        if (isFit && !plan.diagnostics.some(({ code }) => code === 'N1040')) await lab.carryOut(plan)
        unbounded()
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
        bounded()
        const some = await lab.look(step.refresh)
        unbounded()
        const codes = some.diagnostics.map(({ code }) => code)
        const isTooFew = calls !== undefined && (codes.includes('E2013') || codes.includes('E2006'))
        const proof = some.views.find(({ kind }) => kind === 'product')?.proof
        if (isTooFew) seen.tooFew += 1
        else {
          lab.views = createMemoryViews
          rooms.refill()
          const all = await lab.look('full')
          seen[proof?.by === 'changes' ? 'changes' : 'whole'] += 1
          if (proof?.sweep !== undefined) seen.sweeps += 1
          if (proof?.by === 'changes' && wasTooFew) seen.inParts += 1
          expect(told(some)).toEqual(told(all))
        }
        wasTooFew = isTooFew
      }
    }
  }
}
