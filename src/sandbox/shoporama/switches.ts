/** The facts about Shoporama's API that are assumed, not documented: each a switch, its first value the default. */
import type { SwitchTable, SwitchValues } from '../switches.ts'

export const shoporamaSwitches = {
  array_put: {
    values: ['replace', 'merge'],
    fact: 'A PUT of categories, related, bundle, attributes, stock_settings or html_fields replaces the array, or adds to it.',
  },
  attribute_type_key: {
    values: ['type', 'data_type'],
    fact: 'The key that holds the type of a profile attribute on read.',
  },
  attribute_type_put: {
    values: ['ignored', 'accepted', 'rejected'],
    fact: 'What a PUT that changes the type of a profile attribute does.',
  },
  auto_offline_acts: {
    values: ['yes', 'no'],
    fact: 'A product with auto_offline goes offline when its stock falls to zero.',
  },
  bad_token_status: { values: [401, 403], fact: 'The status for a missing or unknown token.' },
  brand_name_creates: {
    values: ['yes', 'no'],
    fact: 'brand_name on a product finds or creates the brand; or an unknown name is ignored.',
  },
  bulk_atomic: {
    values: ['all', 'partial'],
    fact: 'One invalid row of a bulk POST rejects the whole array with 400; or the valid rows are created and the others answered as {error}.',
  },
  bulk_reply: {
    values: ['objects', 'shuffled', 'ids', 'empty'],
    fact: 'A bulk POST answers the created objects in input order, in another order, their ids only, or [].',
  },
  cleared_number: {
    values: ['null', 'zero', 'text'],
    fact: 'A cleared optional number reads as null, 0 or "".',
  },
  create_status: { values: [200, 201], fact: 'The status of a successful POST.' },
  default_limit: { values: [5, 100], fact: 'Rows of a page when limit is not given.' },
  delete_cascades: {
    values: ['yes', 'no'],
    fact: 'Deleting a profile deletes its attributes, deleting an attribute deletes its values.',
  },
  delete_in_use: {
    values: ['allowed', 'rejected'],
    fact: 'Deleting a supplier, profile, attribute, value or category that something refers to works, or is a 400.',
  },
  delete_reply: { values: ['empty', 'object'], fact: 'A DELETE answers an empty body, or the deleted object.' },
  deleted_listed: {
    values: ['no', 'yes'],
    fact: 'Soft-deleted rows are left out of lists, or appear with is_removed "1" or removed_on.',
  },
  dialect: {
    values: ['2025-07', '2025-03'],
    fact: 'Ids, flags and weights of categories, profiles, attributes, values and orders are numbers, or text as in March 2025.',
  },
  duplicate_own_id: { values: ['accept', 'reject'], fact: 'A SKU that is already in use is accepted, or a 400.' },
  file_put: {
    values: ['replace', 'append'],
    fact: 'A second file of a product takes the place of the first, or joins it.',
  },
  gone_status: { values: [410, 404], fact: 'The status for a soft-deleted object.' },
  html_stored: {
    values: ['as_sent', 'cleaned', 'respelt'],
    fact: 'HTML is stored as sent, without its script elements, or spelt anew (small tags, double quotes, letters for entities, <br />).',
  },
  image_weights: {
    values: ['kept', 'renumbered'],
    fact: 'Image weights are kept, or renumbered 10, 20, 30 … in their order.',
  },
  images_unmentioned: {
    values: ['left', 'removed'],
    fact: 'Images that a PUT with images does not name stay, or are removed.',
  },
  last_modified_by_stock: {
    values: ['no', 'yes'],
    fact: 'A stock posting or a sale moves last_modified of the product.',
  },
  last_modified_filter: {
    values: ['inclusive', 'exclusive'],
    fact: 'last_modified in a query includes the given second, or starts after it.',
  },
  list_form: {
    values: ['bare', 'object'],
    fact: 'Unpaged lists are bare arrays, or objects holding one array.',
  },
  max_limit: { values: [100, 50], fact: 'The most rows a page can have.' },
  offline_listed: {
    values: ['yes', 'no'],
    fact: 'Products that are offline are listed when is_online is not asked for.',
  },
  over_limit: { values: ['clamp', 'reject'], fact: 'A limit above the highest is lowered silently, or a 400.' },
  paging_types: { values: ['number', 'text'], fact: 'The members of paging are numbers, or text.' },
  price_stored: { values: ['exact', 'rounded'], fact: 'Money is stored as sent, or rounded to whole kroner.' },
  quota_reset: {
    values: ['copenhagen', 'utc'],
    fact: 'Calls of a day are counted from midnight in Denmark, or in UTC.',
  },
  quota_retry_after: { values: ['none', 'seconds'], fact: 'An answer over quota says when to come back, or does not.' },
  quota_status: { values: [429, 403], fact: 'The status when the calls of the day are spent.' },
  read_only_status: { values: [403, 401], fact: 'The status for a write with a read-only token.' },
  rewrite_url_stored: {
    values: ['as_sent', 'lower_case'],
    fact: 'A rewrite_url of a product is stored as sent, or in small letters.',
  },
  search_covers: {
    values: ['name_and_codes', 'name'],
    fact: 'search looks at name, own ids and the search field; or at the name only.',
  },
  step_prices_read: {
    values: ['intervals', 'hidden'],
    fact: 'Step prices read back as discount_intervals, or as [] always.',
  },
  stock_arguments: {
    values: ['query', 'body'],
    fact: 'GET /stock reads its filters from the query; or ignores those and reads a JSON body, as the page says.',
  },
  stock_key: { values: ['stock', 'stocks'], fact: 'The key of the rows in a stock list.' },
  stock_mode: { values: ['absolute', 'delta'], fact: 'The stock of a posting is the new level, or is added to it.' },
  stock_one: {
    values: ['rows', 'envelope'],
    fact: 'GET /stock/{id} answers a bare array of rows, or an object as the list does.',
  },
  stock_paging: { values: ['products', 'rows'], fact: 'Paging of the stock list counts products, or stock rows.' },
  stock_reply: { values: ['rows', 'empty'], fact: 'POST /stock answers the touched rows, or [].' },
  stock_row_key: { values: ['SKU', 'own_id'], fact: 'The key of the SKU in a stock row on read.' },
  text_stored: {
    values: ['as_sent', 'trimmed', 'collapsed', 'unix_lines', 'composed'],
    fact: 'Text is stored as sent, without spaces at its ends, with one space for any white space, with LF as line ends, or with each accented letter as one character.',
  },
  time_zone: { values: ['copenhagen', 'utc'], fact: 'Timestamps are Danish local time, or UTC.' },
  unknown_field: {
    values: ['ignore', 'reject'],
    fact: 'A key in a body that the page does not list is ignored, or a 400.',
  },
  unknown_reference: {
    values: ['reject', 'accept'],
    fact: 'A reference to an id that does not exist is a 400, or is stored.',
  },
  unknown_sku: {
    values: ['ignore', 'reject'],
    fact: 'A stock posting for an unknown SKU is passed over, or rejects the whole body with 400.',
  },
  value_move: {
    values: ['accepted', 'ignored'],
    fact: 'attribute_id in a PUT of a value moves it to another attribute, or is ignored.',
  },
  variants_read: {
    values: ['full', 'hidden'],
    fact: 'stock_settings, attributes and html_fields read back in full, or as [] always as in every public sample.',
  },
} as const

/** Fails to compile when an entry above is not a switch. */
const table: SwitchTable = shoporamaSwitches
void table

export type ShoporamaSwitches = SwitchValues<typeof shoporamaSwitches>
