// A shop of many products that its owner goes on working in, and the plans that are made of it meanwhile.
import { createMemoryViews } from '../../../src/state/memory.ts'
import { Lab } from './lab.ts'

/** One profile with one attribute that has a list of values: P = 1 and V = 1 of DESIGN.md section 4. */
const files = (products: string, root = '') => ({
  'butik.yaml': `version: 1
connections:
  shop: { vendor: shoporama, token: !env SHOPORAMA_TOKEN, url: !env SHOPORAMA_URL }
${root}`,
  'shop.yaml': `suppliers: { acme: { name: Acme } }
categories: { chairs: { name: Stole } }
profiles:
  furniture:
    name: Møbel
    attributes: { colour: { type: valuelist, name: Farve, values: { oak: { val: Eg } } } }
products:
${products}`,
})

export const declared = `  first: { own_id: P0, name: Product 0, price: 100 }
  last: { own_id: P7, name: Product 7, price: 107 }
`

export interface WatchedShop {
  readonly lab: Lab
  /** Remote ids, in the order in which they were made. */
  readonly ids: readonly number[]
  edit(index: number, fields: object): Promise<void>
  remove(index: number): Promise<void>
  make(fields: object): Promise<number>
  /** Another butik.yaml: these lines besides the connection; and other products, where they are given. */
  use(root: string, products?: string): void
  /** Requests since the last refill. */
  asked(): string[]
}

/** Applied once, a day before: nothing lies in the overlap, and no view was kept. */
export async function watchedShop(count: number, { more = {}, root = '' } = {}): Promise<WatchedShop> {
  const lab = new Lab()
  const views = createMemoryViews()
  const { rooms } = lab
  const ids: number[] = []
  const make = async (rows: readonly object[]): Promise<void> => {
    const made = await rooms.owner('POST', '/product', rows)
    for (const row of made as { product_id: number }[]) ids.push(row.product_id)
  }
  for (let start = 0; start < count; start += 100) {
    const rows = Array.from({ length: Math.min(100, count - start) }, (_, index) => ({
      own_id: `P${start + index}`,
      name: `Product ${start + index}`,
      price: 100 + start + index,
      ...more,
    }))
    await make(rows)
  }
  lab.use(files(declared, root))
  await lab.carryOut(await lab.plan())
  rooms.clock.advance(86_400_000)
  rooms.refill()
  lab.views = () => views
  return {
    lab,
    ids,
    use: (lines, products = declared) => lab.use(files(products, lines)),
    edit: async (index, fields) => void (await rooms.owner('PUT', `/product/${ids[index]}`, fields)),
    remove: async (index) => void (await rooms.owner('DELETE', `/product/${ids[index]}`)),
    make: async (fields) => {
      await make([fields])
      return ids.at(-1) ?? 0
    },
    asked: () =>
      rooms
        .calls()
        .shop.filter(({ token }) => token === 'token')
        .map(({ method, path, query }) => `${method} ${path}?${new URLSearchParams(query as Record<string, string>)}`),
  }
}
