import { describe, expect, it } from 'vitest'
import { category } from '../../../../src/providers/shoporama/resources/category.ts'
import { product } from '../../../../src/providers/shoporama/resources/product.ts'
import { profile } from '../../../../src/providers/shoporama/resources/profile.ts'
import { supplier } from '../../../../src/providers/shoporama/resources/supplier.ts'
import { declare, ref } from './fakes.ts'

const furniture = {
  name: 'Møbel',
  attributes: {
    colour: {
      type: 'valuelist',
      name: 'Farve',
      is_variant: true,
      values: { oak: { val: 'Eg', weight: 1 }, black: 'Sort' },
    },
    timber: { type: 'valuelist', name: 'Træ', values: { ash: 'Ask' } },
    width: { type: 'integer', name: 'Bredde' },
    care: { type: 'string', name: 'Pleje' },
    flat: { type: 'boolean', name: 'Usamlet' },
  },
}
const others = { 'profile/furniture': furniture }
const chair = (more: object) =>
  declare(product, 'oak-chair', { own_id: 'CH-001', profile: 'furniture', ...more }, others)
const colour = ref('profile_attribute', 'furniture.colour')
const oak = ref('profile_attribute_value', 'furniture.colour.oak')
const black = ref('profile_attribute_value', 'furniture.colour.black')

describe('a supplier and a category', () => {
  it('take what is written and leave the rest and the butik block', () => {
    expect(declare(supplier, 'acme', { name: 'Acme', dropshipping_mail: null, butik: { protect: true } }).spec).toEqual(
      { name: 'Acme', dropshipping_mail: null },
    )
    expect(
      declare(category, 'chairs', { name: 'Stole', parent: 'furniture', in_menu: true, images: null }).spec,
    ).toEqual({
      name: 'Stole',
      parent: ref('category', 'furniture'),
      in_menu: true,
      images: [],
    })
  })
})

describe('a profile', () => {
  it('declares its attributes and values as children', () => {
    const { spec, children, problems } = declare(profile, 'furniture', furniture)
    expect(problems).toEqual([])
    expect(spec).toEqual({ name: 'Møbel' })
    const parent = ref('profile', 'furniture')
    expect(children['profile_attribute/furniture.colour']).toEqual({
      profile: parent,
      type: 'valuelist',
      name: 'Farve',
      is_variant: true,
    })
    expect(children['profile_attribute_value/furniture.colour.oak']).toEqual({
      attribute: colour,
      val: 'Eg',
      weight: '1',
    })
    expect(children['profile_attribute_value/furniture.colour.black']).toEqual({ attribute: colour, val: 'Sort' })
    expect(Object.keys(children)).toHaveLength(8)
  })

  it('says so where values stand under another type', () => {
    const { problems } = declare(profile, 'p', {
      name: 'P',
      attributes: { w: { type: 'integer', name: 'W', values: { a: 'A' } } },
    })
    expect(problems).toEqual(['E1207 attribute p.w has values, but its type is integer'])
  })
})

describe('the attributes of a product', () => {
  it('have values by type: references, lists of them, and canonical texts', () => {
    const { spec, problems } = chair({
      attributes: { colour: ['oak', 'black'], timber: 'ash', width: 40, care: 'Sæbe', flat: false },
    })
    expect(problems).toEqual([])
    expect(spec['attributes']).toEqual([
      { attribute: colour, value: [oak, black] },
      {
        attribute: ref('profile_attribute', 'furniture.timber'),
        value: ref('profile_attribute_value', 'furniture.timber.ash'),
      },
      { attribute: ref('profile_attribute', 'furniture.width'), value: '40' },
      { attribute: ref('profile_attribute', 'furniture.care'), value: 'Sæbe' },
      { attribute: ref('profile_attribute', 'furniture.flat'), value: '0' },
    ])
  })

  it('are cleared by null, and by an empty list of variants; a value may be outside', () => {
    const { spec } = chair({ attributes: { width: null, colour: [], timber: { id: 12 } } })
    expect(spec['attributes']).toEqual([
      { attribute: ref('profile_attribute', 'furniture.width'), value: null },
      { attribute: colour, value: null },
      { attribute: ref('profile_attribute', 'furniture.timber'), value: { id: '12' } },
    ])
  })

  it.each([
    [{ color: 'oak' }, 'E1201 profile furniture has no attribute color', 'did you mean colour?'],
    [{ colour: 'oka' }, 'E1201 attribute furniture.colour has no value oka', undefined],
    [{ colour: 'blakc' }, 'E1201 attribute furniture.colour has no value blakc', undefined],
    [{ colour: ['blac'] }, 'E1201 attribute furniture.colour has no value blac', 'did you mean black?'],
    [{ timber: ['ash'] }, 'E1107 attribute timber takes one value: it is not a variant', undefined],
    [{ width: '4.5' }, 'E1107 attribute width takes a whole number, not 4.5', undefined],
    [{ width: { id: 1 } }, 'E1107 attribute width takes a whole number', undefined],
    [{ flat: 'maybe' }, 'E1107 attribute flat takes true or false, not maybe', undefined],
  ])('%j: %s', (attributes, problem, hint) => {
    const { problems, hints } = chair({ attributes })
    expect(problems).toEqual([problem])
    if (hint !== undefined) expect(hints).toEqual([hint])
  })

  it('need a declared profile', () => {
    const none = declare(product, 'x', { own_id: 'X', attributes: { width: 1 } })
    const outside = declare(product, 'x', { own_id: 'X', profile: { id: 5 }, attributes: { width: 1 } })
    expect(none.problems).toEqual(['E1207 attributes needs a profile that is declared in this configuration'])
    expect(outside.problems).toEqual(none.problems)
    // The reference to a profile that is not there has its own problem already.
    expect(declare(product, 'x', { own_id: 'X', profile: 'nowhere', attributes: { width: 1 } }).problems).toEqual([])
  })
})

describe('variants and stock', () => {
  it('keep stock as a resource of its own', () => {
    const { spec, children, problems } = chair({
      stock_settings: [
        { attribute: 'colour', value: 'oak', own_id: 'CH-001-OAK', price: '1299.00', stock: 7 },
        { attribute: { id: 5 }, value: { id: 6 }, own_id: 'CH-001-X', gtin: null },
      ],
    })
    expect(problems).toEqual([])
    expect(spec['stock_settings']).toEqual([
      { attribute: colour, value: oak, own_id: 'CH-001-OAK', price: '1299' },
      { attribute: { id: '5' }, value: { id: '6' }, own_id: 'CH-001-X', gtin: null },
    ])
    expect(children).toEqual({
      'stock/oak-chair.colour.oak': { product: ref('product', 'oak-chair'), sku: 'CH-001-OAK', stock: '7' },
    })
  })

  it('on the product itself go under its own key, and only without variants', () => {
    expect(chair({ stock: 3 }).children).toEqual({
      'stock/oak-chair': { product: ref('product', 'oak-chair'), sku: 'CH-001', stock: '3' },
    })
    const both = chair({ stock: 3, stock_settings: [{ attribute: 'colour', value: 'oak', own_id: 'A' }] })
    expect(both.problems).toEqual(['E1207 a product with stock_settings has no stock of its own'])
    expect(both.children).toEqual({})
  })

  it.each([
    [[{ attribute: 'colour', value: 'oak', stock: 1 }], 'E1207 a stock needs the own_id under which it is counted'],
    [[{ attribute: 'timber', value: 'ash' }], 'E1207 attribute timber is not a variant, so it has no stock settings'],
    [[{ attribute: 'colour', value: 'oak', own_id: 'CH-001' }], 'E1203 own_id CH-001 names two things of one product'],
    [[{ attribute: { id: 5 }, value: 'oak' }], 'E1207 with an attribute by { id }, the value is by { id } too'],
  ])('%j: %s', (stock_settings, problem) => {
    expect(chair({ stock_settings }).problems).toEqual([problem])
  })
})

describe('discounts and brands', () => {
  it('read steps by amount and value', () => {
    expect(chair({ discount: { 10: { 'colour.oak': '1199.00', 77: 5 } } }).spec['discount']).toEqual([
      {
        over: '10',
        prices: [
          { value: { id: '77' }, price: '5' },
          { value: oak, price: '1199' },
        ],
      },
    ])
    expect(chair({ discount: null }).spec['discount']).toEqual([])
    expect(chair({ discount: { 10: { 'colour.aok': 1 } } }).problems).toEqual([
      'E1201 attribute furniture.colour has no value aok',
    ])
    expect(declare(product, 'x', { own_id: 'X', discount: { 2: { 'a.b': 1 } } }).problems).toEqual([
      'E1207 discount needs a profile that is declared in this configuration',
    ])
  })

  it('name a brand once', () => {
    expect(chair({ brand: { id: 3 }, brand_name: 'Acme' }).problems).toEqual([
      'E1207 brand and brand_name both say which brand it is',
    ])
  })
})

describe('adoption', () => {
  const observed = (own_id: string, name: string) => ({ kind: 'product', remoteId: '7', spec: { own_id, name } })
  it('trusts an own_id that the vendor made up only with the name', () => {
    const adoptable = product.adoptable ?? (() => undefined)
    expect(adoptable({ own_id: '7', name: 'A' }, observed('7', 'A'))).toBe(true)
    expect(adoptable({ own_id: '7', name: 'A' }, observed('7', 'B'))).toBe(false)
    expect(adoptable({ own_id: '7' }, observed('7', 'B'))).toBe(false)
    expect(adoptable({ own_id: 'CH', name: 'A' }, observed('CH', 'B'))).toBe(true)
  })
})
