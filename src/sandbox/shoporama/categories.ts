/** Categories: a tree in one unpaged list, ordered by name. */

import type { JsonRecord } from '../json.ts'
import {
  type Call,
  type Context,
  listRows,
  type Operations,
  requireKnownKeys,
  requireObject,
  requireReference,
  requireRow,
  requireUnused,
  timeText,
  wrapList,
} from './context.ts'
import { badRequest } from './errors.ts'
import { type Field, field, mergeFields, readId, readText, showFields } from './fields.ts'
import { mergePictures, showPicture } from './pictures.ts'
import type { CategoryRow } from './records.ts'
import { freeSlug, slugOf } from './slug.ts'
import { slugKey } from './store.ts'

const sortOrders = ['normal', 'no_stock_last', 'random']
const table: readonly Field[] = [
  field('is_hidden', 'fixed'),
  field('name', 'text'),
  field('in_menu', 'flag', 1),
  field('is_online', 'fixed', 1),
  field('is_front', 'fixed', 0),
  field('no_index', 'flag'),
  field('no_internal_search', 'fixed', 0),
  field('weight', 'fixed', 0),
  field('tag', 'code'),
  field('empty_redir', 'code'),
  field('canonical_id', 'id_text'),
  field('description_a', 'html'),
  field('description_b', 'html'),
  field('meta_title', 'text'),
  field('meta_description', 'text'),
  field('meta', 'text'),
  field('sort_order', 'text', 'normal'),
  field('search', 'fixed'),
  field('json_data', 'fixed'),
]
const known: ReadonlySet<string> = new Set([
  ...table.filter(({ kind }) => kind !== 'fixed').map(({ name }) => name),
  ...['parent_id', 'parent_name', 'images', 'rewrite_url'],
])

function show(context: Context, row: CategoryRow): Record<string, unknown> {
  const asText = context.switches.dialect === '2025-03'
  const slug = String(row.fields['rewrite_url'])
  return {
    category_id: asText ? String(row.id) : row.id,
    parent_id: asText ? String(row.parent) : row.parent,
    is_removed: row.removed === null ? '0' : '1',
    ...showFields(table, row.fields, asText),
    rewrite_url: slug,
    url: `${context.store.shopUrl}/${slug}`,
    last_modified: timeText(context, row.modified),
    images: row.images.map((picture) => showPicture(context, picture)),
    extension_data: [],
  }
}

function emptyRow(call: Call): CategoryRow {
  return { id: call.store.categories.newId(), removed: null, parent: 0, modified: 0, fields: {}, images: [] }
}

function findParent(call: Call, name: string): number {
  for (const row of call.store.categories.liveRows()) if (row.fields['name'] === name) return row.id
  return save({ ...call, body: { name } }, emptyRow(call)).id
}

function parentOf(call: Call, before: CategoryRow, body: JsonRecord): number {
  if (body['parent_id'] !== undefined) {
    const id = readId(body['parent_id'], 'parent_id')
    requireReference(call, call.store.categories, id, 'parent_id')
    requireNoCircle(call, before.id, id)
    return id
  }
  if (body['parent_name'] === undefined) return before.parent
  const name = readText(call, body['parent_name'], 'parent_name')
  return name === '' ? 0 : findParent(call, name)
}

function requireNoCircle(call: Call, id: number, parent: number): void {
  const seen = new Set<number>()
  for (let at = parent; at !== 0 && !seen.has(at); at = call.store.categories.get(at)?.parent ?? 0) {
    if (at === id) throw badRequest('a category cannot lie below itself')
    seen.add(at)
  }
}

/** Made from the name on create; `""` is kept, and a path with slashes is allowed. */
function slugFor(call: Call, before: CategoryRow, body: JsonRecord, name: string): string {
  const sent = body['rewrite_url']
  const old = before.fields['rewrite_url']
  if (sent === undefined && old !== undefined) return String(old)
  const wanted = sent === undefined ? slugOf(name) : readText(call, sent, 'rewrite_url').replace(/^\/+/, '')
  if (wanted === '') return ''
  return freeSlug(wanted, (slug) => call.store.categories.having(slugKey(slug)).some((id) => id !== before.id))
}

function save(call: Call, before: CategoryRow): CategoryRow {
  const body = requireObject(call.body)
  requireKnownKeys(call, body, known)
  const fields = mergeFields(call, table, before.fields, body)
  if (fields['name'] === '') throw badRequest('name is missing')
  if (!sortOrders.includes(String(fields['sort_order'])))
    throw badRequest(`sort_order is one of ${sortOrders.join(', ')}`)
  if (body['canonical_id'] !== undefined) {
    requireReference(call, call.store.categories, readId(body['canonical_id'], 'canonical_id'), 'canonical_id')
  }
  return call.store.categories.put({
    ...before,
    parent: parentOf(call, before, body),
    modified: call.clock.now(),
    fields: { ...fields, rewrite_url: slugFor(call, before, body, String(fields['name'])) },
    images: body['images'] === undefined ? before.images : mergePictures(call, before.images, body['images']),
  })
}

function inUse(call: Call, id: number): boolean {
  for (const row of call.store.categories.liveRows()) if (row.parent === id) return true
  for (const { categories, fields } of call.store.products.liveRows()) {
    if (categories.includes(id) || fields['main_category_id'] === String(id)) return true
  }
  return false
}

function byName(a: CategoryRow, b: CategoryRow): number {
  const [left, right] = [String(a.fields['name']).toLowerCase(), String(b.fields['name']).toLowerCase()]
  if (left === right) return a.id - b.id
  return left < right ? -1 : 1
}

export const categories: Operations = {
  list: (call) => {
    const rows = listRows(call, call.store.categories).sort(byName)
    return wrapList(
      call,
      'categories',
      rows.map((row) => show(call, row)),
    )
  },
  create: (call) => show(call, save(call, emptyRow(call))),
  read: (call, id) => show(call, requireRow(call, call.store.categories, id)),
  update: (call, id) => show(call, save(call, requireRow(call, call.store.categories, id))),
  remove: (call, id) => {
    const row = requireRow(call, call.store.categories, id)
    requireUnused(call, () => inUse(call, id))
    return show(call, call.store.categories.put({ ...row, removed: call.clock.now() }))
  },
}
