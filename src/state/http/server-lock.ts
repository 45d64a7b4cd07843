/**
 * The lock of one address, as Terraform asks for it: who takes it says who it is, and who finds it taken is told by whom.
 * GitLab repeats the asker's own words then, but for the id, the user and the time; so the id itself says when the lock was taken.
 */
import { ReconcilerError } from '../../model/errors.ts'
import { isJsonObject } from '../../model/json.ts'
import type { HeldLock } from '../../model/state.ts'
import type { Lease } from '../own-lock.ts'
import type { Deed, Spot } from './addresses.ts'
import { type Answer, attempts, type Exchange, isDone, isWorthwhile, Unanswered } from './exchange.ts'
import { troubleOf } from './trouble.ts'

/** What the protocol says of a lock. */
export interface LockWords {
  readonly ID: string
  readonly Operation: string
  readonly Info: string
  readonly Who: string
  readonly Version: string
  readonly Created: string
  readonly Path: string
}

/** What is told of a lock that is in the way; of some servers nothing. */
export type TakenBy = Partial<LockWords>

/** The server has no locks at this address. */
export class NoLocks extends ReconcilerError {}

export class ServerLock {
  readonly label: string
  readonly #exchange: Exchange
  readonly #take: Deed
  readonly #give: Deed

  constructor(spot: Spot & Required<Pick<Spot, 'lock'>>, exchange: Exchange) {
    this.label = spot.label
    this.#exchange = exchange
    this.#take = spot.lock.take
    this.#give = spot.lock.give
  }

  /** Undefined where it is ours now. Throws NoLocks, E4003, or Unanswered where nothing can be said. */
  async take(words: LockWords): Promise<TakenBy | undefined> {
    const answer = await this.#ask(this.#take, words)
    if (isDone(answer)) return undefined
    if (answer.status === 409 || answer.status === 423) {
      const by = wordsIn(answer.text)
      // The answer to an attempt before was lost.
      return by.ID === words.ID ? undefined : by
    }
    if (answer.status === 404 || answer.status === 405 || answer.status === 501) {
      throw new NoLocks(
        'E4003',
        `${this.label} cannot be locked: ${this.#take.method} has HTTP ${answer.status} there`,
        {
          hint: 'say lock_address, lock_method and unlock_method under state: in butik.yaml as the server has them, and check the address; where it has no locks, and two runs at once are ruled out otherwise, lock: none',
        },
      )
    }
    throw troubleOf('E4003', `the lock of ${this.label}`, answer, this.#exchange)
  }

  /** False where it is held under another id, or, as some servers say, not held. Throws E4003. */
  async give(words: LockWords): Promise<boolean> {
    const answer = await this.#ask(this.#give, words).catch((error: unknown) => {
      if (error instanceof Unanswered) throw troubleOf('E4003', `the lock of ${this.label}`, error, this.#exchange)
      throw error
    })
    if (isDone(answer)) return true
    // 400: as some servers call an unlock of what is not locked.
    if ([400, 404, 409, 423].includes(answer.status)) return false
    throw troubleOf('E4003', `the lock of ${this.label}`, answer, this.#exchange)
  }

  trouble(error: unknown): unknown {
    return error instanceof Unanswered ? troubleOf('E4003', `the lock of ${this.label}`, error, this.#exchange) : error
  }

  async #ask({ method, url }: Deed, words: LockWords): Promise<Answer> {
    for (let count = 1; ; count += 1) {
      const answer = await this.#exchange.once({ method, url, body: JSON.stringify(words) }).catch((error: unknown) => {
        if (count >= attempts || !(error instanceof Unanswered)) throw error
        return undefined
      })
      if (answer !== undefined && (count >= attempts || !isWorthwhile(answer))) return answer
      await this.#exchange.pause(count, answer)
    }
  }
}

/** What people call a lock, and a mark made for this one alone, so that no other is ever released in its place. */
export function lockIdOf(id: string, token: string): string {
  return `${id}.${token}`
}

/** The time in it is that of the holder's clock. */
export function lockToken(now: Date, newId: () => string): string {
  return `${now.getTime().toString(36)}-${newId()
    .replace(/[^A-Za-z0-9]/g, '')
    .slice(0, 16)}`
}

export interface ParsedLockId {
  readonly id: string
  readonly token: string
  readonly takenAt: Date
}

/** Undefined of what butik did not take. */
export function parseLockId(lockId: string): ParsedLockId | undefined {
  const match = /^(.+)\.([0-9a-z]{8,9})(-[A-Za-z0-9]+)$/.exec(lockId)
  if (match === null) return undefined
  const [, id = '', time = '', rest = ''] = match
  return { id, token: `${time}${rest}`, takenAt: new Date(Number.parseInt(time, 36)) }
}

/** Of a lock of which nothing is known but what the server tells. */
export function heldBy(by: TakenBy, { expiryMs }: Lease): HeldLock {
  const parsed = by.ID === undefined ? undefined : parseLockId(by.ID)
  return {
    id: parsed?.id ?? by.ID ?? 'unknown',
    operation: by.Operation || 'something',
    holder: by.Who || 'somebody',
    since: by.Created || (parsed?.takenAt.toISOString() ?? 'unknown'),
    ...(parsed === undefined
      ? {}
      : {
          heartbeat: parsed.takenAt.toISOString(),
          expires: new Date(parsed.takenAt.getTime() + expiryMs).toISOString(),
        }),
  }
}

function wordsIn(text: string): TakenBy {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return {}
  }
  if (!isJsonObject(value)) return {}
  const { ID, Operation, Who, Created } = value
  return {
    ...(typeof ID === 'string' && ID !== '' ? { ID } : {}),
    ...(typeof Operation === 'string' ? { Operation } : {}),
    ...(typeof Who === 'string' ? { Who } : {}),
    ...(typeof Created === 'string' ? { Created } : {}),
  }
}
