// More writes than a day has calls: said before the first one, stopped at the reserve, gone on with the next day, and the
// vendor never had to refuse a call.
import { expect, test } from 'vitest'
import type { Plan } from '../../src/model/plan.ts'
import { butikYaml, clockFrom, type Project, project, type Result } from '../support/butik.ts'

/** Butik and the vendor at one time of our choosing. */
function at(shop: Project, time: string): (args: readonly string[]) => Promise<Result> {
  shop.sandbox.clock.set(time)
  return (args) => shop.butik(args, { clock: clockFrom(time) })
}

const shopYaml = (count: number, dearer: number) => {
  const one = (index: number) =>
    `  p${index}: { own_id: P-${index}, name: Vare ${index}, price: ${index < dearer ? 105 : 100} }`
  return { 'shop.yaml': `products:\n${Array.from({ length: count }, (_, index) => one(index)).join('\n')}\n` }
}

/** Since the last `forgetCalls`: how many of each, and what was refused. */
function counts(shop: Project): { gets: number; puts: number; posts: number; refused: number } {
  const calls = shop.calls()
  const of = (wanted: string) => calls.filter(({ method }) => method === wanted).length
  const refused = calls.filter(({ status }) => status === 429).length
  return { gets: of('GET'), puts: of('PUT'), posts: of('POST'), refused }
}

const usedToday = (shop: Project) => shop.sandbox.shoporama.calls().used['token']

test('1,400 price changes with 1,000 calls a day take two days', { timeout: 240_000 }, async () => {
  const files = { 'butik.yaml': `${butikYaml}quota: { shop: { reserve: 50 } }\n`, ...shopYaml(2500, 0) }
  await using shop = await project(files, { vendors: ['shoporama'] })
  const before = at(shop, '2026-11-29T09:00:00Z')
  const first = await before(['apply', '--yes'])
  expect(first, first.stderr).toMatchObject({ code: 0 })

  await shop.write(shopYaml(2500, 1400))
  const today = at(shop, '2026-11-30T09:00:00Z')
  shop.forgetCalls()
  const planned = await today(['plan', '--ack', 'updates', '--json'])
  const plan = JSON.parse(planned.stdout) as Plan
  expect(plan.cost).toEqual({ shop: { planReads: 25, applyReads: 28, writes: 1400, remaining: 925 } })
  const takes =
    'shop: apply takes 1428 calls (28 reads + 1400 writes), and 925 are left today (1000 a day, 25 made, 50 kept for others)'
  expect(plan.diagnostics).toContainEqual({
    severity: 'warning',
    code: 'N1040',
    summary: `${takes}: apply stops before its first call, and in parts it takes 2 days`,
    hint: 'butik apply --budget 925 does the most important first today, and butik apply --resume goes on from 2026-12-01 00:00 in Europe/Copenhagen (2026-11-30T23:00Z)',
  })

  const refused = await today(['apply', '--ack', 'updates', '--yes'])
  expect(refused).toMatchObject({ code: 4 })
  expect(refused.stdout).toContain('shop: 2 reads made · apply: 28 reads + 1,400 writes · 923 left today')
  expect(refused.stderr).toContain('E3012')
  expect(counts(shop)).toEqual({ gets: 27, puts: 0, posts: 0, refused: 0 })

  // 2 to plan, by what changed since the plan before; 10 + 901 + 10 are what fits into the 921 that are left then.
  const part = await today(['apply', '--ack', 'updates', '--yes', '--budget', '950'])
  expect(part, part.stderr).toMatchObject({ code: 3 })
  expect(counts(shop)).toEqual({ gets: 49, puts: 901, posts: 0, refused: 0 })
  expect(usedToday(shop)).toBe(950)
  expect(part.stdout).toContain('901 updated')
  expect(part.stdout).toMatch(/499 operations wait for calls and take 509\s+with the reads/)
  expect(part.stdout).toMatch(/butik apply --resume goes on from 2026-12-01 00:00 in\s+Europe\/Copenhagen/)

  shop.forgetCalls()
  const early = await today(['apply', '--resume'])
  expect(early).toMatchObject({ code: 4 })
  expect(early.stderr).toContain('and 0 are left today (1000 a day, 950 made, 50 kept for others)')
  expect(shop.calls()).toEqual([])

  const tomorrow = at(shop, '2026-11-30T23:05:00Z')
  const rest = await tomorrow(['apply', '--resume', '--json'])
  expect(rest, rest.stderr).toMatchObject({ code: 0 })
  expect(JSON.parse(rest.stdout)).toMatchObject({ summary: { updated: 499 }, calls: { shop: 509 } })
  expect(counts(shop)).toEqual({ gets: 10, puts: 499, posts: 0, refused: 0 })
  expect(usedToday(shop)).toBe(509)
  const done = await tomorrow(['plan', '--detailed-exitcode', '--json'])
  expect(done).toMatchObject({ code: 0 })
  expect((JSON.parse(done.stdout) as Plan).cost['shop']?.remaining).toBe(1000 - 50 - 509 - 15)
})

test('what is called by hand counts too, of a token that two connections share as well', async () => {
  const twice = `${butikYaml}  again:\n    vendor: shoporama\n    token: !env SHOPORAMA_TOKEN\n    url: !env SHOPORAMA_URL\n`
  const files = { 'butik.yaml': twice, 'shop.yaml': `connection: shop\n${shopYaml(3, 0)['shop.yaml']}` }
  await using shop = await project(files, { vendors: ['shoporama'] })
  const done = async (...args: string[]) => {
    const result = await shop.butik(args)
    expect(result, result.stderr).toMatchObject({ code: 0 })
    return result.stdout
  }
  await done('api', 'again', 'product.list', '-f', 'limit=1')
  await done('doctor')
  await done('probe', 'shop')
  const before = usedToday(shop) ?? 0
  expect(before).toBeGreaterThan(20)
  const plan = JSON.parse(await done('plan', '--json')) as Plan
  const remaining = 1000 - (usedToday(shop) ?? 0)
  expect(plan.cost['shop']?.planReads).toBe(1000 - before - remaining)
  expect([plan.cost['shop']?.remaining, plan.cost['again']?.remaining]).toEqual([remaining, remaining])
  expect(await done('doctor', '--connection', 'shop')).toContain('are left today (1000 a day,')
  await shop.remove('.butik/cache')
  expect(JSON.parse(await done('plan', '--json'))).toMatchObject({
    cost: { shop: { remaining: 1000 - (plan.cost['shop']?.planReads ?? 0) } },
  })
})

test('a plan from a file is held against the calls of the day on which it is carried out', async () => {
  const files = (price: number, calls: number) => ({
    'butik.yaml': `${butikYaml}quota: { shop: { calls: ${calls} } }\n`,
    'shop.yaml': `products:\n  a: { own_id: A, name: A, price: ${price} }\n  b: { own_id: B, name: B, price: ${price} }\n`,
  })
  await using shop = await project(files(10, 1000), { vendors: ['shoporama'] })
  expect(await shop.butik(['apply', '--yes'])).toMatchObject({ code: 0 })
  const used = usedToday(shop) ?? 0
  // A plan, and an apply of 4 calls.
  await shop.write(files(11, used + 5))
  expect(await shop.butik(['plan', '-o', 'next'])).toMatchObject({ code: 0 })
  await shop.butik(['api', 'shop', 'product.list'])
  shop.forgetCalls()
  const refused = await shop.butik(['apply', 'next'])
  expect(refused).toMatchObject({ code: 4 })
  expect(refused.stderr).toContain('apply takes 4 calls (2 reads + 2 writes), and 3 are left today')
  expect(refused.stderr).toContain('butik apply --budget 3 does the most important first today')
  expect(shop.calls()).toEqual([])
  const part = await shop.butik(['apply', 'next', '--budget', '3', '--json'])
  expect(part).toMatchObject({ code: 3 })
  expect(JSON.parse(part.stdout)).toMatchObject({ summary: { updated: 1, skipped: 1 }, calls: { shop: 3 } })
  expect(shop.calls()).toHaveLength(3)
})

test('a shop of 600 products with 5 calls a day is read in three days, and no plan is made before', async () => {
  const declared =
    'products:\n  a: { own_id: P-0, name: Vare 0, price: 105 }\n  b: { own_id: P-599, name: Vare 599, price: 100 }\n'
  const files = { 'butik.yaml': `${butikYaml}quota: { shop: { calls: 5 } }\n`, 'shop.yaml': declared }
  await using shop = await project(files, { vendors: ['shoporama'] })
  shop.sandbox.clock.set('2026-11-01T09:00:00Z')
  for (let start = 0; start < 600; start += 100) {
    const rows = Array.from({ length: 100 }, (_, index) => ({ own_id: `P-${start + index}`, price: 100 }))
    await shop.owner(
      'POST',
      '/product',
      rows.map((row, index) => ({ ...row, name: `Vare ${start + index}` })),
    )
  }
  shop.sandbox.shoporama.setCalls({ limit: 5 })

  const first = await at(shop, '2026-11-30T09:00:00Z')(['plan'])
  expect(first).toMatchObject({ code: 4 })
  expect(first.stdout).toMatch(
    /E2013 {2}shop: product was read in part: 298 of 600 rows, and 2 are left today \(5 a\s+day, 3 made\)/,
  )
  expect(first.stdout).toMatch(
    /→ plan and apply go on where this one stopped from 2026-12-01 00:00 in\s+Europe\/Copenhagen/,
  )
  expect(first.stdout).toContain('NOT EVALUATED: 2 resources. This plan is incomplete, and apply refuses it.')
  expect(counts(shop)).toEqual({ gets: 3, puts: 0, posts: 0, refused: 0 })

  // An apply goes on just as a plan does, and is refused.
  const second = await at(shop, '2026-12-01T09:00:00Z')(['apply', '--yes'])
  expect(second).toMatchObject({ code: 4 })
  expect(second.stdout).toContain('595 of 600 rows')
  expect(second.stderr).toContain('E3004')
  expect(counts(shop)).toEqual({ gets: 6, puts: 0, posts: 0, refused: 0 })

  await shop.owner('PUT', '/product/600001', { price: 90 })
  const third = await at(shop, '2026-12-02T09:00:00Z')(['plan', '-o', 'plan.json'])
  expect(third).toMatchObject({ code: 0 })
  expect(third.stdout).toContain('price  90.00 → 105.00')
  expect(third.stdout).toMatch(
    /^shop\/product: 600 seen (2 days|48 hours) ago, 1 changed since, and the total agrees$/m,
  )
  expect(counts(shop)).toEqual({ gets: 9, puts: 0, posts: 0, refused: 0 })

  const fourth = await at(shop, '2026-12-03T09:00:00Z')(['apply', 'plan.json'])
  expect(fourth, fourth.stderr).toMatchObject({ code: 0 })
  expect(counts(shop)).toEqual({ gets: 11, puts: 1, posts: 0, refused: 0 })
})
