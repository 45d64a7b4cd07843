// Pages of a list are under way together, and cost what they cost one by one.
import { expect, test } from 'vitest'
import { butikYaml, engine } from '../../support/engine.ts'
import { applied, expectNothingToDo, planned } from '../../support/steps.ts'

const products = Array.from({ length: 9 }, (_, index) => `  p${index}: { own_id: P-${index}, name: Vare ${index} }\n`)
const settings = (more: string) => butikYaml({ connection: `assume: { max_limit: 2 }\n    ${more}` })

test('the second page of a list does not wait for the first one behind it', async () => {
  await using shop = await engine({
    'butik.yaml': settings('concurrency: 2'),
    'products.yaml': `products:\n${products.join('')}`,
  })
  await applied(shop, await planned(shop))
  const held: (() => void)[] = []
  // Each page behind the first is answered when another one has come: one by one, the list would never end.
  shop.sandbox.onCall = ({ path, query }) => {
    if (path !== '/product' || query['offset'] === '0') return undefined
    const waits = new Promise<void>((resolve) => void held.push(resolve))
    if (held.length === 2) for (const go of held.splice(0)) go()
    return waits
  }
  const idle = await planned(shop)
  expectNothingToDo(idle)
  // Two that are under way together may come in either order.
  const pages = shop.calls().filter((call) => call.startsWith('GET /product'))
  expect(pages.sort()).toEqual([0, 2, 4, 6, 8].map((offset) => `GET /product?limit=2&offset=${offset}`))
  expect(idle.cost['shop']?.planReads).toBe(5)
})
