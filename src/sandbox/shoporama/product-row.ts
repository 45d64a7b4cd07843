/** A product as the API shows it; a row of a list is the same object. */
import { type Context, timeText } from './context.ts'
import { showFields } from './fields.ts'
import { showFile } from './files.ts'
import { showPicture } from './pictures.ts'
import { bulkFields, codeFields, contentFields, flagFields } from './product-fields.ts'
import type { ProductRow } from './records.ts'

function idOut(context: Context, id: number): number | string {
  return context.switches.dialect === '2025-03' ? String(id) : id
}

function showVariants(context: Context, row: ProductRow): unknown[] {
  return row.variants.map((variant) => ({
    attribute_id: idOut(context, variant.attribute),
    attribute_value_id: idOut(context, variant.value),
    name: context.store.values.get(variant.value)?.fields['val'] ?? '',
    own_id: variant.own_id,
    sec_own_id: variant.sec_own_id,
    gtin: variant.gtin,
    price: variant.price,
    purchase_price: variant.purchase_price,
  }))
}

function showAttributes(context: Context, row: ProductRow): unknown[] {
  return row.attributes.map(({ attribute, value }) => ({
    attribute_id: idOut(context, attribute),
    name: context.store.attributes.get(attribute)?.fields['name'] ?? '',
    value: context.switches.dialect === '2025-03' ? String(value) : value,
  }))
}

function showSteps(context: Context, row: ProductRow): unknown[] {
  if (context.switches.step_prices_read === 'hidden') return []
  return row.steps.map(({ amount, prices }) => ({
    amount,
    prices: prices.map(({ value, price }) => ({ attribute_value_id: idOut(context, value), price })),
  }))
}

function showBundle(context: Context, row: ProductRow): unknown[] {
  const counts = new Map<number, number>()
  for (const id of row.bundle) counts.set(id, (counts.get(id) ?? 0) + 1)
  return [...counts].map(([id, count]) => ({
    product_id: id,
    name: context.store.products.get(id)?.fields['name'] ?? '',
    count,
  }))
}

export function showProduct(context: Context, row: ProductRow): Record<string, unknown> {
  const hidden = context.switches.variants_read === 'hidden'
  const slug = String(row.fields['rewrite_url'])
  return {
    product_id: row.id,
    ...showFields(codeFields, row.fields, false),
    main_category_name: null,
    created: timeText(context, row.created),
    last_modified: timeText(context, row.modified),
    online_since: row.onlineSince === null ? null : timeText(context, row.onlineSince),
    removed_on: row.removed === null ? null : timeText(context, row.removed),
    ...showFields(flagFields, row.fields, false),
    rewrite_url: slug,
    url: `${context.store.shopUrl}/${slug}`,
    ...showFields(contentFields, row.fields, false),
    ...showFields(bulkFields, row.fields, false),
    discount_intervals: showSteps(context, row),
    categories: row.categories,
    related: row.related,
    similar: [],
    bundle: row.bundle,
    bundle_data: showBundle(context, row),
    images: row.images.map((picture) => showPicture(context, picture)),
    html_fields: hidden ? [] : row.htmlFields.map(({ html, append }) => ({ html, append })),
    attributes: hidden ? [] : showAttributes(context, row),
    stock_settings: hidden ? [] : showVariants(context, row),
    product_labels: [],
    pdf_files: row.files.map((file) => showFile(context, file)),
    extension_data: [],
  }
}
