import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { furnish, openShop, type Shop } from './shop.ts'

let folder: string
let file: string
const open: Shop[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'butik-sandbox-'))
  file = join(folder, 'world.json')
})
afterEach(async () => {
  for (const shop of open.splice(0)) await shop.close()
  rmSync(folder, { recursive: true })
})

async function start(options: Parameters<typeof openShop>[0] = {}): Promise<Shop> {
  const shop = await openShop({ data: file, ...options })
  open.push(shop)
  return shop
}

describe('a sandbox with a data file', () => {
  it('keeps store, calls, counters and clock between runs', async () => {
    const first = await start({ now: '2030-03-01T12:00:00Z' })
    await furnish(first)
    await first.ok('POST', '/product', { name: 'Stol', own_id: 'S' })
    const snapshot = first.sandbox.shoporama.snapshot()
    const calls = first.sandbox.shoporama.calls()
    await first.close()
    const second = await start()
    expect(second.sandbox.shoporama.snapshot()).toEqual(snapshot)
    expect(second.sandbox.shoporama.calls()).toEqual(calls)
    expect(new Date(second.sandbox.clock.now()).getUTCFullYear()).toBe(2030)
    expect((await second.ok('POST', '/product', { name: 'Stol' })).product_id).toBe(600002)
    expect(await second.ok('POST', '/stock', [{ SKU: 'S', stock: 1 }])).toHaveLength(1)
  })

  it('has written it before the answer of a committing request, and leaves no other file', async () => {
    const shop = await start()
    await shop.ok('POST', '/supplier', { name: 'Acme' })
    expect(readFileSync(file, 'utf8')).toContain('"Acme"')
    shop.sandbox.faults.script([{ fault: { kind: 'lost_answer' } }])
    await expect(shop.call('POST', '/supplier', { name: 'Lost' })).rejects.toThrow()
    expect(readFileSync(file, 'utf8')).toContain('"Lost"')
    expect(readdirSync(folder)).toEqual(['world.json'])
  })

  const both = { vendors: ['shoporama', 'scanpay', 'distribution-innovation'] }
  const expire = { 'distribution-innovation': { act: 'expire_tokens' } }

  it('has written what was done before an act that fails', async () => {
    const shop = await start(both)
    const acts = { ...expire, scanpay: { act: 'capture', transaction: 1, total: '1 DKK' } }
    expect((await shop.control('POST', '/act', acts)).status).toBe(400)
    expect(readFileSync(file, 'utf8')).toContain('"tokenGeneration":2')
    const wrong = { ...expire, scanpay: 'x' }
    expect((await shop.control('POST', '/act', wrong)).status).toBe(400)
    expect((await shop.control('POST', '/act', { ...expire, shoporama: {} })).status).toBe(400)
    expect(shop.sandbox.vendor('distribution-innovation').snapshot()).toMatchObject({ tokenGeneration: 2 })
  })

  it('has written what a failing act has used up', async () => {
    const shop = await start({ ...both, seed: 'nordic-group' })
    const scanpay = shop.sandbox.vendor('scanpay')
    scanpay.act({ act: 'fail_charges', outcome: 'permanent' })
    expect(() => scanpay.act({ act: 'charge', subscriber: 1, total: '1 DKK' })).toThrow('permanent')
    expect(JSON.parse(readFileSync(file, 'utf8')).vendors.scanpay.store).toEqual(scanpay.snapshot())
  })

  it.each([
    '',
    '{"formatVersion":1',
    '{"formatVersion":9}',
    '[]',
    '{"formatVersion":1,"clock":{"offsetMs":0},"vendors":{"shoporama":{}}}',
  ])('that is damaged (%s) does not start an empty shop', async (text) => {
    writeFileSync(file, text)
    await expect(start()).rejects.toThrow(/the sandbox data file .*world\.json is damaged/)
    expect(readFileSync(file, 'utf8')).toBe(text)
  })

  it('holds 3,000 products that were created by the array', async () => {
    const shop = await start()
    for (let batch = 0; batch < 30; batch += 1) {
      await shop.ok(
        'POST',
        '/product',
        Array.from({ length: 100 }, (_, index) => ({ name: `P ${batch} ${index}` })),
      )
    }
    const { paging } = await shop.ok('GET', '/product')
    expect(paging.total).toBe(3000)
  }, 60_000)
})

describe('a seed', () => {
  it('puts the same small furniture shop each time, and not over a kept one', async () => {
    const first = await start({ seed: 'furniture-shop' })
    const { products } = await first.ok('GET', '/product')
    expect(products.map((row: { own_id: string }) => row.own_id)).toEqual(['TB-001', 'CH-001'])
    await first.call('DELETE', `/product/${products[0].product_id}`)
    await first.close()
    const second = await start({ seed: 'furniture-shop' })
    expect((await second.ok('GET', '/product')).paging.total).toBe(1)
  })
})

describe('a snapshot', () => {
  it('is the same for the same history, and can be put back', async () => {
    const shops = [await openShop({ now: '2026-03-01T12:00:00Z' }), await openShop({ now: '2026-03-01T12:00:00Z' })]
    for (const shop of shops) {
      shop.sandbox.clock.set('2026-03-01T12:00:00Z')
      shop.sandbox.clock.freeze()
      shop.sandbox.clock.set('2026-03-01T12:00:00Z')
      await furnish(shop)
    }
    const [a, b] = shops.map((shop) => JSON.stringify(shop.sandbox.shoporama.snapshot()))
    expect(a).toBe(b)
    const [first, second] = shops
    await first?.ok('POST', '/product', { name: 'Stol' })
    await second?.control('PUT', '/store', (await first?.control('GET', '/store'))?.json)
    expect(second?.sandbox.shoporama.snapshot()).toEqual(first?.sandbox.shoporama.snapshot())
    for (const shop of shops) await shop.close()
  })
})
