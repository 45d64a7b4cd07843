// A removed address whose object answers to a new one is a move, not a delete and a create: also where the run that
// moves it is killed or cannot write.
import { expect, test } from 'vitest'
import { Engine, isEmpty } from '../support/engine-property.ts'
import { shapeOf } from '../support/shop-shape.ts'

const images = { 'images/a.png': '\u0089PNG a', 'images/b.png': '\u0089PNG b' }
const one = {
  ...images,
  'shop.yaml':
    'products:\n  old: { own_id: M-1, name: Stol, images: [{ file: images/a.png }], butik: { on_remove: delete } }\n',
}
const other = {
  ...images,
  'shop.yaml':
    'products:\n  new: { own_id: M-1, name: Stol, images: [{ file: images/b.png }], butik: { on_remove: delete } }\n  more: { own_id: M-2, name: Bord }\n',
}

test.each(Array.from({ length: 8 }, (_, call) => call))('killed at call %i', async (call) => {
  for (const how of ['before', 'lost'] as const) {
    await using engine = await Engine.start()
    const first = { files: one, backend: engine.state() }
    await engine.apply(first)
    const run = { files: other, backend: first.backend }
    await engine.dieAt(call, how, run)
    const plan = await engine.plan(run)
    expect(plan.changes.filter(({ action }) => action === 'delete')).toEqual([])
    await engine.carryOut(run, plan)
    const shape = shapeOf(engine.sandbox.shoporama.snapshot())
    expect(shape.filter((line) => line.startsWith('products {'))).toHaveLength(2)
    expect(shape.filter((line) => line.startsWith('products (removed)'))).toEqual([])
    expect(engine.sandbox.shoporama.snapshot().collections['images']?.nextId, 'uploaded once').toBe(7000003)
    expect(isEmpty(await engine.plan(run))).toBe(true)
    expect(Object.keys((await run.backend.read()).snapshot.entries)).toEqual(['shop/product/more', 'shop/product/new'])
  }
})

test('a run that cannot write keeps what is known of the images', async () => {
  await using engine = await Engine.start()
  const first = { files: one, backend: engine.state() }
  await engine.apply(first)
  const run = { files: other, backend: first.backend }
  const plan = await engine.plan(run)
  engine.sandbox.faults.script([{ match: { times: 9 }, fault: { kind: 'reset' } }])
  await engine.carryOut(run, plan)
  engine.sandbox.faults.clear()
  const again = await engine.apply(run)
  expect(again.outcomes.map(({ outcome }) => outcome)).toEqual(['succeeded', 'succeeded'])
  expect(engine.sandbox.shoporama.snapshot().collections['images']?.nextId, 'image b was uploaded').toBe(7000003)
})

const swap = {
  before: { ...images, 'shop.yaml': 'products:\n  p: { own_id: I-1, name: Stol, images: [{ file: images/a.png }] }\n' },
  after: { ...images, 'shop.yaml': 'products:\n  p: { own_id: I-1, name: Stol, images: [{ file: images/b.png }] }\n' },
}

test.each(['reset', 'lost_answer', 'killed before', 'killed after'] as const)(
  'the only picture is replaced: %s',
  async (how) => {
    await using engine = await Engine.start()
    const first = { files: swap.before, backend: engine.state() }
    await engine.apply(first)
    const run = { files: swap.after, backend: first.backend }
    if (how === 'reset' || how === 'lost_answer') {
      const plan = await engine.plan(run)
      engine.sandbox.faults.script([{ match: { method: 'PUT' }, fault: { kind: how } }])
      const done = await engine.carryOut(run, plan)
      expect(done.outcomes.map(({ outcome }) => outcome)).toEqual([how === 'reset' ? 'in-doubt' : 'succeeded'])
      engine.sandbox.faults.clear()
    } else {
      // Plan, look, write.
      expect(await engine.dieAt(2, how === 'killed before' ? 'before' : 'lost', run)).toBeUndefined()
    }
    await engine.apply(run)
    const shop = engine.sandbox.shoporama.snapshot()
    expect(shop.collections['images']?.nextId, 'uploaded once').toBe(7000003)
    expect(shop.collections['products']?.rows[0]).toMatchObject({ images: [{ id: 7000002 }] })
    expect(isEmpty(await engine.plan(run))).toBe(true)
  },
)
