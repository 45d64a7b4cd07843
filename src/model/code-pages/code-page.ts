/**
 * What a diagnostic code means, at length: `butik explain CODE` and docs/errors.md are made of it. Of each code there is a page,
 * and none without a code; codes.ts has the one line.
 */
import type { DiagnosticCode } from '../codes.ts'
import type { Severity } from '../diagnostic.ts'

export interface CodePage {
  /** Why it is said. Markdown; links are relative to docs/. */
  readonly why: string
  /** What to do. Markdown, as above. */
  readonly remedy: string
  /** The summary of such a message, as butik says it. */
  readonly example: string
  /** `error` of E…, `note` of N…, unless said. */
  readonly severity?: Severity
}

export type PagesOf<Prefix extends string> = { readonly [code in Extract<DiagnosticCode, Prefix>]: CodePage }
