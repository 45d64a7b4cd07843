/** The token: when there is a login, who shares it, and what becomes of one that is refused. */
import { describe, expect, it } from 'vitest'
import { change, failure, fakeVendor, make, refusal, signal, tokenOf } from './fakes.ts'

const minute = 60_000
const loginTo = (request: string) => request.includes('/auth/')

describe('a token', () => {
  it('is asked for before the first call, and not before', async () => {
    const vendor = fakeVendor()
    expect(vendor.sent).toEqual([])
    await make(vendor.session)
    expect(vendor.sent.map(({ request, authorization }) => [request, authorization])).toEqual([
      ['POST https://ws.di.no/ws/json/auth/v-3/login/60', undefined],
      ['POST https://api-flow.di.no/ws/json/shop/v-1', 'Bearer token-1'],
    ])
    expect(vendor.sent[0]?.body).toEqual({ username: 'wsfoobar', password: 'a-very-very-long-password' })
  })

  it('is asked to last as long as the settings say, at the one url where that is set', async () => {
    const vendor = fakeVendor({}, { token_minutes: 1440, url: 'http://127.0.0.1:4020' })
    await make(vendor.session)
    expect(vendor.sent[0]?.request).toBe('POST http://127.0.0.1:4020/ws/json/auth/v-3/login/1440')
  })

  it('serves until shortly before its end, by the clock of the run', async () => {
    const vendor = fakeVendor({}, { token_minutes: 10 })
    await change(vendor.session, { ceo: 'a' })
    vendor.ports.clock.pass(10 * minute - 30_001)
    await change(vendor.session, { ceo: 'b' })
    expect(vendor.logins()).toHaveLength(1)
    vendor.ports.clock.pass(1)
    await change(vendor.session, { ceo: 'c' })
    expect(vendor.logins()).toHaveLength(2)
    expect(vendor.shops().map(({ authorization }) => authorization)).toEqual([
      'Bearer token-1',
      'Bearer token-1',
      'Bearer token-2',
    ])
  })

  it('counts from when it was asked for, not from when it came', async () => {
    const vendor = fakeVendor(
      {
        login: (_, index) => {
          if (index === 0) vendor.ports.clock.pass(5 * minute)
          return Response.json({ token: tokenOf(index) })
        },
      },
      { token_minutes: 6 },
    )
    await change(vendor.session, { ceo: 'a' })
    vendor.ports.clock.pass(minute)
    await change(vendor.session, { ceo: 'b' })
    expect(vendor.logins()).toHaveLength(2)
  })

  it('is shared by calls that run at the same time', async () => {
    let open: (() => void) | undefined
    const gate = new Promise<void>((resolve) => {
      open = resolve
    })
    const vendor = fakeVendor({ login: () => gate.then(() => Response.json({ token: 'token-1' })) })
    const calls = Array.from({ length: 5 }, (_, index) => change(vendor.session, { ceo: `x${index}` }))
    open?.()
    await Promise.all(calls)
    expect(vendor.logins()).toHaveLength(1)
    expect(vendor.shops()).toHaveLength(5)
  })
})

describe('a refused token', () => {
  it('is replaced once, and the call is sent again', async () => {
    const vendor = fakeVendor({
      shop: (_, index) => (index === 0 ? refusal(401, 'authentication.expired') : Response.json({ id: 5 })),
    })
    expect(await make(vendor.session)).toEqual({ remoteId: '5' })
    expect(vendor.sent.map(({ request, authorization }) => (loginTo(request) ? 'login' : authorization))).toEqual([
      'login',
      'Bearer token-1',
      'login',
      'Bearer token-2',
    ])
    expect(vendor.shops()[1]?.body).toEqual(vendor.shops()[0]?.body)
  })

  it('is not replaced twice', async () => {
    const vendor = fakeVendor({ shop: () => refusal(401, 'authentication.failed') })
    const error = await failure(make(vendor.session))
    expect(error).toMatchObject({ code: 'E2002', status: 401, effect: 'none' })
    expect(error.message).toContain('authentication.failed (the token is refused, and it is a new one)')
    expect(vendor.logins()).toHaveLength(2)
    expect(vendor.shops()).toHaveLength(2)
  })

  it('costs one login, however many calls it was refused for', async () => {
    const vendor = fakeVendor(
      {
        shop: ({ authorization }) => (authorization === 'Bearer token-1' ? refusal(401) : Response.json({})),
      },
      { concurrency: 4 },
    )
    await Promise.all(['a', 'b', 'c', 'd'].map((ceo) => change(vendor.session, { ceo })))
    expect(vendor.logins()).toHaveLength(2)
    expect(vendor.shops()).toHaveLength(8)
  })

  it('is replaced again in a later call', async () => {
    const vendor = fakeVendor({ shop: (_, index) => (index % 2 === 0 ? refusal(401) : Response.json({})) })
    await change(vendor.session, { ceo: 'a' })
    await change(vendor.session, { ceo: 'b' })
    expect(vendor.logins()).toHaveLength(3)
  })

  it('is not what a 403 means', async () => {
    const vendor = fakeVendor({ shop: () => refusal(403, 'no.access.api') })
    await failure(make(vendor.session))
    expect([vendor.logins().length, vendor.shops().length]).toEqual([1, 1])
  })
})

describe('a login that fails', () => {
  const refused = (status: number, errorKey = '') => ({ login: () => refusal(status, errorKey) })

  it('is told in plain words, and nothing else is sent', async () => {
    const vendor = fakeVendor(refused(401, 'authentication.failed'))
    const error = await failure(make(vendor.session))
    expect(error).toMatchObject({ code: 'E2002', status: 401, effect: 'none' })
    expect(error.message).toBe(
      'delivery: the login was refused: POST /ws/json/auth/v-3/login/60: answered 401: "authentication.failed (the user name or the password is wrong)"',
    )
    expect(error.hint).toContain('the variables of username and password')
    expect([vendor.logins().length, vendor.shops().length]).toEqual([1, 0])
  })

  it.each([
    [400, 'E2002'],
    [403, 'E2002'],
    [404, 'E2003'],
  ])('with %i is %s', async (status, code) => {
    expect(await failure(make(fakeVendor(refused(status)).session))).toMatchObject({ code, effect: 'none' })
  })

  it('leaves no write in doubt, not even where its own answer was lost', async () => {
    for (const login of [() => 'lost' as const, () => refusal(500), () => new Response('<html>busy</html>')]) {
      const vendor = fakeVendor({ login })
      const error = await failure(make(vendor.session))
      expect(error.effect).toBe('none')
      expect(error.message).toContain('delivery: the login failed, so nothing else was sent: POST /ws/json/auth')
      expect(error.message).not.toContain('not known whether')
      expect([vendor.logins().length, vendor.shops().length]).toEqual([4, 0])
    }
  })

  it('in place of a refused token says so too', async () => {
    const vendor = fakeVendor({
      shop: () => refusal(401),
      login: (_, index) => (index === 0 ? Response.json({ token: 'token-1' }) : refusal(401)),
    })
    const error = await failure(make(vendor.session))
    expect(error).toMatchObject({
      code: 'E2002',
      effect: 'none',
      message: expect.stringContaining('the login was refused'),
    })
  })

  it.each([
    {},
    { token: '' },
    { token: 12 },
    { token: 'with a space' },
    { token: 'line\nbreak' },
    { access_token: 'token-1' },
    'token-1',
  ])('with an answer that holds no token is not the API: %j', async (answer) => {
    const vendor = fakeVendor({ login: () => Response.json(answer) })
    const error = await failure(make(vendor.session))
    expect(error).toMatchObject({ code: 'E2004', effect: 'none' })
    expect(error.message).toBe('delivery: the login was answered without a token that can be sent')
    expect(vendor.shops()).toEqual([])
  })

  it('fails all that wait for it, once, and the next call tries again', async () => {
    const vendor = fakeVendor({
      login: (_, index) => (index === 0 ? refusal(401) : Response.json({ token: 'token-2' })),
    })
    const errors = await Promise.all([failure(make(vendor.session)), failure(make(vendor.session))])
    expect(errors.map(({ code }) => code)).toEqual(['E2002', 'E2002'])
    expect(vendor.logins()).toHaveLength(1)
    expect(await make(vendor.session)).toEqual({ remoteId: '123' })
  })
})

describe('a login that is no longer wanted', () => {
  const held = () => {
    let open: (response: Response) => void = () => undefined
    const answer = new Promise<Response>((resolve) => {
      open = resolve
    })
    return { answer, open: () => open(Response.json({ token: 'token-1' })) }
  }

  it('by one caller goes on for the others', async () => {
    const { answer, open } = held()
    const vendor = fakeVendor({ login: () => answer })
    const leaving = new AbortController()
    const first = vendor.session.tokens.current(leaving.signal)
    const second = vendor.session.tokens.current(signal)
    leaving.abort(new Error('enough'))
    await expect(first).rejects.toThrow('enough')
    open()
    await expect(second).resolves.toBe('token-1')
    expect(vendor.logins()).toHaveLength(1)
  })

  it('by anybody ends, and the next caller starts another', async () => {
    const { answer, open } = held()
    const vendor = fakeVendor({ login: (_, index) => (index === 0 ? answer : Response.json({ token: 'token-2' })) })
    const leaving = new AbortController()
    const only = vendor.session.tokens.current(leaving.signal)
    leaving.abort(new Error('enough'))
    await expect(only).rejects.toThrow('enough')
    await expect(vendor.session.tokens.current(signal)).resolves.toBe('token-2')
    open()
    await expect(vendor.session.tokens.current(signal)).resolves.toBe('token-2')
  })

  it('is not started for a caller that has gone', async () => {
    const vendor = fakeVendor()
    await expect(vendor.session.tokens.current(AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone')
    expect(vendor.sent).toEqual([])
  })
})
