import { describe, expect, test } from 'vitest'
import { defaultMany } from '../../../src/model/guard-settings.ts'
import type { Change } from '../../../src/model/plan.ts'
import type { Spec } from '../../../src/model/resource.ts'
import { guarded, many, names } from './guard-story.ts'

describe('shares', () => {
  const deleting = (all: number, gone: number) =>
    many(all, 'supplier', (n) => ({ was: { name: `S${n}` }, ...(n <= gone ? { action: 'delete' as const } : {}) }))

  test.each([
    ['under the number from which it counts', 9, 9, 0],
    ['exactly the share', 10, 3, 0],
    ['one more', 10, 4, 1],
    ['exactly a share that is no whole number', 11, 3, 0],
    ['the next', 11, 4, 1],
  ])('deletes: %s', (_, all, gone, hits) => {
    expect(names(guarded(deleting(all, gone)))).toEqual(hits === 0 ? [] : ['deletes'])
  })

  test('by number, and off', () => {
    const limit = (count: number) => ({ many: { deletes: { share: '100', from: 10, count } } })
    expect(guarded(deleting(9, 3), { settings: limit(3) })).toEqual([])
    expect(names(guarded(deleting(9, 4), { settings: limit(3) }))).toEqual(['deletes'])
    expect(guarded(deleting(20, 20), { settings: { many: {} } })).toEqual([])
  })

  test('a replace is a delete, an adoption that writes an update; one that writes nothing is none', () => {
    const with4 = (action: Change['action'], write?: Spec) =>
      many(10, 'supplier', (n) => ({ was: { name: 'S' }, ...(n <= 4 ? { action, ...(write && { write }) } : {}) }))
    expect(names(guarded(with4('replace', { name: 'T' })))).toEqual(['deletes'])
    expect(names(guarded(with4('adopt', { name: 'T' })))).toEqual(['updates'])
    expect(guarded(with4('adopt'))).toEqual([])
    expect(guarded(with4('forget'))).toEqual([])
    expect(guarded(with4('manual', { name: 'T' }))).toEqual([])
  })

  test('creates make neither number nor share', () => {
    const made = many(30, 'category', (n) => ({ write: { name: `C${n}` } }))
    expect(guarded({ ...deleting(10, 4), ...made })).toHaveLength(1)
    expect(guarded({ ...deleting(10, 3), ...made })).toEqual([])
  })

  test('stock that moves is no update; stock to zero is counted among what is in stock', () => {
    const levels = (zero: number, before = '5') =>
      many(10, 'stock', (n) => ({ was: { stock: before }, write: { stock: n <= zero ? '0' : '4' } }))
    expect(guarded(levels(3))).toEqual([])
    expect(names(guarded(levels(4)))).toEqual(['stock-zero'])
    expect(guarded(levels(10, '0'))).toEqual([])
    // Of forty levels ten are left above zero.
    const rest = many(40, 'stock', (n) => ({
      was: { stock: n <= 10 ? '1' : '0' },
      ...(n <= 4 ? { write: { stock: '-1' } } : {}),
    }))
    expect(names(guarded(rest))).toEqual(['stock-zero'])
  })

  test('offline, by the files or by leaving them; never more than the number at once', () => {
    const products = (all: number, off: number, action?: 'forget') =>
      many(all, 'product', (n) => ({
        was: { is_online: true },
        ...(n <= off ? { write: { is_online: false }, ...(action && { action }) } : {}),
      }))
    expect(guarded(products(10, 3))).toEqual([])
    expect(names(guarded(products(10, 4, 'forget')))).toEqual(['offline'])
    expect(guarded(products(1000, defaultMany.offline.count ?? 0))).toEqual([])
    expect(names(guarded(products(1000, 21)))).toEqual(['offline'])
  })
})
