// What was approved is what runs, or nothing: `--expect`, `--all-or-nothing`, and a saved plan against a shop that moved.
import { expect, test } from 'vitest'
import type { Plan } from '../../src/model/plan.ts'
import { type Project, project } from '../support/butik.ts'

const product = (index: number, price: number) =>
  `  p${index}: { own_id: P-${index}, name: Vare ${index}, price: ${price}, stock: 5 }\n`
const shopYaml = (count: number, price: number, more = '') => ({
  'shop.yaml': `products:\n${Array.from({ length: count }, (_, index) => product(index, price)).join('')}${more}`,
})

const newProject = (files: Readonly<Record<string, string>>) => project(files, { vendors: ['shoporama'] })

const writes = (shop: Project) => shop.calls().filter(({ method }) => method !== 'GET')
const rows = (shop: Project) =>
  (shop.sandbox.shoporama.snapshot().collections['products']?.rows ?? []) as unknown as readonly {
    id: number
    fields: Readonly<Record<string, unknown>>
  }[]
const idOf = (shop: Project, ownId: string) => rows(shop).find(({ fields }) => fields['own_id'] === ownId)?.id

async function saved(shop: Project): Promise<Plan> {
  const { code, stderr } = await shop.butik(['plan', '-o', 'next', '--ack', 'updates'])
  expect(stderr).not.toContain('error')
  expect(code).toBe(0)
  return JSON.parse(await shop.read('next')) as Plan
}

test('1 of 200 moved: 199 are written, the one is named, a sale rejects nothing, and no product is made twice', async () => {
  await using shop = await newProject(shopYaml(200, 100))
  expect(await shop.butik(['apply', '--yes'])).toMatchObject({ code: 0 })
  await shop.write(
    shopYaml(200, 110, '  new: { own_id: NEW, name: Ny, price: 5 }\n  own: { own_id: OWN, name: Egen, price: 5 }\n'),
  )
  const plan = await saved(shop)
  await shop.owner('PUT', `/product/${idOf(shop, 'P-7')}`, { price: '95' })
  // Somebody buys, and somebody makes one of the new products by hand.
  await shop.owner('POST', '/stock', [{ sku: 'P-8', stock: 1, type: 'set' }])
  await shop.owner('POST', '/product', { own_id: 'OWN', name: 'Egen, fra administrationen', price: '4' })
  shop.forgetCalls()
  const { code, stdout } = await shop.butik(['apply', 'next', '--json'])
  expect(code).toBe(3)
  const report = JSON.parse(stdout) as { outcomes: { address: string; outcome: string; message?: string }[] }
  const rejected = report.outcomes.filter(({ outcome }) => outcome !== 'succeeded')
  expect(rejected.map(({ address, outcome }) => `${address} ${outcome}`)).toEqual([
    'shop/product/own failed',
    'shop/product/p7 failed',
  ])
  expect(rejected[1]?.message).toContain('price moved in the shop')
  expect(rejected[0]?.message).toContain('has appeared in the shop')
  // 199 prices and one new product, and reads as foretold: 2 pages to look, 1 of the newest, 3 to check 200 and 2.
  expect(writes(shop)).toHaveLength(200)
  const { applyReads } = plan.cost['shop'] ?? {}
  expect(applyReads).toBe(6)
  const reads = shop.calls().length - writes(shop).length
  expect(reads).toBe(5)
  expect(rows(shop).filter(({ fields }) => fields['own_id'] === 'OWN')).toHaveLength(1)
  expect(rows(shop)).toHaveLength(202)
  expect(await shop.butik(['apply', 'next'])).toMatchObject({ code: 4 })
})

test('what is new is looked for as far back as the plan had read', async () => {
  await using shop = await newProject(shopYaml(1, 10))
  expect(await shop.butik(['apply', '--yes'])).toMatchObject({ code: 0 })
  await shop.write(shopYaml(1, 10, '  new: { own_id: NEW, name: Ny, price: 5 }\n'))
  await saved(shop)
  await shop.owner('POST', '/product', { own_id: 'NEW', name: 'Ny', price: '5' })
  for (let index = 0; index < 120; index += 1)
    await shop.owner('POST', '/product', { own_id: `OTHER-${index}`, name: `Anden ${index}` })
  expect(await shop.butik(['apply', 'next'])).toMatchObject({ code: 3 })
  expect(rows(shop).filter(({ fields }) => fields['own_id'] === 'NEW')).toHaveLength(1)
})

test('--all-or-nothing writes all of it or nothing', async () => {
  await using shop = await newProject(shopYaml(3, 10))
  expect(await shop.butik(['apply', '--yes'])).toMatchObject({ code: 0 })
  await shop.write(shopYaml(3, 11))
  await saved(shop)
  await shop.owner('PUT', `/product/${idOf(shop, 'P-1')}`, { price: '9' })
  shop.forgetCalls()
  const refused = await shop.butik(['apply', 'next', '--all-or-nothing'])
  expect(refused).toMatchObject({ code: 4 })
  expect(refused.stderr).toContain('shop/product/p1')
  expect(writes(shop)).toEqual([])
  const nothing = await shop.butik(['apply', '--resume'])
  expect(nothing.stderr).toContain('nothing to go on with')
  await shop.owner('PUT', `/product/${idOf(shop, 'P-1')}`, { price: '10' })
  expect(await shop.butik(['apply', 'next', '--all-or-nothing'])).toMatchObject({ code: 0 })
})

test('--all-or-nothing finds a file that changed before it writes', async () => {
  const files = {
    'shop.yaml':
      'suppliers:\n  acme: { name: Acme }\nproducts:\n  a: { own_id: A, name: A, images: [{ file: a.png }] }\n',
    'a.png': 'one',
  }
  await using shop = await newProject(files)
  const engineFiles = await shop.butik(['plan', '-o', 'next'])
  expect(engineFiles).toMatchObject({ code: 0 })
  await shop.write({ 'a.png': 'two' })
  shop.forgetCalls()
  expect(await shop.butik(['apply', 'next', '--all-or-nothing'])).toMatchObject({ code: 4 })
  expect(shop.calls()).toEqual([])
})

test('--expect: the approved plan and no other, from a file or planned anew', async () => {
  await using shop = await newProject(shopYaml(2, 10))
  expect(await shop.butik(['apply', '--yes'])).toMatchObject({ code: 0 })
  await shop.write(shopYaml(2, 11))
  const { hash } = await saved(shop)
  expect((await shop.butik(['plan', '-v'])).stdout).toContain(`hash ${hash}`)
  const other = 'f'.repeat(64)
  shop.forgetCalls()
  expect(await shop.butik(['apply', 'next', '--expect', other])).toMatchObject({ code: 4 })
  expect(shop.calls()).toEqual([])
  const anew = await shop.butik(['apply', '--expect', other])
  expect(anew).toMatchObject({ code: 4 })
  expect(anew.stderr).toContain(hash)
  // A merge that changes nothing in the plan: a comment, and a file of its own for nothing.
  await shop.write({ 'note.yaml': '# nothing to see here\n' })
  await shop.write({ 'shop.yaml': `# prices of next week\n${shopYaml(2, 11)['shop.yaml']}` })
  expect(await shop.butik(['apply', 'next', '--expect', hash])).toMatchObject({ code: 4 })
  // A merge that changes one price more.
  await shop.write({ 'more.yaml': 'products:\n  more: { own_id: MORE, name: Mere }\n' })
  expect(await shop.butik(['apply', '--expect', hash])).toMatchObject({ code: 4 })
  await shop.remove('more.yaml')
  shop.forgetCalls()
  expect(await shop.butik(['apply', '--expect', hash])).toMatchObject({ code: 0 })
  expect(writes(shop)).toHaveLength(2)
})

test('a plan for one shop is not carried out in another: other credentials, other address', async () => {
  await using staging = await newProject(shopYaml(2, 10))
  await using production = await newProject(shopYaml(2, 20))
  expect(await staging.butik(['apply', '--yes'])).toMatchObject({ code: 0 })
  expect(await production.butik(['apply', '--yes'])).toMatchObject({ code: 0 })
  await staging.write(shopYaml(2, 11))
  await saved(staging)
  production.forgetCalls()
  const env = { SHOPORAMA_URL: production.sandbox.shoporama.url }
  const refused = await staging.butik(['apply', 'next'], { env })
  expect(refused).toMatchObject({ code: 4 })
  expect(refused.stderr).toContain('another shop')
  expect(production.calls()).toEqual([])
  expect(await staging.butik(['apply', '--yes'], { env })).toMatchObject({ code: 4 })
  expect(writes(production)).toEqual([])
})
