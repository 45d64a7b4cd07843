/** The gateway as it is declared, and as it is seen: by one call where all is well, by two where the key is refused. */
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../../src/model/json.ts'
import type { DeclareContext } from '../../../../src/model/provider.ts'
import type { YamlMap, YamlScalar } from '../../../../src/model/yaml.ts'
import { gateway } from '../../../../src/providers/scanpay/resources/gateway.ts'
import {
  type Answer,
  basic,
  failure,
  fakeVendor,
  key,
  line,
  listed,
  page,
  refusal,
  reset,
  unreachable,
} from './fakes.ts'

const at = { file: 'pay.yaml', line: 1, column: 1, endLine: 1, endColumn: 2 }
const scalar = (value: string | number): YamlScalar => ({
  type: 'scalar',
  value,
  text: String(value),
  plain: typeof value !== 'string',
  at,
})

function declared(written: { readonly [name: string]: string | number }) {
  const pairs = Object.entries(written).map(
    ([name, value]) => [name, { key: scalar(name), value: scalar(value) }] as const,
  )
  const node: YamlMap = { type: 'map', pairs: new Map(pairs), at }
  const unused = () => {
    throw new Error('a gateway has no children and no references')
  }
  const context: DeclareContext = {
    key: 'cards',
    child: unused,
    value: (_, part) => (part.type === 'scalar' ? part.text : undefined),
    valueOf: unused,
    reference: unused,
    lookUp: unused,
    sales: unused,
    report: unused,
  }
  return gateway.declare(node, context)
}

describe('a declared gateway', () => {
  it('is what is written, and expected to answer', () => {
    expect(declared({ shop_id: 12 })).toEqual({ shop_id: '12', feed: 'reachable' })
    expect(declared({ shop_id: 12, environment: 'test', key: 'accepted', key_owner: 'shop' })).toEqual({
      shop_id: '12',
      environment: 'test',
      key: 'accepted',
      key_owner: 'shop',
      feed: 'reachable',
    })
  })

  it('is not expected to answer where that is written', () => {
    expect(declared({ shop_id: 12, feed: 'refused' })).toEqual({ shop_id: '12', feed: 'refused' })
    expect(declared({ shop_id: 12, key: 'refused' })).toEqual({ shop_id: '12', key: 'refused' })
  })

  it('cannot be written, by any power', () => {
    expect(gateway.class).toBe('observed')
    expect(gateway.writing).toEqual({})
  })

  it('is known by its shop', () => {
    expect(gateway.naturalKey).toEqual(['shop_id'])
    expect(gateway.label({ shop_id: '12' })).toBe('shop_id 12')
  })

  it('is put right in the dashboard of its environment', () => {
    const byHand = (values: JsonObject) => gateway.byHand?.(fakeVendor(() => page(0), values).session)
    expect(byHand({})).toBe('dashboard.scanpay.dk/settings/api, or api_key of pay')
    expect(byHand({ environment: 'test' })).toBe('dashboard.scanpay.dev/settings/api, or api_key of pay')
    expect(byHand({})).not.toContain(key)
  })
})

async function seen(answer: Answer, values: JsonObject = {}, probed: JsonObject = {}) {
  const vendor = fakeVendor(answer, values, probed)
  const objects = await listed(gateway, vendor.session)
  expect(objects).toHaveLength(1)
  return { ...vendor, object: objects[0], spec: objects[0]?.spec }
}

const production = 'GET https://api.scanpay.dk/v2/12:seq:0'
const test = 'GET https://api.scanpay.dev/v2/12:seq:0'

describe('a gateway that answers', () => {
  const good = { shop_id: '12', environment: 'production', feed: 'reachable', key: 'accepted', key_owner: 'shop' }

  it('is seen whole by one call', async () => {
    const { object, sent, calls } = await seen(() => page(0))
    expect(object).toEqual({ kind: 'gateway', remoteId: '12', spec: good })
    expect(sent()).toEqual([production])
    expect(calls[0]?.headers.get('authorization')).toBe(basic)
    expect(calls[0]?.body).toBeUndefined()
  })

  it('shows nothing of the payments in its feed', async () => {
    const change = { type: 'transaction', id: 1, billing: { name: 'somebody' } }
    const { object } = await seen(() => page(9, [change]))
    expect(object?.spec).toEqual(good)
  })

  it('is asked beyond its end where that is known to be answered: no payment comes back', async () => {
    const { sent, spec } = await seen(() => page(7), {}, { seq_beyond: 'empty' })
    expect(sent()).toEqual(['GET https://api.scanpay.dk/v2/12:seq:2147483647'])
    expect(spec).toEqual(good)
  })

  it('is asked in v1 where that is its dialect', async () => {
    const { sent, spec } = await seen(() => page(0), { api_key: '1153:word' })
    expect(sent()).toEqual(['GET https://api.scanpay.dk/v1/seq/0'])
    expect(spec).toEqual({ ...good, shop_id: '1153' })
  })

  it.each([
    ['u7:4:word', 'user'],
    ['p7#4:word', 'partner'],
  ])('by the key %s', async (api_key, key_owner) => {
    const { sent, spec } = await seen(() => page(0), { api_key, shop_id: 129 })
    expect(sent()).toEqual(['GET https://api.scanpay.dk/v2/129:seq:0'])
    expect(spec).toEqual({ ...good, shop_id: '129', key_owner })
  })

  it('in the test environment', async () => {
    const { sent, spec } = await seen(() => page(0), { environment: 'test' })
    expect(sent()).toEqual([test])
    expect(spec).toEqual({ ...good, environment: 'test' })
  })
})

describe('a key that is refused', () => {
  const refused = { shop_id: '12', environment: null, feed: 'refused', key: 'refused', key_owner: 'shop' }

  it('is told apart from one of the other environment', async () => {
    const { sent, spec, calls } = await seen((_, index) => (index === 0 ? refusal() : page(0)))
    expect(spec).toEqual({ ...refused, environment: 'test', key: 'accepted' })
    expect(sent()).toEqual([production, test])
    expect(calls[1]?.headers.get('authorization')).toBe(basic)
  })

  it('is refused for good where the other environment refuses it too', async () => {
    const { sent, spec } = await seen(refusal)
    expect(spec).toEqual(refused)
    expect(sent()).toEqual([production, test])
  })

  it('is looked for in production where it was one for tests', async () => {
    const { sent, spec } = await seen((_, index) => (index === 0 ? refusal() : page(0)), { environment: 'test' })
    expect(spec).toEqual({ ...refused, environment: 'production', key: 'accepted' })
    expect(sent()).toEqual([test, production])
  })

  const down: [string, Answer][] = [
    ['cannot be reached', unreachable],
    ['is in trouble', () => line(500, 'internal server error')],
    ['does not know the shop', () => line(404, 'not found')],
    ['is no API', () => new Response('<html>', { status: 200 })],
    ['sends it elsewhere', () => Response.redirect('https://elsewhere.example/', 302)],
  ]
  it.each(down)(
    'is still known to be refused where the other environment %s, which is asked once',
    async (_, answer) => {
      const { sent, spec } = await seen((call, index) => (index === 0 ? refusal() : answer(call, index)))
      expect(spec).toEqual(refused)
      expect(sent()).toEqual([production, test])
    },
  )

  it('is never sent to Scanpay by a connection that points elsewhere', async () => {
    const { sent, spec } = await seen(refusal, { url: 'http://127.0.0.1:4010/' })
    expect(spec).toEqual(refused)
    expect(sent()).toEqual(['GET http://127.0.0.1:4010/v2/12:seq:0'])
  })

  it('is asked of the other environment where its address is given', async () => {
    const urls = { url: 'http://127.0.0.1:4010/', other_url: 'http://127.0.0.1:4011' }
    const { sent, spec } = await seen((_, index) => (index === 0 ? refusal() : page(0)), urls)
    expect(spec).toEqual({ ...refused, environment: 'test', key: 'accepted' })
    expect(sent()[1]).toBe('GET http://127.0.0.1:4011/v2/12:seq:0')
  })

  it('is an answer with any words, but not in another form', async () => {
    expect((await seen(() => line(403, 'no access to shop'))).spec).toEqual(refused)
    for (const body of ['<html><h1>Forbidden</h1>', '', '{"error":"forbidden"}', 'x'.repeat(600)]) {
      const proxy = fakeVendor(() => new Response(body, { status: 403 }))
      expect((await failure(listed(gateway, proxy.session))).code).toBe('E2004')
      // Nothing is known of the key, so the other environment is not asked about it.
      expect(proxy.sent()).toEqual([production])
    }
  })
})

describe('a gateway of which nothing is known', () => {
  const unreadable: [string, Answer, string, number][] = [
    ['cannot be reached', unreachable, 'E2001', 4],
    ['breaks off', reset, 'E2001', 4],
    ['is in trouble', () => line(500, 'internal server error'), 'E2003', 4],
    ['is behind a proxy in trouble', () => new Response('<html>', { status: 502 }), 'E2003', 4],
    ['has no such feed', () => line(404, 'not found'), 'E2003', 1],
    ['wants fewer calls', () => line(429, 'too many requests'), 'E2005', 2],
    ['is a web page', () => new Response('<!doctype html>'), 'E2004', 4],
    ['is another API', () => Response.json({ hello: 'world' }), 'E2004', 1],
    ['has no number', () => Response.json({ changes: [] }), 'E2004', 1],
    ['has half a number', () => Response.json({ changes: [], seq: 1.5 }), 'E2004', 1],
    ['answers a list', () => Response.json([]), 'E2004', 1],
  ]
  it.each(unreadable)('because it %s is an error, not an object', async (_, answer, code, calls) => {
    const vendor = fakeVendor(answer)
    const error = await failure(listed(gateway, vendor.session))
    expect(error).toMatchObject({ code, effect: 'none' })
    expect(vendor.sent()).toEqual(Array(calls).fill(production))
  })

  it('because it does not end is an error, but for a vendor that is known to have large pages', async () => {
    const megabyte = new Uint8Array(1_000_000).fill(0x20)
    const endless = () => {
      let left = 68
      const body = new ReadableStream<Uint8Array>({
        pull: (stream) => {
          if (left-- > 0) return stream.enqueue(megabyte)
          stream.enqueue(Buffer.from('{"changes":[],"seq":0}'))
          stream.close()
        },
      })
      return new Response(body)
    }
    expect(await failure(listed(gateway, fakeVendor(endless).session))).toMatchObject({ code: 'E2004' })
    expect(await listed(gateway, fakeVendor(endless, {}, { feed_bytes: 100 }).session).catch(() => 'no')).toBe('no')
    expect(await listed(gateway, fakeVendor(endless, {}, { feed_bytes: 100_000 }).session)).toHaveLength(1)
  })

  it('is given up with the run, wherever it was', async () => {
    const stop = new AbortController()
    const { session } = fakeVendor((_, index) => {
      if (index === 1) stop.abort(new Error('stopped'))
      return refusal()
    })
    const pages = gateway.reading.by === 'list' ? gateway.reading.list(session, stop.signal) : undefined
    const read = async () => {
      for await (const _ of pages ?? []) throw new Error('a page came')
    }
    await expect(read()).rejects.toThrow('stopped')
  })
})
