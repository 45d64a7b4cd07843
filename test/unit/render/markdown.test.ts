/** A plan, an outcome and diagnostics as comments, as golden text; and what is left out where a comment is too long. */
import { describe, expect, it } from 'vitest'
import type { Diagnostic } from '../../../src/model/diagnostic.ts'
import type { Plan } from '../../../src/model/plan.ts'
import { renderPlanMarkdown } from '../../../src/render/markdown.ts'
import { commentLimit, sizeOf } from '../../../src/render/markdown-fit.ts'
import { renderAppliedMarkdown, renderDiagnosticsMarkdown } from '../../../src/render/markdown-outcome.ts'
import { code, prose } from '../../../src/render/markdown-text.ts'
import { at, change, field, planOf } from './plans.ts'

const golden = (text: string): string => `${text.replace(/^\n/, '').replace(/\n *$/, '')}\n`

const table = change({
  address: at('product', 'oak-table'),
  action: 'update',
  reason: 'differs',
  risk: 'high',
  diff: [
    field('description', { before: '<p>Eg.</p>\n<p>A.</p>', after: '<p>Massiv.</p>\n<p>A.</p>', meaning: 'text' }),
    field('related', { before: [at('product', 'pine')], after: [at('product', 'oak-chair')], meaning: 'structure' }),
    field('stock', { before: '7', after: '10', meaning: 'stock', cause: 'drift' }),
    field('price', { before: '1299', after: '119', meaning: 'price' }),
    field('is_online', { before: true, after: false, meaning: 'visibility' }),
  ],
  entry: {
    remoteId: '7',
    applied: { name: 'Egebord' },
    stored: {},
    policy: { protect: false, onRemove: 'forget' },
    needs: [],
  },
})

const plan = planOf({
  summary: { create: 1, update: 1, delete: 1 },
  cost: { shop: { planReads: 12, applyReads: 2, writes: 3, remaining: 981 } },
  changes: [
    change({
      address: at('product', 'oak-chair'),
      action: 'create',
      diff: [
        field('name', { after: 'Egestol', meaning: 'text' }),
        field('price', { after: '1299.5', meaning: 'price' }),
      ],
    }),
    table,
    change({ address: at('category', 'sale'), action: 'delete', reason: 'gone from the files', risk: 'high' }),
  ],
  operations: [
    {
      id: 'op-0001',
      connection: 'shop',
      operation: 'POST /product',
      role: 'create',
      addresses: [at('product', 'oak-chair')],
    },
  ],
  guards: [
    {
      name: 'price',
      addresses: [at('product', 'oak-table')],
      acked: false,
      message: 'a price changes by more than 50 %; if that is meant, --ack price',
    },
  ],
  views: [
    {
      connection: 'shop',
      kind: 'product',
      age: 7300,
      reach: 'complete',
      proof: { by: 'mark', readAt: '2026-01-01T00:00:00.000Z', objects: 12_000 },
    },
  ],
})

describe('renderPlanMarkdown', () => {
  it('says the verdict, what stops it, and the changes by what they mean, the riskiest first', () => {
    expect(renderPlanMarkdown(plan)).toBe(
      golden(`
<!-- butik plan: f00 -->
## ⛔ butik plan: stopped by 1 guard

**Summary:** Plan: 1 to create, 1 to update, 1 to delete, 0 to adopt, 0 to forget · 40 in sync

- shop: 12 reads made · apply: 2 reads + 3 writes · 981 left today
- \`shop/product\`: 12,000 seen 2 hours ago, and the list did not move since

Environment \`default\` · hash \`f00\`

### ⛔ Stopped by 1 guard

- **\`price\`** a price changes by more than 50 %; if that is meant, \`--ack\` price
  <br>\`shop/product/oak-table\`

### Deleted in the shop (1)

- **delete** \`shop/category/sale\` · gone from the files · **high risk**

### Prices (1)

| what | field | before | after | |
|---|---|--:|--:|---|
| \`shop/product/oak-table\` Egebord | \`price\` | \`1299.00\` | \`119.00\` | −90.8 % · **high risk** · ⛔ \`price\` |

### Stock (1)

| what | field | before | after | |
|---|---|--:|--:|---|
| \`shop/product/oak-table\` Egebord | \`stock\` | \`7\` | \`10\` | stock +3 · drift: the shop moved · **high risk** · ⛔ \`price\` |

### Visibility (1)

- \`shop/product/oak-table\` Egebord: \`is_online\` \`true → false\` · **high risk** · ⛔ \`price\`

### New in the shop (1)

- \`shop/product/oak-chair\` Egestol · \`price 1299.50\`

### Structure (1)

- \`shop/product/oak-table\` Egebord: \`related\` \`+ oak-chair  − pine\` · **high risk** · ⛔ \`price\`

<details>
<summary>Texts (1)</summary>

\`shop/product/oak-table\` Egebord: \`description\` (text, 4 characters longer) · **high risk** · ⛔ \`price\`

\`\`\`diff
- <p>Eg.</p>
+ <p>Massiv.</p>
· <p>A.</p>
\`\`\`

</details>

<details>
<summary>All fields of what is new (1)</summary>

\`shop/product/oak-chair\` Egestol

\`\`\`diff
+ name: Egestol
+ price: 1299.50
\`\`\`

</details>

<details>
<summary>Operations in their order: one call each (1)</summary>

1. \`shop: POST /product\` \`shop/product/oak-chair\`

</details>
      `),
    )
  })

  it.each<[string, Partial<Plan>, string]>([
    ['nothing to do', {}, '✅ butik plan: no changes'],
    ['an incomplete read', { complete: false }, '⛔ butik plan: incomplete, apply refuses it'],
    [
      'an error',
      { diagnostics: [{ severity: 'error', code: 'E3007', summary: 'it cannot' }] },
      '⛔ butik plan: 1 error, apply refuses it',
    ],
    ['a destroy', { basis: { ...plan.basis, destroy: true } }, '✅ butik destroy: no changes'],
  ])('has a title for %s', (_, given, title) => {
    const { summary: _summary, ...rest } = given
    expect(renderPlanMarkdown(planOf(rest)).split('\n')[1]).toBe(`## ${title}`)
  })

  it('names what was not evaluated before anything else', () => {
    const partial = planOf({
      complete: false,
      summary: { notEvaluated: 4 },
      views: [{ connection: 'shop', kind: 'product', age: 0, reach: 'partial' }],
      guards: plan.guards,
    })
    const text = renderPlanMarkdown(partial)
    expect(text).toContain('### ⛔ Not evaluated: 4 resources\n\n**This plan is incomplete')
    expect(text).toContain('- `shop/product` read only in part')
    expect(text.indexOf('Not evaluated')).toBeLessThan(text.indexOf('Stopped by 1 guard\n\n-'))
  })

  it('never says a secret', () => {
    const secret = field('password', { before: 'hunter2', after: 'hunter3', sensitive: true, meaning: 'price' })
    const shown = renderPlanMarkdown(
      planOf({
        changes: [
          change({ address: at('product', 'a'), action: 'update', diff: [secret, { ...secret, meaning: 'other' }] }),
          change({ address: at('product', 'b'), action: 'create', diff: [secret, { ...secret, meaning: 'text' }] }),
          change({ address: at('product', 'c'), action: 'manual', diff: [secret] }),
          change({ address: at('product', 'd'), action: 'delete', diff: [secret] }),
        ],
      }),
    )
    expect(shown).not.toContain('hunter')
    expect(shown).toContain('(sensitive)')
  })

  it('sets texts that run from the right apart, so that before stays before', () => {
    const shown = renderPlanMarkdown(
      planOf({
        changes: [
          change({
            address: at('product', 'a'),
            action: 'update',
            diff: [field('brand_name', { before: 'שלום', after: 'עולם' })],
          }),
        ],
      }),
    )
    expect(shown).toContain('  - שלום\n  + עולם\n')
    expect(shown).not.toMatch(/[\u0590-\u05ff].*→/)
  })
})

describe('a comment that is too long', () => {
  const many = (count: number, of: (index: number) => Plan['changes'][number]): Plan['changes'] =>
    Array.from({ length: count }, (_, index) => of(index))
  const large = planOf({
    changes: [
      ...many(3, (index) => change({ address: at('category', `gone-${index}`), action: 'delete' })),
      ...many(400, (index) =>
        change({
          address: at('product', `p-${String(index).padStart(4, '0')}`),
          action: 'update',
          diff: [
            field('price', { before: '100', after: String(101 + index), meaning: 'price' }),
            field('description', { before: `a${index}\nb`, after: `c${index}\nd`, meaning: 'text' }),
          ],
        }),
      ),
    ],
    guards: plan.guards,
  })

  it('is cut between changes, the least weighty first, and says what is missing and where it is', () => {
    const text = renderPlanMarkdown(large, { limit: 20_000, whole: ['plan.json'], link: 'https://ci.example/1' })
    expect(sizeOf(text)).toBeLessThanOrEqual(20_000)
    const rows = text.match(/^\| `shop\/product/gm) ?? []
    expect(rows.length).toBeGreaterThan(100)
    const left = 400 - rows.length
    expect(text).toContain(
      `Not shown: ${left} prices and 400 texts.** All of it is in \`plan.json\` of [this run](<https://ci.example/1>).`,
    )
    expect(text).toContain(`… ${left} more prices not shown`)
    expect(text).toContain('gone-0')
    expect(text).toContain('Stopped by 1 guard')
    // Of prices, the steepest are shown.
    expect(text).toContain('p-0399')
    expect(text).not.toContain('p-0000')
  })

  it('shows a text only where every price is shown', () => {
    for (const limit of [2_000, 10_000, 30_000, 50_000, 70_000, 90_000]) {
      const text = renderPlanMarkdown(large, { limit })
      expect(sizeOf(text)).toBeLessThanOrEqual(limit)
      const isCut = text.includes('more price')
      expect(isCut && text.includes('```diff')).toBe(false)
    }
  })

  it('stays below what the platforms take, unless told otherwise', () => {
    expect(commentLimit).toBeLessThan(65_536)
    expect(sizeOf(renderPlanMarkdown(large))).toBeLessThanOrEqual(commentLimit)
    expect(renderPlanMarkdown(large, { limit: 1_000_000 })).not.toContain('Too long')
  })

  it('gives one row no more room than the others, however long its texts are', () => {
    const zalgo = `a${'\u0301'.repeat(100_000)}`
    const long = planOf({
      changes: [
        change({
          address: at('product', 'a'),
          action: 'delete',
          reason: zalgo,
          diff: [field('name', { before: zalgo, meaning: 'text' })],
        }),
        table,
      ],
    })
    expect(renderPlanMarkdown(long)).not.toContain('Too long')
  })
})

describe('renderAppliedMarkdown', () => {
  it('tells trouble first, and counts from what happened', () => {
    const applied = {
      run: 'run-1',
      calls: { shop: 7 },
      diagnostics: [],
      outcomes: [
        { address: at('product', 'a'), action: 'update', outcome: 'succeeded' },
        {
          address: at('product', 'b'),
          action: 'create',
          outcome: 'failed',
          message: 'shop: POST /product: answered 500',
        },
        { address: at('product', 'c'), action: 'create', outcome: 'in-doubt' },
      ],
    } as const
    expect(renderAppliedMarkdown(applied)).toBe(
      golden(`
## ⚠️ butik applied in part: 1 failed, 1 in doubt, 1 updated

Run \`run-1\` · \`shop\` 7 calls

### Failed (1)

- **create** \`shop/product/b\` · shop: POST \`/product\`: answered 500

### In doubt: the next plan looks and settles it (1)

- **create** \`shop/product/c\`

<details>
<summary>Carried out (1)</summary>

- update \`shop/product/a\`

</details>
      `),
    )
  })

  it('says so where nothing was to be done', () => {
    const nothing = renderAppliedMarkdown({ run: 'run-1', calls: {}, diagnostics: [], outcomes: [] })
    expect(nothing).toBe('## ✅ butik applied: nothing to do\n\nRun `run-1`\n')
  })
})

describe('renderDiagnosticsMarkdown', () => {
  it('has every error with its place, its line and what to do', () => {
    const diagnostic: Diagnostic = {
      severity: 'error',
      code: 'E1101',
      summary: 'nme is not known',
      hint: 'did you mean name?',
      source: { file: 'shop.yaml', line: 2, column: 3, endLine: 2, endColumn: 6 },
    }
    const texts = new Map([['shop.yaml', 'suppliers:\n  nme: Acme\n']])
    expect(renderDiagnosticsMarkdown([diagnostic], texts)).toBe(
      golden(`
## ⛔ butik: 1 error

### ⛔ 1 error

- **E1101** nme is not known · \`shop.yaml:2:3\`
  <br>→ did you mean name?

  \`\`\`text
  2 |   nme: Acme
    |   ^^^
  \`\`\`
      `).replace(/```\n$/, '```\n\n'),
    )
  })
})

describe('prose', () => {
  it.each([
    ['the shop keeps 1,299.00 (−7.7 %)', 'the shop keeps 1,299.00 (−7.7 %)'],
    ['fixes #1 by @team', 'fixes `#1` by `@team`'],
    ['see www.evil.example now', 'see `www.evil.example` now'],
    ['GH-1 and ABC-12', '`GH-1` and `ABC-12`'],
    ['read-only: not known', 'read-only: not known'],
    ['a  b', 'a b'],
    ['deadbeef', '`deadbeef`'],
    ['1234567', '`1234567`'],
    ['a `b` c', 'a `` `b` `` c'],
    [':smile: or :+1:', '`:smile`: or `:+1`:'],
    ['', ''],
  ])('%j: %s', (text, markdown) => {
    expect(prose(text)).toBe(markdown)
  })
})

describe('code', () => {
  it.each([
    ['a', '`a`'],
    ['', '`""`'],
    [' ', '`" "`'],
    ['`', '`` ` ``'],
    ['a``b', '```a``b```'],
    [' a ', '`  a  `'],
    ['a\nb\u202ec', '`a\\nb\\u{202e}c`'],
  ])('%j: %s', (text, markdown) => {
    expect(code(text)).toBe(markdown)
  })
})
