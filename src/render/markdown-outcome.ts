/** What an apply did, and what ended a run, as comments: trouble first, what went well folded away. */
import { type Diagnostic, hasErrors, type Severity } from '../model/diagnostic.ts'
import type { OutcomeEntry } from '../model/event.ts'
import { byCodeUnit } from '../model/json.ts'
import { excerptLines, linesByFile } from './diagnostic.ts'
import { leftOutLine, type MarkdownSettings } from './markdown.ts'
import { commentLimit, fitted, folded, type Part } from './markdown-fit.ts'
import { diagnosticsPart } from './markdown-notes.ts'
import { code, prose } from './markdown-text.ts'
import { type Applied, summarize } from './outcome.ts'
import { counted, grouped, listed } from './plain.ts'

export function renderAppliedMarkdown(applied: Applied, settings: MarkdownSettings = {}): string {
  const { outcomes, diagnostics } = applied
  const of = (outcome: OutcomeEntry['outcome']): OutcomeEntry[] =>
    outcomes.filter((entry) => entry.outcome === outcome).toSorted((a, b) => byCodeUnit(a.address, b.address))
  const parts: Part[] = [
    troublePart('Failed', ['failure', 'failures'], of('failed')),
    troublePart('In doubt: the next plan looks and settles it', ['doubt', 'doubts'], of('in-doubt')),
    diagnosticsPart(diagnostics, 'error'),
    troublePart('Skipped', ['skipped change', 'skipped changes'], of('skipped')),
    diagnosticsPart(diagnostics, 'warning'),
    writtenPart(of('succeeded')),
    diagnosticsPart(diagnostics, 'note'),
  ]
  return fitted((leftOut) => headOf(applied, leftOut, settings), parts, settings.limit ?? commentLimit)
}

function headOf(applied: Applied, leftOut: readonly string[], settings: MarkdownSettings): string {
  const summary = summarize(applied.outcomes)
  const words: readonly (readonly [number, string])[] = [
    [summary.failed, 'failed'],
    [summary.inDoubt, 'in doubt'],
    [summary.skipped, 'skipped'],
    [summary.created, 'created'],
    [summary.updated, 'updated'],
    [summary.replaced, 'replaced'],
    [summary.deleted, 'deleted'],
    [summary.adopted, 'adopted'],
    [summary.forgotten, 'forgotten'],
  ]
  const told = words.filter(([count]) => count > 0).map(([count, word]) => `${grouped(count)} ${word}`)
  const isWhole = summary.failed + summary.inDoubt + summary.skipped === 0
  const verdict = isWhole ? '✅ butik applied' : '⚠️ butik applied in part'
  const calls = Object.entries(applied.calls).toSorted(([a], [b]) => byCodeUnit(a, b))
  return [
    `## ${verdict}: ${told.length === 0 ? 'nothing to do' : told.join(', ')}`,
    ...(leftOut.length === 0 ? [] : ['', leftOutLine(leftOut, settings)]),
    '',
    [
      `Run ${code(applied.run, 60)}`,
      ...calls.slice(0, 20).map(([name, count]) => `${code(name, 60)} ${counted(count, 'call')}`),
    ].join(' · '),
  ].join('\n')
}

function troublePart(title: string, row: Part['row'], entries: readonly OutcomeEntry[]): Part {
  return {
    row,
    open: `### ${title} (${entries.length})\n`,
    rows: entries.map(
      ({ action, address, message }) =>
        () =>
          `- **${action}** ${code(address)}${message === undefined ? '' : ` · ${prose(message)}`}`,
    ),
  }
}

function writtenPart(entries: readonly OutcomeEntry[]): Part {
  return {
    row: ['change that was carried out', 'changes that were carried out'],
    ...folded(`Carried out (${entries.length})`),
    rows: entries.map(
      ({ action, address, message }) =>
        () =>
          `- ${action} ${code(address)}${message === undefined ? '' : ` · ${prose(message)}`}`,
    ),
  }
}

const severities = ['error', 'warning', 'note'] as const satisfies readonly Severity[]

/** `texts` holds the files by name, for the excerpts; what they show of secrets is covered already. */
export function renderDiagnosticsMarkdown(
  diagnostics: readonly Diagnostic[],
  texts: ReadonlyMap<string, string>,
  settings: MarkdownSettings = {},
): string {
  const lines = linesByFile(texts)
  const excerpt = (one: Diagnostic): readonly string[] => excerptLines(one, lines)
  const counts = severities
    .map((severity) => ({ severity, count: diagnostics.filter((one) => one.severity === severity).length }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => counted(count, severity))
  const verdict = hasErrors(diagnostics) ? `⛔ butik: ${listed(counts)}` : `✅ butik: no errors`
  const head = (leftOut: readonly string[]): string =>
    [`## ${verdict}`, ...(leftOut.length === 0 ? [] : ['', leftOutLine(leftOut, settings)])].join('\n')
  const parts = severities.map((severity) => diagnosticsPart(diagnostics, severity, excerpt))
  return fitted(head, parts, settings.limit ?? commentLimit)
}
