/**
 * Every operation of the vendor's page (11): the root, three collections by offset, by time and as a mere HEAD, and one
 * order. `line` is the line of the operation in the page's text.
 */
import * as z from 'zod'
import type { Operation, ReplyRow } from '../../http/operation.ts'
import { isJsonObject } from '../../model/json.ts'

/** One row of a collection: parsed JSON of which only the keys in use are read. */
export type Row = { readonly [key: string]: unknown }

/** Rows, and whether the vendor says that there are more. */
export interface Rows {
  readonly rows: readonly Row[]
  readonly more: boolean
}

const whole = z.union([z.int().min(0), z.string().regex(/^\d+$/)])
/** Unix seconds (seed). */
const instant = whole
const page = { limit: whole, offset: whole }
/** JSONP wraps the answer in a call of this name (seed). A token as query argument is not offered: it would stand in links. */
const listQuery = z.strictObject({ callback: z.string().optional() })
const none = z.strictObject({})

const links = z.object({ prev: z.string().optional(), next: z.string().optional() })
/** As the page shows it; empty fields are null, but for links, which are left out (seed). */
export const listBody: z.ZodType = z.object({ data: z.array(z.record(z.string(), z.unknown())), paging: links })

/** Tolerates more keys, and a paging that is not there. */
export const rows: z.ZodType<Rows> = z.unknown().transform((value, context): Rows => {
  const data = isJsonObject(value) ? value['data'] : undefined
  if (!isJsonObject(value) || !Array.isArray(data) || !data.every(isJsonObject)) {
    context.addIssue({ code: 'custom', message: 'no list of objects under "data"' })
    return z.NEVER
  }
  const paging = value['paging']
  return { rows: data, more: isJsonObject(paging) && typeof paging['next'] === 'string' }
})

const auth = 'Basic, the token as user'
const refused: ReplyRow = { status: 401, says: 'The token is missing or not known; an empty body.', sure: 'assumed' }
const invalid: ReplyRow = { status: 400, says: 'Invalid arguments; an empty body.', sure: 'seen' }

export const collections = ['orders', 'products', 'customers'] as const
export type Collection = (typeof collections)[number]

export interface CollectionOperations {
  readonly list: Operation<Rows>
  readonly since: Operation<Rows>
  readonly head: Operation
}

const words: { readonly [name in Collection]: string } = {
  orders: 'Orders, purchases everything related',
  products: "The webshop's products",
  customers: 'Registered customers',
}

function collection(name: Collection): CollectionOperations {
  const shared = {
    auth,
    reply: rows,
    expect: 'json',
    replies: [{ status: 200, says: 'One page, oldest first.', shape: listBody, sure: 'seed' }, invalid, refused],
    writes: false,
    repeat: 'safe',
    sure: 'seed',
  } as const
  return {
    list: {
      ...shared,
      id: `${name}.list`,
      method: 'GET',
      path: `/${name}/{limit}/{offset}`,
      summary: `${words[name]}, by offset`,
      params: z.strictObject(page),
      query: listQuery,
      line: 71,
      use: `reads ${name} that are watched, where HEAD says that something moved`,
    },
    since: {
      ...shared,
      id: `${name}.since`,
      method: 'GET',
      path: `/${name}/{limit}/{offset}/{since}/{until}`,
      summary: `${words[name]}, changed in a span of time`,
      params: z.strictObject({ ...page, since: instant, until: instant.optional() }),
      query: listQuery,
      replies: [{ status: 200, says: 'One page, by modified_on.', shape: listBody, sure: 'seed' }, invalid, refused],
      line: 103,
      use: 'butik api only',
    },
    head: {
      ...shared,
      id: `${name}.head`,
      method: 'HEAD',
      path: `/${name}`,
      summary: `When ${name} were last modified`,
      params: none,
      query: none,
      reply: z.unknown(),
      expect: 'anything',
      replies: [{ status: 200, says: 'Last-Modified says when the table last moved.', sure: 'seed' }, refused],
      line: 127,
      use: `one call that proves that ${name} did not move`,
    },
  }
}

export const orders: CollectionOperations = collection('orders')
export const products: CollectionOperations = collection('products')
export const customers: CollectionOperations = collection('customers')

const root: Operation = {
  id: 'root',
  method: 'GET',
  path: '/',
  summary: 'The endpoint categories that the API supports',
  auth,
  params: none,
  query: listQuery,
  reply: z.unknown(),
  expect: 'json',
  replies: [{ status: 200, says: 'The three collections, name and description.', sure: 'seed' }, refused],
  writes: false,
  repeat: 'safe',
  line: 59,
  sure: 'seed',
  use: 'butik api only',
}

const order: Operation = {
  id: 'orders.read',
  method: 'GET',
  path: '/orders/{order_no}',
  summary: 'One order',
  auth,
  params: z.strictObject({ order_no: whole }),
  query: listQuery,
  reply: z.unknown(),
  expect: 'json',
  replies: [
    { status: 200, says: 'The order, under "data".', shape: z.object({ data: z.array(z.unknown()) }), sure: 'seen' },
    { status: 404, says: 'No order has that number.', sure: 'seen' },
    invalid,
    refused,
  ],
  writes: false,
  repeat: 'safe',
  // Known from the later page about orders (2021), not from this one.
  line: 0,
  sure: 'seen',
  use: 'butik api only',
}

export const operations: readonly Operation[] = [
  root,
  ...[orders, products, customers].flatMap(({ list, since, head }) => [list, since, head]),
  order,
]
