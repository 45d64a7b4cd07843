import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { chair, type Gateway, type Loose, openGateway } from './gateway.ts'

let gateway: Gateway
beforeEach(async () => {
  gateway = await openGateway()
  await gateway.enrol()
  await gateway.sell(chair)
})
afterEach(() => gateway.close())

interface Seen {
  readonly status: number
  readonly text: string
  readonly kept: string | null
}

async function post(path: string, body: unknown, key: string, options: { key?: string } = {}): Promise<Seen> {
  const headers = { 'idempotency-key': key }
  const reply = await gateway.call('POST', path, body, { headers, ...options })
  return { status: reply.status, text: reply.text, kept: reply.headers.get('idempotency-status') }
}
const capturePath = '/v2/7001:trn:1/capture'
const capture = { total: '10 DKK', index: 0 }
const acts = async (): Promise<number> => (await gateway.find('transaction', 1)).acts.length
const charges = async (): Promise<number> =>
  (await gateway.feed()).changes.filter(({ type }: Loose) => type === 'charge').length

describe('an idempotency key', () => {
  it('gives the outcome of a capture again, and does it once', async () => {
    const ok = { status: 200, text: '{}', kept: 'OK' }
    expect(await post(capturePath, capture, 'one')).toEqual(ok)
    expect(await post(capturePath, capture, 'one')).toEqual(ok)
    expect(await acts()).toBe(1)
    const captures = gateway.room.log.filter(({ path }) => path.endsWith('/capture'))
    expect(captures.map(({ committed }) => committed)).toEqual([true, false])
  })

  it('is taken by refund and void too', async () => {
    await post(capturePath, capture, 'one')
    for (let turn = 0; turn < 2; turn += 1)
      expect((await post('/v2/7001:trn:1/refund', { total: '1 DKK', index: 1 }, 'two')).status).toBe(200)
    const id = await gateway.sell(chair)
    for (let turn = 0; turn < 2; turn += 1)
      expect(await post(`/v2/7001:trn:${id}/void`, undefined, 'three')).toEqual({ status: 200, text: '{}', kept: 'OK' })
    expect(await acts()).toBe(2)
  })

  it('keeps a charge from being made twice, in both dialects', async () => {
    for (let turn = 0; turn < 2; turn += 1) {
      expect((await post('/v2/7001:sub:1/charge', chair, 'one')).kept).toBe('OK')
      expect(JSON.parse((await post('/v1/subscribers/1/charge', chair, 'two')).text)).toMatchObject({
        type: 'charge',
        id: 3,
      })
    }
    expect(await charges()).toBe(2)
  })

  it('stores a failure: the same key fails again, a new one does not', async () => {
    gateway.act({ act: 'fail_charges', outcome: 'transient' })
    const failed = await post('/v2/7001:sub:1/charge', chair, 'one')
    expect([failed.status, failed.kept, failed.text.split(' ')[0]]).toEqual([400, 'OK', 'transient'])
    expect(await post('/v2/7001:sub:1/charge', chair, 'one')).toEqual(failed)
    expect(await charges()).toBe(0)
    expect((await post('/v2/7001:sub:1/charge', chair, 'two')).status).toBe(200)
  })

  it('stores refusals of every kind', async () => {
    const stale = await post(capturePath, { ...capture, index: 3 }, 'one')
    expect(stale).toEqual({ status: 400, text: 'invalid index\n', kept: 'OK' })
    expect(await post(capturePath, { ...capture, index: 3 }, 'one')).toEqual(stale)
  })

  it('is refused with another body, id or operation', async () => {
    await post(capturePath, capture, 'one')
    const refused = { status: 400, text: 'idempotency key reused\n', kept: null }
    expect(await post(capturePath, { total: '11 DKK', index: 0 }, 'one')).toEqual(refused)
    expect(await post(capturePath, '{"total":"10 DKK", "index":0}', 'one')).toEqual(refused)
    expect(await post('/v2/7001:trn:2/capture', capture, 'one')).toEqual(refused)
    expect(await post('/v2/7001:trn:1/refund', capture, 'one')).toEqual(refused)
    expect(await acts()).toBe(1)
  })

  it('is one per shop', async () => {
    const other = await gateway.ok('POST', '/v2/7002:pay/new', chair, { key: 'userKey' })
    gateway.act({ act: 'pay', link: other.id })
    await post(capturePath, capture, 'one')
    expect((await post('/v2/7002:trn:1/capture', capture, 'one', { key: 'otherShopKey' })).status).toBe(200)
  })

  it('is not looked at before the request is admitted', async () => {
    expect((await post(capturePath, capture, 'one', { key: 'wrong' })).status).toBe(403)
    expect((await post(capturePath, '{', 'one')).kept).toBeNull()
    expect((await post(capturePath, capture, 'one')).status).toBe(200)
  })

  it.each([
    ['/v1/transactions/1/capture', capture],
    ['/v2/7001:pay/new', chair],
    ['/v2/7001:sub:1/renew', {}],
    ['/v1/new', chair],
  ])('is nothing to %s', async (path, body) => {
    const [first, second] = [await post(path, body, 'one'), await post(path, body, 'one')]
    expect([first.status, first.kept, second.kept]).toEqual([200, null, null])
    expect(first.text === '{}' ? second.status : second.text).not.toBe(first.text === '{}' ? 200 : first.text)
  })

  it('that is empty is none', async () => {
    expect((await post(capturePath, capture, '')).kept).toBeNull()
  })

  it('survives a lost answer', async () => {
    gateway.sandbox.faults.script([{ match: { path: 'charge' }, fault: { kind: 'lost_answer' } }])
    await expect(post('/v2/7001:sub:1/charge', chair, 'one')).rejects.toThrow()
    expect(await post('/v2/7001:sub:1/charge', chair, 'one')).toEqual({ status: 200, text: '{}', kept: 'OK' })
    expect(await charges()).toBe(1)
  })
})
