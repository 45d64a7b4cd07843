// `apply --due`: what a run that nobody looks at may do on the night when sales turn, and what it must leave.
import { expect, test } from 'vitest'
import type { Plan } from '../../src/model/plan.ts'
import { checkSavedPlan } from '../../src/pipeline/run.ts'
import { renderPlan } from '../../src/render/text.ts'
import { butikYaml, type Engine, engine } from '../support/engine.ts'

const files = {
  'shop.yaml': `products:
  oak: { own_id: A, name: Eg, price: 1299, description: <p>Eg</p> }
  ash: { own_id: B, name: Ask, price: 899 }
  elm: { own_id: C, name: Elm, price: 500, sale: { price: 450, from: 2026-12-24, to: 2026-12-24 } }
`,
  'campaigns.yaml': `campaigns:
  black-friday: { from: 2026-11-27, to: 2026-11-30, products: { oak: 999, ash: 700 } }
`,
}

/** A shop as it is applied on 20 November, and a clock to turn. */
async function shopWith(more: Readonly<Record<string, string>> = {}) {
  const clock = { now: '2026-11-20T12:00:00Z' }
  const shop = await engine({ ...files, ...more }, { time: () => new Date(clock.now) })
  await shop.apply(await shop.plan())
  shop.forgetCalls()
  return {
    shop,
    at: (now: string) => {
      clock.now = now
    },
  }
}

const night = '2026-11-26T23:05:00Z'
const due = (shop: Engine) => shop.plan({ dueOnly: true })
const written = ({ changes }: Plan) => changes.map(({ address, write }) => [address, write])
const left = ({ diagnostics }: Plan) =>
  diagnostics.filter(({ code }) => code === 'N1072').map(({ address, summary }) => `${address}: ${summary}`)

interface Row {
  readonly product_id: number
  readonly own_id: string
  readonly sale_price: string | number | null
  readonly name: string
}

async function rows(shop: Engine): Promise<Row[]> {
  return ((await shop.owner('GET', '/product?limit=100')) as { products: Row[] }).products
}

async function idOf(shop: Engine, sku: string): Promise<number> {
  return (await rows(shop)).find(({ own_id }) => own_id === sku)?.product_id ?? 0
}

test('where no sale turns it makes no call', async () => {
  const { shop, at } = await shopWith()
  await using _ = shop
  for (const now of ['2026-11-21T12:00:00Z', '2026-11-26T22:59:00Z']) {
    at(now)
    const plan = await due(shop)
    expect(plan).toMatchObject({ changes: [], operations: [], stateUpdates: [], complete: true })
    expect(plan.basis.due).toBe(true)
  }
  expect(shop.calls()).toEqual([])
})

test('begins and ends sales, and touches nothing else that differs', async () => {
  const { shop, at } = await shopWith()
  await using _ = shop
  const before = JSON.parse(await shop.state()).snapshot
  // Merged and not applied: another name, a policy, a new category, a text that is given up, a new product. Edited in the shop: a description.
  shop.write({
    'shop.yaml': files['shop.yaml']
      .replace('name: Eg,', 'name: Egestol, butik: { protect: true }, main_category: new,')
      .replace(', description: <p>Eg</p>', '')
      .replace('products:', 'categories: { new: { name: Ny } }\nproducts:')
      .replace(
        '  ash:',
        '  fir: { own_id: D, name: Gran, price: 9, sale: { price: 8, from: 2026-11-27, to: 2026-11-27 } }\n  ash:',
      ),
  })
  await shop.owner('PUT', `/product/${await idOf(shop, 'B')}`, { description: '<p>Ny</p>' })
  at(night)
  const begins = await due(shop)
  expect(written(begins)).toEqual([
    ['shop/product/ash', { sale_price: '700' }],
    ['shop/product/oak', { sale_price: '999' }],
  ])
  expect([begins.stateUpdates, left(begins), begins.complete]).toEqual([[], [], true])
  shop.forgetCalls()
  const done = await shop.apply(begins)
  expect(done.outcomes.map(({ outcome }) => outcome)).toEqual(['succeeded', 'succeeded'])
  expect(shop.calls()).toHaveLength((begins.cost['shop']?.applyReads ?? 0) + (begins.cost['shop']?.writes ?? 0))
  expect((await rows(shop)).map(({ name }) => name).sort()).toEqual(['Ask', 'Eg', 'Elm'])
  const oak = JSON.parse(await shop.state()).snapshot.entries['shop/product/oak']
  expect(oak).toEqual({
    ...before.entries['shop/product/oak'],
    applied: { ...before.entries['shop/product/oak'].applied, sale_price: '999' },
  })

  shop.forgetCalls()
  expect((await due(shop)).operations).toEqual([])
  at('2026-11-30T23:05:00Z')
  const ends = await due(shop)
  expect(written(ends)).toEqual([
    ['shop/product/ash', { sale_price: null }],
    ['shop/product/oak', { sale_price: null }],
  ])
  await shop.apply(ends)
  expect((await rows(shop)).every(({ sale_price }) => Number(sale_price ?? 0) === 0)).toBe(true)
  // All else is still to be done.
  const { changes } = await shop.plan()
  expect(changes.map(({ address, diff }) => [address, ...diff.map(({ path }) => path)])).toEqual([
    ['shop/category/new', 'name'],
    ['shop/product/fir', 'own_id', 'name', 'price'],
    ['shop/product/oak', 'name', 'main_category'],
  ])
})

test('a price that somebody gave meanwhile stays, and the others turn', async () => {
  const { shop, at } = await shopWith()
  await using _ = shop
  await shop.owner('PUT', `/product/${await idOf(shop, 'A')}`, { sale_price: '899' })
  at(night)
  const plan = await due(shop)
  expect(written(plan)).toEqual([['shop/product/ash', { sale_price: '700' }]])
  expect(left(plan)).toEqual([
    'shop/product/oak: sale_price is due to turn and left as it is: sale_price is 899, which no sale says',
  ])
})

test('an edit of the files that was not applied is left, and so is what is gone', async () => {
  const { shop, at } = await shopWith()
  await using _ = shop
  at(night)
  await shop.apply(await due(shop))
  shop.write({ 'campaigns.yaml': files['campaigns.yaml'].replace('oak: 999', 'oak: 99') })
  const edited = await due(shop)
  expect([written(edited), left(edited)]).toEqual([
    [],
    ['shop/product/oak: sale_price is due to turn and left as it is: sale_price is 999, which no sale says'],
  ])
  await shop.owner('DELETE', `/product/${await idOf(shop, 'B')}`)
  at('2026-11-30T23:05:00Z')
  const gone = await due(shop)
  expect(left(gone)[0]).toBe('shop/product/ash: sale_price is due to turn and left as it is: it is gone from the shop')
})

test('a guard holds at night, and a plan of that day says so before', async () => {
  const { shop, at } = await shopWith({
    'campaigns.yaml': files['campaigns.yaml'].replace('oak: 999', 'oak: 99'),
    'butik.yaml': butikYaml({ roots: 'guards: { price: { change: 50 } }\n' }),
  })
  await using _ = shop
  const foreseen = await shop.plan({ dueOnly: true, day: '2026-11-27' })
  expect(written(foreseen)).toHaveLength(2)
  expect(foreseen.guards.map(({ name }) => name)).toEqual(['price', 'updates'].filter((name) => name === 'price'))
  expect(foreseen.diagnostics).toMatchObject([{ code: 'N1073', summary: expect.stringContaining('2026-11-27') }])
  await expect(async () => checkSavedPlan(await shop.world(), foreseen)).rejects.toMatchObject({ code: 'E3002' })
  at(night)
  const plan = await due(shop)
  expect(plan.changes).toEqual(foreseen.changes)
  expect(plan.hash).toBe(foreseen.hash)
  await checkSavedPlan(await shop.world(), foreseen)
})

test('where nothing is due that is said, and no day that is over is foreseen', async () => {
  const { shop } = await shopWith()
  await using _ = shop
  expect(renderPlan(await due(shop))).toMatch(/^Nothing is due: the sales say what was last written\.$/m)
  await expect(shop.plan({ day: '2020-01-01' })).rejects.toMatchObject({ code: 'E5001' })
})

test('a saved plan is stale where a sale has turned since, and on no other day', async () => {
  const { shop, at } = await shopWith()
  await using _ = shop
  shop.write({ 'shop.yaml': files['shop.yaml'].replace('name: Eg,', 'name: Egestol,') })
  const saved = await shop.plan()
  expect(saved.due).toMatchObject([
    { day: '2026-11-27', turn: 'begins' },
    { day: '2026-12-01', turn: 'ends' },
  ])
  at('2026-11-26T22:00:00Z')
  await checkSavedPlan(await shop.world(), saved)
  const later = await shop.plan()
  expect(later.hash).toBe(saved.hash)
  at(night)
  await expect(async () => shop.apply(saved)).rejects.toMatchObject({
    code: 'E3002',
    message: 'the plan is stale: a sale has begun or ended since it was made',
  })
})
