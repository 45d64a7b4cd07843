/** An error becomes words and an exit code, in one place. */
import { CommanderError } from 'commander'
import { describe, expect, it } from 'vitest'
import { failureOf, stackOf } from '../../../src/cli/failure.ts'
import type { AddressId } from '../../../src/model/address.ts'
import { DiagnosticsError, LockedError, PartWayError, ReconcilerError } from '../../../src/model/errors.ts'
import { at } from '../render/plans.ts'

const facts = { butik: '0.1.0', node: 'v20.19.0', interrupted: false }

describe('failureOf', () => {
  it('keeps code, words and hint of our own errors', () => {
    expect(failureOf(new LockedError('held by anna', 'wait'), facts)).toEqual({
      exit: 5,
      diagnostics: [{ severity: 'error', code: 'E4002', summary: 'held by anna', hint: 'wait' }],
      silent: false,
      reported: false,
    })
  })

  it('passes every problem of the files on', () => {
    const problem = { severity: 'error', code: 'E1101', summary: 's' } as const
    expect(failureOf(new DiagnosticsError([problem, problem]), facts).diagnostics).toHaveLength(2)
  })

  it('calls anything else a fault in butik, with what to report and without a stack', () => {
    const { exit, diagnostics } = failureOf(new TypeError('x is undefined'), facts)
    expect(exit).toBe(1)
    expect(diagnostics[0]).toMatchObject({
      code: 'E9999',
      summary: 'this is a fault in butik: TypeError: x is undefined',
    })
    expect(diagnostics[0]?.detail).toContain('butik 0.1.0, Node v20.19.0')
    expect(JSON.stringify(diagnostics)).not.toContain('failure.test')
    expect(failureOf('thrown text', facts).diagnostics[0]?.summary).toContain('thrown text')
  })

  it('takes an abort after an interrupt as what was asked for', () => {
    const abort = new DOMException('aborted', 'AbortError')
    expect(failureOf(abort, { ...facts, interrupted: true })).toMatchObject({
      exit: 1,
      reported: false,
      diagnostics: [{ code: 'E5003', summary: 'interrupted', hint: 'nothing was written' }],
    })
    expect(failureOf(new PartWayError(abort, []), { ...facts, interrupted: true })).toMatchObject({
      exit: 3,
      reported: true,
      diagnostics: [
        { severity: 'error', code: 'E5003', summary: 'interrupted', detail: expect.stringContaining('in the journal') },
      ],
    })
    expect(failureOf(abort, facts).diagnostics[0]?.code).toBe('E9999')
  })

  it('says that something was written when an apply broke off', () => {
    const full = new ReconcilerError('E4003', 'the disk is full', { hint: 'free some space' })
    const detail = (unsettled: readonly AddressId[]) => {
      const failure = failureOf(new PartWayError(full, unsettled), facts)
      expect(failure).toMatchObject({ exit: 3, reported: true })
      expect(failure.diagnostics).toMatchObject([
        { code: 'E4003', summary: 'the disk is full', hint: 'free some space' },
      ])
      return failure.diagnostics[0]?.detail
    }
    expect(detail([])).toBe('What was written before is in the journal; the next run goes on from there.')
    expect(detail([at('product', 'a')])).toMatch(/^1 write is unsettled: /)
    expect(detail([at('product', 'a'), at('product', 'b')])).toMatch(/^2 writes are unsettled: .*The next run looks/)
  })

  it('tells what ended the work, not what could not be let go of afterwards', () => {
    // As the compiler writes it for `using`: Node 20 has no SuppressedError of its own.
    const suppressed = new ReconcilerError('E4003', 'the disk is full')
    const both = Object.assign(new Error(), { name: 'SuppressedError', error: new Error('the lock'), suppressed })
    expect(failureOf(both, facts)).toMatchObject({ exit: 1, diagnostics: [{ code: 'E4003' }] })
  })

  it('turns a wrong command line into E5001, and help into silence', () => {
    const wrong = new CommanderError(
      1,
      'commander.unknownOption',
      "error: unknown option '--jsn'\n(Did you mean --json?)",
    )
    expect(failureOf(wrong, facts).diagnostics).toEqual([
      { severity: 'error', code: 'E5001', summary: "unknown option '--jsn'", hint: 'Did you mean --json?' },
    ])
    expect(failureOf(new CommanderError(0, 'commander.helpDisplayed', ''), facts)).toMatchObject({
      exit: 0,
      silent: true,
    })
  })

  it('has the stack with its causes for BUTIK_DEBUG=1', () => {
    expect(stackOf(new Error('outer', { cause: new Error('inner') }))).toMatch(/outer[\s\S]+caused by Error: inner/)
  })
})
