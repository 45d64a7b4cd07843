import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openShop, type Shop } from './shop.ts'

let shop: Shop
beforeEach(async () => {
  shop = await openShop()
})
afterEach(() => shop.close())

describe('the control interface', () => {
  it('is announced on one line with url and tokens', () => {
    const { ready, port } = shop.sandbox
    expect(ready).toEqual({
      ready: true,
      control: `http://127.0.0.1:${port}/_sandbox`,
      shoporama: {
        url: `http://127.0.0.1:${port}/shoporama/REST`,
        token: 'sandbox-token-full-0000000000001',
        readOnlyToken: 'sandbox-token-read-0000000000002',
        otherToken: 'sandbox-token-other-000000000003',
      },
    })
    expect(JSON.stringify(ready)).not.toContain('\n')
  })

  it('moves and freezes the clock', async () => {
    expect((await shop.control('PUT', '/clock', { frozen: true, now: '2026-03-01T12:00:00+01:00' })).json).toEqual({
      now: '2026-03-01T11:00:00.000Z',
      frozen: true,
    })
    expect((await shop.control('PUT', '/clock', { advanceMs: 3_600_000 })).json).toMatchObject({
      now: '2026-03-01T12:00:00.000Z',
    })
    expect((await shop.ok('POST', '/product', { name: 'x' })).created).toBe('2026-03-01 13:00:00')
    expect((await shop.control('PUT', '/clock', { now: '2026-03-01T12:00:00' })).status).toBe(400)
    expect((await shop.control('PUT', '/clock', { frozen: false })).json).toMatchObject({ frozen: false })
  })

  it('reads and changes switches, calls, latency and faults', async () => {
    expect((await shop.control('PUT', '/switches', { shoporama: { dialect: '2025-03' } })).json).toMatchObject({
      shoporama: { dialect: '2025-03' },
    })
    expect((await shop.control('PUT', '/calls', { shoporama: { limit: 20, used: { token: 19 } } })).json).toEqual({
      shoporama: { limit: 20, used: { token: 19, readOnlyToken: 0, otherToken: 0 } },
    })
    expect((await shop.control('PUT', '/latency', { ms: 3 })).json).toEqual({ ms: 3 })
    const rule = { match: { path: '^/product' }, fault: { kind: 'status', status: 500 } }
    expect((await shop.control('PUT', '/faults', [rule])).json).toEqual([{ rule, seen: 0 }])
    expect((await shop.call('GET', '/product')).status).toBe(500)
    expect((await shop.control('GET', '/faults')).json).toEqual([{ rule, seen: 1 }])
    expect((await shop.control('DELETE', '/faults')).json).toEqual([])
    expect((await shop.control('GET', '/calls')).json).toMatchObject({ shoporama: { used: { token: 19 } } })
  })

  it('never counts as a vendor call, and can empty the log', async () => {
    await shop.call('GET', '/supplier')
    expect((await shop.control('GET', '/log')).json).toHaveLength(1)
    expect((await shop.control('DELETE', '/log')).json).toEqual([])
    expect(shop.sandbox.shoporama.log).toEqual([])
  })

  it('explains what it refuses', async () => {
    expect((await shop.control('PUT', '/switches', { scanpay: {} })).json).toEqual({
      error: 'no vendor is called "scanpay"; there are shoporama',
    })
    expect((await shop.control('PUT', '/store', { shoporama: {} })).status).toBe(400)
    expect((await shop.control('PUT', '/calls', { shoporama: { used: { nobody: 1 } } })).status).toBe(400)
    expect((await shop.control('PUT', '/latency', {})).status).toBe(400)
    expect((await shop.control('GET', '/nothing')).status).toBe(404)
    expect((await shop.control('POST', '/log')).status).toBe(405)
    expect((await fetch(`http://127.0.0.1:${shop.sandbox.port}/`)).status).toBe(404)
  })
})
