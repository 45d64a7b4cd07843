// What would look like a pull and be none is refused before a file is written.
import { expect, test } from 'vitest'
import { butikYaml, engine } from '../../support/engine.ts'
import { pulled } from '../../support/pulling.ts'

test.each(['.butik', 'hidden/.here', 'node_modules/shop'])('a folder that no run reads: %s', async (into) => {
  await using shop = await engine({}, { seed: 'furniture-shop' })
  await expect(pulled(shop, { into })).rejects.toMatchObject({
    code: 'E1503',
    message: `${into}/suppliers.yaml would be written, and never read: "resources" of butik.yaml leaves it out`,
  })
  expect((await shop.backend.read()).snapshot.entries).toEqual({})
})

test('files that "resources" leaves out, until --into names a folder that it covers', async () => {
  const files = { 'butik.yaml': butikYaml({ roots: 'resources: ["conf/**/*.yaml"]\n' }) }
  await using shop = await engine(files, { seed: 'furniture-shop' })
  await expect(pulled(shop)).rejects.toMatchObject({ code: 'E1503' })
  expect((await pulled(shop, { into: 'conf' })).added).toHaveLength(10)
})

test('an address that fits nothing, in the shop or in the files', async () => {
  await using shop = await engine({}, { seed: 'furniture-shop' })
  await expect(pulled(shop, { target: ['shop/product/*', 'shop/suplier/*'] })).rejects.toMatchObject({
    code: 'E3006',
    message: '"shop/suplier/*" matches nothing in the shop or the files',
  })
  await expect(pulled(shop, { exclude: ['shop/products/*'] })).rejects.toMatchObject({ code: 'E3006' })
  const some = await pulled(shop, { target: ['shop/supplier/*', 'shop/product/*'], exclude: ['shop/product/*'] })
  expect(some.added).toEqual(['shop/supplier/acme-moebler-a-s'])
  // What was not read may hold it.
  const down = { match: { path: '^/product', times: 99 }, fault: { kind: 'status', status: 500 } } as const
  shop.sandbox.faults.script([down])
  expect((await pulled(shop, { target: ['shop/product/*-table'] })).unread).not.toEqual([])
})
