// Any shop as YAML (written as JSON, which is YAML), within the rules: references name what is declared, natural keys
// are unique. Small, so that circles, renames and removals are frequent.
import fc from 'fast-check'

export interface AnyShop {
  readonly suppliers: Readonly<Record<string, object>>
  readonly profiles: Readonly<Record<string, object>>
  readonly categories: Readonly<Record<string, object>>
  readonly products: Readonly<Record<string, object>>
}

export const imageFiles: Readonly<Record<string, string>> = Object.fromEntries(
  ['a', 'b', 'c'].map((name) => [`images/${name}.png`, `\u0089PNG ${name}`]),
)

export function filesFor(shop: AnyShop, extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { ...imageFiles, 'files/m.pdf': '%PDF', 'shop.yaml': JSON.stringify(shop, undefined, 1), ...extra }
}

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })
const money = fc
  .tuple(fc.integer({ min: 0, max: 9999 }), fc.constantFrom('', '.5', '.05', '.90', '.99'))
  .map(([whole, part]) => `${whole}${part}`)
const text = fc.constantFrom('', 'Ærlig tekst', '<p>Kort</p>', 'to\nlinjer', 'a "b" \'c\'', 'x'.repeat(300))
const word = fc.constantFrom('Alfa', 'Bravo', 'Charlie', 'Delta')
const butik = maybe(fc.record({ on_remove: fc.constantFrom('forget', 'delete', 'offline') }))
const forget = maybe(fc.record({ on_remove: fc.constantFrom('forget', 'delete') }))

/** Without the keys that were not written. */
function written(object: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined))
}

interface Raw {
  readonly suppliers: readonly { name: string; mail: string | undefined; butik: object | undefined }[]
  readonly profiles: readonly {
    word: string
    values: number
    weight: number | undefined
    width: boolean
    butik: object | undefined
  }[]
  readonly categories: readonly {
    name: string
    parent: number
    menu: boolean | undefined
    image: number
    butik: object | undefined
  }[]
  readonly products: readonly RawProduct[]
}

interface RawProduct {
  readonly rekeyed: boolean
  readonly name: string | undefined
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
  readonly images: readonly { image: string; description: string | undefined }[] | undefined
  readonly file: boolean
  readonly html: readonly string[] | undefined
  readonly stock: number | undefined
  readonly steps: string | undefined
  readonly butik: object | undefined
}

const raw: fc.Arbitrary<Raw> = fc.record({
  suppliers: fc.array(
    fc.record({ name: word, mail: maybe(fc.constantFrom('a@x.example', 'b@x.example')), butik: forget }),
    { maxLength: 3 },
  ),
  profiles: fc.array(
    fc.record({
      word,
      values: fc.integer({ min: 0, max: 3 }),
      weight: maybe(fc.integer({ min: 0, max: 9 })),
      width: fc.boolean(),
      butik: forget,
    }),
    { maxLength: 2 },
  ),
  categories: fc.array(
    fc.record({
      name: word,
      parent: fc.integer({ min: -2, max: 3 }),
      menu: maybe(fc.boolean()),
      image: fc.integer({ min: -4, max: 2 }),
      butik: forget,
    }),
    { maxLength: 4 },
  ),
  products: fc.array(
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
      butik,
    }),
    { maxLength: 5 },
  ),
})

export const anyShop: fc.Arbitrary<AnyShop> = raw.map((shop) => shopOf(shop))

/** Its keys may be those that other things have in another shop. */
export const anyTurnedShop: fc.Arbitrary<AnyShop> = fc
  .tuple(raw, fc.constantFrom(0, 0, 1, 2))
  .map(([shop, turn]) => shopOf(shop, turn))

/** `turn`: by how many places the keys of suppliers and products are turned against the things. */
function shopOf({ suppliers, profiles, categories, products }: Raw, turn = 0): AnyShop {
  const pick = <T>(list: readonly T[], at: number): T | undefined => list[at]
  const turned = (list: readonly unknown[], index: number) => (index + turn) % list.length
  const supplierKeys = suppliers.map((_, index) => `s${turned(suppliers, index)}`)
  const profileKeys = profiles.map((_, index) => `f${index}`)
  const categoryKeys = categories.map((_, index) => `c${index}`)
  const productKeys = products.map(({ rekeyed }, index) => `${rekeyed ? 'q' : 'p'}${turned(products, index)}`)
  const valuesOf = (count: number) => ['v0', 'v1', 'v2'].slice(0, count)
  return {
    suppliers: Object.fromEntries(
      suppliers.map((one, index) => [
        supplierKeys[index] ?? '',
        written({ name: `${one.name} ${index}`, dropshipping_mail: one.mail, butik: one.butik }),
      ]),
    ),
    profiles: Object.fromEntries(
      profiles.map((one, index) => [
        profileKeys[index] ?? '',
        written({
          name: `${one.word} ${index}`,
          attributes: {
            size: {
              type: 'valuelist',
              name: 'Str',
              is_variant: true,
              has_price: true,
              values: Object.fromEntries(
                valuesOf(one.values).map((value) => [value, written({ val: value, weight: one.weight })]),
              ),
            },
            ...(one.width ? { width: { type: 'integer', name: 'Bredde' } } : {}),
          },
          butik: one.butik,
        }),
      ]),
    ),
    categories: Object.fromEntries(
      categories.map((one, index) => [
        categoryKeys[index] ?? '',
        written({
          name: `${one.name} ${index}`,
          parent: one.parent < 0 ? undefined : pick(categoryKeys.slice(0, index), one.parent),
          in_menu: one.menu,
          images: one.image < 0 ? undefined : [{ file: `images/${'abc'[one.image] ?? 'a'}.png` }],
          butik: one.butik,
        }),
      ]),
    ),
    products: Object.fromEntries(
      products.map((one, index) => {
        const profile = one.profile < 0 ? undefined : profiles[one.profile]
        const values = profile === undefined ? [] : valuesOf(Math.min(one.variants, profile.values))
        const attributes = {
          ...(values.length === 0 ? {} : { size: values }),
          ...(profile?.width === true && one.width !== undefined ? { width: one.width } : {}),
        }
        const others = (list: readonly number[] | undefined) =>
          list?.flatMap((at) => (at === index ? [] : (pick(productKeys, at) ?? [])))
        return [
          productKeys[index] ?? '',
          written({
            own_id: `SKU-${index}`,
            name: one.name,
            price: one.price,
            sale_price: one.sale,
            description: one.description,
            is_online: one.online,
            supplier: one.supplier < 0 ? undefined : pick(supplierKeys, one.supplier),
            profile: one.profile < 0 ? undefined : pick(profileKeys, one.profile),
            attributes: Object.keys(attributes).length === 0 ? undefined : attributes,
            stock_settings:
              values.length === 0
                ? undefined
                : values.map((value, at) =>
                    written({
                      attribute: 'size',
                      value,
                      own_id: `SKU-${index}-${value}`,
                      price: at === 0 ? one.price : undefined,
                      stock: one.stock,
                    }),
                  ),
            stock: values.length === 0 ? one.stock : undefined,
            categories: one.categories?.flatMap((at) => pick(categoryKeys, at) ?? []),
            main_category: one.main < 0 ? undefined : pick(categoryKeys, one.main),
            related: others(one.related),
            bundle: others(one.bundle),
            images: one.images?.map(({ image, description }) => written({ file: `images/${image}.png`, description })),
            file: one.file ? { file: 'files/m.pdf' } : undefined,
            html_fields: one.html?.map((append) => ({ html: '<i>x</i>', append })),
            bulk_discount: one.steps === undefined ? undefined : { over: 5, discount: one.steps },
            butik: one.butik,
          }),
        ]
      }),
    ),
  }
}
