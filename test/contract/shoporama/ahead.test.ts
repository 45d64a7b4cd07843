// Pages of a list are under way together, as many as the vendor bears, and cost what they cost one by one.
import { expect, test } from 'vitest'
import { butikYaml, type Engine, engine } from '../../support/engine.ts'
import { applied, expectNothingToDo, planned } from '../../support/steps.ts'

const productsYaml = (count: number) =>
  `products:\n${Array.from({ length: count }, (_, index) => `  p${index}: { own_id: P-${index}, name: Vare ${index} }\n`).join('')}`
const settings = (...lines: readonly string[]) => butikYaml({ connection: lines.join('\n    ') })

/** A shop whose products are read in so many pages, and where time stands still. */
async function shopOf(pages: number, connection: readonly string[]): Promise<Engine> {
  const shop = await engine(
    { 'butik.yaml': settings(...connection), 'products.yaml': productsYaml(pages) },
    { time: () => new Date('2026-03-01T12:00:00Z'), latencyMs: 5 },
  )
  await applied(shop, await planned(shop))
  return shop
}

/** Pages behind the first are answered in groups: each when as many have come. One by one, the list would never end. */
function answerTogether({ sandbox }: Engine, groups: number[]): void {
  const held: (() => void)[] = []
  sandbox.onCall = ({ path, query }) => {
    if (path !== '/product' || query['offset'] === '0' || groups[0] === undefined) return undefined
    const waits = new Promise<void>((resolve) => void held.push(resolve))
    if (held.length === groups[0]) {
      groups.shift()
      for (const go of held.splice(0)) go()
    }
    return waits
  }
}

test('the second page of a list does not wait for the first one behind it', async () => {
  await using shop = await shopOf(5, ['assume: { max_limit: 1 }', 'concurrency: 2'])
  answerTogether(shop, [2, 2])
  const idle = await planned(shop)
  expectNothingToDo(idle)
  // Two that are under way together may come in either order.
  const pages = shop.calls().filter((call) => call.startsWith('GET /product'))
  expect(pages.sort()).toEqual([0, 1, 2, 3, 4].map((offset) => `GET /product?limit=1&offset=${offset}`))
  expect(idle.cost['shop']?.planReads).toBe(5)
})

test('a vendor that answers well gets four calls at once, and half as many after it was in trouble', async () => {
  const steady = [...Array<number>(8).fill(2), ...Array<number>(8).fill(3), 4, 4]
  const asked = steady.reduce((sum, count) => sum + count, 0)
  const after = 4
  await using shop = await shopOf(1 + asked + 4 + after, ['assume: { max_limit: 1 }'])
  const burst = { match: { path: '^/product\\?.*offset=[1-9]', nth: asked + 1, times: 4 } } as const
  shop.sandbox.faults.script([{ ...burst, fault: { kind: 'status', status: 503 } }])
  answerTogether(shop, [...steady, 4])
  const idle = await planned(shop)
  expectNothingToDo(idle)
  expect(idle.cost['shop']?.planReads).toBe(1 + asked + 4 + 4 + after)
  const { log } = shop.sandbox.shoporama
  expect(Math.max(...log.map(({ underWay }) => underWay))).toBe(4)
  expect(log.filter(({ status }) => status === 503)).toHaveLength(4)
  // The four that are sent again go two by two as well.
  expect(log.slice(-after - 4).filter(({ underWay }) => underWay > 2)).toEqual([])
})
