import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { chair, type Gateway, type Loose, openGateway, unixNow } from './gateway.ts'

let gateway: Gateway
beforeEach(async () => {
  gateway = await openGateway()
})
afterEach(() => gateway.close())

const make = (body: unknown, path = '/v2/7001:pay/new'): Promise<Loose> => gateway.ok('POST', path, body)
const minutes = (count: number): void => gateway.sandbox.clock.advance(count * 60_000)
const pay = (link: unknown, payer: object = {}): Loose => gateway.act({ act: 'pay', link, ...payer })

/** The fields of the page, its example values but for the names of people. */
const full = {
  orderid: '1234zx',
  items: [
    { name: 'Danmarkskort plakat', quantity: 2, total: '199.90 DKK', sku: '182932000-MAP-DK' },
    { name: 'Fragt - PostNord', total: '45 DKK' },
    { total: '0.50 DKK' },
  ],
  billing: {
    name: 'Indkøb',
    company: 'Nielsen A/S',
    vatin: 'DK91738264',
    gln: '7953878173521',
    email: 'indkoeb@nielsen.example',
    phone: '+45 90014893',
    address: ['Pederstrupvej 14'],
    city: 'Teststrup',
    zip: '8320',
    country: 'Denmark',
  },
  shipping: { name: 'Varemodtagelse', vatin: 'DK1', gln: '1', address: ['C/O Lager', 'Pederstrupvej 14'], zip: '8320' },
  autocapture: true,
  successurl: 'https://shop.example/tak',
  language: 'da',
  lifetime: '7d',
}

describe('a payment link', () => {
  it('is answered with its url and id, the last part of it', async () => {
    const reply = await make(chair)
    expect(Object.keys(reply)).toEqual(['url', 'id'])
    expect(reply.id).toMatch(/^[0-9a-z]{8}$/)
    expect(reply.url).toBe(`http://127.0.0.1:${gateway.sandbox.port}/scanpay-window/production/${reply.id}`)
  })

  it('becomes a transaction with every field once it is paid', async () => {
    const { id } = await make(full)
    minutes(5)
    expect(pay(id)).toEqual({ shopid: 7001, transaction: 1, subscriber: null })
    const { changes, seq } = await gateway.feed()
    expect(seq).toBe(1)
    expect(changes).toEqual([
      {
        type: 'transaction',
        id: 1,
        rev: 1,
        locked: null,
        method: {
          type: 'card',
          id: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
          card: { brand: 'visadankort', last4: '1234' },
        },
        services: ['3dsecurev2', 'nets-2'],
        info: { ip: '192.0.2.17', ndisplay: 1, nfail: 0 },
        time: { created: unixNow, authorized: unixNow + 300 },
        orderid: '1234zx',
        billing: { ...full.billing, state: '' },
        shipping: {
          name: 'Varemodtagelse',
          company: '',
          email: '',
          phone: '',
          address: ['C/O Lager', 'Pederstrupvej 14'],
          city: '',
          zip: '8320',
          state: '',
          country: '',
        },
        items: [
          { quantity: 2, total: '199.90 DKK', name: 'Danmarkskort plakat', sku: '182932000-MAP-DK' },
          { quantity: 1, total: '45 DKK', name: 'Fragt - PostNord', sku: '' },
          { quantity: 1, total: '0.50 DKK', name: '', sku: '' },
        ],
        acts: [{ act: 'capture', time: unixNow + 300, who: 's7001#1', total: '245.40 DKK', history: [] }],
        totals: {
          attempted: '245.40 DKK',
          authorized: '245.40 DKK',
          captured: '245.40 DKK',
          refunded: '0 DKK',
          voided: '0 DKK',
          left: '0 DKK',
        },
      },
    ])
  })

  it('is not captured unless asked for', async () => {
    await gateway.sell(chair)
    const { acts, totals } = await gateway.find('transaction', 1)
    expect([acts, totals.captured, totals.left]).toEqual([[], '0 DKK', '199.90 DKK'])
  })

  it('ignores optional fields that are invalid', async () => {
    const body = {
      items: [{ total: '5 DKK', name: 7, quantity: 1.5, sku: null }],
      orderid: 12,
      billing: 'x',
      shipping: { name: 5, address: 'x', zip: ['8000'] },
      autocapture: 'yes',
      successurl: 'javascript:1',
      language: 'xx',
      lifetime: 'soon',
    }
    await gateway.sell(body)
    const change = await gateway.find('transaction', 1)
    expect(change.items).toEqual([{ quantity: 1, total: '5 DKK', name: '', sku: '' }])
    expect([change.orderid, change.billing.name, change.billing.address]).toEqual(['', '', []])
    expect([change.shipping.name, change.shipping.address, change.shipping.zip, change.acts]).toEqual(['', [], '', []])
    const [link]: Loose = (gateway.room.snapshot() as Loose).environments.production['7001'].links
    expect([link.language, link.expiresAt - link.createdAt]).toEqual(['', 3_600_000])
  })

  it('keeps the language, of the six', async () => {
    await make(full)
    for (const language of ['da', 'sv', 'no', 'en', 'de', 'fr']) await make({ ...chair, language })
    const { links }: Loose = (gateway.room.snapshot() as Loose).environments.production['7001']
    expect(links.map((link: Loose) => link.language)).toEqual(['da', 'da', 'sv', 'no', 'en', 'de', 'fr'])
  })

  it('remembers the address that the shop saw, if it is one', async () => {
    const headers = (ip: string): object => ({ headers: { 'x-cardholder-ip': ip, 'x-sdk': 'nodejs-1.3.0' } })
    for (const ip of ['2001:db8::7', '198.51.100.4', 'none'])
      pay((await gateway.ok('POST', '/v2/7001:pay/new', chair, headers(ip))).id)
    pay((await gateway.ok('POST', '/v2/7001:pay/new', chair, headers('198.51.100.4'))).id, { ip: '203.0.113.9' })
    const { changes } = await gateway.feed()
    expect(changes.map(({ info }) => info.ip)).toEqual(['2001:db8::7', '198.51.100.4', '192.0.2.17', '203.0.113.9'])
  })

  it('is payable once', async () => {
    const { id } = await make(chair)
    pay(id)
    expect(() => pay(id)).toThrow('the link is paid')
    expect((await gateway.feed()).changes).toHaveLength(1)
  })

  it('has no idempotency key: two requests are two links', async () => {
    const headers = { 'idempotency-key': 'one' }
    const first = await gateway.call('POST', '/v2/7001:pay/new', chair, { headers })
    const second = await gateway.call('POST', '/v2/7001:pay/new', chair, { headers })
    expect(first.json.id).not.toBe(second.json.id)
    expect(first.headers.get('idempotency-status')).toBeNull()
  })
})

describe('its lifetime', () => {
  it.each([
    [undefined, 60],
    ['1h', 60],
    ['5m', 5],
    ['300s', 5],
    ['1h30m', 90],
    ['1d12h', 36 * 60],
    ['30d', 30 * 24 * 60],
  ])('%s is %i minutes of the clock', async (lifetime, length) => {
    const { id } = await make({ ...chair, lifetime })
    minutes(length - 1)
    expect(gateway.act({ act: 'decline', link: id })).toEqual({ declined: 'declined' })
    minutes(1)
    expect(() => pay(id)).toThrow('the link is expired')
  })

  it.each(['299s', '31d', '0m', '1w', '-1h', '1 h', '999999999d'])('%s is ignored', async (lifetime) => {
    const { id } = await make({ ...chair, lifetime })
    minutes(59)
    gateway.act({ act: 'decline', link: id })
    minutes(1)
    expect(() => pay(id)).toThrow('the link is expired')
  })

  it('makes the url longer', async () => {
    const lengths: number[] = []
    for (const lifetime of ['1h', '1d', '30d']) lengths.push((await make({ ...chair, lifetime })).id.length)
    expect(lengths).toEqual([8, 10, 12])
  })
})

describe('expiring', () => {
  it('withdraws the link', async () => {
    const { id } = await make(chair)
    expect(await gateway.ok('POST', `/v2/7001:pay:${id}/expire`)).toEqual({})
    expect(() => pay(id)).toThrow('the link is expired')
    expect((await gateway.feed()).changes).toEqual([])
  })

  it('takes the links of v1 and of renewals, and no others', async () => {
    const { url } = await make(chair, '/v1/new')
    expect(await gateway.ok('POST', `/v2/7001:pay:${url.split('/').at(-1)}/expire`)).toEqual({})
    expect(() => pay(url)).toThrow('the link is expired')
    const reply = await gateway.call('POST', '/v2/7001:pay:nothing/expire')
    expect([reply.status, reply.text]).toEqual([404, 'not found\n'])
    const { id } = await make(chair)
    expect((await gateway.call('POST', `/v2/7002:pay:${id}/expire`, undefined, { key: 'userKey' })).status).toBe(404)
  })
})

describe('the payment window', () => {
  it('is where the url leads, with link parameters or without', async () => {
    const { url } = await make({ ...full, orderid: '<b>&"' })
    const page = await fetch(`${url}?go=mobilepay`)
    const text = await page.text()
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect(text).toContain('<html lang="da">')
    expect(text).toContain('Pay 245.40 DKK for &lt;b&gt;&amp;&quot;.')
    expect(gateway.act({ act: 'pay', link: `${url}?go=applepay`, method: 'applepay' }).transaction).toBe(1)
  })

  it('counts how often it was shown, and what failed', async () => {
    const { url } = await make(chair)
    await fetch(url)
    await fetch(url)
    gateway.act({ act: 'decline', link: url, reason: 'insufficient funds' })
    pay(url)
    expect((await gateway.find('transaction', 1)).info).toMatchObject({ ndisplay: 2, nfail: 1 })
  })

  it('is looked at only: any other method is refused, and not counted', async () => {
    const { url } = await make(chair)
    for (const method of ['POST', 'HEAD', 'PUT', 'DELETE']) {
      const reply = await fetch(url, { method })
      expect([reply.status, reply.headers.get('allow')]).toEqual([405, 'GET'])
    }
    await fetch(url)
    pay(url)
    expect((await gateway.find('transaction', 1)).info).toMatchObject({ ndisplay: 1 })
  })

  it('is that of its own environment', async () => {
    const { url } = await make(chair)
    const elsewhere = url.replace('/production/', '/test/')
    expect([(await fetch(url)).status, (await fetch(elsewhere)).status]).toEqual([200, 404])
  })

  it('says when there is nothing to pay', async () => {
    const subscribe = await make({ subscriber: {} })
    expect(await (await fetch(subscribe.url)).text()).toContain('Pay by storing a card.')
    const { url } = await make(chair)
    minutes(60)
    const gone = await fetch(url)
    expect([gone.status, await gone.text()]).toEqual([410, expect.stringContaining('This payment link is expired.')])
    expect((await fetch(`${url}x`)).status).toBe(404)
    expect(gateway.room.log).toHaveLength(2)
  })
})
