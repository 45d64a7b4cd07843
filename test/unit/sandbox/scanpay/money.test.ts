import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  belowMinorUnit,
  minorText,
  minorUnits,
  moneyText,
  parseMoney,
  readMinor,
} from '../../../../src/sandbox/scanpay/money.ts'
import { type Gateway, openGateway } from './gateway.ts'

const units = (text: string): bigint | undefined => {
  const money = parseMoney(text)
  return money === undefined ? undefined : minorUnits(money)
}

describe('money as text', () => {
  it.each([
    ['199.95 DKK', 19_995n],
    ['199.95DKK', 19_995n],
    ['199 DKK', 19_900n],
    ['0.5 DKK', 50n],
    ['399.9986 DKK', 39_999n],
    ['-1.239 DKK', -123n],
    ['1234 JPY', 1234n],
    ['1234.9 JPY', 1234n],
    ['1.5 ISK', 1n],
    ['1.2345 KWD', 1234n],
    ['90071992547409931234567.89 EUR', 9_007_199_254_740_993_123_456_789n],
  ])('%s is %i minor units', (text, minor) => {
    expect(units(text)).toBe(minor)
  })

  it.each(['', 'DKK', '1', '1 DK', '1 dkk', '1. DKK', '+1 DKK', '1 000 DKK', '1 DKK ', ' 1 DKK', '1\nDKK', '1 QQQ'])(
    '"%s" is no money',
    (text) => {
      expect(parseMoney(text)).toBeUndefined()
    },
  )

  it.each([
    [19_990n, 'DKK', '199.90 DKK'],
    [4500n, 'DKK', '45 DKK'],
    [50n, 'DKK', '0.50 DKK'],
    [5n, 'DKK', '0.05 DKK'],
    [0n, 'DKK', '0 DKK'],
    [-123n, 'DKK', '-1.23 DKK'],
    [1234n, 'JPY', '1234 JPY'],
    [5n, 'KWD', '0.005 KWD'],
  ])('%i of %s is written %s', (minor, currency, text) => {
    expect(minorText(minor, currency)).toBe(text)
    expect(readMinor(text)).toBe(minor)
  })

  it.each([
    ['10 DKK', 'none', '10 DKK'],
    ['10.5 DKK', 'none', '10.50 DKK'],
    ['10.500 DKK', 'zeros', '10.50 DKK'],
    ['10.0 JPY', 'zeros', '10 JPY'],
    ['399.99860 DKK', 'digits', '399.9986 DKK'],
  ])('%s has %s below the minor unit', (text, below, kept) => {
    const money = parseMoney(text)
    if (money === undefined) throw new Error('no money')
    expect([belowMinorUnit(money), moneyText(money)]).toEqual([below, kept])
  })
})

describe('sums', () => {
  let gateway: Gateway
  beforeEach(async () => {
    gateway = await openGateway()
  })
  afterEach(() => gateway.close())

  // The example of the page: the total is 13497.9986 DKK.
  const items = [
    { name: 'iPhone 8 64GB Grå', quantity: 2, total: '12998 DKK', sku: 'sjk23' },
    { name: 'Grønt iPhone cover', quantity: 1, total: '399.9986 DKK' },
    { total: '100 DKK' },
  ]

  it('v1 drops the digits below the minor unit', async () => {
    const { url } = await gateway.ok('POST', '/v1/new', { items })
    gateway.act({ act: 'pay', link: url })
    const { totals } = await gateway.find('transaction', 1)
    expect([totals.attempted, totals.authorized, totals.left]).toEqual(['13497.99 DKK', '13497.99 DKK', '13497.99 DKK'])
    expect(await gateway.ok('POST', '/v1/transactions/1/capture', { total: '97.9986 DKK', index: 0 })).toEqual({})
    expect((await gateway.find('transaction', 1)).totals.captured).toBe('97.99 DKK')
  })

  it('v2 rejects them', async () => {
    const reply = await gateway.call('POST', '/v2/7001:pay/new', { items })
    expect([reply.status, reply.text]).toEqual([400, 'invalid items.total\n'])
    const id = await gateway.sell({ items: [{ total: '10 DKK' }] })
    const capture = await gateway.call('POST', `/v2/7001:trn:${id}/capture`, { total: '9.999 DKK', index: 0 })
    expect([capture.status, capture.text]).toEqual([400, 'invalid total\n'])
  })

  it('are exact where floats are not', async () => {
    const tenths = Array.from({ length: 3 }, () => ({ total: '0.1 EUR' }))
    const large = [{ total: '90071992547409.93 EUR' }, { total: '0.01 EUR' }]
    await gateway.sell({ items: tenths })
    await gateway.sell({ items: large })
    const { changes } = await gateway.feed()
    expect(changes.map(({ totals }) => totals.authorized)).toEqual(['0.30 EUR', '90071992547409.94 EUR'])
  })

  it('keep the currency, with its digits', async () => {
    await gateway.sell({ items: [{ total: '1200JPY' }] })
    const { totals } = await gateway.find('transaction', 1)
    expect(totals).toEqual({
      attempted: '1200 JPY',
      authorized: '1200 JPY',
      captured: '0 JPY',
      refunded: '0 JPY',
      voided: '0 JPY',
      left: '1200 JPY',
    })
    expect((await gateway.call('POST', '/v2/7001:trn:1/capture', { total: '1 DKK', index: 0 })).text).toBe(
      'invalid total\n',
    )
  })
})
