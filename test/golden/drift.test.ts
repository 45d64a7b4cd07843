// `butik drift` as a job at night runs it: exit 2 where the shop has moved, and nothing is written by looking.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { project, root } from '../support/butik.ts'

test('an edit in the shop is drift, one in the files is not, and applying ends it', { timeout: 120_000 }, async () => {
  await using shop = await project({
    'shop.yaml': 'suppliers:\n  acme: { name: Acme }\nproducts:\n  chair: { own_id: CH-1, name: Stol, price: 100 }\n',
  })
  expect((await shop.butik(['apply', '--yes'])).code).toBe(0)
  expect(await shop.butik(['drift'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^No drift\.$/m) })

  await shop.write({
    'shop.yaml':
      'suppliers:\n  acme: { name: Acme }\nproducts:\n  chair: { own_id: CH-1, name: Lænestol, price: 100 }\n',
  })
  expect((await shop.butik(['drift'])).code).toBe(0)

  const before = await readFile(join(shop.folder, '.butik', 'default', 'state.json'), 'utf8')
  const { entries } = JSON.parse(before)
  await shop.owner('PUT', `/product/${entries['shop/product/chair'].remoteId}`, { price: 80 })
  shop.forgetCalls()
  const seen = await shop.butik(['drift', '--refresh', 'full'])
  expect(seen.code).toBe(2)
  expect(seen.stdout).toContain('price')
  expect(seen.stdout).not.toContain('Lænestol →')
  expect(seen.stdout).toContain('Drift: 1 resource moved away from what was applied.')
  expect(shop.calls().every(({ method }) => method === 'GET')).toBe(true)
  expect(await readFile(join(shop.folder, '.butik', 'default', 'state.json'), 'utf8')).toBe(before)

  await shop.owner('POST', '/supplier', { name: 'Bravo' })
  const told = await shop.butik(['drift', '--json', '--unmanaged', '--report', 'drift.md'])
  const json = JSON.parse(told.stdout)
  const schema: object = JSON.parse(await readFile(join(root, 'schemas', 'drift.json'), 'utf8'))
  const fits = new Ajv2020({ strict: false }).compile(schema)
  expect(fits(json) || fits.errors).toBe(true)
  expect(json.drifted[0].diff).toMatchObject([{ path: 'price', before: '80', after: '100', cause: 'drift' }])
  expect(json.ours).toMatchObject([{ address: 'shop/product/chair', diff: [{ path: 'name', cause: 'config' }] }])
  expect(json.unmanaged).toContainEqual(
    expect.objectContaining({
      kind: 'supplier',
      seen: 'whole',
      objects: [expect.objectContaining({ label: 'name Bravo' })],
    }),
  )
  const issue = await readFile(join(shop.folder, 'drift.md'), 'utf8')
  expect(issue).toMatch(/^## ⚠️ Drift: 1 resource moved away/)
  expect(issue).toContain('`butik accept shop/product/chair#price`')

  await shop.owner('DELETE', `/supplier/${entries['shop/supplier/acme'].remoteId}`)
  expect((await shop.butik(['drift', '--target', 'shop/supplier/*'])).stdout).toContain('gone from the shop')

  expect((await shop.butik(['apply', '--yes'])).code).toBe(0)
  expect((await shop.butik(['drift'])).code).toBe(0)
})
