// One answer on standard output, whatever happens, and an exit code that agrees with it.
import { mkdirSync, renameSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { project, type Result } from '../support/butik.ts'

const shopYaml = (price: number) => `products:\n  chair: { own_id: CH-1, name: Stol, price: ${price} }\n`

describe('a file of the command line that cannot be written', () => {
  test.each([
    [['apply', '--yes', '--json', '--report', 'nowhere/r.json']],
    [['plan', '--json', '-o', 'nowhere/plan.json']],
    [['state', 'list', '--json', '--report', 'nowhere/r.json']],
  ])('stops the command before anything is done: %j', async (args) => {
    await using shop = await project({ 'shop.yaml': shopYaml(10) })
    const { code, stdout, stderr } = await shop.butik(args)
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject([{ code: 'E1002', summary: expect.stringContaining('nowhere/') }])
    expect(stderr.match(/E1002/g)).toHaveLength(1)
    expect(shop.calls()).toEqual([])
    expect((await readdir(shop.folder)).sort()).toEqual(['butik.yaml', 'shop.yaml'])
  })

  test('after a write is a warning, and the answer stands', async () => {
    await using shop = await project({ 'shop.yaml': shopYaml(10) })
    mkdirSync(join(shop.folder, 'reports'))
    shop.sandbox.onCall = ({ method }) => {
      if (method === 'POST') renameSync(join(shop.folder, 'reports'), join(shop.folder, 'elsewhere'))
    }
    const report = join(shop.folder, 'reports', 'r.json')
    const { code, stdout, stderr } = await shop.butik(['apply', '--yes', '--json', '--report', report])
    expect(code).toBe(0)
    expect(JSON.parse(stdout).summary).toMatchObject({ created: 1 })
    expect(stderr).toMatch(/warning E1002: .*r\.json cannot be written: ENOENT/)
  })
})

const delivery = {
  'butik.yaml': `version: 1
connections:
  delivery:
    vendor: distribution-innovation
    username: !env DI_USERNAME
    password: !env DI_PASSWORD
    url: !env DI_URL
`,
  'shops.yaml': `shops:
  oslo:
    ownerPartyKey: sandbox-nordic-group
    email: lager@nordic-group.example
    legalName: Nordic Group Oslo
    vatLiable: true
    addressCollector: true
    transportSolutionIds: [1]
    address: { street: Lagergata, streetNumber: 12, zipCode: "0484", city: Oslo, countryCode: NO }
`,
}

test('what the vendor cannot do is an error of apply as of plan, and never "no changes"', async () => {
  await using shop = await project(delivery)
  expect(await shop.butik(['apply', '--yes', '--ack', 'unseen-create'])).toMatchObject({ code: 0 })
  await shop.write({
    'shops.yaml': delivery['shops.yaml'].replace('addressCollector: true', 'addressCollector: false'),
  })
  expect(await shop.butik(['plan', '-o', 'plan.json'])).toMatchObject({ code: 1 })
  for (const args of [
    ['apply', '--yes'],
    ['apply', 'plan.json'],
  ]) {
    const text = await shop.butik(args)
    expect(text).toMatchObject({ code: 1, stderr: expect.stringContaining('E3007') })
    expect(text.stdout).not.toContain('No changes')
    const { code, stdout } = await shop.butik([...args, '--json'])
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject([{ code: 'E3007', address: 'delivery/shop/oslo' }])
  }
})

test('a saved plan that is edited in what it stands on is refused', async () => {
  await using shop = await project({ 'shop.yaml': shopYaml(10) })
  await shop.butik(['plan', '-o', 'plan.json'])
  const saved = JSON.parse(await shop.read('plan.json'))
  const edits = [
    { selection: { ...saved.basis.selection, connection: ['elsewhere'] } },
    { identities: { shop: 'another' } },
  ]
  shop.forgetCalls()
  for (const edit of edits) {
    await shop.write({ 'plan.json': JSON.stringify({ ...saved, basis: { ...saved.basis, ...edit } }) })
    expect(await shop.butik(['apply', 'plan.json'])).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('edited'),
    })
  }
  expect(shop.calls()).toEqual([])
})

test('a refused apply says in JSON what refuses it', async () => {
  const gone = (key: string) => `  ${key}: { own_id: ${key}, name: ${key}, butik: { on_remove: delete } }\n`
  await using shop = await project({ 'shop.yaml': `products:\n${gone('one')}${gone('two')}${gone('three')}` })
  expect(await shop.butik(['apply', '--yes'])).toMatchObject({ code: 0 })
  await shop.write({ 'shop.yaml': `products:\n${gone('three')}` })
  await shop.butik(['plan', '-o', 'plan.json'])
  for (const args of [
    ['apply', '--yes', '--json'],
    ['apply', 'plan.json', '--json'],
  ]) {
    const { code, stdout } = await shop.butik(args)
    expect(code).toBe(4)
    expect(JSON.parse(stdout)).toEqual([
      {
        severity: 'error',
        code: 'E3001',
        summary: 'stopped by the guard delete',
        detail: expect.stringMatching(/--allow-delete: shop\/product\/one, shop\/product\/two$/),
        hint: 'nothing was written',
      },
    ])
  }
  shop.sandbox.faults.script([{ match: { path: '^/product\\?', times: 99 }, fault: { kind: 'short' } }])
  const { code, stdout } = await shop.butik(['apply', '--yes', '--json'])
  expect(code).toBe(4)
  expect(JSON.parse(stdout).map((one: { code: string }) => one.code)).toEqual(['E3004', 'E2006'])
})

test('while a run is going on, apply and destroy end before they read anything, and plan says so', async () => {
  await using shop = await project({ 'shop.yaml': shopYaml(10) })
  await shop.butik(['plan', '-o', 'plan.json'])
  const others: Record<string, Result> = {}
  shop.sandbox.beforeAnswer = async ({ method }) => {
    if (method !== 'POST') return
    delete shop.sandbox.beforeAnswer
    for (const args of ['apply --yes', 'apply plan.json', 'destroy --yes', 'plan']) {
      shop.forgetCalls()
      // In processes of their own: a command closes the connections of its process when it ends.
      others[args] = await shop.start(args.split(' ')).done
      if (args !== 'plan') expect(shop.calls()).toEqual([])
    }
  }
  expect(await shop.butik(['apply', '--yes'])).toMatchObject({ code: 0 })
  for (const args of ['apply --yes', 'apply plan.json', 'destroy --yes'])
    expect(others[args]).toMatchObject({ code: 5, stderr: expect.stringContaining('E4002') })
  const { code, stdout } = others['plan'] ?? {}
  expect(code).toBe(0)
  expect(stdout).toMatch(/a run is going on: .* runs apply since 20/)
  expect(stdout).toContain('the run that is going on had written it')
  expect(stdout).not.toContain('interrupted')
})

test('words and exit codes of what cannot go on', async () => {
  await using shop = await project({ 'shop.yaml': shopYaml(10) })
  expect(await shop.butik(['apply', 'shop.yaml'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('shop.yaml is not a plan: it is not JSON'),
  })
  expect(await shop.butik(['apply'])).toMatchObject({ code: 1, stderr: expect.stringContaining('butik plan -o') })
  await shop.butik(['apply', '--yes'])
  const { code, stderr } = await shop.butik(['destroy', '--ack', 'empty'])
  expect(code).toBe(1)
  expect(stderr).toContain('give --yes')
  expect(stderr).not.toContain('butik plan -o')
})

test('an interrupted plan answers in JSON too', async () => {
  await using shop = await project({ 'shop.yaml': shopYaml(10) })
  const { child, done } = shop.start(['plan', '--json'])
  shop.sandbox.onCall = () => {
    shop.sandbox.onCall = () => new Promise(() => undefined)
    child.kill('SIGINT')
    return new Promise(() => undefined)
  }
  const { code, stdout } = await done
  expect(code).toBe(1)
  expect(JSON.parse(stdout)).toMatchObject([{ code: 'E5003', hint: 'nothing was written' }])
})
