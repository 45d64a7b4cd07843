/** What `butik explain` answers, as data. Texts are plain sentences; those of codes are Markdown. */
import type { AddressId } from './address.ts'
import type { Severity, SourcePosition } from './diagnostic.ts'
import type { Owner } from './field.ts'
import type { Surety } from './field-facts.ts'
import type { Json } from './json.ts'

export type Explained = ExplainedKind | ExplainedField | ExplainedSetting | ExplainedCode

/** What holds of kinds and fields alike. */
interface AboutVendor {
  readonly vendor: string
  readonly kind: string
  readonly class: 'managed' | 'write-only' | 'observed'
  /** Our page and chapter, below the package; and the vendor's own page. */
  readonly page: string
  readonly manual: string
  readonly examples: readonly Json[]
}

export interface ExplainedKind extends AboutVendor {
  readonly type: 'kind'
  readonly meaning: string
  /** Where it is written: `products: in a resource file`. */
  readonly written: string
  /** What names an object before its id is known; several where one of them will do. */
  readonly naturalKeys: readonly (readonly string[])[]
  /** How it is read, and what of it the vendor can be asked for. */
  readonly reading: string
  readonly can: readonly string[]
  readonly fields: readonly FieldLine[]
  /** Where an address was asked for. */
  readonly resource?: ExplainedResource
}

export interface FieldLine {
  readonly name: string
  /** `text`, `list of references to a category`. */
  readonly valueType: string
  readonly meaning: string
  readonly required: boolean
}

export interface ExplainedResource {
  readonly address: AddressId
  readonly source: SourcePosition
  readonly needs: readonly AddressId[]
  readonly protect: boolean
  readonly onRemove: string
}

export interface ExplainedField extends AboutVendor {
  readonly type: 'field'
  /** Below the kind: `stock_settings.price`. */
  readonly field: string
  readonly meaning: string
  readonly valueType: string
  readonly required: boolean
  /** True where null clears it. */
  readonly clears: boolean
  readonly unit?: string
  /** The vendor's name of it. */
  readonly vendorField?: string
  /** Who decides what it holds; absent of butik's own. `agreed`: butik.yaml says so. */
  readonly owner?: { readonly is: Owner; readonly agreed: boolean }
  /** What there is to know of writing it. */
  readonly writing: readonly string[]
  readonly sure?: Surety
  readonly note?: string
  readonly parts: readonly FieldLine[]
}

/** A key of butik.yaml. */
export interface ExplainedSetting {
  readonly type: 'setting'
  /** `guards.price.change`. */
  readonly path: string
  readonly meaning: string
  readonly valueType: string
  readonly required: boolean
  /** What holds unless it is set, where that is one value. */
  readonly unlessSet?: Json
  readonly examples: readonly Json[]
  readonly page: string
  readonly parts: readonly FieldLine[]
}

export interface ExplainedCode {
  readonly type: 'code'
  readonly code: string
  readonly severity: Severity
  readonly meaning: string
  readonly example: string
  readonly why: string
  readonly remedy: string
  readonly page: string
}
