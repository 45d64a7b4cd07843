/** `butik doctor` against the sandbox: one call a question, and nothing changes. */
import { describe, expect, it, test } from 'vitest'
import { doctor } from '../../../../src/providers/shoporama/doctor.ts'
import { openSession, signal } from './open-session.ts'

describe('whether the token is accepted', () => {
  it('costs one call, and says whose it is and what time it is there', async () => {
    await using shop = await openSession({ seed: 'furniture-shop' })
    const { date, note } = await doctor.ask(shop.session, signal)
    expect(note).toBe('the shop at sandbox-shop.example, 2 products')
    expect(Math.abs(Date.parse(date ?? '') - Date.now())).toBeLessThan(60_000)
    expect(shop.calls()).toEqual(['GET /product?limit=1&fields=product_id,url'])
  })

  it('is said of an empty shop too', async () => {
    await using shop = await openSession()
    expect((await doctor.ask(shop.session, signal)).note).toBe('a shop, 0 products')
  })

  test.each([401, 403] as const)('is no where the vendor says %i', async (bad_token_status) => {
    await using shop = await openSession({ switches: { shoporama: { bad_token_status } } })
    await expect(doctor.ask(shop.as({ token: 'not-a-token' }), signal)).rejects.toMatchObject({
      code: 'E2002',
      status: bad_token_status,
    })
  })
})

describe('what the token may', () => {
  const rights = doctor.rights ?? (() => Promise.reject(new Error('no rights can be told')))

  test.each([403, 401] as const)('is told by the refusal of a write that could change nothing: %i', async (status) => {
    await using shop = await openSession({
      seed: 'furniture-shop',
      switches: { shoporama: { read_only_status: status } },
    })
    const before = shop.sandbox.shoporama.snapshot()
    expect(await rights(shop.session, signal)).toBe('read-write')
    expect(await rights(shop.as({ token: shop.sandbox.shoporama.readOnlyToken }), signal)).toBe('read-only')
    expect(shop.sandbox.shoporama.snapshot()).toEqual(before)
    expect(shop.calls()).toEqual(['PUT /product/2147483647', 'PUT /product/2147483647'])
    expect(shop.sandbox.shoporama.log.map((entry) => shop.sandbox.shoporama.body(entry))).toEqual([{}, {}])
  })

  test.each([
    ['the quota is used up', { kind: 'status', status: 429 }],
    ['the quota is used up, under another status', { kind: 'status', status: 403, body: 'Daily quota exceeded' }],
    ['the body is refused first', { kind: 'status', status: 400 }],
    ['the vendor is in trouble', { kind: 'status', status: 500 }],
    ['a page of somebody else answers', { kind: 'html' }],
    ['nothing answers', { kind: 'reset' }],
    ['it is taken, for an object that should not be there', { kind: 'empty', status: 204 }],
  ] as const)('is unknown where %s', async (_, fault) => {
    await using shop = await openSession()
    shop.sandbox.faults.script([{ match: { times: 99 }, fault }])
    expect(await rights(shop.session, signal)).toBe('unknown')
  })

  it('is not told after an abort', async () => {
    await using shop = await openSession()
    await expect(rights(shop.session, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough')
  })
})
