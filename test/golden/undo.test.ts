// `butik plan --undo` as a person sees it: the plan, the edits of the files by place, a saved plan that is applied, and the
// answers where there is nothing to go by.
import { expect, test } from 'vitest'
import { planSchema } from '../../src/pipeline/plan-schema.ts'
import { project } from '../support/butik.ts'

const chair = (price: number) => `products:\n  oak-chair: { own_id: CH-1, name: Egestol, price: ${price} }\n`

test('a price is taken back by a saved plan, and the edits of the files are named', async () => {
  await using shop = await project({ 'shop.yaml': chair(1299) })
  const none = await shop.butik(['plan', '--undo', 'last'])
  expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining('error[E3011]: there is no run to undo') })
  expect(await shop.butik(['apply', '--yes'])).toMatchObject({ code: 0 })
  await shop.write({ 'shop.yaml': chair(1199) })
  const applied = await shop.butik(['apply', '--yes', '--json'])
  const { run } = JSON.parse(applied.stdout) as { run: string }

  const text = (await shop.butik(['plan', '--undo', run])).stdout
  expect(text).toContain(`Undo of ${run}: 0 to create, 1 to update`)
  expect(text).toMatch(
    /In the files: 1 edit, or the next plan does it again\n {2}shop\.yaml:2:52 {2}write price: 1299\n/,
  )
  const unknown = await shop.butik(['plan', '--undo', 'x'])
  expect(unknown.code).toBe(1)
  expect(unknown.stderr.replaceAll(/\s+/g, ' ')).toContain(`the last runs: ${run}`)

  expect(await shop.butik(['plan', '--undo', run.slice(0, 6), '-o', 'undo.json', '--detailed-exitcode'])).toMatchObject(
    {
      code: 2,
    },
  )
  const plan = planSchema.parse(JSON.parse(await shop.read('undo.json')))
  expect(plan.basis.undo).toBe(run)
  expect(plan.diagnostics).toMatchObject([
    { code: 'N1030', source: { file: 'shop.yaml', line: 2, column: 52 }, hint: 'write price: 1299' },
  ])
  const edited = { ...plan, basis: { ...plan.basis, undo: 'another' } }
  await shop.write({ 'edited.json': JSON.stringify(edited) })
  expect(await shop.butik(['apply', 'edited.json'])).toMatchObject({
    code: 4,
    stderr: expect.stringContaining('E3009'),
  })
  expect(await shop.butik(['apply', 'undo.json'])).toMatchObject({ code: 0 })
  expect(await shop.butik(['apply', 'undo.json'])).toMatchObject({ code: 4 })
  await shop.write({ 'shop.yaml': chair(1299) })
  expect(await shop.butik(['plan', '--detailed-exitcode'])).toMatchObject({ code: 0 })
})

test('a secret is in no record of a run', async () => {
  const secret = 'sekret-4711'
  const yaml = (name: string) =>
    `suppliers:\n  acme: { name: Acme, dropshipping_mail: !env ${name} }\nproducts:\n  a: { own_id: A, name: Alfa, price: 1 }\n`
  await using shop = await project({ 'shop.yaml': yaml('MAIL_ONE') })
  const env = { MAIL_ONE: `${secret}@one.example`, MAIL_TWO: `${secret}@two.example` }
  for (const name of ['MAIL_ONE', 'MAIL_TWO']) {
    await shop.write({ 'shop.yaml': yaml(name) })
    expect(await shop.butik(['apply', '--yes'], { env })).toMatchObject({ code: 0 })
  }
  const undo = await shop.butik(['plan', '--undo', 'last', '--json'], { env })
  expect(undo.stdout).toContain('not put back: dropshipping_mail: secrets are not kept')
  const plan = planSchema.parse(JSON.parse(undo.stdout))
  expect(plan.operations).toEqual([])
  const { readdir } = await import('node:fs/promises')
  for (const run of await readdir(`${shop.folder}/.butik/default/runs`)) {
    for (const file of await readdir(`${shop.folder}/.butik/default/runs/${run}`))
      expect(await shop.read(`.butik/default/runs/${run}/${file}`), file).not.toContain(secret)
  }
})
