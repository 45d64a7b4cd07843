// The furniture shop as a user would run it: it validates, is made in the calls that were promised, and stays in sync.
import { expect, test } from 'vitest'
import type { Plan } from '../../src/model/plan.ts'
import { project } from '../support/butik.ts'

const kinds = (plan: Plan, kind: string) =>
  plan.changes.filter((change) => change.address.startsWith(`shop/${kind}/`)).length

test('the furniture shop is made in the calls that the plan named, and is in sync afterwards', async () => {
  await using shop = await project({}, { from: 'examples/furniture' })
  expect(await shop.butik(['validate'])).toMatchObject({ code: 0, stderr: '' })

  const planned = await shop.butik(['plan', '--json', '-o', 'plan.json'])
  expect(planned).toMatchObject({ code: 0 })
  const plan: Plan = JSON.parse(planned.stdout)
  expect(shop.calls()).toHaveLength(plan.cost['shop']?.planReads ?? -1)
  expect(kinds(plan, 'supplier')).toBeGreaterThanOrEqual(3)
  expect(kinds(plan, 'profile')).toBeGreaterThanOrEqual(3)
  expect(kinds(plan, 'category')).toBeGreaterThanOrEqual(12)
  expect(kinds(plan, 'product')).toBeGreaterThanOrEqual(40)

  shop.forgetCalls()
  const applied = await shop.butik(['apply', 'plan.json', '--json'])
  expect(applied).toMatchObject({ code: 0 })
  expect(JSON.parse(applied.stdout).summary).toMatchObject({
    created: plan.summary.create,
    failed: 0,
    skipped: 0,
    inDoubt: 0,
  })
  const { applyReads = 0, writes = 0 } = plan.cost['shop'] ?? {}
  expect(shop.calls()).toHaveLength(applyReads + writes)

  shop.forgetCalls()
  const again = await shop.butik(['plan', '--detailed-exitcode'])
  expect(again).toMatchObject({ code: 0 })
  expect(again.stdout).toContain('No changes.')
  // 3 + 6 profiles + 9 valuelists + 1 page of products.
  expect(shop.calls()).toHaveLength(19)
  expect(shop.calls().filter(({ path }) => /\/\d+$/.test(path))).toEqual([])
})
