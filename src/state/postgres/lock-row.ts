/**
 * The row that says who holds the lock, and whether a holder is still there. Each lock has a turn, one higher than the one
 * before, and a token; while its connection stands, an advisory lock of that token proves that its holder lives.
 */
import { createHash } from 'node:crypto'
import type { ReconcilerError } from '../../model/errors.ts'
import { lockedError, lostLockError } from '../../model/locked.ts'
import type { HeldLock, LockInfo } from '../../model/state.ts'
import { optional, type Row, type Session, text, whole } from './connection.ts'
import type { Place } from './place.ts'

export interface LockRow {
  readonly turn: number
  /** Undefined where nobody holds it. */
  readonly held?: HeldRow
  /** The process of the server that answered. */
  readonly process: number
}

export interface HeldRow {
  readonly token: string
  readonly told: HeldLock
  /** Its holder has the advisory lock of its token, as long as its connection stands. */
  readonly isProved: boolean
}

export type End = 'gone' | 'expired'

const columns =
  'turn, token, is_proved, id, operation, holder, run, since, heartbeat, expires, pg_backend_pid() AS process'

export async function lockRow(session: Session, { schema, environment }: Place, forUpdate = false): Promise<LockRow> {
  const query = `SELECT ${columns} FROM S.lock WHERE environment = $1${forUpdate ? ' FOR UPDATE' : ''}`
  const { rows } = await session.query(schema.sql(query), [environment])
  return parsed(rows[0] ?? {})
}

function parsed(row: Row): LockRow {
  const [turn, process, token] = [whole(row, 'turn'), whole(row, 'process'), optional(row, 'token')]
  if (token === undefined) return { turn, process }
  return { turn, process, held: { token, told: toldOf(row), isProved: row['is_proved'] === true } }
}

function toldOf(row: Row): HeldLock {
  const [run, heartbeat, expires] = [optional(row, 'run'), row['heartbeat'], row['expires']]
  const info: LockInfo = {
    id: text(row, 'id'),
    operation: text(row, 'operation'),
    holder: text(row, 'holder'),
    since: text(row, 'since'),
  }
  return {
    ...info,
    ...(run === undefined ? {} : { run }),
    ...(heartbeat instanceof Date ? { heartbeat: heartbeat.toISOString() } : {}),
    ...(expires instanceof Date ? { expires: expires.toISOString() } : {}),
  }
}

/** Why it may be taken over; undefined where it may not. Only on a connection that is not the holder's own. */
export async function endOf(session: Session, held: HeldRow, now: Date): Promise<End | undefined> {
  if (held.isProved) {
    // Shared: of several that look at once none takes another for the holder. Ends with the query or its transaction.
    const { rows } = await session.query('SELECT pg_try_advisory_xact_lock_shared($1::bigint) AS is_gone', [
      proofOf(held.token),
    ])
    if (rows[0]?.['is_gone'] === true) return 'gone'
  }
  const { expires } = held.told
  return expires !== undefined && Date.parse(expires) <= now.getTime() ? 'expired' : undefined
}

/** The number of the advisory lock that the holder has. */
export function proofOf(token: string): string {
  return createHash('sha256').update(`butik lock ${token}`).digest().readBigInt64BE(0).toString()
}

/**
 * What was taken in this process: every write of the state and of the journal asks, in its own transaction, whether
 * somebody has taken the lock since. So one that was taken over never writes, whatever it believes.
 */
export class Fence {
  readonly #place: Place
  #turn: number | undefined

  constructor(place: Place) {
    this.#place = place
  }

  taken(turn: number): void {
    this.#turn = turn
  }

  /** For a WHERE on S.lock; takes two parameters, the environment and `turn`. Released by hand is not taken by another. */
  readonly condition = {
    of: (environment: number, turn: number) =>
      `environment = $${environment} AND (turn = $${turn}::bigint OR ($${turn}::bigint IS NULL AND token IS NULL))`,
  }

  get turn(): number | null {
    return this.#turn ?? null
  }

  /** Throws where somebody else has it; holds others off until the transaction ends. */
  async check(session: Session): Promise<void> {
    const { schema, environment } = this.#place
    const query = schema.sql(`SELECT 1 FROM S.lock WHERE ${this.condition.of(1, 2)} FOR UPDATE`)
    const { count } = await session.query(query, [environment, this.turn])
    if (count === 0) throw await this.refusal(session)
  }

  async refusal(session: Session): Promise<ReconcilerError> {
    const { environment, clock } = this.#place
    const { held } = await lockRow(session, this.#place)
    if (this.#turn === undefined && held !== undefined) return lockedError(held.told, environment, clock.now())
    return lostLockError(environment, held?.told)
  }
}
