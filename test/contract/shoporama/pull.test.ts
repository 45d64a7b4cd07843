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
