/**
 * The text of a sheet × cells that change and rows that come → the text afterwards. What is no changed cell stays byte for
 * byte: delimiters, quotes, line breaks, blanks, the mark at the beginning. Pure.
 */
import { type SheetRow, sheetRows } from '../model/sheet-cells.ts'
import type { SheetChange } from '../model/written.ts'

/** Throws where a cell is named that the sheet does not have: the change was made for another text. */
export function sheetEdits(text: string, { delimiter, cells, rows }: SheetChange): string {
  const sheet = sheetRows(text, delimiter).rows
  const places = cells.map(({ row, column, text: value }) => {
    const { cells: all = [] } = sheet[row - 1] ?? {}
    const cell = all[column]
    if (cell === undefined) throw new RangeError(`the sheet has no row ${row} with a column ${column}`)
    const place = { isAlone: all.length === 1, wasQuoted: cell.quoted }
    return { ...cell, written: cell.text === value ? undefined : cellText(value, delimiter, place) }
  })
  let edited = ''
  let at = 0
  for (const { start, end, written } of places.sort((a, b) => a.start - b.start)) {
    if (written === undefined) continue
    edited += text.slice(at, start) + written
    at = end
  }
  edited += text.slice(at)
  const lines = rows.map((row) => lineOf(row, delimiter))
  return lines.length === 0 ? edited : withLines(edited, lines, lineBreak(text, sheet))
}

interface CellPlace {
  /** No other cell is in its row: with nothing in it the line would be empty, and at the end of the sheet none. */
  readonly isAlone: boolean
  readonly wasQuoted: boolean
}

/** In quotes where the cell was, and where it would be read as something else without. */
function cellText(value: string, delimiter: string, { isAlone, wasQuoted }: CellPlace): string {
  const isOther = /["\r\n]/.test(value) || value.includes(delimiter) || value !== value.trim()
  const needsQuotes = isOther || (isAlone && value === '')
  const keepsQuotes = wasQuoted && value !== ''
  return needsQuotes || keepsQuotes ? `"${value.replaceAll('"', '""')}"` : value
}

function lineOf(row: readonly string[], delimiter: string): string {
  const place = { isAlone: row.length === 1, wasQuoted: false }
  return row.map((value) => cellText(value, delimiter, place)).join(delimiter)
}

/** That of the heading; a sheet of one line says nothing, and spreadsheets write this one. */
function lineBreak(text: string, [heading]: readonly SheetRow[]): string {
  const [found = '\r\n'] = /^(?:\r\n|\n|\r)/.exec(text.slice(heading?.end ?? 0)) ?? []
  return found
}

/** A last line without a break keeps being one without. */
function withLines(text: string, lines: readonly string[], sign: string): string {
  const isOpen = text !== '' && !/[\r\n]$/.test(text)
  const added = lines.join(sign)
  return isOpen ? text + sign + added : text + added + sign
}
