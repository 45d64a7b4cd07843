// `plan --undo RUN`: a run is taken back by an ordinary plan, and nothing but that run.
import { describe, expect, test } from 'vitest'
import type { Plan } from '../../../src/model/plan.ts'
import { butikYaml, type Engine, engine } from '../../support/engine.ts'
import { shapeOf } from '../../support/shop-shape.ts'
import { applied, expectNothingToDo, planned } from '../../support/steps.ts'

const said = ({ diagnostics }: Plan, code: string) =>
  diagnostics
    .filter((one) => one.code === code)
    .map(({ address, source, summary, hint }) => {
      const place = source === undefined ? '' : `${source.file}:${source.line}:${source.column} `
      return `${place}${address}: ${summary} → ${hint}`
    })

async function runs(shop: Engine, files: Readonly<Record<string, string | undefined>>, wishes = {}): Promise<string> {
  shop.write(files)
  const { run } = await applied(shop, await planned(shop, wishes))
  return run
}

/** All that is there, but for ids and times. */
const things = (shop: Engine) => shapeOf(shop.sandbox.shoporama.snapshot())
const standing = (shop: Engine) => things(shop).filter((line) => !line.includes(' (removed) '))

function idOf(shop: Engine, collection: string, index = 0): number {
  const rows = shop.sandbox.shoporama.snapshot().collections[collection]?.rows as unknown as {
    id: number
    removed: unknown
  }[]
  return rows.filter(({ removed }) => removed === null)[index]?.id ?? 0
}

const chair = (price: string, more = '') => `suppliers:
  acme: { name: Acme }
products:
  oak-chair:
    own_id: CH-1
    name: Egestol
    supplier: acme
    price: ${price}
${more}`

describe('a price', () => {
  test('goes back, the shop is as before byte for byte, and the edit keeps it so', async () => {
    await using shop = await engine({ 'shop.yaml': chair('1299') })
    await runs(shop, {})
    const before = things(shop)
    const run = await runs(shop, { 'shop.yaml': chair('1199') })
    const back = await planned(shop, { undo: run })
    expect(back.changes).toMatchObject([
      {
        address: 'shop/product/oak-chair',
        action: 'update',
        diff: [{ path: 'price', before: '1199', after: '1299' }],
        write: { price: '1299' },
      },
    ])
    expect(back.basis.undo).toBe(run)
    expect(said(back, 'N1030')).toEqual([
      'shop.yaml:8:12 shop/product/oak-chair: price still says what is undone: 1199 → write price: 1299',
    ])
    await applied(shop, back)
    expect(things(shop)).toEqual(before)
    expect((await planned(shop)).changes).toMatchObject([
      { action: 'update', diff: [{ path: 'price', before: '1299', after: '1199', cause: 'config' }] },
    ])
    shop.write({ 'shop.yaml': chair('1299') })
    expectNothingToDo(await planned(shop))
  })

  test('that moved since stays, and that is said', async () => {
    await using shop = await engine({ 'shop.yaml': chair('1299') })
    await runs(shop, {})
    const run = await runs(shop, { 'shop.yaml': chair('1199', '    sale_price: 999\n') })
    await shop.owner('PUT', `/product/${idOf(shop, 'products')}`, { price: '1099' })
    const back = await planned(shop, { undo: run })
    expect(back.changes).toMatchObject([{ action: 'update', write: { sale_price: null } }])
    expect(said(back, 'N1031')).toEqual([
      'shop/product/oak-chair: price moved since the run, and stays (before the run 1299, written 1199, now 1099) → write the value that you want into the files',
    ])
    expect(said(back, 'N1030')).toEqual([
      'shop.yaml:9:17 shop/product/oak-chair: sale_price was not in the files before → take sale_price out',
    ])
    await applied(shop, back)
    shop.write({ 'shop.yaml': chair('1099') })
    expect((await planned(shop)).changes).toEqual([])
  })
})

const everything = (price: string, width: string, oak: string) => `suppliers:
  acme: { name: Acme, dropshipping_mail: ${oak}@acme.example }
profiles:
  furniture:
    name: Møbel
    attributes:
      colour:
        type: valuelist
        name: Farve
        is_variant: true
        has_price: true
        values: { oak: { val: Eg ${oak}, weight: 1 }, black: Sort }
      width: { type: integer, name: Bredde }
categories:
  furniture: { name: Møbler ${oak} }
  chairs: { name: Stole, parent: furniture, in_menu: ${width === '40'} }
products:
  oak-chair:
    own_id: CH-1
    name: Egestol
    profile: furniture
    supplier: acme
    categories: [chairs]
    price: ${price}
    attributes: { colour: [oak, black], width: ${width} }
    stock_settings:
      - { attribute: colour, value: oak, own_id: CH-1-OAK, price: ${price}, stock: 7 }
      - { attribute: colour, value: black, own_id: CH-1-BLK, stock: 0 }
    bulk_discount: { over: 5, discount: ${width} }
`

test('several kinds go back at once, and the places of the files are named', async () => {
  const files = { 'shop.yaml': everything('1299', '40', 'en') }
  await using shop = await engine(files)
  await runs(shop, {})
  // What the files do not manage lies inside an array that the vendor replaces whole.
  const before = things(shop)
  await runs(shop, { 'shop.yaml': everything('1199', '42', 'to') })
  const back = await planned(shop, { undo: 'last' })
  expect(back.changes.map(({ address, action }) => `${action} ${address}`)).toEqual([
    'update shop/category/chairs',
    'update shop/category/furniture',
    'update shop/product/oak-chair',
    'update shop/profile_attribute_value/furniture.colour.oak',
    'update shop/supplier/acme',
  ])
  expect(said(back, 'N1030')).toEqual([
    'shop.yaml:16:54 shop/category/chairs: in_menu still says what is undone: false → write in_menu: true',
    'shop.yaml:15:22 shop/category/furniture: name still says what is undone: Møbler to → write name: Møbler en',
    'shop.yaml:24:12 shop/product/oak-chair: price still says what is undone: 1199 → write price: 1299',
    'shop.yaml:25:48 shop/product/oak-chair: attributes[width] still says what is undone: 42 → write attributes[width]: 40',
    'shop.yaml:27:67 shop/product/oak-chair: stock_settings[colour.oak].price still says what is undone: 1199 → write stock_settings[colour.oak].price: 1299',
    'shop.yaml:29:41 shop/product/oak-chair: bulk_discount.discount still says what is undone: 42 → write bulk_discount.discount: 40',
    'shop.yaml:12:31 shop/profile_attribute_value/furniture.colour.oak: val still says what is undone: Eg to → write val: Eg en',
    'shop.yaml:2:42 shop/supplier/acme: dropshipping_mail still says what is undone: to@acme.example → write dropshipping_mail: en@acme.example',
  ])
  await applied(shop, back)
  expect(things(shop)).toEqual(before)
  shop.write(files)
  expectNothingToDo(await planned(shop))
})

test('what was made is deleted again, with leave, and what lives in it goes along', async () => {
  await using shop = await engine({ 'shop.yaml': chair('1299') })
  await runs(shop, {})
  const before = standing(shop)
  const lamp = 'categories:\n  lamps: { name: Lamper }\n'
  const more = '  lamp: { own_id: LA-1, name: Lampe, stock: 3, categories: [lamps], butik: { protect: false } }\n'
  const run = await runs(shop, { 'shop.yaml': `${lamp}${chair('1299', more)}` })
  expect((await planned(shop, { undo: run })).guards.filter(({ acked }) => !acked)).toMatchObject([{ name: 'delete' }])
  const back = await planned(shop, { undo: run, allowDelete: true })
  expect(back.changes.map(({ address, action }) => `${action} ${address}`)).toEqual([
    'delete shop/category/lamps',
    'delete shop/product/lamp',
    'forget shop/stock/lamp',
  ])
  expect(said(back, 'N1030')).toEqual([
    'shop.yaml:2:10 shop/category/lamps: lamps is still declared → take lamps out, with all below it',
    'shop.yaml:11:9 shop/product/lamp: lamp is still declared → take lamp out, with all below it',
  ])
  await applied(shop, back)
  expect(standing(shop)).toEqual(before)
  expect((await planned(shop)).summary).toMatchObject({ create: 3 })
  shop.write({ 'shop.yaml': chair('1299') })
  expectNothingToDo(await planned(shop))
})

test('what is protected stays', async () => {
  await using shop = await engine({ 'shop.yaml': chair('1299') })
  const protect = '    butik: { protect: true }\n'
  const run = await runs(shop, { 'shop.yaml': chair('1299', protect) })
  const back = await planned(shop, { undo: run, allowDelete: true })
  expect(back.changes).toEqual([])
  expect(said(back, 'N1032')).toEqual([
    'shop/product/oak-chair: not undone: it is protected → apply butik: { protect: false } first',
    'shop/supplier/acme: not undone: shop/product/oak-chair refers to it → undo the runs after it first',
  ])
})

test('what was deleted is made again under a new id, with what the files did not manage', async () => {
  const gone = (price: string) => chair(price, '    butik: { on_remove: delete }\n')
  await using shop = await engine({ 'shop.yaml': gone('1299') })
  await runs(shop, {})
  const id = idOf(shop, 'products')
  await shop.owner('PUT', `/product/${id}`, { list_description: 'Kort tekst' })
  const before = standing(shop)
  const run = await runs(shop, { 'shop.yaml': 'suppliers: { acme: { name: Acme } }\n' }, { allowDelete: true })
  const back = await planned(shop, { undo: run })
  expect(back.changes).toMatchObject([
    {
      address: 'shop/product/oak-chair',
      action: 'create',
      write: { price: '1299', list_description: 'Kort tekst', supplier: { id: expect.any(String) } },
    },
  ])
  expect(said(back, 'N1032')).toEqual([
    `shop/product/oak-chair: made again, but what cannot come back: the id ${id}: it gets a new one → undefined`,
  ])
  expect(said(back, 'N1030')).toEqual([
    'shop/product/oak-chair: oak-chair is not declared any more → declare it again below products:  oak-chair: { name: Egestol, own_id: CH-1, price: 1299 }, and what else it had (1 key)',
  ])
  await applied(shop, back)
  expect(standing(shop)).toEqual(before)
  expect(idOf(shop, 'products')).not.toBe(id)
  shop.write({ 'shop.yaml': gone('1299') })
  expectNothingToDo(await planned(shop))
})

test('what was forgotten is taken on again', async () => {
  await using shop = await engine({ 'shop.yaml': chair('1299') })
  await runs(shop, {})
  const run = await runs(shop, { 'shop.yaml': 'suppliers: { acme: { name: Acme } }\n' })
  const back = await planned(shop, { undo: run })
  expect(back.changes).toMatchObject([{ address: 'shop/product/oak-chair', action: 'adopt', diff: [] }])
  expect(back.operations).toEqual([])
  await applied(shop, back)
  shop.write({ 'shop.yaml': chair('1299') })
  expectNothingToDo(await planned(shop))
})

describe('part of a list', () => {
  const listed = (oak: string, more = '') =>
    everything('1299', '40', 'en').replace('price: 1299, stock: 7', `price: ${oak}, stock: 7`) + more

  test('goes back though another part moved since', async () => {
    await using shop = await engine({ 'shop.yaml': listed('1299') })
    await runs(shop, {})
    const run = await runs(shop, { 'shop.yaml': listed('1199') })
    const id = idOf(shop, 'products')
    const { stock_settings: settings } = (await shop.owner('GET', `/product/${id}`)) as {
      stock_settings: { own_id: string }[]
    }
    const moved = settings.map((one) => (one.own_id === 'CH-1-BLK' ? { ...one, gtin: '5701234567899' } : one))
    await shop.owner('PUT', `/product/${id}`, { stock_settings: moved })
    const back = await planned(shop, { undo: run })
    expect(said(back, 'N1031')).toEqual([])
    expect(back.changes[0]?.diff).toMatchObject([
      { path: 'stock_settings[colour.oak].price', before: '1199', after: '1299' },
    ])
    await applied(shop, back)
    expect((await shop.owner('GET', `/product/${id}`)) as object).toMatchObject({
      stock_settings: [{ price: 1299 }, { gtin: '5701234567899' }],
    })
    shop.write({ 'shop.yaml': listed('1299') })
    expectNothingToDo(await planned(shop))
  })

  test('that was added goes: an attribute, and a variant with its stock', async () => {
    const without = everything('1299', '40', 'en')
      .replace(', width: 40', '')
      .replace('      - { attribute: colour, value: black, own_id: CH-1-BLK, stock: 0 }\n', '')
    await using shop = await engine({ 'shop.yaml': without })
    await runs(shop, {})
    const before = standing(shop)
    const run = await runs(shop, { 'shop.yaml': everything('1299', '40', 'en') })
    const back = await planned(shop, { undo: run, allowDelete: true })
    await applied(shop, back)
    expect(standing(shop)).toEqual(before)
    shop.write({ 'shop.yaml': without })
    expect((await planned(shop)).changes).toEqual([])
  })
})

test('a replace goes back as a delete and a create', async () => {
  const typed = (type: string) => `profiles:
  f:
    name: Møbel
    attributes:
      width: { type: ${type}, name: Bredde }
      colour: { type: ${type === 'string' ? 'valuelist' : 'string'}, name: Farve${type === 'string' ? ', values: { oak: { val: Eg } }' : ''} }
`
  await using shop = await engine({ 'shop.yaml': typed('string') })
  await runs(shop, {})
  const before = standing(shop)
  const run = await runs(shop, { 'shop.yaml': typed('integer') }, { allowDelete: true })
  const back = await planned(shop, { undo: run, allowDelete: true })
  expect(back.changes.map(({ address, action }) => `${action} ${address}`)).toEqual([
    'replace shop/profile_attribute/f.colour',
    'replace shop/profile_attribute/f.width',
    'create shop/profile_attribute_value/f.colour.oak',
  ])
  await applied(shop, back)
  expect(standing(shop)).toEqual(before)
  shop.write({ 'shop.yaml': typed('string') })
  expectNothingToDo(await planned(shop))
})

describe('pictures', () => {
  const pictured = (images: string) => chair('1299', `    images: [${images}]\n`)
  const a = '{ file: a.png, description: Forfra }'
  const b = '{ file: b.png, description: Bagfra }'
  const files = { 'a.png': 'PNG a', 'b.png': 'PNG b' }

  test('that were added go, their words and order go back', async () => {
    await using shop = await engine({ ...files, 'shop.yaml': pictured(a) })
    await runs(shop, {})
    const before = things(shop)
    const run = await runs(shop, { 'shop.yaml': pictured(`${b}, ${a.replace('Forfra', 'Front')}`) })
    await applied(shop, await planned(shop, { undo: run }))
    expect(things(shop).join('\n').replaceAll('"weight":20', '"weight":10')).toEqual(before.join('\n'))
    shop.write({ 'shop.yaml': pictured(a) })
    expectNothingToDo(await planned(shop))
  })

  test('that were removed cannot come back, and are named', async () => {
    await using shop = await engine({ ...files, 'shop.yaml': pictured(`${a}, ${b}`) })
    await runs(shop, {})
    const run = await runs(shop, { 'shop.yaml': pictured(a) })
    const back = await planned(shop, { undo: run })
    expect(said(back, 'N1032')).toEqual([
      'shop/product/oak-chair: not put back: images: 1 picture that the shop has no more → undefined',
    ])
    expect(back.operations).toEqual([])
  })
})

test('a stock level is never put back', async () => {
  const level = (stock: number) => chair('1299', `    stock: ${stock}\n`)
  await using shop = await engine({
    'butik.yaml': butikYaml({ roots: 'ownership: { stock: ours }' }),
    'shop.yaml': level(7),
  })
  await runs(shop, {})
  const run = await runs(shop, { 'shop.yaml': level(5) })
  const back = await planned(shop, { undo: run })
  expect(back.changes).toEqual([])
  expect(said(back, 'N1032')).toEqual([
    'shop/stock/oak-chair: a stock level is not put back: what was sold since is not known → count it, and set it in the shop',
  ])
})

test('an undo is undone like any other run', async () => {
  await using shop = await engine({ 'shop.yaml': chair('1299') })
  await runs(shop, {})
  const run = await runs(shop, { 'shop.yaml': chair('1199') })
  const after = things(shop)
  await applied(shop, await planned(shop, { undo: run }))
  await applied(shop, await planned(shop, { undo: 'last' }))
  expect(things(shop)).toEqual(after)
  expectNothingToDo(await planned(shop))
})

test('nothing else goes back with it, whatever the files say by now', async () => {
  await using shop = await engine({ 'shop.yaml': chair('1299') })
  await runs(shop, {})
  const run = await runs(shop, { 'shop.yaml': chair('1199') })
  shop.write({
    'shop.yaml': chair('1199', '    name: Bøgestol\n').replace('    name: Egestol\n', '').replace('Acme', 'Acme A/S'),
  })
  const back = await planned(shop, { undo: run })
  expect(back.changes).toMatchObject([{ address: 'shop/product/oak-chair', write: { price: '1299' } }])
  expect(await planned(shop, { undo: run, exclude: ['shop/product/*'] })).toMatchObject({ changes: [] })
})

describe('there is nothing to go by', () => {
  test('an unknown run, an ambiguous beginning, a run that wrote nothing, another state, a damaged record', async () => {
    await using shop = await engine({ 'shop.yaml': chair('1299') })
    await expect(shop.plan({ undo: 'last' })).rejects.toMatchObject({ code: 'E3011' })
    const first = await runs(shop, {})
    await expect(shop.plan({ undo: 'zzz' })).rejects.toMatchObject({
      code: 'E3011',
      message: 'there is no run "zzz"',
      hint: expect.stringMatching(
        new RegExp(`^the last runs: ${first} \\(\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d: 2 created\\)$`),
      ),
    })
    expect((await planned(shop, { undo: first.slice(0, 8), allowDelete: true })).changes).toHaveLength(2)
    const text = (await shop.backend.kept(first, 'undo.json')) ?? ''
    await shop.backend.keep(`${first}x`, 'undo.json', text)
    await expect(shop.plan({ undo: first.slice(0, 8) })).rejects.toMatchObject({
      message: `2 runs begin with ${first.slice(0, 8)}`,
    })
    await shop.backend.keep('idle', 'plan.json', '{}')
    await expect(shop.plan({ undo: 'idle' })).rejects.toMatchObject({
      message: expect.stringContaining('wrote nothing'),
    })
    await shop.backend.keep('call', 'call.json', '{}')
    await expect(shop.plan({ undo: 'call' })).rejects.toMatchObject({ message: expect.stringContaining('no apply') })
    await shop.backend.keep('torn', 'undo.json', text.slice(0, 100))
    await expect(shop.plan({ undo: 'torn' })).rejects.toMatchObject({ message: expect.stringContaining('damaged') })
    await shop.backend.keep('edited', 'undo.json', text.replace('CH-1', 'CH-2'))
    await expect(shop.plan({ undo: 'edited' })).rejects.toMatchObject({ message: expect.stringContaining('checksum') })
    await shop.backend.keep('newer', 'undo.json', text.replace('"formatVersion":1', '"formatVersion":2'))
    await expect(shop.plan({ undo: 'newer' })).rejects.toMatchObject({ message: expect.stringContaining('format 2') })
  })
})
