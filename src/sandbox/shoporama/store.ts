/** The whole shop. Changes happen inside `atomic`: a request that fails half-way leaves nothing behind. */
import { isList, isRecord } from '../json.ts'
import { Collection, type Row, type Undo } from './collection.ts'
import type { CategoryRow, OrderRow, PlainRow, ProductRow } from './records.ts'

export interface StoreSnapshot {
  readonly shopUrl: string
  readonly collections: Readonly<Record<string, { readonly nextId: number; readonly rows: readonly Row[] }>>
}

/** Keys of the products' index: SKUs of products and variants, and slugs. */
export function skuKey(sku: string): string {
  return `sku ${sku}`
}
export function slugKey(slug: string): string {
  return `slug ${slug}`
}

function productKeys(row: ProductRow): string[] {
  const skus = [row.fields['own_id'], ...row.variants.map((variant) => variant.own_id)]
  const keys = skus.filter((sku) => typeof sku === 'string').map(skuKey)
  return [...keys, slugKey(String(row.fields['rewrite_url']))]
}

export class Store {
  readonly #undo: Undo = []
  /** Ids of different kinds start far apart, so that one taken for another is noticed. */
  readonly brands: Collection<PlainRow> = new Collection('brands', 501, this.#undo)
  readonly suppliers: Collection<PlainRow> = new Collection('suppliers', 1001, this.#undo)
  readonly profiles: Collection<PlainRow> = new Collection('profiles', 2001, this.#undo)
  readonly attributes: Collection<PlainRow> = new Collection('attributes', 3001, this.#undo)
  readonly values: Collection<PlainRow> = new Collection('values', 40001, this.#undo)
  readonly categories: Collection<CategoryRow> = new Collection('categories', 150001, this.#undo, (row) => [
    slugKey(String(row.fields['rewrite_url'])),
  ])
  readonly products: Collection<ProductRow> = new Collection('products', 600001, this.#undo, productKeys)
  readonly orders: Collection<OrderRow> = new Collection('orders', 900001, this.#undo)
  /** Used for their ids only; the rows live inside products, categories and orders. */
  readonly images: Collection<Row> = new Collection('images', 7000001, this.#undo)
  readonly files: Collection<Row> = new Collection('files', 80001, this.#undo)
  readonly lines: Collection<Row> = new Collection('lines', 9500001, this.#undo)
  /** The shop's own address, which begins the `url` of products and categories. */
  shopUrl: string
  #revision = 0
  #depth = 0

  constructor(shopUrl: string) {
    this.shopUrl = shopUrl
  }

  #all(): readonly (
    | Collection<Row>
    | Collection<ProductRow>
    | Collection<PlainRow>
    | Collection<CategoryRow>
    | Collection<OrderRow>
  )[] {
    const { brands, suppliers, profiles, attributes, values, categories, products, orders, images, files, lines } = this
    return [brands, suppliers, profiles, attributes, values, categories, products, orders, images, files, lines]
  }

  /** Moves with every change. */
  get revision(): number {
    return this.#revision
  }

  /** Does all of the work or none of it; may be nested. */
  atomic<T>(work: () => T): T {
    const mark = this.#undo.length
    this.#depth += 1
    try {
      const result = work()
      if (this.#undo.length > mark) this.#revision += 1
      return result
    } catch (error) {
      while (this.#undo.length > mark) this.#undo.pop()?.()
      throw error
    } finally {
      this.#depth -= 1
      if (this.#depth === 0) this.#undo.length = 0
    }
  }

  snapshot(): StoreSnapshot {
    const collections = this.#all().map((collection) => [collection.name, collection.snapshot()])
    return { shopUrl: this.shopUrl, collections: Object.fromEntries(collections) }
  }

  snapshotText(): string {
    const parts = this.#all().map((collection) => `${JSON.stringify(collection.name)}:${collection.snapshotText()}`)
    return `{"shopUrl":${JSON.stringify(this.shopUrl)},"collections":{${parts.join(',')}}}`
  }

  restore(snapshot: unknown): void {
    if (!isRecord(snapshot) || typeof snapshot['shopUrl'] !== 'string' || !isRecord(snapshot['collections'])) {
      throw new Error('it holds no store of this vendor')
    }
    const saved = snapshot['collections']
    const parts = this.#all().map((collection) => ({ collection, part: saved[collection.name] }))
    for (const { collection, part } of parts) checkPart(collection.name, part)
    this.shopUrl = snapshot['shopUrl']
    for (const { collection, part } of parts) {
      const { nextId, rows } = part as { nextId: number; rows: never[] }
      collection.restore(nextId, rows)
    }
    this.#revision += 1
  }
}

function checkPart(name: string, part: unknown): void {
  if (!isRecord(part) || typeof part['nextId'] !== 'number' || !isList(part['rows']))
    throw new Error(`its ${name} are missing`)
  for (const row of part['rows']) {
    if (!isRecord(row) || typeof row['id'] !== 'number' || row['removed'] === undefined)
      throw new Error(`a row of its ${name} is damaged`)
  }
}
