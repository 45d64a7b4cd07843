import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import {
  diCredentials,
  otherOwnerPartyKey,
  ownerPartyKey,
} from '../../../../src/sandbox/distribution-innovation/accounts.ts'
import { fullShop, type Loose, logins, minimal, openRoom, paths, type Room } from './room.ts'

const rooms: Room[] = []
const folders: string[] = []
afterEach(async () => {
  for (const room of rooms.splice(0)) await room.close()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

async function open(...args: Parameters<typeof openRoom>): Promise<Room> {
  const room = await openRoom(...args)
  rooms.push(room)
  return room
}

function dataFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'butik-sandbox-di-'))
  folders.push(folder)
  return join(folder, 'world.json')
}

describe('what a sandbox announces', () => {
  it('is the url and what is needed to call it', async () => {
    const room = await open()
    expect(room.side.ready).toEqual({
      url: `http://127.0.0.1:${room.sandbox.port}/distribution-innovation`,
      username: 'wssandboxfull',
      password: 'sandbox-very-very-long-password-full-0001',
      readOnlyUsername: 'wssandboxnorole',
      readOnlyPassword: 'sandbox-very-very-long-password-norole-0002',
      otherUsername: 'wssandboxother',
      otherPassword: 'sandbox-very-very-long-password-other-0003',
      ownerPartyKey: 'sandbox-nordic-group',
      otherOwnerPartyKey: 'sandbox-other-group',
      transportSolutionIds: [1, 2, 3],
    })
  })
})

describe('a snapshot', () => {
  it('goes round: what is restored is the same store, down to the next id', async () => {
    const room = await open()
    await room.create(minimal(fullShop))
    const snapshot = room.side.snapshot()
    const after = await room.create()
    await room.patch(12001, { ceo: 'x' })
    room.side.restore(JSON.parse(JSON.stringify(snapshot)))
    expect(room.side.snapshot()).toEqual(snapshot)
    expect((await room.patch(after.id, {})).status).toBe(404)
    expect(await room.create()).toEqual(after)
  })

  it('is the same for the same history, and does not change with what comes later', async () => {
    const [one, two] = [await open(), await open()]
    for (const room of [one, two]) {
      await room.create(minimal(fullShop))
      await room.patch(12001, { externalCustomerIds: [{ freightProductId: 3, customerNumber: 3 }] })
    }
    expect(JSON.stringify(one.side.snapshot())).toBe(JSON.stringify(two.side.snapshot()))
    const kept = one.side.snapshot()
    await one.create()
    expect(kept).toEqual(two.side.snapshot())
  })

  it('holds which tokens have expired', async () => {
    const room = await open()
    const snapshot = room.side.snapshot()
    const authorization = `Bearer ${await room.token()}`
    const call = async (): Promise<number> => (await room.raw('POST', paths.shops, {}, { authorization })).status
    room.side.act({ act: 'expire_tokens' })
    expect(await call()).toBe(401)
    room.side.restore(snapshot)
    expect(await call()).toBe(400)
  })

  it.each<[Loose, RegExp]>([
    [undefined, /no store of this vendor/],
    [{ shops: [] }, /no store of this vendor/],
    [{ shops: [], rights: {} }, /nextShopId/],
    [{ shops: [], rights: {}, nextShopId: 1 }, /tokenGeneration/],
    [{ shops: [{ id: 1 }], rights: {}, nextShopId: 1, tokenGeneration: 1 }, /a row of its shops is damaged/],
    [{ shops: [], rights: { username: {} }, nextShopId: 1, tokenGeneration: 1 }, /its rights are damaged/],
  ])('that is damaged (%j) is not restored', async (snapshot, message) => {
    const room = await open()
    await room.create()
    const before = room.side.snapshot()
    expect(() => room.side.restore(snapshot)).toThrow(message)
    expect(room.side.snapshot()).toEqual(before)
  })

  it('without the rights of a user leaves that user none', async () => {
    const room = await open()
    room.side.restore({ ...room.side.snapshot(), rights: {} })
    expect((await room.call('POST', paths.shops, minimal())).status).toBe(403)
  })
})

describe('a data file', () => {
  it('keeps shops, rights, calls and expired tokens between runs', async () => {
    const data = dataFile()
    const first = await open({}, { data })
    await first.create(minimal(fullShop))
    first.side.act({ act: 'expire_tokens' })
    first.side.act({ act: 'revoke', username: logins.other.username, role: 'SHOP_API' })
    const [snapshot, calls] = [first.side.snapshot(), first.side.calls()]
    await first.close()
    const second = await open({}, { data, seed: 'nordic-group' })
    expect([second.side.snapshot(), second.side.calls()]).toEqual([snapshot, calls])
    expect(snapshot.tokenGeneration).toBe(2)
    expect((await second.patch(12001, { ceo: 'x' })).status).toBe(200)
    expect((await second.create()).id).toBe(12002)
  })

  it('is written before an answer is sent, and holds no credential', async () => {
    const data = dataFile()
    const room = await open({}, { data })
    room.sandbox.faults.script([{ match: { path: '^/ws/json/shop' }, fault: { kind: 'lost_answer' } }])
    await expect(room.create(minimal(fullShop))).rejects.toThrow()
    await room.create()
    const text = readFileSync(data, 'utf8')
    expect(text).toContain('Company AS')
    for (const secret of [...Object.values(diCredentials), await room.token(), 'sandbox-signing-key']) {
      expect(text).not.toContain(secret)
    }
  })
})

describe('the log', () => {
  it('says who called by alias, and holds no credential, bodies and all', async () => {
    const room = await open()
    const tokens = [await room.token(), await room.token('other')]
    await room.create()
    await room.call('POST', paths.shops, {}, 'noRole')
    await room.call('POST', paths.shops, {}, 'other')
    await room.raw('POST', paths.shops, {}, { authorization: 'Bearer x' })
    await room.raw('POST', `${paths.login}/5?password=${logins.full.password}`, logins.full)
    const shops = room.side.log.filter(({ path }) => path === paths.shops)
    expect(shops.map(({ token }) => token)).toEqual(['username', 'readOnlyUsername', 'otherUsername', 'unknown'])
    const entries = room.side.log.filter(({ path }) => path.startsWith(paths.login))
    expect(new Set(entries.map(({ token }) => token))).toEqual(new Set(['none']))
    expect(room.side.body(entries[0] as Loose)).toEqual({ username: '***', password: '***' })
    expect(room.side.body(shops[0] as Loose)).toEqual(minimal())
    const url = `${room.sandbox.ready.control}/log?bodies=1`
    const text = await (await fetch(url, { headers: { connection: 'close' } })).text()
    expect(text).toContain('"***"')
    for (const secret of [...Object.values(diCredentials), ...tokens]) expect(text).not.toContain(secret)
    expect(JSON.stringify(room.side.snapshot())).not.toMatch(/wssandbox|long-password/)
  })

  it('has no body to show where a login was not JSON', async () => {
    const room = await open()
    await room.raw('POST', `${paths.login}/5`, `password=${logins.full.password}`)
    expect(room.side.body(room.side.log[0] as Loose)).toBeUndefined()
  })
})

describe('the seed', () => {
  it('is a Nordic group with shops in two countries, and one shop of somebody else', async () => {
    const room = await open({}, { seed: 'nordic-group' })
    const { shops } = room.side.snapshot()
    expect(
      shops.map(({ id, ownerPartyKey: key, shop }) => [id, key, shop.legalName, shop.address.countryCode]),
    ).toEqual([
      [12001, ownerPartyKey, 'Nordlys Møbler AS', 'NO'],
      [12002, ownerPartyKey, 'Nordlys Möbler AB', 'SE'],
      [12003, ownerPartyKey, 'Nordlys Utsalg AS', 'NO'],
      [12004, otherOwnerPartyKey, 'Havbris Interiør AS', 'NO'],
    ])
    expect((await room.patch(12001, { ceo: 'Driftsleder' })).status).toBe(200)
    expect((await room.patch(12004, { ceo: 'Driftsleder' })).status).toBe(403)
    expect((await room.create()).id).toBe(12005)
  })

  it('is the same each time, and holds under the strictest switches', async () => {
    const [one, two] = [await open({}, { seed: 'nordic-group' }), await open({}, { seed: 'nordic-group' })]
    expect(one.side.snapshot()).toEqual(two.side.snapshot())
    one.set({ number_for_text: 'none', zip_code_elsewhere: 'five_digits', patch_no_change: 'refused' })
    for (const id of [12001, 12002, 12003]) expect((await one.patch(id, { ceo: 'Driftsleder' })).status).toBe(200)
  })

  it.each(['empty', 'furniture-shop'] as const)('called %s is not this vendor’s', async (seed) => {
    expect((await open({}, { seed })).side.snapshot().shops).toEqual([])
  })
})
