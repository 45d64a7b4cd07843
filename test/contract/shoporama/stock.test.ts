// Stock is somebody's money: no plan may write a level that nobody asked for, and what is made anew gets its level again.
import { expect, test } from 'vitest'
import { type Project, project } from '../../support/butik.ts'

async function levels(shop: Project): Promise<Record<string, number>> {
  const { stock } = (await shop.owner('GET', '/stock?limit=100')) as { stock: { SKU: string; stock: number }[] }
  return Object.fromEntries(stock.map((row) => [row.SKU, Number(row.stock)]))
}

const posted = (shop: Project) => shop.calls().filter(({ method, path }) => method === 'POST' && path === '/stock')
const two = (a: string, b: string) =>
  `products:\n  a: { own_id: ${a}, name: Ape, price: 10, stock: 7 }\n  b: { own_id: ${b}, name: Bed, price: 20, stock: 4 }\n`

test.each(['', 'ownership: { stock: ours }\n'])('a SKU that is renamed keeps its level (%j)', async (ownership) => {
  await using shop = await project({ 'shop.yaml': two('A-1', 'B-1') })
  await shop.write({ 'butik.yaml': (await shop.read('butik.yaml')) + ownership })
  expect(await shop.butik(['apply', '--yes'])).toMatchObject({ code: 0 })
  shop.forgetCalls()
  await shop.write({ 'shop.yaml': two('A-2', 'B-1') })
  expect(await shop.butik(['apply', '--yes', '--ack', 'own-id'])).toMatchObject({ code: 0 })
  expect(posted(shop)).toEqual([])
  expect(await levels(shop)).toEqual({ 'A-2': 7, 'B-1': 4 })
  expect(await shop.butik(['plan', '--detailed-exitcode'])).toMatchObject({ code: 0 })
  expect((await shop.butik(['state', 'list'])).stdout).toMatch(/shop\/stock\/a\s+A-2/)
})

test('a product deleted by hand is made again with its stock, and no guard is asked', async () => {
  await using shop = await project({ 'shop.yaml': two('A-1', 'B-1') })
  expect(await shop.butik(['apply', '--yes'])).toMatchObject({ code: 0 })
  const { products } = (await shop.owner('GET', '/product?search=Ape&limit=5')) as {
    products: { product_id: number }[]
  }
  await shop.owner('DELETE', `/product/${products[0]?.product_id}`).catch(() => undefined)
  expect(await shop.butik(['apply', '--yes'])).toMatchObject({ code: 0 })
  expect(await levels(shop)).toEqual({ 'A-1': 7, 'B-1': 4 })
})

const profiles = ['x', 'y']
  .map(
    (key) =>
      `  ${key}: { name: P${key}, attributes: { colour: { type: valuelist, name: Farve, is_variant: true, values: { red: Rød } } } }`,
  )
  .join('\n')
const variant = (profile: string) =>
  `profiles:\n${profiles}\nproducts:\n  p:\n    own_id: P-1\n    name: Stol\n    price: 10\n    profile: ${profile}\n    attributes: { colour: [red] }\n    stock_settings: [{ attribute: colour, value: red, own_id: P-RED, stock: 5 }]\n`

test('a variant that is made anew, in another profile or after a loss, gets its level again', async () => {
  await using shop = await project({ 'shop.yaml': variant('x') })
  expect(await shop.butik(['apply', '--yes'])).toMatchObject({ code: 0 })
  expect(await levels(shop)).toEqual({ 'P-RED': 5 })
  await shop.write({ 'shop.yaml': variant('y') })
  expect(await shop.butik(['apply', '--yes'])).toMatchObject({ code: 0 })
  expect(await levels(shop)).toEqual({ 'P-RED': 5 })
  const { products } = (await shop.owner('GET', '/product?limit=5')) as { products: { product_id: number }[] }
  await shop.owner('PUT', `/product/${products[0]?.product_id}`, { stock_settings: [], attributes: [] })
  expect(await shop.butik(['apply', '--yes'])).toMatchObject({ code: 0 })
  expect(await levels(shop)).toEqual({ 'P-RED': 5 })
  expect(await shop.butik(['plan', '--detailed-exitcode'])).toMatchObject({ code: 0 })
})

test('a SKU that another product of the shop carries stops the plan of both', async () => {
  await using shop = await project({ 'shop.yaml': variant('x') })
  await shop.owner('POST', '/product', { own_id: 'P-RED', name: 'Hand', price: 1 })
  await shop.owner('POST', '/stock', [{ SKU: 'P-RED', stock: 33 }])
  const planned = await shop.butik(['plan'])
  expect(planned.code).toBe(4)
  expect(planned.stdout + planned.stderr).toContain('P-RED is taken in the shop')
  expect(await shop.butik(['apply', '--yes'])).toMatchObject({ code: 4 })
  expect(await levels(shop)).toMatchObject({ 'P-RED': 33 })
})

test.each([
  ['an empty own_id', 'own_id: "", name: q', 'E1107'],
  ['a negative price', 'own_id: A, name: q, price: -5', 'E1107'],
])('%s is refused', async (_what, fields, code) => {
  await using shop = await project({ 'shop.yaml': `products:\n  p: { ${fields} }\n` })
  const said = await shop.butik(['validate'])
  expect(said.code).toBe(1)
  expect(said.stderr).toContain(code)
})

test('adopted pictures that differ are a guard of their own, and guards cannot be edited out of a plan', async () => {
  await using shop = await project({ 'shop.yaml': 'products:\n  p: { own_id: P-1, name: Stol, images: [] }\n' })
  const data = Buffer.from('a picture').toString('base64')
  await shop.owner('POST', '/product', { own_id: 'P-1', name: 'Stol', price: 1, images: [{ data, description: 'x' }] })
  expect(await shop.butik(['plan', '-o', 'plan.json'])).toMatchObject({ code: 4 })
  const edited = { ...JSON.parse(await shop.read('plan.json')), guards: [] }
  await shop.write({ 'edited.json': JSON.stringify(edited) })
  expect(await shop.butik(['apply', 'edited.json'])).toMatchObject({ code: 4 })
  expect(await shop.butik(['apply', '--yes', '--ack', 'images'])).toMatchObject({ code: 0 })
})

test('a level that is declared first where its variant is made anew is set', async () => {
  const bare = (profile: string) => variant(profile).replace(', stock: 5', '')
  await using shop = await project({ 'shop.yaml': bare('x') })
  expect(await shop.butik(['apply', '--yes'])).toMatchObject({ code: 0 })
  await shop.write({ 'shop.yaml': variant('y') })
  expect(await shop.butik(['apply', '--yes'])).toMatchObject({ code: 0 })
  expect(await levels(shop)).toEqual({ 'P-RED': 5 })
  expect(await shop.butik(['plan', '--detailed-exitcode'])).toMatchObject({ code: 0 })
})
