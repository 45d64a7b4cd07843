import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../../src/model/json.ts'
import { distributionInnovation } from '../../../../src/providers/distribution-innovation/index.ts'
import { settingsOf } from '../../../../src/providers/distribution-innovation/settings.ts'
import { connection, password, username } from './fakes.ts'

describe('settings', () => {
  it('have defaults for all but user name and password', () => {
    expect(settingsOf(connection())).toEqual({
      connection: 'delivery',
      username,
      password,
      loginUrl: 'https://ws.di.no',
      shopUrl: 'https://api-flow.di.no',
      bodyVersion: 'v8',
      patchForm: 'partial',
      tokenMinutes: 60,
      timeoutSeconds: 60,
      concurrency: 4,
      assume: {
        patchPath: '/ws/json/shop/v-1/{shopId}',
        patchClear: 'null',
        streetNumber: 'number',
        transportSolutionSpelling: 'transportSolutionIds',
        zipDigits: { DE: 5, EN: 'any', FI: 5, SV: 5 },
      },
    })
  })

  it.each<[JsonObject, string, string]>([
    [{ body_version: 'early' }, 'https://ws.di.no', 'https://ws.di.no'],
    [{ body_version: 'middle' }, 'https://ws.di.no', 'https://ws.di.no'],
    [{ environment: 'test' }, 'https://staging-ws.di.no', 'https://stg-api-flow.aws.di.no'],
    [{ environment: 'test', body_version: 'early' }, 'https://staging-ws.di.no', 'https://staging-ws.di.no'],
    [{ assume: { shop_host: 'ws' } }, 'https://ws.di.no', 'https://ws.di.no'],
    [{ body_version: 'early', assume: { shop_host: 'api-flow' } }, 'https://ws.di.no', 'https://api-flow.di.no'],
    [{ environment: 'test', url: 'http://127.0.0.1:4020/di/' }, 'http://127.0.0.1:4020/di', 'http://127.0.0.1:4020/di'],
  ])('choose the hosts: %j', (values, loginUrl, shopUrl) => {
    expect(settingsOf(connection(values))).toMatchObject({ loginUrl, shopUrl })
  })

  it.each<[JsonObject, string]>([
    [{ username: '' }, 'username'],
    [{ password: null }, 'password'],
    [{ pasword: 'x' }, 'pasword'],
    [{ environment: 'staging' }, 'environment'],
    [{ body_version: 'v7' }, 'body_version'],
    [{ patch_form: 'merge' }, 'patch_form'],
    [{ token_minutes: 0 }, 'token_minutes'],
    [{ token_minutes: 1441 }, 'token_minutes'],
    [{ timeout: 121 }, 'timeout'],
    [{ concurrency: 9 }, 'concurrency'],
    [{ url: 'ws.di.no' }, 'url'],
    [{ url: 'ftp://ws.di.no' }, 'url'],
    [{ assume: { patch_path: '/ws/json/shop' } }, 'assume.patch_path'],
    [{ assume: { patch_path: 'https://elsewhere.example/{shopId}' } }, 'assume.patch_path'],
    [{ assume: { patch_paths: 'x' } }, 'assume.patch_paths'],
    [{ assume: 'none' }, 'assume'],
    [{ assume: { zip_no: 4 } }, 'assume.zip_no'],
  ])('are refused by name, never by value: %j', (values, name) => {
    expect(() => settingsOf(connection(values))).toThrow(
      expect.objectContaining({ code: 'E1301', message: expect.stringMatching(`delivery: ${name} is`) }),
    )
    expect(() => settingsOf(connection(values))).not.toThrow(password)
  })

  it('are asked for a user name and a password, both secret', () => {
    expect(Object.entries(distributionInnovation.settings).filter(([, role]) => role.required || role.secret)).toEqual([
      ['username', { required: true, secret: true }],
      ['password', { required: true, secret: true }],
    ])
  })

  it('take what a probe found where nothing is written, and know only the facts of this version', () => {
    const probed = { patch_clear: 'empty', shop_host: 'ws', something_new: 3 }
    expect(settingsOf(connection({ assume: { shop_host: 'api-flow' } }, probed))).toMatchObject({
      shopUrl: 'https://api-flow.di.no',
      assume: { patchClear: 'empty' },
    })
    expect(settingsOf(connection({}, probed)).shopUrl).toBe('https://ws.di.no')
    expect(() => settingsOf(connection({}, { zip_de: 'five' }))).toThrow(
      expect.objectContaining({ code: 'E1301', hint: expect.stringContaining('butik.probe.delivery.yaml') }),
    )
  })
})

describe('the identity of the account', () => {
  it.each<[JsonObject, string]>([
    [{}, 'https://ws.di.no'],
    [{ body_version: 'early' }, 'https://ws.di.no'],
    [{ environment: 'test' }, 'https://staging-ws.di.no'],
    [{ environment: 'test', body_version: 'middle' }, 'https://staging-ws.di.no'],
    [{ url: 'http://user:word@127.0.0.1:4020/di/' }, 'http://127.0.0.1:4020/di'],
    [{ url: 'nowhere' }, ''],
  ])('does not move with the version of the body, and has no secrets: %j', (values, url) => {
    expect(distributionInnovation.url(connection(values))).toBe(url)
  })

  it('is refused where the url has a password in it', () => {
    const ports = {
      fetch,
      clock: { now: () => new Date(0), sleep: async () => undefined },
      meter: () => undefined,
      trace: () => undefined,
      random: () => 0.5,
      hosts: new Map(),
    }
    const settings = connection({ url: 'http://user:hush-hush@127.0.0.1:4020' })
    expect(() => distributionInnovation.connect(settings, ports)).toThrow(expect.objectContaining({ code: 'E1301' }))
    expect(() => distributionInnovation.connect(settings, ports)).not.toThrow('hush-hush')
  })
})
