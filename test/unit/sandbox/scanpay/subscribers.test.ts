import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Gateway, type Loose, openGateway, unixNow } from './gateway.ts'

let gateway: Gateway
beforeEach(async () => {
  gateway = await openGateway()
})
afterEach(() => gateway.close())

const fee = { items: [{ name: 'Månedsafgift', quantity: 1, total: '99.95 DKK', sku: '' }] }
const billing = {
  name: 'Bogholderi',
  company: 'Hansen ApS',
  address: ['Rinkevej 14B'],
  city: 'Kgs. Lyngby',
  zip: '2800',
}
const emptyAddress = {
  name: '',
  company: '',
  email: '',
  phone: '',
  address: [],
  city: '',
  zip: '',
  state: '',
  country: '',
}
const emptyBilling = { ...emptyAddress, vatin: '', gln: '' }
const post = (path: string, body?: unknown): Promise<Loose> => gateway.call('POST', `/v2/7001:sub:${path}`, body)
const subscriber = (): Promise<Loose> => gateway.find('subscriber', 1)

describe('a subscriber', () => {
  it('is made by a link that is paid, with every field', async () => {
    const { id } = await gateway.ok('POST', '/v2/7001:pay/new', { subscriber: { ref: 'a-1083' }, billing })
    gateway.sandbox.clock.advance(60_000)
    const payer = { brand: 'mastercard', last4: '2847', ip: '198.51.100.4' }
    expect(gateway.act({ act: 'pay', link: id, ...payer })).toEqual({ shopid: 7001, transaction: null, subscriber: 1 })
    expect((await gateway.feed()).changes).toEqual([
      {
        type: 'subscriber',
        id: 1,
        rev: 1,
        ref: 'a-1083',
        method: {
          type: 'card',
          id: expect.stringMatching(/^.{43}=$/),
          card: { brand: 'mastercard', last4: '2847', exp: Date.parse('2029-04-01T00:00:00Z') / 1000 },
        },
        services: ['3dsecurev2', 'clearhaus-1'],
        time: { created: unixNow, authorized: unixNow + 60 },
        info: { ip: '198.51.100.4' },
        billing: { ...emptyBilling, ...billing },
        shipping: emptyAddress,
        acts: [],
      },
    ])
  })

  it('may have no reference', async () => {
    await gateway.enrol({ subscriber: {} })
    expect((await subscriber()).ref).toBe('')
  })

  it('is charged once at first where the link has items', async () => {
    await gateway.enrol({ ...fee, orderid: 'A-1', billing })
    const { changes } = await gateway.feed()
    expect(changes.map(({ type, id }) => [type, id])).toEqual([
      ['subscriber', 1],
      ['charge', 1],
    ])
    expect(changes[1]).toMatchObject({
      orderid: 'A-1',
      billing,
      acts: [],
      subscriber: { id: 1, rev: 1, ref: 'kunde-1' },
      totals: { authorized: '99.95 DKK', captured: '0 DKK' },
    })
  })

  it('stores no MobilePay', async () => {
    const { id } = await gateway.ok('POST', '/v2/7001:pay/new', { subscriber: {} })
    expect(() => gateway.act({ act: 'pay', link: id, method: 'mobilepay' })).toThrow('not by mobilepay')
    expect(gateway.act({ act: 'pay', link: id, method: 'applepay' }).subscriber).toBe(1)
    expect((await subscriber()).services).toEqual(['applepay', 'nets-2'])
  })
})

describe('a charge', () => {
  it('is a transaction without a window, numbered with the others', async () => {
    await gateway.sell(fee)
    await gateway.enrol({ billing }, { brand: 'visa', last4: '4711' })
    expect((await post('1/charge', { ...fee, orderid: '789' })).json).toEqual({})
    const charge = await gateway.find('charge', 2)
    expect(Object.keys(charge)).toEqual([
      ...['type', 'id', 'rev', 'locked', 'method', 'services', 'time', 'orderid', 'billing', 'shipping'],
      ...['items', 'acts', 'totals', 'subscriber'],
    ])
    expect(charge).toMatchObject({
      type: 'charge',
      id: 2,
      rev: 1,
      method: { type: 'card', card: { brand: 'visa', last4: '4711' } },
      services: ['clearhaus-1'],
      time: { created: unixNow, authorized: unixNow },
      orderid: '789',
      billing,
      items: fee.items,
      acts: [{ act: 'capture', who: 's7001#1', total: '99.95 DKK' }],
      totals: { authorized: '99.95 DKK', captured: '99.95 DKK', left: '0 DKK' },
      subscriber: { id: 1, rev: 1, ref: 'kunde-1' },
    })
    expect((await subscriber()).method.id).toBe(charge.method.id)
    expect(Object.keys(charge.method.card)).toEqual(['brand', 'last4'])
  })

  it('may be left to be captured, refunded and voided as a transaction is', async () => {
    await gateway.enrol()
    await post('1/charge', { ...fee, autocapture: false })
    await post('1/charge', { ...fee, autocapture: false })
    expect((await gateway.find('charge', 1)).acts).toEqual([])
    await gateway.ok('POST', '/v2/7001:trn:1/capture', { total: '99.95 DKK', index: 0 })
    await gateway.ok('POST', '/v2/7001:trn:1/refund', { total: '9.95 DKK', index: 1 })
    await gateway.ok('POST', '/v2/7001:trn:2/void')
    expect((await gateway.find('charge', 1)).totals.refunded).toBe('9.95 DKK')
    expect((await gateway.find('charge', 2)).totals.voided).toBe('99.95 DKK')
  })

  it('takes another address whole where any field of it is sent', async () => {
    await gateway.enrol({ billing, shipping: billing })
    await post('1/charge', { ...fee, billing: { name: 'Kasse' }, shipping: {} })
    const charge = await gateway.find('charge', 1)
    expect(charge.billing).toEqual({ ...emptyBilling, name: 'Kasse' })
    expect(charge.shipping).toEqual({ ...emptyAddress, ...billing })
    expect((await subscriber()).billing.name).toBe('Bogholderi')
  })

  it.each([
    [{}, 'missing items'],
    [{ items: [] }, 'missing items'],
    [{ items: [{ name: 'x' }] }, 'invalid items.total'],
    [undefined, 'invalid json'],
  ])('of %j is refused: %s', async (body, line) => {
    await gateway.enrol()
    const reply = await post('1/charge', body)
    expect([reply.status, reply.text]).toEqual([400, `${line}\n`])
  })

  it('of nobody is not found', async () => {
    for (const path of ['1/charge', '1/renew', '1/invalidate']) expect((await post(path, fee)).text).toBe('not found\n')
  })

  it('fails permanently or for now, as the pages show it', async () => {
    await gateway.enrol()
    gateway.act({ act: 'fail_charges', outcome: 'permanent' })
    gateway.act({ act: 'fail_charges', outcome: 'transient', times: 2 })
    gateway.act({ act: 'fail_charges', outcome: 'transient', text: 'swedbank – æ 中' })
    const seen: unknown[] = []
    for (let turn = 0; turn < 5; turn += 1) {
      const { status, reason, text } = await post('1/charge', fee)
      seen.push([status, reason, text])
    }
    const transient = 'transient nets error: kir (nets host) timeout'
    const permanent = 'permanent clearhaus error: card lost or stolen'
    expect(seen).toEqual([
      [400, permanent, `${permanent}\n`],
      [400, transient, `${transient}\n`],
      [400, transient, `${transient}\n`],
      [400, 'transient swedbank ? ? ?', 'transient swedbank – æ 中\n'],
      [200, 'OK', '{}'],
    ])
    expect((await gateway.feed()).changes).toHaveLength(2)
  })

  it('fails for one subscriber and not for another', async () => {
    await gateway.enrol()
    await gateway.enrol()
    gateway.act({ act: 'fail_charges', outcome: 'permanent', subscriber: 2, times: 5 })
    expect([(await post('1/charge', fee)).status, (await post('2/charge', fee)).status]).toEqual([200, 400])
    expect(gateway.act({ act: 'fail_charges', outcome: 'none' })).toEqual({ failures: 0 })
    expect((await post('2/charge', fee)).status).toBe(200)
  })
})

describe('renewing', () => {
  it('is a link, and changes nothing until it is paid', async () => {
    await gateway.enrol({ billing, shipping: billing })
    const { url, id } = (await post('1/renew', { successurl: 'https://shop.example/tak', lifetime: '2h' })).json
    expect(url.endsWith(`/${id}`)).toBe(true)
    expect((await subscriber()).rev).toBe(1)
    gateway.sandbox.clock.advance(90 * 60_000)
    const payment = { act: 'pay', link: url, method: 'applepay', brand: 'visa', last4: '8020', ip: '203.0.113.9' }
    expect(gateway.act(payment)).toEqual({ shopid: 7001, transaction: null, subscriber: 1 })
    const after = await subscriber()
    const services = ['applepay', 'clearhaus-1']
    expect(after).toMatchObject({ rev: 2, ref: 'kunde-1', services, info: { ip: '203.0.113.9' }, billing })
    expect(after.method).toMatchObject({ type: 'applepay', card: { brand: 'visa', last4: '8020' } })
    expect(after.time).toEqual({ created: unixNow, authorized: unixNow })
    expect(after.acts).toEqual([{ act: 'renew', time: unixNow + 5400, services }])
  })

  it('overwrites an address whole where any field of it is sent, and the reference', async () => {
    await gateway.enrol({ billing, shipping: billing })
    const { id } = (await post('1/renew', { subscriber: { ref: 'kunde-9' }, shipping: { city: 'Ribe' } })).json
    gateway.act({ act: 'pay', link: id })
    const after = await subscriber()
    expect([after.ref, after.billing.name, after.shipping]).toEqual([
      'kunde-9',
      'Bogholderi',
      { ...emptyAddress, city: 'Ribe' },
    ])
  })

  it('may charge at once, and captures that unless told otherwise', async () => {
    await gateway.enrol()
    for (const body of [fee, { ...fee, autocapture: false }])
      gateway.act({ act: 'pay', link: (await post('1/renew', body)).json.id })
    const { changes } = await gateway.feed()
    expect(changes.map((change) => [change.type, change.acts.length, change.subscriber?.rev])).toEqual([
      ['subscriber', 2, undefined],
      ['charge', 1, 2],
      ['charge', 0, 3],
    ])
  })
})

describe('invalidating', () => {
  it('wipes what is stored, and the subscriber stays', async () => {
    await gateway.enrol({ billing, shipping: billing })
    expect((await post('1/invalidate')).json).toEqual({})
    expect(await subscriber()).toEqual({
      type: 'subscriber',
      id: 1,
      rev: 2,
      ref: 'kunde-1',
      method: { type: '', id: '', card: { brand: '', last4: '', exp: 0 } },
      services: [],
      time: { created: unixNow, authorized: unixNow },
      info: { ip: '' },
      billing: emptyBilling,
      shipping: emptyAddress,
      acts: [],
    })
    expect((await post('1/invalidate')).json).toEqual({})
    expect((await gateway.feed()).seq).toBe(2)
  })

  it('makes charges fail for good, until renewed', async () => {
    await gateway.enrol()
    await post('1/invalidate')
    const reply = await post('1/charge', fee)
    expect([reply.status, reply.text]).toEqual([400, 'permanent scanpay error: subscriber is invalidated\n'])
    gateway.act({ act: 'pay', link: (await post('1/renew', {})).json.id })
    expect((await post('1/charge', fee)).status).toBe(200)
    expect((await subscriber()).rev).toBe(3)
  })
})
