// A live shop into files: what they say, what the calls are, and that the next plan has nothing to do.
import { expect, test } from 'vitest'
import { engine } from '../../support/engine.ts'
import { filesIn, pulled } from '../../support/pulling.ts'

const furniture = {
  'categories.yaml': `categories:
  moebler: { name: Møbler, in_menu: true, rewrite_url: moebler }
  stole: { name: Stole, in_menu: true, parent: moebler, rewrite_url: stole }
`,
  'products.yaml': `products:
  egestol:
    own_id: CH-001
    name: Egestol
    profile: moebel
    supplier: acme-moebler-a-s
    main_category: stole
    categories: [stole]
    price: 1299
    is_online: true
    rewrite_url: egestol
    attributes: { farve: [eg, sort] }
    stock_settings:
      - { attribute: farve, value: eg, own_id: CH-001-OAK, price: 1299 }
      - { attribute: farve, value: sort, own_id: CH-001-BLK, price: 1299 }
  sofabord:
    own_id: TB-001
    name: Sofabord
    profile: moebel
    supplier: acme-moebler-a-s
    main_category: stole
    categories: [stole]
    price: 2499.5
    is_online: true
    rewrite_url: sofabord
`,
  'profiles.yaml': `profiles:
  moebel:
    name: Møbel
    attributes:
      farve:
        type: valuelist
        name: Farve
        is_variant: true
        has_price: true
        weight: 1
        values:
          eg: { val: Eg, weight: 1 }
          sort: { val: Sort, weight: 2 }
      bredde: { type: integer, name: Bredde, weight: 2 }
`,
  'suppliers.yaml': `suppliers:
  acme-moebler-a-s: { name: Acme Møbler A/S, dropshipping_mail: ordre@acme.example }
`,
}

test('a shop is pulled whole, without a write, and the plan is empty', async () => {
  await using shop = await engine({}, { seed: 'furniture-shop' })
  const made = await pulled(shop)
  expect(filesIn(made)).toEqual(furniture)
  expect([made.left, made.refused, made.unfit, made.unread]).toEqual([[], [], [], []])
  expect(made.added).toHaveLength(10)
  expect(made.unmanaged[0]).toMatchObject({ things: ['order'], fields: { supplier: ['link_to'] } })
  const calls = shop.calls()
  shop.forgetCalls()
  expect((await shop.plan({ refresh: 'full' })).changes).toEqual([])
  // No product is offline, so it is asked whether the list leaves those out.
  expect(calls).toEqual([...shop.calls(), 'GET /product?is_online=no&limit=100&offset=0'])
})

interface Row {
  readonly product_id: number
  readonly own_id: string
  readonly main_category_id: string
}

test('pulled again, the files change where the shop moved and nowhere else', async () => {
  await using shop = await engine({}, { seed: 'furniture-shop' })
  await pulled(shop)
  const mine = furniture['products.yaml']
    .replace('    price: 1299\n', '    price: 1299.00 # as agreed\n')
    .replace('name: Sofabord', "name: 'Sofabord'")
    .replace(
      '    is_online: true\n    rewrite_url: sofabord',
      '    description: !file texts/sofa.html\n    is_online: true\n    rewrite_url: sofabord',
    )
  shop.write({ 'products.yaml': mine, 'texts/sofa.html': '<p>Et bord</p>\n' })
  await shop.apply(await shop.plan())
  const rows = ((await shop.owner('GET', '/product')) as { products: Row[] }).products
  const idOf = (sku: string) => rows.find((row) => row.own_id === sku)?.product_id
  await shop.owner('PUT', `/product/${idOf('CH-001')}`, { price: 1399, meta_title: 'not written, so left alone' })
  await shop.owner('PUT', `/product/${idOf('TB-001')}`, { name: 'Sofabord "Ø"', description: '<p>Et nyt bord</p>' })
  const chairs = Number(rows[0]?.main_category_id)
  await shop.owner('POST', '/product', [
    { own_id: 'CH-002', name: 'Fyrrestol', main_category_id: chairs, categories: [chairs], price: 899, is_online: 0 },
  ])
  const made = await pulled(shop)
  expect([made.left, made.refused, made.gone]).toEqual([[], [], []])
  expect(filesIn(made)).toEqual({
    'texts/sofa.html': '<p>Et nyt bord</p>',
    'products.yaml': mine
      .replace('1299.00 #', '1399 #')
      .replace("name: 'Sofabord'", `name: 'Sofabord "Ø"'`)
      .replace(
        '  sofabord:\n',
        `  fyrrestol:
    own_id: CH-002
    name: Fyrrestol
    main_category: stole
    categories: [stole]
    price: 899
    is_online: false
    rewrite_url: fyrrestol
  sofabord:
`,
      ),
  })
  expect((await shop.plan()).changes).toEqual([])
  expect(filesIn(await pulled(shop))).toEqual({})
})

test('what is gone from the shop is commented out, and forgotten', async () => {
  await using shop = await engine({}, { seed: 'furniture-shop' })
  await pulled(shop)
  const rows = ((await shop.owner('GET', '/product')) as { products: Row[] }).products
  await shop.owner('DELETE', `/product/${rows.find((row) => row.own_id === 'TB-001')?.product_id}`)
  const made = await pulled(shop)
  expect(made.gone).toEqual(['shop/product/sofabord'])
  const [file] = made.files
  expect(file?.after).toContain('# gone from the shop, seen ')
  expect(file?.after).toContain('#   own_id: TB-001')
  expect((await shop.plan()).changes).toEqual([])
  expect(await shop.state()).not.toContain('sofabord')
})

test('what is gone below something that stays, and is referred to, is told and left', async () => {
  await using shop = await engine({}, { seed: 'furniture-shop' })
  await pulled(shop)
  const { snapshot } = await (await shop.world()).backend.read()
  const eg = 'shop/profile_attribute_value/moebel.farve.eg'
  await shop.owner('DELETE', `/profile-attribute-value/${snapshot.entries[eg]?.remoteId}`)
  const made = await pulled(shop)
  expect(filesIn(made)).toEqual({})
  expect(made.left).toContainEqual({ address: eg, why: 'it is gone from the shop, and the files refer to it' })
})

test('what the files say otherwise stays as it is written', async () => {
  await using shop = await engine({}, { seed: 'furniture-shop' })
  await pulled(shop)
  shop.write({ 'products.yaml': furniture['products.yaml'].replace('price: 2499.5', 'price: 1999') })
  const made = await pulled(shop)
  expect(filesIn(made)).toEqual({})
  expect(made.left).toMatchObject([{ address: 'shop/product/sofabord', path: 'price' }])
  expect((await shop.plan()).summary).toMatchObject({ update: 1, adopt: 0 })
})

test('a short list writes nothing of its kind, and takes nothing away', async () => {
  await using shop = await engine({}, { seed: 'furniture-shop' })
  shop.sandbox.faults.script([{ match: { path: '^/product\\?', times: 99 }, fault: { kind: 'short' } }])
  const made = await pulled(shop)
  expect(Object.keys(filesIn(made))).toEqual(['categories.yaml', 'profiles.yaml', 'suppliers.yaml'])
  expect(made.unread).toMatchObject([{ kind: 'product', problem: { code: 'E2006' } }])
})

test('two products with one SKU are told and not written', async () => {
  await using shop = await engine({}, { seed: 'furniture-shop' })
  await shop.owner('POST', '/product', [
    { own_id: 'TB-001', name: 'Bord' },
    { own_id: 'CH-003', name: 'Egestol' },
  ])
  const made = await pulled(shop)
  expect(made.unfit).toMatchObject([{ kind: 'product', why: 'each is own_id TB-001' }])
  expect(made.unfit[0]?.remoteIds).toHaveLength(2)
  const keys = made.added.filter((address) => address.startsWith('shop/product/'))
  expect(keys).toMatchObject(['shop/product/egestol', expect.stringMatching(/^shop\/product\/egestol-\d+$/)])
  expect((await shop.plan()).changes).toEqual([])
})

test('declared ones that the owner gave one name keep what the files say; what else moved is written', async () => {
  await using shop = await engine({}, { seed: 'furniture-shop' })
  await shop.owner('POST', '/supplier', { name: 'Beta' })
  await shop.owner('POST', '/supplier', { name: 'Gamma' })
  await pulled(shop)
  const { snapshot } = await (await shop.world()).backend.read()
  const idOf = (address: string) => Object.entries(snapshot.entries).find(([known]) => known === address)?.[1].remoteId
  // Of two that share it the one that moved is the first in the files.
  await shop.owner('PUT', `/supplier/${idOf('shop/supplier/beta')}`, {
    name: 'Gamma',
    dropshipping_mail: 'b@x.example',
  })
  const chair = `/product/${idOf('shop/product/egestol')}`
  await shop.owner('PUT', chair, { own_id: 'TB-001', price: 1399 })
  const eg = snapshot.entries['shop/profile_attribute_value/moebel.farve.eg']?.remoteId
  await shop.owner('PUT', `/profile-attribute-value/${eg}`, { val: 'Sort', weight: 7 })
  const made = await pulled(shop)
  const before = furniture['profiles.yaml']
  expect(filesIn(made)).toEqual({
    'products.yaml': furniture['products.yaml'].replace('    price: 1299\n', '    price: 1399\n'),
    'profiles.yaml': before.replace('eg: { val: Eg, weight: 1 }', 'eg: { val: Eg, weight: 7 }'),
  })
  expect(made.left).toEqual(
    expect.arrayContaining([
      {
        address: 'shop/supplier/beta',
        path: 'name',
        why: 'the files cannot say it: shop/supplier/beta and shop/supplier/gamma share the name "Gamma"',
      },
      expect.objectContaining({ address: 'shop/product/egestol', path: 'own_id' }),
      expect.objectContaining({ address: 'shop/profile_attribute_value/moebel.farve.eg', path: 'val' }),
    ]),
  )
  expect(made.left).toHaveLength(3)
  // The files stand as they did, so the plan gives the names back.
  const plan = await shop.plan()
  expect(plan.changes.map(({ address, diff }) => [address, diff.map(({ path }) => path)])).toEqual([
    ['shop/product/egestol', ['own_id']],
    ['shop/profile_attribute_value/moebel.farve.eg', ['val']],
    ['shop/supplier/beta', ['name']],
  ])
  expect(filesIn(await pulled(shop))).toEqual({})
})

test('a product that is made anew under its old name has a text of its own; that of the one before stays', async () => {
  await using shop = await engine({}, { seed: 'furniture-shop' })
  const stool = (text: string) => [{ own_id: 'ST-1', name: 'Skammel', description: text.repeat(300) }]
  await shop.owner('POST', '/product', stool('a'))
  await pulled(shop)
  const { snapshot } = await (await shop.world()).backend.read()
  await shop.owner('DELETE', `/product/${snapshot.entries['shop/product/skammel']?.remoteId}`)
  await pulled(shop)
  await shop.owner('POST', '/product', stool('b'))
  const made = await pulled(shop)
  expect(made.added).toEqual(['shop/product/skammel'])
  const files = filesIn(made)
  expect(Object.keys(files)).toEqual(['texts/skammel.product.description.txt', 'products.yaml'])
  expect(files['texts/skammel.product.description.txt']).toBe('b'.repeat(300))
  expect(files['products.yaml']).toContain('# gone from the shop, seen ')
  expect(files['products.yaml']).toContain('    description: !file texts/skammel.product.description.txt\n')
  expect((await shop.plan()).changes).toEqual([])
  expect(filesIn(await pulled(shop))).toEqual({})
})
