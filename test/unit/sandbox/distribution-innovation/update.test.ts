import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { address, fullShop, type Loose, minimal, openRoom, paths, type Room } from './room.ts'

let room: Room
let id: number
let before: Loose
beforeEach(async () => {
  room = await openRoom()
  before = await room.create(minimal(fullShop))
  id = before.id
})
afterEach(() => room.close())

const committed = (): boolean | undefined => room.side.log.at(-1)?.committed

describe('an update', () => {
  it('changes the fields it names, leaves the others, and answers the whole shop', async () => {
    const reply = await room.patch(id, { legalName: 'Firma AS', vatLiable: false, email: 'post@test.com' })
    expect(reply.status).toBe(200)
    expect(reply.json).toEqual({ ...before, legalName: 'Firma AS', vatLiable: false, email: 'post@test.com' })
    expect(committed()).toBe(true)
    expect(room.shop(id).shop).toMatchObject({ legalName: 'Firma AS', ceo: fullShop.ceo })
  })

  it('merges the address, and takes lists whole', async () => {
    const pairs = [
      { freightProductId: 2, customerNumber: 7 },
      { freightProductId: 1, customerNumber: 1 },
    ]
    const reply = await room.patch(id, { address: { street: 'Storgata', entrance: null }, externalCustomerIds: pairs })
    expect(reply.json).toEqual({
      ...before,
      address: { ...before.address, street: 'Storgata', entrance: null },
      externalCustomerIds: pairs,
    })
    expect((await room.patch(id, { externalCustomerIds: [] })).json.externalCustomerIds).toEqual([])
  })

  it('can be repeated: the same values leave the same shop, and nothing is committed', async () => {
    await room.patch(id, { legalName: 'Firma AS' })
    const snapshot = room.side.snapshot()
    const reply = await room.patch(id, { legalName: 'Firma AS', organizationNumber: '123 456 789' })
    expect([reply.status, committed()]).toEqual([200, false])
    expect(room.side.snapshot()).toEqual(snapshot)
  })

  it('clears a field with null; what has to be there cannot be cleared', async () => {
    const cleared = { legalName: null, ceo: null, contactPersonPhone: null, vatLiable: null, externalCustomerIds: null }
    expect((await room.patch(id, cleared)).json).toEqual({
      ...before,
      ...cleared,
      vatLiable: false,
      externalCustomerIds: [],
    })
    const reply = await room.patch(id, { email: null, address: { city: null } })
    expect([reply.status, reply.json.errorMap]).toEqual([400, { email: 'is required', 'address.city': 'is required' }])
    expect((await room.patch(id, { address: null })).json.errorMap).toEqual({ address: 'is required' })
  })

  it('is carried out whole or not at all', async () => {
    const snapshot = room.side.snapshot()
    const reply = await room.patch(id, { legalName: 'Firma AS', vatLiable: 'no', address: { zipCode: '12345' } })
    expect([reply.status, reply.json]).toEqual([
      400,
      {
        statusCode: 400,
        errorKey: 'validation.failed',
        errorMap: { vatLiable: 'must be true or false', 'address.zipCode': 'must have 4 digits in NO' },
      },
    ])
    expect(room.side.snapshot()).toEqual(snapshot)
    expect(committed()).toBe(false)
  })

  it('checks the zip code against the country, whichever of them it names', async () => {
    expect((await room.patch(id, { address: { countryCode: 'SE' } })).json.errorMap).toEqual({
      'address.zipCode': 'must have 5 digits in SE',
    })
    expect((await room.patch(id, { address: { countryCode: 'SE', zipCode: '21120' } })).status).toBe(200)
    expect((await room.patch(id, { address: { zipCode: '1265' } })).status).toBe(400)
  })

  it('passes over fields the page does not have, and its own id', async () => {
    const reply = await room.patch(id, { id, nickname: 'x', address: { floor: 3 }, shop: { legalName: 'x' } })
    expect([reply.status, reply.json]).toEqual([200, before])
  })

  it('does not change what only a create can say', async () => {
    const row = room.shop(id)
    const wanted = {
      id: 99,
      ownerPartyKey: 'x',
      addressCollector: false,
      transportSolutionIds: [3],
      transportSolutionsIds: [3],
      customerSystem: { name: 'x' },
    }
    const reply = await room.patch(id, { ...wanted, ceo: 'Driftsleder' })
    expect([reply.status, reply.json]).toEqual([200, { ...before, ceo: 'Driftsleder' }])
    expect(room.shop(id)).toEqual({ ...row, shop: { ...row.shop, ceo: 'Driftsleder' } })
    room.set({ create_only_in_patch: 'refused' })
    expect((await room.patch(id, { ...wanted, ceo: 'Daglig leder' })).json).toEqual({
      statusCode: 400,
      errorKey: 'validation.failed',
      errorMap: Object.fromEntries(Object.keys(wanted).map((key) => [key, 'cannot be changed'])),
    })
    expect((await room.patch(id, { id, ceo: 'Daglig leder' })).status).toBe(200)
  })

  it('keeps pairs unique, but a shop may name its own again', async () => {
    const other = await room.create(minimal({ externalCustomerIds: [{ freightProductId: 1, customerNumber: 2 }] }))
    const reply = await room.patch(other.id, { externalCustomerIds: fullShop.externalCustomerIds })
    expect(reply.json.errorMap).toEqual({ 'externalCustomerIds[0]': 'belongs to another shop' })
    expect((await room.patch(id, { externalCustomerIds: fullShop.externalCustomerIds })).status).toBe(200)
    await room.patch(id, { externalCustomerIds: [] })
    expect((await room.patch(other.id, { externalCustomerIds: fullShop.externalCustomerIds })).status).toBe(200)
  })

  it.each(['', '{', '[]', '3', 'null'])('cannot parse the body %s', async (body) => {
    const reply = await room.patch(id, body)
    expect([reply.status, reply.json.errorKey]).toEqual([400, 'failed.to.parse.request'])
  })

  it('is harmless with names that mean something to JavaScript', async () => {
    const text = '{"__proto__":{"legalName":"x"},"constructor":1,"address":{"__proto__":{"city":"x"}}}'
    expect((await room.patch(id, text)).json).toEqual(before)
  })
})

describe('the shop of an update', () => {
  it.each(['0', '1', '99999', '012001', '12001.0', 'abc', '-12001', '1e4', '9'.repeat(20), '%2f'])(
    'does not exist as %s',
    async (shopId) => {
      const reply = await room.call('PATCH', `${paths.shops}/${shopId}`, { ceo: 'x' })
      expect([reply.status, reply.json]).toEqual([404, { statusCode: 404, errorKey: 'cannot.find.shop', errorMap: {} }])
    },
  )

  it('is refused to whoever has no access to it, and to whoever has no role', async () => {
    const other = await room.call('PATCH', `${paths.shops}/${id}`, { ceo: 'x' }, 'other')
    expect([other.status, other.json]).toEqual([403, { statusCode: 403, errorKey: 'no.access.shop.id', errorMap: {} }])
    const noRole = await room.call('PATCH', `${paths.shops}/${id}`, { ceo: 'x' }, 'noRole')
    expect([noRole.status, noRole.json.errorKey]).toEqual([403, 'no.access.api'])
    expect(room.shop(id).shop.ceo).toBe(fullShop.ceo)
  })

  it('without a role, is not even said to be missing', async () => {
    expect((await room.call('PATCH', `${paths.shops}/1`, {}, 'noRole')).status).toBe(403)
    expect((await room.call('PATCH', `${paths.shops}/1`, {}, 'other')).status).toBe(404)
  })
})

describe('a partial address', () => {
  it('takes the place of the whole one under the switch', async () => {
    room.set({ patch_address: 'replaced' })
    expect((await room.patch(id, { address: { street: 'Storgata' } })).json.errorMap).toEqual({
      'address.zipCode': 'is required',
      'address.city': 'is required',
      'address.countryCode': 'is required',
    })
    const { entrance: _gone, ...rest } = address
    expect((await room.patch(id, { address: rest })).json.address).toEqual({ ...address, entrance: null })
  })
})
