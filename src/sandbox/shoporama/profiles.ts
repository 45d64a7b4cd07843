/** Profiles, their attributes, and the values of those: three unpaged lists, two of them per parent. */
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
import { type Field, field, mergeFields, readId, showFields } from './fields.ts'
import type { PlainRow, ProductRow } from './records.ts'

const attributeTypes = ['valuelist', 'string', 'integer', 'boolean']
const profileTable: readonly Field[] = [field('name', 'text')]
const attributeTable: readonly Field[] = [
  field('name', 'text'),
  field('type', 'text', 'string'),
  field('is_variant', 'flag'),
  field('has_price', 'flag'),
  field('weight', 'number', 0),
]
const valueTable: readonly Field[] = [field('val', 'text'), field('weight', 'number', 0), field('tag', 'text')]

function idOut(context: Context, id: number): number | string {
  return context.switches.dialect === '2025-03' ? String(id) : id
}

function removedOut(row: PlainRow): string {
  return row.removed === null ? '0' : '1'
}

function showProfile(context: Context, row: PlainRow): Record<string, unknown> {
  return {
    profile_id: idOut(context, row.id),
    is_removed: removedOut(row),
    ...showFields(profileTable, row.fields, false),
  }
}

function showAttribute(context: Context, row: PlainRow): Record<string, unknown> {
  const { type, ...fields } = showFields(attributeTable, row.fields, context.switches.dialect === '2025-03')
  return {
    attribute_id: idOut(context, row.id),
    profile_id: idOut(context, row.parent),
    is_removed: removedOut(row),
    [context.switches.attribute_type_key]: type,
    ...fields,
  }
}

function showValue(context: Context, row: PlainRow): Record<string, unknown> {
  return {
    attribute_value_id: idOut(context, row.id),
    attribute_id: idOut(context, row.parent),
    is_removed: removedOut(row),
    ...showFields(valueTable, row.fields, context.switches.dialect === '2025-03'),
  }
}

function newRow(rows: Collection<PlainRow>, parent: number): PlainRow {
  return { id: rows.newId(), removed: null, parent, modified: 0, fields: {} }
}

function saveProfile(call: Call, before: PlainRow): PlainRow {
  const body = requireObject(call.body)
  requireKnownKeys(call, body, new Set(['name']))
  const fields = mergeFields(call, profileTable, before.fields, body)
  if (fields['name'] === '') throw badRequest('name is missing')
  return call.store.profiles.put({ ...before, fields, modified: call.clock.now() })
}

function saveAttribute(call: Call, before: PlainRow): PlainRow {
  const body = requireObject(call.body)
  requireKnownKeys(call, body, new Set([...attributeTable.map(({ name }) => name), 'profile_id']))
  const fields = { ...mergeFields(call, attributeTable, before.fields, body) }
  if (fields['name'] === '') throw badRequest('name is missing')
  if (!attributeTypes.includes(String(fields['type']))) throw badRequest(`type is one of ${attributeTypes.join(', ')}`)
  const oldType = before.fields['type']
  if (oldType !== undefined && oldType !== fields['type']) {
    if (call.switches.attribute_type_put === 'rejected') throw badRequest('the type of an attribute cannot change')
    if (call.switches.attribute_type_put === 'ignored') fields['type'] = oldType
  }
  return call.store.attributes.put({ ...before, fields, modified: call.clock.now() })
}

function saveValue(call: Call, before: PlainRow): PlainRow {
  const body = requireObject(call.body)
  requireKnownKeys(call, body, new Set([...valueTable.map(({ name }) => name), 'attribute_id']))
  const fields = mergeFields(call, valueTable, before.fields, body)
  if (fields['val'] === '') throw badRequest('val is missing')
  return call.store.values.put({ ...before, fields, modified: call.clock.now() })
}

/** The parent's id: the page has it in the query, and for values in the body too. 0 when neither says it. */
function parentId(call: Call, name: string): number {
  const asked = readId(call.query.get(name) ?? '', name)
  const body =
    Array.isArray(call.body) || typeof call.body !== 'object' || call.body === null ? {} : requireObject(call.body)
  const told = readId(body[name] ?? '', name)
  if (asked !== 0 && told !== 0 && asked !== told) throw badRequest(`${name} differs between query and body`)
  return asked === 0 ? told : asked
}

function requireParent(call: Call, rows: Collection<PlainRow>, name: string): number {
  const id = parentId(call, name)
  if (rows.live(id) === undefined) throw badRequest(`${name} ${id === 0 ? 'is missing' : `${id} does not exist`}`)
  return id
}

function children(call: Call, rows: Collection<PlainRow>, name: string): PlainRow[] {
  const parent = readId(call.query.get(name) ?? '', name)
  if (parent === 0) throw badRequest(`${name} is missing`)
  const weight = (row: PlainRow): number => Number(row.fields['weight'])
  return listRows(call, rows)
    .filter((row) => row.parent === parent)
    .sort((a, b) => weight(a) - weight(b) || a.id - b.id)
}

function anyProduct(call: Call, uses: (product: ProductRow) => boolean): boolean {
  for (const product of call.store.products.liveRows()) if (uses(product)) return true
  return false
}

function removeValue(call: Call, row: PlainRow): PlainRow {
  const used = (product: ProductRow): boolean =>
    product.variants.some(({ value }) => value === row.id) ||
    product.attributes.some(({ attribute, value }) => attribute === row.parent && value === row.id)
  requireUnused(call, () => anyProduct(call, used))
  return call.store.values.put({ ...row, removed: call.clock.now() })
}

function removeAttribute(call: Call, row: PlainRow): PlainRow {
  const used = (product: ProductRow): boolean =>
    product.variants.some(({ attribute }) => attribute === row.id) ||
    product.attributes.some(({ attribute }) => attribute === row.id)
  requireUnused(call, () => anyProduct(call, used))
  if (call.switches.delete_cascades === 'yes') {
    for (const value of [...call.store.values.liveRows()]) if (value.parent === row.id) removeValue(call, value)
  }
  return call.store.attributes.put({ ...row, removed: call.clock.now() })
}

function removeProfile(call: Call, row: PlainRow): PlainRow {
  requireUnused(call, () => anyProduct(call, ({ fields }) => fields['profile_id'] === row.id))
  if (call.switches.delete_cascades === 'yes') {
    for (const attribute of [...call.store.attributes.liveRows()])
      if (attribute.parent === row.id) removeAttribute(call, attribute)
  }
  return call.store.profiles.put({ ...row, removed: call.clock.now() })
}

export const profiles: Operations = {
  list: (call) => {
    const rows = listRows(call, call.store.profiles).map((row) => showProfile(call, row))
    return wrapList(call, 'profiles', rows)
  },
  create: (call) => showProfile(call, saveProfile(call, newRow(call.store.profiles, 0))),
  read: (call, id) => showProfile(call, requireRow(call, call.store.profiles, id)),
  update: (call, id) => showProfile(call, saveProfile(call, requireRow(call, call.store.profiles, id))),
  remove: (call, id) => showProfile(call, removeProfile(call, requireRow(call, call.store.profiles, id))),
}

export const profileAttributes: Operations = {
  list: (call) => {
    const rows = children(call, call.store.attributes, 'profile_id').map((row) => showAttribute(call, row))
    return wrapList(call, 'profile_attributes', rows)
  },
  create: (call) => {
    const parent = requireParent(call, call.store.profiles, 'profile_id')
    return showAttribute(call, saveAttribute(call, newRow(call.store.attributes, parent)))
  },
  read: (call, id) => showAttribute(call, requireRow(call, call.store.attributes, id)),
  update: (call, id) => showAttribute(call, saveAttribute(call, requireRow(call, call.store.attributes, id))),
  remove: (call, id) => showAttribute(call, removeAttribute(call, requireRow(call, call.store.attributes, id))),
}

export const profileAttributeValues: Operations = {
  list: (call) => {
    const rows = children(call, call.store.values, 'attribute_id').map((row) => showValue(call, row))
    return wrapList(call, 'profile_attribute_values', rows)
  },
  create: (call) => {
    const parent = requireParent(call, call.store.attributes, 'attribute_id')
    return showValue(call, saveValue(call, newRow(call.store.values, parent)))
  },
  read: (call, id) => showValue(call, requireRow(call, call.store.values, id)),
  update: (call, id) => {
    const row = requireRow(call, call.store.values, id)
    const moves = call.switches.value_move === 'accepted' && parentId(call, 'attribute_id') !== 0
    const parent = moves ? requireParent(call, call.store.attributes, 'attribute_id') : row.parent
    return showValue(call, saveValue(call, { ...row, parent }))
  },
  remove: (call, id) => showValue(call, removeValue(call, requireRow(call, call.store.values, id))),
}
