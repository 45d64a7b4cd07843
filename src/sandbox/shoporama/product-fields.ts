/** The plain fields of a product, in the order they are read; `fixed` ones exist on read only. */
import { type Field, field } from './fields.ts'

export const codeFields: readonly Field[] = [
  field('own_id', 'code'),
  field('sec_own_id', 'code'),
  field('gtin', 'code'),
  field('mpn', 'code'),
  field('location', 'code'),
  field('profile_id', 'id'),
  field('supplier_id', 'id'),
  field('brand_id', 'id'),
  field('manufacturer_id', 'fixed'),
  field('safety_profile_id', 'fixed'),
  field('main_category_id', 'id_text'),
]

export const flagFields: readonly Field[] = [
  field('is_online', 'flag', 1),
  field('no_index', 'flag'),
  field('never_free_shipping', 'flag'),
  field('allow_negative_stock', 'flag'),
  field('auto_offline', 'flag'),
  field('no_shopping', 'fixed', 0),
  field('no_partner_ads', 'fixed', 0),
  field('no_internal_search', 'fixed', 0),
]

export const contentFields: readonly Field[] = [
  field('name', 'text'),
  field('list_description', 'html'),
  field('description', 'html'),
  field('meta', 'text'),
  field('meta_title', 'text'),
  field('meta_description', 'text'),
  field('search', 'text'),
  field('delivery_time', 'text'),
  field('delivery_time_not_in_stock', 'text'),
  field('tariff_code', 'fixed', ''),
  field('price', 'money', 0),
  field('sale_price', 'money'),
  field('purchase_price', 'money'),
  field('vat', 'number'),
  field('shipping', 'money'),
  field('shipping_weight', 'number'),
  field('canonical_id', 'id'),
  field('google_category', 'id'),
  field('mailing_list_ids', 'code'),
  field('weight', 'fixed', 0),
  field('min_stock_value', 'fixed', 0),
  field('package', 'fixed'),
  field('requires_age_verification', 'fixed'),
  field('min_stock_order', 'fixed'),
  field('country_of_origin', 'fixed'),
  field('avg_rating', 'fixed'),
]

/** Sent nested as `bulk_discount: {over, discount}`, read flat under these names. */
export const bulkFields: readonly Field[] = [field('bulk_discount_over', 'number'), field('bulk_discount', 'money')]

export const plainFields: readonly Field[] = [...codeFields, ...flagFields, ...contentFields]

export const productKeys: ReadonlySet<string> = new Set([
  ...plainFields.filter(({ kind }) => kind !== 'fixed').map(({ name }) => name),
  ...['supplier_name', 'brand_name', 'rewrite_url', 'bundle', 'categories', 'related', 'locations', 'images', 'file'],
  ...['stock_settings', 'attributes', 'html_fields', 'bulk_discount', 'discount'],
])
