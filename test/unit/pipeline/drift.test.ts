/** Of a plan, what the shop did: fields that moved there, and what is gone from it. */
import { expect, test } from 'vitest'
import { driftOf } from '../../../src/pipeline/drift.ts'
import { renderDrift } from '../../../src/render/drift.ts'
import { at, change, field, planOf } from '../render/plans.ts'

const chair = at('product', 'chair')
const table = at('product', 'table')

test('a field that moved in the shop is drift, one that moved in the files is not', () => {
  const price = field('price', { before: '1199', after: '1299', cause: 'drift', meaning: 'price' })
  const both = field('name', { before: 'Stol', after: 'Lænestol', cause: 'both' })
  const edited = field('description', { before: 'a', after: 'b' })
  const plan = planOf({
    changes: [
      change({ address: chair, action: 'update', diff: [edited, price, both] }),
      change({ address: table, action: 'update', diff: [edited] }),
    ],
  })
  const found = driftOf(plan, new Set([chair, table]))
  expect(found.drifted.map(({ address, diff }) => [address, diff.map(({ path }) => path)])).toEqual([
    [chair, ['price', 'name']],
  ])
  expect(found.summary).toEqual({ drifted: 1, manual: 0, notEvaluated: 0 })
  expect(renderDrift(found)).toContain('Drift: 1 resource moved away from what was applied.')
})

test('what was made and is gone has drifted; what was never made has not', () => {
  const plan = planOf({
    changes: [
      change({ address: chair, action: 'create', diff: [field('name', { after: 'Stol' })] }),
      change({ address: table, action: 'create', diff: [field('name', { after: 'Bord' })] }),
    ],
  })
  expect(driftOf(plan, new Set([chair])).drifted.map(({ address, diff }) => [address, diff])).toEqual([[chair, []]])
})

test('what is only watched is counted apart, and what cannot be seen at all is no drift', () => {
  const moved = field('name', { before: 'a', after: 'b', cause: 'drift' })
  const plan = planOf({
    changes: [
      change({ address: chair, action: 'manual', class: 'observed', diff: [moved] }),
      change({ address: table, action: 'update', class: 'write-only', diff: [moved] }),
    ],
  })
  const found = driftOf(plan, new Set([chair, table]))
  expect(found.summary).toEqual({ drifted: 0, manual: 1, notEvaluated: 0 })
  expect(renderDrift(found)).toMatch(/^No drift\.$/m)
})

test('a shop that was seen in part says so', () => {
  const views = [{ connection: 'shop', kind: 'product', age: 0, reach: 'partial' }] as const
  const found = driftOf(planOf({ complete: false, summary: { notEvaluated: 3 }, views }), new Set())
  expect(renderDrift(found)).toContain('No drift, as far as could be seen.')
  expect(renderDrift(found)).toContain('NOT EVALUATED: 3 resources')
})
