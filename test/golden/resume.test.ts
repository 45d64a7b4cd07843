// `butik apply --resume`: goes on with the plan of the run that stopped, spends calls on what is left of it only, and makes
// nothing twice.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Project, project, type Result } from '../support/butik.ts'

const products = (count: number, price = 10) =>
  Array.from(
    { length: count },
    (_, index) => `  p${index}: { own_id: P-${index}, name: Vare ${index}, price: ${price} }\n`,
  )
const shopYaml = (count: number, price = 10) => ({
  'shop.yaml': `suppliers:
  acme: { name: Acme }
  other: { name: Anden }
products:
${products(count, price).join('')}`,
})

const writes = (shop: Project) =>
  shop
    .calls()
    .filter(({ method }) => method !== 'GET')
    .map(({ method, path }) => `${method} ${path}`)
const reads = (shop: Project) => shop.calls().filter(({ method }) => method === 'GET')
const outcomes = ({ stdout }: Result): Record<string, string> =>
  Object.fromEntries(
    (JSON.parse(stdout) as { outcomes: { address: string; outcome: string }[] }).outcomes.map(
      ({ address, outcome }) => [address, outcome],
    ),
  )
const count = (shop: Project, collection: string) =>
  shop.sandbox.shoporama.snapshot().collections[collection]?.rows.length

async function expectInSync(shop: Project): Promise<void> {
  const plan = await shop.butik(['plan', '--detailed-exitcode'])
  expect(plan, plan.stdout).toMatchObject({ code: 0 })
}

async function newProject(files: Readonly<Record<string, string>>): Promise<Project> {
  return await project(files, { vendors: ['shoporama'] })
}

test('what failed is tried again, and nothing else is', async () => {
  await using shop = await newProject(shopYaml(3))
  expect(await shop.butik(['apply', '--yes'])).toMatchObject({ code: 0 })
  await shop.write(shopYaml(3, 11))
  shop.sandbox.faults.script([
    { match: { method: 'PUT', path: '^/product', nth: 2, times: 1 }, fault: { kind: 'status', status: 422 } },
  ])
  expect(await shop.butik(['apply', '--yes'])).toMatchObject({ code: 3 })
  const plan = await shop.butik(['plan'])
  expect(plan.stdout).toContain('stopped part way')
  shop.forgetCalls()
  const rest = await shop.butik(['apply', '--resume', '--json'])
  expect(rest, rest.stderr).toMatchObject({ code: 0 })
  expect(outcomes(rest)).toEqual({ 'shop/product/p1': 'succeeded' })
  expect(writes(shop)).toHaveLength(1)
  // One look at what is to be written, one at what was stored.
  expect(reads(shop)).toHaveLength(2)
  await expectInSync(shop)
  shop.forgetCalls()
  const nothing = await shop.butik(['apply', '--resume'])
  expect(nothing).toMatchObject({ code: 0 })
  expect(nothing.stderr).toContain('nothing to go on with')
  expect(shop.calls()).toEqual([])
})

test.each(['before', 'after'] as const)('killed in a bulk create, %s the vendor did it', async (when) => {
  await using shop = await newProject(shopYaml(0))
  expect(await shop.butik(['apply', '--yes'])).toMatchObject({ code: 0 })
  await shop.write({ 'shop.yaml': `${shopYaml(4)['shop.yaml']}  late: { own_id: LATE, name: Sen, related: [p0] }\n` })
  const { child, done } = shop.start(['apply', '--yes'])
  const kill = ({ method, path }: { method: string; path: string }) => {
    if (method === 'POST' && path.startsWith('/product')) child.kill('SIGKILL')
  }
  if (when === 'after') shop.sandbox.afterCommit = kill
  else
    shop.sandbox.onCall = (entry) => {
      kill(entry)
      if (entry.method === 'POST') throw new Error('killed before it arrived')
    }
  expect(await done).toMatchObject({ signal: 'SIGKILL' })
  delete shop.sandbox.afterCommit
  delete shop.sandbox.onCall
  shop.forgetCalls()
  const rest = await shop.butik(['apply', '--resume', '--json'])
  expect(rest, rest.stderr).toMatchObject({ code: 0 })
  expect(count(shop, 'products')).toBe(5)
  // The look that settles the doubt is the plan's own.
  expect(JSON.parse(rest.stdout)).toMatchObject({ calls: { shop: shop.calls().length - (when === 'after' ? 1 : 3) } })
  // Of the two calls that make products (links need the second), the first was under way.
  expect(writes(shop).filter((call) => call === 'POST /product').length).toBe(when === 'after' ? 1 : 2)
  await expectInSync(shop)
})

test('ctrl-C, and the next day', async () => {
  await using shop = await newProject(shopYaml(6))
  expect(await shop.butik(['apply', '--yes'])).toMatchObject({ code: 0 })
  await shop.write(shopYaml(6, 12))
  shop.forgetCalls()
  shop.sandbox.faults.script([{ match: { method: 'PUT', nth: 3, times: 9 }, fault: { kind: 'slow', ms: 400 } }])
  const { child, done } = shop.start(['apply', '--yes', '--json'])
  shop.sandbox.afterCommit = ({ path, method }) => {
    if (method === 'PUT' && path.startsWith('/product') && writes(shop).length === 3) child.kill('SIGINT')
  }
  const stopped = await done
  delete shop.sandbox.afterCommit
  shop.sandbox.faults.clear()
  expect(stopped).toMatchObject({ code: 3 })
  const left = Object.values(outcomes(stopped)).filter((outcome) => outcome === 'skipped').length
  expect(left).toBeGreaterThan(0)
  shop.forgetCalls()
  expect(await shop.butik(['apply', '--resume'])).toMatchObject({ code: 0 })
  expect(writes(shop)).toHaveLength(left)
  await expectInSync(shop)
})

test('a rest that stops part way is gone on with, and the approval is that of the first plan', async () => {
  await using shop = await newProject(shopYaml(3))
  await shop.butik(['apply', '--yes'])
  await shop.write(shopYaml(3, 11))
  await shop.butik(['plan', '-o', 'next'])
  const { hash } = JSON.parse(await shop.read('next')) as { hash: string }
  shop.sandbox.faults.script([
    { match: { method: 'PUT', path: '^/product', nth: 1, times: 2 }, fault: { kind: 'status', status: 422 } },
  ])
  expect(await shop.butik(['apply', 'next', '--expect', hash])).toMatchObject({ code: 3 })
  shop.sandbox.faults.script([
    { match: { method: 'PUT', path: '^/product', nth: 1, times: 1 }, fault: { kind: 'status', status: 422 } },
  ])
  const second = await shop.butik(['apply', '--resume', '--expect', hash, '--json'])
  expect(Object.values(outcomes(second)).toSorted()).toEqual(['failed', 'succeeded'])
  shop.sandbox.faults.clear()
  expect(await shop.butik(['apply', '--resume', '--expect', 'a'.repeat(64)])).toMatchObject({ code: 4 })
  shop.forgetCalls()
  expect(await shop.butik(['apply', '--resume', '--expect', hash])).toMatchObject({ code: 0 })
  expect(writes(shop)).toHaveLength(1)
  await expectInSync(shop)
})

test('a replace of which only the old one is gone, and a create of which only the links are left', async () => {
  const files = (type: string) => ({
    'shop.yaml': `profiles:
  chairs:
    name: Stole
    attributes:
      width: { type: ${type}, name: Bredde }
products:
  a: { own_id: A, name: A${type === 'integer' ? '' : ', related: [b]'} }
${type === 'integer' ? '' : '  b: { own_id: B, name: B, related: [a] }\n'}`,
  })
  await using shop = await newProject(files('integer'))
  expect(await shop.butik(['apply', '--yes'])).toMatchObject({ code: 0 })
  await shop.write(files('string'))
  shop.sandbox.faults.script([
    { match: { method: 'POST', path: 'attribute' }, fault: { kind: 'status', status: 422 } },
    { match: { method: 'PUT', path: '^/product' }, fault: { kind: 'status', status: 422 } },
  ])
  const stopped = await shop.butik(['apply', '--yes', '--allow-delete', '--json'])
  expect(stopped).toMatchObject({ code: 3 })
  shop.sandbox.faults.clear()
  shop.forgetCalls()
  const rest = await shop.butik(['apply', '--resume', '--json'])
  expect(rest, rest.stderr).toMatchObject({ code: 0 })
  expect(
    writes(shop)
      .map((call) => call.replace(/\d+/g, 'N'))
      .filter((call) => call.startsWith('DELETE')),
  ).toEqual([])
  await expectInSync(shop)
  expect(count(shop, 'products')).toBe(2)
})

test('a rest whose files or shop are others is refused, and a plain apply plans anew', async () => {
  await using shop = await newProject(shopYaml(2))
  await shop.butik(['apply', '--yes'])
  await shop.write(shopYaml(2, 11))
  shop.sandbox.faults.script([
    { match: { method: 'PUT', path: '^/product', nth: 1, times: 1 }, fault: { kind: 'status', status: 422 } },
  ])
  expect(await shop.butik(['apply', '--yes'])).toMatchObject({ code: 3 })
  shop.sandbox.faults.clear()
  await shop.write(shopYaml(2, 13))
  shop.forgetCalls()
  const refused = await shop.butik(['apply', '--resume'])
  expect(refused).toMatchObject({ code: 4 })
  expect(refused.stderr).toContain('the files have changed')
  expect(shop.calls()).toEqual([])
  await shop.write(shopYaml(2, 11))
  const moved = shop.sandbox.shoporama.snapshot().collections['products']?.rows.at(0) as { id: number } | undefined
  await shop.owner('PUT', `/product/${moved?.id}`, { price: '7' })
  const rejected = await shop.butik(['apply', '--resume', '--json'])
  expect(rejected).toMatchObject({ code: 3 })
  expect(rejected.stdout).toContain('moved in the shop')
  await shop.write(shopYaml(2, 13))
  expect(await shop.butik(['apply', '--yes', '--ack', 'price'])).toMatchObject({ code: 0 })
  await expectInSync(shop)
  expect(await shop.butik(['apply', '--resume'])).toMatchObject({ code: 0 })
})

test('a plan that was not kept, or is another, is not gone on with', async () => {
  await using shop = await newProject(shopYaml(2))
  await shop.butik(['apply', '--yes'])
  await shop.write(shopYaml(2, 11))
  shop.sandbox.faults.script([{ match: { method: 'PUT' }, fault: { kind: 'status', status: 422 } }])
  await shop.butik(['apply', '--yes'])
  shop.sandbox.faults.clear()
  const runs = await readdir(join(shop.folder, '.butik/default/runs'))
  const state = JSON.parse(await shop.read('.butik/default/state.json')) as { unfinished: { run: string } }
  expect(runs).toContain(state.unfinished.run)
  const path = `.butik/default/runs/${state.unfinished.run}/plan.json`
  await shop.write({ [path]: (await shop.read(path)).replaceAll('"11"', '"1"') })
  shop.forgetCalls()
  const other = await shop.butik(['apply', '--resume'])
  expect(other).toMatchObject({ code: 1 })
  expect(other.stderr).toContain('is not the one')
  await shop.remove(path)
  const none = await shop.butik(['apply', '--resume'])
  expect(none).toMatchObject({ code: 1 })
  expect(none.stderr).toContain('was not kept')
  expect(shop.calls()).toEqual([])
})

test.each([
  ['apply next --resume', 'Give a plan file, or --resume'],
  ['apply --resume --target shop/*', 'cannot be narrowed'],
  ['apply --expect abc', 'is not the hash of a plan'],
  ['apply --budget 0', 'Give a whole number, from 1 on'],
  ['apply --budget 5 --all-or-nothing', 'Give one of them'],
])('butik %s', async (args, words) => {
  await using shop = await newProject(shopYaml(1))
  const { code, stderr } = await shop.butik(args.split(' '))
  expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining(words) })
})
