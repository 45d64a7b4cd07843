import { describe, expect, test } from 'vitest'
import type { Diagnostic } from '../../../src/model/diagnostic.ts'
import { renderAnnotations, renderCodeQuality } from '../../../src/render/annotations.ts'

const source = { file: 'shop.yaml', line: 3, column: 5, endLine: 3, endColumn: 9 }
const problem: Diagnostic = { severity: 'error', code: 'E1101', summary: 'there is no field "prise"', source }
const below = (file: string) => `conf/${file}`

describe('annotations of GitHub', () => {
  test('say file, line and column, the code as title, and what to do', () => {
    const told = {
      ...problem,
      address: 'shop/product/a' as const,
      detail: 'one\ntwo',
      hint: 'write price',
    } as Diagnostic
    expect(renderAnnotations([told], below)).toBe(
      '::error file=conf/shop.yaml,line=3,endLine=3,col=5,endColumn=8,title=E1101::there is no field "prise"%0Ain shop/product/a%0Aone%0Atwo%0Ahint: write price\n',
    )
  })

  test('columns are of one line', () => {
    const long = { ...problem, source: { ...source, endLine: 5 } }
    expect(renderAnnotations([long], below)).toContain('line=3,endLine=5,col=5,title=')
  })

  test('text that tries to be a command of its own stays text', () => {
    const summary = '100%\r\n::add-mask::x\u001b[31m\u202e'
    const file = 'a,b:c%\n::error::.yaml'
    const text = renderAnnotations([{ ...problem, summary, source: { ...source, file } }], (one) => one)
    expect(text.trimEnd().split('\n')).toHaveLength(1)
    expect(text).toContain('file=a%2Cb%3Ac%25\\n%3A%3Aerror%3A%3A.yaml,')
    expect(text).toContain('::100%25\\r%0A::add-mask::x\\x1b[31m\\u{202e}')
  })

  test('notes are none; a warning needs a place, an error does not', () => {
    const { source: _source, ...homeless } = problem
    expect(
      renderAnnotations(
        [
          { ...problem, severity: 'note' },
          { ...homeless, severity: 'warning' },
        ],
        below,
      ),
    ).toBe('')
    expect(renderAnnotations([homeless], below)).toBe('::error title=E1101::there is no field "prise"\n')
    expect(renderAnnotations([{ ...problem, severity: 'warning' }], below)).toMatch(/^::warning file=/)
  })
})

describe('Code Quality of GitLab', () => {
  const report = (...diagnostics: Diagnostic[]) =>
    JSON.parse(renderCodeQuality(diagnostics, below)) as { fingerprint: string }[]

  test('has what GitLab asks for', () => {
    expect(report({ ...problem, hint: 'write price' })).toEqual([
      {
        description: 'there is no field "prise" · write price',
        check_name: 'E1101',
        fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
        severity: 'critical',
        location: { path: 'conf/shop.yaml', lines: { begin: 3 } },
      },
    ])
    expect(report()).toEqual([])
  })

  test('a fingerprint stays when lines move, and no two are the same', () => {
    const moved = { ...problem, source: { ...source, line: 30, endLine: 30 } }
    expect(report(moved)[0]?.fingerprint).toBe(report(problem)[0]?.fingerprint)
    const all = report(problem, moved, { ...problem, source: { ...source, file: 'other.yaml' } }).map(
      ({ fingerprint }) => fingerprint,
    )
    expect(new Set(all).size).toBe(3)
  })

  test('what has no place stands in butik.yaml', () => {
    const { source: _source, ...homeless } = problem
    expect(report({ ...homeless, severity: 'warning' })).toMatchObject([
      { severity: 'minor', location: { path: 'conf/butik.yaml', lines: { begin: 1 } } },
    ])
  })
})
