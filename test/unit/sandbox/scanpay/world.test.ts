import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { chair, type Gateway, type Loose, now, openGateway, openReceiver, unixNow } from './gateway.ts'

let folder: string
const open: Gateway[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'butik-scanpay-'))
})
afterEach(async () => {
  for (const gateway of open.splice(0)) await gateway.close()
  rmSync(folder, { recursive: true })
})

async function start(options: Parameters<typeof openGateway>[0] = {}): Promise<Gateway> {
  const gateway = await openGateway(options)
  open.push(gateway)
  return gateway
}

/** Something of everything that the store holds. */
async function busy(gateway: Gateway): Promise<void> {
  gateway.act({ act: 'set_ping_url', key: 'userKey', url: 'http://127.0.0.1:9/ping' })
  await gateway.ok('POST', '/v2/7001:pay/new', chair)
  await gateway.sell(chair)
  await gateway.enrol(chair)
  const headers = { 'idempotency-key': 'one' }
  await gateway.ok('POST', '/v2/7001:trn:1/capture', { total: '1 DKK', index: 0 }, { headers })
  gateway.act({ act: 'fail_charges', outcome: 'transient', times: 2 })
  gateway.act({ act: 'feed_error', id: 5 })
  gateway.act({ act: 'feed_lag', ms: 5000 })
  gateway.act({ act: 'feed_error', shopid: 9001 })
}

describe('the store', () => {
  it('is the same text for the same history', async () => {
    const [first, second] = [await start(), await start()]
    await busy(first)
    await busy(second)
    const stripped = (gateway: Gateway): string => JSON.stringify(gateway.room.snapshot())
    expect(stripped(first)).toBe(stripped(second))
  })

  it('is put back whole', async () => {
    const [first, second] = [await start(), await start()]
    await busy(first)
    const snapshot = JSON.parse(JSON.stringify(first.room.snapshot()))
    second.room.restore(snapshot)
    expect(second.room.snapshot()).toEqual(snapshot)
    expect(await second.feed()).toEqual(await first.feed())
    const headers = { 'idempotency-key': 'one' }
    const body = { total: '1 DKK', index: 0 }
    expect((await second.call('POST', '/v2/7001:trn:1/capture', body, { headers })).status).toBe(200)
    expect((await second.call('POST', '/v2/7001:sub:1/charge', chair)).text).toMatch(/^transient /)
    expect(await second.sell(chair)).toBe(3)
    expect(first.room.snapshot()).toEqual(snapshot)
  })

  it('refuses what is none of its own, and keeps what it has', async () => {
    const gateway = await start()
    await busy(gateway)
    const before: Loose = structuredClone(gateway.room.snapshot())
    const damaged = (change: (copy: Loose) => void): Loose => {
      const copy = structuredClone(before)
      change(copy)
      return copy
    }
    const snapshots = [
      undefined,
      {},
      damaged((copy) => delete copy.lagMs),
      damaged((copy) => delete copy.environments.test),
      damaged((copy) => delete copy.environments.production['7002']),
      damaged((copy) => delete copy.environments.production['7001'].feed),
      damaged((copy) => copy.environments.production['7001'].links.push(null)),
      damaged((copy) => copy.pings.push({ alias: 'apiKey' })),
      damaged((copy) => copy.pings.push({ alias: 'apiKey', url: 'http://192.0.2.1/' })),
    ]
    for (const snapshot of snapshots) expect(() => gateway.room.restore(snapshot)).toThrow()
    expect(gateway.room.snapshot()).toEqual(before)
  })

  it('is saved with a look at the payment window', async () => {
    const data = join(folder, 'world.json')
    const gateway = await start({ data })
    await fetch((await gateway.ok('POST', '/v2/7001:pay/new', chair)).url)
    const { scanpay } = JSON.parse(readFileSync(data, 'utf8')).vendors
    expect(scanpay.store).toEqual(gateway.room.snapshot())
    expect(scanpay.store.environments.production[7001].links).toMatchObject([{ displays: 1 }])
  })

  it('is kept in a file between runs, without a key, and pings go on', async () => {
    const data = join(folder, 'world.json')
    const receiver = await openReceiver()
    const first = await start({ data })
    await busy(first)
    first.act({ act: 'set_ping_url', key: 'apiKey', url: receiver.url })
    await receiver.count(1)
    const snapshot = first.room.snapshot()
    await first.close()
    expect(readFileSync(data, 'utf8')).not.toContain('obviously-not-a-real-key')
    const second = await start({ data })
    expect(second.room.snapshot()).toEqual(snapshot)
    await receiver.count(2)
    await second.close()
    await receiver.close()
  })

  it('damaged in the file does not start an empty shop', async () => {
    const data = join(folder, 'world.json')
    const store = { lagMs: 0, pings: [{ alias: 'apiKey', url: 'http://192.0.2.1/' }], environments: {} }
    const vendors = { scanpay: { ledger: { limit: null, used: {} }, store } }
    writeFileSync(data, JSON.stringify({ formatVersion: 1, clock: { offsetMs: 0, frozenAt: null }, vendors }))
    await expect(start({ data })).rejects.toThrow('a ping url is http on this machine')
  })
})

describe('the seed of a Nordic group', () => {
  const other = { key: 'userKey' }

  it('is payments in every state, the same each time', async () => {
    const [first, second] = [await start({ seed: 'nordic-group' }), await start({ seed: 'nordic-group' })]
    const { changes, seq } = await first.feed()
    expect(await second.feed()).toEqual({
      changes: changes.map((change) => expect.objectContaining({ type: change.type, id: change.id, rev: change.rev })),
      seq,
    })
    expect(changes.map((change) => [change.type, change.id, change.orderid ?? change.ref])).toEqual([
      ['subscriber', 1, 'kunde-2001'],
      ['charge', 1, 'AFT-2001-1'],
      ['transaction', 2, 'FM-10231'],
      ['transaction', 3, 'FM-10232'],
      ['charge', 4, 'AFT-2001-2'],
      ['transaction', 5, 'FM-10233'],
      ['transaction', 6, 'FM-10234'],
    ])
    const state = ({ totals }: Loose): string[] => [totals.captured, totals.refunded, totals.voided, totals.left]
    expect(changes.slice(1).map(state)).toEqual([
      ['1250 DKK', '0 DKK', '0 DKK', '0 DKK'],
      ['5645.50 DKK', '0 DKK', '0 DKK', '0 DKK'],
      ['4998 DKK', '2499 DKK', '0 DKK', '0 DKK'],
      ['1250 DKK', '0 DKK', '0 DKK', '0 DKK'],
      ['0 DKK', '0 DKK', '0 DKK', '3299.95 DKK'],
      ['0 DKK', '0 DKK', '899 DKK', '0 DKK'],
    ])
    expect(changes[0].acts).toHaveLength(1)
  })

  it('is coherent: times grow, and what is left can be captured', async () => {
    const gateway = await start({ seed: 'nordic-group' })
    const { changes } = await gateway.feed()
    const paid = changes.filter(({ type }) => type !== 'subscriber')
    const times = paid.map(({ time }) => time.authorized)
    expect(times).toEqual([...times].sort((a, b) => a - b))
    for (const { time, acts } of changes) {
      const moments = [time.created, time.authorized, ...acts.map((act: Loose) => act.time), unixNow]
      expect(moments).toEqual([...moments].sort((a, b) => a - b))
    }
    const body = { total: '3299.95 DKK', index: 0 }
    expect(await gateway.ok('POST', '/v2/7001:trn:5/capture', body)).toEqual({})
    const { links }: Loose = (gateway.room.snapshot() as Loose).environments.production['7001']
    const unpaid = links.filter(({ state }: Loose) => state === 'open')
    expect(unpaid.map(({ orderid }: Loose) => orderid)).toEqual(['FM-10235'])
    expect(gateway.act({ act: 'pay', link: unpaid[0].id }).transaction).toBe(7)
  })

  it('has a second shop in the currencies of the neighbours, and an empty test environment', async () => {
    const gateway = await start({ seed: 'nordic-group' })
    const { changes } = await gateway.ok('GET', '/v2/7002:seq:0', undefined, other)
    expect(changes.map(({ totals }: Loose) => [totals.attempted, totals.authorized, totals.captured])).toEqual([
      ['9080 NOK', '9080 NOK', '9080 NOK'],
      ['11985 SEK', '9000 SEK', '0 SEK'],
    ])
    const test = { base: 'testUrl', key: 'testApiKey' } as const
    expect((await gateway.ok('GET', '/v2/9001:seq:0', undefined, test)).changes).toEqual([])
  })

  it('is the seed of no other name, and of no room that is in use', async () => {
    expect((await (await start({ seed: 'furniture-shop' })).feed()).changes).toEqual([])
    const data = join(folder, 'world.json')
    const first = await start({ data, now })
    await first.sell(chair)
    await first.close()
    const second = await start({ data, seed: 'nordic-group' })
    expect((await second.feed()).changes).toHaveLength(1)
  })
})
