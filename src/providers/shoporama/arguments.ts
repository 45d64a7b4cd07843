/**
 * The arguments of the vendor's page, one shape per body or query, in the page's order and with its names (seed). Every one
 * is optional there, but for the parent that a list or a create is below. Nothing here is about what butik lets people
 * write; that is schema.ts.
 */
import * as z from 'zod'

const text = z.string()
/** "Tekst" that holds an amount or a count: a text keeps it exact. */
const number = z.union([z.string(), z.number()])
const id = z.union([z.int(), z.string()])
const flag = z.union([z.literal(0), z.literal(1)])
const yesNo = z.enum(['yes', 'no'])

/** The arguments of an address, in its path or its query. */
export type Arguments = z.ZodObject

export const noArguments: Arguments = z.strictObject({})

/** Ids are decimal (seen). One that is not would lead to another operation. */
export const objectId: Arguments = z.strictObject({ id: z.string().regex(/^\d+$/, 'must be an id, digits only') })

const count = z.union([z.int().min(0), z.string().regex(/^\d+$/, 'must be a whole number')])
/** Any list that the vendor pages takes these (seed). */
const paging = { limit: count.optional(), offset: count.optional() }
export const listQuery: Arguments = z.strictObject(paging)

export const supplierBody: z.ZodType = z.strictObject({ name: text, dropshipping_mail: text }).partial()

export const profileBody: z.ZodType = z.strictObject({ name: text }).partial()

export const profileAttributeQuery: Arguments = z.strictObject({ profile_id: id, ...paging })
export const profileAttributeBody: z.ZodType = z
  .strictObject({
    type: z.enum(['valuelist', 'string', 'integer', 'boolean']),
    name: text,
    is_variant: flag,
    has_price: flag,
    weight: number,
  })
  .partial()

export const profileAttributeValueQuery: Arguments = z.strictObject({ attribute_id: id, ...paging })
export const profileAttributeValueBody: z.ZodType = z
  .strictObject({ attribute_id: id, val: text, weight: number, tag: text })
  .partial()

const image = z
  .strictObject({ image_id: id, weight: number, description: text, data: z.base64(), url: text, remove: flag })
  .partial()

export const categoryBody: z.ZodType = z
  .strictObject({
    name: text,
    in_menu: flag,
    parent_id: id,
    parent_name: text,
    sort_order: z.enum(['normal', 'no_stock_last', 'random', '']),
    no_index: flag,
    tag: text,
    empty_redir: text,
    description_a: text,
    description_b: text,
    meta_title: text,
    meta_description: text,
    canonical_id: id,
    meta: text,
    images: z.array(image),
    rewrite_url: text,
  })
  .partial()

/** What narrows a list of products. */
const productSearch = {
  search: text,
  profile_id: id,
  supplier_id: id,
  brand_id: id,
  category_id: id,
  has_images: yesNo,
  in_stock: yesNo,
  is_online: yesNo,
  sort: text,
  sort_order: z.enum(['asc', 'desc']),
  last_modified: text,
  product_ids: text,
}

export const productQuery: Arguments = z.strictObject({ ...productSearch, fields: text, ...paging }).partial()
export const stockQuery: Arguments = z.strictObject({ ...productSearch, ...paging }).partial()
/** The page puts the arguments of GET /stock in a body. */
export const stockSearchBody: z.ZodType = z.strictObject(productSearch).partial()
export const stockBody: z.ZodType = z.array(z.strictObject({ SKU: text, stock: number }))

const product = z
  .strictObject({
    profile_id: id,
    name: text,
    description: text,
    supplier_name: text,
    brand_name: text,
    supplier_id: id,
    brand_id: id,
    list_description: text,
    main_category_id: id,
    vat: number,
    price: number,
    sale_price: number,
    shipping: number,
    shipping_weight: number,
    never_free_shipping: flag,
    delivery_time: text,
    delivery_time_not_in_stock: text,
    auto_offline: flag,
    no_index: flag,
    meta: text,
    meta_title: text,
    meta_description: text,
    canonical_id: id,
    allow_negative_stock: flag,
    search: text,
    is_online: flag,
    mailing_list_ids: text,
    own_id: text,
    sec_own_id: text,
    gtin: text,
    mpn: text,
    purchase_price: number,
    google_category: text,
    rewrite_url: text,
    bundle: z.array(id),
    location: text,
    categories: z.array(id),
    related: z.array(id),
    locations: z.array(z.strictObject({ sku: text, location: text })),
    images: z.array(image),
    file: z
      .strictObject({
        data: z.strictObject({ data: z.base64(), filename: text, 'content-type': text, is_public: flag.optional() }),
        url: text,
        is_public: flag,
        remove: flag,
      })
      .partial(),
    stock_settings: z.array(
      z
        .strictObject({
          attribute_id: id,
          attribute_value_id: id,
          own_id: text,
          sec_own_id: text,
          purchase_price: number,
          gtin: text,
          price: number,
        })
        .partial(),
    ),
    attributes: z.array(
      z.strictObject({ attribute_id: id.optional(), name: text.optional(), value: z.union([text, z.number()]) }),
    ),
    html_fields: z.array(z.strictObject({ html: text, append: z.enum(['head', 'body', '']) })),
    bulk_discount: z.strictObject({ over: number, discount: number }),
    discount: z.strictObject({ discount: z.array(z.record(z.string(), z.record(z.string(), number))) }),
  })
  .partial()

export const productBody: z.ZodType = product
/** Several products in one POST: an array of the same objects (seed). */
export const productsBody: z.ZodType = z.union([product, z.array(product)])

const orderProduct = z
  .strictObject({
    product_id: id,
    order_product_id: id,
    amount: number,
    own_id: text,
    unit_price: number,
    unit_vat: number,
    stock: number,
    attributes: z.array(z.strictObject({ attribute_id: id, attribute_value_id: id })),
  })
  .partial()

export const orderQuery: Arguments = z
  .strictObject({
    last_modified: text,
    from: id,
    status: text,
    search: text,
    order_label_id: id,
    paid: flag,
    captured: flag,
    shipping_id: id,
    del_country_id: id,
    supplier_id: id,
    sort: text,
    sort_order: z.enum(['asc', 'desc']),
    ...paging,
  })
  .partial()

const orderTexts = [
  'status email phone invoice_id voucher_code voucher_discount voucher_discount_amount paid captured card_type tracking_number',
  'ean_number vat_number order_company_name order_name order_address order_zipcode order_city del_company_name del_name del_address',
  'del_zipcode del_city comments extra note pickup_address shop_gateway_need_update tt_status tt_data',
].flatMap((line) => line.split(' '))

export const orderBody: z.ZodType = z
  .strictObject({
    ...Object.fromEntries(orderTexts.map((name) => [name, text])),
    price: z.number(),
    shipping_price: z.number(),
    vat: z.number(),
    total_price: z.number(),
    shipping_id: id,
    voucher_id: id,
    del_country_id: id,
    order_country_id: id,
    products: z.array(orderProduct),
  })
  .partial()
