/** The facts about 24Nettbutikk's API that are assumed, or told in two ways: each a switch, its first value the default. */
import type { SwitchTable, SwitchValues } from '../switches.ts'

export const nettbutikkSwitches = {
  auth_failure_status: { values: [401, 403], fact: 'The status for a missing or wrong token; its body is empty.' },
  empty_paging: {
    values: ['object', 'list', 'absent'],
    fact: 'paging without any link is {}, or [] as PHP writes an empty array, or is left out.',
  },
  highest_limit: {
    values: ['none', 'lowered_to_1000', 'refused_above_1000'],
    fact: 'A limit may have any size; or one above 1000 is lowered silently, or is a 400.',
  },
  id_key: {
    values: ['id', 'collection_no'],
    fact: 'Products and customers are named by id; or, as orders by order_no, by product_no and customer_no.',
  },
  lone_segment: {
    values: ['order_no', 'limit'],
    fact: 'The only segment behind /orders is an order number (2021), or the limit (2015).',
  },
  number_form: {
    values: ['number', 'text'],
    fact: 'Numbers of objects are JSON numbers, or text as PHP writes columns that it did not convert.',
  },
  order_last_modified: {
    values: ['order', 'table'],
    fact: 'Last-Modified of a single order is its own modified_on, or that of the table.',
  },
  order_lines: {
    values: ['inside', 'apart'],
    fact: 'An order holds its order_lines; or they are read at /orders/{order_no}/order_lines[/{id}].',
  },
  prev_past_end: {
    values: ['back_from_end', 'last_page'],
    fact: 'Past the end, prev starts one limit before the end; or at the last multiple of limit that has objects.',
  },
  removal_moves_table: {
    values: ['yes', 'no'],
    fact: 'A removed object moves Last-Modified of the table; or that is the newest modified_on of what is left.',
  },
  root_form: {
    values: ['list', 'map'],
    fact: 'The root answers {data: [{name, description}]}, or {data: {name: description}}.',
  },
  segment_order: {
    values: ['limit_offset', 'offset_limit'],
    fact: 'Of two segments or more, limit is the first; or offset is, as one example of the page labels them.',
  },
  since_bound: { values: ['inclusive', 'exclusive'], fact: 'An object modified in the second of since is in, or out.' },
  time_zone: { values: ['oslo', 'utc'], fact: 'modified_on is Norwegian local time, or UTC.' },
  until_bound: { values: ['inclusive', 'exclusive'], fact: 'An object modified in the second of until is in, or out.' },
  zero_limit: {
    values: ['default', 'refused'],
    fact: 'A limit of 0 counts as not given, as the example /orders/0/100/1415790957 needs where limit is the first; or is a 400.',
  },
} as const

/** Fails to compile when an entry above is not a switch. */
const table: SwitchTable = nettbutikkSwitches
void table

export type NettbutikkSwitches = SwitchValues<typeof nettbutikkSwitches>
