// What the files declare, thing by thing and in the store's own words: which parts of a row it may write, and what they
// must hold. Written from the vendor's pages and sharing nothing with the pipeline, so that it may judge it.
import type { Policy } from './any-shop.ts'
import { policyOf, type Section, type Sections } from './shop-files.ts'

export type Kind = 'suppliers' | 'profiles' | 'attributes' | 'values' | 'categories' | 'products' | 'shops'
type Fields = Readonly<Record<string, unknown>>

export interface Thing {
  readonly kind: Kind
  readonly address: string
  /** By what a person tells it from others of its kind, with what it lies below. */
  readonly name: string
  readonly fields: Fields
  readonly policy: NonNullable<Policy>
}

/** Where a field that is declared lies in a row. */
const parts: Readonly<Record<string, readonly string[]>> = {
  supplier: ['supplier_id'],
  profile: ['profile_id'],
  main_category: ['main_category_id'],
  canonical: ['canonical_id'],
  bulk_discount: ['bulk_discount', 'bulk_discount_over'],
  stock_settings: ['variants', 'levels'],
  stock: ['levels'],
  html_fields: ['htmlFields'],
  file: ['files'],
}

export function partsOf({ fields }: Thing): Set<string> {
  return new Set(Object.keys(fields).flatMap((name) => parts[name] ?? [name]))
}

export function thingsIn(sections: Sections): Thing[] {
  const list = (kind: Kind, address: string, section: Section, nameOf: (fields: Fields) => string): Thing[] =>
    Object.entries(section).map(([key, fields]) => ({
      kind,
      address: `${address}/${key}`,
      name: nameOf(fields),
      fields,
      policy: policyOf(fields),
    }))
  const named = ({ name }: Fields): string => String(name)
  return [
    ...list('suppliers', 'shop/supplier', sections.suppliers, named),
    ...list('profiles', 'shop/profile', sections.profiles, named).flatMap((profile) => [
      { ...profile, fields: { name: profile.fields['name'] } },
      ...below(profile),
    ]),
    ...list('categories', 'shop/category', sections.categories, named),
    ...list('products', 'shop/product', sections.products, ({ own_id }) => String(own_id)),
    ...list(
      'shops',
      'delivery/shop',
      sections.shops,
      ({ email, address }) => `${String(email)}, ${String((address as Fields)['city'])}`,
    ),
  ]
}

/** Attributes and their values share the policy of their profile. */
function below({ address, name, fields, policy }: Thing): Thing[] {
  const key = address.slice('shop/profile/'.length)
  return Object.entries(fields['attributes'] as Section).flatMap(([attribute, { values = {}, ...own }]) => {
    const path = `${name}/${String(own['name'])}`
    const inside = Object.entries(values as Section).map(
      ([value, content]): Thing => ({
        kind: 'values',
        address: `shop/profile_attribute_value/${key}.${attribute}.${value}`,
        name: `${path}/${String(content['val'])}`,
        fields: content,
        policy,
      }),
    )
    return [
      { kind: 'attributes', address: `shop/profile_attribute/${key}.${attribute}`, name: path, fields: own, policy },
      ...inside,
    ]
  })
}
