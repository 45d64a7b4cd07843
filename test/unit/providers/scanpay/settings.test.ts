import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../../src/model/json.ts'
import { toJsonSchema } from '../../../../src/pipeline/config-schema.ts'
import { scanpay } from '../../../../src/providers/scanpay/index.ts'
import { settingsSchema } from '../../../../src/providers/scanpay/schema.ts'
import { settingsOf } from '../../../../src/providers/scanpay/settings.ts'
import { connection, key } from './fakes.ts'

const of = (values: JsonObject, probed: JsonObject = {}) => settingsOf(connection(values, probed))

describe('settings', () => {
  it('have defaults for all but the key, which names the shop', () => {
    expect(of({})).toEqual({
      connection: 'pay',
      apiKey: key,
      key: { owner: 'shop', ownerId: '12', keyId: '4', form: 'v2' },
      shopId: '12',
      environment: 'production',
      url: 'https://api.scanpay.dk',
      otherUrl: 'https://api.scanpay.dev',
      dialect: 'v2',
      dialectSaid: false,
      concurrency: 4,
      timeoutSeconds: 30,
      assume: { seqBeyond: 'refused', errorLine: 'line', feedBytes: 65_536 },
    })
  })

  it.each([
    [{ shop_id: 12 }, '12'],
    [{ shop_id: '012' }, '12'],
    [{ api_key: 's012:4:word' }, '12'],
    [{ api_key: 'u7:4:word', shop_id: 129 }, '129'],
    [{ api_key: 'p7#4:word', shop_id: '129' }, '129'],
    [{ api_key: '1153:word' }, '1153'],
  ])('know the shop of %j', (values, shop) => expect(of(values).shopId).toBe(shop))

  const cases: readonly [JsonObject, string][] = [
    [{ api_key: null }, 'api_key is missing'],
    [{ api_key: '' }, 'api_key is missing'],
    [{ api_key: 'hush-hush' }, 'api_key has none of the forms'],
    [{ api_key: 's12:4:hush-hush\n' }, 'api_key has none of the forms'],
    [{ api_key: 's12:4:hush-hush', shop_id: 13 }, 'api_key is the key of another shop than shop_id'],
    [{ api_key: '12:hush-hush', shop_id: '13' }, 'api_key is the key of another shop than shop_id'],
    [{ api_key: 'u12:4:hush-hush' }, 'shop_id is missing'],
    [{ api_key: 'p12#4:hush-hush' }, 'shop_id is missing'],
    [{ api_key: 'u7:4:hush-hush', shop_id: 12, dialect: 'v1' }, 'dialect v1 needs the api_key of a shop'],
    [{ api_key: 'u7:4:hush-hush', shop_id: 12, assume: { v2: 'absent' } }, 'dialect v1 needs the api_key of a shop'],
    [{ shop_id: 0 }, 'shop_id is missing or wrong'],
    [{ environment: 'staging' }, 'environment is missing or wrong'],
    [{ dialect: 'v3' }, 'dialect is missing or wrong'],
    [{ concurrency: 9 }, 'concurrency is missing or wrong'],
    [{ timeout: 0 }, 'timeout is missing or wrong'],
    [{ apikey: 'hush-hush' }, 'apikey is missing or wrong'],
    [{ assume: { seq_beyond: 'hush-hush' } }, 'assume.seq_beyond is missing or wrong'],
    [{ assume: { feeds: 1 } }, 'assume.feeds is missing or wrong'],
    [{ url: 'api.scanpay.dk' }, 'url is not a plain http or https address'],
    [{ url: 'https://hush-hush@api.example' }, 'url is not a plain http or https address'],
    [{ other_url: 'ftp://hush-hush' }, 'other_url is not a plain http or https address'],
    [{ url: 'https://api.scanpay.dev/' }, 'url is that of the environment test'],
    [{ url: 'http://127.0.0.1:1/', other_url: 'http://127.0.0.1:1' }, 'other_url is the same as url'],
  ]
  it.each(cases)('are refused by name, never by value: %j', (values, problem) => {
    let error: unknown
    try {
      of(values)
    } catch (thrown) {
      error = thrown
    }
    expect(error).toMatchObject({ code: 'E1301', message: expect.stringContaining(`connection pay: ${problem}`) })
    expect(JSON.stringify(error, ['message', 'hint'])).not.toContain('hush-hush')
    expect(error).toHaveProperty('hint', expect.stringMatching(/./))
  })

  it('know the other environment only where it is known which that is', () => {
    const urls = (values: JsonObject) => [of(values).url, of(values).otherUrl]
    expect(urls({ environment: 'test' })).toEqual(['https://api.scanpay.dev', 'https://api.scanpay.dk'])
    expect(urls({ url: 'https://API.scanpay.dk/' })).toEqual(['https://api.scanpay.dk', 'https://api.scanpay.dev'])
    expect(urls({ url: 'http://127.0.0.1:4010/scanpay/' })).toEqual(['http://127.0.0.1:4010/scanpay', undefined])
    expect(urls({ url: 'http://127.0.0.1:1', other_url: 'http://127.0.0.1:2/' })).toEqual([
      'http://127.0.0.1:1',
      'http://127.0.0.1:2',
    ])
  })

  const dialects: readonly [JsonObject, JsonObject, string, boolean][] = [
    [{}, {}, 'v2', false],
    [{ api_key: '12:word' }, {}, 'v1', true],
    [{ api_key: '12:word', dialect: 'v2' }, {}, 'v2', true],
    [{ api_key: '12:word', assume: { v2: 'live' } }, {}, 'v2', true],
    [{ dialect: 'v1' }, { v2: 'live' }, 'v1', true],
    [{ assume: { v2: 'absent' } }, { v2: 'live' }, 'v1', true],
    [{}, { v2: 'absent' }, 'v1', true],
    [{}, { v2: 'live' }, 'v2', true],
    [{}, { v2: 'perhaps' }, 'v2', false],
  ]
  it.each(dialects)('%j with the facts %j speak %s', (values, probed, dialect, dialectSaid) => {
    expect(of(values, probed)).toMatchObject({ dialect, dialectSaid })
  })

  it('take what a probe found where nothing is written, and pass over what is no fact', () => {
    const probed = { seq_beyond: 'empty', error_line: 'other', feed_bytes: 40_000, max_limit: 5, v2: 7 }
    expect(of({}, probed).assume).toEqual({ seqBeyond: 'empty', errorLine: 'other', feedBytes: 40_000 })
    expect(of({ assume: { seq_beyond: 'refused', error_line: 'line', feed_bytes: 1000 } }, probed).assume).toEqual({
      seqBeyond: 'refused',
      errorLine: 'line',
      feedBytes: 1000,
    })
  })

  it('have the roles that the schema has: the key is the secret', () => {
    expect(Object.keys(scanpay.settings)).toEqual(Object.keys(Object(toJsonSchema(settingsSchema)['properties'])))
    expect(Object.entries(scanpay.settings).filter(([, role]) => role.required || role.secret)).toEqual([
      ['api_key', { required: true, secret: true }],
    ])
  })

  it('say where the account is, without the key and without a password', () => {
    const url = (values: JsonObject) => scanpay.url({ ...connection(), values })
    expect(url({})).toBe('https://api.scanpay.dk')
    expect(url({ environment: 'test' })).toBe('https://api.scanpay.dev')
    expect(url({ url: 'http://user:word@127.0.0.1:4010/scanpay/?a=b' })).toBe('http://127.0.0.1:4010/scanpay')
    expect(url({ url: 'nowhere' })).toBe('')
  })
})
