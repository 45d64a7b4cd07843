/** One change as a line of a comment: its address, what people call it, and what a reader has to see beside it. */
import type { AddressId } from '../model/address.ts'
import type { Action, Change, FieldChange, Guard } from '../model/plan.ts'
import { bounded, code, fenced, indented, prose, runsFromTheRight } from './markdown-text.ts'
import { type Style, styleOf } from './style.ts'
import { nameOf } from './text-change.ts'
import { fieldRow } from './text-field.ts'

/** Values that are longer stand below, as a diff. */
const widestValue = 110
const widestLine = 160

const style: Style = styleOf({ columns: widestLine })

/** Names of the guards that stop the plan, by whom they stop. */
export type Stopped = ReadonlyMap<AddressId, readonly string[]>

export function stoppedBy(guards: readonly Guard[]): Stopped {
  const found = new Map<AddressId, string[]>()
  for (const { name, addresses, acked } of guards) {
    if (acked) continue
    for (const address of addresses) found.set(address, [...(found.get(address) ?? []), name])
  }
  return found
}

/** `**shop/product/oak-chair** Egestol`. */
export function titleOf(change: Change): string {
  const name = nameOf(change)
  return name === '' ? code(change.address) : `${code(change.address)} ${prose(name, 60)}`
}

/** `· high risk · stopped by price`, or nothing. */
export function alarmsOf(change: Change, stopped: Stopped): string {
  const guards = stopped.get(change.address) ?? []
  return [
    ...(change.risk === 'high' ? ['**high risk**'] : []),
    ...(guards.length === 0 ? [] : [`⛔ ${guards.map((name) => code(name, 40)).join(' ')}`]),
  ]
    .map((alarm) => ` · ${alarm}`)
    .join('')
}

const words: { readonly [action in Action]: string } = {
  create: 'new',
  update: '',
  replace: 'replaced',
  delete: 'deleted',
  adopt: 'adopted',
  forget: 'forgotten',
  manual: 'by hand',
}

export function actionWord(change: Change): string {
  const word = words[change.action]
  return word === '' ? '' : ` · ${word}`
}

export interface FieldText {
  readonly path: string
  /** In one line; empty where all of it stands below. */
  readonly value: string
  readonly marks: readonly string[]
  /** Lines of a diff. */
  readonly below: readonly string[]
}

export function fieldText(change: Change, field: FieldChange): FieldText {
  const turned = change.action !== 'create' && (turns(field.before) || turns(field.after))
  const row = fieldRow(change, field, { line: turned ? 1 : widestValue, block: widestLine }, style)
  return {
    path: row.path,
    value: turned && row.below.length > 0 ? '' : row.value,
    marks: row.marks.filter((mark) => mark !== '' && mark !== field.meaning),
    below: row.below.map((line) => diffLine(line)),
  }
}

function turns(value: FieldChange['before']): boolean {
  return typeof value === 'string'
    ? runsFromTheRight(value)
    : value !== undefined && runsFromTheRight(JSON.stringify(value))
}

/** Green and red in a block of the language `diff`. What is alike gets a mark too: no line begins with what a file says. */
function diffLine(line: string): string {
  const text = bounded(line, widestLine * 2)
  if (text.startsWith('− ')) return `- ${text.slice(2)}`
  if (text.startsWith('+ ')) return text
  return `· ${text.trimStart()}`
}

/** `` `shop/product/oak-chair` Egestol: `name` `a → b` · drift: the shop moved ``, with a diff below where it is long. */
export function fieldPoint(change: Change, field: FieldChange, stopped: Stopped): string {
  const { below } = fieldText(change, field)
  const line = `- ${fieldLine(change, field, stopped)}`
  return below.length === 0 ? line : `${line}\n\n${indented(fenced(below, 'diff'))}\n`
}

export function fieldLine(change: Change, field: FieldChange, stopped: Stopped): string {
  const { path, value, marks } = fieldText(change, field)
  const said = value === '' ? '' : ` ${valueText(value)}`
  const behind = marks.map((mark) => ` · ${prose(mark)}`).join('')
  return `${titleOf(change)}: ${code(path)}${said}${behind}${actionWord(change)}${alarmsOf(change, stopped)}`
}

/** What butik says of a value, in brackets, is not the value. */
function valueText(value: string): string {
  return /^\(text, [a-z0-9, ]+\)$/.test(value) ? value : code(value, 400)
}
