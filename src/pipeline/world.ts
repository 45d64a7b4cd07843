/** What the stages are given from outside: made by cli/compose.ts, or by a test. */
import { type AddressId, partsOf } from '../model/address.ts'
import type { ConnectionConfig } from '../model/config.ts'
import type { EngineEvent } from '../model/event.ts'
import type { Ports } from '../model/ports.ts'
import type { FilePort, Project } from '../model/project.ts'
import type { Kind, Provider } from '../model/provider.ts'
import type { Ledger, Today } from '../model/quota.ts'
import type { ErroredRun, StateBackend, ViewStore } from '../model/state.ts'
import type { SchemaSource } from './validate-fit.ts'

export interface World {
  readonly project: Project
  /** By vendor, with what butik.yaml says of their fields: made by `governed` (govern.ts). */
  readonly providers: ReadonlyMap<string, Provider>
  readonly backend: StateBackend
  readonly views: ViewStore
  /** Saves what a run knew on this machine, and gives the name of the file; throws E4003. Absent where the state is on this machine itself. */
  readonly saveErrored?: (errored: ErroredRun) => Promise<string>
  /** Calls made, by token and day. */
  readonly ledger: Ledger
  readonly schemas: SchemaSource
  readonly files: FilePort
  readonly ports: Ports
  readonly env: (name: string) => string | undefined
  /** Version of butik. */
  readonly butik: string
  readonly environment: string
  readonly emit: (event: EngineEvent) => void
  readonly signal: AbortSignal
  readonly newId: () => string
}

/** The part of a world that says what is wanted. */
export interface Declared extends Pick<World, 'project' | 'providers' | 'schemas' | 'files' | 'env'> {
  /** The day tells which sales are on. Who only looks for mistakes needs none: they are the same on every day. */
  readonly ports?: Pick<Ports, 'clock'>
  /** The day that is asked about, `2026-11-27`; that of the clock unless given. */
  readonly day?: string | undefined
}

export interface Selection {
  readonly target: readonly string[]
  readonly exclude: readonly string[]
  readonly connection: readonly string[]
}

/** A connection with its session: what refresh reads from and apply writes to. */
export interface Connected {
  readonly config: ConnectionConfig
  readonly provider: Provider
  readonly session: unknown
  /** Vendor and URL: part of the identity of the shop. */
  readonly url: string
  /** Calls made through this session so far. */
  calls(): number
  /** Connections with one token have the same: the name of the first of them. */
  readonly account: string
  /** How its token stands today; absent where its calls have no quota. */
  readonly today?: () => Today
}

export function kindOf(provider: Provider | undefined, name: string): Kind | undefined {
  return provider?.kinds.find((kind) => kind.name === name)
}

/** The kind of an address by the vendor of its connection; undefined where butik.yaml has no such connection. */
export function kindAt(
  { project, providers }: Pick<World, 'project' | 'providers'>,
  address: AddressId,
): Kind | undefined {
  const { connection, kind } = partsOf(address)
  return kindOf(providers.get(project.config.connections.get(connection)?.vendor ?? ''), kind)
}
