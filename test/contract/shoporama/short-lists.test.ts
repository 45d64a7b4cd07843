// A partial read never looks complete: what a list leaves out is neither made nor deleted, and what a complete list does
// not show is looked for once before it is made.
import { expect, test } from 'vitest'
import { exitOfPlan } from '../../../src/cli/exit-codes.ts'
import type { Plan } from '../../../src/model/plan.ts'
import type { FaultRule } from '../../../src/sandbox/faults.ts'
import { startSandbox } from '../../../src/sandbox/server.ts'
import { butikYaml, type Engine, type EngineOptions, engine } from '../../support/engine.ts'
import { applied, expectNothingToDo, planned } from '../../support/steps.ts'

const smallPages = butikYaml({ connection: 'assume: { max_limit: 2 }' })

function productsYaml(count: number, more: (index: number) => string = () => ''): string {
  const one = (index: number) =>
    `  p${index}: { own_id: P-${index}, name: Vare ${index}, price: ${index}${more(index)} }`
  return `products:\n${Array.from({ length: count }, (_, index) => one(index + 1)).join('\n')}\n`
}

const suppliers = (mail: string) => `suppliers:\n  acme: { name: Acme, dropshipping_mail: ${mail} }\n`

/** Six products on three pages, applied; and then a seventh, one fewer, and another supplier in the files. */
async function busyShop(options: EngineOptions = {}): Promise<Engine> {
  const shop = await engine(
    {
      'butik.yaml': smallPages,
      'suppliers.yaml': suppliers('a@acme.example'),
      'products.yaml': productsYaml(6, (index) => (index === 1 ? ', stock: 1, butik: { on_remove: delete }' : '')),
    },
    options,
  )
  await applied(shop, await planned(shop))
  shop.write({
    'suppliers.yaml': suppliers('b@acme.example'),
    'products.yaml': productsYaml(7)
      .replace(/^ {2}p1:.*\n/m, '')
      .replace('price: 2 ', 'price: 3 '),
  })
  return shop
}

async function expectRefused(shop: Engine, made: Plan): Promise<void> {
  shop.forgetCalls()
  await expect(shop.apply(made)).rejects.toMatchObject({
    code: 'E3001',
    message: expect.stringContaining('incomplete'),
  })
  expect(shop.calls()).toEqual([])
}

const list = '^/product\\?'
const always = 99
const shortOnes: readonly { name: string; rule: FaultRule; says: string; reach: string }[] = [
  {
    name: 'rows of each page are missing',
    rule: { match: { path: list, times: always }, fault: { kind: 'short' } },
    says: 'came short: 5 of 6 after 3 readings',
    reach: 'partial',
  },
  {
    name: 'the second page fails for good',
    rule: { match: { path: `${list}.*offset=2`, times: always }, fault: { kind: 'status', status: 500 } },
    says: 'product could not be read',
    reach: 'unreadable',
  },
  {
    name: 'the second page is a web page',
    rule: { match: { path: `${list}.*offset=2`, times: always }, fault: { kind: 'html' } },
    says: 'product could not be read',
    reach: 'unreadable',
  },
  {
    name: 'the first page breaks off',
    rule: { match: { path: list, times: always }, fault: { kind: 'truncated' } },
    says: 'product could not be read',
    reach: 'unreadable',
  },
]

test.each(shortOnes)(
  '$name: nothing of that kind is planned, and the rest can be had without it',
  async ({ rule, says, reach }) => {
    await using shop = await busyShop()
    shop.sandbox.faults.script([rule])
    const made = await planned(shop, { allowDelete: true })
    expect(made.complete).toBe(false)
    expect(exitOfPlan(made, true)).toBe(4)
    // p1 with its stock, p2 to p6, and the new p7.
    expect(made.summary).toMatchObject({ create: 0, update: 1, delete: 0, forget: 1, notEvaluated: 7 })
    expect(made.changes.map(({ action, address }) => `${action} ${address}`)).toEqual([
      'forget shop/stock/p1',
      'update shop/supplier/acme',
    ])
    expect(made.diagnostics.map(({ severity, summary }) => `${severity} ${summary}`)).toEqual([
      expect.stringContaining(says),
    ])
    expect(made.views).toContainEqual({ connection: 'shop', kind: 'product', age: 0, reach })
    await expectRefused(shop, made)

    const narrowed = await planned(shop, { exclude: ['shop/product/*'] })
    expect(narrowed.complete).toBe(true)
    expect(shop.calls()).toEqual(['GET /supplier'])
    await applied(shop, narrowed)
    shop.sandbox.faults.clear()
    const after = await planned(shop, { allowDelete: true })
    expect(after.summary).toMatchObject({ create: 1, update: 1, delete: 1, notEvaluated: 0 })
    await applied(shop, after)
    expectNothingToDo(await planned(shop))
  },
)

test('a page that comes short once is asked for the rest', async () => {
  await using shop = await busyShop()
  shop.sandbox.faults.script([{ match: { path: list }, fault: { kind: 'short' } }])
  const made = await planned(shop)
  expect(made.complete).toBe(true)
  expect(made.summary).toMatchObject({ create: 1, update: 2, notEvaluated: 0 })
})

test.each(['shrink', 'grow'] as const)('pages that %s while they are read are read again', async (kind) => {
  await using shop = await busyShop()
  for (const number of [1, 2, 3]) await shop.owner('POST', '/product', { name: `Fremmed ${number}` })
  const move = async (times: number) => {
    shop.sandbox.faults.script([{ match: { path: `${list}.*offset=2`, times }, fault: { kind } }])
    shop.forgetCalls()
    return shop.plan()
  }
  const pages = () => shop.calls().filter((call) => /^GET \/product\?limit=2&offset=/.test(call)).length
  const once = await move(1)
  expect(once).toMatchObject({ complete: true, summary: { create: 1, notEvaluated: 0 } })
  expect(once.cost['shop']?.planReads).toBe(shop.calls().length)
  expect(pages()).toBeLessThanOrEqual(10)
  expect(await move(2)).toMatchObject({ complete: true, summary: { create: 1 } })
  const thrice = await move(3)
  expect(thrice).toMatchObject({ complete: false, summary: { create: 0, delete: 0 } })
  expect(thrice.diagnostics.map(({ code }) => code)).toEqual(['E2006'])
  expect(thrice.cost['shop']?.planReads).toBe(shop.calls().length)
  // Three readings, never a fourth.
  expect(shop.calls().filter((call) => /offset=0$/.test(call))).toHaveLength(3)
  await expectRefused(shop, thrice)
})

test('what refers to a kind that could not be read is not planned either', async () => {
  const files = (price: number) => `
profiles:
  wood: { name: Træ, attributes: { width: { type: integer, name: Bredde } } }
categories:
  chairs: { name: Stole }
products:
  chair: { own_id: CH-1, name: Stol, price: ${price}, categories: [chairs] }
  set: { own_id: SET-1, name: Sæt, price: ${price}, bundle: [chair] }
  wooden: { own_id: W-1, name: Træ, price: ${price}, profile: wood }
  free: { own_id: FR-1, name: Fri, price: ${price} }
`
  await using shop = await engine({ 'shop.yaml': files(1) })
  await applied(shop, await planned(shop))
  shop.write({ 'shop.yaml': files(2) })
  const failing = (path: string) =>
    shop.sandbox.faults.script([{ match: { path, times: always }, fault: { kind: 'status', status: 503 } }])
  const updates = (made: Plan) => made.changes.map(({ action, address }) => `${action} ${address}`)

  failing('^/category$')
  const noCategories = await planned(shop)
  expect(updates(noCategories)).toEqual(['update shop/product/free', 'update shop/product/wooden'])
  expect(noCategories).toMatchObject({ complete: false, summary: { notEvaluated: 3 } })
  await expectRefused(shop, noCategories)

  failing('^/profile-attribute\\?')
  const noAttributes = await planned(shop)
  expect(noAttributes).toMatchObject({ complete: false, summary: { create: 0 } })
  await expectRefused(shop, noAttributes)

  failing('^/profile$')
  const noProfiles = await planned(shop)
  expect(updates(noProfiles)).toEqual([
    'update shop/product/chair',
    'update shop/product/free',
    'update shop/product/set',
  ])
  expect(noProfiles).toMatchObject({ complete: false, summary: { create: 0, notEvaluated: 3 } })

  failing('^/category$')
  const narrowed = await planned(shop, { exclude: ['shop/category/*'] })
  expect(narrowed).toMatchObject({ complete: true, summary: { update: 4 } })
  await applied(shop, narrowed)
})

test('one vendor that is down does not stop the other connection', async () => {
  await using second = { sandbox: await startSandbox(), [Symbol.asyncDispose]: () => second.sandbox.close() }
  const { url, token } = second.sandbox.shoporama
  const butik = `${butikYaml()}  other:\n    vendor: shoporama\n    token: !env OTHER_TOKEN\n    url: !env OTHER_URL\n`
  const files = {
    'butik.yaml': butik,
    'one.yaml': `connection: shop\n${suppliers('a@acme.example')}`,
    'two.yaml': `connection: other\n${suppliers('a@acme.example')}`,
  }
  await using shop = await engine(files, { more: { OTHER_TOKEN: token, OTHER_URL: url } })
  shop.sandbox.faults.script([{ match: { times: always }, fault: { kind: 'reset' } }])
  const made = await planned(shop)
  expect(made).toMatchObject({ complete: false, summary: { create: 1, notEvaluated: 1 } })
  await expectRefused(shop, made)
  const narrowed = await shop.plan({ connection: ['other'] })
  expect(narrowed).toMatchObject({ complete: true, summary: { create: 1, notEvaluated: 0 } })
  const { outcomes, calls } = await shop.apply(narrowed)
  expect(outcomes.map(({ address, outcome }) => `${address} ${outcome}`)).toEqual(['other/supplier/acme succeeded'])
  expect(calls).toEqual({ other: 2 })
  expect(shop.calls().length - (made.cost['shop']?.planReads ?? 0)).toBeLessThanOrEqual(0)
})

const productCalls = (shop: Engine) => shop.calls().filter((call) => call.startsWith('GET /product?'))

test.each(['no', 'yes'] as const)(
  'a known product that the list does not show is looked up once (deleted rows listed: %s)',
  async (deleted_listed) => {
    await using shop = await engine({ 'shop.yaml': productsYaml(3) }, { switches: { shoporama: { deleted_listed } } })
    await applied(shop, await planned(shop))
    const { products } = (await shop.owner('GET', '/product?search=P-1')) as { products: { product_id: number }[] }
    const id = products[0]?.product_id
    await shop.owner('DELETE', `/product/${id}`)
    const made = await planned(shop)
    expect(productCalls(shop)).toEqual([
      'GET /product?limit=100&offset=0',
      `GET /product?product_ids=${id}&limit=100&offset=0`,
      'GET /product?is_online=no&limit=100&offset=0',
    ])
    expect(made.changes.map(({ action, address, reason }) => `${action} ${address}: ${reason}`)).toEqual([
      'create shop/product/p1: gone from the shop: made again',
    ])
    await applied(shop, made)
    expectNothingToDo(await planned(shop))
  },
)

test('an own_id never seen is looked for among the offline products once, and not made twice', async () => {
  await using shop = await engine(
    { 'shop.yaml': productsYaml(2) },
    { switches: { shoporama: { offline_listed: 'no' } } },
  )
  await shop.owner('POST', '/product', { own_id: 'P-1', name: 'Vare 1', price: '1', is_online: 0 })
  const made = await planned(shop)
  expect(productCalls(shop)).toEqual([
    'GET /product?limit=100&offset=0',
    'GET /product?is_online=no&limit=100&offset=0',
  ])
  expect(made.changes.map(({ action, address }) => `${action} ${address}`)).toEqual([
    'adopt shop/product/p1',
    'create shop/product/p2',
  ])
  await applied(shop, made)
  expectNothingToDo(await planned(shop))
  expect((await shop.plan()).summary).toMatchObject({ create: 0 })
})

test('offline products are not asked for where the list is known, or proves, to hold them', async () => {
  const files = { 'shop.yaml': productsYaml(2) }
  await using told = await engine({
    'butik.yaml': butikYaml({ connection: 'assume: { offline_listed: yes }' }),
    ...files,
  })
  await planned(told)
  expect(productCalls(told)).toEqual(['GET /product?limit=100&offset=0'])
  await using proven = await engine(files)
  await proven.owner('POST', '/product', { name: 'Offline', is_online: 0 })
  await planned(proven)
  expect(productCalls(proven)).toEqual(['GET /product?limit=100&offset=0'])
})
