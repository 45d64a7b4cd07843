/** The plan for people, as golden text. */
import { describe, expect, it } from 'vitest'
import { renderPlan } from '../../../src/render/text.ts'
import { at, change, field, planOf } from './plans.ts'

const golden = (text: string): string => `${text.replace(/^\n/, '').replace(/\n *$/, '')}\n`

describe('renderPlan', () => {
  it('groups by kind, names what changes, and ends with the sum and the price', () => {
    const plan = planOf({
      summary: { create: 1, update: 1, delete: 1, adopt: 1, forget: 1 },
      cost: { shop: { planReads: 12, applyReads: 2, writes: 5, remaining: 981 } },
      changes: [
        change({
          address: at('product', 'oak-table'),
          action: 'update',
          reason: 'price and related differ',
          diff: [
            field('related', {
              before: [at('product', 'pine')],
              after: [at('product', 'oak-chair'), at('product', 'oak-bench')],
            }),
            field('price', { before: '1299', after: '1199', meaning: 'price' }),
            field('stock', { before: '7', after: '10', meaning: 'stock', cause: 'drift' }),
          ],
          entry: {
            remoteId: '7',
            applied: { name: 'Egebord' },
            stored: {},
            policy: { protect: false, onRemove: 'forget' },
            needs: [],
          },
        }),
        change({
          address: at('product', 'oak-chair'),
          action: 'create',
          reason: 'new in the files',
          diff: [
            field('name', { after: 'Egestol', meaning: 'text' }),
            field('profile', { after: at('profile', 'furniture'), meaning: 'structure' }),
            field('price', { after: '1299.5', meaning: 'price' }),
            field('own_id', { after: 'CH-001', meaning: 'identity' }),
          ],
        }),
        change({ address: at('category', 'sale'), action: 'delete', reason: 'gone from the files', risk: 'high' }),
        change({ address: at('supplier', 'acme'), action: 'adopt', reason: 'found by name' }),
        change({ address: at('supplier', 'old'), action: 'forget', reason: 'gone from the files, the shop keeps it' }),
      ],
    })
    expect(renderPlan(plan)).toBe(
      golden(`
shop/category  1 to delete
  - sale  high risk · gone from the files

shop/product  1 to create, 1 to update
  + oak-chair  Egestol  new in the files
      own_id   CH-001
      price    1299.50
      profile  furniture
  ~ oak-table  Egebord  price and related differ
      price    1299.00 → 1199.00  −7.7 %
      stock    7 → 10  stock +3  drift: the shop moved
      related  + oak-chair, oak-bench  − pine

shop/supplier  1 to adopt, 1 to forget
  → acme  found by name
  · old   gone from the files, the shop keeps it

Plan: 1 to create, 1 to update, 1 to delete, 1 to adopt, 1 to forget · 40 in sync
shop: 12 reads made · apply: 2 reads + 5 writes · 981 left today
`),
    )
  })

  it('says so when there is nothing to do', () => {
    expect(renderPlan(planOf())).toBe(
      'No changes. shop matches the configuration (40 resources).\nshop: 12 reads made\n',
    )
  })

  it('never says "no changes" of an incomplete plan', () => {
    const plan = planOf({
      complete: false,
      summary: { none: 3, notEvaluated: 12 },
      views: [{ connection: 'shop', kind: 'product', age: 0, reach: 'partial' }],
    })
    const text = renderPlan(plan)
    expect(text).not.toContain('No changes')
    expect(text).toBe(
      golden(`
NOT EVALUATED: 12 resources. This plan is incomplete, and apply refuses it.
  shop/product  read only in part
  Nothing is created or deleted there. Narrow the run with --connection or --exclude, or try again.

Plan: 0 to create, 0 to update, 0 to delete, 0 to adopt, 0 to forget · 3 in sync · 12 not evaluated
shop: 12 reads made
`),
    )
  })

  it('shows guards with what acknowledges them, and notes in short', () => {
    const note = (key: string) => ({
      severity: 'note' as const,
      code: 'N1001' as const,
      summary: 'the shop keeps it',
      address: at('product', key),
    })
    const plan = planOf({
      summary: { delete: 1 },
      guards: [
        {
          name: 'delete',
          addresses: [at('category', 'sale')],
          acked: false,
          message: 'One resource is deleted: --ack delete.',
        },
        { name: 'price', addresses: [], acked: true, message: 'A price falls.' },
      ],
      diagnostics: [
        note('a'),
        note('b'),
        note('c'),
        note('d'),
        { severity: 'warning', code: 'E3007', summary: 'brand cannot be cleared', hint: 'leave it out' },
      ],
    })
    expect(renderPlan(plan)).toBe(
      golden(`
1 warning and 4 notes
  E3007  brand cannot be cleared
         → leave it out
  N1001  shop/product/a: the shop keeps it
  N1001  shop/product/b: the shop keeps it
  N1001  shop/product/c: the shop keeps it
         … 1 more of these (-v shows them)

Guards
  ✗ delete  stops this plan
      One resource is deleted: --ack delete.
      shop/category/sale
  ✓ price   acknowledged
      A price falls.

Plan: 0 to create, 0 to update, 1 to delete, 0 to adopt, 0 to forget · 40 in sync
shop: 12 reads made
`),
    )
  })

  it('shows long texts as the lines that differ', () => {
    const before =
      '<h2>Bord</h2><p>Et godt bord til hele familien, af massivt egetræ.</p><p>Plejes med olie.</p><p>Leveres samlet.</p>'
    const diff = [field('description', { before, after: before.replace('egetræ', 'fyrretræ'), meaning: 'text' })]
    const plan = planOf({
      summary: { update: 1 },
      changes: [change({ address: at('product', 'table'), action: 'update', diff })],
    })
    expect(renderPlan(plan).split('\n').slice(2, 8).join('\n')).toBe(
      `      description  (text, 2 characters longer)
          <h2>Bord</h2>
        − <p>Et godt bord til hele familien, af massivt egetræ.</p>
        + <p>Et godt bord til hele familien, af massivt fyrretræ.</p>
          <p>Plejes med olie.</p>
          <p>Leveres samlet.</p>`,
    )
  })

  it('shows what comes to and goes from a list or a gallery', () => {
    const diff = [
      field('images[oak.jpg]', { after: 'Forfra', meaning: 'image' }),
      field('images[#7]', { before: 'Bagfra', meaning: 'image' }),
      field('bundle', { before: [at('product', 'leg')], after: [at('product', 'leg'), at('product', 'leg')] }),
      field('related', { before: ['a', 'b'], after: ['b', 'a'] }),
      field('bulk_discount', {
        before: { over: '5', discount: '12.5' },
        after: { over: '6', discount: '12.5' },
        meaning: 'price',
      }),
    ]
    const plan = planOf({
      summary: { update: 1 },
      changes: [change({ address: at('product', 'a'), action: 'update', diff })],
    })
    expect(renderPlan(plan).split('\n').slice(2, 7).join('\n')).toBe(
      `      bulk_discount    over 5 → 6  price
      images[oak.jpg]  + Forfra
      images[#7]       − Bagfra
      bundle           + leg
      related          order: b, a`,
    )
  })

  it('has room for what a person is to do, so that a command in it can be copied', () => {
    const reason = `in doubt: it may have been made; ${'say what happened: '.repeat(3)}butik state resolve shop/product/a --id N | --absent`
    const text = renderPlan(planOf({ changes: [change({ address: at('product', 'a'), action: 'manual', reason })] }))
    expect(text).not.toContain('…')
    expect(text.replace(/\s+/g, ' ')).toContain(reason)
  })

  it('cuts the fields of a create, and shows them all with -v', () => {
    const diff = Array.from({ length: 12 }, (_, index) => field(`field_${index}`, { after: String(index) }))
    const plan = planOf({
      summary: { create: 1 },
      changes: [change({ address: at('product', 'a'), action: 'create', diff })],
    })
    expect(renderPlan(plan)).toContain('      … 4 more fields (-v shows them)\n')
    expect(renderPlan(plan, { verbose: true })).toContain('field_11  11')
  })

  it('gives the same bytes for the same plan, and colours only when asked', () => {
    const changes = [change({ address: at('product', 'a'), action: 'create', diff: [field('x', { after: 'y' })] })]
    const plan = planOf({ summary: { create: 1 }, changes })
    expect(renderPlan(plan)).toBe(renderPlan(structuredClone(plan)))
    expect(renderPlan(plan)).not.toContain('\u001b')
    expect(renderPlan(plan, { color: true })).toContain('\u001b[32m')
  })

  it('keeps secrets and control characters of the shop out of the terminal', () => {
    const diff = [
      field('token', { before: { env: 'A', digest: 'd1' }, after: { env: 'A', digest: 'd2' }, sensitive: true }),
      field('name', { before: 'Bord\u001b]0;x\u0007', after: 'Bord\u202e', meaning: 'text' }),
    ]
    const plan = planOf({
      summary: { update: 1 },
      changes: [change({ address: at('product', 'a'), action: 'update', reason: 'evil\u001b[2J', diff })],
      diagnostics: [{ severity: 'note', code: 'N1002', summary: 'kept as \u009b31m' }],
    })
    const text = renderPlan(plan)
    expect(text).toContain('token  (sensitive) → (sensitive)')
    expect(text).toContain('Bord\\x1b]0;x\\x07 → Bord\\u{202e}')
    expect(text).not.toMatch(/[^\n\P{Cc}]|\u202e/u)
    expect(text).not.toContain('d1')
  })

  it('keeps every line within the width of the terminal', () => {
    const long = 'En meget lang tekst om et bord. '.repeat(20)
    const diff = [
      field('name', { before: long, after: `${long}x`, meaning: 'text', cause: 'both' }),
      field('related', {
        before: [],
        after: Array.from({ length: 40 }, (_, index) => at('product', `chair-${index}`)),
      }),
      field('price', { before: '1', after: '2', meaning: 'price', cause: 'drift' }),
    ]
    const changes = [change({ address: at('product', 'a'), action: 'update', reason: long, diff })]
    const lines = renderPlan(planOf({ summary: { update: 1 }, changes }), { columns: 72 }).split('\n')
    const body = lines.slice(0, lines.indexOf(''))
    expect(Math.max(...body.map((line) => [...line].length))).toBeLessThanOrEqual(72)
  })

  it('says what only the state learns, and how old a view is', () => {
    const plan = planOf({
      stateUpdates: [{ address: at('product', 'a'), reason: 'sale_price is released', entry: null }],
      views: [{ connection: 'shop', kind: 'product', age: 7200, reach: 'complete' }],
    })
    expect(renderPlan(plan)).toBe(
      golden(`
state only: 1 entry, no call to the shop
  · shop/product/a  sale_price is released

No changes. shop matches the configuration (40 resources).
shop: 12 reads made
shop/product: seen 2 hours ago
`),
    )
  })

  it.each([
    [{ by: 'mark' }, '2,500 seen 3 days ago, and the list did not move since'],
    [{ by: 'changes', changed: 3, vanished: 0 }, '2,500 seen 3 days ago, 3 changed since, and the total agrees'],
    [
      { by: 'changes', provedAt: '2026-03-04T07:00:00.000Z', changed: 3 },
      '2,500 seen 5 hours ago (read whole 3 days ago), 3 changed since, and the total agrees',
    ],
    [
      { by: 'changes', changed: 0, vanished: 2 },
      '2,500 seen 3 days ago, 0 changed since, 2 gone, and the total agrees',
    ],
    [
      {
        by: 'changes',
        changed: 3,
        vanished: 0,
        sweep: { begunAt: '2026-03-02T12:00:00.000Z', rows: 1090, of: 2500 },
      },
      '2,500 seen 3 days ago, 3 changed since, and the total agrees; 1,090 of 2,500 read anew by now',
    ],
    [
      { by: 'saved' },
      '2,500 seen 3 days ago, and not asked for again: apply looks at what it touches before it writes',
    ],
  ] as const)('says how old a view is, and why it is believed: %j', (proof, words) => {
    const view = { connection: 'shop', kind: 'product', age: 259_200, reach: 'complete' } as const
    const rests = { readAt: '2026-03-01T12:00:00.000Z', objects: 2500, ...proof }
    expect(renderPlan(planOf({ views: [{ ...view, proof: rests }] }))).toContain(`shop/product: ${words}`)
  })

  it.each([
    ['a guard that stops it', { guards: [{ name: 'identity', addresses: [], acked: false, message: 'another shop' }] }],
    ['an error', { diagnostics: [{ severity: 'error', code: 'E3007', summary: 'it cannot be changed' }] as const }],
  ])('never says "no changes" beside %s', (_what, given) => {
    expect(renderPlan(planOf(given))).toContain('Plan: 0 to create, 0 to update')
    expect(renderPlan(planOf(given))).not.toContain('No changes')
  })
})
