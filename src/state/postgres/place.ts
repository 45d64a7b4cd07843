/** What the parts of a state in PostgreSQL have in common: the connection, the tables, and whose state it is. */
import type { DiagnosticCode } from '../../model/codes.ts'
import { ReconcilerError } from '../../model/errors.ts'
import type { Clock } from '../../model/ports.ts'
import type { Cipher } from '../cipher.ts'
import type { Connection, Session } from './connection.ts'
import { stateError } from './faults.ts'
import type { Schema } from './schema.ts'
import type { Server } from './server.ts'

export interface Place {
  readonly server: Server
  readonly connection: Connection
  readonly schema: Schema
  readonly environment: string
  readonly cipher: Cipher
  readonly clock: Clock
  readonly newId: () => string
  /** A line for people. */
  readonly notice: (line: string) => void
}

/** Undefined where no table is there yet. Throws E4001 in words. */
export async function looking<T>(place: Place, work: (session: Session) => Promise<T>): Promise<T | undefined> {
  return await said(place, 'E4001', () =>
    place.connection.run(async (session) => ((await place.schema.isThere(session)) ? await work(session) : undefined)),
  )
}

/** With the tables made, and the rows of this environment. Throws E4003 in words. */
export async function changing<T>(place: Place, work: (session: Session) => Promise<T>): Promise<T> {
  return await said(place, 'E4003', () =>
    place.connection.run(async (session) => {
      await place.schema.makeFor(session, place.environment)
      return await work(session)
    }),
  )
}

export async function said<T>({ server }: Place, code: DiagnosticCode, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw stateError(code, server, error)
  }
}

/** What is not as it was written. Never taken for an empty state: everything in the shop would look as if it had to be created. */
export function damagedRows(what: string, why: string): ReconcilerError {
  return new ReconcilerError('E4001', `${what} in PostgreSQL is damaged: ${why}`, {
    hint: 'butik state rebuild makes a new one of what can still be read and of what the shops show; or restore the tables from a backup',
  })
}
