import { expect, test } from 'vitest'
import { story } from '../support/story.ts'

const shopYaml = (products: string, more = '') => ({
  'shop.yaml': `suppliers:\n  acme: { name: Acme }\n${more}products:\n  chair: { own_id: CH-1, name: Stol, price: 10, supplier: acme }\n${products}`,
})

test('forget, and offline', async () => {
  await using shop = await story(
    shopYaml(`  lamp: { own_id: LA-1, name: Lampe, price: 20, stock: 2 }
  rug: { own_id: RU-1, name: Tæppe, price: 30, butik: { on_remove: offline } }
`),
  )
  await shop.given()
  await shop.write(shopYaml(''))
  await shop.plan('--detailed-exitcode')
  await shop.apply()
  await shop.butik('state list')
  await shop.plan('--detailed-exitcode')
  const products = shop.shop.sandbox.shoporama.snapshot().collections['products']?.rows as unknown as {
    fields: Record<string, unknown>
    removed: unknown
  }[]
  expect(products.map(({ fields, removed }) => [fields['own_id'], fields['is_online'], removed])).toEqual([
    ['CH-1', 1, null],
    ['LA-1', 1, null],
    ['RU-1', 0, null],
  ])
  await shop.ends('forget')
})

test('delete: the guard, and with leave', async () => {
  const deleted = 'butik: { on_remove: delete }'
  await using shop = await story(
    shopYaml(
      `  lamp: { own_id: LA-1, name: Lampe, price: 20, supplier: old, categories: [sub], ${deleted} }\n`,
      `  old: { name: Gammel, ${deleted} }
categories:
  top: { name: Top, ${deleted} }
  sub: { name: Under, parent: top, ${deleted} }
`,
    ),
  )
  await shop.given()
  await shop.write(shopYaml(''))
  expect(await shop.plan()).toMatchObject({
    guards: [
      { name: 'delete', acked: false },
      { name: 'category', acked: false },
    ],
  })
  await shop.apply()
  const made = await shop.plan('--allow-delete --ack category')
  expect(made.operations.map(({ addresses }) => addresses.join())).toEqual([
    'shop/product/lamp',
    'shop/category/sub',
    'shop/category/top',
    'shop/supplier/old',
  ])
  await shop.apply()
  await shop.plan()
  await shop.ends('delete')
})

test('protect', async () => {
  const lamp = (protect: boolean) =>
    `  lamp: { own_id: LA-1, name: Lampe, price: 20, butik: { on_remove: delete, protect: ${protect} } }\n`
  await using shop = await story(shopYaml(lamp(true)))
  await shop.given()
  await shop.write(shopYaml(''))
  expect(await shop.plan('--allow-delete')).toMatchObject({ guards: [{ name: 'protect', acked: false }] })
  await shop.apply()
  await shop.write(shopYaml(lamp(false)))
  await shop.plan()
  await shop.apply()
  await shop.write(shopYaml(''))
  await shop.plan('--allow-delete')
  await shop.apply()
  await shop.ends('protect')
})

test('destroy', async () => {
  await using shop = await story(
    shopYaml(
      `  lamp: { own_id: LA-1, name: Lampe, price: 20, stock: 3, butik: { protect: true } }\n`,
      'profiles:\n  wood: { name: Træ, attributes: { colour: { type: valuelist, name: Farve, values: { oak: Eg } } } }\n',
    ),
  )
  await shop.given()
  await shop.shop.owner('POST', '/product', { own_id: 'FOREIGN', name: 'Ejerens' })
  expect(await shop.butik('destroy')).toMatchObject({ code: 1 })
  expect(await shop.butik('destroy --yes')).toMatchObject({ code: 0 })
  await shop.butik('state list')
  const left = Object.values(shop.shop.sandbox.shoporama.snapshot().collections).flatMap(
    ({ rows }) => rows as unknown as { removed: unknown; fields: Record<string, unknown> }[],
  )
  expect(left.filter(({ removed }) => removed === null).map(({ fields }) => fields['own_id'])).toEqual([
    'LA-1',
    'FOREIGN',
  ])
  await shop.ends('destroy')
})

test('nothing is declared any more', async () => {
  await using shop = await story(shopYaml(''))
  await shop.given()
  await shop.write({ 'shop.yaml': '' })
  await shop.plan()
  await shop.apply()
  await shop.plan('--ack empty')
  await shop.apply()
  await shop.ends('empty')
})
