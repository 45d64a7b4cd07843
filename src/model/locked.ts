/** What is said where another run holds the lock: who, since when, for what, and how to get on. */
import { LockedError } from './errors.ts'
import type { LockInfo } from './state.ts'

export function lockedError(held: LockInfo, environment: string, now: Date): LockedError {
  const link = held.run === undefined ? '' : ` (${held.run})`
  return new LockedError(
    `the state of environment ${environment} is locked: ${held.holder} runs ${held.operation} since ${held.since}${age(held, now)}${link}`,
    `wait for it, or, if that run is gone for certain: butik state unlock ${held.id}`,
  )
}

function age(held: LockInfo, now: Date): string {
  const minutes = Math.floor((now.getTime() - Date.parse(held.since)) / 60_000)
  if (!(minutes >= 1)) return ''
  if (minutes < 120) return `, ${minutes} min ago`
  return minutes < 2880 ? `, ${Math.floor(minutes / 60)} hours ago` : `, ${Math.floor(minutes / 1440)} days ago`
}
