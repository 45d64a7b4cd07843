/** What is known of the fields that a person writes for Shoporama: see docs/vendors/shoporama.md. */
import type { FieldFacts, VendorFacts } from '../../model/field-facts.ts'

const currency = 'the currency of the shop'
const withVat = `${currency}; with or without VAT, as the shop is set`
const cost: FieldFacts = { unit: currency, note: 'that it holds no VAT is assumed' }
const readShape: FieldFacts = { note: 'its shape on read is assumed' }

const images: { readonly [path: string]: FieldFacts } = {
  images: { sure: 'seed', note: 'the shop answers with scaled copies at addresses that change (seen)' },
  'images.file': { as: 'data' },
}

export const facts: VendorFacts = {
  manual: 'https://www.shoporama.dk/index/rest',
  page: 'docs/vendors/shoporama.md',
  kinds: {
    supplier: { at: 'suppliers/*', chapter: 'supplier', sure: 'seed', fields: {} },
    profile: { at: 'profiles/*', chapter: 'profile', sure: 'seed', fields: {} },
    profile_attribute: {
      at: 'profiles/*/attributes/*',
      chapter: 'profile',
      sure: 'seed',
      fields: {
        type: { note: 'that an update does not change it is assumed' },
        weight: { unit: 'place, lowest first' },
      },
    },
    profile_attribute_value: {
      at: 'profiles/*/attributes/*/values/*',
      chapter: 'profile',
      sure: 'seed',
      fields: { weight: { unit: 'place, lowest first' } },
    },
    category: {
      at: 'categories/*',
      chapter: 'category',
      sure: 'seed',
      fields: {
        parent: { as: 'parent_id', note: 'a root has the parent 0 (seen)' },
        canonical: { as: 'canonical_id' },
        ...images,
        rewrite_url: { note: 'one that is taken gets -x at its end (seen)' },
      },
    },
    product: {
      at: 'products/*',
      chapter: 'product',
      sure: 'seed',
      fields: {
        own_id: { note: 'a product made without one is given its own id as own_id (seen)' },
        profile: { as: 'profile_id' },
        supplier: { as: 'supplier_id' },
        brand: { as: 'brand_id' },
        brand_name: { note: 'that it makes a brand is assumed' },
        main_category: { as: 'main_category_id' },
        vat: { unit: 'per cent', note: 'that null is the VAT of the shop is assumed' },
        price: { unit: withVat },
        sale_price: { unit: withVat },
        sale: { own: true },
        purchase_price: cost,
        shipping: { unit: currency },
        shipping_weight: { unit: 'grams' },
        canonical: { as: 'canonical_id' },
        mailing_list_ids: readShape,
        rewrite_url: { note: 'made from the name, and one that is taken gets -x at its end (seen)' },
        ...images,
        attributes: readShape,
        stock_settings: readShape,
        'stock_settings.attribute': { as: 'attribute_id' },
        'stock_settings.value': { as: 'attribute_value_id', sure: 'seen' },
        'stock_settings.price': { unit: withVat },
        'stock_settings.purchase_price': cost,
        'stock_settings.stock': { unit: 'pieces', of: 'stock.stock' },
        stock: {
          unit: 'pieces',
          note: 'that a posting is the level and not a difference is assumed',
          of: 'stock.stock',
        },
        html_fields: readShape,
        bulk_discount: { note: 'read as two fields, bulk_discount_over and bulk_discount (seen)' },
        'bulk_discount.over': { unit: 'pieces' },
        'bulk_discount.discount': { unit: `${currency}, without VAT` },
        discount: { unit: withVat, note: 'its shape on read is assumed' },
      },
    },
    stock: {
      chapter: 'stock',
      written: '`stock` of a product, or of each of its stock_settings',
      sure: 'seed',
      fields: {
        product: { as: 'product_id', note: 'told by where it is written' },
        sku: { as: 'SKU', note: 'the own_id of the product, or of the variant' },
        stock: { unit: 'pieces', note: 'that a posting is the level and not a difference is assumed' },
      },
    },
  },
}
