import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { signatureOf } from '../../../../src/sandbox/scanpay/pings.ts'
import { chair, type Gateway, type Loose, openGateway, openReceiver, pause, type Receiver, until } from './gateway.ts'

let gateway: Gateway
let receiver: Receiver
beforeEach(async () => {
  gateway = await openGateway()
  receiver = await openReceiver()
})
afterEach(async () => {
  await gateway.close()
  await receiver.close()
})

/** Longer than a beat of the sender: whatever was due has been sent. */
const settled = (): Promise<void> => pause(200)
const listen = (key = 'apiKey', url = receiver.url): Loose => gateway.act({ act: 'set_ping_url', key, url })
const log = (): Loose[] => gateway.act({ act: 'ping_log' })
const seqs = (): number[] => receiver.pings.map(({ seq }) => seq)
const error = (): Loose => gateway.act({ act: 'feed_error' })

describe('the signature', () => {
  // Made by openssl dgst -sha256 -hmac <key> -binary | openssl base64.
  it.each([
    [
      's7001:1:sandbox-apiKey-obviously-not-a-real-key',
      '{"shopid":7001,"seq":1}',
      'wwz64ClXDkQsNm8UJmr33kPObgMpClCgfhk1Taz+zr4=',
    ],
    [
      's7001#1:sandbox-apiKey-obviously-not-a-real-key',
      '{"shopid":7001,"seq":1}',
      '0zh+ot3LCH1maHt8lwuimSBFFtngVfej52Nil1hG1JQ=',
    ],
    [
      '7001:sandbox-v1ApiKey-obviously-not-a-real-key',
      '{"shopid":7001,"seq":1}',
      'xDW28/qOPkG2dX9ya/RYYjMl7iXUJfaB+rG0nEn/YdY=',
    ],
    [
      's7001:1:sandbox-apiKey-obviously-not-a-real-key',
      '{"seq":200,"shopid":129}',
      'c97qd5UPUnoUMOF0mNBJi4C88ZUsiiFMvFsHhA3uHtU=',
    ],
  ])('is the HMAC of the body by the whole key %s', (key, body, signature) => {
    expect(signatureOf(body, key)).toBe(signature)
  })

  it('stands on the wire over the bytes that are sent', async () => {
    error()
    listen()
    await receiver.count(1)
    expect(receiver.pings[0]).toEqual({
      body: '{"shopid":7001,"seq":1}',
      shopid: 7001,
      seq: 1,
      signature: 'wwz64ClXDkQsNm8UJmr33kPObgMpClCgfhk1Taz+zr4=',
    })
  })

  it('is made with the key of each receiver', async () => {
    error()
    for (const key of ['apiKey', 'userKey', 'partnerKey', 'v1ApiKey']) listen(key)
    await receiver.count(5)
    const signed = (key: string, shopid: number, seq: number): unknown => ({
      signature: signatureOf(JSON.stringify({ shopid, seq }), gateway.ready[key]),
      shopid,
      seq,
    })
    const expected = [
      signed('apiKey', 7001, 1),
      signed('userKey', 7001, 1),
      signed('userKey', 7002, 0),
      signed('partnerKey', 7001, 1),
      signed('v1ApiKey', 7001, 1),
    ]
    expect(receiver.pings.map(({ body: _body, ...ping }) => ping)).toEqual(expect.arrayContaining(expected))
    expect(receiver.pings).toHaveLength(5)
  })
})

describe('pings', () => {
  it('prove a url that was just set, and come at once after a change', async () => {
    listen()
    await receiver.count(1)
    await gateway.sell(chair)
    await receiver.count(2)
    await gateway.ok('POST', '/v2/7001:trn:1/capture', { total: '1 DKK', index: 0 })
    await receiver.count(3)
    expect(seqs()).toEqual([0, 1, 2])
  })

  it('are batched: changes in one go share a ping', async () => {
    listen()
    await receiver.count(1)
    for (let turn = 0; turn < 20; turn += 1) error()
    await receiver.count(2)
    await settled()
    expect(seqs()).toEqual([0, 20])
  })

  it.each(['ok', 'ok\n', 'ok\r\n', 'ok: merged', 'ok: æøå\n'])(
    'stop at the answer %j until the feed moves',
    async (text) => {
      receiver.answer = { text }
      listen()
      await until(() => log().length === 1)
      gateway.sandbox.clock.advance(3_600_000)
      await settled()
      expect(receiver.pings).toHaveLength(1)
      error()
      await receiver.count(2)
      expect(log()[0]).toMatchObject({ line: text.trim(), status: 200, acknowledged: true })
    },
  )

  it.each([
    { text: '' },
    { text: 'OK' },
    { text: ' ok' },
    { text: 'okay' },
    { text: 'ok:x' },
    { text: 'ok\nmore' },
    { text: 'ok: text\n\n' },
    { text: '<html>ok</html>' },
    { status: 500, text: 'ok' },
    { status: 403, text: 'invalid signature' },
    { status: 302, text: 'ok', location: '/elsewhere' },
  ])('are repeated by the clock after %j', async (answer) => {
    receiver.answer = answer
    listen()
    await until(() => log().length === 1)
    await settled()
    expect(receiver.pings).toHaveLength(1)
    gateway.sandbox.clock.advance(59_999)
    await settled()
    expect(receiver.pings).toHaveLength(1)
    gateway.sandbox.clock.advance(1)
    await until(() => log().length === 2)
    expect(log()).toMatchObject([{ acknowledged: false }, { acknowledged: false }])
    receiver.answer = { text: 'ok' }
    gateway.sandbox.clock.advance(60_000)
    await until(() => log().length === 3)
    gateway.sandbox.clock.advance(60_000)
    await settled()
    expect(receiver.pings).toHaveLength(3)
  })

  it('wait for an answer for a while, and not before the next', async () => {
    listen()
    await until(() => log().length === 1)
    receiver.answer = undefined
    gateway.room.set({ ping_answer_ms: 500 })
    error()
    await receiver.count(2)
    error()
    await receiver.count(3)
    expect(log()).toHaveLength(1)
    await until(() => log().length === 3)
    expect(
      log()
        .slice(1)
        .map(({ seq, status, line, acknowledged }) => [seq, status, line, acknowledged]),
    ).toEqual([
      [1, null, 'no answer in time', false],
      [2, null, 'no answer in time', false],
    ])
  })

  it('log what the receiver said, at the time of the clock', async () => {
    receiver.answer = { status: 423, text: 'busy: synchronization is under way\nsecond line' }
    listen('userKey')
    await until(() => log().length === 2)
    expect(log().find(({ shopid }) => shopid === 7002)).toEqual({
      at: '2026-03-01T12:00:00.000Z',
      key: 'userKey',
      shopid: 7002,
      seq: 0,
      status: 423,
      line: 'busy: synchronization is under way',
      acknowledged: false,
    })
  })

  it('that reach nobody are logged and repeated', async () => {
    listen('apiKey', 'http://127.0.0.1:9/ping')
    await until(() => log().length === 1)
    gateway.sandbox.clock.advance(60_000)
    await until(() => log().length === 2)
    expect(log()[1]).toMatchObject({ status: null, line: 'not reachable', acknowledged: false })
  })

  it('follow a redirect nowhere', async () => {
    receiver.answer = { status: 307, text: '', location: 'http://192.0.2.1/' }
    listen()
    await until(() => log().length === 1)
    expect(log()[0]).toMatchObject({ status: 307, acknowledged: false })
  })

  it('follow the feed, not the change: a lag delays them', async () => {
    listen()
    await receiver.count(1)
    gateway.act({ act: 'feed_lag', ms: 5000 })
    error()
    await settled()
    expect(seqs()).toEqual([0])
    gateway.sandbox.clock.advance(5000)
    await receiver.count(2)
    expect(seqs()).toEqual([0, 1])
  })

  it('go to one url per key, and to none once it is cleared', async () => {
    const other = await openReceiver()
    listen('apiKey')
    listen('testApiKey', other.url)
    await Promise.all([receiver.count(1), other.count(1)])
    listen('apiKey', other.url)
    await other.count(2)
    gateway.act({ act: 'clear_ping_url', key: gateway.ready.apiKey })
    error()
    gateway.act({ act: 'feed_error', shopid: 9001 })
    await other.count(3)
    await settled()
    expect(receiver.pings).toHaveLength(1)
    expect(other.pings.map(({ shopid, seq }) => [shopid, seq])).toEqual([
      [9001, 0],
      [7001, 0],
      [9001, 1],
    ])
    await other.close()
  })

  it('may arrive out of order', async () => {
    for (let turn = 0; turn < 3; turn += 1) error()
    listen()
    await receiver.count(1)
    expect(gateway.act({ act: 'pings_out_of_order', key: 'apiKey' })).toEqual({ seqs: [3, 2] })
    await receiver.count(3)
    expect(seqs()).toEqual([3, 3, 2])
    expect(receiver.pings[2]?.signature).toBe(signatureOf('{"shopid":7001,"seq":2}', gateway.ready.apiKey))
    gateway.sandbox.clock.advance(60_000)
    await settled()
    expect(receiver.pings).toHaveLength(3)
  })

  it('go on while only an older number is acknowledged', async () => {
    for (let turn = 0; turn < 3; turn += 1) error()
    receiver.answer = (seq) => ({ text: seq === 3 ? 'busy' : 'ok' })
    listen()
    await receiver.count(1)
    gateway.act({ act: 'pings_out_of_order', key: 'apiKey' })
    await until(() => log().length === 3)
    gateway.sandbox.clock.advance(60_000)
    await receiver.count(4)
    expect(seqs()).toEqual([3, 3, 2, 3])
  })

  it('out of order need two changes', async () => {
    listen()
    expect(() => gateway.act({ act: 'pings_out_of_order', key: 'apiKey' })).toThrow('needs two changes or more')
  })

  it('end when the sandbox closes, waited for or not', async () => {
    receiver.answer = undefined
    listen()
    await receiver.count(1)
    const before = Date.now()
    await gateway.sandbox.close()
    expect(Date.now() - before).toBeLessThan(2000)
    error()
    await settled()
    expect(receiver.pings).toHaveLength(1)
    expect(log()).toEqual([])
  })
})
