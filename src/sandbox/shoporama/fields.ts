/** Tables of plain fields: what a body may say for each, what is stored, and how it reads back. */
import { isRecord, type JsonRecord } from '../json.ts'
import type { Context } from './context.ts'
import { badRequest } from './errors.ts'
import type { Fields, Scalar } from './records.ts'

/**
 * text and html read "" when unset; code (own codes) and number, money, id read null; flag is 0 or 1; id_text is an id
 * that reads as text; fixed is never written by the API and reads as its `empty`.
 */
export type FieldKind = 'text' | 'html' | 'code' | 'flag' | 'number' | 'money' | 'id' | 'id_text' | 'fixed'

export interface Field {
  readonly name: string
  readonly kind: FieldKind
  /** Read when nothing was ever written. */
  readonly empty: Scalar
}

const empties: Readonly<Record<FieldKind, Scalar>> = {
  text: '',
  html: '',
  code: null,
  flag: 0,
  number: null,
  money: null,
  id: null,
  id_text: null,
  fixed: null,
}

export function field(name: string, kind: FieldKind, empty: Scalar = empties[kind]): Field {
  return { name, kind, empty }
}

function isCleared(value: unknown): boolean {
  return value === null || value === ''
}

export function readText(context: Context, value: unknown, name: string): string {
  if (value === null) return ''
  if (typeof value !== 'string' && typeof value !== 'number') throw badRequest(`${name} is not text`)
  const text = String(value)
  switch (context.switches.text_stored) {
    case 'as_sent':
      return text
    case 'trimmed':
      return text.trim()
    case 'collapsed':
      return text.trim().replace(/\s+/g, ' ')
    case 'unix_lines':
      return text.replace(/\r\n?/g, '\n')
    case 'composed':
      return text.normalize('NFC')
  }
}

export function readHtml(context: Context, value: unknown, name: string): string {
  const text = readText(context, value, name)
  switch (context.switches.html_stored) {
    case 'as_sent':
      return text
    case 'cleaned':
      return text.replace(/<script\b[\s\S]*?<\/script\s*>/gi, '')
    case 'respelt':
      return respelt(text)
  }
}

const letters: Readonly<Record<string, string>> = { '&aelig;': 'æ', '&oslash;': 'ø', '&aring;': 'å', '&#39;': "'" }

function respelt(html: string): string {
  return html
    .replace(/<\/?[A-Za-z][^>]*>/g, (tag) =>
      tag.replace(/^<\/?[A-Za-z0-9]+/, (name) => name.toLowerCase()).replace(/='([^'"]*)'/g, '="$1"'),
    )
    .replace(/<br>/g, '<br />')
    .replace(/&(?:aelig|oslash|aring|#39);/g, (entity) => letters[entity] ?? entity)
}

export function readCode(context: Context, value: unknown, name: string): string | null {
  const text = readText(context, value, name)
  return text === '' ? null : text
}

export function readFlag(value: unknown, name: string): 0 | 1 {
  if (value === 1 || value === '1' || value === true) return 1
  if (value === 0 || value === '0' || value === false || isCleared(value)) return 0
  throw badRequest(`${name} is not 0 or 1`)
}

/** A number, as JSON number or as text with a dot. */
export function readNumber(value: unknown, name: string): number {
  if (typeof value === 'number') return value
  if (typeof value === 'string' && /^-?\d+(?:\.\d+)?$/.test(value.trim())) return Number(value)
  throw badRequest(`${name} is not a number`)
}

export function readMoney(context: Context, value: unknown, name: string): number {
  const amount = readNumber(value, name)
  return context.switches.price_stored === 'rounded' ? Math.round(amount) : amount
}

/** An id, as number or text; 0 when cleared. */
export function readId(value: unknown, name: string): number {
  if (isCleared(value)) return 0
  const id = readNumber(value, name)
  if (!Number.isInteger(id) || id < 0) throw badRequest(`${name} is not an id`)
  return id
}

function clearedNumber(context: Context, empty: Scalar): Scalar {
  if (empty !== null) return empty
  const { cleared_number: form } = context.switches
  return form === 'zero' ? 0 : form === 'text' ? '' : null
}

/** An optional amount of money, its cleared form chosen by the switch. */
export function readOptionalMoney(context: Context, value: unknown, name: string, empty: Scalar = null): Scalar {
  return isCleared(value) ? clearedNumber(context, empty) : readMoney(context, value, name)
}

function readField(context: Context, { name, kind, empty }: Field, value: unknown): Scalar {
  switch (kind) {
    case 'text':
      return readText(context, value, name)
    case 'html':
      return readHtml(context, value, name)
    case 'code':
      return readCode(context, value, name)
    case 'flag':
      return readFlag(value, name)
    case 'number':
      return isCleared(value) ? clearedNumber(context, empty) : readNumber(value, name)
    case 'money':
      return readOptionalMoney(context, value, name, empty)
    case 'id': {
      const id = readId(value, name)
      return id === 0 ? empty : id
    }
    case 'id_text': {
      const id = readId(value, name)
      return id === 0 ? empty : String(id)
    }
    case 'fixed':
      return empty
  }
}

/** The fields after a body: a PUT is a merge, so what it does not name stays. */
export function mergeFields(context: Context, table: readonly Field[], before: Fields, body: JsonRecord): Fields {
  const after: Record<string, Scalar> = { ...before }
  for (const definition of table) {
    const { name, kind } = definition
    if (kind === 'fixed') continue
    if (Object.hasOwn(body, name)) after[name] = readField(context, definition, body[name])
    else if (after[name] === undefined) after[name] = definition.empty
  }
  return after
}

/** The fields in the table's order; numbers as text where the vendor's dialect has them so. */
export function showFields(table: readonly Field[], fields: Fields, asText: boolean): Record<string, Scalar> {
  const shown: Record<string, Scalar> = {}
  for (const { name, empty } of table) {
    const value = fields[name] ?? empty
    shown[name] = asText && typeof value === 'number' ? String(value) : value
  }
  return shown
}

/** An array; nothing, `null` and "" are an empty one. */
export function readList(value: unknown, name: string): readonly unknown[] {
  if (isCleared(value)) return []
  if (Array.isArray(value)) return value
  throw badRequest(`${name} is not an array`)
}

export function readEntry(value: unknown, name: string): JsonRecord {
  if (!isRecord(value)) throw badRequest(`an element of ${name} is not an object`)
  return value
}
