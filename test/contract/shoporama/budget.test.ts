// A plan in parts: whatever the calls of a run are, it makes no more of them, stops where nothing is broken, and the parts
// together come to what one run would have done.
import { describe, expect, test } from 'vitest'
import type { Plan } from '../../../src/model/plan.ts'
import { type Applied, butikYaml, type Engine, type EngineOptions, engine } from '../../support/engine.ts'
import { shapeOf } from '../../support/shop-shape.ts'
import { applied, expectNothingToDo, planned } from '../../support/steps.ts'
import { first, second, third } from './whole-shop.ts'

/** The strictest vendor that there may be. */
const strict = {
  unknown_reference: 'reject',
  duplicate_own_id: 'reject',
  delete_in_use: 'rejected',
} as const

async function shopWith(options: EngineOptions = {}): Promise<Engine> {
  const shop = await engine(first, options)
  shop.sandbox.shoporama.set(strict)
  await applied(shop, await planned(shop))
  return shop
}

const wishes = { allowDelete: true, ack: ['images', 'in-use'] }
const callsOf = ({ cost }: Plan): number => (cost['shop']?.applyReads ?? 0) + (cost['shop']?.writes ?? 0)
const refusals = (shop: Engine) =>
  shop.sandbox.shoporama.log
    .filter(({ status }) => (status ?? 0) >= 400)
    .map(({ method, path, status }) => `${method} ${path}: ${status}`)
const count = ({ outcomes }: Applied, wanted: string) => outcomes.filter(({ outcome }) => outcome === wanted).length

/** In parts of so many calls: how many runs it took. */
async function inParts(shop: Engine, made: Plan, budget: number): Promise<number> {
  for (let [runs, next] = [1, made]; ; runs += 1) {
    shop.forgetCalls()
    const report = await shop.apply(next, { budget })
    expect.soft(shop.calls().length, `calls of run ${runs}`).toBeLessThanOrEqual(budget)
    expect.soft(refusals(shop), `refused in run ${runs}`).toEqual([])
    expect.soft(count(report, 'succeeded') + count(report, 'skipped')).toBe(report.outcomes.length)
    const rest = await shop.rest()
    if (rest === undefined) return runs
    expect.soft(count(report, 'skipped'), 'what is left was said').toBeGreaterThan(0)
    expect.soft(report.diagnostics.map(({ code }) => code)).toContain('N1041')
    expect.soft(rest.operations.length, 'it gets on').toBeLessThan(next.operations.length)
    next = rest
  }
}

describe.each([
  ['the second version', second],
  ['the third, which removes', third],
])('%s', (_what, files) => {
  test.each([4, 7, 12, 25])('%i calls a run', async (budget) => {
    await using whole = await shopWith()
    await using parts = await shopWith()
    for (const shop of [whole, parts]) shop.write(files)
    await applied(whole, await planned(whole, wishes))
    const made = await planned(parts, wishes)
    const runs = await inParts(parts, made, budget)
    expect(runs).toBeGreaterThanOrEqual(Math.ceil(callsOf(made) / budget))
    expect(shapeOf(parts.sandbox.shoporama.snapshot())).toEqual(shapeOf(whole.sandbox.shoporama.snapshot()))
    expectNothingToDo(await planned(parts))
  })
})

const product = (key: string, fields: string) =>
  `  ${key}: { own_id: ${key.toUpperCase()}, name: Vare ${key}, ${fields} }\n`
const small = (rows: readonly (readonly [string, string])[], roots = '') => ({
  'butik.yaml': butikYaml({ roots }),
  'shop.yaml': `products:\n${rows.map(([key, fields]) => product(key, fields)).join('')}`,
})

describe('what goes first', () => {
  const before = small([
    ['a', 'description: en, price: 10'],
    ['b', 'is_online: true, price: 10'],
    ['c', 'price: 10'],
    ['d', 'price: 10, butik: { on_remove: delete }'],
  ])
  const after = (roots = '') =>
    small(
      [
        ['a', 'description: to, price: 10'],
        ['b', 'is_online: false, price: 10'],
        ['c', 'price: 11'],
        ['e', 'price: 10, supplier: acme'],
      ],
      roots,
    )
  const made = (report: Applied) =>
    report.outcomes.filter(({ outcome }) => outcome === 'succeeded').map(({ address }) => address.replace('shop/', ''))

  async function firstOf(roots: string, budget: number): Promise<string[]> {
    await using shop = await engine(before)
    await applied(shop, await planned(shop))
    shop.write({ ...after(roots), 'suppliers.yaml': 'suppliers:\n  acme: { name: Acme }\n' })
    return made(await shop.apply(await planned(shop, { allowDelete: true }), { budget }))
  }

  test.each<[string, number, string[]]>([
    ['', 3, ['product/c']],
    ['', 4, ['product/b', 'product/c']],
    // The new product needs its supplier, which needs nothing.
    ['', 6, ['supplier/acme', 'product/b', 'product/c']],
    ['quota: { shop: { order: [creates] } }\n', 5, ['supplier/acme', 'product/e']],
    ['quota: { shop: { order: [updates] } }\n', 3, ['product/a']],
    // What goes last in every plan takes all the rest along.
    ['quota: { shop: { order: [deletes] } }\n', 6, ['supplier/acme', 'product/e']],
  ])('%s%i calls', async (roots, budget, expected) => {
    expect((await firstOf(roots, budget)).sort()).toEqual([...expected].sort())
  })
})

describe('calls that are not there', () => {
  const rows = (price: number) => ['a', 'b', 'c', 'd', 'e'].map((key) => [key, `price: ${price}`] as const)
  const quota = (calls: number, reserve = 0) => `quota: { shop: { calls: ${calls}, reserve: ${reserve} } }\n`

  /** Five prices to change: 1 + 5 + 1 calls. */
  async function fivePrices(
    calls: number,
    reserve = 0,
    options: EngineOptions = {},
  ): Promise<{ shop: Engine; made: Plan }> {
    const shop = await engine(small(rows(10)), options)
    await applied(shop, await planned(shop))
    const used = shop.sandbox.shoporama.calls().used['token'] ?? 0
    // One more is the plan.
    shop.write(small(rows(11), quota(used + 1 + calls + reserve, reserve)))
    return { shop, made: await planned(shop) }
  }

  test.each([
    [7, 0],
    [7, 5],
  ])('%i are enough, with %i kept', async (calls, reserve) => {
    const { shop, made } = await fivePrices(calls, reserve)
    await using _shop = shop
    expect(made.cost['shop']).toEqual({ planReads: 1, applyReads: 2, writes: 5, remaining: 7 })
    expect(made.diagnostics).toEqual([])
    await applied(shop, made)
    // The reserve is for others.
    expect((await shop.plan()).cost['shop']?.remaining).toBe(0)
  })

  test('one too few, and nothing is sent: of a new plan, of one that was saved, of the rest of one', async () => {
    const { shop, made } = await fivePrices(6)
    await using _shop = shop
    const [note] = made.diagnostics
    expect(note).toMatchObject({ severity: 'warning', code: 'N1040' })
    expect(note?.summary).toContain('apply takes 7 calls (2 reads + 5 writes), and 6 are left today')
    shop.forgetCalls()
    await expect(shop.apply(made)).rejects.toMatchObject({ code: 'E3012' })
    expect(shop.calls()).toEqual([])
    await shop.apply(made, { budget: 6 })
    const rest = await shop.rest()
    expect(rest?.operations).toHaveLength(1)
    expect(rest?.cost['shop']).toEqual({ planReads: 0, applyReads: 2, writes: 1, remaining: 0 })
    shop.forgetCalls()
    if (rest === undefined) throw new Error('nothing is left')
    await expect(shop.apply(rest)).rejects.toMatchObject({ code: 'E3012' })
    await expect(shop.apply(rest, { budget: 6 })).rejects.toMatchObject({
      code: 'E3012',
      message: expect.stringContaining('does not do for the first operation'),
    })
    expect(shop.calls()).toEqual([])
  })

  test('the hash of a plan does not know them', async () => {
    const { shop, made } = await fivePrices(6)
    await using _shop = shop
    const again = await shop.plan()
    expect(again.cost['shop']?.remaining).toBe(5)
    expect(again.hash).toBe(made.hash)
  })

  test('somebody else takes them in the middle, through the same state: it stops, looks, and is gone on with', async () => {
    const { shop, made } = await fivePrices(7)
    await using _shop = shop
    const other = await shop.world()
    const token = other.env('SHOPORAMA_TOKEN') ?? ''
    const copenhagen = new Date().toLocaleDateString('sv-SE', { timeZone: 'Europe/Copenhagen' })
    shop.sandbox.onCall = ({ method }) => {
      if (method === 'PUT') other.ledger.of(JSON.stringify(['shoporama', token])).write(copenhagen, { calls: 1 })
    }
    const report = await shop.apply(made)
    delete shop.sandbox.onCall
    // The last of the others' went with the third write: what was kept back for the check is gone.
    expect(report.calls).toEqual({ shop: 1 + 3 })
    expect(count(report, 'succeeded')).toBe(3)
    expect(report.outcomes.filter(({ outcome }) => outcome === 'skipped').map(({ message }) => message)[0]).toContain(
      'others made some meanwhile',
    )
    expect(report.diagnostics).toMatchObject([{ severity: 'warning', code: 'E2013' }, { code: 'N1041' }])
    expect(report.diagnostics[0]?.summary).toContain('what was stored could not be checked')
    expect((await shop.rest())?.operations).toHaveLength(2)
  })

  test('somebody else takes them elsewhere: the vendor refuses one call, and no further one is written', async () => {
    const { shop, made } = await fivePrices(900)
    await using _shop = shop
    shop.sandbox.afterCommit = ({ method }) => {
      if (method === 'PUT') shop.sandbox.shoporama.setCalls({ used: { token: 1000 } })
    }
    shop.forgetCalls()
    const report = await shop.apply(made)
    delete shop.sandbox.afterCommit
    expect(count(report, 'succeeded')).toBe(1)
    expect(count(report, 'skipped')).toBe(4)
    const [met, ...others] = report.outcomes.flatMap(({ outcome, message }) => (outcome === 'skipped' ? [message] : []))
    expect(met).toContain('answered 429')
    for (const message of others)
      expect(message).toMatch(
        /^it waits for calls: those of the day are spent, and there are new ones from \d{4}-\d\d-\d\d 00:00 in Europe\/Copenhagen/,
      )
    expect(report.diagnostics.map(({ code }) => code)).toEqual(['E2005', 'N1041'])
    // The second one again, as it is not said when to come back; then the check of the first.
    expect(refusals(shop)).toHaveLength(4)
    shop.forgetCalls()
    expect((await shop.plan().catch((error: unknown) => error)) as unknown).toMatchObject({ complete: false })
    // Whether it is still so is asked once.
    expect(shop.calls()).toHaveLength(1)
    // The vendor's word counts, whatever butik has counted.
    const rest = await shop.rest()
    if (rest === undefined) throw new Error('nothing is left')
    expect(rest.cost['shop']?.remaining).toBe(0)
    const refused = {
      code: 'E3012',
      summary: expect.stringMatching(/, and the vendor says that none are left today \(9\d\d a day, \d+ made\)$/),
      hint: expect.stringMatching(
        / in Europe\/Copenhagen .*; where the vendor may allow more by now, butik plan asks it$/,
      ),
    }
    await expect(shop.apply(rest)).rejects.toMatchObject({ diagnostics: [refused] })
    await expect(shop.apply(rest, { budget: 6 })).rejects.toMatchObject({
      message: expect.stringContaining('the vendor says that none are left today'),
      hint: refused.hint,
    })
    shop.sandbox.shoporama.setCalls({ used: { token: 0 } })
    const plan = await shop.plan()
    expect(plan).toMatchObject({ complete: true, summary: { update: 4 } })
    // It answers again: so it has calls again.
    expect(plan.cost['shop']?.remaining).toBeGreaterThan(800)
  })

  test('the vendor answers again after that: what it refused is gone on with too, and in what is said', async () => {
    const { shop, made } = await fivePrices(900)
    await using _shop = shop
    shop.sandbox.faults.script([{ match: { method: 'PUT', nth: 2, times: 2 }, fault: { kind: 'status', status: 429 } }])
    const report = await shop.apply(made)
    expect(count(report, 'skipped')).toBe(4)
    expect(report.diagnostics).toMatchObject([
      { code: 'N1041', summary: expect.stringContaining('4 operations wait for calls and take 6 with the reads') },
    ])
    expect(callsOf((await shop.rest()) ?? made)).toBe(6)
  })

  test('a budget too small says the number that does', async () => {
    const { shop, made } = await fivePrices(7)
    await using _shop = shop
    shop.forgetCalls()
    await expect(shop.apply(made, { budget: 2 })).rejects.toMatchObject({
      code: 'E3012',
      hint: 'nothing was written; --budget 3 is the least that does',
    })
    expect(shop.calls()).toEqual([])
    expect(count(await shop.apply(made, { budget: 3 }), 'succeeded')).toBe(1)
  })

  test.each<[number, number, RegExp]>([
    // 4 are left for 2 operations, which take 4.
    [9, 5, /^butik apply --resume goes on at any time$/],
    // 3 are left for 4 operations, which take 6.
    [6, 3, /^butik apply --resume --budget 3 goes on now, and butik apply --resume with the rest from \d{4}-/],
    // 1 is left, which does for nothing.
    [5, 4, /^butik apply --resume goes on from \d{4}-/],
  ])('%i calls and a budget of %i: when to go on', async (calls, budget, hint) => {
    const { shop, made } = await fivePrices(calls)
    await using _shop = shop
    const { diagnostics } = await shop.apply(made, { budget })
    expect(diagnostics).toMatchObject([{ code: 'N1041', hint: expect.stringMatching(hint) }])
  })

  test('calls that had to be made again come off the budget', async () => {
    const { shop, made } = await fivePrices(900)
    await using _shop = shop
    shop.sandbox.faults.script([{ match: { method: 'PUT', nth: 1, times: 2 }, fault: { kind: 'status', status: 503 } }])
    const report = await shop.apply(made, { budget: 7 })
    expect(report.calls).toEqual({ shop: 7 })
    expect(count(report, 'succeeded')).toBe(3)
    expect(report.outcomes.find(({ outcome }) => outcome === 'skipped')?.message).toContain('made again')
    expect(report.diagnostics).toMatchObject([{ code: 'N1041', hint: 'butik apply --resume goes on at any time' }])
  })

  // On a day with so many calls as are left when there are too few for one price: 1 + 1 + 1. A plan takes 1.
  test.each<[number, string, string]>([
    [8, 'from the next day on it takes 1 day', 'butik apply can begin at <next>'],
    [
      7,
      'from the next day on it takes 1 day',
      'plan and apply take 8 calls, and a day has 7: butik plan -o FILE today, and butik apply FILE from <next>; or butik apply --budget 6 from <next>',
    ],
    [5, 'from the next day on it takes 2 days', 'butik apply --budget 4 can begin at <next>'],
    [
      3,
      'from the next day on it takes 5 days',
      'plan and apply take 8 calls, and a day has 3: butik plan -o FILE today, and butik apply FILE --budget 3 from <next>',
    ],
    [
      2,
      'it never ends: one operation takes more than a day has',
      'a day has 2: ask the vendor for more, and write them as quota: { shop: { calls: … } }',
    ],
  ])('%i calls a day, and the day is nearly over: the plan of the next day counts too', async (calls, days, hint) => {
    let now = Date.parse('2026-11-29T12:00:00Z')
    const { shop } = await fivePrices(7, 0, { now: new Date(now).toISOString(), time: () => new Date(now) })
    await using _shop = shop
    const nextDay = () => {
      now += 86_400_000
      shop.sandbox.clock.advance(86_400_000)
    }
    nextDay()
    shop.write(small(rows(11), quota(calls)))
    let made = await planned(shop)
    while ((made.cost['shop']?.remaining ?? 0) > 2) made = await planned(shop)
    const [note] = made.diagnostics
    expect(note).toMatchObject({ code: 'N1040' })
    expect(note?.summary).toContain(days)
    expect(note?.hint).toBe(hint.replaceAll('<next>', '2026-12-01 00:00 in Europe/Copenhagen (2026-11-30T23:00Z)'))
    // It is true.
    nextDay()
    const given = /FILE --budget (\d+)/.exec(hint) ?? (hint.includes('FILE') ? [] : /apply --budget (\d+)/.exec(hint))
    if (calls === 2) return
    const next = hint.includes('FILE') ? made : await planned(shop)
    const report = await shop.apply(next, given?.[1] === undefined ? {} : { budget: Number(given[1]) })
    expect(count(report, 'succeeded')).toBeGreaterThan(0)
  })

  test("the vendor's next day begins with all of them", async () => {
    let now = Date.parse('2026-11-30T22:30:00Z')
    const { shop } = await fivePrices(6, 0, { now: new Date(now).toISOString(), time: () => new Date(now) })
    await using _shop = shop
    now += 31 * 60_000
    shop.sandbox.clock.advance(31 * 60_000)
    const made = await shop.plan()
    expect(made.diagnostics).toEqual([])
    await applied(shop, made)
  })
})

test('a plan without operations needs no calls, and one of another vendor has no quota', async () => {
  await using shop = await engine(small([['a', 'price: 10']]))
  await applied(shop, await planned(shop))
  const used = shop.sandbox.shoporama.calls().used['token'] ?? 0
  shop.write(small([['a', 'price: 10']], `quota: { shop: { calls: ${used + 1} } }\n`))
  const idle = await planned(shop)
  expect(idle.cost['shop']).toEqual({ planReads: 1, applyReads: 0, writes: 0, remaining: 0 })
  expect(idle.diagnostics).toEqual([])
})

describe('a look that is longer than was planned', () => {
  const row = (key: string) => [key, 'price: 20'] as const
  const before = small([['a', 'price: 10']])
  const many = (count: number, roots = '') =>
    small([['a', 'price: 10'], ...Array.from({ length: count }, (_, index) => row(`n${index}`))], roots)

  /** Creates in `count / 100` arrays, and `foreign` products that somebody else made since the plan. */
  async function overtaken(count: number, foreign: number, calls?: number): Promise<{ shop: Engine; made: Plan }> {
    const shop = await engine(before)
    await applied(shop, await planned(shop))
    const used = shop.sandbox.shoporama.calls().used['token'] ?? 0
    shop.write(many(count, calls === undefined ? '' : `quota: { shop: { calls: ${used + 2 + calls} } }\n`))
    // Offline products are looked for too, before anything is made.
    const made = await planned(shop)
    const theirs = Array.from({ length: foreign }, (_, index) => ({
      own_id: `T${index}`,
      name: `Deres ${index}`,
      price: 5,
    }))
    for (let from = 0; from < foreign; from += 100) await shop.owner('POST', '/product', theirs.slice(from, from + 100))
    shop.forgetCalls()
    return { shop, made }
  }

  test('with calls for all of it, it looks on, and all is made', async () => {
    const { shop, made } = await overtaken(100, 250)
    await using _shop = shop
    expect(made.cost['shop']).toMatchObject({ planReads: 2, applyReads: 2, writes: 1 })
    const { outcomes } = await shop.apply(made)
    expect(outcomes.every(({ outcome }) => outcome === 'succeeded')).toBe(true)
    expect(shop.calls()).toHaveLength(3 + 2)
  })

  test('where the day has too few for it, nothing is written, and no call goes beyond what the plan takes', async () => {
    const { shop, made } = await overtaken(100, 250, 4)
    await using _shop = shop
    const refused = await shop.apply(made).catch((error: unknown) => error)
    expect(refused).toMatchObject({
      diagnostics: [
        {
          code: 'E3012',
          summary:
            'shop: the look before the writes takes 2 calls more than planned, as the shop has changed since: apply takes 5 calls then, and 4 were left',
          hint: 'nothing was written; a new plan reads that itself, and says what is left',
        },
      ],
    })
    expect(shop.calls()).toHaveLength(2)
  })

  test('a budget has fewer for the writes, and holds', async () => {
    const { shop, made } = await overtaken(300, 250)
    await using _shop = shop
    // 1 + 3 + 3 as planned; with two pages more there is enough for one array less.
    const report = await shop.apply(made, { budget: 7 })
    expect(shop.calls()).toHaveLength(7)
    expect(count(report, 'succeeded')).toBe(200)
    expect(count(report, 'skipped')).toBe(100)
    const rest = await shop.rest()
    if (rest === undefined) throw new Error('nothing is left')
    await shop.apply(rest)
    expectNothingToDo(await planned(shop))
  })

  test('a budget that is too small for it is refused, and was not gone beyond', async () => {
    const { shop, made } = await overtaken(300, 550)
    await using _shop = shop
    await expect(shop.apply(made, { budget: 4 })).rejects.toMatchObject({
      code: 'E3012',
      message: expect.stringContaining('the look before the writes takes 2 calls more than planned'),
      hint: 'nothing was written; a new plan reads that itself, and says what is left',
    })
    expect(shop.calls()).toHaveLength(2)
  })

  test('no attempt that is made again goes beyond the budget either', async () => {
    const { shop, made } = await overtaken(100, 0)
    await using _shop = shop
    shop.sandbox.faults.script([{ match: { method: 'GET', nth: 1, times: 3 }, fault: { kind: 'status', status: 503 } }])
    const report = await shop.apply(made, { budget: 3 })
    expect(report.calls).toEqual({ shop: 3 })
    expect(count(report, 'skipped')).toBe(100)
  })

  test('of a plan that was made offline the price has what changed since, as far as it is known', async () => {
    await using shop = await engine(many(250))
    await applied(shop, await planned(shop))
    await planned(shop)
    shop.write(many(251))
    const made = await planned(shop, { refresh: 'offline' })
    // All 251 were made a moment ago: three pages, the write, and its check.
    expect(made.cost['shop']).toMatchObject({ planReads: 0, applyReads: 4, writes: 1 })
    shop.forgetCalls()
    await applied(shop, made)
    expect(shop.calls()).toHaveLength(5)
  })

  test('of one that was made offline what others did is told by the first page', async () => {
    await using shop = await engine(before)
    await applied(shop, await planned(shop))
    await planned(shop)
    const used = shop.sandbox.shoporama.calls().used['token'] ?? 0
    shop.write(many(1, `quota: { shop: { calls: ${used + 5} } }\n`))
    const made = await planned(shop, { refresh: 'offline' })
    expect(callsOf(made)).toBe(3)
    const theirs = Array.from({ length: 450 }, (_, index) => ({
      own_id: `T${index}`,
      name: `Deres ${index}`,
      price: 5,
    }))
    for (let from = 0; from < 450; from += 90) await shop.owner('POST', '/product', theirs.slice(from, from + 90))
    shop.forgetCalls()
    await expect(shop.apply(made)).rejects.toMatchObject({
      diagnostics: [{ code: 'E3012', summary: expect.stringContaining('takes 4 calls more than planned') }],
    })
    expect(shop.calls()).toHaveLength(1)
  })
})

test('what is to be deleted and made again is not deleted with the last call', async () => {
  const profile = (type: string) =>
    `profiles:\n  wood: { name: Træ, attributes: { size: { type: ${type}, name: Bredde } } }\n`
  await using shop = await engine({ 'shop.yaml': profile('integer') })
  await applied(shop, await planned(shop))
  shop.write({ 'shop.yaml': profile('string') })
  const made = await planned(shop, { allowDelete: true })
  expect(made.summary.replace).toBe(1)
  expect(callsOf(made)).toBe(3)
  shop.sandbox.faults.script([{ match: { method: 'GET', nth: 1 }, fault: { kind: 'status', status: 503 } }])
  const report = await shop.apply(made, { budget: 3 })
  expect(report.outcomes).toMatchObject([
    { outcome: 'skipped', message: 'it waits for calls: some had to be made again, and the budget was 3' },
  ])
  expect(shop.sandbox.shoporama.log.filter(({ method }) => method === 'DELETE')).toEqual([])
  const rest = await shop.rest()
  if (rest === undefined) throw new Error('nothing is left')
  await applied(shop, rest)
  expectNothingToDo(await planned(shop))
})

describe('creates in parts', () => {
  const rows = Array.from({ length: 620 }, (_, index): [string, string] => [`n${index}`, 'price: 20'])
  const before = small([['a', 'price: 10']])
  const after = small([['a', 'price: 10'], ...rows])

  async function begun(): Promise<Engine> {
    const shop = await engine(before)
    await applied(shop, await planned(shop))
    shop.write(after)
    return shop
  }

  test('what a run made itself is not listed again: the rest costs what it says, however small the parts are', async () => {
    await using shop = await begun()
    const made = await planned(shop)
    await shop.apply(made, { budget: 10 })
    const rest = await shop.rest()
    if (rest === undefined) throw new Error('nothing is left')
    shop.forgetCalls()
    await shop.apply(rest, { budget: 5 })
    const last = await shop.rest()
    if (last === undefined) throw new Error('nothing is left')
    expect(shop.calls().length).toBeLessThanOrEqual(5)
    expect(last.operations.length).toBeLessThan(rest.operations.length)
    shop.forgetCalls()
    await shop.apply(last)
    expect(shop.calls()).toHaveLength(callsOf(last))
    expectNothingToDo(await planned(shop))
  })

  test('what somebody else made meanwhile is still found, and made no second time', async () => {
    await using shop = await begun()
    await shop.apply(await planned(shop), { budget: 10 })
    await shop.owner('POST', '/product', [{ own_id: 'N619', name: 'Vare n619', price: 20 }])
    const rest = await shop.rest()
    if (rest === undefined) throw new Error('nothing is left')
    const report = await shop.apply(rest)
    expect(report.outcomes.filter(({ outcome }) => outcome !== 'succeeded').map(({ address }) => address)).toContain(
      'shop/product/n619',
    )
    const plan = await shop.plan()
    expect(plan.changes.map(({ address, action }) => [address, action])).toContainEqual(['shop/product/n619', 'adopt'])
  })
})
