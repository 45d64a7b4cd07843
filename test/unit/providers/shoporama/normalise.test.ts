import { describe, expect, it } from 'vitest'
import {
  decimalOf,
  flagOf,
  hostOf,
  idAt,
  idOf,
  isRemoved,
  listOf,
  referenceOf,
  textOf,
} from '../../../../src/providers/shoporama/normalise.ts'

describe('normalise: one inside form for every dress', () => {
  it.each([
    ['ids', idOf, [158266, '158266', '0158266', ' 158266 '], '158266'],
    ['no id', idOf, [0, '0', null, ''], null],
    ['flags that are set', flagOf, [1, '1', true], true],
    ['flags that are not set', flagOf, [0, '0', false, null, ''], false],
    ['money', decimalOf, [159.9, '159.90', '0159.9', '159.900'], '159.9'],
    ['whole money', decimalOf, [100, '100', '100.00'], '100'],
    ['no money', decimalOf, [null, ''], null],
    ['texts', textOf, ['25', 25], '25'],
    ['no text', textOf, [null, ''], null],
  ])('%s', (_, read, dresses, form) => {
    expect(dresses.map((dress) => read(dress))).toEqual(dresses.map(() => form))
  })

  it('does not see what is missing or of a shape it does not know', () => {
    for (const read of [idOf, flagOf, decimalOf, textOf, referenceOf, listOf]) {
      expect(read(undefined)).toBeUndefined()
      expect(read({ some: 'object' })).toBeUndefined()
    }
    expect(decimalOf('12,50')).toBeUndefined()
    expect(idOf('CH-1')).toBeUndefined()
  })

  it('reads a list that PHP wrote as an object, and an empty one in every dress', () => {
    expect(listOf({ 0: 'a', 2: 'b' })).toEqual(['a', 'b'])
    expect([listOf([]), listOf(null), listOf(''), listOf({})]).toEqual([[], [], [], []])
  })

  it('takes the first id among the names of one thing', () => {
    expect(
      idAt({ attribute_value_id: null, profile_attribute_value_id: '7' }, [
        'attribute_value_id',
        'profile_attribute_value_id',
      ]),
    ).toBe('7')
    expect(idAt({}, ['attribute_value_id'])).toBeUndefined()
  })

  it('knows soft deletes', () => {
    const removed = [{ is_removed: '1' }, { is_removed: 1 }, { removed_on: '2025-07-01 10:00:00' }]
    const there = [
      {},
      { is_removed: '0' },
      { removed_on: null },
      { removed_on: '' },
      { removed_on: '0000-00-00 00:00:00' },
    ]
    expect(removed.map(isRemoved)).toEqual(removed.map(() => true))
    expect(there.map(isRemoved)).toEqual(there.map(() => false))
  })

  it('takes the host of an address, whatever its scheme', () => {
    expect([hostOf('http://shop.example/a'), hostOf('https://shop.example/')]).toEqual(['shop.example', 'shop.example'])
    expect([hostOf('/a'), hostOf(null)]).toEqual([undefined, undefined])
  })
})
