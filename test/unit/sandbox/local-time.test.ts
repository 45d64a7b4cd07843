import { describe, expect, it } from 'vitest'
import { dayOf, nextMidnight, parseTimestamp, timestamp } from '../../../src/sandbox/local-time.ts'
import { encodeJson } from '../../../src/sandbox/shoporama/encode.ts'
import { freeSlug, slugOf } from '../../../src/sandbox/shoporama/slug.ts'

const danish = 'Europe/Copenhagen'
const at = (iso: string): number => Date.parse(iso)

describe('Danish time', () => {
  it.each([
    ['2026-01-15T12:00:00Z', '2026-01-15 13:00:00'],
    ['2026-07-15T22:30:59.999Z', '2026-07-16 00:30:59'],
    ['2026-03-29T00:59:59Z', '2026-03-29 01:59:59'],
    ['2026-03-29T01:00:00Z', '2026-03-29 03:00:00'],
    ['2026-10-25T00:30:00Z', '2026-10-25 02:30:00'],
    ['2026-10-25T01:30:00Z', '2026-10-25 02:30:00'],
    ['2025-12-31T23:00:00Z', '2026-01-01 00:00:00'],
  ])('%s is %s', (iso, text) => expect(timestamp(at(iso), danish)).toBe(text))

  it.each([
    ['2026-01-15T12:00:00Z', '2026-01-15T23:00:00Z'],
    ['2026-03-28T23:30:00Z', '2026-03-29T22:00:00Z'],
    ['2026-10-24T22:30:00Z', '2026-10-25T23:00:00Z'],
  ])('midnight after %s is %s', (iso, next) => {
    expect(new Date(nextMidnight(at(iso), danish)).toISOString()).toBe(next.replace('Z', '.000Z'))
    expect(dayOf(at(next), danish)).not.toBe(dayOf(at(next) - 1, danish))
  })

  it('timestamps of a query have a T or a space, and nothing else passes', () => {
    const wanted = at('2026-03-01T09:05:00Z')
    for (const text of ['2026-03-01T09:05:00', '2026-03-01 9:05:00', '2026-03-01 09:05'])
      expect(parseTimestamp(text)).toBe(wanted)
    for (const text of ['', '2026-13-01', 'today', '2026-03-01T25:00:00', '1 March'])
      expect(parseTimestamp(text)).toBeUndefined()
  })
})

describe('addresses', () => {
  it('spell Danish letters out and do not depend on the locale', () => {
    expect(slugOf('  Rød Ærø-stol Å/50%  INDIGO  ')).toBe('roed-aeroe-stol-aa-50-indigo')
    expect(slugOf('Café Ünïque')).toBe('cafe-unique')
    expect(freeSlug('a', (slug) => slug.length < 4)).toBe('a-x-x')
  })
})

describe('JSON as PHP writes it', () => {
  it('escapes what is not ASCII, keeps slashes, and is still the same value', () => {
    const value = { a: 'å/"\n\u2028🪑', b: [], c: {}, d: [1, 159.95] }
    const text = encodeJson(value)
    expect(text).toContain('"a": "\\u00e5/\\"\\n\\u2028\\ud83e\\ude91"')
    expect(text).toContain('    "d": [\n        1,\n        159.95\n    ]')
    expect(JSON.parse(text)).toEqual(value)
  })
})
