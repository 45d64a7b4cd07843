/** Errors that end a command. User mistakes are Diagnostics; these are lost environments, refusals and bugs. */
import type { AddressId } from './address.ts'
import type { DiagnosticCode } from './codes.ts'
import type { Diagnostic } from './diagnostic.ts'
import type { HeldLock } from './state.ts'

export class ReconcilerError extends Error {
  readonly code: DiagnosticCode
  readonly hint: string | undefined
  constructor(code: DiagnosticCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'ReconcilerError'
    this.code = code
    this.hint = options.hint
  }
}

/** Several problems of the user's files at once; the CLI shows them all. */
export class DiagnosticsError extends ReconcilerError {
  readonly diagnostics: readonly Diagnostic[]
  constructor(diagnostics: readonly Diagnostic[]) {
    const first = diagnostics.find((diagnostic) => diagnostic.severity === 'error')
    super(first?.code ?? 'E9999', first?.summary ?? 'no problem was named')
    this.name = 'DiagnosticsError'
    this.diagnostics = diagnostics
  }
}

/** An apply broke off after its first write was announced. `cause` is what ended it. */
export class PartWayError extends Error {
  /** Announced, and what came of them is not written down: the next run settles them. */
  readonly unsettled: readonly AddressId[]
  constructor(cause: unknown, unsettled: readonly AddressId[]) {
    super('apply stopped part way', { cause })
    this.name = 'PartWayError'
    this.unsettled = unsettled
  }
}

/** Another run holds the lock: exit 5. */
export class LockedError extends ReconcilerError {
  constructor(message: string, hint: string) {
    super('E4002', message, { hint })
    this.name = 'LockedError'
  }
}

/** The lock was taken over, or released by hand, while this run held it: it may write nothing more. */
export class LostLockError extends ReconcilerError {
  /** Who has it now. */
  readonly holder: HeldLock | undefined
  constructor(message: string, hint: string, holder: HeldLock | undefined) {
    super('E4006', message, { hint })
    this.name = 'LostLockError'
    this.holder = holder
  }
}

/**
 * A call to a vendor that did not succeed.
 * `effect` says what is known of a write: `none` (it surely did not happen) or `unknown` (it may have: in doubt).
 */
export class VendorError extends ReconcilerError {
  readonly status: number | undefined
  readonly effect: 'none' | 'unknown'
  readonly retryAfterMs: number | undefined
  constructor(
    code: DiagnosticCode,
    message: string,
    facts: { status?: number; effect: 'none' | 'unknown'; retryAfterMs?: number; hint?: string; cause?: unknown },
  ) {
    super(code, message, facts)
    this.name = 'VendorError'
    this.status = facts.status
    this.effect = facts.effect
    this.retryAfterMs = facts.retryAfterMs
  }
}
