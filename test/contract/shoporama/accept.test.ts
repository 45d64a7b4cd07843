// What somebody edits in the shop goes into the files: those lines and no others, and then there is nothing left to plan.
import { expect, test } from 'vitest'
import { editText } from '../../../src/author/edit-text.ts'
import { sheetEdits } from '../../../src/author/sheet-text.ts'
import type { AddressId } from '../../../src/model/address.ts'
import { allOf, type DriftedField, wished, wishOf } from '../../../src/pipeline/accept.ts'
import { type Accepted, keepAccepted, makeAccept } from '../../../src/pipeline/accept-run.ts'
import { butikYaml, type Engine, engine, meant } from '../../support/engine.ts'

const shopYaml = `# Our shop.
suppliers:
  acme: {name: Acme}
  # The other one.
  beta: { name: 'Beta' }
profiles:
  furniture:
    name: Møbel
    attributes:
      colour:
        type: valuelist
        name: Farve
        is_variant: true
        values: { oak: { val: Eg, weight: 1 }, black: Sort }
products:
  # The chair.
  chair:
    own_id: CH-1
    name: "Stol"      # as the catalogue has it
    profile: furniture
    supplier: acme
    price: 1299.00    # since May
    attributes: { colour: [oak, black] }
    stock_settings:
    - { attribute: colour, value: oak, own_id: CH-1-OAK, price: 1299.00 }
    # The black one is dearer.
    - { attribute: colour, value: black, own_id: CH-1-BLK, price: 1399.00 }
    description: !file texts/chair.html

  table: { own_id: TB-1, name: "\${table}", price: 4999 }
`
const files = {
  'butik.yaml': butikYaml({ roots: 'variables: { table: Bord }\n' }),
  'shop.yaml': shopYaml,
  'texts/chair.html': '<p>Fin.</p>\n',
}

interface Shop {
  readonly shop: Engine
  id(address: string): Promise<string>
  text(): string
  accept(...wishes: string[]): Promise<Accepted>
}

/** The files are kept here too, so that a test can look at them. */
async function applied(): Promise<Shop & AsyncDisposable> {
  const shop = await engine(files)
  await shop.apply(await shop.plan())
  let text = shopYaml
  return {
    shop,
    text: () => text,
    id: async (address) => {
      const { snapshot } = await shop.backend.read()
      const found = Object.entries(snapshot.entries).find(([known]) => known === address)
      return found?.[1].remoteId ?? ''
    },
    async accept(...wishes) {
      const world = await shop.world()
      const choose = async (drifted: readonly DriftedField[], declared: readonly AddressId[]) =>
        wishes.length === 0 ? allOf(drifted) : wished(drifted, wishes.map(wishOf), declared)
      const plan = {
        selection: { target: [], exclude: [], connection: [] },
        destroy: false,
        allowDelete: false,
        ack: meant,
      }
      const made = await makeAccept(world, { edit: editText, editSheet: sheetEdits }, { plan, choose })
      const lock = { id: 'l', operation: 'accept', holder: 't', since: new Date(0).toISOString() }
      await keepAccepted(world, lock, made, () => {
        shop.write(Object.fromEntries(made.files.map(({ path, after }) => [path, after])))
        text = made.files.find(({ path }) => path === 'shop.yaml')?.after ?? text
      })
      return made
    },
    [Symbol.asyncDispose]: () => shop[Symbol.asyncDispose](),
  }
}

const addresses = (made: Accepted) => made.taken.map(({ address, field }) => `${address}#${field ?? ''}`)

test('the lines of what was edited by hand change, and the next plan is empty', async () => {
  await using world = await applied()
  const { shop, accept, text, id } = world
  await shop.owner('PUT', `/product/${await id('shop/product/chair')}`, {
    price: 1199,
    name: 'Lænestol',
    description: '<p>Finere.</p>',
  })
  await shop.owner('PUT', `/supplier/${await id('shop/supplier/beta')}`, { name: "Beta's" })
  const made = await accept()
  expect(made.kept).toEqual([])
  expect(addresses(made)).toEqual([
    'shop/product/chair#name',
    'shop/product/chair#price',
    'shop/product/chair#description',
    'shop/supplier/beta#name',
  ])
  expect(text()).toBe(
    shopYaml
      .replace('"Stol"', '"Lænestol"')
      .replace('price: 1299.00    #', 'price: 1199    #')
      .replace("'Beta'", "'Beta''s'"),
  )
  expect(made.files.find(({ path }) => path === 'texts/chair.html')?.after).toBe('<p>Finere.</p>')
  const plan = await shop.plan()
  expect([plan.changes, plan.complete]).toEqual([[], true])
  // The state has it as well: what moves next in the shop is the shop's doing alone.
  await shop.owner('PUT', `/product/${await id('shop/product/chair')}`, { price: 1099 })
  const next = await shop.plan()
  expect(next.changes.flatMap(({ diff }) => diff.map(({ path, cause }) => [path, cause]))).toEqual([['price', 'drift']])
})

test('one field is taken and the other stays drift; where files and shop have both moved, the field is named', async () => {
  await using world = await applied()
  const { shop, accept, text, id } = world
  await shop.owner('PUT', `/product/${await id('shop/product/chair')}`, { price: 1199, name: 'Lænestol' })
  expect(addresses(await accept('shop/product/*#price'))).toEqual(['shop/product/chair#price'])
  expect(text()).toBe(shopYaml.replace('price: 1299.00    #', 'price: 1199    #'))
  const { changes } = await shop.plan()
  expect(changes.map(({ diff }) => diff.map(({ path, cause }) => [path, cause]))).toEqual([[['name', 'drift']]])
  await expect(accept('shop/product/chair#price')).rejects.toMatchObject({ code: 'E1505' })

  const both = text().replace('"Stol"', '"Skammel"')
  shop.write({ 'shop.yaml': both })
  expect(await accept()).toMatchObject({
    files: [],
    taken: [],
    kept: [{ address: 'shop/product/chair', path: 'name' }],
  })
  expect(addresses(await accept('shop/product/chair#name'))).toEqual(['shop/product/chair#name'])
  expect(text()).toBe(both.replace('"Skammel"', '"Lænestol"'))
  expect((await shop.plan()).changes).toEqual([])
})

test('what is nested is edited where it is nested, and what is gone is commented out', async () => {
  await using world = await applied()
  const { shop, accept, text, id } = world
  const value = await id('shop/profile_attribute_value/furniture.colour.oak')
  await shop.owner('PUT', `/profile-attribute-value/${value}`, { val: 'Egetræ' })
  await shop.owner('DELETE', `/supplier/${await id('shop/supplier/beta')}`)
  const made = await accept()
  expect([made.kept, addresses(made)]).toEqual([
    [],
    ['shop/profile_attribute_value/furniture.colour.oak#val', 'shop/supplier/beta#'],
  ])
  expect(text().replace(/\d{4}-\d\d-\d\d/, 'DAY')).toBe(
    shopYaml
      .replace('val: Eg,', 'val: Egetræ,')
      .replace(
        "  beta: { name: 'Beta' }",
        "  # gone from the shop, seen DAY by butik accept\n  # beta: { name: 'Beta' }",
      ),
  )
  expect((await shop.plan()).changes).toEqual([])
  expect((await shop.backend.read()).snapshot.entries).not.toHaveProperty('shop/supplier/beta')
})

test('what is not written there alone is told and left', async () => {
  await using world = await applied()
  const { shop, accept, text, id } = world
  await shop.owner('PUT', `/product/${await id('shop/product/table')}`, { name: 'Spisebord', price: 4500 })
  const made = await accept()
  expect(addresses(made)).toEqual(['shop/product/table#price'])
  expect(made.kept).toEqual([
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the very text that is meant
    { address: 'shop/product/table', path: 'name', why: 'it holds a variable: ${table}' },
  ])
  expect(text()).toBe(shopYaml.replace('price: 4999', 'price: 4500'))

  await shop.owner('DELETE', `/supplier/${await id('shop/supplier/acme')}`)
  const before = text()
  const gone = await accept('shop/supplier/acme')
  expect([addresses(gone), text()]).toEqual([[], before])
  expect(gone.kept).toMatchObject([
    { address: 'shop/supplier/acme', why: expect.stringContaining('the files refer to it') },
  ])
})

test('where the state has gone on meanwhile, no file is touched', async () => {
  await using world = await applied()
  const { shop, text, id } = world
  await shop.owner('PUT', `/product/${await id('shop/product/chair')}`, { price: 1199 })
  const here = await shop.world()
  const plan = {
    selection: { target: [], exclude: [], connection: [] },
    destroy: false,
    allowDelete: false,
    ack: meant,
  }
  const choose = async (drifted: readonly DriftedField[]) => allOf(drifted)
  const made = await makeAccept(here, { edit: editText, editSheet: sheetEdits }, { plan, choose })
  expect(made.taken).toHaveLength(1)
  await shop.apply(await shop.plan())
  const lock = { id: 'l', operation: 'accept', holder: 't', since: new Date(0).toISOString() }
  let written = false
  const write = () => {
    written = true
  }
  await expect(keepAccepted(here, lock, made, write)).rejects.toMatchObject({ code: 'E3002' })
  expect([written, text()]).toEqual([false, shopYaml])
})

test('a name that another has in the files is told and left, and the rest is taken', async () => {
  await using world = await applied()
  const { shop, accept, text, id } = world
  await shop.owner('PUT', `/supplier/${await id('shop/supplier/acme')}`, { name: 'Beta' })
  await shop.owner('PUT', `/product/${await id('shop/product/chair')}`, { price: 1199 })
  const made = await accept()
  expect(addresses(made)).toEqual(['shop/product/chair#price'])
  const why = 'the files cannot say it: shop/supplier/acme and shop/supplier/beta share the name "Beta"'
  expect(made.kept).toEqual([{ address: 'shop/supplier/acme', path: 'name', why }])
  expect(text()).toBe(shopYaml.replace('price: 1299.00    #', 'price: 1199    #'))
  expect((await accept('shop/supplier/acme#name')).kept).toEqual(made.kept)
})
