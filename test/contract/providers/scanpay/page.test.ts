/**
 * The contract against the vendor's page, whose examples stand here with their lines, and against the newer docs and the
 * clients where the page has no more than the scheme.
 */
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { isJsonObject } from '../../../../src/model/json.ts'
import { feeds, operations } from '../../../../src/providers/scanpay/contract.ts'
import { errorRows, lineOf, statusCode } from '../../../../src/providers/scanpay/errors.ts'
import { scanpay } from '../../../../src/providers/scanpay/index.ts'
import { basicHeader, parseKey } from '../../../../src/providers/scanpay/key.ts'
import { vendorUrls } from '../../../../src/providers/scanpay/settings.ts'
import { formatUri, parseUri, requestPath } from '../../../../src/providers/scanpay/uri.ts'

/** Every operation, with the line of the page that has its form; 0: v1, which the page does not have. */
const all: readonly [line: number, id: string, operation: string][] = [
  [11, 'pay.new', 'POST /v2/{shopid}:pay/new'],
  [12, 'pay.expire', 'POST /v2/{shopid}:pay:{id}/expire'],
  [12, 'trn.capture', 'POST /v2/{shopid}:trn:{id}/capture'],
  [12, 'trn.refund', 'POST /v2/{shopid}:trn:{id}/refund'],
  [12, 'trn.void', 'POST /v2/{shopid}:trn:{id}/void'],
  [12, 'sub.charge', 'POST /v2/{shopid}:sub:{id}/charge'],
  [12, 'sub.renew', 'POST /v2/{shopid}:sub:{id}/renew'],
  [12, 'sub.invalidate', 'POST /v2/{shopid}:sub:{id}/invalidate'],
  [2, 'seq', 'GET /v2/{shopid}:seq:{prevseq}'],
  [0, 'v1.new', 'POST /v1/new'],
  [0, 'v1.seq', 'GET /v1/seq/{seq}'],
  [0, 'v1.capture', 'POST /v1/transactions/{trnid}/capture'],
  [0, 'v1.refund', 'POST /v1/transactions/{trnid}/refund'],
  [0, 'v1.void', 'POST /v1/transactions/{trnid}/void'],
  [0, 'v1.charge', 'POST /v1/subscribers/{subid}/charge'],
  [0, 'v1.renew', 'POST /v1/subscribers/{subid}/renew'],
]

const operation = (id: string) => {
  const found = operations.find((one) => one.id === id)
  if (found === undefined) throw new Error(`no ${id}`)
  return found
}

describe('the contract', () => {
  it('has 16 operations: 9 of v2 and 7 of v1', () => {
    expect(operations.map(({ line, id, method, path }) => [line, id, `${method} ${path}`])).toEqual(all)
    expect(operations).toHaveLength(16)
    expect(operations.filter(({ path }) => path.startsWith('/v2/'))).toHaveLength(9)
  })

  it('has each operation once, by id and by address', () => {
    expect(new Set(operations.map(({ id }) => id)).size).toBe(16)
    expect(new Set(operations.map(({ method, path }) => `${method} ${path}`)).size).toBe(16)
  })

  it.each(operations)('$id has a parameter for each part of its path, and no other', ({ path, params }) => {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    expect(Object.keys(params.shape)).toEqual(names)
  })

  it.each(operations)('$id says what it answers, successes first', ({ id, replies }) => {
    expect(replies[0]).toMatchObject({ status: 200 })
    expect(replies.slice(1).every(({ status }) => status >= 400)).toBe(true)
    const charges = id.endsWith('charge')
    expect(replies).toHaveLength(1 + errorRows.filter(({ status }) => status !== undefined || charges).length)
  })
})

describe('the page', () => {
  it('has uris of four parts (lines 4 to 10)', () => {
    const uri = { shopid: '12', db: 'trn', id: '21', rev: '3' }
    expect(parseUri('12:trn#21@3')).toEqual(uri)
    expect(parseUri(formatUri(uri, ':'))).toEqual(uri)
  })

  it('has two forms of an address (lines 11 and 12), and every operation of v2 has one of them', () => {
    const object = { shopid: '{shopid}', db: '{db}', id: '{id}' }
    expect(`${vendorUrls.production}${requestPath({ shopid: '{shopid}', db: '{db}' }, '{action}')}`).toBe(
      'https://api.scanpay.dk/v2/{shopid}:{db}/{action}',
    )
    expect(`${vendorUrls.production}${requestPath(object, '{action}')}`).toBe(
      'https://api.scanpay.dk/v2/{shopid}:{db}:{id}/{action}',
    )
    for (const { path } of operations.filter((one) => one.line > 0))
      expect(path).toMatch(/^\/v2\/\{shopid\}:[a-z]{3}(?::\{\w+\})?(?:\/[a-z]+)?$/)
  })

  it('has Basic with the key as the credential (line 15)', () => {
    expect(basicHeader('{apikey}')).toBe('Basic e2FwaWtleX0=')
    expect(operations.every(({ auth }) => auth.startsWith('Basic'))).toBe(true)
  })

  it('has keys of users and shops (lines 18 and 19)', () => {
    expect(parseKey('u7:4:randomness')).toMatchObject({ owner: 'user', ownerId: '7', keyId: '4' })
    expect(parseKey('s12:4:randomness')).toMatchObject({ owner: 'shop', ownerId: '12', keyId: '4' })
  })

  it('has JSON objects as answers (line 24)', () => {
    for (const { reply } of operations) {
      expect(reply.safeParse([]).success).toBe(false)
      expect(reply.safeParse('ok').success).toBe(false)
    }
  })

  it('has errors of one line, whose break its length counts (lines 25 and 26)', () => {
    const example = 'invalid apikey\n'
    expect(Buffer.byteLength(example)).toBe(15)
    expect(lineOf(example)).toBe('invalid apikey')
    expect(statusCode('line', 403, example)).toBe('E2002')
    const rows = operations.flatMap(({ replies }) => replies.filter(({ status }) => status >= 400))
    for (const { shape } of rows) expect(shape?.safeParse(example).success).toBe(true)
  })

  it('has two environments (lines 30 and 31)', () => {
    expect(vendorUrls).toEqual({ production: 'https://api.scanpay.dk', test: 'https://api.scanpay.dev' })
  })
})

describe('the bodies of the newer docs', () => {
  const payment = 'items orderid billing shipping autocapture successurl language lifetime subscriber'
  const charge = 'orderid billing shipping autocapture items'
  const act = 'total index history'
  const bodies: readonly [string, string, string][] = [
    ['pay.new', payment, ''],
    ['trn.capture', act, 'total index'],
    ['trn.refund', act, 'total index'],
    ['sub.charge', charge, 'items'],
    ['sub.renew', payment, ''],
    ['v1.new', payment, ''],
    ['v1.capture', act, 'total index'],
    ['v1.refund', act, 'total index'],
    ['v1.void', 'index', 'index'],
    ['v1.charge', charge, 'items'],
    ['v1.renew', payment, ''],
  ]
  const words = (text: string) => text.split(' ').filter((word) => word !== '')

  it('are those of these operations, and the others take none', () => {
    expect(operations.filter(({ body }) => body !== undefined).map(({ id }) => id)).toEqual(bodies.map(([id]) => id))
  })

  it.each(bodies)('%s takes %s', (id, keys, required) => {
    const { body } = operation(id)
    const schema = body === undefined ? {} : z.toJSONSchema(body)
    const properties = isJsonObject(schema) && isJsonObject(schema['properties']) ? schema['properties'] : {}
    expect(Object.keys(properties)).toEqual(words(keys))
    expect(isJsonObject(schema) ? (schema['required'] ?? []) : undefined).toEqual(words(required))
  })

  it('have addresses, of which the shipping one lacks the numbers of a company', () => {
    const schema = z.toJSONSchema(operation('pay.new').body ?? z.never())
    const keysOf = (name: string) => {
      const part = isJsonObject(schema['properties']) ? schema['properties'][name] : undefined
      return isJsonObject(part) && isJsonObject(part['properties']) ? Object.keys(part['properties']).sort() : []
    }
    const shipping = words('address city company country email name phone state zip')
    expect(keysOf('shipping')).toEqual(shipping)
    expect(keysOf('billing')).toEqual([...shipping, 'gln', 'vatin'].sort())
  })
})

describe('the feed', () => {
  const items = [{ total: '199.90 DKK', name: 'Egestol', quantity: 2, sku: 'CH-001' }]
  const address = { name: '', address: [], zip: '' }
  const method = { type: 'card', id: 'b3BhcXVl', card: { brand: 'visadankort', last4: '1234' } }
  const totals = {
    attempted: '245.40 DKK',
    authorized: '245.40 DKK',
    captured: '244.90 DKK',
    refunded: '99.95 DKK',
    voided: '0 DKK',
    left: '0.50 DKK',
  }
  const acts = [
    {
      act: 'capture',
      time: 1727109740,
      who: 's12#4',
      total: '244.90 DKK',
      history: [{ item: 0, quantity: 2, total: '199.90 DKK' }],
    },
    { act: 'refund', time: 1727196369, who: 'u7#3', total: '99.95 DKK', history: [] },
  ]
  const time = { created: 1727109700, authorized: 1727109730 }
  const shared = { rev: 3, locked: null, method, services: ['3dsecurev2', 'nets-2'], orderid: '5', items, acts, totals }
  const transaction = {
    type: 'transaction',
    id: 21,
    ...shared,
    time,
    billing: address,
    shipping: address,
    info: { ip: '192.0.2.7', ndisplay: 1, nfail: 0 },
  }
  const { info: _, ...paid } = transaction
  const charge = { ...paid, type: 'charge', id: 22, subscriber: { id: 68, rev: 1, ref: '5' } }
  const subscriber = {
    type: 'subscriber',
    id: 68,
    rev: 2,
    ref: '5',
    method: { ...method, card: { ...method.card, exp: 1798675199 } },
    services: [],
    time: { created: 1727109700 },
    info: { ip: '192.0.2.7' },
    billing: address,
    shipping: address,
    acts: [{ act: 'renew', time: 1727109740, services: ['3dsecurev2'] }],
  }
  /** In early v1 the digits of a card were a number and addresses were not there. */
  const { billing: _b, shipping: _s, items: _i, ...bare } = transaction
  const early = { ...bare, method: { ...method, card: { brand: 'visa', last4: 1234 } } }
  const shape = feeds.v2.operation.replies[0]?.shape

  it.each([
    ['a transaction', transaction],
    ['a charge', charge],
    ['a subscriber', subscriber],
    ['one of early v1', early],
    ['one that failed', { error: 'no such transaction', type: 'transaction', id: 9 }],
    ['one with fields of tomorrow', { ...transaction, method: { ...method, type: 'newpay' }, later: true }],
  ])('has %s', (__, change) => {
    expect(shape?.safeParse({ changes: [change], seq: 3 }).error?.issues).toBeUndefined()
  })

  it.each([
    ['a charge without its subscriber', { ...charge, subscriber: undefined }],
    ['another act', { ...transaction, acts: [{ ...acts[0], act: 'lend' }] }],
    ['no revision', { ...subscriber, rev: undefined }],
    ['a type of its own', { ...transaction, type: 'payout' }],
  ])('is not documented with %s', (__, change) => {
    expect(shape?.safeParse({ changes: [change], seq: 3 }).success).toBe(false)
  })

  it('is read by its number and its length alone, whatever the changes are', () => {
    for (const { operation: one } of Object.values(feeds)) {
      expect(one.reply.safeParse({ changes: [{ type: 'payout' }, 7], seq: 3, more: 1 }).success).toBe(true)
      expect(one.reply.safeParse({ changes: {}, seq: 3 }).success).toBe(false)
      expect(one.reply.safeParse({ changes: [], seq: '3' }).success).toBe(false)
    }
  })
})

describe('what butik does with it', () => {
  it('is one read of the gateway, and calls by hand', () => {
    expect(operations.filter(({ use }) => use !== 'butik api only').map(({ id }) => id)).toEqual(['seq', 'v1.seq'])
    expect(scanpay.kinds.map(({ name, class: power }) => `${power} ${name}`)).toEqual(['observed gateway'])
  })
})
