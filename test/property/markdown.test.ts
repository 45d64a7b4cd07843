// 500 texts that try to break out of a comment, in every place where a text from outside can stand.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { AddressId } from '../../src/model/address.ts'
import type { Diagnostic } from '../../src/model/diagnostic.ts'
import type { Drift } from '../../src/model/drift.ts'
import type { Meaning } from '../../src/model/field.ts'
import type { Json } from '../../src/model/json.ts'
import type { Action, Change, FieldChange, Plan } from '../../src/model/plan.ts'
import { driftOf } from '../../src/pipeline/drift.ts'
import { renderPlanMarkdown } from '../../src/render/markdown.ts'
import { renderDriftMarkdown } from '../../src/render/markdown-drift.ts'
import { sizeOf } from '../../src/render/markdown-fit.ts'
import { renderAppliedMarkdown, renderDiagnosticsMarkdown } from '../../src/render/markdown-outcome.ts'
import { fenced } from '../../src/render/markdown-text.ts'
import { isLong } from '../support/long.ts'
import { breaches, nodesOf, parsed } from '../support/markdown-tree.ts'
import { change, field, planOf } from '../unit/render/plans.ts'

const hostile = [
  '`',
  '``',
  '```',
  '~~~',
  '```\n',
  '\n```\n',
  '\r\n\r\n',
  '\n\n',
  '\u2028',
  '\t',
  '    ',
  '\\',
  '\\`',
  '\\|',
  '\\\\|',
  '|',
  '||',
  '|---|',
  '<!-- ',
  ' -->',
  '<!-- butik -->',
  '<b>',
  '</details>',
  '<details>',
  '</summary>',
  '<script>alert(1)</script>',
  '<img src=x>',
  '<br>',
  '<a href="https://evil.example">',
  '&lt;',
  '&#64;',
  '@team',
  '@org/team',
  '@all',
  '#1',
  'GH-1',
  'org/repo#1',
  '!1',
  '$1',
  '~bug',
  '%1',
  '&1',
  '^1',
  'JIRA-12',
  'deadbeef',
  '0123456789abcdef0123456789abcdef01234567',
  'https://evil.example',
  'http://a',
  'www.evil.example',
  'ftp://x.example',
  'mailto:a@b.example',
  'a@b.example',
  'xmpp:a@b.example',
  '[x](https://evil.example)',
  '![x](https://evil.example/i.png)',
  '[x][y]',
  '\n[y]: https://evil.example\n',
  '[^1]',
  '\n[^1]: note',
  '<https://evil.example>',
  ':smile:',
  ':+1:',
  '$x$',
  '$$\nx\n$$',
  '$`x`$',
  '\\(x\\)',
  '**',
  '__',
  '*a*',
  '_a_',
  '~~a~~',
  '\n# A',
  '\n---\n',
  '\n===',
  '\n- a',
  '\n1. a',
  '\n> a',
  '\n- [ ] a',
  '\n/close',
  '/merge',
  '\n/approve\n',
  '\u202e',
  '\u2066',
  '\u2069',
  '\u200b',
  '\u200d',
  '\ufeff',
  '\u0000',
  '\u001b[31m',
  'שלום',
  'مرحبا',
  '👩‍👩‍👧',
  '\u{1f600}',
  'Z̸̢̧'.repeat(20),
  '\ud800',
  '→',
  '−',
  '(none)',
  'a',
  ' ',
  'Egestol',
  '1299.00',
  '{{',
  '}}',
  '$'.concat('{{ secrets.X }}'),
  '\n```suggestion\n',
  '{: .x}',
  '<!--',
  '-->',
  '</code>',
  '<bdo dir=rtl>',
]

const text = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.array(fc.constantFrom(...hostile), { minLength: 1, maxLength: 8 }).map((parts) => parts.join('')),
  },
  {
    weight: 2,
    arbitrary: fc.array(fc.constantFrom(...hostile), { minLength: 1, maxLength: 6 }).map((parts) => parts.join(' ')),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  { weight: 1, arbitrary: fc.constantFrom(...hostile).map((part) => part.repeat(60)) },
)

const meanings: readonly Meaning[] = ['price', 'stock', 'text', 'structure', 'image', 'visibility', 'identity', 'other']
const actions: readonly Action[] = ['create', 'update', 'replace', 'delete', 'adopt', 'forget', 'manual']

/** From outside, a saved plan: its addresses may say anything too. */
const addressOf = (said: string, key: string): AddressId => `shop${said}/product/${key}${said}` as AddressId

/** Each meaning with one form of value; `turn` shifts which. */
function fieldsOf(said: string, turn: number): FieldChange[] {
  const values: readonly (readonly [Json | undefined, Json | undefined])[] = [
    [said, 'x'],
    ['x', said],
    [undefined, said],
    [`${said}\nsame\nold`, `${said}\nsame\nnew`],
    [
      [said, 'a'],
      ['b', said, said],
    ],
    [{ [said]: said }, { [said]: 'x', b: said }],
    [
      { url: said, description: said },
      { asset: { path: said, digest: 'd', bytes: 7 }, description: said },
    ],
  ]
  const of = (meaning: Meaning, [before, after]: (typeof values)[number], index: number): FieldChange =>
    field(`${said}${index}`, {
      meaning,
      cause: 'drift',
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    })
  return meanings.map((meaning, index) => of(meaning, values[(index + turn) % values.length] ?? ['', said], index))
}

/** In a gate an update with half of its fields, and a third of the other actions, in turn: reading them as Markdown takes long. */
function hostilePlan(said: string, turn: number): Plan {
  const diagnostics: Diagnostic[] = (['error', 'warning', 'note'] as const).map((severity) => ({
    severity,
    code: 'N1001',
    summary: said,
    detail: said,
    hint: said,
    address: addressOf(said, 'd'),
    source: { file: said, line: 1, column: 1, endLine: 1, endColumn: 2 },
  }))
  const some = actions.filter((action, index) => isLong || action === 'update' || index % 3 === turn % 3)
  const shown = (_: FieldChange, index: number) => isLong || index % 2 === turn % 2
  const changes: Change[] = some.map((action, index) =>
    change({
      address: addressOf(said, action),
      action,
      reason: said,
      risk: 'high',
      diff: [
        field('name', { before: 'x', after: said, meaning: 'text' }),
        ...(action === 'update' ? fieldsOf(said, said.length).filter(shown) : fieldsOf(said, index).slice(0, 2)),
      ],
    }),
  )
  const quiet = (['adopt', 'forget'] as const).map((action) =>
    change({ address: addressOf(said, `quiet-${action}`), action, reason: said }),
  )
  const plain = planOf({ summary: { create: 1, notEvaluated: 1 } })
  return {
    ...plain,
    hash: said,
    complete: false,
    cost: { [said]: { planReads: 1, applyReads: 1, writes: 1, remaining: 9 } },
    changes: [...changes, ...quiet],
    operations: [{ id: said, connection: said, operation: said, role: 'create', addresses: [addressOf(said, 'o')] }],
    stateUpdates: [{ address: addressOf(said, 's'), reason: said, entry: null }],
    guards: [true, false].map((acked) => ({
      name: said,
      addresses: [addressOf(said, 'update')],
      acked,
      message: said,
    })),
    views: [
      { connection: said, kind: said, age: 60, reach: 'partial' },
      { connection: said, kind: said, age: 0, reach: 'unseen' },
    ],
    diagnostics: [...diagnostics, { severity: 'warning', code: 'N1030', summary: said, hint: said }],
    basis: { ...plain.basis, environment: said, undo: said },
  }
}

function hostileDrift(plan: Plan, said: string): Drift {
  const objects = [{ remoteId: said, label: said, name: said }]
  const muted = [{ address: addressOf(said, 'm'), until: said, reason: said, diff: fieldsOf(said, 0) }]
  const unmanaged = (['listed', 'unknown'] as const).map((seen) => ({ connection: said, kind: said, seen, objects }))
  return driftOf({ ...plan, muted }, new Set(plan.changes.map(({ address }) => address)), unmanaged)
}

const link = 'https://ci.example/run/1'
const whole = { limit: 10_000_000, whole: ['plan.json'], link }

test('500 hostile texts leave a plan, an outcome and diagnostics as they were meant', () => {
  let seen = 0
  fc.assert(
    fc.property(text, (said) => {
      seen += 1
      const plan = hostilePlan(said, seen)
      expect(breaches(renderPlanMarkdown(plan, whole), link)).toEqual([])
      const cut = renderPlanMarkdown(plan, {
        ...whole,
        limit: 12_000,
        whole: [said],
        link: `https://ci.example/${said}`,
      })
      expect(sizeOf(cut)).toBeLessThanOrEqual(12_000)
      const outcomes = (['succeeded', 'failed', 'skipped', 'in-doubt'] as const).map((outcome) => ({
        address: addressOf(said, outcome),
        action: 'update' as const,
        outcome,
        message: said,
      }))
      const applied = { run: said, outcomes, calls: { [said]: 3 }, diagnostics: plan.diagnostics }
      expect(breaches(renderAppliedMarkdown(applied, whole), link)).toEqual([])
      const texts = new Map([[said, `${said}\n${said}`]])
      expect(breaches(renderDiagnosticsMarkdown(plan.diagnostics, texts, whole), link)).toEqual([])
      const [block] = [...nodesOf(parsed(fenced(said.split('\n'))))].filter(({ type }) => type === 'code')
      expect(block?.value?.split('\n')).toHaveLength(said.split('\n').length)
    }),
    { numRuns: 500, seed: 20261130 },
  )
  expect(seen).toBe(500)
})

test('so do 100 of them the text of an issue that tells of drift', () => {
  let turn = 0
  fc.assert(
    fc.property(text, (said) => {
      turn += 1
      const drift = hostileDrift(hostilePlan(said, turn), said)
      expect(breaches(renderDriftMarkdown(drift, whole), link)).toEqual([])
      expect(sizeOf(renderDriftMarkdown(drift, { ...whole, limit: 9_000 }))).toBeLessThanOrEqual(9_000)
    }),
    { numRuns: 100, seed: 20261130 },
  )
})
