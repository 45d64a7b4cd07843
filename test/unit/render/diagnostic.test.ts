import { describe, expect, it } from 'vitest'
import type { Diagnostic } from '../../../src/model/diagnostic.ts'
import { renderDiagnostics } from '../../../src/render/diagnostic.ts'

const at = (line: number, column: number, endColumn: number, endLine = line) => ({
  file: 'a.yaml',
  line,
  column,
  endLine,
  endColumn,
})
const error = (source: Diagnostic['source'], more: Partial<Diagnostic> = {}): Diagnostic => ({
  severity: 'error',
  code: 'E1101',
  summary: 'unknown key "prise"',
  ...(source === undefined ? {} : { source }),
  ...more,
})
const render = (diagnostic: Diagnostic, text?: string, columns = 60) =>
  renderDiagnostics([diagnostic], new Map(text === undefined ? [] : [['a.yaml', text]]), { columns })

describe('renderDiagnostics', () => {
  it('shows what, where, why and what to do', () => {
    const text = `${'\n'.repeat(11)}    prise: 1299.00\n`
    const found = render(error(at(12, 5, 10), { detail: 'it is not a field', hint: 'did you mean "price"?' }), text)
    expect(found).toBe(`error[E1101]: unknown key "prise"
  --> a.yaml:12:5
   |
12 |     prise: 1299.00
   |     ^^^^^
   = it is not a field
   hint: did you mean "price"?

1 error
`)
  })

  it('does without a place, a text, or a line that is there', () => {
    expect(render(error(undefined))).toBe('error[E1101]: unknown key "prise"\n\n1 error\n')
    expect(render(error(at(2, 1, 2)))).toContain('\n --> a.yaml:2:1\n\n')
    expect(render(error(at(2, 1, 2)), 'a: [1\n')).toContain('\n --> a.yaml:2:1\n\n')
    expect(renderDiagnostics([], new Map())).toBe('')
  })

  it('counts at the end, and names the address', () => {
    const note: Diagnostic = { ...error(undefined), severity: 'note', code: 'N1004' }
    const warning: Diagnostic = { ...error(undefined), severity: 'warning', code: 'E1107', detail: 'in\ntwo' }
    const found = renderDiagnostics([error(undefined), error(undefined), warning, note], new Map())
    expect(found).toContain('warning[E1107]: ')
    expect(found).toContain('  = in\n  = two\n')
    expect(found.endsWith('\n\n2 errors, 1 warning and 1 note\n')).toBe(true)
  })

  it('shows control and bidi characters instead of obeying them', () => {
    const found = render(error(at(1, 5, 9), { summary: 'a\u001b[31m\nb' }), 'a: \u202e"\tx\u0007"')
    expect(found).toContain('error[E1101]: a\\x1b[31m\\nb\n')
    expect(found).toContain('1 | a: \\u{202e}"→x\\x07"\n  |            ^^^^^^^\n')
  })

  it('keeps the caret under what it marks, whatever its width', () => {
    expect(render(error(at(1, 7, 8)), 'a: 椅子 x')).toContain('1 | a: 椅子 x\n  |         ^\n')
    expect(render(error(at(1, 4, 4)), 'a: ')).toContain('  |    ^')
    expect(render(error(at(1, 4, 3, 3)), 'a: [b,\n c,\n d]')).toContain('1 | a: [b,\n  |    ^^^\n')
  })

  it('cuts a long line around the caret', () => {
    const line = `a: ${'x'.repeat(100)} HERE ${'y'.repeat(100)}`
    const lines = render(error(at(1, 105, 109)), line, 40).split('\n')
    const [excerpt = '', caret = ''] = lines.slice(3)
    expect(excerpt.length).toBeLessThanOrEqual(40)
    expect(excerpt.slice(caret.indexOf('^'), caret.lastIndexOf('^') + 1)).toBe('HERE')
    expect(excerpt).toMatch(/^1 \| …x+ HERE y+…$/)
    const long = render(error(at(1, 4, 104)), line, 40).split('\n')
    expect(long[3]?.length).toBeLessThanOrEqual(40)
  })

  it('is coloured only when asked', () => {
    const sign = String.fromCharCode(27)
    expect(render(error(at(1, 1, 2)), 'a: 1')).not.toContain(sign)
    expect(renderDiagnostics([error(undefined)], new Map(), { color: true })).toContain(sign)
  })
})
