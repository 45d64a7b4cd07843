import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { credentials, ids, signingKey } from '../../../../src/sandbox/venue-manager/accounts.ts'
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
} from './arena.ts'

const open: Arena[] = []
const folders: string[] = []
afterEach(async () => {
  for (const arena of open.splice(0)) await arena.close()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

async function start(options: Parameters<typeof openArena>[0] = {}): Promise<Arena> {
  const arena = await openArena(options)
  open.push(arena)
  return arena
}

function dataFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'butik-venue-'))
  folders.push(folder)
  return join(folder, 'world.json')
}

/** A little of everything. */
async function live(arena: Arena): Promise<string> {
  const who = await arena.newCustomer()
  await arena.ok('POST', '/order', orderBody, who)
  await arena.ok('POST', '/order/ordertransaction', payBody, who)
  await arena.ok('POST', '/customer/paymentcards', payBody, who)
  await arena.ok('POST', '/customer/onetimetoken', client, who)
  await arena.ok('POST', '/customer/pushToken', { token: 'device token' }, who)
  arena.act('put_category', { label: 'mad', name: 'Mad' })
  return who
}

describe('ready', () => {
  it('has the base url, fake credentials that work, and ids that are there', async () => {
    const arena = await start()
    const { ready, port } = arena.sandbox
    expect(ready['venue-manager']).toEqual({
      url: `http://127.0.0.1:${port}/venue-manager/api/core`,
      ...credentials,
      ...ids,
    })
    const who = await arena.logIn()
    const { json } = await arena.call('GET', '/invoice?limit=1', undefined, arena.api)
    expect(json[0].number).toBe(ids.invoiceNumber)
    expect((await arena.ok('GET', `/catalog/product/?id=${ids.productId}`)).productType).toBe('seasoncard')
    const idsOf = async (path: string, as?: string): Promise<number[]> =>
      (await arena.ok('GET', path, undefined, as)).map((row: Loose) => row.id)
    expect(await idsOf('/catalog/categories')).toContain(ids.categoryId)
    expect(await idsOf('/customergroup')).toContain(ids.customerGroupId)
    expect(await idsOf('/config/geofence')).toContain(ids.geofenceId)
    expect(await idsOf(`/customer/paymentcards?${clientQuery}`, who)).toEqual([ids.cardId, ids.expiredCardId])
  })
})

describe('a seed', () => {
  it('other than nordic-group leaves the room empty but for the customer of the credentials', async () => {
    for (const seed of ['empty', 'furniture-shop'] as const) {
      const arena = await start({ seed })
      for (const path of [
        '/catalog/categories',
        '/catalog/products/',
        '/config/address',
        '/config/geofence',
        '/customergroup',
      ]) {
        expect(await arena.ok('GET', path)).toEqual([])
      }
      expect((await arena.call('GET', '/invoice', undefined, arena.api)).json).toEqual([])
      expect(
        (await arena.ok('GET', `/customer/${customerId}?${clientQuery}`, undefined, await arena.logIn())).address,
      ).toEqual([{ field: 'email', value: credentials.customerUsername }])
    }
  })

  it('is not put over a kept room', async () => {
    const data = dataFile()
    const first = await start({ data })
    for (const { id } of await first.ok('GET', '/catalog/products/')) first.act('remove_product', { id })
    await first.close()
    const second = await start({ data })
    expect(await second.ok('GET', '/catalog/products/')).toEqual([])
    expect(await second.ok('GET', '/catalog/categories')).toHaveLength(3)
  })
})

describe('a snapshot', () => {
  it('is the same for the same history', async () => {
    const texts: string[] = []
    for (let run = 0; run < 2; run += 1) {
      const arena = await start({ seed: 'empty' })
      arena.sandbox.clock.freeze()
      arena.sandbox.clock.set('2026-03-01T12:00:00Z')
      arena.act('put_product', { id: 52, label: 'a', name: 'A', productType: 'product', priceInclVat: 10 })
      for (const field of ['firstname', 'lastname']) arena.act('put_address_field', { field, name: field })
      await live(arena)
      texts.push(JSON.stringify(arena.side.snapshot()))
    }
    expect(texts[0]).toBe(texts[1])
  })

  it('can be put back, over HTTP too, and is a copy', async () => {
    const arena = await start()
    const who = await live(arena)
    const before = arena.side.snapshot()
    const { rows } = before as Loose
    await arena.ok('POST', '/order', orderBody, who)
    const moved = arena.side.snapshot()
    expect(moved).not.toEqual(before)
    arena.side.restore(before)
    expect(arena.side.snapshot()).toEqual(before)
    rows.products.length = 0
    expect(await arena.ok('GET', '/catalog/products/')).toHaveLength(7)
    await arena.control('PUT', '/store', { 'venue-manager': moved })
    expect(arena.side.snapshot()).toEqual(moved)
    expect((await arena.call('GET', '/customer/token', undefined, who)).status).toBe(204)
  })

  it('that is none is refused, and the room stays as it was', async () => {
    const arena = await start()
    const good = arena.side.snapshot()
    const damaged: readonly (readonly [unknown, string])[] = [
      [undefined, 'it holds no store of this vendor'],
      [{ ...good, rows: [] }, 'it holds no store of this vendor'],
      [{ ...good, languages: [] }, 'its languages are missing'],
      [{ ...good, languages: [1] }, 'its languages are missing'],
      [{ ...good, rows: { ...good.rows, products: 5 } }, 'its products are missing'],
      [{ ...good, nextIds: { ...good.nextIds, tokens: '1' } }, 'its tokens are missing'],
      [{ ...good, rows: { ...good.rows, orders: [{ id: '1' }] } }, 'a row of its orders is damaged'],
    ]
    for (const [snapshot, message] of damaged) {
      expect(() => arena.side.restore(snapshot as Loose)).toThrow(message)
      expect(arena.side.snapshot()).toEqual(good)
    }
  })

  it('holds no password, token or key', async () => {
    const arena = await start()
    const who = await live(arena)
    const { token } = await arena.ok('POST', '/customer/onetimetoken', client, who)
    const text = JSON.stringify(arena.side.snapshot())
    const secrets = [credentials.customerPassword, credentials.apiPassword, password, 'device token', signingKey, token]
    for (const secret of [...secrets, who.replace('Bearer ', '')]) expect(text).not.toContain(secret)
  })
})

describe('a data file', () => {
  it('keeps store, calls and tokens between runs, written before the answer', async () => {
    const data = dataFile()
    const first = await start({ data, now: '2030-03-01T12:00:00Z' })
    const who = await live(first)
    expect(readFileSync(data, 'utf8')).toContain('"label":"mad"')
    const [snapshot, calls] = [first.side.snapshot(), first.side.calls()]
    await first.close()
    const second = await start({ data, now: '2030-03-01T13:00:00Z' })
    expect(second.side.snapshot()).toEqual(snapshot)
    expect(second.side.calls()).toEqual(calls)
    expect((await second.call('GET', '/customer/token', undefined, who)).status).toBe(204)
    expect((await second.ok('POST', '/order', orderBody, who)).id).toBe(65_479)
    expect(readFileSync(data, 'utf8')).toContain('"id":65479')
  })

  it('has what people did, as soon as they did it', async () => {
    const data = dataFile()
    const arena = await start({ data })
    arena.act('put_customer_group', { name: 'Presse' })
    expect(readFileSync(data, 'utf8')).toContain('"Presse"')
  })
})
