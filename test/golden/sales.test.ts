// The night to Black Friday as a user has it: what a plan says before, what stops a plan of yesterday, and the run at midnight.
import { expect, test } from 'vitest'
import { clockFrom, project, type Result } from '../support/butik.ts'

const files = {
  'shop.yaml': `products:
  oak-chair: { own_id: CH-1, name: Egestol, price: 1299 }
  oak-table: { own_id: TA-1, name: Egebord, price: 2499, sale: { price: 2199, from: 2026-11-28, to: 2026-11-28 } }
`,
  'campaigns/black-friday.yaml': `campaigns:
  black-friday: { from: 2026-11-27, to: 2026-11-27, products: { oak-chair: 999, oak-table: 1999 } }
`,
}

test('a campaign begins at midnight in Denmark', { timeout: 60_000 }, async () => {
  await using shop = await project(files, { vendors: ['shoporama'] })
  const at = (time: string, ...args: string[]): Promise<Result> => {
    shop.sandbox.clock.set(time)
    return shop.butik(args, { clock: clockFrom(time) })
  }
  const applied = await at('2026-11-20T09:00:00Z', 'apply', '--yes', '-v')
  expect(applied, applied.stderr).toMatchObject({ code: 0 })
  expect(applied.stdout).toContain(`Falls due
  2026-11-27  sale of 2 products begins: shop/product/oak-chair 999, shop/product/oak-table 1999
  2026-11-28  sale of 1 product begins: shop/product/oak-table 2199
  2026-11-28  sale of 1 product ends: shop/product/oak-chair
  2026-11-29  sale of 1 product ends: shop/product/oak-table
`)
  const reports = ['--report', 'plan.md', '--report', 'plan.html', '-o', 'plan.json']
  expect(await at('2026-11-26T22:55:00Z', 'plan', ...reports)).toMatchObject({ code: 0 })
  expect(await shop.read('plan.md')).toContain(
    '- `2026-11-27` sale of 2 products begins: `shop/product/oak-chair` 999, `shop/product/oak-table` 1999',
  )
  expect(await shop.read('plan.html')).toContain('<strong>2026-11-27</strong> sale of 2 products begins')

  const stale = await at('2026-11-26T23:05:00Z', 'apply', 'plan.json')
  expect(stale).toMatchObject({ code: 4 })
  expect(stale.stderr).toContain('a sale has begun or ended since it was made')

  const { products } = (await shop.owner('GET', '/product?limit=100')) as {
    products: { product_id: number; own_id: string }[]
  }
  const idOf = (sku: string) => products.find(({ own_id }) => own_id === sku)?.product_id
  await shop.owner('PUT', `/product/${idOf('TA-1')}`, { sale_price: '1' })
  shop.forgetCalls()
  const night = await at('2026-11-26T23:05:00Z', 'apply', '--due', '--yes')
  expect(night, night.stdout + night.stderr).toMatchObject({ code: 4 })
  expect(night.stdout).toMatch(
    /N1072 {2}shop\/product\/oak-table: sale_price is due to turn and left as it is: sale_price is 1,\s+which\s+no\s+sale\s+says/,
  )
  const puts = shop.calls().filter(({ method }) => method !== 'GET')
  expect(puts.map(({ method, path, body }) => [method, path, body])).toEqual([
    ['PUT', `/product/${idOf('CH-1')}`, { sale_price: '999' }],
  ])
})
