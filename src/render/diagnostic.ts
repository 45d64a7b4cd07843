/** Diagnostics for people: what, where with an excerpt and a caret, why, and what to do; the count comes last. */
import type { Diagnostic, Severity, SourceRange } from '../model/diagnostic.ts'
import { counted, listed, plain, widthOf } from './plain.ts'
import { type Paint, type RenderSettings, type Style, styleOf } from './style.ts'
import { wrapped } from './text-notes.ts'

/** `texts` holds the files by name, for the excerpts; without a text the place is named alone. */
export function renderDiagnostics(
  diagnostics: readonly Diagnostic[],
  texts: ReadonlyMap<string, string>,
  settings: Partial<RenderSettings> = {},
): string {
  if (diagnostics.length === 0) return ''
  const style = styleOf(settings)
  const lines = linesByFile(texts)
  const blocks = diagnostics.map((diagnostic) => blockOf(diagnostic, lines, style).join('\n'))
  return `${[...blocks, totalOf(diagnostics, style)].join('\n\n')}\n`
}

export type Lines = (file: string) => readonly string[] | undefined

/** Files are split once, and only those that are named. */
export function linesByFile(texts: ReadonlyMap<string, string>): Lines {
  const split = new Map<string, readonly string[]>()
  return (file) => {
    const text = texts.get(file)
    if (text === undefined) return undefined
    const lines = split.get(file) ?? text.split(/\r\n|\n|\r/)
    split.set(file, lines)
    return lines
  }
}

function blockOf(diagnostic: Diagnostic, lines: Lines, style: Style): string[] {
  const { severity, code, summary, detail, hint, source, address } = diagnostic
  const paint = paintOf(severity, style)
  const gutter = String(source?.line ?? 0).length
  const indent = ' '.repeat(gutter)
  const said = (sign: string, text: string, colour: Paint): string[] =>
    text
      .split('\n')
      .flatMap((paragraph) =>
        wrapped(plain(paragraph), style.columns - gutter - sign.length - 3).map((line, index) =>
          index === 0 ? `${indent} ${colour(sign)} ${line}` : `${indent} ${' '.repeat(sign.length)} ${line}`,
        ),
      )
  return [
    `${style.bold(paint(`${severity}[${code}]`))}${style.bold(`: ${plain(summary)}`)}`,
    ...(source === undefined ? [] : placeLines(source, lines(source.file), { gutter, paint, style })),
    ...(address === undefined ? [] : said('=', `in ${address}`, style.blue)),
    ...(detail === undefined ? [] : said('=', detail, style.blue)),
    ...(hint === undefined ? [] : said('hint:', hint, style.cyan)),
  ]
}

interface Frame {
  readonly gutter: number
  readonly paint: Paint
  readonly style: Style
}

function placeLines(
  source: SourceRange,
  lines: readonly string[] | undefined,
  { gutter, paint, style }: Frame,
): string[] {
  const indent = ' '.repeat(gutter)
  const place = `${indent}${style.blue('-->')} ${plain(source.file)}:${source.line}:${source.column}`
  const content = lines?.[source.line - 1]
  if (content === undefined || content.trim() === '') return [place]
  const { text, before, marked } = excerptOf(content, source, style.columns - gutter - 3)
  const bar = style.blue('|')
  return [
    place,
    `${indent} ${bar}`,
    `${style.blue(String(source.line))} ${bar} ${text}`,
    `${indent} ${bar} ${' '.repeat(before)}${paint('^'.repeat(marked))}`,
  ]
}

/** The line that a diagnostic is about and a caret under it, without colours; nothing where it has no place or no text. */
export function excerptLines({ severity, source }: Diagnostic, lines: Lines): string[] {
  if (source === undefined) return []
  const style = styleOf()
  const frame = { gutter: String(source.line).length, paint: paintOf(severity, style), style }
  const [, , ...shown] = placeLines(source, lines(source.file), frame)
  return shown
}

interface Excerpt {
  readonly text: string
  /** Columns before the caret, and under it. */
  readonly before: number
  readonly marked: number
}

/** One line, harmless and at most `width` wide, with the marked part in view. */
function excerptOf(line: string, { line: first, column, endLine, endColumn }: SourceRange, width: number): Excerpt {
  const start = Math.min(column - 1, line.length)
  const end = Math.max(endLine === first ? Math.min(endColumn - 1, line.length) : line.trimEnd().length, start)
  const left = shown(line.slice(0, start))
  const middle = shown(line.slice(start, end))
  const right = shown(line.slice(end)).trimEnd()
  const markedWidth = Math.max(1, widthOf(middle))
  if (widthOf(left) + markedWidth + widthOf(right) <= width) {
    return { text: left + middle + right, before: widthOf(left), marked: markedWidth }
  }
  const room = Math.max(10, Math.floor(width / 3))
  const head = lastColumns(left, room)
  const body = firstColumns(middle, width - widthOf(head) - 1)
  const tail = firstColumns(right, width - widthOf(head) - widthOf(body))
  return { text: head + body + tail, before: widthOf(head), marked: Math.max(1, widthOf(body)) }
}

/** A tab has no width of its own, so it is shown as an arrow. */
function shown(text: string): string {
  return plain(text.replaceAll('\t', '→'))
}

function firstColumns(text: string, width: number): string {
  if (widthOf(text) <= width) return text
  let kept = ''
  let used = 1
  for (const character of text) {
    used += widthOf(character)
    if (used > width) break
    kept += character
  }
  return `${kept}…`
}

function lastColumns(text: string, width: number): string {
  if (widthOf(text) <= width) return text
  let kept = ''
  let used = 1
  for (const character of [...text].reverse()) {
    used += widthOf(character)
    if (used > width) break
    kept = character + kept
  }
  return `…${kept}`
}

function paintOf(severity: Severity, style: Style): Paint {
  return severity === 'error' ? style.red : severity === 'warning' ? style.yellow : style.cyan
}

function totalOf(diagnostics: readonly Diagnostic[], style: Style): string {
  const severities = ['error', 'warning', 'note'] as const satisfies readonly Severity[]
  const counts = severities.flatMap((severity) => {
    const count = diagnostics.filter((diagnostic) => diagnostic.severity === severity).length
    return count === 0 ? [] : [counted(count, severity)]
  })
  return style.bold(listed(counts))
}
