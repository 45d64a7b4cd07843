/** What outlives a run, in tables of a PostgreSQL server. */
import type { Clock } from '../../model/ports.ts'
import type { Cipher } from '../cipher.ts'
import type { Kept } from '../kept.ts'
import { type Lease, usualLease } from '../own-lock.ts'
import { createPostgresBackend } from './backend.ts'
import { Connection } from './connection.ts'
import { PostgresLedger } from './ledger.ts'
import type { Place } from './place.ts'
import { Schema } from './schema.ts'
import { serverOf, type TlsSettings } from './server.ts'
import { createPostgresViews } from './views.ts'

export interface PostgresOptions {
  /** `postgres://user:password@host:5432/database`. A secret. */
  readonly url: string
  /** Of the tables: `butik` unless given. */
  readonly schema?: string
  /** Absent: the sslmode of the URL; without one verify-full, and none on this machine. */
  readonly tls?: TlsSettings
  readonly environment: string
  readonly cipher: Cipher
  readonly clock: Clock
  readonly newId: () => string
  /** A line for people. */
  readonly notice: (line: string) => void
  readonly lease?: Lease
}

/** Throws E1301 for a URL that is none, E4001 where the server cannot be asked. Makes nothing: tables come with the first write. */
export async function openPostgresState(options: PostgresOptions): Promise<Kept> {
  const { environment, cipher, clock, newId, notice } = options
  const server = serverOf(options.url, options.tls)
  const connection = new Connection(server, clock)
  const schema = new Schema(options.schema ?? 'butik')
  const place: Place = { server, connection, schema, environment, cipher, clock, newId, notice }
  try {
    const ledger = await PostgresLedger.open(place)
    return {
      backend: createPostgresBackend(place, options.lease ?? usualLease),
      views: createPostgresViews(place),
      ledger,
      close: async () => {
        await ledger.flush()
        await connection.close()
      },
    }
  } catch (error) {
    await connection.close()
    throw error
  }
}
