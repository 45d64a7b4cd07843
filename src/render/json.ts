/** Answers for machines: the same values as JSON, two blanks deep, with text that is safe to look at. */
import type { Diagnostic } from '../model/diagnostic.ts'
import type { JsonObject } from '../model/json.ts'
import { safeJson } from './plain.ts'

export function renderJson(value: unknown): string {
  return `${safeJson(JSON.stringify(value, null, 2))}\n`
}

/** As `schemas/diagnostic.json` has it; a plan holds its diagnostics in the same form. */
export function diagnosticJson({ severity, code, summary, detail, hint, source, address }: Diagnostic): JsonObject {
  return {
    severity,
    code,
    summary,
    ...(detail === undefined ? {} : { detail }),
    ...(hint === undefined ? {} : { hint }),
    ...(source === undefined ? {} : { source: { ...source } }),
    ...(address === undefined ? {} : { address }),
  }
}

/** `run`: the run that they are about, where one had begun. */
export function renderDiagnosticsJson(diagnostics: readonly Diagnostic[], run?: string): string {
  const of = run === undefined ? {} : { run }
  return renderJson(diagnostics.map((diagnostic) => ({ ...diagnosticJson(diagnostic), ...of })))
}
