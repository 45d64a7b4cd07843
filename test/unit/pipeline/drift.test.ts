/** Of a plan, what the shop did: fields that moved there, and what is gone from it. */
import { expect, test } from 'vitest'
import { driftOf } from '../../../src/pipeline/drift.ts'
import { renderDrift } from '../../../src/render/drift.ts'
import { renderDriftMarkdown } from '../../../src/render/markdown-drift.ts'
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
  expect(found.summary).toEqual({ drifted: 1, ours: 2, muted: 0, manual: 0, notEvaluated: 0 })
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
  expect(renderDrift(driftOf(plan, new Set([chair])))).toContain(`Into the files instead: butik accept ${chair}\n`)
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
  expect(found.summary).toEqual({ drifted: 0, ours: 0, muted: 0, manual: 1, notEvaluated: 0 })
  expect(renderDrift(found)).toMatch(/^No drift\.$/m)
})

test('a shop that was seen in part says so', () => {
  const views = [{ connection: 'shop', kind: 'product', age: 0, reach: 'partial' }] as const
  const found = driftOf(planOf({ complete: false, summary: { notEvaluated: 3 }, views }), new Set())
  expect(renderDrift(found)).toContain('No drift, as far as could be seen.')
  expect(renderDrift(found)).toContain('NOT EVALUATED: 3 resources')
})

test('three piles: what the shop moved, what the files moved, what is muted', () => {
  const price = field('price', { before: '1199', after: '1299', cause: 'drift', meaning: 'price' })
  const edited = field('description', { before: 'a', after: 'b' })
  const plan = {
    ...planOf({
      changes: [
        change({ address: chair, action: 'update', diff: [edited, price] }),
        change({ address: table, action: 'create', reason: 'declared, and not in the shop' }),
        change({
          address: at('product', 'lamp'),
          action: 'forget',
          reason: 'removed from the files; the shop keeps it',
        }),
        change({
          address: at('product', 'sofa'),
          action: 'adopt',
          reason: 'moved from shop/product/couch',
          diff: [price],
        }),
      ],
    }),
    stateUpdates: [
      {
        address: at('product', 'sofa'),
        reason: 'moved',
        entry: { remoteId: '1', applied: {}, stored: {}, policy: { protect: false, onRemove: 'forget' }, needs: [] },
      },
    ],
    muted: [{ address: at('product', 'bed'), until: '2026-12-31', reason: 'Julesalg', diff: [price] }],
  } as const
  const found = driftOf(plan, new Set([chair, at('product', 'lamp')]))
  expect(found.drifted.map(({ address, diff }) => [address, diff.map(({ path }) => path)])).toEqual([
    [chair, ['price']],
    [at('product', 'sofa'), ['price']],
  ])
  expect(found.ours.map(({ address, diff }) => [address, diff.map(({ path }) => path)])).toEqual([
    [chair, ['description']],
    [table, []],
    [at('product', 'lamp'), []],
  ])
  expect(found.summary).toEqual({ drifted: 2, ours: 3, muted: 1, manual: 0, notEvaluated: 0 })
  const text = renderDrift(found)
  expect(text).toContain('Theirs: the shop moved (2 resources)')
  expect(text).toContain(`Into the files instead: butik accept ${chair}#price, or all of it: butik accept --all`)
  expect(text).toContain('Ours: the files moved (3 resources)')
  expect(text).toContain(`~ ${chair}  description`)
  expect(text).toContain(`${at('product', 'bed')}  price  until 2026-12-31: Julesalg`)
  const markdown = renderDriftMarkdown(found)
  expect(markdown).toMatch(/^## ⚠️ Drift: 2 resources moved away/)
  expect(markdown).toContain('### Theirs: the shop moved (2)')
  expect(markdown).toContain('<summary>Ours: the files moved, and the next apply writes it (3)</summary>')
  expect(markdown).toContain('<summary>Muted (1)</summary>')
})

test('what nothing declares is told by kind, and not where it was not read whole', () => {
  const unmanaged = [
    { connection: 'shop', kind: 'category', seen: 'unknown', objects: [] },
    {
      connection: 'shop',
      kind: 'product',
      seen: 'listed',
      objects: [{ remoteId: '7', label: 'own_id X', name: 'Stol' }],
    },
    { connection: 'shop', kind: 'supplier', seen: 'whole', objects: [] },
  ] as const
  const found = driftOf(planOf({}), new Set(), unmanaged)
  expect(found.summary.unmanaged).toBe(1)
  const text = renderDrift(found)
  expect(text).toContain('shop/category  not read whole; nothing can be told')
  expect(text).toContain('shop/product  1 object (what is offline was not looked for)')
  expect(text).toContain('id 7  own_id X  Stol')
  expect(text).toContain('shop/supplier  none')
  expect(renderDriftMarkdown(found)).toContain('- `7` `own_id X` · Stol')
})
