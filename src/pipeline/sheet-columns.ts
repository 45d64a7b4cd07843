/** The heading of a sheet × what `!csv` says × the schema of the kind → which column fills which field. Pure. */
import type { SheetCell } from '../model/sheet-cells.ts'
import { didYouMean } from '../model/suggest.ts'
import type { YamlNode, YamlScalar } from '../model/yaml.ts'
import { type CellField, cellField, type NoField } from './sheet-fields.ts'
import type { Report, SheetOptions } from './sheet-options.ts'
import { PlacedScalar } from './yaml-node.ts'
import type { Places } from './yaml-place.ts'

export interface SheetColumn extends CellField {
  /** From 0. */
  readonly index: number
  readonly heading: YamlScalar
  /** The steps of the path as keys, at the heading. */
  readonly keys: readonly YamlScalar[]
}

export interface SheetColumns {
  readonly headings: readonly YamlScalar[]
  readonly columns: readonly SheetColumn[]
  /** The column with the keys; `made`: its texts are no keys yet. */
  readonly key: { readonly index: number; readonly heading: YamlScalar } | undefined
}

export interface SheetKind {
  readonly name: string
  /** The field that names an object to a person, where there is one. */
  readonly naturalKey: string | undefined
  /** The JSON Schema of one resource. */
  readonly schema: unknown
}

export interface Heading {
  readonly cells: readonly SheetCell[]
  readonly places: Places
  readonly options: SheetOptions
  readonly kind: SheetKind
  /** The `!csv` in the YAML file. */
  readonly node: YamlNode
}

export function sheetColumns(given: Heading, report: Report): SheetColumns {
  const headings = given.cells.map(({ start, end, text }) => {
    const heading = text.trim()
    return new PlacedScalar(
      given.places,
      { start, end: Math.max(end, start + 1) },
      { value: heading, text: heading, plain: false },
    )
  })
  const finding = new Finding(given, headings, report)
  finding.takeMapped()
  finding.takeNamed()
  return { headings, columns: finding.inOrder(), key: finding.key() }
}

class Finding {
  readonly #given: Heading
  readonly #headings: readonly YamlScalar[]
  readonly #report: Report
  /** By field. */
  readonly #columns = new Map<string, SheetColumn>()
  readonly #used = new Set<number>()

  constructor(given: Heading, headings: readonly YamlScalar[], report: Report) {
    this.#given = given
    this.#headings = headings
    this.#report = report
    const key = given.options.key
    const index = key === undefined ? this.#indexOf('key') : this.#indexOf(key.text)
    if (index !== undefined && (key !== undefined || this.#field('key') === undefined)) this.#used.add(index)
  }

  takeMapped(): void {
    for (const [name, { field: at, heading }] of this.#given.options.columns) {
      const field = cellField(this.#given.kind.schema, name)
      const index = this.#indexOf(heading.text)
      if ('asked' in field) this.#reportNoField(field, at)
      else if (index === undefined) this.#reportNoHeading(heading)
      else this.#take(name, index, field)
    }
  }

  /** Headings that are the names of fields themselves. */
  takeNamed(): void {
    const { ignore } = this.#given.options
    const ignored = ignore === 'all' ? [] : ignore
    for (const heading of ignored) if (this.#indexOf(heading.text) === undefined) this.#reportNoHeading(heading)
    const seen = new Map<string, YamlScalar>()
    for (const [index, heading] of this.#headings.entries()) {
      const first = seen.get(heading.text)
      if (heading.text === '' || ignored.some(({ text }) => text === heading.text)) continue
      if (first !== undefined) this.#reportTwice(heading, first)
      seen.set(heading.text, heading)
      if (first !== undefined || this.#used.has(index)) continue
      const field = this.#field(heading.text)
      if (field !== undefined && !this.#columns.has(heading.text)) this.#take(heading.text, index, field)
      else if (ignore !== 'all') this.#reportUnknown(heading, field !== undefined)
    }
  }

  inOrder(): SheetColumn[] {
    return [...this.#columns.values()].sort((a, b) => a.index - b.index)
  }

  key(): SheetColumns['key'] {
    const { options, kind, node } = this.#given
    const at = (index: number | undefined): SheetColumns['key'] => {
      const heading = index === undefined ? undefined : this.#headings[index]
      return index === undefined || heading === undefined ? undefined : { index, heading }
    }
    if (options.key !== undefined) {
      const found = at(this.#indexOf(options.key.text))
      if (found === undefined) this.#reportNoHeading(options.key)
      return found
    }
    const own = this.#field('key') === undefined ? at(this.#indexOf('key')) : undefined
    const found = own ?? at(this.#columns.get(kind.naturalKey ?? '')?.index)
    if (found !== undefined) return found
    const natural = kind.naturalKey === undefined ? '' : `, or one for ${kind.naturalKey}`
    const summary = `nothing says which column of ${options.file.text} has the keys`
    this.#report({ code: 'E1542', summary, hint: `write key: HEADING, or have a column "key"${natural}` }, node)
    return undefined
  }

  #take(name: string, index: number, field: CellField): void {
    const heading = this.#headings[index]
    if (heading === undefined) return
    this.#used.add(index)
    this.#columns.set(name, { ...field, index, heading, keys: field.path.map((step) => keyAt(heading, step)) })
  }

  #field(name: string): CellField | undefined {
    const field = cellField(this.#given.kind.schema, name)
    return 'asked' in field ? undefined : field
  }

  #indexOf(heading: string): number | undefined {
    const index = this.#headings.findIndex(({ text }) => text === heading.trim())
    return index < 0 || heading.trim() === '' ? undefined : index
  }

  #reportNoField({ asked, known }: NoField, at: YamlNode): void {
    const { name } = this.#given.kind
    const hint =
      didYouMean(asked, known) ?? didYouMean(asked.split('.').at(-1) ?? '', known) ?? knownWords(asked, known)
    const summary = `a cell cannot hold "${asked}" of a ${name}`
    this.#report({ code: 'E1542', summary, ...(hint === undefined ? {} : { hint }) }, at)
  }

  #reportNoHeading(at: YamlScalar): void {
    const texts = this.#headings.map(({ text }) => text).filter((text) => text !== '')
    const hint = didYouMean(at.text, texts) ?? `its columns are ${shortList(texts)}`
    const { file } = this.#given.options
    this.#report({ code: 'E1542', summary: `${file.text} has no column "${at.text}"`, hint }, at)
  }

  #reportTwice(heading: YamlScalar, first: YamlScalar): void {
    const { line, column } = first.at
    const detail = `it stands first at line ${line}, column ${column}`
    const summary = `two columns have the heading "${heading.text}"`
    this.#report({ code: 'E1542', summary, detail, hint: 'rename one of the two' }, heading)
  }

  #reportUnknown(heading: YamlScalar, isMapped: boolean): void {
    const { kind } = this.#given
    const found = cellField(kind.schema, heading.text)
    const known = 'asked' in found ? found.known : []
    const summary = isMapped
      ? `"columns" takes another column for ${heading.text}, and nothing takes this one`
      : `no field takes the column "${heading.text}"`
    const either = `under "columns" name the field that it fills, or list it under "ignore"`
    const near = didYouMean(heading.text, known)
    this.#report({ code: 'E1542', summary, hint: near === undefined ? either : `${near} Else ${either}` }, heading)
  }
}

function keyAt(heading: YamlScalar, name: string): YamlScalar {
  return {
    type: 'scalar',
    value: name,
    text: name,
    plain: false,
    get at() {
      return heading.at
    },
  }
}

function knownWords(asked: string, known: readonly string[]): string | undefined {
  const inside = known.filter((name) => name.startsWith(`${asked}.`))
  if (inside.length > 0) return `write one of its parts: ${shortList(inside)}`
  return known.length === 0 ? undefined : `the fields are ${shortList(known)}`
}

const mostListed = 15

function shortList(names: readonly string[]): string {
  return names.length > mostListed ? [...names.slice(0, mostListed), '…'].join(', ') : names.join(', ')
}
