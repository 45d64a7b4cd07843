import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { chair, type Gateway, type Loose, openGateway } from './gateway.ts'

let gateway: Gateway
beforeEach(async () => {
  gateway = await openGateway()
})
afterEach(() => gateway.close())

const page = (seq: number | string): Promise<Loose> => gateway.ok('GET', `/v2/7001:seq:${seq}`)
const names = (changes: readonly Loose[]): string[] =>
  changes.map(({ type, id }) => `${type === 'subscriber' ? 'sub' : 'trn'}#${id}`)
const capture = (id: number, index = 0): Promise<unknown> =>
  gateway.ok('POST', `/v2/7001:trn:${id}/capture`, { total: '1 DKK', index })

/** The ten events of the vendor's example. */
async function exampleOfThePage(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await gateway.sell(chair)
  await capture(1)
  await capture(3)
  await gateway.enrol()
  await gateway.ok('POST', '/v2/7001:sub:1/charge', { ...chair, autocapture: false })
  await gateway.ok('POST', '/v2/7001:trn:2/void')
  await capture(4)
  await gateway.sell(chair)
}

describe('the feed', () => {
  it('begins at 0, ends where it repeats the number, and rebuilds the shop', async () => {
    expect(await page(0)).toEqual({ changes: [], seq: 0 })
    await exampleOfThePage()
    const { changes, seq } = await page(0)
    expect(seq).toBe(10)
    expect(names(changes)).toEqual(['trn#1', 'trn#2', 'trn#3', 'sub#1', 'trn#4', 'trn#5'])
    expect(await page(10)).toEqual({ changes: [], seq: 10 })
    expect(await page(0)).toEqual({ changes, seq })
  })

  it('shows whole objects as they are now, from wherever it is read', async () => {
    await exampleOfThePage()
    const [early] = (await page(2)).changes
    const [late] = (await page(4)).changes
    expect(early).toEqual(late)
    expect([early.id, early.acts.length, early.rev]).toEqual([3, 1, 2])
  })

  it('collapses repeats, so changes are no count of the numbers', async () => {
    await gateway.sell(chair)
    for (let index = 0; index < 5; index += 1) await capture(1, index)
    const { changes, seq } = await page(0)
    expect([seq, changes.length, changes[0].rev]).toEqual([6, 1, 6])
    expect((await page(5)).changes).toHaveLength(1)
  })

  it('puts n-1 before n, and a subscriber before its charges', async () => {
    await exampleOfThePage()
    await gateway.ok('POST', '/v2/7001:sub:1/charge', chair)
    await gateway.enrol(chair)
    await capture(1, 1)
    const { changes } = await page(0)
    const order = names(changes)
    expect(order.filter((name) => name.startsWith('trn'))).toEqual([1, 2, 3, 4, 5, 6, 7].map((id) => `trn#${id}`))
    for (const [at, change] of changes.entries()) {
      if (change.type !== 'charge') continue
      const before = changes
        .slice(0, at)
        .find(({ type, id }: Loose) => type === 'subscriber' && id === change.subscriber.id)
      expect(before.rev).toBeGreaterThanOrEqual(change.subscriber.rev)
    }
  })

  it('is one per shop', async () => {
    await gateway.sell(chair)
    expect(await gateway.ok('GET', '/v2/7002:seq:0', undefined, { key: 'userKey' })).toEqual({ changes: [], seq: 0 })
  })

  it('comes in pages of at most 64 KiB', async () => {
    const items = Array.from({ length: 100 }, (_, index) => ({
      total: '1 DKK',
      name: `Vare nummer ${index}`.padEnd(150, 'ø'),
    }))
    for (let turn = 0; turn < 5; turn += 1) await gateway.sell({ items })
    const first = await gateway.call('GET', '/v2/7001:seq:0')
    const bytes = Buffer.byteLength(first.text)
    expect(bytes).toBeLessThanOrEqual(65_536)
    expect(bytes + bytes / first.json.changes.length).toBeGreaterThan(65_536)
    expect(first.json.seq).toBe(first.json.changes.length)
    const { changes, seq } = await gateway.feed()
    expect([names(changes), seq]).toEqual([['trn#1', 'trn#2', 'trn#3', 'trn#4', 'trn#5'], 5])
  })

  it('gives a change that is larger than a page alone', async () => {
    const items = Array.from({ length: 1500 }, () => ({ total: '1 DKK' }))
    await gateway.sell(chair)
    await gateway.sell({ items })
    await gateway.sell(chair)
    const [one, two, three] = [await page(0), await page(1), await page(2)]
    expect([one, two, three].map(({ changes, seq }) => [names(changes), seq])).toEqual([
      [['trn#1'], 1],
      [['trn#2'], 2],
      [['trn#3'], 3],
    ])
  })

  it.each(['-1', 'x', '1.5', '1e3', '9'.repeat(16), '%20'])('has no seq "%s"', async (seq) => {
    for (const path of [`/v2/7001:seq:${seq}`, `/v1/seq/${seq}`]) {
      const reply = await gateway.call('GET', path)
      expect([reply.status, reply.text]).toEqual([400, 'invalid seq\n'])
    }
  })
})

describe('a change with an error', () => {
  it('stands in the feed between the others', async () => {
    await gateway.sell(chair)
    gateway.act({ act: 'feed_error', error: 'could not be read', type: 'subscriber', id: 7 })
    gateway.act({ act: 'feed_error' })
    await gateway.sell(chair)
    const { changes, seq } = await page(0)
    expect(seq).toBe(4)
    expect(changes.slice(1, 3)).toEqual([
      { type: 'subscriber', id: 7, error: 'could not be read' },
      { type: 'transaction', id: 0, error: 'internal server error' },
    ])
    expect(changes.map(({ id }: Loose) => id)).toEqual([1, 7, 0, 2])
    expect((await gateway.ok('GET', '/v1/seq/1')).changes[0].error).toBe('could not be read')
  })
})

describe('the lag of the feed', () => {
  it('keeps changes back until the clock has moved', async () => {
    await gateway.sell(chair)
    expect(gateway.act({ act: 'feed_lag', ms: 5000 })).toEqual({ ms: 5000 })
    const id = await gateway.sell(chair)
    expect(await gateway.ok('POST', `/v2/7001:trn:${id}/capture`, { total: '1 DKK', index: 0 })).toEqual({})
    expect((await page(0)).seq).toBe(1)
    gateway.sandbox.clock.advance(4999)
    expect((await page(0)).seq).toBe(1)
    gateway.sandbox.clock.advance(1)
    const { changes, seq } = await page(1)
    expect([seq, changes[0].acts.length]).toEqual([3, 1])
  })

  it('never lets a later change overtake an earlier one', async () => {
    gateway.act({ act: 'feed_lag', ms: 60_000 })
    await gateway.sell(chair)
    gateway.act({ act: 'feed_lag', ms: 0 })
    await gateway.sell(chair)
    expect((await page(0)).seq).toBe(0)
    gateway.sandbox.clock.advance(60_000)
    expect(names((await page(0)).changes)).toEqual(['trn#1', 'trn#2'])
  })

  it('off, a clock that is set back hides nothing', async () => {
    await gateway.sell(chair)
    gateway.sandbox.clock.set('2020-01-01T00:00:00Z')
    expect((await page(0)).seq).toBe(1)
  })
})
