// Calls are the scarce resource: thousands of products by the command line; ten thousand in the long run.
import { expect, test } from 'vitest'
import type { Plan } from '../../src/model/plan.ts'
import { project } from '../support/butik.ts'
import { isLong } from '../support/long.ts'

const pages = isLong ? 100 : 20
const count = pages * 100

test(`${count} products are made in ${pages} calls and read in ${pages}`, { timeout: 180_000 }, async () => {
  const one = (index: number) =>
    `  p${index}: { own_id: P-${index}, name: Vare ${index}, price: ${index}.50, description: "<p>Nummer ${index}</p>" }`
  const products = Array.from({ length: count }, (_, index) => one(index + 1))
  await using shop = await project({ 'shop.yaml': `products:\n${products.join('\n')}\n` })
  const paths = () => shop.calls().map(({ method, path }) => `${method} ${path}`)
  expect(await shop.butik(['apply', '--yes', '--format', 'json'])).toMatchObject({ code: 0 })
  expect(paths().filter((call) => call === 'POST /product')).toHaveLength(pages)
  shop.forgetCalls()
  const idle = await shop.butik(['plan', '--detailed-exitcode', '--format', 'json'])
  expect(idle).toMatchObject({ code: 0 })
  expect(paths()).toEqual(Array.from({ length: pages }, () => 'GET /product'))
  const made = JSON.parse(idle.stdout) as Plan
  expect(made.summary).toMatchObject({ none: count, create: 0, notEvaluated: 0 })
  const remaining = 1000 - (shop.sandbox.shoporama.calls().used['token'] ?? 0)
  expect(made.cost).toEqual({ shop: { planReads: pages, applyReads: 0, writes: 0, remaining } })
})
