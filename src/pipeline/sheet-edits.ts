/**
 * Edits of a document whose section is a sheet → the cells of the sheet that change. A value that cannot be written so that it
 * is read again as what it is stays unwritten, and is told. Rows are never taken out. Pure.
 */
import { columnLetters } from '../model/sheet-cells.ts'
import { clearing, textForCell } from '../model/sheet-format.ts'
import type { CellText, Edit, SheetChange, Written, WrittenMap, WrittenPath } from '../model/written.ts'
import { cellText, partText, Refusal, refuse } from './sheet-cell-text.ts'
import type { SheetColumn } from './sheet-columns.ts'
import { keyOfText } from './sheet-key.ts'
import type { ElementPlace, ResourceRows } from './sheet-rows.ts'
import type { Sheet } from './sheets.ts'

export interface SheetEdits extends SheetChange {
  /** What was not written, and why, in words: `row 7: …`. */
  readonly told: readonly { readonly edit: Edit; readonly why: string }[]
}

/** `edits` are of the document that names the sheet; those of other sections are none of its business. */
export function sheetEditsOf(sheet: Sheet, edits: readonly Edit[]): SheetEdits {
  const editing = new Editing(sheet)
  for (const edit of edits) if (edit.path[0] === sheet.section) editing.take(edit)
  return editing.result()
}

/** The key that a new row with these fields would have; undefined where the column of the keys stands for no field. */
export function keyOfRow({ columns, format }: Sheet, value: WrittenMap): string | undefined {
  const column = keyField(columns)
  const node = column?.path.reduce<Written | undefined>(
    (inside, name) => (inside?.type === 'map' ? inside.pairs.get(name) : undefined),
    value,
  )
  return column === undefined || node === undefined ? undefined : keyOfText(cellText(column.type, node, '', format))
}

function keyField({ columns, key }: Sheet['columns']): SheetColumn | undefined {
  return columns.find(({ index, elements }) => index === key?.index && elements === undefined)
}

interface ElementCell extends ElementPlace {
  readonly column: SheetColumn
}

/** A cell with several values: what becomes of each that it had, and what comes before it or, at the end, after all. */
interface Slots {
  readonly items: (string | undefined)[]
  readonly before: string[][]
}

class Editing {
  readonly #sheet: Sheet
  readonly #rows: ReadonlyMap<string, ResourceRows>
  /** By row and column. */
  #cells = new Map<string, CellText>()
  readonly #slots = new Map<string, Slots>()
  readonly #added: string[][] = []
  readonly #told: { edit: Edit; why: string }[] = []
  /** Fields of a new row that no column holds: they stay as they are in the shop. */
  #left: string[] = []

  constructor(sheet: Sheet) {
    this.#sheet = sheet
    this.#rows = sheet.resources().rows
  }

  result(): SheetEdits {
    const { delimiter } = this.#sheet.format
    return { delimiter, cells: [...this.#cells.values()], rows: this.#added, told: this.#told }
  }

  /** All of an edit or nothing, but for fields of a new resource that the sheet has no columns for. */
  take(edit: Edit): void {
    const [cells, added] = [new Map(this.#cells), this.#added.length]
    this.#left = []
    try {
      this.#edit(edit)
      if (this.#left.length > 0) this.#told.push({ edit, why: `no column holds ${this.#left.join(', ')}` })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      this.#cells = cells
      this.#added.length = added
      const rows = this.#rows.get(String(edit.path[1]))?.rows
      const where = rows === undefined ? '' : `${rows.length > 1 ? 'rows' : 'row'} ${rows.join(', ')}: `
      this.#told.push({ edit, why: where + error.message })
    }
  }

  #edit(edit: Edit): void {
    const [, key, ...path] = edit.path
    const place = this.#rows.get(String(key))
    if (path.length === 0 || place === undefined) this.#editResource(edit, String(key), place)
    else if (edit.type === 'set') this.#set(place, path, edit.value)
    else if (edit.type === 'insert') this.#insert(place, String(key), path, edit.value)
    else if (edit.type === 'remove') this.#remove(place, path)
    else refuse('a cell cannot be commented out')
  }

  #editResource(edit: Edit, key: string, place: ResourceRows | undefined): void {
    if (edit.type === 'retire' || edit.type === 'remove')
      refuse('the row stays: whether it goes is for whoever keeps the sheet to say')
    if (edit.type !== 'set' || edit.path.length !== 2) refuse('there is no row with this key')
    if (edit.value.type !== 'map') refuse('a row is a mapping of fields')
    if (place === undefined) this.#add(key, edit.value)
    else for (const [name, value] of edit.value.pairs) this.#set(place, [name], value)
  }

  #set(place: ResourceRows, path: WrittenPath, value: Written): void {
    const [row = 0] = place.rows
    const column = this.#columnAt(path)
    const element = this.#elementAt(place, path)
    const item = this.#itemAt(path)
    const { format } = this.#sheet
    if (column !== undefined) this.#put(row, column, cellText(column.type, value, this.#said(row, column), format))
    else if (element !== undefined) this.#setPart(element, value)
    else if (item !== undefined)
      this.#slot(row, item, (slots) => slots.items.fill(this.#partOf(item, value, slots), item.index, item.index + 1))
    else if (value.type !== 'map') refuse(`no column holds ${path.join('.')}`)
    else for (const [name, inside] of value.pairs) this.#set(place, [...path, name], inside)
  }

  /** A value goes into its cell; an element becomes a row of its own with the key, at the end. */
  #insert(place: ResourceRows, key: string, path: WrittenPath, value: Written): void {
    const item = this.#itemAt(path)
    const [list, index] = [path.slice(0, -1).join('.'), path.at(-1)]
    if (item !== undefined) {
      this.#slot(place.rows[0] ?? 0, item, (slots) => slots.before[item.index]?.push(this.#partOf(item, value)))
      return
    }
    if (!this.#hasElements(list)) refuse(`no column holds ${list}`)
    if (index !== (place.elements.get(list)?.length ?? 0)) refuse(`a new element of ${list} can only be the last one`)
    const { columns, rows } = this.#sheet
    const said = rows[(place.rows[0] ?? 1) - 1]?.cells[columns.key?.index ?? 0]?.text ?? key
    this.#addElement(this.#newRow(said), list, value)
  }

  #remove(place: ResourceRows, path: WrittenPath): void {
    const [row = 0] = place.rows
    const column = this.#columnAt(path)
    const item = this.#itemAt(path)
    if (column !== undefined) this.#put(row, column, '')
    else if (item !== undefined)
      this.#slot(row, item, (slots) => slots.items.fill(undefined, item.index, item.index + 1))
    else refuse(`what stands for ${path.join('.')} cannot be taken out without its row`)
  }

  /** The first element of a list stands in the row of the resource, each further one in a row of its own. */
  #add(key: string, value: WrittenMap): void {
    const row = this.#newRow(textForCell(key))
    const lists = [...value.pairs].flatMap(([name, inside]) =>
      inside.type === 'list' && this.#hasElements(name) ? [{ name, items: inside.items }] : [],
    )
    const made = keyOfRow(this.#sheet, value)
    if (made !== undefined && made !== key) refuse(`a row with these fields has the key ${made}`)
    for (const [name, inside] of value.pairs)
      if (!lists.some((list) => list.name === name)) this.#fill(row, [name], inside, false)
    this.#added.push(row)
    for (const { name, items } of lists) {
      for (const [index, item] of items.entries()) {
        if (index === 0 && item.type === 'map') this.#fill(row, [name], item, true)
        else this.#addElement(this.#newRow(row[this.#sheet.columns.key?.index ?? 0] ?? key), name, item)
      }
    }
  }

  #addElement(row: string[], list: string, value: Written): void {
    if (value.type !== 'map') refuse(`an element of ${list} is a mapping`)
    this.#fill(row, list.split('.'), value, true)
    this.#added.push(row)
  }

  /** `key` as its cell says it. */
  #newRow(key: string): string[] {
    const { columns } = this.#sheet
    return columns.headings.map((_, index) => (index === columns.key?.index ? key : ''))
  }

  #fill(row: string[], path: readonly string[], value: Written, isElement: boolean): void {
    const { columns, format } = this.#sheet
    const column = columns.columns.find(
      (one) => (one.elements !== undefined) === isElement && one.path.join('.') === path.join('.'),
    )
    if (column !== undefined) {
      const text = cellText(column.type, value, '', format)
      const before = row[column.index] ?? ''
      // The field of the key is written in its place: what is made of it is the key again, or another.
      if (before !== '' && before !== text && column.index !== columns.key?.index) refuse(twice(column))
      row[column.index] = text
    } else if (value.type === 'map')
      for (const [name, inside] of value.pairs) this.#fill(row, [...path, name], inside, isElement)
    else if (!this.#left.includes(path.join('.'))) this.#left.push(path.join('.'))
  }

  #hasElements(list: string): boolean {
    return this.#sheet.columns.columns.some(
      ({ path, elements }) => elements !== undefined && path.slice(0, elements).join('.') === list,
    )
  }

  #columnAt(path: WrittenPath): SheetColumn | undefined {
    const name = path.join('.')
    return this.#sheet.columns.columns.find((column) => column.elements === undefined && column.path.join('.') === name)
  }

  /** A value of a list that stands in one cell. */
  #itemAt(path: WrittenPath): Item | undefined {
    const index = path.at(-1)
    const column = typeof index === 'number' ? this.#columnAt(path.slice(0, -1)) : undefined
    return column === undefined || typeof index !== 'number' ? undefined : { column, index }
  }

  #elementAt(place: ResourceRows, path: WrittenPath): ElementCell | undefined {
    const at = path.findIndex((step) => typeof step === 'number')
    const element = at < 0 ? undefined : place.elements.get(path.slice(0, at).join('.'))?.[Number(path[at])]
    const name = path.filter((step) => typeof step !== 'number').join('.')
    const column = this.#sheet.columns.columns.find((one) => one.elements === at && one.path.join('.') === name)
    return element === undefined || column === undefined ? undefined : { ...element, column }
  }

  #setPart({ row, part, parts, column }: ElementCell, value: Written): void {
    const { format } = this.#sheet
    if (column.type.shape === 'list') refuse(`a cell of ${columnName(column)} holds one value`)
    const said = this.#said(row, column)
    if (parts === 1) {
      this.#put(row, column, cellText(column.type, value, said, format))
      return
    }
    const texts = said === '' ? [] : said.split(format.list)
    while (texts.length < parts) texts.push('')
    texts[part] = partText(column.type.shape, value, texts[part]?.trim() ?? '', format)
    this.#put(row, column, texts.join(format.list))
  }

  #partOf({ column, index }: Item, value: Written, slots?: Slots): string {
    const { type } = column
    return partText(type.shape === 'list' ? type.of : type.shape, value, slots?.items[index] ?? '', this.#sheet.format)
  }

  /** Paths are those before any edit: the values of a cell keep their numbers until all edits are taken. */
  #slot(row: number, { column }: Item, change: (slots: Slots) => unknown): void {
    const { list } = this.#sheet.format
    const place = placeOf(row, column)
    const said = this.#said(row, column)
    const items =
      said === clearing
        ? []
        : said
            .split(list)
            .map((item) => item.trim())
            .filter((item) => item !== '')
    const slots = this.#slots.get(place) ?? { items, before: [...items, ''].map(() => []) }
    change(slots)
    this.#slots.set(place, slots)
    const texts = slots.before
      .flatMap((before, index) => [...before, slots.items[index]])
      .filter((text) => text !== undefined)
    this.#cells.delete(place)
    this.#put(row, column, texts.length === 0 ? clearing : texts.join(list))
  }

  /** What the cell says as the edits before this one left it. */
  #said(row: number, column: SheetColumn): string {
    return this.#cells.get(placeOf(row, column))?.text ?? this.#sheet.rows[row - 1]?.cells[column.index]?.text ?? ''
  }

  #put(row: number, column: SheetColumn, text: string): void {
    const { columns, rows } = this.#sheet
    const { index } = column
    const place = placeOf(row, column)
    const before = this.#cells.get(place)
    if (rows[row - 1]?.cells[index] === undefined) refuse(`there is no cell for ${columnName(column)}`)
    if (index === columns.key?.index)
      refuse(`${columnName(column)} has the keys: another text there is another resource`)
    if (before !== undefined && before.text !== text && column.elements === undefined) refuse(twice(column))
    this.#cells.set(place, { row, column: index, text })
  }
}

interface Item {
  readonly column: SheetColumn
  readonly index: number
}

function placeOf(row: number, { index }: SheetColumn): string {
  return `${row}:${index}`
}

function twice(column: SheetColumn): string {
  return `two fields stand in ${columnName(column)}, and are not the same any more`
}

function columnName({ index, heading }: SheetColumn): string {
  return heading.text === '' ? `column ${columnLetters(index)}` : `column ${columnLetters(index)} ("${heading.text}")`
}
