// The chapters of the README that a reader can run, run: every line of their text blocks must come out of the shell block above it.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { root } from '../support/butik.ts'
import { brokenPromises, linesOf, type RanChapter, runChapter } from '../support/readme.ts'

describe('Five minutes', () => {
  let ran: RanChapter

  beforeAll(async () => {
    ran = await runChapter('Five minutes')
  })

  afterAll(() => ran[Symbol.asyncDispose]())

  test('has a sandbox, files, commands and promises', () => {
    expect(ran.hasSandbox).toBe(true)
    expect(ran.steps.filter(({ block }) => block.language === 'yaml').map(({ block }) => block.title)).toEqual([
      'butik.yaml',
      'shop.yaml',
    ])
    expect(ran.steps.filter(({ promised }) => promised.length > 0).length).toBeGreaterThan(4)
  })

  test('runs to its end', () => {
    expect(ran.exit, ran.output).toBe(0)
  })

  test('answers what the README promises', () => {
    expect(brokenPromises(ran)).toEqual([])
  })

  test.each(['butik.yaml', 'shop.yaml'])('examples/first-shop/%s is the file of the README', async (name) => {
    const written = ran.steps.find(({ block }) => block.title === name)?.block.text
    expect(await readFile(join(root, 'examples', 'first-shop', name), 'utf8')).toBe(written)
  })
})

describe('The first price', () => {
  let ran: RanChapter

  beforeAll(async () => {
    ran = await runChapter('The first price')
  })

  afterAll(() => ran[Symbol.asyncDispose]())

  test('takes ten commands at most, from npm ci on, none of which has to be filled in', () => {
    const commands = ran.all.flatMap(({ block }) => (block.language === 'sh' ? linesOf(block.text) : []))
    expect(commands[0]).toBe('npm ci && npm run build && npm link')
    expect(commands.length).toBeLessThanOrEqual(10)
    expect(commands.join('\n')).not.toMatch(/…|<|\bDIR\b|\bNAME\b/)
  })

  test('ends with a price that is another in the shop', () => {
    expect(ran.exit, ran.output).toBe(0)
    expect(brokenPromises(ran)).toEqual([])
  })
})
