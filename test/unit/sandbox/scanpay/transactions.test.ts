import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Gateway, type Loose, openGateway, unixNow } from './gateway.ts'

let gateway: Gateway
beforeEach(async () => {
  gateway = await openGateway()
})
afterEach(() => gateway.close())

const order = {
  items: [
    { name: 'Danmarkskort plakat', quantity: 2, total: '199.90 DKK' },
    { name: 'Fragt', total: '45 DKK' },
    { total: '0.50 DKK' },
  ],
}
const act = async (name: string, body?: unknown, id = 1): Promise<unknown[]> => {
  const reply = await gateway.call('POST', `/v2/7001:trn:${id}/${name}`, body)
  return [reply.status, reply.status === 200 ? reply.json : reply.text]
}
const totals = async (): Promise<Loose> => (await gateway.find('transaction', 1)).totals
const done = [200, {}]

describe('capture and refund', () => {
  it('make the transaction of the page', async () => {
    await gateway.sell(order)
    const history = [
      { item: 0, quantity: 2, total: '199.90 DKK' },
      { item: 1, quantity: 1, total: '45 DKK' },
    ]
    expect(await act('capture', { total: '244.90 DKK', index: 0, history })).toEqual(done)
    gateway.sandbox.clock.advance(60_000)
    const odd = [{ item: 7, quantity: 190, total: '12 DKK' }, 'x', null, []]
    expect(await act('refund', { total: '99.95DKK', index: 1, history: odd })).toEqual(done)
    const { rev, acts, totals: sums } = await gateway.find('transaction', 1)
    expect(rev).toBe(3)
    expect(acts).toEqual([
      { act: 'capture', time: unixNow, who: 's7001#1', total: '244.90 DKK', history },
      { act: 'refund', time: unixNow + 60, who: 's7001#1', total: '99.95 DKK', history: odd.slice(0, 1) },
    ])
    expect(sums).toEqual({
      attempted: '245.40 DKK',
      authorized: '245.40 DKK',
      captured: '244.90 DKK',
      refunded: '99.95 DKK',
      voided: '0 DKK',
      left: '0.50 DKK',
    })
  })

  it('may be done in parts, up to what there is', async () => {
    await gateway.sell(order)
    expect(await act('capture', { total: '200 DKK', index: 0 })).toEqual(done)
    expect(await act('capture', { total: '45.41 DKK', index: 1 })).toEqual([400, 'invalid total\n'])
    expect(await act('capture', { total: '45.40 DKK', index: 1 })).toEqual(done)
    expect(await act('capture', { total: '0.01 DKK', index: 2 })).toEqual([400, 'invalid total\n'])
    expect(await act('refund', { total: '245.40 DKK', index: 2 })).toEqual(done)
    expect(await act('refund', { total: '0.01 DKK', index: 3 })).toEqual([400, 'invalid total\n'])
    expect(await totals()).toMatchObject({ captured: '245.40 DKK', refunded: '245.40 DKK', left: '0 DKK' })
  })

  it('refund what is captured only', async () => {
    await gateway.sell(order)
    expect(await act('refund', { total: '1 DKK', index: 0 })).toEqual([400, 'invalid total\n'])
  })

  it.each([
    [{ index: 0 }, 'missing total'],
    [{ total: '1 DKK' }, 'missing index'],
    [{ total: 1, index: 0 }, 'invalid total'],
    [{ total: '1', index: 0 }, 'invalid total'],
    [{ total: '0 DKK', index: 0 }, 'invalid total'],
    [{ total: '-1 DKK', index: 0 }, 'invalid total'],
    [{ total: '1 SEK', index: 0 }, 'invalid total'],
    [{ total: '1 DKK', index: '0' }, 'invalid index'],
    [{ total: '1 DKK', index: 1 }, 'invalid index'],
    [{ total: '1 DKK', index: -1 }, 'invalid index'],
    ['{', 'invalid json'],
    [undefined, 'invalid json'],
  ])('refuse %j: %s', async (body, line) => {
    await gateway.sell(order)
    for (const name of ['capture', 'refund']) expect(await act(name, body)).toEqual([400, `${line}\n`])
    expect((await gateway.find('transaction', 1)).rev).toBe(1)
  })

  it('are guarded by the number of acts, whoever did them', async () => {
    await gateway.sell(order)
    expect(gateway.act({ act: 'capture', transaction: 1, total: '100 DKK' })).toEqual({ transaction: 1, acts: 1 })
    expect(await act('capture', { total: '100 DKK', index: 0 })).toEqual([400, 'invalid index\n'])
    expect(await act('capture', { total: '100 DKK', index: 1 })).toEqual(done)
    const { acts } = await gateway.find('transaction', 1)
    expect(acts.map(({ who }: Loose) => who)).toEqual(['u501#2', 's7001#1'])
  })

  it('are done in the name of the key', async () => {
    await gateway.sell(order)
    const keys = ['apiKey', 'userKey', 'partnerKey', 'v1ApiKey']
    for (const [index, key] of keys.entries())
      await gateway.ok('POST', '/v2/7001:trn:1/capture', { total: '1 DKK', index }, { key })
    const { acts } = await gateway.find('transaction', 1)
    expect(acts.map(({ who }: Loose) => who)).toEqual(['s7001#1', 'u501#1', 'p31#1', 's7001#2'])
  })

  it.each(['2', '0', '01', 'x', '1e0', '9'.repeat(20)])('know no transaction %s', async (id) => {
    await gateway.sell(order)
    const reply = await gateway.call('POST', `/v2/7001:trn:${id}/capture`, { total: '1 DKK', index: 0 })
    expect([reply.status, reply.reason, reply.text]).toEqual([404, 'not found', 'not found\n'])
  })
})

describe('void', () => {
  it('releases all of it', async () => {
    await gateway.sell(order)
    expect(await act('void')).toEqual(done)
    const { rev, acts, totals: sums } = await gateway.find('transaction', 1)
    expect(rev).toBe(2)
    expect(acts).toEqual([{ act: 'void', time: unixNow, who: 's7001#1', total: '245.40 DKK', history: [] }])
    expect(sums).toMatchObject({ authorized: '245.40 DKK', captured: '0 DKK', voided: '245.40 DKK', left: '0 DKK' })
  })

  it('is the first act or none, and the last', async () => {
    await gateway.sell(order)
    await gateway.sell(order)
    await act('capture', { total: '1 DKK', index: 0 })
    expect(await act('void')).toEqual([400, 'invalid total\n'])
    expect(await act('void', undefined, 2)).toEqual(done)
    expect(await act('void', undefined, 2)).toEqual([400, 'invalid total\n'])
    expect(await act('capture', { total: '1 DKK', index: 1 }, 2)).toEqual([400, 'invalid total\n'])
  })
})

describe('a transaction', () => {
  it('may be authorized in part, and is then captured in part', async () => {
    await gateway.sell(order, { authorize: '100.50 DKK' })
    expect(await totals()).toMatchObject({ attempted: '245.40 DKK', authorized: '100.50 DKK', left: '100.50 DKK' })
    expect(await act('capture', { total: '100.51 DKK', index: 0 })).toEqual([400, 'invalid total\n'])
  })

  it('is refused in part where it is to be captured at once', async () => {
    const { id } = await gateway.ok('POST', '/v2/7001:pay/new', { ...order, autocapture: true })
    const payment = { act: 'pay', link: id, authorize: '100 DKK' }
    expect(gateway.act(payment)).toEqual({ declined: 'partial authorization' })
    expect((await gateway.feed()).changes).toEqual([])
    expect(gateway.act({ act: 'pay', link: id }).transaction).toBe(1)
    expect((await gateway.find('transaction', 1)).info.nfail).toBe(1)
  })

  it('can be locked in the dashboard', async () => {
    await gateway.sell(order)
    expect(gateway.act({ act: 'lock', transaction: 1 })).toEqual({ locked: 'u501#2' })
    expect((await gateway.find('transaction', 1)).locked).toBe('u501#2')
    for (const name of ['capture', 'void'])
      expect(await act(name, { total: '1 DKK', index: 0 })).toEqual([400, 'transaction locked\n'])
    gateway.act({ act: 'lock', transaction: 1, locked: false })
    expect(await act('capture', { total: '1 DKK', index: 0 })).toEqual(done)
    gateway.act({ act: 'lock', transaction: 1 })
    expect(await act('refund', { total: '1 DKK', index: 1 })).toEqual([400, 'transaction locked\n'])
  })

  it.each([
    [{ method: 'card', brand: 'visa', last4: '0042' }, ['3dsecurev2', 'clearhaus-1']],
    [{ method: 'card', brand: 'dankort' }, ['3dsecurev2', 'nets-2']],
    [{ method: 'mobilepay', brand: 'mastercard' }, ['mobilepay', '3dsecurev2', 'clearhaus-1']],
    [{ method: 'applepay', brand: 'amex' }, ['applepay', 'clearhaus-1']],
  ])('by %j used %j', async (payer, services) => {
    await gateway.sell(order, payer)
    const change = await gateway.find('transaction', 1)
    expect(change.services).toEqual(services)
    expect(change.method).toMatchObject({ type: payer.method, card: { brand: payer.brand } })
    expect(Object.keys(change.method.card)).toEqual(['brand', 'last4'])
  })

  it('knows a card again in its shop', async () => {
    await gateway.sell(order)
    await gateway.sell(order)
    await gateway.sell(order, { last4: '9999' })
    const other = await gateway.ok('POST', '/v2/7002:pay/new', order, { key: 'otherShopKey' })
    gateway.act({ act: 'pay', link: other.id })
    const { changes } = await gateway.feed()
    const [first, second, third] = changes.map(({ method }) => method.id)
    expect([first === second, first === third]).toEqual([true, false])
    const [elsewhere] = (await gateway.ok('GET', '/v2/7002:seq:0', undefined, { key: 'otherShopKey' })).changes
    expect([elsewhere.id, elsewhere.method.id === first]).toEqual([1, false])
  })
})
