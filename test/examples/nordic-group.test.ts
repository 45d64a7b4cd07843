// Five vendors in one plan: made in the calls that each connection was promised, in sync afterwards but for what only a
// person can do, and not stopped by one vendor that is down.
import { expect, test } from 'vitest'
import type { Plan } from '../../src/model/plan.ts'
import { type Project, project } from '../support/butik.ts'

const names = {
  shop: 'shoporama',
  delivery: 'distribution-innovation',
  arena: 'venue-manager',
  'old-shop': '24nettbutikk',
  payments: 'scanpay',
} as const

const group = () => project({}, { from: 'examples/nordic-group', seed: 'nordic-group' })
const connections = Object.keys(names) as (keyof typeof names)[]

/** Calls that each vendor has counted since the log was cleared. */
function counted({ sandbox }: Project): Record<string, number> {
  return Object.fromEntries(connections.map((name) => [name, sandbox.vendor(names[name]).log.length]))
}

const planOf = ({ stdout }: { stdout: string }): Plan => JSON.parse(stdout)
const lines = ({ changes }: Plan) => changes.map(({ action, address }) => `${action} ${address}`)

test('planned, applied and planned again, at the price that was named for each connection', async () => {
  await using all = await group()
  expect(await all.butik(['validate'])).toMatchObject({ code: 0, stderr: '' })

  all.forgetCalls()
  const refused = await all.butik(['plan', '--json'])
  expect(refused.code, refused.stderr).toBe(4)
  const first = planOf(refused)
  expect(first.guards.map(({ name, addresses }) => [name, addresses])).toEqual([
    ['unseen-create', ['delivery/shop/malmoe', 'delivery/shop/oslo']],
  ])
  expect(counted(all)).toEqual(Object.fromEntries(connections.map((name) => [name, first.cost[name]?.planReads])))
  // Nothing of the delivery shops can be read, so nothing is; apply logs in once.
  expect(first.cost['delivery']).toMatchObject({ planReads: 0, applyReads: 1, writes: 2 })

  const planned = await all.butik(['plan', '--json', '--ack', 'unseen-create', '-o', 'plan.json'])
  expect(planned.code, planned.stderr).toBe(0)
  const plan = planOf(planned)
  expect(lines(plan).filter((line) => line.startsWith('manual'))).toEqual(['manual arena/product/fair-delivery'])

  all.forgetCalls()
  const applied = await all.butik(['apply', 'plan.json', '--json'])
  expect(applied.code, applied.stdout + applied.stderr).toBe(0)
  const report = JSON.parse(applied.stdout)
  expect(report.summary).toMatchObject({ created: plan.summary.create, failed: 0, skipped: 0, inDoubt: 0 })
  const promised = connections.map((name) => {
    const { applyReads = 0, writes = 0 } = plan.cost[name] ?? {}
    return [name, applyReads + writes]
  })
  expect(counted(all)).toEqual(Object.fromEntries(promised))

  all.forgetCalls()
  const again = await all.butik(['plan', '--json', '--detailed-exitcode'])
  expect(again.code).toBe(2)
  const last = planOf(again)
  expect(lines(last)).toEqual(['manual arena/product/fair-delivery'])
  expect(last.views).toContainEqual({ connection: 'delivery', kind: 'shop', age: 0, reach: 'unseen' })
  expect(counted(all)).toEqual(Object.fromEntries(connections.map((name) => [name, last.cost[name]?.planReads])))
  // The Norwegian shop said that nothing moved: one HEAD, and no list.
  expect(all.sandbox.vendor('24nettbutikk').log.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'HEAD /products',
  ])

  const text = await all.butik(['plan'])
  expect(text.stdout).toContain('delivery/shop: cannot be seen; compared with what was last written')
  expect(text.stdout).toContain('to do by hand')
})

test('a vendor that is down leaves its part out, and the rest is planned', async () => {
  await using all = await group()
  all.sandbox.faults.script([
    { match: { vendor: 'venue-manager', times: 999 }, fault: { kind: 'status', status: 503 } },
    { match: { vendor: 'scanpay', times: 999 }, fault: { kind: 'reset' } },
  ])
  const planned = await all.butik(['plan', '--json', '--ack', 'unseen-create', '-o', 'plan.json'])
  expect(planned.code).toBe(4)
  const plan = planOf(planned)
  expect(plan.complete).toBe(false)
  expect(lines(plan).filter((line) => /^\w+ (arena|payments)\//.test(line))).toEqual([])
  expect(lines(plan)).toContain('create shop/product/fjeld-chair')
  expect(plan.summary.notEvaluated).toBeGreaterThan(0)
  expect((await all.butik(['apply', 'plan.json'])).code).toBe(4)

  // Narrowed to what answers, it goes.
  const narrowed = await all.butik(['apply', '--yes', '--connection', 'shop', '--json'])
  expect(narrowed.code, narrowed.stderr).toBe(0)
})

test('a refused key and a missing quota are told for what they are', async () => {
  await using all = await group()
  const refused = await all.butik(['plan', '--json', '--connection', 'old-shop'], {
    env: { NETTBUTIKK_TOKEN: 'not-the-token' },
  })
  expect(refused.code).toBe(4)
  expect(planOf(refused).diagnostics.map(({ code }) => code)).toContain('E2002')
  all.sandbox.vendor('shoporama').setCalls({ limit: 1 })
  const spent = await all.butik(['plan', '--json', '--connection', 'shop'])
  expect(spent.code).toBe(4)
  expect(planOf(spent).diagnostics.map(({ code }) => code)).toContain('E2005')
})

test('no credential of the five is in any output', async () => {
  await using all = await group()
  const secrets = ['SHOPORAMA_TOKEN', 'DI_PASSWORD', 'NETTBUTIKK_TOKEN', 'SCANPAY_API_KEY']
  const env = Object.fromEntries(
    secrets.map((name, index) => [name, `${index}-sesame-secret-of-${name.toLowerCase()}`]),
  )
  const runs = [
    await all.butik(['plan', '-v', '--ack', 'unseen-create']),
    await all.butik(['apply', '--yes', '-v', '--ack', 'unseen-create', '--json']),
    await all.butik(['doctor', '--json']),
    await all.butik(['plan', '-v'], { env }),
    await all.butik(['apply', '-v', '--yes', '--connection', 'delivery', '--ack', 'unseen-create'], { env }),
    await all.butik(['doctor'], { env }),
    ...(await Promise.all(
      [
        ['shop', 'supplier.list'],
        ['arena', 'catalog.products'],
        ['old-shop', 'orders.list', '-f', 'limit=1', '-f', 'offset=0'],
        ['payments', 'seq', '-f', 'shopid=7001', '-f', 'prevseq=0'],
        ['delivery', 'shop.update', '-f', 'shopId=1', '-f', 'ceo=x'],
      ].map((words) => all.butik(['api', ...words, '--show-request'])),
    )),
  ]
  const { shoporama, ...others } = all.sandbox.ready as unknown as Record<string, Record<string, string>>
  const real = [
    shoporama?.['token'],
    others['distribution-innovation']?.['password'],
    others['24nettbutikk']?.['token'],
    others['scanpay']?.['apiKey'],
  ]
  expect(real.every((secret) => typeof secret === 'string')).toBe(true)
  for (const { stdout, stderr } of runs)
    for (const secret of [...real, ...Object.values(env)]) expect(stdout + stderr).not.toContain(secret)
  expect(await all.read('.butik/default/state.json')).not.toContain(real[1])
})
