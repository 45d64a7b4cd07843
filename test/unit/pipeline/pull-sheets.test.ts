/** A pull into a configuration whose products stand in a sheet: what is new becomes a row, and the plan is empty. */
import { expect, test } from 'vitest'
import { engine } from '../../support/engine.ts'
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
  expect((await shop.plan()).changes.filter(({ action }) => action !== 'none')).toEqual([])
  expect(filesIn(await pulled(shop))).toEqual({})
})
