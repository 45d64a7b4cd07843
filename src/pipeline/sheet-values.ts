/** One cell → the nodes that YAML would have made of its value, at the place of the cell. Nothing in a cell is evaluated. */
import type { Diagnostic } from '../model/diagnostic.ts'
import type { SheetCell } from '../model/sheet-cells.ts'
import { clearing, flagInCell, numberInCell, type SheetFormat, textInCell } from '../model/sheet-format.ts'
import type { YamlNode } from '../model/yaml.ts'
import type { CellType } from './sheet-fields.ts'
import { PlacedList, PlacedScalar, type Span } from './yaml-node.ts'
import type { Places } from './yaml-place.ts'

/** A value as it stands in a cell, or in a part of one. */
export interface Part {
  readonly text: string
  readonly span: Span
}

export type CellProblem = Pick<Diagnostic, 'code' | 'summary' | 'hint'>

export interface CellContext {
  readonly places: Places
  readonly format: SheetFormat
  report(problem: CellProblem, span: Span): void
}

/** Undefined for an empty cell. Blanks around a cell without quotes are not seen in a spreadsheet, and belong to nothing. */
export function wholeCell({ start, end, text, quoted }: SheetCell): Part | undefined {
  if (text === '') return undefined
  if (quoted) return { text, span: { start, end } }
  const trimmed = text.trim()
  if (trimmed === '') return undefined
  const from = start + text.indexOf(trimmed)
  return { text: trimmed, span: { start: from, end: from + trimmed.length } }
}

/** The parts in their order, empty ones too. */
export function partsOfCell(cell: SheetCell, separator: string): Part[] {
  const whole = wholeCell(cell)
  if (whole === undefined) return []
  const { text, span } = whole
  const inner = cell.quoted ? span.start + 1 : span.start
  // Behind a quote that is written twice the characters of the text are no longer those of the cell.
  const isStraight = !cell.quoted || span.end - span.start === text.length + 2
  let at = 0
  return text.split(separator).map((piece) => {
    const from = inner + at + Math.max(0, piece.length - piece.trimStart().length)
    at += piece.length + separator.length
    const trimmed = piece.trim()
    return { text: trimmed, span: isStraight ? { start: from, end: from + trimmed.length } : span }
  })
}

/** Undefined for an empty list of parts, and where a part is reported. */
export function listNode(
  cell: SheetCell,
  type: Extract<CellType, { shape: 'list' }>,
  context: CellContext,
): YamlNode | undefined {
  const whole = wholeCell(cell)
  if (whole === undefined) return undefined
  if (whole.text.trim() === clearing) return new PlacedList(context.places, whole.span, [])
  const parts = partsOfCell(cell, context.format.list)
  if (type.maybe && parts.length === 1) return scalarNode(whole, type.of, context)
  const items = parts.filter(({ text }) => text !== '').map((part) => scalarNode(part, type.of, context))
  return new PlacedList(context.places, whole.span, items)
}

/** What is reported stays in its place as a text, so that nothing else is said of it being missing. */
export function scalarNode(
  { text, span }: Part,
  shape: 'text' | 'any' | 'number' | 'flag',
  context: CellContext,
): YamlNode {
  const { places, format } = context
  const trimmed = text.trim()
  if (trimmed === clearing) return new PlacedScalar(places, span, { value: null, text: clearing, plain: true })
  if (shape === 'any') return anyNode({ text, span }, context)
  if (shape === 'number') {
    const found = numberInCell(trimmed, format.decimal)
    if (found.ok)
      return new PlacedScalar(places, span, { value: numberOrText(found.text), text: found.text, plain: true })
    context.report(numberProblem(trimmed, found, format), span)
  } else if (shape === 'flag') {
    const flag = flagInCell(trimmed, format.flags)
    if (flag !== undefined) return new PlacedScalar(places, span, { value: flag, text: String(flag), plain: true })
    context.report(flagProblem(trimmed, format), span)
  }
  const written = textInCell(text)
  return new PlacedScalar(places, span, { value: written, text: written, plain: false })
}

/** The vendor knows whether it is a text, a number or a flag. What only a number would be grouped like is not guessed at. */
function anyNode({ text, span }: Part, { places, format, report }: CellContext): YamlNode {
  const flag = flagInCell(text, format.flags)
  if (flag !== undefined) return new PlacedScalar(places, span, { value: flag, text: String(flag), plain: true })
  if (/^-?\d{1,3}(?:[.,]\d{3})+$/.test(text)) {
    const summary = `"${text}" may be a number or a text here`
    const digits = text.replace(/[.,]/g, '')
    report({ code: 'E1545', summary, hint: `write ${digits} for the number; such a text is written in YAML` }, span)
  }
  const written = textInCell(text)
  return new PlacedScalar(places, span, { value: written, text: written, plain: false })
}

/** A number that a float would bend is handed on as its text. */
function numberOrText(text: string): number | string {
  const value = Number(text)
  return Number.isSafeInteger(Math.trunc(value)) ? value : text
}

function numberProblem(
  text: string,
  found: Exclude<ReturnType<typeof numberInCell>, { ok: true }>,
  { decimal }: SheetFormat,
): CellProblem {
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text
  if (found.why === 'no-number') {
    const mark = decimal === undefined ? '' : `, with "${decimal}" before decimals`
    return {
      code: 'E1105',
      summary: `"${shown}" is not a number`,
      hint: `write digits${mark}; units belong in no cell`,
    }
  }
  if (found.why === 'unclear') {
    const [point, comma] = found.readings
    const hint = `say which: decimal: "." in !csv makes it ${point}, decimal: "," makes it ${comma}`
    return { code: 'E1545', summary: `"${shown}" can be read in two ways`, hint }
  }
  if (decimal === undefined)
    return {
      code: 'E1545',
      summary: `"${shown}" has a decimal comma`,
      hint: 'write decimal: "," in !csv, and all numbers are read so',
    }
  const summary = `"${shown}" has a decimal "${found.mark}", and the sheet has "${decimal}"`
  return { code: 'E1545', summary, hint: `write it with "${decimal}", or correct decimal: in !csv` }
}

function flagProblem(text: string, { flags: [yes, no] }: SheetFormat): CellProblem {
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text
  const hint = `write ${yes} or ${no}; other words are told by flags: [SAND, FALSK] in !csv`
  return { code: 'E1102', summary: `"${shown}" is not ${yes} or ${no}`, hint }
}
