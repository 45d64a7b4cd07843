// What could cost a second apply, or a surprise in the middle of one, is put in order or said when it is planned.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exitOfPlan } from '../../../src/cli/exit-codes.ts'
import type { Plan } from '../../../src/model/plan.ts'
import { type Engine, engine } from '../../support/engine.ts'
import { applied, expectNothingToDo, planned } from '../../support/steps.ts'

const errors = ({ diagnostics }: Plan) =>
  diagnostics
    .filter(({ severity }) => severity !== 'note')
    .map(({ code, address, summary }) => `${code} ${address}: ${summary}`)

describe('a tree that is turned', () => {
  type Tree = { readonly [key: string]: string | null }
  const yaml = (tree: Tree) =>
    `categories:\n${Object.entries(tree)
      .map(([key, parent]) => `  ${key}: { name: Kategori ${key}, parent: ${parent ?? 'null'} }`)
      .join('\n')}\n`

  async function becomes(shop: Engine, tree: Tree): Promise<void> {
    shop.write({ 'tree.yaml': yaml(tree) })
    const { outcomes } = await applied(shop, await planned(shop))
    expect(outcomes.filter(({ outcome }) => outcome !== 'succeeded')).toEqual([])
    expectNothingToDo(await planned(shop))
  }

  test.each<[string, Tree, Tree]>([
    ['child above parent', { a: null, b: 'a' }, { a: 'b', b: null }],
    ['a rotation', { a: null, b: 'a', c: 'b', d: 'c' }, { b: null, c: 'b', d: 'c', a: 'd' }],
    ['the other way round', { a: null, b: 'a', c: 'b' }, { c: null, b: 'c', a: 'b' }],
    ['through one that stays', { a: null, k: 'a', b: 'k' }, { b: null, a: 'b', k: 'a' }],
  ])('%s goes in one apply', async (_what, before, after) => {
    await using shop = await engine({ 'tree.yaml': yaml(before) })
    await applied(shop, await planned(shop))
    await becomes(shop, after)
  })

  test('any forest becomes any other', async () => {
    const keys = ['a', 'b', 'c', 'd', 'e']
    // Each hangs below one that comes earlier in some order, or is a root: always a forest.
    const forest = fc
      .tuple(fc.shuffledSubarray(keys, { minLength: 5 }), fc.array(fc.nat(5), { minLength: 5, maxLength: 5 }))
      .map(
        ([order, picks]): Tree =>
          Object.fromEntries(
            order.map((key, index) => [
              key,
              order[(picks[index] ?? 0) % (index + 1)] === key
                ? null
                : (order[(picks[index] ?? 0) % (index + 1)] ?? null),
            ]),
          ),
      )
    await using shop = await engine({ 'tree.yaml': yaml({ a: null, b: null, c: null, d: null, e: null }) })
    await applied(shop, await planned(shop))
    await fc.assert(
      fc.asyncProperty(forest, (tree) => becomes(shop, tree)),
      { numRuns: 25 },
    )
  })
})

describe('a product without a name', () => {
  const nameless = { 'shop.yaml': 'products:\n  chair: { own_id: CH-1, price: 10 }\n' }

  test('is said where it would be made, with its place', async () => {
    await using shop = await engine(nameless)
    const made = await planned(shop)
    expect(errors(made)).toEqual(['E1104 shop/product/chair: a product that is to be made needs the key "name"'])
    expect(made.diagnostics[0]?.source).toMatchObject({ file: 'shop.yaml', line: 2 })
    expect(exitOfPlan(made, false)).toBe(1)
  })

  test('is fine where it is there already', async () => {
    await using shop = await engine(nameless)
    await shop.owner('POST', '/product', { own_id: 'CH-1', name: 'Stol', price: 9 })
    const made = await planned(shop)
    expect(errors(made)).toEqual([])
    await applied(shop, made)
    expectNothingToDo(await planned(shop))
  })
})

describe('--exclude of what a resource needs', () => {
  const files = {
    'shop.yaml':
      'suppliers:\n  acme: { name: Acme }\nproducts:\n  chair: { own_id: CH-1, name: Stol, supplier: acme }\n  set: { own_id: SET, name: Sæt, bundle: [chair] }\n  lamp: { own_id: LA-1, name: Lampe }\n',
  }
  const without = { exclude: ['shop/supplier/*'] }

  test('is said at plan time, with what needs it in turn, and apply refuses', async () => {
    await using shop = await engine(files)
    const made = await planned(shop, without)
    expect(errors(made)).toEqual([
      'E3008 shop/product/chair: it needs shop/supplier/acme, which this run leaves out and which is not in the shop',
      'E3008 shop/product/set: it needs shop/supplier/acme, which this run leaves out and which is not in the shop',
    ])
    expect(made.changes.map(({ action, address }) => `${action} ${address}`)).toEqual(['create shop/product/lamp'])
    expect(made).toMatchObject({ complete: false, summary: { notEvaluated: 2 } })
    expect(exitOfPlan(made, true)).toBe(4)
    await expect(shop.apply(made)).rejects.toMatchObject({ code: 'E3001' })
  })

  test('leaves nothing undecided where all of it is left out', async () => {
    await using shop = await engine(files)
    const made = await planned(shop, { exclude: ['shop/supplier/*', 'shop/product/chair', 'shop/product/set'] })
    expect(errors(made)).toEqual([])
    await applied(shop, made)
  })

  test('is no problem where it is in the state', async () => {
    await using shop = await engine(files)
    await applied(shop, await planned(shop))
    shop.write({ 'shop.yaml': files['shop.yaml'].replace('name: Stol', 'name: Armstol') })
    const made = await planned(shop, without)
    expect(errors(made)).toEqual([])
    expect(made.changes.map(({ address }) => address)).toEqual(['shop/product/chair'])
  })
})

describe('adopted pictures', () => {
  const png = (fill: number) => Buffer.from([137, 80, 78, 71, 13, 10, 26, 10, fill, fill, fill, fill])
  const files = (count: number) => ({
    'shop.yaml': `products:\n  chair:\n    own_id: CH-1\n    name: Stol\n    images: [${Array.from({ length: count }, (_, index) => `{ file: ${index}.png, description: Billede ${index} }`).join(', ')}]\n`,
    ...Object.fromEntries(Array.from({ length: count }, (_, index) => [`${index}.png`, png(index + 1)])),
  })
  const inShop = (shop: Engine, count: number) =>
    shop.owner('POST', '/product', {
      own_id: 'CH-1',
      name: 'Stol',
      images: Array.from({ length: count }, (_, index) => ({
        data: png(index + 1).toString('base64'),
        weight: (index + 1) * 10,
        description: `Billede ${index}`,
      })),
    })

  test.each([
    ['as many', 2, 2, []],
    ['a surplus in the shop', 2, 3, ['images']],
    ['a gap in the shop', 2, 1, ['images']],
    ['none in the shop', 2, 0, []],
  ])('%s', async (_what, declared, there, guards) => {
    await using shop = await engine(files(declared))
    await inShop(shop, there)
    const made = await planned(shop)
    expect(made.summary.adopt).toBe(1)
    expect(made.guards.map(({ name }) => name)).toEqual(guards)
    const acked = await planned(shop, { ack: ['images'] })
    await applied(shop, acked)
    expectNothingToDo(await planned(shop))
  })
})

describe('a reference to what is deleted', () => {
  const shopYaml = (product: string, supplier = '  acme: { name: Acme, butik: { on_remove: delete } }\n') =>
    `suppliers:\n${supplier}  bolt: { name: Bolt }\nproducts:\n  chair: { own_id: CH-1, name: Stol${product} }\n`

  async function dropped(product: string): Promise<{ shop: Engine; made: Plan }> {
    const shop = await engine({ 'shop.yaml': shopYaml(', supplier: acme') })
    await applied(shop, await planned(shop))
    shop.write({ 'shop.yaml': shopYaml(product, '') })
    return { shop, made: await planned(shop, { allowDelete: true }) }
  }

  test('that is released is kept by the shop, and that is said', async () => {
    const { shop, made } = await dropped('')
    await using _ = shop
    expect(errors(made)).toEqual([
      'N1009 shop/product/chair: supplier still points at shop/supplier/acme in the shop, which this plan deletes',
    ])
  })

  test.each([', supplier: null', ', supplier: bolt'])(
    'that is written (%s) is written before the delete',
    async (product) => {
      const { shop, made } = await dropped(product)
      await using _ = shop
      expect(errors(made)).toEqual([])
      expect(made.operations.map(({ operation }) => operation)).toEqual(['PUT /product/{id}', 'DELETE /supplier/{id}'])
      await applied(shop, made)
      expectNothingToDo(await planned(shop))
    },
  )
})
