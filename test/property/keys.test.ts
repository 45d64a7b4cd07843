// Keys of any shop: distinct, the same in any order of the objects, and those that are known stay.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { keyPattern } from '../../src/model/address.ts'
import type { Observed } from '../../src/model/resource.ts'
import { keysFor } from '../../src/pipeline/keys.ts'
import { category } from '../../src/providers/shoporama/resources/category.ts'
import { product } from '../../src/providers/shoporama/resources/product.ts'
import { runs } from './setup.ts'

const names = fc.oneof(
  fc.constantFrom(
    'Stol',
    'stol',
    'Stol 2',
    'Stol-2',
    'stol-stol',
    'Blå',
    '日本',
    '',
    'a'.repeat(80),
    `${'a'.repeat(80)}b`,
  ),
  fc.string({ unit: 'grapheme', maxLength: 70 }),
)

const objects = (kind: string) =>
  fc
    .uniqueArray(fc.record({ id: fc.nat(40), name: fc.option(names), parent: fc.nat(40) }), {
      maxLength: 12,
      selector: ({ id }) => id,
    })
    .map((rows) =>
      rows.map(({ id, name, parent }): Observed => {
        const above = parent > 20 ? null : { id: String(parent) }
        return { kind, remoteId: String(id), spec: { name, ...(kind === 'category' ? { parent: above } : {}) } }
      }),
    )

const shuffled = <One>(list: readonly One[], seeds: readonly number[]) =>
  list
    .map((one, index) => [seeds[index] ?? 0, one] as const)
    .sort(([a], [b]) => a - b)
    .map(([, one]) => one)
const seeds = fc.array(fc.nat(), { minLength: 12, maxLength: 12 })

test.each([product, category])('$name: distinct, well formed, and the same in any order', (kind) => {
  fc.assert(
    fc.property(objects(kind.name), seeds, (list, order) => {
      const keys = keysFor(kind, list)
      expect(keys.size).toBe(list.length)
      expect(new Set(keys.values()).size).toBe(list.length)
      for (const key of keys.values()) {
        expect(key).toMatch(keyPattern)
        expect(key.length).toBeLessThanOrEqual(60)
      }
      const again = keysFor(kind, shuffled(list, order))
      expect(new Map([...again].sort())).toEqual(new Map([...keys].sort()))
    }),
    runs(100, 20_000),
  )
})

test.each([product, category])('$name: a key stays when names change and objects come', (kind) => {
  fc.assert(
    fc.property(
      objects(kind.name),
      objects(kind.name),
      fc.array(fc.boolean(), { maxLength: 12 }),
      (list, more, goes) => {
        const before = keysFor(kind, list)
        const renamed = list.map((one, index) => ({ ...one, spec: more[index]?.spec ?? one.spec }))
        const left = renamed.filter((_, index) => goes[index] !== true)
        const come = more.filter(({ remoteId }) => !before.has(remoteId))
        const after = keysFor(kind, [...come, ...left], before)
        for (const { remoteId } of left) expect(after.get(remoteId)).toBe(before.get(remoteId))
        expect(new Set(after.values()).size).toBe(after.size)
      },
    ),
    runs(100, 20_000),
  )
})
