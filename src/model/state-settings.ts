/** Where the state is kept: `state:` of butik.yaml. The names are butik's own; those in the file are as Terraform has them. */
import type { SourceRange } from './diagnostic.ts'
import type { YamlMap } from './yaml.ts'

export const stateBackends = ['local', 'git', 'postgres', 'http'] as const

/** As written: secrets are YAML nodes still. Made by pipeline/config-state.ts. */
export interface StateConfig {
  /** As it is written; whether there is such a one is said when it is opened. */
  readonly backend: string
  /** With `backend`. Absent where nothing is written. */
  readonly settings?: YamlMap
  readonly at?: SourceRange
}

/** With secrets in place: never printed, stored or hashed. Made by pipeline/state-settings.ts. */
export type StateSettings = LocalState | GitState | PostgresState | HttpState

interface Shared {
  /** Absent: everything lies in plain text. */
  readonly encryption?: EncryptionSettings
}

export interface EncryptionSettings {
  /** What is written from now on is encrypted with it. */
  readonly key: string
  /** What was written before may be encrypted with one of these. */
  readonly oldKeys: readonly string[]
}

export interface LocalState extends Shared {
  readonly backend: 'local'
}

export interface GitState extends Shared {
  readonly backend: 'git'
  /** A remote of the repository around butik.yaml, or the URL or path of another repository. */
  readonly remote: string
  readonly branch: string
}

export const tlsModes = ['disable', 'require', 'verify-ca', 'verify-full'] as const

export interface PostgresState extends Shared {
  readonly backend: 'postgres'
  readonly url: string
  readonly schema: string
  /** `ca`: the text of certificates (PEM). */
  readonly tls?: { readonly mode: (typeof tlsModes)[number]; readonly ca?: string }
}

export interface HttpState extends Shared {
  readonly backend: 'http'
  readonly address: string
  readonly lockAddress?: string
  readonly unlockAddress?: string
  readonly journalAddress?: string
  /** The server has no locks, and two runs at once are ruled out otherwise. */
  readonly lock?: 'none'
  readonly updateMethod?: string
  readonly lockMethod?: string
  readonly unlockMethod?: string
  readonly username?: string
  readonly password?: string
  readonly headers?: { readonly [name: string]: string }
}

export const defaultGit = { remote: 'origin', branch: 'butik-state' } as const
export const defaultPostgresSchema = 'butik'

/** Fewer characters of a passphrase can be guessed. */
export const leastPassphrase = 20
