// What was drawn → the sections of YAML files (written as JSON, which is YAML), within the rules: references name what is
// declared, natural keys are unique.
import type { Policy, Raw, RawProduct, Turn } from './any-shop.ts'

type Fields = Readonly<Record<string, unknown>>
export type Section = Readonly<Record<string, Fields>>

/** Sections by their names in YAML. */
export interface Sections {
  readonly suppliers: Section
  readonly profiles: Section
  readonly categories: Section
  readonly products: Section
  readonly shops: Section
}

export const nothing: Sections = { suppliers: {}, profiles: {}, categories: {}, products: {}, shops: {} }

const assets: Readonly<Record<string, string>> = {
  ...Object.fromEntries(['a', 'b', 'c'].map((name) => [`images/${name}.png`, `\u0089PNG ${name}`])),
  'files/m.pdf': '%PDF',
}

export const contentOf = (path: string): string => assets[path] ?? ''

export function filesFor({ shops, ...shop }: Sections, stockIsOurs: boolean): Readonly<Record<string, string>> {
  const connections = {
    shop: '    vendor: shoporama\n    token: !env SHOPORAMA_TOKEN\n    url: !env SHOPORAMA_URL\n',
    delivery:
      '    vendor: distribution-innovation\n    username: !env DI_USERNAME\n    password: !env DI_PASSWORD\n    url: !env DI_URL\n',
  }
  const roots = stockIsOurs ? 'ownership: { stock: ours }\n' : ''
  return {
    ...assets,
    'butik.yaml': `version: 1\nconnections:\n  shop:\n${connections.shop}  delivery:\n${connections.delivery}${roots}`,
    'shop.yaml': JSON.stringify(shop, undefined, 1),
    'delivery.yaml': JSON.stringify({ shops }, undefined, 1),
  }
}

/** Without the keys that were not written. */
function written(object: Fields): Fields {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined))
}

const pick = <T>(list: readonly T[], at: number): T | undefined => (at < 0 ? undefined : list[at])

const keysOf = (list: readonly unknown[], letter: string, turn: number): string[] =>
  list.map((_, index) => `${letter}${(index + turn) % list.length}`)

export function sectionsOf(raw: Raw, turn: Turn): Sections {
  const keys: Keys = {
    suppliers: keysOf(raw.suppliers, 's', turn.suppliers),
    profiles: keysOf(raw.profiles, 'f', turn.profiles),
    categories: keysOf(raw.categories, 'c', turn.categories),
    products: keysOf(raw.products, '', turn.products).map(
      (key, index) => `${raw.products[index]?.rekeyed === true ? 'q' : 'p'}${key}`,
    ),
    shops: keysOf(raw.shops, 'd', turn.shops),
  }
  const section = <T>(list: readonly T[], names: readonly string[], of: (one: T, index: number) => Fields): Section =>
    Object.fromEntries(list.map((one, index) => [names[index] ?? '', written(of(one, index))]))
  return {
    suppliers: section(raw.suppliers, keys.suppliers, (one, index) => ({
      name: `${one.name} ${index}`,
      dropshipping_mail: one.mail,
      butik: one.butik,
    })),
    profiles: section(raw.profiles, keys.profiles, profileOf),
    categories: section(raw.categories, keys.categories, (one, index) => ({
      name: `${one.name} ${index}`,
      parent: parentOf(one.parent, index, keys.categories, turn.upside),
      in_menu: one.menu,
      canonical: one.canonical === index ? undefined : pick(keys.categories, one.canonical),
      images: one.image < 0 ? undefined : [{ file: `images/${'abc'[one.image] ?? 'a'}.png` }],
      butik: one.butik,
    })),
    products: section(raw.products, keys.products, (one, index) => productOf(one, index, raw, keys)),
    shops: section(raw.shops, keys.shops, (one, index) => ({
      ownerPartyKey: 'sandbox-nordic-group',
      email: `lager${index}@x.example`,
      legalName: one.legal,
      contactPersonPhone: one.phone,
      addressCollector: true,
      transportSolutionIds: [1],
      address: { street: 'Lagergata', streetNumber: 1, zipCode: '0484', city: one.city, countryCode: 'NO' },
      // A pair that is released is kept, and no other shop can have it.
      externalCustomerIds:
        one.number === undefined
          ? []
          : [{ freightProductId: one.number, customerNumber: 70_000 + index * 100 + one.city.length }],
    })),
  }
}

type Keys = Readonly<Record<keyof Sections, readonly string[]>>

/** Above hangs what comes before, or in another shop what comes after: two shops may have a pair the other way round. */
function parentOf(parent: number, index: number, keys: readonly string[], upside: boolean): string | null | undefined {
  if (parent === -1) return null
  return pick(upside ? keys.slice(index + 1) : keys.slice(0, index), parent)
}

const valuesOf = (count: number): string[] => ['v0', 'v1', 'v2'].slice(0, count)

function profileOf(one: Raw['profiles'][number], index: number): Fields {
  const values = valuesOf(one.values).map((value) => [value, written({ val: value, weight: one.weight })])
  return {
    name: `${one.word} ${index}`,
    attributes: {
      size: { type: 'valuelist', name: 'Str', is_variant: true, has_price: true, values: Object.fromEntries(values) },
      ...(one.width ? { width: { type: 'integer', name: 'Bredde' } } : {}),
    },
    butik: one.butik,
  }
}

function productOf(one: RawProduct, index: number, { profiles }: Raw, keys: Keys): Fields {
  const profile = pick(profiles, one.profile)
  const values = profile === undefined ? [] : valuesOf(Math.min(one.variants, profile.values))
  const attributes = {
    ...(values.length === 0 ? {} : { size: values }),
    ...(profile?.width === true && one.width !== undefined ? { width: one.width } : {}),
  }
  const others = (list: readonly number[] | undefined) =>
    list?.flatMap((at) => (at === index ? [] : (pick(keys.products, at) ?? [])))
  return {
    own_id: `SKU-${index}`,
    name: one.name,
    price: one.price,
    sale_price: one.sale,
    description: one.description,
    is_online: one.online,
    supplier: pick(keys.suppliers, one.supplier),
    profile: pick(keys.profiles, one.profile),
    attributes: Object.keys(attributes).length === 0 ? undefined : attributes,
    // A level of the product itself cannot be seen while it has variants.
    stock_settings:
      values.length === 0 && one.stock === undefined
        ? undefined
        : values.map((value, at) => variantOf(one, index, value, at)),
    stock: values.length === 0 ? one.stock : undefined,
    categories: one.categories?.flatMap((at) => pick(keys.categories, at) ?? []),
    main_category: pick(keys.categories, one.main),
    related: others(one.related),
    bundle: others(one.bundle),
    canonical: one.canonical === index ? undefined : pick(keys.products, one.canonical),
    images: one.images?.map(({ image, description }) => written({ file: `images/${image}.png`, description })),
    file: one.file ? { file: 'files/m.pdf' } : undefined,
    html_fields: one.html?.map((append) => ({ html: '<i>x</i>', append })),
    bulk_discount: one.steps === undefined ? undefined : { over: 5, discount: one.steps },
    butik: one.butik,
  }
}

function variantOf(one: RawProduct, index: number, value: string, at: number): Fields {
  return written({
    attribute: 'size',
    value,
    own_id: `SKU-${index}-${value}`,
    price: at === 0 ? one.price : undefined,
    stock: one.stock,
  })
}

export function policyOf({ butik }: Fields): NonNullable<Policy> {
  return (butik as Policy) ?? {}
}
