// What goes on around butik: what is in the shop beforehand, what somebody else does meanwhile, what breaks, and where a
// run dies.
import fc from 'fast-check'
import type { Fault, FaultRule } from '../../../src/sandbox/faults.ts'
import type { Death } from './lab.ts'
import type { NetworkRule } from './network.ts'
import type { Rooms } from './rooms.ts'
import type { Sections } from './shop-files.ts'

/** One thing that somebody else does; `at` picks what to. */
export interface Act {
  readonly what: (typeof acts)[number]
  readonly at: number
}

const acts = [
  'foreign supplier',
  'foreign category',
  'foreign product',
  'foreign profile',
  'same supplier',
  'same category',
  'same product',
  'same profile',
  'unmanaged',
  'unmanaged',
  'price',
  'mail',
  'sale',
  'menu',
  'gone product',
  'gone supplier',
] as const

export const anyActs = (maxLength: number): fc.Arbitrary<readonly Act[]> =>
  fc.array(fc.record({ what: fc.constantFrom(...acts), at: fc.nat(5) }), { maxLength })

/** What a run cannot go on with, or a body refer to: then a refusal by the vendor is no mistake of ours. */
export const takesAway = ({ what }: Act): boolean => what.startsWith('gone') || what.startsWith('same')

const faults: readonly Fault[] = [
  { kind: 'lost_answer' },
  { kind: 'lost_answer' },
  { kind: 'reset' },
  { kind: 'truncated' },
  { kind: 'empty' },
  { kind: 'html', committed: true },
  { kind: 'html', status: 502 },
  { kind: 'status', status: 500, committed: true },
  { kind: 'status', status: 503 },
  { kind: 'status', status: 400, reason: 'not today' },
  { kind: 'status', status: 429, retryAfter: 1 },
  { kind: 'status', status: 429 },
  { kind: 'unauthorized' },
  { kind: 'short', rows: 1 },
  { kind: 'short', rows: 3 },
  { kind: 'grow', rows: 1 },
  { kind: 'slow', ms: 1 },
]

/** From the first call of the plan on. */
export const anyFaults: fc.Arbitrary<readonly FaultRule[]> = fc.array(
  fc
    .record({
      fault: fc.constantFrom(...faults),
      nth: fc.integer({ min: 1, max: 16 }),
      times: fc.constantFrom(1, 1, 2, 4, 9),
      method: fc.constantFrom(undefined, 'POST', 'POST', 'PUT', 'PATCH', 'DELETE', 'GET'),
    })
    .map(({ fault, nth, times, method }) => {
      const ofMethod = method === undefined ? {} : { method }
      // A method has fewer calls than all together.
      const match = { ...ofMethod, nth: method === undefined ? nth : 1 + (nth % 4), times }
      return fault.kind === 'short' || fault.kind === 'grow'
        ? { match: { path: '^/(product|stock)\\?', nth: 1 + (nth % 3), times }, fault }
        : { match, fault }
    }),
  { minLength: 1, maxLength: 3 },
)

/** On the way to a vendor and back. */
export const anyNetwork: fc.Arbitrary<readonly NetworkRule[]> = fc.oneof(
  { weight: 3, arbitrary: fc.constant([]) },
  {
    weight: 1,
    arbitrary: fc.array(
      fc.record({
        kind: fc.constantFrom('dns', 'tls', 'no answer', 'no answer, done'),
        nth: fc.integer({ min: 1, max: 24 }),
        times: fc.constantFrom(1, 1, 2, 4, 9),
      }),
      { minLength: 1, maxLength: 2 },
    ),
  },
)

/** Calls that the day still has; mostly enough. */
export const anyQuota: fc.Arbitrary<number | undefined> = fc.option(fc.integer({ min: 1, max: 30 }), {
  nil: undefined,
  freq: 6,
})

export const anyDeath: fc.Arbitrary<Death> = fc.record({
  at: fc.constantFrom('call', 'call', 'write'),
  nth: fc.integer({ min: 0, max: 24 }),
  done: fc.boolean(),
})

interface Found {
  readonly id: number
  readonly removed: number | null
  readonly fields: Readonly<Record<string, unknown>>
}

/** Carries an act out; one with nothing to be done to is none. */
export async function carriedOut({ what, at }: Act, rooms: Rooms, sections: Sections): Promise<void> {
  const of = <T>(list: readonly T[]): T | undefined => list[at % Math.max(1, list.length)]
  const rows = (name: string) =>
    ((rooms.shop.snapshot().collections[name]?.rows ?? []) as unknown as readonly Found[]).filter(
      ({ removed }) => removed === null,
    )
  const owner = async (method: string, path: string, body?: object) => void (await rooms.owner(method, path, body))
  const change = async (name: string, row: Found | undefined, body: object) => {
    if (row !== undefined) await owner('PUT', `/${name}/${row.id}`, body)
  }
  switch (what) {
    case 'foreign supplier':
      return await owner('POST', '/supplier', { name: `Fremmed ${at}` })
    case 'foreign category':
      return await owner('POST', '/category', { name: `Fremmed ${at}`, parent_id: of(rows('categories'))?.id ?? 0 })
    case 'foreign profile':
      return await owner('POST', '/profile', { name: `Fremmed ${at}` })
    case 'foreign product':
      return await owner('POST', '/product', [
        foreignProduct(at, of(rows('suppliers'))?.id, of(rows('categories'))?.id),
      ])
    case 'unmanaged':
      return await change('product', of(rows('products')), {
        meta_title: 'ejerens',
        delivery_time: `${at} dage`,
        location: 'A1',
        gtin: `1234${at}`,
      })
    case 'price':
      return await change('product', of(rows('products')), { price: `${100 + at}.50`, description: 'ejerens' })
    case 'mail':
      return await change('supplier', of(rows('suppliers')), { dropshipping_mail: 'ejer@x.example' })
    case 'menu':
      return await change('category', of(rows('categories')), { in_menu: at % 2, meta_title: 'ejerens' })
    case 'sale': {
      const sku = of(rows('products'))?.fields['own_id']
      if (sku !== undefined) await owner('POST', '/stock', [{ SKU: sku, stock: at }])
      return
    }
    case 'gone product':
    case 'gone supplier': {
      const name = what.slice('gone '.length)
      const row = of(rows(`${name}s`))
      if (row !== undefined) await owner('DELETE', `/${name}/${row.id}`)
      return
    }
    case 'same supplier':
    case 'same category':
    case 'same product':
    case 'same profile':
      return await made(what, of, rows, sections, owner)
  }
}

function foreignProduct(at: number, supplier: number | undefined, category: number | undefined): object {
  return {
    own_id: `FREMMED-${at}`,
    name: 'Fremmed',
    price: '1',
    description: 'rør ikke',
    ...(supplier === undefined ? {} : { supplier_id: supplier }),
    ...(category === undefined ? {} : { categories: [category] }),
  }
}

type Of = <T>(list: readonly T[]) => T | undefined

/** Made by hand, under the very name of something that is declared; not where it is there. */
async function made(
  what: string,
  of: Of,
  rows: (name: string) => readonly Found[],
  sections: Sections,
  owner: (method: string, path: string, body?: object) => Promise<void>,
): Promise<void> {
  const [, kind = ''] = what.split(' ')
  const section = kind === 'category' ? 'categories' : kind === 'profile' ? 'profiles' : `${kind}s`
  const declared = of(Object.values(sections[section as keyof Sections]))
  const field = kind === 'product' ? 'own_id' : 'name'
  const name = declared?.[field]
  if (name === undefined || rows(section).some(({ fields }) => fields[field] === name)) return
  if (kind === 'product') await owner('POST', '/product', [{ own_id: name, name: 'I hånden', price: '77' }])
  else await owner('POST', `/${kind}`, { name })
}
