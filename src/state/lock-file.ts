/**
 * The lock as a file that several processes fight over and one wins. A lock whose process is gone is taken over; whoever
 * replaces or removes a lock must first hold a claim on that very lock, a file named after its token, so that nobody ever
 * removes the lock of the one who was faster.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { LockedError } from '../model/errors.ts'
import type { LockInfo } from '../model/state.ts'
import { createWhole, readIfThere, removeIfThere, writeWhole } from './files.ts'
import { isGone, type ProcessMark } from './process-mark.ts'

export interface LockRecord {
  readonly info: LockInfo
  /** Made for each lock; the id in `info` is for people and may come again. */
  readonly token: string
  readonly process: ProcessMark
}

const record: z.ZodType<LockRecord> = z.looseObject({
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
})

/** A claim is held for some file operations only: this is far more patience than they need. */
const tries = 200
const pauseMs = 10

export interface Taking {
  /** The lock that stands in the way; undefined where ours was taken. */
  readonly held?: LockRecord
  /** The lock of a process that is gone, taken over. */
  readonly broken?: LockRecord
}

export async function takeLock(path: string, mine: LockRecord): Promise<Taking> {
  for (let count = 0; count < tries; count += 1) {
    if (await createWhole(path, text(mine), mine.token)) return {}
    const held = await readLock(path)
    if (held !== undefined) {
      if (!(await isGone(held.process, mine.process))) return { held }
      if (await withClaim(path, held, mine, () => writeWhole(path, text(mine), mine.token))) return { broken: held }
    }
    await pause(pauseMs)
  }
  throw busy(path)
}

/** Removes the lock if it still is this one. True where it was. */
export async function removeLock(path: string, held: LockRecord, mine: LockRecord): Promise<boolean> {
  for (let count = 0; count < tries; count += 1) {
    if (await withClaim(path, held, mine, () => removeIfThere(path))) return true
    const now = await readLock(path)
    if (now?.token !== held.token) return false
    await pause(pauseMs)
  }
  throw busy(path)
}

/** Undefined where nobody holds it. */
export async function readLock(path: string): Promise<LockRecord | undefined> {
  for (let count = 0; ; count += 1) {
    const content = await readIfThere(path)
    if (content === undefined) return undefined
    const parsed = parse(content.toString('utf8'))
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
  deed: () => Promise<void>,
): Promise<boolean> {
  const claim = `${path}.${held.token}`
  // A claim whose process is gone is taken over as a lock is, by a claim on the claim.
  if ((await takeLock(claim, mine)).held !== undefined) return false
  try {
    const now = await readLock(path)
    if (now?.token !== held.token) return false
    await deed()
    return true
  } finally {
    await removeIfThere(claim)
  }
}

function parse(content: string): LockRecord | undefined {
  try {
    return record.safeParse(JSON.parse(content)).data
  } catch {
    return undefined
  }
}

function text(mine: LockRecord): string {
  return `${JSON.stringify(mine, undefined, 2)}\n`
}

function busy(path: string): LockedError {
  const file = path.split(/[/\\]/).slice(-3).join('/')
  return new LockedError(
    `${file} is in the way: it cannot be read as a lock, or others are changing it`,
    `if no run is going on for certain, delete ${file}`,
  )
}
