/** The one place where an error becomes words and an exit code. Stack traces are for BUTIK_DEBUG=1 only. */
import type { CommanderError } from 'commander'
import type { DiagnosticCode } from '../model/codes.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import { DiagnosticsError, PartWayError, ReconcilerError } from '../model/errors.ts'
import { type ExitCode, exitCodes, exitOfError } from './exit-codes.ts'

export interface Failure {
  readonly exit: ExitCode
  readonly diagnostics: readonly Diagnostic[]
  /** Help and version were asked for and are printed: nothing more to say. */
  readonly silent: boolean
  /** The outcomes up to here are told already: the answer is out. */
  readonly reported: boolean
}

export interface FailureFacts {
  readonly butik: string
  readonly node: string
  readonly interrupted: boolean
}

export function failureOf(thrown: unknown, facts: FailureFacts): Failure {
  const error = storyOf(thrown)
  if (error instanceof PartWayError) return ofPartWay(error, failureOf(error.cause, facts))
  if (isOfCommandLine(error)) return ofCommandLine(error)
  if (error instanceof DiagnosticsError && error.diagnostics.length > 0)
    return loud(exitOfError(error), error.diagnostics)
  if (facts.interrupted && isAbort(error))
    return loud(exitCodes.error, [diagnostic('E5003', 'interrupted', nothingWritten)])
  if (error instanceof ReconcilerError)
    return loud(exitOfError(error), [diagnostic(error.code, error.message, error.hint)])
  return loud(exitCodes.error, [fault(error, facts)])
}

/** What ended the work; that something could not be let go of afterwards is not the story. */
function storyOf(error: unknown): unknown {
  const covered = error instanceof Error && error.name === 'SuppressedError' && 'suppressed' in error
  return covered ? storyOf(error.suppressed) : error
}

const nothingWritten = 'nothing was written'

/** The report of the outcomes is out, and the exit code says that something was written. */
function ofPartWay({ unsettled }: PartWayError, failure: Failure): Failure {
  const diagnostics = failure.diagnostics.map((one, index): Diagnostic => {
    const { hint, ...words } = index === 0 ? { ...one, detail: detailOf(one, unsettled.length) } : one
    return hint === undefined || hint === nothingWritten ? words : { ...words, hint }
  })
  return { ...failure, diagnostics, exit: exitCodes.partWay, reported: true }
}

function detailOf({ detail }: Diagnostic, unsettled: number): string {
  const writes = unsettled === 1 ? '1 write is unsettled' : `${unsettled} writes are unsettled`
  const next =
    unsettled === 0
      ? 'What was written before is in the journal; the next run goes on from there.'
      : `${writes}: sent, and what came of it is not written down. The next run looks, and writes nothing twice.`
  return detail === undefined ? next : `${detail} ${next}`
}

function loud(exit: ExitCode, diagnostics: readonly Diagnostic[]): Failure {
  return { exit, diagnostics, silent: false, reported: false }
}

/** By its code: the class would have to be loaded for it. */
function isOfCommandLine(error: unknown): error is CommanderError {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('commander.')
}

function ofCommandLine(error: CommanderError): Failure {
  const shown = error.exitCode === 0 || error.code === 'commander.help'
  if (shown)
    return {
      exit: error.exitCode === 0 ? exitCodes.done : exitCodes.error,
      diagnostics: [],
      silent: true,
      reported: false,
    }
  const [summary = '', ...rest] = error.message.replace(/^error: /, '').split('\n')
  const near = rest.join(' ').replace(/^\(|\)$/g, '')
  return loud(exitCodes.error, [diagnostic('E5001', summary, near === '' ? 'butik --help lists what there is.' : near)])
}

/** Aborted calls surface as one error or another, in undici's words or in Node's. */
function isAbort(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return error.name === 'AbortError' || ('code' in error && error.code === 'ABORT_ERR') || isAbort(error.cause)
}

function fault(error: unknown, { butik, node }: FailureFacts): Diagnostic {
  const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return {
    severity: 'error',
    code: 'E9999',
    summary: `this is a fault in butik: ${said}`,
    detail: `butik ${butik}, Node ${node}. What was written before is in the journal; the next run goes on from there.`,
    hint: 'Please report it with these lines, the command, and what BUTIK_DEBUG=1 adds to them (look it over for names you would rather keep).',
  }
}

function diagnostic(code: DiagnosticCode, summary: string, hint: string | undefined): Diagnostic {
  return { severity: 'error', code, summary, ...(hint === undefined ? {} : { hint }) }
}

/** For BUTIK_DEBUG=1: the stack, with those of its causes. */
export function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause === undefined ? '' : `\ncaused by ${stackOf(error.cause)}`
  return `${error.stack ?? error.message}${cause}`
}
