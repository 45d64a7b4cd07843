/**
 * One connection, made when it is needed and made again when it was cut. Work runs on it one after another; what breaks off
 * with the connection is done once more from its beginning, so all work that is given to it must bear that.
 */
import { Client } from 'pg'
import type { Clock } from '../../model/ports.ts'
import { kindOf } from './faults.ts'
import type { Server } from './server.ts'

declare module 'pg' {
  /** What it has, and its types do not know. */
  interface ClientBase {
    readonly processID: number | null
    ref(): void
    unref(): void
  }
}

export type Value = string | number | null | readonly (string | number | null)[]

export interface Session {
  query(text: string, values?: readonly Value[]): Promise<Answer>
  /** True for the first work since the connection was made. */
  readonly isNew: boolean
  /** The process of the server that the other side says it is. */
  readonly process: number | undefined
}

export interface Answer {
  readonly rows: readonly Row[]
  /** Rows that were written, or read. */
  readonly count: number
}

export type Row = { readonly [column: string]: unknown }

/** Milliseconds before each further try: a server that restarts, or hands over to another, is back by then. */
const waits = [200, 1000, 3000]

/** A server that does not answer a farewell is left after so many milliseconds. */
const farewellMs = 2000

export class Connection {
  readonly #server: Server
  readonly #clock: Clock
  #client: Client | undefined
  #isNew = false
  #queue: Promise<unknown> = Promise.resolve()
  #closed = false

  constructor(server: Server, clock: Clock) {
    this.#server = server
    this.#clock = clock
  }

  /** Throws what the last try threw. */
  run<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const done = this.#queue.then(() => this.#tried(work))
    this.#queue = done.catch(() => undefined)
    return done
  }

  /** Lets go of the connection when what was asked for is done. Throws nothing. */
  async close(): Promise<void> {
    await this.#queue
    this.#closed = true
    await this.#drop()
  }

  async #tried<T>(work: (session: Session) => Promise<T>): Promise<T> {
    for (let count = 0; ; count += 1) {
      try {
        return await this.#once(work)
      } catch (error) {
        const wait = waits[count]
        if (wait === undefined || this.#closed || kindOf(error) === 'refused') throw error
        await this.#clock.sleep(wait)
      }
    }
  }

  async #once<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const client = this.#client ?? (await this.#connect())
    const isNew = this.#isNew
    // A run that is done ends, whatever connection of it is idle.
    client.ref()
    try {
      const result = await work({
        isNew,
        process: client.processID ?? undefined,
        query: async (text, values) => {
          const { rows, rowCount } = await client.query<Row>(text, values === undefined ? undefined : [...values])
          return { rows, count: rowCount ?? 0 }
        },
      })
      this.#isNew = false
      return result
    } catch (error) {
      if (kindOf(error) === 'cut') await this.#drop()
      throw error
    } finally {
      client.unref()
    }
  }

  async #connect(): Promise<Client> {
    const client = new Client(this.#server.config)
    // Without a listener the end of an idle connection would end the process.
    client.on('error', () => {
      if (this.#client === client) this.#client = undefined
    })
    try {
      await client.connect()
    } catch (error) {
      await client.end().catch(() => undefined)
      throw error
    }
    this.#client = client
    this.#isNew = true
    return client
  }

  async #drop(): Promise<void> {
    const client = this.#client
    this.#client = undefined
    if (client === undefined) return
    // An idle connection holds no process: without this the process would end here, in the middle of its work.
    client.ref()
    let timer: NodeJS.Timeout | undefined
    const waited = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, farewellMs)
    })
    await Promise.race([client.end().catch(() => undefined), waited])
    clearTimeout(timer)
    client.unref()
  }
}

const settings = "SET LOCAL lock_timeout = '10s'; SET LOCAL idle_in_transaction_session_timeout = '60s'"
/** In each transaction and not once for the connection: behind a pooler the next one may run on another. */
const begin = {
  read: 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY',
  write: `BEGIN; SET LOCAL synchronous_commit = on; ${settings}`,
}

/** `read` sees everything as of one moment. Throws, and nothing is written, where the work throws. */
export async function transaction<T>(session: Session, mode: 'read' | 'write', work: () => Promise<T>): Promise<T> {
  await session.query(begin[mode])
  try {
    const result = await work()
    await session.query('COMMIT')
    return result
  } catch (error) {
    await session.query('ROLLBACK').catch(() => undefined)
    throw error
  }
}

/** Columns by name and shape: what is in a table of ours was written by a butik, or it is damaged. */
export function text(row: Row, column: string): string {
  const value = row[column]
  return typeof value === 'string' ? value : ''
}

export function optional(row: Row, column: string): string | undefined {
  const value = row[column]
  return typeof value === 'string' ? value : undefined
}

/** bigint comes as text. */
export function whole(row: Row, column: string): number {
  return Number(row[column] ?? 0)
}
