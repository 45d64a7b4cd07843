import { describe, expect, test } from 'vitest'
import { keyedDigest } from '../../../src/model/digest.ts'
import type { Field, ListField } from '../../../src/model/field.ts'
import type { Json } from '../../../src/model/json.ts'
import { identityOf, isCleared, merged, same } from '../../../src/pipeline/compare.ts'
import { productFields, ref, secretKey } from './toy-vendor.ts'

const context = { secretKey }
const { attributes, settings, categories, bundle, bulk, html, price, name, extra, supplier, images, manual } =
  productFields as { [name: string]: Field } as {
    attributes: ListField
    settings: ListField
    categories: ListField
    bundle: ListField
    bulk: Field
    html: ListField
    price: Field
    name: Field
    extra: Field
    supplier: Field
    images: Field
    manual: Field
  }

const id = (text: string) => ({ id: text })
const oak = { attribute: id('1'), value: id('11') }
const black = { attribute: id('1'), value: id('12') }

type Case = readonly [what: string, field: Field, desired: Json | undefined, other: Json | undefined]

describe('the same thing in another dress', () => {
  test.each([
    ['equal amounts', price, '159.9', '159.9'],
    ['a cleared text and an empty one', name, null, ''],
    ['an empty text and no value', name, '', undefined],
    ['an attribute of number and of text', extra, '40', 40],
    ['an attribute that is true and "1"', extra, '1', true],
    ['an attribute that is false and "0"', extra, false, '0'],
    ["an attribute by its value's id and that id as text", extra, id('11'), '11'],
    ['an attribute that is empty and null', extra, null, ''],
    ['several values of an attribute in another order', extra, [id('11'), id('12')], ['12', '11', '11']],
    ['one value and a list of it', extra, id('11'), ['11']],
    ['a new value and itself', extra, ref('value/oak'), ref('value/oak')],
    ['a structured value with its keys in another order', extra, { a: 1, b: 2 }, { b: 2, a: 1 }],
    ['a reference', supplier, id('7'), id('7')],
    ['no reference', supplier, null, undefined],
    ['a set in another order and with repeats', categories, [id('1'), id('2'), id('1')], [id('2'), id('1')]],
    ['an empty list and none', categories, [], null],
    ['an ordered list', bundle, [id('1'), id('1'), id('2')], [id('1'), id('1'), id('2')]],
    ['a list of objects of which only a part is written', html, [{ html: 'a' }], [{ html: 'a', append: 'head' }]],
    ['an object of which only a part is written', bulk, { over: '5' }, { over: '5', discount: '12.5' }],
    ['a cleared object and one with nothing in it', bulk, null, { over: null, discount: '' }],
    ['a cleared object and no value', bulk, null, null],
    ['a part that the kind does not know', bulk, { over: '5', colour: 'red' }, { over: '5' }],
    ['elements by their names, in another order', settings, [black, oak], [oak, black]],
    [
      'elements of which only a part is written',
      settings,
      [{ ...oak, price: '9' }],
      [{ ...oak, price: '9', sku: 'A' }],
    ],
    [
      'unlisted elements of a map',
      attributes,
      [{ attribute: id('1'), value: '4' }],
      [
        { attribute: id('1'), value: 4 },
        { attribute: id('2'), value: 5 },
      ],
    ],
    ['a cleared element of a map that is not there', attributes, [{ attribute: id('1'), value: null }], []],
    [
      'a cleared element of a map that is empty there',
      attributes,
      [{ attribute: id('1'), value: null }],
      [{ attribute: id('1'), value: '' }],
    ],
    ['pictures', images, [{ image_id: '1' }], [{ image_id: '1' }]],
    ['a file', manual, { url: 'https://x' }, { url: 'https://x' }],
  ] satisfies readonly Case[])('%s', (_what, field, desired, other) => {
    expect(same(field, desired, other, context)).toBe(true)
  })
})

describe('different things', () => {
  test.each([
    ['two amounts', price, '159.9', '159.95'],
    ['cleared and set', price, null, '0'],
    ['a flag is not its text', { shape: 'scalar', type: 'flag' }, true, '1'],
    ['text is compared to the letter', name, 'Chair', 'chair'],
    ['a text and its value in an attribute', extra, '4', '40'],
    ['other values of an attribute', extra, [id('11')], ['11', '12']],
    ['a new value and one with an id', extra, ref('value/oak'), '11'],
    ['another reference', supplier, id('7'), id('8')],
    ['a reference that has no id yet', supplier, ref('supplier/acme'), id('8')],
    ['a set with one less', categories, [id('1')], [id('1'), id('2')]],
    ['an ordered list in another order', bundle, [id('1'), id('2')], [id('2'), id('1')]],
    ['an ordered list with a repeat less', bundle, [id('1'), id('1')], [id('1')]],
    ['a whole list is emptied', categories, [], [id('1')]],
    ['a written part of an object', bulk, { over: '5', discount: '10' }, { over: '5', discount: '12.5' }],
    ['an object and no value', bulk, { over: '5' }, null],
    ['a cleared object and a set one', bulk, null, { over: '5' }],
    ['objects in another order', html, [{ html: 'a' }, { html: 'b' }], [{ html: 'b' }, { html: 'a' }]],
    ['one object less', html, [{ html: 'a' }], [{ html: 'a' }, { html: 'b' }]],
    ['an unlisted element of a whole list', settings, [oak], [oak, black]],
    ['an element that is not there', settings, [oak, black], [oak]],
    ['a written part of an element', settings, [{ ...oak, price: '9' }], [{ ...oak, price: '8' }]],
    [
      'a written element of a map',
      attributes,
      [{ attribute: id('1'), value: '4' }],
      [{ attribute: id('1'), value: '5' }],
    ],
    [
      'a cleared element of a map that is set',
      attributes,
      [{ attribute: id('1'), value: null }],
      [{ attribute: id('1'), value: '5' }],
    ],
    ['pictures', images, [{ image_id: '1' }], [{ image_id: '2' }]],
  ] satisfies readonly Case[])('%s', (_what, field, desired, other) => {
    expect(same(field, desired, other, context)).toBe(false)
  })
})

describe('lists that have both names and an order', () => {
  const steps: ListField = { ...attributes, order: 'ordered' }
  const step = (attribute: string, value: Json) => ({ attribute: id(attribute), value })

  test.each([
    [
      'the order is that of the written ones',
      [step('1', '4'), step('2', '5')],
      [step('1', '4'), step('3', '9'), step('2', '5')],
      true,
    ],
    ['another order', [step('1', '4'), step('2', '5')], [step('2', '5'), step('1', '4')], false],
    ['what is cleared has no place in it', [step('1', null), step('2', '5')], [step('2', '5')], true],
  ])('%s', (_what, desired, other, is) => {
    expect(same(steps, desired, other, context)).toBe(is)
  })
})

describe('secrets are compared by digest', () => {
  const secret = (text: string, env = 'CODE') => ({ env, digest: keyedDigest(secretKey, text) })

  test.each([
    ['with what the vendor shows', 'hunter2', true],
    ['with something else', 'hunter3', false],
    ['with nothing', null, false],
    ['with what was applied, whatever its variable is called', secret('hunter2', 'OTHER'), true],
    ['with another secret', secret('hunter3'), false],
  ])('%s', (_what, other, is) => {
    expect(same(name, secret('hunter2'), other, context)).toBe(is)
  })

  test('under another lineage nothing is known', () => {
    expect(same(name, secret('hunter2'), 'hunter2', { secretKey: 'lineage-2' })).toBe(false)
  })
})

describe('what is sent where the vendor replaces arrays whole', () => {
  test.each([
    ['a plain value is sent as written', price, '9', '8', '9'],
    [
      'an object keeps its unwritten parts',
      bulk,
      { discount: '10' },
      { over: '5', discount: '9' },
      { over: '5', discount: '10' },
    ],
    ['what is unset there is not sent', bulk, { discount: '10' }, { over: null }, { discount: '10' }],
    ['an object where there is none', bulk, { discount: '10' }, undefined, { discount: '10' }],
    ['a cleared object', bulk, null, { over: '5' }, null],
    ['a list without names is sent as written', categories, [id('1')], [id('2')], [id('1')]],
    ['a cleared list', settings, null, [oak], null],
    ['a list where there is none', settings, [oak], undefined, [oak]],
    [
      'unwritten parts of a written element are carried over',
      settings,
      [{ ...oak, price: '9' }, black],
      [
        { ...oak, price: '8', sku: 'A', gtin: null },
        { ...black, sku: 'B' },
      ],
      [
        { ...oak, price: '9', sku: 'A' },
        { ...black, sku: 'B' },
      ],
    ],
    ['elements that are not written go', settings, [oak], [oak, black], [oak]],
    ['a new element is sent as written', settings, [{ ...oak, price: '9' }], [], [{ ...oak, price: '9' }]],
    [
      'unlisted elements of a map stay',
      attributes,
      [{ attribute: id('1'), value: '4' }],
      [
        { attribute: id('2'), value: '5' },
        { attribute: id('1'), value: '3' },
      ],
      [
        { attribute: id('1'), value: '4' },
        { attribute: id('2'), value: '5' },
      ],
    ],
    [
      'a cleared element of a map is left out',
      attributes,
      [{ attribute: id('1'), value: null }],
      [
        { attribute: id('1'), value: '3' },
        { attribute: id('2'), value: '5' },
      ],
      [{ attribute: id('2'), value: '5' }],
    ],
  ] satisfies readonly (readonly [string, Field, Json, Json | undefined, Json])[])(
    '%s',
    (_what, field, desired, observed, sent) => {
      expect(merged(field, desired, observed)).toEqual(sent)
    },
  )

  test('lists within elements keep theirs too', () => {
    const tables: ListField = {
      shape: 'list',
      order: 'set',
      identity: ['from'],
      unlisted: 'removed',
      of: { shape: 'object', fields: { from: price, prices: settings } },
    }
    const written = [{ from: '10', prices: [{ ...oak, price: '9' }], odd: true }]
    const there = [{ from: '10', prices: [{ ...oak, price: '8', sku: 'A' }] }]
    expect(merged(tables, written, there)).toEqual([
      { from: '10', prices: [{ ...oak, price: '9', sku: 'A' }], odd: true },
    ])
  })

  test('elements that are plain texts are their own names', () => {
    const words: ListField = { shape: 'list', order: 'set', identity: [], unlisted: 'kept', of: name }
    expect(merged(words, ['a'], ['b', 'a'])).toEqual(['a', 'b'])
    expect(same(words, ['a'], ['b', 'a'], context)).toBe(true)
    expect(isCleared(words, 'a')).toBe(false)
  })
})

test('without names, an element is cleared where all of it is', () => {
  const nameless: ListField = { shape: 'list', order: 'set', unlisted: 'kept', of: bulk }
  expect(isCleared(nameless, { over: null, discount: '' })).toBe(true)
  expect(isCleared(nameless, { over: null, discount: '1' })).toBe(false)
})

test('the name of an element is what tells it apart, whatever its dress', () => {
  expect(identityOf(settings, oak)).toBe(identityOf(settings, { ...oak, price: '9' }))
  expect(identityOf(settings, oak)).not.toBe(identityOf(settings, black))
  expect(identityOf(attributes, { attribute: '1' })).toBe(identityOf(attributes, { attribute: 1 }))
  expect(identityOf(categories, { a: 1 })).toBe('')
  expect(identityOf(settings, { attribute: id('1') })).toBe(identityOf(settings, { attribute: id('1'), value: null }))
})
