// Calls that fail and are made again take calls that a plan did not count: whatever fails, no call goes beyond what a day has,
// and the next day finishes what waits.
import { expect, test } from 'vitest'
import type { FaultRule } from '../../../src/sandbox/faults.ts'
import { butikYaml, type Engine, engine } from '../../support/engine.ts'

const keys = ['a', 'b', 'c', 'd', 'e']
const files = (price: number, more: string, roots = '') => ({
  'butik.yaml': butikYaml({ roots }),
  'shop.yaml': `products:\n${keys.map((key) => `  ${key}: { own_id: ${key}, name: Vare ${key}, price: ${price} }\n`).join('')}${more}`,
})
const added = ['f', 'g'].map((key) => `  ${key}: { own_id: ${key}, name: Vare ${key}, price: 5 }\n`).join('')

const day = 86_400_000
const made = (shop: Engine) => shop.sandbox.shoporama.log.filter(({ token }) => token === 'token').length

const rules: readonly [string, FaultRule][] = [
  ['a read that fails', { match: { method: 'GET', nth: 3, times: 2 }, fault: { kind: 'status', status: 503 } }],
  ['writes that fail', { match: { method: 'PUT', nth: 2, times: 3 }, fault: { kind: 'status', status: 503 } }],
  ['writes whose answers are lost', { match: { method: 'PUT', nth: 3, times: 9 }, fault: { kind: 'lost_answer' } }],
  ['a create whose answer is lost', { match: { method: 'POST' }, fault: { kind: 'lost_answer' } }],
  ['a burst', { match: { method: 'PUT', nth: 4, times: 2 }, fault: { kind: 'status', status: 429, retryAfter: 1 } }],
]

test.each(rules)('%s: never a call too much, and the next day finishes', async (_what, rule) => {
  let now = Date.parse('2026-11-30T09:00:00Z')
  await using shop = await engine(files(10, ''), { time: () => new Date(now) })
  await shop.apply(await shop.plan())
  for (const spare of [0, 1, 2, 3]) {
    now += day
    shop.forgetCalls()
    const price = 20 + spare
    // What it takes where nothing fails, and so many besides.
    shop.write(files(price, added))
    await shop.plan()
    const { planReads = 0, applyReads = 0, writes = 0 } = (await shop.plan()).cost['shop'] ?? {}
    const most = made(shop) + planReads + applyReads + writes + spare
    shop.write(files(price, added, `quota: { shop: { calls: ${most + 7}, reserve: 7 } }\n`))
    const plan = await shop.plan()
    shop.sandbox.faults.script([rule])
    const { outcomes } = await shop.apply(plan)
    shop.sandbox.faults.clear()
    expect.soft(made(shop), `${spare} to spare`).toBeLessThanOrEqual(most)
    expect.soft(outcomes.filter(({ outcome }) => outcome === 'failed')).toEqual([])
    now += day
    shop.write(files(price, added))
    await shop.apply(await shop.plan())
    expect.soft((await shop.plan()).changes).toEqual([])
  }
})
