import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { credentials, ids } from '../../../../src/sandbox/venue-manager/accounts.ts'
import { operationNames } from '../../../../src/sandbox/venue-manager/routes.ts'
import { answers, type PageOperation, pageOperations, requests } from '../../../support/venue-manager-page.ts'
import { type Arena, clientQuery, customerId, type Loose, openArena, type Reply, shapeOf } from './arena.ts'

let arena: Arena
beforeEach(async () => {
  arena = await openArena()
})
afterEach(() => arena.close())

type Need = 'nothing' | 'token' | 'customer' | 'apiUser'
interface Case {
  readonly needs: Need
  /** The 401 of a missing or bad token. */
  readonly refusal?: string
  /** A call that succeeds, for each success on the page. */
  readonly calls: readonly ((who: string | undefined) => Promise<Reply>)[]
}

const call = (method: string, path: string, body: unknown, who: string | undefined): Promise<Reply> =>
  arena.call(method, path, body, who)
const get = (path: string) => (who: string | undefined) => call('GET', path, undefined, who)
const post = (path: string, body?: unknown) => (who: string | undefined) => call('POST', path, body, who)
const notLoggedIn = 'No customer logged in.'
const logIn = { username: credentials.customerUsername, password: credentials.customerPassword, ...requests.client }

const order = async (who: string | undefined): Promise<Reply> => call('POST', '/order', requests.createOrder, who)

const cases: Readonly<Record<PageOperation, Case>> = {
  'GET /test/integer': { needs: 'nothing', calls: [get('/test/integer')] },
  'GET /test/integerArray': { needs: 'nothing', calls: [get('/test/integerArray')] },
  'GET /test/string': { needs: 'nothing', calls: [get('/test/string')] },
  'GET /test/object': { needs: 'nothing', calls: [get('/test/object')] },
  'GET /test/noContent': { needs: 'nothing', calls: [get('/test/noContent')] },
  'GET /test/forbidden': { needs: 'nothing', calls: [get('/test/forbidden')] },
  'GET /config/address': {
    needs: 'nothing',
    calls: [
      async (who) => {
        // The page's sample has all there can be; so has the last field of the seed.
        const reply = await get('/config/address?languageCode=da&addressType=billing')(who)
        return { ...reply, json: reply.json.slice(-1) }
      },
    ],
  },
  'GET /config/geofence': { needs: 'nothing', calls: [get('/config/geofence?languageCode=da')] },
  'POST /customer': { needs: 'nothing', calls: [post('/customer', requests.createCustomer)] },
  'GET /customer/{customerId}': { needs: 'customer', calls: [get(`/customer/${customerId}?${clientQuery}`)] },
  'POST /customer/{customerId}': {
    needs: 'customer',
    refusal: notLoggedIn,
    calls: [post(`/customer/${customerId}`, requests.editCustomer)],
  },
  'POST /customer/updatePass': {
    needs: 'customer',
    refusal: notLoggedIn,
    calls: [post('/customer/updatePass', { ...requests.updatePass, oldPassword: credentials.customerPassword })],
  },
  'POST /customer/resetpass': {
    needs: 'nothing',
    calls: [post('/customer/resetpass', { username: credentials.customerUsername })],
  },
  'POST /customer/token': { needs: 'nothing', calls: [post('/customer/token', logIn)] },
  'GET /customer/token': { needs: 'token', calls: [get('/customer/token')] },
  'POST /customer/dataToken': {
    needs: 'customer',
    calls: [(who) => call('POST', '/customer/dataToken', { token: who?.replace('Bearer ', '') }, who)],
  },
  'POST /customer/pushToken': { needs: 'customer', calls: [post('/customer/pushToken', requests.token)] },
  'POST /customer/guestToken': { needs: 'nothing', calls: [post('/customer/guestToken', requests.client)] },
  'POST /customer/onetimetoken': { needs: 'customer', calls: [post('/customer/onetimetoken', requests.client)] },
  'GET /customer/anonymize': { needs: 'customer', calls: [get(`/customer/anonymize?${clientQuery}`)] },
  'POST /customer/anonymize': {
    needs: 'customer',
    calls: [
      (who) => {
        // The seeded customer has what stands in the way.
        arena.side.set({ anonymize_conditions: 'none' })
        return post('/customer/anonymize', requests.client)(who)
      },
    ],
  },
  'GET /customer/paymentcards': { needs: 'customer', calls: [get(`/customer/paymentcards?${clientQuery}`)] },
  'POST /customer/paymentcards': { needs: 'customer', calls: [post('/customer/paymentcards', requests.addCard)] },
  'GET /customergroup': { needs: 'nothing', calls: [get('/customergroup')] },
  'POST /order': { needs: 'token', calls: [order] },
  'POST /order/ordertransaction/savedcard/{cardId}': {
    needs: 'customer',
    calls: [
      async (who) => {
        await order(who)
        return post(`/order/ordertransaction/savedcard/${ids.cardId}`)(who)
      },
    ],
  },
  'POST /order/ordertransaction': {
    needs: 'token',
    calls: [
      async (who) => {
        await order(who)
        return post('/order/ordertransaction', requests.payOrder)(who)
      },
      post('/order/ordertransaction', requests.payOrder),
    ],
  },
  'GET /catalog/categories': { needs: 'nothing', calls: [get('/catalog/categories?languageCode=da')] },
  'GET /catalog/products/': { needs: 'nothing', calls: [get('/catalog/products/?productType=seasoncard')] },
  'GET /catalog/product/': { needs: 'nothing', calls: [get('/catalog/product/?id=3')] },
  'GET /invoice': { needs: 'apiUser', calls: [get('/invoice')] },
  'PUT /invoice/markAsPaidByExternalId/{externalId}': {
    needs: 'apiUser',
    calls: [(who) => call('PUT', '/invoice/markAsPaidByExternalId/DG817', undefined, who)],
  },
  'POST /loyalty/barcode/registerUsage': {
    needs: 'token',
    calls: [post('/loyalty/barcode/registerUsage', { ...requests.registerUsage, code: ids.loyaltyCode })],
  },
  // Redeemed, so that it has the message of the page's sample.
  'GET /voucher/code': { needs: 'token', calls: [get('/voucher/code?code=BRUGT1234')] },
  'POST /voucher/code/redeem': { needs: 'token', calls: [post('/voucher/code/redeem', { id: ids.voucherCodeId })] },
}

const whoFor = async (needs: Need): Promise<string | undefined> =>
  needs === 'nothing' ? undefined : needs === 'apiUser' ? arena.api : arena.logIn()

describe('the vendor page', () => {
  it('has these 35 operations and no others', () => {
    expect(pageOperations).toHaveLength(35)
    expect(operationNames().sort()).toEqual([...pageOperations].sort())
  })
})

describe.each(pageOperations)('%s', (name) => {
  const { needs, refusal = 'Invalid token', calls } = cases[name]

  it.each(answers[name].map(([status], index) => [status, index] as const))(
    'answers %i in the shape of the page',
    async (status, index) => {
      const [, example] = answers[name][index] ?? []
      const reply = await calls[index]?.(await whoFor(needs))
      expect(reply?.status).toBe(status)
      if (example === undefined) expect(reply?.text).toBe('')
      else if (name.includes('/test/')) expect(reply?.json).toEqual(example)
      else if (name === 'GET /customer/anonymize') expect(reply?.json.reasons[0]).toBeTypeOf('string')
      else expect(shapeOf(reply?.json)).toEqual(shapeOf(example))
      if (example !== undefined) expect(reply?.headers.get('content-type')).toBe('application/json')
    },
  )

  it(`needs ${needs}`, async () => {
    const [first] = calls
    const succeeds = answers[name][0]?.[0]
    const guest = await arena.guest()
    const wrong = [undefined, 'Bearer x.y.z', 'Bearer ', 'Basic !', 'nonsense', needs === 'apiUser' ? guest : arena.api]
    for (const who of wrong) {
      const reply = await first?.(who)
      if (needs === 'nothing') expect(reply?.status).toBe(succeeds)
      else {
        const text = needs === 'apiUser' ? 'Unauthorized.' : refusal
        expect([reply?.status, reply?.json.error]).toEqual([401, text])
      }
      if (name === 'POST /customer') break
    }
    if (needs === 'customer') {
      const reply = await first?.(guest)
      expect([reply?.status, reply?.json]).toEqual([401, { error: notLoggedIn, errorCode: 0 }])
    }
    if (needs === 'token') expect((await first?.(guest))?.status).toBeLessThan(300)
  })
})

describe('the anonymize answer', () => {
  it('has both keys of the page', async () => {
    const reply: Loose = await arena.ok('GET', `/customer/anonymize?${clientQuery}`, undefined, await arena.logIn())
    expect(Object.keys(reply)).toEqual(['canBeAnonymized', 'reasons'])
    expect(reply.canBeAnonymized).toBeTypeOf('boolean')
  })
})
