import { expect, test } from 'vitest'
import { type Diagnostic, hasErrors } from '../../../src/model/diagnostic.ts'
import { DiagnosticsError, LockedError, ReconcilerError, VendorError } from '../../../src/model/errors.ts'

const note: Diagnostic = { severity: 'note', code: 'N1001', summary: 'nothing is declared' }
const error: Diagnostic = { severity: 'error', code: 'E1101', summary: 'unknown key' }

test('an error carries its code, a hint and what caused it', () => {
  const cause = new Error('socket')
  const thrown = new ReconcilerError('E2001', 'no answer', { hint: 'look at the network', cause })
  expect(thrown).toMatchObject({
    name: 'ReconcilerError',
    code: 'E2001',
    message: 'no answer',
    hint: 'look at the network',
    cause,
  })
  expect(new ReconcilerError('E2001', 'no answer')).not.toHaveProperty('cause')
})

test('several problems are one error that is named after the first', () => {
  expect(new DiagnosticsError([note, error])).toMatchObject({
    code: 'E1101',
    message: 'unknown key',
    diagnostics: [note, error],
  })
  expect(new DiagnosticsError([])).toMatchObject({ code: 'E9999' })
})

test('a lock that another holds has a code of its own', () => {
  expect(new LockedError('held', 'wait')).toMatchObject({ name: 'LockedError', code: 'E4002', hint: 'wait' })
})

test('a failed call says whether it may have had an effect', () => {
  expect(new VendorError('E2003', 'no', { status: 500, effect: 'unknown', retryAfterMs: 5 })).toMatchObject({
    name: 'VendorError',
    status: 500,
    effect: 'unknown',
    retryAfterMs: 5,
  })
})

test('notes are no errors', () => {
  expect(hasErrors([note])).toBe(false)
  expect(hasErrors([note, error])).toBe(true)
})
