// The notice after an apply: what it says, and that no text of a shop or a vendor is more than text in a chat.
import { describe, expect, it } from 'vitest'
import type { OutcomeEntry } from '../../../src/model/event.ts'
import { renderNotice, type Told } from '../../../src/render/notice.ts'
import { at } from './plans.ts'

const entry = (key: string, given: Partial<OutcomeEntry> = {}): OutcomeEntry => ({
  address: at('product', key),
  action: 'update',
  outcome: 'failed',
  ...given,
})

const told = (outcomes: readonly OutcomeEntry[], more: Partial<Told> = {}): Told => ({
  applied: { run: 'run-1', outcomes, diagnostics: [], calls: { shop: 3 } },
  environment: 'production',
  ...more,
})

const text = (of: Told): string[] => JSON.parse(renderNotice(of, 'slack')).text.split('\n')

describe('in words', () => {
  it('counts what was written, and names what was not and why', () => {
    const outcomes = [
      entry('b', { message: 'the vendor said no' }),
      entry('c', { outcome: 'in-doubt', action: 'create' }),
      entry('a', { outcome: 'skipped', message: 'waits for b' }),
      entry('d', { outcome: 'succeeded' }),
    ]
    expect(text(told(outcomes, { link: 'https://ci.example/job/7?a=1&b=2' }))).toEqual([
      'butik apply (production): done in part: 1 updated, 1 failed, 1 skipped, 1 in doubt',
      '• update `shop/product/a` skipped: `waits for b`',
      '• update `shop/product/b` failed: `the vendor said no`',
      '• create `shop/product/c` in doubt',
      'run run-1',
      'https://ci.example/job/7?a=1&amp;b=2',
    ])
  })

  it('says of a run that never began what it was to do, and why it did not', () => {
    const notBegun = [entry('a'), entry('b', { action: 'create' })]
    expect(text(told([], { notBegun, errors: ['E3001: stopped by the guard price'] }))).toEqual([
      'butik apply (production): not begun, nothing was written',
      '`E3001: stopped by the guard price`',
      'not written:',
      '• update `shop/product/a`',
      '• create `shop/product/b`',
      'run run-1',
    ])
    expect(text(told([], { notBegun: [], errors: ['E4002: locked'] }))).toEqual([
      'butik apply (production): not begun, nothing was written',
      '`E4002: locked`',
      'run run-1',
    ])
  })

  it('is no report: ten are named, each within a line', () => {
    const many = Array.from({ length: 25 }, (_, index) => entry(`p${index}`, { message: 'x'.repeat(900) }))
    const lines = text(told(many, { errors: many.map(({ message = '' }) => message) }))
    expect(lines.filter((line) => line.startsWith('• update'))).toHaveLength(10)
    expect(lines).toContain('• … and 15 more')
    expect(lines).toHaveLength(1 + 11 + 10 + 1)
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(300)
  })

  it.each([
    '<!channel> <!here> <!everyone>',
    '<@U024BE7LH> <#C024BE7LR> <!subteam^SAZ94GDB8>',
    '<https://evil.example|the shop>',
    '&lt;!channel&gt; & co',
    '@channel @all @here @kim',
    '[the shop](https://evil.example) ![x](https://evil.example/x.png)',
    'https://evil.example',
    '` <!channel> ` @all `',
    '```\n@all\n```',
    '*bold* _it_ ~no~ :bomb:',
    '\u202egnp.exe\u0007\u001b[31m',
    'line\nrun of another\n• delete everything',
  ])('%j stays text', (hostile) => {
    for (const of of [
      told([entry('a', { message: hostile })]),
      told([], { errors: [hostile], notBegun: [] }),
      told([entry('a', { message: hostile })], { errors: [hostile] }),
    ]) {
      const lines = text(of)
      expect(lines.join('')).not.toMatch(/[<>\p{Cc}\u202e]/u)
      expect(lines.join('')).not.toMatch(/&(?!amp;|lt;|gt;)/)
      // Code keeps what is in it from being more than text: so every backtick has its partner, and nothing hostile lies outside.
      for (const line of lines) {
        const outside = line.split('`').filter((_, index) => index % 2 === 0)
        expect(line.split('`').length % 2).toBe(1)
        expect(outside.join('')).toMatch(/^[\w\s().:,•-]*$/)
      }
    }
    expect(JSON.parse(renderNotice(told([entry('a', { message: hostile })]), 'json')).outcomes[0].message).toBe(hostile)
  })
})

it('as JSON it is the report, with what a chat is told besides', () => {
  const more = { link: 'https://ci.example/7', errors: ['E1: a', 'E2: b'], notBegun: [entry('a', { message: 'x' })] }
  expect(JSON.parse(renderNotice(told([], more), 'json'))).toEqual({
    formatVersion: 1,
    run: 'run-1',
    summary: expect.objectContaining({ created: 0, failed: 0 }),
    calls: { shop: 3 },
    outcomes: [],
    environment: 'production',
    link: 'https://ci.example/7',
    error: 'E1: a\nE2: b',
    notWritten: [{ address: 'shop/product/a', action: 'update' }],
  })
})
