/** Suppliers: an unpaged list whose members all read as text. Brands are kept the same way, but have no operations here. */

import type { Collection } from './collection.ts'
import {
  type Call,
  type Context,
  listRows,
  type Operations,
  requireKnownKeys,
  requireObject,
  requireRow,
  requireUnused,
  wrapList,
} from './context.ts'
import { badRequest } from './errors.ts'
import { type Field, field, mergeFields, showFields } from './fields.ts'
import type { PlainRow } from './records.ts'

const table: readonly Field[] = [field('name', 'text'), field('link_to', 'fixed'), field('dropshipping_mail', 'code')]
const known: ReadonlySet<string> = new Set(['name', 'dropshipping_mail'])

function show(row: PlainRow): Record<string, unknown> {
  const { name, link_to, dropshipping_mail } = showFields(table, row.fields, true)
  return { supplier_id: String(row.id), is_removed: row.removed === null ? '0' : '1', name, link_to, dropshipping_mail }
}

function save(call: Call, before: PlainRow): PlainRow {
  const body = requireObject(call.body)
  requireKnownKeys(call, body, known)
  const fields = mergeFields(call, table, before.fields, body)
  if (fields['name'] === '') throw badRequest('name is missing')
  return call.store.suppliers.put({ ...before, fields, modified: call.clock.now() })
}

/** The id of the row with this name; a new row where there is none. */
export function findOrCreate(context: Context, rows: Collection<PlainRow>, name: string): number {
  for (const row of rows.liveRows()) if (row.fields['name'] === name) return row.id
  const fields = { name, link_to: null, dropshipping_mail: null }
  return rows.put({ id: rows.newId(), removed: null, parent: 0, modified: context.clock.now(), fields }).id
}

export const suppliers: Operations = {
  list: (call) => wrapList(call, 'suppliers', listRows(call, call.store.suppliers).map(show)),
  create: (call) =>
    show(save(call, { id: call.store.suppliers.newId(), removed: null, parent: 0, modified: 0, fields: {} })),
  read: (call, id) => show(requireRow(call, call.store.suppliers, id)),
  update: (call, id) => show(save(call, requireRow(call, call.store.suppliers, id))),
  remove: (call, id) => {
    const row = requireRow(call, call.store.suppliers, id)
    requireUnused(call, () => [...call.store.products.liveRows()].some(({ fields }) => fields['supplier_id'] === id))
    return show(call.store.suppliers.put({ ...row, removed: call.clock.now() }))
  },
}
