/** What butik has to say to a person: one problem or note, with where it is and what to do. Collected, not thrown. */
import type { AddressId } from './address.ts'
import type { DiagnosticCode } from './codes.ts'

export type Severity = 'error' | 'warning' | 'note'

/** A place in a file the user wrote. `file` is relative to the folder of butik.yaml; line and column count from 1. */
export interface SourcePosition {
  readonly file: string
  readonly line: number
  readonly column: number
}

export interface SourceRange extends SourcePosition {
  readonly endLine: number
  readonly endColumn: number
}

export interface Diagnostic {
  readonly severity: Severity
  readonly code: DiagnosticCode
  /** One line: what is wrong, with the values that make it so. */
  readonly summary: string
  /** Why it matters, or what was found. */
  readonly detail?: string
  /** What to do now. */
  readonly hint?: string
  readonly source?: SourceRange
  readonly address?: AddressId
  /** All that it is about, where they are several; `address` is one of them. */
  readonly among?: readonly AddressId[]
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error')
}
