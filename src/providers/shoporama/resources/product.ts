/**
 * Products. They are read by list only (a row is the whole object, seen), created by the array, and found by own_id.
 */

import { nameOf } from '../../../http/operation.ts'
import { repeatOf } from '../../../http/repeat.ts'
import { isJsonObject, type Json } from '../../../model/json.ts'
import type { DeclareContext, Kind, Page } from '../../../model/provider.ts'
import type { Observed, Spec } from '../../../model/resource.ts'
import type { YamlMap, YamlNode } from '../../../model/yaml.ts'
import { attributes, declareAttributes } from '../attributes.ts'
import { authorProduct } from '../author-product.ts'
import { productChanges } from '../changes.ts'
import {
  type Column,
  type Columns,
  creationOf,
  decimal,
  declared,
  fieldsOf,
  flag,
  reference,
  references,
  text,
} from '../columns.ts'
import { product as operations } from '../contract.ts'
import { bulkDiscount, declareSteps, stepPrices } from '../discounts.ts'
import { download } from '../download.ts'
import { htmlFields, locations } from '../html-fields.ts'
import { images } from '../images.ts'
import { listOf, type Row, textOf } from '../normalise.ts'
import { type ListOptions, observedOf, pagedList, type Shape } from '../reading.ts'
import { declareSale } from '../sales.ts'
import { type ShoporamaSession, send } from '../session.ts'
import { declareVariants, stockField, stockSettings } from '../variants.ts'
import { deleting, updating } from '../writing.ts'

/** Null in every public answer (seen); a list is understood as its parts. */
const mailingListIds: Column = {
  ...text('mailing_list_ids', { meaning: 'other' }),
  read: (row) => {
    const value = row['mailing_list_ids']
    return Array.isArray(value) ? textOf(value.join(',')) : textOf(value)
  },
}

const columns: Columns = {
  own_id: text('own_id', { meaning: 'identity', role: 'key' }),
  name: text('name', { meaning: 'text' }),
  profile: reference('profile_id', { kind: 'profile', meaning: 'structure' }),
  supplier: reference('supplier_id', { kind: 'supplier', meaning: 'structure' }),
  brand: reference('brand_id', { meaning: 'structure' }),
  brand_name: text('brand_name', { meaning: 'structure', writeOnly: true }),
  description: text('description', { meaning: 'text' }),
  list_description: text('list_description', { meaning: 'text' }),
  main_category: reference('main_category_id', { kind: 'category', meaning: 'structure' }),
  categories: references('categories', { kind: 'category', order: 'set', idKey: 'category_id', meaning: 'structure' }),
  vat: decimal('vat', 'money', { meaning: 'price', role: 'vat' }),
  price: decimal('price', 'money', { meaning: 'price', role: 'price' }),
  sale_price: decimal('sale_price', 'money', { meaning: 'price', role: 'sale-price' }),
  purchase_price: decimal('purchase_price', 'money', { meaning: 'price', role: 'cost' }),
  shipping: decimal('shipping', 'money', { meaning: 'price' }),
  shipping_weight: decimal('shipping_weight', 'integer', { meaning: 'other' }),
  never_free_shipping: flag('never_free_shipping', { meaning: 'price' }),
  delivery_time: text('delivery_time', { meaning: 'text' }),
  delivery_time_not_in_stock: text('delivery_time_not_in_stock', { meaning: 'text' }),
  is_online: flag('is_online', { meaning: 'visibility', role: 'online' }),
  auto_offline: flag('auto_offline', { meaning: 'visibility' }),
  allow_negative_stock: flag('allow_negative_stock', { meaning: 'stock' }),
  no_index: flag('no_index', { meaning: 'visibility' }),
  meta: text('meta', { meaning: 'text' }),
  meta_title: text('meta_title', { meaning: 'text' }),
  meta_description: text('meta_description', { meaning: 'text' }),
  canonical: reference('canonical_id', { kind: 'product', meaning: 'structure', deferrable: true }),
  search: text('search', { meaning: 'text' }),
  mailing_list_ids: mailingListIds,
  sec_own_id: text('sec_own_id', { meaning: 'identity' }),
  gtin: text('gtin', { meaning: 'identity' }),
  mpn: text('mpn', { meaning: 'identity' }),
  google_category: text('google_category', { meaning: 'structure' }),
  // One that is taken gets -x (seen: two products of one name).
  rewrite_url: text('rewrite_url', { meaning: 'identity', role: 'url', alike: ['slug'] }),
  location: text('location', { meaning: 'other' }),
  locations,
  bundle: references('bundle', {
    kind: 'product',
    order: 'ordered',
    idKey: 'product_id',
    meaning: 'structure',
    deferrable: true,
  }),
  related: references('related', {
    kind: 'product',
    order: 'set',
    idKey: 'product_id',
    meaning: 'structure',
    deferrable: true,
  }),
  images,
  file: download,
  attributes,
  stock_settings: stockSettings,
  html_fields: htmlFields,
  bulk_discount: bulkDiscount,
  discount: stepPrices,
}

/** Seen in answers; the vendor's page has none of them as an argument. */
const unread: readonly string[] = [
  'manufacturer_id',
  'safety_profile_id',
  'no_shopping',
  'no_partner_ads',
  'no_internal_search',
  'tariff_code',
  'weight',
  'min_stock_value',
  'package',
  'requires_age_verification',
  'min_stock_order',
  'country_of_origin',
  'avg_rating',
  'similar',
  'product_labels',
  'pdf_files',
  'extension_data',
]

const shape: Shape = { kind: 'product', columns, idKeys: ['product_id'], stamped: true }

export const product: Kind<ShoporamaSession> = {
  name: 'product',
  section: 'products',
  class: 'managed',
  fields: fieldsOf(columns),
  naturalKey: ['own_id'],
  remoteIds: 'integer',
  // The only field that the vendor insists on (seen).
  neededToCreate: () => [{ name: 'name', hint: 'only one that is in the shop already may do without' }],
  usual: {
    never_free_shipping: false,
    auto_offline: false,
    allow_negative_stock: false,
    no_index: false,
  },
  group: 'main_category',
  unread,
  either: [
    ['stock', 'stock_settings'],
    ['brand', 'brand_name'],
    ['sale', 'sale_price'],
  ],
  sale: { field: 'sale', sets: 'sale_price', zone: 'Europe/Copenhagen' },
  claims: skusOf,
  label: (spec) => `own_id ${String(spec['own_id'])}`,
  declare,
  author: (spec, context) => authorProduct(columns, spec, context),
  check: (spec, context) => {
    const repeated = repeatedIn(skusOf(spec))
    if (repeated !== undefined)
      context.report({ code: 'E1203', summary: `own_id ${repeated} names two things of one product` }, 'stock_settings')
    if (spec['brand'] !== undefined && spec['brand'] !== null && spec['brand_name'] !== undefined) {
      context.report(
        { code: 'E1207', summary: 'brand and brand_name both say which brand it is', hint: 'keep one of them' },
        'brand_name',
      )
    }
  },
  // The vendor gives a product without a SKU its own id as own_id (seen): such a number may be anybody's.
  adoptable: (desired, observed) =>
    observed.spec['own_id'] !== observed.remoteId ||
    (desired['name'] !== undefined && desired['name'] === observed.spec['name']),
  reading: {
    by: 'paged-list',
    pageSize: (session) => session.settings.assume.maxLimit,
    list: (session, signal) => listOfProducts(session, { signal }),
    lookUp,
    hidden: {
      list: (session, signal) => listOfProducts(session, { signal, query: { is_online: 'no' } }),
      ruledOut: (objects, session) =>
        session.settings.assume.offlineListed === 'yes' || objects.some((object) => object.spec['is_online'] === false),
    },
    newest: (session, signal) =>
      listOfProducts(session, { signal, query: { sort: 'product_id', sort_order: 'desc' }, partly: true }),
    changes: productChanges(shape),
  },
  writing: {
    createMany: {
      operation: nameOf(operations.create),
      // Nothing keeps the vendor from storing one own_id twice: a lost answer is settled by looking.
      repeat: () => repeatOf(operations.create),
      size: (session) => session.settings.bulk.products,
      bytes: (session) => session.settings.bulk.bytes,
      run: async (session, items, { signal }) => {
        const body = items.map((item) => creationOf(columns, item.fields, session.settings.assume))
        const rows = await send(session, operations.create, { body, signal })
        return items.map((item) => {
          const observed = createdAmong(rows, item.fields, items.length)
          return observed === undefined ? undefined : { remoteId: observed.remoteId, observed }
        })
      },
    },
    update: updating(shape, operations.update),
    delete: deleting(operations.delete),
  },
  offline: { is_online: false },
}

function listOfProducts(session: ShoporamaSession, options: ListOptions): AsyncIterable<Page> {
  return pagedList(session, shape, operations.list, options)
}

async function* lookUp(
  session: ShoporamaSession,
  remoteIds: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<Page> {
  const size = session.settings.assume.maxLimit
  for (let start = 0; start < remoteIds.length; start += size) {
    const query = { product_ids: remoteIds.slice(start, start + size).join(',') }
    yield* listOfProducts(session, { signal, query })
  }
}

/** By own_id, never by place: the answer may be partial and in any order (assumed). Two with one own_id tell nothing. */
function createdAmong(rows: readonly Row[], fields: Spec, asked: number): Observed | undefined {
  const ownId = textOf(fields['own_id']) ?? null
  const only = asked === 1 && rows.length === 1 ? rows[0] : undefined
  if (only !== undefined && only['own_id'] === undefined) return observedOf(shape, only)
  const matches = rows.filter((row) => textOf(row['own_id']) === ownId)
  return matches.length === 1 && matches[0] !== undefined ? observedOf(shape, matches[0]) : undefined
}

function declare(node: YamlMap, context: DeclareContext): Spec {
  const variantsNode = node.pairs.get('stock_settings')?.value
  const variants = variantsNode === undefined ? [] : declareVariants(node, variantsNode, context)
  const fields = declared(columns, node, (name, part) => context.value(name, part), {
    attributes: (part) => declareAttributes(node, part, context),
    stock_settings: () => variants.map((variant) => variant.element),
    discount: (part) => declareSteps(node, part, context),
  })
  const spec = { ...fields, ...declareSale(node, fields, context) }
  for (const { name, stock, element, node: variant } of variants) {
    if (stock !== undefined) declareStock(`${context.key}.${name}`, stock, element['own_id'], variant, context)
  }
  const stock = node.pairs.get('stock')?.value
  if (stock === undefined) return spec
  if (variantsNode?.type === 'list' && variantsNode.items.length > 0) {
    const hint = 'write the stock of each variant in its stock_settings'
    context.report({ code: 'E1207', summary: 'a product with stock_settings has no stock of its own', hint }, stock)
  } else declareStock(context.key, stock, spec['own_id'], node, context)
  return spec
}

function declareStock(
  key: string,
  node: YamlNode,
  sku: Json | undefined,
  owner: YamlNode,
  context: DeclareContext,
): void {
  const stock = context.valueOf(stockField, node)
  if (stock === undefined || stock === null) return
  if (typeof sku !== 'string') {
    context.report({ code: 'E1207', summary: 'a stock needs the own_id under which it is counted' }, owner)
    return
  }
  const product = context.reference('product', context.key, node)
  if (product !== undefined) context.child('stock', key, node, { product, sku, stock })
}

/** The SKUs of a product and its variants. */
export function skusOf(spec: Spec): readonly string[] {
  const variants = listOf(spec['stock_settings'] ?? null) ?? []
  const all = [spec['own_id'], ...variants.map((variant) => (isJsonObject(variant) ? variant['own_id'] : null))]
  return all.filter((sku) => typeof sku === 'string')
}

function repeatedIn(skus: readonly string[]): string | undefined {
  return skus.find((sku, index) => skus.indexOf(sku) !== index)
}
