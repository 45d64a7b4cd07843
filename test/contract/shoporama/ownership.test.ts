// `ownership:` of butik.yaml, proven by what the sandbox was sent: what is the shop's is in no body, whatever is written
// beside it, and what is set once is in the first one only.
import { expect, test } from 'vitest'
import type { Plan } from '../../../src/model/plan.ts'
import { butikYaml, type Engine, engine } from '../../support/engine.ts'
import { applied, expectNothingToDo, planned } from '../../support/steps.ts'

const owned = (lines: string) => butikYaml({ roots: `ownership: ${lines}\n` })

const profile = `profiles:
  furniture:
    name: Møbel
    attributes: { colour: { type: valuelist, name: Farve, is_variant: true, values: { oak: Eg, black: Sort, white: Hvid } } }
`
const chair = ({ name = 'Stol', price = '100', description = 'Fra filerne', settings = '', more = '' } = {}) =>
  `${profile}products:
  chair:
    own_id: CH-1
    name: ${name}
    description: ${description}
    price: ${price}
    profile: furniture
    attributes: { colour: [oak, black, white] }
    stock_settings: [${settings === '' ? '{ attribute: colour, value: oak, own_id: CH-OAK, price: 110 }' : settings}]
${more}`

interface Sent {
  readonly call: string
  readonly body: unknown
}

interface Value {
  readonly id: number
  readonly parent: number
  readonly fields: { readonly val: string }
}

/** What was written to products since the log was emptied; the array of a create, element by element. */
function sent({ sandbox: { shoporama } }: Engine): Sent[] {
  return shoporama.log
    .filter(({ token, method, path }) => token === 'token' && method !== 'GET' && path.startsWith('/product'))
    .flatMap((entry) => {
      const body: unknown = shoporama.body(entry)
      return [body].flat().map((one) => ({ call: entry.method, body: one }))
    })
    .filter(({ call, body }) => call !== 'POST' || (body as { own_id?: string }).own_id !== undefined)
}

const id = (shop: Engine, index = 0) => shop.sandbox.shoporama.snapshot().collections['products']?.rows[index]?.id
const said = ({ diagnostics }: Pick<Plan, 'diagnostics'>) =>
  diagnostics.map(({ code, summary }) => `${code} ${summary}`)

async function appliedAll(shop: Engine, files: Readonly<Record<string, string>> = {}): Promise<Plan> {
  shop.write(files)
  const made = await planned(shop)
  await applied(shop, made)
  return made
}

test('what is theirs is in no body: not when it is made, not beside another field, not in an array sent whole', async () => {
  const theirs = owned("{ product: { description: theirs, related: theirs, 'stock_settings.price': theirs } }")
  const other = '    related: [table]\n  table: { own_id: TB-1, name: Bord, related: [chair] }\n'
  await using shop = await engine({ 'butik.yaml': theirs, 'shop.yaml': chair({ more: other }) })
  await appliedAll(shop)
  const bodies = sent(shop).map(({ body }) => JSON.stringify(body))
  expect(bodies).toHaveLength(2)
  expect(bodies.join()).not.toMatch(/description|related|110/)
  expect(bodies.join()).toContain('"price":"100"')
  expect(await shop.state()).not.toMatch(/Fra filerne|related|"110"/)

  const values = shop.sandbox.shoporama.snapshot().collections['values']?.rows as unknown as Value[]
  const oak = values.find(({ fields }) => fields.val === 'Eg')
  const ofShop = { attribute_id: oak?.parent, attribute_value_id: oak?.id, own_id: 'CH-OAK', price: 175 }
  await shop.owner('PUT', `/product/${id(shop)}`, { description: 'Fra butikken', stock_settings: [ofShop] })
  expect(expectNothingToDo(await planned(shop)), 'drift is nothing').toEqual([])

  await appliedAll(shop, { 'shop.yaml': chair({ name: 'Lænestol', more: other }) })
  expect(sent(shop)).toEqual([{ call: 'PUT', body: { name: 'Lænestol' } }])

  const settings = '{ attribute: colour, value: oak, own_id: CH-OAK, gtin: "5701234567882", price: 110 }'
  await appliedAll(shop, { 'shop.yaml': chair({ name: 'Lænestol', settings, more: other }) })
  expect(sent(shop)).toEqual([
    { call: 'PUT', body: { stock_settings: [expect.objectContaining({ gtin: '5701234567882', price: '175' })] } },
  ])
  expectNothingToDo(await planned(shop))
})

test('what is set once is sent when it is made, and a later wish is said and not written', async () => {
  const once = owned("{ product: { price: once, 'stock_settings.price': once } }")
  await using shop = await engine({ 'butik.yaml': once, 'shop.yaml': chair() })
  await appliedAll(shop)
  const [created] = sent(shop)
  expect(created?.body).toMatchObject({ price: '100', stock_settings: [{ price: '110' }] })
  expect(expectNothingToDo(await planned(shop))).toEqual([])

  const settings =
    '{ attribute: colour, value: oak, own_id: CH-OAK, price: 120 }, { attribute: colour, value: black, own_id: CH-BLK, price: 130 }'
  shop.write({ 'shop.yaml': chair({ price: '90', settings }) })
  const made = await planned(shop)
  expect(made.diagnostics.filter(({ code }) => code === 'N1004')).toMatchObject([
    {
      summary: 'price was set to 100 when it was created and is not written again (now 90 in the files)',
      hint: 'write ownership: { product: { price: ours } } in butik.yaml to keep it as written',
    },
    {
      summary:
        'stock_settings.price was set to 110 when it was created and is not written again (now 120 in the files)',
      hint: "write ownership: { product: { 'stock_settings.price': ours } } in butik.yaml to keep it as written",
    },
  ])
  await applied(shop, made)
  expect(sent(shop), 'the new variant has its price, the other one what it had').toEqual([
    {
      call: 'PUT',
      body: {
        stock_settings: [
          expect.objectContaining({ own_id: 'CH-OAK', price: '110' }),
          expect.objectContaining({ own_id: 'CH-BLK', price: '130' }),
        ],
      },
    },
  ])
  expect(said(await planned(shop)).filter((line) => line.startsWith('N1004'))).toHaveLength(2)

  await shop.owner('PUT', `/product/${id(shop)}`, { price: 90 })
  expect(said(await planned(shop)).join(), 'the shop has what is wished').not.toContain('N1004 price')
  await shop.owner('PUT', `/product/${id(shop)}`, { price: 77 })
  shop.write({ 'butik.yaml': owned('{ product: { price: ours } }'), 'shop.yaml': chair({ price: '90' }) })
  const again = await planned(shop)
  expect(again.changes.flatMap(({ diff }) => diff.map(({ path }) => path))).toContain('price')
})

test('a list that the vendor hides is not written where a part of it is theirs', async () => {
  const files = { 'butik.yaml': owned("{ product: { 'stock_settings.price': theirs } }"), 'shop.yaml': chair() }
  await using shop = await engine(files, { switches: { shoporama: { variants_read: 'hidden' } } })
  await appliedAll(shop)
  const settings = '{ attribute: colour, value: oak, own_id: CH-OAK, gtin: "5701234567882" }'
  shop.write({ 'shop.yaml': chair({ name: 'Lænestol', settings }) })
  const made = await planned(shop)
  expect(made.changes.flatMap(({ write }) => Object.keys(write ?? {}))).toEqual(['name'])
  expect(made.diagnostics.filter(({ severity }) => severity === 'error')).toMatchObject([{ code: 'E3007' }])
  expect(said(made).join()).toContain("what is the shop's of them would be lost")
})

test('a price that is set once is not put right where the state does not know the product', async () => {
  const files = { 'butik.yaml': owned('{ product: { price: once, description: theirs } }'), 'shop.yaml': chair() }
  await using shop = await engine(files)
  await shop.owner('POST', '/product', { own_id: 'CH-1', name: 'Gammel', price: 55, description: 'Fra butikken' })
  const made = await appliedAll(shop)
  expect(made.summary).toMatchObject({ adopt: 1 })
  const [body] = sent(shop).map((one) => one.body)
  expect(body).toMatchObject({ name: 'Stol' })
  expect(JSON.stringify(body)).not.toMatch(/"price":"100"|description/)
  expectNothingToDo(await planned(shop))
})

test('fields that are handed over are said once for all their objects, money first, and then no more', async () => {
  const products = ['a', 'b', 'c'].map(
    (key) => `  ${key}: { own_id: ${key}-1, name: N${key}, price: 5, description: x }\n`,
  )
  await using shop = await engine({ 'shop.yaml': `products:\n${products.join('')}` })
  await appliedAll(shop)
  shop.write({ 'butik.yaml': owned('{ product: { description: theirs, price: theirs } }') })
  const made = await planned(shop)
  expect(made.changes).toEqual([])
  expect(said(made)).toEqual(
    ['price', 'description'].map(
      (field) =>
        `N1001 product.${field} is the shop's from now on (ownership: theirs): released on 3 of the kind (a, b, c); each keeps what it has`,
    ),
  )
  await applied(shop, made)
  expect(sent(shop)).toEqual([])
  expect(expectNothingToDo(await planned(shop))).toEqual([])

  await shop.owner('PUT', `/product/${id(shop)}`, { price: 6 })
  shop.write({ 'butik.yaml': butikYaml() })
  const back = await planned(shop)
  expect(back.changes).toMatchObject([{ action: 'update', diff: [{ path: 'price', before: '6', after: '5' }] }])
})
