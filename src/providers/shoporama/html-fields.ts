/** HTML that the theme places, and the shelf places of SKUs: lists of small objects, sent and read as they are. */
import type { Field } from '../../model/field.ts'
import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts'
import type { Column } from './columns.ts'
import { listOf, textOf } from './normalise.ts'

const text: Field = { shape: 'scalar', type: 'text' }

/** The shape on read is assumed to be the shape on write. */
export const htmlFields: Column = {
  field: {
    shape: 'list',
    order: 'ordered',
    unlisted: 'removed',
    meaning: 'text',
    of: { shape: 'object', fields: { html: text, append: text } },
  },
  read: (row) => readAll(row['html_fields'], ['html', 'append']),
  write: (value) => ({ html_fields: writeAll(value, ['html', 'append']) }),
}

/** Never in an answer (seen): compared with what was last applied. */
export const locations: Column = {
  field: {
    shape: 'list',
    order: 'set',
    identity: ['sku'],
    unlisted: 'removed',
    writeOnly: true,
    of: { shape: 'object', fields: { sku: text, location: text } },
  },
  read: () => undefined,
  write: (value) => ({ locations: writeAll(value, ['sku', 'location']) }),
}

function readAll(value: unknown, names: readonly string[]): Json | undefined {
  return listOf(value)
    ?.filter(isJsonObject)
    .map((row) => Object.fromEntries(names.map((name) => [name, textOf(row[name]) ?? null])))
}

function writeAll(value: Json, names: readonly string[]): JsonObject[] {
  if (!Array.isArray(value)) return []
  return value.filter(isJsonObject).map((item) => Object.fromEntries(names.map((name) => [name, item[name] ?? ''])))
}
