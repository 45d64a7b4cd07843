import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { credentials, ids, signingKey } from '../../../../src/sandbox/venue-manager/accounts.ts'
import { type Arena, claimsOf, client, clientQuery, customerId, type Loose, openArena, password } from './arena.ts'

let arena: Arena
beforeEach(async () => {
  arena = await openArena()
})
afterEach(() => arena.close())

const { customerUsername: username, customerPassword } = credentials
const status = async (who: string): Promise<number> =>
  (await arena.call('GET', '/customer/token', undefined, who)).status
const dataToken = async (who: string, token = who.replace('Bearer ', '')): Promise<Loose> =>
  (await arena.call('POST', '/customer/dataToken', { token }, who)).json

function forge(header: unknown, claims: unknown, key = signingKey): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${part(header)}.${part(claims)}`
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`
}

describe('a token', () => {
  it('is a JWT signed with HS256 with iss, iat and jti, and the id of the token is not the customer', async () => {
    arena.sandbox.clock.freeze()
    const reply = await arena.ok('POST', '/customer/token', { username, password: customerPassword, ...client })
    expect(reply).toEqual({ id: 90_001, token: reply.token, customerId })
    const [header = ''] = reply.token.split('.')
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({ typ: 'JWT', alg: 'HS256' })
    const iat = Math.floor(arena.sandbox.clock.now() / 1000)
    expect(claimsOf(reply.token)).toEqual({ iss: 'nordic-arena', iat, jti: '90001' })
    expect(reply.token).toBe(forge({ typ: 'JWT', alg: 'HS256' }, claimsOf(reply.token)))
  })

  it('has no end of its own', async () => {
    const who = await arena.logIn()
    arena.sandbox.clock.advance(3650 * 86_400_000)
    expect(await status(who)).toBe(204)
  })

  it('that the shop did not sign, or does not know, is refused', async () => {
    await arena.logIn()
    const header = { typ: 'JWT', alg: 'HS256' }
    const claims = { iss: 'nordic-arena', iat: 1, jti: '90001' }
    expect(await status(`Bearer ${forge(header, claims)}`)).toBe(204)
    expect(await status(`bearer ${forge(header, claims)}`)).toBe(204)
    expect(await status(`Bearer ${forge(header, claims, 'another key')}`)).toBe(401)
    expect(await status(`Bearer ${forge({ ...header, alg: 'none' }, claims)}`)).toBe(401)
    expect(await status(`Bearer ${forge(header, { ...claims, jti: '90002' })}`)).toBe(401)
    expect(await status(`Bearer ${forge(header, { iss: 'nordic-arena' })}`)).toBe(401)
    expect(await status(`Bearer ${forge(header, 'text')}`)).toBe(401)
    expect(await status(`Bearer ${forge(header, claims)}.x`)).toBe(401)
  })

  it('can be ended by its customer, in the list of them', async () => {
    const [one, other] = [await arena.logIn(), await arena.logIn()]
    arena.act('revoke_token', { id: 90_001 })
    expect([await status(one), await status(other)]).toEqual([401, 204])
  })
})

describe('a login', () => {
  it('names what is missing, in the order of the page', async () => {
    const error = async (body: unknown): Promise<unknown> => {
      const { status: code, json } = await arena.call('POST', '/customer/token', body)
      return [code, json]
    }
    const missing = (name: string): unknown => [400, { error: `Argument '${name}' missing or empty.`, errorCode: 0 }]
    expect(await error(undefined)).toEqual(missing('username'))
    expect(await error({ username: '' })).toEqual(missing('username'))
    expect(await error({ username })).toEqual(missing('password'))
    expect(await error({ username, password: customerPassword })).toEqual(missing('clientName'))
    expect(await error({ username: 5 })).toEqual([400, { error: "Argument 'username' is not a string.", errorCode: 0 }])
  })

  it('with a wrong name or password, or as a guest, is a 401', async () => {
    await arena.guest()
    for (const [name, secret] of [
      [username, 'wrong'],
      ['nobody', customerPassword],
      [username.toUpperCase(), customerPassword],
    ]) {
      const reply = await arena.call('POST', '/customer/token', { username: name, password: secret, ...client })
      expect([reply.status, reply.json]).toEqual([
        401,
        { error: 'Cannot login with supplied username and password.', errorCode: 0 },
      ])
    }
  })
})

describe('a data token', () => {
  it('adds what the billing address asks for, the e-mail and the rank, and works as a token', async () => {
    const who = await arena.logIn()
    const reply = await dataToken(who)
    expect(reply.customerId).toBe(customerId)
    expect(claimsOf(reply.token)).toEqual({
      iss: 'nordic-arena',
      iat: expect.any(Number),
      jti: String(reply.id),
      given_name: 'Kundeservice',
      family_name: 'Nordic Arena',
      email: username,
      phone_number: '00000000',
      season_rank: 1,
    })
    expect(
      (await arena.call('GET', `/customer/${customerId}?${clientQuery}`, undefined, `Bearer ${reply.token}`)).status,
    ).toBe(200)
  })

  it('has the claims that the shop asks for and no others', async () => {
    arena.act('put_address_field', { field: 'name', name: 'Navn' })
    for (const field of ['firstname', 'lastname', 'mobile']) arena.act('remove_address_field', { field })
    const who = await arena.logIn()
    await arena.ok('POST', `/customer/${customerId}`, { address: [{ field: 'name', value: 'Kundeservice' }] }, who)
    const claims = claimsOf((await dataToken(who)).token)
    expect(Object.keys(claims)).toEqual(['iss', 'iat', 'jti', 'name', 'email', 'season_rank'])
    expect(claims.name).toBe('Kundeservice')
  })

  it('has no rank without a season card, the highest with several', async () => {
    const who = await arena.newCustomer()
    expect(claimsOf((await dataToken(who)).token)).toMatchObject({ season_rank: null, phone_number: '' })
    for (const productId of [5, 3]) {
      await arena.ok('POST', '/order', { orderLines: [{ productId, quantity: 1 }], ...client }, who)
      const { headers } = await arena.call(
        'POST',
        '/order/ordertransaction',
        { successUrl: 'a', failedUrl: 'b', ...client },
        who,
      )
      arena.act('complete_payment', { link: headers.get('location') })
    }
    expect(claimsOf((await dataToken(who)).token).season_rank).toBe(2)
    arena.sandbox.clock.advance(366 * 86_400_000)
    expect(claimsOf((await dataToken(who)).token).season_rank).toBeNull()
  })

  it('is made of a simple token of the same customer only', async () => {
    const who = await arena.logIn()
    const data = (await dataToken(who)).token
    const others = (await arena.newCustomer()).replace('Bearer ', '')
    for (const token of ['x', data, others]) {
      expect(await dataToken(who, token)).toEqual({ error: 'Invalid token', errorCode: 0 })
    }
    expect(await dataToken(who, '')).toEqual({ error: "Argument 'token' missing or empty.", errorCode: 0 })
  })
})

describe('a push token', () => {
  it('overwrites the one before, and is kept as a digest', async () => {
    const who = await arena.logIn()
    const digest = (): unknown =>
      arena.side.snapshot().rows.customers.find(({ id }) => id === customerId)?.pushTokenDigest
    expect(digest()).toBeNull()
    await arena.ok('POST', '/customer/pushToken', { token: 'first device' }, who)
    const first = digest()
    await arena.ok('POST', '/customer/pushToken', { token: 'second device' }, who)
    expect(digest()).not.toBe(first)
    expect(JSON.stringify(arena.side.snapshot())).not.toContain('device')
    expect((await arena.call('POST', '/customer/pushToken', {}, who)).json.error).toBe(
      "Argument 'token' missing or empty.",
    )
  })
})

describe('a guest token', () => {
  it('makes a new guest each time, who is a customer with an id and without a login', async () => {
    const one = await arena.ok('POST', '/customer/guestToken', client)
    const other = await arena.ok('POST', '/customer/guestToken', client)
    expect([one.customerId, other.customerId]).toEqual([customerId + 1, customerId + 2])
    expect(arena.side.snapshot().rows.customers.at(-1)).toMatchObject({ kind: 'guest', passwordDigest: '' })
    expect((await arena.call('POST', '/customer/guestToken', {})).json.error).toBe(
      "Argument 'clientName' missing or empty.",
    )
  })
})

describe('a one-time token', () => {
  const make = async (): Promise<string> =>
    (await arena.ok('POST', '/customer/onetimetoken', client, await arena.logIn())).token

  it('logs in at the shop once, within 60 seconds', async () => {
    arena.sandbox.clock.freeze()
    const token = await make()
    expect(token).toMatch(/^[0-9a-f]{40}$/)
    arena.sandbox.clock.advance(59_999)
    expect(arena.act('open_login_link', { token })).toEqual({ customerId })
    expect(() => arena.act('open_login_link', { token })).toThrow('the one-time token is used')
  })

  it('has expired after 60 seconds', async () => {
    arena.sandbox.clock.freeze()
    const token = await make()
    arena.sandbox.clock.advance(60_000)
    expect(() => arena.act('open_login_link', { token })).toThrow('the one-time token has expired')
  })

  it('is not a token for the API, and differs each time', async () => {
    const [one, other] = [await make(), await make()]
    expect(one).not.toBe(other)
    expect(await status(`Bearer ${one}`)).toBe(401)
    expect(() => arena.act('open_login_link', { token: ids.voucherCode })).toThrow('no such one-time token')
  })
})

describe('passwords', () => {
  const change = (body: unknown, who: string): Promise<Loose> => arena.call('POST', '/customer/updatePass', body, who)

  it('change with the old one', async () => {
    const who = await arena.newCustomer()
    const wrong = await change({ oldPassword: 'wrong', newPassword: 'another' }, who)
    expect([wrong.status, wrong.json]).toEqual([400, { error: 'Den gamle adgangskode er forkert', errorCode: 1001 }])
    expect((await change({ oldPassword: password, newPassword: 'another' }, who)).status).toBe(204)
    await expect(arena.logIn('ny@nordic-arena.example', password)).rejects.toThrow('401')
    expect(await status(await arena.logIn('ny@nordic-arena.example', 'another'))).toBe(204)
    expect((await change({ newPassword: 'x' }, who)).json.error).toBe("Argument 'oldPassword' missing or empty.")
    expect((await change({ oldPassword: 'x' }, who)).json.error).toBe("Argument 'newPassword' missing or empty.")
  })

  it('are reset by a link in a mail, which works once', async () => {
    const act = (): unknown => arena.act('reset_password', { username, password: 'from the mail' })
    expect(act).toThrow(`no mail went out to ${username}`)
    await arena.ok('POST', '/customer/resetpass', { username })
    act()
    expect(await status(await arena.logIn(username, 'from the mail'))).toBe(204)
    expect(act).toThrow('no mail went out')
  })

  it('of an unknown name cannot be reset', async () => {
    const reply = await arena.call('POST', '/customer/resetpass', { username: 'nobody' })
    expect([reply.status, reply.json]).toEqual([404, { error: 'Ukendt brugernavn.', errorCode: 0 }])
    expect((await arena.call('POST', '/customer/resetpass', {})).status).toBe(400)
  })
})
