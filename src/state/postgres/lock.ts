/** The lock of a state in PostgreSQL: taken, looked at, and taken away by hand. */

import { lockedError } from '../../model/locked.ts'
import type { HeldLock, Lock, LockInfo } from '../../model/state.ts'
import type { Lease } from '../own-lock.ts'
import { Connection, type Session, transaction } from './connection.ts'
import { type End, endOf, type Fence, type HeldRow, lockRow } from './lock-row.ts'
import { OwnLock, pooledNotice, prove } from './own-lock.ts'
import { changing, looking, type Place } from './place.ts'

export interface Locks {
  readonly place: Place
  readonly fence: Fence
  readonly lease: Lease
}

/** Throws LockedError. */
export async function takeLock(locks: Locks, want: LockInfo): Promise<Lock> {
  const { fence, lease } = locks
  // A connection of its own: what holds the lock says so as long as it stands, and waits for no reading or writing.
  const place = { ...locks.place, connection: new Connection(locks.place.server, locks.place.clock) }
  const token = place.newId()
  try {
    const { turn, broken, proof } = await changing(place, (session) => take(session, { place, token, want, lease }))
    fence.taken(turn)
    if (broken !== undefined) place.notice(takenOver(broken.held, broken.end))
    if (proof === 'pooled') place.notice(pooledNotice)
    return new OwnLock({ place, token, info: want, lease, proof })
  } catch (error) {
    await place.connection.close()
    throw error
  }
}

interface Taking {
  readonly place: Place
  readonly token: string
  readonly want: LockInfo
  readonly lease: Lease
}

interface Taken {
  readonly turn: number
  readonly broken?: { readonly held: HeldRow; readonly end: End }
  readonly proof: 'proved' | 'pooled'
}

async function take(session: Session, { place, token, want, lease }: Taking): Promise<Taken> {
  // Before the row names the token: nobody can find the one without the other.
  const proof = await prove(session, token)
  return await transaction(session, 'write', async () => {
    const { turn, held } = await lockRow(session, place, true)
    const now = place.clock.now()
    const end = held === undefined || held.token === token ? undefined : await endOf(session, held, now)
    if (held !== undefined && held.token !== token && end === undefined)
      throw lockedError(held.told, place.environment, now)
    const { schema, environment } = place
    // The answer to an earlier try may have been lost: then the turn is ours already, and another one does no harm.
    await session.query(
      schema.sql(
        `UPDATE S.lock SET turn = $2, token = $3, is_proved = $4, id = $5, operation = $6, holder = $7, run = $8,
         since = $9, heartbeat = $10, expires = $11 WHERE environment = $1`,
      ),
      [
        environment,
        turn + 1,
        token,
        `${proof === 'proved'}`,
        want.id,
        want.operation,
        want.holder,
        want.run ?? null,
        want.since,
        now.toISOString(),
        new Date(now.getTime() + lease.expiryMs).toISOString(),
      ],
    )
    return { turn: turn + 1, proof, ...(held === undefined || end === undefined ? {} : { broken: { held, end } }) }
  })
}

/** Undefined where nobody holds it, or the next run would take it over. */
export async function heldLock(place: Place): Promise<HeldLock | undefined> {
  return await looking(place, async (session) => {
    const { held } = await lockRow(session, place)
    if (held === undefined || (await endOf(session, held, place.clock.now())) !== undefined) return undefined
    return held.told
  })
}

/** The turn stays: what the holder had under way may still be written down, until another takes its turn. */
export async function unlock(place: Place, id: string): Promise<HeldLock | undefined> {
  // Two looks: nothing is made where nothing is.
  if ((await looking(place, async (session) => (await lockRow(session, place)).held)) === undefined) return undefined
  return await changing(place, (session) =>
    transaction(session, 'write', async () => {
      const { held } = await lockRow(session, place, true)
      if (held === undefined || held.told.id !== id) return undefined
      await clear(session, place, held.token)
      return held.told
    }),
  )
}

async function clear(session: Session, { schema, environment }: Place, token: string): Promise<void> {
  await session.query(schema.sql('UPDATE S.lock SET token = NULL WHERE environment = $1 AND token = $2'), [
    environment,
    token,
  ])
}

function takenOver({ told }: HeldRow, end: End): string {
  const why =
    end === 'gone'
      ? 'its connection is gone'
      : `its last heartbeat was ${told.heartbeat ?? 'never'}, and it expired ${told.expires ?? ''}`
  const link = told.run === undefined || end === 'gone' ? '' : ` (${told.run})`
  return `the lock of ${told.holder} (${told.operation} since ${told.since}) was taken over: ${why}${link}`
}
