// What a runner of GitHub takes for commands, by the rules of its source: nothing of a shop may be one, and nothing else is touched.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { disarmed, withoutCommands } from '../../../src/cli/platform-log.ts'
import type { Terminal } from '../../../src/cli/terminal.ts'

/** As ActionCommand.cs reads a line, with every word a command. */
function isCommand(line: string): boolean {
  const trimmed = line.replace(/^[\s\u0085]+/u, '')
  if (trimmed.startsWith('::') && trimmed.indexOf('::', 2) >= 0) return true
  const begin = line.indexOf('##[')
  return begin >= 0 && line.indexOf(']', begin) >= 0
}

const commandsIn = (text: string): string[] => text.split(/\r\n|\r|\n/).filter(isCommand)

describe('disarmed', () => {
  it.each([
    ['::error::x', '\\u003a:error::x'],
    ['a\n  ::set-output name=x::y\nb', 'a\n  \\u003a:set-output name=x::y\nb'],
    ['\t\u00a0\u0085\u2028::add-mask::a', '\t\u00a0\u0085\u2028\\u003a:add-mask::a'],
    ['\r::stop-commands::t', '\r\\u003a:stop-commands::t'],
    [':::error::x', '\\u003a::error::x'],
    ['+ name "##[error]x" ##[group]y', '+ name "\\u0023#[error]x" \\u0023#[group]y'],
    ['###[error]x', '#\\u0023#[error]x'],
  ])('%j is no command', (text, told) => {
    expect(commandsIn(text)).not.toEqual([])
    expect(disarmed(text)).toBe(told)
    expect(commandsIn(disarmed(text))).toEqual([])
  })

  // .NET compares by the rules of a language where it has any, and passes over what has no weight in it.
  it.each([
    ['\u200d:\u200d:error::x', '\u200d\\u003a\u200d:error::x'],
    ['\u001b[31m\u001b[1m::error::x', '\u001b[31m\u001b[1m\\u003a:error::x'],
  ])('nor is %j, which a runner might take for one', (text, told) => {
    expect(disarmed(text)).toBe(told)
  })

  it.each([
    'shop::product a::b',
    '- ::error::x',
    'price: 12\n  : :x\n:',
    '## [x] ##x] #[x]',
    'https://[::1]:80/',
    ' '.repeat(9),
  ])('%j stays as it is', (text) => {
    expect(disarmed(text)).toBe(text)
  })

  it('leaves no command in any text, and JSON its value', () => {
    const piece = fc.constantFrom(
      '::',
      ':',
      '##[',
      '#',
      ']',
      ' ',
      '\t',
      '\n',
      '\r',
      'error',
      '\u200c',
      '\u001b[0m',
      'a',
    )
    const text = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''))
    fc.assert(
      fc.property(text, (one) => {
        expect(commandsIn(disarmed(one))).toEqual([])
        expect(JSON.parse(disarmed(JSON.stringify({ [one]: one }, undefined, 2)))).toEqual({ [one]: one })
      }),
      { numRuns: process.env['BUTIK_TEST_LONG'] === '1' ? 20_000 : 500 },
    )
  })

  it('does not stumble over a long run of blanks', () => {
    const blanks = '\n \t'.repeat(100_000)
    expect(disarmed(`${blanks}::error::`)).toBe(`${blanks}\\u003a:error::`)
  })
})

it('both streams are without commands, but for a file and for a page', () => {
  const written: string[] = []
  const streams = (outIsFile: boolean): Terminal => ({
    out: (text) => void written.push(`out ${text}`),
    err: (text) => void written.push(`err ${text}`),
    outIsTerminal: false,
    errIsTerminal: false,
    outIsFile,
    canAsk: false,
    columns: undefined,
    ask: async () => undefined,
    askSecret: async () => undefined,
  })
  const said = (terminal: Terminal): string[] => {
    terminal.out('::x::')
    terminal.err('::y::')
    return written.splice(0)
  }
  expect(said(withoutCommands(streams(false), 'text'))).toEqual(['out \\u003a:x::', 'err \\u003a:y::'])
  expect(said(withoutCommands(streams(true), 'text'))).toEqual(['out ::x::', 'err \\u003a:y::'])
  expect(said(withoutCommands(streams(false), 'html'))).toEqual(['out ::x::', 'err \\u003a:y::'])
})
