/**
 * Field traits: what the pipeline has to know of a field to compare and write it. The traits are data of a kind;
 * providers never diff. The inside form that they describe has:
 * flags as booleans, money and numbers as canonical decimal text, texts as text, ids as decimal text in `{ id }`,
 * references as `{ ref: address }`, content as `{ asset }`, secrets as `{ env, digest }`; null is "cleared" or "unset".
 */

import type { Equivalence } from './equivalence.ts'

/**
 * Who decides what a field holds. `ours`: the files; compared and put right. `theirs`: the shop; never compared, never
 * sent. `once`: the files when it is made, the shop from then on.
 */
export const ownerNames = ['ours', 'theirs', 'once'] as const
export type Owner = (typeof ownerNames)[number]

/** What a change of the field means to the owner of the shop; renderers group and rank by it. */
export type Meaning = 'price' | 'stock' | 'text' | 'structure' | 'image' | 'visibility' | 'identity' | 'other'

/** What a guard has to know of a field, whatever the vendor calls it; see pipeline/guard-values.ts. */
export type Role =
  | 'price'
  /** In effect in the place of the price, while it is set. */
  | 'sale-price'
  /** What a number of pieces takes off the price, without VAT. */
  | 'price-off'
  /** What the shop pays, without VAT. */
  | 'cost'
  /** Per cent. */
  | 'vat'
  | 'stock'
  | 'online'
  | 'in-menu'
  /** The address of its page: links from outside lead there. */
  | 'url'
  /** By which other systems know it (a SKU). */
  | 'key'

export interface Traits {
  readonly meaning?: Meaning
  readonly role?: Role
  /** The vendor takes it on create only; a difference later is a replace. */
  readonly createOnly?: true
  /** The vendor never returns it: compared with what was last applied, and drift cannot be seen. */
  readonly writeOnly?: true
  /** May point round in a circle: the plan creates first and links after. */
  readonly deferrable?: true
  readonly sensitive?: true
  /** `ours` unless said; what butik.yaml says is laid over it by pipeline/govern.ts. */
  readonly owner?: Owner
  /** Rules under which two values are the same: the vendor's habits, or what butik.yaml says in their place. */
  readonly alike?: readonly Equivalence[]
  /** `alike` was written in butik.yaml: what it covers is no news. */
  readonly agreed?: true
}

export type Field = ScalarField | ReferenceField | ListField | ObjectField | ImagesField | AssetField

export interface ScalarField extends Traits {
  readonly shape: 'scalar'
  /** `any` compares the vendor's text with ours, where only the vendor knows the type (an attribute's value). */
  readonly type: 'text' | 'money' | 'integer' | 'flag' | 'any'
  /** Of `any`: the kind whose id the value may be, where the element also refers to the parent of that object. */
  readonly kind?: string
}

export interface ReferenceField extends Traits {
  readonly shape: 'reference'
  /** The kind it points at, in the same connection; undefined: only `{ id }` is possible. */
  readonly kind?: string
}

/**
 * A list. `order`: `set` ignores order and repeats, `ordered` keeps both.
 * `identity`: fields that name an element; without it elements are compared whole.
 * `unlisted`: elements of the shop that are not written: `removed`, or `kept` (a map in YAML: only what is written is managed).
 * Unwritten fields of a written element are carried over as observed, because the vendor replaces the array whole.
 */
export interface ListField extends Traits {
  readonly shape: 'list'
  readonly order: 'set' | 'ordered'
  readonly of: Field
  readonly identity?: readonly string[]
  readonly unlisted: 'removed' | 'kept'
}

export interface ObjectField extends Traits {
  readonly shape: 'object'
  readonly fields: Fields
}

/** Pictures: each element is one of `{ asset }`, `{ url }`, `{ image_id }` with `description`; the order is the weight. */
export interface ImagesField extends Traits {
  readonly shape: 'images'
}

/** One file to download: `{ asset | url, is_public }`; never comparable with what the vendor returns. */
export interface AssetField extends Traits {
  readonly shape: 'asset'
}

export type Fields = { readonly [name: string]: Field }

/** The traits of a field of a kind, by its name. */
export function fieldOf(
  kind: { readonly fields: Fields; readonly otherFields?: Field },
  name: string,
): Field | undefined {
  return Object.hasOwn(kind.fields, name) ? kind.fields[name] : kind.otherFields
}

/** Parts of a field that have a name: of an object, or of the elements of a list. */
export function partsOfField(field: Field | undefined): Fields {
  if (field?.shape === 'object') return field.fields
  if (field?.shape === 'list' && field.of.shape === 'object') return field.of.fields
  return noFields
}

const noFields: Fields = {}

/** By its path below the kind: `stock_settings.price`. */
export function fieldAt(
  kind: { readonly fields: Fields; readonly otherFields?: Field },
  path: readonly string[],
): Field | undefined {
  const [name = '', ...rest] = path
  return rest.reduce<Field | undefined>(
    (field, part) => {
      const parts = partsOfField(field)
      return Object.hasOwn(parts, part) ? parts[part] : undefined
    },
    fieldOf(kind, name),
  )
}
