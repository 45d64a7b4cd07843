import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ids } from '../../../../src/sandbox/venue-manager/accounts.ts'
import { requests } from '../../../support/venue-manager-page.ts'
import { type Arena, client, openArena } from './arena.ts'

let arena: Arena
let who: string
beforeEach(async () => {
  arena = await openArena()
  who = await arena.logIn()
})
afterEach(() => arena.close())

describe('a loyalty barcode', () => {
  const use = async (body: unknown): Promise<unknown> => {
    const { status, json } = await arena.call('POST', '/loyalty/barcode/registerUsage', body, who)
    return [status, json]
  }

  it('gives its points once', async () => {
    const body = { ...requests.registerUsage, code: ids.loyaltyCode }
    expect(await use(body)).toEqual([200, { points: 12 }])
    expect(await use(body)).toEqual([403, { error: 'Loyalty barcode already used', errorCode: '1002' }])
  })

  it('that lapsed gives nothing, and the code of the error is a text', async () => {
    const body = { ...requests.registerUsage, code: ids.loyaltyCode }
    arena.act('lapse_loyalty_code', { code: ids.loyaltyCode })
    const lapsed = [403, { error: 'Loyalty barcode no longer valid', errorCode: '1001' }]
    expect(await use(body)).toEqual(lapsed)
    expect(await use({ ...body, code: 'GAMMEL1234' })).toEqual(lapsed)
  })

  it('lapses at the end of its time', async () => {
    arena.sandbox.clock.freeze()
    arena.act('issue_loyalty_code', { code: 'KORT', points: 3, validUntil: '2026-03-01T12:00:00Z' })
    arena.act('issue_loyalty_code', { code: 'KORT2', points: 4, validUntil: '2026-03-01T12:00:00Z' })
    arena.sandbox.clock.set('2026-03-01T11:59:59.999Z')
    expect(await use({ ...requests.registerUsage, code: 'KORT' })).toEqual([200, { points: 3 }])
    arena.sandbox.clock.set('2026-03-01T12:00:00Z')
    expect(await use({ ...requests.registerUsage, code: 'KORT2' })).toMatchObject([403, { errorCode: '1001' }])
  })

  it('that nobody issued is a 404', async () => {
    expect(await use(requests.registerUsage)).toEqual([
      404,
      { error: 'Unknown loyalty barcode: XYZ1234', errorCode: '1000' },
    ])
  })

  it('needs its three arguments, named in double quotes', async () => {
    const whole: Readonly<Record<string, unknown>> = { ...requests.registerUsage, code: ids.loyaltyCode }
    for (const name of ['clientName', 'clientOs', 'code']) {
      expect(await use({ ...whole, [name]: undefined })).toEqual([
        400,
        { error: `Argument "${name}" missing or empty.`, errorCode: 1984 },
      ])
    }
    expect(await use({ ...whole, code: 5 })).toEqual([400, { error: "Argument 'code' is not a string.", errorCode: 0 }])
  })
})

describe('a voucher code', () => {
  const read = async (code: string): Promise<unknown> => {
    const { status, json } = await arena.call('GET', `/voucher/code?code=${code}`, undefined, who)
    return [status, json]
  }
  const redeem = async (body: unknown): Promise<unknown> => {
    const { status, json } = await arena.call('POST', '/voucher/code/redeem', body, who)
    return [status, json]
  }
  const creationPrice = { amount: 500, discount: 0, vatPercentage: 0, currencyCode: 'DKK' }
  const seeded = { id: 123, voucherId: 120, code: 'GAVE1234', isValid: true, creationPrice }

  it('is read by its text, and redeemed by its id, once', async () => {
    expect(await read(ids.voucherCode)).toEqual([200, seeded])
    expect(await redeem({ id: ids.voucherCodeId })).toEqual([204, undefined])
    expect(await read(ids.voucherCode)).toEqual([
      200,
      { ...seeded, isValid: false, message: 'Rabatkoden er allerede brugt' },
    ])
    expect(await redeem({ id: ids.voucherCodeId })).toEqual([
      403,
      { error: 'Voucher code already redeemed', errorCode: 1984 },
    ])
  })

  it('has no creation price when nobody bought it', async () => {
    const issued = arena.act('issue_voucher_code')
    expect(issued).toEqual({ id: 7001, voucherId: 120, code: issued.code, isValid: true })
    expect(await read(issued.code)).toEqual([200, issued])
  })

  it('ends at its time', async () => {
    arena.sandbox.clock.freeze()
    arena.act('issue_voucher_code', { code: 'SOMMER', validUntil: '2026-03-01T13:00:00+01:00' })
    arena.sandbox.clock.set('2026-03-01T11:59:59.999Z')
    expect(await read('SOMMER')).toMatchObject([200, { isValid: true }])
    arena.sandbox.clock.set('2026-03-01T12:00:00Z')
    expect(await read('SOMMER')).toMatchObject([200, { isValid: false, message: 'Rabatkoden er udløbet' }])
    expect(await redeem({ id: 7001 })).toEqual([403, { error: 'Voucher code no longer valid', errorCode: 1984 }])
  })

  it('that is not named, or not there, is an error', async () => {
    expect(await read('')).toEqual([400, { error: 'Missing voucher code value', errorCode: 1984 }])
    expect(await read('gave1234')).toEqual([404, { error: 'Unknown voucher code', errorCode: 1984 }])
    for (const body of [undefined, {}, client, { id: '' }]) {
      expect(await redeem(body)).toEqual([400, { error: 'Missing voucher code ID', errorCode: 1984 }])
    }
    for (const id of [1, 'x', '1', {}]) {
      expect(await redeem({ id })).toEqual([404, { error: 'Unknown voucher code', errorCode: 1984 }])
    }
  })

  it('answers XML to a request with that Content-Type', async () => {
    const ask = (type: string): ReturnType<Arena['call']> =>
      arena.call('GET', `/voucher/code?code=${ids.voucherCode}`, undefined, who, { 'content-type': type })
    const xml = await ask('application/xml; charset=utf-8')
    expect(xml.headers.get('content-type')).toBe('application/xml')
    expect(xml.text.replaceAll(/\n\s*/g, '')).toBe(
      '<voucherCode><id>123</id><voucherId>120</voucherId><code>GAVE1234</code><isValid>true</isValid><creationPrice><amount>500.0</amount><discount>0.0</discount><vatPercentage>0.0</vatPercentage><currencyCode>DKK</currencyCode></creationPrice></voucherCode>',
    )
    expect((await ask('application/json')).json).toEqual(seeded)
  })
})
