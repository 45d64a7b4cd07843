/**
 * A lock that this process holds: renewed while the run goes on, confirmed before each write, released at its end. A
 * connection that was cut is made again, and the lock is ours still where nobody has taken it meanwhile.
 */
import type { LostLockError, ReconcilerError } from '../../model/errors.ts'
import { lostLockError } from '../../model/locked.ts'
import type { Lock, LockInfo } from '../../model/state.ts'
import type { Lease } from '../own-lock.ts'
import type { Session } from './connection.ts'
import { stateError } from './faults.ts'
import { lockRow, proofOf } from './lock-row.ts'
import { type Place, said } from './place.ts'

export const pooledNotice =
  'a pooler stands before the server and gives each transaction another connection: the lock of a run that is killed holds until it expires. The address of the server itself, or of a pool by session, does without that wait'

export type Proof = 'proved' | 'pooled'

/** Takes the advisory lock that says, for as long as this connection stands, that the holder of the token is there. */
export async function prove(session: Session, token: string): Promise<Proof> {
  const { rows: mine } = await session.query('SELECT pg_backend_pid() AS process')
  // A pooler gives its own number, and a lock of the session would be left to somebody else.
  if (mine[0]?.['process'] !== session.process) return 'pooled'
  const { rows } = await session.query('SELECT pg_try_advisory_lock($1::bigint) AS is_ours', [proofOf(token)])
  // Not ours only where the server has not noticed yet that the connection before is gone.
  return rows[0]?.['is_ours'] === true ? 'proved' : 'pooled'
}

export interface OwnLockOptions {
  /** Its connection is that of the lock alone, and is closed with it. */
  readonly place: Place
  readonly token: string
  readonly info: LockInfo
  readonly lease: Lease
  readonly proof: Proof
}

export class OwnLock implements Lock {
  readonly info: LockInfo
  readonly #options: OwnLockOptions
  readonly #timer: NodeJS.Timeout
  #beatAt: number
  #proof: Proof
  #lost: LostLockError | undefined
  #released: Promise<void> | undefined
  #complained = false

  constructor(options: OwnLockOptions) {
    this.#options = options
    this.#proof = options.proof
    this.info = options.info
    this.#beatAt = options.place.clock.now().getTime()
    this.#timer = setInterval(() => void this.#beat(), options.lease.everyMs)
    // A command that is done ends, whatever its lock does.
    this.#timer.unref()
  }

  /**
   * Throws E4003 too, where the server cannot be asked: no line could be written there either, and another run may have
   * taken the lock as soon as the server saw the connection end.
   */
  async confirm(): Promise<void> {
    const { place, lease } = this.#options
    if (this.#lost === undefined && this.#released === undefined) {
      const isLate = place.clock.now().getTime() - this.#beatAt >= lease.expiryMs / 2
      await said(place, 'E4003', () =>
        place.connection.run((session) => (isLate || session.isNew ? this.#renew(session) : this.#look(session))),
      )
    }
    if (this.#lost !== undefined) throw this.#lost
  }

  release(): Promise<void> {
    this.#released ??= this.#release()
    return this.#released
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // There may be an error already, and this one would take its place. A lock whose connection is gone is taken over.
    await this.release().catch((error: ReconcilerError) => {
      this.#options.place.notice(`the lock stays until this process has ended: ${error.message}`)
    })
  }

  async #release(): Promise<void> {
    clearInterval(this.#timer)
    const { place, token } = this.#options
    const query = place.schema.sql('UPDATE S.lock SET token = NULL WHERE environment = $1 AND token = $2')
    try {
      await said(place, 'E4003', () =>
        place.connection.run((session) => session.query(query, [place.environment, token])),
      )
    } finally {
      await place.connection.close()
    }
  }

  /** Failing proves nothing: the next beat tries again, and so does what asks before a write. */
  async #beat(): Promise<void> {
    if (this.#released !== undefined || this.#lost !== undefined) return
    const { place } = this.#options
    try {
      await place.connection.run((session) => this.#renew(session))
    } catch (error) {
      if (this.#complained || this.#released !== undefined) return
      this.#complained = true
      const { message } = stateError('E4003', place.server, error)
      place.notice(`the lock cannot be renewed, and is kept as it is: ${message}; it is tried again`)
    }
  }

  async #renew(session: Session): Promise<void> {
    const { place, token, lease } = this.#options
    // The proof before the row, as in taking it. What could not be proved is tried again with each renewal.
    if (session.isNew || this.#proof === 'pooled') this.#proof = await prove(session, token)
    const now = place.clock.now()
    const { count } = await session.query(
      place.schema.sql(
        'UPDATE S.lock SET heartbeat = $3, expires = $4, is_proved = $5 WHERE environment = $1 AND token = $2',
      ),
      [
        place.environment,
        token,
        now.toISOString(),
        new Date(now.getTime() + lease.expiryMs).toISOString(),
        `${this.#proof === 'proved'}`,
      ],
    )
    if (count === 0) await this.#look(session)
    else this.#beatAt = now.getTime()
  }

  async #look(session: Session): Promise<void> {
    const { place, token } = this.#options
    const { held, process } = await lockRow(session, place)
    if (this.#proof === 'proved' && process !== session.process && held?.token === token) {
      // A pooler that gave the number of the connection it had at first: the proof is not where we are.
      this.#proof = 'pooled'
      place.notice(pooledNotice)
      return await this.#renew(session)
    }
    if (held?.token === token || this.#released !== undefined || this.#lost !== undefined) return
    this.#lost = lostLockError(place.environment, held?.told)
    clearInterval(this.#timer)
  }
}
