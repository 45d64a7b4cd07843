// An apply with a budget, in a shop where others work between plan and apply and calls fail: it never makes more calls than
// the budget says, nothing is made twice or left deleted, and the parts together come to what the files say.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Plan } from '../../src/model/plan.ts'
import type { Fault } from '../../src/sandbox/faults.ts'
import { type Engine, engine } from '../support/engine.ts'
import { runs } from './setup.ts'

interface Story {
  readonly maxLimit: number
  readonly bulk: number
  /** Prices of products before, and of the first ones after. */
  readonly before: number
  readonly edited: number
  readonly made: number
  readonly removed: number
  /** The type of an attribute changes: it is deleted and made again. */
  readonly replaced: boolean
  readonly offline: boolean
  readonly budgets: readonly number[]
  /** What others do before each part: so many products made. */
  readonly others: readonly number[]
  /** One for each part. */
  readonly faults: readonly { readonly nth: number; readonly times: number; readonly fault: Fault }[]
}

const fault = fc.record({
  nth: fc.integer({ min: 1, max: 12 }),
  times: fc.integer({ min: 1, max: 3 }),
  fault: fc.constantFrom<Fault>(
    { kind: 'status', status: 503 },
    { kind: 'status', status: 503, committed: true },
    { kind: 'status', status: 429 },
    { kind: 'lost_answer' },
    { kind: 'reset' },
  ),
})

const story: fc.Arbitrary<Story> = fc.record({
  maxLimit: fc.constantFrom(1, 2, 3, 100),
  bulk: fc.constantFrom(1, 2, 5),
  before: fc.integer({ min: 1, max: 8 }),
  edited: fc.nat({ max: 6 }),
  made: fc.nat({ max: 8 }),
  removed: fc.nat({ max: 2 }),
  replaced: fc.boolean(),
  offline: fc.boolean(),
  budgets: fc.array(fc.integer({ min: 3, max: 14 }), { minLength: 1, maxLength: 5 }),
  others: fc.array(fc.nat({ max: 7 }), { maxLength: 4 }),
  faults: fc.array(fault, { maxLength: 3 }),
})

const butik = ({ maxLimit, bulk }: Story) => `version: 1
connections:
  shop:
    vendor: shoporama
    token: !env SHOPORAMA_TOKEN
    url: !env SHOPORAMA_URL
    assume: { max_limit: ${maxLimit} }
limits: { bulk: { products: ${bulk} } }
`

function files({ before, edited, made, removed, replaced }: Story, isAfter: boolean): string {
  const row = (name: string, price: number) => `  ${name}: { own_id: ${name}, name: Vare ${name}, price: ${price} }`
  const kept = Array.from({ length: before }, (_, index) => index).filter((index) => !isAfter || index >= removed)
  const rows = kept.map((index) => row(`p${index}`, isAfter && index < removed + edited ? 20 : 10))
  const news = isAfter ? Array.from({ length: made }, (_, index) => row(`n${index}`, 30)) : []
  const type = isAfter && replaced ? 'string' : 'integer'
  const all = [...rows, ...news]
  return `profiles:
  wood: { name: Wood, attributes: { size: { type: ${type}, name: Size } } }
products:${all.length === 0 ? ' {}' : `\n${all.join('\n')}`}
`
}

async function told(shop: Engine): Promise<string[]> {
  const ours: string[] = []
  for (let offset = 0, total = 1; offset < total; ) {
    const page = (await shop.owner('GET', `/product?limit=100&offset=${offset}`)) as {
      products: { own_id: string; price: number; name: string }[]
      paging: { total: number }
    }
    total = page.paging.total
    offset += Math.max(1, page.products.length)
    ours.push(...page.products.filter(({ name }) => name.startsWith('Vare')).map((one) => `${one.own_id} ${one.price}`))
  }
  return ours.sort()
}

async function others(shop: Engine, many: number, from: number): Promise<void> {
  if (many === 0) return
  const theirs = Array.from({ length: many }, (_, index) => ({
    own_id: `T${from}-${index}`,
    name: `Deres ${from}-${index}`,
    price: 5,
  }))
  await shop.owner('POST', '/product', theirs)
}

function strike(shop: Engine, one: Story['faults'][number] | undefined): void {
  shop.sandbox.faults.script(one === undefined ? [] : [{ match: { nth: one.nth, times: one.times }, fault: one.fault }])
}

async function lived(one: Story): Promise<void> {
  await using shop = await engine({ 'butik.yaml': butik(one), 'shop.yaml': files(one, false) })
  await shop.apply(await shop.plan())
  await shop.plan()
  shop.write({ 'shop.yaml': files(one, true) })
  const wishes = { allowDelete: true, ack: ['images', 'in-use'] }
  let next: Plan | undefined = await shop.plan({ ...wishes, refresh: one.offline ? 'offline' : 'cheapest' })
  for (let part = 0; next !== undefined && part < 12; part += 1) {
    // The least that does is enough in the end.
    const budget = one.budgets[part] ?? 40
    await others(shop, one.others[part] ?? 0, part)
    strike(shop, one.faults[part])
    shop.forgetCalls()
    const report = await shop.apply(next, { budget }).catch((error: unknown) => {
      expect(error).toMatchObject({ code: 'E3012' })
      return undefined
    })
    expect(shop.calls().length, `calls of part ${part}`).toBeLessThanOrEqual(budget)
    strike(shop, undefined)
    if (report === undefined) continue
    // One that was broken off before it arrived has left all the same.
    expect(report.calls['shop']).toBeGreaterThanOrEqual(shop.calls().length)
    expect(report.calls['shop'], `calls of part ${part} by its own count`).toBeLessThanOrEqual(budget)
    const isStruck = one.faults[part] !== undefined
    if (!isStruck && report.outcomes.length > 0)
      expect(
        report.outcomes.map(({ outcome }) => outcome),
        `part ${part} gets on`,
      ).not.toEqual(report.outcomes.map(() => 'skipped'))
    next = await shop.rest()
  }
  // What was in doubt, or rejected as the shop had moved, is for the next plan.
  for (let pass = 0; pass < 3; pass += 1) {
    const plan = await shop.plan(wishes)
    if (plan.operations.length + plan.stateUpdates.length > 0) await shop.apply(plan)
  }
  const kept = Array.from({ length: one.before }, (_, index) => index).filter((index) => index >= one.removed)
  const wanted = [
    ...kept.map((index) => `p${index} ${index < one.removed + one.edited ? 20 : 10}`),
    ...Array.from({ length: one.made }, (_, index) => `n${index} 30`),
  ].sort()
  // What was removed from the files stays in the shop, set offline, unless it says to delete it.
  const seen = (await told(shop)).filter((line) => !removedBy(one).has(line.split(' ')[0] ?? ''))
  expect(seen).toEqual(wanted)
  expect((await shop.plan()).changes).toEqual([])
}

function removedBy({ before, removed }: Story): ReadonlySet<string> {
  return new Set(Array.from({ length: Math.min(before, removed) }, (_, index) => `p${index}`))
}

test('whatever happens meanwhile, a budget holds, and the parts come to the whole', async () => {
  await fc.assert(fc.asyncProperty(story, lived), runs(20, 2_000))
})
