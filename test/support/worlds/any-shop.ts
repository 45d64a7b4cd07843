// Any shop with its parcels' warehouses, and any edit of it. Small, so that circles, renames, removals and keys that change
// hands are frequent. What is drawn here becomes YAML in shop-files.ts.
import fc from 'fast-check'

export type Policy = { readonly on_remove?: string; readonly protect?: boolean } | undefined

export interface RawProduct {
  readonly rekeyed: boolean
  readonly name: string
  readonly price: string | undefined
  readonly sale: string | null | undefined
  readonly description: string | undefined
  readonly online: boolean | undefined
  readonly supplier: number
  readonly profile: number
  readonly variants: number
  readonly width: number | undefined
  readonly categories: readonly number[] | undefined
  readonly main: number
  readonly related: readonly number[] | undefined
  readonly bundle: readonly number[] | undefined
  readonly canonical: number
  readonly images: readonly { image: string; description: string | undefined }[] | undefined
  readonly file: boolean
  readonly html: readonly string[] | undefined
  readonly stock: number | undefined
  readonly steps: string | undefined
  readonly butik: Policy
}

export interface Raw {
  readonly suppliers: readonly { name: string; mail: string | undefined; butik: Policy }[]
  readonly profiles: readonly {
    word: string
    values: number
    weight: number | undefined
    width: boolean
    butik: Policy
  }[]
  readonly categories: readonly {
    name: string
    parent: number
    menu: boolean | undefined
    canonical: number
    image: number
    butik: Policy
  }[]
  readonly products: readonly RawProduct[]
  readonly shops: readonly { city: string; phone: string | undefined; number: number | undefined; legal: string }[]
}

/** How the keys stand against the things, and which way the tree of categories hangs. */
export interface Turn {
  readonly suppliers: number
  readonly profiles: number
  readonly categories: number
  readonly products: number
  readonly shops: number
  readonly upside: boolean
}

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })
const money = fc
  .tuple(fc.integer({ min: 0, max: 9999 }), fc.constantFrom('', '.5', '.05', '.90', '.99'))
  .map(([whole, part]) => `${whole}${part}`)
const text = fc.constantFrom('', 'Ærlig tekst', '<p>Kort</p>', 'to\nlinjer', 'a "b" \'c\'', 'x'.repeat(300))
const word = fc.constantFrom('Alfa', 'Bravo', 'Charlie', 'Delta')
const removal = fc.constantFrom<Policy>(undefined, { on_remove: 'forget' }, { on_remove: 'delete' })
const ofProduct = fc.constantFrom<Policy>(
  undefined,
  { on_remove: 'forget' },
  { on_remove: 'delete' },
  { on_remove: 'delete' },
  { on_remove: 'offline' },
  { on_remove: 'offline' },
  { on_remove: 'delete', protect: true },
)

const suppliers = fc.array(
  fc.record({ name: word, mail: maybe(fc.constantFrom('a@x.example', 'b@x.example')), butik: removal }),
  { maxLength: 3 },
)

const profiles = fc.array(
  fc.record({
    word,
    values: fc.integer({ min: 0, max: 3 }),
    weight: maybe(fc.integer({ min: 0, max: 9 })),
    width: fc.boolean(),
    butik: removal,
  }),
  { maxLength: 2 },
)

const categories = fc.array(
  fc.record({
    name: word,
    parent: fc.integer({ min: -3, max: 3 }),
    menu: maybe(fc.boolean()),
    canonical: fc.integer({ min: -6, max: 3 }),
    image: fc.integer({ min: -4, max: 2 }),
    butik: removal,
  }),
  { maxLength: 4 },
)

const products = fc.array(
  fc.record({
    rekeyed: fc.boolean(),
    name: word,
    price: maybe(money),
    sale: maybe(fc.option(money)),
    description: maybe(text),
    online: maybe(fc.boolean()),
    supplier: fc.integer({ min: -2, max: 2 }),
    profile: fc.integer({ min: -1, max: 1 }),
    variants: fc.integer({ min: 0, max: 3 }),
    width: maybe(fc.integer({ min: 0, max: 500 })),
    categories: maybe(fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 })),
    main: fc.integer({ min: -2, max: 3 }),
    related: maybe(fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 })),
    bundle: maybe(fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 })),
    canonical: fc.integer({ min: -6, max: 4 }),
    images: maybe(
      fc.uniqueArray(fc.record({ image: fc.constantFrom('a', 'b', 'c'), description: maybe(word) }), {
        maxLength: 3,
        selector: ({ image }) => image,
      }),
    ),
    file: fc.boolean(),
    html: maybe(fc.uniqueArray(fc.constantFrom('head', 'body'), { maxLength: 2 })),
    stock: maybe(fc.integer({ min: 0, max: 20 })),
    steps: maybe(money),
    butik: ofProduct,
  }),
  { maxLength: 5 },
)

const shops = fc.array(
  fc.record({
    city: fc.constantFrom('Oslo', 'Drammen', 'Hamar'),
    phone: maybe(fc.constantFrom('22 33 44 55', '99 88 77 66')),
    number: maybe(fc.integer({ min: 1, max: 3 })),
    legal: fc.constantFrom('Lager A', 'Lager B'),
  }),
  { maxLength: 2 },
)

const raw: fc.Arbitrary<Raw> = fc.record({ suppliers, profiles, categories, products, shops })

const turn: fc.Arbitrary<Turn> = fc.record({
  suppliers: fc.constantFrom(0, 0, 1),
  profiles: fc.constantFrom(0, 0, 0, 1),
  categories: fc.constantFrom(0, 0, 1, 2),
  products: fc.constantFrom(0, 0, 1, 2),
  shops: fc.constantFrom(0, 0, 1),
  upside: fc.boolean(),
})

export interface Edit {
  readonly one: Raw
  readonly other: Raw
  readonly turns: readonly [Turn, Turn]
}

/** A shop, and the same with some of its things as another shop has them, under other keys perhaps. */
export const anyEdit: fc.Arbitrary<Edit> = fc
  .tuple(raw, raw, fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }), turn, turn)
  .map(([one, another, takes, before, after]) => {
    const mixed = <T>(from: readonly T[], to: readonly T[], at: number): T[] => {
      const length = takes[at] === true ? from.length : to.length
      return Array.from({ length }, (_, index) => (takes[(at + index) % 8] === true ? from[index] : to[index])).filter(
        (thing) => thing !== undefined,
      )
    }
    const other: Raw = {
      suppliers: mixed(one.suppliers, another.suppliers, 0),
      profiles: mixed(one.profiles, another.profiles, 1),
      categories: mixed(one.categories, another.categories, 2),
      products: mixed(one.products, another.products, 3),
      shops: mixed(one.shops, another.shops, 4),
    }
    return { one, other, turns: [before, after] }
  })
