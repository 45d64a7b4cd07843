// What stands in a default or comes of a sale counts for more than one resource or one day: pull and accept tell of it, and write
// nothing there.
import { expect, test } from 'vitest'
import { accepted } from '../../support/accepting.ts'
import { butikYaml, type Engine, engine } from '../../support/engine.ts'
import { filesIn, pulled } from '../../support/pulling.ts'

const files = {
  'defaults.yaml': 'defaults: { products: { delivery_time: 2-4 dage, main_category: null } }\n',
  'shop.yaml': `products:
  chair: { own_id: CH-1, name: Stol, price: 1299, sale: { price: 999, from: 2020-01-01, to: 2020-01-02 } }
  table: { own_id: TB-1, name: Bord, price: 4999 }
`,
  'campaign.yaml': `campaigns:
  spring: { from: 2020-01-01, to: 2020-01-02, products: { table: 3999 } }
`,
}

async function edited(shop: Engine, key: string, body: object): Promise<void> {
  const { entries } = (await shop.backend.read()).snapshot
  await shop.owner('PUT', `/product/${entries[`shop/product/${key}`]?.remoteId}`, body)
}

async function drifted(): Promise<Engine> {
  const shop = await engine(files)
  await shop.apply(await shop.plan())
  await edited(shop, 'chair', { sale_price: '777', delivery_time: 'i morgen' })
  await edited(shop, 'table', { sale_price: '3777', name: 'Spisebord' })
  return shop
}

const told = [
  [
    'shop/product/chair',
    'delivery_time',
    expect.stringMatching(/^it is a default, at defaults\.yaml:1:\d+: change it there,/),
  ],
  ['shop/product/chair', 'sale_price', 'the days of sale say what it is, at shop.yaml:2:57'],
  ['shop/product/table', 'sale_price', 'the days of sale say what it is, at campaign.yaml:2:66'],
]

test('accept takes what stands in the resource', async () => {
  await using shop = await drifted()
  const made = await accepted(shop)
  expect(made.files.map(({ path, after }) => [path, after])).toEqual([
    ['shop.yaml', files['shop.yaml'].replace('Bord', 'Spisebord')],
  ])
  expect(made.kept.map(({ address, path, why }) => [address, path, why]).toSorted()).toEqual(told)
})

test('and so does pull', async () => {
  await using shop = await drifted()
  const made = await pulled(shop)
  expect(filesIn(made)).toEqual({ 'shop.yaml': files['shop.yaml'].replace('Bord', 'Spisebord') })
  expect(made.left.map(({ address, path, why }) => [address, path, why]).toSorted()).toEqual(told)
})

test('an empty cell that a default fills stays empty', async () => {
  const sheet = 'key;own_id;name;delivery_time\nchair;CH-1;Stol;\n'
  await using shop = await engine({
    'defaults.yaml': files['defaults.yaml'],
    'shop.yaml': 'products: !csv products.csv\n',
    'products.csv': sheet,
  })
  await shop.apply(await shop.plan())
  await edited(shop, 'chair', { delivery_time: 'i morgen', name: 'Lænestol' })
  const made = await accepted(shop)
  expect(made.files.map(({ path, after }) => [path, after])).toEqual([
    ['products.csv', sheet.replace('Stol', 'Lænestol')],
  ])
  expect(made.kept).toMatchObject([{ path: 'delivery_time', why: expect.stringContaining('it is a default') }])
})

test('what butik.yaml tells to be imported is no new object to a pull', async () => {
  await using shop = await engine({ 'shop.yaml': '' })
  await shop.owner('POST', '/product', [{ own_id: 'CH-1', name: 'Stol', price: '1299' }])
  const [row] = await shop
    .owner('GET', '/product')
    .then((answer) => (answer as { products: { product_id: number }[] }).products)
  shop.write({
    'butik.yaml': butikYaml({ roots: `imports: { shop/product/chair: ${row?.product_id} }\n` }),
    'shop.yaml': 'products:\n  chair: { own_id: CH-01, name: Stol, price: 1299 }\n',
  })
  const made = await pulled(shop)
  expect(made.added.filter((address) => address.startsWith('shop/product/'))).toEqual([])
  expect(Object.keys((await shop.backend.read()).snapshot.entries)).toContain('shop/product/chair')
})
