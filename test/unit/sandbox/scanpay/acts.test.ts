import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { chair, type Gateway, type Loose, openGateway } from './gateway.ts'

let gateway: Gateway
beforeEach(async () => {
  gateway = await openGateway()
})
afterEach(() => gateway.close())

describe('acts', () => {
  it('are steered from outside too', async () => {
    const { id } = await gateway.ok('POST', '/v2/7001:pay/new', chair)
    const response = await fetch(`${gateway.sandbox.ready.control}/act`, {
      method: 'POST',
      headers: { connection: 'close' },
      body: JSON.stringify({ scanpay: { act: 'pay', link: id } }),
    })
    expect(await response.json()).toEqual({ scanpay: { shopid: 7001, transaction: 1, subscriber: null } })
  })

  it('of the dashboard do what the API does, by a key of its own', async () => {
    await gateway.sell(chair)
    await gateway.sell(chair)
    await gateway.enrol()
    expect(gateway.act({ act: 'capture', transaction: 1, total: '100 DKK' })).toEqual({ transaction: 1, acts: 1 })
    expect(gateway.act({ act: 'refund', transaction: 1, total: '10 DKK' })).toEqual({ transaction: 1, acts: 2 })
    expect(gateway.act({ act: 'void', transaction: 2 })).toEqual({ transaction: 2, acts: 1 })
    const charge = { act: 'charge', subscriber: 1, total: '99.95 DKK', orderid: 'A-1', autocapture: false }
    expect(gateway.act(charge)).toEqual({ transaction: 3, subscriber: 1 })
    const { changes } = await gateway.feed()
    expect(changes.flatMap(({ acts }) => acts.map(({ who }: Loose) => who))).toEqual(['u501#2', 'u501#2', 'u501#2'])
    expect(changes.at(-1)).toMatchObject({ type: 'charge', orderid: 'A-1', totals: { left: '99.95 DKK' } })
  })

  it('reach the other shops by their id', async () => {
    const { id } = await gateway.ok('POST', '/v2/7002:pay/new', chair, { key: 'otherShopKey' })
    expect(gateway.act({ act: 'pay', link: id })).toEqual({ shopid: 7002, transaction: 1, subscriber: null })
    gateway.act({ act: 'capture', transaction: 1, total: '1 DKK', shopid: 7002 })
    gateway.act({ act: 'feed_error', shopid: 9001 })
    expect((await gateway.ok('GET', '/v2/7002:seq:0', undefined, { key: 'userKey' })).seq).toBe(2)
    expect((await gateway.ok('GET', '/v2/9001:seq:0', undefined, { base: 'testUrl', key: 'testApiKey' })).seq).toBe(1)
  })

  it.each([
    [{}, 'act is one of capture, charge, clear_ping_url,'],
    [{ act: 'toString' }, 'act is one of'],
    [{ act: 'pay' }, 'pay takes link, method?, brand?, last4?, ip?, authorize?'],
    [{ act: 'pay', link: 'x', amount: 1 }, 'pay takes link'],
    [{ act: 'ping_log', key: 'apiKey' }, 'ping_log takes nothing'],
    [{ act: 'pay', link: 7 }, 'link is a text'],
    [{ act: 'pay', link: 'nothing' }, 'there is no such link'],
    [{ act: 'decline', link: 'nothing' }, 'there is no such link'],
    [{ act: 'capture', transaction: 9, total: '1 DKK' }, 'there is no such transaction'],
    [{ act: 'capture', transaction: 'x', total: '1 DKK' }, 'transaction is a whole number'],
    [{ act: 'capture', transaction: 1, total: '1000 DKK' }, 'invalid total'],
    [{ act: 'lock', transaction: 9 }, 'there is no such transaction'],
    [{ act: 'charge', subscriber: 9, total: '1 DKK' }, 'there is no such subscriber'],
    [{ act: 'fail_charges', outcome: 'x' }, 'outcome is permanent, transient or none'],
    [{ act: 'fail_charges', outcome: 'permanent', text: 'a\nb' }, 'text is one line'],
    [{ act: 'feed_error', type: 'x' }, 'type is transaction, charge or subscriber'],
    [{ act: 'feed_error', shopid: 1 }, 'shopid is one of 7001, 7002, 9001'],
    [{ act: 'feed_lag', ms: -1 }, 'ms is a whole number from 0'],
    [{ act: 'set_ping_url', key: 'x', url: 'http://127.0.0.1/' }, 'key is one of apiKey, userKey,'],
    [{ act: 'pings_out_of_order', key: 'apiKey' }, 'the key has no ping url'],
  ])('refuse %j and say why', async (act, message) => {
    await gateway.sell(chair)
    expect(() => gateway.act(act)).toThrow(message)
  })

  it.each([
    [{ method: 'cash' }, 'method is card, mobilepay or applepay'],
    [{ brand: 'x' }, 'brand is one of amex,'],
    [{ last4: '12' }, 'last4 is four digits'],
    [{ ip: 'x' }, 'ip is an address'],
    [{ authorize: '200 DKK' }, 'authorize is what the bank lets through'],
    [{ authorize: '1 SEK' }, 'authorize is what the bank lets through'],
    [{ authorize: '0 DKK' }, 'authorize is what the bank lets through'],
  ])('refuse a payer with %j', async (payer, message) => {
    const { id } = await gateway.ok('POST', '/v2/7001:pay/new', chair)
    expect(() => gateway.act({ act: 'pay', link: id, ...payer })).toThrow(message)
  })

  it.each([
    'https://127.0.0.1/ping',
    'http://192.0.2.1/ping',
    'http://shop.example/ping',
    'http://127.0.0.1.example/',
    'http://localhost.example/',
    'http://user:pass@127.0.0.1/',
    'http://:pass@127.0.0.1/',
    'http://[::ffff:192.0.2.1]/',
    'http://0.0.0.0/',
    'file:///etc/hosts',
    'ping',
    '',
  ])('send no ping to %s', (url) => {
    expect(() => gateway.act({ act: 'set_ping_url', key: 'apiKey', url })).toThrow('a ping url is http on this machine')
    expect((gateway.room.snapshot() as Loose).pings).toEqual([])
  })

  it.each(['http://127.0.0.1:9/', 'http://localhost:9/', 'http://[::1]:9/'])('may send pings to %s', (url) => {
    expect(gateway.act({ act: 'set_ping_url', key: 'apiKey', url })).toEqual({ key: 'apiKey', url })
    gateway.act({ act: 'clear_ping_url', key: 'apiKey' })
  })
})
