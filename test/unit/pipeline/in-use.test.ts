import { describe, expect, test } from 'vitest'
import type { Spec } from '../../../src/model/resource.ts'
import { guarded, many, names, type World } from './guard-story.ts'

describe('in-use', () => {
  const gone = (place: string, was: Spec = {}) => ({ [place]: { was, action: 'delete' as const, id: '7' } })
  const using = (spec: Spec, world: World = {}) => ({ foreign: { product: [spec] }, ...world })

  test.each<[string, string, Spec, Spec, number]>([
    ['a supplier', 'supplier/a', {}, { supplier: { id: '7' } }, 1],
    ['another supplier', 'supplier/a', {}, { supplier: { id: '8' } }, 0],
    ['a profile', 'profile/a', {}, { profile: { id: '7' } }, 1],
    ['an attribute', 'profile_attribute/a.b', {}, { attributes: [{ attribute: { id: '7' }, value: 'x' }] }, 1],
    [
      'a value',
      'profile_attribute_value/a.b.c',
      { attribute: { id: '3' } },
      { attributes: [{ attribute: { id: '3' }, value: ['6', '7'] }] },
      1,
    ],
    [
      'a number that is no value',
      'profile_attribute_value/a.b.c',
      { attribute: { id: '3' } },
      { attributes: [{ attribute: { id: '4' }, value: '7' }] },
      0,
    ],
    [
      'a value of a variant',
      'profile_attribute_value/a.b.c',
      { attribute: { id: '3' } },
      { stock_settings: [{ attribute: { id: '3' }, value: { id: '7' } }] },
      1,
    ],
    [
      'a value of a step',
      'profile_attribute_value/a.b.c',
      {},
      { discount: [{ over: '5', prices: [{ value: { id: '7' }, price: '1' }] }] },
      1,
    ],
  ])('%s', (_, place, was, spec, hits) => {
    const said = guarded(gone(place, was), using(spec))
    expect(said).toEqual(hits === 0 ? [] : [`in-use: ${place.slice(place.indexOf('/') + 1)} by 1 product (id 90)`])
  })

  test('a category, of products and of what is below it; the first few ids are named', () => {
    const category = { was: { name: 'x' }, action: 'delete' as const, id: '7' }
    const product = Array.from({ length: 5 }, () => ({ categories: [{ id: '7' }], main_category: { id: '7' } }))
    expect(guarded({ 'category/a': category }, { foreign: { product, category: [{ parent: { id: '7' } }] } })).toEqual([
      'category: a would be deleted',
      'in-use: a by 1 category (id 90); a by 5 products (id 90, 91, 92, 2 more)',
    ])
  })

  test('what is in the files, goes too or is written otherwise uses it no more', () => {
    const user = { was: { supplier: { id: '7' } }, id: '50' }
    const supplier = gone('supplier/a')
    expect(names(guarded({ ...supplier, 'product/p': user }))).toEqual(['in-use'])
    expect(guarded({ ...supplier, 'product/p': user }, { declared: ['product/p'] })).toEqual([])
    expect(guarded({ ...supplier, 'product/p': { ...user, action: 'delete' } })).toEqual([])
    expect(guarded({ ...supplier, 'product/p': { ...user, write: { supplier: null } } })).toEqual([])
  })

  test('what was not read whole cannot be ruled out', () => {
    expect(guarded(gone('supplier/a'), { reach: { product: 'partial' } })).toEqual([
      'in-use: a may be used: not all products were read',
    ])
  })

  test('stops a destroy too, which no other guard does', () => {
    const all = {
      ...gone('supplier/a'),
      ...many(20, 'category', () => ({ was: { in_menu: true }, action: 'delete' as const })),
    }
    expect(names(guarded(all, using({ supplier: { id: '7' } }, { destroy: true })))).toEqual(['in-use'])
  })
})
