import { createHmac } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { logins, minimal, openRoom, paths, type Room } from './room.ts'

const rooms: Room[] = []
afterEach(async () => {
  for (const room of rooms.splice(0)) await room.close()
})

async function open(): Promise<Room> {
  const room = await openRoom()
  room.sandbox.clock.freeze()
  room.sandbox.clock.set('2030-03-01T12:00:00Z')
  rooms.push(room)
  return room
}

function decode(part: string | undefined): unknown {
  return JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8'))
}

const now = Date.parse('2030-03-01T12:00:00Z') / 1000
const missing = { statusCode: 401, errorKey: 'authentication.missing', errorMap: {} }

describe('a login', () => {
  it('answers {token}, a JWT signed with HS256 that has the documented claims', async () => {
    const room = await open()
    const shop = await room.create()
    const reply = await room.raw('POST', `${paths.login}/30`, logins.full)
    expect(reply.status).toBe(200)
    expect(reply.headers.get('content-type')).toBe('application/json')
    expect(Object.keys(reply.json)).toEqual(['token'])
    const [header, payload, signature] = reply.json.token.split('.')
    expect(decode(header)).toEqual({ alg: 'HS256', typ: 'JWT' })
    expect(decode(payload)).toEqual({
      sub: logins.full.username,
      iat: now,
      exp: now + 30 * 60,
      userId: 501,
      roles: ['SHOP_API'],
      customerSystems: [expect.any(String)],
      flowShops: [shop.id],
      webServices: ['shop'],
    })
    const wanted = createHmac('sha256', 'sandbox-signing-key-1').update(`${header}.${payload}`).digest('base64url')
    expect(signature).toBe(wanted)
  })

  it('works without the role for the Shop API, and the token says so', async () => {
    const room = await open()
    const token = await room.token('noRole')
    expect(decode(token.split('.')[1])).toMatchObject({ userId: 502, roles: [], flowShops: [], webServices: [] })
  })

  it.each([1, 1440])('takes %d minutes, and the token holds for exactly as long', async (minutes) => {
    const room = await open()
    const authorization = `Bearer ${await room.token('full', minutes)}`
    room.sandbox.clock.advance(minutes * 60_000 - 1)
    expect((await room.raw('POST', paths.shops, minimal(), { authorization })).status).toBe(200)
    room.sandbox.clock.advance(1)
    const reply = await room.raw('POST', paths.shops, minimal(), { authorization })
    expect([reply.status, reply.json]).toEqual([401, missing])
  })

  it.each(['0', '1441', '-1', '1.5', 'abc', '1e2', '99999999999', '%20'])('refuses %s minutes', async (minutes) => {
    const room = await open()
    const reply = await room.raw('POST', `${paths.login}/${minutes}`, logins.full)
    expect([reply.status, reply.json]).toEqual([
      400,
      {
        statusCode: 400,
        errorKey: 'validation.failed',
        errorMap: { minutes: 'must be a whole number from 1 to 1440' },
      },
    ])
  })

  it.each([
    [{}, ['username', 'password']],
    [{ username: 'wsfoobar' }, ['password']],
    [{ username: 1, password: '' }, ['username', 'password']],
    [{ username: null, password: ['x'] }, ['username', 'password']],
  ])('says what is wrong with %j', async (body, fields) => {
    const room = await open()
    const reply = await room.raw('POST', `${paths.login}/30`, body)
    expect([reply.status, Object.keys(reply.json.errorMap)]).toEqual([400, fields])
  })

  it.each([
    { ...logins.full, password: logins.other.password },
    { ...logins.full, username: 'wsfoobar' },
    { ...logins.full, username: logins.full.username.toUpperCase() },
  ])('is refused for what belongs to nobody: %j', async (body) => {
    const room = await open()
    const reply = await room.raw('POST', `${paths.login}/30`, body)
    expect([reply.status, reply.json]).toEqual([
      401,
      { statusCode: 401, errorKey: 'authentication.failed', errorMap: {} },
    ])
  })

  it.each(['', '{', 'username=x', '[]', 'null', '"x"'])('cannot parse the body %s', async (body) => {
    const room = await open()
    const reply = await room.raw('POST', `${paths.login}/30`, body)
    expect([reply.status, reply.json.errorKey]).toEqual([400, 'failed.to.parse.request'])
  })

  it('is a POST only, and only where the page has it', async () => {
    const room = await open()
    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE']) {
      const reply = await room.raw(method, `${paths.login}/30`)
      expect([reply.status, reply.headers.get('allow')]).toEqual([405, 'POST'])
    }
    for (const path of ['', '/30/', '/30/x']) {
      expect((await room.raw('POST', `${paths.login}${path}`, logins.full)).status).toBe(404)
    }
    expect((await room.raw('POST', '/ws/json/auth/v-2/login', logins.full)).status).toBe(404)
  })
})

describe('a token', () => {
  const alter = (token: string, part: number, text: string): string =>
    token
      .split('.')
      .map((old, index) => (index === part ? text : old))
      .join('.')

  it.each<[string, (token: string) => Record<string, string>]>([
    ['no header', () => ({})],
    ['an empty header', () => ({ authorization: '' })],
    ['no scheme', (token) => ({ authorization: token })],
    ['another scheme', (token) => ({ authorization: `Basic ${token}` })],
    ['no token', () => ({ authorization: 'Bearer ' })],
    ['two tokens', (token) => ({ authorization: `Bearer ${token} ${token}` })],
    ['what is no JWT', () => ({ authorization: 'Bearer SECRET_WS_TOKEN' })],
    ['four parts', (token) => ({ authorization: `Bearer ${token}.x` })],
    ['no signature', (token) => ({ authorization: `Bearer ${alter(token, 2, '')}` })],
    ['other claims', (token) => ({ authorization: `Bearer ${alter(token, 1, 'eyJzdWIiOiJ4In0')}` })],
    ['no algorithm', (token) => ({ authorization: `Bearer ${alter(token, 0, 'eyJhbGciOiJub25lIn0')}` })],
    ['another header', (token) => ({ 'x-authorization': `Bearer ${token}` })],
  ])('is missing with %s', async (_what, headers) => {
    const room = await open()
    const reply = await room.raw('POST', paths.shops, minimal(), headers(await room.token()))
    expect([reply.status, reply.json]).toEqual([401, missing])
    expect(room.side.snapshot().shops).toEqual([])
  })

  it('signed by the right key for nobody is missing too', async () => {
    const room = await open()
    const content = [{ alg: 'HS256' }, { sub: 'nobody', exp: now + 60, roles: ['SHOP_API'] }]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.')
    const signature = createHmac('sha256', 'sandbox-signing-key-1').update(content).digest('base64url')
    const reply = await room.raw('POST', paths.shops, minimal(), { authorization: `Bearer ${content}.${signature}` })
    expect(reply.json).toEqual(missing)
  })

  it('is reused until it expires, for whatever calls, and holds in a sandbox started anew', async () => {
    const room = await open()
    const authorization = `bearer ${await room.token()}`
    const { json } = await room.raw('POST', paths.shops, minimal(), { authorization })
    expect((await room.raw('PATCH', `${paths.shops}/${json.id}`, {}, { authorization })).status).toBe(200)
    const second = await open()
    expect((await second.raw('POST', paths.shops, minimal(), { authorization })).status).toBe(200)
  })

  it('is asked for before anything else of a shop', async () => {
    const room = await open()
    for (const method of ['GET', 'PUT', 'POST', 'PATCH']) {
      expect((await room.raw(method, `${paths.shops}/1`)).status).toBe(401)
    }
  })
})
