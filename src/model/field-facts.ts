/**
 * What is known of the fields that a person writes, besides their shape: for editors, `butik explain` and the published
 * schemas. Each provider has such a table; pipeline/schema-facts.ts puts it into its schema.
 */

/**
 * How sure a fact about a vendor is. `seed`: on the vendor's own page. `seen`: in public client code or stored answers.
 * `assumed`: a guess that a live account may disprove.
 */
export const sureties = ['seed', 'seen', 'assumed'] as const
export type Surety = (typeof sureties)[number]

export function isSurety(value: unknown): value is Surety {
  return sureties.some((known) => known === value)
}

export interface FieldFacts {
  /** What a number counts: `grams`, `per cent`. */
  readonly unit?: string
  /** The vendor's name, where it is another. */
  readonly as?: string
  /** That of the kind unless said. */
  readonly sure?: Surety
  /** What is less sure than the rest, or odd about the field. */
  readonly note?: string
  /** Of a value that is kept as a resource of its own: kind and field of that, `stock.stock`. */
  readonly of?: string
  /** No field of the vendor: butik's own, so there is nothing to be sure of. */
  readonly own?: true
}

/** By path below the kind: `stock_settings.price`. */
export type FactsByPath = { readonly [path: string]: FieldFacts }

export interface KindFacts {
  /** Where its mapping stands in a resource file, `*` for any key: `products/*`. */
  readonly at?: string
  /** Of a kind without a mapping of its own: where it is written, in words. */
  readonly written?: string
  /** Its chapter on the vendor's page in docs/. */
  readonly chapter: string
  /** Of fields that say nothing else. */
  readonly sure: Surety
  readonly fields: FactsByPath
  /** Of fields that the author names, as the vendor documents none. */
  readonly others?: FieldFacts
}

export interface VendorFacts {
  /** The vendor's own page about its API: a link. */
  readonly manual: string
  /** Our page about it, below the package: `docs/vendors/shoporama.md`. */
  readonly page: string
  /** By kind. */
  readonly kinds: { readonly [kind: string]: KindFacts }
}

/** What a schema says of a field, beside the keywords that everybody knows, under `x-butik`. */
export type SaidOfField = Omit<FieldFacts, 'own'>

/** What it says of the mapping of a kind there. */
export interface SaidOfKind {
  readonly kind: string
  /** Our page and chapter. */
  readonly page: string
  readonly manual: string
}
