/**
 * Every operation of the vendor's page (37): what it is called, where it is, what it takes, and what it answers. The
 * provider calls the API through these entries only. `line` is the line of the operation in the page's text.
 */
import type * as z from 'zod'
import type { Operation, ReplyRow } from '../../http/operation.ts'
import { anything, createdRows, perhapsRow, type Rows, row, rows } from './answers.ts'
import * as take from './arguments.ts'
import type { Row } from './normalise.ts'
import { setsALevel, setsUnlessItAdds } from './repeat.ts'
import * as reply from './replies.ts'

export interface ResourceOperations<Created = Row> {
  readonly list: Operation<Rows>
  readonly create: Operation<Created>
  readonly read: Operation<Row>
  readonly update: Operation<Row | undefined>
  readonly delete: Operation
}

/** The page prints every operation; its token is that of the shop (seed). */
const documented = { auth: 'Shoporama, the token of the shop', sure: 'seed' } as const
const reading = { ...documented, writes: false, repeat: 'safe' } as const
/** POST is not idempotent (seen): a second one makes a second object. */
const adding = { ...documented, writes: true, repeat: 'look-first' } as const
/** PUT is a merge (seen): twice is as good as once, but for what it adds. */
const setting = { ...documented, writes: true, repeat: setsUnlessItAdds } as const
/** A delete is soft (seen): what is gone stays gone. */
const removing = { ...documented, writes: true, repeat: 'safe' } as const
const byId = { params: take.objectId, query: take.noArguments } as const
const apiOnly = '`butik api` only'

const verbs = ['list', 'create', 'read', 'update', 'delete'] as const

/** One text or number for each of the verbs, in their order. */
type ByVerb<T> = readonly [T, T, T, T, T]

interface Resource {
  readonly name: string
  /** 0 where the page has no such operation. */
  readonly lines: ByVerb<number>
  /** The page's words for many (`alle leverandører`), one, and one anew. */
  readonly words: readonly [string, string, string]
  readonly uses: ByVerb<string>
  readonly listQuery?: take.Arguments
  readonly createQuery?: take.Arguments
  readonly createBody?: z.ZodType
  readonly body: z.ZodType
  readonly shown: reply.Shown
  /** Where it is not a list that comes whole. */
  readonly listed?: readonly ReplyRow[]
  readonly createdMany?: readonly ReplyRow[]
}

function named(
  { name, lines, uses }: Resource,
  verb: (typeof verbs)[number],
  summary: string,
): Pick<Operation, 'id' | 'summary' | 'line' | 'use'> {
  const at = verbs.indexOf(verb)
  return { id: `${name.replaceAll('-', '_')}.${verb}`, summary, line: lines[at] ?? 0, use: uses[at] ?? '' }
}

function resource<Created>(of: Resource, created: z.ZodType<Created>): ResourceOperations<Created> {
  const path = `/${of.name}`
  const one = `${path}/{id}`
  const [many, single, anew] = of.words
  const refusals = of.lines[verbs.indexOf('delete')] === 0 ? reply.ofKept : reply.ofOne
  const { listQuery = take.listQuery, createQuery = take.noArguments, body, shown, createdMany = [] } = of
  const list: Operation<Rows> = {
    ...named(of, 'list', `Henter ${many}`),
    ...reading,
    method: 'GET',
    path,
    params: take.noArguments,
    query: listQuery,
    reply: rows,
    expect: 'json',
    replies: [...(of.listed ?? reply.wholeList(shown)), ...reply.ofList],
  }
  const create: Operation<Created> = {
    ...named(of, 'create', `Opretter ${anew}`),
    ...adding,
    method: 'POST',
    path,
    params: take.noArguments,
    query: createQuery,
    body: of.createBody ?? body,
    reply: created,
    expect: 'json',
    replies: [...reply.created(shown), ...createdMany, ...reply.ofCreate],
  }
  const read: Operation<Row> = {
    ...named(of, 'read', `Henter ${single}`),
    ...reading,
    ...byId,
    method: 'GET',
    path: one,
    reply: row,
    expect: 'json',
    replies: [...reply.one(shown), ...refusals.read],
  }
  const update: Operation<Row | undefined> = {
    ...named(of, 'update', `Opdaterer ${single}`),
    ...setting,
    ...byId,
    method: 'PUT',
    path: one,
    body,
    reply: perhapsRow,
    expect: 'json',
    replies: [...reply.updated(shown), ...refusals.write],
  }
  const remove: Operation = {
    ...named(of, 'delete', `Sletter ${single}`),
    ...removing,
    ...byId,
    method: 'DELETE',
    path: one,
    reply: anything,
    expect: 'anything',
    replies: [...reply.deleted, ...refusals.write],
  }
  return { list, create, read, update, delete: remove }
}

/** The uses of a kind whose objects are written one a call. */
function managed(list: string, name: string): Resource['uses'] {
  return [list, `creates a ${name}`, apiOnly, `updates a ${name}`, `deletes a ${name}, with \`--allow-delete\``]
}

export const supplier: ResourceOperations = resource(
  {
    name: 'supplier',
    lines: [98, 103, 115, 120, 132],
    words: ['alle leverandører', 'leverandør', 'ny leverandør'],
    uses: managed('reads all suppliers', 'supplier'),
    body: take.supplierBody,
    shown: reply.supplier,
  },
  row,
)

export const profile: ResourceOperations = resource(
  {
    name: 'profile',
    lines: [139, 144, 155, 160, 171],
    words: ['alle profiler', 'profil', 'ny profil'],
    uses: managed('reads all profiles', 'profile'),
    body: take.profileBody,
    shown: reply.profile,
  },
  row,
)

export const profileAttribute: ResourceOperations = resource(
  {
    name: 'profile-attribute',
    lines: [178, 187, 207, 212, 227],
    words: ['alle profilattributter på en profil', 'profilattribut', 'ny profilattribut'],
    uses: managed('reads the attributes of a profile', 'profile attribute'),
    listQuery: take.profileAttributeQuery,
    createQuery: take.profileAttributeQuery,
    body: take.profileAttributeBody,
    shown: reply.profileAttribute,
  },
  row,
)

export const profileAttributeValue: ResourceOperations = resource(
  {
    name: 'profile-attribute-value',
    lines: [234, 243, 262, 267, 281],
    words: ['alle profilattributværdier på profilattributten', 'profilattributværdi', 'ny profilattributværdi'],
    uses: managed('reads the values of a `valuelist`', 'value of an attribute'),
    listQuery: take.profileAttributeValueQuery,
    createQuery: take.profileAttributeValueQuery,
    body: take.profileAttributeValueBody,
    shown: reply.profileAttributeValue,
  },
  row,
)

export const category: ResourceOperations = resource(
  {
    name: 'category',
    lines: [288, 293, 326, 331, 364],
    words: ['alle kategorier', 'kategori', 'ny kategori'],
    uses: managed('reads all categories', 'category'),
    body: take.categoryBody,
    shown: reply.category,
  },
  row,
)

export const product: ResourceOperations<readonly Row[]> = resource(
  {
    name: 'product',
    lines: [371, 392, 480, 485, 573],
    words: ['alle produkter', 'produkt', 'nyt produkt, eller flere i et array'],
    uses: [
      'reads products by the page, and those that a run touches by `product_ids`',
      'creates products by the array',
      '`butik api` and `butik probe`',
      'updates a product; tells `butik doctor` the rights of a token',
      'deletes a product, with `--allow-delete`',
    ],
    listQuery: take.productQuery,
    createBody: take.productsBody,
    body: take.productBody,
    shown: reply.product,
    listed: reply.pagedList(reply.product, ['products'], 'seed'),
    createdMany: reply.createdMany(reply.product),
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
    ...reading,
    id: 'stock.list',
    method: 'GET',
    path: '/stock',
    summary: 'Henter alle lagerposteringer udfra en produktsøgning',
    params: take.noArguments,
    query: take.stockQuery,
    body: take.stockSearchBody,
    reply: rows,
    expect: 'json',
    replies: [...reply.pagedList(reply.stockRow, ['stock', 'stocks'], 'assumed'), ...reply.ofList],
    line: 580,
    use: 'reads stock levels by the page, with `ownership: { stock: ours }`',
  },
  post: {
    ...documented,
    writes: true,
    repeat: setsALevel,
    id: 'stock.post',
    method: 'POST',
    path: '/stock',
    summary: 'Laver lagerpostering',
    params: take.noArguments,
    query: take.noArguments,
    body: take.stockBody,
    reply: anything,
    expect: 'anything',
    replies: [{ status: 200, says: 'posted; clients do not look at the body', sure: 'seen' }, ...reply.ofCreate],
    line: 602,
    use: 'posts stock levels by the array',
  },
  read: {
    ...reading,
    ...byId,
    id: 'stock.read',
    method: 'GET',
    path: '/stock/{id}',
    summary: 'Henter lagerstatus på det specifikke produkt',
    reply: anything,
    expect: 'anything',
    replies: [{ status: 200, says: 'the levels of a product, in no known form', sure: 'seed' }, ...reply.ofOne.read],
    line: 616,
    use: '`butik api` and `butik probe`',
  },
}

/** Orders are no configuration: they are here because the page has them. */
const orders = resource(
  {
    name: 'order',
    lines: [623, 643, 704, 709, 0],
    words: ['alle ordrer', 'ordre', 'ny ordre'],
    uses: [apiOnly, apiOnly, apiOnly, apiOnly, ''],
    listQuery: take.orderQuery,
    body: take.orderBody,
    shown: reply.order,
    listed: reply.pagedList(reply.order, ['orders'], 'seen'),
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
  // No plan writes orders, so nothing looks for one whose answer was lost.
  ...[orders.list, { ...orders.create, repeat: 'never' as const }, orders.read, orders.update],
]

/** Lists that come by the page; the others come whole (seen: category, supplier). */
export const pagedLists: ReadonlySet<string> = new Set([product.list.id, stock.list.id, orders.list.id])
