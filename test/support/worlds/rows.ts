// The rows of a store by the names that people give them, and each as its parts: what one field of the API says.
import type { Stores } from './rooms.ts'
import type { Kind } from './things.ts'

export interface Row {
  readonly kind: Kind
  readonly id: number
  readonly removed: boolean
  /** With what it lies below; a category by its own name alone. */
  readonly name: string
  /** What lies between it and the root, for kinds whose things lie below one another. */
  readonly place: string
  readonly parts: Readonly<Record<string, unknown>>
}

type Raw = Readonly<Record<string, unknown>> & { readonly id: number; readonly removed: number | null }

/** Moves with every write, whoever makes it (vendor's page: "last_modified"; `onlineSince` is when it first went online). */
const vendorsOwn = ['modified', 'created', 'onlineSince']

export class Rows {
  readonly all: readonly Row[]
  readonly #byId: ReadonlyMap<string, Row>

  constructor({ shop, delivery }: Stores) {
    const byId = new Map<string, Row>()
    const kinds: readonly Kind[] = ['suppliers', 'profiles', 'attributes', 'values', 'categories', 'products']
    for (const kind of kinds) {
      for (const raw of (shop.collections[kind]?.rows ?? []) as unknown as readonly Raw[]) {
        const row = rowOf(kind, raw, (above, id) => byId.get(`${above} ${id}`)?.name ?? '')
        byId.set(`${kind} ${raw.id}`, row)
      }
    }
    for (const { id, shop: fields, ...rest } of delivery.shops) {
      const base = {
        kind: 'shops',
        id,
        removed: false,
        name: `${fields.email}, ${String(fields.address.city)}`,
        place: '',
      } as const
      const addressCollector = rest.customerSystem?.addressCollector
      byId.set(`shops ${id}`, { ...base, parts: { ...rest, ...fields, addressCollector } })
    }
    this.all = [...byId.values()]
    this.#byId = byId
  }

  at(kind: Kind, id: unknown): Row | undefined {
    return this.#byId.get(`${kind} ${String(id)}`)
  }

  live(kind: Kind, name?: string): Row[] {
    return this.all.filter((row) => row.kind === kind && !row.removed && (name === undefined || row.name === name))
  }

  nameOf(kind: Kind, id: unknown): string | undefined {
    return this.at(kind, id)?.name
  }
}

function rowOf(kind: Kind, raw: Raw, nameOf: (kind: Kind, id: unknown) => string): Row {
  const { id, removed, parent, fields, ...rest } = raw
  const own = fields as Readonly<Record<string, unknown>>
  const above = kind === 'attributes' ? 'profiles' : kind === 'values' ? 'attributes' : undefined
  const plain = String(own['own_id'] ?? own['val'] ?? own['name'])
  const parts = Object.fromEntries(Object.entries({ ...own, ...rest }).filter(([name]) => !vendorsOwn.includes(name)))
  return {
    kind,
    id,
    removed: removed !== null,
    name: above === undefined ? plain : `${nameOf(above, parent)}/${plain}`,
    place: above === undefined && kind !== 'categories' ? '' : String(parent),
    parts: { ...parts, ...(kind === 'products' ? levels(raw) : { parent }) },
  }
}

/** Levels apart from the variants: a sale moves them, and the vendor keeps them when the variants are written. */
function levels({ variants, stock }: Raw): object {
  const list = variants as readonly { readonly value: number; readonly stock: number }[]
  return {
    variants: list.map(({ stock: _stock, ...rest }) => rest),
    stock: undefined,
    levels: { own: stock, ...Object.fromEntries(list.map((variant) => [variant.value, variant.stock])) },
  }
}
