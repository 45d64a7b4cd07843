import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { credentials, ids } from '../../../../src/sandbox/venue-manager/accounts.ts'
import { requests } from '../../../support/venue-manager-page.ts'
import {
  type Arena,
  client,
  clientQuery,
  customerId,
  type Loose,
  openArena,
  orderBody,
  password,
  payBody,
  person,
  type Reply,
} from './arena.ts'

let arena: Arena
beforeEach(async () => {
  arena = await openArena()
})
afterEach(() => arena.close())

const create = (more: Loose = {}): Promise<Reply> =>
  arena.call('POST', '/customer', { password, address: person('ny@nordic-arena.example'), ...client, ...more })
const read = async (who: string, id = customerId): Promise<Loose> =>
  arena.ok('GET', `/customer/${id}?${clientQuery}`, undefined, who)
const edit = (who: string, address: unknown, id = customerId): Promise<Reply> =>
  arena.call('POST', `/customer/${id}`, { address }, who)
const refusal = (reply: Reply): unknown => [reply.status, reply.json]
const notUpdated = [400, { error: 'Addressfield could not be updated.', errorCode: 0 }]
const missing = (name: string): unknown => [400, { error: `Argument '${name}' missing or empty.`, errorCode: 0 }]

describe('a new customer', () => {
  it('gets a token, and reads back with the e-mail as username, fields in the order of the shop', async () => {
    const reply = await create()
    expect(reply.json).toEqual({ id: 90_001, token: reply.json.token, customerId: customerId + 1 })
    expect(await read(`Bearer ${reply.json.token}`, customerId + 1)).toEqual({
      id: customerId + 1,
      username: 'ny@nordic-arena.example',
      address: person('ny@nordic-arena.example'),
      data: [],
    })
    expect((await arena.logIn('ny@nordic-arena.example', password)).length).toBeGreaterThan(20)
  })

  it('names what is missing', async () => {
    expect(refusal(await create({ password: '' }))).toEqual(missing('password'))
    expect(refusal(await create({ address: undefined }))).toEqual(missing('address'))
    expect(refusal(await create({ address: [] }))).toEqual(missing('address'))
    expect(refusal(await create({ clientName: undefined }))).toEqual(missing('clientName'))
    expect(refusal(await create({ address: 'x' }))).toEqual([
      400,
      { error: "Argument 'address' is not an array.", errorCode: 0 },
    ])
  })

  it('may have to hold the fields that the shop requires', async () => {
    arena.side.set({ creation_fields: 'required' })
    expect(refusal(await create({ address: person('x@y.example').slice(1) }))).toEqual(missing('firstname'))
    expect(refusal(await create({ address: person('x@y.example').slice(0, 2) }))).toEqual(missing('email'))
  })

  it.each(['nordic-group', 'empty'] as const)("is made by the page's bodies as they stand (%s)", async (seed) => {
    const shop = await openArena({ seed })
    const { token, customerId: id } = await shop.ok('POST', '/customer', requests.createCustomer)
    const who = `Bearer ${token}`
    expect((await shop.call('POST', `/customer/${id}`, requests.editCustomer, who)).status).toBe(204)
    expect((await shop.call('POST', '/customer/updatePass', requests.updatePass, who)).status).toBe(204)
    expect(await shop.ok('GET', `/customer/${id}?${clientQuery}`, undefined, who)).toMatchObject({
      address: requests.createCustomer.address,
    })
    await shop.close()
  })

  it('cannot take a username that is there, and leaves nothing behind when refused', async () => {
    const before = arena.side.snapshot()
    expect(refusal(await create({ address: person(credentials.customerUsername) }))).toEqual([
      400,
      { error: 'Brugernavnet er optaget.', errorCode: 0 },
    ])
    expect(arena.side.snapshot()).toEqual(before)
    expect(arena.side.log.at(-1)?.committed).toBe(false)
  })
})

describe('a customer', () => {
  it('reads with the rank of the season card as text', async () => {
    const { data, username } = await read(await arena.logIn())
    expect(data).toEqual([{ label: 'seasonRank', value: '1' }])
    expect(username).toBe(credentials.customerUsername)
  })

  it('needs to say which app asks', async () => {
    const who = await arena.logIn()
    const ask = async (path: string): Promise<unknown> => refusal(await arena.call('GET', path, undefined, who))
    for (const path of [`/customer/${customerId}`, '/customer/anonymize', '/customer/paymentcards']) {
      expect(await ask(path)).toEqual(missing('clientName'))
      expect(await ask(`${path}?clientName=VenueApp`)).toEqual(missing('clientOs'))
    }
  })

  it('edits fields; those that are not named stay, an empty text clears', async () => {
    const who = await arena.logIn()
    expect((await edit(who, requests.editCustomer.address)).headers.get('content-type')).toBe('application/json')
    expect(
      (
        await edit(who, [
          { field: 'company', value: '' },
          { field: 'zipCode', value: 9000 },
        ])
      ).status,
    ).toBe(204)
    const fields = Object.fromEntries((await read(who)).address.map((row: Loose) => [row.field, row.value]))
    expect(fields).toMatchObject({ street: 'Dannebrogsgade 58A', zipCode: '9000', city: 'Aarhus N', country: 'DK' })
    expect(fields).not.toHaveProperty('company')
  })

  it('takes the new e-mail as username', async () => {
    const who = await arena.logIn()
    await edit(who, [{ field: 'email', value: 'ordre@nordic-arena.example' }])
    expect((await read(who)).username).toBe('ordre@nordic-arena.example')
    expect(await arena.logIn('ordre@nordic-arena.example')).toMatch(/^Bearer /)
    await expect(arena.logIn()).rejects.toThrow('401')
  })

  it.each([
    ['a field that the shop does not have', [{ field: 'shoeSize', value: '42' }]],
    ['a value that is not offered', [{ field: 'country', value: 'XX' }]],
    ['nothing for a required field', [{ field: 'street', value: '' }]],
    ['nothing for the e-mail', [{ field: 'email', value: '' }]],
    ['a value that is no text', [{ field: 'street', value: null }]],
    ['something else than fields', ['street']],
    [
      'one good and one bad field',
      [
        { field: 'street', value: 'x' },
        { field: 'shoeSize', value: '42' },
      ],
    ],
  ])('cannot be given %s', async (_what, address) => {
    const who = await arena.logIn()
    const before = await read(who)
    expect(refusal(await edit(who, address))).toEqual(notUpdated)
    expect(await read(who)).toEqual(before)
  })

  it("cannot take another's e-mail, and needs an address", async () => {
    await arena.newCustomer()
    const who = await arena.logIn()
    expect(refusal(await edit(who, [{ field: 'email', value: 'ny@nordic-arena.example' }]))).toEqual(notUpdated)
    expect(refusal(await edit(who, undefined))).toEqual(missing('address'))
  })

  it("is closed to another's token", async () => {
    const who = await arena.newCustomer()
    const noCustomer = [401, { error: 'No customer logged in.', errorCode: 0 }]
    expect(refusal(await arena.call('GET', `/customer/${customerId}?${clientQuery}`, undefined, who))).toEqual(
      noCustomer,
    )
    expect(refusal(await edit(who, requests.editCustomer.address))).toEqual(noCustomer)
    expect((await arena.call('GET', `/customer/x?${clientQuery}`, undefined, who)).status).toBe(404)
  })
})

describe('payment cards', () => {
  it('list with keys of their own spelling, masked, and only the own ones', async () => {
    const list = async (who: string): Promise<Loose> =>
      arena.ok('GET', `/customer/paymentcards?${clientQuery}`, undefined, who)
    expect(await list(await arena.logIn())).toEqual([
      { id: ids.cardId, brand: 'VISA', number: '100000...3333', expire_year: 2029, expire_month: 12 },
      { id: ids.expiredCardId, brand: 'Dankort', number: '100000...4444', expire_year: 2025, expire_month: 6 },
    ])
    expect(await list(await arena.newCustomer())).toEqual([])
  })

  it('are registered at the payment provider, which leads back with the id of the card', async () => {
    const who = await arena.newCustomer()
    const begin = (body: unknown): Promise<Reply> => arena.call('POST', '/customer/paymentcards', body, who)
    const reply = await begin({ ...payBody, successUrl: 'http://127.0.0.1/ok?tab=1' })
    const link = reply.headers.get('location')
    expect(reply.text).toBe('')
    expect(link).toMatch(/^https:\/\/payment\.example\/cards\/[0-9a-f]{64}$/)
    expect(arena.act('register_card', { link, brand: 'Mastercard' })).toEqual({
      redirect: 'http://127.0.0.1/ok?tab=1&cardId=1001',
      card: { id: 1001, brand: 'Mastercard', number: '100000...3333', expire_year: 2099, expire_month: 12 },
    })
    expect(await arena.ok('GET', `/customer/paymentcards?${clientQuery}`, undefined, who)).toHaveLength(1)
    expect(() => arena.act('register_card', { link })).toThrow('is over')

    const failing = (await begin(payBody)).headers.get('location')
    expect(failing).not.toBe(link)
    expect(arena.act('register_card', { link: failing, failed: true })).toEqual({ redirect: payBody.failedUrl })
    expect(refusal(await begin({ ...payBody, successUrl: '' }))).toEqual(missing('successUrl'))
    expect(refusal(await begin({ ...payBody, failedUrl: undefined }))).toEqual(missing('failedUrl'))
    expect(refusal(await begin({ ...payBody, clientName: undefined }))).toEqual(missing('clientName'))
  })
})

describe('anonymization', () => {
  const check = (who: string): Promise<Loose> => arena.ok('GET', `/customer/anonymize?${clientQuery}`, undefined, who)
  const anonymize = (who: string): Promise<Reply> => arena.call('POST', '/customer/anonymize', client, who)

  it('is refused for unpaid invoices and valid season cards, with all reasons', async () => {
    const who = await arena.logIn()
    const reasons = ['An invoice is not paid.', 'A season card is still valid.']
    expect(await check(who)).toEqual({ canBeAnonymized: false, reasons })
    expect(refusal(await anonymize(who))).toEqual([
      400,
      {
        error: `The customer cannot be anonymized for the following reasons: ${reasons.join(', ')}`,
        errorCode: 1000,
      },
    ])
    await arena.ok('PUT', `/invoice/markAsPaidByExternalId/${ids.externalId}`, undefined, arena.api)
    expect((await check(who)).reasons).toEqual(['A season card is still valid.'])
    arena.sandbox.clock.advance(365 * 86_400_000)
    expect(await check(who)).toEqual({ canBeAnonymized: true, reasons: [] })
  })

  it('is refused for an order that waits for its payment', async () => {
    const who = await arena.newCustomer()
    await arena.ok('POST', '/order', orderBody, who)
    expect(await check(who)).toEqual({ canBeAnonymized: false, reasons: ['An order is not paid.'] })
  })

  it('wipes the customer and everything that names them; orders and invoices stay', async () => {
    const who = await arena.logIn()
    arena.side.set({ anonymize_conditions: 'none' })
    const line = { productId: 52, quantity: 1, properties: { name: 'Varemodtagelse', email: 'kunde@example.org' } }
    await arena.ok('POST', '/order', { orderLines: [line], ...client }, who)
    await arena.ok('POST', '/customer/pushToken', { token: 'device' }, who)
    const { token } = await arena.ok('POST', '/customer/onetimetoken', client, who)
    expect(refusal(await arena.call('POST', '/customer/anonymize', {}, who))).toEqual(missing('clientName'))
    expect((await anonymize(who)).status).toBe(204)

    const { rows } = arena.side.snapshot()
    const left = JSON.stringify(rows)
    for (const trace of ['Kundeservice', 'Møbelgade', 'kunde@example.org', 'Varemodtagelse', '100000...3333']) {
      expect(left).not.toContain(trace)
    }
    expect(rows.customers.find(({ id }) => id === customerId)).toMatchObject({ username: '', pushTokenDigest: null })
    expect(rows.orders.filter((row) => row.customerId === customerId)).toHaveLength(2)
    expect(rows.invoices).toHaveLength(3)
    const [invoice] = await arena.ok('GET', '/invoice', undefined, arena.api)
    expect(invoice.customer).toEqual({ id: customerId })
    expect((await arena.call('GET', '/customer/token', undefined, who)).status).toBe(401)
    expect(() => arena.act('open_login_link', { token })).toThrow('no such one-time token')
    await expect(arena.logIn()).rejects.toThrow('401')
    expect((await arena.call('POST', '/customer/resetpass', { username: credentials.customerUsername })).status).toBe(
      404,
    )
    expect((await create({ address: person(credentials.customerUsername) })).status).toBe(200)
  })
})
