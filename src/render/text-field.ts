/** One field of a change: its row, with what a person has to notice marked behind it. */
import { partsOf } from '../model/address.ts'
import { canonicalDecimal, percentChange } from '../model/decimal.ts'
import { canonicalJson, isJsonObject, type Json, sameJson } from '../model/json.ts'
import type { Change, FieldChange } from '../model/plan.ts'
import { isAsset, isId, isRef, isSecret } from '../model/resource.ts'
import { counted, cut, grouped, plain, widthOf } from './plain.ts'
import type { Paint, Style } from './style.ts'
import { apart, type DiffLine, textDiff } from './text-diff.ts'
import { hidden, inside, isPicture, nothing, type Place, shown } from './text-value.ts'

/** `value` is painted, `below` holds further lines of a long text or list. */
export interface FieldRow {
  readonly path: string
  readonly value: string
  readonly marks: readonly string[]
  readonly below: readonly string[]
}

const arrow = ' → '
const elementsShown = 6

/** `line`: columns behind the path; `block`: columns of the lines below. */
export interface Room {
  readonly line: number
  readonly block: number
}

export function fieldRow(change: Change, field: FieldChange, room: Room, style: Style): FieldRow {
  const path = plain(field.path)
  const marks = change.action === 'create' ? [] : marksOf(field, style)
  const place: Place = { connection: partsOf(change.address).connection, meaning: field.meaning }
  if (field.sensitive || isSecret(field.before) || isSecret(field.after)) {
    return { path, value: change.action === 'create' ? hidden : `${hidden}${arrow}${hidden}`, marks, below: [] }
  }
  const taken = marks.reduce((sum, mark) => sum + widthOf(unpainted(mark)) + 2, 0)
  const bodyIn = (line: number): Body => {
    const left: Room = { ...room, line }
    return change.action === 'create'
      ? freshBody(field.after, place, left, style)
      : changedBody(field, place, left, style)
  }
  const whole = bodyIn(room.line)
  if (whole.below.length === 0 && widthOf(unpainted(whole.value)) + taken <= room.line) return { path, marks, ...whole }
  if (taken * 2 <= room.line) return { path, marks, ...bodyIn(room.line - taken) }
  // On a narrow terminal the marks go below, so that the values stay readable.
  return { path, marks: [], value: whole.value, below: [marks.join('  '), ...whole.below] }
}

type Body = Pick<FieldRow, 'value' | 'below'>

function freshBody(value: Json | undefined, place: Place, room: Room, style: Style): Body {
  if (typeof value === 'string' && (value.includes('\n') || value.length > room.line)) {
    if (style.verbose)
      return { value: '', below: value.split('\n').map((line) => style.green(`+ ${cut(plain(line), room.block - 2)}`)) }
    const size = ` (${grouped([...value].length)} characters)`
    const first = value.trimStart().split('\n', 1)[0] ?? ''
    return { value: cut(plain(first), room.line - size.length) + style.dim(size), below: [] }
  }
  if (Array.isArray(value) && value.length > 0) return { value: elements(value, place, room.line, style), below: [] }
  return { value: cut(shown(value, place), room.line), below: [] }
}

function changedBody(field: FieldChange, place: Place, room: Room, style: Style): Body {
  const { before, after } = field
  if (Array.isArray(before) || Array.isArray(after)) return listBody(before, after, place, room, style)
  if (field.path.endsWith(']') && (before === undefined) !== (after === undefined)) {
    return elementBody(field, place, room, style)
  }
  if (isPlainObject(before) && isPlainObject(after)) return objectBody(field, place, room, style)
  const [old, fresh] = pair(before, after, place)
  const long =
    (typeof before === 'string' && before.includes('\n')) || (typeof after === 'string' && after.includes('\n'))
  if (!long && widthOf(old) + widthOf(arrow) + widthOf(fresh) <= room.line)
    return { value: arrowed(old, fresh, style), below: [] }
  if (typeof before === 'string' && typeof after === 'string') {
    const lines = textDiff(before, after, {
      width: room.block - 2,
      lines: style.verbose ? Number.MAX_SAFE_INTEGER : 12,
    })
    return { value: style.dim(measured(before, after)), below: lines.map((line) => diffLine(line, style)) }
  }
  return {
    value: '',
    below: [
      style.red(`− ${cut(flat(before, old), room.block - 2)}`),
      style.green(`+ ${cut(flat(after, fresh), room.block - 2)}`),
    ],
  }
}

/** A named element that comes or goes: `images[oak.jpg]  + Forfra`. */
function elementBody({ before, after }: FieldChange, place: Place, room: Room, style: Style): Body {
  const text = cut(shown(after ?? before, place), room.line - 2)
  return { value: before === undefined ? style.green(`+ ${text}`) : style.red(`− ${text}`), below: [] }
}

function flat(value: Json | undefined, text: string): string {
  return typeof value === 'string' ? plain(value) : text
}

export function pair(before: Json | undefined, after: Json | undefined, place: Place): [string, string] {
  const old = shown(before, place)
  const fresh = after === undefined ? '(removed)' : shown(after, place)
  if (typeof before !== 'string' || typeof after !== 'string') return [old, fresh]
  const [left, right] = apart(before, after)
  return left === plain(before) && right === plain(after) ? [old, fresh] : [left, right]
}

function arrowed(old: string, fresh: string, style: Style): string {
  return `${style.red(old)}${style.dim(arrow)}${style.green(fresh)}`
}

export function measured(before: string, after: string): string {
  const delta = [...after].length - [...before].length
  const moved =
    delta === 0 ? 'as long as before' : `${counted(Math.abs(delta), 'character')} ${delta > 0 ? 'longer' : 'shorter'}`
  return `(text, ${moved})`
}

function diffLine(line: DiffLine, style: Style): string {
  if (line.mark === '+') return style.green(`+ ${line.text}`)
  if (line.mark === '-') return style.red(`− ${line.text}`)
  return style.dim(`${line.mark} ${line.text}`)
}

/** Objects in which only some parts differ show those parts: `over 5 → 6`. */
function objectBody(field: FieldChange, place: Place, room: Room, style: Style): Body {
  const before = isJsonObject(field.before) ? field.before : {}
  const after = isJsonObject(field.after) ? field.after : {}
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  const parts = keys
    .filter((key) => !sameJson(before[key], after[key]))
    .map((key) => {
      const [old, fresh] = pair(before[key], after[key], inside(key, after[key] ?? before[key], place))
      return { key: plain(key), old, fresh }
    })
  const line = parts.map(({ key, old, fresh }) => `${key} ${old}${arrow}${fresh}`).join(', ')
  if (widthOf(line) <= room.line) {
    return { value: parts.map(({ key, old, fresh }) => `${key} ${arrowed(old, fresh, style)}`).join(', '), below: [] }
  }
  return {
    value: '',
    below: parts.map(({ key, old, fresh }) => `${key} ${cut(`${old}${arrow}${fresh}`, room.block - key.length - 1)}`),
  }
}

export function isPlainObject(value: Json | undefined): boolean {
  return isJsonObject(value) && !isRef(value) && !isId(value) && !isAsset(value) && !isPicture(value)
}

function listBody(before: Json | undefined, after: Json | undefined, place: Place, room: Room, style: Style): Body {
  const old = Array.isArray(before) ? before : []
  const fresh = Array.isArray(after) ? after : []
  const added = without(fresh, old)
  const removed = without(old, fresh)
  if (after === undefined || after === null) return { value: arrowed(shown(before, place), nothing, style), below: [] }
  if (added.length === 0 && removed.length === 0)
    return { value: `order: ${elements(fresh, place, room.line - 7, style)}`, below: [] }
  const emptied = fresh.length === 0 && old.length > 0 ? style.dim('  (now empty)') : ''
  const line = (mark: string, values: readonly Json[], paint: Paint): string[] =>
    values.length === 0 ? [] : [paint(`${mark} ${elements(values, place, room.block - 2, style)}`)]
  const lines = [...line('+', added, style.green), ...line('−', removed, style.red)]
  const joined = lines.join('  ')
  if (widthOf(unpainted(joined + emptied)) <= room.line) return { value: joined + emptied, below: [] }
  return { value: emptied.trimStart(), below: lines }
}

/** What is in `list` beyond `other`, repeats counted: a bundle may hold a piece twice. */
export function without(list: readonly Json[], other: readonly Json[]): Json[] {
  const left = new Map<string, number>()
  for (const value of other) left.set(canonicalJson(value), (left.get(canonicalJson(value)) ?? 0) + 1)
  return list.filter((value) => {
    const count = left.get(canonicalJson(value)) ?? 0
    left.set(canonicalJson(value), count - 1)
    return count <= 0
  })
}

function elements(values: readonly Json[], place: Place, width: number, style: Style): string {
  const names = values.map((value) => shown(value, place))
  if (style.verbose) return names.join(', ')
  const all = names.join(', ')
  if (widthOf(all) <= width) return all
  const kept = names.slice(0, elementsShown)
  while (kept.length > 1 && widthOf(kept.join(', ')) > width - 12) kept.pop()
  const more = names.length - kept.length
  return more === 0 ? cut(all, width) : `${cut(kept.join(', '), width - 12)}, … ${grouped(more)} more`
}

function marksOf(field: FieldChange, style: Style): string[] {
  const marks: string[] = []
  if (field.meaning === 'price') marks.push(style.yellow(priceMark(field)))
  if (field.meaning === 'stock') marks.push(style.yellow(stockMark(field)))
  if (field.meaning === 'visibility') marks.push(style.yellow('visibility'))
  if (field.cause === 'drift') marks.push(style.magenta('drift: the shop moved'))
  if (field.cause === 'both') marks.push(style.magenta('both: the files and the shop moved'))
  return marks
}

export function priceMark({ before, after, sensitive }: FieldChange): string {
  const [old, fresh] = [amount(before), amount(after)]
  if (old === undefined || fresh === undefined || sensitive) return 'price'
  return percentChange(old, fresh) ?? 'price'
}

export function stockMark({ before, after, sensitive }: FieldChange): string {
  const [old, fresh] = [amount(before), amount(after)]
  if (sensitive || old === undefined || fresh === undefined || old.includes('.') || fresh.includes('.')) return 'stock'
  const delta = BigInt(fresh) - BigInt(old)
  return `stock ${delta < 0n ? `−${-delta}` : `+${delta}`}`
}

function amount(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? canonicalDecimal(value) : undefined
}

/** Colours carry no width. */
export function unpainted(text: string): string {
  return text.replace(colours, '')
}

// The only escapes in rendered text are chalk's own: everything from outside went through `plain`.
const colours = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g')
