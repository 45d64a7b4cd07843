// Each code can be looked up, and what is said of it is of use: an example that butik says in these words, why, and what to do.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { codePages, pageOf } from '../../../src/model/code-pages/pages.ts'
import { diagnosticCodes } from '../../../src/model/codes.ts'
import { root } from '../../support/butik.ts'

const codes = Object.keys(diagnosticCodes)

test('each code has a page, and each page a code, in the same order', () => {
  expect(Object.keys(codePages)).toEqual(codes)
})

test('what is no code has no page', () => {
  expect(pageOf('E1042')).toBeUndefined()
  expect(pageOf('toString')).toBeUndefined()
})

describe('no page is empty talk', () => {
  test.each(codes)('%s', (code) => {
    const page = pageOf(code)
    const { why = '', remedy = '', example = '' } = page ?? {}
    for (const text of [why, remedy, example]) expect(text.length).toBeGreaterThan(5)
    expect(why).toMatch(/\.$/)
    expect(remedy).toMatch(/\.$/)
    expect(example).not.toMatch(/\.$|…/)
    expect(new Set([why, remedy, example]).size).toBe(3)
  })
})

const literal = /'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`/g
/** What is put in; a text inside it ends ours too early, and then all behind is anything. */
const putIn = /\$\{(?:[^{}]|\{[^{}]*\})*\}|\$\{[\s\S]*$/

/** Texts of src as patterns: what is put in is anything. Those that are mostly put in would fit everything. */
function patterns(): RegExp[] {
  const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  const found = new Set<string>()
  for (const file of files.filter((name) => name.endsWith('.ts') && !/code-pages|html-assets/.test(name))) {
    const code = readFileSync(join(root, 'src', file), 'utf8').replace(/^\s*(\/\/|\/?\*).*$/gm, '')
    for (const [, single, double, template] of code.matchAll(literal)) {
      const parts = (single ?? double ?? template ?? '').split(putIn)
      if (parts.join('').replace(/\W/g, '').length >= 7) found.add(parts.map(escaped).join('.*'))
    }
  }
  return [...found].map((pattern) => new RegExp(`^${pattern}$`, 's'))
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

/** Made of the words of the vendor, or of a call, which no text of ours holds. */
const ofCalls = /^shop: (GET|POST|PUT) \/[\w/]+: /

test('an example is what butik says', () => {
  const known = patterns()
  const invented = codes.filter((code) => {
    const { example = '', severity = 'error' } = pageOf(code) ?? {}
    // What is told as a note only has its code in the text.
    const texts = [example, `${severity} ${code}: ${example}`]
    return !ofCalls.test(example) && !known.some((pattern) => texts.some((text) => pattern.test(text)))
  })
  expect(invented.map((code) => `${code}: ${pageOf(code)?.example}`)).toEqual([])
})
