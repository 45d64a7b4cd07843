/**
 * Documents that name sheets → documents with the rows of those in their place, as if they were written there: every stage
 * after this sees resources whose values stand in cells. Pure but for the schemas; the texts were read by load.ts.
 */
import type { Diagnostic, SourceRange } from '../model/diagnostic.ts'
import { isJsonObject, type Json } from '../model/json.ts'
import type { Project, SheetText } from '../model/project.ts'
import type { Kind } from '../model/provider.ts'
import { columnLetters, likelyDelimiter, type SheetRow, sheetRows } from '../model/sheet-cells.ts'
import type { SheetFormat } from '../model/sheet-format.ts'
import type { Document, YamlMap, YamlNode, YamlPair, YamlScalar } from '../model/yaml.ts'
import { laidMap } from './laid.ts'
import { type SheetColumns, sheetColumns } from './sheet-columns.ts'
import { faultProblem, noHeading, unclearDelimiter } from './sheet-faults.ts'
import { type Report, type SheetOptions, sheetFile, sheetOptions } from './sheet-options.ts'
import { sheetPath, sheetsIn } from './sheet-read.ts'
import { type SheetResources, sheetResources } from './sheet-rows.ts'
import { kindOfSection } from './validate-sections.ts'
import type { Declared } from './world.ts'
import { PlacedScalar } from './yaml-node.ts'
import { type Places, placesOf } from './yaml-place.ts'

/** A sheet that stands for a section of a document. */
export interface Sheet {
  /** The YAML file, the section, and whose it is. */
  readonly document: string
  readonly section: string
  readonly connection: string
  /** The path of the sheet, and its text. */
  readonly file: string
  readonly text: string
  readonly format: SheetFormat
  readonly columns: SheetColumns
  /** From the heading on; row 1 of the sheet is the first. */
  readonly rows: readonly SheetRow[]
  readonly places: Places
  /** Read anew each time: not kept beside what is made of it. */
  resources(): SheetResources
}

export interface Sheeted {
  readonly project: Project
  readonly sheets: readonly Sheet[]
}

type Schemas = (vendor: string) => Promise<Json>

/** A sheet that cannot be read as one stays as it is written, and is reported in the project. */
export async function sheeted({ project, providers, schemas }: Declared): Promise<Sheeted> {
  const diagnostics: Diagnostic[] = []
  const report: Report = (problem, node) => diagnostics.push({ severity: 'error', ...problem, source: node.at })
  const schemaOf: Schemas = (vendor) => schemas.read(vendor)
  const sheets: Sheet[] = []
  const documents: Document[] = []
  for (const document of project.documents) {
    const first = new Map<string, YamlMap>()
    const again = new Map<string, () => YamlMap>()
    for (const { section, node } of sheetsIn(document)) {
      if (sheetFile(node) === undefined) sheetOptions(node, report)
      const found = kindOfSection(document, section, project, providers)
      const text = textOf(node, project)
      if (found === undefined || text === undefined) continue
      const vendor = project.config.connections.get(found.connection)?.vendor ?? ''
      const schema = resourceSchema(await schemaOf(vendor), section)
      const place = { document: document.file, section, connection: found.connection }
      const sheet = readSheet({ node, text, kind: found.kind, schema, place }, report)
      if (sheet === undefined) continue
      first.set(section, sheet.read(report).map)
      again.set(section, () => sheet.sheet.resources().map)
      sheets.push(sheet.sheet)
    }
    documents.push(first.size === 0 ? document : new SheetDocument(document, first, again))
  }
  return { project: { ...project, documents, diagnostics: [...project.diagnostics, ...diagnostics] }, sheets }
}

function textOf(node: YamlMap | YamlScalar, { sheets }: Project): SheetText | undefined {
  const file = sheetFile(node)
  return file === undefined ? undefined : sheets?.get(sheetPath(file))
}

function resourceSchema(schema: Json, section: string): Json {
  const properties = isJsonObject(schema) ? schema['properties'] : undefined
  const found = isJsonObject(properties) ? properties[section] : undefined
  return isJsonObject(found) ? (found['additionalProperties'] ?? null) : null
}

interface Given {
  readonly node: YamlMap | YamlScalar
  readonly text: SheetText
  readonly kind: Kind
  readonly schema: Json
  readonly place: Pick<Sheet, 'document' | 'section' | 'connection'>
}

interface ReadSheet {
  readonly sheet: Sheet
  read(report: Report): SheetResources
}

function readSheet({ node, text: { file, text }, kind, schema, place }: Given, report: Report): ReadSheet | undefined {
  const options = sheetOptions(node, report)
  if (options === undefined) return undefined
  const places = placesOf(file, text)
  const delimiter = options.delimiter ?? likelyDelimiter(text)
  if (delimiter === undefined) {
    report(unclearDelimiter, placeAt(places, 0))
    return undefined
  }
  const { rows, faults } = sheetRows(text, delimiter)
  for (const fault of faults) report(faultProblem(fault, delimiter), placeAt(places, fault.at))
  const [heading] = rows
  if (heading === undefined || heading.cells.every((cell) => cell.text.trim() === '')) {
    report(noHeading(file), node)
    return undefined
  }
  // Where a quote is not closed, all that follows is one cell: what else could be said of it is noise.
  if (faults.length > 0) return undefined
  const naturalKey = kind.naturalKey.find((name) => kind.fields[name]?.shape === 'scalar')
  const kindOfSheet = { name: kind.name, naturalKey, schema }
  const columns = sheetColumns({ cells: heading.cells, places, options, kind: kindOfSheet, node }, report)
  if (columns.key === undefined) return undefined
  const format = formatOf(options, delimiter)
  const read = (told: Report) => sheetResources({ rows, columns, format, places, report: told })
  const sheet = { ...place, file, text, format, columns, rows, places, resources: () => read(() => undefined) }
  return { sheet, read }
}

function formatOf({ decimal, list, flags }: SheetOptions, delimiter: string): SheetFormat {
  return { delimiter, decimal, list, flags }
}

function placeAt(places: Places, at: number): YamlNode {
  return new PlacedScalar(places, { start: at, end: at + 1 }, { value: '', text: '', plain: false })
}

class SheetDocument implements Document {
  readonly file: string
  readonly text: string
  readonly #document: Document
  readonly #again: ReadonlyMap<string, () => YamlMap>
  #root: YamlNode | undefined

  /** By section: what the reading gave that told of problems, and the same once more when it was let go. */
  constructor(document: Document, first: ReadonlyMap<string, YamlMap>, again: ReadonlyMap<string, () => YamlMap>) {
    this.file = document.file
    this.text = document.text
    this.#document = document
    this.#again = again
    this.#root = this.#lay((section) => first.get(section))
  }

  get root(): YamlNode | undefined {
    this.#root ??= this.#lay((section) => this.#again.get(section)?.())
    return this.#root
  }

  letGo(): void {
    this.#root = undefined
    this.#document.letGo?.()
  }

  #lay(read: (section: string) => YamlMap | undefined): YamlNode | undefined {
    const { root } = this.#document
    if (root?.type !== 'map') return root
    const pairs = new Map<string, YamlPair>(root.pairs)
    for (const [section, { key }] of root.pairs) {
      const value = read(section)
      if (value !== undefined) pairs.set(section, { key, value })
    }
    return laidMap(root, pairs)
  }
}

/** Says of a place in a sheet which cell it is, as a spreadsheet names it. */
export function withCell(diagnostic: Diagnostic, sheets: readonly Sheet[]): Diagnostic {
  const { source, detail } = diagnostic
  const sheet = sheets.find(({ file }) => file === source?.file)
  const cell = source === undefined || sheet === undefined ? undefined : cellName(sheet, source)
  if (cell === undefined) return diagnostic
  return { ...diagnostic, detail: detail === undefined ? cell : `${cell}; ${detail}` }
}

type Cells = Pick<Sheet, 'places' | 'rows' | 'columns'>

/** `cell D5, "Pris"`; a place that is more than a cell is its row. */
export function cellName({ places, rows, columns }: Cells, at: SourceRange): string | undefined {
  const [start, end] = [places.offset(at.line, at.column), places.offset(at.endLine, at.endColumn)]
  const number = lastUpTo(rows, start)
  const row = rows[number]
  if (row === undefined) return undefined
  const index = lastUpTo(row.cells, start)
  const cell = row.cells[index]
  // An empty cell is pointed at by one character.
  if (cell === undefined || end > Math.max(cell.end, start + 1)) return `row ${number + 1}`
  const heading = number === 0 ? '' : (columns.headings[index]?.text ?? '')
  return `cell ${columnLetters(index)}${number + 1}${heading === '' ? '' : `, "${heading}"`}`
}

/** Index of the last one that starts at the offset or before it. */
function lastUpTo(spans: readonly { readonly start: number }[], offset: number): number {
  let [low, high] = [0, spans.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((spans[middle]?.start ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return low
}
