// What a person sees: the built command, its exit code and its words, when things go wrong half-way.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { startSandbox } from '../../src/sandbox/server.ts'
import { project } from '../support/butik.ts'
import { Engine, isEmpty } from '../support/engine-property.ts'
import { butikYamlWith } from '../support/mixed-shop.ts'

const suppliers = (count: number) =>
  `suppliers:\n${Array.from({ length: count }, (_, index) => `  s${index}: { name: Leverandør ${index} }\n`).join('')}`
const noTrace = (text: string) => expect(text).not.toMatch(/^\s+at .*\.js:\d+/m)

test('an invalid row of a bulk create does not keep the others away', async () => {
  for (const bulk_atomic of ['all', 'partial'] as const) {
    for (const bad of [0, 3, 6]) {
      await using engine = await Engine.start({
        switches: { shoporama: { bulk_atomic, unknown_field: 'reject', duplicate_own_id: 'reject' } },
      })
      const product = (index: number) =>
        `  p${index}: { own_id: B-${index}, name: Vare ${index}, stock: ${index}${index === bad ? ', supplier: { id: 999999 }' : ''}${index === 5 ? ', related: [p6]' : ''} }\n`
      const run = {
        files: { 'shop.yaml': `products:\n${Array.from({ length: 7 }, (_, index) => product(index)).join('')}` },
        backend: engine.state(),
      }
      const done = await engine.apply(run)
      const of = Object.fromEntries(done.outcomes.map(({ address, outcome }) => [address, outcome]))
      expect(of[`shop/product/p${bad}`], `${bulk_atomic} ${bad}`).toBe('failed')
      expect(of[`shop/stock/p${bad}`]).toBe('skipped')
      const others = Object.entries(of).filter(
        ([address]) => !address.endsWith(`p${bad}`) && !(bad === 6 && address.endsWith('/p5')),
      )
      expect(others.filter(([, outcome]) => outcome !== 'succeeded')).toEqual([])
      expect(engine.sandbox.shoporama.snapshot().collections['products']?.rows).toHaveLength(bad === 6 ? 5 : 6)
      const mended = {
        ...run,
        files: { 'shop.yaml': run.files['shop.yaml'].replace(', supplier: { id: 999999 }', '') },
      }
      expect((await engine.apply(mended)).outcomes.filter(({ outcome }) => outcome !== 'succeeded')).toEqual([])
      expect(isEmpty(await engine.plan(mended))).toBe(true)
      expect(engine.sandbox.shoporama.snapshot().collections['products']?.rows).toHaveLength(7)
    }
  }
})

test('what was made goes on although its links wait for what failed', async () => {
  await using engine = await Engine.start()
  const files = {
    'shop.yaml':
      'products:\n  a: { own_id: A, name: A, related: [b], stock: 3 }\n  b: { own_id: B, name: B, related: [a], stock: 4, supplier: { id: 999999 } }\n',
  }
  const run = { files, backend: engine.state() }
  const { outcomes } = await engine.apply(run)
  expect(Object.fromEntries(outcomes.map(({ address, outcome }) => [address, outcome]))).toEqual({
    'shop/product/a': 'skipped',
    'shop/product/b': 'failed',
    'shop/stock/a': 'succeeded',
    'shop/stock/b': 'skipped',
  })
  expect(outcomes.find(({ address }) => address === 'shop/product/a')?.message).toContain('made, but not linked')
  const mended = { ...run, files: { 'shop.yaml': files['shop.yaml'].replace(', supplier: { id: 999999 }', '') } }
  await engine.apply(mended)
  expect(isEmpty(await engine.plan(mended))).toBe(true)
  expect(engine.sandbox.shoporama.snapshot().collections['products']?.rows).toHaveLength(2)
})

test('a plan whose operations lead nowhere, or are gone, is not taken for done', async () => {
  await using engine = await Engine.start()
  const files = { 'shop.yaml': 'products:\n  a: { own_id: A, name: A }\n' }
  const run = { files, backend: engine.state() }
  const plan = await engine.plan(run)
  const selection = { target: [], exclude: [], connection: ['other'] }
  const astray = await engine.carryOut(run, { ...plan, basis: { ...plan.basis, selection } })
  expect(astray.outcomes).toMatchObject([{ outcome: 'skipped', message: 'there is no connection shop in this run' }])
  const emptied = await engine.carryOut({ files, backend: engine.state() }, { ...plan, operations: [] })
  expect(emptied.outcomes).toMatchObject([{ outcome: 'failed', message: 'nothing was done about it' }])
  expect(isEmpty(await engine.plan(run))).toBe(false)
})

test('a replace that fails half way says that the old one is gone', async () => {
  await using engine = await Engine.start()
  const files = (type: string) => ({
    'shop.yaml': `profiles:\n  f: { name: F, attributes: { width: { type: ${type}, name: Bredde } } }\n`,
  })
  const backend = engine.state()
  await engine.apply({ files: files('integer'), backend })
  engine.sandbox.faults.script([
    { match: { method: 'POST', path: 'attribute', times: 9 }, fault: { kind: 'status', status: 400 } },
  ])
  const { outcomes } = await engine.apply({ files: files('string'), backend })
  expect(outcomes).toMatchObject([
    { action: 'replace', outcome: 'failed', message: expect.stringMatching(/^deleted, but not made again: ./) },
  ])
  engine.sandbox.faults.script([])
  await engine.apply({ files: files('string'), backend })
  expect(isEmpty(await engine.plan({ files: files('string'), backend }))).toBe(true)
})

test('two faults in a row: the array is refused, or answered without names, and the look fails', async () => {
  const cases = [
    { bulk_reply: 'objects' as const, fault: { kind: 'status', status: 400 } as const, made: 0 },
    { bulk_reply: 'empty' as const, fault: undefined, made: 2 },
    { bulk_reply: 'objects' as const, fault: { kind: 'lost_answer' } as const, made: 2 },
  ]
  for (const { bulk_reply, fault, made } of cases) {
    await using engine = await Engine.start({ switches: { shoporama: { bulk_reply } } })
    const run = {
      files: { 'shop.yaml': 'products:\n  a: { own_id: A, name: A }\n  b: { own_id: B, name: B }\n' },
      backend: engine.state(),
    }
    const plan = await engine.plan(run)
    engine.sandbox.faults.script([
      ...(fault === undefined ? [] : [{ match: { method: 'POST' }, fault }]),
      { match: { method: 'GET', nth: 2, times: 99 }, fault: { kind: 'status' as const, status: 503 } },
    ])
    const done = await engine.carryOut(run, plan)
    expect(done.outcomes.map(({ outcome }) => outcome)).toEqual(['in-doubt', 'in-doubt'])
    expect(engine.sandbox.shoporama.snapshot().collections['products']?.rows).toHaveLength(made)
    engine.sandbox.faults.clear()
    await engine.apply(run)
    expect(engine.sandbox.shoporama.snapshot().collections['products']?.rows).toHaveLength(2)
    expect(isEmpty(await engine.plan(run))).toBe(true)
  }
})

test('the quota is used up in mid-apply: a clean stop, and the next day goes on', async () => {
  for (const quota_status of [429, 403] as const) {
    await using shop = await project(
      { 'shop.yaml': suppliers(8) },
      { switches: { shoporama: { quota_status } }, now: '2026-03-02T10:00:00Z' },
    )
    shop.sandbox.shoporama.setCalls({ limit: 6 })
    const stopped = await shop.butik(['apply', '--yes'])
    expect(stopped).toMatchObject({ code: 3 })
    noTrace(stopped.stdout + stopped.stderr)
    const there = shop.sandbox.shoporama.snapshot().collections['suppliers']?.rows ?? []
    expect(there.length).toBeGreaterThan(0)
    expect(there.length).toBeLessThan(8)
    for (let index = there.length; index < 8; index += 1) expect(stopped.stdout).toContain(`shop/supplier/s${index}`)
    // A stop at the quota, not a hammering against it.
    expect(shop.calls().filter(({ status }) => status === quota_status).length).toBeLessThanOrEqual(2)
    shop.sandbox.clock.advance(24 * 3600 * 1000)
    shop.sandbox.shoporama.setCalls({ limit: 1000 })
    expect(await shop.butik(['apply', '--yes'])).toMatchObject({ code: 0 })
    expect(shop.sandbox.shoporama.snapshot().collections['suppliers']?.rows).toHaveLength(8)
    expect(await shop.butik(['plan', '--detailed-exitcode'])).toMatchObject({ code: 0 })
  }
})

test('the token is refused in mid-run', async () => {
  await using shop = await project({ 'shop.yaml': suppliers(5) })
  shop.sandbox.faults.script([{ match: { method: 'POST', nth: 3, times: 99 }, fault: { kind: 'unauthorized' } }])
  const stopped = await shop.butik(['apply', '--yes'])
  expect(stopped).toMatchObject({ code: 3 })
  expect(stopped.stdout + stopped.stderr).toContain('credentials')
  expect(shop.calls().filter(({ status }) => status === 401)).toHaveLength(1)
  shop.sandbox.faults.clear()
  expect(await shop.butik(['apply', '--yes'])).toMatchObject({ code: 0 })
  expect(shop.sandbox.shoporama.snapshot().collections['suppliers']?.rows).toHaveLength(5)
})

test('a read-only token plans, and writes nothing', async () => {
  await using shop = await project({ 'shop.yaml': suppliers(3) })
  const env = { SHOPORAMA_TOKEN: shop.sandbox.shoporama.readOnlyToken }
  expect(await shop.butik(['plan', '--detailed-exitcode'], { env })).toMatchObject({ code: 2 })
  const refused = await shop.butik(['apply', '--yes'], { env })
  expect(refused).toMatchObject({ code: 3 })
  noTrace(refused.stdout + refused.stderr)
  expect(refused.stdout + refused.stderr).toMatch(/read-only|credentials/)
  expect(refused.stdout + refused.stderr).not.toContain(env.SHOPORAMA_TOKEN)
  expect(shop.sandbox.shoporama.snapshot().collections['suppliers']?.rows).toEqual([])
  expect(await shop.butik(['apply', '--yes'])).toMatchObject({ code: 0 })
})

test('the vendor is down from the start', async () => {
  await using shop = await project({ 'shop.yaml': suppliers(1), 'butik.yaml': butikYamlWith('    timeout: 1\n') })
  const env = { SHOPORAMA_URL: 'http://127.0.0.1:9' }
  const plan = await shop.butik(['plan'], { env })
  const apply = await shop.butik(['apply', '--yes'], { env })
  expect(plan).toMatchObject({ code: 4 })
  expect(apply).toMatchObject({ code: 4 })
  expect(plan.stdout + plan.stderr).toContain('127.0.0.1:9')
  expect(plan.stdout).not.toMatch(/No changes/)
  noTrace(plan.stdout + plan.stderr + apply.stdout + apply.stderr)
}, 60_000)

test.concurrent.each(['before', 'after'] as const)(
  'the network is lost in mid-run, %s the vendor has done what it was asked: exit 3, and the next run finishes',
  async (when) => {
    const data = join(await mkdtemp(join(tmpdir(), 'butik-shop-')), 'world.json')
    await using shop = await project(
      { 'shop.yaml': suppliers(6), 'butik.yaml': butikYamlWith('    timeout: 1\n') },
      { data },
    )
    let posts = 0
    const fall = ({ method }: { method: string }) => {
      posts += method === 'POST' ? 1 : 0
      if (method === 'POST' && posts === 3) void shop.sandbox.close()
    }
    if (when === 'before') shop.sandbox.onCall = fall
    else shop.sandbox.afterCommit = fall
    const stopped = await shop.butik(['apply', '--yes', '--json'])
    expect(stopped).toMatchObject({ code: 3 })
    noTrace(stopped.stderr)
    const { summary, outcomes } = JSON.parse(stopped.stdout)
    // What was in flight cannot be looked at either; of what comes after it nothing was sent.
    expect(summary).toMatchObject({ created: 2, inDoubt: 1 })
    expect(outcomes).toHaveLength(6)
    expect(summary.failed + summary.skipped).toBe(3)
    await expect(shop.read('.butik/default/lock.json')).rejects.toThrow()

    const there = await startSandbox({ data, port: shop.sandbox.port })
    try {
      expect(there.shoporama.snapshot().collections['suppliers']?.rows).toHaveLength(when === 'before' ? 2 : 3)
      expect(await shop.butik(['apply', '--yes'])).toMatchObject({ code: 0 })
      expect(there.shoporama.snapshot().collections['suppliers']?.rows).toHaveLength(6)
      expect(await shop.butik(['plan', '--detailed-exitcode'])).toMatchObject({ code: 0 })
    } finally {
      await there.close()
      await rm(dirname(data), { recursive: true })
    }
  },
)

test('two at once: one works, the other names it', async () => {
  await using shop = await project({ 'shop.yaml': suppliers(4) })
  let open = (): void => {}
  const held = new Promise<void>((resolve) => {
    open = resolve
  })
  let inside = (): void => {}
  const writing = new Promise<void>((resolve) => {
    inside = resolve
  })
  shop.sandbox.onCall = async (entry) => {
    if (entry.method !== 'POST') return
    inside()
    await held
  }
  const first = shop.start(['apply', '--yes'])
  await writing
  const second = await shop.butik(['apply', '--yes'])
  expect(second).toMatchObject({ code: 5 })
  expect(second.stdout + second.stderr).toContain(String(first.child.pid))
  expect(second.stdout + second.stderr).toMatch(/state unlock/)
  open()
  expect(await first.done).toMatchObject({ code: 0 })
  expect(shop.sandbox.shoporama.snapshot().collections['suppliers']?.rows).toHaveLength(4)
  expect(await shop.butik(['apply', '--yes'])).toMatchObject({ code: 0 })
})

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s: the call in flight ends, the rest waits for the next run',
  async (signal) => {
    await using shop = await project({ 'shop.yaml': suppliers(6) })
    let posts = 0
    shop.sandbox.onCall = async (entry) => {
      if (entry.method !== 'POST') return
      posts += 1
      if (posts !== 3) return
      run.child.kill(signal)
      await pause(300)
    }
    const run = shop.start(['apply', '--yes'])
    const stopped = await run.done
    expect(stopped).toMatchObject({ code: 3, signal: null })
    expect(posts).toBe(3)
    expect(shop.sandbox.shoporama.snapshot().collections['suppliers']?.rows).toHaveLength(3)
    const { entries } = JSON.parse(await shop.read('.butik/default/state.json')) as { entries: object }
    expect(Object.keys(entries)).toHaveLength(3)
    await expect(shop.read('.butik/default/lock.json')).rejects.toThrow()
    noTrace(stopped.stdout + stopped.stderr)
    expect(await shop.butik(['apply', '--yes'])).toMatchObject({ code: 0 })
    expect(posts).toBe(6)
  },
)

test('a second interrupt leaves at once, and nothing is made twice', async () => {
  await using shop = await project({ 'shop.yaml': suppliers(3) })
  let posts = 0
  shop.sandbox.beforeAnswer = async (entry) => {
    if (entry.method !== 'POST') return
    posts += 1
    if (posts !== 2) return
    run.child.kill('SIGINT')
    await pause(100)
    run.child.kill('SIGINT')
    await pause(200)
  }
  const run = shop.start(['apply', '--yes'])
  expect(await run.done).toMatchObject({ code: 130 })
  delete shop.sandbox.beforeAnswer
  expect(await shop.butik(['apply', '--yes'])).toMatchObject({ code: 0 })
  expect(shop.sandbox.shoporama.snapshot().collections['suppliers']?.rows).toHaveLength(3)
})
