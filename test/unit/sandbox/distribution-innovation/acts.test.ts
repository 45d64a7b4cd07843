import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { otherOwnerPartyKey, ownerPartyKey } from '../../../../src/sandbox/distribution-innovation/accounts.ts'
import { address, fullShop, type Loose, logins, minimal, minimalOfOther, openRoom, paths, type Room } from './room.ts'

let room: Room
let id: number
beforeEach(async () => {
  room = await openRoom()
  id = (await room.create(minimal(fullShop))).id
})
afterEach(() => room.close())

const full = logins.full.username
const act = (name: string, more: Readonly<Record<string, unknown>> = {}): Loose => room.side.act({ act: name, ...more })
const status = async (who: 'full' | 'noRole' | 'other', shopId = id): Promise<number> =>
  (await room.call('PATCH', `${paths.shops}/${shopId}`, {}, who)).status

describe('expire_tokens', () => {
  it('ends every token there is, even within the second it was made in; a new login helps', async () => {
    room.sandbox.clock.freeze()
    const old = await room.token()
    const others = await room.token('other', 1)
    expect(act('expire_tokens')).toEqual({ expired: 'all' })
    for (const token of [old, others]) {
      const reply = await room.raw('POST', paths.shops, minimal(), { authorization: `Bearer ${token}` })
      expect([reply.status, reply.json.errorKey]).toEqual([401, 'authentication.missing'])
    }
    const fresh = await room.token()
    expect(fresh).not.toBe(old)
    const reply = await room.raw('POST', paths.shops, minimal(), { authorization: `Bearer ${fresh}` })
    expect(reply.status).toBe(200)
  })

  it('makes them expired, not unknown', async () => {
    room.set({ expired_token_key: 'authentication.expired' })
    act('expire_tokens')
    act('expire_tokens')
    expect((await room.patch(id, {})).json.errorKey).toBe('authentication.expired')
    expect(room.side.log.at(-1)?.token).toBe('username')
  })
})

describe('edit_shop', () => {
  it('changes what it names, as a person at DI would, and nobody hears of it', async () => {
    const calls = room.side.log.length
    const wanted = { legalName: 'Håndskrevet AS', ceo: null, address: { street: 'Storgata' }, externalCustomerIds: [] }
    const edited = act('edit_shop', { id, shop: wanted })
    expect(edited).toEqual(room.shop(id))
    expect(room.shop(id).shop).toEqual({
      ...fullShop,
      organizationNumber: '123456789',
      ...wanted,
      address: { ...fullShop.address, street: 'Storgata' },
    })
    expect(room.side.log).toHaveLength(calls)
  })

  it('reaches what no PATCH can: owner party and transport solutions', () => {
    act('edit_shop', { id, ownerPartyKey: otherOwnerPartyKey, transportSolutionIds: [3] })
    expect(room.shop(id)).toMatchObject({ ownerPartyKey: otherOwnerPartyKey, transportSolutionIds: [3] })
  })

  it('is met by the next update: what the user does not name stays as the staff left it', async () => {
    act('edit_shop', { id, shop: { legalName: 'Håndskrevet AS' } })
    expect((await room.patch(id, { ceo: 'Driftsleder' })).json).toMatchObject({
      legalName: 'Håndskrevet AS',
      ceo: 'Driftsleder',
    })
  })

  it('works on a shop of the early page, that has no transport solutions', async () => {
    room.set({ body_version: 'early' })
    const { id: early } = await room.create({ ownerPartyKey, shop: { email: 'a@test.com', address } })
    act('edit_shop', { id: early, shop: { vatLiable: true } })
    expect(room.shop(early)).toMatchObject({ transportSolutionIds: [], shop: { vatLiable: true } })
  })

  it.each<[Loose, RegExp]>([
    [{ id: 1 }, /no shop has the id 1; there are 12001/],
    [{}, /edit_shop takes id, .*: id is missing/],
    [{ id: 12001, shop: 'x' }, /shop is an object/],
    [{ id: 12001, shop: { nickname: 'x' } }, /shop has no nickname; it has organizationNumber, email, address/],
    [{ id: 12001, shop: { address: { floor: 3 } } }, /address has no floor; it has street/],
    [{ id: 12001, shop: { email: null } }, /email is required/],
    [{ id: 12001, shop: { address: { zipCode: '1' } } }, /address.zipCode must have 4 digits in NO/],
    [{ id: 12001, ownerPartyKey: 'x' }, /no owner party has the key "x"; there are sandbox-nordic-group/],
    [{ id: 12001, transportSolutionIds: [9] }, /transportSolutionIds\[0\] does not exist/],
    [{ id: 12001, legalName: 'x' }, /^edit_shop takes id, shop\?, .*: not legalName$/],
  ])('says what it takes: %j', (more, message) => {
    const snapshot = room.side.snapshot()
    expect(() => act('edit_shop', more)).toThrow(message)
    expect(room.side.snapshot()).toEqual(snapshot)
  })
})

describe('grant and revoke', () => {
  it('give and take the role', async () => {
    expect(act('revoke', { username: full, role: 'SHOP_API' })).toEqual({
      roles: [],
      ownerPartyKeys: [ownerPartyKey],
      shopIds: [id],
    })
    const refused = await room.call('POST', paths.shops, minimal())
    expect([refused.status, refused.json.errorKey]).toEqual([403, 'no.access.api'])
    act('grant', { username: full, role: 'SHOP_API' })
    expect(await status('full')).toBe(200)
  })

  it('give and take a shop', async () => {
    act('revoke', { username: full, shopId: id })
    expect(await status('full')).toBe(403)
    act('grant', { username: logins.other.username, shopId: id })
    expect(await status('other')).toBe(200)
  })

  it('give and take an owner party', async () => {
    act('grant', { username: full, ownerPartyKey: otherOwnerPartyKey })
    act('revoke', { username: full, ownerPartyKey })
    expect((await room.call('POST', paths.shops, minimalOfOther())).status).toBe(200)
    expect((await room.call('POST', paths.shops, minimal())).status).toBe(403)
  })

  it('are the same done twice', () => {
    const more = { username: full, role: 'SHOP_API', ownerPartyKey, shopId: id }
    const once = act('grant', more)
    expect(once).toEqual({ roles: ['SHOP_API'], ownerPartyKeys: [ownerPartyKey], shopIds: [id] })
    expect(act('grant', more)).toEqual(once)
    act('revoke', more)
    expect(act('revoke', more)).toEqual({ roles: [], ownerPartyKeys: [], shopIds: [] })
  })

  it.each<[Loose, RegExp]>([
    [{}, /^grant takes username, role\?, .*: username is missing$/],
    [
      { username: 'wsfoobar', role: 'SHOP_API' },
      /no user is called "wsfoobar"; there are wssandboxfull, wssandboxnorole, wssandboxother/,
    ],
    [{ username: full }, /is missing: role \(SHOP_API\), ownerPartyKey or shopId/],
    [{ username: full, role: 'ADMIN' }, /the only role is SHOP_API/],
    [{ username: full, shopId: 1 }, /no shop has the id 1/],
    [{ username: full, ownerPartyKey: 'x' }, /no owner party has the key "x"/],
    [{ username: full, password: 'x' }, /^grant takes username, role\?, .*: not password$/],
  ])('say what they take: %j', (more, message) => {
    expect(() => act('grant', more)).toThrow(message)
  })
})

describe('list_shops and remove_shop', () => {
  it('show what no GET shows', async () => {
    const { id: other } = await room.create(minimalOfOther(), 'other')
    expect(act('list_shops')).toEqual([room.shop(id), room.shop(other)])
    expect(act('list_shops')[0]).toMatchObject({ id, ownerPartyKey, transportSolutionIds: [1, 2, 3] })
  })

  it('take a shop away: an update no longer finds it, and its id is not given again', async () => {
    expect(act('remove_shop', { id })).toMatchObject({ id })
    expect(act('list_shops')).toEqual([])
    expect(await status('full')).toBe(404)
    expect((await room.create(minimal(fullShop))).id).toBe(id + 1)
    expect(() => act('remove_shop', { id })).toThrow(/there are 12002/)
  })
})

describe('an act', () => {
  it.each([undefined, 'delete_shop', 'constructor', 3])('is not called %j', (name) => {
    expect(() => room.side.act({ act: name })).toThrow(
      /act is one of edit_shop, expire_tokens, grant, list_shops, remove_shop, revoke, not/,
    )
  })

  it('can be done over HTTP', async () => {
    const send = async (body: unknown): Promise<[number, Loose]> => {
      const url = `${room.sandbox.ready.control}/act`
      const response = await fetch(url, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { connection: 'close' },
      })
      return [response.status, await response.json()]
    }
    expect(await send({ 'distribution-innovation': { act: 'list_shops' } })).toEqual([
      200,
      { 'distribution-innovation': [room.shop(id)] },
    ])
    expect(await send({ 'distribution-innovation': { act: 'list_shops', id } })).toEqual([
      400,
      { error: 'list_shops takes nothing: not id' },
    ])
  })
})
