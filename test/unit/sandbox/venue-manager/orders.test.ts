import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ids } from '../../../../src/sandbox/venue-manager/accounts.ts'
import { requests } from '../../../support/venue-manager-page.ts'
import { type Arena, client, customerId, type Loose, openArena, orderBody, payBody, type Reply } from './arena.ts'

let arena: Arena
let who: string
beforeEach(async () => {
  arena = await openArena()
  who = await arena.logIn()
})
afterEach(() => arena.close())

const order = (orderLines: unknown, as = who): Promise<Reply> =>
  arena.call('POST', '/order', { orderLines, ...client }, as)
const pay = (as = who, more: Loose = {}): Promise<Reply> =>
  arena.call('POST', '/order/ordertransaction', { ...payBody, ...more }, as)
const payByCard = (cardId: number, as = who): Promise<Reply> =>
  arena.call('POST', `/order/ordertransaction/savedcard/${cardId}`, undefined, as)
const lastOrder = (): Loose => arena.side.snapshot().rows.orders.at(-1)
const lastInvoice = async (): Promise<Loose> => (await arena.ok('GET', '/invoice', undefined, arena.api)).at(-1)

describe('an order', () => {
  it('answers 201, its id as a number, its number as a text, and the Location of a GET that is documented nowhere', async () => {
    const reply = await arena.call('POST', '/order', requests.createOrder, who)
    expect([reply.status, reply.json]).toEqual([201, { id: 65_478, number: lastOrder().number }])
    expect(reply.json.number).toMatch(/^[0-9A-F]{8}$/)
    expect(reply.headers.get('location')).toBe(`${arena.side.url}/order/65478`)
    expect((await arena.call('GET', '/order/65478', undefined, who)).status).toBe(404)
  })

  it('keeps what was ordered at the price of then', async () => {
    await arena.call('POST', '/order', requests.createOrder, who)
    arena.act('put_product', { id: 51, priceInclVat: 1 })
    expect(lastOrder()).toMatchObject({
      customerId,
      paid: null,
      lines: [
        {
          productId: 51,
          quantity: 5,
          amount: 149.5,
          date: '2019-02-19',
          properties: { zipCode: '9000', oldCardId: 5823 },
        },
      ],
    })
  })

  it('names a product by either of its ids, which have to agree', async () => {
    await order([{ sellableId: 24, quantity: 1 }])
    expect(lastOrder().lines[0].productId).toBe(52)
    await order([{ productId: 52, quantity: 1 }])
    expect(lastOrder().lines[0].productId).toBe(52)
    expect((await order([{ sellableId: 24, productId: 51, quantity: 1 }])).json.error).toBe(
      'Order line 1: sellableId and productId are not of one product.',
    )
  })

  it('takes a date where there is inventory per date, and leaves it out elsewhere', async () => {
    await order([{ productId: 52, quantity: 1, date: '2026-03-02' }])
    expect(lastOrder().lines[0].date).toBeNull()
  })

  it.each([
    ['it is not an object.', 'stol'],
    ['one of sellableId and productId is required.', { quantity: 1 }],
    ['unknown productId 7.', { productId: 7, quantity: 1 }],
    ['unknown sellableId x.', { sellableId: 'x', quantity: 1 }],
    ['quantity is not a whole number above 0.', { productId: 52 }],
    ['quantity is not a whole number above 0.', { productId: 52, quantity: 0 }],
    ['quantity is not a whole number above 0.', { productId: 52, quantity: 1.5 }],
    ['quantity is not a whole number above 0.', { productId: 52, quantity: '1' }],
    ['a date is required.', { productId: 51, quantity: 1 }],
    ['date is not a date.', { productId: 51, quantity: 1, date: '2026-02-30' }],
    ['date is not a date.', { productId: 51, quantity: 1, date: 'i morgen' }],
    ['properties is not an object.', { productId: 52, quantity: 1, properties: [] }],
    ['zipCode is not a string.', { productId: 52, quantity: 1, properties: { zipCode: 9000 } }],
    ['imageId is not a number.', { productId: 52, quantity: 1, properties: { imageId: '1' } }],
    ['oldCardId is required to renew a season card.', { productId: 4, quantity: 1 }],
    ['unknown oldCardId 1.', { productId: 4, quantity: 1, properties: { oldCardId: 1 } }],
  ])('is a 400 when a line is wrong: %s', async (text, line) => {
    const reply = await order([{ productId: 52, quantity: 1 }, line])
    expect([reply.status, reply.json]).toEqual([400, { error: `Order line 2: ${text}`, errorCode: 1984 }])
    expect(lastOrder().id).toBe(65_471)
  })

  it('needs lines of one currency, a card that is for sale, and an app', async () => {
    const error = async (body: Loose): Promise<string> => (await arena.call('POST', '/order', body, who)).json.error
    expect(await error(client)).toBe("Argument 'orderLines' missing or empty.")
    expect(await error({ orderLines: [], ...client })).toBe("Argument 'orderLines' missing or empty.")
    expect(await error({ orderLines: orderBody.orderLines })).toBe("Argument 'clientName' missing or empty.")
    arena.act('put_product', { id: 53, currencyCode: 'NOK', properties: { seasonCardIsBuyable: '0' } })
    const both = [
      { productId: 52, quantity: 1 },
      { productId: 53, quantity: 1 },
    ]
    expect(await error({ orderLines: both, ...client })).toBe('Order line 2: the season card is not for sale.')
    arena.act('put_product', { id: 53, properties: null })
    expect(await error({ orderLines: both, ...client })).toBe('The order lines are not in one currency.')
  })

  it("renews the customer's own card only", async () => {
    const other = await arena.newCustomer()
    const line = { productId: 4, quantity: 1, properties: { oldCardId: ids.seasonCardId } }
    expect((await order([line], other)).json.error).toBe('Order line 1: unknown oldCardId 5823.')
    await order([line])
    await payByCard(ids.cardId)
    const cards = arena.side
      .snapshot()
      .rows.seasonCards.filter(({ validUntil }) => validUntil > arena.sandbox.clock.now())
    expect(cards.map(({ id }) => id)).toEqual([50_001])
    expect((await lastInvoice()).lines).toMatchObject([{ type: 'seasonCard', numbers: [50_001], sku: 'AARS-26-F' }])
  })
})

describe('a payment', () => {
  it('of an order with something due leads to the payment provider, and back', async () => {
    await arena.ok('POST', '/order', orderBody, who)
    const { status, json, headers } = await pay(who, { paymentMethod: 'creditcard' })
    const link = headers.get('location')
    expect([status, json]).toEqual([201, { id: 3001 }])
    expect(link).toMatch(/^https:\/\/payment\.example\/payments\/[0-9a-f]{64}$/)
    expect(arena.side.snapshot().rows.transactions.at(-1)?.state).toBe('pending')
    expect((await pay(who, { paymentMethod: 5 })).json.error).toBe("Argument 'paymentMethod' is not a string.")
    expect(arena.act('complete_payment', { link })).toEqual({ redirect: payBody.successUrl })
    expect(lastOrder().paid).toBeTypeOf('number')
    expect(await lastInvoice()).toMatchObject({
      number: 12_348,
      orderId: 65_478,
      type: 'invoice',
      date: '2026-03-01',
      totalAmount: 798,
      totalDiscount: 0,
      totalVat: 159.6,
      customer: { id: customerId, name: 'Kundeservice Nordic Arena', city: 'Aarhus N' },
      lines: [{ type: 'product', quantity: 2, amount: 399, totalAmount: 798, sku: 'LEV-MESSE' }],
    })
    expect(() => arena.act('complete_payment', { link })).toThrow('is over')
  })

  it('that failed can be begun anew; once paid, all transactions of the order are answered', async () => {
    await arena.ok('POST', '/order', orderBody, who)
    const [first, second] = [await pay(), await pay()]
    expect(first.headers.get('location')).not.toBe(second.headers.get('location'))
    expect(arena.act('complete_payment', { link: first.headers.get('location'), failed: true })).toEqual({
      redirect: payBody.failedUrl,
    })
    expect(lastOrder().paid).toBeNull()
    arena.act('complete_payment', { link: second.headers.get('location') })
    const again = await pay()
    expect([again.status, again.json, again.headers.get('location')]).toEqual([200, [{ id: 3001 }, { id: 3002 }], null])
  })

  it('of free items has nothing to do', async () => {
    await order([{ productId: 53, quantity: 3 }])
    const reply = await pay()
    expect([reply.status, reply.json]).toEqual([200, []])
    expect((await lastInvoice()).totalAmount).toBe(0)
  })

  it('works for guests, and needs an order, two addresses and an app', async () => {
    const guest = await arena.guest()
    expect([(await pay(guest)).status, (await pay(guest)).json.error]).toEqual([400, 'The customer has no order.'])
    await arena.ok('POST', '/order', orderBody, guest)
    expect((await pay(guest)).status).toBe(201)
    const { headers } = await pay(guest)
    arena.act('complete_payment', { link: headers.get('location') })
    expect((await lastInvoice()).customer).toEqual({ id: customerId + 1 })
    for (const name of ['successUrl', 'failedUrl', 'clientName']) {
      expect((await pay(guest, { [name]: '' })).json).toEqual({
        error: `Argument '${name}' missing or empty.`,
        errorCode: 0,
      })
    }
  })
})

describe('a saved card', () => {
  it('pays the newest order at once', async () => {
    await arena.ok('POST', '/order', orderBody, who)
    const reply = await payByCard(ids.cardId)
    expect([reply.status, reply.json]).toEqual([200, { id: 3001 }])
    expect(arena.side.snapshot().rows.transactions.at(-1)).toMatchObject({ orderId: 65_478, state: 'paid' })
    expect((await payByCard(ids.cardId)).json.error).toBe('The order is already paid.')
  })

  it('that has expired is rejected by the acquirer, and nothing is paid', async () => {
    await arena.ok('POST', '/order', orderBody, who)
    const reply = await payByCard(ids.expiredCardId)
    expect([reply.status, reply.json]).toEqual([400, { error: 'Rejected by acquirer', errorCode: 0 }])
    expect(lastOrder().paid).toBeNull()
    // January 2030 begins in Denmark; a millisecond before, it is still December.
    arena.sandbox.clock.freeze()
    arena.sandbox.clock.set('2029-12-31T23:00:00Z')
    expect((await payByCard(ids.cardId)).json.error).toBe('Rejected by acquirer')
    arena.sandbox.clock.advance(-1)
    expect((await payByCard(ids.cardId)).status).toBe(200)
  })

  it('of another customer, or of nobody, does not pay', async () => {
    const other = await arena.newCustomer()
    await arena.ok('POST', '/order', orderBody, other)
    for (const id of [ids.cardId, 999]) {
      expect([(await payByCard(id, other)).status, (await payByCard(id, other)).json.error]).toEqual([
        400,
        'Unknown card.',
      ])
    }
    expect((await arena.call('POST', '/order/ordertransaction/savedcard/x', undefined, who)).status).toBe(404)
  })
})
