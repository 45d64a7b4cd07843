import { request as rawRequest } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { operationNames } from '../../../../src/sandbox/scanpay/routes.ts'
import { basic, chair, type Gateway, type Loose, openGateway, type Reply } from './gateway.ts'

let gateway: Gateway
beforeEach(async () => {
  gateway = await openGateway()
})
afterEach(() => gateway.close())

/** Each operation once, with what it answers where all is well. */
const operations: Readonly<Record<string, (g: Gateway) => Promise<unknown>>> = {
  'POST /v2/{shopid}:pay/new': async (g) => Object.keys(await g.ok('POST', '/v2/7001:pay/new', chair)),
  'POST /v2/{shopid}:pay:{id}/expire': async (g) => {
    const { id } = await g.ok('POST', '/v2/7001:pay/new', chair)
    return g.ok('POST', `/v2/7001:pay:${id}/expire`)
  },
  'POST /v2/{shopid}:trn:{id}/capture': async (g) =>
    g.ok('POST', `/v2/7001:trn:${await g.sell(chair)}/capture`, { total: '100 DKK', index: 0 }),
  'POST /v2/{shopid}:trn:{id}/refund': async (g) =>
    g.ok('POST', `/v2/7001:trn:${await g.sell({ ...chair, autocapture: true })}/refund`, { total: '20 DKK', index: 1 }),
  'POST /v2/{shopid}:trn:{id}/void': async (g) => g.ok('POST', `/v2/7001:trn:${await g.sell(chair)}/void`),
  'POST /v2/{shopid}:sub:{id}/charge': async (g) => g.ok('POST', `/v2/7001:sub:${await g.enrol()}/charge`, chair),
  'POST /v2/{shopid}:sub:{id}/renew': async (g) =>
    Object.keys(await g.ok('POST', `/v2/7001:sub:${await g.enrol()}/renew`, {})),
  'POST /v2/{shopid}:sub:{id}/invalidate': async (g) => g.ok('POST', `/v2/7001:sub:${await g.enrol()}/invalidate`),
  'GET /v2/{shopid}:seq:{prevseq}': (g) => g.ok('GET', '/v2/7001:seq:0'),
  'POST /v1/new': async (g) => Object.keys(await g.ok('POST', '/v1/new', chair)),
  'GET /v1/seq/{seq}': (g) => g.ok('GET', '/v1/seq/0'),
  'POST /v1/transactions/{trnid}/capture': async (g) =>
    g.ok('POST', `/v1/transactions/${await g.sell(chair)}/capture`, { total: '100 DKK', index: 0 }),
  'POST /v1/transactions/{trnid}/refund': async (g) =>
    g.ok('POST', `/v1/transactions/${await g.sell({ ...chair, autocapture: true })}/refund`, {
      total: '1 DKK',
      index: 1,
    }),
  'POST /v1/transactions/{trnid}/void': async (g) =>
    g.ok('POST', `/v1/transactions/${await g.sell(chair)}/void`, { total: '199.90 DKK', index: 0 }),
  'POST /v1/subscribers/{subid}/charge': async (g) => g.ok('POST', `/v1/subscribers/${await g.enrol()}/charge`, chair),
  'POST /v1/subscribers/{subid}/renew': async (g) =>
    Object.keys(await g.ok('POST', `/v1/subscribers/${await g.enrol()}/renew`, {})),
}
const answers: Readonly<Record<string, unknown>> = {
  'POST /v2/{shopid}:pay/new': ['url', 'id'],
  'POST /v2/{shopid}:sub:{id}/renew': ['url', 'id'],
  'GET /v2/{shopid}:seq:{prevseq}': { changes: [], seq: 0 },
  'POST /v1/new': ['url'],
  'GET /v1/seq/{seq}': { changes: [], seq: 0 },
  'POST /v1/subscribers/{subid}/charge': { type: 'charge', id: 1, totals: { authorized: '199.90 DKK' } },
  'POST /v1/subscribers/{subid}/renew': ['url'],
}

describe('the operations', () => {
  it('are these and no others', () => {
    expect(operationNames()).toEqual(Object.keys(operations))
  })

  it.each(Object.entries(operations))('%s answers 200', async (name, run) => {
    expect(await run(gateway)).toEqual(answers[name] ?? {})
  })

  it('answer JSON with its type and length', async () => {
    const { headers, text } = await gateway.call('GET', '/v2/7001:seq:0')
    expect(headers.get('content-type')).toBe('application/json')
    expect(headers.get('content-length')).toBe(String(text.length))
  })
})

describe('paths', () => {
  it.each(['/v2/7001:seq%230', '/v2/7001%3Aseq%3A0', '/v2/7001:seq:0'])(
    '%s: a # may be sent in place of the second colon',
    async (path) => {
      expect(await gateway.ok('GET', path)).toEqual({ changes: [], seq: 0 })
    },
  )

  it.each(['trn%23', 'trn:'])('%s names a transaction', async (db) => {
    const id = await gateway.sell(chair)
    expect(await gateway.ok('POST', `/v2/7001:${db}${id}/capture`, { total: '1 DKK', index: 0 })).toEqual({})
  })

  it.each(['pay%23', 'sub%23'])('%s names a link and a subscriber', async (db) => {
    const { id } = await gateway.ok('POST', '/v2/7001:pay/new', chair)
    const subscriber = await gateway.enrol()
    const path = db === 'pay%23' ? `${id}/expire` : `${subscriber}/invalidate`
    expect(await gateway.ok('POST', `/v2/7001:${db}${path}`)).toEqual({})
  })

  it('transactions of v1 may carry the shop', async () => {
    const id = await gateway.sell(chair)
    const path = `/v1/transactions/7001:${id}`
    expect(await gateway.ok('POST', `${path}/capture`, { total: '1 DKK', index: 0 }, { key: 'userKey' })).toEqual({})
    expect((await gateway.call('POST', `/v1/transactions/7002:${id}/void`)).status).toBe(403)
  })

  it.each([
    '',
    '/',
    '/v2',
    '/v3/7001:seq:0',
    '/v2/7001:seq:0/',
    '/v2/7001:cart/new',
    '/v2/abc:seq:0',
    '/v2/0:seq:0',
    '/v2/7001%23seq:0',
    '/v2/7001:trn:1',
    '/v2/7001:trn:1/capture/x',
    '/v2/7001:seq:0:1',
    '/v1/new/x',
    '/v2/%E0%A4%A',
  ])('%s is unknown', async (path) => {
    const reply = await gateway.call('GET', path)
    expect([reply.status, reply.reason, reply.text]).toEqual([404, 'not found', 'not found\n'])
  })

  it.each([
    ['GET', '/v2/7001:pay/new'],
    ['DELETE', '/v2/7001:trn:1/capture'],
    ['POST', '/v2/7001:seq:0'],
    ['PUT', '/v1/new'],
  ])('%s %s is not on the page', async (method, path) => {
    const reply = await gateway.call(method, path)
    expect([reply.status, reply.reason, reply.text]).toEqual([405, 'method not allowed', 'method not allowed\n'])
  })
})

describe('authentication', () => {
  it.each([
    ['s7001:1:…', 'Basic czcwMDE6MTpzYW5kYm94LWFwaUtleS1vYnZpb3VzbHktbm90LWEtcmVhbC1rZXk=', 'apiKey'],
    ['s7001#1:…', 'Basic czcwMDEjMTpzYW5kYm94LWFwaUtleS1vYnZpb3VzbHktbm90LWEtcmVhbC1rZXk=', 'apiKey'],
    ['7001:…', 'Basic NzAwMTpzYW5kYm94LXYxQXBpS2V5LW9idmlvdXNseS1ub3QtYS1yZWFsLWtleQ==', 'v1ApiKey'],
    ['u501:1:…', 'Basic dTUwMToxOnNhbmRib3gtdXNlcktleS1vYnZpb3VzbHktbm90LWEtcmVhbC1rZXk=', 'userKey'],
    ['any case of the scheme', 'basic czcwMDE6MTpzYW5kYm94LWFwaUtleS1vYnZpb3VzbHktbm90LWEtcmVhbC1rZXk=', 'apiKey'],
  ])('takes the whole key as credential: %s', async (_form, authorization, alias) => {
    const reply = await gateway.call('GET', '/v2/7001:seq:0', undefined, { key: null, headers: { authorization } })
    expect(reply.status).toBe(200)
    expect(gateway.room.log.at(-1)?.token).toBe(alias)
  })

  it.each([
    ['none', undefined],
    ['the key without Basic', 's7001:1:sandbox-apiKey-obviously-not-a-real-key'],
    ['the key not encoded', 'Basic s7001:1:sandbox-apiKey-obviously-not-a-real-key'],
    [
      'a user name and an empty password',
      `Basic ${Buffer.from('s7001:1:sandbox-apiKey-obviously-not-a-real-key:').toString('base64')}`,
    ],
    ['Bearer', 'Bearer czcwMDE6MTpzYW5kYm94LWFwaUtleS1vYnZpb3VzbHktbm90LWEtcmVhbC1rZXk='],
    ['a wrong secret', basic('s7001:1:wrong')],
    ['another key id', basic('s7001:9:sandbox-apiKey-obviously-not-a-real-key')],
  ])('refuses %s as the page shows it', async (_name, authorization) => {
    const headers = authorization === undefined ? {} : { authorization }
    const reply = await gateway.call('GET', '/v2/7001:seq:0', undefined, { key: null, headers })
    expect([reply.status, reply.reason, reply.text]).toEqual([403, 'invalid apikey', 'invalid apikey\n'])
    expect(reply.headers.get('content-length')).toBe('15')
  })

  it.each([
    ['apiKey', 7001, 200],
    ['apiKey', 7002, 403],
    ['v1ApiKey', 7001, 200],
    ['v1ApiKey', 7002, 403],
    ['otherShopKey', 7002, 200],
    ['otherShopKey', 7001, 403],
    ['userKey', 7001, 200],
    ['userKey', 7002, 200],
    ['partnerKey', 7001, 200],
    ['partnerKey', 7002, 403],
    ['apiKey', 1, 403],
    ['apiKey', 9001, 403],
    ['testApiKey', 9001, 403],
  ])('%s at shop %i of production: %i', async (key, shop, status) => {
    expect((await gateway.call('GET', `/v2/${shop}:seq:0`, undefined, { key })).status).toBe(status)
  })

  it('in v1 the key is the shop, so a key of many shops opens nothing', async () => {
    expect((await gateway.call('GET', '/v1/seq/0', undefined, { key: 'otherShopKey' })).status).toBe(200)
    expect((await gateway.call('GET', '/v1/seq/0', undefined, { key: 'userKey' })).text).toBe('invalid apikey\n')
  })

  it('is asked for before anything else', async () => {
    expect((await gateway.call('PUT', '/nowhere', '{', { key: 'wrong' })).status).toBe(403)
  })
})

describe('the two environments', () => {
  it('have urls and keys of their own', () => {
    const { port } = gateway.sandbox
    expect(gateway.ready).toEqual({
      url: `http://127.0.0.1:${port}/scanpay/production`,
      testUrl: `http://127.0.0.1:${port}/scanpay/test`,
      shopId: 7001,
      otherShopId: 7002,
      testShopId: 9001,
      apiKey: 's7001:1:sandbox-apiKey-obviously-not-a-real-key',
      userKey: 'u501:1:sandbox-userKey-obviously-not-a-real-key',
      partnerKey: 'p31:1:sandbox-partnerKey-obviously-not-a-real-key',
      otherShopKey: 's7002:1:sandbox-otherShopKey-obviously-not-a-real-key',
      testApiKey: 's9001:1:sandbox-testApiKey-obviously-not-a-real-key',
      v1ApiKey: '7001:sandbox-v1ApiKey-obviously-not-a-real-key',
    })
  })

  it('have their keys in the form that a switch has now', () => {
    gateway.room.set({ key_form: 'hash' })
    const apiKey = 's7001#1:sandbox-apiKey-obviously-not-a-real-key'
    expect(gateway.room.ready).toMatchObject({ url: gateway.ready.url, apiKey })
    expect(gateway.sandbox.ready).toMatchObject({ ready: true, scanpay: { apiKey } })
    gateway.room.set({ key_form: 'colon' })
    expect(gateway.sandbox.ready).toMatchObject({ scanpay: gateway.ready })
  })

  it('know nothing of each other', async () => {
    const test = { base: 'testUrl', key: 'testApiKey' } as const
    const { url } = await gateway.ok('POST', '/v2/9001:pay/new', chair, test)
    expect(url).toContain('/scanpay-window/test/')
    gateway.act({ act: 'pay', link: url })
    expect((await gateway.ok('GET', '/v2/9001:seq:0', undefined, test)).changes).toHaveLength(1)
    expect((await gateway.ok('GET', '/v2/7001:seq:0')).changes).toEqual([])
    expect((await gateway.call('GET', '/v2/7001:seq:0', undefined, { base: 'testUrl' })).status).toBe(403)
    expect((await gateway.call('GET', '/v2/9001:seq:0', undefined, { key: 'testApiKey' })).status).toBe(403)
  })
})

/** A request that fetch would not send: its own headers, whatever their size. */
function raw(path: string, headers: Record<string, string>): Promise<Pick<Reply, 'status' | 'reason' | 'text'>> {
  const url = new URL(`${gateway.ready.url}${path}`)
  return new Promise((resolve, reject) => {
    const sent = rawRequest(url, { method: 'GET', headers, agent: false }, (response) => {
      let text = ''
      response.on('data', (chunk) => {
        text += String(chunk)
      })
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, reason: response.statusMessage ?? '', text }),
      )
    })
    sent.on('error', reject)
    sent.end()
  })
}

describe('the documented errors', () => {
  const refused = async (body: unknown): Promise<unknown[]> => {
    const reply = await gateway.call('POST', '/v2/7001:pay/new', body)
    return [reply.status, reply.reason, reply.text]
  }

  it.each(['', '{', '[]', '"x"', '5', 'null', 'items=1'])('400 invalid json: %s', async (body) => {
    expect(await refused(body)).toEqual([400, 'invalid json', 'invalid json\n'])
  })

  it.each([{}, { items: [] }, { items: {} }, { items: null }, { subscriber: 'x' }])(
    '400 missing items: %j',
    async (body) => {
      expect(await refused(body)).toEqual([400, 'missing items', 'missing items\n'])
    },
  )

  it.each([
    [{}],
    ['12 DKK'],
    [null],
    [{ total: 12 }],
    [{ total: '12' }],
    [{ total: 'DKK 12' }],
    [{ total: '12,50 DKK' }],
    [{ total: '12  DKK' }],
    [{ total: '12 dkk' }],
    [{ total: '12 XYZ' }],
    [{ total: '1e3 DKK' }],
    [{ total: '.5 DKK' }],
    [{ total: '0 DKK' }],
    [{ total: '-12 DKK' }],
    [{ total: '12 DKK' }, { total: '12 SEK' }],
  ])('400 invalid items.total: %j', async (...items) => {
    expect(await refused({ items })).toEqual([400, 'invalid items.total', 'invalid items.total\n'])
  })

  it('413: a body over 32 kB', async () => {
    const body = (bytes: number): string => JSON.stringify(chair).padEnd(bytes)
    expect((await gateway.call('POST', '/v2/7001:pay/new', body(32_768))).status).toBe(200)
    expect(await refused(body(32_769))).toEqual([413, 'Request Entity Too Large', 'Request Entity Too Large\n'])
  })

  it('400: headers over 4 kB', async () => {
    const authorization = basic(gateway.ready.apiKey)
    expect((await raw('/v2/7001:seq:0', { authorization, 'x-sdk': 'x'.repeat(3700) })).status).toBe(200)
    const text = 'Request Header Or Cookie Too Large'
    expect(await raw('/v2/7001:seq:0', { authorization, 'x-sdk': 'x'.repeat(4000) })).toEqual({
      status: 400,
      reason: text,
      text: `${text}\n`,
    })
  })

  it('400 for headers comes before 403, and 413 too', async () => {
    expect((await raw('/v2/7001:seq:0', { 'x-sdk': 'x'.repeat(4096) })).status).toBe(400)
    expect((await gateway.call('POST', '/v1/new', 'x'.repeat(40_000), { key: 'wrong' })).status).toBe(413)
  })

  it('408 and 500 come by a fault, in the form of every error', async () => {
    const strike = (status: number, reason: string): void =>
      gateway.sandbox.faults.script([{ fault: { kind: 'status', status, reason } }])
    strike(408, 'Request Timeout')
    expect(await refused(chair)).toEqual([408, 'Request Timeout', 'Request Timeout\n'])
    strike(500, 'internal server error')
    expect(await refused(chair)).toEqual([500, 'internal server error', 'internal server error\n'])
    gateway.room.set({ reason_phrase: 'usual' })
    strike(500, 'internal server error')
    expect(await refused(chair)).toEqual([500, 'Internal Server Error', 'internal server error\n'])
  })
})

describe('bodies of any shape', () => {
  const bodies: readonly unknown[] = [
    {
      items: [{ total: '5 DKK', name: 7, quantity: 'x', sku: [] }],
      billing: 'x',
      shipping: [1],
      lifetime: {},
      orderid: 1,
    },
    {
      items: [{ total: '5 DKK' }],
      billing: { address: 'x', name: null },
      successurl: 5,
      language: 7,
      autocapture: 'yes',
    },
    { subscriber: { ref: 7 }, items: 'x', __proto__: { a: 1 } },
    { total: {}, index: '0', history: {} },
    { total: '1 DKK', index: 1e99, history: [null, 1] },
  ]
  it('never crash an operation', async () => {
    await gateway.enrol()
    await gateway.sell(chair)
    for (const name of operationNames()) {
      const [method = '', path = ''] = name.split(' ')
      const tried = ['1', '99', '-1', '9'.repeat(30), '__proto__'].flatMap((id) => {
        const target = path.replace('{shopid}', '7001').replace(/\{\w+\}/, id)
        return [undefined, ...(method === 'GET' ? [] : bodies)].map((body) => gateway.call(method, target, body))
      })
      for (const { status, text } of await Promise.all(tried)) expect(status, `${name}: ${text}`).toBeLessThan(500)
    }
  })
})

describe('the request log and the store', () => {
  it('hold aliases and no key', async () => {
    const keys = ['apiKey', 'userKey', 'partnerKey', 'otherShopKey', 'testApiKey', 'v1ApiKey']
    const id = await gateway.sell(chair)
    for (const key of keys)
      await gateway.call('POST', `/v2/7001:trn:${id}/capture`, { total: '1 DKK', index: 0 }, { key })
    await gateway.call('GET', '/v2/7001:seq:0', undefined, { key: 'a secret of mine' })
    await gateway.call('GET', '/v2/7001:seq:0', undefined, { key: null })
    gateway.act({ act: 'set_ping_url', key: gateway.ready.apiKey, url: 'http://127.0.0.1:9/ping' })
    expect(gateway.room.log.map(({ token }) => token)).toEqual(['apiKey', ...keys, 'unknown', 'none'])
    const text = JSON.stringify([gateway.room.log, gateway.room.snapshot()])
    expect(text).not.toContain('obviously-not-a-real-key')
    expect(text).not.toContain(Buffer.from('obviously-not-a').toString('base64').slice(4, 12))
    expect(text).not.toContain('a secret of mine')
  })

  it('say what was committed, and count calls', async () => {
    await gateway.ok('POST', '/v2/7001:pay/new', chair)
    await gateway.call('POST', '/v2/7001:pay/new', {})
    await gateway.ok('GET', '/v2/7001:seq:0')
    expect(gateway.room.log.map(({ committed }) => committed)).toEqual([true, false, false])
    expect(gateway.room.calls()).toMatchObject({ limit: null, used: { apiKey: 3, userKey: 0 } })
    gateway.room.setCalls({ limit: 3 })
    const reply = await gateway.call('GET', '/v2/7001:seq:0')
    expect([reply.status, reply.text]).toEqual([429, 'too many requests\n'])
  })

  it('faults strike here as everywhere', async () => {
    gateway.sandbox.faults.script([{ match: { path: 'pay/new' }, fault: { kind: 'lost_answer' } }])
    await expect(gateway.call('POST', '/v2/7001:pay/new', chair)).rejects.toThrow()
    const snapshot: Loose = gateway.room.snapshot()
    expect(snapshot.environments.production['7001'].links).toHaveLength(1)
  })
})
