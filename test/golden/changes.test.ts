import { expect, test } from 'vitest'
import { story } from '../support/story.ts'

const chair = (price: string, text: string, more = '') => `products:
  chair:
    own_id: CH-1
    name: Egestol
    price: ${price}
    description: |
${text.replace(/^/gm, '      ')}
${more}`

const text = [
  'Stolen er lavet i massiv eg.',
  'Den er samlet uden skruer.',
  'Sædet er flettet i papirgarn.',
  'Bredde: 50 cm.',
  'Højde: 80 cm.',
  'Vægt: 5 kg.',
  'Vi sender fra Aarhus.',
].join('\n')

test('create', async () => {
  await using shop = await story({
    'shop.yaml': `suppliers:
  acme: { name: Acme Møbler A/S }
profiles:
  furniture:
    name: Møbel
    attributes:
      colour: { type: valuelist, name: Farve, is_variant: true, values: { oak: { val: Eg, weight: 1 }, black: Sort } }
categories:
  chairs: { name: Stole, parent: furniture, in_menu: true }
  furniture: { name: Møbler }
products:
  oak-chair:
    own_id: CH-001
    name: Egestol
    profile: furniture
    supplier: acme
    categories: [chairs]
    price: 1299.00
    attributes: { colour: [oak, black] }
    stock_settings:
      - { attribute: colour, value: oak, own_id: CH-001-OAK, price: 1299.00, stock: 7 }
      - { attribute: colour, value: black, own_id: CH-001-BLK, stock: 0 }
    related: [oak-table]
  oak-table: { own_id: TB-001, name: Egebord, price: 2499.50, related: [oak-chair] }
`,
  })
  await shop.plan()
  await shop.apply()
  await shop.plan('--detailed-exitcode')
  await shop.ends('create')
})

test('update, with a long text', async () => {
  await using shop = await story({ 'shop.yaml': chair('1299', text) })
  await shop.given()
  await shop.write({
    'shop.yaml': chair(
      '1399.50',
      text.replace('5 kg', '6 kg').replace('Højde: 80 cm.\n', '').replace('Aarhus.', 'Aarhus.\nAlle hverdage.'),
    ),
  })
  await shop.plan('--detailed-exitcode')
  await shop.apply()
  await shop.plan('--detailed-exitcode')
  await shop.ends('update')
})

test('drift', async () => {
  await using shop = await story({ 'shop.yaml': chair('1299', text) })
  await shop.given()
  await shop.shop.owner('PUT', `/product/${shop.productId('CH-1')}`, { price: '999', name: 'Stol', search: 'eg' })
  shop.meanwhile('the owner changes the price, the name, and a field that is not in the files')
  await shop.write({ 'shop.yaml': chair('1349', text) })
  const made = await shop.plan()
  expect(made.changes[0]?.diff.map(({ path, cause }) => `${path} ${cause}`)).toEqual(['name drift', 'price both'])
  await shop.apply()
  await shop.plan()
  await shop.ends('drift')
})

test('adopt, with a difference and without', async () => {
  await using shop = await story({
    'shop.yaml': `suppliers:
  acme: { name: Acme }
categories:
  furniture: { name: Møbler }
  chairs: { name: Stole, parent: furniture, in_menu: true }
products:
  chair: { own_id: CH-1, name: Egestol, price: 1299 }
  table: { own_id: TB-1, name: Egebord, price: 2499 }
  own-number: { own_id: 600003, name: En anden vare, price: 10 }
`,
  })
  const { owner } = shop.shop
  await owner('POST', '/supplier', { name: 'Acme' })
  const furniture = (await owner('POST', '/category', { name: 'Møbler' })) as { category_id: number }
  await owner('POST', '/category', { name: 'Stole', parent_id: furniture.category_id, in_menu: 0 })
  await owner('POST', '/category', { name: 'Stole' })
  await owner('POST', '/product', { own_id: 'CH-1', name: 'Egestol', price: '1299' })
  await owner('POST', '/product', { own_id: 'TB-1', name: 'Egebord', price: '1999' })
  const foreign = (await owner('POST', '/product', { name: 'Ejerens egen vare', price: '5' })) as {
    product_id: number
    own_id: string
  }
  expect(foreign).toMatchObject({ product_id: 600003, own_id: '600003' })
  shop.meanwhile(
    'the owner has made the same things by hand, and a product without a SKU: it got its own id, 600003, as own_id',
  )
  const made = await shop.plan()
  expect(made.summary).toMatchObject({ adopt: 5, create: 1, update: 0 })
  await shop.apply()
  await shop.plan()
  await shop.ends('adopt')
})

test('move: a key is another', async () => {
  await using shop = await story({
    'shop.yaml':
      'suppliers:\n  acme: { name: Acme }\nproducts:\n  chair: { own_id: CH-1, name: Stol, price: 10, supplier: acme, stock: 3 }\n',
  })
  await shop.given()
  await shop.write({
    'shop.yaml':
      'suppliers:\n  acme-as: { name: Acme }\nproducts:\n  oak-chair: { own_id: CH-1, name: Stol, price: 12, supplier: acme-as, stock: 3 }\n',
  })
  const made = await shop.plan()
  expect(made.summary).toMatchObject({ create: 0, delete: 0, forget: 0 })
  await shop.apply()
  await shop.butik('state list')
  await shop.plan()
  await shop.ends('move')
})

test('replace: what the vendor cannot change is made anew, with all that hangs below it', async () => {
  const files = (type: string) => ({
    'shop.yaml': `profiles:
  furniture:
    name: Møbel
    attributes:
      size: { type: ${type}, name: Størrelse }
      colour: { type: valuelist, name: Farve, is_variant: true, values: { oak: Eg } }
products:
  chair: { own_id: CH-1, name: Stol, price: 10, profile: furniture, attributes: { size: ${type === 'integer' ? '40' : 'lille'}, colour: [oak] } }
`,
  })
  await using shop = await story(files('integer'))
  await shop.given()
  await shop.write(files('string'))
  await shop.plan()
  await shop.plan('--allow-delete')
  await shop.apply()
  await shop.plan()
  await shop.ends('replace')
})

test('notes: a released field, a stock set once', async () => {
  await using shop = await story({
    'shop.yaml': 'products:\n  chair: { own_id: CH-1, name: Stol, price: 10, sale_price: 8, search: stol, stock: 3 }\n',
  })
  await shop.given()
  await shop.write({ 'shop.yaml': 'products:\n  chair: { own_id: CH-1, name: Stol, price: 10, stock: 5 }\n' })
  await shop.shop.owner('POST', '/stock', [{ SKU: 'CH-1', stock: 1 }])
  shop.meanwhile('two are sold')
  await shop.plan()
  await shop.apply()
  await shop.plan()
  await shop.butik('state show shop/stock/chair')
  await shop.ends('notes')
})
