// Calls are the scarce resource: ten thousand products by the command line.
import { expect, test } from 'vitest'
import type { Plan } from '../../src/model/plan.ts'
import { project } from '../support/butik.ts'

test('10,000 products are made in 100 calls and read in 100', { timeout: 180_000 }, async () => {
  const one = (index: number) =>
    `  p${index}: { own_id: P-${index}, name: Vare ${index}, price: ${index}.50, description: "<p>Nummer ${index}</p>" }`
  const products = Array.from({ length: 10_000 }, (_, index) => one(index + 1))
  await using shop = await project({ 'shop.yaml': `products:\n${products.join('\n')}\n` })
  const paths = () => shop.calls().map(({ method, path }) => `${method} ${path}`)
  expect(await shop.butik(['apply', '--yes', '--format', 'json'])).toMatchObject({ code: 0 })
  expect(paths().filter((call) => call === 'POST /product')).toHaveLength(100)
  shop.forgetCalls()
  const idle = await shop.butik(['plan', '--detailed-exitcode', '--format', 'json'])
  expect(idle).toMatchObject({ code: 0 })
  expect(paths()).toEqual(Array.from({ length: 100 }, () => 'GET /product'))
  const made = JSON.parse(idle.stdout) as Plan
  expect(made.summary).toMatchObject({ none: 10_000, create: 0, notEvaluated: 0 })
  const remaining = 1000 - (shop.sandbox.shoporama.calls().used['token'] ?? 0)
  expect(made.cost).toEqual({ shop: { planReads: 100, applyReads: 0, writes: 0, remaining } })
})
