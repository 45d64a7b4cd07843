/** Values, text diffs and the safety of text from outside. */
import { describe, expect, it } from 'vitest'
import { renderDiagnosticsJson, renderJson } from '../../../src/render/json.ts'
import { renderEvent } from '../../../src/render/ndjson.ts'
import { counted, cut, plain, safeJson, widthOf } from '../../../src/render/plain.ts'
import { textDiff } from '../../../src/render/text-diff.ts'
import { shown } from '../../../src/render/text-value.ts'
import { at } from './plans.ts'

const other = { connection: 'shop', meaning: 'other' } as const
const price = { connection: 'shop', meaning: 'price' } as const

describe('shown', () => {
  it.each([
    [undefined, other, '(none)'],
    [null, other, '(none)'],
    [true, other, 'true'],
    ['1299', price, '1299.00'],
    ['0.125', price, '0.125'],
    ['1299', other, '1299'],
    ['00123', other, '"00123"'],
    ['', other, '""'],
    ['(none)', other, '"(none)"'],
    [' padded', other, '" padded"'],
    [at('product', 'oak-chair'), other, 'oak-chair'],
    ['other/product/x', other, 'other/product/x'],
    [{ ref: at('profile', 'furniture') }, other, 'furniture'],
    [{ id: '12' }, other, 'id:12'],
    [{ env: 'TOKEN', digest: 'abc' }, other, '(sensitive)'],
    [
      { asset: { path: 'images/a.jpg', sha256: 'x', bytes: 48_211 }, description: 'Forfra' },
      other,
      'a.jpg 48 kB (Forfra)',
    ],
    [{ url: 'https://example.com/b.jpg?x=1' }, other, 'b.jpg'],
    [{ over: '5', discount: '12.5' }, price, '{ over: 5, discount: 12.50 }'],
    [[], other, '(empty)'],
    [['a', 'b'], other, 'a, b'],
  ])('%j reads %s', (value, place, text) => {
    expect(shown(value, place)).toBe(text)
  })
})

describe('textDiff', () => {
  const limits = { width: 40, lines: 10 }
  it('shows one line around and counts what is alike', () => {
    const lines = Array.from({ length: 9 }, (_, index) => `line ${index}`)
    const after = lines.with(4, 'other').join('\n')
    expect(textDiff(lines.join('\n'), after, limits).map(({ mark, text }) => mark + text)).toEqual([
      '…3 lines alike',
      ' line 3',
      '-line 4',
      '+other',
      ' line 5',
      '…3 lines alike',
    ])
  })

  it('moves a long line to the part that differs', () => {
    const before = `${'a'.repeat(90)}X`
    expect(textDiff(before, `${'a'.repeat(90)}Y`, limits)).toEqual([
      { mark: '-', text: '…aaaaaaaaaaX' },
      { mark: '+', text: '…aaaaaaaaaaY' },
    ])
  })

  it('spells out what looks alike', () => {
    expect(textDiff('a b', 'a\u00a0b', limits)).toEqual([
      { mark: '-', text: 'a b' },
      { mark: '+', text: 'a\\xa0b' },
    ])
  })

  it('counts two texts that have nothing in common', () => {
    const text = (word: string): string => Array.from({ length: 3000 }, (_, index) => `${word} ${index}`).join('\n')
    expect(textDiff(text('a'), text('b'), limits)).toEqual([
      { mark: '…', text: 'rewritten: 3,000 lines → 3,000 lines' },
    ])
  })
})

describe('plain', () => {
  it('escapes what could move the cursor or turn the text round', () => {
    expect(plain('a\u001b[31m\r\nb\u202e\u200b\u009b')).toBe('a\\x1b[31m\\r\\nb\\u{202e}\\u{200b}\\x9b')
  })
  it('leaves Danish, and emoji with their joiners, alone', () => {
    expect(plain('Rødgrød 👩‍👧')).toBe('Rødgrød 👩‍👧')
  })
  it('measures and cuts by columns', () => {
    expect(widthOf('æø日本')).toBe(6)
    expect(cut('日本語', 5)).toBe('日本…')
    expect(counted(1200, 'read')).toBe('1,200 reads')
  })
})

describe('JSON', () => {
  it('keeps the value and hides the controls', () => {
    const value = { name: 'a\u009b\u202e\u001b😀\u{e0041}' }
    const text = renderJson(value)
    expect(text).not.toMatch(/[^\n\P{Cc}]|\u202e/u)
    expect(JSON.parse(text)).toEqual(value)
    expect(JSON.parse(safeJson(JSON.stringify(value)))).toEqual(value)
  })

  it('gives diagnostics in the published form', () => {
    const source = { file: 'a.yaml', line: 1, column: 2, endLine: 1, endColumn: 5 }
    const diagnostic = { severity: 'error', code: 'E1101', summary: 's', source } as const
    expect(JSON.parse(renderDiagnosticsJson([diagnostic]))).toEqual([diagnostic])
    expect(JSON.parse(renderEvent({ type: 'diagnostic', diagnostic }))).toEqual({ type: 'diagnostic', diagnostic })
  })
})
