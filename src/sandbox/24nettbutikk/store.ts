/** The whole shop: three tables of immutable rows, oldest first, and when each table last changed. */
import { isList, isRecord } from '../json.ts'
import { type CollectionName, collectionNames, models } from './models.ts'

export type Value = string | number | null
export type Line = Readonly<Record<string, Value>>
/** Every field of the model, blank ones as null, and its lists of lines. */
export type Fields = Readonly<Record<string, Value | readonly Line[]>>

export interface Row {
  readonly id: number
  /** Unix seconds: the vendor's times have no finer resolution. */
  readonly modified: number
  readonly fields: Fields
}

interface TableSnapshot {
  readonly nextId: number
  /** Unix seconds; null while nothing has ever been in the table. */
  readonly changed: number | null
  readonly rows: readonly Row[]
}

export interface StoreSnapshot {
  readonly nextLineId: number
  readonly tables: Readonly<Record<CollectionName, TableSnapshot>>
}

class Table {
  nextId: number
  changed: number | null = null
  /** In the order of creation, which a change does not alter. */
  readonly rows: Map<number, Row> = new Map()

  constructor(firstId: number) {
    this.nextId = firstId
  }
}

const firstLineId = 70001

export class Store {
  readonly #tables: Readonly<Record<CollectionName, Table>> = {
    orders: new Table(models.orders.firstId),
    products: new Table(models.products.firstId),
    customers: new Table(models.customers.firstId),
  }
  #nextLineId = firstLineId
  #revision = 0

  /** Moves with every change. */
  get revision(): number {
    return this.#revision
  }

  rows(collection: CollectionName): Row[] {
    return [...this.#tables[collection].rows.values()]
  }

  get(collection: CollectionName, id: number): Row | undefined {
    return this.#tables[collection].rows.get(id)
  }

  changed(collection: CollectionName): number | null {
    return this.#tables[collection].changed
  }

  newLineId(): number {
    const id = this.#nextLineId
    this.#nextLineId += 1
    return id
  }

  /** Without an id, a new row. */
  put(collection: CollectionName, id: number | undefined, fields: Fields, at: number): Row {
    const table = this.#tables[collection]
    const row = { id: id ?? table.nextId, modified: at, fields }
    if (id === undefined) table.nextId += 1
    table.rows.set(row.id, row)
    this.#touch(table, at)
    return row
  }

  remove(collection: CollectionName, id: number, at: number): void {
    const table = this.#tables[collection]
    if (table.rows.delete(id)) this.#touch(table, at)
  }

  #touch(table: Table, at: number): void {
    table.changed = at
    this.#revision += 1
  }

  snapshot(): StoreSnapshot {
    const shown = (collection: CollectionName): TableSnapshot => {
      const { nextId, changed } = this.#tables[collection]
      return { nextId, changed, rows: this.rows(collection) }
    }
    const tables = { orders: shown('orders'), products: shown('products'), customers: shown('customers') }
    return { nextLineId: this.#nextLineId, tables }
  }

  restore(snapshot: unknown): void {
    const { nextLineId, tables } = parseSnapshot(snapshot)
    this.#nextLineId = nextLineId
    for (const collection of collectionNames) {
      const table = this.#tables[collection]
      const saved = tables[collection]
      table.nextId = saved.nextId
      table.changed = saved.changed
      table.rows.clear()
      for (const row of saved.rows) table.rows.set(row.id, row)
    }
    this.#revision += 1
  }
}

/** A copy, so that whoever holds the snapshot holds no part of the store. */
function parseSnapshot(snapshot: unknown): StoreSnapshot {
  const copy: unknown = structuredClone(snapshot)
  if (!isRecord(copy) || typeof copy['nextLineId'] !== 'number' || !isRecord(copy['tables'])) {
    throw new Error('it holds no store of this vendor')
  }
  for (const collection of collectionNames) checkTable(collection, copy['tables'][collection])
  return copy as unknown as StoreSnapshot
}

function checkTable(name: string, part: unknown): void {
  if (!isRecord(part) || typeof part['nextId'] !== 'number' || !isList(part['rows'])) {
    throw new Error(`its ${name} are missing`)
  }
  if (part['changed'] !== null && typeof part['changed'] !== 'number') throw new Error(`its ${name} have no time`)
  for (const row of part['rows']) {
    if (!isRecord(row) || typeof row['id'] !== 'number' || typeof row['modified'] !== 'number') {
      throw new Error(`a row of its ${name} is damaged`)
    }
    if (!isRecord(row['fields'])) throw new Error(`a row of its ${name} has no fields`)
  }
}
