/**
 * A column is one field of a kind with both of its sides: its traits for the pipeline, how it is read from an answer, and
 * which arguments write it. One table of columns per kind keeps the three from drifting apart.
 */

import type { Field, Fields, Traits } from '../../model/field.ts'
import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts'
import type { AuthorContext } from '../../model/provider.ts'
import { type RecordShape, recordShape } from '../../model/record-shape.ts'
import { isId, type Spec } from '../../model/resource.ts'
import type { Written, WrittenMap } from '../../model/written.ts'
import type { YamlMap, YamlNode } from '../../model/yaml.ts'
import { decimalOf, flagOf, listOf, type Row, referenceOf, textOf } from './normalise.ts'
import type { Assumptions } from './settings.ts'

export interface Column {
  readonly field: Field
  /** Undefined: the vendor did not return it. */
  read(row: Row): Json | undefined
  /** The arguments that store the value; null clears. */
  write(value: Json, assume: Assumptions): JsonObject
}

export type Columns = { readonly [name: string]: Column }

/** Texts are stored as sent; "" clears (seen: the vendor's old SDK did so on create). */
export function text(name: string, traits: Traits): Column {
  return {
    field: { ...traits, shape: 'scalar', type: 'text' },
    read: (row) => textOf(row[name]),
    write: (value) => ({ [name]: value ?? '' }),
  }
}

/** Sent as text, as the page's "Tekst" says: no float touches an amount. */
export function decimal(name: string, type: 'money' | 'integer', traits: Traits): Column {
  return {
    field: { ...traits, shape: 'scalar', type },
    read: (row) => decimalOf(row[name]),
    write: (value) => ({ [name]: value ?? '' }),
  }
}

export function flag(name: string, traits: Traits): Column {
  return {
    field: { ...traits, shape: 'scalar', type: 'flag' },
    read: (row) => flagOf(row[name]),
    write: (value) => ({ [name]: value === true ? 1 : 0 }),
  }
}

/** `cleared` is what stands for "none": 0 for a parent, "" for the others (seen: main_category_id). */
export function reference(name: string, traits: Traits & { kind?: string }, cleared: 0 | '' = ''): Column {
  return {
    field: { ...traits, shape: 'reference' },
    read: (row) => referenceOf(row[name]),
    write: (value) => ({ [name]: isId(value) ? wireId(value) : cleared }),
  }
}

/** Ids as JSON numbers, as the vendor answers them; longer than a float can hold: as text. */
export function wireId(value: Json | undefined): number | string {
  if (!isId(value)) throw new TypeError('a reference without an id reached the provider')
  const number = Number(value.id)
  return Number.isSafeInteger(number) ? number : value.id
}

export interface ReferencesTraits extends Traits {
  readonly kind: string
  readonly order: 'set' | 'ordered'
  /** The key of the id, should the vendor answer objects in the list. */
  readonly idKey: string
}

export function references(name: string, { kind, order, idKey, ...traits }: ReferencesTraits): Column {
  return {
    field: { ...traits, shape: 'list', order, of: { shape: 'reference', kind }, unlisted: 'removed' },
    read: (row) => {
      const ids = listOf(row[name])?.map((item) => referenceOf(isJsonObject(item) ? item[idKey] : item))
      return ids === undefined || ids.includes(undefined)
        ? undefined
        : ids.filter((id) => id !== null && id !== undefined)
    },
    write: (value) => ({ [name]: Array.isArray(value) ? value.map(wireId) : [] }),
  }
}

export function fieldsOf(columns: Columns): Fields {
  return Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column.field]))
}

/** How the rows of one kind are read. */
interface Reading {
  readonly columns: readonly { readonly name: string; readonly read: Column['read'] }[]
  /** What the last row had: rows are alike. */
  like: RecordShape
  /** Of the row that is being read. */
  readonly fields: string[]
  readonly values: Json[]
}

const readings = new WeakMap<Columns, Reading>()

function readingOf(columns: Columns): Reading {
  const known = readings.get(columns)
  if (known !== undefined) return known
  const seen = Object.entries(columns).filter(([, { field }]) => field.writeOnly !== true)
  const named = seen.map(([name, { read }]) => ({ name, read }))
  const reading: Reading = { columns: named, like: recordShape([]), fields: [], values: [] }
  readings.set(columns, reading)
  return reading
}

/** `more` counts where the row itself does not say it. */
export function specOf(columns: Columns, row: Row, more: Spec = {}): Spec {
  const reading = readingOf(columns)
  const { fields, values } = reading
  let count = 0
  let isAlike = true
  const add = (name: string, value: Json): void => {
    isAlike &&= reading.like.fields[count] === name
    fields[count] = name
    values[count] = value
    count += 1
  }
  for (const { name, read } of reading.columns) {
    const value = read(row)
    const said = value === undefined ? more[name] : value
    if (said !== undefined) add(name, said)
  }
  for (const name in more) if (!Object.hasOwn(columns, name)) add(name, more[name] ?? null)
  if (!isAlike || count !== reading.like.fields.length) reading.like = recordShape(fields.slice(0, count))
  return reading.like.with(values)
}

/** The body of an update: exactly the given fields. */
export function argumentsOf(columns: Columns, fields: Spec, assume: Assumptions): JsonObject {
  const body: { [name: string]: Json } = {}
  for (const [name, value] of Object.entries(fields)) {
    const column = columns[name]
    if (column !== undefined) Object.assign(body, column.write(value, assume))
  }
  return body
}

/** The body of a create: what is null is simply not there yet. */
export function creationOf(columns: Columns, fields: Spec, assume: Assumptions): JsonObject {
  const given = Object.entries(fields).filter(([, value]) => value !== null)
  return argumentsOf(columns, Object.fromEntries(given), assume)
}

export type Reader = (node: YamlNode) => Json | undefined

/**
 * The written fields of one mapping in the inside form. `own` replaces the reader of a field whose YAML has a shape of its
 * own. A cleared list is the empty list. Keys that are no field are left to the schema and to the caller.
 */
export function declared(
  columns: Columns,
  node: YamlMap,
  read: (name: string, node: YamlNode) => Json | undefined,
  own: { readonly [name: string]: Reader } = {},
): Spec {
  const spec: { [name: string]: Json } = {}
  for (const [name, { value: part }] of node.pairs) {
    const column = columns[name]
    if (column === undefined) continue
    const value = own[name] === undefined ? read(name, part) : own[name](part)
    if (value === undefined) continue
    const isList = column.field.shape === 'list' || column.field.shape === 'images'
    spec[name] = value === null && isList ? [] : value
  }
  return spec
}

export type Author = (value: Json) => Written | undefined

/** The reverse of `declared`, in the order of the columns. `own` writes a field whose YAML has a shape of its own. */
export function authored(
  columns: Columns,
  spec: Spec,
  context: AuthorContext,
  own: { readonly [name: string]: Author } = {},
): WrittenMap {
  const pairs = new Map<string, Written>()
  for (const [name, { field }] of Object.entries(columns)) {
    const value = spec[name]
    if (value === undefined) continue
    const written = own[name] === undefined ? context.valueOf(field, value) : own[name](value)
    if (written !== undefined) pairs.set(name, written)
  }
  return { type: 'map', pairs }
}
