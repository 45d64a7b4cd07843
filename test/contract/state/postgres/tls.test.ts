import { beforeAll, describe, expect, it } from 'vitest'
import { serverOf, type TlsSettings } from '../../../../src/state/postgres/server.ts'
import { password } from '../../../support/postgres-server.ts'
import { anotherCertificate, certificate, key } from './certificate.ts'
import { postgresStore, serverOfFile } from './postgres-store.ts'

const server = serverOfFile()

/** Of the connections that stand: those of the store itself are not. */
const isEncrypted = `SELECT DISTINCT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
  WHERE application_name = 'butik'`

describe('TLS with a server that vouches for itself', () => {
  beforeAll(async () => {
    await server().put('server.crt', certificate)
    await server().put('server.key', key)
    await server().stop()
    await server().start('ssl=on')
  })

  async function attempt(host: string, tls: TlsSettings): Promise<unknown> {
    const store = await postgresStore({ url: server().url.replace('127.0.0.1', host) })
    const kept = await store.open({ tls })
    await kept.backend.keep('run', 'plan.json', '{}')
    return (await store.sql(isEncrypted)).map(({ ssl }) => ssl)
  }

  it.each<[string, TlsSettings]>([
    ['127.0.0.1', { mode: 'require' }],
    ['127.0.0.1', { mode: 'verify-ca', ca: certificate }],
    ['localhost', { mode: 'verify-full', ca: certificate }],
    ['127.0.0.1', { mode: 'require', ca: certificate }],
  ])('is encrypted at %s with %j', async (host, tls) => {
    expect(await attempt(host, tls)).toContain(true)
  })

  it.each<[string, TlsSettings, RegExp, string]>([
    ['localhost', { mode: 'verify-full' }, /certificate is not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\)$/, 'tls.ca'],
    ['localhost', { mode: 'verify-ca' }, /certificate is not trusted/, 'tls.ca'],
    ['localhost', { mode: 'verify-full', ca: anotherCertificate }, /certificate is not trusted/, 'tls.ca'],
    ['127.0.0.1', { mode: 'require', ca: anotherCertificate }, /certificate is not trusted/, 'tls.ca'],
    ['127.0.0.1', { mode: 'verify-full', ca: certificate }, /certificate is for another host$/, 'verify-ca'],
  ])('is refused at %s with %j', async (host, tls, message, hint) => {
    await expect(attempt(host, tls)).rejects.toMatchObject({
      code: 'E4001',
      message: expect.stringMatching(message),
      hint: expect.stringContaining(hint),
    })
  })

  it('and a wrong password is told without it', async () => {
    const { open, url } = await postgresStore(server())
    const error: unknown = await open({ url: url.replace(password, 'gal%C3%A6rt-ord') }).catch(
      (reason: unknown) => reason,
    )
    expect(error).toMatchObject({ code: 'E4001', hint: expect.stringContaining('user and password') })
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toMatch(/gal|ært/)
  })
})

it('a server without TLS is told', async () => {
  await server().stop()
  await server().start('ssl=off')
  const { open } = await postgresStore(server())
  await expect(open({ tls: { mode: 'require' } })).rejects.toMatchObject({
    code: 'E4001',
    message: expect.stringMatching(/the server offers no TLS$/),
    hint: expect.stringContaining('disable'),
  })
})

describe('the URL', () => {
  it.each<[string, TlsSettings | undefined, unknown]>([
    ['postgres://u@db.example/shops', undefined, {}],
    ['postgres://u@localhost/shops', undefined, false],
    ['postgres://u@%2Fvar%2Frun/shops', undefined, false],
    ['postgres://u@db.example/shops?sslmode=require&channel_binding=prefer', undefined, { rejectUnauthorized: false }],
    ['postgres://u@db.example/shops?sslmode=disable', undefined, false],
    ['postgres://u@db.example/shops?sslmode=disable', { mode: 'verify-full', ca: 'x' }, { ca: 'x' }],
    ['postgres://u@db.example/shops?sslmode=verify-full&sslrootcert=system', undefined, {}],
  ])('%s with tls %j is encrypted as it says', (url, tls, ssl) => {
    expect(serverOf(url, tls).config.ssl).toEqual(ssl)
  })

  it('is taken apart, with what is percent-encoded', () => {
    const { config, label, redact } = serverOf(
      'postgresql://bu%40tik:a%2Fb%3Ac@[::1]:6543/my%20shops?connect_timeout=3',
    )
    expect(config).toMatchObject({ user: 'bu@tik', password: 'a/b:c', host: '::1', port: 6543, database: 'my shops' })
    expect(config.connectionTimeoutMillis).toBe(3000)
    expect(label).toBe('::1:6543/my shops')
    expect(redact('a/b:c and a%2Fb%3Ac')).toBe('*** and ***')
  })

  it.each([
    ['mysql://u:hemmelig@h/d', 'it is not a URL of PostgreSQL'],
    ['host=h password=hemmelig', 'it is not a URL of PostgreSQL'],
    ['postgres://u:hemmelig%ZZ@h/d', 'it is not a URL of PostgreSQL'],
    ['postgres://u:hemmelig@h', 'it names no database'],
    ['postgres://u:hemmelig@h/d?sslmode=prefer', 'sslmode=prefer is none of'],
    ['postgres://u:hemmelig@h/d?sslrootcert=/x.pem', 'sslrootcert names a file'],
    ['postgres://u:hemmelig@h/d?sslkey=/x.pem', 'sslkey names a file'],
  ])('%s is refused, and not repeated', (url, why) => {
    let error: unknown
    try {
      serverOf(url)
    } catch (reason) {
      error = reason
    }
    expect(error).toMatchObject({ code: 'E1301', message: expect.stringContaining(why) })
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('hemmelig')
  })
})
