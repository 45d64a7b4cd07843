/** `butik api`: what is sent for each operation, what is refused before it is, and how the feed goes on. */
import { describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../../../../src/model/json.ts'
import type { ApiInput } from '../../../../src/model/provider.ts'
import { scanpay } from '../../../../src/providers/scanpay/index.ts'
import { basic, failure, fakeVendor, key, page, reset, signal } from './fakes.ts'

const { api } = scanpay
const items = [{ name: 'Egestol', quantity: 2, total: '199.90 DKK', sku: 'CH-001' }]
const act = { total: '20 DKK', index: 1 }

const input = (parameters: ApiInput['parameters'] = {}, body?: Json): ApiInput =>
  body === undefined ? { parameters } : { parameters, body }

/** Each operation with an input, and the request that it makes for shop 12. */
const requests: readonly [id: string, input: ApiInput, request: string][] = [
  ['pay.new', input({}, { items }), 'POST /v2/12:pay/new'],
  ['pay.expire', input({ id: '9qdvbx2r_-A' }), 'POST /v2/12:pay:9qdvbx2r_-A/expire'],
  ['trn.capture', input({ id: '21' }, act), 'POST /v2/12:trn:21/capture'],
  ['trn.refund', input({ id: '21' }, act), 'POST /v2/12:trn:21/refund'],
  ['trn.void', input({ id: '21' }), 'POST /v2/12:trn:21/void'],
  ['sub.charge', input({ id: '68' }, { items }), 'POST /v2/12:sub:68/charge'],
  ['sub.renew', input({ id: '68' }, {}), 'POST /v2/12:sub:68/renew'],
  ['sub.invalidate', input({ id: '68' }), 'POST /v2/12:sub:68/invalidate'],
  ['seq', input({ prevseq: '7' }), 'GET /v2/12:seq:7'],
  ['v1.new', input({}, { subscriber: { ref: '5' } }), 'POST /v1/new'],
  ['v1.seq', input({ seq: '7' }), 'GET /v1/seq/7'],
  ['v1.capture', input({ trnid: '21' }, act), 'POST /v1/transactions/21/capture'],
  ['v1.refund', input({ trnid: '12:21' }, act), 'POST /v1/transactions/12%3A21/refund'],
  ['v1.void', input({ trnid: '21' }, { index: 0 }), 'POST /v1/transactions/21/void'],
  ['v1.charge', input({ subid: '68' }, { items }), 'POST /v1/subscribers/68/charge'],
  ['v1.renew', input({ subid: '68' }, {}), 'POST /v1/subscribers/68/renew'],
]

describe('each operation', () => {
  it('is here', () => {
    expect(requests.map(([id]) => id)).toEqual(api.operations.map(({ id }) => id))
    expect(requests).toHaveLength(16)
  })

  it.each(requests)('%s is sent as the vendor has it', async (id, given, request) => {
    expect(api.check(id, given)).toEqual([])
    const { session, calls, sent } = fakeVendor(() => Response.json({ url: 'https://betal.example/a', id: 'a' }))
    const reply = await api.send(session, id, given, signal)
    expect(sent()).toEqual([request.replace(' ', ' https://api.scanpay.dk')])
    expect(calls[0]?.headers.get('authorization')).toBe(basic)
    expect(calls[0]?.headers.has('idempotency-key')).toBe(false)
    expect(calls[0]?.body).toBe(given.body === undefined ? undefined : JSON.stringify(given.body))
    expect(reply).toMatchObject({ status: 200, text: '{"url":"https://betal.example/a","id":"a"}' })
    const shown = api.show(session, id, given)
    expect(`${shown.method} ${new URL(shown.url).pathname}`).toBe(request)
  })

  it('writes or reads, takes a body or none, and goes on or does not, as it says', () => {
    const ids = (is: (operation: (typeof api.operations)[number]) => boolean) =>
      api.operations.filter(is).map(({ id }) => id)
    expect(ids(({ writes }) => !writes)).toEqual(['seq', 'v1.seq'])
    expect(ids(({ pages }) => pages)).toEqual(['seq', 'v1.seq'])
    expect(ids(({ takesBody }) => !takesBody)).toEqual(['pay.expire', 'trn.void', 'sub.invalidate', 'seq', 'v1.seq'])
  })
})

describe('the shop', () => {
  it('is that of the connection unless another is given', async () => {
    const { session, sent } = fakeVendor(() => page(0), { api_key: 'u7:4:word', shop_id: 129 })
    await api.send(session, 'seq', input({ prevseq: '0' }), signal)
    await api.send(session, 'seq', input({ prevseq: '0', shopid: '130' }), signal)
    expect(sent()).toEqual(['GET https://api.scanpay.dk/v2/129:seq:0', 'GET https://api.scanpay.dk/v2/130:seq:0'])
    expect(api.show(session, 'pay.new', input({}, { items })).url).toBe('https://api.scanpay.dk/v2/129:pay/new')
  })
})

describe('the input', () => {
  const wrong: readonly [string, ApiInput, string][] = [
    ['seq', input(), 'prevseq'],
    ['seq', input({ prevseq: '-1' }), 'prevseq: write digits'],
    ['seq', input({ prevseq: '0', shopid: 'twelve' }), 'shopid: write digits'],
    ['seq', input({ prevseq: '0', after: '7' }), 'no parameter "after"'],
    ['pay.expire', input({ id: '../trn:1' }), 'id: write the id of the link'],
    ['pay.expire', input({ id: 'a' }, {}), 'is sent without a body'],
    ['pay.new', input(), 'pay.new needs a body'],
    ['pay.new', input({}, {}), 'items are missing'],
    ['pay.new', input({}, { items: [] }), 'items'],
    ['pay.new', input({}, { items: [{ name: 'A' }] }), 'items.0.total'],
    ['pay.new', input({}, { items: [{ total: 'DKK 10' }] }), 'items.0.total: write an amount and a currency'],
    ['pay.new', input({}, { items: [{ total: '10,50 DKK' }] }), 'items.0.total'],
    ['pay.new', input({}, { items: [{ total: '10 DKK', quantity: 1.5 }] }), 'items.0.quantity'],
    ['pay.new', input({}, { items, autocapure: true }), 'autocapure'],
    ['pay.new', input({}, { items, shipping: { vatin: 'DK1' } }), 'shipping'],
    ['pay.new', input({}, { items, language: 'fi' }), 'language'],
    ['pay.new', input({}, { items, lifetime: 'a week' }), 'lifetime'],
    ['pay.new', input({}, { items, successurl: 'shop.example' }), 'successurl'],
    ['pay.new', input({ 'x-cardholder-ip': 'localhost' }, { items }), 'x-cardholder-ip'],
    ['trn.capture', input({ id: '21' }, { total: '20 DKK' }), 'index'],
    ['trn.capture', input({ id: '21', 'idempotency-key': 'a b' }, act), 'idempotency-key: write it without spaces'],
    ['sub.charge', input({ id: '68' }, { items, lifetime: '7d' }), 'lifetime'],
    ['v1.void', input({ trnid: '21' }, act), 'total'],
  ]
  it.each(wrong)('of %s, %j, is refused before it is sent', (id, given, problem) => {
    expect(api.check(id, given).join('\n')).toContain(problem)
  })

  const right: readonly [string, ApiInput][] = [
    [
      'pay.new',
      input(
        { 'x-cardholder-ip': '192.0.2.7' },
        {
          items: [{ total: '199.90DKK' }, { total: '0 DKK' }],
          orderid: '5',
          billing: { name: 'A', vatin: 'DK1', gln: '5', address: ['a', 'b'] },
          shipping: { zip: '1000', country: 'DK' },
          autocapture: false,
          successurl: 'https://shop.example/thanks',
          language: 'da',
          lifetime: '1d12h',
        },
      ),
    ],
    ['pay.new', input({}, { subscriber: {} })],
    ['pay.new', input({ 'x-cardholder-ip': '2001:db8::7' }, { subscriber: { ref: '5' }, items })],
    ['trn.refund', input({ id: '21' }, { ...act, history: [{ item: 0, quantity: 2, total: '20 DKK' }] })],
    ['sub.charge', input({ id: '68', 'idempotency-key': 'a-b_c=' }, { items, autocapture: false, orderid: '5' })],
    ['v1.void', input({ trnid: '12:21' })],
    // As `-f` gives them: texts that stand for numbers and flags.
    ['trn.capture', input({ id: '21', total: '20 DKK', index: '1' })],
    ['sub.charge', input({ id: '68', items: JSON.stringify(items), autocapture: 'true' })],
  ]
  it.each(right)('of %s, %j, is taken', (id, given) => expect(api.check(id, given)).toEqual([]))
})

describe('an idempotency key', () => {
  const takers = ['trn.capture', 'trn.refund', 'trn.void', 'sub.charge', 'v1.charge']

  it('is a header of the operations that take one', () => {
    const found = api.operations.filter(({ parameters }) => parameters.some(({ name }) => name === 'idempotency-key'))
    expect(found.map(({ id }) => id)).toEqual(takers)
    for (const { parameters } of found)
      expect(parameters).toContainEqual({ name: 'idempotency-key', in: 'header', required: false })
  })

  it.each(requests.filter(([id]) => takers.includes(id)))('makes %s safe to repeat', async (id, given) => {
    const blind = fakeVendor(reset)
    expect(await failure(api.send(blind.session, id, given, signal))).toMatchObject({ code: 'E2009' })
    expect(blind.calls).toHaveLength(1)
    const keyed = fakeVendor((_, index) => (index === 0 ? reset() : Response.json({})))
    const parameters = { ...given.parameters, 'idempotency-key': 'once-only' }
    await api.send(keyed.session, id, { ...given, parameters }, signal)
    expect(keyed.calls.map(({ headers }) => headers.get('idempotency-key'))).toEqual(['once-only', 'once-only'])
    expect(keyed.calls.map(({ body }) => body)).toEqual(Array(2).fill(keyed.calls[0]?.body))
  })

  it('is shown', () => {
    const { session } = fakeVendor(() => page(0))
    const shown = api.show(session, 'trn.void', input({ id: '21', 'idempotency-key': 'once-only' }))
    expect(shown).toEqual({
      method: 'POST',
      url: 'https://api.scanpay.dk/v2/12:trn:21/void',
      headers: { accept: 'application/json', authorization: 'Basic ***', 'idempotency-key': 'once-only' },
    })
  })
})

describe('what may be repeated without one', () => {
  it.each(requests)('%s', async (id, given) => {
    const { session, calls } = fakeVendor(reset)
    await failure(api.send(session, id, given, signal))
    const isSafe = ['pay.expire', 'sub.invalidate', 'seq', 'v1.seq'].includes(id)
    expect(calls).toHaveLength(isSafe ? 4 : 1)
  })
})

describe('the feed', () => {
  /** Three changes a page; what is asked beyond the end is answered with the end. */
  const last = 8
  const feed = (url: string): Response => {
    const after = Number(/\d+$/.exec(url)?.[0])
    const end = Math.min(after + 3, last)
    const changes = Array.from({ length: Math.max(0, end - after) }, (_, index) => ({ id: after + index + 1 }))
    return page(end, changes)
  }

  async function walk(id: string, parameters: ApiInput['parameters']): Promise<readonly string[]> {
    const { session, sent } = fakeVendor(({ url }) => feed(url))
    let next: ApiInput | undefined = { parameters }
    for (let calls = 0; next !== undefined && calls < 20; calls += 1) {
      const reply = await api.send(session, id, next, signal)
      next = api.next(id, next, reply)
    }
    return sent().map((call) => call.replace('GET https://api.scanpay.dk', ''))
  }

  it('goes on until the number that was sent comes back', async () => {
    const paths = ['/v2/12:seq:0', '/v2/12:seq:3', '/v2/12:seq:6', '/v2/12:seq:8']
    expect(await walk('seq', { prevseq: '0' })).toEqual(paths)
    expect(await walk('v1.seq', { seq: '0' })).toEqual(['/v1/seq/0', '/v1/seq/3', '/v1/seq/6', '/v1/seq/8'])
  })

  it('keeps to the shop that was given', async () => {
    expect(await walk('seq', { prevseq: '6', shopid: '130' })).toEqual(['/v2/130:seq:6', '/v2/130:seq:8'])
  })

  it('ends at once beyond its end, however far back the vendor points', async () => {
    expect(await walk('seq', { prevseq: '100' })).toEqual(['/v2/12:seq:100'])
  })

  it('ends where what came is no page of it', () => {
    const next = (text: string) => api.next('seq', input({ prevseq: '0' }), { status: 200, headers: [], text })
    expect([next('{"seq":9}'), next('{"seq":"x","changes":[]}'), next('***'), next('')]).toEqual(
      Array(4).fill(undefined),
    )
    expect(api.next('trn.void', input({ id: '1' }), { status: 200, headers: [], text: '{}' })).toBeUndefined()
  })
})

describe('the key', () => {
  const secret = key.slice(key.lastIndexOf(':') + 1)
  const forms = [key, secret, basic.slice(6), encodeURIComponent(key), key.slice(4)]
  const hidden = (value: unknown) => {
    for (const form of forms) expect(JSON.stringify(value)).not.toContain(form)
  }

  it('is in no reply, header or link, however the vendor echoes it', async () => {
    const body: JsonObject = {
      url: `https://betal.example/?key=${encodeURIComponent(key)}`,
      id: secret,
      echo: [...forms],
    }
    const { session, ports } = fakeVendor(() => Response.json(body, { headers: { 'x-echo': key, location: basic } }))
    const reply = await api.send(session, 'pay.new', input({}, { items }), signal)
    expect(reply.text).toContain('***')
    hidden(reply)
    hidden(ports.lines)
    hidden(ports.metered)
  })

  it('is in no request that is shown, wherever it was written', () => {
    const { session } = fakeVendor(() => page(0))
    hidden(api.show(session, 'pay.new', input({}, { items, orderid: key, billing: { name: secret } })))
    hidden(api.show(session, 'sub.charge', input({ id: '68', 'idempotency-key': secret }, { items })))
  })
})
