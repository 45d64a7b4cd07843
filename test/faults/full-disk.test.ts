// The folder of the state cannot be written any more, from one call on: as when the disk runs full. What is told, and
// that the next run finishes the job.
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Project, project, type Result } from '../support/butik.ts'

const shopYaml = (price: number) =>
  `suppliers:\n  acme: { name: Acme }\nproducts:\n  chair: { own_id: CH-1, name: Stol, price: ${price} }\n  table: { own_id: TB-1, name: Bord, price: ${price} }\n`

/** The command, while nothing can be written any more as soon as this call has been made. */
async function without(shop: Project, method: string, path: RegExp, args: readonly string[]): Promise<Result> {
  const [folder, aside] = [join(shop.folder, '.butik', 'default'), join(shop.folder, '.butik', 'aside')]
  let gone = false
  shop.sandbox.beforeAnswer = (call) => {
    if (gone || call.method !== method || !path.test(call.path)) return
    gone = true
    renameSync(folder, aside)
    writeFileSync(folder, 'a file where the folder was')
  }
  try {
    return await shop.butik(args)
  } finally {
    delete shop.sandbox.beforeAnswer
    if (gone) rmSync(folder)
    if (gone) renameSync(aside, folder)
  }
}

test('a disk that is full after a write: the report says what is in doubt, exit 3, and the next run settles it', async () => {
  await using shop = await project({ 'shop.yaml': shopYaml(10) })
  const said = await without(shop, 'POST', /^\/product$/, ['apply', '--yes', '--json'])
  expect(said.code).toBe(3)
  expect(said.stderr).not.toContain('fault in butik')
  expect(said.stderr).toMatch(/E4003.*journal\.ndjson cannot be written/)
  expect(said.stderr).toContain('2 writes are unsettled')
  expect(said.stderr).toContain('the lock stays until this process has ended')
  const report = JSON.parse(said.stdout)
  expect(report.summary).toMatchObject({ created: 1, inDoubt: 2, failed: 0 })
  // Two lists looked at again, one supplier, the products: the calls of the plan are not among them.
  expect(report.calls).toEqual({ shop: 4 })

  rmSync(join(shop.folder, '.butik', 'default', 'lock.json'))
  const next = JSON.parse((await shop.butik(['plan', '--json'])).stdout)
  expect(next.summary).toMatchObject({ create: 0, adopt: 0, none: 3 })
  expect(await shop.butik(['apply', '--yes'])).toMatchObject({ code: 0 })
  expect(shop.sandbox.shoporama.snapshot().collections['products']?.rows).toHaveLength(2)
})

test('a disk that is full before the first write: nothing is sent, exit 1', async () => {
  await using shop = await project({ 'shop.yaml': shopYaml(10) })
  await shop.butik(['apply', '--yes'])
  await shop.write({ 'shop.yaml': shopYaml(11) })
  shop.forgetCalls()
  const said = await without(shop, 'GET', /^\/product$/, ['apply', '--yes', '--json'])
  expect(said.code).toBe(1)
  expect(JSON.parse(said.stdout)).toMatchObject([{ code: 'E4003' }])
  expect(shop.calls().filter(({ method }) => method !== 'GET')).toEqual([])
})

test('a call of the api is answered, though what came of it cannot be written down', async () => {
  await using shop = await project({ 'shop.yaml': shopYaml(10) })
  await shop.butik(['apply', '--yes'])
  const args = ['api', 'shop', 'supplier.create', '-f', 'name=Ny', '--yes']
  const said = await without(shop, 'POST', /^\/supplier$/, args)
  expect(said.code).toBe(0)
  expect(said.stdout).toContain('"Ny"')
  expect(said.stderr).toMatch(/warning: .*call\.json cannot be written/)
})
