/** Rows of one kind, immutable and by id. Deleted rows stay, marked; indexes and the sorted live ids hold the others. */
export interface Row {
  readonly id: number
  /** The instant of the soft delete. */
  readonly removed: number | null
}

export type Undo = (() => void)[]

export class Collection<T extends Row> {
  readonly name: string
  #nextId: number
  readonly #rows = new Map<number, T>()
  /** Ascending, so a page of the newest rows costs only its own length. */
  readonly #live: number[] = []
  readonly #keysOf: (row: T) => readonly string[]
  readonly #index = new Map<string, Set<number>>()
  readonly #encoded = new WeakMap<T, string>()
  readonly #undo: Undo

  constructor(name: string, firstId: number, undo: Undo, keysOf: (row: T) => readonly string[] = () => []) {
    this.name = name
    this.#nextId = firstId
    this.#undo = undo
    this.#keysOf = keysOf
  }

  newId(): number {
    const id = this.#nextId
    this.#nextId += 1
    this.#undo.push(() => {
      this.#nextId = id
    })
    return id
  }

  /** The row, deleted or not. */
  get(id: number): T | undefined {
    return this.#rows.get(id)
  }

  live(id: number): T | undefined {
    const row = this.#rows.get(id)
    return row === undefined || row.removed !== null ? undefined : row
  }

  get liveIds(): readonly number[] {
    return this.#live
  }

  *liveRows(): Generator<T> {
    for (const id of this.#live) {
      const row = this.#rows.get(id)
      if (row !== undefined) yield row
    }
  }

  *allRows(): Generator<T> {
    yield* this.#rows.values()
  }

  /** Ids of live rows with this key, in ascending order. */
  having(key: string): readonly number[] {
    return [...(this.#index.get(key) ?? [])].sort((a, b) => a - b)
  }

  put(row: T): T {
    const before = this.#rows.get(row.id)
    this.#place(row, before)
    this.#undo.push(() => this.#unplace(row, before))
    return row
  }

  #place(row: T, before: T | undefined): void {
    if (before !== undefined) this.#unlink(before)
    this.#rows.set(row.id, row)
    this.#link(row)
  }

  #unplace(row: T, before: T | undefined): void {
    this.#unlink(row)
    if (before === undefined) {
      this.#rows.delete(row.id)
      return
    }
    this.#rows.set(row.id, before)
    this.#link(before)
  }

  #link(row: T): void {
    if (row.removed !== null) return
    const at = this.#position(row.id)
    if (this.#live[at] !== row.id) this.#live.splice(at, 0, row.id)
    for (const key of this.#keysOf(row)) {
      const ids = this.#index.get(key)
      if (ids === undefined) this.#index.set(key, new Set([row.id]))
      else ids.add(row.id)
    }
  }

  #unlink(row: T): void {
    if (row.removed !== null) return
    const at = this.#position(row.id)
    if (this.#live[at] === row.id) this.#live.splice(at, 1)
    for (const key of this.#keysOf(row)) {
      const ids = this.#index.get(key)
      ids?.delete(row.id)
      if (ids?.size === 0) this.#index.delete(key)
    }
  }

  #position(id: number): number {
    let low = 0
    let high = this.#live.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#live[middle] ?? 0) < id) low = middle + 1
      else high = middle
    }
    return low
  }

  snapshot(): { nextId: number; rows: T[] } {
    return { nextId: this.#nextId, rows: [...this.#rows.values()].sort((a, b) => a.id - b.id) }
  }

  snapshotText(): string {
    const { nextId, rows } = this.snapshot()
    return `{"nextId":${nextId},"rows":[${rows.map((row) => this.#encode(row)).join(',')}]}`
  }

  /** Rows are never changed in place, so the text of a row holds as long as the row. */
  #encode(row: T): string {
    const known = this.#encoded.get(row)
    if (known !== undefined) return known
    const text = JSON.stringify(row)
    this.#encoded.set(row, text)
    return text
  }

  restore(nextId: number, rows: readonly T[]): void {
    this.#rows.clear()
    this.#live.length = 0
    this.#index.clear()
    this.#nextId = nextId
    for (const row of rows) {
      this.#rows.set(row.id, row)
      this.#link(row)
    }
  }
}
