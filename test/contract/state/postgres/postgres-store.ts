// A state in PostgreSQL in a schema of its own, for the tests of it. One server serves a test file.
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import { afterAll, beforeAll, onTestFinished } from 'vitest'
import type { Clock } from '../../../../src/model/ports.ts'
import type { StateBackend } from '../../../../src/model/state.ts'
import { plainCipher } from '../../../../src/state/cipher.ts'
import type { Kept } from '../../../../src/state/kept.ts'
import { openPostgresState, type PostgresOptions } from '../../../../src/state/postgres/open.ts'
import { type PostgresServer, postgresServer } from '../../../support/postgres-server.ts'
import type { SharedStore } from '../backend-contract.ts'

export interface PostgresStore extends SharedStore {
  reopen(): StateBackend
  elsewhere(): StateBackend
  readonly schema: string
  readonly url: string
  readonly notices: string[]
  readonly clock: Clock
  /** Closed with the test. */
  open(more?: Partial<PostgresOptions>): Promise<Kept>
  /** As somebody else at the server, `S.` being the schema. */
  sql(query: string, values?: unknown[]): Promise<{ [column: string]: unknown }[]>
}

export function serverOfFile(): () => PostgresServer {
  let server: PostgresServer | undefined
  beforeAll(async () => {
    server = await postgresServer()
  })
  afterAll(() => server?.[Symbol.asyncDispose]())
  return () => {
    if (server === undefined) throw new Error('the server runs in tests only')
    return server
  }
}

export async function postgresStore({ url }: Pick<PostgresServer, 'url'>): Promise<PostgresStore> {
  const schema = `s${randomUUID().replaceAll('-', '')}`
  const notices: string[] = []
  let now = new Date('2026-03-01T12:30:00Z').getTime()
  const clock = { now: () => new Date(now), sleep: (ms: number) => pause(ms) }
  const open = async (more: Partial<PostgresOptions> = {}): Promise<Kept> => {
    const notice = (line: string) => void notices.push(line)
    const shared = { url, schema, environment: 'default', cipher: plainCipher, clock, newId: randomUUID, notice }
    const kept = await openPostgresState({ ...shared, ...more })
    onTestFinished(() => kept.close())
    return kept
  }
  // The contract opens them without a wait.
  const spare = await Promise.all(Array.from({ length: 8 }, () => open()))
  const next = (): StateBackend => {
    const kept = spare.shift()
    if (kept === undefined) throw new Error('more are needed')
    return kept.backend
  }
  const sql: PostgresStore['sql'] = async (query, values) => {
    const client = new Client(url)
    await client.connect()
    try {
      const { rows } = await client.query<{ [column: string]: unknown }>(query.replaceAll('S.', `${schema}.`), values)
      return rows
    } finally {
      await client.end()
    }
  }
  const advance = (ms: number) => {
    now += ms
  }
  return { backend: next(), reopen: next, elsewhere: next, advance, schema, url, notices, clock, open, sql }
}
