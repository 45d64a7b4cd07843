import { describe, expect, test } from 'vitest'
import type { GuardSettings } from '../../../src/model/guard-settings.ts'
import type { Json } from '../../../src/model/json.ts'
import type { Spec } from '../../../src/model/resource.ts'
import { guarded, many, names } from './guard-story.ts'

const price = (was: Spec, write: Spec) => guarded({ 'product/a': { was, write } })

describe('price', () => {
  test.each<[string, Spec, Spec, string[]]>([
    ['exactly the limit', { price: '100' }, { price: '150' }, []],
    ['a hair over it', { price: '100' }, { price: '150.000001' }, ['price: a price 100.00 → 150.000001 (+50 %)']],
    ['exactly, downwards, where a float would err', { price: '0.3' }, { price: '0.15' }, []],
    [
      'under it',
      { price: '0.3' },
      { price: '0.1499999999999999999999' },
      ['price: a price 0.30 → 0.1499999999999999999999 (−50 %)'],
    ],
    [
      'amounts that no float can tell apart',
      { price: '20000000000000000001' },
      { price: '10000000000000000000' },
      ['price: a price 20000000000000000001.00 → 10000000000000000000.00 (−50 %)'],
    ],
    ['from nothing', { price: '0' }, { price: '1299' }, []],
    ['from none', { price: null }, { price: '1299' }, []],
    ['to none', { price: '1299' }, { price: null }, ['price: a price 1299.00 → none']],
    ['another field', { price: '1' }, { name: 'x' }, []],
    ['what is written as it is', { price: '1' }, { price: '1' }, []],
    [
      'a sale',
      { price: '100', sale_price: null },
      { sale_price: '49.99' },
      ['price: a sale_price 100.00 → 49.99 (−50 %)'],
    ],
    ['half the price is a sale', { price: '100', sale_price: null }, { sale_price: '50' }, []],
    ['a sale goes on', { price: '100', sale_price: '40' }, { sale_price: '20' }, []],
    ['a sale ends', { price: '100', sale_price: '10' }, { sale_price: null }, []],
  ])('%s', (_, was, write, said) => {
    expect(price(was, write)).toEqual(said)
  })

  const variant = (own: { readonly [field: string]: Json }) => ({
    stock_settings: [{ attribute: { id: '1' }, value: { id: '2' }, own_id: 'A', ...own }],
  })

  test.each<[string, Spec, Spec, string[]]>([
    [
      'of a variant',
      { price: '10', ...variant({ price: '100' }) },
      variant({ price: '40' }),
      ['price: a stock_settings[#1.#2].price 100.00 → 40.00 (−60 %)'],
    ],
    [
      'of a variant that had that of the product',
      { price: '10', ...variant({ price: null }) },
      variant({ price: '40' }),
      ['price: a stock_settings[#1.#2].price 10.00 → 40.00 (+300 %)'],
    ],
    [
      'of a variant that has that of the product again',
      { price: '10', ...variant({ price: '9' }) },
      variant({ price: null }),
      [],
    ],
    [
      'of a product, once',
      { price: '10', ...variant({ price: null }) },
      { price: '40' },
      ['price: a price 10.00 → 40.00 (+300 %)'],
    ],
    ['of a new variant', { price: '10', stock_settings: [] }, variant({ price: '400' }), []],
    [
      'of a step',
      { discount: [{ over: '10', prices: [{ value: { id: '2' }, price: '100' }] }] },
      { discount: [{ over: '10', prices: [{ value: { id: '2' }, price: '10' }] }] },
      ['price: a discount[10].prices[#2].price 100.00 → 10.00 (−90 %)'],
    ],
  ])('%s', (_, was, write, said) => {
    expect(price(was, write)).toEqual(said)
  })

  test('with another limit, and off', () => {
    const things = { 'product/a': { was: { price: '100' }, write: { price: '90' } } }
    expect(guarded(things, { settings: { price: '10' } })).toEqual([])
    expect(names(guarded(things, { settings: { price: '9.99' } }))).toEqual(['price'])
    expect(
      guarded({ 'product/a': { was: { price: '100' }, write: { price: '1' } } }, { settings: { price: undefined } }),
    ).toEqual([])
  })

  test('an adoption that writes is judged; many are named in part', () => {
    const said = guarded(many(6, 'product', () => ({ was: { price: '10' }, write: { price: '99' }, action: 'adopt' })))
    expect(said).toEqual([expect.stringMatching(/^price: k1 price .*; k4 price 10\.00 → 99\.00 \(\+890 %\); 2 more$/)])
  })
})

describe('below-cost', () => {
  const excl = { prices: 'excl' } as const
  const incl = { prices: 'incl', vat: '25' } as const
  test.each<[string, Partial<GuardSettings>, Spec, Spec, unknown[]]>([
    ['a øre over', excl, { price: '80', purchase_price: '60' }, { price: '60.01' }, []],
    [
      'at cost',
      excl,
      { price: '80', purchase_price: '60' },
      { price: '60' },
      ['below-cost: a price 60.00, purchase price 60.00'],
    ],
    [
      'a sale at cost',
      excl,
      { price: '80', purchase_price: '60' },
      { sale_price: '59' },
      ['below-cost: a sale_price 59.00, purchase price 60.00'],
    ],
    [
      'a cost that rises',
      excl,
      { price: '80', purchase_price: '60' },
      { purchase_price: '90' },
      ['below-cost: a price 80.00, purchase price 90.00'],
    ],
    ['what was so before, and is not touched', excl, { price: '50', purchase_price: '60' }, { name: 'x' }, []],
    [
      'a sale that ends under cost',
      excl,
      { price: '50', sale_price: '40', purchase_price: '60' },
      { sale_price: null },
      ['below-cost: a price 50.00, purchase price 60.00'],
    ],
    ['with VAT, a øre over', incl, { price: '80', purchase_price: '60' }, { price: '75.01' }, []],
    [
      'with VAT, at cost',
      incl,
      { price: '80', purchase_price: '60' },
      { price: '75' },
      ['below-cost: a price 75.00 with 25 % VAT, purchase price 60.00'],
    ],
    ['with a VAT of its own', incl, { price: '80', purchase_price: '60', vat: '0' }, { price: '60.01' }, []],
    [
      'VAT that no one knows',
      { prices: 'incl' },
      { price: '80', purchase_price: '60' },
      { price: '75' },
      [expect.stringContaining('N1019 write guards: { vat: 25 }')],
    ],
    [
      'no prices setting',
      {},
      { price: '80', purchase_price: '60' },
      { price: '50' },
      [expect.stringContaining('N1019 write guards: { prices: incl }')],
    ],
    ['no prices setting, and no purchase price', {}, { price: '80', purchase_price: null }, { price: '50' }, []],
    ['no prices setting, and another field', {}, { price: '80', purchase_price: '60' }, { name: 'x' }, []],
    [
      'zero is judged always',
      {},
      { price: '1', purchase_price: '60' },
      { price: '0' },
      ['price: a price 1.00 → 0.00 (−100 %)', 'below-cost: a price 0.00, nothing is left to pay'],
    ],
    [
      'what a number of pieces takes off',
      excl,
      { price: '100', purchase_price: '60' },
      { bulk_discount: { over: '5', discount: '40' } },
      ['below-cost: a bulk_discount 100.00 less 40.00, purchase price 60.00'],
    ],
    [
      'less of it',
      excl,
      { price: '100', purchase_price: '60' },
      { bulk_discount: { over: '5', discount: '39.99' } },
      [],
    ],
    [
      'more than all',
      {},
      { price: '100' },
      { bulk_discount: { over: '5', discount: '100' } },
      [
        'price: a bulk_discount.discount 100.00 off 100.00',
        'below-cost: a bulk_discount 100.00 less 100.00, nothing is left to pay',
      ],
    ],
    [
      'taken off without VAT',
      incl,
      { price: '125', purchase_price: '60' },
      { bulk_discount: { over: '5', discount: '39.99' } },
      [],
    ],
    [
      'taken off without VAT, at cost',
      incl,
      { price: '125', purchase_price: '60' },
      { bulk_discount: { over: '5', discount: '40' } },
      ['below-cost: a bulk_discount 125.00 less 40.00 with 25 % VAT, purchase price 60.00'],
    ],
    [
      'a sale price over the price is no sale',
      excl,
      { price: '100', purchase_price: '60' },
      { price: '60', sale_price: '95' },
      ['below-cost: a price 60.00, purchase price 60.00', 'sale-price: a sale_price 95.00, price 60.00'],
    ],
    [
      'a variant with a cost of its own',
      excl,
      {
        price: '100',
        purchase_price: '60',
        stock_settings: [{ attribute: { id: '1' }, value: { id: '2' }, price: null, purchase_price: '60' }],
      },
      { stock_settings: [{ attribute: { id: '1' }, value: { id: '2' }, purchase_price: '100' }] },
      ['below-cost: a stock_settings[#1.#2] 100.00, purchase price 100.00'],
    ],
  ])('%s', (_, settings, was, write, said) => {
    expect(guarded({ 'product/a': { was, write } }, { settings })).toEqual(said)
  })

  test('of what is made', () => {
    expect(guarded({ 'product/a': { write: { price: '0' } } })).toEqual([
      'below-cost: a price 0.00, nothing is left to pay',
    ])
    expect(guarded({ 'product/a': { write: { price: '5', purchase_price: '6' } } }, { settings: excl })).toHaveLength(1)
    expect(guarded({ 'product/a': { write: { price: '7', purchase_price: '6' } } }, { settings: excl })).toEqual([])
    expect(guarded({ 'product/a': { write: { name: 'A' } } })).toEqual([])
    expect(guarded({ 'product/a': { write: { name: 'A', is_online: true } } })).toEqual([
      'below-cost: a no price, and it would be online',
    ])
    expect(guarded({ 'product/a': { write: { price: '5', is_online: true } } })).toEqual([])
  })
})

test.each<[string, Spec, Spec, string[]]>([
  ['a øre under', { price: '100' }, { sale_price: '99.99' }, []],
  ['at the price', { price: '100' }, { sale_price: '100' }, ['sale-price: a sale_price 100.00, price 100.00']],
  [
    'a price that falls under it',
    { price: '100', sale_price: '80' },
    { price: '79' },
    ['sale-price: a sale_price 80.00, price 79.00'],
  ],
  ['what was so before', { price: '100', sale_price: '120' }, { name: 'x' }, []],
])('sale-price: %s', (_, was, write, said) => {
  expect(price(was, write)).toEqual(said)
})
