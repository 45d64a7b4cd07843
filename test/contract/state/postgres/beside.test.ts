// What stands beside the state in PostgreSQL: views, the ledger of calls, and a large state.
import { describe, expect, it } from 'vitest'
import { addressId } from '../../../../src/model/address.ts'
import { counted, noCalls } from '../../../../src/model/quota.ts'
import type { Observed } from '../../../../src/model/resource.ts'
import type { SavedView, StateEntry } from '../../../../src/model/state.ts'
import { isLong } from '../../../support/long.ts'
import { entryOf, following } from '../backend-contract.ts'
import { postgresStore, serverOfFile } from './postgres-store.ts'

const server = serverOfFile()
const make = () => postgresStore(server())

const object = (id: number, name = `Stol ${id}`): Observed => ({ kind: 'product', remoteId: `${id}`, spec: { name } })
const objects = (count: number): Observed[] => Array.from({ length: count }, (_, index) => object(index))

function viewOf(found: readonly Observed[]): SavedView {
  return { url: 'https://shop.example', reads: 'r', state: 's', at: '2026-03-01T12:00:00.000Z', objects: found }
}

describe('views', () => {
  it.each([0, 3, 500, 501, 12_000])('of %d objects come back', async (count) => {
    const { open } = await make()
    const [one, other] = [await open(), await open()]
    const view = viewOf(objects(count))
    await one.views.write('shop', 'product', view)
    expect(await other.views.read('shop', 'product')).toEqual(view)
    expect(await other.views.count('shop', 'product')).toBe(count)
    expect(await other.views.read('shop', 'category')).toBeUndefined()
    expect(await other.views.count('shop', 'category')).toBeUndefined()
  })

  it('of a large list are not sent anew for what changed, and are as soon as much did', async () => {
    const { open, sql } = await make()
    const { views } = await open()
    await views.write('shop', 'product', viewOf(objects(6000)))
    const parts = () => sql('SELECT base, nth, xmin::text FROM S.view_part ORDER BY nth')
    const before = await parts()
    expect(before).toHaveLength(2)
    const from = await views.read('shop', 'product')
    if (from === undefined) throw new Error('it was written')
    const next = [object(0, 'Bord'), ...from.objects.slice(1, -1), object(7000)]
    const update = { from, changed: [object(0, 'Bord'), object(7000)], gone: ['5999'] }
    await views.write('shop', 'product', viewOf(next), update)
    expect(await parts()).toEqual(before)
    expect(await views.read('shop', 'product')).toEqual(viewOf(next))
    const many = objects(6000).map(({ remoteId }) => object(Number(remoteId), 'Ny'))
    await views.write('shop', 'product', viewOf(many), { from, changed: many, gone: [] })
    expect(await parts()).toHaveLength(2)
    expect((await parts())[0]).not.toEqual(before[0])
    expect(await views.read('shop', 'product')).toEqual(viewOf(many))
  })

  it('that go on from one that another run has replaced are left out', async () => {
    const { open, notices } = await make()
    const [one, other] = [await open(), await open()]
    await one.views.write('shop', 'product', viewOf(objects(600)))
    const from = await one.views.read('shop', 'product')
    if (from === undefined) throw new Error('it was written')
    await other.views.write('shop', 'product', viewOf(objects(700)))
    await one.views.write('shop', 'product', viewOf(objects(599)), { from, changed: [], gone: ['599'] })
    expect(await one.views.read('shop', 'product')).toEqual(viewOf(objects(700)))
    expect(notices).toEqual([])
  })

  it.each([
    ['parts that are gone', 'DELETE FROM S.view_part WHERE nth = 1'],
    ['a part of something else', `UPDATE S.view_part SET body = 'x'`],
    ['a head that is none', `UPDATE S.view SET head = '{'`],
  ])('that are damaged count as none, and that is said: %s', async (_, damage) => {
    const { open, sql, notices } = await make()
    const { views } = await open()
    await views.write('shop', 'product', viewOf(objects(6000)))
    await sql(damage)
    expect(await views.read('shop', 'product')).toBeUndefined()
    expect(notices).toEqual(['The view of shop/product is damaged and is thrown away.'])
  })

  it('take the place of their checkpoint, which is kept and dropped beside them', async () => {
    const { open, sql } = await make()
    const { views } = await open()
    const checkpoint = { ...viewOf(objects(800)), sweep: { at: '', lowest: '1', below: 2, total: 802 } }
    expect(await views.checkpoints.write('shop', 'product', checkpoint)).toBe(true)
    expect(await views.checkpoints.read('shop', 'product')).toEqual(checkpoint)
    expect(await views.read('shop', 'product')).toBeUndefined()
    await views.write('shop', 'product', viewOf(objects(2)))
    expect(await views.checkpoints.read('shop', 'product')).toBeUndefined()
    await views.checkpoints.write('shop', 'product', checkpoint)
    await views.checkpoints.drop('shop', 'product')
    expect(await views.checkpoints.read('shop', 'product')).toBeUndefined()
    expect(await views.read('shop', 'product')).toEqual(viewOf(objects(2)))
    expect(await sql('SELECT 1 FROM S.view_part')).toEqual([])
  })
})

describe('the ledger', () => {
  const day = '2026-03-01'
  const lines = [
    { calls: 1 },
    { calls: 2, used: 40 },
    { calls: 1 },
    { calls: 1, refused: true, spent: true },
    { calls: 1, refused: true },
  ] as const

  it('counts as the rule says, whatever is sent together, and the next run reads it', async () => {
    for (let count = 1; count <= lines.length; count += 1) {
      const { open, sql } = await make()
      const kept = await open()
      const token = kept.ledger.of('hemmelig')
      for (const line of lines.slice(0, count)) token.write(day, line)
      const wanted = lines.slice(0, count).reduce(counted, noCalls)
      expect(token.read(day)).toEqual(wanted)
      await kept.close()
      const next = (await open()).ledger
      expect(next.of('hemmelig').read(day)).toEqual(wanted)
      expect(next.of('another').read(day)).toEqual(noCalls)
      expect(next.of('hemmelig').read('2026-03-02')).toEqual(noCalls)
      next.of('hemmelig').write(day, { calls: 1 })
      expect(next.of('hemmelig').read(day)).toEqual(counted(wanted, { calls: 1 }))
      expect(JSON.stringify(await sql('SELECT * FROM S.ledger'))).not.toContain('hemmelig')
    }
  })

  it('of several runs at once and of all environments is one', async () => {
    const { open } = await make()
    const runs = await Promise.all([open(), open({ environment: 'staging' }), open()])
    for (let count = 0; count < 20; count += 1) for (const { ledger } of runs) ledger.of('t').write(day, { calls: 1 })
    await Promise.all(runs.map(({ close }) => close()))
    expect((await open()).ledger.of('t').read(day)).toEqual({ calls: 60, spent: false })
  })

  it('learns what others have counted when it counts itself, and forgets days that are over', async () => {
    const { open, sql } = await make()
    const [one, other] = [await open(), await open()]
    one.ledger.of('t').write('2026-02-01', { calls: 9 })
    one.ledger.of('t').write(day, { calls: 5 })
    await one.close()
    other.ledger.of('t').write(day, { calls: 1 })
    await other.close()
    expect(other.ledger.of('t').read(day)).toEqual({ calls: 6, spent: false })
    expect(await sql('SELECT day FROM S.ledger')).toEqual([{ day }])
  })

  it('that cannot be written costs a notice and goes on counting', async () => {
    const { open, sql, notices } = await make()
    const kept = await open()
    await kept.backend.keep('run', 'plan.json', '{}')
    await sql('DROP TABLE S.ledger')
    for (let count = 0; count < 3; count += 1) kept.ledger.of('t').write(day, { calls: 1 })
    expect(kept.ledger.of('t').read(day).calls).toBe(3)
    await kept.close()
    expect(notices).toEqual([expect.stringContaining('The ledger of calls cannot be written')])
  })
})

// Of the size that a state may have: backend-contract.ts.
const count = isLong ? 32_000 : 3_200

it('a large state is written, read, and changed in one row', async () => {
  const { backend, reopen, sql } = await make()
  const entries: Record<string, StateEntry> = {}
  const description = 'Et bord af eg. '.repeat(100)
  for (let index = 0; index < count; index += 1)
    entries[addressId('shop', 'product', `p-${index}`)] = { ...entryOf(`${index}`), applied: { description } }
  const { snapshot } = await backend.read()
  await backend.write(following(snapshot, entries), 0)
  expect(await sql(`SELECT sum(length(body)) > ${1_560 * count} AS is_large FROM S.entry`)).toEqual([
    { is_large: true },
  ])
  const next = reopen()
  const { snapshot: found } = await next.read()
  expect(found.entries).toEqual(entries)
  const one = addressId('shop', 'product', 'p-77')
  await next.write(following(found, { ...entries, [one]: entryOf('1') }), 1)
  expect(await sql('SELECT count(*) FROM S.entry GROUP BY xmin ORDER BY 1')).toEqual([
    { count: '1' },
    { count: String(count - 1) },
  ])
})
