// Every folder of examples/ is a whole configuration: it is valid, applies to an empty shop for the price its plan
// names, and leaves nothing to do.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { project, type Result, root } from '../support/butik.ts'

const stories = readdirSync(join(root, 'examples'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  // Five vendors, and one guard to acknowledge; two environments; a state that is elsewhere: stories of their own.
  .filter((name) => name !== 'nordic-group' && name !== 'two-environments' && !name.startsWith('gitops-'))

interface Priced {
  readonly cost: Readonly<Record<string, { planReads: number; applyReads: number; writes: number }>>
  readonly changes: readonly unknown[]
  readonly complete: boolean
}

function planOf(result: Result): Priced {
  return JSON.parse(result.stdout) as Priced
}

test('there are stories', () => {
  expect(stories).toContain('first-shop')
})

test.each(stories)('%s', async (story) => {
  await using shop = await project({}, { from: `examples/${story}` })
  const valid = await shop.butik(['validate'], { env: { SHOPORAMA_TOKEN: undefined } })
  expect(valid.code, valid.stderr).toBe(0)

  const planned = await shop.butik(['plan', '--json', '-o', 'plan.json'])
  expect(planned.code, planned.stderr).toBe(0)
  const { cost } = planOf(planned)
  expect(shop.calls()).toHaveLength(cost['shop']?.planReads ?? -1)

  shop.forgetCalls()
  const applied = await shop.butik(['apply', 'plan.json'])
  expect(applied.code, applied.stdout + applied.stderr).toBe(0)
  expect(shop.calls()).toHaveLength((cost['shop']?.applyReads ?? -1) + (cost['shop']?.writes ?? -1))

  const again = await shop.butik(['plan', '--json', '--detailed-exitcode'])
  expect(again.code, again.stdout).toBe(0)
  expect(planOf(again).changes).toEqual([])
  expect(planOf(again).complete).toBe(true)
})
