/**
 * Diagnostics for the platforms that show them beside the lines of a merge request: workflow commands of GitHub, and the Code
 * Quality report of GitLab. Both name files from the root of the repository, which only the caller knows.
 */
import type { Diagnostic, Severity } from '../model/diagnostic.ts'
import { digestOf } from '../model/digest.ts'
import { renderJson } from './json.ts'
import { plain } from './plain.ts'

/** A file of the configuration → its path from the root of the repository. */
export type PathOf = (file: string) => string

const commands: { readonly [severity in Severity]?: string } = { error: 'error', warning: 'warning' }

/** One command a line. Notes are none, and what has no place is one only where it is an error. */
export function renderAnnotations(diagnostics: readonly Diagnostic[], pathOf: PathOf): string {
  return diagnostics
    .flatMap((diagnostic) => {
      const command = commands[diagnostic.severity]
      const isShown = diagnostic.source !== undefined || diagnostic.severity === 'error'
      return command === undefined || !isShown
        ? []
        : [`::${command} ${properties(diagnostic, pathOf)}::${said(diagnostic)}\n`]
    })
    .join('')
}

function properties({ code, source }: Diagnostic, pathOf: PathOf): string {
  const place =
    source === undefined
      ? []
      : [
          ['file', pathOf(source.file)],
          ['line', source.line],
          ['endLine', source.endLine],
          ['col', source.column],
          // GitHub takes columns within one line only.
          ...(source.endLine === source.line ? [['endColumn', Math.max(source.column, source.endColumn - 1)]] : []),
        ]
  return [...place, ['title', code]].map(([name, value]) => `${name}=${property(String(value))}`).join(',')
}

/** One text of several lines; `plain` leaves no control character that a log could take for more. */
function said({ summary, address, detail, hint }: Diagnostic): string {
  const parts = [
    summary,
    ...(address === undefined ? [] : [`in ${address}`]),
    ...(detail === undefined ? [] : [detail]),
  ]
  const lines = [...parts, ...(hint === undefined ? [] : [`hint: ${hint}`])].flatMap((part) => part.split('\n'))
  return lines.map((line) => message(plain(line))).join('%0A')
}

/** As actions/toolkit writes commands. */
function message(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return message(plain(text)).replaceAll(':', '%3A').replaceAll(',', '%2C')
}

const severities: { readonly [severity in Severity]: string } = { error: 'critical', warning: 'minor', note: 'info' }

/** What has no place stands at the first line of `home`. */
export function renderCodeQuality(diagnostics: readonly Diagnostic[], pathOf: PathOf, home = 'butik.yaml'): string {
  const turns = new Map<string, number>()
  return renderJson(
    diagnostics.map(({ severity, code, summary, detail, hint, source, address }) => {
      const path = pathOf(source?.file ?? home)
      // Without the line: what only moved is not a new problem. Problems that are alike are told apart by their turn.
      const mark = digestOf([code, path, address ?? '', summary])
      const turn = (turns.get(mark) ?? 0) + 1
      turns.set(mark, turn)
      return {
        description: plain([summary, detail, hint].filter((part) => part !== undefined).join(' · ')),
        check_name: code,
        fingerprint: turn === 1 ? mark : digestOf([mark, turn]),
        severity: severities[severity],
        location: { path, lines: { begin: source?.line ?? 1 } },
      }
    }),
  )
}
