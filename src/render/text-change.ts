/** The changes of a plan, grouped by connection and kind: a heading, one line a change, and the fields that move. */
import { partsOf } from '../model/address.ts'
import { byCodeUnit, type Json } from '../model/json.ts'
import type { Action, Change, FieldChange } from '../model/plan.ts'
import { counted, cut, padded, plain, widest, widthOf } from './plain.ts'
import type { Paint, Style } from './style.ts'
import { type FieldRow, fieldRow } from './text-field.ts'
import { wrapped } from './text-notes.ts'

const actions: readonly Action[] = ['create', 'update', 'replace', 'delete', 'adopt', 'forget', 'manual']

export const symbols: { readonly [action in Action]: string } = {
  create: '+',
  update: '~',
  replace: '±',
  delete: '-',
  adopt: '→',
  forget: '·',
  manual: '!',
}

const fieldsShown = 8
const widestKey = 36
const widestName = 32
const widestPath = 34
const indent = ' '.repeat(6)

export function paintOf(action: Action, style: Style): Paint {
  const paints: { readonly [action in Action]: Paint } = {
    create: style.green,
    update: style.yellow,
    replace: style.magenta,
    delete: style.red,
    adopt: style.cyan,
    forget: style.dim,
    manual: style.blue,
  }
  return paints[action]
}

export function changeLines(changes: readonly Change[], style: Style): string[] {
  const groups = new Map<string, Change[]>()
  for (const change of changes.toSorted((a, b) => byCodeUnit(a.address, b.address))) {
    const { connection, kind } = partsOf(change.address)
    const group = `${connection}/${kind}`
    const members = groups.get(group)
    if (members === undefined) groups.set(group, [change])
    else members.push(change)
  }
  return [...groups].flatMap(([group, members]) => ['', heading(group, members, style), ...groupLines(members, style)])
}

function heading(group: string, changes: readonly Change[], style: Style): string {
  const counts = actions
    .map((action) => ({ action, count: changes.filter((change) => change.action === action).length }))
    .filter(({ count }) => count > 0)
    .map(({ action, count }) => `${count} ${action === 'manual' ? 'to do by hand' : `to ${action}`}`)
  const unseen = changes.some((change) => change.class === 'write-only') ? ' · write-only: drift cannot be seen' : ''
  return `${style.bold(plain(group))}${style.dim(`  ${counts.join(', ')}${unseen}`)}`
}

function groupLines(changes: readonly Change[], style: Style): string[] {
  const named = changes.map((change) => ({ change, key: plain(partsOf(change.address).key), name: nameOf(change) }))
  const keyWidth = Math.min(widestKey, widest(named.map(({ key }) => key)))
  const nameWidth = Math.min(widestName, widest(named.map(({ name }) => name)))
  return named.flatMap(({ change, key, name }) => {
    const title = `${padded(key, keyWidth)}  ${nameWidth === 0 ? '' : `${padded(cut(name, nameWidth), nameWidth)}  `}`
    const room = style.columns - widthOf(title) - 4
    const risk = riskOf(change)
    const { inLine, below } = reasonOf(change, room - widthOf(risk), style)
    const line = `  ${paintOf(change.action, style)(`${symbols[change.action]} ${title}`)}${style.red(risk)}${style.dim(inLine)}`
    return [line.trimEnd(), ...below, ...fieldLines(change, name, style)]
  })
}

/** Cut to the line; but what a person is to do has room below, so that a command in it can be copied. */
function reasonOf(change: Change, room: number, style: Style): { inLine: string; below: string[] } {
  const reason = plain(change.reason)
  if (change.action !== 'manual' || widthOf(reason) <= room)
    return { inLine: room < 12 ? '' : cut(reason, room), below: [] }
  return { inLine: '', below: wrapped(reason, style.columns - indent.length).map((line) => `${indent}${line}`) }
}

function riskOf(change: Change): string {
  return change.risk === 'high' ? 'high risk · ' : ''
}

/** What people call it: the name in what is written, in the state, or in the diff. */
export function nameOf(change: Change): string {
  const moved = (field: string): Json | undefined => {
    const found = change.diff.find(({ path, sensitive }) => path === field && !sensitive)
    return found?.after ?? found?.before
  }
  const first = (field: string): Json | undefined =>
    change.entry?.applied[field] ?? change.write?.[field] ?? moved(field)
  const name = first('name') ?? first('val')
  return typeof name === 'string' ? plain(name) : ''
}

function fieldLines(change: Change, name: string, style: Style): string[] {
  const quiet = change.action === 'delete'
  const diff = ranked(change, name, style).filter((field) => !quiet || style.verbose || field.meaning === 'price')
  const cutOff = change.action === 'create' && !style.verbose && diff.length > fieldsShown + 1
  const fields = cutOff ? diff.slice(0, fieldsShown) : diff
  const pathWidth = Math.min(widestPath, widest(fields.map(({ path }) => plain(path))))
  const room = {
    line: Math.max(24, style.columns - indent.length - pathWidth - 2),
    block: style.columns - indent.length - 2,
  }
  const rows = fields.map((field) => fieldRow(change, field, room, style))
  const more = cutOff
    ? [style.dim(`${indent}… ${counted(diff.length - fieldsShown, 'more field')} (-v shows them)`)]
    : []
  return [...rows.flatMap((row) => rowLines(row, pathWidth, style)), ...more]
}

function rowLines(row: FieldRow, pathWidth: number, style: Style): string[] {
  const marks = row.marks.map((mark) => `  ${mark}`).join('')
  const line = `${indent}${style.dim(padded(row.path, pathWidth))}  ${row.value}${marks}`
  return [line.trimEnd(), ...row.below.map((text) => `${indent}  ${text}`)]
}

export const ranks: { readonly [meaning in FieldChange['meaning']]: number } = {
  identity: 0,
  price: 1,
  stock: 2,
  visibility: 3,
  structure: 4,
  image: 5,
  text: 6,
  other: 7,
}

/** Money and stock before words; within one meaning the order of the plan. A name that the title says is not said again. */
function ranked(change: Change, name: string, style: Style): readonly FieldChange[] {
  const titled = (field: FieldChange): boolean =>
    change.action === 'create' &&
    !style.verbose &&
    (field.path === 'name' || field.path === 'val') &&
    field.after === name
  return change.diff.filter((field) => !titled(field)).toSorted((a, b) => ranks[a.meaning] - ranks[b.meaning])
}
