/** What falls due, as people read it: each day once, the first resources named and the rest counted, texts of others harmless. */
import { expect, test } from 'vitest'
import type { Due } from '../../../src/model/plan.ts'
import { renderPlanHtml } from '../../../src/render/html.ts'
import { renderPlanMarkdown } from '../../../src/render/markdown.ts'
import { renderPlan } from '../../../src/render/text.ts'
import { at, planOf } from './plans.ts'

const resources = Array.from({ length: 12 }, (_, index) => ({ address: at('product', `p${index}`), price: `${index}` }))
const due: readonly Due[] = [
  { day: '2026-11-27', turn: 'begins', kind: 'product', resources },
  { day: '2026-12-01', turn: 'ends', kind: 'product', resources: [{ address: at('product', 'oak'), price: null }] },
]

test('in text: five by name, all with -v', () => {
  expect(renderPlan(planOf({ due }), { columns: 200 })).toContain(`Falls due
  2026-11-27  sale of 12 products begins: shop/product/p0 0, shop/product/p1 1, shop/product/p2 2, shop/product/p3 3, shop/product/p4 4, … 7 more (-v shows them)
  2026-12-01  sale of 1 product ends: shop/product/oak
`)
  expect(renderPlan(planOf({ due }), { columns: 60, verbose: true })).toContain('\n              shop/product/p11 11\n')
  expect(renderPlan(planOf())).not.toContain('Falls due')
})

test('in a comment: ten by name', () => {
  const text = renderPlanMarkdown(planOf({ due }))
  expect(text).toContain('### Falls due\n')
  expect(text).toContain('- `2026-11-27` sale of 12 products begins: `shop/product/p0` 0, ')
  expect(text).toContain('`shop/product/p9` 9 and 2 more')
  expect(text).toContain('- `2026-12-01` sale of 1 product ends: `shop/product/oak`')
  expect(renderPlanMarkdown(planOf())).not.toContain('Falls due')
})

test('on a page: a part of its own', () => {
  const page = renderPlanHtml(planOf({ due }))
  expect(page).toContain('<section id="due" aria-labelledby="due-title">')
  expect(page).toContain('<strong>2026-11-27</strong> sale of 12 products begins')
  expect(page).toContain('<li><code>shop/product/p11</code> 11</li>')
  const hostile: Due = {
    day: '<q1>',
    turn: 'ends',
    kind: '<q2>',
    resources: [{ address: at('product', '<q3>'), price: '<q4>' }],
  }
  expect(renderPlanHtml(planOf({ due: [hostile] }))).not.toMatch(/<q\d>/)
  expect(renderPlanHtml(planOf())).not.toContain('id="due"')
})
