/** Products: created one by one or by the array, merged by PUT, deleted softly. */
import { isRecord, type JsonRecord } from '../json.ts'
import {
  type Call,
  type Operations,
  requireKnownKeys,
  requireObject,
  requireReference,
  requireRow,
  type Targets,
} from './context.ts'
import { ApiError, badRequest } from './errors.ts'
import { mergeFields, readId, readText } from './fields.ts'
import { mergeFiles } from './files.ts'
import { mergePictures } from './pictures.ts'
import {
  mergeAttributes,
  mergeBundle,
  mergeCategories,
  mergeHtmlFields,
  mergeRelated,
  mergeVariants,
  placeAll,
  readSteps,
} from './product-arrays.ts'
import { bulkFields, plainFields, productKeys } from './product-fields.ts'
import { listProducts } from './product-list.ts'
import { showProduct } from './product-row.ts'
import type { Fields, ProductRow, Scalar } from './records.ts'
import { freeSlug, slugOf } from './slug.ts'
import { skuKey, slugKey } from './store.ts'
import { findOrCreate } from './suppliers.ts'

function emptyRow(call: Call): ProductRow {
  const now = call.clock.now()
  return {
    id: call.store.products.newId(),
    removed: null,
    created: now,
    modified: now,
    onlineSince: null,
    fields: {},
    categories: [],
    related: [],
    bundle: [],
    attributes: [],
    variants: [],
    htmlFields: [],
    steps: [],
    images: [],
    files: [],
    stock: 0,
  }
}

function checkReferences(call: Call, body: JsonRecord): void {
  const { profiles, suppliers, categories, products } = call.store
  const targets: Readonly<Record<string, Targets>> = {
    profile_id: profiles,
    supplier_id: suppliers,
    main_category_id: categories,
    canonical_id: products,
  }
  for (const [name, rows] of Object.entries(targets)) {
    if (body[name] !== undefined) requireReference(call, rows, readId(body[name], name), name)
  }
}

/** `supplier_name` and `brand_name` find or create, and give way to an id sent beside them. */
function named(call: Call, body: JsonRecord): Record<string, Scalar> {
  const found: Record<string, Scalar> = {}
  const { supplier_name: supplier, brand_name: brand } = body
  if (supplier !== undefined && body['supplier_id'] === undefined) {
    const name = readText(call, supplier, 'supplier_name')
    found['supplier_id'] = name === '' ? null : findOrCreate(call, call.store.suppliers, name)
  }
  if (brand !== undefined && body['brand_id'] === undefined && call.switches.brand_name_creates === 'yes') {
    const name = readText(call, brand, 'brand_name')
    found['brand_id'] = name === '' ? null : findOrCreate(call, call.store.brands, name)
  }
  return found
}

function bulkDiscount(call: Call, before: Fields, value: unknown): Fields {
  const empty = value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
  const sent = isRecord(value) ? value : {}
  if (value !== undefined && !empty && !isRecord(value)) throw badRequest('bulk_discount is not {over, discount}')
  const cleared = value !== undefined && empty
  const { over = cleared ? null : undefined, discount = cleared ? null : undefined } = sent
  const body = {
    ...(over === undefined ? {} : { bulk_discount_over: over }),
    ...(discount === undefined ? {} : { bulk_discount: discount }),
  }
  return mergeFields(call, bulkFields, before, body)
}

/** Made from the name on create, and again when cleared; a taken one gets `-x`, also when it was asked for. */
function slugFor(call: Call, before: ProductRow, body: JsonRecord, name: string): string {
  const sent = body['rewrite_url']
  const old = before.fields['rewrite_url']
  if (sent === undefined && old !== undefined) return String(old)
  const text = sent === undefined ? '' : readText(call, sent, 'rewrite_url').replace(/^\/+/, '')
  const asked = call.switches.rewrite_url_stored === 'lower_case' ? text.toLowerCase() : text
  const wanted = asked === '' ? slugOf(name) : asked
  return freeSlug(wanted, (slug) => call.store.products.having(slugKey(slug)).some((id) => id !== before.id))
}

function plain(call: Call, before: ProductRow, body: JsonRecord): Fields {
  const merged = { ...mergeFields(call, plainFields, before.fields, body), ...named(call, body) }
  const fields = bulkDiscount(call, merged, body['bulk_discount'])
  const name = fields['name']
  if (typeof name !== 'string' || name === '') throw badRequest('name is missing')
  return { ...fields, own_id: fields['own_id'] ?? String(before.id), rewrite_url: slugFor(call, before, body, name) }
}

function checkSkus(call: Call, row: ProductRow): void {
  if (call.switches.duplicate_own_id === 'accept') return
  const skus = [row.fields['own_id'], ...row.variants.map((variant) => variant.own_id)].filter(
    (sku) => typeof sku === 'string',
  )
  if (new Set(skus).size < skus.length) throw badRequest('a SKU occurs twice in the product')
  for (const sku of skus) {
    if (call.store.products.having(skuKey(sku)).some((id) => id !== row.id)) throw badRequest(`SKU ${sku} is in use`)
  }
}

/** One product's body applied. Throws without having put the row. */
export function saveProduct(call: Call, before: ProductRow, body: JsonRecord): ProductRow {
  requireKnownKeys(call, body, productKeys)
  checkReferences(call, body)
  const fields = plain(call, before, body)
  const profile = typeof fields['profile_id'] === 'number' ? fields['profile_id'] : 0
  const given = <T>(name: string, old: T, merge: (value: unknown) => T): T =>
    body[name] === undefined ? old : merge(body[name])
  const now = call.clock.now()
  const row: ProductRow = {
    ...before,
    modified: now,
    onlineSince: before.onlineSince ?? (fields['is_online'] === 1 ? now : null),
    fields,
    categories: given('categories', before.categories, (value) => mergeCategories(call, before.categories, value)),
    related: given('related', before.related, (value) => mergeRelated(call, before.related, value)),
    bundle: given('bundle', before.bundle, (value) => mergeBundle(call, before.bundle, value)),
    attributes: given('attributes', before.attributes, (value) => mergeAttributes(call, before, profile, value)),
    variants: given('stock_settings', before.variants, (value) => mergeVariants(call, before, value)),
    htmlFields: given('html_fields', before.htmlFields, (value) => mergeHtmlFields(call, before.htmlFields, value)),
    steps: given('discount', before.steps, (value) => readSteps(call, value)),
    images: given('images', before.images, (value) => mergePictures(call, before.images, value)),
    files: given('file', before.files, (value) => mergeFiles(call, before.files, value)),
  }
  const placed = given('locations', row, (value) => placeAll(call, row, value))
  checkSkus(call, placed)
  return call.store.products.put(placed)
}

function createRow(call: Call, element: unknown): ProductRow {
  if (!isRecord(element)) throw badRequest('a product is not a JSON object')
  return call.store.atomic(() => saveProduct(call, emptyRow(call), element))
}

function createOrExplain(call: Call, element: unknown): ProductRow | { error: string } {
  try {
    return createRow(call, element)
  } catch (error) {
    if (error instanceof ApiError) return { error: error.message }
    throw error
  }
}

/** The reply's order and content are unknown; callers are to look their products up again by own_id. */
function createMany(call: Call, elements: readonly unknown[]): unknown {
  const partial = call.switches.bulk_atomic === 'partial'
  const made = elements.map((element) => (partial ? createOrExplain(call, element) : createRow(call, element)))
  const shown = (row: ProductRow | { error: string }): unknown => ('error' in row ? row : showProduct(call, row))
  switch (call.switches.bulk_reply) {
    case 'objects':
      return made.map(shown)
    case 'shuffled':
      return made.map(shown).reverse()
    case 'ids':
      return made.map((row) => ('error' in row ? row : row.id))
    case 'empty':
      return []
  }
}

export const products: Operations = {
  list: listProducts,
  create: (call) => {
    if (Array.isArray(call.body)) return createMany(call, call.body)
    return showProduct(call, createRow(call, requireObject(call.body)))
  },
  read: (call, id) => showProduct(call, requireRow(call, call.store.products, id)),
  update: (call, id) => {
    const row = requireRow(call, call.store.products, id)
    return showProduct(call, saveProduct(call, row, requireObject(call.body)))
  },
  remove: (call, id) => {
    const row = requireRow(call, call.store.products, id)
    const now = call.clock.now()
    return showProduct(call, call.store.products.put({ ...row, removed: now, modified: now }))
  },
}
