/** The text of a CSV file → rows by their headings, for a migration: every cell is a text, and an empty one is nothing. Pure. */
import type { Diagnostic } from '../model/diagnostic.ts'
import type { Json } from '../model/json.ts'
import { likelyDelimiter, sheetRows } from '../model/sheet-cells.ts'
import type { SourceRow } from './migrate-source.ts'
import { faultProblem, noHeading, unclearDelimiter } from './sheet-faults.ts'
import { placesOf } from './yaml-place.ts'

export interface CsvRows {
  /** By the number of the row, as a spreadsheet counts. */
  readonly rows: readonly SourceRow[]
  readonly diagnostics: readonly Diagnostic[]
}

export function csvRows(file: string, text: string): CsvRows {
  const places = placesOf(file, text)
  const diagnostics: Diagnostic[] = []
  const report = (words: Pick<Diagnostic, 'code' | 'summary' | 'hint'>, start: number, end = start + 1): void => {
    diagnostics.push({ severity: 'error', ...words, source: places.range(start, end) })
  }
  const delimiter = likelyDelimiter(text)
  if (delimiter === undefined) {
    report({ ...unclearDelimiter, hint: 'begin the file with a line sep=; that says which parts the cells' }, 0)
    return { rows: [], diagnostics }
  }
  const { rows, faults } = sheetRows(text, delimiter)
  for (const fault of faults) report(faultProblem(fault, delimiter), fault.at)
  const [heading, ...others] = rows
  if (heading === undefined || faults.length > 0) {
    if (heading === undefined) report(noHeading(file), 0)
    return { rows: [], diagnostics }
  }
  const names = heading.cells.map((cell) => cell.text.trim())
  for (const [index, cell] of heading.cells.entries()) {
    const name = names[index] ?? ''
    if (name !== '' && names.indexOf(name) < index)
      report(
        { code: 'E1542', summary: `two columns have the heading "${name}"`, hint: 'rename one of the two' },
        cell.start,
        cell.end,
      )
  }
  const found = others.flatMap(({ cells, start, end }, index): SourceRow[] => {
    if (cells.every((cell) => cell.text.trim() === '')) return []
    if (cells.length !== names.length) {
      const summary = `the row has ${cells.length} cells, and the heading has ${names.length}`
      report({ code: 'E1546', summary, hint: 'put a text that holds the delimiter in double quotes' }, start, end)
    }
    const values = names.map((name, at): [string, Json] => [name, cells[at]?.text.trim() || null])
    return [{ id: String(index + 2), values: Object.fromEntries(values.filter(([name]) => name !== '')) }]
  })
  return { rows: found, diagnostics }
}
