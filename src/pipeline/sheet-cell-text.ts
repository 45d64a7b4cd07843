/** A value as it is written in YAML → the text of a cell that is read again as that value. What cannot be is refused. Pure. */
import { canonicalDecimal } from '../model/decimal.ts'
import { clearing, numberForCell, type SheetFormat, textForCell } from '../model/sheet-format.ts'
import type { Written, WrittenScalar } from '../model/written.ts'
import type { CellType } from './sheet-fields.ts'
import { scalarNode } from './sheet-values.ts'
import { placesOf } from './yaml-place.ts'

/** Why a value is not written into a sheet, in words. Never leaves sheet-edits.ts. */
export class Refusal extends Error {}

export function refuse(why: string): never {
  throw new Refusal(why)
}

type Shape = Exclude<CellType['shape'], 'list'>

/** `before` is what the cell says, in whose manner a number is written. */
export function cellText(type: CellType, value: Written, before: string, format: SheetFormat): string {
  if (value.type === 'map') refuse('a cell holds one value')
  if (type.shape !== 'list') {
    if (value.type === 'list') refuse('the column holds one value, not a list')
    return scalarText(type.shape, value, before, format)
  }
  if (value.type === 'scalar') return partText(type.of, value, before, format)
  if (value.items.length === 0) return clearing
  return value.items.map((item) => partText(type.of, item, '', format)).join(format.list)
}

/** As `cellText`, for one of several values in a cell. */
export function partText(shape: Shape, value: Written, before: string, format: SheetFormat): string {
  if (value.type !== 'scalar') refuse('a cell holds texts, numbers and flags')
  const text = scalarText(shape, value, before, format)
  if (text === '' || text !== text.trim() || text.includes(format.list))
    refuse(`"${value.text}" cannot be told from its neighbours in one cell`)
  return text
}

function scalarText(shape: Shape, value: WrittenScalar, before: string, format: SheetFormat): string {
  if (value.as === 'file') refuse('a cell cannot name a file that holds its text')
  const text = written(shape, value, before, format)
  const read: { problem?: true } = {}
  const context = {
    places: placesOf('', text),
    format,
    report: () => {
      read.problem = true
    },
  }
  const node = scalarNode({ text, span: { start: 0, end: text.length } }, shape, context)
  if (read.problem === true || node.type !== 'scalar' || !isSame(node, value, shape))
    refuse(`"${value.text}" cannot be written in a cell so that it is read as that`)
  return text
}

function written(shape: Shape, value: WrittenScalar, before: string, { decimal, flags }: SheetFormat): string {
  const { text } = value
  if (isNull(value)) return clearing
  const isFlag = shape === 'flag' || (shape === 'any' && value.as === 'plain')
  if (isFlag && (text === 'true' || text === 'false')) return text === 'true' ? flags[0] : flags[1]
  return shape === 'number' ? numberForCell(text, before, decimal) : textForCell(text)
}

/** An empty text clears as null does. */
function isNull({ as, text }: WrittenScalar): boolean {
  return text === '' || (as === 'plain' && text === 'null')
}

function isSame(node: { readonly value: unknown; readonly text: string }, value: WrittenScalar, shape: Shape): boolean {
  if (isNull(value) || node.value === null) return isNull(value) && node.value === null
  if (shape === 'number') return canonicalDecimal(node.text) === canonicalDecimal(value.text)
  if (shape === 'any' && value.as === 'text' && typeof node.value === 'boolean') return false
  return node.text === value.text
}
