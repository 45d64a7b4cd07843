/** butik.yaml after loading: settings of the project. Secrets are still YAML nodes here; they are read at connect time. */
import type { SourceRange } from './diagnostic.ts'
import type { Equivalence } from './equivalence.ts'
import type { Owner } from './field.ts'
import type { GuardSettings } from './guard-settings.ts'
import type { NotifySettings } from './notify.ts'
import type { QuotaSettings } from './quota.ts'
import type { StateConfig } from './state-settings.ts'
import type { DeclaredImport, DeclaredMove, Mute } from './told.ts'
import type { YamlMap } from './yaml.ts'

export interface Config {
  readonly version: 1
  readonly requires?: string
  readonly connections: ReadonlyMap<string, ConnectionConfig>
  /** Globs below the folder of butik.yaml. */
  readonly resources: readonly string[]
  readonly state: StateConfig
  /** By kind and field, with dots down to parts: `product.stock_settings.price`. */
  readonly ownership: ReadonlyMap<string, Owner>
  /** By kind and field, as above. They take the place of what is known of the vendor. */
  readonly equivalences: ReadonlyMap<string, readonly Equivalence[]>
  readonly limits: Limits
  readonly guards: GuardSettings
  /** By connection. */
  readonly quota: ReadonlyMap<string, QuotaSettings>
  readonly notify?: NotifySettings
  readonly moved: readonly DeclaredMove[]
  readonly imports: readonly DeclaredImport[]
  readonly mute: readonly Mute[]
}

export interface ConnectionConfig {
  readonly name: string
  readonly vendor: string
  /** Settings as written, `vendor` left out. */
  readonly settings: YamlMap
  readonly at: SourceRange
}

export interface Limits {
  /** Bytes of one file, 64 MB unless set. */
  readonly file: number
  /** What one call of a bulk operation may carry; the vendor's own batch size bounds it too. */
  readonly bulk: BulkLimits
  /** Days after which a kind that is read by what changed is read whole again. */
  readonly sweepDays: number
}

export interface BulkLimits {
  readonly products: number
  /** Rows of stock in one call. */
  readonly postings: number
  /** Bytes of one request body. */
  readonly bytes: number
}

export const defaultLimits: Limits = {
  file: 64_000_000,
  bulk: { products: 100, postings: 500, bytes: 6_000_000 },
  sweepDays: 7,
}
