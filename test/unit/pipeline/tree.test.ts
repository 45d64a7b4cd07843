import { expect, test } from 'vitest'
import type { Spec } from '../../../src/model/resource.ts'
import { depthsOf } from '../../../src/pipeline/tree.ts'
import { compared, planned, ref, type Story, seen, to } from './toy-vendor.ts'

const inShop = (id: string, name: string, parent?: string) =>
  seen('category', id, { name, parent: parent === undefined ? null : { id: parent } })
const owned = (keys: string) =>
  Object.fromEntries([...keys].map((key, index) => [`category/${key}`, { id: String(index + 1) }]))

function depths(story: Story, leftOut = ''): Record<string, number> {
  const selected = (address: string) => !leftOut.includes(address.at(-1) ?? '')
  const depthOf = depthsOf({ ...compared(story), scope: { selected } })
  return Object.fromEntries(Object.keys(story.files ?? {}).map((place) => [place.at(-1) ?? '', depthOf(to(place))]))
}

const under = (parent: string | null): Spec => ({ parent: parent === null ? null : ref(`category/${parent}`) })

test('the wanted tree counts, through what does not change', () => {
  const files = { 'category/a': under('b'), 'category/b': under('c'), 'category/c': under(null) }
  expect(depths({ files })).toEqual({ a: 2, b: 1, c: 0 })
})

test('what is not written stays where it is', () => {
  const files = { 'category/a': {}, 'category/b': under('a'), 'category/c': under(null) }
  const shop = [inShop('1', 'A', '3'), inShop('2', 'B'), inShop('3', 'C', '2')]
  expect(depths({ files, state: owned('abc'), shop })).toEqual({ a: 1, b: 2, c: 0 })
})

test('so does what is left out of the run', () => {
  const files = { 'category/a': under(null), 'category/b': under('a'), 'category/c': under(null) }
  const shop = [inShop('1', 'A', '3'), inShop('2', 'B'), inShop('3', 'C')]
  expect(depths({ files, state: owned('abc'), shop }, 'a')).toEqual({ a: 1, b: 2, c: 0 })
})

test('objects outside the files are part of the tree', () => {
  const files = { 'category/a': { parent: { id: '9' } }, 'category/b': under(null) }
  const shop = [inShop('1', 'A'), inShop('2', 'B', '1'), inShop('9', 'Other', '2')]
  expect(depths({ files, state: owned('ab'), shop })).toEqual({ a: 2, b: 0 })
})

test('a kind without above and below is flat, and a wish for a circle ends', () => {
  expect(depths({ files: { 'supplier/a': { name: 'A' }, 'product/b': { related: [ref('product/b')] } } })).toEqual({
    a: 0,
    b: 0,
  })
  expect(Object.keys(depths({ files: { 'category/a': under('b'), 'category/b': under('a') } }))).toEqual(['a', 'b'])
})

test('a parent and its child change places: the new parent lets go first', () => {
  const files = { 'category/a': { name: 'A', ...under('b') }, 'category/b': { name: 'B', ...under(null) } }
  const shop = [inShop('1', 'A'), inShop('2', 'B', '1')]
  const { operations } = planned({ files, state: owned('ab'), shop })
  expect(operations.map(({ addresses }) => addresses)).toEqual([[to('category/b')], [to('category/a')]])
})
