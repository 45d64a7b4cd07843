/**
 * What the vendor answers, status by status, with the shape of the body where it is known and how sure that is. The page
 * shows the envelope of a product list and nothing more; the rest was seen in public material, or is assumed.
 */
import * as z from 'zod'
import type { ReplyRow, Sure } from '../../http/operation.ts'

/** The vendor changes the types of its ids and flags (seen): numbers in one year, texts in another. */
const id = z.union([z.int().min(0), z.string().regex(/^\d+$/)])
const flag = z.union([z.literal(0), z.literal(1), z.enum(['0', '1'])])
const number = z.union([z.number(), z.string()]).nullable()
const text = z.string()
const code = z.string().nullable()
const time = z.string().regex(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/)

/** Objects by their fields, all of which may be missing and others may be there (seen), but for the id. */
function object(idKey: string, fields: z.ZodRawShape): z.ZodType {
  return z.looseObject({ ...z.object(fields).partial().shape, [idKey]: id })
}

export interface Shown {
  readonly shape: z.ZodType
  readonly sure: Sure
}

export const supplier: Shown = {
  shape: object('supplier_id', { is_removed: flag, name: text, link_to: code, dropshipping_mail: code }),
  sure: 'seen',
}

export const profile: Shown = { shape: object('profile_id', { is_removed: flag, name: text }), sure: 'assumed' }

const attributeType = z.enum(['valuelist', 'string', 'integer', 'boolean'])
export const profileAttribute: Shown = {
  shape: object('attribute_id', {
    profile_id: id,
    is_removed: flag,
    type: attributeType,
    data_type: attributeType,
    name: text,
    is_variant: flag,
    has_price: flag,
    weight: number,
  }),
  sure: 'assumed',
}

export const profileAttributeValue: Shown = {
  shape: object('attribute_value_id', { attribute_id: id, is_removed: flag, val: text, weight: number, tag: code }),
  sure: 'assumed',
}

const images = z.array(z.looseObject({ image_id: id, weight: number, description: text, url: text }))

export const category: Shown = {
  shape: object('category_id', {
    parent_id: id,
    is_removed: flag,
    is_online: flag,
    in_menu: flag,
    no_index: flag,
    name: text,
    description_a: text,
    description_b: text,
    meta_title: text,
    meta_description: text,
    meta: text,
    tag: code,
    empty_redir: code,
    canonical_id: id.nullable(),
    rewrite_url: text,
    url: text,
    sort_order: text,
    last_modified: time,
    images,
  }),
  sure: 'seen',
}

export const product: Shown = {
  shape: object('product_id', {
    own_id: code,
    sec_own_id: code,
    gtin: code,
    mpn: code,
    profile_id: id.nullable(),
    supplier_id: id.nullable(),
    brand_id: id.nullable(),
    main_category_id: id.nullable(),
    name: text,
    description: text,
    list_description: text,
    created: time,
    last_modified: time,
    online_since: time.nullable(),
    removed_on: time.nullable(),
    is_online: flag,
    no_index: flag,
    price: number,
    sale_price: number,
    purchase_price: number,
    rewrite_url: text,
    url: text,
    categories: z.array(id),
    related: z.array(id),
    bundle: z.array(id),
    images,
    attributes: z.array(z.unknown()),
    stock_settings: z.array(z.unknown()),
    html_fields: z.array(z.unknown()),
    bulk_discount_over: number,
    bulk_discount: number,
    discount_intervals: z.array(z.unknown()),
  }),
  sure: 'seen',
}

export const stockRow: Shown = {
  shape: z.looseObject({ product_id: id, SKU: code.optional(), own_id: code.optional(), stock: number }),
  sure: 'assumed',
}

export const order: Shown = {
  shape: object('order_id', {
    status: text,
    time,
    last_modified: time,
    total_price: number,
    products: z.array(z.looseObject({ order_product_id: id, amount: number })),
  }),
  sure: 'assumed',
}

const whole = z.union([z.int().min(0), z.string().regex(/^\d+$/)])
const paging = z.looseObject({ offset: whole, limit: whole, count: whole, total: whole })

/** A list in the vendor's envelope. The page shows it for products; `keys` are the names that its rows may go by. */
export function pagedList({ shape }: Shown, keys: readonly string[], sure: Sure): readonly ReplyRow[] {
  const envelopes = keys.map((key) => z.looseObject({ paging, [key]: z.array(shape) }))
  return [{ status: 200, says: 'a page of the list', shape: z.union(envelopes), sure }]
}

/** Lists that come whole: bare arrays where anybody has seen one. */
export function wholeList({ shape, sure }: Shown): readonly ReplyRow[] {
  return [
    { status: 200, says: 'the whole list, a bare array', shape: z.array(shape), sure },
    { status: 200, says: 'the whole list, in an object', shape: z.record(z.string(), z.array(shape)), sure: 'assumed' },
  ]
}

export function one({ shape, sure }: Shown): readonly ReplyRow[] {
  return [{ status: 200, says: 'the object', shape, sure }]
}

/** Old clients count 200 as success only, later ones 201 too. */
export function created({ shape, sure }: Shown): readonly ReplyRow[] {
  return [
    { status: 200, says: 'the object as it was stored', shape, sure },
    { status: 201, says: 'the object as it was stored', shape, sure: 'assumed' },
  ]
}

export function createdMany({ shape }: Shown): readonly ReplyRow[] {
  const some = z.array(z.union([shape, id, z.looseObject({ error: text })]))
  return [200, 201].map((status) => ({
    status,
    says: 'for an array: the objects, or some of them',
    shape: some,
    sure: 'assumed',
  }))
}

export function updated({ shape, sure }: Shown): readonly ReplyRow[] {
  return [{ status: 200, says: 'the object as it is now', shape, sure }]
}

export const deleted: readonly ReplyRow[] = [
  { status: 200, says: 'deleted; nobody has looked at the body', sure: 'seen' },
]

/** Plain text like `410 Gone`, the one body of an error that was seen. */
function refusal(status: number, says: string, sure: Sure = 'assumed'): ReplyRow {
  return { status, says, shape: z.string().regex(new RegExp(`^${status} `)), sure }
}

const invalid = refusal(400, 'an argument or the body is not accepted')
const unknownToken = refusal(401, 'the token is missing or unknown')
const readOnly = refusal(403, 'the token may not write')
const neverThere = refusal(404, 'there never was an object with this id')
const gone = refusal(410, 'the object was deleted', 'seen')
const quota = refusal(429, 'the calls of the day are used up')

/** Of reading a list. */
export const ofList: readonly ReplyRow[] = [invalid, unknownToken, quota]
/** Of writing something new. */
export const ofCreate: readonly ReplyRow[] = [invalid, unknownToken, readOnly, quota]

/** Of reading and writing one object. */
export interface OfOne {
  readonly read: readonly ReplyRow[]
  readonly write: readonly ReplyRow[]
}

export const ofOne: OfOne = {
  read: [unknownToken, neverThere, gone, quota],
  write: [invalid, unknownToken, readOnly, neverThere, gone, quota],
}

/** Of an object that cannot be deleted, and so is never gone. */
export const ofKept: OfOne = {
  read: [unknownToken, neverThere, quota],
  write: [invalid, unknownToken, readOnly, neverThere, quota],
}
