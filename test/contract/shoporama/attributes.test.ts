// What a product says of its attributes outlives what happens to them: another type, another profile, none at all.
import { expect, test } from 'vitest'
import { type Engine, engine } from '../../support/engine.ts'
import { applied, expectNothingToDo, planned } from '../../support/steps.ts'

const profile = (attributes: string) => `profiles:
  wood: { name: Træ, attributes: { ${attributes} }, butik: { on_remove: delete } }
  lamp: { name: Lampe, attributes: { watt: { type: integer, name: Watt } } }
`
const product = (more: string) => `products:\n  chair: { own_id: CH-1, name: Stol, price: 10, ${more} }\n`

async function shopWith(attributes: string, more: string): Promise<Engine> {
  const shop = await engine({ 'profiles.yaml': profile(attributes), 'products.yaml': product(more) })
  await converges(shop)
  return shop
}

async function converges(shop: Engine, actions?: readonly string[]): Promise<void> {
  const made = await planned(shop, { allowDelete: true })
  const summary = made.changes.map(({ action, address }) => `${action} ${address.replace('shop/', '')}`)
  if (actions !== undefined) expect.soft(summary).toEqual(actions)
  await applied(shop, made)
  expectNothingToDo(await planned(shop))
}

interface Attribute {
  readonly attribute_id: number
  readonly name: string
  readonly value: unknown
}

async function seen(shop: Engine): Promise<string[]> {
  const { products } = (await shop.owner('GET', '/product')) as { products: { attributes: Attribute[] }[] }
  return (products[0]?.attributes ?? []).map(({ name, value }) => `${name} ${String(value)}`).sort()
}

const width = 'width: { type: integer, name: Bredde }'
const note = 'note: { type: string, name: Note }'

test('a text becomes a list: its values are made, and the product follows', async () => {
  await using shop = await shopWith(
    `${width}, size: { type: string, name: Størrelse }`,
    'profile: wood, attributes: { size: lille, width: 40 }',
  )
  const list = 'size: { type: valuelist, name: Størrelse, is_variant: true, values: { small: Lille, big: Stor } }'
  shop.write({
    'profiles.yaml': profile(`${width}, ${list}`),
    'products.yaml': product(
      'profile: wood, attributes: { size: [small, big], width: 40 }, stock_settings: [{ attribute: size, value: small, own_id: CH-1-S, stock: 2 }]',
    ),
  })
  await converges(shop, [
    'update product/chair',
    'replace profile_attribute/wood.size',
    'create profile_attribute_value/wood.size.big',
    'create profile_attribute_value/wood.size.small',
    'create stock/chair.size.small',
  ])
})

test('a list becomes a text and a list again', async () => {
  const list = (type: string) =>
    `size: { type: ${type}, name: Størrelse, is_variant: true${type === 'string' ? '' : ', values: { small: Lille }'} }`
  await using shop = await shopWith(
    `${width}, ${list('valuelist')}`,
    'profile: wood, attributes: { size: [small], width: 40 }',
  )
  shop.write({
    'profiles.yaml': profile(`${width}, ${list('string')}`),
    'products.yaml': product('profile: wood, attributes: { size: lille, width: 40 }'),
  })
  await converges(shop)
  expect(await seen(shop)).toEqual(['Bredde 40', 'Størrelse lille'])
  shop.write({
    'profiles.yaml': profile(`${width}, ${list('valuelist')}`),
    'products.yaml': product('profile: wood, attributes: { size: [small], width: 41 }'),
  })
  await converges(shop)
})

test('a product that gets another profile leaves behind what only the old one had', async () => {
  await using shop = await shopWith(`${width}, ${note}`, 'profile: wood, attributes: { width: 40 }')
  const { products } = (await shop.owner('GET', '/product')) as {
    products: { product_id: number; attributes: Attribute[] }[]
  }
  const attributes = [...(products[0]?.attributes ?? []), { name: 'Note', value: 'ejerens' }]
  await shop.owner('PUT', `/product/${products[0]?.product_id}`, { attributes })
  expect(await seen(shop)).toEqual(['Bredde 40', 'Note ejerens'])
  expectNothingToDo(await planned(shop))
  shop.write({ 'products.yaml': product('profile: wood, attributes: { width: 41 }') })
  await converges(shop, ['update product/chair'])
  expect(await seen(shop), 'what is not written is left alone').toEqual(['Bredde 41', 'Note ejerens'])
  shop.write({ 'products.yaml': product('profile: lamp, attributes: { watt: 60 }') })
  await converges(shop, ['update product/chair'])
  expect(await seen(shop)).toEqual(['Watt 60'])
})

test('an attribute that was deleted does not stop the next change of its products', async () => {
  await using shop = await shopWith(`${width}, ${note}`, 'profile: wood, attributes: { width: 40, note: vores }')
  shop.write({ 'profiles.yaml': profile(width), 'products.yaml': product('profile: wood, attributes: { width: 40 }') })
  await converges(shop, ['delete profile_attribute/wood.note'])
  shop.write({ 'products.yaml': product('profile: wood, attributes: { width: 41 }') })
  await converges(shop, ['update product/chair'])
})
