/**
 * Every operation of the vendor's page (37): what it is called, where it is, what it takes and what we read of its answer.
 * The provider calls the API through these entries only. `line` is the line of the operation in the page's text.
 */
import { z } from 'zod'
import * as take from './arguments.ts'
import { decimalOf, isRow, type Row } from './normalise.ts'

export interface Operation<Reply = unknown> {
  /** `product.list`: the resource and what is done with it. */
  readonly id: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Below `/REST`; `{id}` stands for the object's id. */
  readonly path: string
  /** The page's own words. */
  readonly summary: string
  readonly query: take.Shape
  readonly body?: take.Shape
  readonly reply: z.ZodType<Reply>
  /** `anything` where nobody has seen what a success says. */
  readonly expect: 'json' | 'anything'
  readonly line: number
}

/** A list, bare or in an envelope; `total` and `count` are what paging counts. */
export interface Rows {
  readonly rows: readonly Row[]
  readonly paged: boolean
  readonly total: number | undefined
  readonly count: number | undefined
  readonly limit: number | undefined
}

const row: z.ZodType<Row> = z.custom<Row>(isRow, 'an object')
/** Nobody has inspected the answers to a delete and to a stock posting. */
const anything: z.ZodType<unknown> = z.unknown()
/** The object as stored, where the answer holds it; what else it says is not needed. */
const perhapsRow: z.ZodType<Row | undefined> = z.unknown().transform((value) => (isRow(value) ? value : undefined))

/** Bare arrays (seen: category, supplier) and an object with one array beside `paging` (seen: product) are both lists. */
const rows: z.ZodType<Rows> = z.unknown().transform((value, context): Rows => {
  const envelope = isRow(value) ? value : undefined
  const list =
    envelope === undefined
      ? value
      : Object.entries(envelope).find(([key, part]) => key !== 'paging' && Array.isArray(part))?.[1]
  if (!Array.isArray(list) || !list.every(isRow)) {
    context.addIssue({ code: 'custom', message: 'no list of objects' })
    return z.NEVER
  }
  const paging = envelope?.['paging']
  const part = (name: string) => (isRow(paging) ? countOf(paging[name]) : undefined)
  return { rows: list, paged: isRow(paging), total: part('total'), count: part('count'), limit: part('limit') }
})

/** Numbers of paging are integers (seen); texts are understood too. */
function countOf(value: unknown): number | undefined {
  const number = Number(decimalOf(value) ?? Number.NaN)
  return Number.isSafeInteger(number) && number >= 0 ? number : undefined
}

/** The objects that a POST of an array answers, bare, in an envelope, or one alone; anything else tells nothing. */
const createdRows: z.ZodType<readonly Row[]> = z.unknown().transform((value): readonly Row[] => {
  if (Array.isArray(value)) return value.filter(isRow)
  if (!isRow(value)) return []
  const list = Object.values(value).find((part) => Array.isArray(part) && part.length > 0 && part.every(isRow))
  return value['product_id'] === undefined && Array.isArray(list) ? list.filter(isRow) : [value]
})

export interface ResourceOperations<Created = Row> {
  readonly list: Operation<Rows>
  readonly create: Operation<Created>
  readonly read: Operation<Row>
  readonly update: Operation<Row | undefined>
  readonly delete: Operation
}

interface Page {
  readonly name: string
  /** Lines of list, create, read, update, delete. */
  readonly lines: readonly [number, number, number, number, number]
  /** The page's words for many (`alle leverandører`), one, and one anew. */
  readonly words: readonly [string, string, string]
  readonly listQuery?: take.Shape
  readonly createQuery?: take.Shape
  readonly createBody?: take.Shape
  readonly body: take.Shape
}

function resource<Created>(page: Page, created: z.ZodType<Created>): ResourceOperations<Created> {
  const path = `/${page.name}`
  const one = `${path}/{id}`
  const id = page.name.replaceAll('-', '_')
  const [many, single, anew] = page.words
  const [list, create, read, update, remove] = page.lines
  const { listQuery = take.listQuery, createQuery = take.noArguments, body } = page
  const none = take.noArguments
  return {
    list: {
      id: `${id}.list`,
      method: 'GET',
      path,
      summary: `Henter ${many}`,
      query: listQuery,
      reply: rows,
      expect: 'json',
      line: list,
    },
    create: {
      id: `${id}.create`,
      method: 'POST',
      path,
      summary: `Opretter ${anew}`,
      query: createQuery,
      body: page.createBody ?? body,
      reply: created,
      expect: 'json',
      line: create,
    },
    read: {
      id: `${id}.read`,
      method: 'GET',
      path: one,
      summary: `Henter ${single}`,
      query: none,
      reply: row,
      expect: 'json',
      line: read,
    },
    update: {
      id: `${id}.update`,
      method: 'PUT',
      path: one,
      summary: `Opdaterer ${single}`,
      query: none,
      body,
      reply: perhapsRow,
      expect: 'json',
      line: update,
    },
    delete: {
      id: `${id}.delete`,
      method: 'DELETE',
      path: one,
      summary: `Sletter ${single}`,
      query: none,
      reply: anything,
      expect: 'anything',
      line: remove,
    },
  }
}

export const supplier: ResourceOperations = resource(
  {
    name: 'supplier',
    lines: [98, 103, 115, 120, 132],
    words: ['alle leverandører', 'leverandør', 'ny leverandør'],
    body: take.supplierBody,
  },
  row,
)

export const profile: ResourceOperations = resource(
  {
    name: 'profile',
    lines: [139, 144, 155, 160, 171],
    words: ['alle profiler', 'profil', 'ny profil'],
    body: take.profileBody,
  },
  row,
)

export const profileAttribute: ResourceOperations = resource(
  {
    name: 'profile-attribute',
    lines: [178, 187, 207, 212, 227],
    words: ['alle profilattributter på en profil', 'profilattribut', 'ny profilattribut'],
    listQuery: take.profileAttributeQuery,
    createQuery: take.profileAttributeQuery,
    body: take.profileAttributeBody,
  },
  row,
)

export const profileAttributeValue: ResourceOperations = resource(
  {
    name: 'profile-attribute-value',
    lines: [234, 243, 262, 267, 281],
    words: ['alle profilattributværdier på profilattributten', 'profilattributværdi', 'ny profilattributværdi'],
    listQuery: take.profileAttributeValueQuery,
    createQuery: take.profileAttributeValueQuery,
    body: take.profileAttributeValueBody,
  },
  row,
)

export const category: ResourceOperations = resource(
  {
    name: 'category',
    lines: [288, 293, 326, 331, 364],
    words: ['alle kategorier', 'kategori', 'ny kategori'],
    body: take.categoryBody,
  },
  row,
)

export const product: ResourceOperations<readonly Row[]> = resource(
  {
    name: 'product',
    lines: [371, 392, 480, 485, 573],
    words: ['alle produkter', 'produkt', 'nyt produkt, eller flere i et array'],
    listQuery: take.productQuery,
    createBody: take.productsBody,
    body: take.productBody,
  },
  createdRows,
)

export interface StockOperations {
  readonly list: Operation<Rows>
  readonly post: Operation
  readonly read: Operation
}

export const stock: StockOperations = {
  list: {
    id: 'stock.list',
    method: 'GET',
    path: '/stock',
    summary: 'Henter alle lagerposteringer udfra en produktsøgning',
    query: take.stockQuery,
    body: take.stockSearchBody,
    reply: rows,
    expect: 'json',
    line: 580,
  },
  post: {
    id: 'stock.post',
    method: 'POST',
    path: '/stock',
    summary: 'Laver lagerpostering',
    query: take.noArguments,
    body: take.stockBody,
    reply: anything,
    expect: 'anything',
    line: 602,
  },
  read: {
    id: 'stock.read',
    method: 'GET',
    path: '/stock/{id}',
    summary: 'Henter lagerstatus på det specifikke produkt',
    query: take.noArguments,
    reply: anything,
    expect: 'anything',
    line: 616,
  },
}

/** Orders are no configuration: they are here because the page has them. */
const orders = resource(
  {
    name: 'order',
    lines: [623, 643, 704, 709, 0],
    words: ['alle ordrer', 'ordre', 'ny ordre'],
    listQuery: take.orderQuery,
    body: take.orderBody,
  },
  row,
)

/** In the page's order. An order cannot be deleted (seed). */
export const operations: readonly Operation[] = [
  ...[supplier, profile, profileAttribute, profileAttributeValue, category].flatMap((one) => [
    one.list,
    one.create,
    one.read,
    one.update,
    one.delete,
  ]),
  ...[product.list, product.create, product.read, product.update, product.delete],
  ...[stock.list, stock.post, stock.read],
  ...[orders.list, orders.create, orders.read, orders.update],
]

/** `POST /product`: how plans name the operation. */
export function nameOf(operation: Operation<never> | Operation): string {
  return `${operation.method} ${operation.path}`
}
