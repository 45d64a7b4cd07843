import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ids } from '../../../../src/sandbox/venue-manager/accounts.ts'
import { pageOperations } from '../../../support/venue-manager-page.ts'
import { type Arena, clientQuery, customerId, openArena } from './arena.ts'

let arena: Arena
let who: string
beforeEach(async () => {
  arena = await openArena()
  who = await arena.logIn()
})
afterEach(() => arena.close())

const concrete = (path: string): string =>
  path
    .replace('{customerId}', String(customerId))
    .replace('{cardId}', String(ids.cardId))
    .replace('{externalId}', ids.externalId)
const tokenFor = (path: string): string => (path.startsWith('/invoice') ? arena.api : who)

describe('what is not on the page', () => {
  it.each([
    '',
    '/',
    '/nothing',
    '/customer/1/2',
    '/order/65478',
    '/invoice/1',
    '/test',
    '/catalog/product/3',
    '/voucher',
    '/customer/%',
  ])('the path "%s" is a 404', async (path) => {
    const reply = await arena.call('GET', path, undefined, who)
    expect([reply.status, reply.json]).toEqual([404, { error: 'Not found.', errorCode: 0 }])
  })

  it('a method that a path does not have is a 405 that names those it has', async () => {
    const refused = async (method: string, path: string): Promise<unknown> => {
      const { status, json, headers } = await arena.call(method, path, undefined, who)
      return [status, json.error, headers.get('allow')]
    }
    expect(await refused('DELETE', `/customer/${customerId}`)).toEqual([405, 'Method not allowed.', 'GET, POST'])
    expect(await refused('GET', '/customer/updatePass')).toEqual([405, 'Method not allowed.', 'POST'])
    expect(await refused('POST', '/catalog/products/')).toEqual([405, 'Method not allowed.', 'GET'])
    expect((await arena.call('HEAD', '/customergroup')).status).toBe(405)
  })
})

describe.each(pageOperations.filter((name) => !name.startsWith('GET ')))('%s', (name) => {
  const [method = '', path = ''] = name.split(' ')

  it.each(['{', 'x=1', '"text"', '[1]', '5', 'null', '{"id":{},"password":[],"address":5,"token":1,"username":true}'])(
    'has an answer for the body %s',
    async (body) => {
      const reply = await arena.call(method, concrete(path), body, tokenFor(path))
      if (path.startsWith('/invoice') || path.includes('/savedcard/')) expect(reply.status).toBeLessThan(401)
      else {
        expect([400, 401, 404]).toContain(reply.status)
        expect(reply.json).toEqual({ error: expect.any(String), errorCode: expect.anything() })
      }
    },
  )
})

describe('bodies', () => {
  it('that are no JSON object are a 400, after the authorization', async () => {
    for (const body of ['{', '[]', '"x"']) {
      const reply = await arena.call('POST', '/order', body, who)
      expect([reply.status, reply.json]).toEqual([400, { error: 'The body is not a JSON object.', errorCode: 0 }])
      expect((await arena.call('POST', '/order', body)).status).toBe(401)
    }
  })

  it('are not looked at where none is documented', async () => {
    const path = `/invoice/markAsPaidByExternalId/${ids.externalId}`
    expect((await arena.call('PUT', path, '{', arena.api)).status).toBe(204)
  })
})

describe('the requests', () => {
  it('are counted by who makes them, and refused beyond a limit that a test sets', async () => {
    const guest = await arena.guest()
    await arena.call('GET', '/catalog/categories')
    await arena.call('GET', '/customer/token', undefined, guest)
    await arena.call('GET', '/customer/token', undefined, who)
    await arena.call('GET', '/customer/token', undefined, 'Bearer x')
    await arena.call('GET', '/invoice', undefined, arena.api)
    expect(arena.side.calls()).toEqual({ limit: null, used: { apiUser: 1, customer: 1, guest: 1, none: 3 } })
    expect(arena.side.log.map(({ token }) => token)).toEqual([
      'none',
      'none',
      'none',
      'guest',
      'customer',
      'unknown',
      'apiUser',
    ])
    arena.side.setCalls({ limit: 1 })
    const reply = await arena.call('GET', '/customer/token', undefined, who)
    expect([reply.status, reply.json]).toEqual([429, { error: 'Too many requests.', errorCode: 0 }])
  })

  it('meet the faults of the sandbox like those of any vendor', async () => {
    arena.sandbox.faults.script([
      { match: { vendor: 'venue-manager', path: '^/order$' }, fault: { kind: 'lost_answer' } },
    ])
    const body = { orderLines: [{ productId: 52, quantity: 1 }], clientName: 'VenueApp' }
    await expect(arena.call('POST', '/order', body, who)).rejects.toThrow()
    expect(arena.side.log.at(-1)).toMatchObject({ committed: true, fault: 'lost_answer' })
    expect(arena.side.snapshot().rows.orders).toHaveLength(2)
  })

  it('find products gone, new or missing from the answer', async () => {
    const products = async (kind: 'shrink' | 'grow' | 'short'): Promise<number> => {
      arena.sandbox.faults.script([{ fault: { kind, rows: 2 } }])
      return (await arena.ok('GET', '/catalog/products/')).length
    }
    expect([await products('short'), await products('shrink'), await products('grow')]).toEqual([5, 5, 7])
    arena.sandbox.faults.script([{ fault: { kind: 'short' } }])
    expect(await arena.ok('GET', '/test/integer')).toBe(42)
  })

  it('never leave a credential in the log', async () => {
    await arena.ok(
      'POST',
      '/customer/updatePass',
      { oldPassword: 'sandbox-customer-password-0000002', newPassword: 'brand new' },
      who,
    )
    await arena.ok('POST', '/customer/pushToken', { token: 'device token' }, who)
    await arena.ok('POST', '/customer/dataToken', { token: who.replace('Bearer ', '') }, who)
    await arena.newCustomer()
    await arena.call('GET', `/customer/${customerId}?${clientQuery}&token=device token`, undefined, who)
    await arena.call('GET', '/invoice', undefined, arena.api)
    const log = (await arena.control('GET', '/log?bodies=1')).text
    expect(log).toContain('"newPassword":"***"')
    const [, payload = ''] = who.split('.')
    for (const secret of [
      'sandbox-customer-password',
      'brand new',
      'device token',
      'a password of this test',
      payload,
    ]) {
      expect(log).not.toContain(secret)
    }
    expect(log).not.toContain(arena.api.replace('Basic ', ''))
  })
})
