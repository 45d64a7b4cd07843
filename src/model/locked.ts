/** What is said where another run holds the lock, or has taken it: who, since when, for what, and how to get on. */
import { LockedError, LostLockError } from './errors.ts'
import type { HeldLock } from './state.ts'

export function lockedError(held: HeldLock, environment: string, now: Date): LockedError {
  const { heartbeat, expires } = held
  const beat = heartbeat === undefined ? '' : `; last heartbeat ${heartbeat}${age(heartbeat, now)}`
  const end = expires === undefined ? '' : `, expires ${expires}`
  const wait =
    expires === undefined
      ? 'wait for it'
      : `wait for it (without another heartbeat a run takes it over from ${expires} on, unless its process is running on this machine)`
  return new LockedError(
    `the state of environment ${environment} is locked: ${toldOf(held, now)}${beat}${end}`,
    `${wait}, or, if that run is gone for certain: butik state unlock ${held.id}`,
  )
}

export function lostLockError(environment: string, holder: HeldLock | undefined): LostLockError {
  const how =
    holder === undefined
      ? 'it was released by hand, or its file removed'
      : `${holder.holder} has it now (${[`${holder.operation} since ${holder.since}`, ...(holder.run === undefined ? [] : [holder.run])].join(', ')})`
  const stopped = 'nothing more was sent, and the state was not written'
  return new LostLockError(
    `the lock of environment ${environment} was lost: ${how}`,
    holder === undefined
      ? `${stopped}; make sure that no other run goes on, and run again`
      : `${stopped}; wait for that run to end, and run again`,
    holder,
  )
}

function toldOf(held: HeldLock, now: Date): string {
  const link = held.run === undefined ? '' : ` (${held.run})`
  return `${held.holder} runs ${held.operation} since ${held.since}${age(held.since, now)}${link}`
}

function age(since: string, now: Date): string {
  const minutes = Math.floor((now.getTime() - Date.parse(since)) / 60_000)
  if (!(minutes >= 1)) return ''
  if (minutes < 120) return `, ${minutes} min ago`
  return minutes < 2880 ? `, ${Math.floor(minutes / 60)} hours ago` : `, ${Math.floor(minutes / 1440)} days ago`
}
