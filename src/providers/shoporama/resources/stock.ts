/**
 * Stock levels: one a SKU, of a product or a variant. They are posted by the array, and read by a search for products,
 * whose paging counts products and not rows.
 */

import { nameOf } from '../../../http/operation.ts'
import { repeatOf } from '../../../http/repeat.ts'
import { isJsonObject, type Json, type JsonObject, sameJson } from '../../../model/json.ts'
import type { Kind, Page, WriteItem } from '../../../model/provider.ts'
import type { Observed, Spec } from '../../../model/resource.ts'
import type { Rows } from '../answers.ts'
import { type Columns, fieldsOf, reference } from '../columns.ts'
import { stock as operations } from '../contract.ts'
import { decimalOf, idAt, type Row, referenceOf, textOf, valueAt } from '../normalise.ts'
import { pagesOf, type ShoporamaSession, send } from '../session.ts'
import { skusOf } from './product.ts'

const skuKeys = ['SKU', 'sku', 'own_id']

const columns: Columns = {
  product: reference('product_id', { kind: 'product', meaning: 'structure', createOnly: true }),
  sku: {
    field: { shape: 'scalar', type: 'text', meaning: 'identity' },
    read: (row) => textOf(valueAt(row, skuKeys)),
    write: (value) => ({ SKU: value }),
  },
  stock: {
    // It moves with every sale.
    field: { shape: 'scalar', type: 'integer', meaning: 'stock', role: 'stock', owner: 'once' },
    read: (row) => decimalOf(row['stock']),
    write: (value) => ({ stock: value }),
  },
}

const posting = {
  operation: nameOf(operations.post),
  size: (session: ShoporamaSession) => session.settings.bulk.postings,
  bytes: (session: ShoporamaSession) => session.settings.bulk.bytes,
}

export const stock: Kind<ShoporamaSession> = {
  name: 'stock',
  class: 'managed',
  fields: fieldsOf(columns),
  naturalKey: ['sku'],
  label: (spec) => `SKU ${String(spec['sku'])}`,
  // Only ever declared by its product.
  declare: () => ({}),
  within: {
    field: 'product',
    holds: (host, spec) => typeof spec['sku'] === 'string' && skusOf(host).includes(spec['sku']),
    keeps: keepsVariant,
  },
  reading: {
    by: 'paged-list',
    pageSize: (session) => session.settings.assume.maxLimit,
    list: (session, signal) => levels(session, signal),
    lookUp,
  },
  writing: {
    createMany: {
      ...posting,
      repeat: (session) => repeatOf(operations.post, { assume: { ...session.settings.assume } }),
      run: async (session, items, { signal }) => {
        await post(session, items, signal)
        return items.map((item) => ({ remoteId: skuOf(item.fields) }))
      },
    },
    updateMany: {
      ...posting,
      run: async (session, items, { signal }) => {
        await post(
          session,
          items.map((item) => ({ ...item, fields: { sku: item.remoteId, ...item.fields } })),
          signal,
        )
      },
    },
  },
}

/**
 * A variant is one (attribute, value) pair (seen): under another SKU it is the same one, with another pair it is new. The
 * level of the product itself is new where its variants are taken from it: with them it had none that anybody could see.
 */
function keepsVariant(observed: Spec, desired: Spec, spec: Spec): boolean {
  const settings = (host: Spec) =>
    (Array.isArray(host['stock_settings']) ? host['stock_settings'] : []).filter(isJsonObject)
  if (desired['own_id'] === spec['sku'])
    return !Object.hasOwn(desired, 'stock_settings') || settings(observed).length === 0
  const wanted = settings(desired).find((element) => element['own_id'] === spec['sku'])
  if (wanted === undefined || !Object.hasOwn(observed, 'stock_settings')) return true
  const isIt = (element: JsonObject) =>
    sameJson(element['attribute'], wanted['attribute']) && sameJson(element['value'], wanted['value'])
  return settings(observed).some(isIt)
}

/** `productIds`: the hosts, as the vendor searches products. Other ids are not sent: they would match something else. */
async function* lookUp(
  session: ShoporamaSession,
  productIds: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<Page> {
  const ids = productIds.filter((id) => /^\d+$/.test(id))
  const { maxLimit: size, stockArguments } = session.settings.assume
  // A GET cannot have a body here, so where the arguments go there, the whole list is read.
  if (stockArguments === 'body' && ids.length > 0) return yield* levels(session, signal)
  for (let start = 0; start < ids.length; start += size) {
    yield* levels(session, signal, { product_ids: ids.slice(start, start + size).join(',') })
  }
}

async function* levels(
  session: ShoporamaSession,
  signal: AbortSignal,
  query: { readonly [name: string]: string } = {},
): AsyncGenerator<Page> {
  for await (const { page, rows } of pagesOf(session, operations.list, { query, signal, paged: true, counted })) {
    const objects = page.rows.flatMap(levelOf)
    yield page.total === undefined ? { objects } : { objects, total: page.total, counted: rows }
  }
}

/** One text a product of the page; products without a level have no row, so `count` may know of more. */
function counted(page: Rows, offset: number): readonly string[] {
  const ids = new Set(page.rows.map((row, index) => idAt(row, ['product_id']) ?? `row ${offset + index}`))
  const unnamed = Math.max(0, (page.count ?? 0) - ids.size)
  return [...ids, ...Array.from({ length: unnamed }, (_, index) => `unnamed ${offset + index}`)]
}

/** A row without a SKU cannot be ours: stock is written by SKU. */
function levelOf(row: Row): Observed[] {
  const sku = textOf(valueAt(row, skuKeys))
  if (typeof sku !== 'string') return []
  const product = referenceOf(row['product_id'])
  const level = decimalOf(row['stock'])
  const spec = { sku, ...(product === undefined ? {} : { product }), ...(level === undefined ? {} : { stock: level }) }
  return [{ kind: 'stock', remoteId: sku, spec }]
}

async function post(session: ShoporamaSession, items: readonly WriteItem[], signal: AbortSignal): Promise<void> {
  const isDelta = session.settings.assume.stockMode === 'delta'
  const body = items.map((item) => {
    const level = numberOf(item.fields['stock'])
    return { SKU: skuOf(item.fields), stock: isDelta ? level - numberOf(item.observed?.['stock']) : level }
  })
  await send(session, operations.post, { body, signal })
}

function skuOf(fields: Spec): string {
  const sku = fields['sku']
  if (typeof sku !== 'string') throw new TypeError('a stock level without a SKU reached the provider')
  return sku
}

/** Pieces; a level that was never set is none. */
function numberOf(value: Json | undefined): number {
  return value === null || value === undefined ? 0 : Number(value)
}
