/** How values are written in the cells of a sheet: numbers of a country, flags, several values in one cell. Both ways. */
import { canonicalDecimal } from './decimal.ts'

export interface SheetFormat {
  readonly delimiter: string
  /** The decimal mark; undefined: a number that could be read in two ways is refused. */
  readonly decimal: ',' | '.' | undefined
  /** What parts the values of a cell that holds several. */
  readonly list: string
  /** The words for true and for false. */
  readonly flags: readonly [string, string]
}

/** What is written into a cell to clear the field in the shop; an empty cell leaves it alone. */
export const clearing = '~'

export type CellNumber =
  | { readonly ok: true /** With a point, as many decimals as the cell has. */; readonly text: string }
  | { readonly ok: false; readonly why: 'no-number' }
  /** Readings, the plainer first. */
  | { readonly ok: false; readonly why: 'unclear'; readonly readings: readonly [point: string, comma: string] }
  | { readonly ok: false; readonly why: 'other-mark'; readonly mark: ',' | '.' }

const groupings: Readonly<Record<',' | '.', string>> = { ',': `[. \u00A0\u202F'’]`, '.': `[, \u00A0\u202F'’]` }
const patterns = { ',': patternOf(','), '.': patternOf('.') }

/** Plain digits, or digits in groups of three by one and the same sign; then the mark and decimals. */
function patternOf(mark: ',' | '.'): RegExp {
  const group = groupings[mark]
  return new RegExp(`^(-?)(\\d+|\\d{1,3}(${group})\\d{3}(?:\\3\\d{3})*)(?:\\${mark}(\\d+))?$`)
}

function read(text: string, mark: ',' | '.'): string | undefined {
  const match = patterns[mark].exec(text)
  if (match === null) return undefined
  const [, sign = '', whole = '', , decimals] = match
  const digits = whole.replace(/\D/g, '')
  return `${sign}${digits}${decimals === undefined ? '' : `.${decimals}`}`
}

/** Without a mark that was told, only what has one reading is a number: `1299`, `1299.50`, and never `1.299` or `1299,50`. */
export function numberInCell(cell: string, mark: ',' | '.' | undefined): CellNumber {
  const text = cell.trim()
  if (mark !== undefined) {
    const found = read(text, mark)
    if (found !== undefined) return { ok: true, text: found }
    const other = mark === ',' ? '.' : ','
    return read(text, other) === undefined
      ? { ok: false, why: 'no-number' }
      : { ok: false, why: 'other-mark', mark: other }
  }
  if (/^-?\d+$/.test(text)) return { ok: true, text }
  const [point, comma] = [read(text, '.'), read(text, ',')]
  if (point !== undefined && comma !== undefined)
    return canonicalDecimal(point) === canonicalDecimal(comma)
      ? { ok: true, text: point }
      : { ok: false, why: 'unclear', readings: [point, comma] }
  if (comma !== undefined) return { ok: false, why: 'other-mark', mark: ',' }
  if (point === undefined) return { ok: false, why: 'no-number' }
  return { ok: true, text: point }
}

/**
 * A decimal with a point, written as the cell before it was: its mark, its groups of three, and at least as many decimals.
 * `decimal` is the mark of the sheet; without one it is a point.
 */
export function numberForCell(amount: string, before: string, mark: ',' | '.' | undefined): string {
  const own = mark ?? '.'
  const match = patterns[own].exec(before.trim())
  const group = match?.[3] ?? ''
  const least = match?.[4]?.length ?? 0
  const [, sign = '', whole = '0', decimals = ''] =
    /^(-?)(\d+)(?:\.(\d+))?$/.exec(canonicalDecimal(amount) ?? amount) ?? []
  const digits = group === '' ? whole : whole.replace(/\B(?=(\d{3})+$)/g, group)
  const tail = decimals.padEnd(least, '0')
  return `${sign}${digits}${tail === '' ? '' : `${own}${tail}`}`
}

/** Undefined where it is neither of the words. */
export function flagInCell(cell: string, [yes, no]: SheetFormat['flags']): boolean | undefined {
  const word = cell.trim().toLowerCase()
  if (word === yes.toLowerCase()) return true
  return word === no.toLowerCase() ? false : undefined
}

/**
 * A spreadsheet takes a cell that starts with one of these for a formula and runs it; an apostrophe before it keeps it a text.
 * butik writes that apostrophe before texts of the shop, and takes one away when it reads.
 */
const formula = /^'*[=+\-@\t\r]/

export function textInCell(cell: string): string {
  return cell.startsWith("'") && formula.test(cell) ? cell.slice(1) : cell
}

export function textForCell(text: string): string {
  return formula.test(text) ? `'${text}` : text
}
