import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Fault, faultKinds, parseFaultRules } from '../../../src/sandbox/faults.ts'
import { startSandbox } from '../../../src/sandbox/server.ts'
import { type Loose, openShop, type Shop } from './shop.ts'

let shop: Shop
beforeEach(async () => {
  shop = await openShop({ now: '2026-03-01T12:00:00Z' })
})
afterEach(() => shop.close())

const strike = (fault: Fault): void =>
  shop.sandbox.faults.script([{ match: { method: 'POST', path: '^/product$' }, fault }])
const create = (): Promise<Loose> => shop.call('POST', '/product', { name: 'Stol' })
const total = async (): Promise<number> => (await shop.ok('GET', '/product')).paging.total
const lastFault = (): Loose => shop.sandbox.shoporama.log.findLast((entry) => entry.fault !== null)

describe('faults that lose the answer', () => {
  it.each<[Fault, number]>([
    [{ kind: 'lost_answer' }, 1],
    [{ kind: 'reset' }, 0],
    [{ kind: 'truncated' }, 1],
    [{ kind: 'hang', ms: 20 }, 0],
    [{ kind: 'hang', ms: 20, committed: true }, 1],
  ])('%o: the call fails, and %i products exist', async (fault, count) => {
    strike(fault)
    await expect(create()).rejects.toThrow()
    expect(await total()).toBe(count)
    expect(lastFault()).toMatchObject({
      fault: fault.kind,
      committed: count === 1,
      status: fault.kind === 'truncated' ? 200 : null,
    })
  })

  it('a truncated answer promises its whole length', async () => {
    strike({ kind: 'truncated' })
    const response = await fetch(`${shop.url}/product`, {
      method: 'POST',
      body: '{"name":"x"}',
      headers: { authorization: shop.sandbox.shoporama.token },
    })
    expect(Number(response.headers.get('content-length'))).toBeGreaterThan(1000)
    await expect(response.text()).rejects.toThrow()
  })

  it('a hanging call ends when the sandbox closes', async () => {
    strike({ kind: 'hang', ms: 60_000 })
    const call = expect(create()).rejects.toThrow()
    while (shop.sandbox.shoporama.log.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    await shop.close()
    await call
  })
})

describe('faults that answer something else', () => {
  it.each<[Fault, number, RegExp, number]>([
    [{ kind: 'status', status: 503, retryAfter: 7 }, 503, /^503/, 0],
    [{ kind: 'status', status: 500, committed: true, body: '{"oops":1}' }, 500, /^\{"oops":1\}$/, 1],
    [{ kind: 'status', status: 429, retryAfter: 'Sun, 01 Mar 2026 13:00:00 GMT' }, 429, /^429/, 0],
    [{ kind: 'html' }, 200, /^<!DOCTYPE html>/, 0],
    [{ kind: 'html', status: 502, committed: true }, 502, /<html>/, 1],
    [{ kind: 'empty' }, 200, /^$/, 1],
    [{ kind: 'empty', status: 204, committed: false }, 204, /^$/, 0],
    [{ kind: 'unauthorized' }, 401, /^401 Unauthorized$/, 0],
    [{ kind: 'slow', ms: 30 }, 200, /"product_id": 600001/, 1],
  ])('%o', async (fault, status, text, count) => {
    strike(fault)
    const reply = await create()
    expect(reply.status).toBe(status)
    expect(reply.text).toMatch(text)
    if (fault.kind === 'status')
      expect(reply.headers.get('retry-after')).toBe(fault.retryAfter === undefined ? null : String(fault.retryAfter))
    expect(await total()).toBe(count)
  })
})

describe('a status fault with a reason', () => {
  it.each<[string, string, string, string]>([
    ['shoporama', '/supplier', 'text/plain; charset=utf-8', '409 busy'],
    ['24nettbutikk', '/orders', '', ''],
    ['scanpay', '/v2/7001:seq:0', 'text/plain; charset=utf-8', 'busy\n'],
    ['distribution-innovation', '/ws', 'application/json', '{"statusCode":409,"errorKey":"busy","errorMap":{}}'],
    ['venue-manager', '/customergroup', 'application/json', '{"error":"busy","errorCode":0}'],
  ])('is told as %s tells its errors', async (vendor, path, type, text) => {
    const sandbox = await startSandbox({ vendors: [vendor] })
    sandbox.faults.script([{ fault: { kind: 'status', status: 409, reason: 'busy', retryAfter: 3 } }])
    const response = await fetch(`${sandbox.vendor(vendor).url}${path}`)
    expect([response.status, response.headers.get('content-type') ?? '', await response.text()]).toEqual([
      409,
      type,
      text,
    ])
    expect([response.headers.get('retry-after'), response.statusText]).toEqual([
      '3',
      vendor === 'scanpay' ? 'busy' : 'Conflict',
    ])
    await sandbox.close()
  })

  it('may have another body and content type', async () => {
    const body = '{"oops":1}'
    strike({ kind: 'status', status: 500, reason: 'x', body, contentType: 'application/problem+json' })
    const reply = await create()
    expect([reply.text, reply.headers.get('content-type')]).toEqual([body, 'application/problem+json'])
  })
})

describe('faults of paging', () => {
  beforeEach(async () => {
    await shop.ok(
      'POST',
      '/product',
      Array.from({ length: 6 }, (_, index) => ({ name: `P${index}` })),
    )
  })
  const readAll = async (fault: Fault): Promise<{ names: string[]; totals: number[] }> => {
    shop.sandbox.faults.script([{ match: { method: 'GET', path: 'offset=3' }, fault }])
    const pages = [await shop.ok('GET', '/product?limit=3&offset=0'), await shop.ok('GET', '/product?limit=3&offset=3')]
    return {
      names: pages.flatMap((page) => page.products.map((row: Loose) => row.name)),
      totals: pages.map((page) => page.paging.total),
    }
  }

  it('shrink: a product of an earlier page goes, and a later one is never seen', async () => {
    expect(await readAll({ kind: 'shrink' })).toEqual({ names: ['P5', 'P4', 'P3', 'P1', 'P0'], totals: [6, 5] })
  })

  it('grow: a new product pushes one down, and it is seen twice', async () => {
    expect(await readAll({ kind: 'grow' })).toEqual({ names: ['P5', 'P4', 'P3', 'P3', 'P2', 'P1'], totals: [6, 7] })
  })

  it('short: fewer rows than the total promises', async () => {
    expect(await readAll({ kind: 'short', rows: 2 })).toEqual({ names: ['P5', 'P4', 'P3', 'P2'], totals: [6, 6] })
  })
})

describe('a fault of lists', () => {
  it.each([
    ['scanpay', '/v2/7001:seq:0', [null, null, null]],
    ['distribution-innovation', '/ws/json/shop/v-1', [null, null, null]],
    ['24nettbutikk', '/products', [null, null, 'grow']],
    ['venue-manager', '/catalog/products/', [null, null, 'grow']],
    ['shoporama', '/product', [null, null, 'grow']],
  ])('is logged as struck where it has changed something (%s, which is empty)', async (vendor, path, struck) => {
    const sandbox = await startSandbox({ vendors: [vendor] })
    const { url, ready, log } = sandbox.vendor(vendor)
    const { token, apiKey = `${token}:` } = ready as Readonly<Record<string, string | undefined>>
    const basic = `Basic ${Buffer.from(apiKey).toString('base64')}`
    for (const kind of ['shrink', 'short', 'grow'] as const) {
      sandbox.faults.script([{ fault: { kind } }])
      await fetch(`${url}${path}`, { headers: { authorization: vendor === 'shoporama' ? String(token) : basic } })
    }
    expect(log.map(({ fault }) => fault)).toEqual(struck)
    await sandbox.close()
  })
})

describe('a fault script', () => {
  it('strikes the nth matching request, as often as told, and counts by path with or without its query', async () => {
    shop.sandbox.faults.script([
      { match: { method: 'get', path: '^/supplier$', nth: 2, times: 2 }, fault: { kind: 'status', status: 500 } },
    ])
    const statuses: number[] = []
    for (const query of ['', '?a=1', '', '']) statuses.push((await shop.call('GET', `/supplier${query}`)).status)
    expect(statuses).toEqual([200, 500, 500, 200])
  })

  it('is refused with the reason when it does not make sense', () => {
    const wrong: [unknown, string][] = [
      [5, 'faults are an array'],
      [[{ fault: { kind: 'flood' } }], 'no fault is called "flood"'],
      [[{ fault: { kind: 'status' } }], 'needs a status'],
      [[{ fault: { kind: 'hang' } }], 'hang needs ms'],
      [[{ fault: { kind: 'status', status: 500, reason: 'a\nb' } }], 'reason is one line'],
      [[{ fault: { kind: 'status', status: 500, contentType: 'a/b\r\nx: y' } }], 'contentType is one line'],
      [[{ match: { url: 'x' }, fault: { kind: 'reset' } }], 'has no "url"'],
      [[{ match: { nth: 'x' }, fault: { kind: 'reset' } }], 'nth is a number'],
    ]
    for (const [rules, reason] of wrong) expect(() => parseFaultRules(rules)).toThrow(reason)
    for (const kind of faultKinds) expect(parseFaultRules([{ fault: { kind, status: 500, ms: 1 } }])).toHaveLength(1)
  })
})

describe('hooks', () => {
  it('run in the order call, commit, answer, and see the store as it is then', async () => {
    const seen: string[] = []
    const note = (name: string) => () => {
      seen.push(`${name} ${shop.sandbox.shoporama.snapshot().collections['products']?.rows.length}`)
    }
    shop.sandbox.onCall = note('call')
    shop.sandbox.afterCommit = note('commit')
    shop.sandbox.beforeAnswer = note('answer')
    await create()
    await shop.call('GET', '/supplier')
    expect(seen).toEqual(['call 0', 'commit 1', 'answer 1', 'call 1', 'answer 1'])
  })
})

describe('latency', () => {
  it('delays every vendor call', async () => {
    shop.sandbox.latencyMs = 50
    const started = performance.now()
    await shop.call('GET', '/supplier')
    expect(performance.now() - started).toBeGreaterThanOrEqual(49)
  })
})
