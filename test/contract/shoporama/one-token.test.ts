// Two connections to one shop with one token: its day is theirs together.
import { describe, expect, test } from 'vitest'
import type { Plan } from '../../../src/model/plan.ts'
import { shoporamaTokens } from '../../../src/sandbox/shoporama/room.ts'
import { butikYaml, type Engine, engine } from '../../support/engine.ts'

const again = '  again:\n    vendor: shoporama\n    token: !env SHOPORAMA_TOKEN\n    url: !env SHOPORAMA_URL\n'
const keys = ['a', 'b', 'c', 'd', 'e']

function products(connection: string, price: number): string {
  const one = (key: string) => `  ${key}: { own_id: ${connection}-${key}, name: Vare ${key}, price: ${price} }\n`
  return `connection: ${connection}\nproducts:\n${keys.map(one).join('')}`
}

function files(price: number, quota = '') {
  return {
    'butik.yaml': butikYaml({ roots: `${again}${quota}` }),
    'shop.yaml': products('shop', price),
    'again.yaml': products('again', price),
  }
}

async function applied(shop: Engine, plan: Plan): Promise<void> {
  const { outcomes } = await shop.apply(plan)
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(plan.changes.map(() => 'succeeded'))
}

const made = (shop: Engine) => shop.sandbox.shoporama.calls().used['token'] ?? 0

/** Five prices to change in each: 2 × (1 + 5 + 1) calls, and so many left for them. */
async function tenPrices(left: number, quotaOf: (calls: number) => string): Promise<{ shop: Engine; plan: Plan }> {
  const shop = await engine(files(10))
  await applied(shop, await shop.plan())
  // The plan takes 2.
  shop.write(files(11, quotaOf(made(shop) + 2 + left)))
  return { shop, plan: await shop.plan() }
}

const both = (calls: number) => `quota: { shop: { calls: ${calls} }, again: { calls: ${calls} } }\n`

describe('what a day has', () => {
  test.each<[string, (calls: number) => string]>([
    ['written for both', both],
    ['written for one', (calls) => `quota: { again: { calls: ${calls} } }\n`],
    ['with a reserve at one', (calls) => `quota: { shop: { calls: ${calls + 5}, reserve: 5 } }\n`],
  ])('is enough for both, %s', async (_what, quotaOf) => {
    const { shop, plan } = await tenPrices(14, quotaOf)
    await using _shop = shop
    expect(plan.diagnostics).toEqual([])
    expect(plan.cost['shop']?.remaining).toBe(14)
    expect(plan.cost['again']?.remaining).toBe(14)
    await applied(shop, plan)
    expect((await shop.plan()).cost['again']?.remaining).toBe(0)
  })

  test('is one too few for both, though enough for each: said, and nothing is sent', async () => {
    const { shop, plan } = await tenPrices(13, both)
    await using _shop = shop
    expect(plan.diagnostics).toMatchObject([{ code: 'N1040' }])
    expect(plan.diagnostics[0]?.summary).toContain(
      'shop and again with one token: apply takes 14 calls (4 reads + 10 writes), and 13 are left today',
    )
    shop.forgetCalls()
    await expect(shop.apply(plan)).rejects.toMatchObject({ code: 'E3012' })
    expect(shop.calls()).toEqual([])
  })

  test('is not overrun by a share, and one note says what waits', async () => {
    const { shop, plan } = await tenPrices(13, both)
    await using _shop = shop
    shop.forgetCalls()
    const report = await shop.apply(plan, { budget: 100 })
    expect(shop.calls()).toHaveLength(13)
    expect(report.diagnostics).toMatchObject([{ code: 'N1041' }])
    expect(report.diagnostics[0]?.summary).toContain('1 operation waits for calls and takes 3 with the reads')
  })

  test('keeps the checks of both back where others take calls in the middle', async () => {
    const { shop, plan } = await tenPrices(14, both)
    await using _shop = shop
    const { env, ledger } = await shop.world()
    const day = new Date().toLocaleDateString('sv-SE', { timeZone: 'Europe/Copenhagen' })
    const account = ledger.of(JSON.stringify(['shoporama', env('SHOPORAMA_TOKEN') ?? '']))
    shop.sandbox.onCall = ({ method }) => {
      if (method === 'PUT') account.write(day, { calls: 1 })
    }
    shop.forgetCalls()
    await shop.apply(plan)
    delete shop.sandbox.onCall
    const puts = shop.calls().filter((call) => call.startsWith('PUT')).length
    // Of 14, 2 to look, and 2 for each change as the others take one; 2 are kept for the checks.
    expect(puts).toBe(5)
    expect(shop.calls().length + puts).toBeLessThanOrEqual(14)
  })
})

test('two numbers for one token: the smaller counts, and that is said', async () => {
  const { shop, plan } = await tenPrices(14, (calls) => `quota: { shop: { calls: 900 }, again: { calls: ${calls} } }\n`)
  await using _shop = shop
  expect(plan.cost['shop']?.remaining).toBe(14)
  expect(plan.diagnostics).toMatchObject([{ severity: 'warning', code: 'N1043' }])
  expect(plan.diagnostics[0]?.summary).toMatch(
    /^quota: shop and again with one token have 900 and \d+ calls a day: \d+ is what counts$/,
  )
})

test('another token has a day of its own', async () => {
  await using shop = await engine(files(10), { more: { OTHER_TOKEN: shoporamaTokens.otherToken } })
  await applied(shop, await shop.plan())
  const other = again.replace('SHOPORAMA_TOKEN', 'OTHER_TOKEN')
  shop.write({ ...files(11), 'butik.yaml': butikYaml({ roots: `${other}quota: { shop: { calls: 20 } }\n` }) })
  const plan = await shop.plan()
  expect(plan.diagnostics).toEqual([])
  expect(plan.cost['shop']?.remaining).toBe(20 - made(shop))
  expect(plan.cost['again']?.remaining).toBe(999)
})
