import { expect, test } from 'vitest'
import { project } from '../support/butik.ts'

test('one supplier is made, and then nothing is left to do', async () => {
  await using shop = await project({ 'shop.yaml': 'suppliers:\n  acme: { name: Acme Møbler A/S }\n' })
  const applied = await shop.butik(['apply', '--yes'])
  expect(applied).toMatchObject({ code: 0 })
  expect(shop.calls().map(({ method, path }) => `${method} ${path}`)).toEqual([
    'GET /supplier',
    'GET /supplier',
    'POST /supplier',
  ])
  expect(await shop.butik(['plan', '--detailed-exitcode'])).toMatchObject({ code: 0 })
})
