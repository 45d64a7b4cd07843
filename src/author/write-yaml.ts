/**
 * Values → YAML as butik writes it: in lines, short flat mappings and lists in brackets, long texts as literal blocks, quotes
 * where YAML needs them. The loader reads back what went in.
 */
import type { Written } from '../model/written.ts'
import { blockText, canBeBlock, keyText, type Style, scalarText } from './scalar-text.ts'
import { type MapValue, type ScalarValue, type Value, valueOfWritten } from './value.ts'

/** What stands behind a colon or a dash: `head` on its line, with the space before it, and `lines` below, indented. */
export interface Laid {
  readonly head: string
  readonly lines: readonly string[]
}

export interface Where {
  /** Column of the key or dash that it belongs to; its own lines stand two further in. -1 for a document. */
  readonly column: number
  /** Columns of the line that are used up before it. */
  readonly used: number
  /** Mappings from here down may stand in brackets. */
  readonly inLines: number
}

const widest = 100
const widestMap = 88

/** A whole document. The mappings of the first `inLines` levels are laid out in lines whatever they hold. */
export function writeYaml(written: Written, inLines = 2): string {
  const value = valueOfWritten(written)
  if (isEmpty(value)) return value.type === 'map' ? '' : '[]\n'
  const { head, lines } = layOut(value, { column: -2, used: 0, inLines })
  return [...(head === '' ? [] : [head.trimStart()]), ...lines].map((line) => `${line}\n`).join('')
}

export function layOut(value: Value, where: Where, style?: Style): Laid {
  if (value.type === 'scalar') return layScalar(value, where, style)
  if (isEmpty(value) || mayBeFlow(value, where)) return { head: ` ${flowText(value)}`, lines: [] }
  if (value.type === 'map') return { head: '', lines: mapLines(value, where.column + 2, where.inLines - 1) }
  return { head: '', lines: listLines(value.items, where.column + 2, where.inLines - 1) }
}

function layScalar(value: ScalarValue, { column }: Where, style: Style | undefined): Laid {
  const inBlock = value.is === 'text' && canBeBlock(value.text)
  if (!inBlock || (!value.text.includes('\n') && style !== 'literal' && style !== 'folded')) {
    return { head: ` ${scalarText(value, false, style)}`, lines: [] }
  }
  const { head, lines } = blockText(value.text, 'literal')
  return { head: ` ${head}`, lines: lines.map((line) => indented(line, column + 2)) }
}

/** The lines of a mapping whose keys stand in this column. */
export function mapLines({ pairs }: MapValue, column: number, inLines: number): string[] {
  return [...pairs].flatMap(([key, value]) => pairLines(key, value, column, inLines))
}

export function pairLines(key: string, value: Value, column: number, inLines: number): string[] {
  const start = `${' '.repeat(column)}${keyText(key, false)}:`
  const { head, lines } = layOut(value, { column, used: start.length, inLines })
  return [start + head, ...lines]
}

function listLines(items: readonly Value[], column: number, inLines: number): string[] {
  return items.flatMap((item) => itemLines(item, column, inLines))
}

export function itemLines(item: Value, column: number, inLines: number): string[] {
  const { head, lines } = layOut(item, { column, used: column + 1, inLines })
  const dash = `${' '.repeat(column)}-`
  if (head !== '') return [dash + head, ...lines]
  const [first = '', ...rest] = lines
  return [`${dash} ${first.trimStart()}`, ...rest]
}

export function indented(line: string, column: number): string {
  return line === '' ? '' : ' '.repeat(column) + line
}

function isEmpty(value: Value): boolean {
  return (value.type === 'map' && value.pairs.size === 0) || (value.type === 'list' && value.items.length === 0)
}

/** Mappings and lists of scalars, and what holds one of those alone: short enough to be seen at a glance. */
function mayBeFlow(value: Value, { used, inLines }: Where): boolean {
  if (value.type === 'scalar') return true
  if (value.type === 'map' && inLines > 0) return false
  if (!isShallow(value)) return false
  return used + 1 + flowText(value).length <= (value.type === 'map' ? widestMap : widest)
}

function isShallow(value: Value): boolean {
  const within = value.type === 'map' ? [...value.pairs.values()] : value.type === 'list' ? value.items : []
  if (within.every(isFlatScalar)) return true
  const [only] = within
  return within.length === 1 && only !== undefined && isShallow(only)
}

function isFlatScalar(value: Value): boolean {
  return value.type === 'scalar' && !value.text.includes('\n')
}

/** On one line, as it stands in brackets. */
export function flowText(value: Value, style?: Style): string {
  if (value.type === 'scalar') return scalarText(value, true, style)
  if (value.type === 'list') return `[${value.items.map((item) => flowText(item)).join(', ')}]`
  if (value.pairs.size === 0) return '{}'
  return `{ ${[...value.pairs].map(([key, item]) => flowPair(key, item)).join(', ')} }`
}

export function flowPair(key: string, value: Value): string {
  return `${keyText(key, true)}: ${flowText(value)}`
}
