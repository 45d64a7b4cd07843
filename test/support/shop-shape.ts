// A shop without what only the vendor chose: ids become natural keys, times and counters go. Two shops with one shape
// hold the same things, each as often.
import type { StoreSnapshot } from '../../src/sandbox/shoporama/store.ts'

interface Row {
  readonly [name: string]: unknown
  readonly id: number
  readonly removed: number | null
}

/** One line of JSON a row, sorted; removed rows say so. Repeated lines are repeated objects. */
export function shapeOf(snapshot: StoreSnapshot): string[] {
  const shape = new Shape(snapshot)
  const kinds = ['suppliers', 'brands', 'profiles', 'attributes', 'values', 'categories', 'products']
  return kinds.flatMap((kind) => shape.lines(kind)).sort()
}

/** What each remote id stands for: two shops that made things in another order agree on these names. */
export function namesIn(snapshot: StoreSnapshot): ReadonlyMap<string, string> {
  return new Map(new Shape(snapshot).names())
}

class Shape {
  readonly #rows: ReadonlyMap<string, readonly Row[]>

  constructor(snapshot: StoreSnapshot) {
    const collections = Object.entries(snapshot.collections)
    this.#rows = new Map(collections.map(([name, { rows }]) => [name, rows as unknown as readonly Row[]]))
  }

  lines(kind: string): string[] {
    return (this.#rows.get(kind) ?? []).map(
      (row) => `${kind}${row.removed === null ? '' : ' (removed)'} ${JSON.stringify(this.#plain(kind, row))}`,
    )
  }

  *names(): Generator<[string, string]> {
    for (const [kind, rows] of this.#rows) {
      for (const row of rows) {
        const name = `${kind} ${this.#name(kind, row.id)}`
        yield [String(row.id), name]
        const images = (row['images'] ?? []) as readonly { id: number; sha256: string }[]
        for (const { id, sha256 } of images) yield [String(id), `image ${sha256} of ${name}`]
      }
    }
  }

  #name(kind: string, id: unknown): string | null {
    if (id === null || id === undefined || Number(id) === 0) return null
    const row = this.#rows.get(kind)?.find((candidate) => candidate.id === Number(id))
    if (row === undefined) return `unknown ${kind} ${String(id)}`
    const fields = fieldsOf(row)
    const own = String(fields['own_id'] ?? fields['val'] ?? fields['name'])
    const parents: Readonly<Record<string, string>> = {
      attributes: 'profiles',
      values: 'attributes',
      categories: 'categories',
    }
    const parent = parents[kind] === undefined ? null : this.#name(parents[kind], row['parent'])
    return `${parent === null ? '' : `${parent}/`}${own}${row.removed === null ? '' : ' (removed)'}`
  }

  #plain(kind: string, row: Row): unknown {
    const { id: _id, modified: _modified, created: _created, onlineSince, removed: _removed, parent, ...rest } = row
    const fields = { ...fieldsOf(row) }
    for (const [name, of] of Object.entries(references))
      if (name in fields)
        fields[name] = this.#name(kind === 'categories' && name === 'canonical_id' ? 'categories' : of, fields[name])
    return {
      name: this.#name(kind, row.id),
      ...rest,
      fields: sorted(fields),
      ...(onlineSince === undefined ? {} : { online: onlineSince !== null }),
      ...(kind === 'products' ? this.#parts(row) : {}),
      ...(parent === undefined ? {} : {}),
      ...(row['images'] === undefined ? {} : { images: pictures(row['images']) }),
    }
  }

  #parts(row: Row): object {
    const list = (name: string) => (Array.isArray(row[name]) ? (row[name] as unknown[]) : [])
    const rows = (name: string) => list(name) as Readonly<Record<string, unknown>>[]
    const ids = (name: string, of: string) => list(name).map((id) => this.#name(of, id))
    const pair = (entry: Readonly<Record<string, unknown>>) => ({
      ...entry,
      attribute: this.#name('attributes', entry['attribute']),
      value: typeof entry['value'] === 'number' ? this.#name('values', entry['value']) : entry['value'],
    })
    return {
      categories: ids('categories', 'categories').sort(),
      related: ids('related', 'products').sort(),
      bundle: ids('bundle', 'products'),
      attributes: rows('attributes')
        .map(pair)
        .map((one) => JSON.stringify(one))
        .sort(),
      variants: rows('variants')
        .map(pair)
        .map((one) => JSON.stringify(one))
        .sort(),
      files: rows('files').map(({ id: _id, ...file }) => file),
      steps: rows('steps').map((step) => ({
        ...step,
        prices: (step['prices'] as Readonly<Record<string, unknown>>[]).map((price) => ({
          ...price,
          value: this.#name('values', price['value']),
        })),
      })),
    }
  }
}

const references: Readonly<Record<string, string>> = {
  supplier_id: 'suppliers',
  profile_id: 'profiles',
  brand_id: 'brands',
  main_category_id: 'categories',
  canonical_id: 'products',
}

function fieldsOf(row: Row): Readonly<Record<string, unknown>> & { [name: string]: unknown } {
  const { fields } = row
  return typeof fields === 'object' && fields !== null ? (fields as { [name: string]: unknown }) : {}
}

/** In the order in which the shop shows them, without their ids and exact weights. */
function pictures(value: unknown): unknown {
  const list = [...(value as { id: number; weight: number; description: string; sha256: string }[])]
  return list
    .sort((a, b) => a.weight - b.weight || a.id - b.id)
    .map(({ description, sha256 }) => ({ description, sha256 }))
}

function sorted(object: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)))
}
