// `butik accept` as it is typed: what somebody edits in the shop goes into the files, or is shown, or is asked about.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Project, project } from '../support/butik.ts'

const shopYaml = `suppliers:
  acme: { name: Acme } # ours
products:
  chair: { own_id: CH-1, name: Stol, price: 100 }
  # The table.
  table: { own_id: TB-1, name: Bord, price: 200 }
`
const moved = shopYaml.replace('price: 100', 'price: 80').replace('name: Bord', 'name: Spisebord')

async function drifted(): Promise<Project> {
  const shop = await project({ 'shop.yaml': shopYaml })
  expect((await shop.butik(['apply', '--yes'])).code).toBe(0)
  const { entries } = await stateOf(shop)
  await shop.owner('PUT', `/product/${entries['shop/product/chair'].remoteId}`, { price: 80 })
  await shop.owner('PUT', `/product/${entries['shop/product/table'].remoteId}`, { name: 'Spisebord' })
  shop.forgetCalls()
  return shop
}

async function stateOf(shop: Project) {
  return JSON.parse(await readFile(join(shop.folder, '.butik', 'default', 'state.json'), 'utf8'))
}

test('shown, taken by name, and all of it: those lines change, no call writes, and then there is no drift', async () => {
  await using shop = await drifted()
  const shown = await shop.butik(['accept', '--all', '--dry-run'])
  expect(shown).toMatchObject({ code: 0, stderr: expect.not.stringContaining('error') })
  expect(shown.stdout).toBe(`--- shop.yaml
+++ shop.yaml
@@ -1,6 +1,6 @@
 suppliers:
   acme: { name: Acme } # ours
 products:
-  chair: { own_id: CH-1, name: Stol, price: 100 }
+  chair: { own_id: CH-1, name: Stol, price: 80 }
   # The table.
-  table: { own_id: TB-1, name: Bord, price: 200 }
+  table: { own_id: TB-1, name: Spisebord, price: 200 }
Would accept 2 fields into 1 file; nothing was written.
`)
  expect(await shop.read('shop.yaml')).toBe(shopYaml)

  const one = await shop.butik(['accept', 'shop/product/chair#price'])
  expect(one).toMatchObject({ code: 0, stdout: expect.stringContaining('Accepted 1 field into 1 file.') })
  expect(await shop.read('shop.yaml')).toBe(shopYaml.replace('price: 100', 'price: 80'))
  expect((await stateOf(shop)).entries['shop/product/chair'].applied.price).toBe('80')

  const rest = await shop.butik(['accept', '--all', '--json'])
  expect(JSON.parse(rest.stdout)).toMatchObject({
    formatVersion: 1,
    files: ['shop.yaml'],
    taken: [{ address: 'shop/product/table', field: 'name' }],
    kept: [],
    written: true,
  })
  expect(await shop.read('shop.yaml')).toBe(moved)
  expect(shop.calls().every(({ method }) => method === 'GET')).toBe(true)
  expect((await shop.butik(['drift'])).code).toBe(0)
  expect(await shop.butik(['plan', '--detailed-exitcode'])).toMatchObject({ code: 0 })
  expect(await shop.butik(['accept', 'shop/product/chair'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('E1505'),
  })
  const misspelt = await shop.butik(['accept', 'shop/product/chiar#price'])
  expect(misspelt.stderr).toContain('did you mean "shop/product/chair"?')
})

test('asked field by field; who leaves takes nothing, and without a terminal nobody is asked', async () => {
  await using shop = await drifted()
  for (const args of [['accept'], ['accept', '--all', 'shop/product/chair'], ['accept', '-i']]) {
    expect((await shop.butik(args)).code).toBe(1)
  }
  expect((await shop.butik(['accept', '-i'], { answers: ['y'] })).code).toBe(1)
  expect(await shop.read('shop.yaml')).toBe(shopYaml)
  const asked = await shop.butik(['accept', '-i'], { answers: ['n', 'u', 'Yes'] })
  expect(asked.stderr).toContain('shop/product/chair\n  price: 100.00 → 80.00\n(1/2) into the files? [y,n,a,q] ')
  // A slip of a finger is asked again.
  expect(asked.stderr).toContain('y takes it into the files, n leaves it')
  expect(await shop.read('shop.yaml')).toBe(shopYaml.replace('name: Bord', 'name: Spisebord'))
  await shop.butik(['accept', '-i'], { answers: ['a'] })
  expect(await shop.read('shop.yaml')).toBe(moved)
})

test('what an environment puts in its place, or the machine, is told and left', async () => {
  const butikYaml = `version: 1
connections:
  shop: { vendor: shoporama, token: !env SHOPORAMA_TOKEN, url: !env SHOPORAMA_URL }
environments:
  staging:
    overrides: { shop/product/chair: { price: 90 } }
`
  await using shop = await project({ 'butik.yaml': butikYaml, 'shop.yaml': shopYaml.replace('Bord', '!env TABLE') })
  const env = { TABLE: 'Bord' }
  expect((await shop.butik(['apply', '-e', 'staging', '--yes'], { env })).code).toBe(0)
  const { entries } = JSON.parse(await readFile(join(shop.folder, '.butik', 'staging', 'state.json'), 'utf8'))
  await shop.owner('PUT', `/product/${entries['shop/product/chair'].remoteId}`, { price: 80 })
  await shop.owner('PUT', `/product/${entries['shop/product/table'].remoteId}`, { name: 'Spisebord' })
  const before = await shop.read('shop.yaml')
  const made = await shop.butik(['accept', '-e', 'staging', '--all'], { env })
  expect(made).toMatchObject({ code: 1, stdout: expect.stringContaining('Nothing was accepted') })
  expect(made.stdout).toContain('shop/product/chair#price: the environment puts another value in its place')
  expect(made.stdout).toContain('shop/product/table#name: it is !env')
  expect(made.stdout).not.toContain('Spisebord')
  expect(await shop.read('shop.yaml')).toBe(before)
})
