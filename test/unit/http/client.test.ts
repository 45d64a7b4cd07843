// Each row of what can come back from a vendor, against a fetch that follows a script. Real sockets: client-sockets.test.ts.
import { describe, expect, it } from 'vitest'
import { ReconcilerError } from '../../../src/model/errors.ts'
import { client, create, failure, network, ok, put, read, type Step, scripted, text } from './scripted.ts'

describe('a request', () => {
  it('goes below the base, with query, headers and a UTF-8 body', async () => {
    const { ports, calls } = scripted(ok())
    await client(ports).send({ ...put, query: { a: 'æ&b', n: 2, none: undefined } })
    const headers = new Headers(calls[0]?.init.headers)
    expect(calls[0]?.url.href).toBe('https://api.example/REST/product/1?a=%C3%A6%26b&n=2')
    expect(calls[0]?.init).toMatchObject({ method: 'PUT', body: '{"name":"Bænk"}', redirect: 'manual' })
    expect(Object.fromEntries(headers)).toEqual({
      accept: 'application/json',
      authorization: 'Bearer tok-123456',
      'content-type': 'application/json',
      'user-agent': 'butik/0',
    })
  })

  it('keeps a slash at the end of a path, and never leaves the API', async () => {
    const { ports, calls } = scripted(ok())
    await client(ports).send({ ...read, path: 'product/7/' })
    await client(ports, { baseUrl: 'https://api.example' }).send({ ...read, path: '//evil.example/x' })
    expect(calls.map((call) => call.url.href)).toEqual([
      'https://api.example/REST/product/7/',
      'https://api.example/evil.example/x',
    ])
    await expect(client(ports).send({ ...read, path: '/../../admin' })).rejects.toMatchObject({ code: 'E9999' })
  })

  it.each(['nonsense', 'ftp://x', 'https://me:hush@api.example'])('refuses the base %s', (baseUrl) => {
    expect(() => client(scripted(ok()).ports, { baseUrl })).toThrow(expect.objectContaining({ code: 'E1301' }))
    expect(() => client(scripted(ok()).ports, { baseUrl })).not.toThrow(/hush/)
  })

  it('says which header cannot be sent, without its value', async () => {
    const { ports, calls } = scripted(ok())
    const error = await failure(client(ports, { headers: () => ({ authorization: 'Bearer hush\nhush' }) }).send(create))
    expect(error).toMatchObject({
      code: 'E1301',
      effect: 'none',
      message: 'shop: the header authorization cannot be sent',
    })
    expect(calls).toHaveLength(0)
  })
})

describe('a reply', () => {
  it('is metered and traced, and parsed once', async () => {
    const { ports } = scripted(ok())
    const reply = await client(ports).send({ ...read, query: { q: 'tok-123456' } })
    expect(reply.status).toBe(200)
    expect(reply.json()).toEqual({ ok: true })
    expect(ports.metered).toEqual([{ connection: 'shop', method: 'GET', path: '/product', status: 200, attempt: 1 }])
    expect(ports.lines).toEqual(['shop: GET /REST/product?q=***: 200, 0 ms, 11 bytes'])
  })

  it('may be a 204, or anything where that was asked for', async () => {
    const none = await client(scripted(new Response(null, { status: 204 })).ports).send(create)
    expect(() => none.json()).toThrow(expect.objectContaining({ code: 'E2004' }))
    const gone = await client(scripted(text(200, 'deleted')).ports).send({
      ...create,
      method: 'DELETE',
      expect: 'anything',
    })
    expect(gone.text).toBe('deleted')
    const nothing = await client(scripted(text(200, 'null')).ports).send(read)
    expect(nothing.json()).toBeNull()
  })

  it('is read in the charset that it names', async () => {
    const body = new Uint8Array([0x22, 0xe6, 0x22])
    const latin = new Response(body, { headers: { 'content-type': 'application/json; charset=iso-8859-1' } })
    expect((await client(scripted(latin).ports).send(read)).json()).toBe('æ')
    const error = await failure(client(scripted(new Response(body)).ports).send(read))
    expect(error.message).toContain('bytes that are not text')
  })
})

// name, step, code, effect of a PUT that is safe, attempts of it, code and effect of a create, attempts of it
describe.each<[string, Step, string, string, number, string, string, number]>([
  ['refused', network('ECONNREFUSED', 'connect'), 'E2001', 'none', 4, 'E2001', 'none', 4],
  ['unknown host', network('ENOTFOUND', 'getaddrinfo'), 'E2001', 'none', 4, 'E2001', 'none', 4],
  ['no connection in time', network('UND_ERR_CONNECT_TIMEOUT'), 'E2001', 'none', 4, 'E2001', 'none', 4],
  ['a certificate', network('DEPTH_ZERO_SELF_SIGNED_CERT'), 'E2001', 'none', 1, 'E2001', 'none', 1],
  ['reset', network('ECONNRESET'), 'E2001', 'unknown', 4, 'E2009', 'unknown', 1],
  ['time-out', 'hang', 'E2001', 'unknown', 4, 'E2009', 'unknown', 1],
  ['500', text(500, 'oops'), 'E2003', 'unknown', 4, 'E2009', 'unknown', 1],
  ['503', text(503, ''), 'E2003', 'unknown', 4, 'E2009', 'unknown', 1],
  ['408', text(408, ''), 'E2003', 'unknown', 4, 'E2009', 'unknown', 1],
  ['a web page', text(200, '<html><title>Back soon</title>'), 'E2004', 'unknown', 4, 'E2009', 'unknown', 1],
  ['half of the JSON', text(200, '{"a":[1,'), 'E2004', 'unknown', 4, 'E2009', 'unknown', 1],
  ['an empty body', text(200, ' \n'), 'E2004', 'unknown', 4, 'E2009', 'unknown', 1],
  ['a short body', text(200, '{}', { 'content-length': '99' }), 'E2001', 'unknown', 4, 'E2009', 'unknown', 1],
  ['400', text(400, 'name missing'), 'E2003', 'none', 1, 'E2003', 'none', 1],
  ['401', text(401, ''), 'E2002', 'none', 1, 'E2002', 'none', 1],
  ['403', text(403, ''), 'E2002', 'none', 1, 'E2002', 'none', 1],
  ['404', text(404, ''), 'E2003', 'none', 1, 'E2003', 'none', 1],
  ['410', text(410, '410 Gone'), 'E2003', 'none', 1, 'E2003', 'none', 1],
  ['429', text(429, 'slow down'), 'E2005', 'none', 2, 'E2005', 'none', 2],
  ['301', text(301, '', { location: '/x' }), 'E2004', 'none', 1, 'E2004', 'none', 1],
  ['302', text(302, '', { location: '/x' }), 'E2004', 'unknown', 1, 'E2004', 'unknown', 1],
])('%s', (_name, step, code, effect, attempts, createCode, createEffect, createAttempts) => {
  it(`ends a repeatable write after ${attempts}`, async () => {
    const { ports } = scripted(step)
    const error = await failure(client(ports, { timeoutMs: 20 }).send(put))
    expect(error).toMatchObject({ code, effect })
    expect(ports.metered.map((call) => call.attempt)).toEqual(Array.from({ length: attempts }, (_, index) => index + 1))
    expect(error.message).toMatch(/^shop: PUT \/product\/1: /)
  })

  it(`ends a create after ${createAttempts}`, async () => {
    const { ports } = scripted(step)
    const error = await failure(client(ports, { timeoutMs: 20 }).send(create))
    expect(error).toMatchObject({ code: createCode, effect: createEffect })
    expect(ports.metered).toHaveLength(createAttempts)
  })

  it('has no effect as a read', async () => {
    const error = await failure(
      client(scripted(step).ports, { timeoutMs: 20, attempts: 1 }).send({ ...read, path: 'x' }),
    )
    expect(error).toMatchObject({ effect: 'none' })
  })
})

describe('retries', () => {
  it('end in success, with jittered waits that are traced', async () => {
    const { ports } = scripted(text(502, ''), network('ECONNRESET'), ok())
    await client({ ...ports, random: () => 1 }).send(read)
    expect(ports.clock.slept).toEqual([500, 1000])
    expect(ports.lines.filter((line) => line.includes('again'))).toEqual([
      'shop: GET again in 500 ms: answered 502',
      'shop: GET again in 1000 ms: api.example broke the connection (ECONNRESET)',
    ])
  })

  it('keep within the total time', async () => {
    const { ports } = scripted(text(502, ''))
    await failure(client(ports, { attempts: 99, totalMs: 5000 }).send(read))
    expect(ports.clock.slept).toEqual([375, 750, 1500])
  })

  it('remember that an earlier attempt may have been carried out', async () => {
    const { ports } = scripted(network('ECONNRESET'), text(401, ''))
    expect(await failure(client(ports).send(put))).toMatchObject({ code: 'E2002', status: 401, effect: 'unknown' })
  })

  it('use the headers of the moment, and mask those of all attempts', async () => {
    let session = 0
    const headers = () => ({ authorization: `Bearer session-${++session}` })
    const { ports, calls } = scripted(text(502, ''), text(400, 'not session-1, not session-2'))
    const error = await failure(client(ports, { headers, secrets: [] }).send(read))
    expect(calls.map((call) => new Headers(call.init.headers).get('authorization'))).toEqual([
      'Bearer session-1',
      'Bearer session-2',
    ])
    expect(error.message).toContain('"not ***, not ***"')
  })
})

describe('429', () => {
  it('waits as long as it is told, in seconds or until a date, writes included', async () => {
    for (const after of ['30', 'Sun, 01 Mar 2026 12:00:30 GMT']) {
      const { ports } = scripted(text(429, '', { 'retry-after': after }), ok())
      await client({ ...ports, random: () => 0 }).send(create)
      expect(ports.clock.slept).toEqual([30_000])
    }
  })

  it('says when to come back where that is too long to wait', async () => {
    const { ports } = scripted(text(429, 'Quota exceeded', { 'retry-after': '43200' }))
    const error = await failure(client(ports).send(create))
    expect(error).toMatchObject({ code: 'E2005', status: 429, effect: 'none', retryAfterMs: 43_200_000 })
    expect(error.message).toBe(
      'shop: POST /product: answered 429: "Quota exceeded"; it asks to come back at 2026-03-02T00:00:00.000Z',
    )
    expect(ports.clock.slept).toEqual([])
  })
})

describe('calls under way at once', () => {
  it('are as many as the pace allows, and no more than are left today', () => {
    const { ports } = scripted(ok())
    expect([client(ports), client(ports, { concurrency: 1 })].map((one) => one.atOnce())).toEqual([2, 1])
    const left = (count: number) => client({ ...ports, callsLeft: () => count } as typeof ports)
    expect([5, 2, 1, 0].map((count) => left(count).atOnce())).toEqual([2, 2, 1, 0])
  })

  it.each<[string, Step, Step | undefined]>([
    ['a 429', text(429, ''), undefined],
    ['a 503', text(503, ''), undefined],
    ['a connection that is dropped', network('ECONNRESET'), undefined],
    ['an answer that never comes', 'hang', undefined],
    ['a web page', text(200, '<html>'), undefined],
  ])('are half after %s', async (_, step) => {
    const { ports } = scripted(step, ok())
    const shop = client(ports, { timeoutMs: 5 })
    await shop.send(read)
    expect(shop.atOnce()).toBe(1)
    expect(ports.lines.filter((line) => line.includes('at once'))).toEqual([
      expect.stringMatching(/^shop: from here on one call at once in place of 2: ./),
    ])
    // All places taken, and answered as fast: eight calls later there are two again.
    for (let call = 0; call < 7; call += 1) await shop.send(read)
    expect(shop.atOnce()).toBe(2)
  })

  it('are as many as before where the vendor refuses in words, or answers 404', async () => {
    const { ports } = scripted(text(404, ''), text(500, 'no such field'))
    const shop = client(ports, { isRefusal: (_, body) => body === 'no such field' })
    for (const request of [read, put]) await failure(shop.send(request))
    expect(shop.atOnce()).toBe(2)
  })
})

describe('a redirect', () => {
  const to = (location: string) => text(302, '', { location })

  it('is followed for a read on the same host, each hop metered', async () => {
    const { ports, calls } = scripted(to('/other?x=1'), ok())
    await client(ports).send(read)
    expect(calls.map((call) => call.url.href)).toEqual([
      'https://api.example/REST/product',
      'https://api.example/other?x=1',
    ])
    expect(ports.metered).toHaveLength(2)
  })

  it.each(['https://evil.example/tok-123456', 'http://api.example/x', 'https://api.example:444/x'])(
    'is not followed to %s',
    async (location) => {
      const { ports, calls } = scripted(to(location), ok())
      const error = await failure(client(ports).send(read))
      expect(calls).toHaveLength(1)
      expect(error.code).toBe('E2004')
      expect(error.message).toContain(`a redirect to ${new URL(location).host}`)
      expect(error.message).not.toContain('tok-123456')
    },
  )

  it('in a circle ends', async () => {
    const { ports } = scripted(to('/REST/product'))
    expect(await failure(client(ports).send(read))).toMatchObject({ code: 'E2004' })
    expect(ports.metered).toHaveLength(4)
  })
})

describe('an abort', () => {
  it('ends a call in flight with its own reason, and the call is metered', async () => {
    const abort = new AbortController()
    const { ports } = scripted('hang')
    const sent = client(ports).send({ ...create, signal: abort.signal })
    setTimeout(() => abort.abort(new Error('stopped by hand')), 10)
    await expect(sent).rejects.toThrow('stopped by hand')
    expect(ports.metered).toMatchObject([{ status: undefined }])
  })

  it('ends a wait, and sends nothing when it came first', async () => {
    const abort = new AbortController()
    const { ports } = scripted(text(500, ''))
    const sleep = async () => {
      abort.abort(new Error('stopped by hand'))
      throw new Error('the clock says otherwise')
    }
    const sent = client({ ...ports, clock: { ...ports.clock, sleep } }).send({ ...read, signal: abort.signal })
    await expect(sent).rejects.toThrow('stopped by hand')
    await expect(client(ports).send({ ...read, signal: abort.signal })).rejects.toThrow('stopped by hand')
    expect(ports.metered).toHaveLength(1)
  })
})

describe('a run that may not write any more', () => {
  const refusal = new Error('the lock was lost')
  const leave = (allowed: number) => {
    let asked = 0
    return async () => {
      asked += 1
      if (asked > allowed) throw refusal
    }
  }

  it('sends no write at all, and reads on', async () => {
    const { ports, calls } = scripted(ok())
    const http = client({ ...ports, mayWrite: leave(0) })
    await expect(http.send(put)).rejects.toBe(refusal)
    await http.send(read)
    expect(calls).toHaveLength(1)
  })

  it('sends a write no second time, and says what is known of the first', async () => {
    const { ports, calls } = scripted(new Response('busy', { status: 503 }), ok())
    const error = await failure(client({ ...ports, mayWrite: leave(1) }).send(put))
    expect(error).toMatchObject({ code: 'E2003', effect: 'unknown' })
    expect(calls).toHaveLength(1)
  })
})

describe('a call that the day has no place for', () => {
  const refusal = new ReconcilerError('E2013', 'no call is left')
  const places = (most: number) => {
    let taken = 0
    return () => {
      if (taken === most) throw refusal
      taken += 1
    }
  }

  it('does not leave, and nobody is told of it', async () => {
    const { ports, calls } = scripted(ok())
    const http = client({ ...ports, takeCall: places(1) })
    await http.send(read)
    await expect(http.send(read)).rejects.toBe(refusal)
    expect(calls).toHaveLength(1)
    expect(ports.metered).toHaveLength(1)
  })

  it('is each attempt and each redirect: what is known of the first is what ends it', async () => {
    const busy = scripted(text(503, 'busy'), ok())
    const error = await failure(client({ ...busy.ports, takeCall: places(1) }).send(put))
    expect(error).toMatchObject({ code: 'E2003', effect: 'unknown' })
    expect(busy.calls).toHaveLength(1)
    const moved = scripted(text(307, '', { location: 'https://api.example/REST/product/2' }), ok())
    await expect(client({ ...moved.ports, takeCall: places(1) }).send(read)).rejects.toBe(refusal)
    expect(moved.calls).toHaveLength(1)
  })
})
