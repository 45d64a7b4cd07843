/**
 * The lock as a file that several processes fight over and one wins. A lock that has ended (its process is gone, or it was
 * not renewed and nothing is known of its process) is taken over. Whoever renews, replaces or removes a lock must first
 * hold a claim on that very lock, a file named after its token, so that nobody ever touches the lock of the one who was
 * faster.
 */
import { setTimeout as pause } from 'node:timers/promises'
import * as z from 'zod'
import { LockedError } from '../model/errors.ts'
import type { HeldLock, LockInfo } from '../model/state.ts'
import { createWhole, readIfThere, removeIfThere, writeWhole } from './files.ts'
import { fateOf, type ProcessMark } from './process-mark.ts'

export interface LockRecord {
  readonly info: LockInfo
  /** Made for each lock; the id in `info` is for people and may come again. */
  readonly token: string
  readonly process: ProcessMark
  /** ISO 8601: when it was taken or last renewed, by the clock of its holder. Absent in a lock of an older butik. */
  readonly heartbeat?: string
  /** ISO 8601: where nothing is known of its process, it is over then. */
  readonly expires?: string
}

/** Shared with what keeps a lock elsewhere than in a file. */
export const lockRecord: z.ZodType<LockRecord> = z.looseObject({
  info: z.looseObject({
    id: z.string(),
    operation: z.string(),
    holder: z.string(),
    run: z.exactOptional(z.string()),
    since: z.string(),
  }),
  token: z.string().regex(/^[A-Za-z0-9-]+$/),
  process: z.looseObject({
    host: z.string(),
    pid: z.int(),
    started: z.exactOptional(z.string()),
    space: z.exactOptional(z.string()),
  }),
  heartbeat: z.exactOptional(z.string()),
  expires: z.exactOptional(z.string()),
})

/** A claim is held for some file operations only: this is far more patience than they need. */
const tries = 200
const pauseMs = 10

export interface Taking {
  /** The lock that stands in the way; undefined where ours was taken. */
  readonly held?: LockRecord
  /** The lock that was taken over, and why. */
  readonly broken?: { readonly record: LockRecord; readonly end: End }
}

export type End = 'gone' | 'expired'

/**
 * Why a lock may be taken over, as one who would take it sees it now (`mine.heartbeat`); undefined where it may not. A
 * process that is seen running keeps its lock, however late its heartbeat: a machine that slept wakes up with all of them.
 */
export async function endOf(held: LockRecord, mine: LockRecord): Promise<End | undefined> {
  const fate = await fateOf(held.process, mine.process)
  if (fate !== 'unknown') return fate === 'gone' ? 'gone' : undefined
  const { expires } = held
  return expires !== undefined && Date.parse(expires) <= Date.parse(mine.heartbeat ?? '') ? 'expired' : undefined
}

/** What others are told of it. */
export function toldOf({ info, heartbeat, expires }: LockRecord): HeldLock {
  return { ...info, ...(heartbeat === undefined ? {} : { heartbeat }), ...(expires === undefined ? {} : { expires }) }
}

export async function takeLock(path: string, mine: LockRecord): Promise<Taking> {
  for (let count = 0; count < tries; count += 1) {
    if (await createWhole(path, lockText(mine), mine.token)) return {}
    const held = await readLock(path)
    if (held !== undefined) {
      const end = await endOf(held, mine)
      if (end === undefined) return { held }
      const take = async (now: LockRecord) => {
        // Its holder may have renewed it meanwhile.
        if ((await endOf(now, mine)) === undefined) return false
        await writeWhole(path, lockText(mine), mine.token)
        return true
      }
      if (await withClaim(path, held, mine, take)) return { broken: { record: held, end } }
    }
    await pause(pauseMs)
  }
  throw busy(path)
}

/** Removes the lock if it still is this one. True where it was. */
export async function removeLock(path: string, held: LockRecord, mine: LockRecord): Promise<boolean> {
  for (let count = 0; count < tries; count += 1) {
    const remove = async () => {
      await removeIfThere(path)
      return true
    }
    if (await withClaim(path, held, mine, remove)) return true
    const now = await readLock(path)
    if (now?.token !== held.token) return false
    await pause(pauseMs)
  }
  throw busy(path)
}

/** Writes the lock anew, if it still is this one. `busy`: others are deciding about it at this moment. */
export async function renewLock(path: string, mine: LockRecord): Promise<'renewed' | 'busy' | { now?: LockRecord }> {
  const renew = async () => {
    await writeWhole(path, lockText(mine), mine.token)
    return true
  }
  if (await withClaim(path, mine, mine, renew)) return 'renewed'
  const now = await readLock(path)
  if (now?.token === mine.token) return 'busy'
  return now === undefined ? {} : { now }
}

/** Undefined where nobody holds it. */
export async function readLock(path: string): Promise<LockRecord | undefined> {
  for (let count = 0; ; count += 1) {
    const content = await readIfThere(path)
    if (content === undefined) return undefined
    const parsed = parseLock(content.toString('utf8'))
    if (parsed !== undefined) return parsed
    // On file systems without hard links a lock can be seen half written for a moment.
    if (count === 20) throw busy(path)
    await pause(pauseMs)
  }
}

/** Does the deed while no other process can replace or remove `held`. False where it is held no more or is claimed. */
async function withClaim(
  path: string,
  held: LockRecord,
  mine: LockRecord,
  deed: (now: LockRecord) => Promise<boolean>,
): Promise<boolean> {
  const claim = `${path}.${held.token}`
  // A claim whose process is gone is taken over as a lock is, by a claim on the claim.
  if ((await takeLock(claim, mine)).held !== undefined) return false
  try {
    const now = await readLock(path)
    return now?.token === held.token && (await deed(now))
  } finally {
    await removeIfThere(claim)
  }
}

/** Undefined where the text is no lock. */
export function parseLock(content: string): LockRecord | undefined {
  try {
    return lockRecord.safeParse(JSON.parse(content)).data
  } catch {
    return undefined
  }
}

export function lockText(mine: LockRecord): string {
  return `${JSON.stringify(mine, undefined, 2)}\n`
}

function busy(path: string): LockedError {
  const file = path.split(/[/\\]/).slice(-3).join('/')
  return new LockedError(
    `${file} is in the way: it cannot be read as a lock, or others are changing it`,
    `if no run is going on for certain, delete ${file}`,
  )
}
