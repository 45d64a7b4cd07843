// A shop that takes more calls than a day has: read in parts, over a view of before or from nothing. Exact calls each day, and
// in the end the plan of reading everything, whatever others did between the days.
import { randomUUID } from 'node:crypto'
import { readdir, rm, stat, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { createFixture } from 'fs-fixture'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Plan } from '../../../src/model/plan.ts'
import type { RefreshMode } from '../../../src/pipeline/kept-view.ts'
import { createMemoryLedger, createMemoryViews } from '../../../src/state/memory.ts'
import { createLocalViews } from '../../../src/state/views.ts'
import { declared, type WatchedShop, watchedShop } from '../../support/worlds/watched-shop.ts'

const day = 86_400_000
/** 3 + P + V: the kinds that are read whole each time. */
const others = 5

interface SmallShop extends WatchedShop {
  /** The same shop, read by somebody who has calls enough, no view and nothing to keep. */
  everything(): Promise<Plan>
}

/** Where butik's ledger and the vendor's own count, both of so many calls a day, go by one clock. */
async function smallDays(products: number, calls: number, more = ''): Promise<SmallShop> {
  const shop = await watchedShop(products)
  const { lab } = shop
  const ledger = createMemoryLedger()
  const root = `quota: { shop: { calls: ${calls} } }\n${more}`
  lab.ledger = () => ledger
  lab.time = () => new Date(lab.rooms.clock.now())
  shop.use(root)
  lab.rooms.refill(calls)
  const everything = async () => {
    const { views } = lab
    Object.assign(lab, { views: createMemoryViews, ledger: createMemoryLedger })
    shop.use('')
    lab.rooms.refill(100_000)
    const plan = await lab.look('full')
    Object.assign(lab, { views, ledger: () => ledger })
    shop.use(root)
    lab.rooms.refill(calls)
    return plan
  }
  return { ...shop, everything }
}

/** One look, of one day: the calls that it made are told from those of the day before. */
async function look(shop: WatchedShop, refresh: RefreshMode = 'cheapest') {
  const { rooms } = shop.lab
  rooms.log.clear()
  const plan = await shop.lab.look(refresh)
  const { said } = shop.lab
  const refused = rooms.calls().shop.filter(({ status }) => status === 429)
  expect(refused, 'refused by the vendor').toEqual([])
  const asked = shop.asked()
  expect(plan.cost['shop']?.planReads).toBe(asked.length)
  return { plan, said, calls: asked.length, products: asked.filter((call) => call.startsWith('GET /product?')) }
}

const told = ({ changes, operations, stateUpdates, guards, summary, complete }: Plan) => ({
  changes,
  operations,
  stateUpdates,
  guards,
  summary,
  complete,
})
function inShort(call: string): string {
  const query = new URL(call.replace('GET ', ''), 'http://shop.example').searchParams
  if (query.has('last_modified')) return 'since'
  if (query.has('fields')) return 'ids'
  if (query.has('product_ids')) return 'those ids'
  return query.get('limit') === '1' ? 'total' : `from ${query.get('offset')}`
}
const viewOf = (plan: Plan) => plan.views.find(({ kind }) => kind === 'product')
const nextDay = (shop: WatchedShop) => shop.lab.rooms.clock.advance(day)

describe('the first reading of 1,500 products with 14 calls a day', () => {
  let shop: SmallShop
  beforeEach(async () => {
    shop = await smallDays(1500, 14)
  })

  test('goes on each day where it stopped, and at its end asks what changed since its begin', async () => {
    const first = await look(shop)
    // 9 are left for the products: 7 pages, and 2 put by for the end. Pages share a row.
    expect([first.calls, first.products.length]).toEqual([12, 7])
    expect(viewOf(first.plan)).toMatchObject({ reach: 'partial' })
    expect(first.plan).toMatchObject({ complete: false, summary: { notEvaluated: 2 } })
    expect(first.plan.diagnostics).toContainEqual({
      severity: 'error',
      code: 'E2013',
      summary: 'shop: product was read in part: 694 of 1500 rows, and 2 are left today (14 a day, 12 made)',
      detail: 'what was not read cannot be told from what is not there, so nothing of this kind is planned',
      hint: 'plan and apply go on where this one stopped from 2026-03-03 00:00 in Europe/Copenhagen (2026-03-02T23:00Z)',
    })
    nextDay(shop)
    const second = await look(shop)
    expect(second.products[0]).toBe(
      `GET /product?${new URLSearchParams({ sort: 'product_id', sort_order: 'desc', limit: '100', offset: '693' })}`,
    )
    expect([second.calls, second.plan.complete]).toEqual([12, false])
    nextDay(shop)
    const third = await look(shop)
    // 119 rows: two pages, then what changed and the total.
    expect(third.products.map(inShort)).toEqual(['from 1386', 'from 1485', 'since', 'total'])
    expect(third.calls).toBe(others + 4)
    expect(viewOf(third.plan)).toMatchObject({
      reach: 'complete',
      age: (2 * day) / 1000,
      proof: { by: 'changes', objects: 1500, changed: 0, vanished: 0 },
    })
    expect(told(third.plan)).toEqual(told(await shop.everything()))
    // From then on it is a view like any other.
    nextDay(shop)
    expect((await look(shop)).calls).toBe(others + 2)
  })

  test('deleted, what was read so far costs its calls again', async () => {
    await look(shop)
    const lost = createMemoryViews()
    shop.lab.views = () => lost
    nextDay(shop)
    const again = await look(shop)
    expect(again.products[0]).toBe('GET /product?limit=100&offset=0')
    expect(again.plan.diagnostics[0]?.summary).toContain('694 of 1500 rows')
  })

  test.each(['a line is torn off', 'it is gone'])(
    'damaged, because %s, it is thrown away with a notice',
    async (how) => {
      await using fixture = await createFixture()
      const said: string[] = []
      shop.lab.views = () =>
        createLocalViews({
          folder: fixture.path,
          environment: 'default',
          newId: randomUUID,
          notice: (line) => said.push(line),
        })
      await look(shop)
      const cache = join(fixture.path, 'cache', 'default')
      const lines = join(cache, (await readdir(cache)).find((file) => file.endsWith('.lines')) ?? '')
      if (how === 'it is gone') await rm(lines)
      else await truncate(lines, (await stat(lines)).size - 30)
      nextDay(shop)
      const again = await look(shop)
      expect(again.products[0]).toBe('GET /product?limit=100&offset=0')
      expect(said).toEqual(['What was read so far of shop/product is damaged and is thrown away.'])
      nextDay(shop)
      expect((await look(shop)).products[0]).toContain('offset=693')
    },
  )

  test('a second run of the same day ends where the calls do, and takes nothing from what was read', async () => {
    shop.use('quota: { shop: { calls: 14, reserve: 5 } }\n')
    const first = await look(shop)
    expect(first.products).toHaveLength(2)
    const second = await look(shop)
    expect([second.calls, second.products, second.plan.complete]).toEqual([2, [], false])
    expect(second.plan.diagnostics.map(({ code }) => code)).toEqual(['E2013'])
    nextDay(shop)
    expect((await look(shop)).products[0]).toContain('offset=198')
  })

  test('with calls for all of it in one day it is read at once', async () => {
    shop.use('quota: { shop: { calls: 20 } }\n')
    shop.lab.rooms.refill(20)
    const { calls, plan } = await look(shop)
    expect([calls, plan.complete]).toEqual([others + 15, true])
    shop.use('quota: { shop: { calls: 19 } }\n')
    shop.lab.views = createMemoryViews
    nextDay(shop)
    expect((await look(shop)).plan.complete).toBe(false)
  })

  test('where it never comes out, because something came back that nothing stamps, it is begun anew', async () => {
    const { store } = shop.lab.rooms.shop
    const back = store.products.get(shop.ids[1490] ?? 0)
    if (back === undefined) throw new Error('no product')
    store.products.put({ ...back, removed: 1 })
    await look(shop)
    nextDay(shop)
    await look(shop)
    store.products.put(back)
    for (const words of ['it does not come out', 'it does not come out', 'it does not come out', 'was read in part']) {
      nextDay(shop)
      expect((await look(shop)).plan.diagnostics[0]?.summary).toContain(words)
    }
    nextDay(shop)
    await look(shop)
    nextDay(shop)
    const { plan } = await look(shop)
    expect(told(plan)).toEqual(told(await shop.everything()))
  })
})

test.each([0, 1, 98, 99, 100, 1286, 1287, 1288, 1999])(
  'row %i is edited, is deleted, and has another made in its place between the days: all of it is found',
  async (row) => {
    const shop = await smallDays(2000, 20)
    const at = 1999 - row
    const acts = [
      () => shop.edit(at, { price: 7 }),
      () => shop.remove(at),
      async () => {
        await shop.remove(at === 0 ? 1 : at - 1)
        await shop.make({ own_id: `again-${row}`, name: 'Again' })
      },
    ]
    let plan = (await look(shop)).plan
    expect(plan.diagnostics[0]?.summary).toContain('1288 of 2000 rows')
    for (let days = 0; days < 6 && (!plan.complete || acts.length > 0); days += 1) {
      await acts.shift()?.()
      nextDay(shop)
      plan = (await look(shop)).plan
    }
    expect(viewOf(plan)?.proof).toMatchObject({ by: 'changes', objects: 1999 })
    expect(told(plan)).toEqual(told(await shop.everything()))
  },
)

describe('a sweep that is due, of 1,500 products with 20 calls a day', () => {
  let shop: SmallShop
  beforeEach(async () => {
    shop = await smallDays(1500, 20)
    expect((await look(shop)).calls).toBe(others + 15)
    shop.lab.rooms.clock.advance(8 * day)
  })

  test('goes on by what half a day leaves of it, and plans are made by what changed meanwhile', async () => {
    // Nothing tells of it, and it is on the last page.
    silently(shop, 0, { price: 1 })
    const begun = shop.lab.time().toISOString()
    const rows = [298, 595, 892, 1189, 1486]
    for (const [index, read] of rows.entries()) {
      const { plan, calls, products } = await look(shop)
      expect(products.map(inShort)).toEqual([
        'since',
        'total',
        ...[0, 99, 198].map((from) => `from ${index * 297 + from}`),
      ])
      expect(calls).toBe(others + 5)
      expect(plan).toMatchObject({ complete: true, summary: { update: 0 } })
      expect(viewOf(plan)).toMatchObject({
        age: ((8 + index) * day) / 1000,
        proof: { by: 'changes', objects: 1500, sweep: { begunAt: begun, rows: read, of: 1500 } },
      })
      // Of the same day a second run leaves the other half alone.
      if (index === 0) expect((await look(shop)).products.map(inShort)).toEqual(['since', 'total'])
      nextDay(shop)
    }
    const { plan, calls } = await look(shop)
    expect(calls).toBe(others + 3)
    expect(viewOf(plan)?.age).toBe((5 * day) / 1000)
    expect(viewOf(plan)?.proof).not.toHaveProperty('sweep')
    expect(plan.summary.update).toBe(1)
    expect(told(plan)).toEqual(told(await shop.everything()))
    // The next one is due a week after this one was begun.
    nextDay(shop)
    expect((await look(shop)).calls).toBe(others + 2)
    nextDay(shop)
    // One call fewer than before: the update that was never applied is left for an apply.
    expect((await look(shop)).calls).toBe(others + 4)
  })

  test('each of them equals the plan of reading everything, whatever is edited, made and deleted between the days', async () => {
    shop = await smallDays(1500, 36)
    await look(shop)
    shop.lab.rooms.clock.advance(8 * day)
    for (let days = 0; days < 7; days += 1) {
      await shop.edit(1499 - days * 297, { price: 3 + days })
      await shop.remove(1490 - days * 298)
      if (days % 2 === 0) await shop.make({ own_id: `new-${days}`, name: 'New' })
      if (days === 3) await shop.edit(0, { price: 9 })
      const { plan } = await look(shop)
      expect(plan.complete).toBe(true)
      expect(told(plan)).toEqual(told(await shop.everything()))
      nextDay(shop)
    }
    expect(viewOf((await look(shop)).plan)?.age).toBeLessThan((8 * day) / 1000)
  })

  test('what came back without a stamp while another vanished is on a page, and then all of it is proved anew', async () => {
    const { store } = shop.lab.rooms.shop
    const [gone, back] = [store.products.get(shop.ids[700] ?? 0), store.products.get(shop.ids[1300] ?? 0)]
    if (gone === undefined || back === undefined) throw new Error('no product')
    store.products.put({ ...back, removed: 1 })
    shop.lab.rooms.refill(100)
    shop.use('quota: { shop: { calls: 100 } }\n')
    await look(shop, 'full')
    shop.use('quota: { shop: { calls: 20 } }\n')
    shop.lab.rooms.clock.advance(8 * day)
    store.products.put(back)
    store.products.put({ ...gone, removed: 1 })
    const { plan, products } = await look(shop)
    expect(products.map(inShort).slice(0, 7)).toEqual([
      'since',
      'total',
      'from 0',
      'from 99',
      'from 198',
      'since',
      'total',
    ])
    expect(viewOf(plan)?.proof).toMatchObject({ objects: 1499, vanished: 1, sweep: { rows: 298 } })
    expect(told(plan)).toEqual(told(await shop.everything()))
  })

  test('gives way to what the files ask to be written by now', async () => {
    // Twenty prices: with half of the day on top there is nothing left of it.
    const row = (index: number) => `  p${index}: { own_id: P${index}, name: Product ${index}, price: 5 }\n`
    shop.use(
      'quota: { shop: { calls: 40 } }\n',
      declared + Array.from({ length: 20 }, (_, at) => row(100 + at)).join(''),
    )
    shop.lab.rooms.refill(40)
    const { plan, calls, products } = await look(shop)
    expect([calls, products.map(inShort)]).toEqual([others + 2, ['since', 'total']])
    expect(plan.summary).toMatchObject({ adopt: 20 })
    expect(plan.cost['shop']?.writes).toBe(20)
  })

  test('where it fits into what half a day leaves, it is read at once', async () => {
    shop.use('quota: { shop: { calls: 40 } }\n')
    shop.lab.rooms.refill(40)
    const { plan, calls } = await look(shop)
    expect([calls, viewOf(plan)?.age]).toEqual([others + 15, 0])
  })
})

function silently({ lab, ids }: SmallShop, index: number, fields: object): void {
  const { products } = lab.rooms.shop.store
  const row = products.get(ids[index] ?? 0)
  if (row === undefined) throw new Error('no product')
  products.put({ ...row, fields: { ...row.fields, ...fields } })
}

describe('asked for whole, with too few calls', () => {
  test('it is said before the first call, no plan is made of it, and those by what changed go on', async () => {
    const shop = await smallDays(1500, 24)
    await look(shop)
    nextDay(shop)
    silently(shop, 0, { price: 1 })
    shop.use('quota: { shop: { calls: 24, reserve: 10 } }\n')
    const first = await look(shop, 'full')
    // 14 less the others, what changed and the total, and those once more in case that is to be proved again.
    expect(first.products.map(inShort)).toEqual([
      'since',
      'total',
      ...[0, 1, 2, 3, 4].map((page) => `from ${page * 99}`),
    ])
    expect(first.said).toEqual([
      'shop: reading product whole takes 15 calls, and 14 are left today (24 a day, 0 made, 10 kept for others): it is read in parts, over days',
    ])
    expect(first.plan).toMatchObject({ complete: false, summary: { notEvaluated: 2 } })
    expect(first.plan.diagnostics[0]).toMatchObject({
      code: 'E2013',
      summary:
        'shop: product was read in part: 496 of 1500 rows, and 2 are left today (24 a day, 12 made, 10 kept for others)',
      hint: expect.stringContaining('without --refresh full they plan by what changed'),
    })
    nextDay(shop)
    const between = await look(shop)
    expect([between.calls, between.plan.complete, between.plan.summary.update]).toEqual([others + 2, true, 0])
    expect(viewOf(between.plan)?.proof).toMatchObject({ sweep: { rows: 496, of: 1500 } })
    const plans = []
    for (let days = 0; days < 3; days += 1) {
      nextDay(shop)
      plans.push((await look(shop, 'full')).plan)
    }
    expect(plans.map(({ complete }) => complete)).toEqual([false, false, true])
    expect(plans[2]?.summary.update).toBe(1)
    expect(viewOf(plans[2] as Plan)?.proof).not.toHaveProperty('sweep')
  })
})
