/** `butik doctor` and `butik probe`: what a look at the account tells a person, and what it tells the settings. */
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../../src/model/json.ts'
import { scanpay } from '../../../../src/providers/scanpay/index.ts'
import { factSchemas } from '../../../../src/providers/scanpay/schema.ts'
import { type Answer, failure, fakeVendor, key, line, page, refusal, signal, unreachable } from './fakes.ts'

const { doctor, probes } = scanpay
const isOld = (url: string) => new URL(url).pathname.startsWith('/v1/')

describe('doctor', () => {
  const date = 'Sun, 01 Mar 2026 12:00:00 GMT'
  const dated = () => Response.json({ changes: [], seq: 0 }, { headers: { date } })

  it.each([
    [{}, 's12#4, the key of a shop, for shop 12 in production (v2)'],
    [{ environment: 'test' }, 's12#4, the key of a shop, for shop 12 in test (v2)'],
    [{ api_key: '1153:word' }, 's1153, the key of a shop, for shop 1153 in production (v1)'],
    [
      { api_key: 'u7:40:word', shop_id: 12 },
      'u7#40, the key of a user, for shop 12 in production (v2); it may reach other shops too',
    ],
    [
      { api_key: 'p7#40:word', shop_id: 12 },
      'p7#40, the key of a partner, for shop 12 in production (v2); it may reach other shops too',
    ],
  ])('%j: asks once, and says whose key it is', async (values, note) => {
    const { session, calls } = fakeVendor(dated, values)
    expect(await doctor.ask(session, signal)).toEqual({ date, note })
    expect(calls).toHaveLength(1)
  })

  it('does without the time where the vendor does not say it', async () => {
    expect(await doctor.ask(fakeVendor(() => page(0)).session, signal)).not.toHaveProperty('date')
  })

  it('throws where the key is refused', async () => {
    const { session } = fakeVendor(refusal)
    const error = await failure(doctor.ask(session, signal))
    expect(error).toMatchObject({ code: 'E2002', status: 403 })
    expect(error.message).toContain('"invalid apikey"')
    expect(error.hint).toContain('is it of this shop and of this environment')
    expect(error.message).not.toContain(key)
  })

  it('says where the key is one of the other environment', async () => {
    const { session } = fakeVendor((_, index) => (index === 0 ? refusal() : page(0)))
    const error = await failure(doctor.ask(session, signal))
    expect(error).toMatchObject({
      code: 'E2002',
      status: 403,
      hint: 'write environment: test, or use a key of production',
    })
    expect(error.message).toMatch(/the environment test accepts it$/)
  })

  describe('where v2 is not live', () => {
    const onlyOld: Answer = ({ url }) => (isOld(url) ? page(0) : line(404, 'not found'))

    it('asks v1, and says what to write', async () => {
      const { session, sent } = fakeVendor(onlyOld)
      const { note } = await doctor.ask(session, signal)
      expect(note).toMatch(/; v2 does not answer, v1 does: write dialect: v1$/)
      expect(sent()).toEqual(['GET https://api.scanpay.dk/v2/12:seq:0', 'GET https://api.scanpay.dk/v1/seq/0'])
    })

    const settled: [string, JsonObject][] = [
      ['the dialect is written', { dialect: 'v2' }],
      ['the fact is written', { assume: { v2: 'live' } }],
      ['the key is not of a shop', { api_key: 'u7:4:word', shop_id: 12 }],
    ]
    it.each(settled)('does not ask v1 where %s', async (_, values) => {
      const { session, calls } = fakeVendor(onlyOld, values)
      const error = await failure(doctor.ask(session, signal))
      expect(error).toMatchObject({ code: 'E2003', status: 404, hint: expect.stringContaining('dialect: v1') })
      expect(calls).toHaveLength(1)
    })

    it('tells of v2 where v1 does not answer either', async () => {
      const { session } = fakeVendor(({ url }) => (isOld(url) ? refusal() : line(404, 'not found')))
      expect(await failure(doctor.ask(session, signal))).toMatchObject({ code: 'E2003', status: 404 })
    })

    it.each([
      ['unreachable', unreachable, 'E2001'],
      ['in trouble', () => line(500, 'internal server error'), 'E2003'],
    ] as const)('does not take a vendor that is %s for one without v2', async (_, answer, code) => {
      const { session, calls } = fakeVendor(answer)
      expect(await failure(doctor.ask(session, signal))).toMatchObject({ code })
      expect(calls.filter(({ url }) => isOld(url))).toEqual([])
    })
  })
})

describe('probes', () => {
  const find = async (fact: string, answer: Answer, values: JsonObject = {}) => {
    const vendor = fakeVendor(answer, values)
    const finding = await probes.find((probe) => probe.fact === fact)?.run(vendor.session, signal)
    return { finding, paths: vendor.calls.map(({ url }) => new URL(url).pathname), vendor }
  }

  it('are of the facts under assume, and never write', () => {
    expect(probes.map(({ fact }) => fact)).toEqual(Object.keys(factSchemas))
    expect(probes.filter(({ writes }) => writes)).toEqual([])
    for (const { question } of probes) expect(question).toMatch(/\?$/)
  })

  const beyond = '/v2/12:seq:2147483647'
  const more = [{ id: 1 }, { id: 2 }]
  const cases: readonly [string, string, Answer, string | number, readonly string[]][] = [
    ['v2', 'answers', () => page(0), 'live', ['/v2/12:seq:0']],
    [
      'v2',
      'is not there',
      ({ url }) => (isOld(url) ? page(0) : line(404, 'not found')),
      'absent',
      ['/v2/12:seq:0', '/v1/seq/0'],
    ],
    ['v2', 'refuses the key', ({ url }) => (isOld(url) ? page(0) : refusal()), 'absent', ['/v2/12:seq:0', '/v1/seq/0']],
    ['seq_beyond', 'is answered', () => page(7), 'empty', [beyond]],
    ['seq_beyond', 'is refused', () => line(400, 'invalid seq'), 'refused', [beyond]],
    ['error_line', 'ends its line', () => line(400, 'invalid seq'), 'line', ['/v2/12:seq:x']],
    ['error_line', 'does not', () => new Response('invalid seq', { status: 400 }), 'line', ['/v2/12:seq:x']],
    ['error_line', 'is a page', () => new Response('<h1>Bad</h1>', { status: 400 }), 'other', ['/v2/12:seq:x']],
    ['error_line', 'is JSON', () => Response.json({ error: 'seq' }, { status: 404 }), 'other', ['/v2/12:seq:x']],
    ['error_line', 'is nothing', () => new Response('', { status: 400 }), 'other', ['/v2/12:seq:x']],
    [
      'feed_bytes',
      'has a second page',
      (_, index) => page(index === 0 ? 2 : 3, index === 0 ? more : [{ id: 3 }]),
      JSON.stringify({ changes: more, seq: 2 }).length,
      ['/v2/12:seq:0', '/v2/12:seq:2'],
    ],
  ]
  it.each(cases)('%s that %s', async (fact, _, answer, value, expected) => {
    const { finding, paths } = await find(fact, answer)
    expect(finding).toEqual({ known: true, value, evidence: expect.stringMatching(/./) })
    expect(paths).toEqual(expected)
    expect(factSchemas[fact]?.safeParse(value).success).toBe(true)
  })

  const open: readonly [string, string, Answer, JsonObject][] = [
    ['v2', 'neither dialect answers', () => line(404, 'not found'), {}],
    ['v2', 'the key cannot be of v1', () => line(404, 'not found'), { api_key: 'u7:4:word', shop_id: 12 }],
    ['seq_beyond', 'changes come back', () => page(7, more), {}],
    ['error_line', 'nothing is refused', () => page(0), {}],
    ['error_line', 'a page answers', () => new Response('<html>'), {}],
    ['feed_bytes', 'it is one page', (_, index) => page(2, index === 0 ? more : []), {}],
  ]
  it.each(open)('%s is not known where %s', async (fact, _, answer, values) => {
    expect((await find(fact, answer, values)).finding).toEqual({ known: false, why: expect.stringMatching(/./) })
  })

  it('error_line is not taken from an earlier refusal', async () => {
    let answer = line(400, 'invalid seq')
    const { session } = fakeVendor(() => answer)
    const probe = probes.find(({ fact }) => fact === 'error_line')
    expect(await probe?.run(session, signal)).toMatchObject({ known: true, value: 'line' })
    answer = new Response('', { status: 307, headers: { location: 'https://elsewhere.example/' } })
    expect(await probe?.run(session, signal)).toMatchObject({ known: false })
  })

  const passing: readonly [string, () => Response | Error, string][] = [
    ['cannot be reached', unreachable, 'E2001'],
    ['is in trouble', () => line(500, 'internal server error'), 'E2003'],
    ['is slow to hear', () => line(408, 'request timeout'), 'E2003'],
    ['wants fewer calls', () => line(429, 'too many requests'), 'E2005'],
  ]
  it.each(passing)('learn nothing from a vendor that %s', async (_, answer, code) => {
    for (const { run } of probes) {
      expect(await failure(run(fakeVendor(answer).session, signal))).toMatchObject({ code })
    }
  })

  it('are in the dialect of the connection, but for the one that asks for it', async () => {
    for (const fact of ['seq_beyond', 'error_line', 'feed_bytes'])
      for (const path of (await find(fact, () => page(0), { dialect: 'v1' })).paths)
        expect(path).toMatch(/^\/v1\/seq\//)
    expect((await find('v2', () => page(0), { dialect: 'v1' })).paths).toEqual(['/v2/12:seq:0'])
  })

  it('quote nothing of what the vendor said: it may be the key', async () => {
    const { finding } = await find('error_line', () => line(400, `invalid ${key}`))
    expect(JSON.stringify(finding)).not.toContain('not-a-real-key')
  })
})
