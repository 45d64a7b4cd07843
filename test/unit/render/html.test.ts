import { describe, expect, it } from 'vitest'
import type { Change, FieldChange } from '../../../src/model/plan.ts'
import { renderAppliedHtml, renderPlanHtml } from '../../../src/render/html.ts'
import { lineDiff } from '../../../src/render/html-diff.ts'
import { fieldOf } from '../../../src/render/html-field.ts'
import { assetsIn } from '../../../src/render/html-pictures.ts'
import { rowsOf } from '../../../src/render/html-rows.ts'
import type { FieldView, ReportData } from '../../../src/render/page/data.ts'
import { at, change, field, planOf } from './plans.ts'

const viewOf = (given: FieldChange, of: Partial<Change> = {}): FieldView =>
  fieldOf(change({ address: at('product', 'a'), action: 'update', ...of }), given).view

function dataOf(html: string): ReportData {
  const [, json = ''] = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(html) ?? []
  return JSON.parse(json)
}

it('has no line that a log of GitHub takes for a command, and shows the text as it is', () => {
  const text = 'a\n::error::x ##[group]y'
  const plan = planOf({
    changes: [change({ address: at('product', 'a'), action: 'update', diff: [field('name', { after: text })] })],
    guards: [{ name: 'price', addresses: [], acked: false, message: text }],
  })
  const html = renderPlanHtml(plan)
  expect(html).not.toContain('##[')
  expect(html).not.toMatch(/^\s*::/m)
  expect(html).toContain('&#58;:error&#58;:x &#35;#[group]y')
  expect(JSON.stringify(dataOf(html))).toContain('##[group]y')
})

describe('the order of the page', () => {
  const price = (key: string, after: string, given: Partial<Change> = {}) =>
    change({
      address: at('product', key),
      action: 'update',
      diff: [field('description', { meaning: 'text' }), field('price', { before: '100', after, meaning: 'price' })],
      ...given,
    })
  const plan = planOf({
    changes: [
      change({ address: at('product', 'text'), action: 'update', diff: [field('name', { meaning: 'text' })] }),
      change({ address: at('product', 'new'), action: 'create', diff: [field('price', { meaning: 'price' })] }),
      price('little', '99'),
      price('much', '60'),
      price('risky', '98', { risk: 'high' }),
      price('guarded', '97'),
      change({ address: at('product', 'gone'), action: 'delete' }),
      change({ address: at('product', 'kept'), action: 'forget' }),
      change({ address: at('product', 'hand'), action: 'manual', diff: [field('price', { meaning: 'price' })] }),
    ],
    guards: [
      { name: 'price', addresses: [at('product', 'guarded')], acked: false, message: '' },
      { name: 'delete', addresses: [at('product', 'gone')], acked: true, message: '' },
    ],
  })

  it('puts what costs most first: a guard, then risk, then the larger move', () => {
    const { rows, groups } = rowsOf(plan)
    expect(groups.map(({ name }) => name)).toEqual(['gone', 'price', 'text', 'new', 'forgotten', 'by-hand'])
    expect(rows.map(({ key }) => key)).toEqual([
      'gone',
      'guarded',
      'risky',
      'much',
      'little',
      'text',
      'new',
      'kept',
      'hand',
    ])
    expect(rows.find(({ key }) => key === 'gone')?.guards).toBeUndefined()
    expect(rows.find(({ key }) => key === 'much')?.fields.map(({ path, mark }) => [path, mark])).toEqual([
      ['price', '−40 %'],
      ['description', undefined],
    ])
  })

  it('puts what did not succeed before all that', () => {
    const { rows } = rowsOf(plan, [
      { address: at('product', 'text'), action: 'update', outcome: 'failed', message: 'why' },
      { address: at('product', 'much'), action: 'update', outcome: 'succeeded' },
    ])
    expect(rows[0]).toMatchObject({ key: 'text', group: 'undone', outcome: 'failed', message: 'why' })
    expect(rows.find(({ key }) => key === 'much')).toMatchObject({ group: 'price', outcome: 'succeeded' })
  })
})

describe('one field', () => {
  it('hides what is sensitive', () => {
    const secret = field('token', { before: 'abc', after: 'def', sensitive: true })
    expect(viewOf(secret)).toEqual({ is: 'pair', before: '(sensitive)', after: '(sensitive)' })
    expect(viewOf(secret, { action: 'create' })).toEqual({ is: 'fresh', text: '(sensitive)' })
  })

  it('shows what a list gains and loses, and its order where it loses nothing', () => {
    const list = (before: string[], after: string[]) => viewOf(field('categories', { before, after }))
    expect(list(['a', 'b'], ['b', 'c'])).toEqual({ is: 'list', said: '', added: ['c'], removed: ['a'] })
    expect(list(['a'], [])).toEqual({ is: 'list', said: 'now empty', added: [], removed: ['a'] })
    expect(list(['a', 'b'], ['b', 'a'])).toEqual({ is: 'pair', before: 'a, b', after: 'b, a' })
  })

  it('shows the parts of a value that differ', () => {
    const discount = field('bulk_discount', {
      before: { over: '5', discount: '10' },
      after: { over: '5', discount: '12.5' },
      meaning: 'price',
    })
    expect(viewOf(discount)).toEqual({ is: 'parts', parts: [{ name: 'discount', before: '10.00', after: '12.50' }] })
  })

  it('knows the file of a picture that comes, and only the id of one that goes', () => {
    const write = { images: [{ asset: { path: 'images/a/oak.jpg', sha256: 'a1', bytes: 9 } }] }
    const added = field('images[oak.jpg]', { after: 'Forfra', meaning: 'image' })
    expect(viewOf(added, { write })).toEqual({
      is: 'picture',
      after: { name: 'oak.jpg', description: 'Forfra', content: 'a1' },
    })
    const removed = field('images[#77]', { before: 'Bagfra', meaning: 'image' })
    expect(viewOf(removed)).toEqual({ is: 'picture', before: { name: 'id 77', description: 'Bagfra', content: '' } })
    expect(assetsIn(planOf({ changes: [change({ address: at('product', 'a'), action: 'update', write })] }))).toEqual([
      { path: 'images/a/oak.jpg', sha256: 'a1', bytes: 9 },
    ])
  })

  it('makes a hard space visible where it is all that differs', () => {
    expect(viewOf(field('name', { before: 'a b', after: 'a\u00a0b', meaning: 'text' }))).toEqual({
      is: 'pair',
      before: 'a b',
      after: 'a\\xa0b',
    })
  })
})

describe('two texts', () => {
  it('marks the words that differ in lines that pair up, and leaves out what is alike', () => {
    const alike = Array.from({ length: 9 }, (_, index) => `line ${index}`)
    const lines = lineDiff(['en god stol', ...alike].join('\n'), ['en bedre stol', ...alike].join('\n'))
    expect(lines).toEqual([
      { mark: '-', runs: ['en ', ['god'], ' stol'] },
      { mark: '+', runs: ['en ', ['bedre'], ' stol'] },
      { mark: ' ', runs: ['line 0'] },
      { mark: ' ', runs: ['line 1'] },
      { mark: '…', runs: ['7 lines alike'] },
    ])
  })

  it('breaks one long line of HTML where its blocks begin', () => {
    const html = (word: string) => `<p>${'a'.repeat(60)}</p><p>${word}</p><ul><li>${'b'.repeat(60)}</li></ul>`
    const changed = lineDiff(html('old'), html('new')).filter(({ mark }) => mark === '-' || mark === '+')
    expect(changed.map(({ runs }) => runs.flat().join(''))).toEqual(['<p>old</p>', '<p>new</p>'])
  })

  it('holds no more than can be looked at, and says what is left out', () => {
    const many = Array.from({ length: 2_000 }, (_, index) => `line ${index}`).join('\n')
    const lines = lineDiff('x', many)
    expect(lines).toHaveLength(301)
    expect(lines.at(-1)?.runs[0]).toMatch(/^1,70\d more lines; the plan as JSON has all of it$/)
    expect(lineDiff('x', 'y'.repeat(2_000)).at(-1)?.runs[0]).toContain('(500 more characters)')
  })

  it('gives back both texts, but for what is alike', () => {
    const before = 'a\nb\nc\n'
    const after = 'a\nB\nc\nd\n'
    const text = (without: string) =>
      lineDiff(before, after)
        .filter(({ mark }) => mark !== without)
        .map(({ runs }) => runs.flat().join(''))
        .join('\n')
    expect(text('+')).toBe(before)
    expect(text('-')).toBe(after)
  })
})

describe('the page', () => {
  const plan = planOf({
    changes: [
      change({
        address: at('product', 'a'),
        action: 'update',
        diff: [field('name', { before: 'x', after: '</script>' })],
      }),
    ],
    summary: { update: 1 },
  })

  it('is the same for the same plan, and asks for nothing outside of itself', () => {
    const html = renderPlanHtml(plan)
    expect(renderPlanHtml(plan)).toBe(html)
    expect(html).not.toMatch(/(?:src|href)="(?!#|data:,)/)
    expect(html).not.toMatch(/https?:\/\//)
    expect(html).toMatch(/Content-Security-Policy" content="default-src &#39;none&#39;;/)
  })

  it('holds texts as data that can end no element', () => {
    const html = renderPlanHtml(plan)
    expect(html.match(/<\/script>/g)).toHaveLength(2)
    expect(dataOf(html).rows[0]?.fields[0]?.view).toEqual({ is: 'pair', before: 'x', after: '</script>' })
  })

  it('says of an apply which run it was', () => {
    const applied = { run: 'run-7', outcomes: [], calls: { shop: 3 }, diagnostics: [] }
    expect(renderAppliedHtml(applied, plan)).toContain('<code>run-7</code>')
    expect(renderAppliedHtml(applied)).toContain('Applied: nothing to do')
  })
})
