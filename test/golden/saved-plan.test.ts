import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { story } from '../support/story.ts'

const shopYaml = (price: number, more = '') => ({
  'shop.yaml': `products:\n  chair: { own_id: CH-1, name: Stol, price: ${price} }\n  table: { own_id: TB-1, name: Bord, price: ${price} }\n${more}`,
})

test('a saved plan is carried out once, and only on what it was made from', async () => {
  await using shop = await story(shopYaml(10))
  await shop.given()
  await shop.write(shopYaml(11))
  await shop.plan()
  await shop.shop.write({ other: await shop.shop.read('next') })
  expect(await shop.apply()).toMatchObject({ code: 0 })
  shop.meanwhile('the same plan again')
  expect(await shop.butik('apply other')).toMatchObject({ code: 4 })
  expect(shop.shop.calls()).toEqual([])

  await shop.write(shopYaml(12))
  await shop.plan()
  await shop.given()
  shop.meanwhile('another apply was quicker')
  expect(await shop.butik('apply next')).toMatchObject({ code: 4 })

  await shop.write(shopYaml(13))
  await shop.plan()
  await shop.write(shopYaml(14))
  shop.meanwhile('the files are edited')
  expect(await shop.butik('apply next')).toMatchObject({ code: 4 })
  expect(shop.shop.calls()).toEqual([])

  await shop.plan()
  const file = join(shop.shop.folder, 'next')
  await writeFile(file, (await readFile(file, 'utf8')).replace(/"price": "14"/g, '"price": "1"'))
  shop.meanwhile('the plan file is edited')
  expect(await shop.butik('apply next')).toMatchObject({ code: 4 })
  expect(shop.shop.calls()).toEqual([])
  await shop.ends('saved-plan')
})

test('the shop moves between the plan and the apply: what moved is rejected, the rest is written, nothing is made twice', async () => {
  await using shop = await story(shopYaml(10))
  await shop.given()
  await shop.write(
    shopYaml(11, '  lamp: { own_id: LA-1, name: Lampe, price: 5 }\n  rug: { own_id: RU-1, name: Tæppe, price: 6 }\n'),
  )
  await shop.plan()
  await shop.shop.owner('PUT', `/product/${shop.productId('CH-1')}`, { price: '9' })
  await shop.shop.owner('PUT', `/product/${shop.productId('TB-1')}`, { search: 'andet felt' })
  await shop.shop.owner('POST', '/product', { own_id: 'LA-1', name: 'Ejerens lampe', price: '4' })
  shop.meanwhile('the owner changes the price of the chair and another field of the table, and makes the lamp')
  expect(await shop.apply()).toMatchObject({ code: 3 })
  expect(
    shop.shop
      .calls()
      .filter(({ method }) => method !== 'GET')
      .map(({ method, path }) => `${method} ${path}`),
  ).toEqual(['POST /product', `PUT /product/${shop.productId('TB-1')}`])
  for (const ownId of ['LA-1', 'RU-1', 'CH-1']) expect(shop.productId(ownId)).toBeGreaterThan(0)
  await shop.plan()
  await shop.apply()
  await shop.plan('--detailed-exitcode')
  await shop.ends('moved')
})

test('--target, --exclude and --connection', async () => {
  const files = (price: number) => ({
    'shop.yaml': `suppliers:
  acme: { name: Acme, dropshipping_mail: p${price}@acme.example }
  other: { name: Anden, dropshipping_mail: p${price}@acme.example }
products:
  oak-chair: { own_id: OC-1, name: Stol, price: 10${price}, supplier: acme, stock: 1 }
  oak-table: { own_id: OT-1, name: Bord, price: 10${price} }
  lamp: { own_id: LA-1, name: Lampe, price: 10${price} }
`,
  })
  await using shop = await story(files(1))
  const first = await shop.plan('--target shop/product/oak-chair')
  expect(first.changes.map(({ address }) => address)).toEqual([
    'shop/product/oak-chair',
    'shop/stock/oak-chair',
    'shop/supplier/acme',
  ])
  await shop.apply()
  const rest = await shop.plan('--exclude shop/product/*')
  expect(rest.changes.map(({ address }) => address)).toEqual(['shop/supplier/other'])
  await shop.given()
  await shop.write(files(2))
  const some = await shop.plan('--target shop/product/oak-* --exclude shop/product/oak-table')
  expect(some.changes.map(({ address }) => address)).toEqual(['shop/product/oak-chair', 'shop/supplier/acme'])
  await shop.apply()
  await shop.butik('plan --connection nowhere')
  await shop.butik('plan --target shop/product/nothing')
  await shop.butik('apply next --target shop/product/lamp')
  await shop.ends('select')
})
