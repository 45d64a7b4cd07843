import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ids } from '../../../../src/sandbox/venue-manager/accounts.ts'
import { type Arena, customerId, type Loose, openArena } from './arena.ts'

let arena: Arena
beforeEach(async () => {
  arena = await openArena()
})
afterEach(() => arena.close())

const list = (path: string): Promise<Loose> => arena.ok('GET', path)
const byId = async (path: string, id: number): Promise<Loose> => (await list(path)).find((row: Loose) => row.id === id)
const lines = [{ type: 'product', quantity: 1, amount: 125 }]

describe('a category', () => {
  it('is made, changed in part and in one language, and removed', async () => {
    const appData = { header: 'Mad', description: 'Mad og drikke', image: 'https://nordic-arena.example/mad.png' }
    const made = arena.act('put_category', { label: 'mad', name: 'Mad', appData })
    expect(made).toEqual({ id: 101, name: 'Mad', label: 'mad', appData })
    expect(await byId('/catalog/categories', 101)).toEqual(made)

    arena.act('put_category', { id: 101, languageCode: 'en', name: 'Food', appData: { header: 'Food' } })
    expect(await byId('/catalog/categories?languageCode=en', 101)).toEqual({
      ...made,
      name: 'Food',
      appData: { ...appData, header: 'Food' },
    })
    expect(await byId('/catalog/categories', 101)).toEqual(made)

    arena.act('put_category', { id: 101, appData: { image: null } })
    expect((await byId('/catalog/categories', 101)).appData).toEqual({ ...appData, image: null })
    arena.act('put_category', { id: 101, appData: null })
    expect(await byId('/catalog/categories', 101)).toEqual({ id: 101, name: 'Mad', label: 'mad' })
    arena.act('remove_category', { id: 101 })
    expect(await byId('/catalog/categories', 101)).toBeUndefined()
  })

  it('can be made under an id of choice, and ids go on from there', async () => {
    arena.act('put_category', { id: 500, label: 'a', name: 'A' })
    expect(arena.act('put_category', { label: 'b', name: 'B' }).id).toBe(501)
  })
})

describe('a product', () => {
  it('is made with the least, changed in part, and removed', async () => {
    const least = { label: 'sofa', name: 'Sofa', productType: 'product', priceInclVat: 4995 }
    expect(arena.act('put_product', least)).toEqual({
      id: 201,
      name: 'Sofa',
      label: 'sofa',
      productType: 'product',
      priceInclVat: 4995,
      vat: 999,
      currencyCode: 'DKK',
      hasInventoryPerDate: false,
    })
    arena.act('put_product', { id: 201, vatPercentage: 0, currencyCode: 'NOK', hasInventoryPerDate: true })
    arena.act('put_product', { id: 201, name: 'Couch', languageCode: 'en', properties: { seasonCardIsBuyable: '0' } })
    expect(await list('/catalog/product/?id=201&languageCode=en')).toMatchObject({
      name: 'Couch',
      priceInclVat: 4995,
      vat: 0,
      currencyCode: 'NOK',
      hasInventoryPerDate: true,
      properties: { seasonCardIsBuyable: '0' },
    })
    expect((await list('/catalog/product/?id=201')).name).toBe('Sofa')
    arena.act('remove_product', { id: 201 })
    expect((await arena.call('GET', '/catalog/product/?id=201')).status).toBe(404)
    expect(await list('/catalog/products/')).toHaveLength(7)
  })

  it('keeps what an act does not name', async () => {
    const before = await list('/catalog/product/?id=3&languageCode=en')
    arena.act('put_product', { id: 3, priceInclVat: 700 })
    expect(await list('/catalog/product/?id=3&languageCode=en')).toEqual({ ...before, priceInclVat: 700, vat: 140 })
  })
})

describe('a customer group', () => {
  it('is made, changed and removed', async () => {
    expect(arena.act('put_customer_group', { name: 'Presse' })).toEqual({ id: 301, name: 'Presse', type: 'normal' })
    arena.act('put_customer_group', { id: ids.customerGroupId, type: 'special' })
    expect(await byId('/customergroup', ids.customerGroupId)).toEqual({ id: 17, name: 'Sponsor', type: 'special' })
    arena.act('remove_customer_group', { id: ids.customerGroupId })
    expect((await list('/customergroup')).map((row: Loose) => row.name)).toEqual(['Forhandlere', 'Personale', 'Presse'])
  })
})

describe('an address field', () => {
  const field = async (name: string, query = ''): Promise<Loose> =>
    (await list(`/config/address${query}`)).find((row: Loose) => row.field === name)

  it('is made, changed in part and by language, and removed', async () => {
    arena.act('put_address_field', { field: 'floor', name: 'Etage' })
    expect(await field('floor')).toEqual({
      field: 'floor',
      type: 'string',
      name: 'Etage',
      url: null,
      required: false,
      optionalOnCreation: false,
      values: null,
    })
    arena.act('put_address_field', { field: 'floor', required: true, values: [{ value: '0', name: 'Stue' }] })
    arena.act('put_address_field', {
      field: 'floor',
      languageCode: 'en',
      name: 'Floor',
      values: [
        { value: '0', name: 'Ground' },
        { value: '1', name: 'First' },
      ],
    })
    expect(await field('floor')).toMatchObject({
      name: 'Etage',
      required: true,
      values: [
        { value: '0', name: 'Stue' },
        { value: '1', name: '' },
      ],
    })
    expect((await field('floor', '?languageCode=en')).values.map((row: Loose) => row.name)).toEqual(['Ground', 'First'])
    arena.act('put_address_field', { field: 'floor', url: 'https://nordic-arena.example/etage', values: null })
    expect(await field('floor')).toMatchObject({ url: 'https://nordic-arena.example/etage', values: null })
    arena.act('put_address_field', { field: 'floor', url: null, type: 'number', optionalOnCreation: true })
    expect(await field('floor')).toMatchObject({ url: null, type: 'number', optionalOnCreation: true })
    arena.act('remove_address_field', { field: 'floor' })
    expect(await field('floor')).toBeUndefined()
  })

  it('is of one address type', async () => {
    arena.act('put_address_field', { field: 'email', addressType: 'season_card', name: 'Kortets e-mail' })
    expect((await field('email')).name).toBe('E-mail')
    expect((await field('email', '?addressType=season_card')).name).toBe('Kortets e-mail')
    arena.act('remove_address_field', { field: 'email', addressType: 'season_card' })
    expect(await field('email')).toBeDefined()
    expect(await field('email', '?addressType=season_card')).toBeUndefined()
  })

  it('that becomes required is demanded of the next customer, where it is demanded at all', async () => {
    arena.side.set({ creation_fields: 'required' })
    arena.act('put_address_field', { field: 'company', required: true })
    await expect(arena.newCustomer()).rejects.toThrow("Argument 'company' missing or empty.")
    arena.act('put_address_field', { field: 'company', optionalOnCreation: true })
    expect(await arena.newCustomer()).toMatch(/^Bearer /)
  })
})

describe('a geofence', () => {
  it('is made, changed in part and by language, and removed', async () => {
    const made = arena.act('put_geofence', {
      latitude: 55.6,
      longitude: 13,
      radius: 90,
      name: 'Nordic Arena Malmö',
      messages: { in: { title: 'Velkommen' } },
    })
    expect(made).toEqual({
      id: 501,
      latitude: 55.6,
      longitude: 13,
      radius: 90,
      name: 'Nordic Arena Malmö',
      topics: {
        inside: '/topic/nordic-arena/geofence_inside/501',
        outside: '/topic/nordic-arena/geofence_outside/501',
      },
      messages: { in: { title: 'Velkommen', body: '' }, out: { title: '', body: '' } },
    })
    arena.act('put_geofence', { id: 501, radius: 100, languageCode: 'en', messages: { in: { title: 'Welcome' } } })
    expect(await byId('/config/geofence', 501)).toEqual({ ...made, radius: 100 })
    expect((await byId('/config/geofence?languageCode=en', 501)).messages.in.title).toBe('Welcome')
    arena.act('remove_geofence', { id: 501 })
    expect(await list('/config/geofence')).toHaveLength(3)
  })
})

describe('an invoice', () => {
  it('is made whole, and shows what the API never does', async () => {
    const made = arena.act('make_invoice', {
      customerId,
      orderId: 5,
      type: 'credit_note',
      currencyCode: 'SEK',
      externalId: 'DG1',
      paid: true,
      deliveryAddress: { city: 'Malmö' },
      lines: [
        {
          ...{ type: 'admission', quantity: 2, amount: 100, discount: 20, vatPercentage: 6, sku: 'B', numbers: [1, 2] },
          ...{ eventId: 1, eventName: 'Messe', seasonId: 2, seasonName: '2026' },
        },
      ],
    })
    expect(made).toMatchObject({ externalId: 'DG1', paid: true, number: 12_348, orderId: 5, totalAmount: 180 })
    const { externalId: _, paid: __, ...shown } = made
    expect((await arena.call('GET', '/invoice?afterNumber=12347', undefined, arena.api)).json).toEqual([shown])
    expect(shown.lines[0]).toMatchObject({ numbers: [1, 2], eventName: 'Messe', seasonName: '2026', totalAmount: 180 })
  })

  it('is exported under an id', async () => {
    expect(arena.act('make_invoice', { lines }).externalId).toBeNull()
    expect(arena.act('export_invoice', { number: 12_348, externalId: 'DG2' }).externalId).toBe('DG2')
    expect((await arena.call('PUT', '/invoice/markAsPaidByExternalId/DG2', undefined, arena.api)).status).toBe(204)
  })
})

describe('codes', () => {
  it('are issued with what they are worth', async () => {
    const price = { amount: 300, discount: 50, vatPercentage: 25, currencyCode: 'NOK' }
    expect(arena.act('issue_voucher_code', { code: 'JUL', voucherId: 9, creationPrice: price })).toEqual({
      ...{ id: 7001, voucherId: 9, code: 'JUL', isValid: true },
      creationPrice: price,
    })
    expect(arena.act('issue_voucher_code', { creationPrice: { amount: 1 } }).creationPrice).toEqual({
      ...{ amount: 1, discount: 0, vatPercentage: 25, currencyCode: 'DKK' },
    })
    expect(arena.act('issue_loyalty_code', { code: 'NYE', points: 0 })).toEqual({ code: 'NYE', points: 0 })
  })
})

describe('an act', () => {
  it.each([
    ['paint', {}, /^act is one of put_category, remove_category, .*, not "paint"$/],
    [
      'put_category',
      { titel: 'x' },
      'put_category takes id?, label?, name?, appData?, languageCode?; what is new needs label and name: not titel',
    ],
    ['put_category', { label: 'x' }, 'name is a text'],
    ['put_category', { name: 'x' }, 'label is a text that is not empty'],
    ['put_category', { id: 8, name: 5 }, 'name is a text'],
    ['put_category', { id: 8, label: null }, 'label is a text that is not empty'],
    ['put_category', { id: 8, languageCode: 'sv' }, 'languageCode is one of da, en'],
    ['put_category', { id: '8', name: 'x' }, 'id is a number'],
    ['put_category', { id: 8, appData: 'x' }, 'appData is an object'],
    ['remove_category', { id: 99 }, 'there is no category 99; there are 8, 9, 10'],
    ['remove_category', {}, 'remove_category takes id: id is missing'],
    ['put_product', { id: 3, priceInclVat: '5' }, 'priceInclVat is a number'],
    ['put_product', { id: 3, hasInventoryPerDate: 1 }, 'hasInventoryPerDate is true or false'],
    ['put_product', { id: 3, properties: { seasonCardIsBuyable: 1 } }, 'seasonCardIsBuyable is a text'],
    ['put_product', { id: 3, cardRank: 1.5 }, 'cardRank is a whole number'],
    ['remove_product', { id: 99 }, 'there is no product 99'],
    ['remove_customer_group', { id: 99 }, 'there is no customer group 99; there are 17, 18, 19'],
    ['remove_geofence', { id: 99 }, 'there is no geofence 99; there are 1, 2, 3'],
    ['put_address_field', { name: 'x' }, 'field is a text that is not empty'],
    ['put_address_field', { field: 'country', values: ['DK'] }, 'values is a list of {value, name}'],
    ['remove_address_field', { field: 'x' }, 'there is no address field x; there are billing firstname,'],
    ['lapse_loyalty_code', { code: 'x' }, 'there is no loyalty code x; there are POINT1234, GAMMEL1234, BRUGT1234'],
    ['issue_loyalty_code', { code: 'POINT1234', points: 1 }, 'the code POINT1234 is already there'],
    ['issue_voucher_code', { code: 'GAVE1234' }, 'the code GAVE1234 is already there'],
    ['issue_voucher_code', { validUntil: '2026-01-01' }, 'validUntil is an instant with a zone'],
    ['make_invoice', {}, 'lines is missing'],
    ['make_invoice', { lines: 'x' }, 'lines is a list of objects'],
    ['make_invoice', { lines, customerId: 1 }, 'there is no customer 1; there are 17721'],
    ['make_invoice', { lines, type: 'bill' }, 'type is invoice or credit_note'],
    ['make_invoice', { lines: [{ ...lines[0], numbers: 1 }] }, 'numbers is a list of whole numbers'],
    ['export_invoice', { number: 1, externalId: 'x' }, 'there is no invoice 1; there are 12345, 12346, 12347'],
    [
      'register_card',
      { link: 'https://payment.example/x' },
      'no Location of this shop leads to https://payment.example/x',
    ],
    ['complete_payment', { link: 'https://payment.example/x' }, 'no Location of this shop leads to'],
    ['revoke_token', { id: 1 }, 'there is no token 1; there are none'],
  ])('%s %o is refused with what it takes', (name, more, message) => {
    const before = arena.side.snapshot()
    expect(() => arena.act(name, more)).toThrow(message)
    expect(arena.side.snapshot()).toEqual(before)
  })

  it('works through the control interface, and is no call of the vendor', async () => {
    const reply = await arena.control('POST', '/act', {
      'venue-manager': { act: 'put_category', id: 8, name: 'Sæson' },
    })
    expect(reply.json['venue-manager'].name).toBe('Sæson')
    expect((await arena.control('POST', '/act', { 'venue-manager': { act: 'x' } })).status).toBe(400)
    expect(arena.side.log).toEqual([])
    expect((await list('/catalog/categories'))[0].name).toBe('Sæson')
  })
})
