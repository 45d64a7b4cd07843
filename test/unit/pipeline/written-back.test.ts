/** Pull and accept where products stand in a sheet: values go into their cells, what is new becomes a row, and the plan is empty. */
import { expect, test } from 'vitest'
import { accepted } from '../../support/accepting.ts'
import { type Engine, engine } from '../../support/engine.ts'
import { filesIn, pulled } from '../../support/pulling.ts'

const files = {
  'shop.yaml': `suppliers: { acme: { name: Acme } }
products: !csv
  file: data/products.csv
  decimal: ","
  columns: { own_id: Varenr, name: Navn, price: Pris, description: Tekst, supplier: Leverandør }
`,
  'data/products.csv': 'Varenr;Navn;Pris;Tekst;Leverandør\r\nCH-001;Egestol;"1.299,00";;acme\r\n',
}

test('a new product of the shop is a row of the sheet, under the key that its cells make', async () => {
  await using shop = await engine(files)
  await shop.apply(await shop.plan())
  const supplier = (await shop.backend.read()).snapshot.entries['shop/supplier/acme']?.remoteId
  const long = `<p>${'En lang tekst. '.repeat(30)}</p>`
  const made = {
    own_id: 'CH 2',
    name: 'Bord; stort',
    price: '99.5',
    description: long,
    vat: '25',
    supplier_id: supplier,
  }
  await shop.owner('POST', '/product', [made])
  const found = await pulled(shop)
  expect(Object.keys(filesIn(found))).toEqual(['data/products.csv'])
  expect(filesIn(found)['data/products.csv']).toBe(
    `${files['data/products.csv']}CH 2;Bord; stort;99,5;${long};acme\r\n`.replace('Bord; stort', '"Bord; stort"'),
  )
  expect(found.added).toContain('shop/product/ch-2')
  expect(found.refused).toMatchObject([{ file: 'data/products.csv', why: expect.stringContaining('no column holds') }])
  expect((await shop.plan()).changes).toEqual([])
  expect(filesIn(await pulled(shop))).toEqual({})
})

/** Somebody at work in the administration of the shop. */
async function edited(shop: Engine, address: string, body: object): Promise<void> {
  const { entries } = (await shop.backend.read()).snapshot
  await shop.owner('PUT', `/product/${entries[address]?.remoteId}`, body)
}

const two = `${files['data/products.csv']}CH-002; Bord ;99,5;"=Tekst";acme\r\n`

test('what drifted goes into its cell, and every other byte of the sheet stays', async () => {
  await using shop = await engine({ ...files, 'data/products.csv': two })
  await shop.apply(await shop.plan())
  await edited(shop, 'shop/product/CH-001', { price: '1399.5' })
  await edited(shop, 'shop/product/CH-002', { name: '-10% på borde', description: '' })
  const { taken, kept, files: made } = await accepted(shop)
  expect(kept).toEqual([])
  expect(taken.map(({ address, field }) => `${address}#${field}`)).toEqual([
    'shop/product/CH-001#price',
    'shop/product/CH-002#name',
    'shop/product/CH-002#description',
  ])
  expect(Object.fromEntries(made.map(({ path, after }) => [path, after]))).toEqual({
    'data/products.csv': two
      .replace('"1.299,00"', '"1.399,50"')
      .replace('; Bord ;99,5;"=Tekst";', `;'-10% på borde;99,5;"~";`),
  })
  expect((await shop.plan()).changes).toEqual([])
})

test('a pull takes what moved as well, and what is gone keeps its row and is told', async () => {
  await using shop = await engine({ ...files, 'data/products.csv': two })
  await shop.apply(await shop.plan())
  await edited(shop, 'shop/product/CH-001', { price: '1099' })
  const { entries } = (await shop.backend.read()).snapshot
  await shop.owner('DELETE', `/product/${entries['shop/product/CH-002']?.remoteId}`)
  const found = await pulled(shop)
  expect(filesIn(found)).toEqual({ 'data/products.csv': two.replace('"1.299,00"', '"1.099,00"') })
  expect(found.refused).toMatchObject([
    { file: 'data/products.csv', why: expect.stringContaining('row 3: the row stays') },
  ])
})

test('a cell that keeps a pull from beginning is named', async () => {
  await using shop = await engine({
    ...files,
    'data/products.csv': files['data/products.csv'].replace('1.299,00', '1299.50'),
  })
  await expect(pulled(shop)).rejects.toMatchObject({ diagnostics: [{ code: 'E1545', detail: 'cell C2, "Pris"' }] })
})
