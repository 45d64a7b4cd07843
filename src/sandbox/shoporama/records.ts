/** How the sandbox stores what the API speaks of. Times are instants; everything the vendor computes is computed on read. */
import type { Row } from './collection.ts'

export type Scalar = string | number | null
export type Fields = Readonly<Record<string, Scalar>>

/** Suppliers, brands, profiles, attributes and values. `parent` is the profile of an attribute, the attribute of a value. */
export interface PlainRow extends Row {
  readonly parent: number
  readonly modified: number
  readonly fields: Fields
}

export interface Picture {
  readonly id: number
  readonly weight: number
  readonly description: string
  /** Digest of the bytes that were sent; of the address, when those were not fetched. */
  readonly sha256: string
  readonly type: 'jpg' | 'png' | 'gif' | 'webp'
  readonly source: string | null
}

export interface CategoryRow extends Row {
  readonly parent: number
  readonly modified: number
  readonly fields: Fields
  readonly images: readonly Picture[]
}

export interface AttributeEntry {
  readonly attribute: number
  /** The value's id for a valuelist. */
  readonly value: string | number
}

export interface Variant {
  readonly attribute: number
  readonly value: number
  readonly own_id: string | null
  readonly sec_own_id: string | null
  readonly gtin: string | null
  readonly price: Scalar
  readonly purchase_price: Scalar
  readonly location: string | null
  readonly stock: number
}

export interface HtmlField {
  readonly html: string
  readonly append: string
}

export interface PriceStep {
  readonly amount: number
  readonly prices: readonly { readonly value: number; readonly price: number }[]
}

export interface ProductFile {
  readonly id: number
  readonly filename: string
  readonly contentType: string
  readonly isPublic: number
  /** Base64; empty when the address was not fetched. */
  readonly data: string
  readonly source: string | null
}

export interface ProductRow extends Row {
  readonly created: number
  readonly modified: number
  readonly onlineSince: number | null
  readonly fields: Fields
  readonly categories: readonly number[]
  readonly related: readonly number[]
  readonly bundle: readonly number[]
  readonly attributes: readonly AttributeEntry[]
  readonly variants: readonly Variant[]
  readonly htmlFields: readonly HtmlField[]
  readonly steps: readonly PriceStep[]
  readonly images: readonly Picture[]
  readonly files: readonly ProductFile[]
  /** The level of the product itself; not shown while it has variants. */
  readonly stock: number
}

export interface OrderLine {
  readonly id: number
  readonly product: number | null
  readonly own_id: string | null
  readonly amount: number
  readonly unit_price: Scalar
  readonly unit_vat: Scalar
  readonly attributes: readonly { readonly attribute: number; readonly value: number }[]
  /** Whether the line has been taken from stock. */
  readonly posted: boolean
}

export interface OrderRow extends Row {
  readonly created: number
  readonly modified: number
  readonly fields: Fields
  readonly lines: readonly OrderLine[]
}
