/** The command line as a whole, as far as no shop is needed. */
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { envOf } from '../../../src/cli/env.ts'
import { run } from '../../../src/cli/main.ts'

async function butik(...argv: string[]) {
  const said = { out: '', err: '' }
  const terminal = {
    out(text: string) {
      said.out += text
    },
    err(text: string) {
      said.err += text
    },
    outIsTerminal: false,
    errIsTerminal: false,
    canAsk: false,
    askSecret: async () => undefined,
    columns: undefined,
    ask: () => Promise.resolve(undefined),
  }
  const exit = await run(argv, { terminal, env: envOf({}) })
  return { exit, ...said }
}

describe('butik', () => {
  it('prints its version', async () => {
    const { exit, out } = await butik('--version')
    expect(exit).toBe(0)
    expect(out).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  it.each([
    'validate',
    'plan',
    'apply',
    'destroy',
    'state list',
    'state show',
    'state unlock',
    'state resolve',
    'api',
    'doctor',
    'probe',
    'import',
    'sandbox',
    'schema',
    'ci comment',
  ])('%s --help has examples, exit codes and the options of every command', async (command) => {
    const { exit, out } = await butik(...command.split(' '), '--help')
    expect(exit).toBe(0)
    expect(out).toContain('Examples:\n')
    expect(out).toContain('Exit codes:\n')
    expect(out).toContain('--target <glob>')
  })

  it('says what it does not understand, and what is near', async () => {
    const { exit, out, err } = await butik('plan', '--jsn')
    expect({ exit, out }).toEqual({ exit: 1, out: '' })
    expect(err).toContain('E5001')
    expect(err).toContain('--json')
    expect(err).not.toContain('    at ')
  })

  it.each([
    [['--json', 'paln']],
    [['plan', '--jsn', '--format', 'json']],
    [['--format=json', 'state', 'show']],
    [['plan', '--format', 'ndjson', '--oops']],
    [['--json', '--env', 'cache', 'plan']],
    [['--json', '--env', 'errored', 'plan']],
  ])('tells a misunderstood command line in the format that was asked for: %j', async (argv) => {
    const { exit, out, err } = await butik(...argv)
    expect(exit).toBe(1)
    const lines = argv.includes('ndjson') ? out.trim().split('\n').slice(1) : [out]
    const told = lines.flatMap((line): unknown => JSON.parse(line))
    const diagnostics = told.map((one) =>
      typeof one === 'object' && one !== null && 'diagnostic' in one ? one.diagnostic : one,
    )
    expect(diagnostics).toEqual([expect.objectContaining({ severity: 'error', code: 'E5001' })])
    expect(err).toContain('E5001')
  })

  it('takes words after -- for words', async () => {
    const { out } = await butik('plna', '--', '--json')
    expect(out).toBe('')
  })

  it('takes global options before and after the command', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'butik-'))
    for (const argv of [
      ['-C', empty, '--json', 'plan'],
      ['plan', '-C', empty, '--json'],
    ]) {
      const { exit, out, err } = await butik(...argv)
      expect(exit).toBe(1)
      expect(JSON.parse(out)).toMatchObject([{ severity: 'error', code: 'E1001' }])
      expect(err).toContain('E1001')
    }
  })

  it.each([
    ['validate', '--format', 'html'],
    ['state', 'list', '--format=html'],
    ['doctor', '--report', 'doctor.HTM'],
  ])('refuses a page of what has none: %j', async (...argv) => {
    const { exit, err } = await butik(...argv)
    expect(exit).toBe(1)
    expect(err).toMatch(/E5001.*is no HTML page/)
    expect(err).toContain('plan, apply and destroy')
  })
})
