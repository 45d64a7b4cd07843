import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { chair, type Gateway, type Loose, openGateway, unixNow } from './gateway.ts'

let gateway: Gateway
beforeEach(async () => {
  gateway = await openGateway()
})
afterEach(() => gateway.close())

const key = 'v1ApiKey'
const post = (path: string, body: unknown): Promise<Loose> => gateway.ok('POST', `/v1/${path}`, body, { key })
const changes = async (): Promise<Loose[]> => (await gateway.ok('GET', '/v1/seq/0', undefined, { key })).changes

describe('the older dialect', () => {
  it('makes links and shows their payments with the fields of its page', async () => {
    const { url } = await post('new', { ...chair, orderid: 'INV3803', autocapture: true })
    gateway.act({ act: 'pay', link: url, brand: 'visa', last4: '0042' })
    await post('transactions/1/refund', { total: '42.78 DKK', index: 1 })
    expect(await changes()).toEqual([
      {
        type: 'transaction',
        id: 1,
        orderid: 'INV3803',
        rev: 2,
        method: { type: 'card', id: expect.any(String), card: { brand: 'visa', last4: '0042' } },
        acts: [
          { act: 'capture', time: unixNow, total: '199.90 DKK' },
          { act: 'refund', time: unixNow, total: '42.78 DKK' },
        ],
        totals: { authorized: '199.90 DKK', captured: '199.90 DKK', refunded: '42.78 DKK', left: '0 DKK' },
        time: { created: unixNow, authorized: unixNow },
      },
    ])
    expect(await gateway.find('transaction', 1)).toMatchObject({ acts: [{ who: 's7001#2' }, { who: 's7001#2' }] })
  })

  it('makes subscribers by new, charges and renews them', async () => {
    gateway.act({ act: 'pay', link: (await post('new', { subscriber: { ref: 'user301' } })).url })
    expect(await post('subscribers/1/charge', { ...chair, orderid: 'DEC2019-1274' })).toEqual({
      type: 'charge',
      id: 1,
      totals: { authorized: '199.90 DKK' },
    })
    gateway.act({ act: 'pay', link: (await post('subscribers/1/renew', { lifetime: '2h' })).url })
    const [subscriber, charge] = await changes()
    expect(subscriber).toEqual({
      type: 'subscriber',
      id: 1,
      ref: 'user301',
      rev: 2,
      method: {
        type: 'card',
        id: expect.any(String),
        card: { brand: 'visadankort', last4: '1234', exp: expect.any(Number) },
      },
      acts: [{ act: 'renew', time: unixNow }],
      time: { created: unixNow, authorized: unixNow },
    })
    expect(charge).toMatchObject({ type: 'charge', orderid: 'DEC2019-1274', subscriber: { id: 1, ref: 'user301' } })
    expect(charge.subscriber).not.toHaveProperty('rev')
  })

  it('captures and voids with the fields its clients send', async () => {
    for (let turn = 0; turn < 2; turn += 1) gateway.act({ act: 'pay', link: (await post('new', chair)).url })
    expect(await post('transactions/1/capture', { total: '100.45 DKK', index: 0 })).toEqual({})
    expect(await post('transactions/7001:2/void', { total: '199.90 DKK', index: 0 })).toEqual({})
    expect((await changes()).map(({ totals }) => [totals.captured, totals.left])).toEqual([
      ['100.45 DKK', '99.45 DKK'],
      ['0 DKK', '0 DKK'],
    ])
  })

  it('counts the same feed as v2, with the same errors', async () => {
    gateway.act({ act: 'pay', link: (await post('new', chair)).url })
    expect((await gateway.ok('GET', '/v1/seq/0')).seq).toBe((await gateway.ok('GET', '/v2/7001:seq:0')).seq)
    for (const [path, body, status, line] of [
      ['new', {}, 400, 'missing items'],
      ['new', '{', 400, 'invalid json'],
      ['transactions/9/capture', { total: '1 DKK', index: 0 }, 404, 'not found'],
      ['transactions/1/capture', { total: '1 DKK', index: 4 }, 400, 'invalid index'],
      ['subscribers/1/charge', chair, 404, 'not found'],
    ] as const) {
      const reply = await gateway.call('POST', `/v1/${path}`, body, { key })
      expect([reply.status, reply.reason, reply.text]).toEqual([status, line, `${line}\n`])
    }
  })
})
