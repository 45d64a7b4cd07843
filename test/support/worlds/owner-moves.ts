// What the owner of a shop does in it by hand, to any kind of thing; and which fields that has moved, told from the rows of the shop
// before and after, by the names that they have in YAML.
import fc from 'fast-check'
import type { Rooms } from './rooms.ts'

const what = [
  'product',
  'product',
  'product',
  'product',
  'lists',
  'lists',
  'variants',
  'level',
  'gone product',
  'new product',
  'category',
  'category',
  'gone category',
  'new category',
  'supplier',
  'gone supplier',
  'new supplier',
  'profile',
  'attribute',
  'gone attribute',
  'new attribute',
  'value',
  'gone value',
  'new value',
  'twin',
] as const

export interface OwnerMove {
  readonly what: (typeof what)[number]
  /** Picks what to. */
  readonly at: number
  /** Picks what becomes of it. */
  readonly to: number
}

export const anyMoves: fc.Arbitrary<readonly OwnerMove[]> = fc.array(
  fc.record({ what: fc.constantFrom(...what), at: fc.nat(7), to: fc.nat(29) }),
  { minLength: 1, maxLength: 6 },
)

interface Row {
  readonly id: number
  readonly removed: number | null
  readonly parent?: number
  readonly fields: Readonly<Record<string, unknown>>
  readonly categories?: readonly number[]
  readonly related?: readonly number[]
  readonly variants?: readonly Readonly<Record<string, unknown>>[]
  readonly images?: readonly { readonly id: number; readonly weight: number; readonly description: string }[]
}

const tables = ['suppliers', 'profiles', 'attributes', 'values', 'categories', 'products'] as const
export type Table = (typeof tables)[number]
export type Rows = Readonly<Record<Table, readonly Row[]>>

/** Without what was removed. */
export function rowsOf(rooms: Rooms): Rows {
  const { collections } = rooms.shop.snapshot()
  const live = (table: Table) =>
    ((collections[table]?.rows ?? []) as unknown as readonly Row[]).filter(({ removed }) => removed === null)
  return Object.fromEntries(tables.map((table) => [table, live(table)])) as unknown as Rows
}

const texts = [
  '',
  'Kort',
  'to\nlinjer\n',
  'a: "b" #c',
  '<p>Æ</p>\n<p>Ø</p>',
  ' ',
  'y'.repeat(250),
  `$${'{x}'} kr`,
  '- 12',
  '007',
] as const

export async function moved({ what: kind, at, to }: OwnerMove, rooms: Rooms): Promise<void> {
  const rows = rowsOf(rooms)
  const of = <One>(list: readonly One[], index = at): One | undefined => list[index % Math.max(1, list.length)]
  const ids = (table: Table) => rows[table].map(({ id }) => id)
  const owner = async (method: string, path: string, body?: object) => void (await rooms.owner(method, path, body))
  const change = async (path: string, row: Row | undefined, body: object) => {
    if (row !== undefined) await owner('PUT', `/${path}/${row.id}`, body)
  }
  const text = of(texts, to) ?? ''
  const attribute = of(rows.attributes)
  switch (kind) {
    case 'product':
      return await change('product', of(rows.products), {
        ...(to % 3 === 0 ? { price: `${to * 37}.5` } : {}),
        ...(to % 4 === 1 ? { sale_price: to % 8 === 1 ? null : `${to}.99` } : {}),
        ...(to % 5 === 2 ? { name: `Ny ${text.trim() || 'stol'}` } : {}),
        ...(to % 3 === 1 ? { description: text } : {}),
        ...(to % 7 === 3 ? { is_online: to % 2 } : {}),
        ...(to % 6 === 5 ? { supplier_id: of(ids('suppliers'), to) ?? null } : {}),
        ...(to % 9 === 4 ? { meta_title: text } : {}),
        ...(to % 11 === 6 ? { own_id: `NR-${at}-${to}` } : {}),
      })
    case 'lists': {
      const row = of(rows.products)
      const pictures = [...(row?.images ?? [])].reverse().slice(to % 3 === 2 ? 1 : 0)
      return await change('product', row, {
        ...(to % 3 === 0 ? { categories: ids('categories').filter((_, index) => (to >> index) % 2 === 0) } : {}),
        ...(to % 4 === 1 ? { related: ids('products').filter((id) => id !== row?.id && id % 3 !== to % 3) } : {}),
        ...(to % 5 === 2 ? { main_category_id: of(ids('categories'), to) ?? null } : {}),
        ...(to % 3 === 2
          ? {
              images: pictures.map(({ id, description }, index) => ({ image_id: id, description, weight: 10 * index })),
            }
          : {}),
        ...(to % 6 === 4 ? { bulk_discount_over: to, bulk_discount: `${to}.25` } : {}),
        ...(to % 7 === 5 ? { html_fields: [{ html: `<b>${text}</b>`, append: 'head' }] } : {}),
      })
    }
    case 'variants': {
      const row = of(rows.products)
      const priced = (row?.variants ?? []).slice(to % 2).map((one, index) => ({
        attribute_id: one['attribute'],
        attribute_value_id: one['value'],
        own_id: one['own_id'],
        price: index === 0 ? `${to}.75` : one['price'],
      }))
      if (priced.length > 0) await change('product', row, { stock_settings: priced })
      return
    }
    case 'level': {
      const row = of(rows.products)
      const sku = of(row?.variants ?? [], to)?.['own_id'] ?? row?.fields['own_id']
      if (sku !== undefined && sku !== null) await owner('POST', '/stock', [{ SKU: sku, stock: to }])
      return
    }
    case 'new product':
      return await owner('POST', '/product', [
        {
          own_id: `NY-${at}-${to}`,
          name: to % 2 === 0 ? 'Alfa' : `Ny ${to}`,
          price: `${to}`,
          description: text,
          supplier_id: of(ids('suppliers')) ?? null,
          categories: ids('categories').slice(0, 1),
        },
      ])
    case 'category':
      return await change('category', of(rows.categories), {
        ...(to % 2 === 0 ? { name: `Ny ${to} ${of(rows.categories)?.id}` } : {}),
        ...(to % 3 === 1 ? { parent_id: of([0, ...ids('categories')], to) } : {}),
        ...(to % 5 === 3 ? { in_menu: at % 2 } : {}),
        ...(to % 7 === 5 ? { description_a: text } : {}),
      })
    case 'new category':
      return await owner('POST', '/category', { name: `Ny ${to}`, parent_id: of([0, ...ids('categories')]) ?? 0 })
    case 'supplier':
      return await change('supplier', of(rows.suppliers), {
        ...(to % 2 === 0 ? { name: `Ny ${to} ${of(rows.suppliers)?.id}` } : {}),
        ...(to % 3 === 0 ? { dropshipping_mail: to % 6 === 0 ? '' : `ny${to}@x.example` } : {}),
      })
    case 'new supplier':
      return await owner('POST', '/supplier', { name: `Ny ${at}-${to}` })
    case 'profile':
      return await change('profile', of(rows.profiles), { name: `Ny ${to} ${of(rows.profiles)?.id}` })
    case 'attribute':
      // Two of one name in one profile cannot be declared.
      return await change(
        'profile-attribute',
        attribute,
        to % 2 === 0 ? { name: `Ny ${to} ${attribute?.id}` } : { weight: to },
      )
    case 'new attribute': {
      const profile = of(ids('profiles'))
      const body = { name: `Ny ${to}`, type: to % 2 === 0 ? 'integer' : 'string' }
      if (profile !== undefined) await owner('POST', `/profile-attribute?profile_id=${profile}`, body)
      return
    }
    case 'value':
      return await change(
        'profile-attribute-value',
        of(rows.values),
        to % 2 === 0 ? { val: `Ny ${to} ${of(rows.values)?.id}` } : { weight: to },
      )
    case 'new value': {
      const list = of(rows.attributes.filter(({ fields }) => fields['type'] === 'valuelist'))
      const body = { val: `Ny ${to}`, attribute_id: list?.id }
      if (list !== undefined) await owner('POST', `/profile-attribute-value?attribute_id=${list.id}`, body)
      return
    }
    case 'twin': {
      // Two of one name, or of one SKU: files cannot declare both.
      if (to % 3 === 0)
        return await change('supplier', of(rows.suppliers), { name: of(rows.suppliers, to)?.fields['name'] })
      if (to % 3 === 1)
        return await change('product', of(rows.products), { own_id: of(rows.products, to)?.fields['own_id'] })
      const other = of(rows.categories, to)
      return await change('category', of(rows.categories), { name: other?.fields['name'], parent_id: other?.parent })
    }
    case 'gone attribute':
    case 'gone category':
    case 'gone product':
    case 'gone supplier':
    case 'gone value': {
      const [, name = ''] = kind.split(' ')
      const table = name === 'category' ? 'categories' : (`${name}s` as Table)
      const path = name === 'attribute' ? 'profile-attribute' : name === 'value' ? 'profile-attribute-value' : name
      const row = of(rows[table])
      if (row !== undefined) await owner('DELETE', `/${path}/${row.id}`)
    }
  }
}

const written: Readonly<Record<string, string>> = {
  supplier_id: 'supplier',
  profile_id: 'profile',
  brand_id: 'brand',
  main_category_id: 'main_category',
  canonical_id: 'canonical',
  bulk_discount_over: 'bulk_discount',
  htmlFields: 'html_fields',
  steps: 'discount',
  variants: 'stock_settings',
}

/** By table and id: the fields that differ, as YAML calls them. Of what came and went nothing. */
export function movedFields(before: Rows, after: Rows, stockIsOurs: boolean): Map<string, ReadonlySet<string>> {
  const found = new Map<string, ReadonlySet<string>>()
  for (const table of tables) {
    const rows = new Map(after[table].map((row) => [row.id, row]))
    for (const row of before[table]) {
      const now = rows.get(row.id)
      if (now === undefined) continue
      const [one, other] = [flat(table, row, stockIsOurs), flat(table, now, stockIsOurs)]
      const names = Object.keys(one).filter((name) => JSON.stringify(one[name]) !== JSON.stringify(other[name]))
      if (names.length > 0) found.set(`${table}/${row.id}`, new Set(names.map((name) => written[name] ?? name)))
    }
  }
  return found
}

function flat(table: Table, row: Row, stockIsOurs: boolean): Record<string, unknown> {
  const { fields, variants, images, ...rest } = row
  // Their order is what counts, and no weight.
  const pictures = [...(images ?? [])]
    .sort((a, b) => a.weight - b.weight)
    .map(({ id, description }) => [id, description])
  const {
    id: _id,
    modified: _modified,
    created: _created,
    onlineSince: _since,
    removed: _removed,
    parent,
    stock,
    ...lists
  } = rest as Record<string, unknown>
  const shown = (variants ?? []).map(({ stock: level, ...one }) => (stockIsOurs ? { ...one, level } : one))
  return {
    ...fields,
    ...lists,
    // A set: another order is no other list.
    ...('related' in lists ? { related: [...(lists['related'] as number[])].sort((a, b) => a - b) } : {}),
    images: pictures,
    ...(variants === undefined ? {} : { variants: shown }),
    ...(table === 'categories' ? { parent } : {}),
    ...(stockIsOurs && table === 'products' ? { stock } : {}),
  }
}
