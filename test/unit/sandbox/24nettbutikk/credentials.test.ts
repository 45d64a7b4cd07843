import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { basic, openShop, otherToken, type Shop, token } from './shop.ts'

let shop: Shop
beforeEach(async () => {
  shop = await openShop()
})
afterEach(() => shop.close())

const raw = (text: string): { authorization: string } => ({ authorization: text })
const lastAlias = (): string | undefined => shop.side.log.at(-1)?.token

describe('a caller', () => {
  it.each([
    ['a blank password', basic(token), ''],
    ['the fixed password', basic(token, 'x-oauth-basic'), ''],
    ['a scheme in small letters', raw(basic(token).authorization.replace('Basic', 'basic')), ''],
    ['an argument', {}, `?access_token=${token}`],
    ['both, the header being right', basic(token), '?access_token=wrong'],
  ])('with %s is let in', async (_, headers, query) => {
    expect((await shop.call('GET', `/orders${query}`, headers)).status).toBe(200)
    expect(lastAlias()).toBe('token')
  })

  it.each([
    ['nothing', {}, '', 'none'],
    ['an empty argument', {}, '?access_token=', 'none'],
    ['a token of another shop', basic(otherToken), '', 'otherToken'],
    ['a token of another shop in the query', {}, `?access_token=${otherToken}`, 'otherToken'],
    ['an unknown token', basic('guess'), '', 'unknown'],
    ['another password', basic(token, 'secret'), '', 'unknown'],
    ['the token as the password', basic('', token), '', 'unknown'],
    ['no colon', raw(`Basic ${btoa(token)}`), '', 'unknown'],
    ['Bearer', raw(`Bearer ${token}`), '', 'unknown'],
    ['the bare token', raw(token), '', 'unknown'],
    ['no base64', raw('Basic ~~~'), '', 'unknown'],
    ['both, the header being wrong', basic('guess'), `?access_token=${token}`, 'unknown'],
  ])('with %s is refused: 401, an empty body, a challenge', async (_, headers, query, alias) => {
    for (const path of ['', '/orders', '/orders/10001', '/nothing']) {
      const reply = await shop.call('GET', `${path}${query}`, headers)
      expect([reply.status, reply.text]).toEqual([401, ''])
      expect(reply.headers.get('www-authenticate')).toBe('Basic realm="24Nettbutikk API"')
    }
    expect((await shop.call('HEAD', `/orders${query}`, headers)).status).toBe(401)
    expect(lastAlias()).toBe(alias)
  })
})

describe('secrets', () => {
  it('are announced with the url, and are in neither log nor store', async () => {
    expect(shop.side.ready).toEqual({
      url: `http://127.0.0.1:${shop.sandbox.port}/24nettbutikk/api/v1`,
      token,
      otherToken,
    })
    shop.put('order')
    await shop.call('GET', `/orders?access_token=${token}&callback=cb`, {})
    await shop.call('GET', '/orders', basic(token, 'x-oauth-basic'))
    await shop.call('GET', `/orders?access_token=${otherToken}`, {})
    expect(shop.side.log.map(({ query }) => query)).toEqual([
      { access_token: '***', callback: 'cb' },
      {},
      { access_token: '***' },
    ])
    const log = (await shop.control('GET', '/log?bodies=1')).text
    const store = (await shop.control('GET', '/store')).text
    for (const secret of [token, otherToken, btoa(`${token}:`), btoa(`${token}:x-oauth-basic`)]) {
      expect(log).not.toContain(secret)
      expect(store).not.toContain(secret)
    }
  })
})

describe('calls', () => {
  it('are counted for the token that was let in, without a limit', async () => {
    await shop.call('GET', '/orders')
    await shop.call('HEAD', '/nothing')
    await shop.call('GET', '/orders', basic(otherToken))
    expect(shop.side.calls()).toEqual({ limit: null, used: { token: 2, otherToken: 0 } })
  })

  it('beyond a limit that was set are 429 with an empty body', async () => {
    shop.side.setCalls({ limit: 1 })
    expect((await shop.call('GET', '/orders')).status).toBe(200)
    const refused = await shop.call('GET', '/orders')
    expect([refused.status, refused.text]).toEqual([429, ''])
  })
})
