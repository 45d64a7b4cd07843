/** Three secrets (user name, password, token), and a vendor that echoes them wherever it can. */
import { describe, expect, it } from 'vitest'
import { VendorError } from '../../../../src/model/errors.ts'
import type { ApiInput } from '../../../../src/model/provider.ts'
import { distributionInnovation } from '../../../../src/providers/distribution-innovation/index.ts'
import { change, type FakeVendor, fakeVendor, make, password, type Script, signal, username } from './fakes.ts'

const token = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl'
const secrets = [username, password, token]
const echo = `${username}:${password} Bearer ${token}`
const { api, doctor } = distributionInnovation

function everythingOf(error: unknown, { ports }: FakeVendor): string {
  const texts = [JSON.stringify(ports.lines), JSON.stringify(ports.metered)]
  for (let at = error; at instanceof Error; at = at.cause) {
    texts.push(at.message, at.stack ?? '', at instanceof VendorError ? (at.hint ?? '') : '')
  }
  return texts.join('\n')
}

const login = () => Response.json({ token })
const broken = (): Response => {
  throw Object.assign(new TypeError(`fetch failed for ${echo}`), {
    cause: Object.assign(new Error(echo), { code: 'ECONNRESET' }),
  })
}

const scripts: readonly [string, Script][] = [
  [
    'an error object',
    { login, shop: () => Response.json({ statusCode: 400, errorKey: echo, errorMap: { at: echo } }, { status: 400 }) },
  ],
  ['a refused token', { login, shop: () => Response.json({ statusCode: 401, errorKey: echo }, { status: 401 }) }],
  ['a page', { login, shop: () => new Response(`<title>${echo}</title>`, { status: 403 }) }],
  ['a text', { login, shop: () => new Response(echo, { status: 500 }) }],
  [
    'a redirect',
    {
      login,
      shop: () => new Response('', { status: 307, headers: { location: `https://elsewhere.example/?${echo}` } }),
    },
  ],
  ['an answer without an id', { login, shop: () => new Response(echo) }],
  ['a broken connection', { login, shop: broken }],
  ['a refused login', { login: () => new Response(echo, { status: 401 }) }],
  [
    'a login error object',
    { login: () => Response.json({ statusCode: 401, errorKey: echo, errorMap: { user: username } }, { status: 401 }) },
  ],
  ['a login page', { login: () => new Response(`<html>${echo}</html>`) }],
  ['a broken login', { login: broken }],
  ['a login without a token', { login: () => Response.json({ jwt: token, user: username }) }],
]

describe('no secret is in a message, hint, cause, trace or count', () => {
  it.each(scripts)('by %s', async (_, script) => {
    const vendor = fakeVendor(script)
    // A token that was never given out is none that butik could know.
    const known = script.shop === undefined ? [username, password] : secrets
    const { session } = vendor
    for (const ask of [
      make,
      (one: typeof session) => change(one, { ceo: 'x' }),
      (one: typeof session) => doctor.ask(one, signal),
    ]) {
      const error: unknown = await ask(session).then(
        () => undefined,
        (reason: unknown) => reason,
      )
      for (const secret of known) expect(everythingOf(error, vendor)).not.toContain(secret)
    }
    expect(vendor.ports.lines.length).toBeGreaterThan(0)
  })

  it('not even by an old token that is echoed later', async () => {
    const old = 'token-that-was-there-before'
    const vendor = fakeVendor({
      login: (_, index) => Response.json({ token: index === 0 ? old : token }),
      shop: (_, index) =>
        index === 0 ? new Response('', { status: 401 }) : new Response(`${old} was replaced`, { status: 400 }),
    })
    const error: unknown = await make(vendor.session).catch((reason: unknown) => reason)
    expect(everythingOf(error, vendor)).toContain('*** was replaced')
    expect(everythingOf(error, vendor)).not.toContain(old)
  })
})

describe('butik api', () => {
  const echoing = {
    login,
    shop: () => Response.json({ id: 1, note: echo }, { headers: { link: `<https://x.example?${echo}>` } }),
  }
  const shopBody: ApiInput = { parameters: { shopId: '1' }, body: { ceo: echo } }

  it('masks them in what it shows before anything is sent', async () => {
    const vendor = fakeVendor(echoing)
    await make(vendor.session)
    const shown = [
      api.show(vendor.session, 'auth.login', { parameters: { minutes: '5' } }),
      api.show(vendor.session, 'auth.login', {
        parameters: { minutes: '5', username: 'another', password: 'hush-hush' },
      }),
      api.show(vendor.session, 'shop.update', shopBody),
      api.show(vendor.session, 'shop.create', { parameters: {}, body: { ownerPartyKey: echo } }),
    ]
    for (const secret of [...secrets, 'another', 'hush-hush']) expect(JSON.stringify(shown)).not.toContain(secret)
    expect(shown[0]).toEqual({
      method: 'POST',
      url: 'https://ws.di.no/ws/json/auth/v-3/login/5',
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: { username: '***', password: '***' },
    })
    expect(shown[2]?.headers).toMatchObject({ authorization: 'Bearer ***' })
  })

  it('masks them in replies and links, the token of a login too', async () => {
    const vendor = fakeVendor(echoing)
    const replies = [
      await api.send(vendor.session, 'auth.login', { parameters: { minutes: '5' } }, signal),
      await api.send(vendor.session, 'shop.update', shopBody, signal),
    ]
    for (const secret of secrets) expect(JSON.stringify(replies)).not.toContain(secret)
    expect(replies.map(({ text }) => text)).toEqual(['{"token":"***"}', expect.stringContaining('***')])
  })

  it('masks other credentials that are given to it', async () => {
    const vendor = fakeVendor({
      login: ({ body }) => Response.json({ statusCode: 401, errorKey: JSON.stringify(body) }, { status: 401 }),
    })
    const parameters = { minutes: '5', username: 'another', password: 'hush-hush' }
    const error: unknown = await api
      .send(vendor.session, 'auth.login', { parameters }, signal)
      .catch((reason: unknown) => reason)
    expect(vendor.logins()[0]?.body).toEqual({ username: 'another', password: 'hush-hush' })
    expect(everythingOf(error, vendor)).not.toMatch(/another|hush-hush/)
  })
})
