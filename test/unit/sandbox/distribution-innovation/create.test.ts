import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { otherOwnerPartyKey, ownerPartyKey } from '../../../../src/sandbox/distribution-innovation/accounts.ts'
import { address, fullShop, type Loose, minimal, minimalOfOther, openRoom, paths, type Room, sample } from './room.ts'

let room: Room
beforeEach(async () => {
  room = await openRoom()
})
afterEach(() => room.close())

const post = (body: unknown): ReturnType<Room['call']> => room.call('POST', paths.shops, body)
const without = (body: Loose, key: string): Loose =>
  Object.fromEntries(Object.entries(body).filter(([name]) => name !== key))

/** The errorMap of a create that has to be refused as invalid. */
async function refusal(body: unknown): Promise<Record<string, string>> {
  const reply = await post(body)
  expect([reply.status, reply.json?.statusCode, reply.json?.errorKey]).toEqual([400, 400, 'validation.failed'])
  expect(room.side.snapshot().shops).toEqual([])
  return reply.json.errorMap
}

describe('a create', () => {
  it('answers the whole shop object with a numeric id', async () => {
    const reply = await post(minimal(fullShop))
    expect(reply.status).toBe(200)
    expect(reply.headers.get('content-type')).toBe('application/json')
    expect(reply.json).toEqual({ id: 12001, ...fullShop, organizationNumber: '123456789' })
  })

  it('takes the least the page asks for; vatLiable is false when not sent', async () => {
    expect(await room.create()).toEqual({
      id: 12001,
      organizationNumber: null,
      email: 'email@test.com',
      address,
      legalName: null,
      delivererEDI: null,
      vatLiable: false,
      webShopPlatform: null,
      ceo: null,
      customerManager: null,
      contactPersonPhone: null,
      externalCustomerIds: [],
    })
    expect((await room.create(minimal({ vatLiable: null }))).vatLiable).toBe(false)
  })

  it('knows nothing of repeated requests: a second one makes a second shop', async () => {
    const first = await room.create()
    const second = await room.create()
    expect([first.id, second.id]).toEqual([12001, 12002])
    expect(room.side.snapshot().shops.map(({ shop }) => shop)).toEqual([
      room.shop(first.id).shop,
      room.shop(first.id).shop,
    ])
  })

  it('commits although its answer is lost', async () => {
    await room.create()
    room.sandbox.faults.script([{ match: { method: 'POST' }, fault: { kind: 'lost_answer' } }])
    await expect(post(minimal())).rejects.toThrow()
    expect(room.side.snapshot().shops.map(({ id }) => id)).toEqual([12001, 12002])
    expect(room.side.log.at(-1)).toMatchObject({ committed: true, status: null, fault: 'lost_answer' })
  })

  it('keeps what the shop was created with, and makes a customer system for it', async () => {
    const { id } = await room.create({ ...minimal({ legalName: 'Company AS' }), transportSolutionIds: [3, 1] })
    expect(room.shop(id)).toMatchObject({
      ownerPartyKey,
      transportSolutionIds: [3, 1],
      customerSystem: { name: 'Company AS', customerFacingName: null, addressCollector: true },
    })
    const second = await room.create()
    const names = [id, second.id].map((each) => room.shop(each).customerSystem?.shortName)
    expect(new Set(names).size).toBe(2)
    for (const name of names) expect(String(name).length).toBeLessThanOrEqual(5)
  })

  it('never gives one of its customer systems a short name that is taken', async () => {
    room.set({ body_version: 'middle' })
    const taken = (12002).toString(36)
    await room.create({ ...minimal(), customerSystem: { name: 'x', shortName: taken } })
    room.set({ body_version: 'v8' })
    const { id } = await room.create()
    expect(id).toBe(12002)
    expect(room.shop(id).customerSystem?.shortName).toBe((12003).toString(36))
  })

  it('passes over fields the page does not have, wherever they are', async () => {
    const body = minimal({
      nickname: 'x',
      address: { ...address, floor: 3 },
      externalCustomerIds: [{ freightProductId: 1, customerNumber: 1, note: 'x' }],
    })
    const answer = await room.create({ ...body, priority: 'high', customerSystem: { shortName: 'far too long' } })
    expect(answer).toEqual({ ...(await room.create()), id: 12001, externalCustomerIds: answer.externalCustomerIds })
    expect(answer.externalCustomerIds).toEqual([{ freightProductId: 1, customerNumber: 1 }])
  })

  it.each([null, ''])('takes the empty id %j', async (id) => {
    expect((await room.create(minimal({ id }))).id).toBe(12001)
  })

  it('is for owner parties the user has access to', async () => {
    const refused = { statusCode: 403, errorKey: 'no.access.owner.party', errorMap: {} }
    const foreign = await post(minimalOfOther())
    expect([foreign.status, foreign.json]).toEqual([403, refused])
    expect((await post(minimal({}, 'unknown-party'))).json).toEqual(refused)
    expect((await room.call('POST', paths.shops, minimal(), 'other')).json).toEqual(refused)
    expect(await room.create(minimalOfOther(), 'other')).toMatchObject({ id: 12001 })
    expect(room.shop(12001).ownerPartyKey).toBe(otherOwnerPartyKey)
  })

  it('is for users with the role', async () => {
    const reply = await room.call('POST', paths.shops, minimal(), 'noRole')
    expect([reply.status, reply.json]).toEqual([403, { statusCode: 403, errorKey: 'no.access.api', errorMap: {} }])
  })

  it.each(['', '{', '[]', '1', 'null', '"shop"'])('cannot parse the body %s', async (body) => {
    const reply = await post(body)
    expect([reply.status, reply.json]).toEqual([
      400,
      { statusCode: 400, errorKey: 'failed.to.parse.request', errorMap: {} },
    ])
  })
})

describe('a create that is invalid', () => {
  it('is told everything at once, and the fields keep their names', async () => {
    expect(await refusal({})).toEqual({
      ownerPartyKey: 'is required, as text',
      shop: 'is required',
      'shop.email': 'is required',
      'shop.address': 'is required',
      transportSolutionIds: 'is required',
      addressCollector: 'is required',
    })
    expect(await refusal({ ...minimal({ email: '', address: {} }), addressCollector: 'yes' })).toEqual({
      'shop.email': 'is required',
      'shop.address.street': 'is required',
      'shop.address.zipCode': 'is required',
      'shop.address.city': 'is required',
      'shop.address.countryCode': 'is required',
      addressCollector: 'must be true or false',
    })
  })

  it.each<[Loose, string, string]>([
    [{ id: 123 }, 'shop.id', 'must be empty'],
    [{ id: '123' }, 'shop.id', 'must be empty'],
    [{ organizationNumber: 123456789 }, 'shop.organizationNumber', 'must be text'],
    [{ email: 1 }, 'shop.email', 'must be text'],
    [{ email: null }, 'shop.email', 'is required'],
    [{ address: 'Normannsgata 5' }, 'shop.address', 'must be an object'],
    [{ address: [address] }, 'shop.address', 'must be an object'],
    [{ legalName: {} }, 'shop.legalName', 'must be text'],
    [{ delivererEDI: true }, 'shop.delivererEDI', 'must be text'],
    [{ vatLiable: 'true' }, 'shop.vatLiable', 'must be true or false'],
    [{ vatLiable: 1 }, 'shop.vatLiable', 'must be true or false'],
    [{ webShopPlatform: [] }, 'shop.webShopPlatform', 'must be text'],
    [{ ceo: 1 }, 'shop.ceo', 'must be text'],
    [{ customerManager: 1 }, 'shop.customerManager', 'must be text'],
    [{ contactPersonPhone: 58692698 }, 'shop.contactPersonPhone', 'must be text'],
    [{ externalCustomerIds: {} }, 'shop.externalCustomerIds', 'must be a list'],
    [{ externalCustomerIds: [1] }, 'shop.externalCustomerIds[0]', 'must be an object'],
    [{ address: { ...address, street: 7 } }, 'shop.address.street', 'must be text'],
    [{ address: { ...address, street: '' } }, 'shop.address.street', 'is required'],
    [{ address: { ...address, streetNumber: true } }, 'shop.address.streetNumber', 'must be text or a number'],
    [{ address: { ...address, city: null } }, 'shop.address.city', 'is required'],
    [{ address: { ...address, entrance: 'ABCDEF' } }, 'shop.address.entrance', 'must have at most 5 characters'],
    [{ address: { ...address, zipCode: '126' } }, 'shop.address.zipCode', 'must have 4 digits in NO'],
    [{ address: { ...address, zipCode: 12655 } }, 'shop.address.zipCode', 'must have 4 digits in NO'],
    [{ address: { ...address, zipCode: '12 5' } }, 'shop.address.zipCode', 'must have 4 digits in NO'],
    [{ address: { ...address, countryCode: 'SE' } }, 'shop.address.zipCode', 'must have 5 digits in SE'],
    [
      { address: { ...address, countryCode: 'no' } },
      'shop.address.countryCode',
      'must be one of NO, SE, DE, EN, FI, SV',
    ],
    [{ address: { ...address, countryCode: 'DK' } }, 'shop.address.countryCode', expect.any(String)],
    [{ address: { ...address, countryCode: 47 } }, 'shop.address.countryCode', expect.any(String)],
  ])('says what is wrong with %j', async (changes, field, text) => {
    expect(await refusal(minimal(changes))).toEqual({ [field]: text })
  })

  it.each([
    [{ freightProductId: '1', customerNumber: 1 }, ['freightProductId']],
    [{ freightProductId: 1.5, customerNumber: null }, ['freightProductId', 'customerNumber']],
    [{}, ['freightProductId', 'customerNumber']],
  ])('names the members of the pair %j', async (pair, members) => {
    const given = [{ freightProductId: 1, customerNumber: 1 }, pair]
    expect(Object.keys(await refusal(minimal({ externalCustomerIds: given })))).toEqual(
      members.map((member) => `shop.externalCustomerIds[1].${member}`),
    )
  })

  it('has a pair twice', async () => {
    const pair = { freightProductId: 1, customerNumber: 1 }
    const others = [
      { ...pair, freightProductId: 2 },
      { ...pair, customerNumber: 2 },
    ]
    expect(await refusal(minimal({ externalCustomerIds: [pair, ...others, pair] }))).toEqual({
      'shop.externalCustomerIds[3]': 'is there twice',
    })
  })

  it('has a pair of another shop', async () => {
    const externalCustomerIds = [{ freightProductId: 1, customerNumber: 1 }]
    await room.create(minimal({ externalCustomerIds }))
    const reply = await post(
      minimal({ externalCustomerIds: [{ freightProductId: 2, customerNumber: 1 }, ...externalCustomerIds] }),
    )
    expect([reply.status, reply.json.errorMap]).toEqual([
      400,
      { 'shop.externalCustomerIds[1]': 'belongs to another shop' },
    ])
    expect(room.side.snapshot().shops).toHaveLength(1)
  })

  it.each<[unknown, Record<string, string>]>([
    [null, { transportSolutionIds: 'is required' }],
    [1, { transportSolutionIds: 'must be a list' }],
    [[], { transportSolutionIds: 'must not be empty' }],
    [[1, 4, '2'], { 'transportSolutionIds[1]': 'does not exist', 'transportSolutionIds[2]': 'does not exist' }],
  ])('names the transport solutions %j', async (transportSolutionIds, errors) => {
    expect(await refusal({ ...minimal(), transportSolutionIds })).toEqual(errors)
  })

  it.each([1, '', null, ['x']])('has the owner party %j', async (key) => {
    expect(await refusal({ ...minimal(), ownerPartyKey: key })).toEqual({ ownerPartyKey: 'is required, as text' })
  })

  it.each([1, 'x', []])('has the shop %j', async (shop) => {
    expect((await refusal({ ...minimal(), shop }))['shop']).toBe('must be an object')
  })
})

describe('countries', () => {
  it.each([
    ['NO', '0150'],
    ['SE', '21120'],
    ['DE', 'any zip'],
    ['EN', 'SW1A 1AA'],
    ['FI', 'AX 22100'],
    ['SV', '1'],
  ])('%s with zip code %j is kept verbatim', async (countryCode, zipCode) => {
    const reply = await post(minimal({ address: { ...address, countryCode, zipCode } }))
    expect(reply.json.address).toEqual({ ...address, countryCode, zipCode })
  })
})

describe('the versions of the page', () => {
  it('early: ownerPartyKey and shop are all there is', async () => {
    room.set({ body_version: 'early' })
    const { id } = await room.create({ ownerPartyKey, shop: fullShop })
    expect(room.shop(id)).toMatchObject({ transportSolutionIds: [], customerSystem: null })
    const later = await room.create({ ...minimal(), addressCollector: 'x', transportSolutionIds: [99] })
    expect(room.shop(later.id)).toMatchObject({ transportSolutionIds: [], customerSystem: null })
    expect((await post({})).json.errorMap).toEqual({
      ownerPartyKey: 'is required, as text',
      shop: 'is required',
      'shop.email': 'is required',
      'shop.address': 'is required',
    })
  })

  it('middle: the sample of the page works where its own spelling and its own zip code are let pass', async () => {
    room.set({ body_version: 'middle' })
    expect((await post(sample)).json.errorMap).toEqual({
      transportSolutionIds: 'is required',
      'shop.address.zipCode': 'must have 4 digits in NO',
    })
    room.set({ transport_solutions_key: 'transportSolutionsIds', zip_code_checked: 'no' })
    const { shortName: _unknown, ...known } = sample.shop
    expect(await room.create(sample)).toEqual({
      id: 12001,
      ...known,
      organizationNumber: '543123345',
      address: { ...known.address, entrance: null },
      contactPersonPhone: null,
    })
    expect(room.shop(12001)).toMatchObject({
      transportSolutionIds: [1],
      customerSystem: {
        name: ' customer system',
        shortName: 'abcd',
        customerFacingName: null,
        addressCollector: null,
      },
    })
  })

  it('middle: the customer system is checked, and its short name is unique', async () => {
    room.set({ body_version: 'middle' })
    const system = (customerSystem: unknown): Loose => ({ ...without(minimal(), 'addressCollector'), customerSystem })
    const errors = async (customerSystem: unknown): Promise<unknown> =>
      (await post(system(customerSystem))).json.errorMap
    expect(await errors(undefined)).toEqual({ customerSystem: 'is required' })
    expect(await errors('x')).toEqual({ customerSystem: 'must be an object' })
    expect(await errors({})).toEqual({
      'customerSystem.name': 'is required',
      'customerSystem.shortName': 'is required',
    })
    expect(await errors({ name: 1, shortName: 'sixsix', customerFacingName: [], addressCollector: 'yes' })).toEqual({
      'customerSystem.name': 'must be text',
      'customerSystem.shortName': 'must have at most 5 characters',
      'customerSystem.customerFacingName': 'must be text',
      'customerSystem.addressCollector': 'must be true or false',
    })
    const whole = { name: 'Lager', shortName: 'lager', customerFacingName: 'Lageret', addressCollector: false }
    const { id } = await room.create(system(whole))
    expect(room.shop(id).customerSystem).toEqual(whole)
    expect(await errors({ ...whole, name: 'Annet' })).toEqual({ 'customerSystem.shortName': 'must be unique' })
    expect((await post({ ...system(whole), transportSolutionIds: [] })).json.errorMap).toEqual({
      transportSolutionIds: 'must not be empty',
      'customerSystem.shortName': 'must be unique',
    })
  })

  it('v8: addressCollector and transportSolutionIds are required, and false is a value', async () => {
    const { id } = await room.create({ ...minimal(), addressCollector: false })
    expect(room.shop(id).customerSystem?.addressCollector).toBe(false)
    const reply = await post({ ownerPartyKey, shop: fullShop })
    expect(reply.json.errorMap).toEqual({ addressCollector: 'is required', transportSolutionIds: 'is required' })
  })
})
