/**
 * The rows of a sheet → the mapping of resources that YAML would hold in its place. A row is a resource; where columns fill
 * elements of a list (`stock_settings.price`), each row with the key adds the elements of its cells. Pure.
 */
import type { SheetCell, SheetRow } from '../model/sheet-cells.ts'
import { clearing, type SheetFormat } from '../model/sheet-format.ts'
import type { YamlMap, YamlNode, YamlPair, YamlScalar } from '../model/yaml.ts'
import type { SheetColumn, SheetColumns } from './sheet-columns.ts'
import { keyOfText } from './sheet-key.ts'
import { type ElementColumns, GrowingMap, listsOf, nodeIn, spanOf, spanOfPlaced } from './sheet-nodes.ts'
import type { Report } from './sheet-options.ts'
import { type CellContext, listNode, type Part, partsOfCell, scalarNode, wholeCell } from './sheet-values.ts'
import { PlacedList, PlacedMap, PlacedScalar, type Span } from './yaml-node.ts'
import type { Places } from './yaml-place.ts'

/** Where a resource stands: what `sheet-edits.ts` needs to write into it. */
export interface ResourceRows {
  /** Rows of the sheet, from 1: the heading is 1. */
  readonly rows: readonly number[]
  /** By the list that columns fill, `stock_settings`: where each of its elements stands. */
  readonly elements: ReadonlyMap<string, readonly ElementPlace[]>
}

export interface ElementPlace {
  readonly row: number
  /** Which part of the cells of the row, of how many. */
  readonly part: number
  readonly parts: number
}

export interface SheetResources {
  readonly map: YamlMap
  readonly rows: ReadonlyMap<string, ResourceRows>
}

export interface RowsGiven {
  readonly rows: readonly SheetRow[]
  readonly columns: SheetColumns
  readonly format: SheetFormat
  readonly places: Places
  readonly report: Report
}

export function sheetResources(given: RowsGiven): SheetResources {
  const reading = new RowReading(given)
  for (const [index, row] of given.rows.entries()) if (index > 0) reading.take(row, index + 1)
  return reading.resources()
}

interface Open {
  readonly key: YamlScalar
  readonly span: Span
  readonly first: SheetRow
  readonly fields: GrowingMap
  readonly rows: number[]
  readonly elements: Map<string, ElementPlace[]>
}

interface ElementCells {
  readonly column: SheetColumn
  readonly parts: readonly Part[]
}

class RowReading {
  readonly #given: RowsGiven
  readonly #context: CellContext
  readonly #open = new Map<string, Open>()
  readonly #own: readonly SheetColumn[]
  readonly #lists: readonly ElementColumns[]
  readonly #width: number
  /** Columns without a heading. */
  readonly #nameless: readonly number[]
  /** The row has too many cells, which is told: what they hold may stand in the wrong column. */
  #isBent = false

  constructor(given: RowsGiven) {
    this.#given = given
    const { places, format, columns } = given
    this.#context = { places, format, report: (problem, span) => this.#reportCell(problem, span) }
    this.#own = columns.columns.filter(({ elements }) => elements === undefined)
    this.#lists = listsOf(columns.columns)
    this.#width = columns.headings.length
    this.#nameless = columns.headings.flatMap(({ text }, index) => (text === '' ? [index] : []))
  }

  resources(): SheetResources {
    const { places } = this.#given
    const all = [...this.#open]
    const pairs = new Map(all.map(([name, { key, fields }]): [string, YamlPair] => [name, { key, value: fields }]))
    const map = new PlacedMap(places, { start: 0, end: 1 }, pairs)
    return { map, rows: new Map(all.map(([name, { rows, elements }]) => [name, { rows, elements }])) }
  }

  take(row: SheetRow, number: number): void {
    // Spreadsheets leave rows behind that hold nothing.
    if (row.cells.every((cell) => wholeCell(cell) === undefined)) return
    this.#isBent = this.#isLong(row)
    for (const index of this.#nameless) this.#checkNameless(row, index)
    const key = this.#keyOf(row)
    if (key === undefined) return
    const open = this.#open.get(key.text)
    if (open === undefined) this.#openRow(row, number, key)
    else if (this.#lists.some(({ columns }) => columns.some(({ index }) => cellAt(row, index) !== undefined)))
      this.#goOn(open, row, number)
    else this.#reportTwice(open, key)
  }

  /** Told, as is a row that is short. Both are read as far as they go, since others may refer to them. */
  #isLong(row: SheetRow): boolean {
    const count = row.cells.length
    const extra = row.cells.slice(this.#width).find((cell) => wholeCell(cell) !== undefined)
    if (count >= this.#width && extra === undefined) return false
    const summary = `the row has ${count} ${count === 1 ? 'cell' : 'cells'}, and the heading has ${this.#width}`
    const hint =
      extra === undefined
        ? 'add the delimiters of its empty cells; a spreadsheet does so when it saves the sheet'
        : 'put a text that holds the delimiter in double quotes, or give the column a heading'
    this.#report({ code: 'E1546', summary, hint }, extra ?? row)
    return extra !== undefined
  }

  #checkNameless(row: SheetRow, index: number): void {
    const cell = cellAt(row, index)
    if (cell === undefined) return
    const hint = 'give the column a heading, or empty the cell'
    this.#reportCell({ code: 'E1542', summary: 'the column of this cell has no heading', hint }, cell.span)
  }

  #keyOf(row: SheetRow): YamlScalar | undefined {
    const { key } = this.#given.columns
    if (key === undefined) return undefined
    const whole = cellAt(row, key.index)
    const text = whole?.text.trim() ?? ''
    const made = keyOfText(text)
    if (whole !== undefined && made !== undefined)
      return new PlacedScalar(this.#given.places, whole.span, { value: made, text: made, plain: false })
    const cell = row.cells[key.index]
    const summary =
      text === '' ? `the row has no key: "${key.heading.text}" is empty` : `no key can be made of "${text}"`
    const hint = 'a key has letters or digits, and names the row for good'
    this.#report({ code: 'E1544', summary, hint }, spanOf(cell ?? row))
    return undefined
  }

  #openRow(row: SheetRow, number: number, key: YamlScalar): void {
    const fields = new GrowingMap(this.#given.places, row)
    const open: Open = { key, span: row, first: row, fields, rows: [number], elements: new Map() }
    this.#open.set(key.text, open)
    for (const column of this.#own) {
      const cell = row.cells[column.index]
      const value = cell === undefined ? undefined : this.#value(cell, column)
      if (value !== undefined) this.#put(fields, column, value)
    }
    for (const list of this.#lists) this.#addElements(open, list, row, number)
  }

  /** What a further row says of the resource itself must be what the first one says. */
  #goOn(open: Open, row: SheetRow, number: number): void {
    open.rows.push(number)
    for (const { index, heading } of this.#own) {
      if (index === this.#given.columns.key?.index) continue
      const [said, before] = [cellAt(row, index), cellAt(open.first, index)]
      if (said === undefined || said.text === before?.text) continue
      const summary = `"${open.key.text}" has two values for "${heading.text}"`
      const detail = `row ${open.rows[0]} says ${before === undefined ? 'nothing' : `"${before.text}"`}`
      const hint = 'leave the cell empty in all rows but the first'
      this.#report({ code: 'E1543', summary, detail, hint }, said.span)
    }
    for (const list of this.#lists) this.#addElements(open, list, row, number)
  }

  #addElements(open: Open, { path, columns }: ElementColumns, row: SheetRow, number: number): void {
    const cells = columns.flatMap((column): ElementCells[] => {
      const cell = row.cells[column.index]
      const parts = cell === undefined ? [] : partsOfCell(cell, this.#given.format.list)
      return parts.length === 0 ? [] : [{ column, parts }]
    })
    const [first] = cells
    if (first === undefined) return
    const cleared = cells.every(({ parts }) => parts.length === 1 && parts[0]?.text === clearing)
    const count = cleared ? 0 : Math.max(...cells.map(({ parts }) => parts.length))
    const places = open.elements.get(path.join('.')) ?? []
    open.elements.set(path.join('.'), places)
    const before = nodeIn(open.fields, path)
    const items: YamlNode[] = before?.type === 'list' ? [...before.items] : []
    for (let part = 0; part < count; part += 1) {
      items.push(this.#element(cells, part, row))
      places.push({ row: number, part, parts: count })
    }
    this.#put(open.fields, first.column, new PlacedList(this.#given.places, row, items), 0, path.length)
  }

  #element(cells: readonly ElementCells[], part: number, row: SheetRow): YamlMap {
    const element = new GrowingMap(this.#given.places, row)
    for (const { column, parts } of cells) {
      const found = parts[part]
      const { type, elements = 0 } = column
      if (found === undefined || found.text === '' || type.shape === 'list') continue
      this.#put(element, column, scalarNode(found, type.shape, this.#context), elements)
    }
    return element
  }

  #value(cell: SheetCell, { type }: SheetColumn): YamlNode | undefined {
    if (type.shape === 'list') return listNode(cell, type, this.#context)
    const whole = wholeCell(cell)
    return whole === undefined ? undefined : scalarNode(whole, type.shape, this.#context)
  }

  /** `from` and `to`: which steps of the column's path, up to its end unless given. The heading is the key of each. */
  #put(map: GrowingMap, { keys, path }: SheetColumn, value: YamlNode, from = 0, to = path.length): void {
    let here = map
    for (let step = from; step < to - 1; step += 1) {
      const key = keys[step]
      if (key === undefined) return
      const inside = here.own.get(key.text)?.value ?? new GrowingMap(this.#given.places, spanOfPlaced(value))
      if (!(inside instanceof GrowingMap)) {
        this.#reportContradiction(path, value)
        return
      }
      if (!here.own.has(key.text)) here.own.set(key.text, { key, value: inside })
      here = inside
    }
    const key = keys[to - 1]
    if (key === undefined) return
    // Of a list of mappings each row adds to what is there.
    if (here.own.has(key.text) && to === path.length) this.#reportContradiction(path, value)
    else here.own.set(key.text, { key, value })
  }

  #reportContradiction(path: readonly string[], value: YamlNode): void {
    const summary = `another column of this row says "${path[0]}" too`
    this.#given.report({ code: 'E1543', summary, hint: 'leave one of the two cells empty' }, value)
  }

  #reportTwice(open: Open, key: YamlScalar): void {
    const summary = `two rows have the key "${key.text}"`
    const detail = `the first is row ${open.rows[0]}, "${cellAt(open.first, this.#given.columns.key?.index ?? 0)?.text}"`
    this.#given.report(
      { code: 'E1543', summary, detail, hint: 'a row is one resource: give each a key of its own' },
      key,
    )
  }

  #reportCell(problem: Parameters<Report>[0], span: Span): void {
    if (!this.#isBent) this.#report(problem, span)
  }

  #report(problem: Parameters<Report>[0], span: Span): void {
    this.#given.report(problem, new PlacedScalar(this.#given.places, span, { value: '', text: '', plain: false }))
  }
}

function cellAt(row: SheetRow, index: number): Part | undefined {
  const cell = row.cells[index]
  return cell === undefined ? undefined : wholeCell(cell)
}
