import { describe, expect, test } from 'vitest'
import {
  canonicalDecimal,
  compareDecimals,
  minusDecimals,
  percentChange,
  plusDecimals,
  timesDecimals,
} from '../../../src/model/decimal.ts'

describe('one amount has one text', () => {
  test.each([
    ['159.9', '159.9'],
    ['159.90', '159.9'],
    ['0159.900', '159.9'],
    ['1299.00', '1299'],
    ['1299.', '1299'],
    ['100', '100'],
    [' 12.5 ', '12.5'],
    ['0', '0'],
    ['-0', '0'],
    ['-0.00', '0'],
    ['000', '0'],
    ['0.10', '0.1'],
    ['-7.50', '-7.5'],
    ['-0.5', '-0.5'],
    ['99999999999999999999.99', '99999999999999999999.99'],
  ])('%s is %s', (text, amount) => {
    expect(canonicalDecimal(text)).toBe(amount)
  })
})

test.each(['', ' ', '1e5', '1,5', '.5', '+1', '--1', '0x10', '1 000', '1.2.3', 'Infinity', 'NaN', '١٢'])(
  '%j is no plain decimal',
  (text) => {
    expect(canonicalDecimal(text)).toBeUndefined()
  },
)

test.each([
  ['1', '2', -1],
  ['2', '1', 1],
  ['1.5', '1.5', 0],
  ['9', '10', -1],
  ['0.3', '0.25', 1],
  ['-2', '-1.5', -1],
  ['0.1', '0.10000000000000000001', -1],
])('%s against %s is %i, without floats', (a, b, order) => {
  expect(compareDecimals(a, b)).toBe(order)
})

test.each([
  ['100', '110', '+10 %'],
  ['100', '90', '−10 %'],
  ['1299', '1199', '−7.7 %'],
  ['3', '4', '+33.3 %'],
  ['200', '200.1', '+0.1 %'],
  ['100000', '100001', '+0 %'],
  ['-10', '-5', '+50 %'],
  ['0.1', '0.3', '+200 %'],
])('from %s to %s is a change of %s', (before, after, change) => {
  expect(percentChange(before, after)).toBe(change)
})

test('from nothing there is no percentage', () => {
  expect(percentChange('0', '5')).toBeUndefined()
})

test.each([
  ['0.1', '0.2', '0.3', '-0.1', '0.02'],
  ['1299', '0.95', '1299.95', '1298.05', '1234.05'],
  ['-1.5', '1.5', '0', '-3', '-2.25'],
  ['0', '7', '7', '-7', '0'],
  ['0.001', '1000', '1000.001', '-999.999', '1'],
  ['99999999999999999999.99', '0.01', '100000000000000000000', '99999999999999999999.98', '999999999999999999.9999'],
])('%s and %s: sum, difference and product are exact', (a, b, sum, difference, product) => {
  expect([plusDecimals(a, b), minusDecimals(a, b), timesDecimals(a, b)]).toEqual([sum, difference, product])
})
