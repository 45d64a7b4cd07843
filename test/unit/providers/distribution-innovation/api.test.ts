import { describe, expect, it } from 'vitest'
import type { ApiInput } from '../../../../src/model/provider.ts'
import { distributionInnovation } from '../../../../src/providers/distribution-innovation/index.ts'
import { address, failure, fakeVendor, refusal, signal } from './fakes.ts'

const { api, doctor, probes } = distributionInnovation
const create = { ownerPartyKey: 'owner', shop: { email: 'post@acme.example', address } }

describe('butik api', () => {
  it('has the login and the two operations of the page', () => {
    expect(
      api.operations.map(({ id, method, path, writes, pages, takesBody }) => ({
        id,
        call: `${method} ${path}`,
        writes,
        pages,
        takesBody,
      })),
    ).toEqual([
      {
        id: 'auth.login',
        call: 'POST /ws/json/auth/v-3/login/{minutes}',
        writes: false,
        pages: false,
        takesBody: true,
      },
      { id: 'shop.create', call: 'POST /ws/json/shop/v-1', writes: true, pages: false, takesBody: true },
      { id: 'shop.update', call: 'PATCH /ws/json/shop/v-1/{shopId}', writes: true, pages: false, takesBody: true },
    ])
    expect(api.operations.flatMap(({ parameters }) => parameters)).toEqual([
      { name: 'minutes', in: 'path', required: true },
      { name: 'shopId', in: 'path', required: true },
    ])
  })

  it.each<[string, ApiInput]>([
    ['auth.login', { parameters: { minutes: '1' } }],
    ['auth.login', { parameters: { minutes: '1440' } }],
    ['auth.login', { parameters: { minutes: '60', username: 'a', password: 'b' } }],
    ['shop.create', { parameters: {}, body: create }],
    [
      'shop.create',
      { parameters: { ownerPartyKey: 'owner', shop: JSON.stringify(create.shop), transportSolutionIds: '[1]' } },
    ],
    ['shop.update', { parameters: { shopId: '1', vatLiable: 'true', ceo: 'true' } }],
    ['shop.update', { parameters: { shopId: '1' }, body: [{ op: 'remove', path: '/ceo' }] }],
  ])('takes %s %j', (id, input) => expect(api.check(id, input)).toEqual([]))

  it.each<[string, ApiInput, string]>([
    ['auth.login', { parameters: {} }, 'auth.login needs minutes'],
    ['auth.login', { parameters: { minutes: '0' } }, 'auth.login: minutes'],
    ['auth.login', { parameters: { minutes: '1441' } }, 'auth.login: minutes'],
    ['auth.login', { parameters: { minutes: '5', username: 'a' } }, 'auth.login needs password'],
    ['shop.create', { parameters: {} }, 'shop.create needs a body'],
    ['shop.create', { parameters: {}, body: { ...create, shop: { email: 'x' } } }, 'shop.create needs shop.address'],
    ['shop.create', { parameters: {}, body: { ...create, shop: { ...create.shop, id: 7 } } }, 'shop.create: shop.id'],
    [
      'shop.create',
      { parameters: {}, body: { ...create, transportSolutionIds: [] } },
      'shop.create: transportSolutionIds',
    ],
    ['shop.update', { parameters: { shopId: 'oslo' }, body: {} }, 'shop.update: shopId'],
    ['shop.update', { parameters: { shopId: '1' }, body: { address: { countryCode: 'no' } } }, 'address.countryCode'],
    ['shop.update', { parameters: { shopId: '1' }, body: { legalNam: 'x' } }, 'legalNam'],
    [
      'shop.update',
      { parameters: { shopId: '1' }, body: [{ op: 'replace', path: 'ceo', value: 'x' }] },
      'shop.update: 0',
    ],
    ['shop.update', { parameters: { shopId: '1' }, body: [] }, 'shop.update: the body'],
  ])('refuses %s %j', (id, input, problem) => expect(api.check(id, input).join('\n')).toContain(problem))

  it('sends with a token, at the path that the settings have, and shows the same', async () => {
    const vendor = fakeVendor({}, { assume: { patch_path: '/ws/json/shop/v-9/{shopId}/edit' } })
    const input = { parameters: { shopId: '7', ceo: 'x' } }
    const shown = api.show(vendor.session, 'shop.update', input)
    const reply = await api.send(vendor.session, 'shop.update', input, signal)
    expect(reply).toMatchObject({ status: 200, text: '{"id":123}' })
    expect(vendor.shops()).toEqual([
      { request: `${shown.method} ${shown.url}`, authorization: 'Bearer token-1', body: { ceo: 'x' } },
    ])
    expect(shown.body).toEqual({ ceo: 'x' })
    expect(api.show(vendor.session, 'shop.create', { parameters: {}, body: create }).url).toBe(
      'https://api-flow.di.no/ws/json/shop/v-1',
    )
  })

  it('logs in with the credentials of the connection, or with those given, and keeps its own token', async () => {
    const vendor = fakeVendor()
    await api.send(vendor.session, 'auth.login', { parameters: { minutes: '5' } }, signal)
    expect(vendor.sent).toMatchObject([
      {
        request: 'POST https://ws.di.no/ws/json/auth/v-3/login/5',
        body: { username: 'wsfoobar', password: 'a-very-very-long-password' },
      },
    ])
    await api.send(vendor.session, 'shop.create', { parameters: {}, body: create }, signal)
    expect(vendor.logins()).toHaveLength(2)
  })

  it('renews a token like everything else, and speaks the errors plainly', async () => {
    const vendor = fakeVendor({ shop: (_, index) => (index === 0 ? refusal(401) : refusal(403, 'no.access.shop.id')) })
    const error = await failure(
      api.send(vendor.session, 'shop.update', { parameters: { shopId: '1', ceo: 'x' } }, signal),
    )
    expect(error.message).toContain('no.access.shop.id (this user has no access to this shop)')
    expect(vendor.logins()).toHaveLength(2)
  })

  it.each([
    [{ ceo: null }, 4],
    [
      [
        { op: 'replace', path: '/ceo', value: 'x' },
        { op: 'test', path: '/ceo', value: 'x' },
        { op: 'add', path: '/ceo', value: 'x' },
      ],
      4,
    ],
    [[{ op: 'add', path: '/externalCustomerIds/-', value: { freightProductId: 1, customerNumber: 1 } }], 1],
    [[{ op: 'add', path: '/externalCustomerIds/0', value: { freightProductId: 1, customerNumber: 1 } }], 1],
    [[{ op: 'remove', path: '/ceo' }], 1],
    [[{ op: 'move', from: '/ceo', path: '/customerManager' }], 1],
  ])('sends an update again only where that is the same as once: %j', async (body, times) => {
    const vendor = fakeVendor({ shop: () => 'lost' })
    await failure(api.send(vendor.session, 'shop.update', { parameters: { shopId: '1' }, body }, signal))
    expect(vendor.shops()).toHaveLength(times)
  })

  it('never sends a create again', async () => {
    const vendor = fakeVendor({ shop: () => 'lost' })
    const error = await failure(api.send(vendor.session, 'shop.create', { parameters: {}, body: create }, signal))
    expect(error).toMatchObject({ code: 'E2009', effect: 'unknown' })
    expect(vendor.shops()).toHaveLength(1)
  })

  it('does not mask as a secret what is none', async () => {
    const { session } = fakeVendor({ login: () => Response.json({ token: 'token-1', roles: ['shop'] }) })
    const reply = await api.send(session, 'auth.login', { parameters: { minutes: '5' } }, signal)
    expect(reply.text).toBe('{"token":"***","roles":["shop"]}')
  })
})

describe('the doctor', () => {
  it('asks with a login, always a new one, and reads the clock of the vendor', async () => {
    const date = 'Sun, 01 Mar 2026 12:00:00 GMT'
    const vendor = fakeVendor({
      login: (_, index) => Response.json({ token: `t-${index}` }, index === 0 ? { headers: { date } } : {}),
    })
    expect(await doctor.ask(vendor.session, signal)).toEqual({ date, note: expect.stringContaining('first write') })
    expect(await doctor.ask(vendor.session, signal)).toEqual({ note: expect.stringContaining('first write') })
    expect([vendor.logins().length, vendor.shops().length]).toEqual([2, 0])
  })

  it('says what is wrong with the credentials', async () => {
    const { session } = fakeVendor({ login: () => refusal(401) })
    expect(await failure(doctor.ask(session, signal))).toMatchObject({ code: 'E2002' })
  })

  it('cannot tell what may be written', () => expect(doctor.rights).toBeUndefined())
})

describe('probes', () => {
  it('are none: nothing can be read, and what one made could not be removed', () => expect(probes).toEqual([]))
})
