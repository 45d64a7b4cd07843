import { describe, expect, it } from 'vitest'
import { defaultLimits } from '../../../../src/model/config.ts'
import { VendorError } from '../../../../src/model/errors.ts'
import type { JsonObject } from '../../../../src/model/json.ts'
import { isGone, statusCode, vendorMessage } from '../../../../src/providers/shoporama/errors.ts'
import { shoporama } from '../../../../src/providers/shoporama/index.ts'
import { settingsOf } from '../../../../src/providers/shoporama/settings.ts'

const connection = (values: JsonObject, probed: JsonObject = {}) => ({
  name: 'shop',
  vendor: 'shoporama',
  values,
  bulk: defaultLimits.bulk,
  probed,
})

describe('settings', () => {
  it('have defaults for all but the token', () => {
    expect(settingsOf(connection({ token: 'x' }))).toEqual({
      connection: 'shop',
      token: 'x',
      url: 'https://www.shoporama.dk/REST',
      concurrency: 4,
      timeoutSeconds: 60,
      bulk: { products: 100, postings: 500, bytes: 6_000_000 },
      assume: {
        maxLimit: 100,
        arrayPut: 'replace',
        stockMode: 'absolute',
        stockArguments: 'query',
        imagesUnmentioned: 'left',
        offlineListed: undefined,
        timeZone: 'copenhagen',
      },
    })
  })

  it.each([
    [{}, 'token'],
    [{ token: '' }, 'token'],
    [{ token: 'x', concurrency: 9 }, 'concurrency'],
    [{ token: 'x', tokn: 'y' }, 'tokn'],
    [{ token: 'x', assume: { max_limits: 5 } }, 'assume.max_limits'],
    [{ token: 'x', url: 'shop.example/REST' }, 'url'],
    [{ token: 'x', url: 'ftp://shop.example' }, 'url'],
  ])('are refused by name, never by value: %j', (values, name) => {
    expect(() => settingsOf(connection(values))).toThrow(
      expect.objectContaining({ code: 'E1301', message: expect.stringContaining(name) }),
    )
  })

  it('take what was probed where nothing is written, and leave facts without a setting to people', () => {
    const probed = { max_limit: 50, stock_mode: 'delta', time_zone: 'utc', list_form: 'object', create_status: 201 }
    const { assume } = settingsOf(connection({ token: 'x', assume: { stock_mode: 'absolute' } }, probed))
    expect(assume).toMatchObject({ maxLimit: 50, stockMode: 'absolute', timeZone: 'utc', arrayPut: 'replace' })
  })

  it('refuse a probed value that cannot be, unless what is written stands above it', () => {
    const probed = { stock_mode: 'sideways' }
    expect(() => settingsOf(connection({ token: 'x' }, probed))).toThrow(
      expect.objectContaining({
        code: 'E1301',
        message: 'connection shop: stock_mode, as it was probed, has a value that cannot be',
        hint: 'run butik probe shop again, or correct butik.probe.shop.yaml',
      }),
    )
    expect(settingsOf(connection({ token: 'x', assume: { stock_mode: 'delta' } }, probed)).assume.stockMode).toBe(
      'delta',
    )
  })

  it('have the roles that the schema has', () => {
    expect(Object.entries(shoporama.settings).filter(([, role]) => role.required || role.secret)).toEqual([
      ['token', { required: true, secret: true }],
    ])
  })

  it('say where the shop is, without the token and without a password', () => {
    expect(shoporama.url(connection({}))).toBe('https://www.shoporama.dk/REST')
    expect(shoporama.url(connection({ url: 'http://user:word@127.0.0.1:4010/REST/' }))).toBe(
      'http://127.0.0.1:4010/REST',
    )
  })
})

describe('a session', () => {
  it('sends the token by the scheme of the vendor, to the url of the connection', async () => {
    const calls: { url: string; authorization: string | null }[] = []
    const fetch: typeof globalThis.fetch = async (input, init) => {
      calls.push({ url: String(input), authorization: new Headers(init?.headers).get('authorization') })
      return new Response('[]', { status: 200 })
    }
    const clock = { now: () => new Date(0), sleep: async () => undefined }
    const session = shoporama.connect(connection({ token: 'not-a-token', url: 'http://127.0.0.1:1/REST/' }), {
      fetch,
      clock,
      meter: () => undefined,
      trace: () => undefined,
      random: () => 0.5,
      hosts: new Map(),
    })
    await session.http.send({ method: 'GET', path: '/supplier', repeat: 'safe', signal: new AbortController().signal })
    expect(calls).toEqual([{ url: 'http://127.0.0.1:1/REST/supplier', authorization: 'Shoporama not-a-token' }])
  })
})

describe('errors', () => {
  it('do not repeat the status', () => {
    expect([
      vendorMessage(410, '410 Gone'),
      vendorMessage(404, '404 Not Found\n'),
      vendorMessage(400, 'own_id mangler'),
    ]).toEqual(['', '', undefined])
  })

  it('know a used-up quota by its words', () => {
    expect([statusCode(403, 'Daily quota exceeded'), statusCode(503, 'For mange kald i dag')]).toEqual([
      'E2005',
      'E2005',
    ])
    expect([statusCode(403, 'Forbidden'), statusCode(400, 'quota')]).toEqual([undefined, undefined])
  })

  it('know what is gone', () => {
    const failed = (status?: number) =>
      new VendorError('E2003', 'no', { effect: 'none', ...(status === undefined ? {} : { status }) })
    expect([
      isGone(failed(404)),
      isGone(failed(410)),
      isGone(failed(400)),
      isGone(failed()),
      isGone(new Error('410')),
    ]).toEqual([true, true, false, false, false])
  })
})
