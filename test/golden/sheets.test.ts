// A sheet from its first message to the price that goes to the shop and the price that comes back.
import { expect, test } from 'vitest'
import { project } from '../support/butik.ts'

const yaml = `suppliers: { acme: { name: Acme } }
products: !csv
  file: data/products.csv
  decimal: ","
  columns: { own_id: Varenr, name: Navn, price: Pris, supplier: Leverandør }
`

test('what is wrong in a sheet is shown in its line, and named as the spreadsheet names it', async () => {
  const csv = 'Varenr;Navn;Pris;Leverandør\r\nCH-001;Egestol;1.299,00;acme\r\nCH-002;Bord;1299.50;acmee\r\n'
  await using shop = await project({ 'shop.yaml': yaml, 'data/products.csv': csv })
  const { code, stderr } = await shop.butik(['validate'])
  expect(code).toBe(1)
  expect(stderr).toMatchInlineSnapshot(`
    "error[E1545]: "1299.50" has a decimal ".", and the sheet has ","
     --> data/products.csv:3:13
      |
    3 | CH-002;Bord;1299.50;acmee
      |             ^^^^^^^
      = cell C3, "Pris"
      hint: write it with ",", or correct decimal: in !csv

    error[E1201]: there is no supplier "acmee"
     --> data/products.csv:3:21
      |
    3 | CH-002;Bord;1299.50;acmee
      |                     ^^^^^
      = cell D3, "Leverandør"
      hint: did you mean "acme"?

    2 errors
    "
  `)
})

test('a price in a cell is a price in the plan and in the shop', async () => {
  const csv = (price: string) => `Varenr;Navn;Pris;Leverandør\r\nCH-001;Egestol;${price};acme\r\nCH-002;Bord;;acme\r\n`
  await using shop = await project({ 'shop.yaml': yaml, 'data/products.csv': csv('1.299,00') })
  const first = await shop.butik(['apply', '--yes'])
  expect([first.code, first.stderr]).toEqual([0, expect.not.stringContaining('error')])
  const empty = await shop.butik(['plan', '--detailed-exitcode'])
  expect(empty.code).toBe(0)
  await shop.write({ 'data/products.csv': csv('1.349,50') })
  const plan = JSON.parse((await shop.butik(['plan', '--json'])).stdout)
  expect(plan.summary).toMatchObject({ update: 1, create: 0 })
  const [change] = plan.changes.filter(({ action }: { action: string }) => action === 'update')
  expect(change).toMatchObject({
    address: 'shop/product/CH-001',
    diff: [{ path: 'price', before: '1299', after: '1349.5', cause: 'config' }],
  })
})
